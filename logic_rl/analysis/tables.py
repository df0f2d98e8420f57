"""Behaviour tables of a run or of a response file: shares, rates and lengths with intervals, joined to outcomes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from logic_rl.analysis import statistics
from logic_rl.analysis.behaviours import is_looping, tag
from logic_rl.analysis.cues import BEHAVIOURS
from logic_rl.analysis.lexicons import lexicon, lexicon_spans
from logic_rl.analysis.runs import RunFolder, open_run, read_responses, write_atomic, write_json
from logic_rl.analysis.spans import LEARNED, Span, counts

RULES_ONLY = "rules"
_PIECE = re.compile(r"[\u3400-\u9fff]|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Observed:
    """What the tables keep of one tagged response.

    Example: `Observed(puzzle="kk-1", num_people=3, num_tokens=120, correct=True, formatted=True,
    counts={"aha": 0, …}, looping=False)`; `correct`, `formatted`, `num_people` are None where the row does not say.
    """

    puzzle: str
    num_people: int | None
    num_tokens: int
    correct: bool | None
    formatted: bool | None
    counts: dict[str, int]
    looping: bool


def observe(row: dict, method: str = LEARNED) -> tuple[Observed, list[Span]]:
    """Tag one response row (see `runs.read_responses`) with the rules and the learned part, the rules, or a word list.

    Raises:
        UsageError: `method` is neither "learned" nor "rules" nor a name in `lexicons.LEXICONS`.
    """
    if method in (LEARNED, RULES_ONLY):
        spans = tag(row["response"], _texts(row.get("names")), _texts(row.get("roles")), learned=method == LEARNED)
    else:
        spans = lexicon_spans(row["response"], method)
    verdict = (row.get("score") or {}).get("verdict") if isinstance(row.get("score"), dict) else row.get("verdict")
    observed = Observed(
        puzzle=str(row.get("puzzle_id", row["id"])),
        num_people=row.get("num_people") if isinstance(row.get("num_people"), int) else None,
        num_tokens=_tokens(row),
        correct=None if verdict is None else verdict == "correct",
        formatted=None if verdict is None else verdict != "bad_format",
        counts=counts(spans),
        looping=is_looping(row["response"]),
    )
    return observed, spans


def _texts(value: object) -> list[str] | None:
    return value if isinstance(value, list) and all(isinstance(item, str) for item in value) else None


def _tokens(row: dict) -> int:
    """The row's own count; words, marks and Chinese characters where it has none."""
    given = row.get("num_tokens")
    return given if isinstance(given, int) and given > 0 else len(_PIECE.findall(row["response"]))


def tag_row(row: dict, observed: Observed, spans: list[Span]) -> dict:
    """The line of tags.jsonl."""
    return {
        "id": row["id"],
        "step": row.get("step"),
        "phase": row.get("phase"),
        "spans": [span.to_row() for span in spans],
        "counts": observed.counts,
        "num_tokens": observed.num_tokens,
        "correct": observed.correct,
        "looping": observed.looping,
    }


def group_summary(group: list[Observed]) -> dict:
    """Numbers of a group of responses: bootstrap intervals by puzzle for length and accuracy, Wilson's for shares."""
    puzzles, tokens = [o.puzzle for o in group], [o.num_tokens for o in group]
    return {
        "num_responses": len(group),
        "num_puzzles": len(set(puzzles)),
        "num_tokens": sum(tokens),
        "length": statistics.cluster_bootstrap(tokens, puzzles),
        "accuracy": _accuracy(group),
        "format": statistics.share([o.formatted for o in group if o.formatted is not None]),
        "looping": statistics.share([o.looping for o in group]),
        "behaviours": {name: _behaviour(name, group) for name in BEHAVIOURS},
    }


def _accuracy(group: Iterable[Observed]) -> dict:
    scored = [o for o in group if o.correct is not None]
    interval = statistics.cluster_bootstrap([float(o.correct) for o in scored], [o.puzzle for o in scored])
    if interval["value"] in (0.0, 1.0):
        # All alike leaves nothing to resample; Wilson over puzzles still says how little was seen.
        puzzles = interval["clusters"]
        interval["low"], interval["high"] = statistics.wilson(int(interval["value"]) * puzzles, puzzles)
    return interval


def _behaviour(name: str, group: list[Observed]) -> dict:
    """Share of responses with it, rate, and accuracy with and without (confounded by length and difficulty)."""
    count = sum(o.counts[name] for o in group)
    scored = [o for o in group if o.correct is not None]
    return {
        **statistics.share([o.counts[name] > 0 for o in group]),
        "per_response": statistics.per_response(count, len(group)),
        "per_1k_tokens": statistics.per_thousand(count, sum(o.num_tokens for o in group)),
        "accuracy_with": statistics.share([o.correct for o in scored if o.counts[name]]),
        "accuracy_without": statistics.share([o.correct for o in scored if not o.counts[name]]),
    }


def evaluation_group(group: list[Observed]) -> dict:
    """A group summary with accuracy for each number of people (keys are text, as in JSON)."""
    sizes = sorted({o.num_people for o in group if o.num_people is not None})
    people = {str(size): _accuracy(o for o in group if o.num_people == size) for size in sizes}
    return {**group_summary(group), "people": people}


Sink = Callable[[dict, Observed, list[Span]], None]


def summarize_run(run: RunFolder, sink: Sink | None = None, method: str = LEARNED) -> dict:
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
        "phases": {str(phase): group_summary(group) for phase, group in phases.items()},
        "evaluation": {label: evaluation_group(_observed(rows, sink, method)) for label, rows in labels.items()},
    }


def summarize_responses(path: Path, sink: Sink | None = None, method: str = LEARNED) -> dict:
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
        "all": group_summary(every),
        "steps": {step: group_summary(group) for step, group in steps.items()},
        "phases": {phase: group_summary(group) for phase, group in phases.items()},
        "evaluation": {},
    }


def _observed(rows: Iterable[dict], sink: Sink | None, method: str) -> list[Observed]:
    found = []
    for row in rows:
        observed, spans = observe(row, method)
        if sink:
            sink(row, observed, spans)
        found.append(observed)
    return found


def analyze_run(run_dir: str | Path, out_dir: str | Path | None = None, method: str = LEARNED) -> dict:
    """Tag a run folder or a response file; write `tags.jsonl` and `summary.json` to `out_dir`, return the summary.

    `out_dir` is RUN/analysis by default; next to a response file it is `NAME-analysis`. `method` as in `observe`.

    Raises:
        UsageError: the input is missing or malformed, or there is no response in it.
    """
    if method not in (LEARNED, RULES_ONLY):
        lexicon(method)
    source = Path(run_dir)
    out = Path(out_dir) if out_dir else default_out(source)
    lines: list[str] = []

    def keep(row: dict, observed: Observed, spans: list[Span]) -> None:
        lines.append(json.dumps(tag_row(row, observed, spans), ensure_ascii=False) + "\n")

    summary = (
        summarize_run(open_run(source), keep, method) if source.is_dir() else summarize_responses(source, keep, method)
    )
    summary["method"] = method
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
