"""Language consistency: the share of words of the wanted language in the thinking (DeepSeek-R1, arXiv 2501.12948).

Languages are told apart by their scripts: a word in Latin letters counts as English, a Chinese character as a Chinese
word; the paper does not say what a word is. Names and role words of the puzzle and single letters ("A", "P") belong
to no language.
"""

from __future__ import annotations

import re

from logic_rl.types import Question
from puzzles.script import language_of

# A Chinese character counts as a word.
WORD = re.compile(r"[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]+")
_OF_LANGUAGE = {"en": re.compile(r"[a-z\u00c0-\u024f]+"), "zh": re.compile(r"[\u3400-\u9fff]")}


def target_share(thinking: str, question: Question, target: str = "puzzle") -> float:
    """Words of the target language over all words, 0 to 1; 0 where there are no words.

    Args:
        target: "en", "zh", or "puzzle" for the language of the question.
    """
    if target == "puzzle":
        target = getattr(question, "language", None) or language_of(question.text)
    is_target = _OF_LANGUAGE.get(target, _OF_LANGUAGE["en"]).fullmatch
    text = thinking.lower()
    phrases = [phrase.lower() for phrase in getattr(question, "proper_words", ())]
    for phrase in phrases:
        if not phrase.isascii():
            text = text.replace(phrase, " ")
    own = {form for phrase in phrases for word in phrase.split() for form in (word, f"{word}s")}
    words = [word for word in WORD.findall(text) if word not in own and (len(word) > 1 or not word.isascii())]
    return sum(is_target(word) is not None for word in words) / len(words) if words else 0.0
