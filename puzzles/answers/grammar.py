"""The grammar of `puzzles.answers.read`: from the tokens of an answer to claims about people."""

from __future__ import annotations

from collections.abc import Sequence

from puzzles.answers.tokens import Token, excerpt, lines_of, normalise, tokenise

MAX_CHARACTERS = 20_000  # an answer for 20 people takes under 1,000
MAX_ASIDE_WORDS = 30  # words in lines that name nobody, such as "Here is the final answer:"

_DOUBTS = {"hedge": "a hedge", "condition": "a condition", "denial": "a denial or somebody's words"}
_LINK = frozenset({"separator", "be", "label", "all", "article", "not"})
_ADVERBS = frozenset({"therefore", "thus", "so", "hence", "then"})
_SKIPPED = frozenset({"comma", "and", "but", "separator", "number", "filler"})


class Unreadable(Exception):
    """The answer states no single role for each person; the message quotes what stopped the reading."""


class Missing(Unreadable):
    """Somebody is left out; all that is said can be read."""


def read_claims(text: str, names: Sequence[str], roles: tuple[str, str]) -> tuple[bool, ...]:
    """Who tells the truth according to the text, by person.

    Raises:
        Unreadable: see there; `Missing` when more text might complete it.
    """
    if len(text) > MAX_CHARACTERS:
        raise Unreadable(f"the answer has {len(text)} characters; at most {MAX_CHARACTERS} are read")
    text = normalise(text)
    tokens = tokenise(text, names, roles)
    for token in tokens:
        if token.kind in _DOUBTS:
            raise Unreadable(f"{_DOUBTS[token.kind]}: {excerpt(text, token)}")
    reader = _Reader(text, names, roles)
    for line in lines_of(tokens):
        reader.read_line(line)
    missing = [name for person, name in enumerate(names) if person not in reader.found]
    if missing:
        raise Missing(f"nothing is said of {', '.join(missing)}" if text.strip() else "the answer is empty")
    return tuple(reader.found[person] for person in range(len(names)))


