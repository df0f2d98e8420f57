"""Groups of features that the tagger was tried with beside those it ships with: none of them holds a word list."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from logic_rl.analysis.behaviours.firing import Readings
from logic_rl.analysis.behaviours.learned.buckets import NUM_BUCKETS, mix
from logic_rl.analysis.behaviours.learned.features import (
    MAX_TOKENS,
    OPENING_TOKENS,
    Group,
    framed,
    group_of,
)
from logic_rl.text.sentences import Sentence

SIZES = (3, 4, 5)  # of character n-grams
MOST_CHARACTERS = 240  # of a unit
CHARACTERS = 0.7  # weight beside the own words' 1


def other_groups(text: str, units: Sequence[Sentence], readings: Readings, wanted_R: np.ndarray) -> dict[str, Group]:
    """Words without classes, the opening in words, character n-grams."""
    wanted = [units[unit] for unit in wanted_R.tolist()]
    pieces = [text[unit.start : min(unit.end, unit.start + MOST_CHARACTERS)].lower() for unit in wanted]
    return {
        "plain words": _plain(readings, wanted_R, MAX_TOKENS, 50, 1.0),
        "plain opening": _plain(readings, wanted_R, OPENING_TOKENS, 60, 0.7),
        "characters": _hashed([_character_grams(piece) for piece in pieces], CHARACTERS),
    }


def _plain(readings: Readings, wanted_R: np.ndarray, most: int, salt: int, weight: float) -> Group:
    """N-grams of words and, of whole units, stems."""
    (word_T, _, stem_T, _), row_T, _ = framed(readings, wanted_R, most)
    pair, triple = row_T[1:] == row_T[:-1], row_T[2:] == row_T[:-2]
    words_2 = mix(word_T[:-1], word_T[1:])
    parts = [
        (row_T, word_T, salt), (row_T[:-1][pair], words_2[pair], salt + 1),
        (row_T[:-2][triple], mix(words_2[:-1], word_T[2:])[triple], salt + 2), (row_T, stem_T, salt + 3),
    ]  # fmt: skip
    return group_of(parts, len(wanted_R), weight)


def _character_grams(piece: str) -> list[str]:
    spaced = f" {' '.join(piece.split())} "
    return [spaced[at : at + size] for size in SIZES for at in range(len(spaced) - size + 1)]


def _hashed(names_R: list[list[str]], weight: float) -> Group:
    """One group, every row of it of length `weight`."""
    row = np.repeat(np.arange(len(names_R)), [len(names) for names in names_R])
    bucket = [zlib.crc32(name.encode("utf-8", "surrogatepass")) % NUM_BUCKETS for names in names_R for name in names]
    value = weight / np.sqrt(np.maximum(np.bincount(row, minlength=len(names_R)), 1))
    return row, np.array(bucket, dtype=np.int64), value[row]
