"""Where a response changes the script: spans of language_switch."""

from __future__ import annotations

import re
from collections.abc import Sequence

from logic_rl.analysis.behaviours.spans import Span
from logic_rl.text.sentences import Sentence
from logic_rl.text.speech import blank

HAN_LETTER = r"[\u3400-\u4dbf\u4e00-\u9fff]"
_HAN_ONE = re.compile(HAN_LETTER)
_HAN = re.compile(rf"{HAN_LETTER}(?:[，。、；：！？“”（）\s]{{0,4}}{HAN_LETTER})*")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_LATIN_WORDS = re.compile(r"\b[A-Za-z]{2,}+(?:[ '’,-]++[A-Za-z]++){2,}+")


def switch_spans(response: str, masked: str, units: Sequence[Sentence], names: Sequence[str]) -> list[Span]:
    """Runs of the minority script: Han in a Latin response, or three or more Latin words in a Han one."""
    if response.isascii() or not _HAN_ONE.search(response):
        return []
    for name in sorted(names, key=len, reverse=True):
        masked = masked.replace(name, blank(name)) if name else masked
    pieces = [masked[unit.start : unit.end] for unit in units]
    han = sum(len(_HAN_ONE.findall(piece)) for piece in pieces)
    if not han:
        return []
    latin_words = sum(len(_LATIN_WORD.findall(piece)) for piece in pieces)
    # A Chinese word is about two characters long.
    pattern, rule = (_HAN, "han_in_latin") if han / 2 <= latin_words else (_LATIN_WORDS, "latin_in_han")
    spans = []
    for unit in units:
        for match in pattern.finditer(masked, unit.start, unit.end):
            cue = response[match.start() : match.end()][:40]
            spans.append(Span(match.start(), match.end(), "language_switch", cue, rule, unit.section))
    return spans
