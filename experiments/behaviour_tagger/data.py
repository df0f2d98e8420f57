"""The labelled documents as rows the tagger can be fitted to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

import numpy as np
from groups import other_groups

from logic_rl.analysis.behaviours.firing import read_units
from logic_rl.analysis.behaviours.learned.features import Features, Group, feature_groups
from logic_rl.analysis.behaviours.learned.tagger import LABELS
from logic_rl.rows import read_rows
from logic_rl.text.sentences import Sentence, segment
from logic_rl.text.speech import without_speech
from logic_rl.text.units import clauses

GOLD = ("verification_start", "backtracking_start", "reflection")
BY_HAND = "human_D"  # annotated by hand; the rest was annotated by a machine and then corrected
HEADS = ("any", *LABELS)
SHIPPED = ("words", "opening", "layout", "rules")  # groups of features of the tagger in the package
# Schoenfeld's episodes beside our behaviours. Theirs cover every sentence, ours mark where a behaviour begins: of a run
# of equal labels the first sentence counts. Monitor is said in single sentences: each counts.
OURS = {"Verify": "verification_start", "Explore": "backtracking_start", "Monitor": "reflection"}


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
    groups: dict[str, Group]

    @cached_property
    def features(self) -> Features:
        """What the tagger in the package sees."""
        return self.seen(SHIPPED)

    def seen(self, names: Sequence[str]) -> Features:
        """Some groups of features."""
        columns = zip(*(self.groups[name] for name in names), strict=True) if self.groups else np.zeros((3, 1, 0), int)
        return Features(len(self.wanted), *(np.concatenate(list(column)) for column in columns))

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
    groups: dict[str, Group] = {}
    if len(wanted):
        groups = feature_groups(masked, units, readings, wanted) | other_groups(masked, units, readings, wanted)
    return Document(name, text, nodes[0]["annotator"] == BY_HAND, units, gold_NH, node_U, wanted, groups)


def read_episodes(folder: Path) -> list[Document]:
    """The documents of schoenfeld_docs.jsonl with the sentences of schoenfeld_sentences.jsonl: for measuring."""
    sentences = defaultdict(list)
    for row in read_rows(folder / "schoenfeld_sentences.jsonl"):
        sentences[row["doc_id"]].append(row)
    return [
        document(f"schoenfeld_{row['doc_id']}", row["response"], as_nodes(sentences[row["doc_id"]]))
        for row in read_rows(folder / "schoenfeld_docs.jsonl")
    ]


def as_nodes(sentences: Iterable[dict]) -> list[dict]:
    """Sentences labelled with Schoenfeld's episodes as nodes that carry our behaviours."""
    nodes = []
    for label, run in groupby(sentences, key=lambda row: row["sentence_label"]):
        for place, row in enumerate(run):
            counts = label in OURS and (place == 0 or label == "Monitor")
            nodes.append({"annotator": BY_HAND, "start": row["start"], "behaviours": [OURS[label]] if counts else []})
    return nodes
