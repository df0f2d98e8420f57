"""Markup: from Markdown, HTML and LaTeX to lines of plain words."""

from __future__ import annotations

import re
import unicodedata

from puzzles.answers.vocabulary import DOUBTFUL, HARMLESS
from puzzles.prose.words_zh import SIMPLIFIED

_WIDE = str.maketrans({**dict(zip("：，；＝－！？｜．", ":,;=-!?|.", strict=True)), **SIMPLIFIED})
_SYMBOLS = str.maketrans(
    {
        **dict.fromkeys('*_`"“”„«»{}[]()$\\<>#•·●✓✔✅☑√\ufe0f\u200d（）「」『』【】《》〈〉〔〕', " "),
        **dict.fromkeys("’‘", "'"),
    }
)
_EMPTY = re.compile(r"(?<=[:=])\s{0,2}(?:\[\s?\]|\{\s?\})")
_STRUCK = re.compile(r"(?<=\S)\s{0,9}<s>|<!--")  # struck out or commented out; a leading <s> begins a sequence
_UNEQUAL = re.compile(r"<>|\\=")
_NEGATED = re.compile(r"(?:^|(?<=[\s(&|,;]))!(?=\s?\()")
_SPECIAL_TOKENS = re.compile(r"<\|[\w ]{1,30}\|>|</?s>")
_TAGS = re.compile(r"</?(?:b|i|u|em|p|li|ul|ol|strong|div|span|table|tbody|thead|code|pre)\s?/?>", re.IGNORECASE)
_BREAKS = re.compile(
    r"<(?:br\s?/?|/tr|/li|/p|/div|/answer|/?think)>"
    r"|\\\\|\\n(?-i:(?![a-z]))|\\(?:begin|end)\{\w{1,20}\*?\}(?:\{[lcr| ]{1,40}\})?",
    re.IGNORECASE,
)
_CELLS = re.compile(r"</t[dh]>", re.IGNORECASE)
_OPENINGS = re.compile(r"<t[rdh]>", re.IGNORECASE)
_ALIGNMENT = re.compile(r"\\begin\{(?:array|tabular|align|aligned|cases|matrix|gather|gathered)\*?\}")
_LATEX = re.compile(r"\\([A-Za-z]{1,20}|[,;:!> ])")
_LATEX_WORDS = {
    **dict.fromkeys(("to", "rightarrow", "Rightarrow", "longrightarrow", "mapsto"), "→"),
    **dict.fromkeys(("neq", "ne"), "≠"),
    **dict.fromkeys(("land", "wedge"), "and"),
    **dict.fromkeys(("lnot", "neg"), "¬"),
    **dict.fromkeys(("checkmark",), "✓"),
    **dict.fromkeys(
        "text textbf textit texttt textrm textsf mathrm mathbf mathit mathsf mathtt operatorname boxed fbox emph quad "
        "qquad left right displaystyle large Large bf it rm underline hline bullet item".split(),
        "",
    ),
}
_HARMLESS, _DOUBTFUL = re.compile(HARMLESS, re.IGNORECASE), re.compile(DOUBTFUL, re.IGNORECASE)


def unwrapped(text: str) -> str:
    """The text without HTML and LaTeX, accents composed, wide punctuation narrow, Chinese in simplified characters.

    Table cells of any kind are set apart by "|", rows by line breaks: `"<td>Zoey</td><td>knight</td>"` gives
    `"Zoey | knight |"`.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_WIDE)
    text = text.replace("\r", "\n")
    text = _NEGATED.sub("¬", _UNEQUAL.sub(" ≠ ", text))
    if "\\" in text:
        if _ALIGNMENT.search(text):
            text = text.replace("&", "|")
        text = _LATEX.sub(_latex_word, _BREAKS.sub("\n", text))
    if "<" in text:
        text = _STRUCK.sub(" ~ ", text)
        text = _SPECIAL_TOKENS.sub("\n", text).replace("<answer>", "\nanswer:\n")
        text = _TAGS.sub(" ", _OPENINGS.sub(" ", _CELLS.sub(" | ", _BREAKS.sub("\n", text))))
    return text


def blanked(text: str) -> str:
    """The text with quotes, brackets, emphasis and ornaments turned into blanks.

    Phrases that only sound like doubt are taken out, and phrases of doubt become a word of doubt.
    """
    if not text.isascii():
        text = "".join(" " if _is_ornament(character) else character for character in text)
    text = _EMPTY.sub(" none ", text)
    return _DOUBTFUL.sub(" maybe ", _HARMLESS.sub(" ", text.translate(_SYMBOLS)))


def _latex_word(match: re.Match) -> str:
    """A command as the word or sign it stands for; one that only sets type becomes a blank."""
    name = match.group(1)
    return f" {_LATEX_WORDS.get(name, name if name.isalpha() else '')} "


def _is_ornament(character: str) -> bool:
    """Whether this is a picture that says nothing: 🛡 is, ❌ and 🤔 are not."""
    return character >= "\u2600" and character not in _SPEAKING and unicodedata.category(character) == "So"


_SPEAKING = frozenset("☒🙅🤥🙃❌✗✘✖👎🚫⛔❓❔🤔🤷⚠")
