"""Marks that end a reply in the vocabularies of model families, such as `<|im_end|>`: layout, not text."""

from __future__ import annotations

import re

END_MARK = re.compile(
    r"<[|｜][\w ▁:.-]{1,40}[|｜]>"  # Qwen, Llama 3, Phi, Command, gpt-oss; DeepSeek's have wide bars and low blocks
    r"|</?s>|<\|?(?:eos|eot|eom|pad|bos|eoa|eod|end_of_turn|end_of_text|end_of_utterance|endoftext|turn)\|?>"
    r"|\[\|[\w ]{1,30}\|\]|<seed:(?:eos|pad)>|\[(?:EOS|EOT|PAD)\]|\[e~\["
)
"""One mark of an end or of padding, as it stands in a text that was decoded with its special tokens."""

_LONGEST = 64  # characters of a mark


def is_end_mark(text: str) -> bool:
    """Whether all of the text is one mark. `is_end_mark("<end_of_turn>")` is true, of `<think>` it is false."""
    return END_MARK.fullmatch(text) is not None


def without_end_marks(reply: str) -> str:
    """A reply without the marks that end it, and the space between them; as it is where there are none.

    >>> without_end_marks("<answer>Zoey is a knight</answer><end_of_turn>\\n<pad><pad>")
    '<answer>Zoey is a knight</answer>'
    """
    kept = reply.rstrip()
    while (start := _start_of_last_mark(kept)) >= 0:
        reply = kept = kept[:start].rstrip()
    return reply


def _start_of_last_mark(text: str) -> int:
    """-1 where the text does not end with a mark."""
    earliest = max(0, len(text) - _LONGEST)
    starts = {text.rfind("<", earliest), text.rfind("[", earliest), text.rfind("[", earliest, len(text) - 1)} - {-1}
    return min((start for start in starts if is_end_mark(text[start:])), default=-1)