class _Reader:
    """Collects claims line by line; a lone role ("Knights:") rules the lines of bare names below it."""

    def __init__(self, text: str, names: Sequence[str], roles: tuple[str, str]) -> None:
        self.text, self.names, self.roles = text, names, roles
        self.found: dict[int, bool] = {}
        self.header: bool | None = None
        self.aside_words = 0
        self.line: list[Token] = []
        self.at = 0

    def read_line(self, line: list[Token]) -> None:
        self.line, self.at = line, 0
        kinds = {token.kind for token in line}
        if "name" not in kinds:
            self._read_aside(kinds)
        elif "role" not in kinds and self.header is not None:
            self._skip(_SKIPPED)
            self._claim(self._people(), self.header)
            self._skip(_SKIPPED)
            if self.at < len(line):
                raise self._refusal("not understood")
        else:
            self.header = None
            self._drop_lead_in()
            while self._next_claim():
                pass

    def _read_aside(self, kinds: set[str]) -> None:
        """A line without a name: a role that heads a list, or words beside the answer."""
        content = [token for token in self.line if token.kind not in ("article", "filler", "number")]
        if [token.kind for token in content] in (["role"], ["role", "separator"], ["role", "be"]):
            self.header = bool(content[0].value)
            return
        roles = {token.value for token in self.line if token.kind == "role"}
        if kinds & {"not", "neither"}:
            raise self._refusal("a denial")
        if roles and (kinds & {"all", "quantifier"} or "be" in kinds and ("word" in kinds or len(roles) == 1)):
            raise self._refusal("roles of nobody in particular")
        if roles or "word" in kinds:
            self.header = None
        self._count_aside(self.line)

    def _count_aside(self, tokens: list[Token]) -> None:
        self.aside_words += sum(token.kind == "word" for token in tokens)
        if self.aside_words > MAX_ASIDE_WORDS:
            raise Unreadable(f"more than {MAX_ASIDE_WORDS} words beside the answer: {excerpt(self.text, tokens[0])}")

    def _drop_lead_in(self) -> None:
        """Pass over words before a colon ("The final roles:"), unless they are one role that heads a list."""
        for position, token in enumerate(self.line):
            if token.kind == "name":
                return
            if token.kind == "separator" and ":" in str(token.value):
                lead = self.line[:position]
                if any(t.kind in ("not", "neither") for t in lead):
                    raise self._refusal("a denial")
                if len({t.value for t in lead if t.kind == "role"}) != 1:
                    self._count_aside(lead)
                    self.at = position + 1
                return

    def _next_claim(self) -> bool:
        self._skip(_SKIPPED)
        if self._kind() == "article" and self._kind(1) == "filler":
            self._skip(_SKIPPED | {"article"})
        if self._kind() == "be" and self.at and self._kind(-1) == "filler":
            self._skip(_SKIPPED | {"be"})
        if self.at >= len(self.line):
            return False
        if self._kind() in ("name", "all", "neither"):
            self._names_then_role()
        elif self._kind() == "role" or self._kind() == "article" and self._kind(1) == "role":
            self._role_then_names()
        else:
            raise self._refusal("not understood")
        return True

    def _names_then_role(self) -> None:
        """`Zoey is a knight`, `both Zoey and Mia are knaves`, `Zoey: not a knave`, `Zoey (knight)`."""
        first, neither = self.at, self._kind() == "neither"
        self._skip({"all", "neither"})
        people = self._people(("comma", "nor") if neither else ("comma", "and"))
        subject = self.line[first : self.at]
        denied = self._link(people, subject)
        if self._kind() != "role" or neither and "nor" not in [token.kind for token in subject]:
            raise self._no_role(people)
        self._claim(people, self.line[self.at].value != (denied or neither))
        self.at += 1
        self._gloss(people)
        while self._tail(people):
            pass

    def _link(self, people: list[int], subject: list[Token]) -> bool:
        """What stands between names and role; whether it denies."""
        first = self.at
        while self._in_link():
            self.at += 1
        link = self.line[first : self.at]
        kinds = [token.kind for token in link]
        denial = link[kinds.index("not") + 1 :] if "not" in kinds else []
        # "not certainly a knight", "not both knights", "both are not knights"
        doubtful = any(token.kind != "article" and token.value != "be" for token in denial)
        if doubtful or "not" in kinds and {"all", "neither"} & {token.kind for token in link + subject}:
            raise self._refusal("a denial with two readings", first)
        joined = any(token.kind in ("and", "nor") for token in subject)
        if len(people) > 1 and not joined and any(token.value in ("is", "'s") for token in link):
            raise self._refusal("not clear whom this is about", first)
        return "not" in kinds

    def _in_link(self) -> bool:
        if self._kind() == "filler":
            return self.line[self.at].value in _ADVERBS
        return self._kind() in _LINK or self._kind() == "comma" and self._kind(1) == "label"

    def _gloss(self, people: list[int]) -> None:
        """`a knight (truth-teller)`: the gloss must agree."""
        ahead = self.at
        while ahead < len(self.line) and self.line[ahead].kind in ("article", "separator", "comma"):
            ahead += 1
        if ahead < len(self.line) and self.line[ahead].kind == "gloss":
            self._claim(people, bool(self.line[ahead].value))
            self.at = ahead + 1

    def _tail(self, people: list[int]) -> bool:
        """`…, not a knave`, `… but a knight`: one more claim about the same people."""
        ahead, denied = self.at, False
        while ahead < len(self.line) and self.line[ahead].kind in ("comma", "and", "but", "article", "not"):
            denied |= self.line[ahead].kind == "not"
            ahead += 1
        after = self.line[ahead + 1].kind if ahead + 1 < len(self.line) else ""
        if ahead >= len(self.line) or self.line[ahead].kind != "role" or after in ("separator", "be"):
            return False
        self._claim(people, self.line[ahead].value != denied)
        self.at = ahead + 1
        return True

    def _role_then_names(self) -> None:
        """`Knights: Zoey, Mia`, `the knave is Oliver`, `Knaves: none`."""
        self._skip({"article"})
        start, honest = self.at, bool(self.line[self.at].value)
        self.at += 1
        if self._kind() not in ("separator", "be"):
            raise self._refusal("a role without a name", start)
        self._skip({"separator", "be", "all"})
        if self._kind() == "nobody":
            self.at += 1
            return
        if self._kind() == "comma" and self._kind(1) in ("role", "article"):
            return
        first = self.at
        people = self._people()
        if self._kind() in _LINK - {"article"}:
            # "The knight is Zoey, Mia is a knave" has one reading; with three names it has two.
            if len(people) != 2:
                raise self._refusal("not clear whom this is about", first)
            people.pop()
            self.at = max(i for i in range(first, self.at) if self.line[i].kind == "name")
        self._claim(people, honest)

    def _people(self, joiners: tuple[str, ...] = ("comma", "and")) -> list[int]:
        """The names of a list, from here on; stops after the last name."""
        if self._kind() != "name":
            raise self._refusal("not understood")
        people = [int(self.line[self.at].value)]
        self.at += 1
        while True:
            ahead = self.at
            while ahead < len(self.line) and self.line[ahead].kind in joiners:
                ahead += 1
            if ahead == self.at or ahead == len(self.line) or self.line[ahead].kind != "name":
                return people
            people.append(int(self.line[ahead].value))
            self.at = ahead + 1

    def _claim(self, people: list[int], honest: bool) -> None:
        for person in people:
            if self.found.setdefault(person, honest) != honest:
                raise Unreadable(f"{self.names[person]} is called both {self.roles[0]} and {self.roles[1]}")

    def _kind(self, offset: int = 0) -> str:
        position = self.at + offset
        return self.line[position].kind if 0 <= position < len(self.line) else ""

    def _skip(self, kinds: set[str] | frozenset[str]) -> None:
        while self._kind() in kinds:
            self.at += 1

    def _no_role(self, people: list[int]) -> Unreadable:
        strange = self._kind() == "word" and f" ({self.line[self.at].value!r} is not {' or '.join(self.roles)})"
        return self._refusal(f"no role for {', '.join(self.names[person] for person in people)}{strange or ''}")

    def _refusal(self, why: str, position: int | None = None) -> Unreadable:
        position = min(self.at if position is None else position, len(self.line) - 1)
        return Unreadable(f"{why}: {excerpt(self.text, self.line[position])}")
