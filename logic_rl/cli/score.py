"""`logicrl score`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from logic_rl.cli.shared.options import key_values
from logic_rl.cli.shared.tables import print_json, print_table
from logic_rl.progress import Progress
from logic_rl.rows import require_new

if TYPE_CHECKING:
    from logic_rl.config.reward import RewardConfig

# As in logic_rl.config.reward, which is loaded on use.
LAYOUTS = ("think-answer", "think-summary-answer", "answer", "free")
VERDICTS = ("correct", "wrong", "unparsed", "bad_format")


@click.command()
@click.option("--puzzles", "puzzle_file", type=click.Path(path_type=Path), help="Puzzle file, unless rows hold them.")
@click.option("--responses", type=click.Path(path_type=Path), required=True, help="Response rows.")
@click.option("--field", metavar="NAME", help="Where replies stand in rows of another tool: output, completion.text.")
@click.option("--task", help="What was asked.  [default: what the rows say, else knights]")
@click.option("--task-options", multiple=True, metavar="KEY=VALUE", help="For the task. Repeatable.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to write, one score a line.")
@click.option("--layout", type=click.Choice(LAYOUTS),
              help="Blocks of a reply; free reads the last statement of roles.  [default: think-answer]")  # fmt: skip
@click.option("--opened-think", is_flag=True, help="The prompt ended with <think> (a row's own field wins).")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE",
              help="Rubric, as under reward: in a curriculum; language=0.5, partial_credit=0.3.")  # fmt: skip
@click.option("--max-tokens", type=click.IntRange(1), help="Cap on a reply, for the part overlong.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON instead of a table.")
def score(
    puzzle_file, responses, field, task, task_options, out, layout, opened_think, settings, max_tokens, as_json
) -> None:
    """Reward responses by the rules, with the reason for each.

    A response row is {"id": …, "puzzle_id": …, "response": …}, or holds the puzzle's own fields. The parts length
    and overlong need its "num_tokens" too; for length, rows with the same puzzle and "step" are one group.

    \b
    Example:
      logicrl score --puzzles data/puzzles/test.jsonl --responses responses.jsonl --out scores.jsonl
      logicrl score --responses rows.jsonl --out scores.jsonl --set language=0.5 --set partial_credit=0.3
    """
    from logic_rl.evaluation.scoring import rubric_of
    from logic_rl.evaluation.scoring import score as scored
    from puzzles.formats.rows import write_rows

    require_new(out, puzzle_file, responses)
    reward = rubric_of(settings, layout)
    with Progress("scoring") as progress:
        rows = scored(
            responses, puzzle_file, opened_think=opened_think, reward=reward, max_tokens=max_tokens, task=task,
            task_options=key_values(task_options, "--task-options"), field=field, progress=progress.update,
        )  # fmt: skip
    sizes = {row.pop("level") for row in rows}
    write_rows(out, rows)
    _print_verdicts(rows, out, reward, sizes, as_json)


def _print_verdicts(rows: list[dict], out: Path, reward: RewardConfig, sizes: set[int], as_json: bool) -> None:
    from logic_rl.tasks.knights.guessing import guessing_earns, guessing_sentence

    counted = Counter(row["verdict"] for row in rows)
    mean = sum(row["total"] for row in rows) / len(rows)
    mean_parts = {part: sum(row["parts"][part] for row in rows) / len(rows) for part in rows[0]["parts"]}
    if as_json:
        counts = {verdict: counted[verdict] for verdict in VERDICTS}
        guessing = {str(size): guessing_earns(reward, size) for size in sorted(sizes)}
        print_json({"num_responses": len(rows), "counts": counts, "mean_total": mean, "mean_parts": mean_parts,
                    "layout": reward.layout, "guessing_earns": guessing})  # fmt: skip
        return
    table = [[verdict, str(counted[verdict]), f"{counted[verdict] / len(rows):.1%}"] for verdict in VERDICTS]
    table.append(["all", str(len(rows)), f"mean total {mean:.3f}"])
    print_table(f"{out}: verdicts", ["verdict", "responses", "share"], table)
    click.echo("mean by part: " + ", ".join(f"{part} {points:+.3f}" for part, points in mean_parts.items()))
    if reward.partial_credit:
        click.echo(f"with partial credit, {guessing_sentence(reward, sizes)}")
