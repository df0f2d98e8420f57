"""The typed things that cross stage borders. Standard library only."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol


class Question(Protocol):
    """What a task asks: a puzzle, a problem, a game.

    `text` is what the model reads, `level` the size (people, digits, nodes), `to_row()` a JSON row from which the task
    makes the question again. A question may also have `language` ("en" where it has none) and `proper_words`, the
    words in it that belong to no language, such as names.
    """

    @property
    def id(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def level(self) -> int: ...

    def to_row(self) -> dict: ...


@dataclass(frozen=True, slots=True)
class Problem:
    """A question with one answer that can be written down, such as a maths problem.

    Example: `Problem("aime-7", "Find the number of …", "25")`; `text` is what is asked, as it is of a `Puzzle`.
    """

    id: str
    text: str
    answer: str
    level: int = 1

    def to_row(self) -> dict:
        return {"id": self.id, "question": self.text, "answer": self.answer, "level": self.level}


OF_ROWS = frozenset((
    "id", "puzzle_id", "task", "level", "text", "floor", "step", "phase", "policy_version", "sample_index", "response",
    "num_tokens", "finish_reason", "score", "verified", "prompts", "completions", "completion_ids",
))  # fmt: skip
"""Fields of a response row, and arguments of a reward function, that do not belong to a question's facts."""


@dataclass(frozen=True, slots=True)
class TextQuestion:
    """A question that is its text, its level, and whatever else its task needs to judge an answer.

    Example: `TextQuestion("Make 84 of 7, 36 and 55.", 3, {"numbers": [7, 36, 55], "target": 84})`. The facts are values
    of JSON, so that a row holds all of the question; questions of the same text are the same.

    Raises:
        TypeError: a fact cannot be written as JSON; ValueError: its name is one of `OF_ROWS`.
    """

    text: str
    level: int = 1
    facts: dict = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if taken := OF_ROWS & self.facts.keys():
            raise ValueError(f"a fact cannot be called {', '.join(sorted(taken))}: rows have fields of that name")
        object.__setattr__(self, "facts", json.loads(json.dumps(self.facts)))

    @property
    def id(self) -> str:
        return f"q-{hashlib.sha256(self.text.encode()).hexdigest()[:16]}"

    def to_row(self) -> dict:
        return {"id": self.id, "text": self.text, "level": self.level} | self.facts

    @staticmethod
    def from_row(row: dict) -> TextQuestion:
        facts = {name: value for name, value in row.items() if name not in OF_ROWS}
        return TextQuestion(row["text"], row["level"], facts)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model is given.

    Example: `Prompt(question=…, text="On an island … Who is …?\\n", token_ids=(17, 4, …), opened_think=False)`;
    `opened_think` is True when the text already ends with an open `<think>`.
    """

    question: Question
    text: str
    token_ids: tuple[int, ...]
    opened_think: bool


@dataclass(frozen=True, slots=True)
class Completion:
    """One sampled text.

    Example: `Completion(text="<think> …", token_ids=(5, 9, …), logprobs=(-0.1, …), finish_reason="stop",
    policy_version=12)`. `logprobs[t]` belongs to `token_ids[t]` and is under the distribution it was
    sampled from (after temperature), in nats. `finish_reason` is "stop" (end of sequence, which is
    the last of `token_ids`) or "length" (cut at the cap).
    """

    text: str
    token_ids: tuple[int, ...]
    logprobs: tuple[float, ...]
    finish_reason: str
    policy_version: int


class Reply(NamedTuple):
    """A reply to score. Example: `Reply("<think>…", puzzle, opened_think=False, num_tokens=212)`.

    `num_tokens` is needed by the parts `length` and `overlong` only; `prompt`, the text before the reply, and
    `completion_ids`, its tokens, by a user's reward function that looks at them.
    """

    response: str
    question: Question
    opened_think: bool
    num_tokens: int | None = None
    prompt: str = ""
    completion_ids: tuple[int, ...] = ()


class Judgement(NamedTuple):
    """Whether an answer is right: `verdict` is "correct", "wrong" or "unparsed" (it cannot be read), `reason` says why.

    `num_right` of `num_parts` parts are right, such as roles of people; partial credit is given by it.
    """

    verdict: str
    reason: str
    num_right: float = 0
    num_parts: int = 1


@dataclass(frozen=True, slots=True)
class Score:
    """A reward that explains itself.

    Example: `Score(total=-0.5, parts={"format": 1.0, "answer": -1.5}, verdict="wrong", reason="Mia is a knight")`.
    `verdict` is "correct", "wrong", "unparsed" (well-formatted, answer not readable) or "bad_format".
    """

    total: float
    parts: dict[str, float]
    verdict: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rollout:
    """A completion with its score; `sample_index` is its place in the group."""

    completion: Completion
    score: Score
    sample_index: int


@dataclass(frozen=True, slots=True)
class RolloutGroup:
    """The G rollouts of one prompt."""

    prompt: Prompt
    rollouts: tuple[Rollout, ...] = field(default_factory=tuple)
