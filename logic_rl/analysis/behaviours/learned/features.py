"""What the learned tagger sees of a unit: hashed words, word classes, stems, its opening, layout, fired rules.

Everything is numpy over the words of a whole response, so that a megabyte takes well under a second. Buckets come
from `zlib.crc32` and integer mixing: the same on every machine and in every process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from logic_rl.analysis.behaviours.firing import Readings
from logic_rl.analysis.behaviours.learned.buckets import NAMED, bucket_of, mix
from logic_rl.analysis.behaviours.learned.layout import layout
from logic_rl.analysis.behaviours.vocabulary import Words, facts_of
from logic_rl.text.sentences import Sentence

MAX_TOKENS = 80  # of a unit that are looked at
OPENING_TOKENS = 5
# Weights of the feature groups beside the own words' 1, chosen by cross-validation.
OPENING, LAYOUT, RULE, NEIGHBOUR_RULE = 0.7, 0.3, 0.25, 0.15

_BEGIN, _END = facts_of("\x02"), facts_of("\x03")  # marks around a unit


@dataclass(frozen=True)
class Features:
    """Sparse rows: entry e adds `value_E[e]` to row `row_E[e]`, bucket `bucket_E[e]`."""

    num_rows: int
    row_E: np.ndarray
    bucket_E: np.ndarray
    value_E: np.ndarray

    def times(self, weights_HK: np.ndarray, heads: Sequence[int] | None = None) -> np.ndarray:
        """Scores [R, H] of all rows for weight vectors over K buckets: those of `heads`, or all."""
        heads = range(len(weights_HK)) if heads is None else heads
        return np.stack(
            [np.bincount(self.row_E, weights_HK[head][self.bucket_E] * self.value_E, self.num_rows)
             for head in heads], axis=1,
        )  # fmt: skip

    def only(self, kept_R: np.ndarray) -> Features:
        """The same rows, those not kept without entries."""
        kept_E = kept_R[self.row_E]
        return Features(self.num_rows, self.row_E[kept_E], self.bucket_E[kept_E], self.value_E[kept_E])


Group = tuple[np.ndarray, np.ndarray, np.ndarray]  # row, bucket and value of each entry


def featurize(text: str, units: Sequence[Sentence], readings: Readings, wanted: Sequence[int] | np.ndarray) -> Features:
    """One row for each wanted unit of a response; `readings` of every unit."""
    if not len(wanted):
        empty = np.zeros(0, dtype=np.int64)
        return Features(0, empty, empty, np.zeros(0))
    groups = feature_groups(text, units, readings, np.asarray(wanted, dtype=np.int64))
    return Features(len(wanted), *(np.concatenate(part) for part in zip(*groups.values(), strict=True)))


def feature_groups(
    text: str, units: Sequence[Sentence], readings: Readings, wanted_R: np.ndarray
) -> dict[str, Group]:
    """The features by kind; at least one unit is wanted."""
    return {
        "words": _own_words(readings, wanted_R),
        "opening": _opening(readings, wanted_R),
        "layout": layout(text, units, wanted_R, LAYOUT),
        "rules": _fired_rules(readings, wanted_R),
    }


def framed(readings: Readings, wanted_R: np.ndarray, most: int) -> tuple[Words, np.ndarray, np.ndarray]:
    """The first `most` words of each wanted unit between a begin and an end mark; the row of each; words a row."""
    lengths_R = np.minimum(readings.count_U[wanted_R], most) + 2
    row_T = np.repeat(np.arange(len(wanted_R)), lengths_R)
    last_R = np.cumsum(lengths_R) - 1
    place_T = np.arange(len(row_T)) - (last_R + 1 - lengths_R)[row_T]
    source_T = readings.first_U[wanted_R][row_T] + np.maximum(place_T - 1, 0)
    source_T[last_R] = 0
    words = Words(*(column_T[source_T] for column_T in readings.words))
    for column_T, begin, end in zip(words, _BEGIN, _END, strict=True):
        column_T[last_R + 1 - lengths_R] = begin
        column_T[last_R] = end
    return words, row_T, lengths_R


def _own_words(readings: Readings, wanted_R: np.ndarray) -> Group:
    """N-grams of words, classes and stems; the value is 1/sqrt(how many there are)."""
    (word_T, class_T, stem_T, _), row_T, lengths_R = framed(readings, wanted_R, MAX_TOKENS)
    pair, triple = row_T[1:] == row_T[:-1], row_T[2:] == row_T[:-2]
    row_2, row_3 = row_T[:-1][pair], row_T[:-2][triple]
    words_2, classes_2 = mix(word_T[:-1], word_T[1:]), mix(class_T[:-1], class_T[1:])
    first_R = np.concatenate([[0], np.cumsum(lengths_R)[:-1]])
    second_R = np.minimum(first_R + 2, len(row_T) - 1)
    rows = np.arange(len(wanted_R))
    parts = [
        (row_T, word_T, 1), (row_2, words_2[pair], 2), (row_3, mix(words_2[:-1], word_T[2:])[triple], 3),
        (row_2, classes_2[pair], 4), (row_3, mix(classes_2[:-1], class_T[2:])[triple], 5),
        (row_3, mix(class_T[:-2], class_T[2:])[triple], 6), (row_T, stem_T, 7), (row_T, class_T, 8),
        (rows, mix(word_T[first_R], word_T[first_R + 1]), 9),
        (rows, mix(class_T[first_R + 1], class_T[second_R]), 10),
    ]  # fmt: skip
    return group_of(parts, len(wanted_R), 1.0)


def _opening(readings: Readings, wanted_R: np.ndarray) -> Group:
    """Classes of the first words, alone, in pairs and in triples: what a long clause would drown."""
    words, row_T, _ = framed(readings, wanted_R, OPENING_TOKENS)
    class_T = words.kind_T
    pair, triple = row_T[1:] == row_T[:-1], row_T[2:] == row_T[:-2]
    pairs_2 = mix(class_T[:-1], class_T[1:])
    parts = [
        (row_T, class_T, 30), (row_T[:-1][pair], pairs_2[pair], 31),
        (row_T[:-2][triple], mix(pairs_2[:-1], class_T[2:])[triple], 32),
    ]  # fmt: skip
    return group_of(parts, len(wanted_R), OPENING)


def group_of(parts: list[tuple[np.ndarray, np.ndarray, int]], count: int, weight: float) -> Group:
    """One group, every row of it of length `weight`."""
    row = np.concatenate([row for row, _, _ in parts])
    bucket = np.concatenate([bucket_of(hashes, salt) for _, hashes, salt in parts])
    return row, bucket, (weight / np.sqrt(np.maximum(np.bincount(row, minlength=count), 1)))[row]


def _fired_rules(readings: Readings, wanted_R: np.ndarray) -> Group:
    """The rules that fire on the unit itself, and weaker those that fire right before and after it."""
    row_of = dict(zip(wanted_R.tolist(), range(len(wanted_R)), strict=True))
    row, bucket, value = [], [], []
    for unit, fired in enumerate(readings.rules):
        if not fired:
            continue
        names = readings.rule_names(unit)
        for place, weight in ((0, RULE), (-1, NEIGHBOUR_RULE), (1, NEIGHBOUR_RULE)):
            if (number := row_of.get(unit - place)) is not None:
                row += [number] * len(names)
                bucket += [NAMED[place, name] for name in names]
                value += [weight] * len(names)
    return np.array(row, dtype=np.int64), np.array(bucket, dtype=np.int64), np.array(value)
