"""Whole words in a text, in scripts with and without spaces between them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

_LETTER = r"[^\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"  # of a script that puts spaces between words


def words_pattern(words: Sequence[str]) -> re.Pattern:
    """Any of the words, standing alone; of two that begin alike the longer one is found."""
    return _pattern(tuple(words))


@lru_cache(maxsize=1024)
def _pattern(words: tuple[str, ...]) -> re.Pattern:
    alternatives = []
    for word in sorted(words, key=len, reverse=True):
        before = rf"(?<!{_LETTER})" if re.match(_LETTER, word[0]) else ""
        after = rf"(?!{_LETTER})" if re.match(_LETTER, word[-1]) else ""
        alternatives.append(before + re.escape(word) + after)
    return re.compile("|".join(alternatives))


def substituted(text: str, words: Mapping[str, str]) -> str:
    """The text with every word replaced by what it maps to, all at once."""
    return words_pattern(list(words)).sub(lambda match: words[match.group()], text)
