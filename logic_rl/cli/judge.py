"""`logicrl judge`: behaviours by a language model behind a chat endpoint."""

from __future__ import annotations

import os
from pathlib import Path

import click

from logic_rl.cli.shared.options import Finite, two_prices
from logic_rl.cli.shared.tables import print_json, print_table
from logic_rl.hub import require_answer
from logic_rl.interruption import termination_as_interrupt
from logic_rl.progress import Progress
from logic_rl.rows import require_writable


@click.command()
@click.argument("source", metavar="RUN|R", type=click.Path(path_type=Path))
@click.option("--endpoint", required=True, metavar="URL", help="OpenAI-compatible, as in http://localhost:8000/v1.")
@click.option("--model", required=True, metavar="NAME", help="The model's name at the endpoint.")
@click.option("--labels", type=click.Path(path_type=Path), help="Labelled responses to calibrate on: {id, response, "
              "spans: [{start, behaviour}]}.")  # fmt: skip
@click.option("--count", type=click.IntRange(min=1), help="Judge so many responses, drawn at random.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of that draw.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder to write; RUN/judge by default.")
@click.option("--concurrency", type=click.IntRange(1, 256), default=8, show_default=True, help="Calls at a time.")
@click.option("--timeout", type=Finite(min=0, min_open=True), default=120, show_default=True,
              help="Seconds for one call.")  # fmt: skip
@click.option("--price", metavar="IN,OUT", help="Of a million tokens read and written, to show the cost.")
@click.option("--cost-limit", type=click.FloatRange(0), help="Stop when so much is spent; the same command goes on.")
@click.option("--key", "variable", metavar="VARIABLE", default="OPENAI_API_KEY", show_default=True,
              help="Environment variable that holds the key.")  # fmt: skip
@click.option("--forecast", is_flag=True, help="Only say what it would take.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON instead of a table.")
def judge(source: Path, labels: Path | None, out: Path | None, price: str | None, variable: str, forecast: bool,
          as_json: bool, endpoint: str, model: str, count: int | None, seed: int, concurrency: int,
          timeout: float, cost_limit: float | None) -> None:  # fmt: skip
    """Let a language model label the sentences of responses, and say how far it can be trusted.

    Writes judged.jsonl and judge.json: the share of sentences of each behaviour, agreement with the rules and, with
    --labels, the judge's precision and recall and the shares corrected for its errors. Answers are kept by content in
    OUT/cache, so running again costs nothing, and a run that was stopped goes on.

    \b
    Example:
      vllm serve Qwen/Qwen2.5-7B-Instruct
      logicrl judge runs/demo --endpoint http://localhost:8000/v1 --model Qwen/Qwen2.5-7B-Instruct --count 200
    """
    from logic_rl.analysis.judge.judge import Judge
    from logic_rl.analysis.judge.summary import labelled_rows, rows_to_judge, write_judgement
    from logic_rl.analysis.tables import default_out
    from logic_rl.bill import Bill
    from logic_rl.endpoint import Endpoint

    bill = Bill(two_prices(price) or (0.0, 0.0), cost_limit)
    out = out or (source / "judge" if source.is_dir() else default_out(source))
    asked = Judge(Endpoint(endpoint, model, os.environ.get(variable), timeout), out / "cache", concurrency, bill)
    rows = rows_to_judge(source, count, seed)
    known = labelled_rows(labels) if labels else []
    before = asked.forecast([*rows, *known])
    require_writable(out)
    if not forecast and before.calls:
        require_answer(endpoint)
    click.echo(f"{len(rows):,} responses: {before.line(bill.prices)}", err=True)
    if forecast:
        return
    try:
        with termination_as_interrupt(), Progress("judging") as progress:
            summary = write_judgement(asked, rows, known, out, before.calls + before.kept, progress.update)
    finally:
        click.echo(bill.line(), err=True)
    if as_json:
        print_json(summary)
    else:
        _print(summary, out)


def _print(summary: dict, out: Path) -> None:
    calibrated = summary["calibration"] is not None
    rows = []
    for name, told in summary["behaviours"].items():
        row = [name, _share(told["rate"]), _number(summary["agreement"][name]["kappa"])]
        if calibrated:
            errors = summary["calibration"].get(name, {})
            row += [_number(errors.get(word)) for word in ("precision", "recall")] + [_share(told["corrected"])]
        rows.append(row)
    heads = ["sentences that show", "share", "kappa with the rules"]
    print_table(f"{summary['num_responses']} responses judged by {summary['model']}, with 95 % intervals",
                heads + (["precision", "recall", "corrected share"] if calibrated else []), rows)  # fmt: skip
    if summary["unanswered"]:
        click.echo(
            f"note: no readable answer for {summary['unanswered']} of {summary['num_sentences']} sentences", err=True
        )
    click.echo(f"judged.jsonl and judge.json in {out}")


def _share(told: dict | None) -> str:
    if not told or told["value"] is None:
        return "–"
    return f"{100 * told['value']:.1f} % ({100 * told['low']:.1f}–{100 * told['high']:.1f})"


def _number(told: dict | None) -> str:
    return "–" if not told or told["value"] is None else f"{told['value']:.2f} ({told['low']:.2f}–{told['high']:.2f})"
