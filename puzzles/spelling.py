"""What was meant by a word that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

LEAST = 0.6  # likeness of two words that may stand for each other, as `difflib` measures it


def nearest(word: object, known: Iterable[str], least: float = LEAST) -> str | None:
    """The known word that was most likely meant; None where none is near.

    >>> nearest("gpro", ["gspo", "grpo"]), nearest("Tiny_base", ["tiny-base"]), nearest("r1", ["plain", "r1-zero"])
    ('grpo', 'tiny-base', 'r1-zero')
    """
    written = _plain(str(word))
    spelt = {_plain(one): one for one in known}
    if written in spelt:
        return spelt[written]
    swapped = [one for one in spelt if sorted(one) == sorted(written)]  # letters that changed places
    near = swapped or difflib.get_close_matches(written, spelt, n=1, cutoff=least)
    if not near and len(written) > 1:
        near = [one for one in spelt if one.startswith(written) or (len(one) > 1 and written.startswith(one))]
    return spelt[near[0]] if near else None


def choose_from(word: object, known: Iterable[str]) -> str:
    """The end of a message about a word that is not known: the nearest one, and all that there are."""
    known = list(known)
    near = nearest(word, known)
    return (f"did you mean {near!r}? " if near else "") + f"choose from {', '.join(known)}"


def _plain(word: str) -> str:
    return word.strip().lower().replace("_", "-")
