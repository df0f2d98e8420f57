"""Cutting a Chinese puzzle text into sentences, and finding who says what.

Every step keeps the length of the text, so that a place in the working text is a place in the original.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from puzzles.errors import UnreadablePuzzleError
from puzzles.prose.words_zh import SIMPLIFIED

MAX_NAME = 12  # characters

_WIDE = dict(zip(",:;?!()[]【】「」『』\u3000\t\r", "，：；？！（）（）（）“”‘’  \n", strict=True))
_MARKS = str.maketrans({**SIMPLIFIED, **_WIDE})
_FULL_STOP = re.compile(r"(?<![A-Za-z0-9])\.|\.(?![A-Za-z0-9])")
# What numbers or marks the lines of a list: `1.`, `（二）`, `③`, `-`.
_DIGITS = "0-9０-９"
_BULLET = re.compile(
    rf"^[ \t\u3000]*(?:[-*•·●▪◆–—]+|[(（][{_DIGITS}一二三四五六七八九十]{{1,3}}[)）]|[一二三四五六七八九十]{{1,3}}、|"
    rf"[{_DIGITS}]{{1,2}}(?:[.．、)）]|(?= +[^ 个位名人]))|[①-⑳])[ \t\u3000]*(?=\S)",
    re.MULTILINE,
)
_BROKEN_LABEL = re.compile(r"(?<=：)[ \n]+(?=[“‘])")
_SINGLE_QUOTED = re.compile(r"(?<=[：:，, ])'([^'\n]{2,})'(?=[\s，。,.；;\u3400-\u9fff]|$)")
_STOPS = frozenset("。！？；\n")
# Signs of headings and of quotations, and bold type.
_MARKDOWN = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?)|\*\*|__", re.MULTILINE)
_CLOSING = {"“": "”", "‘": "’"}

_LEAD = r"(?:(?:接着|然后|最后|首先|随后|这时|于是|之后|同时|而|但)，?)?"
_MANNER = (
    r"(?:又|则|也|却|便|就|接着|然后|开口|大声|小声|肯定地|坚定地|自信地|微笑着|笑着|[对向][^\s，：说]{1,5}|"
    r"这样|这么|如此){0,3}"
)
_SAYS = (
    r"(?:说道|说(?!的|谎|了谎|了[一二两三四五六七八九十几这以如下\d]|[真假实]话)|表示|声称|宣称|坚称|断言|断定|认为|提到|宣布|声明|陈述道|陈述|评论道|评论|"
    r"解释道|解释说|解释|强调|回应道|回应|反驳道|反驳说|反驳|回答说|回答道|回答|答道|答|"
    r"告诉[^\s，：]{1,5}(?=[，：])|喊道|指出|补充道|补充说|补充|讲道|讲(?!的|[真假实]话)|道|发言|保证|"
    r"的原话是|的话是|的说法是|的陈述是|的声明是)"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text[start:end]`; `quotes` are the places (opening mark, closing mark) of its outermost quotations."""

    start: int
    end: int
    quotes: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Speech:
    """What one person says: `text[start:end]`, in the person's own words when `direct`."""

    speaker: str
    start: int
    end: int
    direct: bool


