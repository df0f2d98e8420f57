"""The report: one HTML page of a run that needs nothing but a browser, neither a network nor other files."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile
from typing import TextIO

from logic_rl.analysis.figures.curves import load_curves, saved_analysis
from logic_rl.analysis.report.numbers import headline, panels
from logic_rl.analysis.report.page import page
from logic_rl.analysis.report.responses import Packed
from logic_rl.analysis.report.settings import settings_of
from logic_rl.analysis.tables import summarize_run
from logic_rl.analysis.tagging import Effort
from logic_rl.errors import UsageError
from logic_rl.record import RunFolder, open_run
from logic_rl.rows import read_rows, write_atomic


def write_report(run_dir: str | Path, out: str | Path, effort: Effort | None = None) -> Path:
    """Write the page of a run to the file `out` and return its path.

    The tags come from RUN/analysis where `logicrl analyze` has tagged all that is recorded; else they are made anew
    and not kept. Memory holds the columns of the page and what the tables keep of each response, not its text.

    Raises:
        UsageError: not a run folder, a file in it is malformed, nothing to show, or the place cannot be written.
    """
    run, out = open_run(run_dir), Path(out)
    if out.is_dir():
        raise UsageError(f"{out} is a folder; name the page, as in --out {out / 'report.html'}")
    with TemporaryFile("w+", encoding="ascii") as spool:
        summary, packed = _tagged(run, spool, effort)
        curves = load_curves(run.path, summary)
        if not packed.num_responses and not curves.rows:
            raise UsageError(f"{run.path} has neither metrics nor responses yet; let `logicrl train` do a step first")
        numbers, settings = headline(run, summary), settings_of(run)
        write_atomic(out, page(curves, panels(curves), numbers, packed, _places(summary), settings))
    return out


def _tagged(run: RunFolder, spool: TextIO, effort: Effort | None) -> tuple[dict, Packed]:
    saved, packed = saved_analysis(run), Packed(spool)
    if saved is not None and _replayed(run, packed):
        return saved, packed
    spool.seek(0)
    spool.truncate()
    packed = Packed(spool)
    return summarize_run(run, packed.add, effort=effort), packed


def _replayed(run: RunFolder, packed: Packed) -> bool:
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
    return next(tags, None) is None


def _places(summary: dict) -> list[tuple[str, int]]:
    """(where, number of responses) in the order in which they were packed: training, then the evaluations."""
    trained = sum(group["num_responses"] for group in summary["steps"].values())
    labels = [(f"evaluation: {label}", group["num_responses"]) for label, group in summary["evaluation"].items()]
    return [("training", trained), *labels]
