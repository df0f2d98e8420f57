"""`logicrl analyze`, `logicrl plot` and `logicrl summarize`: reading what a run wrote."""

from __future__ import annotations

import json
from pathlib import Path

import click

from logic_rl.cli.shared.effort import effort
from logic_rl.cli.shared.options import Finite
from logic_rl.progress import Progress


@click.command()
@click.argument("source", metavar="RUN|R", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder; RUN/analysis by default.")
@click.option("--rules-only", is_flag=True, help="Leave out the learned part of the tagger.")
@click.option("--lexicon", metavar="NAME", help="Tag by a published word list instead: r1-nature, simplerl, maye, …")
@click.option("--claims/--no-claims", default=True, help="Check what is claimed against the puzzle (default: yes).")
@click.option("--field", metavar="NAME", help="Where replies stand in rows of another tool: output, completion.text.")
@click.option("--puzzles", type=click.Path(path_type=Path), help="Puzzle file, for rows that only name theirs by id.")
@click.option("--processes", type=click.IntRange(min=1), help="Worker processes (default: one a core, if it pays).")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON instead of a table.")
def analyze(
    source: Path,
    out: Path | None,
    rules_only: bool,
    lexicon: str | None,
    claims: bool,
    field: str | None,
    puzzles: Path | None,
    processes: int | None,
    as_json: bool,
) -> None:
    """Tag reasoning behaviours in a run folder or in a file of responses (JSON lines or array, parquet).

    Writes tags.jsonl (every tagged span with its offsets, and every claim about the puzzle with its truth)
    and summary.json (shares, rates, lengths and accuracies with 95 % intervals).

    \b
    Example:
      logicrl analyze runs/demo
      logicrl analyze responses.jsonl --out runs/tags --json
      logicrl analyze generations.jsonl --field outputs.0.text --out runs/theirs
      logicrl analyze runs/demo --lexicon r1-nature --out runs/baseline
    """
    from logic_rl.analysis.behaviours.spans import LEARNED
    from logic_rl.analysis.responses import RULES_ONLY, Method
    from logic_rl.analysis.tables import analyze_run, default_out
    from logic_rl.claims.board import boards_of_file
    from logic_rl.errors import UsageError

    if rules_only and lexicon:
        raise UsageError("--rules-only and --lexicon exclude each other; give one of them")
    boards = boards_of_file(puzzles) if puzzles else {}
    method = Method(lexicon or (RULES_ONLY if rules_only else LEARNED), claims, boards)
    with effort(processes) as shown:
        summary = analyze_run(source, out, method, shown, field)
    if as_json:
        click.echo(json.dumps(summary, indent=2, ensure_ascii=False))
        return
    _show(summary)
    click.echo(f"tags.jsonl and summary.json in {out or default_out(source)}")


@click.command()
@click.argument("runs", metavar="RUN...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the figures.")
@click.option("--format", "form", type=click.Choice(["png", "svg", "pdf"]), default="png", help="png by default.")
@click.option("--seeds", is_flag=True, help="Draw runs named alike but for a number at the end as one: mean, 95 %.")
def plot(runs: tuple[Path, ...], out: Path, form: str, seeds: bool) -> None:
    """Draw the curves of one or more runs; the overview has the main ones on one page.

    \b
    Example:
      logicrl plot runs/demo --out runs/demo/plots
      logicrl plot runs/three_phase runs/mixed --out runs/compared --format pdf
      logicrl plot runs/three_phase_seed* runs/mixed_seed* --out runs/compared --seeds
    """
    from logic_rl.analysis.figures.plots import plot_run

    with Progress("drawing the curves"):
        paths = plot_run(runs, out, form, seeds)
    for path in paths:
        click.echo(path)


@click.command()
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--seconds", type=Finite(min=0), help="Wall time to report; the sum of the steps by default.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON instead of a table.")
def summarize(run: Path, seconds: float | None, as_json: bool) -> None:
    """Compare the base model with the last checkpoint; writes RUN/summary.json.

    \b
    Example:
      logicrl summarize runs/demo
      logicrl summarize runs/demo --seconds 412 --json
    """
    from logic_rl.analysis.before_after import CLOSING_HEADS, closing_table, summarise
    from logic_rl.cli.shared.tables import print_table

    with Progress("summing up"):
        summary = summarise(run, seconds)
    if as_json:
        click.echo(json.dumps(summary, indent=2, ensure_ascii=False))
    else:
        title, rows = closing_table(summary)
        print_table(title, CLOSING_HEADS, rows)


def _show(summary: dict) -> None:
    """Share of responses that show a behaviour: a column an evaluation, a phase, or all."""
    from logic_rl.analysis.tables import shown_groups
    from logic_rl.cli.shared.tables import print_table

    for title, groups in shown_groups(summary):
        print_table(title, ["", *groups], _behaviour_rows(list(groups.values())))
        click.echo()


def _behaviour_rows(groups: list[dict]) -> list[list[str]]:
    from logic_rl.analysis.behaviours.cues import BEHAVIOURS

    lengths = [group["length"]["value"] for group in groups]
    return [
        ["responses", *(f"{group['num_responses']:,}" for group in groups)],
        ["tokens", *("–" if length is None else f"{length:.0f}" for length in lengths)],
        ["accuracy", *(_percent(group["accuracy"]["value"]) for group in groups)],
        *([name.replace("_", " "), *(_percent(group["behaviours"][name]["share"]) for group in groups)]
          for name in BEHAVIOURS),
    ]  # fmt: skip


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"
