"""The tagger's figures are nested: nothing of what is left out is seen; other people's labels are read as they say."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from logic_rl.analysis.behaviours.learned.fitting import fit, stacked

FOLDER = Path(__file__).resolve().parents[2] / "experiments" / "behaviour_tagger"
MODULES = ("cross_validate", "data", "groups", "kernel", "nested", "train")
LINES = {
    "reflection": ("Hmm, that seems odd for the {} here.", "But I'm not sure about the {} at all."),
    "verification_start": ("Let me check the {} once more.", "I should verify the {} again."),
    "backtracking_start": ("Alternatively, maybe another way with the {}.", "Another approach to the {} is this."),
    "": ("So the {} gives 12 in the end.", "We have the {} which should be 3.", "Then the {} yields 7, right there."),
}


@pytest.fixture(scope="module")
def scripts() -> Iterator[dict[str, ModuleType]]:
    """The experiment's modules, which import one another by plain names."""
    kept = {name: sys.modules.pop(name) for name in MODULES if name in sys.modules}
    sys.path.insert(0, str(FOLDER))
    yield {name: __import__(name) for name in MODULES}
    sys.path.remove(str(FOLDER))
    for name in MODULES:
        del sys.modules[name]
    sys.modules.update(kept)


def documents(data: ModuleType, seed: int = 0) -> list:
    """Three sources of two documents, their own nouns in each."""
    rng, made = np.random.default_rng(seed), []
    for source, noun in (("rods", "torque"), ("acids", "pH"), ("primes", "divisor")):
        for number in range(2):
            text, nodes = "", []
            for _ in range(24):
                label = str(rng.choice(list(LINES), p=[0.2, 0.15, 0.15, 0.5]))
                nodes.append({"annotator": data.BY_HAND, "start": len(text), "behaviours": [label] if label else []})
                text += str(rng.choice(LINES[label])).format(noun) + " "
            made.append(data.document(f"{source}_{number}", text, nodes))
    return made


def flipped(document: object) -> object:
    return replace(document, gold_NH=~document.gold_NH)


def test_labels_of_what_is_left_out_change_nothing(scripts: dict[str, ModuleType]) -> None:
    """Choice, gates and tags of a source are the same if all its own labels are turned round."""
    nested, given = scripts["nested"], documents(scripts["data"])
    choices = nested.CHOICES[:2]
    honest = nested.Nested(given, nested.by_source, choices).outcome(choices)
    turned = [flipped(document) if document.source == "acids" else document for document in given]
    blind = nested.Nested(turned, nested.by_source, choices).outcome(choices)
    assert honest.chosen["acids"] == blind.chosen["acids"]
    assert honest.chosen["rods"] != blind.chosen["rods"]
    for document, first, second in zip(given, honest.found, blind.found, strict=True):
        if document.source == "acids":
            assert (first == second).all()


def test_a_feature_that_names_source_and_label_does_not_help(scripts: dict[str, ModuleType]) -> None:
    """It is perfect on every source that was seen and tells nothing of the one left out."""
    nested, planted = scripts["nested"], []
    for document in documents(scripts["data"]):
        labels_RH = document.labels_RH()
        bucket_R = 1000 * ("rods", "acids", "primes").index(document.source) + labels_RH @ np.array([1, 2, 4, 8])
        told = (np.arange(len(labels_RH)), bucket_R, np.full(len(labels_RH), 3.0))
        planted.append(replace(document, groups={**document.groups, "planted": told}))
    choice = nested.Choice("planted", ("planted",))
    outcome = nested.Nested(planted, nested.by_source, [choice]).outcome([choice])
    fit_to_all = nested.fitted(choice, planted)
    for document in planted:
        seen = nested.fitted(choice, [d for d in planted if d.source != document.source]).scores(document)
        assert np.ptp(seen, axis=0).max() < 1e-9
        assert np.ptp(fit_to_all.scores(document)[:, 0]) > 5
    assert set(outcome.chosen) == {"rods", "acids", "primes"}


def test_what_is_told_from_words_is_found_elsewhere(scripts: dict[str, ModuleType]) -> None:
    nested, given = scripts["nested"], documents(scripts["data"])
    choices = nested.CHOICES[:1]
    outcome = nested.Nested(given, nested.by_source, choices).outcome(choices)
    figures = scripts["cross_validate"].report(given, outcome.found)
    assert figures["any"][0] > 0.8
    for score, (low, high) in figures.values():
        assert low <= score <= high


def test_heads_together_are_the_heads_one_by_one(scripts: dict[str, ModuleType]) -> None:
    given = documents(scripts["data"])
    rows = stacked([document.features for document in given])
    labels_RH = np.concatenate([document.labels_RH() for document in given])
    weights_R = 1.0 + np.arange(rows.num_rows) % 3
    together_HK, bias_H = scripts["kernel"].fit_heads(rows, labels_RH, weights_R, 5.0)
    for head, label_R in enumerate(labels_RH.T):
        alone_K, bias = fit(rows, label_R, weights_R, 5.0)
        assert together_HK[head] == pytest.approx(alone_K, abs=1e-2) and bias_H[head] == pytest.approx(bias, abs=1e-2)


def test_the_package_sees_the_groups_it_ships_with(scripts: dict[str, ModuleType]) -> None:
    data = scripts["data"]
    given = documents(data)[0]
    assert set(data.SHIPPED) < set(given.groups)
    assert len(given.seen(["words"]).row_E) < len(given.features.row_E)
    assert not len(data.document("rods_9", "Seven.", [{"annotator": "", "start": 0, "behaviours": []}]).features.row_E)


def test_of_an_episode_its_beginning_counts(scripts: dict[str, ModuleType]) -> None:
    """Verify and Explore begin at the first sentence of a run; each Monitor counts; the rest is none of ours."""
    labels = ["Read", "Verify", "Verify", "Implement", "Verify", "Explore", "Explore", "Monitor", "Monitor", "Answer"]
    nodes = scripts["data"].as_nodes({"start": at, "sentence_label": label} for at, label in enumerate(labels))
    assert [node["start"] for node in nodes] == list(range(len(labels)))
    assert [" ".join(node["behaviours"]) for node in nodes] == [
        "", "verification_start", "", "", "verification_start", "backtracking_start", "", "reflection", "reflection", ""
    ]  # fmt: skip


def test_interval_draws_documents(scripts: dict[str, ModuleType]) -> None:
    interval = scripts["cross_validate"].interval
    values = np.array([0.0, 1.0, 2.0, 3.0])
    low, high = interval(lambda chosen: float(values[chosen].mean()), 4)
    draws = np.stack(np.meshgrid(*[values] * 4), axis=-1).reshape(-1, 4)  # all 256
    means = np.sort(draws.mean(axis=1))
    assert low == pytest.approx(means[6], abs=0.26) and high == pytest.approx(means[-7], abs=0.26)
