"""How well behaviours are found in documents never seen: leave one document, or one source, out; choices nested.

    python experiments/behaviour_tagger/cross_validate.py --data DIR [--by source] [--json FILE]

For each document left out, both gates are chosen by cross-validation in five folds over the *other* documents. A node
counts as tagged if a span starts in it; hesitation counts as reflection. Figures for the documents annotated by hand,
and for all. Intervals: bootstrap over documents. Takes 3 minutes of processor time.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from data import HEADS, Document, read_documents
from scipy.stats import spearmanr
from train import SECOND_TIER, fit_heads, fit_tagger

from logic_rl.analysis.behaviours.learned.tagger import Tagger
from logic_rl.analysis.behaviours.lexicons import LEXICONS, lexicon_spans
from logic_rl.analysis.behaviours.spans import Span
from logic_rl.analysis.behaviours.tag import tag

GATES, RETURN_GATES = np.arange(-2.5, 0.55, 0.1), np.arange(-3.5, -0.45, 0.1)
FOLDS = 5
DRAWS = 1000
HEAD_OF = {"verification": 1, "backtracking": 2, "reflection": 3, "hesitation": 3}


def f1(gold: np.ndarray, tagged: np.ndarray) -> float:
    return float(2 * (gold & tagged).sum() / max(1, gold.sum() + tagged.sum()))


def tagged_nodes(document: Document, spans: Sequence[Span]) -> np.ndarray:
    """Which nodes [N, H] a span starts in."""
    found_NH = np.zeros_like(document.gold_NH)
    node_of = {unit.start: node for unit, node in zip(document.units, document.node_U, strict=True)}
    for span in spans:
        if span.behaviour in HEAD_OF:
            found_NH[node_of[span.start], [0, HEAD_OF[span.behaviour]]] = True
    return found_NH


def best_gates(documents: list[Document], by: str) -> tuple[float, float]:
    """The gates with the highest F1 of any behaviour (documents annotated by hand) and of backtracking (all)."""
    groups = sorted({getattr(document, by) for document in documents})
    fold_of = {group: number % FOLDS for number, group in enumerate(groups)}
    labels, scores, by_hand = [], [], []
    for fold in range(FOLDS):
        inside, outside = [], []
        for document in documents:
            (inside if fold_of[getattr(document, by)] == fold else outside).append(document)
        weights_HK, bias_H = fit_heads(outside, [0, 2])
        for document in inside:
            labels.append(document.labels_RH()[:, [0, 2]])
            scores.append(document.features.times(weights_HK) + bias_H)
            by_hand.append(np.full(len(document.wanted), document.by_hand))
    labels_RH, scores_RH, hand_R = np.concatenate(labels), np.concatenate(scores), np.concatenate(by_hand)
    return (
        best(GATES, labels_RH[:, 0], scores_RH[:, 0], hand_R * 1.0, 0.005),
        best(RETURN_GATES, labels_RH[:, 1], scores_RH[:, 1], np.where(hand_R, 1.0, SECOND_TIER), 0.01),
    )


def best(gates: np.ndarray, gold_R: np.ndarray, scores_R: np.ndarray, weights_R: np.ndarray, slack: float) -> float:
    """The middle of the gates within `slack` of the best F1: a plateau is safer than its edge."""
    found = [2 * weights_R @ (gold_R & (scores_R > gate)) / (weights_R @ (gold_R * 1.0 + (scores_R > gate)))
             for gate in gates]  # fmt: skip
    return float(np.median(gates[np.array(found) >= max(found) - slack]))


def interval(value: Callable[[np.ndarray], float | np.ndarray], count: int, seed: int = 0) -> list:
    """95 % interval of what depends on documents, drawing them with replacement."""
    rng = np.random.default_rng(seed)
    drawn = [value(rng.integers(count, size=count)) for _ in range(DRAWS)]
    return np.round(np.nanpercentile(drawn, [2.5, 97.5], axis=0), 3).T.tolist()


def report(held: list[Document], tagged: list[np.ndarray]) -> dict:
    """F1 and its interval for each head, and the rank correlation of rates (behaviours per 1,000 characters)."""
    both_DH = np.array([(d.gold_NH & f).sum(axis=0) for d, f in zip(held, tagged, strict=True)])
    either_DH = np.array([d.gold_NH.sum(axis=0) + f.sum(axis=0) for d, f in zip(held, tagged, strict=True)])
    rates_2D = np.array([[1000 * f[:, 0].sum() / len(d.text) for f, d in zip(side, held, strict=True)]
                         for side in ([d.gold_NH for d in held], tagged)])  # fmt: skip

    def scores_H(chosen: np.ndarray) -> np.ndarray:
        return 2 * both_DH[chosen].sum(axis=0) / np.maximum(1, either_DH[chosen].sum(axis=0))

    def rank(chosen: np.ndarray) -> float:
        drawn_2D = rates_2D[:, chosen]
        return float(spearmanr(*drawn_2D).statistic) if np.ptp(drawn_2D, axis=1).all() else float("nan")

    every = np.arange(len(held))
    scores = zip(HEADS, scores_H(every), interval(scores_H, len(held)), strict=True)
    figures = {name: [round(float(score), 3), ends] for name, score, ends in scores}
    return {**figures, "rate_spearman": [round(rank(every), 3), interval(rank, len(held))]}


def learned(documents: list[Document], by: str) -> list[np.ndarray]:
    """Nodes tagged in each document by a tagger that saw nothing of its group."""
    taggers: dict[str, Tagger] = {}
    for group in sorted({getattr(document, by) for document in documents}):
        others = [document for document in documents if getattr(document, by) != group]
        gates = best_gates(others, by)
        print(f"{group}: gates {gates[0]:.1f} {gates[1]:.1f}", flush=True)
        taggers[group] = fit_tagger(others, *gates)
    return [tagged_nodes(d, tag(d.text, learned=taggers[getattr(d, by)])) for d in documents]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--by", choices=("name", "source"), default="name", help="What is left out at a time.")
    parser.add_argument("--json", type=Path, help="Write the scores to this file too.")
    given = parser.parse_args()
    documents = read_documents(given.data)
    hand = [number for number, document in enumerate(documents) if document.by_hand]

    def add(name: str, tagged: list[np.ndarray]) -> None:
        scores[name] = report([documents[i] for i in hand], [tagged[i] for i in hand])
        scores[f"{name}, all documents"] = report(documents, tagged)
        print(name, scores[name], "\n  all documents", scores[f"{name}, all documents"], flush=True)

    scores: dict[str, dict] = {}
    add("rules", [tagged_nodes(d, tag(d.text, learned=False)) for d in documents])
    for name in LEXICONS:
        add(name, [tagged_nodes(d, lexicon_spans(d.text, name)) for d in documents])
    add("rules and learned", learned(documents, given.by))
    if given.json:
        given.json.write_text(json.dumps(scores, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
