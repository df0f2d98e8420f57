"""What the learned tagger sees of a unit: hashed words, word classes, stems, its opening, layout, fired rules.

Everything is numpy over the tokens of a whole response, so that a megabyte takes well under a second. Buckets
come from `zlib.crc32` and integer mixing: the same on every machine and in every process.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from logic_rl.analysis.firing import Reading
from logic_rl.analysis.sentences import Sentence
from logic_rl.analysis.words import CLASS_OF, MAX_CHARACTERS, normal, token_places

NUM_BUCKETS = 1 << 17
MAX_TOKENS = 80  # of a unit that are looked at
OPENING_TOKENS = 5
# Weights of the feature groups beside the own words' 1, chosen by cross-validation.
OPENING, LAYOUT, RULE, NEIGHBOUR_RULE = 0.7, 0.3, 0.25, 0.15

_BEGIN, _END = "\x02", "\x03"


@dataclass(frozen=True)
class Features:
    """Sparse rows: entry e adds `value_E[e]` to row `row_E[e]`, bucket `bucket_E[e]`."""

    num_rows: int
    row_E: np.ndarray
    bucket_E: np.ndarray
    value_E: np.ndarray

    def times(self, weights_HK: np.ndarray) -> np.ndarray:
        """Scores [R, H] of all rows for H weight vectors over K buckets."""
        return np.stack(
            [np.bincount(self.row_E, weights_K[self.bucket_E] * self.value_E, self.num_rows)
             for weights_K in weights_HK], axis=1,
        )  # fmt: skip

    def only(self, kept_R: np.ndarray) -> Features:
        """The same rows, those not kept without entries."""
        kept_E = kept_R[self.row_E]
        return Features(self.num_rows, self.row_E[kept_E], self.bucket_E[kept_E], self.value_E[kept_E])


def featurize(text: str, units: Sequence[Sentence], readings: Sequence[Reading], wanted: Sequence[int]) -> Features:
    """One row for each wanted unit of a response; `readings` of every unit."""
    if not len(wanted):
        empty = np.zeros(0, dtype=np.int64)
        return Features(0, empty, empty, np.zeros(0))
    tokens, rules = [reading.tokens for reading in readings], [reading.rule_names() for reading in readings]
    groups = [
        _own_words([tokens[index] for index in wanted]),
        _opening([tokens[index] for index in wanted]),
        _layout(text, units, wanted),
        _fired_rules(rules, wanted),
    ]
    row_E, bucket_E, value_E = (np.concatenate(part) for part in zip(*groups, strict=True))
    return Features(len(wanted), row_E, bucket_E, value_E)


Group = tuple[np.ndarray, np.ndarray, np.ndarray]


def _framed(tokens: Sequence[list[str]]) -> tuple[list[str], np.ndarray]:
    """All tokens in one list, each unit between a begin and an end mark; and how many each has."""
    flat: list[str] = []
    for own in tokens:
        flat += (_BEGIN, *own[:MAX_TOKENS], _END)
    return flat, np.array([min(len(own), MAX_TOKENS) + 2 for own in tokens])


def _own_words(tokens: Sequence[list[str]]) -> Group:
    """N-grams of words, classes and stems; the value is 1/sqrt(how many there are)."""
    flat, lengths_R = _framed(tokens)
    row_T = np.repeat(np.arange(len(tokens)), lengths_R)
    word_T, class_T, stem_T = (_hashes(flat, table) for table in (_WORDS, _WORD_CLASSES, _STEMS))
    pair, triple = row_T[1:] == row_T[:-1], row_T[2:] == row_T[:-2]
    row_2, row_3 = row_T[:-1][pair], row_T[:-2][triple]
    words_2, classes_2 = _mix(word_T[:-1], word_T[1:]), _mix(class_T[:-1], class_T[1:])
    first_R = np.concatenate([[0], np.cumsum(lengths_R)[:-1]])
    second_R = np.minimum(first_R + 2, len(flat) - 1)
    rows = np.arange(len(tokens))
    parts = [
        (row_T, word_T, 1), (row_2, words_2[pair], 2), (row_3, _mix(words_2[:-1], word_T[2:])[triple], 3),
        (row_2, classes_2[pair], 4), (row_3, _mix(classes_2[:-1], class_T[2:])[triple], 5),
        (row_3, _mix(class_T[:-2], class_T[2:])[triple], 6), (row_T, stem_T, 7), (row_T, class_T, 8),
        (rows, _mix(word_T[first_R], word_T[first_R + 1]), 9),
        (rows, _mix(class_T[first_R + 1], class_T[second_R]), 10),
    ]  # fmt: skip
    return _group(parts, len(tokens), 1.0)


def _opening(tokens: Sequence[list[str]]) -> Group:
    """Classes of the first words, alone, in pairs and in triples: what a long clause would drown."""
    flat, lengths_R = _framed([own[:OPENING_TOKENS] for own in tokens])
    row_T = np.repeat(np.arange(len(tokens)), lengths_R)
    class_T = _hashes(flat, _WORD_CLASSES)
    pair, triple = row_T[1:] == row_T[:-1], row_T[2:] == row_T[:-2]
    pairs_2 = _mix(class_T[:-1], class_T[1:])
    parts = [
        (row_T, class_T, 30), (row_T[:-1][pair], pairs_2[pair], 31),
        (row_T[:-2][triple], _mix(pairs_2[:-1], class_T[2:])[triple], 32),
    ]  # fmt: skip
    return _group(parts, len(tokens), OPENING)


def _group(parts: list[tuple[np.ndarray, np.ndarray, int]], count: int, weight: float) -> Group:
    """One group, every row of it of length `weight`."""
    row = np.concatenate([row for row, _, _ in parts])
    bucket = np.concatenate([_bucket(hashes, salt) for _, hashes, salt in parts])
    return row, bucket, (weight / np.sqrt(np.maximum(np.bincount(row, minlength=count), 1)))[row]


def _layout(text: str, units: Sequence[Sentence], wanted: Sequence[int]) -> Group:
    """Length, place in the response, formula marks, digits, last mark, paragraph end, small first letter."""
    bucket, last, whole = [], len(units) - 1, max(len(text), 1)
    for index in wanted:
        place = units[index]
        piece = text[place.start : min(place.end, place.start + MAX_CHARACTERS)]
        facts = (
            ("length", min(6, (place.end - place.start + 1).bit_length() - 1)),
            ("place", 8 * place.start // whole),
            ("formula", sum(map(piece.count, "=+*/^\\$")) > 2),
            ("digits", 5 * sum(map(piece.count, "0123456789")) > len(piece)),
            ("mark", piece[-1:]),
            ("paragraph", text[place.end : place.end + 2] == "\n\n"),
            ("first", index == 0),
            ("last", index == last),
            ("small", piece[:1].islower()),
        )
        bucket += [_NAMED[fact] for fact in facts]
    row = np.repeat(np.arange(len(wanted)), len(bucket) // len(wanted))
    return row, np.array(bucket), np.full(len(bucket), LAYOUT)


def _fired_rules(rules: Sequence[Sequence[str]], wanted: Sequence[int]) -> Group:
    row, bucket, value = [], [], []
    for number, index in enumerate(wanted):
        for place, weight in ((index, RULE), (index - 1, NEIGHBOUR_RULE), (index + 1, NEIGHBOUR_RULE)):
            for name in rules[place] if 0 <= place < len(rules) else ():
                row.append(number)
                bucket.append(_NAMED[place - index, name])
                value.append(weight)
    return np.array(row, dtype=np.int64), np.array(bucket, dtype=np.int64), np.array(value)


def strongest(piece: str, weights_K: np.ndarray) -> tuple[int, int]:
    """Where in a unit the word, pair or triple of words stands whose weights sum highest."""
    places = token_places(piece)[:MAX_TOKENS]
    if not places:
        return 0, len(piece)
    word_T = _hashes([piece[first:last] for first, last in places], _WORDS)
    best, found = -np.inf, (0, len(places) - 1)
    grams_T, gain_T = word_T, np.zeros(len(places))
    for size in (1, 2, 3):
        if size > len(places):
            break
        if size > 1:
            grams_T = _mix(grams_T[:-1], word_T[size - 1 :])
            gain_T = gain_T[:-1]
        gain_T = gain_T + weights_K[_bucket(grams_T, size)]
        at = int(gain_T.argmax())
        if gain_T[at] > best:
            best, found = gain_T[at], (at, at + size - 1)
    return places[found[0]][0], places[found[1]][1]


class _Table(dict):
    """A dictionary that computes what it lacks; cleared when full, since hostile text invents words."""

    def __init__(self, compute: Callable) -> None:
        super().__init__()
        self.compute = compute

    def __missing__(self, key: object) -> int:
        if len(self) > 200_000:
            self.clear()
        value = self[key] = self.compute(key)
        return value


def _hash(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


_WORDS = _Table(lambda token: _hash(normal(token)))
_WORD_CLASSES = _Table(lambda token: _hash("class " + CLASS_OF.get(normal(token), normal(token))))
_STEMS = _Table(lambda token: _hash("stem " + normal(token)[:5]))
_NAMED = _Table(lambda fact: _hash(repr(fact)) % NUM_BUCKETS)


def _hashes(tokens: list[str], table: _Table) -> np.ndarray:
    return np.fromiter(map(table.__getitem__, tokens), dtype=np.uint64, count=len(tokens))


def _mix(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """An order-sensitive hash of two hashes (multipliers of splitmix64); wraps around on purpose."""
    mixed = first * np.uint64(0x9E3779B97F4A7C15) ^ (second + np.uint64(0x7F4A7C159E3779B9) + (first << np.uint64(6)))
    return mixed * np.uint64(0xBF58476D1CE4E5B9)


def _bucket(hashes: np.ndarray, salt: int) -> np.ndarray:
    salted = (hashes + np.uint64(salt)) * np.uint64(0x94D049BB133111EB)
    return (salted >> np.uint64(32) & np.uint64(NUM_BUCKETS - 1)).astype(np.int64)
