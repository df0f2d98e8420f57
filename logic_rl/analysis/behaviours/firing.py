"""Which rules fire on which unit, where, and whether the cue is denied there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from logic_rl.analysis.behaviours.guards import DENIED, IMAGINED, LEAD
from logic_rl.analysis.behaviours.rules import Rule
from logic_rl.analysis.behaviours.vocabulary import ENDS, TELLS, TRIGGERS, Words, look_up
from logic_rl.text.sentences import Sentence
from logic_rl.text.words import MAX_CHARACTERS, tokens_of_lines

_DENIAL_REACH = 100  # characters; longer than any chain of filler words
_CLAUSE_END = re.compile(r"[.;:!?]\s|,\s")

Fired = tuple[Rule, int, int]  # rule, first and last character of the cue in the unit


@dataclass(frozen=True)
class Readings:
    """What the units of a response say each by itself.

    Attributes:
        rules: for each unit the rules that fire.
        telling_U: whether the learned part need look at it.
        words: of all units, a line end after each.
        first_U, count_U: where a unit begins in `words`, and how many it has.
    """

    rules: list[tuple[Fired, ...]]
    telling_U: np.ndarray
    words: Words
    first_U: np.ndarray
    count_U: np.ndarray

    def rule_names(self, unit: int) -> list[str]:
        """What the learned part is told: the rules that fired, and their behaviours."""
        fired = self.rules[unit]
        names = [f"{rule.behaviour}:{rule.name}" for rule, _, _ in fired]
        return names + sorted({rule.behaviour for rule, _, _ in fired})


def lower(text: str) -> str:
    """Lower case of the same length: letters that would become two stay."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def read_units(text: str, units: Sequence[Sentence]) -> Readings:
    """Each unit of `text` (speech blanked out) read on its own; a unit holds no line end."""
    pieces = [text[unit.start : min(unit.end, unit.start + MAX_CHARACTERS)] for unit in units]
    lines = "\n".join([*pieces, ""]).replace("’", "'")
    pieces = lower(lines).split("\n")[:-1]
    words = look_up(tokens_of_lines(lines))
    end_U = np.flatnonzero(words.bits_T == np.uint64(ENDS))
    first_U = np.concatenate([[0], end_U + 1])[:-1]
    bits_U = np.bitwise_or.reduceat(words.bits_T, first_U) if pieces else words.bits_T
    tried_U = bits_U & np.uint64(ENDS - 1) | np.uint64(TRIGGERS.always)
    rules: list[tuple[Fired, ...]] = [()] * len(pieces)
    for unit, bits in zip(tried_U.nonzero()[0].tolist(), tried_U[tried_U > 0].tolist(), strict=True):
        rules[unit] = fired_rules(pieces[unit], bits)
    fired_U = np.fromiter(map(bool, rules), dtype=bool, count=len(rules))
    return Readings(rules, fired_U | (bits_U >= np.uint64(TELLS)), words, first_U, end_U - first_U)


@lru_cache(maxsize=1 << 15)  # models in training say the same sentences again and again
def fired_rules(piece: str, bits: int) -> tuple[Fired, ...]:
    """Of the rules in a bit set those that fire on a unit in lower case."""
    fired = []
    for rule in TRIGGERS.rules_of(bits):
        if place := cue_place(rule, piece):
            fired.append((rule, *place))
    return tuple(fired)


def cue_place(rule: Rule, text: str) -> tuple[int, int] | None:
    """Where a rule fires on a text in lower case; None if it does not, is excluded, or denied there."""
    match = rule.pattern.search(text)
    while match and match[0] and rule.negatable and is_denied(text, match.start()):
        match = rule.pattern.search(text, match.end())
    if not match or not match[0] or (rule.unless and rule.unless.search(text)):
        return None
    lead = LEAD.match(text, 0, match.end() - 1) if match.start() == 0 else None
    heading = lead.end() if lead else 0
    blanks = len(match[0]) - len(match[0].lstrip(" ,;—–-"))
    return max(match.start() + blanks, heading), match.end()


def is_denied(text: str, at: int) -> bool:
    """Whether a negation or a hypothetical stands right before the cue at `at`, in the same clause."""
    before = _CLAUSE_END.split(text[max(0, at - _DENIAL_REACH) : at])[-1]
    return bool(DENIED.search(before) or IMAGINED.search(before))
