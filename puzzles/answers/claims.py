"""What an answer has said so far, and why an answer cannot be read."""

from __future__ import annotations

from collections.abc import Sequence

from puzzles.answers.tokens import Token


class Unreadable(Exception):
    """The answer states no single role for each person; the message quotes what stopped the reading."""


class Missing(Unreadable):
    """Somebody is left out; all that is said can be read, and more text before it might complete it."""


class Claims:
    """Who is said to tell the truth, by person.

    Example: after `claims.add([0], True)` for two people, `claims.unspoken()` is `[1]`.

    Attributes:
        leans_on_order: somebody was only called one of "the others", which depends on who was named before.
    """

    def __init__(self, names: Sequence[str], roles: tuple[str, str]) -> None:
        self.names, self.roles = names, roles
        self.leans_on_order = False
        self._said: dict[int, bool] = {}

    def add(self, people: Sequence[int], honest: bool) -> None:
        """Note one claim.

        Raises:
            Unreadable: somebody has now been called both.
        """
        for person in people:
            if self._said.setdefault(person, honest) != honest:
                raise Unreadable(f"{self.names[person]} is called both {self.roles[0]} and {self.roles[1]}")

    def unspoken(self) -> list[int]:
        """The people of whom nothing has been said yet."""
        return [person for person in range(len(self.names)) if person not in self._said]

    def world(self) -> tuple[bool, ...]:
        """Who tells the truth, by person.

        Raises:
            Missing: nothing is said of somebody.
        """
        missing = [self.names[person] for person in self.unspoken()]
        if missing:
            raise Missing(f"nothing is said of {', '.join(missing)}")
        return tuple(self._said[person] for person in range(len(self.names)))


class Cursor:
    """A place in the tokens of one line."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text, self.tokens = text, tokens
        self.at = 0

    def __bool__(self) -> bool:
        """Whether anything is left."""
        return self.at < len(self.tokens)

    def kind(self, offset: int = 0) -> str:
        """The kind of the token here or `offset` tokens on; empty beyond the line."""
        position = self.at + offset
        return self.tokens[position].kind if 0 <= position < len(self.tokens) else ""

    def value(self, offset: int = 0) -> int | bool | str:
        return self.tokens[self.at + offset].value

    def start(self) -> int:
        """Where in the text the token here begins; -1 beyond the line."""
        return self.tokens[self.at].start if self else -1

    def skip(self, kinds: frozenset[str] | set[str]) -> Sequence[Token]:
        """Go past every token of these kinds; gives the tokens passed."""
        first = self.at
        while self.kind() in kinds:
            self.at += 1
        return self.tokens[first : self.at]

    def refusal(self, why: str, position: int | None = None) -> Unreadable:
        """The error for what stands here, or at `position`."""
        position = min(self.at if position is None else position, len(self.tokens) - 1)
        return Unreadable(f"{why}: {excerpt(self.text, self.tokens[position])}")


def excerpt(text: str, token: Token) -> str:
    """The token with its surroundings, quoted, for a message."""
    return repr(" ".join(text[max(0, token.start - 20) : min(token.end, token.start + 40) + 20].split()))