def normalised(text: str) -> str:
    """The text with wide punctuation, simplified characters, one kind of marks and no bullets; of the same length."""
    for marks_of_layout in (_MARKDOWN, _BULLET):
        text = marks_of_layout.sub(lambda mark: " " * len(mark.group()), text)
    text = _SINGLE_QUOTED.sub("‘\\1’", text)
    text = _FULL_STOP.sub("。", text).translate(_MARKS)
    pieces = text.split('"')
    marks = ["“" if at % 2 == 0 else "”" for at in range(len(pieces) - 1)]
    text = "".join(piece + mark for piece, mark in zip(pieces, [*marks, ""], strict=True))
    return _BROKEN_LABEL.sub(lambda gap: " " * len(gap.group()), text)


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a normalised text. A quotation belongs to one sentence with the words that say whose it is.

    Raises:
        UnreadablePuzzleError: a quotation is not closed.
    """
    at = 0
    while at < len(text):
        if text[at] in _STOPS or text[at] in " ，":
            at += 1
            continue
        sentence = _sentence_at(text, at)
        yield sentence
        at = sentence.end


def _sentence_at(text: str, start: int) -> Sentence:
    quotes: list[tuple[int, int]] = []
    at = start
    while at < len(text) and text[at] not in _STOPS:
        if text[at] not in _CLOSING:
            at += 1
            continue
        close = _closing(text, at)
        quotes.append((at, close))
        comma = text.rfind("，", start, at - 1)
        if at > start and _head(text[start:at]):
            return Sentence(start, close + 1, tuple(quotes))
        if len(quotes) == 1 and comma > start and _head(text[comma + 1 : at]):  # `三人中，甲说“…”`
            return Sentence(start, comma + 1)
        at = close + 1
    return Sentence(start, min(at + 1, len(text)), tuple(quotes))


def _closing(text: str, opening: int) -> int:
    """Where the quotation that opens here is closed."""
    ends, depth = _CLOSING[text[opening]], 0
    for at in range(opening, len(text)):
        depth += (text[at] == text[opening]) - (text[at] == ends)
        if not depth:
            return at
    raise UnreadablePuzzleError(text[opening : opening + 60], "the quotation is not closed")


def speeches_in(text: str, sentence: Sentence, names: Collection[str] = ()) -> list[Speech]:
    """The speeches that the sentence holds; none when it tells part of the story.

    Without `names` whatever stands where a name may stand counts as one: such speakers are candidates only.
    """
    if sentence.quotes:
        return _quoted(text, sentence)
    name = _one_of(names) if names else _ANY_NAME
    speeches: list[Speech] = []
    start = sentence.start
    while match := _report(name).match(text, start, sentence.end):
        cut = _next_report(name).search(text, match.end(), sentence.end)
        end = cut.start() if cut else sentence.end
        if not names and not text[match.end() : end].strip(" \n"):
            break  # a heading, such as `三个人各说了一句话：`
        speeches.append(Speech(match["name"], match.end(), end, direct=bool(match["label"])))
        if not cut:
            break
        start = cut.end()
    return speeches


def _quoted(text: str, sentence: Sentence) -> list[Speech]:
    """A quotation and who says it, named before or after it."""
    (opening, close), *more = sentence.quotes
    before, after = text[sentence.start : opening], text[close + 1 : sentence.end]
    speaker = _tail(after) if opening == sentence.start else _head(before)
    return [Speech(speaker, opening + 1, close, direct=True)] if speaker and not more else []


def _head(text: str) -> str | None:
    """`甲说：` → 甲; None when the text is not of that form."""
    match = _HEAD.fullmatch(text.strip())
    return _NUMBERED.sub("", match[match.lastgroup]) if match and match.lastgroup else None


def _tail(text: str) -> str | None:
    """`，甲说。` or `——甲` → 甲."""
    match = _TAIL.fullmatch(text.strip())
    return match["name"] if match else None


@lru_cache(maxsize=64)
def _report(name: str) -> re.Pattern:
    """`据甲说，`, `甲声称` or `甲：`, before what is reported."""
    return re.compile(
        rf"{_LEAD}(?:据|按照|按|根据|照|在)?(?P<name>{name}) {{0,2}}"
        rf"(?:(?:所说|的说法|看来)，|(?P<label>：)|{_MANNER}{_SAYS} ?[，：]?)"
    )


@lru_cache(maxsize=64)
def _next_report(name: str) -> re.Pattern:
    """The comma before the next report in the same sentence: `甲说乙是骑士，乙说甲是无赖`."""
    return re.compile(rf"，(?=(?:而)?(?:{name}) ?{_MANNER}{_SAYS})")


def _one_of(names: Collection[str]) -> str:
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True)))


_LATIN = r"[A-Za-zÀ-ž][A-Za-zÀ-ž'’-]{0,20}(?: [A-Za-zÀ-ž][A-Za-zÀ-ž'’-]{0,20}){0,2}"
_KINDS = r"(?![^，。：\n]{0,12}[两二][种类])"  # 岛上只有两种人：骑士和无赖
_ANY_NAME = rf"{_KINDS}(?:{_LATIN}|[^\s，、。：；？！“”‘’（）—]{{1,{MAX_NAME}}}?)"
_HEAD = re.compile(
    rf"{_LEAD}(?:"
    rf"(?:用|以)(?P<worded>{_ANY_NAME}) ?(?:自己)?的话来?[说讲]|(?:正如|如)(?P<like>{_ANY_NAME}) ?所[说言述]|"
    rf"(?:根据|据|按照|按|照)(?P<cited>{_ANY_NAME}) ?(?:所?[说言述]|的说法)|"
    rf"在(?P<stated>{_ANY_NAME}) ?的(?:话|说法|陈述|声明)中|"
    rf"(?:有人听到)?(?P<name>{_ANY_NAME}) {{0,2}}(?:{_MANNER}{_SAYS}|(?=：))) {{0,2}}[，：]?"
)
# `第1个人` before the name, as in 第1个人甲.
_NUMBERED = re.compile(r"^第(?:\d{1,2}|[一二三四五六七八九十]{1,2}) ?[个位名](?:人|居民|岛民|村民)?(?=[^的说])")
_TAIL = re.compile(rf"[，、]?(?:[—-]{{1,3}} ?)?(?P<name>{_ANY_NAME}) ?(?:{_MANNER}{_SAYS})?[。！；]?")
