"""Chinese prose read back: our own in every wording, that of puzzle books, and what must be refused."""

from __future__ import annotations

import random
import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from puzzles.errors import UnreadablePuzzleError
from puzzles.prose import words_zh as words
from puzzles.prose.chinese import STYLES, Phrasing, describe, puzzle_text
from puzzles.prose.clauses_zh import reported
from puzzles.prose.phrasing_zh import CHOICES, FORMER
from puzzles.reading.chinese.chinese import read_chinese
from puzzles.solve import solve
from puzzles.statements import And, Iff, Is, Not, Or, truth_table
from tests.puzzles import brute
from tests.timing import least_seconds

ALL_NAMES = sorted(
    {*words.NAMES, *words.UNCOMMON_NAMES, *words.CAST, *words.STEMS, "Zoey", "Mary Ann", "O'Neil", *"ABC"}
)
ALL_PAIRS = [pair for roles in words.ROLE_PAIRS.values() for pair in (roles, roles[::-1])]
SIZES, NAMES, ROLES = st.integers(2, 5), st.sampled_from(ALL_NAMES), st.sampled_from(ALL_PAIRS)
CASTS = {size: st.lists(NAMES, min_size=size, max_size=size, unique=True) for size in range(2, 6)}
SETTING = "骑士总是说真话，无赖总是说假话。"


@st.composite
def stated(draw) -> tuple:
    """Statements, names and roles of a puzzle."""
    num_people = draw(SIZES)
    return draw(brute.speeches(num_people)), draw(CASTS[num_people]), draw(ROLES)


def assert_same(text: str, statements, names, roles) -> None:
    read = read_chinese(text)
    assert (read.names, read.roles, read.language) == (tuple(names), tuple(roles), "zh")
    assert brute.meaning(read.statements) == brute.meaning(statements), text


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(stated(), st.integers(0, 10**9))
def test_the_standard_style_gives_back_the_same_trees(puzzle, seed) -> None:
    statements, names, roles = puzzle
    text = puzzle_text(statements, names, roles, random.Random(seed))
    assert read_chinese(text).statements == tuple(statements)
    assert_same(text, statements, names, roles)


@settings(max_examples=100, deadline=None)
@given(stated(), st.integers(0, 10**9))
def test_the_varied_style_gives_back_the_same_meaning(puzzle, seed) -> None:
    statements, names, roles = puzzle
    assert_same(puzzle_text(statements, names, roles, random.Random(seed), style="varied"), statements, names, roles)


@settings(max_examples=100, deadline=None)
@given(
    st.builds(Phrasing, **{name: st.sampled_from(values + FORMER.get(name, ())) for name, values in CHOICES.items()}),
    brute.statements(3),
    st.sampled_from(["direct", "named", "reported"]),
)
def test_every_phrasing_has_one_reading(phrasing, statement, way) -> None:
    names, roles = "甲乙丙", ("骑士", "无赖")
    said = f"甲说：“{describe(statement, names, roles, phrasing, 0)}。”"
    if way == "named":
        said = f"据甲说，{describe(statement, names, roles, phrasing)}。"
    report = reported(statement, names, roles, phrasing, 0)
    if way == "reported" and report:
        said = f"甲说，{report}。"
    read = read_chinese(f"{SETTING}你遇到了甲、乙和丙。{said}乙说：“甲是骑士。”丙说：“甲是骑士。”")
    assert brute.meaning([read.statements[0], A, A]) == brute.meaning([statement, A, A])


# Moulds that no text is written in any more; the files of old have them.
OLD_INTRODUCTIONS = (
    "某个村子里有{liar}和{truthful}两种人，前者只说假话，后者只说真话。",
    "你来到一个住着{truthful}（总是说真话）和{liar}（总是说假话）的村庄。",
    "这座古城里的人分为两类：一类是从不撒谎的{truthful}，另一类是满口谎言的{liar}。",
)
OLD_SPEECHES = ("{name}回答道：“{claim}。”", "“{claim}。”——{name}。", "{name}开口说：「{claim}。」")
OLD_QUESTIONS = ("他们当中哪些是{truthful}，哪些是{liar}？",)


