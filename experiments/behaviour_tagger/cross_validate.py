"""How well behaviours are found in documents never seen: leave one hand-annotated document out, choices nested.

    python experiments/behaviour_tagger/cross_validate.py --data DIR [--json]

For each document the gate is chosen by leaving out one of the *other* documents at a time. A node counts as
tagged if a span starts in it; hesitation counts as reflection.
Intervals: bootstrap over documents. Takes about 5 minutes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from data import HEADS, Document, read_documents
from train import fit_tagger

from logic_rl.analysis.behaviours import tag
from logic_rl.analysis.lexicons import LEXICONS, lexicon_spans
from logic_rl.analysis.spans import Span

GATES = np.arange(-2.5, 0.55, 0.1)
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


def best_gate(documents: list[Document]) -> float:
    """The gate with the highest F1 of any behaviour over the hand-annotated documents, each left out once."""
    held = [document for document in documents if document.by_hand]
    gold, scores = np.concatenate([document.labels_RH()[:, 0] for document in held]), []
    for document in held:
        tagger = fit_tagger([other for other in documents if other is not document], heads=1)
        scores.append(document.features.times(tagger.weights_HK)[:, 0] + tagger.bias_H[0])
    found = [f1(gold, np.concatenate(scores) > gate) for gate in GATES]
    # The middle of the best: a plateau is safer than its edge.
    return float(np.median(GATES[np.array(found) >= max(found) - 0.005]))


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
    return {**scores, "rate_spearman": round(spearman(*rates), 3)}


def spearman(first: list[float], second: list[float]) -> float:
    return float(np.corrcoef(_ranks(first), _ranks(second))[0, 1])


def _ranks(values: list[float]) -> np.ndarray:
    """Ranks with ties shared."""
    array = np.asarray(values)
    return (array[:, None] > array).sum(axis=1) + ((array[:, None] == array).sum(axis=1) - 1) / 2


def learned(documents: list[Document], held: list[Document]) -> list[np.ndarray]:
    tagged = []
    for document in held:
        others = [other for other in documents if other is not document]
        gate = best_gate(others)
        print(f"{document.name}: gate {gate:.1f}", flush=True)
        tagger = fit_tagger(others, gate=gate)
        tagged.append(tagged_nodes(document, tag(document.text, learned=tagger)))
    return tagged


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--json", type=Path, help="Write the scores to this file too.")
    given = parser.parse_args()
    documents = read_documents(given.data)
    held = [document for document in documents if document.by_hand]
    scores = {"rules": report(held, [tagged_nodes(d, tag(d.text, learned=False)) for d in held])}
    for name in LEXICONS:
        scores[name] = report(held, [tagged_nodes(d, lexicon_spans(d.text, name)) for d in held])
    scores["rules and learned"] = report(held, learned(documents, held))
    for name, row in scores.items():
        print(name, row)
    if given.json:
        given.json.write_text(json.dumps(scores, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
