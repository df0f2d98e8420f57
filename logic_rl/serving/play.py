"""What the page asks for beside replies: a puzzle, logic's own answer, and the marks of a reply as far as it goes."""

from __future__ import annotations

import random
import secrets
import threading
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Annotated, Literal, ParamSpec

from fastapi import APIRouter
from pydantic import Field

from logic_rl.analysis.report.responses import marks_of
from logic_rl.claims.claim import FALSE, NO_STEPS, TRUE
from logic_rl.errors import UsageError
from logic_rl.evaluation.asking import checked_reply, puzzle_of, tagged_row, whole_sentences
from logic_rl.evaluation.solving import solved
from logic_rl.prompts import never_read
from logic_rl.serving.errors import ApiError
from logic_rl.serving.protocol import Strict, Text
from logic_rl.serving.served import Served
from logic_rl.tasks.knights.task import KnightsTask

MOST_PEOPLE = 8  # of a puzzle that is drawn; proofs of more are longer than anybody reads
AT_ONCE = 4  # questions of this kind; each takes a core
Parameters = ParamSpec("Parameters")


class Prose(Strict):
    """A puzzle."""

    text: Annotated[Text, Field(max_length=20_000)]


class Written(Prose):
    """A reply to a puzzle, or its beginning.

    `response` is what the model wrote, `is_whole` says that it is at its end.
    """

    response: Annotated[Text, Field(max_length=400_000)]
    opened_think: bool = False
    num_tokens: Annotated[int, Field(ge=0)] = 0
    is_whole: bool = False


def play_routes(models: Sequence[Served]) -> APIRouter:
    router = APIRouter(prefix="/api")
    room = threading.BoundedSemaphore(AT_ONCE)

    def few(answer: Callable[Parameters, dict]) -> Callable[Parameters, dict]:
        """No more than `AT_ONCE` of these at a time."""

        @wraps(answer)
        def guarded(*args: Parameters.args, **named: Parameters.kwargs) -> dict:
            if not room.acquire(timeout=2):
                raise ApiError(429, "too many puzzles are being read: try again", "queue_full")
            try:
                return answer(*args, **named)
            finally:
                room.release()

        return guarded

    @router.get("/puzzle")
    @few
    def puzzle(
        people: Annotated[int, Field(ge=2, le=MOST_PEOPLE)] = 3,
        language: Literal["en", "zh"] = "en",
        style: Literal["named", "standard", "varied"] = "named",
        seed: Annotated[int | None, Field(ge=0, lt=2**53)] = None,
    ) -> dict:
        """A puzzle of the test split; `named` with the cast that packaged models have read."""
        seed = secrets.randbits(32) if seed is None else seed
        task = KnightsTask(language=language, style=style, fixed_cast=style == "named")
        drawn = task.draw(people, random.Random(seed), "test")
        return {"text": drawn.text, "language": language, "seed": seed}

    @router.post("/solve")
    @few
    def solve(prose: Prose) -> dict:
        """What `logicrl solve --explain --json` says of it, and what is new in it to each model."""
        return solved(prose.text, explain=True) | {"warnings": _warnings(models, prose.text)}

    @router.post("/analyze")
    @few
    def analyze(written: Written) -> dict:
        return analyzed(written)

    return router


def analyzed(written: Written) -> dict:
    """Marks of the sentences written so far; of a whole reply to a puzzle with one solution the verdict too.

    A mark is as in the report's pages: [start, end, kind, note], in UTF-16 units.
    """
    end = len(written.response) if written.is_whole else whole_sentences(written.response)
    row: dict = {"id": "reply", "response": written.response[:end]}
    try:
        question = puzzle_of(written.text)
    except UsageError:
        question = None
    if question is None:
        reply = tagged_row(row)
    elif written.is_whole:
        reply = checked_reply(question, written.response, written.opened_think, written.num_tokens)
    else:
        reply = tagged_row(question.to_row() | row)
    truths = [claim["truth"] for claim in reply["claims"] if claim["kind"] not in NO_STEPS]
    score = reply.get("score") or {}
    return {
        "marks": marks_of(row["response"], reply), "counts": reply["counts"], "true": truths.count(TRUE),
        "false": truths.count(FALSE), "verdict": score.get("verdict"), "reason": score.get("reason", ""),
        "verified": reply.get("verified"),
    }  # fmt: skip


def _warnings(models: Sequence[Served], text: str) -> dict[str, str]:
    try:
        question = puzzle_of(text)
    except UsageError:
        return {}
    told = {model.name: never_read(model.path, [question]) for model in models}
    return {name: warning.removeprefix("warning: ") for name, warning in told.items() if warning}
