"""Data sets without a file: entries by number, split-safe, and scored as `logicrl score` scores."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter

import pytest

import logic_rl
from logic_rl.errors import UsageError
from puzzles import DatasetRequest, PuzzleSpec, solve, split_of, write_dataset
from puzzles.formats.any_file import any_rows
from puzzles.formats.reasoning_gym import entry_of
from puzzles.puzzle import puzzle_from_row
from tests.many_replies import ANSWERS, LAYOUTS, many_replies, response_rows


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("count", [40, pytest.param(1000, marks=pytest.mark.slow)])
def test_replies_are_scored_as_the_command_scores_them(layout, count) -> None:
    replies = many_replies(count)
    dataset = logic_rl.create_dataset("knights", reward={"layout": layout})
    expected = logic_rl.score(response_rows(replies), layout=layout)
    assert count < 1000 or min(Counter(one["verdict"] for one in expected).values()) >= 10
    for (puzzle, reply), one in zip(replies, expected, strict=True):
        score = dataset.score_reply(reply, entry_of(puzzle, 0))
        assert (score.total, score.parts, score.verdict) == (one["total"], one["parts"], one["verdict"]), reply


def test_an_answer_is_worth_what_its_verdict_says() -> None:
    """An answer alone earns 1 exactly where the same text in an answer block is right."""
    dataset = logic_rl.create_dataset("knights")
    texts = [(puzzle, answer(puzzle, world)) for puzzle, _ in many_replies(20) for answer in ANSWERS
             for world in (None, (not puzzle.solution[0], *puzzle.solution[1:]))]  # fmt: skip
    framed = [(puzzle, f"<answer>{reply}</answer>") for puzzle, reply in texts]
    verdicts = [one["verdict"] for one in logic_rl.score(response_rows(framed), layout="answer")]
    scores = [dataset.score_answer(reply, entry_of(puzzle, 0)) for puzzle, reply in texts]
    assert scores == [float(verdict == "correct") for verdict in verdicts] and 50 < sum(scores) < 250


def test_its_own_answers_are_right_and_others_not() -> None:
    dataset = logic_rl.create_dataset("knights", seed=3, size=30, levels=[2, 3, 5])
    for entry in dataset:
        puzzle = puzzle_from_row(entry["metadata"])
        assert dataset.score_answer(entry["answer"], entry) == 1.0
        flipped = ", ".join(f"{n}: {puzzle.roles[k]}" for n, k in zip(puzzle.names, puzzle.solution, strict=True))
        assert [dataset.score_answer(other, entry) for other in (flipped, "", None)] == [0.0] * 3


def test_partial_credit_is_that_of_the_rubric() -> None:
    dataset = logic_rl.create_dataset("knights", levels=4, size=3, reward={"partial_credit": 0.4})
    for entry in dataset:
        puzzle = puzzle_from_row(entry["metadata"])
        world = (not puzzle.solution[0], *puzzle.solution[1:])
        answer = ", ".join(f"{n}: {puzzle.roles[not k]}" for n, k in zip(puzzle.names, world, strict=True))
        assert dataset.score_answer(answer, entry) == pytest.approx(0.4 * 3 / 4)


def test_an_entry_depends_on_its_number_alone() -> None:
    small, large = (logic_rl.create_dataset("knights", seed=5, size=size) for size in (3, 40))
    assert large[7] == list(large)[7] == large[-33] and list(small) == large[:3]
    assert len(large) == 40 and [entry["metadata"]["source_index"] for entry in large[5:9]] == [5, 6, 7, 8]
    assert logic_rl.create_dataset("knights", seed=6)[0] != small[0]
    with pytest.raises(IndexError):
        small[3]


def test_neighbouring_seeds_share_nothing() -> None:
    ids = [{entry["metadata"]["id"] for entry in logic_rl.create_dataset("knights", seed=seed, levels=5, size=30)}
           for seed in (42, 43)]  # fmt: skip
    assert not ids[0] & ids[1]


@pytest.mark.parametrize("split", ["train", "valid", "test"])
def test_entries_lie_in_their_split_and_have_one_solution(split) -> None:
    dataset = logic_rl.create_dataset("knights", split=split, size=30, levels=[2, 4])
    puzzles = [puzzle_from_row(entry["metadata"]) for entry in dataset]
    assert {split_of(puzzle) for puzzle in puzzles} == {split}
    assert [puzzle.num_people for puzzle in puzzles] == [2, 4] * 15
    assert all(solve(puzzle.statements) == [puzzle.solution] for puzzle in puzzles)


def test_entries_of_a_file_are_scored_too(tmp_path) -> None:
    write_dataset(tmp_path / "d", DatasetRequest([3], 20, 1, PuzzleSpec(3, language="zh"), "reasoning-gym"))
    dataset = logic_rl.create_dataset("knights")
    entries = [row for _, row in any_rows(tmp_path / "d" / "train.parquet")]
    assert len(entries) > 5 and all(dataset.score_answer(entry["answer"], entry) == 1.0 for entry in entries)


def test_another_task() -> None:
    dataset = logic_rl.create_dataset("countdown", seed=1, size=4, levels=3, split="test")
    entry = json.loads(json.dumps(dataset[2]))
    assert entry == dataset[2] and entry["answer"] is None and entry["question"].startswith("Using each of the numbers")
    assert dataset.score_answer("1 + 1", entry) == 0.0
    with pytest.raises(UsageError, match="holds no question of task countdown"):
        dataset.score_answer("1", {"question": "?", "answer": "", "metadata": {}})


def test_a_data_set_of_the_library_scores_as_the_library() -> None:
    library = pytest.importorskip("reasoning_gym")
    dataset = logic_rl.create_dataset("reasoning_gym:chain_sum", seed=1, size=3)
    theirs = library.create_dataset("chain_sum", size=1)
    try:
        for entry in dataset:
            own = {"question": "", "answer": entry["answer"], "metadata": entry["metadata"]["metadata"]}
            for answer in (entry["answer"], "0.5", "no"):
                right = theirs.score_answer(answer, own) == 1.0
                assert dataset.score_answer(answer, entry) == float(right)
    finally:
        dataset.close()


@pytest.mark.parametrize(
    ("settings", "says"),
    [({"seed": "1"}, "seed '1'"), ({"size": 0}, "size 0: give a whole number of at least 1"),
     ({"split": "dev"}, "split 'dev': choose from train, valid, test"), ({"levels": []}, "levels"),
     ({"levels": 2.5}, "levels"),
     ({"reward": {"lenght": 1}}, "did you mean 'length'"), ({"reward": {"length": 1}}, "scores one text"),
     ({"depth": 2}, "unknown key 'depth'"), ({"name": "knight"}, "Did you mean 'knights'")],
)  # fmt: skip
def test_settings_that_cannot_be(settings, says) -> None:
    settings = {"name": "knights"} | settings
    with pytest.raises((UsageError, TypeError), match=says):
        logic_rl.create_dataset(settings.pop("name"), **settings)


def test_it_stays_light() -> None:
    code = ("import sys, logic_rl\nentry = logic_rl.create_dataset('knights', size=1)[0]\n"
            "sys.exit('torch' in sys.modules or 'pyarrow' in sys.modules)")  # fmt: skip
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
