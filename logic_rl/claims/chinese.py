"""Claims in Chinese prose: who is said to be what, outright, as an assumption, or under one.

The same caution as in `prose`: a hedge, a question, an "or", a report of what somebody says is no claim that is scored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from logic_rl.claims.board import Board
from logic_rl.claims.claim import Claim
from logic_rl.claims.prose import ProseReader
from logic_rl.claims.words import Words
from logic_rl.text.sentences import Sentence

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LETTER = re.compile(r"[A-Za-z]")
_ENGLISH = re.compile(r"[A-Za-z]{2,}")
MIXED_SHARE = 0.1  # as in `logic_rl.rewards.readability`
_STANDARD = {"knight": "骑士", "knave": "无赖"}
_SURELY = r"(?:也|都|就|便|均|一定|必定|必然|必须|肯定|只能|只可能|确实|的确|其实|同时|会|必){0,3}"
_MAYBE = r"(?:(?:有)?可能|也许|或许|大概|应当|应该){0,1}"
_CLAUSE = re.compile(
    r"[，。；：,;:—]|所以|因此|那么|从而|于是|说明|意味着|也就是说|可知|可见|得出|推出|得到|因为|由于|但是|但|而|则|故"
)
_REPORTED = re.compile(r"说|声称|声明|表示|宣称|认为|指出|断言|告诉|提到|陈述|这句话|的话|断定")
_SUPPOSED = re.compile(r"假设|假如|假定|如果|倘若|若|设|要是|情况|情形|考虑|当|尝试|试|不妨|方案|可能性\d*[：:]")
_WEAK = re.compile(
    r"可能(?!性)|也许|或许|大概|是否|或|要么|不一定|无法|还是|谁|哪|除非|未必|不知|至少|当且仅当|一样|相同|并非|不等于"
)
_AFTER = re.compile(
    r"^\s*(?:的可能|的假设|相?矛盾|[，,]?\s*(?:或|还是|要么|当且仅当|除非)|吗|？|\?|的话|这|时|”是|”为)"
)
_CASE_AFTER = re.compile(r"^\s*的(?:情况|情形|场合)")
_CLOSES = re.compile(
    r"^\W*(?:综上|总之|最终|最后|由此得出结论|至此|于是得到"
    r"|(?:所以|因此)?(?:结论|答案|唯一))"
)
_DISCHARGES = re.compile(r"^\W*(?:所以|因此|可见|由此|故|于是|说明)|不成立|不可能|排除|推翻|矛盾[^。]*(?:所以|因此)")
_FRAMES = re.compile(r"^\W*(?:第.{1,4}[种个]|情况|情形|可能性|方案|组合|试一?试|尝试|再试)[^。]{0,12}?[：:，,]")
_OPENS = re.compile(
    r"如果[^。？?]{0,24}(?:呢|会怎么样)|假设|假如|假定|倘若|要是|情况|情形|考虑|不妨|尝试|试|^\W*(?:如果|若|设)"
)
_SUPPOSE_SO = re.compile(r"^\W*(?:不妨)?假设(?:是的?|如此|成立|是这样)\W*$")
_CONTRADICTS = re.compile(r"矛盾|不相符|自相矛盾")
_NO_CONTRADICTION = re.compile(r"没有|无|不|是否|会不会|如果|若|避免|任何|[？?]")
_NOBODY = "谁都说不出"  # "If Mia were a knight, nobody could say this": the assumption ends with its sentence
_REASONS = re.compile(rf"{_REPORTED.pattern}|{_OPENS.pattern}|因为|由于|既然|但|可是|却|或|[？?]")
# "说的是真话，也就是说，…": the statement's own words follow.
_RETELLS = re.compile(r"说的(?:就|便)?是[真假]话[^。]*$")
_TOGETHER = re.compile(r"^[\s，,、]*(?:并且|而且|同时|和|而)?[\s，,、]*$")


def is_chinese(text: str) -> bool:
    """Whether a text is written in Chinese rather than with Latin letters; a character counts like three letters."""
    return 3 * len(_HAN.findall(text)) > len(_LETTER.findall(text))


def is_mixed(text: str, proper_words: Sequence[str]) -> bool:
    """Whether a tenth of the words or more are of the other of the two languages; names and role words do not count."""
    text = _without(text, proper_words)
    chinese, english = len(_HAN.findall(text)), len(_ENGLISH.findall(text))
    return min(chinese, english) >= MIXED_SHARE * (chinese + english) > 0


def language_heard(sentence: str, names: Sequence[str], chinese: bool) -> bool:
    """Whether a sentence is Chinese; one of names and marks alone is what the last was."""
    sentence = _without(sentence, names)
    return is_chinese(sentence) if _HAN.search(sentence) or _ENGLISH.search(sentence) else chinese


def roles_in(roles: tuple[str, str], chinese: bool) -> tuple[str, str]:
    """The role words as a text of the language has them: the puzzle's, or for the usual pair the usual one there."""
    pairs = (tuple(_STANDARD), tuple(_STANDARD.values()))
    usual, other = pairs if chinese else pairs[::-1]
    return (other[0], other[1]) if roles == usual else roles


