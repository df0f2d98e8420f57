"""From rows and a judge to judged.jsonl and judge.json."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path

from logic_rl.analysis.judge.agreement import Marks, agreement, calibration, corrected, rate
from logic_rl.analysis.judge.judge import Judge, Judged
from logic_rl.analysis.judge.prompt import JUDGED
from logic_rl.analysis.responses import Method
from logic_rl.errors import UsageError
from logic_rl.record import open_run
from logic_rl.rows import read_responses, write_json, writing


def rows_to_judge(source: Path, count: int | None, seed: int) -> list[dict]:
    """The response rows of a run folder or a file, or `count` of them drawn at random, in order.

    Raises:
        UsageError: the input is missing or malformed, or holds no response.
    """
    rows = [row for _, row in open_run(source).responses()] if source.is_dir() else list(read_responses(source))
    if not rows:
        raise UsageError(f"{source} holds no response; nothing to judge")
    if count is None or count >= len(rows):
        return rows
    return [rows[place] for place in sorted(random.Random(seed).sample(range(len(rows)), count))]


def labelled_rows(path: Path) -> list[dict]:
    """Response rows with `spans` (`[{start, behaviour}, …]`) by people; `behaviours` may say which were labelled.

    Raises:
        UsageError: a row has no spans, or one of a behaviour that no judge is asked about.
    """
    rows = list(read_responses(path))
    for number, row in enumerate(rows, start=1):
        spans = row.get("spans")
        if not isinstance(spans, list) or not all(
            isinstance(s, dict) and isinstance(s.get("start"), int) for s in spans
        ):
            raise UsageError(f"{path}: row {number} needs spans: [{{start, behaviour}}, …], by hand")
        if strange := {str(span.get("behaviour")) for span in spans} - set(JUDGED):
            raise UsageError(f"{path}: row {number} has the label {strange.pop()!r}; a judge knows {', '.join(JUDGED)}")
    if not rows:
        raise UsageError(f"{path} holds no labelled response")
    return rows


def write_judgement(
    judge: Judge,
    rows: Sequence[dict],
    labelled: Sequence[dict],
    out: Path,
    total: int,
    tell: Callable[[int, int], None],
) -> dict:
    """Judge the rows and the labelled ones, write the results to `out` and return the summary.

    `tell(done, total)` is told how many of the `total` calls are done.

    Raises:
        UsageError: the endpoint refuses, or the place cannot be written.
        RunFailed: the endpoint does not answer, or the bill is spent.
    """
    done = 0

    def advance(number: int) -> None:
        nonlocal done
        done += number
        tell(done, total)

    known = list(judge.judged(labelled, advance))
    judged = []
    with writing(out / "judged.jsonl") as file:
        for one in judge.judged(rows, advance):
            judged.append(one)
            file.write(json.dumps(one.to_row(), ensure_ascii=False) + "\n")
    summary = _summary(judge, rows, judged, labelled, known)
    write_json(out / "judge.json", summary)
    return summary


def _summary(
    judge: Judge, rows: Sequence[dict], judged: list[Judged], labelled: Sequence[dict], known: list[Judged]
) -> dict:
    method = Method(claims=False)
    ruled = [_marks(span.to_row() for span in method.spans(row)) for row in rows]
    calibrated = calibration(zip(known, (_marks(row["spans"]) for row in labelled), strict=True), _names(labelled))
    behaviours = {
        name: {
            "rate": rate(judged, name),
            "responses": sum(any(name in (names or ()) for names in one.labels) for one in judged),
            "corrected": corrected(judged, name, calibrated[name]["cells"]) if name in calibrated else None,
        }
        for name in JUDGED
    }
    return {
        "model": judge.endpoint.model,
        "num_responses": len(judged),
        "num_sentences": sum(len(one.sentences) for one in judged),
        "unanswered": sum(names is None for one in judged for names in one.labels),
        "behaviours": behaviours,
        "agreement": agreement(zip(judged, ruled, strict=True)),
        "calibration": calibrated if labelled else None,
        "bill": judge.bill.to_row(),
    }


def _marks(spans) -> Marks:
    return [(span["start"], span["behaviour"]) for span in spans]


def _names(labelled: Sequence[dict]) -> set[str]:
    """Behaviours that were looked for: those that a row says, else those that occur."""
    said = {name for row in labelled for name in row.get("behaviours", ())}
    return said or {span["behaviour"] for row in labelled for span in row["spans"]}
