"""How `evaluate` and `sample` ask a model: as told, as the model says, or with a warning."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from logic_rl.evaluation.prompting import asking_of
from logic_rl.prompts import INSTRUCTION, PROBLEM_INSTRUCTION, PromptFormat, maker_of
from logic_rl.resources import curriculum_path
from logic_rl.seeding import stream
from logic_rl.training.learning.model_folder import load_tokenizer, write_prompt_format
from logic_rl.types import Problem
from puzzles import PuzzleSpec, sample_puzzle
from tests.built_tokenizers import byte_level

PUZZLE = sample_puzzle(PuzzleSpec(3), stream(1, "prompt"))


def ways(fmt: PromptFormat) -> tuple[str, bool, int | None]:
    return fmt.template, fmt.open_think, fmt.max_new_tokens


@pytest.fixture
def model(tmp_path: Path) -> Path:
    fmt = PromptFormat("r1-zero", open_think=True, max_new_tokens=48)
    write_prompt_format(tmp_path / "run" / "checkpoints" / "best", byte_level(chat="turns"), fmt)
    return tmp_path / "run" / "checkpoints" / "best"


def test_what_is_asked_for_wins_over_what_the_model_says(model: Path, capsys) -> None:
    assert ways(asking_of(str(model), None, False, None)) == ("r1-zero", True, 48)
    assert ways(asking_of(str(model), "chat", False, 96)) == ("chat", False, 96)
    assert ways(asking_of(str(model), "r1-zero", False, None, "chat")) == ("r1-zero", False, 48)
    assert ways(asking_of("tiny-base", None, False, None, "chat")) == ("plain", False, 640)
    assert ways(asking_of("tiny-base", None, True, None)) == ("plain", True, 640)
    assert capsys.readouterr().err == ""


def test_a_model_is_asked_the_same_wherever_it_lies(model: Path, tmp_path: Path, capsys) -> None:
    asked = [asking_of(str(model), None, False, None)]
    shutil.copytree(model, tmp_path / "other" / "name")
    shutil.rmtree(tmp_path / "run")
    asked.append(asking_of(str(tmp_path / "other" / "name"), None, False, None))
    assert asked[0] == asked[1] and capsys.readouterr().err == ""
    tokenizer = load_tokenizer(str(tmp_path / "other" / "name"))
    assert maker_of(asked[1], tokenizer)(PUZZLE).token_ids == maker_of(asked[0], byte_level())(PUZZLE).token_ids


def test_the_model_itself_counts_before_the_run_it_lies_in(model: Path) -> None:
    config = curriculum_path("smoke").read_text("utf-8") + "\nprompt: {template: chat}\n"
    (model.parent.parent / "config.yaml").write_text(config)
    assert ways(asking_of(str(model), None, False, None)) == ("r1-zero", True, 48)
    (model / "logicrl.json").unlink()  # a checkpoint of an earlier version
    assert ways(asking_of(str(model), None, False, None)) == ("chat", False, 48)


def test_where_nothing_says_how_one_line_warns(tmp_path: Path, capsys) -> None:
    byte_level().save_pretrained(tmp_path)
    for otherwise in ("plain", "chat"):
        assert ways(asking_of(str(tmp_path), None, False, None, otherwise)) == (otherwise, False, 640)
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1 and f"{tmp_path} was asked" in lines[0]
        assert f"asked with template {otherwise}; give --template" in lines[0]
    assert ways(asking_of(str(tmp_path), "r1-zero", False, 5)) == ("r1-zero", False, 5)
    assert capsys.readouterr().err == ""


def test_the_wording_is_that_of_the_task(tmp_path: Path) -> None:
    tokenizer, problem = byte_level(), Problem("1", "1 + 1?", "2")
    write_prompt_format(tmp_path / "knights", tokenizer, PromptFormat("r1-zero", instruction="Who?"))
    write_prompt_format(tmp_path / "own", tokenizer, PromptFormat("r1-zero", instruction="How?", task="mine:Task"))

    def wording(name: str, question, **of_task: str) -> str:
        fmt = asking_of(str(tmp_path / name), None, False, None, **of_task)
        text = maker_of(fmt, tokenizer)(question).text
        return text.partition("solves it. ")[2].partition("\nUser:")[0]

    assert wording("knights", PUZZLE) == "Who?"  # as recorded, whatever is usual by now
    assert wording("knights", PUZZLE, task="knights", instruction=INSTRUCTION) == "Who?"
    assert wording("knights", problem) == PROBLEM_INSTRUCTION
    assert wording("knights", problem, task="countdown", instruction="Reach it.") == "Reach it."
    assert wording("own", problem) == "How?"
    assert wording("own", PUZZLE, task="knights") == INSTRUCTION


def test_a_model_of_the_hub_says_so_too(tmp_path: Path) -> None:
    """Of the hub's cache as `huggingface_hub` lays it out, without a network."""
    for name, carries in (("with", True), ("without", False)):
        folder = tmp_path / f"models--org--{name}"
        snapshot = folder / "snapshots" / "0123456789abcdef0123456789abcdef01234567"
        write_prompt_format(snapshot, byte_level(), PromptFormat("r1-zero", max_new_tokens=77))
        (folder / "refs").mkdir()
        (folder / "refs" / "main").write_text(snapshot.name)
        if not carries:
            (snapshot / "logicrl.json").unlink()
    code = "from logic_rl.evaluation.prompting import asking_of\n"
    code += "for name in ('with', 'without'): print(asking_of(f'org/{name}', None, False, None).max_new_tokens)"
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HUB_CACHE": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["77", "640"]
    assert done.stderr.count("warning: nothing says how org/without was asked") == 1 and "org/with " not in done.stderr
