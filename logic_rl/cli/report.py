"""`logicrl report`: a run as one HTML page."""

from __future__ import annotations

from pathlib import Path

import click

from logic_rl.cli.shared.effort import effort


@click.command()
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The HTML file to write.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N",
              help="Show at most so many responses, spread evenly over the run, for a smaller page.")  # fmt: skip
@click.option("--processes", type=click.IntRange(min=1), help="Worker processes (default: one a core, if it pays).")
def report(run: Path, out: Path, limit: int | None, processes: int | None) -> None:
    """Write a run as one HTML page that needs no network and no other file.

    Numbers before and after, curves, and every recorded response with its behaviours and claims marked, to filter
    and to search. `logicrl analyze RUN` first makes this quick: its tags are used if they cover the whole run.

    \b
    Example:
      logicrl report runs/demo --out runs/demo/report.html
      logicrl report runs/demo --limit 2000 --out small.html
    """
    from logic_rl.analysis.report.report import write_report

    with effort(processes) as shown:
        path = write_report(run, out, shown, limit)
    click.echo(f"{path} ({path.stat().st_size / 1e6:.1f} MB)")
