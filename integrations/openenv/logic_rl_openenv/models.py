"""What goes over the wire."""

from __future__ import annotations

from openenv.core.env_server.types import Action, Observation, State
from pydantic import Field


class LogicAction(Action):
    """A reply."""

    reply: str = Field(..., description="The whole reply of the model, with its thinking")


class LogicObservation(Observation):
    """The question after a reset; what was said of the reply after a step."""

    question: str = Field(default="", description="What is asked")
    parts: dict[str, float] = Field(default_factory=dict, description="The reward by part")
    verdict: str = Field(default="", description="correct, wrong, unparsed or bad_format")
    reason: str = Field(default="", description="Why")
    answer: str | None = Field(default=None, description="The right answer, once a reply was given")


class LogicState(State):
    """Which question is asked; the same seed, split, index and settings give the same one."""

    seed: int = 0
    split: str = "train"
    index: int = 0
    question_id: str = ""
