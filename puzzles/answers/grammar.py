"""The lines of an answer: which make claims, which head a list, which stand beside the answer."""

from __future__ import annotations

from collections.abc import Sequence

from puzzles.answers.claims import Claims, Cursor, Missing, Unreadable, excerpt
from puzzles.answers.clauses import NO, ClauseReader
from puzzles.answers.tokens import Lexicon, Token
from puzzles.answers.vocabulary import DOUBTS

MAX_ASIDE_WORDS = 40  # words (or Chinese characters) in lines that name nobody, such as "Here is the final answer:"

_DECORATION = frozenset({"article", "filler", "number", "gloss", "label"})
_ANNOUNCING = frozenset(
    {"filler", "article", "be", "label", "comma", "and", "name", "separator", "folk", "all", "count"}
)


class LineReader:
    """Collects claims line by line.

    A lone role ("Knights:") heads the lines of bare names below it; a lone name ("Zoey:") waits for the role
    in the next line.
    """

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.claims = Claims(lexicon.names, lexicon.roles)
        self._heading: bool | None = None
        self._heading_used = True
        self._heading_marked = False
        self._waiting: list[Token] = []
        self._aside_words = 0

    def read(self, lines: Sequence[list[Token]]) -> tuple[bool, ...]:
        """Who tells the truth according to these lines, by person.

        Raises:
            Unreadable: see there; `Missing` when lines before these might complete them.
        """
        for line in lines:
            for token in line:
                if token.kind in DOUBTS:
                    raise Unreadable(f"{DOUBTS[token.kind]}: {excerpt(self.text, token)}")
            self._refuse_zero(line)
        for line in lines:
            self._read_line(line)
        if self._waiting:
            raise Missing(f"no role for a name: {excerpt(self.text, self._waiting[0])}")
        if not self._heading_used:
            raise Missing("a role without a name at the end")
        return self.claims.world()

    def _read_line(self, line: list[Token]) -> None:
        kinds = {token.kind for token in line}
        if "name" not in kinds and "role" in kinds and self._waiting:
            line, self._waiting = self._waiting + line, []
            ClauseReader(Cursor(self.text, line), self.claims).read()
        elif "name" not in kinds and not ("role" in kinds and _speaks_of_all(line)):
            self._read_aside(line, kinds)
        elif self._waiting:
            raise Missing(f"no role for a name: {excerpt(self.text, self._waiting[0])}")
        elif kinds & {"role", "word", "gloss", "not"}:
            if not self._heading_used and not self._heading_marked:
                raise Unreadable(f"a role without a name: {excerpt(self.text, line[0])}")
            self._heading, self._heading_used = None, True
            cursor = Cursor(self.text, line)
            cursor.at = self._lead_in(line)
            ClauseReader(cursor, self.claims).read()
        elif self._heading is not None:
            self._heading_used = True
            ClauseReader(Cursor(self.text, line), self.claims).read_names(self._heading)
        elif not self._announces(line):
            self._waiting = line

    def _read_aside(self, line: list[Token], kinds: set[str]) -> None:
        """A line that claims nothing of anybody: a role that heads a list, or words beside the answer."""
        content = [token for token in line if token.kind not in _DECORATION]
        shape = [token.kind for token in content]
        if shape in (["role"], ["role", "separator"], ["role", "be"], ["role", "be", "separator"]):
            self._head(line, bool(content[0].value))
            return
        if shape == ["nobody"] and self._heading is not None:
            self._heading_used = True
            return
        if shape in (["role", "separator", "nobody"], ["role", "be", "nobody"]):
            return
        roles = {token.value for token in line if token.kind == "role"}
        self._refuse_denial(line)
        vague = kinds & {"all", "pronoun"} or "be" in kinds and ("word" in kinds or len(roles) == 1)
        vague = vague or len(roles) == 1 and _gives_role(line)
        if roles and vague or "gloss" in kinds:
            raise Unreadable(f"roles of nobody in particular: {excerpt(self.text, line[0])}")
        if roles or "word" in kinds:
            self._heading = None
        self._count_aside(line)

    def _refuse_zero(self, line: list[Token]) -> None:
        """`Zoey is a knight = 0` denies it."""
        named = any(token.kind == "name" for token in line)
        for role, sign, value in zip(line, line[1:], line[2:], strict=False):
            if named and (role.kind, sign.kind, value.kind) == ("role", "separator", "number") and not int(value.value):
                raise Unreadable(f"a denial: {excerpt(self.text, role)}")

    def _refuse_denial(self, tokens: list[Token]) -> None:
        if any(token.kind in ("not", "neither", "nor", "nobody") for token in tokens):
            raise Unreadable(f"a denial: {excerpt(self.text, tokens[0])}")

    def _head(self, line: list[Token], honest: bool) -> None:
        if any(token.kind == "gloss" and token.value != honest for token in line):
            raise Unreadable(f"a role explained wrongly: {excerpt(self.text, line[0])}")
        self._heading, self._heading_used = honest, False
        self._heading_marked = line[-1].kind in ("separator", "be")

    def _count_aside(self, tokens: list[Token]) -> None:
        self._aside_words += sum(token.kind == "word" for token in tokens)
        if self._aside_words > MAX_ASIDE_WORDS:
            raise Unreadable(f"more than {MAX_ASIDE_WORDS} words beside the answer: {excerpt(self.text, tokens[0])}")

    def _lead_in(self, line: list[Token]) -> int:
        """Where the claims begin: after words with a colon ("The final roles:"), unless one role heads a list."""
        for position, token in enumerate(line):
            if token.kind == "separator" and ":" in str(token.value):
                lead = line[: position + 1]
                if self._announces(lead) and any(t.kind == "name" for t in lead):
                    return position + 1
                if any(t.kind == "name" for t in lead):
                    return 0
                self._refuse_denial(lead)
                if len({t.value for t in lead if t.kind == "role"}) == 1:
                    return 0
                self._count_aside(lead)
                return position + 1
        return 0

    def _announces(self, line: list[Token]) -> bool:
        """Whether the line only says of whom an answer follows: `The roles of Zoey and Mia are:`."""
        people = {token.value for token in line if token.kind == "name"}
        return (
            len(people) == len(self.claims.names) > 1
            and line[-1].kind == "separator"
            and all(token.kind in _ANNOUNCING for token in line)
        )


def _gives_role(line: list[Token]) -> bool:
    """`The first: knave`, `2 = knight`: a sign before a role, and more than small words before the sign."""
    solid = [token.kind for token in line if token.kind != "article"]
    return any(
        sign == "separator" and role == "role" and set(solid[:at]) & {"word", "number", "count"}
        for at, (sign, role) in enumerate(zip(solid, solid[1:], strict=False))
    )


def _speaks_of_all(line: list[Token]) -> bool:
    """`All are knights`, `the others are knaves`, `there are no knaves`."""
    return any(token.kind in ("everyone", "rest", "all", "folk") or token.value in NO for token in line)
