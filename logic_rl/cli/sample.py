"""`logicrl sample`: mass rollout of a model over a puzzle file."""

from __future__ import annotations

from pathlib import Path

import click

from logic_rl.cli.shared.engine_options import engine_options
from logic_rl.cli.shared.options import Finite, key_values


@click.command()
@click.option("--model", required=True, help="Packaged name, folder (of a run its last checkpoint) or hub id.")
@click.option("--puzzles", type=click.Path(path_type=Path), help="Puzzle file, or one of the task's questions.")
@click.option("--task", help="What is asked; without --puzzles questions are drawn.  [default: the model's]")
@click.option("--task-options", multiple=True, metavar="KEY=VALUE", help="For the task. Repeatable.")
@click.option("--samples", type=click.IntRange(1), default=1, show_default=True, help="Samples per puzzle.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Response rows to write.")
@engine_options
@click.option("--temperature", type=Finite(0), default=1.0, show_default=True)
@click.option("--max-new-tokens", type=click.IntRange(1), help="Default: as the model was asked in training; else 640.")
@click.option("--stop", multiple=True, help="End a reply after this text, for example </answer>. May be repeated.")
@click.option("--template", type=click.Choice(["plain", "r1-zero", "chat"]),
              help="Default: as the model was asked in training; else plain.")  # fmt: skip
@click.option("--open-think", is_flag=True, help="End the prompt with an open <think>.")
@click.option("--shots", type=click.IntRange(0), default=0, show_default=True,
              help="Worked examples before every question, written by program.")  # fmt: skip
@click.option("--limit", type=click.IntRange(1), help="Only so many questions, as evenly of every size as there are.")
@click.option("--only-right", is_flag=True, help="Write only responses with the right answer in the right format.")
@click.option("--set", "rubric", multiple=True, metavar="KEY=VALUE",
              help="Rubric of the scores, as under reward: in a curriculum; language=0.5, layout=answer.")  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def sample(puzzles, out, task_options, rubric, as_json, **options) -> None:
    """Sample a model many times on every puzzle and write scored response rows.

    Rows are written as they come, in the order of the puzzles. After an interruption of any kind the same command goes
    on where it was; OUT.state.json remembers how far that is. Engine and workers may differ between the two.

    \b
    Example:
      logicrl sample --model tiny-base --puzzles data/puzzles/train.jsonl --samples 8 --out responses.jsonl
      logicrl sample --model tiny-base --puzzles data/puzzles/train.jsonl \\
          --engine vllm --workers 2 --only-right --set language=0.5 --out right.jsonl
    """
    from logic_rl.cli.shared.tables import print_json
    from logic_rl.evaluation.sampling import sample as sampled

    report = sampled(
        puzzles=puzzles, out=out, task_options=key_values(task_options, "--task-options"), reward=rubric, **options
    )
    print_json(report) if as_json else _show(report, out)


def _show(report: dict, out: Path) -> None:
    from logic_rl.cli.shared.tables import print_table

    total = report["num_samples"]
    table = [[verdict, str(count), f"{count / total:.1%}"] for verdict, count in report["counts"].items()]
    table.append(["all", str(total), f"{report['mean_length']:.0f} tokens each"])
    print_table(f"{out}: {report['num_kept']} rows", ["verdict", "samples", "share"], table)