@pytest.mark.parametrize("roles", [("骑士", "无赖"), ("诚实的人", "说谎的人"), ("无赖", "骑士"), ("仙女", "女巫")])
def test_every_mould_is_read(roles) -> None:
    introductions = {*words.INTRODUCTIONS, *words.NAMED_INTRODUCTIONS, *words.MORE_INTRODUCTIONS, *OLD_INTRODUCTIONS}
    speeches = [*words.SPEECHES, *words.MORE_SPEECHES, words.SCRIPT, *words.INDIRECT_SPEECHES, *OLD_SPEECHES]
    questions = [*words.QUESTIONS, *words.MORE_QUESTIONS, *OLD_QUESTIONS]
    truthful, liar = roles
    filled = {"truthful": truthful, "liar": liar, "people": "张伟和李娜", "count": "两"}
    meetings = words.MEETINGS + words.MORE_MEETINGS
    for number, (*moulds, they) in enumerate(product(sorted(introductions), meetings, questions, ("他们", "她们"))):
        frame = [mould.format(**filled, they=they) for mould in moulds]
        one, other = speeches[number % len(speeches)], speeches[(3 * number + 1) % len(speeches)]
        said = one.format(name="张伟", claim=f"李娜是{liar}") + other.format(name="李娜", claim=f"张伟不是{truthful}")
        assert_same(frame[0] + frame[1] + said + frame[2], [NOT_B, Not(A)], ["张伟", "李娜"], roles)


def test_twenty_people() -> None:
    statements = [Or(tuple(Is(other, True) for other in range(20) if other != person)) for person in range(20)]
    for style in STYLES:
        text = puzzle_text(statements, words.CAST, ("骑士", "无赖"), random.Random(7), style=style)
        read = read_chinese(text).statements
        assert [truth_table(one, 20) for one in read] == [truth_table(one, 20) for one in statements]


A, B, C = (Is(person, True) for person in range(3))
NOT_A, NOT_B, NOT_C = (Is(person, False) for person in range(3))

CLAIMS = [  # what 甲 says of 甲, 乙 and 丙, and its meaning worked out by hand
    ("我们都是无赖", And((NOT_A, NOT_B, NOT_C))),
    ("我们三个都是无赖", And((NOT_A, NOT_B, NOT_C))),
    ("我们不都是骑士", Not(And((A, B, C)))),
    ("所有人都是骑士", And((A, B, C))),
    ("我们当中至少有一个是无赖", Or((NOT_A, NOT_B, NOT_C))),
    ("我们三人中至少有一个无赖", Or((NOT_A, NOT_B, NOT_C))),
    ("至少有两个人是骑士", Or((And((A, B)), And((A, C)), And((B, C))))),
    ("我们中恰好有一个骑士", Or((And((A, NOT_B, NOT_C)), And((NOT_A, B, NOT_C)), And((NOT_A, NOT_B, C))))),
    ("我们中有且只有一个骑士", Or((And((A, NOT_B, NOT_C)), And((NOT_A, B, NOT_C)), And((NOT_A, NOT_B, C))))),
    ("我们当中最多有一个骑士", Not(Or((And((A, B)), And((A, C)), And((B, C)))))),
    ("我们三个人中没有骑士", And((NOT_A, NOT_B, NOT_C))),
    ("乙和丙中没有一个是骑士", And((NOT_B, NOT_C))),
    ("我们三人中无赖的人数是偶数", Not(Iff(Iff(NOT_A, NOT_B), NOT_C))),
    ("只有乙是骑士", And((NOT_A, B, NOT_C))),
    ("其他人都是无赖", And((NOT_B, NOT_C))),
    ("乙在说谎", NOT_B),
    ("乙没有说谎", B),
    ("乙从不说真话", NOT_B),
    ("乙说的话是真的", B),
    ("乙是说谎者", NOT_B),
    ("乙、丙两人都不是骑士", And((NOT_B, NOT_C))),
    ("乙和丙是同一种人", Iff(B, C)),
    ("我和乙不是同一类人", Not(Iff(A, B))),
    ("乙与丙身份不同", Not(Iff(B, C))),
    ("我们身份相同", Or((And((A, B, C)), And((NOT_A, NOT_B, NOT_C))))),
    ("乙或者丙是骑士", Or((B, C))),
    ("乙是骑士或者是无赖", Or((B, NOT_B))),
    ("乙要么是骑士，要么是无赖", Or((B, NOT_B))),
    ("乙和丙要么都是骑士，要么都是无赖", Iff(B, C)),
    ("乙是骑士，但丙是无赖", And((B, NOT_C))),
    ("乙是骑士，丙是无赖", And((B, NOT_C))),
    ("乙是骑士、丙是无赖或者我是无赖", Or((B, NOT_C, NOT_A))),
    ("或者乙是骑士，或者丙是骑士", Or((B, C))),
    ("如果乙是骑士，丙就是无赖", Or((NOT_B, NOT_C))),
    ("假如乙是骑士的话，那么丙是无赖", Or((NOT_B, NOT_C))),
    ("如果乙是骑士，并且丙是骑士，那么我是无赖", Or((NOT_B, NOT_C, NOT_A))),
    ("如果乙是骑士，那么丙和我都是无赖", Or((NOT_B, And((NOT_C, NOT_A))))),
    ("除非乙是骑士，否则丙是无赖", Or((B, NOT_C))),
    ("只有乙是骑士，丙才是骑士", Or((B, NOT_C))),
    ("乙会说丙是无赖", Iff(B, NOT_C)),
    ("并非乙和丙都是骑士", Not(And((B, C)))),
    ("并非“乙是骑士或者丙是骑士”", Not(Or((B, C)))),
    ("乙才是无赖", NOT_B),
    ("乙一定是无赖", NOT_B),
    ("乙是一个无赖", NOT_B),
    ("乙和我自己都是骑士", And((B, A))),
    ("乙是骑士，而丙是骑士", And((B, C))),
    ("乙是骑士，丙也是骑士", And((B, C))),
    ("乙说的是真话，丙说的也是真话", And((B, C))),
    ("乙说的是假话，丙说的也是假话", And((NOT_B, NOT_C))),
    ("乙是骑士，或者丙是无赖，或者两者都成立", Or((B, NOT_C))),
    ("乙是骑士，或者丙是无赖，两者至少有一个成立", Or((B, NOT_C))),
    ("乙是骑士，或者丙是无赖，或者我是骑士，其中至少有一个成立", Or((B, NOT_C, A))),
    ("乙是骑士，丙是无赖，至少有一项成立", Or((B, NOT_C))),
    ("（乙是骑士并且丙是骑士），或者我是无赖，至少一项成立", Or((And((B, C)), NOT_A))),
    ("如果乙是骑士，那么丙是无赖，反过来也一样", Iff(B, NOT_C)),
    ("如果乙是骑士，那么丙是无赖，反之亦然", Iff(B, NOT_C)),
    ("如果乙是骑士，丙就是无赖，反过来也成立", Iff(B, NOT_C)),
    ("只要乙是骑士，丙就是无赖，反之亦然", Iff(B, NOT_C)),
    ("乙和丙一个是骑士，另一个是无赖", Iff(B, NOT_C)),
    ("我和乙要么都是骑士，要么都是无赖", Iff(A, B)),
    ("乙不可能是骑士", NOT_B),
    ("乙绝不是骑士", NOT_B),
    ("乙的确是骑士", B),
    ("乙和丙中至少有一个不是骑士", Or((NOT_B, NOT_C))),
]


