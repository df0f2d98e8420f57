"""What a run changed: the numbers before and after on the same held-out puzzles, as RUN/summary.json and as a table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich.table import Table

from logic_rl.analysis.behaviours.cues import BEHAVIOURS
from logic_rl.analysis.responses import Method, observe
from logic_rl.analysis.statistics.groups import evaluation_group
from logic_rl.errors import UsageError
from logic_rl.metrics import is_number
from logic_rl.record import RunFolder, open_run
from logic_rl.rows import write_json


def summarise(
    run_dir: str | Path, seconds: float | None = None, write: bool = True, tagged: Mapping[str, dict] | None = None
) -> dict:
    """Compare the first evaluation ("base") with the last, and write the result to RUN/summary.json.

    `seconds` is the wall time to report; None takes the sum of `time/step_seconds`. Lengths are tokens,
    accuracies and format rates shares in 0..1, behaviours the share of responses that show each, `claims_true` the
    share of the readable claims that are true (None where there are none). `tagged` has the
    group summaries of evaluations that are tagged already, by label.

    Raises:
        UsageError: not a run folder, a malformed file, or no evaluation in it.
    """
    run = open_run(run_dir)
    labels = run.evaluation_labels()
    if not labels:
        raise UsageError(f"{run.path} has no evaluation; let `logicrl train` evaluate, or continue it with --resume")
    phases = {label: _evaluated(run, label, (tagged or {}).get(label)) for label in labels}
    before, after = phases["base" if "base" in phases else labels[0]], phases[labels[-1]]
    summary = {
        "seconds": _step_seconds(run) if seconds is None else round(float(seconds), 3),
        "people": _people(before, after),
        **_before_and_after("accuracy", before, after),
        **_before_and_after("format", before, after),
        **_before_and_after("length", before, after),
        **_before_and_after("behaviours", before, after),
        **_before_and_after("claims_true", before, after),
        "intervals_before": before["intervals"],
        "intervals_after": after["intervals"],
        "labels": {"before": before["label"], "after": after["label"]},
        "phases": {label: _phase_row(numbers) for label, numbers in phases.items()},
        "figures": sorted(str(path.relative_to(run.path)) for path in (run.path / "plots").glob("*.png")),
    }
    if write:
        write_json(run.path / "summary.json", summary)
    return summary


def _evaluated(run: RunFolder, label: str, group: dict | None) -> dict:
    """One evaluation as numbers; what training wrote counts first, then what the response rows say."""
    written, rows = run.evaluation_summary(label), run.evaluation_rows(label)
    group = group or evaluation_group([observe(row, Method())[0] for row in rows])
    tagged = group["behaviours"] if rows else {}
    return {
        "label": label,
        "step": written.get("step", rows[0].get("step") if rows else None),
        "people": written.get("people") or _people_of(rows, group),
        "accuracy": written.get("accuracy", group["accuracy"]["value"]),
        "format": written.get("format_rate", group["format"]["share"]),
        "length": written.get("mean_length", group["length"]["value"]),
        "behaviours": {name: tagged[name]["share"] for name in BEHAVIOURS if name in tagged},
        "behaviours_per_1k_tokens": {name: tagged[name]["per_1k_tokens"] for name in BEHAVIOURS if name in tagged},
        "claims_true": _true(group)["value"],
        "intervals": _intervals(group) if rows else {},
    }


def _true(group: dict) -> dict:
    """The share of true claims, empty where claims were not read."""
    return group.get("claims", {}).get("true") or dict.fromkeys(("value", "low", "high"))


def _people_of(rows: list[dict], group: dict) -> dict:
    puzzles = {size: {row.get("puzzle_id") for row in rows if str(row.get("num_people")) == size}
               for size in group["people"]}  # fmt: skip
    return {
        size: {"accuracy": group["people"][size]["value"], "num_puzzles": len(ids)} for size, ids in puzzles.items()
    }


def _intervals(group: dict) -> dict:
    """95 % intervals [low, high]: bootstrap by puzzle for accuracy and length, Wilson for shares."""
    ends = {"accuracy": group["accuracy"], "length": group["length"], "format": group["format"],
            "claims_true": _true(group), **group["behaviours"]}  # fmt: skip
    people = {size: [numbers["low"], numbers["high"]] for size, numbers in group["people"].items()}
    return {**{name: [numbers["low"], numbers["high"]] for name, numbers in ends.items()}, "people": people}


def _before_and_after(name: str, before: dict, after: dict) -> dict:
    return {f"{name}_before": before[name], f"{name}_after": after[name]}


def _people(before: dict, after: dict) -> dict:
    """Per number of people, as the contract has it; None where one of the evaluations lacks that number."""
    sizes = sorted({*before["people"], *after["people"]}, key=int)
    return {
        size: {
            "accuracy_before": before["people"].get(size, {}).get("accuracy"),
            "accuracy_after": after["people"].get(size, {}).get("accuracy"),
            "num_puzzles": (after["people"].get(size) or before["people"][size]).get("num_puzzles"),
        }
        for size in sizes
    }


def _phase_row(numbers: dict) -> dict:
    shares = numbers["behaviours"]
    return {
        "step": numbers["step"],
        "people": numbers["people"],
        "accuracy": numbers["accuracy"],
        "format_rate": numbers["format"],
        "mean_length": numbers["length"],
        "verification": shares.get("verification"),
        "backtracking": shares.get("backtracking"),
        "behaviours": shares,
        "behaviours_per_1k_tokens": numbers["behaviours_per_1k_tokens"],
        "claims_true": numbers["claims_true"],
    }


def _step_seconds(run: RunFolder) -> float:
    return round(sum(seconds for row in run.metrics() if is_number(seconds := row.get("time/step_seconds"))), 3)


def closing_table(summary: dict) -> Table:
    """The summary as a `rich` table: one line a quantity, before, after and the change."""
    labels = summary["labels"]
    table = Table(title=f"Held-out puzzles: {labels['before']} → {labels['after']} ({summary['seconds']:.0f} s)")
    table.add_column("")
    for head in ("before", "after", "change", "95 % interval after"):
        table.add_column(head, justify="right")
    intervals = summary["intervals_after"]
    by_size = intervals.get("people", {})
    for size, numbers in summary["people"].items():
        name = f"accuracy, {size} people ({numbers['num_puzzles']} puzzles)"
        _share_line(table, name, numbers["accuracy_before"], numbers["accuracy_after"], by_size.get(size))
    for name in ("accuracy", "format"):
        label = {"accuracy": "accuracy, all", "format": "well-formed"}[name]
        _share_line(table, label, summary[f"{name}_before"], summary[f"{name}_after"], intervals.get(name))
    table.add_row("length (tokens)", *_length_cells(summary, intervals.get("length")))
    for name, after in summary["behaviours_after"].items():
        before = summary["behaviours_before"].get(name)
        _share_line(table, name.replace("_", " "), before, after, intervals.get(name))
    ends = (summary["claims_true_before"], summary["claims_true_after"])
    _share_line(table, "claims that are true", *ends, intervals.get("claims_true"))
    return table


def _share_line(
    table: Table, name: str, before: float | None, after: float | None, ends: list[float | None] | None
) -> None:
    change = "–" if before is None or after is None else f"{100 * (after - before):+.1f}"
    table.add_row(name, _percent(before), _percent(after), change, _ends(ends, _percent))


def _length_cells(summary: dict, ends: list[float | None] | None) -> list[str]:
    before, after = summary["length_before"], summary["length_after"]
    change = "–" if before is None or after is None else f"{after - before:+.1f}"
    return [_number(before), _number(after), change, _ends(ends, _number)]


def _ends(ends: list[float | None] | None, show) -> str:
    return "–" if not ends or None in ends else f"{show(ends[0])} – {show(ends[1])}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
