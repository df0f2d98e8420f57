"""The regression of `logic_rl.analysis.behaviours.learned.fitting`, its heads together: the same minimum, sooner.

With a thousand rows and twenty thousand buckets the problem is smaller in the space of the rows.
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import solve_triangular
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from logic_rl.analysis.behaviours.learned.buckets import NUM_BUCKETS
from logic_rl.analysis.behaviours.learned.features import Features
from logic_rl.analysis.behaviours.learned.fitting import rarity

_RIDGE = 1e-9  # equal rows make the kernel singular


def fit_heads(
    features: Features, labels_RH: np.ndarray, weights_R: np.ndarray, strength: float
) -> tuple[np.ndarray, np.ndarray]:
    """Weights [H, K] and biases [H] that `fit` would give head by head."""
    scale_K = rarity(features)
    value_E = features.value_E * scale_K[features.bucket_E]
    rows_RK = csr_matrix((value_E, (features.row_E, features.bucket_E)), shape=(features.num_rows, NUM_BUCKETS))
    kernel_RR = (rows_RK @ rows_RK.T).toarray() + 1  # 1: the bias, kept small like a weight
    root_RR = np.linalg.cholesky(kernel_RR + _RIDGE * np.eye(len(kernel_RR)))
    best_RH = _best(root_RR, 2.0 * labels_RH - 1, np.asarray(weights_R, dtype=float)[:, None], strength)
    spread_RH = solve_triangular(root_RR, best_RH, lower=True, trans="T")
    return (rows_RK.T @ spread_RH).T * scale_K, spread_RH.sum(axis=0)


def _best(root_RR: np.ndarray, sign_RH: np.ndarray, weights_R1: np.ndarray, strength: float) -> np.ndarray:
    """The z of least loss for each head, scores being root · z, whose length is that of the weights."""
    turned_RR = np.ascontiguousarray(root_RR.T)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        z_RH = flat.reshape(sign_RH.shape)
        margin_RH = sign_RH * (root_RR @ z_RH)
        slope_RH = -weights_R1 * sign_RH / (1 + np.exp(np.clip(margin_RH, -50, 50)))
        value = (weights_R1 * np.logaddexp(0, -margin_RH)).sum() + flat @ flat / (2 * strength)
        return float(value), (turned_RR @ slope_RH).ravel() + flat / strength

    best = minimize(loss, np.zeros(sign_RH.size), jac=True, method="L-BFGS-B",
                    options={"maxcor": 10, "maxiter": 200, "gtol": 3e-3, "ftol": 0.0}).x  # fmt: skip
    return best.reshape(sign_RH.shape)