@pytest.mark.parametrize(("claim", "meaning"), CLAIMS)
def test_what_people_say_in_puzzle_books(claim, meaning) -> None:
    text = f"{SETTING}你遇到了甲、乙和丙。甲说：“{claim}。”乙说：“甲是骑士。”丙说：“甲是骑士。”"
    assert brute.meaning([read_chinese(text).statements[0], A, A]) == brute.meaning([meaning, A, A])


BOOKS = [  # whole puzzles with their solutions, worked out by hand
    (
        "一个岛上住着两种人：骑士和无赖。骑士总是说真话，无赖总是说假话。你遇到两个人甲和乙。甲说：“我们两个都是无赖。”"
        "请问甲和乙分别是什么人？乙说：“甲是无赖。”",
        {(False, True)},
    ),
    ("君子从不说谎，小人从不说真话。张三、李四、王五在聊天。张三说：“李四在撒谎。”李四说：“王五在撒谎。”"
     "王五说：“张三和李四都在撒谎。”谁是君子？", {(False, True, False)}),
    ("騎士總是說真話，無賴總是說謊。甲說：「我們當中至少有一個是無賴。」乙說：「甲說的是假話。」請問他們分別是什麼人？",
     {(True, False)}),
    ("骑士永远说真话，无赖永远说谎。A 说：\"B 是无赖.\" B 说：\"我和 A 不是同一种人.\"", {(False, True)}),
    ("骑士说真话，无赖说假话。甲：乙是无赖。乙：甲和我不是同类。", {(False, True)}),
    (SETTING + "甲说乙是无赖，乙说丙是无赖，丙说甲和乙都是无赖。", {(False, True, False)}),
    (SETTING + "有三个人：Alice, Bob 和 Carol。Alice 说：“Bob 是无赖。”Bob 说：“Alice 和 Carol 都是骑士。”"
     "Carol 说：“Bob 是骑士。”", {(True, False, False)}),
    (SETTING + "“乙是无赖。”甲说。“我们都是骑士。”乙说。", {(True, False)}),
    (SETTING + "甲说“乙是无赖”，乙说“我们都是骑士”。", {(True, False)}),
    (SETTING + "甲说：“他是无赖！”\n乙说：“我们至少有一个是骑士。”\n\n问题：甲和乙各是什么身份？", {(False, True)}),
    ("骑士总说真话，而无赖则恰恰相反。甲说：“乙是无赖。”乙说：“我们都是骑士。”", {(True, False)}),
    ("总是说真话的人称为骑士，总是说假话的人称为无赖。甲说：“乙是无赖。”乙说：“我们都是骑士。”", {(True, False)}),
    ("诚实族的人总是说真话，说谎族的人总是说假话。甲说：“乙是说谎族的人。”"
     "乙说：“我们都是诚实族的人。”", {(True, False)}),
    ("某岛居民分成两类：骑士（说真话者）和无赖（说谎者）。甲说：“乙是无赖。”乙说：“我们都是骑士。”", {(True, False)}),
    ("岛上住着“武士”和“浪人”。武士说的每句话都是真的，浪人说的每句话都是假的。你见到了三名居民，分别是阿强、阿珍和阿明。"
     "阿强表示：“阿珍是浪人。”阿珍表示：“阿明与阿强都是武士。”阿明表示：“阿珍是武士。”", {(True, False, False)}),
    ("一位旅行者来到了一座小岛，岛上的每个居民不是骑士就是无赖，骑士从不说谎，无赖从不说真话。旅行者遇到了两位居民：甲、乙。"
     "甲告诉旅行者：“我是无赖，或者乙是骑士。”乙回答：“甲是骑士。”", {(True, True)}),
    (SETTING + "王和平与李可在聊天。王和平说：“李可是无赖。”李可说：“我们都是骑士。”", {(True, False)}),
    ("甲说：“我们都是无赖。”乙说：“甲是无赖。”谁是骑士，谁是无赖？", {(False, True)}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "solutions"), BOOKS)
