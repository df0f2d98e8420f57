"""Fit the learned tagger on all labelled documents and write its weights.

    python experiments/behaviour_tagger/train.py --data DIR --out FILE.npz

DIR holds reasoningflow_docs.jsonl and reasoningflow_nodes.jsonl (see README.md here). Takes 2 seconds.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from data import HEADS, Document, read_documents

from logic_rl.analysis.behaviours.learned.fitting import fit, stacked
from logic_rl.analysis.behaviours.learned.tagger import WEIGHTS, Tagger

STRENGTH = 30.0  # of the regression; 10 to 100 give the same scores within .02
SECOND_TIER = 0.5  # weight of documents that were not annotated by hand
GATE, RETURN_GATE = -1.1, -2.4  # log odds of any behaviour, of backtracking; cross_validate.py chooses near these
ABOUT = {
    "data": "jinulee-v/reasoningflow: human_D (12 documents), v1 human_D directory (15 documents)",
    "features": "logic_rl.analysis.behaviours.learned.features",
}


def row_weights(documents: Sequence[Document]) -> np.ndarray:
    """How much each row counts."""
    return np.concatenate([np.full(len(d.wanted), 1.0 if d.by_hand else SECOND_TIER) for d in documents])


def fit_heads(documents: Sequence[Document], heads: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Weights [H, K] and biases [H]: one logistic regression a head (its place in HEADS)."""
    features = stacked([document.features for document in documents])
    labels_RH = np.concatenate([document.labels_RH() for document in documents])
    weights_R = row_weights(documents)
    fitted = [fit(features, labels_RH[:, head], weights_R, STRENGTH) for head in heads]
    return np.stack([weights_K for weights_K, _ in fitted]), np.array([bias for _, bias in fitted])


def fit_tagger(documents: Sequence[Document], gate: float = GATE, return_gate: float = RETURN_GATE) -> Tagger:
    """All heads."""
    return Tagger(*fit_heads(documents, range(len(HEADS))), gate, return_gate)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    given = parser.parse_args()
    documents = read_documents(given.data)
    fit_tagger(documents).save(given.out, ABOUT)
    print(f"{given.out}: {given.out.stat().st_size / 1e3:.0f} kB from {len(documents)} documents")


if __name__ == "__main__":
    main()
