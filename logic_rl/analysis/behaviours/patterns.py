r"""What every match of a regular expression holds, read from the expression's own text.

Read is the part of the syntax that rules are written in: characters, escapes, classes, groups, alternatives,
look-around and repeats. Of anything else nothing is claimed.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import NamedTuple

MOST = 64  # strings that one part of a pattern may stand for
EDGE = "\x01"  # in these strings: a word ends or begins here

_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_REPEAT = re.compile(r"(?:[*+?]|\{(?P<least>\d*)(?:,(?P<most>\d*))?\})[?+]?")
_ESCAPE = re.compile(r"\\(?:x(?P<two>[0-9a-f]{2})|u(?P<four>[0-9a-f]{4})|(?P<one>.))", re.IGNORECASE | re.DOTALL)
_GROUP = re.compile(r"\((?:\?(?P<kind>:|P<\w+>|<?[=!]))?")


class NotRead(ValueError):
    """A pattern uses what is not read here."""


class Part(NamedTuple):
    """A part of a pattern.

    Attributes:
        strings: all that it can match, in lower case; None if too many or not known.
        ways: sequences of which any match takes one; none where nothing is known of them.
        text: how a single character, a class or an edge is written; "" of anything else.
    """

    strings: frozenset[str] | None
    ways: tuple[tuple[Part, ...], ...] = ()
    text: str = ""


def read_pattern(pattern: str) -> tuple[Part, ...]:
    """The parts of a pattern, in order.

    Raises:
        NotRead: the pattern uses what is not read here.
    """
    reader = _Reader(pattern)
    parts = reader.alternatives()
    if reader.at < len(pattern):
        raise NotRead(f"a bracket too many in {pattern!r}")
    return parts


def strings_of(parts: tuple[Part, ...]) -> frozenset[str] | None:
    """All strings that parts in a row can match; None if too many or not known."""
    whole = frozenset({""})
    for part in parts:
        if part.strings is None or len(whole) * len(part.strings) > MOST:
            return None
        whole = frozenset(left + right for left in whole for right in part.strings)
    return whole


class _Reader:
    """Reads a pattern from `at` on."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.at = pattern, 0

    def alternatives(self) -> tuple[Part, ...]:
        """Up to a closing bracket or the end; a sequence by itself stays one."""
        ways = [self._sequence()]
        while self.pattern.startswith("|", self.at):
            self.at += 1
            ways.append(self._sequence())
        if len(ways) == 1:
            return ways[0]
        common = _common_start(ways)
        ways = [way[len(common) :] for way in ways]
        strings = [strings_of(way) for way in ways]
        known = [one for one in strings if one is not None]
        return (*common, Part(frozenset().union(*known) if len(known) == len(ways) else None, tuple(ways)))

    def _sequence(self) -> tuple[Part, ...]:
        parts: list[Part] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            single = self._single()
            repeat = self._taken(_REPEAT)
            parts += [_repeated(single, repeat)] if repeat else single
        return tuple(parts)

    def _taken(self, expected: re.Pattern) -> re.Match | None:
        match = expected.match(self.pattern, self.at)
        if match:
            self.at = match.end()
        return match

    def _single(self) -> tuple[Part, ...]:
        if group := self._taken(_GROUP):
            return self._group(group["kind"] or ":")
        start = self.at
        if escape := self._taken(_ESCAPE):
            strings = _escaped(escape)
        else:
            self.at += 1
            character = self.pattern[start]
            strings = self._class() if character == "[" else None if character == "." else _mark(character)
        return (Part(strings, text=self.pattern[start : self.at]),)

    def _group(self, kind: str) -> tuple[Part, ...]:
        if self.pattern.startswith("?", self.at):
            raise NotRead(f"a kind of group in {self.pattern!r}")
        inner = self.alternatives()
        if not self.pattern.startswith(")", self.at):
            raise NotRead(f"a bracket too few in {self.pattern!r}")
        self.at += 1
        return (Part(frozenset({""})),) if kind in ("=", "!", "<=", "<!") else inner

    def _class(self) -> frozenset[str] | None:
        """The characters of a set where each is written out."""
        start, sets = self.at, []
        while not self.pattern.startswith("]", self.at) or self.at == start:
            if self.at >= len(self.pattern):
                raise NotRead(f"a class without end in {self.pattern!r}")
            if escape := self._taken(_ESCAPE):
                sets.append(_escaped(escape, in_class=True))
            else:
                sets.append(frozenset({self.pattern[self.at].lower()}))
                self.at += 1
        self.at += 1
        text = self.pattern[start : self.at - 1]
        if text == "^":
            raise NotRead(f"a bracket in a class of {self.pattern!r}")
        known = [one for one in sets if one is not None]
        listed = len(known) == len(sets) and not text.startswith("^") and "-" not in text[1:-1]
        return frozenset().union(*known) if listed else None


def _common_start(ways: list[tuple[Part, ...]]) -> tuple[Part, ...]:
    """The characters, classes and edges that all ways begin with."""
    same = takewhile(lambda parts: parts[0].text and len({part.text for part in parts}) == 1, zip(*ways, strict=False))
    return tuple(parts[0] for parts in same)


def _mark(character: str) -> frozenset[str]:
    return frozenset({EDGE if character in "^$" else character.lower()})


def _escaped(escape: re.Match, in_class: bool = False) -> frozenset[str] | None:
    code, character = escape["two"] or escape["four"], escape["one"]
    if code:
        return frozenset({chr(int(code, 16)).lower()})
    if character in "bBAZ" and not in_class:
        return frozenset({"" if character == "B" else EDGE})
    if character in _CONTROLS or not character.isalnum():
        return frozenset({_CONTROLS.get(character, character)})
    if character in "wWdDsS":
        return None
    raise NotRead(f"\\{character}")


def _repeated(parts: tuple[Part, ...], repeat: re.Match) -> Part:
    """Known where it is there or not; needed where it is there at least once."""
    sign = repeat[0][0]
    least = int(repeat["least"] or 0) if sign == "{" else int(sign == "+")
    if sign == "?" or (sign == "{" and least == 0 and repeat["most"] == "1"):
        strings = strings_of(parts)
        return Part(None if strings is None else strings | {""})
    return Part(None, (parts,) if least else ())