def _without(text: str, words: Sequence[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, " ")
    return text


class ChineseReader(ProseReader):
    """Reads sentence after sentence, like `ProseReader`, and keeps the same assumption that still stands."""

    source, discharges, reasons = re.compile("说"), _DISCHARGES, _REASONS
    reasons_from = re.compile("必|因为|所以|一定")

    def __init__(self, response: str, board: Board, words: Words) -> None:
        super().__init__(response, board, words)
        self.claimed, self.could, self.name = _patterns(board.names, board.roles)
        self.refuted = False  # a contradiction was named: what is concluded next no longer stands under the assumption

    def claims_of(self, sentence: Sentence, text: str) -> Iterator[Claim]:
        """The claims of one sentence."""
        text = self.masked[sentence.start : sentence.end]
        if _CLOSES.match(text) or (self.refuted and _DISCHARGES.search(text)):
            self.given = {}
        self.refuted = False
        if question := self.could.search(text):
            self.asked, self.given = self._told(question) or {}, {}
        elif _SUPPOSE_SO.match(text):
            self.given = self.asked
        supposed: dict[int, bool] = {}
        end, mood, framed = 0, "", bool(_FRAMES.match(text))
        matches = list(self.claimed.finditer(text))
        if self.given and not framed:
            self._gather(text, map(self._told, matches))
        for match in matches:
            mood = "supposed" if framed else self._mood_of(text, match, text[end : match.start()], mood)
            end = match.end()
            if mood != "reported":
                place = sentence.start + match.start(), sentence.start + match.end()
                yield self._claim(place, self._told(match), mood, supposed, text)
        if supposed and _NOBODY not in text and (framed or _OPENS.search(text) or mood == "supposed"):
            self.given = supposed
        if self.given:
            yield from self._contradicted(sentence, text)

    def _told(self, match: re.Match) -> dict[int, bool] | None:
        """Who is what by a claim; None for denials about several people, which have two readings."""
        people = list(dict.fromkeys(self.words.person[name] for name in self.name.findall(match["who"])))
        denied = bool(match["not_be"])
        if not people or (denied and len(people) > 1):
            return None
        return dict.fromkeys(people, _knight(match["role"], self.board.roles) != denied)

    def _mood_of(self, text: str, match: re.Match, between: str, before: str) -> str:
        """How a claim stands in its sentence: "reported", "supposed", "weak" or "asserted"."""
        if before in ("supposed", "reported", "weak") and _TOGETHER.match(between):
            return before
        lead = text[: match.start()]
        clause = _CLAUSE.split(lead)[-1]
        if _REPORTED.search(clause) or _RETELLS.search(lead):
            return "reported"
        after = text[match.end() :]
        if _CASE_AFTER.match(after):
            return "supposed"
        if match["maybe"] or _AFTER.match(after):
            return "weak"
        if text.rstrip(" ”」").endswith(("？", "?", "吗")):
            return "supposed" if _OPENS.search(clause) else "weak"
        heads = re.split(r"[，,。；;]", lead)[-1]  # "试一试：", "情况一：" stand before a colon
        if "当且仅当" in clause:
            return "weak"
        if _SUPPOSED.search(clause) or (re.search(r"[：:]", heads) and _SUPPOSED.search(heads)):
            return "supposed"
        return "weak" if _WEAK.search(clause) else "asserted"

    def _contradicted(self, sentence: Sentence, text: str) -> Iterator[Claim]:
        """`矛盾` under an assumption: true if the assumption is not the case."""
        match = _CONTRADICTS.search(text)
        if match and not _NO_CONTRADICTION.search(_CLAUSE.split(text[: match.start()])[-1]):
            self.refuted = True
            yield self._refutation(sentence, match)


def _forms(role: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((role, _STANDARD.get(role, role))))


def _knight(word: str, roles: tuple[str, str]) -> bool:
    return word.casefold() in {form.casefold() for form in _forms(roles[0])}


@lru_cache(maxsize=4096)
def _patterns(names: tuple[str, ...], roles: tuple[str, str]) -> tuple[re.Pattern, re.Pattern, re.Pattern]:
    """A claim, a question of the kind `谢婷会是无赖吗？`, and a name."""
    anybody = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    forms = sorted({form for role in roles for form in _forms(role)}, key=len, reverse=True)
    role = rf"(?P<role>{'|'.join(map(re.escape, forms))})"
    several = rf"(?P<who>(?:{anybody})(?:\s?(?:和|与|、|跟|以及)\s?(?:{anybody})){{0,20}})"
    kind = r"\s?(?:一个|一名|一位|个|名|位)?\s?"
    be = rf"(?P<be>(?P<maybe>{_MAYBE}){_SURELY}(?:是|为))"
    not_be = rf"(?P<not_be>{_SURELY}(?:不是|并不是|不可能是|不能是|不会是|绝不是|不可能为|不为))"
    claimed = re.compile(rf"{several}\s?(?:{not_be}|{be}){kind}{role}", re.IGNORECASE)
    could = re.compile(rf"{several}(?:会|能|可以)?(?:{be}|(?P<not_be>不是)){kind}{role}吗?[？?]", re.IGNORECASE)
    return claimed, could, re.compile(anybody)
