"""What a chat request may hold, as the OpenAI API has it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from logic_rl.tags import THINK_CLOSE, THINK_OPEN
from puzzles.spelling import nearest

Count = Annotated[int, Field(ge=1, le=2**31)]


def _whole_characters(text: str) -> str:
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("half a character (a surrogate without its pair)")
    return text


Text = Annotated[str, AfterValidator(_whole_characters)]
# Without meaning for a model that runs here: taken and passed over.
PASSED_OVER = frozenset((
    "user", "metadata", "store", "service_tier", "parallel_tool_calls", "safety_identifier", "prompt_cache_key",
    "prompt_cache_retention", "verbosity", "reasoning_effort",
))  # fmt: skip
# Not done here: taken only with a value that asks for nothing.
NEUTRAL: dict[str, tuple[Any, ...]] = {
    "frequency_penalty": (0,), "presence_penalty": (0,), "repetition_penalty": (1,), "logit_bias": ({},),
    "min_p": (0,), "top_k": (0, -1), "tools": ([],), "tool_choice": ("none", "auto"), "functions": ([],),
    "response_format": ({"type": "text"},), "modalities": (["text"],), "audio": (), "prediction": (),
    "web_search_options": (), "echo": (False,), "best_of": (1,), "function_call": ("none", "auto"),
    "extra_body": ({},),
}  # fmt: skip


class Strict(BaseModel):
    """No text for a number, no number for a truth value."""

    model_config = ConfigDict(strict=True, extra="ignore", allow_inf_nan=False)


class TextPart(Strict):
    """A part of a message; pictures and sound are not taken."""

    type: Literal["text"]
    text: Text


class Message(Strict):
    """One turn. The thinking of an earlier reply may stand in `reasoning` or `reasoning_content`."""

    role: Literal["system", "developer", "user", "assistant"]
    content: Text | list[TextPart] | None = None
    reasoning: Text | None = None
    reasoning_content: Text | None = None

    def to_turn(self) -> dict[str, str]:
        """As a chat template takes it; a reply as the model wrote it, with its thinking."""
        content = self.content if isinstance(self.content, str) else "".join(part.text for part in self.content or ())
        reasoning = self.reasoning or self.reasoning_content
        if reasoning and self.role == "assistant" and THINK_OPEN not in content:
            content = f"{THINK_OPEN}{reasoning}{THINK_CLOSE}{content}"
        return {"role": "system" if self.role == "developer" else self.role, "content": content}


class StreamOptions(Strict):
    include_usage: bool = False


class ChatRequest(Strict):
    """The body of POST /v1/chat/completions.

    `model` may be left out: the first that is served. `max_completion_tokens` wins over `max_tokens`.
    """

    model_config = ConfigDict(strict=True, extra="allow", allow_inf_nan=False)

    model: Text | None = None
    messages: Annotated[list[Message], Field(min_length=1, max_length=1000)]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Annotated[int, Field(ge=1)] | None = None
    seed: Annotated[int, Field(ge=-(2**63), lt=2**63)] | None = None
    temperature: Annotated[float, Field(ge=0, le=100)] | None = None
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    max_tokens: Count | None = None
    max_completion_tokens: Count | None = None
    stop: Text | Annotated[list[Text], Field(max_length=16)] | None = None
    logprobs: bool | None = None
    top_logprobs: Annotated[int, Field(ge=0, le=20)] | None = None

    @model_validator(mode="after")
    def _asks_for_what_there_is(self) -> ChatRequest:
        for name, value in (self.model_extra or {}).items():
            if name in PASSED_OVER or value is None or name in NEUTRAL and value in NEUTRAL[name]:
                continue
            if name in NEUTRAL:
                raise ValueError(f"{name} is not supported here; leave it out")
            near = nearest(name, type(self).model_fields)
            raise ValueError(f"{name[:60]!r} is no parameter{f'; did you mean {near!r}?' if near else ''}")
        if self.top_logprobs and not self.logprobs:
            raise ValueError("top_logprobs needs logprobs: true")
        if 0 < (self.temperature or 0) < MIN_TEMPERATURE:
            raise ValueError(f"temperature: give 0, which is greedy, or {MIN_TEMPERATURE} and more")
        if not all(self.stops):
            raise ValueError("stop: an empty string would end every reply at once")
        if any(len(stop) > MAX_STOP for stop in self.stops):
            raise ValueError(f"stop: a string has {MAX_STOP} characters at most")
        if self.messages[-1].role != "user":
            raise ValueError("messages: the last one must be the user's")
        return self

    @property
    def stops(self) -> tuple[str, ...]:
        return (self.stop,) if isinstance(self.stop, str) else tuple(self.stop or ())

    @property
    def turns(self) -> list[dict[str, str]]:
        return [message.to_turn() for message in self.messages]


MIN_TEMPERATURE = 0.001  # logits divided by less may leave the range of float32
MAX_STOP = 200
