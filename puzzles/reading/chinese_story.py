"""What a Chinese puzzle tells outside its speeches: the roles and the people, and nothing that tells more."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from puzzles.reading.chinese_roles import definitions
from puzzles.reading.chinese_terms import word_at
from puzzles.reading.chinese_words import FACTS, QUESTION, QUESTION_OPENINGS, SCENERY
from puzzles.reading.terms import NotUnderstood

_COUNTED = r"(?:[一二两三四五六七八九十]|\d{1,2})(?:个|位|名)"
_NUMERALS = "零一二三四五六七八九十"
_NUMBER_OF_PEOPLE = re.compile(r"(?<![一二三四五六七八九十百千第\d])([二两三四五六七八九十]|\d{1,2})(?:个人|位|名|人)")
_JOINER = r" ?(?:、|，|和|与|跟|及|以及) ?"
_FACT = re.compile("|".join(map(re.escape, FACTS)))


def people_listed(stories: Sequence[str], candidates: Collection[str]) -> tuple[str, ...]:
    """The names that the story lists, those of `candidates` that stand in one list; the longest list counts."""
    if not candidates:
        return ()
    name = "|".join(map(re.escape, sorted(candidates, key=len, reverse=True)))
    found: list[tuple[str, ...]] = []
    for story in stories:
        for run in re.finditer(rf"(?:{name})(?:{_JOINER}(?:{name}))+", story):
            found.append(tuple(re.findall(name, run.group())))
    return max(found, key=len, default=())


def check_story(story: str, names: Sequence[str], roles: tuple[str, str]) -> None:
    """Refuse a sentence that may tell more than who there is and what the roles are.

    Raises:
        NotUnderstood: it counts roles, speaks of somebody's role, or says something unknown of somebody.
    """
    named = [name for name in names if name in story]
    rest = story
    for _, _, start, end in reversed(list(definitions(story))):
        rest = rest[:start] + "，" + rest[end:]
    has_role = any(role in rest for role in roles)
    question = story.endswith("？") or story.startswith(QUESTION_OPENINGS)
    if question and (named or has_role):
        _refuse_unknown(rest, [*names, *roles, *QUESTION], "in a question")
    elif named and rest != story:
        raise NotUnderstood("it tells of people and of roles at once")
    elif named:
        _refuse_unknown(rest, [*names, *SCENERY], "where people are told of")
    _check_counts(rest, len(named) or len(names))
    fact = _FACT.search(rest)
    if fact:
        raise NotUnderstood(f"{fact.group()!r} may tell a fact about the people")
    role = "|".join(map(re.escape, roles))
    if re.search(rf"{_COUNTED}(?:{role})|(?:{role})(?:一?共?有)?{_COUNTED}", rest):
        raise NotUnderstood("it counts the people of a role")


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
