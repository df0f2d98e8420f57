"""The clauses of one line: claims such as `Zoey is a knight` or `无赖：甲、乙`."""

from __future__ import annotations

from collections.abc import Sequence

from puzzles.answers.claims import Claims, Cursor, Unreadable
from puzzles.answers.subjects import GROUP, Subject, check_count, read_people, read_subject
from puzzles.answers.tokens import Token

_ADVERBS = frozenset({"therefore", "thus", "so", "hence", "then"})
_CLOSING = _ADVERBS | {"final", "answer", "solution", "result", "conclusion", "correct", "答案", "结论", "最终"}
_BETWEEN = frozenset({"comma", "and", "but", "separator", "number", "filler", "only"})
_LINK = frozenset({"separator", "be", "label", "all", "article", "not", "only", "respectively", "count"})
_TAIL = frozenset({"comma", "and", "but", "article", "not"})
_PLAIN_BE = frozenset({"is", "are", "是"})  # 就是 is none: 不是骑士就是无赖 leaves it open
_SINGULAR = frozenset({"is", "'s", "是", "为", "不是", "就是"})
_ONLY_HAS = frozenset({"只有", "仅有"})  # 无赖只有乙
NO = frozenset({"no", "没有", "无"})
_EACH = frozenset({"都", "均", "皆", "全", "全都", "全部"})  # 都不是 denies of each; "both are not" has two readings


