"""`logicrl evaluate`: how often a model is right on a file of questions."""

from __future__ import annotations

from pathlib import Path

import click

from logic_rl.cli.shared.engine_options import engine_options
from logic_rl.cli.shared.options import Finite, key_values
from logic_rl.cli.shared.tables import print_json, print_table


@click.command()
@click.option("--model", required=True, help="Packaged name, folder (of a run its last checkpoint) or hub id.")
@click.option("--puzzles", type=click.Path(path_type=Path), help="File of puzzles, or of the task's questions.")
@click.option("--problems", type=click.Path(path_type=Path),
              help="Instead of puzzles: file of maths problems (question or problem, answer).")  # fmt: skip
@click.option("--task", help="What is asked; without --puzzles held-out questions are drawn.  [default: the model's]")
@click.option("--task-options", multiple=True, metavar="KEY=VALUE", help="For the task. Repeatable.")
@click.option("--perturbed", type=click.Path(path_type=Path),
              help="Their perturbed twins, from `logicrl perturb`: also report consistency and LiMem.")  # fmt: skip
@click.option("--samples", type=click.IntRange(1), default=1, show_default=True, help="Samples per puzzle.")
@engine_options
@click.option("--temperature", type=Finite(0), default=1.0, show_default=True, help="0 is greedy.")
@click.option("--max-new-tokens", type=click.IntRange(1), help="Default: as the model was asked in training; else 640.")
@click.option("--template", type=click.Choice(["plain", "r1-zero", "chat"]),
              help="Default: as the model was asked in training; else plain, for problems chat.")  # fmt: skip
@click.option("--open-think", is_flag=True, help="End the prompt with an open <think>.")
@click.option("--shots", type=click.IntRange(0), default=0, show_default=True,
              help="Worked examples before every question, written by program.")  # fmt: skip
@click.option("--limit", type=click.IntRange(1), help="Only so many questions, as evenly of every size as there are.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--compare", type=click.Path(path_type=Path), help="An earlier --out: compare on the puzzles both have.")
@click.option("--strategy", "strategies", multiple=True, metavar="NAME",
              help="Also report what more tokens earn, without the solution. Chosen among the samples: majority, "
              "best-of (its own words of success), checked-vote (weighed by steps that hold). Written by a plan: "
              "budget=TOKENS, wait=TIMES, beam=KEPTxSAMPLED, mcts=SIMULATIONS (by checked steps; beam-learned and "
              "mcts-learned by --process-model, mcts-blind by nothing); several settings with commas. "
              "Repeatable.")  # fmt: skip
@click.option("--process-model", type=click.Path(path_type=Path),
              help="Folder of the process reward model for the strategies named -learned.")  # fmt: skip
@click.option("--plot", is_flag=True, help="Also draw OUT/plots/evaluation.png.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def evaluate(task_options, as_json, **options) -> None:
    """Sample a model on puzzles: pass@1, pass@k, cons@k and format, by number of people, with 95 % intervals.

    Of knights and knaves also verified@1, verified@k (right, and earned by steps) and the lucky share of right replies.

    On maths problems, of your own files, an answer in <answer> tags or \\boxed{} is right if it is worth the reference.
    After an interruption of any kind the same command goes on where it was, with another engine if you like.

    \b
    Examples:
      logicrl evaluate --model tiny-base --puzzles data/puzzles/test.jsonl --samples 16 --out eval
      logicrl evaluate --model runs/a/checkpoints/anneal --puzzles data/puzzles/test.jsonl --compare eval --out eval2
      logicrl evaluate --model Qwen/Qwen2.5-1.5B-Instruct --problems aime.jsonl --max-new-tokens 4096 --out aime
      logicrl evaluate --model tiny-base --puzzles data/puzzles/test.jsonl --engine vllm --workers 2 --out eval3
      logicrl evaluate --model tiny-base --task knights --strategy budget=32,64 --strategy beam=4x4 --out eval5
      logicrl evaluate --model runs/b/checkpoints/anneal --task countdown --samples 4 --out eval4
    """
    from logic_rl.evaluation.run import evaluate as measured

    summary = measured(task_options=key_values(task_options, "--task-options"), **options)
    print_json(summary) if as_json else _show(summary)


def _show(summary: dict) -> None:
    table = summary["accuracy_table"]
    rows = [("all", table["all"])]
    forms = {"people": "{} people", "levels": "level {}", "band": "{}", "language": "{}"}
    for kind, form in forms.items():
        rows += [(form.format(name), entry) for name, entry in table.get(kind, {}).items()]
    measures = [key for key in table["all"] if "@" in key]
    passes = [key for key in measures if key.startswith("pass@")]
    shown = (passes[0],) if len(passes) == 1 else (passes[0], passes[-1])  # pass@1 and the largest pass@k
    # Verified accuracy stands beside both, and luck beside it.
    measures = [key for key in measures if not key.startswith("verified@") or key.partition("@")[2] in _ends(passes)]
    measures += ["lucky"] if "lucky" in table["all"] else []
    columns = ["", "tasks", *(f"guess@{key.partition('@')[2]}" for key in shown), *measures, "format", "tokens"]
    lines = [
        [name, str(row["num_puzzles"]), *(_floor(row.get(key)) for key in shown),
         *(_interval(row.get(key)) for key in measures),
         f"{row['format_rate']:.3f}", f"{row['mean_length']:.0f}"]
        for name, row in rows
    ]  # fmt: skip
    print_table(f"{summary['model']}, temperature {summary['temperature']:g}", columns, lines)
    for name, by_count in summary.get("strategies", {}).items():
        is_plan = all("read" in row for row in by_count.values())
        lines = [[k, _interval(row), f"{row['tokens']:.0f}", *([f"{row['read']:.0f}"] if is_plan else [])]
                 for k, row in by_count.items()]  # fmt: skip
        first = "setting" if is_plan else "samples"
        print_table(name, [first, "right", "tokens a question", *(["read again"] if is_plan else [])], lines)
    if summary.get("undecided"):
        click.echo(f"{summary['undecided']} comparisons of answers failed or took too long: not the same")
    if found := summary.get("memorisation"):
        limem = "no original is solved" if found["limem"] is None else f"LiMem {_interval(found['limem'])}"
        click.echo(
            f"{found['num_pairs']} pairs: accuracy {found['accuracy']:.3f}, perturbed "
            f"{found['accuracy_perturbed']:.3f}, consistency {_interval(found['consistency'])}, {limem}"
        )
    if found := summary.get("comparison"):
        click.echo(
            f"against the earlier evaluation, {found['num_puzzles']} puzzles: {found['before']:.3f} → "
            f"{found['after']:.3f}, difference {_interval(found['difference'])}, p = {found['p_value']:.4f}"
        )


def _ends(passes: list[str]) -> tuple[str, str]:
    """The smallest and the largest k."""
    return passes[0].partition("@")[2], passes[-1].partition("@")[2]


def _floor(measure: dict | None) -> str:
    return "–" if measure is None or measure["floor"] is None else f"{measure['floor']:.3f}"


def _interval(value: dict | None) -> str:
    return (
        "–"
        if value is None or value.get("value", value.get("share")) is None
        else f"{value['value' if 'value' in value else 'share']:.3f} " + (f"[{value['low']:.3f}, {value['high']:.3f}]")
    )
