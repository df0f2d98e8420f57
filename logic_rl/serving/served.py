"""A model that is served: how it is asked, and the worker that runs it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from logic_rl.config.rollout import Dtype
from logic_rl.errors import UsageError
from logic_rl.evaluation.prompting import asking_of, loadable
from logic_rl.evaluation.settings import MAX_NEW_TOKENS, EngineName, SamplingSettings
from logic_rl.loadable import require_chat_template, require_room
from logic_rl.prompts import PromptFormat, read_prompt_format, usual_instruction
from logic_rl.serving.conversation import Conversation
from logic_rl.serving.worker import Worker

if TYPE_CHECKING:
    from logic_rl.rollout.live import LiveEngine



@dataclass(frozen=True, slots=True)
class Opening:
    """How models are opened: None and False ask as a model was asked in its training.

    Attributes:
        slots: replies that are written at once.
    """

    template: str | None = None
    open_think: bool = False
    max_new_tokens: int | None = None
    dtype: Dtype = "auto"
    slots: int = 64
    engine: EngineName = "torch"


@dataclass(slots=True)
class Served:
    """Attributes:
    name: what requests call the model; path: where it is.
    """

    name: str
    path: str
    asking: PromptFormat
    worker: Worker
    conversation: Conversation
    created: int = field(default_factory=lambda: int(time.time()))

    @property
    def engine(self) -> LiveEngine:
        return self.worker.engine

    @property
    def positions(self) -> int:
        """Tokens of prompt and reply together."""
        return self.engine.positions

    @property
    def max_new_tokens(self) -> int:
        """Of replies for which nothing else is asked."""
        return self.asking.max_new_tokens or MAX_NEW_TOKENS

    def to_row(self) -> dict:
        """As GET /v1/models says it."""
        return {
            "id": self.name, "object": "model", "created": self.created, "owned_by": "logic-rl", "root": self.path,
            "max_model_len": self.positions, "max_new_tokens": self.max_new_tokens, "task": self.asking.task,
            "template": self.asking.template, "open_think": self.asking.open_think,
        }  # fmt: skip


def found_model(model: str, opening: Opening) -> tuple[str, PromptFormat]:
    """Where a model is and how it is asked, told by its files alone.

    Raises:
        UsageError: it cannot be loaded, has no such template, or no room for such replies.
    """
    path = loadable(model)
    recorded = read_prompt_format(path)
    usual = usual_instruction(recorded.task if recorded else "knights")
    asking = asking_of(path, opening.template, opening.open_think, opening.max_new_tokens, instruction=usual)
    if asking.template == "chat":
        require_chat_template(path)
    require_room(path, asking.max_new_tokens or MAX_NEW_TOKENS)
    return path, asking


def opened_model(model: str, opening: Opening, queue: int) -> Served:
    """Load a model and set its worker to work; whoever asks for it closes the worker."""
    path, asking = found_model(model, opening)
    settings = SamplingSettings(slots=opening.slots, dtype=opening.dtype, engine=opening.engine)
    rollout = settings.rollout(asking.max_new_tokens or MAX_NEW_TOKENS, "logicrl serve")
    from logic_rl.training.engines import open_live_engine

    worker = Worker(partial(open_live_engine, rollout, path), queue)
    return Served(model, path, asking, worker, Conversation(asking, worker.engine.tokenizer))


def require_different(models: tuple[str, ...]) -> None:
    """Raises UsageError where a model is named twice."""
    for model in models:
        if models.count(model) > 1:
            raise UsageError(f"--model {model} is given {models.count(model)} times: name each model once")
