"""What the README, the docs and the experiments quote is what the recorded files say."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def blocks(repository: Path):
    """experiments/tools/blocks.py, which imports its neighbours by name."""
    sys.path.insert(0, str(repository / "experiments" / "tools"))
    try:
        import blocks
    finally:
        sys.path.pop(0)
    return blocks


def test_every_quoted_table_is_that_of_the_records(blocks) -> None:
    quoting = [path for path in blocks.places() if blocks.BLOCK.search(path.read_text("utf-8"))]
    assert {path.parent.name for path in quoting} >= {blocks.ROOT.name, "experiments", "01_three_phase"}
    for path in quoting:
        text = path.read_text("utf-8")
        assert blocks.filled(text) == text, f"{path}: run `make figures`"


def test_every_block_is_closed_and_known(blocks) -> None:
    for path in blocks.places():
        text = path.read_text("utf-8")
        assert text.count("<!-- ") == 2 * len(blocks.BLOCK.findall(text)), path


def test_a_changed_record_changes_what_is_quoted(blocks, repository: Path, monkeypatch) -> None:
    text = (repository / "README.md").read_text("utf-8")
    true = blocks.recorded

    def changed(*parts: str) -> dict:
        found = true(*parts)
        if parts[-1] == "summary.json":
            found["phases"]["base"]["accuracy"] = 0.777
        return found

    monkeypatch.setattr(blocks, "recorded", changed)
    assert "| accuracy, all | 0.78 |" in blocks.filled(text) != text


def test_figures_and_tables_tell_of_the_same_runs(blocks, repository: Path) -> None:
    """At every evaluation the curves on record end where the tables do, size by size."""
    tables = dict(blocks.recorded("experiments", "01_three_phase", "result.json")["seeds"])
    phases = blocks.recorded("experiments", "demo", "summary.json")["phases"]
    tables["demo"] = {
        label: {f"accuracy, {size} people": entry["accuracy"] for size, entry in phase["people"].items()}
        for label, phase in phases.items()
    }
    runs = [run for name in blocks.WHOLE for run in blocks.curves.recorded(repository / "experiments" / name)]
    assert {run.name for run in runs} == set(tables) and len(tables) == 4
    for run in runs:
        for size, points in run.evaluation.items():
            told = [phase[f"accuracy, {size} people"] for phase in tables[run.name].values()]
            assert [point[1] for point in points] == pytest.approx(told, abs=1e-5), (run.name, size)


def test_the_questions_take_their_rows_from_the_arms(blocks) -> None:
    from research_questions import NOT_YET, research_questions

    first = blocks.recorded("experiments", "01_three_phase", "result.json")
    ends = {"seed-1": 0.5, "seed-2": 0.7}
    curve = {"samples": [10, 20, 30, 40, 50], "seconds": None, "accuracy": [0.5, 0.7, 0.8, 0.9, 1.0]}
    arms = {"grpo": {seed: {"phases": {"base": {"accuracy": 0.1}, "anneal": {"accuracy": value}}, "curve": curve}
                     for seed, value in ends.items()}}  # fmt: skip
    results = dict.fromkeys((*blocks.ARMS, *blocks.SMALL)) | {"01_three_phase": first, "03_algorithms": {"arms": arms}}
    table = research_questions(results, "| a |\n|---|\n")
    # mean .6, standard error .1, Student's t of one degree of freedom 12.7: cut to 0..1.
    # .7, .8, .9 are .8 on average: 40 samples.
    assert "grpo: accuracy 0.60 [0.00, 1.00] (2 seeds), 0.8 after 40 samples, – s" in table
    assert f'necessity "not conclusively supported" | {NOT_YET} |' in table


def test_the_base_is_quoted_as_measured(repository: Path) -> None:
    measured = json.loads((repository / "logic_rl" / "models" / "tiny-base" / "measurements.json").read_text("utf-8"))
    text = " ".join((repository / "README.md").read_text("utf-8").split())
    kinds = measured["kinds"]
    assert (
        f"right in the right tags {measured['accuracy']:.0%}, well-formatted {measured['format_rate']:.0%}, "
        f"careful replies right {kinds['careful']['accuracy_free']:.0%}, guesses {kinds['guess']['accuracy_free']:.0%}"
    ).replace("%", " %") in text


def test_the_notebook_quotes_the_lab_book(repository: Path) -> None:
    log = (repository / "experiments" / "LOG.md").read_text("utf-8")
    notebook = json.loads((repository / "notebooks" / "what_the_analyzer_sees_and_misses.ipynb").read_text("utf-8"))
    told = " ".join(" ".join("".join(cell["source"]) for cell in notebook["cells"]).split())
    for quoted in (".85 [.81, .87]", ".64 [.57, .70]", ".53 [.46, .60]", ".69 [.53, .78]"):
        assert quoted in log and quoted in told, quoted
