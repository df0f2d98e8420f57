"""Another task than knights and knaves, in stages of any name, measured every few steps: every reader takes it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from matplotlib.axes import Axes

from logic_rl.analysis.before_after import closing_table, summarise
from logic_rl.analysis.figures.charts import CHARTS
from logic_rl.analysis.figures.curves import Curves, load_curves
from logic_rl.analysis.figures.drawing import draw, frame
from logic_rl.analysis.figures.plots import plot_curves
from logic_rl.analysis.report.numbers import panels
from logic_rl.analysis.report.report import write_report
from logic_rl.analysis.sizes import Size
from logic_rl.analysis.tables import analyze_run, shown_groups
from logic_rl.analysis.trackers import tracked_rows
from logic_rl.record import open_run
from tests.analysis.conftest import write_level_evaluation
from tests.analysis.test_report import packed

STEPS = [0, 2, 4, 6, 8, 10, 11, 12, 14, 16, 18, 20]


def test_before_and_after_are_phases_and_the_steps_between_are_a_curve(staged_run: Path) -> None:
    summary = summarise(staged_run, seconds=7)
    base, anneal = (open_run(staged_run).evaluation_summary(label) for label in ("base", "anneal"))
    assert summary["labels"] == {"before": "base", "after": "anneal"} and "people" not in summary
    assert summary["levels"]["3"] == {
        "accuracy_before": base["levels"]["3"]["accuracy"],
        "accuracy_after": anneal["levels"]["3"]["accuracy"],
        "num_puzzles": 4,
    }
    assert list(summary["phases"]) == ["base", "zeal", "cold start", "anneal"]
    assert [point["step"] for point in summary["curve"]] == list(range(2, 21, 2))
    assert summary["curve"][0]["accuracy"] == open_run(staged_run).evaluation_summary("step_000002")["accuracy"]
    low, high = summary["intervals_after"]["levels"]["3"]
    assert low <= anneal["levels"]["3"]["accuracy"] <= high
    names = [row[0] for row in closing_table(summary)[1]]
    assert "accuracy, level 3 (4 questions)" in names and not any("people" in name for name in names)


def test_a_run_in_its_first_phase_ends_at_its_last_point(staged_run: Path) -> None:
    for name in ("zeal", "cold start", "anneal"):
        for path in (staged_run / "evaluation").glob(f"{name}.*"):
            path.unlink()
    assert summarise(staged_run, write=False)["labels"] == {"before": "base", "after": "step_000020"}


def test_tables_hold_every_point_and_show_the_phases(staged_run: Path) -> None:
    summary = analyze_run(staged_run)
    assert len(summary["evaluation"]) == 4 + 10 and set(summary["evaluation"]["step_000002"]["levels"]) == {"3", "4"}
    groups = {title.split()[0]: list(groups) for title, groups in shown_groups(summary)}
    assert groups == {"Held-out": ["base", "zeal", "cold start", "anneal"], "Responses": ["zeal", "anneal"]}


@pytest.fixture(scope="module")
def staged_curves(kept_staged_run: Path) -> Curves:
    return load_curves(kept_staged_run)


def test_curves_go_through_every_evaluation_once_a_step(staged_curves: Curves) -> None:
    curves = staged_curves
    assert curves.phases == [("zeal", 1, 8), ("cold start", 9, 11), ("anneal", 12, 20)]
    assert curves.sizes() == [Size("level", 3), Size("level", 4)]
    assert list(curves.evaluation) == ["level 3", "level 4"]
    lines = [*curves.evaluation.values(), curves.held_out_length, curves.held_out_behaviours["verification"]]
    assert all([step for step, *_ in points] == STEPS for points in lines)
    assert all(low <= value <= high for points in lines for _, value, low, high in points)
    assert curves.held_out_behaviours["verification"][0][1] == 1  # every reply says "Let me check"
    assert len(curves.column("optim/loss")[0]) == 20 and len(curves.column("reward/mean")[0]) == 17


def test_of_two_evaluations_of_a_step_that_of_more_samples_counts(staged_run: Path) -> None:
    path = staged_run / "evaluation" / "step_000008.json"
    written = json.loads(path.read_text())
    path.write_text(json.dumps(written | {"num_samples": 999, "levels": {"3": {"accuracy": 0.75, "num_samples": 4}}}))
    for gone in (staged_run / "evaluation").glob("*.gz"):
        gone.unlink()
    points = load_curves(staged_run).evaluation["level 3"]
    assert {step: value for step, value, *_ in points}[8] == 0.75


def test_numbers_alone_are_drawn_too(staged_run: Path) -> None:
    written = [open_run(staged_run).evaluation_summary(f"step_{step:06d}") for step in (2, 4)]
    for gone in (staged_run / "evaluation").glob("*.gz"):
        gone.unlink()
    curves = load_curves(staged_run)
    lengths = {step: value for step, value, *_ in curves.held_out_length}
    assert [lengths[2], lengths[4]] == [one["mean_length"] for one in written]
    assert curves.held_out_behaviours == {} and len(curves.evaluation["level 4"]) == len(STEPS)


def test_questions_without_sizes_have_one_curve(tmp_path: Path) -> None:
    (tmp_path / "run" / "evaluation").mkdir(parents=True)
    for label, step, accuracy in (("base", 0, 0.25), ("anneal", 9, 0.5)):
        written = {"label": label, "step": step, "accuracy": accuracy, "num_samples": 16}
        (tmp_path / "run" / "evaluation" / f"{label}.json").write_text(json.dumps(written))
    points = load_curves(tmp_path / "run").evaluation
    assert [(step, value) for step, value, *_ in points["all"]] == [(0, 0.25), (9, 0.5)]


@pytest.mark.parametrize("name", ["reward", "evaluation", "held_out_length"])
def test_every_stage_is_a_named_band_over_its_own_steps(staged_curves: Curves, tmp_path: Path, name: str) -> None:
    curves, seen = staged_curves, []

    def panel(axes: Axes) -> None:
        axes.plot([1, 20], [0, 1])
        frame(axes, [curves], [CHARTS[name](curves)])
        seen.append(axes)

    draw(tmp_path / "figure.png", [panel])
    spans = [(band.get_x(), band.get_x() + band.get_width()) for band in seen[0].patches]
    assert [text.get_text() for text in seen[0].texts] == ["zeal", "cold start", "anneal"]
    assert spans[0][1] == spans[1][0] == 8.5 and spans[1][1] == spans[2][0] == 11.5


def test_a_stage_before_the_first_point_is_shaded_too(staged_run: Path, tmp_path: Path) -> None:
    """Fine-tuning comes first, and has no reward: its band is there all the same."""
    rows = [json.loads(line) for line in (staged_run / "metrics.jsonl").read_text().splitlines()]
    rows = [{"step": row["step"], "phase": "cold", "optim/loss": 1.0} if row["step"] < 9 else row for row in rows]
    (staged_run / "metrics.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    curves, seen = load_curves(staged_run), []

    def panel(axes: Axes) -> None:
        axes.plot([15, 20], [0, 1])
        frame(axes, [curves], [CHARTS["reward"](curves)])
        seen.append(axes)

    draw(tmp_path / "figure.png", [panel])
    assert seen[0].get_xlim()[0] <= 0.5 and seen[0].texts[0].get_text() == "cold"


def test_figures_and_page(staged_run: Path, staged_curves: Curves, tmp_path: Path) -> None:
    curves = staged_curves
    (path,) = plot_curves([curves], tmp_path, only=["held_out"])
    assert path.stat().st_size > 20_000
    shown = {panel["title"]: panel for panel in panels(curves)}
    assert [one["name"] for one in shown["Accuracy, held-out"]["series"]] == ["level 3", "level 4"]
    assert not shown["Accuracy, held-out"]["bars"] and not shown["Accuracy, held-out"]["series"][0]["averaged"]
    assert len(shown["Response length, held-out"]["series"][0]["points"]) == len(STEPS)
    page = write_report(staged_run, tmp_path / "report.html").read_text(encoding="utf-8")
    assert set(packed(page, "index")["columns"]["size"]) == {"level 3", "level 4"}
    assert "accuracy, level 3 (4 questions)" in page


def test_trackers_get_levels(staged_run: Path) -> None:
    rows = dict(tracked_rows(open_run(staged_run)))
    told = open_run(staged_run).evaluation_summary("step_000010")
    assert rows[10]["evaluation/accuracy_level_3"] == told["levels"]["3"]["accuracy"]
    assert rows[10]["optim/loss"] and "reward/mean" not in rows[10]


def test_bars_become_curves_where_there_are_many(demo_run: Path, demo_curves: Curves) -> None:
    assert CHARTS["evaluation"](demo_curves).bars
    for step in (1, 2, 3, 5, 6, 7):
        write_level_evaluation(demo_run, f"step_{step:06d}", step, 0.5, random.Random(step))
    chart = CHARTS["held_out_length"](load_curves(demo_run))
    assert not chart.bars and len(chart.series[0].points) == 10
