"""How an answer is written: marks around it, the label of a choice, words, and numbers that are exact."""

from __future__ import annotations

import re
from fractions import Fraction

from logic_rl.tasks.marked import MAX_ANSWER, bare

_SIGNS = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full width
    | {"\u3000": " ", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "−": "-", "²": "^{2}", "³": "^{3}"}
    | {"½": r"\frac{1}{2}"}
    | {"¼": r"\frac{1}{4}", "¾": r"\frac{3}{4}", "⅓": r"\frac{1}{3}", "⅔": r"\frac{2}{3}", "°": r"^\circ", "π": r"\pi "}
    | {"∞": r"\infty ", "×": r"\times ", "·": r"\cdot ", "≤": r"\le ", "≥": r"\ge ", "∪": r"\cup ", "∅": r"\emptyset "}
)
_SPACES = re.compile(r"(?<!\\)\\[;:, ]|~|\\q?quad\b")
_NOTHING = re.compile(r"\\(?:left|right|displaystyle|textstyle|[bB]igg?[lr]?)(?![A-Za-z])|\\!")
_GROUPS = re.compile(r"(?<=\d)(?:\\,|\{,\}|,?\\!|,\s?\\!)(?=\d{3}(?!\d))")
TEXT = re.compile(r"\\(?:text|textrm|textbf|textit|mathrm|mathbf|mbox|operatorname)\s*\{([^{}]*)\}")
_LABEL = re.compile(r"(?i)(?:(?P<said>option|choice)\s+)?(?:\((?P<in>[a-z])\)|(?P<by>[a-z])[.):]|(?P<alone>[a-z]))")
_LABELLED = re.compile(r"(?:\((?P<in>[A-Ja-e])\)|(?P<by>[A-J])[.):])\s+(?P<value>\S.*)", re.DOTALL)
_NAMES = frozenset("pi sqrt sin cos tan cot sec csc log ln exp or and infty inf oo".split())
_COMMON = frozenset("yes no odd even true false none all red".split())
_WORDY = re.compile(r"[^\W\d_]+(?:[\s,.'’;:-]+[^\W\d_]+)*[.'’]?")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{[a-zA-Z*]+\}")
_RUN = re.compile(r"(?<!\\)(?<![A-Za-z\\])[^\W\d_]+")
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)"
_NUMBER = re.compile(
    rf"(?P<number>{_DIGITS})(?:(?:[eE]|\s*(?:\\times|\\cdot|\*)\s*10\s*\^\s*)\{{?\s*(?P<power>[+-]?\d{{1,4}})\s*\}}?)?"
    r"(?:\s+(?P<scale>hundred|thousand|million|billion|trillion))?"
)
_POWER = re.compile(r"10\s*\^\s*\{?\s*(?P<power>-?\d{1,4})\s*\}?")
_FRACTION = re.compile(
    r"(?:(?P<whole>\d+)(?:\s+|\s*(?=\\)))?"
    r"(?:(?P<top>\d+)\s*/\s*(?P<bottom>\d+)"
    r"|\\frac\s*(?:\{\s*(?P<over>-?\d+)\s*\}|(?P<o>\d))\s*(?:\{\s*(?P<under>\d+)\s*\}|(?P<u>\d)))"
)
_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}


def cleaned(answer: str) -> str:
    """An answer in plain signs, without marks around it, sizes of brackets and odd spaces."""
    text = _GROUPS.sub("", answer.translate(_SIGNS))
    text = _NOTHING.sub("", _SPACES.sub(" ", text)).replace(r"\dfrac", r"\frac").replace(r"\tfrac", r"\frac")
    return " ".join(bare(text).split())


def label_and_value(answer: str) -> tuple[str, str, bool]:
    """(label of a choice, the rest, whether it is marked as a label): of `(B) 12` it is ("B", "12", True)."""
    text = TEXT.sub(r"\1", answer).strip(" .")
    if label := _LABEL.fullmatch(TEXT.sub(r"\1", answer).strip()):
        letter = label["in"] or label["by"] or label["alone"]
        return letter, "", bool(label["said"] or not label["alone"])
    if labelled := _LABELLED.fullmatch(text):
        return labelled["in"] or labelled["by"], labelled["value"], True
    return "", answer, False


def same_label(one: str, other: str, *, marked: bool) -> bool:
    """Capitals do not count of a choice: a label that is marked as one (A to J), or a letter alone from A to E."""
    return one == other or one.lower() == other.lower() and one.lower() in ("abcdefghij" if marked else "abcde")


def words(answer: str) -> list[str] | None:
    """The words of an answer that consists of words; None of one that is mathematics."""
    text = TEXT.sub(r" \1 ", answer).strip(" \"'“”.,;")
    if not _WORDY.fullmatch(text):
        return None
    parts = re.findall(r"[^\W\d_]+", text)
    if not any((len(part) > 1 or not part.isascii()) and part.lower() not in _NAMES for part in parts):
        return None
    return parts[1:] if len(parts) > 1 and parts[0].lower() in ("the", "a", "an") else parts


def same_words(one: list[str], other: list[str]) -> bool:
    """Letters in their order; capitals count in short names such as AB, which are no words."""
    return len(one) == len(other) and all(map(_same_word, one, other))


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    lower = one.lower()
    if lower != other.lower():
        return {lower, other.lower()} == {"solution", "solutions"}
    if lower in _COMMON:
        return True
    usual = all(word.islower() or word.isupper() or word == word.capitalize() for word in (one, other))
    return usual and len(lower) > 3 or {one, other} == {lower, lower.capitalize()} and len(lower) > 2


def words_within(answer: str) -> list[str]:
    """The words in an answer that holds mathematics too: they must be in both, as no product of letters is a word."""
    text = _ENVIRONMENT.sub(" ", TEXT.sub(r" \1 ", answer))
    runs = [(match[0], text[: match.start()]) for match in _RUN.finditer(text)]
    return [
        run.lower() for run, before in runs
        if run.lower() not in _NAMES and (len(run) > 2 or len(run) == 2 and before.endswith(" "))
    ]  # fmt: skip


def exact(answer: str) -> Fraction | None:
    """The number that an answer is, written as a decimal, fraction, mixed number or with a power of ten; else None."""
    if len(answer) > MAX_ANSWER:
        return None
    sign, text = (-1, answer[1:].strip()) if answer.startswith("-") else (1, answer.removeprefix("+").strip())
    if number := _NUMBER.fullmatch(text):
        power = int(number["power"] or 0) + _SCALES.get(number["scale"] or "", 0)
        return sign * Fraction(number["number"].replace(",", "").rstrip(".")) * Fraction(10) ** power
    if number := _POWER.fullmatch(text):
        return sign * Fraction(10) ** int(number["power"])
    if part := _FRACTION.fullmatch(text):
        bottom = int(part["bottom"] or part["under"] or part["u"])
        if bottom:
            top = int(part["top"] or part["over"] or part["o"])
            return sign * (int(part["whole"] or 0) + Fraction(top, bottom))
    return None


def rounds_to(decimal: str, number: Fraction) -> bool:
    """Whether a number, rounded to the places of a decimal, is that decimal, which has six places or more."""
    text = decimal.replace(",", "").lstrip("+-")
    places = len(text.partition(".")[2])
    if not re.fullmatch(r"\d*\.\d+", text) or places < 6 or len(text.replace(".", "").lstrip("0")) < 6:
        return False
    return abs(number - Fraction(decimal.replace(",", ""))) * 2 * 10**places <= 1