def test_puzzles_as_books_tell_them(text, solutions) -> None:
    assert set(solve(read_chinese(text).statements)) == solutions


def test_names_and_roles_stay_as_they_are_spelt() -> None:
    read = read_chinese("騎士總是說真話，無賴總是說謊。張偉說：「李娜是騎士。」李娜說：「張偉是無賴。」")
    assert (read.names, read.roles) == (("張偉", "李娜"), ("騎士", "無賴"))


BAD_CLAIMS = [
    ("乙可能是无赖", "可能"),
    ("乙是无赖吗？", "question"),
    ("乙是无赖。丙是骑士", "more than one sentence"),
    ("乙和丙不是骑士", "none of them or not all"),
    ("乙或丙不是骑士", "neither or not both"),
    ("乙是骑士并且丙是骑士或者我是无赖", "more than one way"),
    ("乙是骑士，丙是骑士，或者我是无赖", "more than one way"),
    ("如果乙是骑士，那么丙是骑士，并且我是无赖", "more than one way"),
    ("如果乙是骑士，那么如果丙是骑士，那么我是无赖", "more than one way"),
    ("乙是骑士当且仅当丙是骑士并且我是无赖", "more than one way"),
    ("乙是骑士当且仅当丙是骑士当且仅当我是无赖", "more than one way"),
    ("并非乙是骑士并且丙是骑士", "more than one way"),
    ("要么乙是骑士，要么丙是骑士", "both"),
    ("乙是骑士，并且丙是骑士，至少有一项成立", "more than one way"),
    ("乙是骑士，至少有一项成立", "more than one way"),
    ("并非乙是骑士，或者丙是骑士，至少有一项成立", "more than one way"),
    ("如果乙是骑士，那么丙是骑士，我是无赖，反过来也一样", "more than one way"),
    ("乙是骑士，反过来也一样", "more than one way"),
    ("反过来也一样", "more than one way"),
    ("至少有一项成立", "more than one way"),
    ("如果反过来也一样", "more than one way"),
    ("他是骑士", "not clear who"),
    ("乙和丙中有一个是骑士", "at least"),
    ("我们俩都是骑士", "after 3 people"),
    ("我们身份不同", "two people"),
    ("至少有四个人是骑士", "always true or never"),
    ("丁是骑士", "丁"),
    ("乙是大骑士", "大骑士"),
    ("乙曾经是骑士", "曾经"),
    ("乙说丙是骑士", "说丙"),
    ("乙骑士", "no statement"),
    ("乙是", "no statement"),
    ("天气很好", "天气"),
    ("（乙是骑士", "bracket"),
    ("乙是骑士，并且", "connective"),
    ("", "nothing is said"),
]


