"""Texts cut into one sentence a person, in the layouts that people use, and not where it is doubtful."""

from __future__ import annotations

import time

import pytest

from puzzles.perturb.cutting import cut
from puzzles.perturb.words import substituted
from puzzles.puzzle import Puzzle
from puzzles.statements import And, Is

NAMES = ("Ann", "Bo", "Cy")
STATEMENTS = (Is(1, False), And((Is(0, True), Is(2, False))), Is(1, True))


def puzzle(text: str, names=NAMES, statements=STATEMENTS) -> Puzzle:
    return Puzzle(names, statements, (True,) * len(names), text)


CUT = {
    "reported": ("You meet Ann, Bo and Cy. {} {} {} Who is who?",
                 ["Ann says that Bo lies.", "Bo says that Ann is honest and Cy lies.", "Cy says that Bo is honest."]),
    "quoted": ("Meet Ann, Bo, and Cy. {} {} {} So who lies?",
               ['Ann said, "Bo lies."', '"Ann is honest and Cy lies," declared Bo.', '"Bo is honest" - Cy.']),
    "attribution after a full stop": ("Ann, Bo, Cy. {} {} {} Who?",
                                      ['"Bo lies." Ann said so.', '"Ann is honest! Cy lies!" shouts Bo.',
                                       "“Bo is honest.” — Cy."]),
    "lines": ("There are Ann, Bo and Cy\n{}\n{}\n{}\nWho lies?",
              ["Ann: Bo lies", "Bo: Ann is honest; Cy lies", "Cy: “Bo is honest”"]),
    "numbered": ("Three people.\n1. {}\n2. {}\n3. {}",
                 ["Ann says Bo lies.", "Bo says Ann is honest and Cy lies.", "Cy says Bo is honest."]),
    "several sentences in quotes": ("Here they are. {} {} {} Decide!",
                                    ['Ann says: "Listen. Bo lies."', 'Bo says: "Ann is honest. Cy lies."',
                                     'Cy says: "Well? Bo is honest."']),
    "according to": ("{} {} {} (Answer like: \"Ann is a knight/knave, Bo …\")",
                     ["According to Ann, Bo lies.", "In Bo's words: “Ann is honest and Cy lies”.",
                      "As Cy put it, ‘Bo is honest’."]),
    "first person": ("{} {} {} Who?",
                     ['Ann: "Bo lies."', 'Bo says, "Ann is honest, but Cy lies!"', 'Cy: "Bo is honest, I say."']),
    "Chinese": ("你遇到了Ann、Bo和Cy。{}{}{}请问谁在说谎？",
                ["Ann说：“Bo是骗子。”", "Bo说：Ann是老实人，而且Cy是骗子。", "“Bo是老实人。”Cy说。"]),
}  # fmt: skip


@pytest.mark.parametrize("layout", CUT)
def test_sentences_are_found(layout) -> None:
    mould, speeches = CUT[layout]
    text = mould.format(*speeches)
    pieces = cut(puzzle(text))
    assert pieces is not None
    assert [pieces.speech(person) for person in range(3)] == speeches
    assert pieces.order() == [0, 1, 2]
    assert pieces.reordered([2, 0, 1]) == mould.format(speeches[2], speeches[0], speeches[1])
    assert pieces.with_speech(1, "Hm.") == mould.format(speeches[0], "Hm.", speeches[2])
    shuffled = cut(puzzle(mould.format(speeches[1], speeches[2], speeches[0])))
    assert shuffled.order() == [1, 2, 0]
    assert [shuffled.speech(person) for person in range(3)] == speeches


def test_names_with_stops_and_apostrophes() -> None:
    names = ("Dr. No", "O’Neil", "J. R.")
    speeches = [
        "Dr. No says that O’Neil lies.",
        "O’Neil says that Dr. No is honest and J. R. lies.",
        "J. R. says: “O’Neil, yes.”",
    ]
    pieces = cut(puzzle(" ".join(speeches) + " Who?", names))
    assert [pieces.speech(k) for k in range(3)] == speeches


def test_a_name_that_is_a_word_and_a_list_of_people_are_no_speeches() -> None:
    head = "A knight tells the truth. You meet A, B and C. "
    speeches = [
        "B says that A is a knight and C is a knave.",
        "C says that B is a knight.",
        "A says that B is a knave.",
    ]
    pieces = cut(puzzle(head + " ".join(speeches) + " A hint: A is a knave, B is a knight.", ("A", "B", "C")))
    assert [pieces.speech(person) for person in (1, 2, 0)] == speeches


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No names at all.",
        "Ann, Bo and Cy all say that everybody lies.",
        "Ann says that Bo lies. Bo says that Ann is honest and Cy lies.",
        "Ann says that Bo lies. Ann adds that Bo lies. Cy says that Bo is honest.",
        "Ann says that Cy lies. Bo says that Cy lies. Cy says that Ann lies.",
        '"Bo lies," says Ann. "Ann is honest and Cy lies," says Bo to Ann. "Bo is honest," says Cy to Ann.',
        'Ann says: "Bo lies. Bo says that Ann is honest. Cy says that Bo is honest.',
    ],
)
def test_doubtful_texts_are_not_cut(text) -> None:
    assert cut(puzzle(text)) is None


@pytest.mark.parametrize(
    "text",
    ["Ann. " * 20_000, '"' * 100_000, "“" * 100_000, "." * 100_000, "\n" * 100_000, 'Ann "' * 20_000,
     '"Ann." ' * 15_000, '."' * 50_000, "Ann says Bo. " * 8_000, "Ann: Bo. Bo: Ann, Cy. Cy: Bo. " * 4_000,
     "A" * 100_000],
    ids=lambda text: repr(text[:8]),
)  # fmt: skip
def test_hostile_texts_take_no_time(text) -> None:
    start = time.process_time()
    cut(puzzle(text))
    assert time.process_time() - start < 1.5


def test_substituting_is_done_at_once() -> None:
    assert substituted("a b ab b", {"a": "b", "b": "a"}) == "b a ab a"
    assert substituted("Ann, Mary Ann", {"Ann": "X", "Mary Ann": "Ann"}) == "X, Ann"
    assert substituted("小明说小明明是Ann。", {"小明": "小红", "Ann": "Bo"}) == "小红说小红明是Bo。"
    assert substituted("naïve Ann", {"na": "x", "Ann": "É"}) == "naïve É"
