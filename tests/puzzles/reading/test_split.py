"""Several puzzles in one plain text: numbered lists, headings, prefaces, bad paragraphs, and what stays together."""

from __future__ import annotations

import itertools
import random
import re

import pytest

from puzzles import PuzzleSpec
from puzzles.errors import UnreadablePuzzleError
from puzzles.puzzle import Puzzle
from puzzles.reading import read_puzzle
from puzzles.reading.split import PuzzleText, puzzle_texts
from puzzles.sampling.sample import sample_distinct
from puzzles.statements import Statement, holds

RULES = "Knights always tell the truth, and knaves always lie."
TREES = "On the following island, elms always tell the truth and oaks always lie."
FIRST = "Ann says that Bob is a knave. Bob says: Ann and I are both knights."
SECOND = "Ann says that Bob is a knight. Bob says that Ann is a knave or Bob is a knave."
OTHER = "Cy says that Di is a knave. Di says that Cy is a knave."
BAD = "Eve says that Fay is charming. Fay says that Eve is a knave."


def parts(text: str) -> list[PuzzleText]:
    return list(puzzle_texts(text.splitlines(keepends=True)))


def told(found: PuzzleText) -> str:
    """The people and the solutions, as in `Ann+ Bob-`; of what is not read "unread", or "unclear"."""
    if found.unclear:
        return "unclear"
    try:
        read = read_puzzle(found.text)
    except UnreadablePuzzleError:
        return "unread"
    return " | ".join(
        " ".join(f"{name}{'-+'[honest]}" for name, honest in zip(read.names, world, strict=True))
        for world in _worlds(read.statements)
    )


def _worlds(statements: tuple[Statement, ...]) -> list[tuple[bool, ...]]:
    """Every solution, by trying all assignments."""
    worlds = itertools.product((True, False), repeat=len(statements))
    return [
        world for world in worlds if all(holds(statement, world) == world[k] for k, statement in enumerate(statements))
    ]


# By hand: if Ann of FIRST lies, Bob is a knight and yet says something false; of OTHER either may lie.
ONE, BOTH = "Ann+ Bob-", "Cy+ Di- | Cy- Di+"


@pytest.mark.parametrize(
    ("text", "lines", "solutions"),
    [
        # Numbered lists, with and without blank lines between.
        (f"{RULES}\n\n1. {FIRST}\n2. {OTHER}\n3. {FIRST}\n", [3, 4, 5], [ONE, BOTH, ONE]),
        (f"{RULES}\n\n1) {FIRST}\n\n2) {OTHER}", [3, 5], [ONE, BOTH]),
        (f"{RULES}\n\n(1) {OTHER}\n(2) {FIRST}", [3, 4], [BOTH, ONE]),
        (f"{RULES}\n\n**7.** {OTHER}\n\n**8.** {FIRST}", [3, 5], [BOTH, ONE]),
        (f"{RULES}\n(a) {OTHER}\n(b) {FIRST}", [2, 3], [BOTH, ONE]),
        (f"#1 {OTHER}\n#2 {FIRST}", [1, 2], [BOTH, ONE]),
        (f"1. {OTHER}\n3. {FIRST}", [1, 2], [BOTH, ONE]),
        (f"\t1.\t{OTHER}\n\t2.\t{FIRST}", [1, 2], [BOTH, ONE]),
        # Words before the number, and headings.
        (f"Puzzle 1: {OTHER}\nPuzzle 2: {FIRST}", [1, 2], [BOTH, ONE]),
        (f"Exercise 2.1 {OTHER}\n\nExercise 2.2 {FIRST}", [1, 3], [BOTH, ONE]),
        (f"Q1. {OTHER} Who is who?\nQ2. {FIRST} Who is who?", [1, 2], [BOTH, ONE]),
        (f"# A set\n\n{RULES}\n\n## Puzzle 1\n\n{OTHER}\n\n## Puzzle 2\n\n{FIRST}", [5, 9], [BOTH, ONE]),
        (f"{RULES}\n\n## The bridge\n{OTHER}\n\n## The tower\n{FIRST}", [3, 6], [BOTH, ONE]),
        (f"Puzzle One\n\n{OTHER}\n\nPuzzle Two\n\n{FIRST}", [1, 5], [BOTH, ONE]),
        (f"Puzzle IX\n{OTHER}\nPuzzle X\n{FIRST}\nPuzzle XI\n{FIRST}", [1, 3, 5], [BOTH, ONE, ONE]),
        (f"Puzzle 3: The Two Guards\n\n{OTHER}\n\nPuzzle 4: The Bridge\n\n{FIRST}", [1, 5], [BOTH, ONE]),
        # One puzzle a line, or a paragraph.
        (f"{OTHER}\n{FIRST}\n{BAD}", [1, 2, 3], [BOTH, ONE, "unread"]),
        (f"{RULES}\n\n{FIRST}\n\n{FIRST}", [1, 5], [ONE, ONE]),
        # A bad one in the middle takes nobody with it.
        (f"{OTHER}\n\n{BAD}\n\n{FIRST}", [1, 3, 5], [BOTH, "unread", ONE]),
        (f"{FIRST}\n\nAnn says that he lies. Bob says that Ann lies.\n\n{FIRST}", [1, 3, 5], [ONE, "unread", ONE]),
        (f'{OTHER}\n\nEve says: "Fay is a knave. Fay says that Eve lies.\n\n{FIRST}', [1, 3, 5], [BOTH, "unread", ONE]),
        (f"{RULES}\n1. {OTHER}\n2. {BAD}\n3. {FIRST}", [2, 3, 4], [BOTH, "unread", ONE]),
        (f"{OTHER}\n\nWhat is 2 + 2?\n\n{FIRST}", [1, 3, 5], [BOTH, "unread", ONE]),
        (f"{OTHER}\n---\n{BAD}\n* * *\n{FIRST}", [1, 3, 5], [BOTH, "unread", ONE]),
        (f"1. {OTHER}\n2. {FIRST}\n\nAnswers:\n1. Cy is a knight.\n2. Bob lies.", [1, 2, 4], [BOTH, ONE, "unread"]),
        # Line ends of other systems.
        (f"{OTHER}\r\n\r\n{FIRST}\r\n", [1, 3], [BOTH, ONE]),
    ],
)
def test_puzzles_and_where_they_begin(text, lines, solutions) -> None:
    found = parts(text)
    assert [one.line for one in found] == lines
    assert [told(one) for one in found] == solutions


