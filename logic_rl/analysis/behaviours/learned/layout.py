"""Facts of layout that the learned tagger sees."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from logic_rl.analysis.behaviours.learned.buckets import NAMED
from logic_rl.text.sentences import Sentence
from logic_rl.text.words import MAX_CHARACTERS

_FORMULA = np.zeros(128, dtype=bool)
_FORMULA[[ord(mark) for mark in "=+*/^\\$"]] = True
_VALUES = {"length": range(7), "place": range(9)} | dict.fromkeys(
    ("formula", "digits", "paragraph", "first", "last", "small"), (False, True)
)
_TABLES = {name: np.array([NAMED[name, value] for value in values]) for name, values in _VALUES.items()}


def layout(
    text: str, units: Sequence[Sentence], wanted_R: np.ndarray, weight: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Length, place in the response, formula marks, digits, last mark, paragraph end, small first letter."""
    code_C = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    start_R = np.array([units[index].start for index in wanted_R.tolist()])
    end_R = np.array([units[index].end for index in wanted_R.tolist()])
    cut_R = np.minimum(end_R, start_R + MAX_CHARACTERS)
    plain_C = np.minimum(code_C, 127)
    formula_R = _counts(_FORMULA[plain_C] & (code_C < 127), start_R, cut_R)
    digits_R = _counts((code_C >= 48) & (code_C < 58), start_R, cut_R)
    padded_C = np.append(code_C, [0, 0])
    wholes = {
        "length": np.minimum(6, np.frexp(end_R - start_R + 1)[1] - 1),
        "place": 8 * start_R // max(len(text), 1),
        "formula": formula_R > 2,
        "digits": 5 * digits_R > cut_R - start_R,
        "paragraph": (padded_C[end_R] == 10) & (padded_C[end_R + 1] == 10),
        "first": wanted_R == 0,
        "last": wanted_R == len(units) - 1,
    }
    columns = [_TABLES[name][value_R.astype(np.int64)] for name, value_R in wholes.items()]
    columns.append(np.array([NAMED["mark", text[end - 1]] for end in cut_R.tolist()]))
    columns.append(_TABLES["small"][[int(text[start].islower()) for start in start_R.tolist()]])
    bucket = np.stack(columns, axis=1).ravel()
    return np.repeat(np.arange(len(wanted_R)), len(columns)), bucket, np.full(len(bucket), weight)


def _counts(is_C: np.ndarray, start_R: np.ndarray, end_R: np.ndarray) -> np.ndarray:
    sums = np.concatenate([[0], np.cumsum(is_C)])
    return sums[end_R] - sums[start_R]
