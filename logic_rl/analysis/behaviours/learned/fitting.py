"""Fitting the learned tagger: weighted logistic regression by L-BFGS (Liu and Nocedal 1989)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

from logic_rl.analysis.behaviours.learned.buckets import NUM_BUCKETS
from logic_rl.analysis.behaviours.learned.features import Features


def stacked(parts: Sequence[Features]) -> Features:
    """The rows of several responses under one another."""
    first_P = np.concatenate([[0], np.cumsum([part.num_rows for part in parts])])
    return Features(
        int(first_P[-1]),
        np.concatenate([part.row_E + start for part, start in zip(parts, first_P, strict=False)]),
        np.concatenate([part.bucket_E for part in parts]),
        np.concatenate([part.value_E for part in parts]),
    )


def rarity(features: Features) -> np.ndarray:
    """How much each bucket counts: log inverse row frequency, mean 1; 0 for buckets never seen."""
    pairs = np.unique(features.row_E * NUM_BUCKETS + features.bucket_E) % NUM_BUCKETS
    rows_K = np.bincount(pairs, minlength=NUM_BUCKETS)
    scale_K = np.log((1 + features.num_rows) / (1 + rows_K)) + 1
    return np.where(rows_K > 0, scale_K / scale_K.mean(), 0.0)


def fit(features: Features, labels_R: np.ndarray, weights_R: np.ndarray, strength: float) -> tuple[np.ndarray, float]:
    """Weights over buckets and the bias that minimise log loss + |w|² / (2 · strength), in rarity-scaled features.

    `labels_R` are 0 or 1, `weights_R` say how much a row counts. The scale is folded into the weights returned.
    """
    scale_K = rarity(features)
    used_K = np.flatnonzero(scale_K)
    place_K = np.zeros(NUM_BUCKETS, dtype=np.int64)
    place_K[used_K] = np.arange(len(used_K))
    column_E = place_K[features.bucket_E]
    value_E = features.value_E * scale_K[features.bucket_E]
    sign_R = 2.0 * labels_R - 1.0

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        score_R = np.bincount(features.row_E, parameters[column_E] * value_E, features.num_rows) + parameters[-1]
        margin_R = sign_R * score_R
        slope_R = -weights_R * sign_R / (1 + np.exp(np.clip(margin_R, -50, 50)))
        gradient = np.append(np.bincount(column_E, slope_R[features.row_E] * value_E, len(used_K)), slope_R.sum())
        value = weights_R @ np.logaddexp(0, -margin_R) + parameters @ parameters / (2 * strength)
        return float(value), gradient + parameters / strength

    # `ftol` is off, so that only the gradient tells when to stop.
    best = minimize(loss, np.zeros(len(used_K) + 1), jac=True, method="L-BFGS-B",
                    options={"maxcor": 10, "maxiter": 200, "gtol": 1e-4, "ftol": 0.0}).x  # fmt: skip
    weights_K = np.zeros(NUM_BUCKETS)
    weights_K[used_K] = best[:-1] * scale_K[used_K]
    return weights_K, float(best[-1])
