"""Tables of a run or of a response file: reading rows, grouping them by step, phase and evaluation, writing."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from logic_rl.analysis.responses import Method, Observed
from logic_rl.analysis.statistics.emergence import emergence_of_all
from logic_rl.analysis.statistics.groups import evaluation_group, group_summary
from logic_rl.analysis.tagging import Effort, tagged
from logic_rl.errors import UsageError
from logic_rl.record import RunFolder, is_step_label, open_run
from logic_rl.rows import count_rows, read_responses, write_json, writing

_ENDING = re.compile(r"\.(jsonl|ndjson|json|parquet|arrow)(\.gz)?$")
Sink = Callable[[dict, dict], None]


def summarize_run(
    run: RunFolder, sink: Sink | None = None, method: Method | None = None, effort: Effort | None = None
) -> dict:
    """Tables of a run: `steps`, `phases` and `evaluation`, each name to a group summary.

    `sink` sees every response row with its line of tags.jsonl, in the order of `RunFolder.responses`.
    """
    every: list[int | str] = [*(step for step, _ in run.rollout_files()), *run.evaluation_labels()]
    places: dict[int | str, list[Observed]] = {where: [] for where in every}
    phase_of: dict[int | str, str] = {}
    wheres: deque[int | str] = deque()  # of the rows that are being tagged

    def rows() -> Iterator[dict]:
        for where, row in run.responses():
            phase_of.setdefault(where, str(row.get("phase")))
            wheres.append(where)
            yield row

    for row, observed, line in tagged(rows(), run.num_responses(), method, effort):
        places[wheres.popleft()].append(observed)
        if sink:
            sink(row, line)
    steps: dict[str, dict] = {}
    phases: dict[str, list[Observed]] = {}
    for step, _ in run.rollout_files():
        phase = phase_of.get(step, "None")
        steps[str(step)] = {"step": step, "phase": phase, **group_summary(places[step])}
        phases.setdefault(phase, []).extend(places[step])
    labels = {label: places[label] for label in run.evaluation_labels() if places[label]}
    return {
        "source": str(run.path),
        "num_responses": sum(map(len, places.values())),
        "steps": steps,
        "phases": {phase: group_summary(group, detailed=True) for phase, group in phases.items()},
        "emergence": emergence_of_all(steps),
        "evaluation": {label: evaluation_group(group) for label, group in labels.items()},
    }


def summarize_responses(
    path: Path,
    sink: Sink | None = None,
    method: Method | None = None,
    effort: Effort | None = None,
    field: str | None = None,
) -> dict:
    """Tables of a response file: `all`, and `steps`/`phases` of the rows that name one; `field` as `read_responses`."""
    every: list[Observed] = []
    steps: dict[str, list[Observed]] = {}
    phases: dict[str, list[Observed]] = {}
    for row, observed, line in tagged(read_responses(path, field), count_rows(path), method, effort):
        every.append(observed)
        for groups, key in ((steps, row.get("step")), (phases, row.get("phase"))):
            if key is not None:
                groups.setdefault(str(key), []).append(observed)
        if sink:
            sink(row, line)
    return {
        "source": str(path),
        "num_responses": len(every),
        "all": group_summary(every, detailed=True),
        "steps": {step: group_summary(group) for step, group in steps.items()},
        "phases": {phase: group_summary(group, detailed=True) for phase, group in phases.items()},
        "evaluation": {},
    }


def analyze_run(
    run_dir: str | Path,
    out_dir: str | Path | None = None,
    method: Method | None = None,
    effort: Effort | None = None,
    field: str | None = None,
) -> dict:
    """Tag a run folder or a response file; write `tags.jsonl` and `summary.json` to `out_dir`, return the summary.

    `out_dir` is RUN/analysis by default; next to a response file it is `NAME-analysis`. `method` says by what to
    tag and whether to read claims; `field` is where the replies of a file stand. Memory holds what the tables keep of
    each response, not its text.

    Raises:
        UsageError: the input is missing or malformed.
    """
    method = method or Method()
    source = Path(run_dir)
    out = Path(out_dir) if out_dir else default_out(source)
    run = open_run(source) if source.is_dir() else None
    if run and field:
        raise UsageError(f"--field {field}: the replies of a run stand in 'response'; leave --field out")
    with writing(out / "tags.jsonl") as file:

        def keep(_: dict, line: dict) -> None:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")

        if run:
            summary = summarize_run(run, keep, method, effort)
        else:
            summary = summarize_responses(source, keep, method, effort, field)
        if not summary["num_responses"]:
            raise UsageError(f"{source} holds no response; nothing to analyze")
    summary |= {"tagger": method.tagger, "claims_read": method.claims}
    write_json(out / "summary.json", summary)
    return summary


def default_out(source: Path) -> Path:
    """Where the analysis of a run folder or a response file goes when nobody says."""
    return source / "analysis" if source.is_dir() else source.with_name(_ENDING.sub("", source.name) + "-analysis")


def shown_groups(summary: dict) -> Iterator[tuple[str, dict[str, dict]]]:
    """(title, name → group summary) of the groups a person wants to see; points of a curve are none of them."""
    ends = {label: group for label, group in summary["evaluation"].items() if not is_step_label(label)}
    named = {
        "Held-out responses that show a behaviour": ends,
        "Responses in training that show a behaviour": summary["phases"],
        "Responses that show a behaviour": {"all": summary["all"]} if "all" in summary else {},
    }
    yield from ((title, groups) for title, groups in named.items() if groups)