def test_a_preface_is_said_for_all_that_say_nothing_else() -> None:
    elms = "Ann says that Bob is an oak. Bob says that Ann and I are both elms."
    own = "Here knaves tell the truth and knights lie. Cy says that Di is a knave. Di says that Cy is a knight."
    for gaps in (("\n\n1. ", "\n2. "), ("\n\n", "\n\n"), ("\n---\n", "\n---\n")):
        text = TREES + gaps[0] + elms + gaps[1] + elms
        assert [told(one) for one in parts(text)] == [ONE, ONE]
        assert all(one.text == f"{TREES}\n\n{elms}" for one in parts(text))
    first, second = parts(f"{TREES}\n\n{elms}\n\n{own}")
    assert (told(first), second.text, read_puzzle(second.text).roles) == (ONE, own, ("knave", "knight"))


def test_each_of_the_texts_is_a_text_by_itself() -> None:
    text = f"{RULES} In each puzzle you meet two people.\n\n1. {OTHER}\n2. {BAD}\n\n{FIRST}\n---\n{SECOND}"
    for one in parts(text):
        assert [again.text for again in parts(one.text)] == [one.text]


@pytest.mark.parametrize(
    "text",
    [
        # Statements with numbers, letters and bullets.
        f"{RULES}\n1. Ann says that Bob is a knave.\n2. Bob says that Cy is a knave.\n3. Cy says that Ann is a knight.",
        f"{RULES}\n\n1. Ann says that Bob is a knave.\n\n2. Bob says that Cy is a knave.\n\n3. Cy says that Ann lies.",
        f"{RULES}\n- Ann: Bob is a knave.\n- Bob: Cy is a knave.\n- Cy: Ann is a knight.",
        f"{RULES}\n(a) Ann says that Bob is a knave.\n(b) Bob says that Ann is a knave.",
        # Sections of one puzzle.
        f"# Puzzle\n## Rules\n{RULES}\n## Statements\n{OTHER}\n## Question\nWho is who?",
        f"1. Rules: {RULES}\n2. Statements: {OTHER}\n3. Question: Who is who?",
        # One speech a paragraph.
        "Ann says that Bob is a knave.\n\nBob says that Cy is a knave.\n\nCy says that Ann is a knight.",
        "Ann: Bob is a knave.\n\nCy: Di is a knave.\n\nBob: Ann is a knave.\n\nDi: Cy is a knight.",
        "You meet Ann, Bob, Cy and Di.\n\nAnn says Bob lies. Bob says Ann lies.\n\nCy says Di lies. Di says Cy lies.",
        f"{OTHER}\n\nThen Eve says that Cy is a knave.",
    ],
)
def test_one_puzzle_stays_one(text) -> None:
    (one,) = parts(text)
    assert one.text == "\n".join(text.splitlines()) and told(one) != "unread"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # It may be that somebody speaks twice, or that there are two puzzles.
        (f"{RULES}\n1. Ann says that Bob and she herself lie.\n2. Ann says that Bob lies.", ["unclear"]),
        ("Ann: Bob lies.\nBob: Cy lies.\n\nCy: Ann lies.\nAnn: I am a knight.", ["unread"]),
        # A sentence that may be about either of two puzzles.
        (f"{FIRST}\n\nExactly one of them is a knave.\n\n{OTHER}", ["unread", "unread"]),
        (f"{FIRST}\n\nHere knaves are honest.\n\n{OTHER}", [ONE, "unread"]),
        (f"{RULES} In every puzzle exactly one is a knave.\n\n1. {FIRST}\n2. {OTHER}", ["unread", "unread"]),
        (f"{FIRST}\n\nAnswer: Ann is a knave.\n\n{OTHER}", ["unread", BOTH]),
    ],
)
def test_what_may_be_read_in_two_ways_is_not_read(text, expected) -> None:
    assert [told(one) for one in parts(text)] == expected


