"""Numbers of the test split and of the valid split are of different questions, and no line or table mixes them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from logic_rl.analysis.before_after import summarise
from logic_rl.analysis.figures.curves import load_curves
from logic_rl.record import RunFolder
from logic_rl.trackers.values import evaluation_values
from logic_rl.training.learning.card import CardFacts, card_text
from logic_rl.training.model_files import ModelFiles, format_of_run
from logic_rl.training.progress import Display
from tests.built_tokenizers import byte_level

TEST = {"base": (0, 0.10), "warm": (4, 0.20), "last": (8, 0.30)}
VALID = {0: 0.15, 2: 0.19, 4: 0.24, 6: 0.21, 8: 0.38}


def run_of(folder: Path, test: dict, valid: dict, tells: bool = True) -> Path:
    """A run folder that holds numbers alone; `tells` is false for one of before splits were told."""
    measured = [(label, step, accuracy, "test") for label, (step, accuracy) in test.items()]
    measured += [(f"step_{step:06d}", step, accuracy, "valid") for step, accuracy in valid.items()]
    (folder / "evaluation").mkdir(parents=True)
    for label, step, accuracy, split in measured:
        summary = {"label": label, "step": step, "accuracy": accuracy, "num_samples": 50, "format_rate": 1.0,
                   "mean_length": 9.0, "truncated_rate": 0.0} | ({"split": split} if tells else {})  # fmt: skip
        (folder / "evaluation" / f"{label}.json").write_text(json.dumps(summary))
    return folder


def curve(folder: Path) -> list[tuple[int, float]]:
    return [(step, value) for step, value, *_ in load_curves(folder).evaluation["all"]]


@pytest.mark.parametrize(
    ("test", "valid", "tells", "expected"),
    [
        (TEST, VALID, True, sorted(VALID.items())),
        (TEST, {4: 0.24, 8: 0.38}, True, [(0, 0.10), (4, 0.20), (8, 0.30)]),  # valid only where stages end
        (TEST, {}, True, [(0, 0.10), (4, 0.20), (8, 0.30)]),
        (TEST, {2: 0.12, 6: 0.25}, False, [(0, 0.10), (2, 0.12), (4, 0.20), (6, 0.25), (8, 0.30)]),  # all of one set
    ],
)
def test_a_curve_goes_through_the_questions_of_one_split(test, valid, tells, expected, tmp_path: Path) -> None:
    assert curve(run_of(tmp_path / "run", test, valid, tells)) == expected


def test_before_and_after_are_of_the_same_questions(tmp_path: Path) -> None:
    whole = summarise(run_of(tmp_path / "whole", TEST, VALID), write=False)
    assert (whole["accuracy_before"], whole["accuracy_after"]) == (0.10, 0.30)
    assert [(one["step"], one["split"], one["accuracy"]) for one in whole["curve"]] == [
        (step, "valid", accuracy) for step, accuracy in VALID.items()
    ]
    begun = summarise(run_of(tmp_path / "begun", {"base": TEST["base"]}, {0: 0.15, 2: 0.19}), write=False)
    assert (begun["labels"], begun["accuracy_before"]) == ({"before": "step_000000", "after": "step_000002"}, 0.15)
    old = summarise(run_of(tmp_path / "old", {"base": TEST["base"]}, {2: 0.19}, tells=False), write=False)
    assert (old["labels"], old["accuracy_before"]) == ({"before": "base", "after": "step_000002"}, 0.10)


@pytest.mark.parametrize(("split", "place"), [("test", "evaluation"), ("valid", "valid"), (None, "evaluation")])
def test_trackers_keep_the_splits_apart(split: str | None, place: str) -> None:
    summary = {"label": "a", "step": 3, "accuracy": 0.5, "people": {"2": {"accuracy": 1.0}}}
    values = evaluation_values(summary | ({"split": split} if split else {}))
    assert values == {f"{place}/accuracy": 0.5, f"{place}/accuracy_people_2": 1.0}


@pytest.mark.parametrize(
    ("saving", "whole", "told"),
    [(3.0, 12.0, "12.0 s of it 3.0 s saving"), (1.3, 12.0, "of it 1.3 s saving"), (0.4, 12.0, ""), (0.0, 12.0, ""),
     (0.0, 0.0, "")],
)  # fmt: skip
def test_a_line_tells_a_save_that_takes_a_tenth_of_the_step(saving: float, whole: float, told: str) -> None:
    said = io.StringIO()
    row = {"step": 1, "phase": "warm", "time/step_seconds": whole, "time/save_seconds": saving}
    Display(2, Console(file=said, width=300)).step(row)
    assert told in " ".join(said.getvalue().split()) and ("saving" in said.getvalue()) == bool(told)


def test_a_line_names_the_valid_split() -> None:
    said = io.StringIO()
    summary = {"label": "step_000002", "accuracy": 0.5, "format_rate": 1.0, "mean_length": 9.4, "split": "valid"}
    Display(1, Console(file=said, width=300)).evaluation(summary)
    assert said.getvalue().startswith("held-out (valid split) after 'step_000002': accuracy 0.50")


@pytest.mark.parametrize(
    ("step", "row"),
    [(8, "| Right on held-out questions | 0.300 (15 of 50 replies) |"),
     (6, "| Right on held-out questions of the valid split, by which models are chosen | 0.210 (10 of 50 replies) |")],
)  # fmt: skip
def test_a_card_quotes_the_test_split_where_it_was_measured(step: int, row: str, tmp_path: Path) -> None:
    from logic_rl.config.reading import config_from_tree

    phases = [{"name": name, "steps": 4} for name in ("warm", "last")]
    config = config_from_tree({"phases": phases}, "test")
    folder = RunFolder(run_of(tmp_path / "run", TEST, VALID))
    folder.append_metrics({"step": step, "phase": "last"})
    ModelFiles(config, folder, byte_level(), format_of_run(config, print)).at(step).save_pretrained(tmp_path / "model")
    assert row in (tmp_path / "model" / "README.md").read_text()
    facts = CardFacts("m", "tiny-base", "nothing yet", format_of_run(config, print))
    assert "held-out" not in card_text(facts)
