"""The data sets of the library reasoning-gym (github.com/open-thought/reasoning-gym), a hundred kinds of questions.

Each has its own generator and its own scorer; levels are those of the library's own curriculum for it. Everything of
the library runs in a process of its own, for some scorers hand the text of a reply to `eval` or to sympy, some
generators run for minutes at high levels, and some print.
"""

from __future__ import annotations

import math
import random
from typing import Any

from logic_rl.errors import RunFailed, UsageError
from logic_rl.extras import require
from logic_rl.tags import ANSWER_CLOSE, ANSWER_OPEN, BOX, THINK_CLOSE, THINK_OPEN, last_box
from logic_rl.tasks.aside import Aside, CallFailed, Unanswered
from logic_rl.tasks.task import Task
from logic_rl.types import Judgement, TextQuestion

SCORE_SECONDS = 10.0  # measured: up to 20 ms in all data sets
DRAW_SECONDS = 10.0  # of processor time; measured: up to 1 s in nearly all data sets, minutes in some at high levels
WAIT_SECONDS = 600.0  # for a question, on a machine however busy
RIGHT = 1 - 1e-9  # of the library's score
MOST_FAILURES, MOST_TOO_LONG = 50, 3  # draws in a row that come to nothing, and that take too long
SEED_BITS = 32  # numpy's generators take no more, and some data sets use one


class ReasoningGymTask(Task):
    """One data set of reasoning-gym, named `reasoning_gym:NAME`.

    Level 1 is the lowest of the library's curriculum for the data set; a level there also draws what lower ones draw.
    Levels that the library itself refuses are left out. A data set without any has the level 1, with the library's
    default settings; so has every one with `curriculum=False`. A seed for which the library finds no question, or not
    in `DRAW_SECONDS`, is passed over.

    Args:
        dataset: its name in the library.
        curriculum: whether there are levels.
        options: settings of the data set, over those of its level.

    Raises:
        UsageError: the library is not installed, has no such data set, or does not take these settings.
    """

    instruction = (
        f"First think about the problem inside {THINK_OPEN} {THINK_CLOSE} tags, then give nothing but the final answer "
        f"inside {ANSWER_OPEN} {ANSWER_CLOSE} tags, in exactly the form that the problem asks for."
    )

    def __init__(self, dataset: str, curriculum: bool = True, **options: Any) -> None:
        require("tasks", f"--task reasoning_gym:{dataset}")
        self.dataset = dataset
        self.library = Aside("logic_rl.tasks.reasoning_gym_calls", SCORE_SECONDS, dataset, options, curriculum)
        try:
            self.levels = tuple(self.library.start())
        except CallFailed as error:
            kind, _, text = str(error).partition(": ")
            if kind == "UsageError":
                raise UsageError(f"--task reasoning_gym:{dataset}: {text}") from None
            advice = "pip install --force-reinstall reasoning-gym"
            raise RunFailed(f"reasoning-gym does not start: {error}; {advice}") from None

    def draw(self, level: int, rng: random.Random, split: str) -> TextQuestion:
        if level not in self.levels:
            raise UsageError(
                f"task reasoning_gym:{self.dataset} has no level {level}; it has {', '.join(map(str, self.levels))}"
            )
        failures: list[str] = []  # in a row

        def item() -> TextQuestion | None:
            arguments = (level, rng.getrandbits(SEED_BITS), DRAW_SECONDS)
            try:
                drawn = self.library.call("draw", *arguments, seconds=WAIT_SECONDS)
            except (CallFailed, Unanswered) as error:
                failures.append(str(error))
                num_too_long = sum(one.startswith("TooLong") for one in failures)
                if isinstance(error, CallFailed) and len(failures) < MOST_FAILURES and num_too_long < MOST_TOO_LONG:
                    return None
                raise UsageError(
                    f"reasoning-gym makes no question of {self.dataset} at level {level}: {error}; name other levels "
                    "under phases.NAME.people and evaluation.people"
                ) from None
            failures.clear()
            return TextQuestion(drawn["question"], level, {name: drawn[name] for name in ("answer", "metadata")})

        return self.draw_from_split(level, rng, split, item)

    def judge(self, answer: str, question: TextQuestion) -> Judgement:
        """By the library's scorer: what it gives less than all for is wrong, and right in part."""
        text = answer.strip()
        if BOX.match(text) and text.endswith("}") and (inside := last_box(text)) is not None:
            text = inside.strip()
        if not text:
            return Judgement("unparsed", "the answer is empty")
        try:
            score = self.library.call("score", question.level, text, question.facts)
        except (CallFailed, Unanswered) as error:
            return Judgement("unparsed", f"the scorer of {self.dataset} fails on it: {error}")
        share = min(max(score, 0.0), 1.0) if math.isfinite(score) else 0.0
        return Judgement("correct" if share >= RIGHT else "wrong", f"its score is {share:.3g}", share)

    def close(self) -> None:
        self.library.close()
