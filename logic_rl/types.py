"""The typed things that cross stage borders. Standard library and `puzzles` only."""

from __future__ import annotations

from dataclasses import dataclass, field

from puzzles.puzzle import Puzzle


@dataclass(frozen=True, slots=True)
class Problem:
    """A question with one answer that can be written down, such as a maths problem.

    Example: `Problem("aime-7", "Find the number of …", "25")`; `text` is what is asked, as it is of a `Puzzle`.
    """

    id: str
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model is given.

    Example: `Prompt(puzzle=…, text="On an island … Who is …?\\n", token_ids=(17, 4, …), opened_think=False)`;
    `opened_think` is True when the text already ends with an open `<think>`.
    """

    puzzle: Puzzle | Problem
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
