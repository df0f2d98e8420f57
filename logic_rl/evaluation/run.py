"""Measuring a model on questions: what `logicrl evaluate` and `logic_rl.evaluate` do."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any, Unpack

import click

from logic_rl.analysis.statistics.accuracy import Attempts, accuracy_table, attempts_of
from logic_rl.analysis.statistics.comparison import memorisation, paired_table
from logic_rl.errors import UsageError
from logic_rl.evaluation.filling import fill, fingerprint, opener, stamp
from logic_rl.evaluation.prompting import asking_of, recorded_day, told_day
from logic_rl.evaluation.questions import Given, Questions, problems_of, questions_of
from logic_rl.evaluation.settings import MAX_NEW_TOKENS, Sampling, SamplingSettings
from logic_rl.evaluation.strategies.choosing import strategy_table
from logic_rl.evaluation.strategies.measuring import check_plans, plan_table
from logic_rl.evaluation.strategies.named import Chosen, chosen_strategies
from logic_rl.loadable import require_chat_template, require_loadable, require_room, settled_model
from logic_rl.progress import Progress
from logic_rl.prompts import PromptFormat, never_read, read_prompt_format
from logic_rl.record import RunFolder
from logic_rl.rollout.endpoint_engine import forecast
from logic_rl.rollout.engine import SamplingParams
from logic_rl.rollout.ledger import Ledger
from logic_rl.rollout.mass import Plan, Scorer, TaskScorer
from logic_rl.rows import read_rows, require_writable
from logic_rl.tasks import make_task
from logic_rl.tasks.maths.equivalence import Comparer
from logic_rl.tasks.maths.rows import ProblemScorer, with_classes
from logic_rl.tasks.shots import worked_examples
from logic_rl.tasks.task import Task
from logic_rl.training.held_out import evaluation_summary
from logic_rl.types import Question

LABEL = "model"  # what the evaluation is called in its folder


def evaluate(
    model: str,
    puzzles: Given | None = None,
    *,
    out: str | PathLike | None = None,
    task: str | None = None,
    task_options: Mapping[str, Any] | None = None,
    problems: str | PathLike | None = None,
    perturbed: str | PathLike | None = None,
    limit: int | None = None,
    compare: str | PathLike | None = None,
    plot: bool = False,
    strategies: Sequence[str] = (),
    process_model: str | PathLike | None = None,
    **sampling: Unpack[Sampling],
) -> dict:
    """Sample a model on questions and say how often it is right, with 95 % intervals.

    After an interruption of any kind the same call goes on where it was, if it has an `out`.

    Args:
        model: packaged name, folder or hub id.
        puzzles: a file of questions, or rows, or questions; None draws held-out ones of the task.
        out: folder to write; None writes nothing that stays.
        task, task_options: what the questions are; by default what the model was trained on, else knights.
        problems: instead of puzzles a file of maths problems, right or wrong by their marked answer alone.
        perturbed: perturbed twins of the puzzles, for consistency and LiMem.
        limit: only so many, as evenly of every level as the file has them; plot: also draw OUT/plots/evaluation.png.
        compare: `out` of an earlier evaluation, compared on the questions that both have.
        strategies: what more tokens earn, without the solution: names of `logic_rl.evaluation.strategies.named`.
        process_model: folder of the process reward model that the strategies named `…-learned` go by.
        sampling: see `SamplingSettings`.

    Returns:
        What stands in OUT/evaluation/model.json: settings, accuracy by level, `accuracy_table` with pass@k and cons@k.

    Raises:
        UsageError: something given cannot be used.

    Example: `logic_rl.evaluate("tiny-base", "data/puzzles/test.jsonl", samples=4, limit=50)["accuracy"]`
    """
    if out is None:
        if plot:
            raise UsageError("plot needs an out: give the folder to draw into")
        with tempfile.TemporaryDirectory(prefix="logicrl-evaluate-") as folder:
            return evaluate(
                model, puzzles, out=folder, task=task, task_options=task_options, problems=problems, limit=limit,
                perturbed=perturbed, compare=compare, strategies=strategies, process_model=process_model, **sampling,
            )  # fmt: skip
    settings, out = SamplingSettings(**sampling), Path(out)
    chosen = _chosen(strategies, settings, problems is not None)
    _check_given(out, puzzles, problems, perturbed)
    if not settings.endpoint:
        model = settled_model(model, note)
        require_loadable(model)
    kind = None if problems else the_task(model, task, task_options, puzzles is None, bool(settings.endpoint))
    check_plans(chosen.plans, kind, process_model)
    questions = _questions(puzzles, problems, perturbed, kind, limit, settings.seed)
    earlier = earlier_attempts(Path(compare), questions.chosen) if compare else ()
    return _measured(out, model, questions, kind, settings, earlier, plot, chosen, process_model)


def _questions(
    puzzles: Given | None, problems: str | PathLike | None, perturbed: str | PathLike | None,
    kind: Task | None, limit: int | None, seed: int,
) -> Questions:  # fmt: skip
    if kind is None:
        return problems_of(Path(str(problems)), limit)
    return questions_of(puzzles, kind, Path(perturbed) if perturbed else None, limit, seed)


def _check_given(out: Path, puzzles: object, problems: object, perturbed: object) -> None:
    """Raises UsageError: `out` is taken, or what is given does not go together."""
    _check_out(out)
    if (puzzles is not None and problems is not None) or (problems and perturbed):
        raise UsageError("give either --puzzles, with --perturbed if you like, or --problems")


def _chosen(strategies: Sequence[str], settings: SamplingSettings, are_problems: bool) -> Chosen:
    """The strategies; raises UsageError for what is none, or does not go with the other options."""
    chosen = chosen_strategies(strategies)
    if chosen.choosing and settings.samples < 2:
        raise UsageError(f"--strategy {chosen.choosing[0]} chooses among samples: give --samples 2 or more")
    if (chosen.choosing or chosen.plans) and are_problems:
        raise UsageError("--strategy is for questions whose steps can be checked, not for --problems")
    if chosen.plans and (settings.endpoint or settings.engine != "torch"):
        raise UsageError(f"--strategy {chosen.plans[0][0]} goes on from half a reply, which --engine torch alone does")
    return chosen


def _check_out(out: Path) -> None:
    journal = _journal(out)
    if any(journal.parent.glob("*")) and not Ledger.is_begun(journal):
        raise UsageError(f"{out} already holds an evaluation: choose another --out")
    require_writable(out)


def _journal(out: Path) -> Path:
    """Where the samples are until the evaluation is done."""
    return out / "evaluation" / f"{LABEL}.samples.jsonl"


def _measured(
    out: Path, model: str, questions: Questions, task: Task | None, settings: SamplingSettings,
    earlier: Sequence[Attempts], plot: bool, chosen: Chosen, process_model: str | PathLike | None,
) -> dict:  # fmt: skip
    """Sample, score, sum up and write; without a task the questions are problems."""
    asking = asking_for(model, settings, task)
    cap = asking.max_new_tokens or MAX_NEW_TOKENS
    plan = Plan(settings.samples, settings.seed, SamplingParams(settings.temperature, cap))
    about = {"model": model, "temperature": settings.temperature, "samples": settings.samples, "seed": settings.seed,
             "template": asking.template}  # fmt: skip
    if settings.shots:
        about["shots"] = settings.shots
    if task is not None and task.name != "knights":
        about["task"] = task.name
    rows, remarks = _sampled(out, model, questions, plan, settings, asking, about, task)
    planned = {}
    if chosen.plans:
        planned = _planned(out, model, questions, plan, settings, asking, about, task, chosen, process_model)
    with Progress("summing up"):
        summary = _summary(rows, questions, about | told_day(asking) | remarks, earlier, chosen.choosing, task)
        if planned:
            summary["strategies"] = summary.get("strategies", {}) | planned
        RunFolder(out).write_evaluation(LABEL, summary, rows)
        if plot:
            from logic_rl.analysis.figures.evaluation import evaluation_figure

            names = {question.id for question in questions.chosen}
            shown = [attempts for attempts in attempts_of(rows) if attempts.puzzle in names]
            evaluation_figure(out / "plots" / "evaluation.png", shown, earlier)
    Ledger.forget(_journal(out))
    return summary


def the_task(
    model: str, task: str | None, options: Mapping[str, Any] | None, is_drawn: bool, is_elsewhere: bool = False
) -> Task:
    """The task that is named, else the one the model was trained on, else knights and knaves.

    Args:
        is_elsewhere: the model is a name at an endpoint, of which nothing more is known.
    """
    named, carried = task, None if is_elsewhere else read_prompt_format(model)
    if named is None and carried:
        named, options = carried.task, {**carried.task_options, **(options or {})}
    if named is None and is_drawn:
        raise UsageError("what to ask? Give --puzzles FILE, --problems FILE or --task NAME")
    return make_task(named or "knights", options)


def note(line: str) -> None:
    """A line for a person beside the results."""
    click.echo(line, err=True)


def asking_for(model: str, settings: SamplingSettings, task: Task | None) -> PromptFormat:
    """How a model is asked a task's questions; None are problems, whose instruction is the usual one.

    Raises:
        UsageError: the model has no such template, or no room for such replies.
    """
    given = (model, settings.template, settings.open_think, settings.max_new_tokens)
    if settings.endpoint:
        asking = PromptFormat("chat", False, settings.max_new_tokens or MAX_NEW_TOKENS, task.name if task else "maths",
                              instruction=task.instruction if task else None)  # fmt: skip
    elif task is None:
        asking = asking_of(*given, otherwise="chat", task="maths")
    else:
        asking = asking_of(*given, task=task.name, instruction=task.instruction)
    if settings.shots:
        asking = dataclasses.replace(asking, examples=worked_examples(task, settings.shots, settings.seed))
    if not settings.endpoint:
        if asking.template == "chat":
            require_chat_template(model)
        require_room(model, asking.max_new_tokens or MAX_NEW_TOKENS)
    return asking


def _sampled(
    out: Path, model: str, questions: Questions, plan: Plan, settings: SamplingSettings, asking: PromptFormat,
    about: dict, task: Task | None,
) -> tuple[list[dict], dict]:  # fmt: skip
    """The rows of all samples, and what there is to say about their scoring."""
    every = [*questions.chosen, *questions.twins]
    count, digest = fingerprint(every)
    stored = about | {"open_think": asking.open_think, "max_new_tokens": asking.max_new_tokens, "puzzles": digest,
                      **told_model(model, settings), **recorded_day(asking)}  # fmt: skip
    opened = opener(settings, model, asking, "logicrl evaluate")
    warn_beforehand(model, settings, asking, every)
    with _scorer(plan, len(every), task) as (scorer, finish):
        ledger = Ledger(_journal(out), stored, total=count * plan.samples)
        fill(ledger, plan, every, opened, scorer)
        return finish(read_rows(_journal(out)))


def _planned(
    out: Path, model: str, questions: Questions, plan: Plan, settings: SamplingSettings, asking: PromptFormat,
    about: dict, task: Task | None, chosen: Chosen, process_model: str | PathLike | None,
) -> dict:  # fmt: skip
    """What the strategies earn that write a reply of their own."""
    assert task is not None, "problems have none"
    stored = about | {"open_think": asking.open_think, "max_new_tokens": asking.max_new_tokens,
                      **told_model(model, settings), **recorded_day(asking)}  # fmt: skip
    opened = opener(settings, model, asking, "logicrl evaluate")
    folder = out / "evaluation" / "strategies"
    return plan_table(folder, chosen.plans, questions.chosen, task, plan, stored, opened, process_model)


def told_model(model: str, settings: SamplingSettings) -> dict:
    """What tells one model from others of its name."""
    return {"endpoint": settings.endpoint} if settings.endpoint else {"weights": stamp(model)}


def warn_beforehand(
    model: str, settings: SamplingSettings, asking: PromptFormat, questions: Iterable[Question]
) -> None:
    """Say what a model of one's own has never read, and what an endpoint may cost."""
    if settings.endpoint:
        expected = forecast(list(questions), asking, settings.samples)
        note(f"{settings.endpoint}: {expected.line(settings.price)}")
    elif warning := never_read(model, questions):
        note(warning)


