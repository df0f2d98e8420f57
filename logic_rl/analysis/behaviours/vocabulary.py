"""All that is known of a word by itself, looked up once: its hashes, the rules to try, whether it tells."""

from __future__ import annotations

import threading
import zlib
from array import array
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from logic_rl.analysis.behaviours.cues import RULES
from logic_rl.analysis.behaviours.triggers import Triggers
from logic_rl.text.words import CLASS_OF, LINE_END, is_telling, normal

TRIGGERS = Triggers(RULES)
TELLS, ENDS = 1 << 63, 1 << 62  # beside the bits of the rules: a telling word, a line end
_MOST = 200_000  # words; hostile text invents them without end


class Words(NamedTuple):
    """Words in a row, uint64 each: hashes of the word, of its class and of its first letters; rules to try."""

    word_T: np.ndarray
    kind_T: np.ndarray
    stem_T: np.ndarray
    bits_T: np.ndarray


def facts_of(token: str) -> tuple[int, int, int, int]:
    """The `Words` entry of one token. Hashes are crc32: the same on every machine and in every process."""
    plain = normal(token)
    bits = ENDS if token == LINE_END else TRIGGERS.bits(token) | (TELLS if is_telling(token) else 0)
    return _crc(plain), _crc("class " + CLASS_OF.get(plain, plain)), _crc("stem " + plain[:5]), bits


def _crc(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


class _Vocabulary(dict):
    """Token → its place in the columns."""

    def __init__(self) -> None:
        super().__init__()
        if len(RULES) > 62:
            raise ValueError(f"{len(RULES)} rules; 62 fit beside `TELLS` and `ENDS`")
        self.columns = [array("Q") for _ in Words._fields]
        self.lock = threading.Lock()

    def __missing__(self, token: str) -> int:
        for column, fact in zip(self.columns, facts_of(token), strict=True):
            column.append(fact)
        place = self[token] = len(self)
        return place

    def look_up(self, tokens: Sequence[str]) -> Words:
        with self.lock:
            if len(self) > _MOST:
                self.clear()
                self.columns = [array("Q") for _ in self.columns]
            place_T = np.fromiter(map(self.__getitem__, tokens), dtype=np.int64, count=len(tokens))
            return Words(*(np.frombuffer(column, dtype=np.uint64)[place_T] for column in self.columns))


_VOCABULARY = _Vocabulary()


def look_up(tokens: Sequence[str]) -> Words:
    """What is known of each of these words."""
    return _VOCABULARY.look_up(tokens)
