"""Sampling into a ledger, as `sample` and `evaluate` do it: engine up, progress shown, interruptions told."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import closing
from itertools import chain
from pathlib import Path

import click

from logic_rl.bill import Bill
from logic_rl.endpoint import Endpoint
from logic_rl.evaluation.display import SamplingDisplay
from logic_rl.evaluation.settings import CALLS, MAX_NEW_TOKENS, SamplingSettings
from logic_rl.hub import require_answer
from logic_rl.interruption import termination_as_interrupt
from logic_rl.prompts import PromptFormat
from logic_rl.resources import model_path
from logic_rl.rollout.collect import MakePrompt
from logic_rl.rollout.endpoint_engine import EndpointEngine, asked_as_bytes, instruction_of
from logic_rl.rollout.engine import Engine, Request
from logic_rl.rollout.ledger import Ledger
from logic_rl.rollout.mass import Plan, Scorer, sample_into
from logic_rl.types import Problem, Question

Opener = Callable[[Question], tuple[Engine, MakePrompt]]
"""(any of the questions) → an engine, and how its prompts are made."""


def fill(
    ledger: Ledger,
    plan: Plan,
    questions: Iterable[Question],
    open_engine: Opener,
    scorer: Scorer,
) -> int:
    """Sample what the ledger does not have yet, and close it; returns how often a worker was restarted."""
    try:
        if ledger.complete:
            return 0
        with termination_as_interrupt(), SamplingDisplay(ledger) as display:
            first, questions = peeked(questions)
            engine, make_prompt = open_engine(first)
            with closing(engine):
                if isinstance(questions, list):  # a long one at its end would stop the work after hours
                    for question in questions:
                        engine.fitting(Request(make_prompt(question).token_ids, seed=0), plan.params)
                sample_into(ledger, plan, questions, make_prompt, engine, scorer, display.update)
                return int(engine.metrics().get("system/worker_restarts", 0))
    except KeyboardInterrupt:
        click.echo(
            f"stopped after {ledger.done} of {ledger.total} samples; the same command goes on from there", err=True
        )
        raise
    finally:
        ledger.close()


def opener(
    settings: SamplingSettings, model: str, prompt: PromptFormat, who: str, stop: tuple[str, ...] = ()
) -> Opener:
    """What opens the engine that the settings ask for, when there is something to sample; `who` is the command.

    Raises:
        UsageError: the settings cannot be, or the endpoint does not answer.
    """
    if settings.endpoint:
        url, calls = settings.endpoint, settings.slots or CALLS
        endpoint = Endpoint(url, model, os.environ.get(settings.key))
        require_answer(url)
        bill, make_prompt = Bill(settings.price, settings.cost_limit), asked_as_bytes(prompt)

        def connected(first: Question) -> tuple[Engine, MakePrompt]:
            return EndpointEngine(endpoint, instruction_of(prompt, first), calls, bill, _told), make_prompt

        return connected
    rollout = settings.rollout(prompt.max_new_tokens or MAX_NEW_TOKENS, who, stop)

    def opened(first: Question) -> tuple[Engine, MakePrompt]:
        from logic_rl.training.engines import open_engine

        return open_engine(rollout, model, prompt, first)

    return opened


def _told(line: str) -> None:
    click.echo(line, err=True)


def peeked(questions: Iterable[Question]) -> tuple[Question, Iterable[Question]]:
    """The first question, and all of them with it."""
    if isinstance(questions, list):
        return questions[0], questions
    rest = iter(questions)
    first = next(rest)
    return first, chain([first], rest)


def fingerprint(questions: Iterable[Question]) -> tuple[int, str]:
    """How many there are, and a hash of what they say."""
    digest, count = hashlib.sha256(), 0
    for one in questions:
        digest.update(f"{one.id}\n{one.text}\n".encode())
        if isinstance(one, Problem):
            digest.update(f"{one.answer}\n".encode())
        count += 1
    return count, digest.hexdigest()[:16]


def stamp(model: str) -> str | None:
    """A hash of the sizes and dates of a model's weight files, by which others are told; None for one of the hub."""
    folder = Path(model_path(model))
    if not folder.is_dir():
        return None
    files = [path for path in sorted(folder.iterdir()) if path.suffix in (".safetensors", ".bin")]
    told = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def told_model(model: str, settings: SamplingSettings) -> dict:
    """What tells one model from others of its name."""
    return {"endpoint": settings.endpoint} if settings.endpoint else {"weights": stamp(model)}