@pytest.mark.parametrize(("claim", "reason"), BAD_CLAIMS)
def test_doubtful_claims_are_refused_with_their_sentence(claim, reason) -> None:
    with pytest.raises(UnreadablePuzzleError, match=reason) as caught:
        read_chinese(f"{SETTING}你遇到了甲、乙和丙。甲说：“{claim}。”乙说：“甲是骑士。”丙说：“甲是骑士。”")
    assert caught.value.sentence == f"甲说：“{claim}。”"


SAID = "甲说：“乙是无赖。”乙说：“甲是骑士。”"
BAD_STORIES = [
    ("", "0 people"),
    (SETTING, "0 people"),
    ("今天天气很好。", "0 people"),
    ("甲说：“乙是好人。”乙说：“甲是坏人。”", "called"),
    ("骑士总是说真话。" + SAID, "called"),
    ("骑士总是说真话，骑士总是说假话。" + SAID, "骑士 cannot be told"),
    ("骑士总是说真话，无赖总是说假话，间谍有时说真话有时说假话。" + SAID, "间谍"),
    ("骑士上午说真话，无赖总是说假话。" + SAID, "骑士"),
    ("骑士不一定说真话，无赖总是说假话。" + SAID, "骑士"),
    ("除了周一，骑士总是说真话，无赖总是说假话。" + SAID, "除了"),
    (SETTING + "已知甲和乙身份不同。" + SAID, "已知"),
    (SETTING + "甲是骑士。" + SAID, "骑士"),
    (SETTING + "你遇到了甲和乙，其中至少有一个骑士。" + SAID, "至少"),
    (SETTING + "两人中有一个骑士。" + SAID, "counts"),
    (SETTING + "岛上的骑士比无赖多。" + SAID, "比"),
    (SETTING + "你遇到了三位居民：甲和乙。" + SAID, "三 people"),
    (SETTING + "你遇到了三个人。" + SAID, "三 people"),
    (SETTING + "你遇到了甲、乙和丙。" + SAID, "丙"),
    (SETTING + "你遇到了甲和乙。" + SAID + "丁说：“甲是骑士。”", "丁 speaks"),
    (SETTING + SAID + "甲说：“我是骑士。”", "second statement"),
    (SETTING + "甲没有说：“乙是骑士。”乙说：“甲是骑士。”", "甲"),
    (SETTING + "甲说我是骑士，乙说甲是无赖。", "我"),
    (SETTING + "甲说：“乙是无赖。", "not closed"),
    (SETTING + SAID * 2000, "characters"),
]


@pytest.mark.parametrize(("text", "reason"), BAD_STORIES)
def test_stories_that_tell_more_or_less_are_refused(text, reason) -> None:
    with pytest.raises(UnreadablePuzzleError, match=re.escape(reason)):
        read_chinese(text)


@settings(max_examples=100, deadline=None)
@given(stated(), st.integers(0, 10**9), st.data())
def test_a_strange_word_in_a_speech_is_never_passed_over(puzzle, seed, data) -> None:
    statements, names, roles = puzzle
    text = puzzle_text(statements, names, roles, random.Random(seed))
    opening = data.draw(st.sampled_from([at for at, mark in enumerate(text) if mark == "“"]))
    place = data.draw(st.integers(opening + 1, text.index("”", opening) - 1))
    word = data.draw(st.sampled_from(["可能", "昨天", "似乎", "据说", "讨厌", "x"]))
    with pytest.raises(UnreadablePuzzleError):
        read_chinese(text[:place] + word + text[place:])


HOSTILE = [
    "都", "总是说真话的", "前者总说真话", "甲说", "甲说：“", "“", "“”", "甲、", "甲，乙说", "（", "\n", '"', "据", "A ",
    "说的话都是",
    SETTING + "甲说：“" + "并非" * 9_000 + "乙是骑士。”乙说：“甲是骑士。”",
    SETTING + "甲说：“" + "（" * 9_000 + "乙是骑士" + "）" * 9_000 + "。”",
    SETTING + "甲说：“" + "如果乙是骑士，那么" * 1_500 + "乙是骑士。”乙说：“甲是骑士。”",
    SETTING + SAID * 800,
    SETTING + "甲说乙是骑士，" * 2_500,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_texts_are_quick(text) -> None:
    text = (text * (20_000 // len(text) + 1))[:20_000]

    def read() -> None:
        with pytest.raises(UnreadablePuzzleError):
            read_chinese(text)

    assert least_seconds(read, 0.5) < 0.5