@contextmanager
def _scorer(plan: Plan, num_questions: int, task: Task | None) -> Iterator[tuple[Scorer, Callable]]:
    """What scores these replies; and what makes of its rows those to keep, and what there is to say about them."""
    if task is not None:
        yield TaskScorer(task, plan, LABEL), lambda rows: (task.classed(rows), {})
        task.close()
        return
    with Comparer() as comparer:

        def classed(rows: Iterable[dict]) -> tuple[list[dict], dict]:
            with Progress("comparing answers", num_questions * plan.samples) as progress:
                return with_classes(progress.counted(rows), comparer), {"undecided": comparer.undecided}

        yield ProblemScorer(comparer), classed


def _summary(
    rows: list[dict], questions: Questions, about: dict, earlier: Sequence[Attempts],
    strategies: Sequence[str], task: Task | None,
) -> dict:  # fmt: skip
    names = {question.id for question in questions.chosen}
    attempts = attempts_of(rows)
    chosen = [a for a in attempts if a.puzzle in names]
    summary = evaluation_summary([row for row in rows if row["puzzle_id"] in names]) | about
    summary["accuracy_table"] = accuracy_table(chosen)
    if strategies and task is not None:
        summary["strategies"] = strategy_table([row for row in rows if row["puzzle_id"] in names], strategies, task)
    if questions.origins:
        summary["memorisation"] = memorisation(attempts, questions.origins)
    if earlier:
        summary["comparison"] = paired_table(earlier, chosen)
    return summary


def earlier_attempts(folder: Path, chosen: Sequence[Question]) -> list[Attempts]:
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
