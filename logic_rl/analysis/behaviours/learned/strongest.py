"""The words of a unit that weigh most for the learned tagger: the cue of its spans."""

from __future__ import annotations

import numpy as np

from logic_rl.analysis.behaviours.firing import Readings
from logic_rl.analysis.behaviours.learned.buckets import bucket_of, mix
from logic_rl.analysis.behaviours.learned.features import MAX_TOKENS
from logic_rl.text.words import token_places

LONGEST = 3  # words in a cue


def strongest(readings: Readings, unit_R: np.ndarray, head_R: np.ndarray, weights_HK: np.ndarray) -> np.ndarray:
    """First and last word [R, 2] of the word, pair or triple whose weights for a head sum highest in each unit."""
    lengths_R = np.minimum(readings.count_U[unit_R], MAX_TOKENS)
    found_R2 = np.zeros((len(unit_R), 2), dtype=np.int64)
    held = np.flatnonzero(lengths_R)
    if not len(held):
        return found_R2
    lengths_H, heads_H = lengths_R[held], head_R[held]
    row_T = np.repeat(np.arange(len(held)), lengths_H)
    start_H = np.cumsum(lengths_H) - lengths_H
    place_T = np.arange(len(row_T)) - start_H[row_T]
    word_T = readings.words.word_T[readings.first_U[unit_R[held]][row_T] + place_T]
    best_H, grams_T, gain_T = np.full(len(held), -np.inf), word_T, np.zeros(len(word_T))
    for size in range(1, LONGEST + 1):
        if size > 1:
            grams_T = mix(grams_T, np.roll(word_T, 1 - size))  # what wraps around is outside its unit
        inside_T = place_T + size <= lengths_H[row_T]
        gain_T = np.where(inside_T, gain_T + weights_HK[heads_H[row_T], bucket_of(grams_T, size)], -np.inf)
        most_H = np.maximum.reduceat(gain_T, start_H)
        better_H = most_H > best_H
        rows, at = np.unique(row_T[at_best := np.flatnonzero(gain_T == most_H[row_T])], return_index=True)
        place_H = place_T[at_best[at]]
        chosen = rows[better_H]
        found_R2[held[chosen], 0], found_R2[held[chosen], 1] = place_H[better_H], place_H[better_H] + size - 1
        best_H = np.maximum(best_H, most_H)
    return found_R2


def cue_of(piece: str, first: int, last: int) -> tuple[int, int]:
    """Where words `first` to `last` of a unit stand in it."""
    places = token_places(piece, last + 1)
    return (places[first][0], places[last][1]) if places else (0, len(piece))
