"""How well behaviours are found in a source never seen, with every choice made inside the other sources.

    python experiments/behaviour_tagger/nested.py --data DIR [--only sources|episodes] [--json FILE]

For each source left out (a kind of problem), each of `CHOICES` (groups of features, strength of the regression), the
lead of verification and both gates are tried on the others, leaving one of those out in turn. The choice with the best
mean F1 of any behaviour, verification and backtracking on documents annotated by hand is fitted on all the others and
tags what was left out, once. Each choice by itself is reported too, its gates and lead still chosen inside: what the
choosing costs, and what did not help. Where DIR has schoenfeld_docs.jsonl, a choice made on all sources is measured on
it; nothing is ever fitted or chosen there, but for the last table: how well a tagger does that was fitted on other
documents of the same kind, which says how far words go under those labels.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from cross_validate import GATES, RETURN_GATES, best, f1, report, tagged_nodes
from data import HEADS, SHIPPED, Document, read_documents, read_episodes
from kernel import fit_heads
from train import SECOND_TIER, STRENGTH, row_weights

from logic_rl.analysis.behaviours.firing import Readings
from logic_rl.analysis.behaviours.learned.buckets import NUM_BUCKETS
from logic_rl.analysis.behaviours.learned.fitting import stacked
from logic_rl.analysis.behaviours.learned.tagger import UNTOLD, Tagger
from logic_rl.analysis.behaviours.tag import tag
from logic_rl.text.sentences import Sentence

LEADS = (0.0, 0.5)
FOLDS = 5
_NO_CUES = np.zeros((len(HEADS), NUM_BUCKETS), dtype=np.float32)  # which words are shown as the cue matters not here


@dataclass(frozen=True)
class Choice:
    """Groups of features and how freely they are weighted."""

    name: str
    groups: tuple[str, ...] = SHIPPED
    strength: float = STRENGTH


CHOICES = (
    Choice("as shipped"),
    Choice("no word lists", ("plain words", "plain opening", "layout", "characters")),
    Choice("with characters", (*SHIPPED, "characters")),
    Choice("no rules", ("words", "opening", "layout")),
)


@dataclass(frozen=True)
class Fitted:
    """A choice fitted on some documents."""

    choice: Choice
    weights_HK: np.ndarray
    bias_H: np.ndarray

    def scores(self, document: Document) -> np.ndarray:
        """Log odds [R, H] of the wanted units."""
        return document.seen(self.choice.groups).times(self.weights_HK) + self.bias_H


@dataclass(frozen=True)
class Given(Tagger):
    """A tagger whose scores are there already, for one document."""

    scores_UH: np.ndarray | None = None

    def scores(self, text: str, units: Sequence[Sentence], readings: Readings) -> np.ndarray:
        return self.scores_UH


Cuts = tuple[float, float, float]  # gate, gate of backtracking, lead of verification
Group = Callable[[Document], str]


def fitted(choice: Choice, documents: Sequence[Document]) -> Fitted:
    features = stacked([document.seen(choice.groups) for document in documents])
    labels_RH = np.concatenate([document.labels_RH() for document in documents])
    return Fitted(choice, *fit_heads(features, labels_RH, row_weights(documents), choice.strength))


def found(document: Document, scores_RH: np.ndarray, cuts: Cuts) -> np.ndarray:
    """Nodes [N, H] tagged by the whole of `tag`, rules and guards included."""
    scores_UH = np.full((len(document.units), len(HEADS)), UNTOLD)
    scores_UH[document.wanted] = scores_RH
    return tagged_nodes(document, tag(document.text, learned=Given(_NO_CUES, _NO_CUES[:, 0], *cuts, scores_UH)))


def inner(held: list[Document], scores: list[np.ndarray], lead: float) -> tuple[float, Cuts]:
    """What a choice is judged by, and the gates, from scores of documents by fits that had not seen their group."""
    labels_RH, scores_RH = np.concatenate([d.labels_RH() for d in held]), np.concatenate(scores)
    hand_R = np.concatenate([np.full(len(d.wanted), d.by_hand) for d in held])
    cuts = (
        best(GATES, labels_RH[:, 0], scores_RH[:, 0], hand_R * 1.0, 0.005),
        best(RETURN_GATES, labels_RH[:, 2], scores_RH[:, 2], np.where(hand_R, 1.0, SECOND_TIER), 0.01),
        lead,
    )
    by_hand = [(d.gold_NH, found(d, s, cuts)) for d, s in zip(held, scores, strict=True) if d.by_hand]
    gold_NH, found_NH = (np.concatenate(side) for side in zip(*by_hand, strict=True))
    return float(np.mean([f1(gold_NH[:, head], found_NH[:, head]) for head in range(3)])), cuts


@dataclass(frozen=True)
class Outcome:
    """What was found in each document, and what had been chosen for its group."""

    found: list[np.ndarray]
    chosen: dict[str, tuple[str, Cuts, float]]


class Nested:
    """Fits of every choice with one or two groups left out, and what the others make of them; made when asked for."""

    def __init__(self, documents: list[Document], group: Group, choices: Sequence[Choice] = CHOICES) -> None:
        self.documents, self.group, self.choices = documents, group, choices
        self.names = sorted({group(document) for document in documents})
        self.without, self.judged = cache(self._without), cache(self._judged)

    def _without(self, choice: Choice, left_out: frozenset[str]) -> Fitted:
        return fitted(choice, [d for d in self.documents if self.group(d) not in left_out])

    def _judged(self, choice: Choice, outer: str | None) -> tuple[float, Cuts]:
        """The best of `LEADS` for a choice, by the groups other than `outer`."""
        held = [d for d in self.documents if self.group(d) != outer]
        out = frozenset() if outer is None else frozenset([outer])
        scores = [self.without(choice, out | {self.group(d)}).scores(d) for d in held]
        return max((inner(held, scores, lead) for lead in LEADS), key=lambda judged: judged[0])

    def outcome(self, choices: Sequence[Choice]) -> Outcome:
        """Each group tagged by the choice among these that the other groups prefer."""
        chosen, nodes = {}, {}
        for name in self.names:
            worth = {choice: self.judged(choice, name) for choice in choices}
            choice = max(worth, key=lambda one: worth[one][0])
            chosen[name] = (choice.name, worth[choice][1], worth[choice][0])
            fit = self.without(choice, frozenset([name]))
            for number, document in enumerate(self.documents):
                if self.group(document) == name:
                    nodes[number] = found(document, fit.scores(document), worth[choice][1])
        return Outcome([nodes[number] for number in range(len(self.documents))], chosen)


def by_source(document: Document) -> str:
    return document.source


def by_fold(documents: Sequence[Document]) -> Group:
    fold_of = {document.name: str(number % FOLDS) for number, document in enumerate(documents)}
    return lambda document: fold_of[document.name]


def tables(nested: Nested, tell: Callable[[str, dict], None]) -> None:
    """Every choice by itself, then the one made inside; documents by hand, and all of them."""
    documents = nested.documents
    hand = [number for number, document in enumerate(documents) if document.by_hand]
    for name, choices in {**{one.name: [one] for one in nested.choices}, "chosen inside": nested.choices}.items():
        outcome = nested.outcome(choices)
        tell(name, {
            "by hand": report([documents[i] for i in hand], [outcome.found[i] for i in hand]),
            "all": report(documents, outcome.found),
            "chosen": outcome.chosen,
        })  # fmt: skip


def elsewhere(nested: Nested, episodes: list[Document], tell: Callable[[str, dict], None]) -> None:
    """Documents of another labelling: the package's weights, fits of their own kind, each choice on all sources."""
    tell("episodes: package", report(episodes, [tagged_nodes(d, tag(d.text)) for d in episodes]))
    tell("episodes: rules alone", report(episodes, [tagged_nodes(d, tag(d.text, learned=False)) for d in episodes]))
    own = Nested(episodes, by_fold(episodes), nested.choices[:1])
    tell("episodes: fitted on their own kind", report(episodes, own.outcome(own.choices).found))
    worth = {choice: nested.judged(choice, None) for choice in nested.choices}
    preferred = max(worth, key=lambda one: worth[one][0])
    for choice, (mean, cuts) in worth.items():
        fit = nested.without(choice, frozenset())
        figures = report(episodes, [found(d, fit.scores(d), cuts) for d in episodes])
        told = {"inner": mean, "cuts": cuts, "preferred": choice == preferred}
        tell(f"episodes: {choice.name}", {**figures, **told})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", choices=("sources", "episodes"), help="One half of the tables.")
    parser.add_argument("--json", type=Path, help="Write the figures to this file too, beside those it holds.")
    given = parser.parse_args()
    record = json.loads(given.json.read_text(encoding="utf-8")) if given.json and given.json.is_file() else {}

    def tell(name: str, figures: dict) -> None:
        record[name] = figures
        print(name, json.dumps(figures), flush=True)
        if given.json:
            given.json.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")

    nested = Nested(read_documents(given.data), by_source)
    if given.only != "episodes":
        tables(nested, tell)
    if given.only != "sources" and (given.data / "schoenfeld_docs.jsonl").is_file():
        elsewhere(nested, read_episodes(given.data), tell)
    print(f"{time.process_time():.0f} s of processor time")


if __name__ == "__main__":
    main()
