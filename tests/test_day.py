"""A day that a chat template names is the same tomorrow, and on record: in training, fine-tuning and measuring."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from transformers.utils import chat_template_utils

import logic_rl
from logic_rl.prompts import prompt_text, read_prompt_format
from logic_rl.rows import read_rows
from logic_rl.training.learning.model_folder import load_tokenizer
from puzzles import PuzzleSpec, sample_puzzle

PUZZLES = [sample_puzzle(PuzzleSpec(num_people=2, fixed_cast=True), random.Random(seed)) for seed in range(3)]
BODY = "{% for m in messages %}{{ m['role'] + ': ' + m['content'] + '\\n' }}{% endfor %}"
ENDING = "{% if add_generation_prompt %}{{ 'assistant: ' }}{% endif %}"
DATED = {  # ways in which templates name the day
    "direct": "Today is {{ strftime_now('%d %B %Y') }}.\n" + BODY + ENDING,
    "keyword": "{{ strftime_now(format='%Y-%m-%d') }}\n" + BODY + ENDING,
    "variable": "{%- set day = strftime_now('%A, %-d %b %Y') -%}{{ day | upper }}\n" + BODY + ENDING,
    "asked for": "{% if strftime_now is defined %}{% set d = strftime_now('%d %b %Y') %}{% else %}{% set d = '' %}"
    "{% endif %}{{ 'Today Date: ' + d + '\\n' }}" + BODY + ENDING,
    "macro": "{% macro head() %}{{ strftime_now('%H:%M %d/%m/%y') }}\n{% endmacro %}{{ head() }}" + BODY + ENDING,
    "namespace": "{% set ns = namespace(day=strftime_now('%j of %Y')) %}{{ ns.day }}\n" + BODY + ENDING,
    "renamed": "{% set now = strftime_now %}{% set f = '%B %Y' %}{{ now(f) }}\n" + BODY + ENDING,
}  # fmt: skip


@pytest.fixture
def on(monkeypatch) -> Callable[[int], None]:
    """Sets the clock that templates see to a day of May 2031."""

    def move(day: int) -> None:
        moment = type("Moment", (datetime,), {"now": classmethod(lambda cls: datetime(2031, 5, day, day, day))})
        monkeypatch.setattr(chat_template_utils, "datetime", moment)

    return move


def dated(folder: Path, model: Path, template: str) -> Path:
    """A copy of a model folder with a chat template of this kind, and nothing that says how it was asked."""
    shutil.copytree(model, folder)
    (folder / "logicrl.json").unlink(missing_ok=True)
    (folder / "chat_template.jinja").write_text(template)
    return folder


@pytest.mark.parametrize("kind", DATED)
def test_every_way_of_naming_the_day_stands_still(kind: str, toy_model: Path, tmp_path: Path, on) -> None:
    tokenizer = load_tokenizer(str(dated(tmp_path / "m", toy_model, DATED[kind])))
    messages = [{"role": "user", "content": "x"}]
    moving, standing = [], []
    for day in (3, 17):
        on(day)
        moving.append(tokenizer.apply_chat_template(messages, tokenize=False))
        standing.append(prompt_text(PUZZLES[0], "chat", False, tokenizer))
    assert standing[0] == standing[1] and (moving[0] != moving[1] or kind == "renamed")
    assert "2031" not in standing[0] and ("2024" in standing[0] or "24" in standing[0])


def numbers(folder: Path) -> dict:
    return json.loads((folder / "evaluation" / "model.json").read_text())


def test_evaluating_and_sampling_ask_the_same_tomorrow_and_say_which_day(toy_model: Path, tmp_path: Path, on) -> None:
    model = dated(tmp_path / "m", toy_model, DATED["direct"])
    for day in (3, 17):
        on(day)
        settings = {"template": "chat", "max_new_tokens": 6, "samples": 2}
        logic_rl.evaluate(str(model), PUZZLES, out=tmp_path / f"e{day}", **settings)
        (tmp_path / "p.jsonl").write_text("".join(json.dumps(puzzle.to_row()) + "\n" for puzzle in PUZZLES))
        logic_rl.sample(str(model), tmp_path / "p.jsonl", tmp_path / f"r{day}.jsonl", **settings)
    one, other = (list(read_rows(tmp_path / f"e{day}" / "evaluation" / "model.jsonl.gz")) for day in (3, 17))
    assert one == other and len(one) == 6
    assert (tmp_path / "r3.jsonl").read_bytes() == (tmp_path / "r17.jsonl").read_bytes()
    assert numbers(tmp_path / "e3")["date"] == numbers(tmp_path / "e17")["date"] == "2024-07-26"


def test_a_model_is_asked_with_the_day_of_its_own_training(toy_model: Path, tmp_path: Path, on) -> None:
    model = dated(tmp_path / "m", toy_model, DATED["keyword"])
    (model / "logicrl.json").write_text(json.dumps({"template": "chat", "date": "2027-01-05", "max_new_tokens": 6}))
    on(3)
    logic_rl.evaluate(str(model), PUZZLES, out=tmp_path / "e")
    assert numbers(tmp_path / "e")["date"] == "2027-01-05"
    rows = [{"id": puzzle.id, "response": "Well. " * 6} | puzzle.to_row() for puzzle in PUZZLES]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    losses = []
    for day in (3, 17):
        on(day)
        out = tmp_path / f"tuned{day}"
        report = logic_rl.sft(str(model), tmp_path / "rows.jsonl", out, keep_test=True, learning_rate=1e-3)
        losses.append(report["loss_last_epoch"])
        fmt = read_prompt_format(out)
        assert fmt is not None and fmt.date == "2027-01-05"
        shown = load_tokenizer(str(out))
        assert "2027-01-05" in prompt_text(PUZZLES[0], "chat", False, shown, date=fmt.date)
    assert losses[0] == losses[1]


@pytest.mark.slow
def test_a_run_that_goes_on_another_day_is_the_run_of_one_day(toy_model: Path, tmp_path: Path, on) -> None:
    model = dated(tmp_path / "m", toy_model, DATED["asked for"])
    common = {"prompt.template": "chat", "evaluation.num_puzzles": 2, "rollout.max_new_tokens": 12}
    steps = {"phases.warmup.steps": 1, "phases.rollout.steps": 1}
    on(3)
    logic_rl.train("smoke", tmp_path / "whole", model=str(model), settings=common | steps)
    logic_rl.train("smoke", tmp_path / "parted", model=str(model), settings=common | steps, phase="warmup")
    on(17)
    logic_rl.train(None, tmp_path / "parted", resume=True)
    for name in ("rollouts", "evaluation"):
        files = sorted(path.name for path in (tmp_path / "whole" / name).iterdir())
        assert files == sorted(path.name for path in (tmp_path / "parted" / name).iterdir())
        for file in files:
            assert (tmp_path / "whole" / name / file).read_bytes() == (tmp_path / "parted" / name / file).read_bytes()
    for run in ("whole", "parted"):
        fmt = read_prompt_format(tmp_path / run / "checkpoints" / "anneal")
        assert fmt is not None and fmt.date == "2024-07-26"
