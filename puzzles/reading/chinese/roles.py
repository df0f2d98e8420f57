"""Which words a Chinese puzzle uses for truth-teller and liar, and which is which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from puzzles.reading.chinese.words import FACTS
from puzzles.reading.english.terms import NotUnderstood

_ALWAYS = (
    r"(?:在?任何时候都|无论何时都|不论何时都|每次都|从来都?|一向都?|始终都?|永远都?|总是|总|一直都?|一律|只会|只能|只|都|必定|必|会|则|也|"
    r"均|却){0,6}+"
)
_NEVER = r"(?:从来都?不会?|从不会?|从来没有|绝不会?|决不会?|永远不会?|永远都不会?|不会|不|从没有?|没有|无法|不能)"
_EVERY_WORD = r"(?:所?说的)(?:每一?句?话|所有话|一切|话)?(?:永远|总是|总|全|都|一定|必定){0,4}是"
_TRUTH, _LIE = r"[说讲](?:的是)?[真实]话", r"(?:说谎话?|撒谎|[说讲](?:的是)?(?:假话|谎话)|骗人|欺骗别人)"
_HONEST = rf"(?:{_ALWAYS}{_TRUTH}|则?{_NEVER}{_LIE}|句句属实|句句都?是[真实]话|{_EVERY_WORD}(?:真的|[真实]话))"
_LYING = rf"(?:{_ALWAYS}{_LIE}|则?{_NEVER}{_TRUTH}|句句都?是(?:谎话?|假话)|{_EVERY_WORD}(?:假的|假话|谎话)|满口谎言)"
_BEHAVIOUR = re.compile(rf"(?P<honest>{_HONEST})|(?P<lying>{_LYING})|(?P<reverse>(?:则|却|恰恰|正好|刚好){{0,3}}相反)")

_ROLE = r"[^\s，。：；、？！“”‘’（）]{1,10}?"
_AFTER = re.compile(
    rf"的(?:(?:人们?|居民)(?:叫做|叫作|叫|被?称为|是)|(?!人|居民))(?P<role>{_ROLE})(?=[，。：；、？！（）和与及或就两以\s]|$)"
)
_BEFORE = re.compile(r"[^\s，。：；、？！“”‘’（）]+$")
_LONGEST_SUBJECT = 16  # characters, as in 这座岛上的每一位骑士
_PLACE, _OWNER = re.compile(r"^.*(?:住着|生活着|只有)"), re.compile(r"^.*的")
_LEADING = re.compile(r"^(?:而|但|且|其中|所有|凡是|凡|任何|这些|那些|各位|住着|每一?[个位名]|一[个位名]){1,3}")
_PAIR = re.compile(
    r"(?:.*?(?:[有着]|分为|分成))?(?P<one>[^\s，。：；、（）有着]{1,10}?)[和与跟及、](?P<other>[^\s，。：；、（）]{1,10}?)"
    r"(?:这?[两二][种类](?:人|居民)?|组成)?"
)
_PERSONS = frozenset({"人", "人们", "居民", "村民", "成员"})
_ORDINALS = ("前者", "后者")
USUAL_ROLES = ("骑士", "无赖")  # where the text gives them no meaning
NAMELESS_ROLES = ("说真话的人", "说假话的人")  # where it has no words for them
_OR = r"(?:要么|或者?)"
_EITHER_WAY = re.compile(rf"{_OR}(?:{_HONEST}，?{_OR}{_LYING}|{_LYING}，?{_OR}{_HONEST})(?!的)")
_ASKED = re.compile(
    r"[谁哪][^，。？谁哪]{0,8}?(?:(?P<true>[说讲](?:的是)?[真实]话)|(?P<false>说谎|撒谎|[说讲](?:的是)?[假谎]话))"
)
_WHO = re.compile("[谁哪]")
_LIMITS = (*FACTS, "经常", "常常", "通常", "往往", "一般", "多半", "大概", "有人", "有的", "不一定")
_PAIR_WINDOW = 200  # characters


class Definition(NamedTuple):
    """`role` always tells the truth (`honest`) or always lies; `start` to `end` is where the text says so."""

    role: str
    honest: bool
    start: int
    end: int


def definitions(text: str) -> Iterator[Definition]:
    """What one sentence says of roles: `骑士总是说真话`, `从不说真话的无赖`, `骑士（总是说真话）`.

    The text is normalised and holds no quotation marks.
    """
    honest: bool | None = None
    at = 0
    text = without_kinds(text)
    while match := _BEHAVIOUR.search(text, at):
        if not match["reverse"]:
            honest = bool(match["honest"])
        elif honest is not None:
            honest = not honest
        found = None if honest is None else _definition(text, match, honest)
        if found and not _WHO.search(found.role):
            yield found
        at = max(match.end(), found.end if found else 0)


def without_kinds(story: str) -> str:
    """The sentence with blanks for `要么总是说真话，要么总是说假话`, which says of nobody which of the two."""
    return _EITHER_WAY.sub(lambda match: " " * len(match.group()), story)


def _definition(text: str, match: re.Match, honest: bool) -> Definition | None:
    after = _AFTER.match(text, match.end())
    if after:
        return Definition(after["role"], honest, match.start(), after.end("role"))
    if text.startswith("的", match.end()):
        return None  # 说谎的人 is a role itself
    at, close = match.span()
    if at and text[at - 1] == "（" and text[close : close + 1] == "）":
        at, close = at - 1, close + 1
    before = _BEFORE.search(text, max(0, at - _LONGEST_SUBJECT), at)
    role = _noun(before.group()) if before else ""
    if before and text[: before.start()].endswith("）"):
        role = re.sub(r"^(?:和|与|以及|及|、)", "", role)
    return Definition(role, honest, at - len(role), close) if role else None


def _noun(subject: str) -> str:
    """The role in a subject: 骑士 in 这座岛上的每个骑士, but 说谎的人 whole."""
    subject = _LEADING.sub("", _PLACE.sub("", subject))
    role = _LEADING.sub("", _OWNER.sub("", subject))
    return subject if role in _PERSONS else role


def _pair_before(told: str) -> tuple[str, str] | None:
    """The two roles that 前者 and 后者 stand for: the last pair named in what was told so far."""
    for clause in reversed(re.split(r"[，。：；]", told[-_PAIR_WINDOW:])):
        match = _PAIR.fullmatch(clause.strip())
        if match:
            return match["one"], match["other"]
    return None


class RoleTable:
    """The meanings of role words, learnt from the story sentence by sentence."""

    def __init__(self) -> None:
        self._words: dict[bool, str] = {}
        self._told = ""
        self._nameless = False

    def learn(self, story: str) -> None:
        """Take in one sentence; a question teaches no more than that everybody tells the truth or lies.

        Raises:
            NotUnderstood: it gives a word a second meaning, or a meaning a second word, or says "sometimes".
        """
        asked = {match.lastgroup for match in _ASKED.finditer(story)}
        self._nameless = self._nameless or asked == {"true", "false"} or bool(_EITHER_WAY.search(story))
        for role, honest, start, _ in definitions(story):
            limit = next((word for word in _LIMITS if word in role), "")
            if limit:
                raise NotUnderstood(f"{limit!r} leaves open who always tells the truth or lies")
            if role in _ORDINALS:
                pair = _pair_before(self._told + story[:start])
                if pair is None:
                    raise NotUnderstood(f"{role} of which two is not clear")
                role = pair[_ORDINALS.index(role)]
            if self._words.setdefault(honest, role) != role or self._words.get(not honest) == role:
                raise NotUnderstood(f"{role} cannot be told from {self._words[honest]}")
        self._told += story + "。"

    def pair(self) -> tuple[str, str]:
        """The words for truth-teller and liar.

        Raises:
            NotUnderstood: the story does not say them.
        """
        if not self._words and all(role in self._told for role in USUAL_ROLES):
            return USUAL_ROLES
        if not self._words and self._nameless:
            return NAMELESS_ROLES
        if len(self._words) < 2:
            raise NotUnderstood("the text does not say what truth-tellers and liars are called")
        return self._words[True], self._words[False]
