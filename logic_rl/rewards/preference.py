"""A preference head: a linear Bradley-Terry model of which of two summaries readers would rather have.

The chance that summary a is preferred to b is sigmoid(w·x(a) - w·x(b)) (Bradley and Terry 1952; as a reward model in
arXiv 2009.01325, equation 1). What x tells of a summary: its words and pairs of words, hashed, names and roles of the
question left aside, and a few counts. It sees the summary alone, as DeepSeek-R1's second reinforcement learning does
for helpfulness (arXiv 2501.12948, section 2.3.4), so that the reasoning is not bent to please.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from logic_rl.errors import UsageError
from logic_rl.rewards.language import WORD
from logic_rl.rows import read_json, write_json

BUCKETS = 1024  # of hashed words and pairs of words
COUNTS = ("none", "length", "other_script")  # features after the buckets
NUM_FEATURES = BUCKETS + len(COUNTS)
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class PreferenceHead:
    """Weights of the features, and the middle between better and worse summaries, where the points are 0.5."""

    weights: tuple[float, ...]
    middle: float

    def value(self, summary: str, proper_words: Sequence[str] = ()) -> float:
        """w·x(summary)."""
        return sum(self.weights[place] * number for place, number in features(summary, proper_words).items())

    def points(self, summary: str, proper_words: Sequence[str] = ()) -> float:
        """0 to 1: the chance that the summary is preferred to one in the middle."""
        return sigmoid(self.value(summary, proper_words) - self.middle)

    def save(self, path: Path, facts: Mapping[str, float]) -> None:
        """Write it with what was measured of it."""
        write_json(path, {"kind": "preference head", "middle": self.middle, "weights": self.weights, **facts})

    @classmethod
    def load(cls, path: str | Path) -> PreferenceHead:
        """Raises UsageError: the file is not there, or no head."""
        row = read_json(Path(path))
        weights = row.get("weights")
        if not isinstance(weights, list) or len(weights) != NUM_FEATURES or "middle" not in row:
            raise UsageError(f"reward.preference_head: {path} is no head of this version; let a stage of kind: "
                             "preference write one")  # fmt: skip
        return cls(tuple(map(float, weights)), float(row["middle"]))


def features(summary: str, proper_words: Sequence[str] = ()) -> dict[int, float]:
    """Place → number, those that are not 0.

    The words have a length of 1 together, as a vector, so that saying the same more often earns nothing.

    Args:
        proper_words: names and role words of the question, which count as one word.
    """
    text = summary.lower()
    for phrase in sorted(proper_words, key=len, reverse=True):
        text = text.replace(phrase.lower(), " proper ")
    words = WORD.findall(text)
    counts = Counter(crc32(" ".join(pair).encode()) % BUCKETS for pair in zip(words, words[1:], strict=False))
    counts.update(crc32(word.encode()) % BUCKETS for word in words)
    norm = math.sqrt(sum(count * count for count in counts.values())) or 1.0
    own = [word for word in words if word != "proper"]
    chinese = sum(_HAN.match(word) is not None for word in own)
    told = (float(not words), math.log1p(len(words)) / 5, min(chinese, len(own) - chinese) / max(len(own), 1))
    found = {place: count / norm for place, count in counts.items()}
    return found | {BUCKETS + k: number for k, number in enumerate(told) if number}


def sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))


def head_file(samples: Path, stage: str) -> Path:
    """Where a stage of `kind: preference` leaves its head."""
    return samples / f"{stage}.json"
