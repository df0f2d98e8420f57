"""Answers in Chinese: what is read, what is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from puzzles.answers.read import read_answer, read_last_answer

NAMES, ROLES = ("甲", "乙", "丙"), ("骑士", "无赖")
EXPECTED = (True, False, True)

READABLE = [
    "甲是骑士，乙是无赖，丙是骑士。",
    "甲是骑士,乙是无赖,丙是骑士.",
    "甲是骑士；乙是无赖；丙是骑士",
    "甲是骑士\n乙是无赖\n丙是骑士",
    "甲：骑士，乙：无赖，丙：骑士",
    "甲:骑士 乙:无赖 丙:骑士",
    "甲——骑士\n乙——无赖\n丙——骑士",
    "甲 → 骑士\n乙 → 无赖\n丙 → 骑士",
    "甲为骑士，乙为无赖，丙为骑士",
    "甲骑士，乙无赖，丙骑士",
    "甲（骑士）、乙（无赖）、丙（骑士）",
    "甲【骑士】，乙【无赖】，丙【骑士】",
    "甲是一名骑士，乙是一个无赖，丙是一位骑士",
    "甲的身份是骑士，乙的身份是无赖，丙的身份为骑士",
    "甲的角色：骑士；乙的角色：无赖；丙的角色：骑士",
    "（1）甲是骑士\n（2）乙是无赖\n（3）丙是骑士",
    "1. 甲：骑士\n2. 乙：无赖\n3. 丙：骑士",
    "- **甲**：骑士\n- **乙**：无赖\n- **丙**：骑士",
    "**甲**是**骑士**，**乙**是**无赖**，**丙**是**骑士**。",
    "骑士：甲、丙\n无赖：乙",
    "骑士：甲，丙；无赖：乙",
    "骑士：甲 丙\n无赖：乙",
    "骑士是甲和丙，无赖是乙。",
    "骑士有甲、丙，无赖只有乙。",
    "骑士（2人）：甲、丙；无赖（1人）：乙",
    "骑士是甲、丙，乙是无赖",
    "骑士们：\n- 甲\n- 丙\n无赖：\n- 乙",
    "甲和丙都是骑士，乙是无赖",
    "甲与丙均为骑士，而乙为无赖",
    "甲、丙皆为骑士，乙为无赖",
    "甲、丙是骑士，乙是无赖",
    "甲丙都是骑士，乙是无赖",
    "甲、丙两人都是骑士，乙是无赖",
    "甲和丙全都是骑士，只有乙是无赖",
    "甲、乙、丙分别是骑士、无赖、骑士",
    "甲、乙和丙的身份分别为骑士、无赖和骑士。",
    "只有乙是无赖，其余都是骑士",
    "乙是无赖，其他人都是骑士。",
    "乙是无赖，剩下的两人都是骑士。",
    "甲不是无赖，乙不是骑士，丙不是无赖",
    "甲并不是无赖，乙并非骑士，丙是骑士",
    "甲、丙都不是无赖，乙不是骑士",
    "甲是骑士而不是无赖，乙是无赖而非骑士，丙是骑士",
    "甲不是无赖，而是骑士；乙不是骑士，而是无赖；丙是骑士",
    "甲一定是骑士，乙必然是无赖，丙也是骑士",
    "甲是骑士（说真话），乙是无赖（说假话），丙是骑士（诚实）",
    "甲是骑士，总是说真话；乙是无赖，总是说谎；丙是骑士",
    "因此，甲是骑士，乙是无赖，丙是骑士。",
    "所以甲是骑士，乙是无赖，丙是骑士。",
    "综上所述，甲是骑士，乙是无赖，丙是骑士。",
    "最终答案：甲是骑士，乙是无赖，丙是骑士",
    "答案如下：\n甲是骑士\n乙是无赖\n丙是骑士",
    "各人的身份如下：甲是骑士，乙是无赖，丙是骑士",
    "经过推理，我们得出以下结论：甲是骑士，乙是无赖，丙是骑士",
    "经过分析，我们可以确定甲是骑士，乙是无赖，丙是骑士。",
    "唯一符合条件的情况是：甲是骑士，乙是无赖，丙是骑士",
    "甲是骑士，乙是无赖，丙是骑士，符合所有条件。",
    "乙是唯一的无赖，甲和丙是骑士",
    "三人的身份分别是：甲是骑士，乙是无赖，丙是骑士",
    "甲 是 骑士 ， 乙 是 无赖 ， 丙 是 骑士",
    "没有矛盾，所以甲是骑士，乙是无赖，丙是骑士",
    "甲、乙、丙的身份：\n甲：骑士\n乙：无赖\n丙：骑士",
    "甲是骑士，乙是无赖，丙是骑士。希望对你有帮助！",
    "\\boxed{\\text{甲是骑士，乙是无赖，丙是骑士}}",
    "| 姓名 | 身份 |\n|---|---|\n| 甲 | 骑士 |\n| 乙 | 无赖 |\n| 丙 | 骑士 |",
    "| 人物 | 身份 | 理由 |\n|---|---|---|\n| 甲 | 骑士 | 否则矛盾 |\n"
    "| 乙 | 无赖 | 如果他是骑士则矛盾 |\n| 丙 | 骑士 | |",
    "| 姓名 | 骑士 | 无赖 |\n|---|---|---|\n| 甲 | ✓ | |\n| 乙 | | ✓ |\n| 丙 | ✓ | |",
    "| 甲 | 乙 | 丙 |\n|---|---|---|\n| 骑士 | 无赖 | 骑士 |",
    '{"甲": "骑士", "乙": "无赖", "丙": "骑士"}',
    '{"骑士": ["甲", "丙"], "无赖": ["乙"]}',
    '[{"姓名": "甲", "身份": "骑士"}, {"姓名": "乙", "身份": "无赖"}, {"姓名": "丙", "身份": "骑士"}]',
    '{"答案": {"甲": "骑士", "乙": "无赖", "丙": "骑士"}}',
    '{"\\u7532": "\\u9a91\\u58eb", "乙": "无赖", "丙": "骑士"}',
    "甲是騎士，乙是無賴，丙是騎士",
]

REFUSED = [
    ("甲是骑士，乙是无赖", "丙"),
    ("骑士：甲；无赖：乙", "丙"),
    ("无法确定", "hedge"),
    ("甲是骑士，乙是无赖，丙是骑士，甲是无赖", "甲 is called both"),
    ("甲、乙、丙分别是骑士、无赖", "2 roles for 3"),
    ("三人都是骑士，乙是无赖", "乙 is called both"),
    ("两人都是骑士", "speaks of 2"),
    ("甲可能是骑士，乙是无赖，丙是骑士", "hedge"),
    ("甲也许是骑士，乙是无赖，丙是骑士", "hedge"),
    ("甲或许是骑士，乙是无赖，丙是骑士", "hedge"),
    ("甲应该是骑士，乙是无赖，丙是骑士", "hedge"),
    ("甲应为骑士，乙是无赖，丙是骑士", "hedge"),
    ("甲大概是骑士，乙是无赖，丙是骑士", "hedge"),
    ("甲似乎是骑士，乙是无赖，丙是骑士", "hedge"),
    ("我猜甲是骑士，乙是无赖，丙是骑士", "hedge"),
    ("我认为甲是骑士，乙是无赖，丙是骑士", "hedge"),
    ("甲不一定是骑士，乙是无赖，丙是骑士", "hedge"),
    ("甲未必是骑士，乙是无赖，丙是骑士", "hedge"),
    ("甲是骑士或无赖，乙是无赖，丙是骑士", "hedge"),
    ("甲是骑士还是无赖，乙是无赖，丙是骑士", "hedge"),
    ("甲是骑士吗，乙是无赖，丙是骑士", "hedge"),
    ("甲是骑士，乙是无赖，丙是骑士？", "hedge"),
    ("甲是骑士，乙是无赖，丙是骑士吧", "hedge"),
    ("甲是骑士/无赖，乙是无赖，丙是骑士", "骑士/无赖"),
    ("如果甲是骑士，乙是无赖，丙是骑士", "condition"),
    ("假设甲是骑士，乙是无赖，丙是骑士", "condition"),
    ("若甲是骑士，则乙是无赖，丙是骑士", "condition"),
    ("甲是骑士，除非乙是无赖，丙是骑士", "condition"),
    ("情况一：甲是骑士，乙是无赖，丙是骑士", "condition"),
    ("例如：甲是骑士，乙是无赖，丙是骑士", "condition"),
    ("甲是骑士当且仅当乙是无赖，丙是骑士", "condition"),
    ("有两种可能：甲是骑士，乙是无赖，丙是骑士", "hedge"),
    ("初步判断：甲是骑士，乙是无赖，丙是骑士", "hedge"),
    ("甲可以是骑士，乙是无赖，丙是骑士", "hedge"),
    ("甲不是骑士就是无赖，乙是无赖，丙是骑士", "not understood"),
    ("甲非无赖即骑士，乙是无赖，丙是骑士", "role without|not understood"),
    ("甲既是骑士又是无赖，乙是无赖，丙是骑士", "no role for 甲"),
    ("别信：甲是骑士，乙是无赖，丙是骑士", "denial"),
    ("并非甲是骑士，乙是无赖，丙是骑士", "not understood"),
    ("以下不对：甲是骑士，乙是无赖，丙是骑士", "denial"),
    ("错误：甲是骑士，乙是无赖，丙是骑士", "denial"),
    ("甲是骑士，乙是无赖，丙是骑士，这不成立", "denial"),
    ("甲是骑士，乙是无赖，丙是骑士。这是假的。", "denial"),
    ("甲不可能是骑士，乙是无赖，丙是骑士", "denial"),
    ("甲说乙是无赖，甲是骑士，丙是骑士", "denial"),
    ("甲声称乙是无赖，甲是骑士，丙是骑士", "denial"),
    ("甲自称是骑士，乙是无赖，丙是骑士", "denial"),
    ("除乙外都是骑士，乙是无赖", "denial"),
    ("甲和丙不都是骑士，乙是无赖", "two readings"),
    ("甲、丙不全是无赖，乙是无赖", "two readings"),
    ("骑士不是甲和丙，无赖是乙", "without a name"),
    ("非骑士：甲、丙；无赖：乙", "denial"),
    ("骑士：不是甲；无赖：乙；骑士：丙", "not understood"),
    ("没有一个是骑士", "not understood"),
    ("甲是骑士的朋友，乙是无赖，丙是骑士", "not understood"),
    ("甲是大骑士，乙是无赖，丙是骑士", "'大' is not"),
    ("甲虫是骑士，乙是无赖，丙是骑士", "'虫' is not"),
    ("小甲是骑士，乙是无赖，丙是骑士", "not understood"),
    ("甲，乙是骑士，丙是骑士", "whom"),
    ("甲是好人，乙是坏人，丙是好人", "no role for 甲"),
    ("甲说真话，乙说假话，丙说真话", "no role for 甲"),
    ("甲 is a knight，乙 is a knave，丙 is a knight", "'knight'"),
    ("他是骑士，她是无赖", "nobody in particular"),
    ("骑士和无赖", "nothing is said"),
]


@pytest.mark.parametrize("text", READABLE)
def test_readable(text) -> None:
    reading = read_answer(text, NAMES, ROLES)
    assert reading.assignment == EXPECTED, reading.reason


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_refused_with_a_reason(text, reason) -> None:
    reading = read_answer(text, NAMES, ROLES)
    assert reading.assignment is None
    assert re.search(reason, reading.reason), reading.reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三人都是骑士。", (True, True, True)),
        ("所有人均为无赖", (False, False, False)),
        ("他们都不是骑士", (False, False, False)),
        ("骑士：甲、乙、丙；无赖：无", (True, True, True)),
        ("骑士：无\n无赖：甲、乙、丙", (False, False, False)),
        ("骑士：全部；无赖：没有", (True, True, True)),
        ("甲、乙、丙三人全是骑士，没有无赖", (True, True, True)),
        ("甲、乙都不是骑士，丙不是无赖", (False, False, True)),
    ],
)
def test_one_word_for_all(text, expected) -> None:
    assert read_answer(text, NAMES, ROLES).assignment == expected, read_answer(text, NAMES, ROLES)


@pytest.mark.parametrize(
    ("text", "names", "roles", "expected"),
    [
        ("佐伊是骑士，米娅是无赖", ("佐伊", "米娅"), ROLES, (True, False)),
        ("Zoey是骑士，Mia是无赖", ("Zoey", "Mia"), ROLES, (True, False)),
        ("ZOEY是骑士；mia是无赖", ("Zoey", "Mia"), ROLES, (True, False)),
        ("Jack是骑士，Jackson是无赖", ("Jack", "Jackson"), ROLES, (True, False)),
        ("小明是老实人，小明明是骗子", ("小明", "小明明"), ("老实人", "骗子"), (True, False)),
        ("张伟是君子，李明是小人", ("张伟", "李明"), ("君子", "小人"), (True, False)),
        ("无赖总说真话：甲是无赖，乙是骑士", ("甲", "乙"), ("无赖", "骑士"), None),
        ("甲是无赖，乙是骑士", ("甲", "乙"), ("无赖", "骑士"), (True, False)),
        ("甲是说真话的人，乙是说谎的人", ("甲", "乙"), ("说真话的人", "说谎的人"), (True, False)),
        ("王和平是天使，李可是恶魔", ("王和平", "李可"), ("天使", "恶魔"), (True, False)),
        ("A是骑士，B是无赖", ("A", "B"), ROLES, (True, False)),
        ("甲是騎士", ("甲",), ("騎士", "無賴"), (True,)),
        ("張偉是骑士", ("張偉",), ROLES, (True,)),
    ],
)
def test_names_and_roles_are_those_of_the_puzzle(text, names, roles, expected) -> None:
    assert read_answer(text, names, roles).assignment == expected, read_answer(text, names, roles)


def test_role_words_of_the_other_language_are_strange_words() -> None:
    assert read_answer("Zoey是骑士，Mia是无赖", ("Zoey", "Mia"), ("knight", "knave")).assignment is None
    assert read_answer("甲 is a knight, 乙 is a knave", ("甲", "乙"), ROLES).assignment is None


def test_last_statement_of_a_free_text() -> None:
    thinking = "假设甲是无赖，那么乙说的是真话，矛盾。所以甲不是无赖。"
    end = "综上所述，甲是骑士，乙是无赖，丙是骑士。"
    for text in (thinking + end, thinking + "\n\n**答案：**\n" + end, thinking + end + "这与所有陈述一致。"):
        assert read_last_answer(text, NAMES, ROLES).assignment == EXPECTED, text
    for text in (thinking, thinking + "情况二：\n甲是骑士\n乙是无赖\n丙是骑士", end + "不过丙可能是无赖。"):
        assert read_last_answer(text, NAMES, ROLES).assignment is None, text


worlds = st.tuples(*[st.booleans()] * 3)
doubts = ["可能", "如果", "也许", "不对", "说", "或者", "假设", "并非", "吗", "应该", "除非", "矛盾", "猜"]


def text_of(world: tuple[bool, ...], form: str, joiner: str) -> str:
    pairs = zip(NAMES, world, strict=True)
    return joiner.join(form.format(name=name, role=ROLES[not honest], other=ROLES[honest]) for name, honest in pairs)


forms = st.sampled_from(["{name}是{role}", "{name}：{role}", "{name}不是{other}", "{role}：{name}", "{name}为{role}"])
joiners = st.sampled_from(["，", "；", "。", "\n", ", "])


@settings(max_examples=100, deadline=None)
@given(worlds, forms, joiners, st.sampled_from(doubts), st.data())
def test_doubts_are_never_overlooked(world, form, joiner, doubt, data) -> None:
    text = text_of(world, form, joiner)
    assert read_answer(text, NAMES, ROLES).assignment == world
    place = data.draw(st.integers(0, len(text)))
    assert read_answer(text[:place] + doubt + text[place:], NAMES, ROLES).assignment != world
