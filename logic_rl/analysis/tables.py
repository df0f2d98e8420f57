"""Tables of a run or of a response file: reading rows, grouping them by step, phase and evaluation, writing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from logic_rl.analysis.emergence import emergence_of_all
from logic_rl.analysis.groups import evaluation_group, group_summary
from logic_rl.analysis.observed import Evidence, Method, Observed, observe, tag_row
from logic_rl.analysis.runs import RunFolder, open_run, read_responses, write_atomic, write_json

Sink = Callable[[dict, Observed, Evidence], None]


def summarize_run(run: RunFolder, sink: Sink | None = None, method: Method | None = None) -> dict:
    """Tables of a run: `steps`, `phases` and `evaluation`, each name to a group summary; `sink` sees every response."""
    steps, phases = {}, {}
    for step, path in run.rollout_files():
        rows = list(read_responses(path))
        group = _observed(rows, sink, method)
        phase = str(rows[0].get("phase")) if rows else None
        steps[str(step)] = {"step": step, "phase": phase, **group_summary(group)}
        phases.setdefault(phase, []).extend(group)
    labels = {label: rows for label in run.evaluation_labels() if (rows := run.evaluation_rows(label))}
    return {
        "source": str(run.path),
        "num_responses": sum(len(group) for group in phases.values()) + sum(map(len, labels.values())),
        "steps": steps,
        "phases": {str(phase): group_summary(group, detailed=True) for phase, group in phases.items()},
        "emergence": emergence_of_all(steps),
        "evaluation": {label: evaluation_group(_observed(rows, sink, method)) for label, rows in labels.items()},
    }


def summarize_responses(path: Path, sink: Sink | None = None, method: Method | None = None) -> dict:
    """Tables of a response file: `all`, and `steps`/`phases` of the rows that name one."""
    every, steps, phases = [], {}, {}
    for row in read_responses(path):
        observed = _observed([row], sink, method)
        every += observed
        for groups, key in ((steps, row.get("step")), (phases, row.get("phase"))):
            if key is not None:
                groups.setdefault(str(key), []).extend(observed)
    return {
        "source": str(path),
        "num_responses": len(every),
        "all": group_summary(every, detailed=True),
        "steps": {step: group_summary(group) for step, group in steps.items()},
        "phases": {phase: group_summary(group, detailed=True) for phase, group in phases.items()},
        "evaluation": {},
    }


def _observed(rows: Iterable[dict], sink: Sink | None, method: Method | None) -> list[Observed]:
    found = []
    for row in rows:
        observed, evidence = observe(row, method)
        if sink:
            sink(row, observed, evidence)
        found.append(observed)
    return found


def analyze_run(run_dir: str | Path, out_dir: str | Path | None = None, method: Method | None = None) -> dict:
    """Tag a run folder or a response file; write `tags.jsonl` and `summary.json` to `out_dir`, return the summary.

    `out_dir` is RUN/analysis by default; next to a response file it is `NAME-analysis`. `method` says by what to
    tag and whether to read claims.

    Raises:
        UsageError: the input is missing or malformed, or there is no response in it.
    """
    method = method or Method()
    source = Path(run_dir)
    out = Path(out_dir) if out_dir else default_out(source)
    lines: list[str] = []

    def keep(row: dict, observed: Observed, evidence: Evidence) -> None:
        lines.append(json.dumps(tag_row(row, observed, evidence), ensure_ascii=False) + "\n")

    summary = (
        summarize_run(open_run(source), keep, method) if source.is_dir() else summarize_responses(source, keep, method)
    )
    summary["tagger"] = method.tagger
    write_atomic(out / "tags.jsonl", lines)
    write_json(out / "summary.json", summary)
    return summary


def default_out(source: Path) -> Path:
    """Where the analysis of a run folder or a response file goes when nobody says."""
    return source / "analysis" if source.is_dir() else source.with_name(source.name.split(".jsonl")[0] + "-analysis")


def table_rows(summary: dict) -> Iterator[tuple[str, dict]]:
    """(name, group summary) of the groups a person wants to see: evaluation labels, phases, all."""
    yield from ((f"evaluation: {label}", group) for label, group in summary["evaluation"].items())
    yield from ((f"phase: {phase}", group) for phase, group in summary["phases"].items())
    if "all" in summary:
        yield "all responses", summary["all"]
