"""The report: one HTML page of a run that needs nothing but a browser, neither a network nor other files."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from tempfile import TemporaryFile
from typing import TextIO

from logic_rl.analysis.figures.curves import load_curves, saved_analysis
from logic_rl.analysis.report.numbers import headline, panels
from logic_rl.analysis.report.page import page
from logic_rl.analysis.report.responses import CHUNK, Packed
from logic_rl.analysis.report.settings import settings_of
from logic_rl.analysis.tables import summarize_run
from logic_rl.analysis.tagging import Effort
from logic_rl.errors import UsageError
from logic_rl.record import RunFolder, open_run
from logic_rl.rows import read_rows, write_atomic


def write_report(
    run_dir: str | Path, out: str | Path, effort: Effort | None = None, limit: int | None = None
) -> Path:
    """Write the page of a run to the file `out` and return its path.

    The tags come from RUN/analysis where `logicrl analyze` has tagged all that is recorded; else they are made anew
    and not kept. Memory holds the columns of the page and what the tables keep of each response, not its text. With a
    `limit` the page has at most so many responses, spread evenly over the run; numbers and curves are of all.

    Raises:
        UsageError: not a run folder, a file in it is malformed, nothing to show, or the place cannot be written.
    """
    run, out = open_run(run_dir), Path(out)
    if out.is_dir():
        raise UsageError(f"{out} is a folder; name the page, as in --out {out / 'report.html'}")
    with TemporaryFile("w+", encoding="ascii") as spool:
        spread = Spread(run.num_responses(), limit)
        summary, packed = _tagged(run, spool, effort, spread)
        curves = load_curves(run.path, summary)
        if not packed.num_responses and not curves.rows:
            raise UsageError(f"{run.path} has neither metrics nor responses yet; let `logicrl train` do a step first")
        numbers, settings = headline(run, summary), settings_of(run)
        write_atomic(out, page(curves, panels(curves), numbers, packed, _places(summary, spread), settings))
    return out


@dataclass(frozen=True, slots=True)
class Spread:
    """Which of `total` responses a page has, by their places from 0: all, or at most `limit`, evenly spread.

    Example: `[place for place in range(6) if Spread(6, 2).has(place)]` is `[2, 5]`.
    """

    total: int
    limit: int | None = None

    def before(self, place: int) -> int:
        """How many of the first `place` responses it has."""
        return place if self.limit is None or self.limit >= self.total else place * self.limit // self.total

    def has(self, place: int) -> bool:
        return self.before(place + 1) > self.before(place)


def _tagged(run: RunFolder, spool: TextIO, effort: Effort | None, spread: Spread) -> tuple[dict, Packed]:
    saved, packed = saved_analysis(run), Packed(spool, spread.has)
    if saved is not None and _replayed(run, packed, spread.total, effort or Effort()):
        return saved, packed
    spool.seek(0)
    spool.truncate()
    packed = Packed(spool, spread.has)
    return summarize_run(run, packed.add, effort=effort), packed


def _replayed(run: RunFolder, packed: Packed, total: int, effort: Effort) -> bool:
    """Pack the responses with the lines of RUN/analysis/tags.jsonl; False if these are not of the same responses."""
    path = run.path / "analysis" / "tags.jsonl"
    if not path.is_file():
        return False
    tags = read_rows(path, tolerate_cut=True)
    for _, row in run.responses():
        line = next(tags, None)
        if line is None or line.get("id") != row["id"] or not line.keys() >= {"spans", "language"}:
            return False
        packed.add(row, line)
        if effort.progress and packed.num_recorded % CHUNK == 0:
            effort.progress(packed.num_recorded, total)
    return next(tags, None) is None


def _places(summary: dict, spread: Spread) -> list[tuple[str, int]]:
    """(where, how many the page has) in the order in which they were packed: training, then the evaluations."""
    trained = sum(group["num_responses"] for group in summary["steps"].values())
    counts = {"training": trained} | {
        f"evaluation: {label}": group["num_responses"] for label, group in summary["evaluation"].items()
    }
    ends = [0, *accumulate(counts.values())]
    return [(where, spread.before(end) - spread.before(start))
            for where, (start, end) in zip(counts, pairwise(ends), strict=True)]  # fmt: skip
