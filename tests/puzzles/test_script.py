"""The language of rows that name none, or name it in their own way."""

from __future__ import annotations

import random
import re

import pytest

from logic_rl.rewards.language import target_share
from logic_rl.types import TextQuestion
from puzzles.errors import PuzzleFormatError
from puzzles.formats.load import load_puzzles
from puzzles.formats.mem_kk import mem_kk_row
from puzzles.formats.rows import write_rows
from puzzles.formats.verl import row_from_verl, verl_row
from puzzles.perturb.pairs import Refusal
from puzzles.perturb.table import perturb
from puzzles.puzzle import puzzle_from_row
from puzzles.sampling.sample import sample_puzzle
from puzzles.sampling.spec import PuzzleSpec
from puzzles.script import language_of

TEXTS = [
    ("Ada says that Ben is a knave. Ben says: Ada lies.", "en"),
    ("P: Q lies\nQ: P lies", "en"),
    ("", "en"),
    ("Xiaolin (小林) says that Wang is a knight. Wang says that Xiaolin is a knave.", "en"),
    ("Zoey说：“Oliver是骑士。”Oliver说：“Zoey是无赖。”谁是骑士，谁是无赖？", "zh"),
    ("島上只有武士和惡棍。小林說：「小周不是武士。」", "zh"),
    ("太郎は花子が嘘つきだと言いました。誰が正直者ですか。", "ja"),
    ("영희는 철수가 거짓말쟁이라고 말했다.", "ko"),
    ("Аня говорит, что Боря лжец. Боря говорит, что Аня рыцарь.", "und"),
    ("Auf einer Insel leben nur Ritter und Schurken. Ada sagt: Ben ist kein Ritter. Ben sagt: Ada lügt.", "und"),
    ("En una isla solo viven caballeros y bribones. Ana dice que Luis es un bribón. Luis dice que Ana miente.", "und"),
]


@pytest.mark.parametrize(("text", "code"), TEXTS)
def test_language_is_told_from_the_text(text, code) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("style", ["standard", "varied"])
def test_generated_puzzles_are_of_the_language_they_were_made_in(code, style) -> None:
    for seed in range(40):
        puzzle = sample_puzzle(PuzzleSpec(2 + seed % 5, language=code, style=style), random.Random(seed))
        row = puzzle.to_row() | {"language": None}
        assert puzzle_from_row(row) == puzzle


@pytest.mark.parametrize("kind", ["leaf", "statement", "rename", "roles", "reorder", "flip"])
def test_chinese_rows_of_other_tools_stay_chinese_in_perturbations(kind, tmp_path) -> None:
    drawn = [sample_puzzle(PuzzleSpec(3, language="zh"), random.Random(seed)) for seed in range(6)]
    write_rows(tmp_path / "theirs.jsonl", map(mem_kk_row, drawn))
    results = [perturb(p, kind, random.Random(1)) for p in load_puzzles(tmp_path / "theirs.jsonl")]
    changed = [pair.perturbed for pair in results if not isinstance(pair, Refusal)]
    assert changed
    assert all(p.language == "zh" and not re.search("[A-Za-z]{2,}", p.text) for p in changed)


def test_a_text_of_no_known_language_is_not_reworded() -> None:
    text = "Auf einer Insel leben nur Ritter und Schurken. Ada sagt, Ben sei ein Ritter. Ben sagt, Ada sei ein Ritter."
    row = {"names": ["Ada", "Ben"], "statements": [["knave", 1], ["and", ["knight", 0], ["knight", 1]]],
           "solution": [True, False], "roles": ["Ritter", "Schurke"], "text": text}  # fmt: skip
    result = perturb(puzzle_from_row(row), "leaf", random.Random(0))
    assert isinstance(result, Refusal)
    assert "language" in result.reason


@pytest.mark.parametrize(("name", "code"), [("zh-CN", "zh"), ("Chinese", "zh"), ("EN_us", "en"), ("english", "en")])
def test_languages_are_known_by_their_other_names(name, code) -> None:
    puzzle = sample_puzzle(PuzzleSpec(2, language=code), random.Random(3))
    assert puzzle_from_row(puzzle.to_row() | {"language": name}).language == code


def test_chinese_rows_without_roles_take_the_pair_in_the_text_or_are_refused() -> None:
    puzzle = sample_puzzle(PuzzleSpec(2, language="zh", roles=("君子", "小人")), random.Random(5))
    row = puzzle.to_row()
    del row["roles"], row["language"]
    assert puzzle_from_row(row) == puzzle
    with pytest.raises(PuzzleFormatError, match="roles"):
        puzzle_from_row(row | {"text": row["text"].replace("君子", "甲类").replace("小人", "乙类")})


def test_verl_rows_without_a_language_are_read() -> None:
    puzzle = sample_puzzle(PuzzleSpec(2, language="zh"), random.Random(6))
    row = verl_row(puzzle, "train")
    del row["extra_info"]["language"]
    assert puzzle_from_row(row_from_verl(row)) == puzzle


def test_the_language_reward_of_other_questions_follows_their_text() -> None:
    question = TextQuestion("一个数加三等于十，这个数是多少？")
    assert target_share("这个数是七", question) == 1.0
    assert target_share("the number is seven", question) == 0.0
    assert target_share("the number is seven", TextQuestion("What number plus three is ten?")) == 1.0


@pytest.mark.parametrize(("text", "said"), [
    ("王芳说：“李娜是无赖。”李娜说：“王芳是骑士。”谁是骑士，谁是无赖？", "en"),
    ("太郎は花子が嘘つきだと言いました。誰が正直者ですか。", "English"),
    ("영희는 철수가 거짓말쟁이라고 말했다.", "en-GB"),
    ("Ada says that Ben is a knave. Ben says that Ada lies. Who is a knight and who is a knave?", "zh"),
])  # fmt: skip
def test_a_language_that_the_text_is_not_in_is_refused(text: str, said: str) -> None:
    row = {"names": ["A", "B"], "statements": [["knave", 1], ["knave", 0]], "solution": [True, False], "text": text}
    with pytest.raises(PuzzleFormatError, match=r"'language' is '(en|zh)', but the text is in '\w+': mend it"):
        puzzle_from_row(row | {"roles": ["knight", "knave"], "language": said})


@pytest.mark.parametrize(("text", "said"), [
    ("", "zh"), ("t", "zh"), ("A: B lies", "zh"), ("Ada, Ben", "en"), ("Ada (小林) says that Ben is a knave.", "en"),
    ("Auf einer Insel leben nur Ritter und Schurken. Ada sagt: Ben ist kein Ritter.", "de"),
])  # fmt: skip
def test_a_language_that_may_be_right_stays(text: str, said: str) -> None:
    row = {"names": ["A", "B"], "statements": [["knave", 1], ["knave", 0]], "solution": [True, False], "text": text}
    assert puzzle_from_row(row | {"roles": ["knight", "knave"], "language": said}).language == said