CHINESE = "骑士总说真话，无赖总说假话。"
YI, DING = "甲说：“乙是无赖。”乙说：“我们都是骑士。”", "丙说：“丁是无赖。”丁说：“丙是无赖。”"


@pytest.mark.parametrize(
    "text",
    [
        f"{CHINESE}\n1. {YI}\n2. {DING}",
        f"{CHINESE}\n\n（1）{YI}\n（2）{DING}",
        f"{CHINESE}\n\n一、{YI}\n\n二、{DING}",
        f"{CHINESE}\n①{YI}\n②{DING}",
        f"{CHINESE}\n第1题：{YI}\n第2题：{DING}",
        f"假设世界上只有两种人：骑士和无赖。{CHINESE}\n\n1、{YI}\n2、{DING}",
        f"{CHINESE}\n\n{YI}\n\n{DING}",
        f"{CHINESE}{YI}\n\n{CHINESE}{DING}",
    ],
)
def test_chinese_sets(text) -> None:
    assert [told(one) for one in parts(text)] == ["甲+ 乙-", "丙+ 丁- | 丙- 丁+"]


def test_a_bad_chinese_paragraph_takes_nobody_with_it() -> None:
    unknown, unclosed = "戊说：“己很可爱。”己说：“戊是无赖。”", "戊说：“己是无赖。己说：“戊是无赖。”"
    for bad in (CHINESE + unknown, CHINESE + unclosed, "今天天气很好！！"):
        first, *_, last = parts(f"{CHINESE}{YI}\n\n{bad}\n\n{CHINESE}{DING}")
        assert (told(first), told(last)) == ("甲+ 乙-", "丙+ 丁- | 丙- 丁+")


# -- puzzles drawn at random

RUBBISH = ["What is 2 + 2?", "![a figure](a.png)", "Zed says that he likes “cake.", "Next one:", "???", "下一题："]


def drawn(rng: random.Random, count: int, language: str) -> list[Puzzle]:
    puzzles = []
    for k in range(count):
        style = rng.choice(("standard", "varied"))
        spec = PuzzleSpec(rng.randint(2, 4), language=language, style=style, fixed_cast=bool(k % 2))
        puzzles.append(next(sample_distinct(spec, rng)))
    return puzzles


def logic(names: tuple[str, ...], statements: tuple[Statement, ...]) -> tuple:
    worlds = list(itertools.product((True, False), repeat=len(names)))
    return names, tuple(tuple(holds(one, world) for world in worlds) for one in statements)


def read_logic(found: PuzzleText) -> tuple | None:
    try:
        read = read_puzzle(found.text)
    except UnreadablePuzzleError:
        return None
    return logic(read.names, read.statements)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("layout", ["blank", "rule", "numbers", "headings", "rubbish"])
def test_drawn_puzzles_come_back_whole_from_every_layout(language, layout) -> None:
    rng = random.Random(f"{language} {layout}")
    for _ in range(4):
        puzzles = drawn(rng, 4, language)
        texts = [puzzle.text for puzzle in puzzles]
        if layout == "rubbish":
            texts = [piece for text in texts for piece in (text, rng.choice(RUBBISH))]
        text = {
            "rule": "\n-----\n".join(texts),
            "numbers": "\n".join(f"{number}. {text}" for number, text in enumerate(texts, start=1)),
            "headings": "\n\n".join(f"## Puzzle {number}\n\n{text}" for number, text in enumerate(texts, start=1)),
        }.get(layout, "\n\n".join(texts))
        found = [one for one in map(read_logic, parts(text)) if one is not None]
        assert found == [logic(puzzle.names, puzzle.statements) for puzzle in puzzles], text


def test_no_part_of_a_drawn_puzzle_is_taken_for_the_whole() -> None:
    rng = random.Random(11)
    read = 0
    for puzzle in drawn(rng, 60, "en"):
        sentences = re.split(r"(?<=[.?!])\s+(?=[A-Z“\"‘'])", puzzle.text)[rng.randint(0, 2) :]
        if rng.random() < 0.3:
            sentences[rng.randrange(len(sentences))] += " Glorbs wimble."
        if rng.random() < 0.3:
            sentences = [f"{number}. {sentence}" for number, sentence in enumerate(sentences, start=1)]
        text = rng.choice(("\n\n", "\n")).join(sentences)
        for one in parts(text):
            found = read_logic(one)
            read += found is not None
            assert found in (None, logic(puzzle.names, puzzle.statements)), (text, one.text)
    assert read > 20


def test_a_long_set_takes_time_by_its_length() -> None:
    lines = [f"N{k}A says that N{k}B is a knave. N{k}B says that N{k}A is a knave." for k in range(400)]
    assert len(parts("\n".join(lines))) == len(parts("\n\n".join(lines))) == 400
    assert len(parts("\n".join(f"{k}. {line}" for k, line in enumerate(lines)))) == 400
