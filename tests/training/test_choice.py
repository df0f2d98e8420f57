"""What is chosen is chosen on the valid split, what is reported is of the test split, and training knows of neither."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from safetensors.torch import load_file

from logic_rl.config.reading import config_from_tree
from logic_rl.config.run import RunConfig
from logic_rl.errors import UsageError
from logic_rl.metrics import MACHINE_DEPENDENT
from logic_rl.record import RunFolder
from logic_rl.tasks import make_task
from logic_rl.tasks.task import Task
from logic_rl.training.held_out import is_best, point
from logic_rl.training.learning import local
from logic_rl.training.learning.checkpoint import save_checkpoint
from logic_rl.training.questions import question_pools
from logic_rl.training.run import train
from logic_rl.types import Judgement, TextQuestion
from puzzles import PuzzleSpec, sample_puzzle
from puzzles.splits import split_of

STEP = {"people": {2: 1}, "prompts": 2, "group_size": 4, "learning_rate": 2e-3}
SAMPLE = {"name": "rows", "kind": "sample", "prompts": 2, "group_size": 2}
TWO = {
    "phases": [{"name": "early", "steps": 3, **STEP}, {"name": "late", "steps": 2, **STEP}],
    "model": "tiny-base",
    "task_options": {"fixed_cast": True},
    "rollout": {"max_new_tokens": 40, "max_slots": 16},
    "evaluation": {"num_puzzles": 4, "people": [2, 3], "samples": 1},
}  # fmt: skip


def config(tree: dict | None = None, **evaluation: object) -> RunConfig:
    tree = TWO | (tree or {})
    return config_from_tree(tree | {"evaluation": TWO["evaluation"] | evaluation}, "test")


def written(folder: RunFolder, step: int, accuracy: float, split: str | None = "valid", label: str = "") -> None:
    summary = {"label": label or point(step), "step": step, "accuracy": accuracy}
    folder.write_evaluation(summary["label"], summary | ({"split": split} if split else {}), [])


def best_steps(folder: RunFolder, steps: range) -> list[int]:
    return [step for step in steps if is_best(folder, step)]


@pytest.mark.parametrize(
    ("accuracies", "best"),
    [
        ({}, []),
        ({2: 0.0}, [2]),
        ({1: 0.3, 2: 0.6, 3: 0.6, 4: 0.5, 5: 0.7}, [1, 2, 5]),
        ({1: 0.9, 2: 0.1, 3: 0.8}, [1]),
        ({0: 0.9, 3: 0.2, 6: 0.4}, [3, 6]),  # the base is nothing that was made
        ({3: 0.5, 1: 0.6}, [1]),
    ],
)
def test_the_best_is_the_first_with_the_most_right_on_the_valid_split(accuracies, best, tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    for step, accuracy in accuracies.items():
        written(folder, step, accuracy)
    assert best_steps(folder, range(8)) == best


def test_nothing_on_the_test_split_changes_what_is_best(tmp_path: Path) -> None:
    folder, rng = RunFolder(tmp_path), random.Random(5)
    for step in range(1, 7):
        written(folder, step, rng.random())
    best = best_steps(folder, range(1, 7))
    for step in range(1, 7):
        written(folder, step, rng.choice((0.0, 1.0)), "test", f"stage{step}")
        written(folder, step, rng.choice((0.0, 1.0)), None, f"old{step}")  # of a run before splits were told
    assert best_steps(folder, range(1, 7)) == best
    written(RunFolder(tmp_path / "tests only"), 3, 0.9, "test")
    assert best_steps(RunFolder(tmp_path / "tests only"), range(5)) == []


@pytest.mark.parametrize(
    ("tree", "more", "has_choice"),
    [
        ({}, {}, True),
        ({"phases": TWO["phases"][:1]}, {}, False),
        ({"phases": TWO["phases"][:1]}, {"every": 2}, True),
        ({"phases": [SAMPLE, {"name": "learn", "kind": "sft"}]}, {}, False),
    ],
)
def test_questions_of_the_valid_split_are_taken_where_there_is_a_choice(tree, more, has_choice) -> None:
    one = config(tree, **more)
    _, held_out = question_pools(one, make_task(one.task, one.task_options), pytest.fail)
    assert one.has_choice == has_choice == bool(held_out["valid"])
    assert {split_of(puzzle) for puzzle in held_out["test"]} == {"test"}
    assert {split_of(puzzle) for puzzle in held_out["valid"]} <= {"valid"}


@pytest.mark.parametrize(("num_valid", "count"), [(None, 4), (2, 2), (6, 6), (0, 0)])
def test_as_many_are_taken_as_are_asked_for_and_those_of_the_test_split_stay(num_valid, count) -> None:
    one, other = (config(people=[3, 4], **more) for more in ({"num_valid": num_valid}, {}))
    task = make_task(one.task, one.task_options)
    held_out, usual = (question_pools(each, task, pytest.fail)[1] for each in (one, other))
    assert len(held_out["valid"]) == count and held_out["test"] == usual["test"]


def problems(path: Path, count: int) -> str:
    rows = ({"question": f"What is {n} + {n}?", "answer": str(2 * n)} for n in range(count))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


@pytest.mark.parametrize("kind", ["maths", "countdown", "reasoning_gym"])
def test_other_tasks_have_a_valid_split_too(kind: str, tmp_path: Path) -> None:
    pytest.importorskip({"maths": "math_verify", "reasoning_gym": "reasoning_gym"}.get(kind, "json"))
    name = {"reasoning_gym": "reasoning_gym:basic_arithmetic"}.get(kind, kind)
    task = make_task(name, {"file": problems(tmp_path / "p.jsonl", 200)} if kind == "maths" else {})
    try:
        one = config({"task": name, "task_options": {}}, people=[task.levels[0]])
        _, held_out = question_pools(one, task, pytest.fail)
        for split, questions in held_out.items():
            assert len(questions) == 4 and {task.split_of(question) for question in questions} == {split}
    finally:
        task.close()


class TrainAndTest(Task):
    """Knows two splits, as a user may have written it."""

    name = "mine"

    def __init__(self, failing: Callable[[], object] | None = None):
        self.failing = failing

    def draw(self, level: int, rng: random.Random, split: str) -> TextQuestion:
        first = {"train": 0, "test": 100}
        if split not in first and self.failing:
            self.failing()
        return TextQuestion(str(first[split] + rng.randrange(50)), level, {})

    def split_of(self, question: TextQuestion) -> str:
        return "train" if int(question.text) < 100 else "test"

    def judge(self, answer: str, question: TextQuestion) -> Judgement:
        return Judgement("wrong", "")


def refuse() -> None:
    raise UsageError("no third split here")


@pytest.mark.parametrize(
    ("task", "named"),
    [(TrainAndTest(), "KeyError: 'valid'"), (TrainAndTest(refuse), "no third split here"),
     (TrainAndTest(lambda: [].pop()), "IndexError")],
)  # fmt: skip
@pytest.mark.parametrize("every", [0, 1])
def test_a_task_without_a_valid_split_is_told_of_and_its_models_are_not_chosen_among(task, named, every) -> None:
    said: list[str] = []
    _, held_out = question_pools(config({"task_options": {}}, people=[1], every=every), task, said.append)
    assert len(held_out["test"]) == 4 and held_out["valid"] == []
    assert len(said) == 1 and named in said[0] and "no model is chosen as `best`" in said[0]
    assert ("measured on the test split" in said[0]) == bool(every)


def dataset(folder: Path, **splits: list) -> Path:
    folder.mkdir()
    for name, puzzles in splits.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(puzzle.to_row()) + "\n" for puzzle in puzzles))
    return folder


def test_of_a_folder_its_own_valid_split_is_used(tmp_path: Path) -> None:
    rng = random.Random(3)
    puzzles = {p.key: p for p in (sample_puzzle(PuzzleSpec(num_people=2 + n % 2), rng) for n in range(300))}
    train_, valid, test = (list(puzzles.values())[n::3] for n in range(3))
    task, said = make_task("knights"), []
    whole = dataset(tmp_path / "whole", train=train_, valid=valid, test=test)
    pool, held_out = question_pools(config({"puzzles": str(whole)}), task, said.append)
    assert (len(pool), said) == (len(train_), [])
    assert set(held_out["valid"]) <= set(valid) and len(held_out["valid"]) == 4
    lacking = dataset(tmp_path / "lacking", train=train_, test=test)
    _, without = question_pools(config({"puzzles": str(lacking)}), task, said.append)
    assert without == {"test": held_out["test"], "valid": []} and "no questions of the valid split" in said[0]
    own = {"train": train_, "valid": valid, "test": test}
    for number, (wrong, message) in enumerate((
        ({"valid": [*valid, train_[0]]}, "1 puzzles of the valid split .* the train split"),
        ({"valid": [*test[:2], *valid]}, "2 puzzles of the valid split .* the test split"),
        ({"train": [*train_, *test[:3]]}, "3 puzzles of the test split .* the train split"),
    )):  # fmt: skip
        folder = dataset(tmp_path / str(number), **own | wrong)
        with pytest.raises(UsageError, match=message):
            question_pools(config({"puzzles": str(folder)}), task, said.append)


def run(out: Path, **evaluation: object) -> RunFolder:
    curriculum = out.with_suffix(".yaml")
    curriculum.write_text(yaml.safe_dump(TWO | {"evaluation": TWO["evaluation"] | evaluation}, sort_keys=False))
    train(curriculum, out)
    return RunFolder(out)


def lasting(folder: RunFolder) -> list[dict]:
    rows = folder.metrics()
    return [{key: value for key, value in row.items() if not key.startswith(MACHINE_DEPENDENT)} for row in rows]


def weights(folder: RunFolder, name: str) -> dict[str, torch.Tensor]:
    return load_file(folder.checkpoints / name / "model.safetensors")


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.slow
def test_choosing_changes_neither_the_training_nor_what_is_reported(tmp_path: Path) -> None:
    chosen, plain = run(tmp_path / "chosen"), run(tmp_path / "plain", num_valid=0)
    often = run(tmp_path / "often", every=2)
    assert lasting(chosen) == lasting(plain) == lasting(often)
    for label in ("base", "early", "late"):
        assert chosen.evaluation(label) == plain.evaluation(label) == often.evaluation(label)
        assert chosen.evaluation_rows(label) == plain.evaluation_rows(label) == often.evaluation_rows(label)
    assert all(same(weights(chosen, "late"), weights(other, "late")) for other in (plain, often))
    assert chosen.evaluation_labels() == ["base", "early", "step_000003", "late", "step_000005"]
    assert plain.evaluation_labels() == ["base", "early", "late"] and not (plain.checkpoints / "best").exists()
    points = [f"step_{step:06d}" for step in (0, 2, 3, 4, 5)]
    assert [label for label in often.evaluation_labels() if label not in ("base", "early", "late")] == points
    for folder in (chosen, often):
        of_split: dict[str, set[str]] = {}
        for label in folder.evaluation_labels():
            of_split.setdefault(folder.evaluation(label)["split"], set()).update(
                row["puzzle_id"] for row in folder.evaluation_rows(label)
            )
        assert set(of_split) == {"test", "valid"} and not of_split["test"] & of_split["valid"]
    ends = {name: chosen.evaluation(point(step))["accuracy"] for name, step in (("early", 3), ("late", 5))}
    assert same(weights(chosen, "best"), weights(chosen, max(ends, key=ends.__getitem__)))


@pytest.mark.slow
def test_a_run_of_before_goes_on_and_chooses_among_what_it_measures_from_then_on(tmp_path: Path) -> None:
    """A folder without `num_valid`, without splits, and with a `best` that was chosen on the test split."""
    old, whole = run(tmp_path / "old", num_valid=0), run(tmp_path / "whole")
    tree = yaml.safe_load(old.config_path.read_text())
    del tree["evaluation"]["num_valid"]
    old.config_path.write_text(yaml.safe_dump(tree, sort_keys=False))
    for path in (old.path / "evaluation").glob("*.json"):
        summary = json.loads(path.read_text())
        del summary["split"]
        path.write_text(json.dumps(summary))
    train(None, old.path, resume=True, settings={"phases.late.steps": 4})
    assert [row["step"] for row in old.metrics()] == list(range(1, 8))
    assert old.evaluation("late")["split"] == "test" and old.evaluation("step_000007")["split"] == "valid"
    assert same(weights(old, "best"), weights(old, "late"))
    assert lasting(old)[:5] == lasting(whole)


@pytest.mark.slow
@pytest.mark.parametrize("every", [1, 2, 5])
def test_every_save_is_told_once_in_the_row_after_it(every: int, tmp_path: Path, monkeypatch) -> None:
    """Each save is made to take a second more; `early` ends after step 3, with a save of its own and one of `best`."""
    made: list[str] = []

    def slow(folder: Path, **more: Any) -> None:
        time.sleep(1)
        made.append(folder.name)
        save_checkpoint(folder, **more)

    monkeypatch.setattr(local, "save_checkpoint", slow)
    tree = TWO | {"checkpoint": {"every": every}}
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(tree, sort_keys=False))
    train(tmp_path / "c.yaml", tmp_path / "run")
    due = {1: (1, 2, 3, 4, 5), 2: (2, 3, 4, 5), 5: (3, 5)}[every]  # with the ends of phases
    before = {step: (step - 1 in due) + (step == 4) for step in range(1, 6)}  # after step 3 `early` is saved too
    rows = RunFolder(tmp_path / "run").metrics()
    assert len(made) == len(due) + 2
    for row in rows:
        assert before[row["step"]] <= row["time/save_seconds"] < before[row["step"]] + 0.9, row["step"]
        parts = row["time/save_seconds"] + row["time/wait_seconds"] + row["time/update_seconds"]
        assert parts <= row["time/step_seconds"] + 0.01
