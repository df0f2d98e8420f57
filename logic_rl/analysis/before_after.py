"""What a run changed: held-out numbers before and after on the same questions, as RUN/summary.json and as a table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from logic_rl.analysis.behaviours.cues import BEHAVIOURS
from logic_rl.analysis.responses import Method, observe
from logic_rl.analysis.sizes import PLACES, Size, by_size, in_places, size_of_row
from logic_rl.analysis.statistics.groups import evaluation_group
from logic_rl.errors import UsageError
from logic_rl.metrics import is_number, mean
from logic_rl.record import RunFolder, is_step_label, open_run
from logic_rl.rewards.readability import one_language, readable, summary
from logic_rl.rows import write_json

POINT = ("step", "split", "accuracy", "verified", "format_rate", "mean_length", "truncated_rate")


def summarise(
    run_dir: str | Path, seconds: float | None = None, write: bool = True, tagged: Mapping[str, dict] | None = None
) -> dict:
    """Compare the first evaluation ("base") with that of the last phase, and write the result to RUN/summary.json.

    `seconds` is the wall time to report; None takes the sum of `time/step_seconds`. Lengths are tokens,
    accuracies and format rates shares in 0..1, `lucky` the share of the right responses that did not earn their answer
    (None where that is not known), behaviours the share of responses that show each, `claims_true` the share of the
    readable claims that are true (None where there are none). `curve` has what was measured at steps, on the valid
    split where there is one; where no phase has ended yet, its last point is the end. `tagged` has the group summaries
    of evaluations that are tagged already, by label.

    Raises:
        UsageError: not a run folder, a malformed file, or no evaluation in it.
    """
    run = open_run(run_dir)
    every, labels = run.evaluation_labels(), run.phase_labels()
    if not every:
        raise UsageError(f"{run.path} has no evaluation; let `logicrl train` evaluate, or continue it with --resume")
    labels = labels if len(labels) > 1 else _ends_of(run, every)
    phases = {label: _evaluated(run, label, (tagged or {}).get(label)) for label in labels}
    before, after = phases[labels[0]], phases[labels[-1]]
    summary = {
        "seconds": _step_seconds(run) if seconds is None else round(float(seconds), 3),
        **in_places(_sizes(before, after)),
        **_before_and_after("accuracy", before, after),
        **_before_and_after("verified", before, after),
        **_before_and_after("lucky", before, after),
        **_before_and_after("format", before, after),
        **_before_and_after("length", before, after),
        **_before_and_after("behaviours", before, after),
        **_before_and_after("claims_true", before, after),
        "intervals_before": before["intervals"],
        "intervals_after": after["intervals"],
        "labels": {"before": before["label"], "after": after["label"]},
        "phases": {label: _phase_row(numbers) for label, numbers in phases.items()},
        "curve": [_point(run.evaluation_summary(label)) for label in every if is_step_label(label)],
        "figures": sorted(str(path.relative_to(run.path)) for path in (run.path / "plots").glob("*.png")),
    }
    if write:
        write_json(run.path / "summary.json", summary)
    return summary


def _ends_of(run: RunFolder, labels: list[str]) -> list[str]:
    """The first and the last of the evaluations that are on the questions of the last one."""
    split_of = {label: run.evaluation_summary(label).get("split", "test") for label in labels}
    same = [label for label in labels if split_of[label] == split_of[labels[-1]]]
    return list(dict.fromkeys([same[0], same[-1]]))


def _evaluated(run: RunFolder, label: str, group: dict | None) -> dict:
    """One evaluation as numbers; what training wrote counts first, then what the response rows say."""
    written, rows = run.evaluation_summary(label), run.evaluation_rows(label)
    group = group or evaluation_group([observe(row, Method())[0] for row in rows])
    tagged = group["behaviours"] if rows else {}
    return {
        "label": label,
        "step": written.get("step", rows[0].get("step") if rows else None),
        "sizes": by_size(written) or _sizes_of(rows, group),
        "accuracy": written.get("accuracy", group["accuracy"]["value"]),
        "verified": written.get("verified", _measured(group, "verified")["value"]),
        "lucky": _measured(group, "lucky")["value"],
        "format": written.get("format_rate", group["format"]["share"]),
        "length": written.get("mean_length", group["length"]["value"]),
        "behaviours": {name: tagged[name]["share"] for name in BEHAVIOURS if name in tagged},
        "behaviours_per_1k_tokens": {name: tagged[name]["per_1k_tokens"] for name in BEHAVIOURS if name in tagged},
        "claims_true": _true(group)["value"],
        **_readability(rows),
        "intervals": _intervals(group) if rows else {},
    }


def _readability(rows: list[dict]) -> dict[str, float | None]:
    """Shares of the replies: easy to read, of mixed language, with a summary; None where no reply is recorded."""
    properties = {"readable": readable, "mixed": lambda row: not one_language(row), "summarised": summary}
    return {name: mean(map(has, rows)) if rows else None for name, has in properties.items()}


def _measured(group: dict, name: str) -> dict:
    """An interval of the group, empty where an earlier version, which did not measure it, made the summary."""
    return group.get(name) or dict.fromkeys(("value", "low", "high"))


def _true(group: dict) -> dict:
    """The share of true claims, empty where claims were not read."""
    return group.get("claims", {}).get("true") or dict.fromkeys(("value", "low", "high"))


def _sizes_of(rows: list[dict], group: dict) -> dict[Size, dict]:
    return {
        size: {
            "accuracy": numbers["value"],
            "num_puzzles": len({row.get("puzzle_id") for row in rows if size_of_row(row) == size}),
        }
        for size, numbers in by_size(group).items()
    }


def _intervals(group: dict) -> dict:
    """95 % intervals [low, high]: bootstrap by puzzle for accuracy and length, Wilson for shares."""
    ends = {"accuracy": group["accuracy"], "verified": _measured(group, "verified"),
            "lucky": _measured(group, "lucky"), "length": group["length"], "format": group["format"],
            "claims_true": _true(group), **group["behaviours"]}  # fmt: skip
    sizes = {size: [numbers["low"], numbers["high"]] for size, numbers in by_size(group).items()}
    return {**{name: [numbers["low"], numbers["high"]] for name, numbers in ends.items()}, **in_places(sizes)}


def _before_and_after(name: str, before: dict, after: dict) -> dict:
    return {f"{name}_before": before[name], f"{name}_after": after[name]}


def _sizes(before: dict, after: dict) -> dict[Size, dict]:
    """By size, as the contract has it; None where one of the evaluations lacks that size."""
    old, new = before["sizes"], after["sizes"]
    return {
        size: {
            "accuracy_before": old.get(size, {}).get("accuracy"),
            "accuracy_after": new.get(size, {}).get("accuracy"),
            "num_puzzles": (new.get(size) or old[size]).get("num_puzzles"),
        }
        for size in {*old, *new}
    }


def _phase_row(numbers: dict) -> dict:
    shares = numbers["behaviours"]
    return {
        "step": numbers["step"],
        **in_places(numbers["sizes"]),
        "accuracy": numbers["accuracy"],
        "verified": numbers["verified"],
        "lucky": numbers["lucky"],
        "format_rate": numbers["format"],
        "mean_length": numbers["length"],
        "verification": shares.get("verification"),
        "backtracking": shares.get("backtracking"),
        "behaviours": shares,
        "behaviours_per_1k_tokens": numbers["behaviours_per_1k_tokens"],
        "claims_true": numbers["claims_true"],
        **{name: numbers[name] for name in ("readable", "mixed", "summarised")},
        "intervals": {name: numbers["intervals"].get(name) for name in ("accuracy", "verified")},
    }


def _point(written: dict) -> dict:
    """A point of the curve: what training wrote, without what it says of the settings."""
    return {key: written[key] for key in (*POINT, *PLACES.values()) if key in written}


def _step_seconds(run: RunFolder) -> float:
    return round(sum(seconds for row in run.metrics() if is_number(seconds := row.get("time/step_seconds"))), 3)


CLOSING_HEADS = ("", "before", "after", "change", "95 % interval after")


def closing_table(summary: dict) -> tuple[str, list[list[str]]]:
    """The summary as a title and rows under `CLOSING_HEADS`: one a quantity."""
    labels = summary["labels"]
    title = f"Held-out: {labels['before']} → {labels['after']} ({summary['seconds']:.0f} s)"
    intervals = summary["intervals_after"]
    ends_of = by_size(intervals)
    rows = []
    for size, numbers in by_size(summary).items():
        name = f"accuracy, {size.counted(numbers['num_puzzles'])}"
        rows.append(_share_row(name, numbers["accuracy_before"], numbers["accuracy_after"], ends_of.get(size)))
    names = {"accuracy": "accuracy, all", "verified": "verified accuracy", "lucky": "lucky, of the right",
             "format": "well-formed"}  # fmt: skip
    for name, label in names.items():
        before, after = summary.get(f"{name}_before"), summary.get(f"{name}_after")
        if (before, after) != (None, None):
            rows.append(_share_row(label, before, after, intervals.get(name)))
    rows.append(["length (tokens)", *_length_cells(summary, intervals.get("length"))])
    for name, after in summary["behaviours_after"].items():
        before = summary["behaviours_before"].get(name)
        rows.append(_share_row(name.replace("_", " "), before, after, intervals.get(name)))
    ends = (summary["claims_true_before"], summary["claims_true_after"])
    return title, [*rows, _share_row("claims that are true", *ends, intervals.get("claims_true"))]


def _share_row(
    name: str, before: float | None, after: float | None, ends: list[float | None] | None
) -> list[str]:
    change = "–" if before is None or after is None else f"{100 * (after - before):+.1f}"
    return [name, _percent(before), _percent(after), change, _ends(ends, _percent)]


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
