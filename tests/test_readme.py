"""What the README quotes is what the recorded files say."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path


def test_the_results_table_is_that_of_the_recorded_demo(repository: Path) -> None:
    spec = importlib.util.spec_from_file_location("results_table", repository / "experiments" / "results_table.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    summary = json.loads((repository / "experiments" / "demo" / "summary.json").read_text("utf-8"))
    text = (repository / "README.md").read_text("utf-8")
    assert "| accuracy, all |" in text and module.with_table(text, summary) == text


def test_the_base_is_quoted_as_measured(repository: Path) -> None:
    measured = json.loads((repository / "logic_rl" / "models" / "tiny-base" / "measurements.json").read_text("utf-8"))
    text = " ".join((repository / "README.md").read_text("utf-8").split())
    kinds = measured["kinds"]
    assert (
        f"right in the right tags {measured['accuracy']:.0%}, well-formatted {measured['format_rate']:.0%}, "
        f"careful replies right {kinds['careful']['accuracy_free']:.0%}, guesses {kinds['guess']['accuracy_free']:.0%}"
    ).replace("%", " %") in text
