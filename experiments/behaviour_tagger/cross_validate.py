"""How well behaviours are found in documents never seen: leave one document, or one source, out; choices nested.

    python experiments/behaviour_tagger/cross_validate.py --data DIR [--by source] [--json FILE]

For each document left out, both gates are chosen by cross-validation in five folds over the *other* documents. A node
counts as tagged if a span starts in it; hesitation counts as reflection. Figures for the documents annotated by hand,
and for all. Intervals: bootstrap over documents. Takes 3 minutes of processor time.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
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


def interval(gold: list[np.ndarray], tagged: list[np.ndarray], head: int, seed: int = 0) -> list[float]:
    """95 % interval of F1, drawing documents with replacement."""
    rng, drawn = np.random.default_rng(seed), []
    for _ in range(1000):
        chosen = rng.integers(len(gold), size=len(gold))
        drawn.append(f1(np.concatenate([gold[i][:, head] for i in chosen]),
                        np.concatenate([tagged[i][:, head] for i in chosen])))  # fmt: skip
    return [round(float(end), 3) for end in np.percentile(drawn, [2.5, 97.5])]


def report(held: list[Document], tagged: list[np.ndarray]) -> dict:
    """F1 and its interval for each head, and the rank correlation of rates (behaviours per 1,000 characters)."""
    gold = [document.gold_NH for document in held]
    scores = {
        name: [round(f1(np.concatenate(gold)[:, head], np.concatenate(tagged)[:, head]), 3),
               interval(gold, tagged, head)]
        for head, name in enumerate(HEADS)
    }  # fmt: skip
    rates = [[1000 * f[:, 0].sum() / len(d.text) for f, d in zip(side, held, strict=True)] for side in (gold, tagged)]
    return {**scores, "rate_spearman": round(float(spearmanr(*rates).statistic), 3)}


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
