"""Measuring a model on questions: what `logicrl evaluate` and `logic_rl.evaluate` do."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, Unpack

from logic_rl.analysis.statistics.accuracy import Attempts, accuracy_table, attempts_of
from logic_rl.analysis.statistics.comparison import memorisation, paired_table
from logic_rl.errors import UsageError
from logic_rl.evaluation.comparing import earlier_attempts
from logic_rl.evaluation.filling import Opener, fill, fingerprint, opener, told_model
from logic_rl.evaluation.prompting import asking_for, loadable, recorded_day, the_task, told_day, warn_beforehand
from logic_rl.evaluation.questions import Given, Questions, problems_of, questions_of
from logic_rl.evaluation.settings import MAX_NEW_TOKENS, Sampling, SamplingSettings
from logic_rl.evaluation.strategies.choosing import strategy_table
from logic_rl.evaluation.strategies.measuring import check_plans, plan_table
from logic_rl.evaluation.strategies.named import Chosen, chosen_strategies
from logic_rl.progress import Progress
from logic_rl.prompts import PromptFormat
from logic_rl.record import RunFolder
from logic_rl.rollout.engine import SamplingParams
from logic_rl.rollout.ledger import Ledger
from logic_rl.rollout.mass import Plan, Scorer, TaskScorer
from logic_rl.rows import read_rows, require_writable
from logic_rl.tasks.maths.equivalence import Comparer
from logic_rl.tasks.maths.rows import ProblemScorer, with_classes
from logic_rl.tasks.task import Task
from logic_rl.training.held_out import evaluation_summary

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
    model = model if settings.endpoint else loadable(model)
    kind = None if problems else the_task(model, task, task_options, puzzles is None, bool(settings.endpoint))
    check_plans(chosen.plans, kind, process_model)
    questions = _questions(puzzles, problems, perturbed, kind, limit, settings.seed)
    earlier = earlier_attempts(Path(compare), questions.chosen) if compare else ()
    measurement = _Measurement(out, model, questions, kind, settings, asking_for(model, settings, kind))
    return measurement.carried_out(chosen, process_model, earlier, plot)


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


@dataclass(frozen=True)
class _Measurement:
    """A model on questions, and how it is asked; without a task the questions are problems."""

    out: Path
    model: str
    questions: Questions
    task: Task | None
    settings: SamplingSettings
    asking: PromptFormat

    def carried_out(
        self, chosen: Chosen, process_model: str | PathLike | None, earlier: Sequence[Attempts], plot: bool
    ) -> dict:
        """Sample, score, sum up and write."""
        rows, remarks = self.sampled()
        planned = self.planned(chosen, process_model)
        with Progress("summing up"):
            summary = self.summary(rows, earlier, chosen.choosing) | remarks
            if planned:
                summary["strategies"] = summary.get("strategies", {}) | planned
            RunFolder(self.out).write_evaluation(LABEL, summary, rows)
            if plot:
                self.draw(rows, earlier)
        Ledger.forget(_journal(self.out))
        return summary

    @cached_property
    def plan(self) -> Plan:
        cap = self.asking.max_new_tokens or MAX_NEW_TOKENS
        return Plan(self.settings.samples, self.settings.seed, SamplingParams(self.settings.temperature, cap))

    @cached_property
    def about(self) -> dict:
        """What the summary says of the settings."""
        settings = self.settings
        about = {"model": self.model, "temperature": settings.temperature, "samples": settings.samples,
                 "seed": settings.seed, "template": self.asking.template}  # fmt: skip
        if settings.shots:
            about["shots"] = settings.shots
        if self.task is not None and self.task.name != "knights":
            about["task"] = self.task.name
        return about

    @cached_property
    def stored(self) -> dict:
        """What must be the same for samples to be of the same sampling."""
        asked = {"open_think": self.asking.open_think, "max_new_tokens": self.asking.max_new_tokens}
        return self.about | asked | told_model(self.model, self.settings) | recorded_day(self.asking)

    @cached_property
    def names(self) -> set[str]:
        """Of the chosen questions: twins are sampled too, and told of apart."""
        return {question.id for question in self.questions.chosen}

    def opened(self) -> Opener:
        return opener(self.settings, self.model, self.asking, "logicrl evaluate")

    def sampled(self) -> tuple[list[dict], dict]:
        """The rows of all samples, and what there is to say about their scoring."""
        every = [*self.questions.chosen, *self.questions.twins]
        count, digest = fingerprint(every)
        opened, journal = self.opened(), _journal(self.out)
        warn_beforehand(self.model, self.settings, self.asking, every)
        with _scorer(self.plan, len(every), self.task) as (scorer, finish):
            ledger = Ledger(journal, self.stored | {"puzzles": digest}, total=count * self.plan.samples)
            fill(ledger, self.plan, every, opened, scorer)
            return finish(read_rows(journal))

    def planned(self, chosen: Chosen, process_model: str | PathLike | None) -> dict:
        """What the strategies earn that write a reply of their own."""
        if not chosen.plans:
            return {}
        assert self.task is not None, "problems have none"
        folder = self.out / "evaluation" / "strategies"
        return plan_table(folder, chosen.plans, self.questions.chosen, self.task, self.plan, self.stored,
                          self.opened(), process_model)  # fmt: skip

    def summary(self, rows: list[dict], earlier: Sequence[Attempts], strategies: Sequence[str]) -> dict:
        """Of the chosen questions' rows what is told; strategies choose among their samples."""
        attempts, shown = attempts_of(rows), [row for row in rows if row["puzzle_id"] in self.names]
        chosen = [one for one in attempts if one.puzzle in self.names]
        summary = evaluation_summary(shown) | self.about | told_day(self.asking)
        summary["accuracy_table"] = accuracy_table(chosen)
        if strategies and self.task is not None:
            summary["strategies"] = strategy_table(shown, strategies, self.task)
        if self.questions.origins:
            summary["memorisation"] = memorisation(attempts, self.questions.origins)
        if earlier:
            summary["comparison"] = paired_table(earlier, chosen)
        return summary

    def draw(self, rows: list[dict], earlier: Sequence[Attempts]) -> None:
        from logic_rl.analysis.figures.evaluation import evaluation_figure

        shown = [attempts for attempts in attempts_of(rows) if attempts.puzzle in self.names]
        evaluation_figure(self.out / "plots" / "evaluation.png", shown, earlier)


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
