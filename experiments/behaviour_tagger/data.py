"""The labelled documents as rows the tagger can be fitted to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from logic_rl.analysis.behaviours.firing import read_units
from logic_rl.analysis.behaviours.learned.features import Features, featurize
from logic_rl.analysis.behaviours.learned.tagger import LABELS
from logic_rl.rows import read_rows
from logic_rl.text.sentences import Sentence, segment
from logic_rl.text.speech import without_speech
from logic_rl.text.units import clauses

GOLD = ("verification_start", "backtracking_start", "reflection")
BY_HAND = "human_D"  # annotated by hand; the rest was annotated by a machine and then corrected
HEADS = ("any", *LABELS)


@dataclass(frozen=True)
class Document:
    """A labelled response: `gold_NH` says which nodes carry what, `node_U` in which node each unit starts."""

    name: str
    text: str
    by_hand: bool
    units: list[Sentence]
    gold_NH: np.ndarray
    node_U: np.ndarray
    wanted: np.ndarray
    features: Features

    @property
    def source(self) -> str:
        """Where the problem comes from: chemistry, math, physics, aime2024, argkp, gpqa-diamond."""
        return self.name.split("_")[0]

    def labels_RH(self) -> np.ndarray:
        return self.gold_NH[self.node_U[self.wanted]]


def read_documents(folder: Path) -> list[Document]:
    """All documents of reasoningflow_docs.jsonl with the nodes of reasoningflow_nodes.jsonl."""
    nodes = defaultdict(list)
    for node in read_rows(folder / "reasoningflow_nodes.jsonl"):
        nodes[node["doc_id"]].append(node)
    return [
        document(row["doc_id"], row["response"], nodes[row["doc_id"]])
        for row in read_rows(folder / "reasoningflow_docs.jsonl")
    ]


def document(name: str, text: str, nodes: list[dict]) -> Document:
    masked = without_speech(text)
    units = clauses(masked, segment(text))
    readings = read_units(masked, units)
    wanted = np.flatnonzero(readings.telling_U)
    gold = np.array([[label in node["behaviours"] for label in GOLD] for node in nodes])
    gold_NH = np.concatenate([gold.any(axis=1, keepdims=True), gold], axis=1)
    starts = [node["start"] for node in nodes]
    node_U = np.searchsorted(starts, [unit.start for unit in units], side="right") - 1
    return Document(name, text, nodes[0]["annotator"] == BY_HAND, units, gold_NH, node_U, wanted,
                    featurize(masked, units, readings, wanted))  # fmt: skip
