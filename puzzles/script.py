"""The language of a text that says nothing of it, by the letters and the small words in it."""

from __future__ import annotations

import re

UNKNOWN = "und"  # no language that is known here (BCP 47: undetermined)
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA, _HANGUL = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]"), re.compile(r"[\u1100-\u11ff\uac00-\ud7a3]")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[a-z\u00c0-\u024f]+")
_ENGLISH = frozenset(
    "a an and are as at be both but each every find from if in is it not of on or said says that the then there they "
    "this to told two were what which who whom with you".split()
)
_LEAST_WORDS, _LEAST_SHARE = 8, 0.1  # from so many words on, so many of them are small ones; 0.3 to 0.5 in puzzles
_NAMES = {"en": "en", "eng": "en", "english": "en", "zh": "zh", "zho": "zh", "chi": "zh", "cmn": "zh", "chinese": "zh",
          "mandarin": "zh", "cn": "zh", "中文": "zh", "汉语": "zh", "英文": "en", "英语": "en"}  # fmt: skip


def language_of(text: str) -> str:
    """`en`, `zh`, `ja`, `ko`, or `und` where it is none of these; a text without letters counts as English.

    Example: `language_of("小林说：“小周不是武士。”")` is `"zh"`: names in Latin letters do not change that.
    """
    if _HANGUL.search(text):
        return "ko"
    words = _WORD.findall(text.lower())
    latin = [word for word in words if _LATIN.fullmatch(word)]
    han = len(_HAN.findall(text))
    if kana := len(_KANA.findall(text)):
        return "ja" if kana > len(latin) else UNKNOWN
    if han > len(latin):
        return "zh"
    if 2 * len(latin) < len(words):
        return UNKNOWN
    small = sum(word in _ENGLISH for word in latin)
    return UNKNOWN if len(latin) >= _LEAST_WORDS and small < _LEAST_SHARE * len(latin) else "en"


def contradicts(text: str, language: str) -> bool:
    """Whether a text is plainly in another language than its row says; a few words, or none, are no proof."""
    told = language_of(text)
    if language == "en":
        return told in ("zh", "ja", "ko")
    return language == "zh" and told in ("en", "ja", "ko") and len(_WORD.findall(text)) >= _LEAST_WORDS


def language_code(name: str) -> str:
    """The code of a language that a file names in its own way: `zh-CN`, `Chinese`, `EN_us`; others as they are."""
    return _NAMES.get(re.split(r"[-_]", name.strip().lower())[0], name)
