"""From chat messages to the token ids that the model was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from logic_rl.errors import UsageError
from logic_rl.prompts import DATE, PromptFormat
from logic_rl.prompts.jinja import jinja_of
from logic_rl.tags import THINK_OPEN


class Prompted(NamedTuple):
    """`opened_think` is True where the prompt ends with an open `<think>`."""

    token_ids: tuple[int, ...]
    opened_think: bool


class Conversation:
    """Makes prompts of messages `{"role", "content"}`; one of the user alone gives the ids of training's own prompt.

    Raises:
        UsageError: the template is `chat`, and the tokenizer's chat template is missing or cannot be used.
    """

    def __init__(self, asking: PromptFormat, tokenizer) -> None:
        self.tokenizer, self.is_chat = tokenizer, asking.template == "chat"
        wording, day = asking.instruction or "", asking.date or DATE
        self.template = jinja_of(asking.template, asking.open_think, tokenizer, wording, day)

    def __call__(self, messages: Sequence[dict[str, str]]) -> Prompted:
        """Raises UsageError where the chat template refuses these messages."""
        try:
            text = self.tokenizer.apply_chat_template(
                list(messages), chat_template=self.template, tokenize=False, add_generation_prompt=True
            )
        except Exception as error:  # templates are programs of others, and raise what they like
            reason = " ".join(str(error).split())[:200] or type(error).__name__
            raise UsageError(f"the model's chat template refuses these messages ({reason})") from None
        token_ids = tuple(self.tokenizer(text, add_special_tokens=False)["input_ids"])
        if not token_ids:
            raise UsageError("the messages make an empty prompt")
        return Prompted(token_ids, text.rstrip().endswith(THINK_OPEN))
