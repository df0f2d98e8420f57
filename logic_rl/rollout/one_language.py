"""Tokens that would leave a language: what an engine must not sample to think in one alone."""

from __future__ import annotations

import re

from logic_rl.tags import ANSWER_CLOSE, ANSWER_OPEN, THINK_CLOSE, THINK_OPEN

_CHINESE = re.compile(r"[\u3400-\u9fff\ufffd]")  # with pieces of a character, which decode to a mark of their own
_ENGLISH = re.compile(r"[A-Za-z]")


def banned_tokens(tokenizer, language: str) -> tuple[int, ...]:
    """Ids of the tokens whose text has letters of the other language; special ones, and the tags, belong to none.

    Args:
        language: "en", "zh", or "any", which bans none.
    """
    if language == "any":
        return ()
    foreign = _CHINESE if language == "en" else _ENGLISH
    own = {*tokenizer.all_special_ids, *tag_pieces(tokenizer)}
    return tuple(
        token for token in range(len(tokenizer)) if token not in own and foreign.search(tokenizer.decode([token]))
    )


def tag_pieces(tokenizer) -> set[int]:
    """The tokens that tags are written with, after a space or without one, whichever takes fewer."""
    found: set[int] = set()
    for tag in (THINK_OPEN, THINK_CLOSE, ANSWER_OPEN, ANSWER_CLOSE):
        spaced, bare = (tokenizer(before + tag, add_special_tokens=False)["input_ids"] for before in (" ", ""))
        found.update(spaced if len(spaced) <= len(bare) else bare)
    return found
