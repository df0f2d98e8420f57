"""What a Chinese puzzle tells outside its speeches: the roles and the people, and nothing that tells more."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from puzzles.reading.chinese.roles import definitions, without_kinds
from puzzles.reading.chinese.terms import word_at
from puzzles.reading.chinese.words import FACTS, QUESTION, QUESTION_OPENINGS, SCENERY, TERMS
from puzzles.reading.english.terms import NotUnderstood

_COUNTED = r"(?:[一二两三四五六七八九十]|\d{1,2}) ?(?:个|位|名)"
_NUMERALS = "零一二三四五六七八九十"
_NUMBER_OF_PEOPLE = re.compile(
    r"(?<![一二三四五六七八九十百千第\d])([二两三四五六七八九十]|\d{1,2}) ?"
    r"(?:个? ?(?:人|居民|岛民|村民|居住者|住民|当地人|本地人)|位|名)"
)
_SILENT = re.compile(
    r"(?:则|却|也|始终|一直)*(?:什么(?:话|都|也)*(?:没有?|不)(?:说|讲)(?:话|什么)?|(?:没有?|不)(?:说|讲|开口)(?:任何)?(?:话|什么)?|"
    r"沉默不语|(?:保持)?沉默|一言不发|一声不吭|默不作声|没有发言)(?:了|着)?"
)
_ASKING = [*QUESTION, *TERMS["truth"], *TERMS["lie"]]
_JOINER = r" ?(?:、|，|和|与|跟|及|以及) ?"
_EITHER_FORMS = (
    "不是{}，?(?:就|便|而)是{}", "要么是?{}，?要么是?{}", "或者?是{}，?或者?是{}", "是{}(?:或者?|还是)是?{}",
)  # fmt: skip
_PRONOUNS = frozenset("我你他她")
_STRANGER = r"(?:[A-Za-zÀ-ž]{1,20}|[^\s，。：；、？！“”‘’（）和与跟及A-Za-z]{1,4}?)"
_LIST_END = r"[，。：；？！（）\s]|(?:[二两三四五六七八九十]|\d{1,2}) ?(?:个?人|位|名)|各是|分别|$"
_SUPPOSING = re.compile(r"^(?:假设|假如)(?=世界上|有一|一个|一座|存在|你)")
_FACT = re.compile("|".join(map(re.escape, FACTS)))


def people_listed(stories: Sequence[str], candidates: Collection[str], text: str) -> tuple[str, ...]:
    """The names that the story lists, those of `candidates` that stand in one list; the longest list counts.

    A list that goes on with words that the text has elsewhere too names people who do not speak.
    """
    if not candidates:
        return ()
    name = "|".join(map(re.escape, sorted(candidates, key=len, reverse=True)))
    silent = rf"(?:{_JOINER}(?:{name}|{_STRANGER}))+(?={_LIST_END})"
    found: list[tuple[str, ...]] = []
    for story in stories:
        for run in re.finditer(rf"(?:{name})(?:{_JOINER}(?:{name}))+", story):
            found.append(tuple(re.findall(name, run.group())))
        for run in re.finditer(rf"(?:{name}){silent}", story):
            people = tuple(re.split(_JOINER, run.group()))
            if all(person in candidates or text.count(person) > 1 and person not in _PRONOUNS for person in people):
                found.append(people)
        for run in re.finditer(r"[甲乙丙丁戊己庚辛壬癸]{2,}(?=[二两三四五六七八九十])", story):
            found.append(tuple(run.group()))
    return max(found, key=len, default=())


def silent_people(story: str, names: Collection[str] = ()) -> tuple[str, ...]:
    """Who says nothing, where the sentence tells no more than that: `乙和丙一言不发`.

    Without `names`, whatever stands there is a candidate.
    """
    for clause in re.split("，", story.strip(" 。！\n")):
        found = _SILENT.search(clause)
        if found and found.end() == len(clause):
            people = tuple(re.split(_JOINER, clause[: found.start()].strip()))
            if all(people) and (not names or set(people) <= set(names)):
                return people
    return ()


def check_story(story: str, names: Sequence[str], roles: tuple[str, str]) -> None:
    """Refuse a sentence that may tell more than who there is and what the roles are.

    Raises:
        NotUnderstood: it counts roles, speaks of somebody's role, or says something unknown of somebody.
    """
    named = [name for name in names if name in story]
    rest = story
    for _, _, start, end in reversed(list(definitions(story))):
        rest = rest[:start] + "，" + rest[end:]
    defined = rest != story
    rest = _either_role(roles).sub("，", without_kinds(rest))
    question = story.endswith("？") or story.startswith(QUESTION_OPENINGS)
    if not question:
        rest = _without_silence(rest, names)
    has_role = any(role in rest for role in roles)
    if question and (named or has_role):
        _refuse_unknown(rest, [*names, *roles, *_ASKING], "in a question")
    elif named and defined:
        raise NotUnderstood("it tells of people and of roles at once")
    elif named:
        _refuse_unknown(_NUMBER_OF_PEOPLE.sub("", rest), [*names, *SCENERY], "where people are told of")
    _check_counts(rest, len(named) or len(names))
    fact = _FACT.search(_SUPPOSING.sub("", rest) if not named else rest)
    if fact:
        raise NotUnderstood(f"{fact.group()!r} may tell a fact about the people")
    role = "|".join(map(re.escape, roles))
    if re.search(rf"{_COUNTED}(?:{role})|(?:{role})(?:一?共?有)?{_COUNTED}", rest):
        raise NotUnderstood("it counts the people of a role")


def _either_role(roles: tuple[str, str]) -> re.Pattern:
    """`不是骑士就是无赖`, `要么是骑士，要么是无赖`, `是骑士或无赖`: of nobody which of the two."""
    one, other = (re.escape(role) for role in roles)
    forms = [form.format(first, second) for form in _EITHER_FORMS for first, second in ((one, other), (other, one))]
    return re.compile(rf"(?:{'|'.join(forms)})(?![和与或的])")


def _without_silence(story: str, names: Sequence[str]) -> str:
    """The sentence without the words that say that people of the puzzle are silent; the names stay."""
    clauses = [_SILENT.sub("", clause) if silent_people(clause, names) else clause for clause in story.split("，")]
    return "，".join(clauses)


def _check_counts(story: str, expected: int) -> None:
    for numeral in _NUMBER_OF_PEOPLE.findall(story):
        count = int(numeral) if numeral.isdigit() else _NUMERALS.index(numeral.replace("两", "二"))
        if count != expected:
            raise NotUnderstood(f"{numeral} people are told of and {expected} known")


def _refuse_unknown(story: str, words: Sequence[str], where: str) -> None:
    known, longest = {*words, *" 。！？\n"}, max(map(len, words))
    at = 0
    while at < len(story):
        word = word_at(story, at, known, longest)
        if not word:
            raise NotUnderstood(f"{story[at : at + 4]!r} is not understood {where}")
        at += len(word)
