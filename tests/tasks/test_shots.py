"""Prompts with worked examples: each earns full marks, none is held out, and they stand before the question."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from logic_rl.cli.main import main
from logic_rl.errors import UsageError
from logic_rl.evaluation.run import evaluate
from logic_rl.prompts import PromptFormat, maker_of
from logic_rl.rewards import score
from logic_rl.tasks import make_task
from logic_rl.tasks.shots import worked_examples
from logic_rl.training.learning.model_folder import load_tokenizer
from puzzles import PuzzleSpec, sample_puzzle, split_of
from puzzles.puzzle import Puzzle
from puzzles.reading.read import read_puzzle
from tests.puzzles.brute import solutions


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_example_is_read_back_and_earns_full_marks(seed: int, language: str) -> None:
    """The text alone is read, solved by brute force, and the reply judged against that."""
    examples = worked_examples(make_task("knights", {"language": language}), 5, seed)
    assert len({text for text, _ in examples}) == 5
    sizes = set()
    for text, reply in examples:
        reading = read_puzzle(text)
        (solution,) = solutions(reading.statements)
        puzzle = Puzzle(reading.names, reading.statements, solution, text, roles=reading.roles, language=language)
        assert split_of(puzzle) == "train"
        sizes.add(len(reading.names))
        assert score(reply, puzzle, opened_think=False).verdict == "correct"
    assert sizes == {2, 3}
    assert worked_examples(make_task("knights", {"language": language}), 5, seed) == examples


@pytest.mark.parametrize("template", ["plain", "r1-zero"])
@pytest.mark.parametrize("open_think", [False, True])
def test_they_stand_before_the_question_as_turns(toy_model: Path, template: str, open_think: bool) -> None:
    tokenizer = load_tokenizer(str(toy_model))
    examples = worked_examples(make_task("knights", None), 2, 0)
    puzzle = sample_puzzle(PuzzleSpec(2), random.Random(3))
    alone = maker_of(PromptFormat(template, open_think), tokenizer)(puzzle)
    after = maker_of(PromptFormat(template, open_think, examples=examples), tokenizer)(puzzle)
    places = [after.text.index(part) for example in examples for part in example] + [after.text.index(puzzle.text)]
    assert places == sorted(places)
    assert after.text.count(tokenizer.eos_token) == 2 and after.opened_think == alone.opened_think == open_think
    assert after.text[places[-1] :] == alone.text[alone.text.index(puzzle.text) :]


def test_tasks_without_a_writer_say_so() -> None:
    for task in (None, make_task("countdown", None)):
        with pytest.raises(UsageError, match="leave shots out"):
            worked_examples(task, 1, 0)


def test_evaluate_and_sample_ask_with_shots(toy_model: Path, tmp_path: Path) -> None:
    numbers = evaluate(str(toy_model), task="knights", limit=4, shots=1, max_new_tokens=4)
    assert numbers["shots"] == 1 and "shots" not in evaluate(str(toy_model), task="knights", limit=4, max_new_tokens=4)
    generate = ["generate", "--people", "2", "--count", "20", "--no-rate", "--out", str(tmp_path / "d")]
    assert CliRunner().invoke(main, generate).exit_code == 0
    command = ["sample", "--model", str(toy_model), "--puzzles", str(tmp_path / "d" / "test.jsonl"), "--limit", "2",
               "--max-new-tokens", "4", "--out", str(tmp_path / "rows.jsonl")]  # fmt: skip
    assert CliRunner().invoke(main, [*command, "--shots", "1"]).exit_code == 0
    other = CliRunner().invoke(main, command)
    assert other.exit_code == 2, "samples of another prompt are none of the same sampling"
