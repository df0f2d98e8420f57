"""`logicrl evaluate`: how often a model is right on a puzzle file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from logic_rl.cli.shared.engine_options import engine_options
from logic_rl.cli.shared.tables import print_json, print_table
from logic_rl.progress import Progress

if TYPE_CHECKING:
    from logic_rl.analysis.statistics.accuracy import Attempts
    from logic_rl.rollout.mass import Plan, Scorer


@click.command()
@click.option("--model", required=True, help="Packaged name, folder or hub id.")
@click.option("--puzzles", type=click.Path(path_type=Path), help="JSONL file of puzzles.")
@click.option("--problems", type=click.Path(path_type=Path),
              help="Instead of puzzles: JSONL file of maths problems (question or problem, answer).")  # fmt: skip
@click.option("--perturbed", type=click.Path(path_type=Path),
              help="Their perturbed twins, from `logicrl perturb`: also report consistency and LiMem.")  # fmt: skip
@click.option("--samples", type=click.IntRange(1), default=1, show_default=True, help="Samples per puzzle.")
@engine_options
@click.option("--temperature", type=click.FloatRange(0), default=1.0, show_default=True, help="0 is greedy.")
@click.option("--max-new-tokens", type=click.IntRange(1), help="Default: as the model was asked in training; else 640.")
@click.option("--template", type=click.Choice(["plain", "r1-zero", "chat"]),
              help="Default: as the model was asked in training; else plain, for problems chat.")  # fmt: skip
@click.option("--open-think", is_flag=True, help="End the prompt with an open <think>.")
@click.option("--limit", type=click.IntRange(1), help="Only the first so many puzzles.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--compare", type=click.Path(path_type=Path), help="An earlier --out: compare on the puzzles both have.")
@click.option("--plot", is_flag=True, help="Also draw OUT/plots/evaluation.png.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def evaluate(model, puzzles, problems, perturbed, samples, engine, workers, tensor_parallel, slots, temperature,
             max_new_tokens, template, open_think, limit, seed, compare, plot, out, as_json):  # fmt: skip
    """Sample a model on puzzles: pass@1, pass@k, cons@k and format, by number of people, with 95 % intervals.

    On maths problems, of your own files, an answer in <answer> tags or \\boxed{} is right if it is worth the reference.
    After an interruption of any kind the same command goes on where it was, with another engine if you like.

    \b
    Examples:
      logicrl evaluate --model tiny-base --puzzles data/puzzles/test.jsonl --samples 16 --out eval
      logicrl evaluate --model runs/a/checkpoints/anneal --puzzles data/puzzles/test.jsonl --compare eval --out eval2
      logicrl evaluate --model Qwen/Qwen2.5-1.5B-Instruct --problems aime.jsonl --max-new-tokens 4096 --out aime
      logicrl evaluate --model tiny-base --puzzles data/puzzles/test.jsonl --engine vllm --workers 2 --out eval3
    """
    from logic_rl.analysis.statistics.accuracy import attempts_of
    from logic_rl.config.checks import check_rollout
    from logic_rl.config.run import RolloutConfig
    from logic_rl.errors import UsageError
    from logic_rl.evaluation.filling import fill, fingerprint, stamp
    from logic_rl.evaluation.prompting import asking_of
    from logic_rl.evaluation.questions import read_asked
    from logic_rl.record import RunFolder
    from logic_rl.rollout.engine import SamplingParams
    from logic_rl.rollout.ledger import Ledger
    from logic_rl.rollout.mass import Plan
    from logic_rl.rows import read_rows
    from logic_rl.training.held_out import evaluation_summary

    journal = out / "evaluation" / "model.samples.jsonl"
    if any(journal.parent.glob("*")) and not Ledger.is_begun(journal):
        raise UsageError(f"{out} already holds an evaluation: choose another --out")
    chosen, twins, origins = read_asked(puzzles, problems, perturbed, limit)
    earlier = _earlier(compare, chosen) if compare else ()
    asking = asking_of(model, template, open_think, max_new_tokens, "chat" if problems else "plain")
    template, open_think, max_new_tokens = asking.template, asking.open_think, asking.max_new_tokens
    rollout = RolloutConfig(engine=engine, workers=workers, tensor_parallel=tensor_parallel, max_slots=slots,
                            max_new_tokens=max_new_tokens)  # fmt: skip
    check_rollout(rollout, "logicrl evaluate")
    plan = Plan(samples, seed, SamplingParams(temperature, max_new_tokens))
    about = {"model": model, "temperature": temperature, "samples": samples, "seed": seed, "template": template}
    count, digest = fingerprint([*chosen, *twins])
    settings = about | {"open_think": open_think, "max_new_tokens": max_new_tokens, "puzzles": digest}
    settings["weights"] = stamp(model)
    with _scorer(plan, chosen) as (scorer, finish):
        ledger = Ledger(journal, settings, total=count * samples)
        fill(ledger, plan, [*chosen, *twins], model, rollout, asking, scorer)
        rows, told = finish(read_rows(journal))
    names = {one.id for one in chosen}
    attempts = attempts_of(rows)
    own = [a for a in attempts if a.puzzle in names]
    summary = evaluation_summary([row for row in rows if row["puzzle_id"] in names]) | about | told
    summary |= _measures(own, attempts, origins, earlier)
    RunFolder(out).write_evaluation("model", summary, rows)
    if plot:
        from logic_rl.analysis.figures.evaluation import evaluation_figure

        evaluation_figure(out / "plots" / "evaluation.png", own, earlier)
    ledger.remove()
    print_json(summary) if as_json else _show(summary)


def _earlier(folder: Path, chosen: list) -> list[Attempts]:
    from logic_rl.analysis.statistics.accuracy import attempts_of
    from logic_rl.errors import UsageError
    from logic_rl.rows import read_rows

    path = folder / "evaluation" / "model.jsonl.gz"
    if not path.is_file():
        raise UsageError(f"--compare {folder}: no evaluation there (no {path.name}); give the --out of `evaluate`")
    rows = list(read_rows(path))
    asked = {one.id: getattr(one, "answer", None) for one in chosen}
    shared = [row for row in rows if isinstance(row.get("puzzle_id"), str) and row["puzzle_id"] in asked]
    if not shared:
        raise UsageError(f"--compare {folder}: the two evaluations have no puzzle in common")
    for row in shared:
        if row.get("reference") != asked[row["puzzle_id"]]:
            raise UsageError(
                f"--compare {folder}: problem {row['puzzle_id']} had the answer {row.get('reference')} there and has "
                f"{asked[row['puzzle_id']]} here: these are other problems; give each its own id"
            )
    try:
        return attempts_of(rows)
    except KeyError as error:
        raise UsageError(f"--compare {folder}: rows of {path.name} have no {error}; `evaluate` writes it") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"--compare {folder}: {path.name} is not what `evaluate` writes ({error})") from None


@contextmanager
def _scorer(plan: Plan, asked: list) -> Iterator[tuple[Scorer, Callable]]:
    """What scores these replies; and what makes of its rows those to keep, and what there is to say about them."""
    from logic_rl.rollout.mass import PuzzleScorer
    from logic_rl.tasks.maths.equivalence import Comparer
    from logic_rl.tasks.maths.rows import ProblemScorer, with_classes
    from logic_rl.types import Problem

    if not isinstance(asked[0], Problem):
        yield PuzzleScorer(plan, "model"), lambda rows: (list(rows), {})
        return
    with Comparer() as comparer:

        def told(rows: Iterable[dict]) -> tuple[list[dict], dict]:
            total = len(asked) * plan.samples
            with Progress("comparing answers", total) as progress:
                return with_classes(progress.counted(rows), comparer), {"undecided": comparer.undecided}

        yield ProblemScorer(comparer), told


def _measures(
    own: list[Attempts], attempts: list[Attempts], origins: dict[str, str], earlier: Sequence[Attempts]
) -> dict:
    """`own` are the attempts without those at twins."""
    from logic_rl.analysis.statistics.accuracy import accuracy_table
    from logic_rl.analysis.statistics.comparison import memorisation, paired_table

    found = {"accuracy_table": accuracy_table(own)}
    if origins:
        found["memorisation"] = memorisation(attempts, origins)
    if earlier:
        found["comparison"] = paired_table(earlier, own)
    return found


def _show(summary: dict) -> None:
    table = summary["accuracy_table"]
    rows = [("all", table["all"])]
    for kind, suffix in (("people", " people"), ("band", ""), ("language", "")):
        rows += [(f"{name}{suffix}", entry) for name, entry in table.get(kind, {}).items()]
    measures = [key for key in table["all"] if "@" in key]
    shown = (measures[0],) if len(measures) == 1 else (measures[0], measures[-2])  # pass@1 and the largest pass@k
    columns = ["", "tasks", *(f"guess@{key.partition('@')[2]}" for key in shown), *measures, "format", "tokens"]
    lines = [
        [name, str(row["num_puzzles"]), *(_floor(row.get(key)) for key in shown),
         *(_interval(row.get(key)) for key in measures),
         f"{row['format_rate']:.3f}", f"{row['mean_length']:.0f}"]
        for name, row in rows
    ]  # fmt: skip
    print_table(f"{summary['model']}, temperature {summary['temperature']:g}", columns, lines)
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


def _floor(measure: dict | None) -> str:
    return "–" if measure is None or measure["floor"] is None else f"{measure['floor']:.3f}"


def _interval(value: dict | None) -> str:
    return (
        "–"
        if value is None
        else f"{value['value' if 'value' in value else 'share']:.3f} " + (f"[{value['low']:.3f}, {value['high']:.3f}]")
    )
