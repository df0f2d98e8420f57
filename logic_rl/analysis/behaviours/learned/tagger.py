"""The learned part: a linear model over hashed features, trained on human labels of maths and science reasoning.

Four scores a unit: any behaviour, verification, backtracking, reflection. The first opens the gate, the highest of
the others names the behaviour; backtracking, the rarest, has a gate of its own besides. Weights: `weights/tagger.npz`,
made by `experiments/behaviour_tagger/train.py`, which also names the public data.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from logic_rl.analysis.behaviours.firing import Readings
from logic_rl.analysis.behaviours.learned.buckets import NUM_BUCKETS
from logic_rl.analysis.behaviours.learned.features import featurize
from logic_rl.text.sentences import Sentence

LABELS = ("verification", "backtracking", "reflection")
WEIGHTS = Path(__file__).parent / "weights" / "tagger.npz"
GATED, NAMING = [0, 2], [1, 3]  # heads that have a gate; those that only name what it let through
UNTOLD = -9.0  # score of units that hold no telling word
LEAD = 0.5  # log odds by which verification must lead to name what passes the gate


@dataclass(frozen=True)
class Tagger:
    """`weights_HK` and `bias_H` for the heads any, verification, backtracking, reflection; `gate` on the first,
    `return_gate` on the third; `lead` is what the second must have over the next two to name a behaviour.

    Example: `Tagger.load().scores(text, units, rules)` is an array [U, 4] of log odds.
    """

    weights_HK: np.ndarray
    bias_H: np.ndarray
    gate: float
    return_gate: float
    lead: float = LEAD

    @staticmethod
    @lru_cache(maxsize=2)
    def load(path: Path = WEIGHTS) -> Tagger:
        """The shipped weights, or those of a file that `save` wrote. No pickle.

        Raises:
            OSError: the file is not there.
            ValueError: it holds other arrays.
        """
        with np.load(path, allow_pickle=False) as file:
            about = json.loads(bytes(file["about"]).decode())
            weights_HK = np.zeros((len(LABELS) + 1, NUM_BUCKETS), dtype=np.float32)
            weights_HK[:, file["bucket"]] = file["weights"]
            bias_H = file["bias"].astype(np.float64)
            return Tagger(
                weights_HK, bias_H, float(about["gate"]), float(about["return_gate"]), float(about.get("lead", LEAD))
            )

    def save(self, path: Path, about: dict) -> None:
        """Half precision, used buckets only; `about` (JSON) says where the weights come from."""
        used = np.flatnonzero(np.abs(self.weights_HK).max(axis=0))
        cuts = {"gate": self.gate, "return_gate": self.return_gate, "lead": self.lead}
        facts = json.dumps({**about, **cuts}).encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            path, bucket=used.astype(np.int32), weights=self.weights_HK[:, used].astype(np.float16),
            bias=self.bias_H.astype(np.float32), about=np.frombuffer(facts, dtype=np.uint8),
        )  # fmt: skip

    def scores(self, text: str, units: Sequence[Sentence], readings: Readings) -> np.ndarray:
        """Log odds [U, 4] of consecutive units; `text` with the puzzle's speech blanked out.

        The heads of verification and reflection are computed only where a gate is open or a rule fired; elsewhere they
        are `UNTOLD`.
        """
        wanted = np.flatnonzero(readings.telling_U)
        scores_UH = np.full((len(units), len(LABELS) + 1), UNTOLD)
        if not len(wanted):
            return scores_UH
        features = featurize(text, units, readings, wanted)
        scores_UH[wanted[:, None], GATED] = features.times(self.weights_HK, GATED) + self.bias_H[GATED]
        worth_R = self.is_open(scores_UH[wanted]) | np.array([bool(readings.rules[index]) for index in wanted.tolist()])
        if worth_R.any():
            rest = features.only(worth_R).times(self.weights_HK, NAMING) + self.bias_H[NAMING]
            scores_UH[wanted[worth_R][:, None], NAMING] = rest[worth_R]
        return scores_UH

    def best(self, scores_UH: np.ndarray) -> np.ndarray:
        """The place in `LABELS` [U] of what each unit would be called."""
        return (scores_UH[:, 1:] - np.array([self.lead, 0.0, 0.0])).argmax(axis=1)

    def is_open(self, scores_UH: np.ndarray) -> np.ndarray:
        """Which units [U] pass a gate."""
        return (scores_UH[:, 0] > self.gate) | (scores_UH[:, 2] > self.return_gate)
