"""The text of a reply from its tokens: all that was written is kept, the tokens that end it are not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from logic_rl.end_marks import is_end_mark

_REPLY = "a reply of no tokenizer"


def end_ids(tokenizer, configured: int | Sequence[int] | None) -> list[int]:
    """Ids that end a reply: the tokenizer's, and the `eos_token_id` that the model's generation config adds."""
    ids = {tokenizer.eos_token_id, *(configured if isinstance(configured, Sequence) else [configured])}
    return sorted(i for i in ids if i is not None)


class ReplyText:
    """Decodes replies of one tokenizer.

    Special tokens count as text, since `<think>` is one in some vocabularies. Those that end a reply or pad it are left
    out, but at its end only: the tokenizer's own, `end_ids`, the known marks of families, and what the chat template
    writes after an assistant's message.

    Args:
        tokenizer: of `transformers`; the ids of its end and pad tokens are looked at.
        end_ids: tokens that end a reply, such as those of the model's generation config.
    """

    def __init__(self, tokenizer, end_ids: Iterable[int] = ()) -> None:
        self.tokenizer = tokenizer
        given = {getattr(tokenizer, "eos_token_id", None), getattr(tokenizer, "pad_token_id", None), *end_ids}
        added = getattr(tokenizer, "added_tokens_decoder", {})
        special = {id_: token.content for id_, token in added.items() if token.special}
        known = {id_ for id_, content in special.items() if is_end_mark(content)}
        self.closing = (given - {None}) | known | (_after_reply(tokenizer) & special.keys())

    def __call__(self, token_ids: Sequence[int]) -> str:
        count = len(token_ids)
        while count and token_ids[count - 1] in self.closing:
            count -= 1
        return self.tokenizer.decode(list(token_ids[:count]), skip_special_tokens=False)


def _after_reply(tokenizer) -> set[int]:
    """The tokens that the chat template writes after an assistant's message, if it has a template that can be read."""
    if not getattr(tokenizer, "chat_template", None):
        return set()
    chat = [{"role": "user", "content": "a question"}, {"role": "assistant", "content": _REPLY}]
    try:
        rendered = tokenizer.apply_chat_template(chat, tokenize=False)
    except Exception:  # templates are programs of others, and raise what they like
        return set()
    return set(tokenizer(rendered.rpartition(_REPLY)[2], add_special_tokens=False)["input_ids"])
