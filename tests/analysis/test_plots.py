"""Figures come out whole for long, short, empty and gappy runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from logic_rl.analysis.figures.curves import Curves, load_curves, smooth
from logic_rl.analysis.figures.plots import FIGURES, plot_curves, plot_run
from logic_rl.analysis.figures.seeds import pooled, t_interval
from logic_rl.analysis.responses import RULES_ONLY, Method
from logic_rl.analysis.tables import analyze_run
from logic_rl.errors import UsageError
from logic_rl.record import open_run
from tests.analysis.conftest import write_run
from tests.tiers import all_but


def is_drawn(path: Path) -> bool:
    return path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size > 5000


@pytest.mark.slow
def test_every_figure(demo_run: Path, tmp_path: Path) -> None:
    files = plot_run([demo_run], tmp_path / "plots")
    assert [path.stem for path in files] == [*FIGURES, "behaviours_each", "held_out", "proxy_gold", "overview"]
    assert all(is_drawn(path) for path in files)
    assert sorted(path.name for path in (tmp_path / "plots").iterdir()) == sorted(path.name for path in files)


def test_a_choice_of_figures(demo_curves: Curves, tmp_path: Path) -> None:
    files = plot_curves([demo_curves], tmp_path / "plots", only=("overview", "claims"))
    assert [path.name for path in files] == ["claims.png", "overview.png"] and all(map(is_drawn, files))


@pytest.mark.slow
def test_two_runs_a_single_step_and_none(tmp_path: Path) -> None:
    one = write_run(tmp_path / "one", {"warmup": 0, "rollout": 1})
    none = write_run(tmp_path / "none", {})
    assert is_drawn(plot_run([one, none], tmp_path / "plots")[-1])


@pytest.mark.slow
def test_missing_keys(demo_run: Path, tmp_path: Path) -> None:
    rows = [{"step": step} | ({"reward/mean": float("nan")} if step else {}) for step in range(3)]
    (demo_run / "metrics.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    curves = load_curves(demo_run)
    assert curves.column("reward/mean") == ([], [])
    assert is_drawn(plot_curves([curves], tmp_path / "plots")[-1])


def test_curves_read_the_analysis_only_when_it_is_of_now(demo_run: Path, demo_curves: Curves) -> None:
    fresh = demo_curves
    summary = analyze_run(demo_run)
    assert load_curves(demo_run) == fresh
    summary["steps"]["0"]["behaviours"]["aha"]["share"] = 0.875
    path = demo_run / "analysis" / "summary.json"
    path.write_text(json.dumps(summary), encoding="utf-8")
    assert load_curves(demo_run).behaviours["aha"][0][1] == 0.875
    path.write_text(json.dumps(summary | {"steps": dict.fromkeys(summary["steps"], {})}), encoding="utf-8")
    assert load_curves(demo_run) == fresh
    path.write_text(json.dumps(summary), encoding="utf-8")
    open_run(demo_run).rollout_files()[-1][1].unlink()
    assert load_curves(demo_run).behaviours["aha"][0][1] == fresh.behaviours["aha"][0][1]


def test_phases_and_evaluations(demo_curves: Curves) -> None:
    curves = demo_curves
    assert curves.phases == [("warmup", 0, 3), ("rollout", 4, 9), ("anneal", 10, 11)]
    assert [step for step, *_ in curves.evaluation["2 people"]] == [0, 4, 10, 12]
    assert all(low <= value <= high for points in curves.evaluation.values() for _, value, low, high in points)
    assert [str(size) for size in curves.sizes()] == ["2 people", "3 people", "4 people"]


def test_smoothing_by_hand() -> None:
    assert smooth([0, 3, 6, 3], 3) == [1.5, 3, 4, 4.5]


@pytest.mark.parametrize(("form", "start"), [("svg", b"<?xml"), ("pdf", b"%PDF")])
@pytest.mark.parametrize("only", all_but([("reward",)], [("reward",), None]), ids=["one", "every one"])
def test_formats_for_papers(form: str, start: bytes, only, demo_curves: Curves, tmp_path: Path) -> None:
    files = plot_curves([demo_curves], tmp_path / "once", form, only)
    assert len(files) == (len(only) if only else len(FIGURES) + 4)
    assert {path.suffix for path in files} == {f".{form}"} and all(p.read_bytes().startswith(start) for p in files)
    again = plot_curves([demo_curves], tmp_path / "again", form, only)
    assert [path.read_bytes() for path in files] == [path.read_bytes() for path in again]


def test_an_unknown_format_is_refused(kept_run: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="png, svg, pdf"):
        plot_run(kept_run, tmp_path, "gif")


def test_claims_over_steps(demo_curves: Curves) -> None:
    points = demo_curves.claims
    assert points and all(0 <= low <= value <= high <= 1 for _, value, low, high in points)


def test_seeds_are_drawn_as_their_mean(tmp_path: Path) -> None:
    runs = [write_run(tmp_path / name, {"warmup": 4}, seed) for seed, name in enumerate(("a_seed1", "a_seed2", "b"))]
    one, two, other = curves = [load_curves(run) for run in runs]
    both, alone = pooled(curves)
    assert alone is other and both.name == "a (2 seeds)"
    means = [(x + y) / 2 for x, y in zip(one.column("reward/mean")[1], two.column("reward/mean")[1], strict=True)]
    assert both.column("reward/mean") == (one.column("reward/mean")[0], pytest.approx(means))
    assert all(
        low <= mean <= high for mean, (low, high) in zip(means, both.spread["reward/mean"].values(), strict=True)
    )
    assert all(map(is_drawn, plot_curves([both, alone], tmp_path / "plots", only=("reward",))))


@pytest.mark.slow
def test_every_figure_of_seeds(tmp_path: Path) -> None:
    runs = [write_run(tmp_path / name, {"warmup": 4}, seed) for seed, name in enumerate(("a_seed1", "a_seed2", "b"))]
    assert is_drawn(plot_run(runs, tmp_path / "plots", seeds=True)[-1])


def test_runs_called_by_their_seed_are_pooled_by_folder(tmp_path: Path) -> None:
    names = ("a/seed-1", "a/seed-2", "b/seed-1", "b/seed-2")
    runs = [write_run(tmp_path / name, {"warmup": 2}, seed) for seed, name in enumerate(names)]
    curves = [load_curves(run) for run in runs]
    assert [run.name for run in curves] == list(names)
    assert [run.name for run in pooled(curves)] == ["a (2 seeds)", "b (2 seeds)"]
    with pytest.raises(UsageError, match="given twice"):
        plot_run([runs[0], runs[0]], tmp_path / "plots", seeds=True)


def test_difficulty_of_seeds_is_joined_by_bin() -> None:
    def run(name: str, *points: tuple[float, float]) -> Curves:
        found = {"base": [(score, value, 0.0, 1.0) for score, value in points]}
        return Curves(name, [], [], {}, {}, {}, found, [])

    (both,) = pooled([run("a1", (3.0, 0.5), (7.0, 0.2)), run("a2", (3.5, 0.7), (7.5, 0.2))])
    (x, value, low, high), last = both.difficulty["base"]
    assert (
        (x, value) == pytest.approx((3.25, 0.6)) and low < 0.5 and high == 1 and last[:2] == pytest.approx((7.25, 0.2))
    )
    uneven = pooled([run("a1", (3.0, 0.5)), run("a2", (3.5, 0.7), (7.5, 0.2))])
    assert uneven[0].difficulty == {}


OTHER_METHODS = [Method("simplerl"), Method(RULES_ONLY), Method(claims=False)]


@pytest.mark.parametrize("method", all_but(OTHER_METHODS[:1], OTHER_METHODS))
def test_curves_do_not_take_an_analysis_of_another_method(
    demo_run: Path, demo_curves: Curves, method: Method
) -> None:
    analyze_run(demo_run, method=method)
    assert load_curves(demo_run) == demo_curves


def test_interval_over_seeds_by_hand() -> None:
    # mean 2, deviation 1, 4.303 / sqrt(3) of it on either side
    assert t_interval([1, 2, 3]) == pytest.approx((2, 2 - 2.4843, 2 + 2.4843), abs=1e-3)
    # 12 values, 11 degrees of freedom: 2.201
    centre, low, _ = t_interval([0, 1] * 6)
    assert (centre - low) / (0.52223 / 12**0.5) == pytest.approx(2.201, abs=1e-3)
    with pytest.raises(ValueError, match="two at least"):
        t_interval([1])


def test_no_run_and_no_place(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no run folder"):
        plot_run([], tmp_path)
    blocked = tmp_path / "file"
    blocked.write_text("x")
    run = write_run(tmp_path / "none", {})
    with pytest.raises(UsageError, match="--out"):
        plot_run(run, blocked)
