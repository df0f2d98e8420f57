"""Bradley-Terry: weights by which the better of two things is told, from pairs of which it is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch.nn.functional import logsigmoid


def fit(differences: Sequence[Mapping[int, float]], num_features: int, decay: float) -> list[float]:
    """The weights w that minimise mean(-log sigmoid(w·d)) + decay/2 |w|², over d = x(better) - x(worse).

    The loss is convex, and with `decay` above 0 has one minimum; L-BFGS finds it, the same in every run.

    Args:
        differences: place → number, those that are not 0.
        num_features: length of w.
    """
    if not differences:
        raise ValueError("no pairs to fit")
    places = torch.tensor([(row, place) for row, one in enumerate(differences) for place in one]).T
    numbers = torch.tensor([number for one in differences for number in one.values()], dtype=torch.float64)
    rows_DF = torch.sparse_coo_tensor(places, numbers, (len(differences), num_features), check_invariants=True)
    weights = torch.zeros(num_features, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=500, tolerance_grad=1e-9, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        margins_D = torch.mv(rows_DF, weights)
        value = -logsigmoid(margins_D).mean() + decay / 2 * weights.square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    return weights.detach().tolist()