class ClauseReader:
    """Reads the claims of one line, from the cursor to its end, into `claims`."""

    def __init__(self, cursor: Cursor, claims: Claims) -> None:
        self.cursor, self.claims = cursor, claims
        self._claimed = False
        self._respective = any(token.kind == "respectively" for token in cursor.tokens)

    def read(self) -> None:
        """Read to the end of the line.

        Raises:
            Unreadable: something in it is not a plain claim.
        """
        while self._next_claim():
            self._claimed = True

    def read_names(self, honest: bool) -> None:
        """Read a line of bare names under the heading of a role."""
        self.cursor.skip(_BETWEEN)
        self.claims.add(read_people(self.cursor), honest)
        self.cursor.skip(_BETWEEN)
        if self.cursor:
            raise self.cursor.refusal("not understood")

    def _next_claim(self) -> bool:
        cursor = self.cursor
        self._skip_opening()
        if not cursor:
            return False
        ahead = 0
        while cursor.kind(ahead) in ("article", "count"):
            ahead += 1
        counted = ahead > 0 and cursor.kind(ahead - 1) == "count"
        if cursor.kind(ahead) == "role":
            self._role_then_people()
        elif counted or cursor.kind(ahead) in GROUP or cursor.kind() in ("name", "neither"):
            self._people_then_role()
        elif cursor.value() in NO:
            self._nobody()
        else:
            raise cursor.refusal("not understood")
        return True

    def _skip_opening(self) -> None:
        """Go past what joins claims and what leads up to one: `, and`, `so the answer is`, `the role of`."""
        cursor, started = self.cursor, self.cursor.at
        passed = cursor.skip(_BETWEEN)
        if self._claimed and any(token.value not in _CLOSING for token in _trailing(passed, to_end=not cursor)):
            raise cursor.refusal("not understood", started)
        if cursor.kind() == "article" and cursor.kind(1) == "filler":
            cursor.skip(_BETWEEN | {"article"})
        if cursor.kind() == "article" and cursor.kind(1) == "label":
            cursor.at += 1
        if cursor.kind() == "label" and cursor.kind(1) == "filler":
            cursor.skip(_BETWEEN | {"label"})
        if cursor.kind() == "be" and cursor.at and cursor.kind(-1) in ("filler", "label"):
            cursor.skip(_BETWEEN | {"be"})

    def _nobody(self) -> None:
        """`there are no knaves`: everybody has the other role."""
        cursor = self.cursor
        if cursor.kind(1) != "role" or cursor.kind(2) not in ("", "comma", "and", "but"):
            raise cursor.refusal("not understood")
        self.claims.add(range(len(self.claims.names)), not cursor.value(1))
        cursor.at += 2

    def _people_then_role(self) -> None:
        """`Zoey is a knight`, `both Zoey and Mia are knaves`, `甲不是无赖`, `Zoey (knight)`, `all are knaves`."""
        cursor = self.cursor
        neither = cursor.kind() == "neither"
        subject = read_subject(cursor, self.claims, neither)
        link = self._link(subject)
        if cursor.kind() != "role" or neither and not any(token.kind == "nor" for token in subject.tokens):
            raise self._no_role(subject.people)
        denied = neither or any(token.kind == "not" for token in link)
        if self._respective or self._is_matched(subject.people, link):
            self._respectively(subject.people, denied)
            return
        self.claims.add(subject.people, cursor.value() != denied)
        cursor.at += 1
        self._gloss(subject.people)
        while self._tail(subject.people):
            pass

    def _link(self, subject: Subject) -> list[Token]:
        """What stands between the people and the role."""
        cursor, first = self.cursor, self.cursor.at
        while self._in_link():
            cursor.at += 1
        link = list(cursor.tokens[first : cursor.at])
        check_count(cursor, [token for token in link if token.value != "both"], subject.people)
        self._check_denial(subject, link)
        plural = subject.joined or any(token.value in _EACH for token in link)
        if len(subject.people) > 1 and not plural and any(token.value in _SINGULAR for token in link):
            raise cursor.refusal("not clear whom this is about", first)
        return link

    def _in_link(self) -> bool:
        cursor = self.cursor
        if cursor.kind() == "filler":
            return cursor.value() in _ADVERBS
        # "Zoey, role: knight" and the row "Zoey,knight"
        apart = cursor.kind() == "comma" and (cursor.kind(1) == "label" or len(cursor.tokens) == 3)
        return apart or cursor.kind() in _LINK

    def _check_denial(self, subject: Subject, link: list[Token]) -> None:
        """A denial must sit right before the role and speak of each person: not `not both`, `not certainly`."""
        kinds = [token.kind for token in link]
        if "not" not in kinds:
            return
        at = kinds.index("not")
        after = [token for token in link[at + 1 :] if token.kind != "article" and token.value not in ("be", "是")]
        quantified = [t for t in (*subject.tokens, *link[:at]) if t.kind in ("all", "neither", "everyone")]
        if after or any(token.value not in _EACH for token in quantified):
            raise self.cursor.refusal("a denial with two readings", self.cursor.at - len(link))

    def _is_matched(self, people: list[int], link: list[Token]) -> bool:
        """`(Zoey, Mia) = (knight, knave)`: a sign, and as many roles as people up to the end of the line."""
        if len(people) < 2 or [token.kind for token in link] != ["separator"]:
            return False
        ahead = [token.kind for token in self.cursor.tokens[self.cursor.at : self.cursor.at + 4 * len(people)]]
        to_end = self.cursor.at + len(ahead) == len(self.cursor.tokens)
        return to_end and ahead.count("role") == len(people) and set(ahead) <= {"role", "comma", "and", "article"}

    def _respectively(self, people: list[int], denied: bool) -> None:
        """`Zoey and Mia are a knight and a knave, respectively`, `甲、乙分别是骑士、无赖`."""
        cursor = self.cursor
        roles = [token.value for token in cursor.skip({"role", "comma", "and", "article"}) if token.kind == "role"]
        cursor.skip({"respectively"})
        if denied or len(roles) != len(people):
            raise cursor.refusal(f"{len(roles)} roles for {len(people)} people")
        for person, honest in zip(people, roles, strict=True):
            self.claims.add([person], bool(honest))

    def _gloss(self, people: list[int]) -> None:
        """`a knight (truth-teller)`: the gloss must agree."""
        cursor, ahead = self.cursor, 0
        while cursor.kind(ahead) in ("article", "separator", "comma"):
            ahead += 1
        if cursor.kind(ahead) == "gloss":
            self.claims.add(people, bool(cursor.value(ahead)))
            cursor.at += ahead + 1

    def _tail(self, people: list[int]) -> bool:
        """`…, not a knave`, `… but a knight`, `，而不是无赖`: one more claim about the same people."""
        cursor, ahead, denials = self.cursor, 0, 0
        while cursor.kind(ahead) in _TAIL or cursor.kind(ahead) == "be" and cursor.value(ahead) in _PLAIN_BE:
            denials += cursor.kind(ahead) == "not"
            ahead += 1
        if cursor.kind(ahead) != "role" or cursor.kind(ahead + 1) in ("separator", "be", "only"):
            return False
        if denials > 1:
            raise cursor.refusal("a denial with two readings")
        self.claims.add(people, cursor.value(ahead) != bool(denials))
        cursor.at += ahead + 1
        return True

    def _role_then_people(self) -> None:
        """`Knights: Zoey, Mia`, `the knave is Oliver`, `无赖：无`."""
        cursor = self.cursor
        counted = cursor.skip({"article", "count"})
        start, honest = cursor.at, bool(cursor.value())
        cursor.at += 1
        self._gloss_of_role(honest)
        link = cursor.skip({"separator", "be", "all", "only", "count", "number", "folk"})
        if not any(token.kind in ("separator", "be") or token.value in _ONLY_HAS for token in link):
            raise cursor.refusal("a role without a name", start)
        if cursor.kind() == "nobody":
            cursor.at += 1
            return
        if cursor.kind() == "comma" and cursor.kind(1) in ("role", "article"):
            return
        if cursor.kind() == "everyone" or not cursor and link[-1].kind == "all":
            cursor.at += 1
            self.claims.add(range(len(self.claims.names)), honest)
            return
        first = cursor.at
        people = read_people(cursor, spaced=True)
        if cursor.kind() in _LINK - {"article"}:
            people = self._without_next_subject(people, first)
        check_count(cursor, [token for token in (*counted, *link) if token.value != "both"], people)
        self.claims.add(people, honest)

    def _gloss_of_role(self, honest: bool) -> None:
        """`Knights (truth-tellers): …`."""
        if self.cursor.kind() == "gloss":
            if self.cursor.value() != honest:
                raise self.cursor.refusal("a role explained wrongly")
            self.cursor.at += 1

    def _without_next_subject(self, people: list[int], first: int) -> list[int]:
        """`The knight is Zoey, Mia is a knave` has one reading; `the knights are Zoey, Mia, Oliver is …` has two."""
        cursor = self.cursor
        names = [i for i in range(first, cursor.at) if cursor.tokens[i].kind == "name"]
        joiners = [cursor.tokens[i].value for i in range(first, cursor.at) if cursor.tokens[i].kind == "comma"]
        listed = joiners[-1:] == [","] and set(joiners[:-1]) == {"、"} and len(joiners) == len(names) - 1
        if len(people) != 2 and not listed:
            raise cursor.refusal("not clear whom this is about", first)
        cursor.at = names[-1]
        return people[:-1]

    def _no_role(self, people: list[int]) -> Unreadable:
        cursor = self.cursor
        strange = cursor.kind() == "word" and f" ({cursor.value()!r} is not {' or '.join(self.claims.roles)})"
        who = ", ".join(self.claims.names[person] for person in people)
        return cursor.refusal(f"no role for {who}{strange or ''}")


def _trailing(passed: Sequence[Token], to_end: bool) -> list[Token]:
    """The small words that belong to the claim before them: those up to a comma, or all at the end of the line."""
    stops = [at for at, token in enumerate(passed) if token.kind in ("comma", "and", "but", "separator")]
    own = passed if to_end else passed[: stops[0]] if stops else ()
    return [token for token in own if token.kind == "filler"]
