"""Which rules can fire on a unit at all, told from its words: most rules need not be tried on most units.

What a pattern cannot do without is read from its text. Where that is not understood the rule is always tried, so a
missed shortcut costs time, never a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from logic_rl.analysis.behaviours.patterns import MOST, NotRead, Part, read_pattern
from logic_rl.analysis.behaviours.rules import Rule

_COMMON = frozenset(
    "a about all am and any are both can claim claims do does don each every find first have i if in is it know let ll "
    "made must my need not now other s say so should statement statements take that the there these they think this "
    "use ve what will".split()
)
_LONG_TOKEN = 16  # characters; of shorter ones all parts are looked up
_WHOLE = "="  # before a piece that must be a whole word, not part of one
_PIECE = re.compile(r"(?P<whole>(?<=[^a-z])[a-z]+(?=[^a-z]))|[a-z]+|[^\x00-\x7f]", re.IGNORECASE)


class Triggers:
    """Token → bit set of the rules that need a string which this token holds.

    Example: with `triggers = Triggers(RULES)`, `triggers.rules_of(triggers.bits("Wait") | triggers.always)` are the
    rules to try on "Wait.".
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        needs = [needed(rule.pattern) for rule in rules]
        self.always = sum(1 << number for number, need in enumerate(needs) if need is None)
        self._bits: dict[str, int] = {}
        for number, need in enumerate(needs):
            for piece in need or ():
                self._bits[piece] = self._bits.get(piece, 0) | 1 << number

    def bits(self, token: str) -> int:
        """The rules that this token alone lets try."""
        if token.isascii() and not token[0].isalpha() and token[0] != "\\":
            return 0  # numbers and marks: no piece is one
        bits, lowered = 0, token.lower()
        for word in lowered.split("'"):
            bits |= self._bits.get(_WHOLE + word, 0)
        if len(lowered) <= _LONG_TOKEN:
            parts = {lowered[i:j] for i in range(len(lowered)) for j in range(i + 1, len(lowered) + 1)}
            pieces: Iterable[str] = parts & self._bits.keys()
        else:
            pieces = (piece for piece in self._bits if piece in lowered)
        for piece in pieces:
            bits |= self._bits[piece]
        return bits

    @lru_cache(maxsize=1 << 12)  # noqa: B019 (one object for the whole process)
    def rules_of(self, bits: int) -> tuple[Rule, ...]:
        """The rules of a bit set, in their order."""
        return tuple(rule for number, rule in enumerate(self.rules) if bits >> number & 1)


def needed(pattern: re.Pattern) -> set[str] | None:
    """Lower-case strings, one of which every match has inside a word ("=", as a whole word); None if not known."""
    if pattern.flags & re.VERBOSE:
        return None
    try:
        return _needed(read_pattern(pattern.pattern))
    except NotRead:
        return None


def _needed(parts: Sequence[Part]) -> set[str] | None:
    """The best requirement of parts in a row: the one whose shortest string is longest."""
    best, run = None, frozenset({""})
    for part in parts:
        if part.strings is not None and len(run) * len(part.strings) <= MOST:
            run = frozenset(left + right for left in run for right in part.strings)
            continue
        best, run = _better(best, _pieces(run)), part.strings or frozenset({""})
        if part.strings is None:
            best = _better(best, _of_ways(part))
    return _better(best, _pieces(run))


def _of_ways(part: Part) -> set[str] | None:
    """The requirement of a part that can match too many strings to list: that of each way to match it."""
    needs = [_needed(way) for way in part.ways]
    known = [need for need in needs if need is not None]
    return set().union(*known) if known and len(known) == len(needs) else None


def _pieces(strings: Iterable[str]) -> set[str] | None:
    """The most telling run of letters of each string; None if one has no letter."""
    best: list[str] = []
    for string in strings:
        runs = [(_WHOLE if match["whole"] else "") + match[0] for match in _PIECE.finditer(string)]
        best.append(max(runs, key=_weight, default=""))
    return set(best) if all(best) else None


def _better(first: set[str] | None, second: set[str] | None) -> set[str] | None:
    if not first or not second:
        return first or second
    return max(first, second, key=_rareness)


def _rareness(pieces: set[str]) -> tuple[float, int]:
    return min(map(_weight, pieces)), -len(pieces)


def _weight(piece: str) -> float:
    word = piece.removeprefix(_WHOLE)
    return (1 if word in _COMMON else len(word)) + (0.5 if word != piece else 0)
