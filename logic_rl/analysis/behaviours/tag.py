"""Tagging the eight reasoning behaviours, with the evidence to the character.

Clauses of the thinking and of text outside all blocks are tagged, never those inside `<answer>`. Rules (`cues`) and
the learned part (`tagger`) work together: on general reasoning the learned part decides over reflection and
hesitation, whose words mean little alone; on puzzles and short texts, which it was not trained on, the rules
decide alone. Definitions follow Gandhi et al. (arXiv 2503.01307) in the strict reading and ReasoningFlow
(arXiv 2606.05402).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from logic_rl.analysis.behaviours.firing import Readings, read_units
from logic_rl.analysis.behaviours.guards import opens_cases
from logic_rl.analysis.behaviours.insight import changed_minds
from logic_rl.analysis.behaviours.learned.strongest import cue_of, strongest
from logic_rl.analysis.behaviours.learned.tagger import LABELS, Tagger
from logic_rl.analysis.behaviours.polarity import is_executed, polarity
from logic_rl.analysis.behaviours.spans import LEARNED, Span, in_order
from logic_rl.analysis.behaviours.switches import switch_spans
from logic_rl.text.sentences import ANSWER, Sentence, segment, without_loops
from logic_rl.text.speech import without_speech
from logic_rl.text.units import clauses

SECONDED = ("reflection", "hesitation")  # by rule alone these are too often wrong on general reasoning
UNLIKELY = -4.0  # log odds below which a rule is overruled on general reasoning
_BACK = LABELS.index("backtracking")
_FEW = 8  # clauses; too few to tell what a text is about
_PUZZLING = 0.28  # share of clauses; 339 replies to puzzles have .36 or more, 69 other texts .21 at most
_SAMPLE = 40  # clauses that are looked at to tell
_PUZZLE = re.compile(
    r"\b(?:knights?|knaves?|truth-?tellers?|liars?|lies|lying|tells? the truth|statements?)\b"
    r"|\b[A-Z][a-z]{0,20} (?:is|must be|being) (?:not )?an? [a-z]|骑士|无赖|骗子|真话|假话"
)
# In a case analysis, so many clauses after or before its words, the learned part never tags backtracking. No one of 56
# labelled clauses of backtracking stands there.
_CASES = frozenset({"case", "suppose", "try", "trial", "zh_case"})
_CASE_REACH, _CASE_AHEAD = 6, 2


def tag(
    response: str,
    names: Sequence[str] | None = None,
    roles: Sequence[str] | None = None,
    learned: bool | Tagger = True,
) -> list[Span]:
    """All behaviours of a response, by start; a clause may carry several, each at most once.

    `names` and `roles` of the puzzle say that it is one, and sharpen two rules: names are no foreign language,
    and a changed conclusion (for aha) is read from "NAME is a ROLE". Loops of repeated sentences count once.
    `learned=False` uses the rules alone, a `Tagger` other weights. Never raises on odd text.
    """
    whole = [sentence for sentence in segment(response) if sentence.section != ANSWER]
    masked = without_speech(response)
    units = clauses(masked, without_loops(response, whole))
    readings = read_units(masked, units)
    spans = _by_rule(response, units, readings)
    if learned and not (names or _is_puzzle(masked, units)):
        tagger = learned if isinstance(learned, Tagger) else Tagger.load()
        spans = _with_learned(tagger, response, masked, units, readings, spans)
    spans += changed_minds(response, masked, units, readings, names or (), roles or ())
    spans += switch_spans(response, masked, units, names or ())
    return in_order(_judged(masked, units, spans))


def _is_puzzle(masked: str, units: Sequence[Sentence]) -> bool:
    if len(units) < _FEW:
        return True
    sample, puzzling = units[:: max(1, len(units) // _SAMPLE)], 0
    for unit in sample:
        puzzling += bool(_PUZZLE.search(masked, unit.start, min(unit.end, unit.start + 400)))
        if puzzling >= _PUZZLING * len(sample):
            return True
    return False


def _by_rule(response: str, units: Sequence[Sentence], readings: Readings) -> list[Span]:
    return [
        Span(unit.start, unit.end, rule.behaviour, response[unit.start + first : unit.start + last].strip(), rule.name,
             unit.section)
        for unit, fired in zip(units, readings.rules, strict=True) for rule, first, last in fired
    ]  # fmt: skip


def _with_learned(
    tagger: Tagger,
    response: str,
    masked: str,
    units: Sequence[Sentence],
    readings: Readings,
    by_rule: list[Span],
) -> list[Span]:
    """Rule spans that the learned part does not overrule, and what it adds."""
    scores_UH = tagger.scores(masked, units, readings)
    best_U = tagger.best(scores_UH)
    open_U = scores_UH[:, 0] > tagger.gate
    row_of = {unit.start: row for row, unit in enumerate(units)}
    spans = []
    for span in by_rule:
        row = row_of[span.start]
        if span.behaviour not in (*LABELS, "hesitation"):
            spans.append(span)
        elif span.behaviour in SECONDED:
            if open_U[row] and LABELS[best_U[row]] == "reflection":
                spans.append(span)
        elif scores_UH[row, 1 + LABELS.index(span.behaviour)] > UNLIKELY:
            spans.append(span)
    passed = {(row, best_U[row], 0) for row in open_U.nonzero()[0].tolist()}
    passed |= {(row, _BACK, 1 + _BACK) for row in (scores_UH[:, 1 + _BACK] > tagger.return_gate).nonzero()[0].tolist()}
    tagged = [(row, label, head) for row, label, head in sorted(passed)
            if label != _BACK or not _in_cases(masked, units, readings, row)]  # fmt: skip
    row_R, label_R = (np.array([one[part] for one in tagged], dtype=np.int64) for part in (0, 1))
    words = strongest(readings, row_R, label_R, tagger.weights_HK[1:]).tolist()
    for (row, label, head), cue_words in zip(tagged, words, strict=True):
        unit = units[row]
        first, last = cue_of(masked[unit.start : unit.end], *cue_words)
        cue = response[unit.start + first : unit.start + last]
        chance = round(1 / (1 + math.exp(-float(scores_UH[row, head]))), 3)
        spans.append(Span(unit.start, unit.end, LABELS[label], cue, LEARNED, unit.section, confidence=chance))
    return spans


def _in_cases(masked: str, units: Sequence[Sentence], readings: Readings, row: int) -> bool:
    """Whether cases are opened in this unit or near it."""
    first, last = max(0, row - _CASE_REACH), min(len(units) - 1, row + _CASE_AHEAD)
    return opens_cases(masked[units[first].start : units[last].end]) or any(
        rule.name in _CASES for fired in readings.rules[first : last + 1] for rule, _, _ in fired
    )


def _judged(masked: str, units: Sequence[Sentence], spans: list[Span]) -> list[Span]:
    """Polarity and execution, where the behaviour has them."""
    row_of = {unit.start: row for row, unit in enumerate(units)}
    judged = []
    for span in spans:
        row = row_of.get(span.start)
        if row is None or span.behaviour not in ("reflection", "verification"):
            judged.append(span)
            continue
        unit, following, facts = units[row], units[row + 1 : row + 4], {}
        if span.behaviour == "verification":
            facts["executed"] = is_executed(masked, unit, following)
        judged.append(span.with_facts(polarity=polarity(masked, unit, following), **facts))
    return judged
