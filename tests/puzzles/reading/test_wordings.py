"""Wordings of other people's sets: own kind in English; digits, nouns and lists in Chinese."""

from __future__ import annotations

import pytest

from puzzles.errors import UnreadablePuzzleError
from puzzles.reading import read_puzzle
from puzzles.solve import solve
from puzzles.statements import Is

ISLAND = "You meet {0} and {1}. Each is a knight, who always tells the truth, or a knave, who always lies. "
OWN_KIND = [
    "Nils says: Vera is my type. Vera says: We are both knaves.",
    "Nils says: Vera is not my type. Vera says: Nils is a knight and I am a knight.",
    'Nils says, "Vera is of my kind." Vera says, "Nils is a knave or I am a knave."',
    'Nils says: "Vera isn\'t my sort." Vera says that Nils is a knight.',
]


def by_hand(same: bool, second) -> list[tuple[bool, bool]]:
    """The worlds in which Nils is honest exactly when the two are `same`, and Vera exactly when `second` holds."""
    worlds = [(nils, vera) for nils in (True, False) for vera in (True, False)]
    return [(n, v) for n, v in worlds if n == ((n == v) == same) and v == second(n, v)]


SECONDS = [
    lambda n, v: not n and not v, lambda n, v: n and v, lambda n, v: not n or not v, lambda n, v: n,
]  # fmt: skip


@pytest.mark.parametrize("at", range(4))
def test_own_kind_is_the_same_kind(at) -> None:
    read = read_puzzle(ISLAND.format("Nils", "Vera") + OWN_KIND[at])
    assert sorted(solve(read.statements)) == sorted(by_hand(at in (0, 2), SECONDS[at]))


@pytest.mark.parametrize("claim", ["My type is a knight.", "My kind always lies.", "My friend Vera is a knight."])
def test_what_only_looks_like_it_is_refused(claim) -> None:
    with pytest.raises(UnreadablePuzzleError):
        read_puzzle(ISLAND.format("Nils", "Vera") + f'Nils says: "{claim}" Vera says: "Nils is a knave."')


CHINESE = (
    "岛上只有武士和恶棍。武士总是说真话，恶棍总是说谎。{}。"
    "小高说：“小冯是武士。”小冯说：“小柳是恶棍。”小柳说：“小高是恶棍。”"
)


@pytest.mark.parametrize(
    "people",
    [
        "你遇到 3 个居住者: 小高， 小冯， 小柳", "你遇到3位居住者：小高，小冯，小柳",
        "你遇见 3 名居民: 小高、小冯和小柳",
        "你碰到三个住民：小高， 小冯， 小柳", "你遇到 3 个人: 小高，小冯，小柳", "你见到小高，小冯，小柳 3 个人",
    ],
)  # fmt: skip
def test_digits_nouns_and_lists_in_chinese(people) -> None:
    read = read_puzzle(CHINESE.format(people))
    assert read.names == ("小高", "小冯", "小柳")
    assert read.statements == (Is(1, True), Is(2, False), Is(0, False))


def test_a_wrong_number_is_still_refused() -> None:
    with pytest.raises(UnreadablePuzzleError, match="4"):
        read_puzzle(CHINESE.format("你遇到 4 个居住者: 小高， 小冯， 小柳"))


HONEST = "骑士总是说真话，无赖总是说假话。"
LISTED = [  # 甲 says that 乙 lies, 乙 that 丙 lies, 丙 that both others lie: 乙 alone is honest
    "三个岛民各说了一句话：\n（1）甲说：乙是无赖；\n（2）乙说：丙是无赖；\n（3）丙说：甲和乙都是无赖。",
    "有甲，乙，丙三人。\n- 甲：乙是无赖\n- 乙：丙是无赖\n- 丙：甲、乙都是无赖\n",
    "岛上有以下居民：甲、乙、丙。\n① 甲说：“乙是无赖。”\n② 乙说：“丙是无赖。”\n③ 丙说：“甲乙都是无赖。”",
    "你遇到 3 个居民:\n* 甲, 乙, 丙.\n* 甲: \"乙是无赖\"\n* 乙: \"丙是无赖\"\n* 丙: \"甲和乙都是无赖\"",
    "甲、乙、丙 3 人中，甲说“乙是无赖”，乙说“丙是无赖”，丙说“甲和乙都是无赖”。",
    "三位居民站成一排：甲、乙、丙。\n一、甲说：“乙是无赖。”\n二、乙说：“丙是无赖。”\n三、丙说：“甲乙都是无赖。”",
    "第1个人甲说：“乙是无赖。”第2个人乙说：“丙是无赖。”第3个人丙说：“甲和乙都是无赖。”",
    "三名居民——甲、乙与丙——向你走来。甲说: '乙是无赖。' 乙说: '丙是无赖。' 丙说: '甲、乙两人都是无赖。'",
    "甲：\n“乙是无赖。”\n乙：\n“丙是无赖。”\n丙：\n“甲和乙都是无赖。”",
    "3 个岛民：甲、乙和丙。\n1 甲说：“乙是无赖。”\n2 乙说：“丙是无赖。”\n3 丙说：“甲和乙都是无赖。”",
    "3位村民（甲，乙，丙）分别说：\n1) 甲：乙是无赖。\n2) 乙：丙是无赖。\n3) 丙：甲和乙都是无赖。",
    "１．甲：“乙是无赖。”\n２．乙：“丙是无赖。”\n３．丙：“甲和乙中没有 1 个是骑士。”",
]


@pytest.mark.parametrize("told", LISTED)
def test_lists_of_speeches_in_chinese(told) -> None:
    for between in ("\n", "\n\n"):
        read = read_puzzle(HONEST + between + told)
        assert read.names == ("甲", "乙", "丙") and read.roles == ("骑士", "无赖")
        assert set(solve(read.statements)) == {(False, True, False)}


@pytest.mark.parametrize(
    "told",
    [
        "甲：\n乙说：“甲是骑士。”",  # what 甲 says is missing
        "甲没有来，乙说“甲是骑士”。甲说“乙是无赖”。",
        "如果下雨，甲说“乙是骑士”。乙说“甲是骑士”。",
        "甲说：“乙丙都是无赖。”乙说：“甲是骑士。”",  # who 丙 is, nobody says
        "三个岛民各说了一句话：\n（1）甲说：乙是无赖；\n（2）乙说：甲是无赖。",
        "4 个岛民：甲和乙。\n甲说：“乙是无赖。”\n乙说：“甲是无赖。”",  # a count, not the fourth line
        "张李都是骑士。张说：“李是无赖。”李说：“张是无赖。”",
    ],
)
def test_lists_that_leave_something_open_are_refused(told) -> None:
    with pytest.raises(UnreadablePuzzleError):
        read_puzzle(HONEST + "\n" + told)
