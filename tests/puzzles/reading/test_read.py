"""Which reader a text goes to, and where one puzzle of a file ends."""

from __future__ import annotations

import doctest
import random
import sys
from types import SimpleNamespace

import pytest

from puzzles.prose.english import puzzle_text
from puzzles.reading import read_puzzle
from puzzles.reading.split import puzzle_texts
from puzzles.statements import Is

ONE = 'A says: "We are both knaves." B says that A lies.'
OTHER = "You meet C and D. C says that D is a knave. D says that C is a knight. Who is who?"


@pytest.fixture
def chinese(monkeypatch) -> list[str]:
    """The texts that go to the Chinese reader."""
    taken: list[str] = []
    monkeypatch.setitem(sys.modules, "puzzles.reading.chinese.chinese", SimpleNamespace(read_chinese=taken.append))
    return taken


def test_the_example_of_the_docstring() -> None:
    assert doctest.testmod(sys.modules["puzzles.reading.read"]) == (0, 2)


def test_han_text_goes_to_the_chinese_reader(chinese) -> None:
    texts = ["张三说：“李四是无赖。”李四说张三是骑士。", "Zoey说Mia是骑士。Mia说Zoey是无赖。谁是骑士？"]
    for text in texts:
        read_puzzle(text)
    assert chinese == texts


def test_english_about_people_with_han_names_stays_english(chinese) -> None:
    read = read_puzzle("李雷 says that 韩梅梅 is a knave. 韩梅梅 says that 李雷 is a knave.")
    assert (read.names, read.language, chinese) == (("李雷", "韩梅梅"), "en", [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ONE, [ONE]),
        ("", []),
        ("\n\n---\n\n", []),
        (f"\n{ONE}\n\n\n{OTHER}\n", [ONE, OTHER]),
        (f"{ONE}\n---\n{ONE}\n=====\n{ONE}", [ONE] * 3),
        (f"{ONE}\n\n{ONE}", [ONE] * 2),
        # One puzzle in several paragraphs, then another.
        (
            f"You meet A and B.\n\nA says B lies.\n\nB says A lies.\n\nWho lies?\n\n{OTHER}",
            ["You meet A and B.\n\nA says B lies.\n\nB says A lies.\n\nWho lies?", OTHER],
        ),
        # What belongs to a puzzle is never cut off from it.
        (f"{ONE}\n\nHint: exactly one of them lies.", [f"{ONE}\n\nHint: exactly one of them lies."]),
        (f"{ONE}\n\nB says that B is a knave.", [f"{ONE}\n\nB says that B is a knave."]),
        (f"Here knaves are honest.\n\n{ONE}", [f"Here knaves are honest.\n\n{ONE}"]),
    ],
)
def test_puzzles_of_a_text(text, expected) -> None:
    assert [found.text for found in puzzle_texts(text.splitlines(keepends=True))] == expected


def test_puzzles_come_one_by_one() -> None:
    def lines():
        yield from (f"{OTHER}\n", "---\n", f"{OTHER}\n", "---\n")
        raise AssertionError("read too far")

    assert next(puzzle_texts(lines())).text == OTHER


def test_written_puzzles_part_at_blank_lines() -> None:
    rng = random.Random(1)
    texts = [
        puzzle_text((Is(1, False), Is(0, True)), ("Ann", "Lee"), ("elf", "ogre"), rng, "varied") for _ in range(60)
    ]
    assert [found.text for found in puzzle_texts("\n\n".join(texts).splitlines())] == texts
