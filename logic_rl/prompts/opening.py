"""The marks that a tokenizer puts before every text, such as a beginning-of-sequence token."""

from __future__ import annotations

PROBE = "Who is who?"


def opening_of(tokenizer) -> str:
    """Text that, before a prompt and read without special tokens, gives what the tokenizer itself begins a text with.

    Models of such a tokenizer have seen no text without it; Gemma, for one, is lost there
    (EleutherAI/lm-evaluation-harness#1455). What the tokenizer adds at the end of a text is no part of it.
    Tokenizers of SentencePiece's kind that mark a word's beginning only at the beginning of a text want a space
    after it.
    """
    plain, whole = _ids(tokenizer, PROBE, False), _ids(tokenizer, PROBE, True)
    length = next((at for at in range(len(whole)) if whole[at : at + len(plain)] == plain), 0)
    marks = "".join(tokenizer.convert_ids_to_tokens(whole[:length]))
    openings = [marks, f"{marks} "] if marks else []
    exact = [text for text in openings if _ids(tokenizer, text + PROBE, False) == whole[: length + len(plain)]]
    begun = [text for text in openings if _ids(tokenizer, text + PROBE, False)[:length] == whole[:length]]
    return next(iter(exact + begun), "")


def _ids(tokenizer, text: str, add_special_tokens: bool) -> list[int]:
    return list(tokenizer(text, add_special_tokens=add_special_tokens)["input_ids"])
