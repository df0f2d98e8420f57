"""What plans earn on questions, and what they cost: carried out lot by lot, so that an interrupted one goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from os import PathLike
from pathlib import Path
from typing import Any, cast

from logic_rl.analysis.statistics.intervals import share
from logic_rl.errors import UsageError
from logic_rl.evaluation.filling import Opener, fingerprint, stamp
from logic_rl.evaluation.strategies.plan import Asked, Outcome, Strategy, TokenizerVocabulary, carried_out
from logic_rl.evaluation.strategies.values import LearnedValues, checked_value
from logic_rl.interruption import termination_as_interrupt
from logic_rl.metrics import mean
from logic_rl.progress import Progress
from logic_rl.rewards.process import StepScorer, load_step_scorer, require_process_model
from logic_rl.rollout.collect import MakePrompt, reply_to
from logic_rl.rollout.engine import Engine
from logic_rl.rollout.ledger import Ledger
from logic_rl.rollout.mass import Plan as Sampling
from logic_rl.rollout.mass import TaskScorer
from logic_rl.rows import read_rows
from logic_rl.seeding import derive
from logic_rl.tasks.task import Task, ability
from logic_rl.types import Completion, Prompt, Question, Rollout
from puzzles.formats.rows import encoded

LOT = 64  # questions that share an engine; what an interruption loses
Plans = Sequence[tuple[str, str, Strategy]]


def check_plans(plans: Plans, task: Task | None, process_model: str | PathLike | None = None) -> None:
    """See that what tells the value of a reply is there; problems have no plans.

    Raises:
        UsageError: the task cannot check steps, the process reward model is missing or not asked for, or is none.
    """
    for name, _, strategy in plans:
        if task and strategy.valued_by == "checker" and ability(task, "check") is None:
            raise UsageError(f"--strategy {name}: task {task.name} has no `check` that tells which steps are true")
        if strategy.valued_by == "model" and process_model is None:
            raise UsageError(f"--strategy {name} goes by a process reward model: name its folder with --process-model")
    if process_model is None:
        return
    if not any(strategy.valued_by == "model" for *_, strategy in plans):
        raise UsageError("--process-model is for --strategy beam-learned and mcts-learned: name one, or leave it out")
    require_process_model(process_model, "--process-model")


def plan_table(
    folder: Path, plans: Plans, questions: Sequence[Question], task: Task, sampling: Sampling, settings: dict,
    open_engine: Opener, process_model: str | PathLike | None = None,
) -> dict[str, dict[str, dict]]:  # fmt: skip
    """Strategy → setting → share right with its 95 % interval, tokens sampled and read a question.

    Args:
        folder: where the rows of each plan are written, one file each; what is there already is not made again.
        settings: what the samples depend on; going on with others is refused.
        process_model: folder of what values the plans that go by a model.
    """
    table: dict[str, dict[str, dict]] = {}
    settings = settings | {"questions": fingerprint(questions)[1]}
    judged = settings | {"process_model": process_model and stamp(str(process_model))}
    ledgers = [
        Ledger(_file(folder, name, setting), judged if plan.valued_by == "model" else settings, len(questions))
        for name, setting, plan in plans
    ]
    try:
        if not all(ledger.complete for ledger in ledgers):
            engine, make_prompt = open_engine(questions[0])
            with termination_as_interrupt(), closing(engine):
                judge = None if process_model is None else load_step_scorer(process_model)
                for (name, setting, strategy), ledger in zip(plans, ledgers, strict=True):
                    made = _Maker(strategy, task, sampling, engine, make_prompt, judge)
                    made.fill(ledger, questions, f"{name} {setting}")
    finally:
        for ledger in ledgers:
            ledger.close()
    for name, setting, _ in plans:
        rows = list(read_rows(_file(folder, name, setting)))
        table.setdefault(name, {})[setting] = _measured(rows)
    return table


def _file(folder: Path, name: str, setting: str) -> Path:
    return folder / f"{name}-{setting}.jsonl"


def _measured(rows: Sequence[dict]) -> dict:
    found = share([row["score"]["verdict"] == "correct" for row in rows])
    return {
        "value": found["share"], "low": found["low"], "high": found["high"],
        "tokens": round(mean(row["tokens_sampled"] for row in rows), 1),
        "read": round(mean(row["tokens_read"] for row in rows), 1),
        "length": round(mean(row["num_tokens"] for row in rows), 1),
    }  # fmt: skip


class _Maker:
    """Carries out one plan, scores the replies, and makes rows of them."""

    def __init__(
        self, strategy: Strategy, task: Task, sampling: Sampling, engine: Engine, make_prompt: MakePrompt,
        judge: StepScorer | None,
    ) -> None:  # fmt: skip
        self.strategy, self.task, self.sampling, self.engine = strategy, task, sampling, engine
        self.learned = LearnedValues(judge) if judge and strategy.valued_by == "model" else None
        self.make_prompt, self.scorer = make_prompt, TaskScorer(task, sampling, "strategy")
        self.vocabulary = TokenizerVocabulary(cast(Any, engine).tokenizer)

    def fill(self, ledger: Ledger, questions: Sequence[Question], name: str) -> None:
        """Make what the ledger does not have yet."""
        tokens = ledger.counts["tokens"]
        with Progress(name, ledger.total, ledger.done) as progress:
            for start in range(ledger.done, len(questions), LOT):
                lot = questions[start : start + LOT]
                asked = [self._asked(question) for question in lot]
                seeds = [derive(self.sampling.seed, "strategy", place) for place in range(start, start + len(lot))]

                def told(sampled: int, before: int = tokens) -> None:
                    progress.update(ledger.done, note=f"{before + sampled} tokens sampled")

                outcomes = carried_out(
                    self.strategy, asked, self.engine, self.sampling.params.temperature, seeds, told,
                    self.learned.look_ahead if self.learned else None,
                )  # fmt: skip
                for line, outcome in self._lines(asked, outcomes, start):
                    ledger.add(line, tokens=outcome.sampled)
                ledger.save()
                tokens = ledger.counts["tokens"]

    def _asked(self, question: Question) -> Asked:
        prompt, cap = self.make_prompt(question), self.sampling.params.max_new_tokens
        if self.strategy.valued_by == "checker":
            return Asked(prompt, self.vocabulary, cap, checked_value(self.task, prompt, self.scorer.rubric))
        if self.learned:
            return Asked(prompt, self.vocabulary, cap, self.learned.of(prompt, self.scorer.rubric))
        return Asked(prompt, self.vocabulary, cap)

    def _lines(
        self, asked: Sequence[Asked], outcomes: Sequence[Outcome], start: int
    ) -> Iterator[tuple[bytes, Outcome]]:
        for place, (one, outcome) in enumerate(zip(asked, outcomes, strict=True), start):
            yield encoded(self._row(one.prompt, outcome, place)), outcome

    def _row(self, prompt: Prompt, outcome: Outcome, place: int) -> dict:
        text = self.vocabulary.decode(outcome.token_ids)
        reason = "length" if outcome.is_cut else "stop"
        completion = Completion(text, outcome.token_ids, (), reason, 0)
        rollout = Rollout(completion, self.scorer.score(reply_to(prompt, completion)), 0)
        cost = {"tokens_sampled": outcome.sampled, "tokens_read": outcome.read}
        return self.scorer.row(prompt, rollout, place) | cost
