"""Stages of any kind and order: what each starts from, what it keeps, and that a killed run comes to the same end."""

from __future__ import annotations

import json
import math
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
import torch
import yaml
from safetensors.torch import load_file, save_file

from logic_rl.config.reading import config_from_tree
from logic_rl.errors import UsageError
from logic_rl.metrics import MACHINE_DEPENDENT
from logic_rl.prompts import maker_of
from logic_rl.record import RunFolder
from logic_rl.resources import model_path
from logic_rl.rows import read_rows
from logic_rl.training.run import train
from logic_rl.training.stages.filters import sieve
from logic_rl.training.stages.origin import goes_on, is_current, reference_of
from puzzles import split_of
from puzzles.puzzle import puzzle_from_row

KILLS = int(os.environ.get("LOGICRL_KILLS", "3"))
RL = {"prompts": 3, "group_size": 4, "people": {2: 1}, "learning_rate": 5e-4}
FOUR = {
    "name": "four",
    "model": "tiny-base",
    "task_options": {"fixed_cast": True},
    "rollout": {"max_new_tokens": 120, "max_slots": 32},
    "phases": [
        {"name": "zero", "steps": 2, "kl_weight": 0.01, **RL},
        {"name": "gather", "kind": "sample", "people": {2: 1}, "prompts": 24, "group_size": 4,
         "filters": ["right"], "per_prompt": 2},
        {"name": "cold", "kind": "sft", "from": "base", "batch_size": 8, "learning_rate": 3e-4},
        {"name": "sharpen", "kind": "dpo", "batch_size": 8, "learning_rate": 1e-5},
        {"name": "polish", "steps": 2, "kl_weight": 0.01, **RL},
    ],
    "evaluation": {"num_puzzles": 4, "people": [2], "samples": 1, "every": 2},
}  # fmt: skip


def stages(*phases: dict):
    """A configuration of these stages, and its stages by name."""
    full = [{"steps": 1, **RL, **phase} if phase.get("kind", "rl") == "rl" else phase for phase in phases]
    config = config_from_tree({"phases": full}, "test")
    return config, {stage.name: stage for stage in config.phases}


def test_what_each_stage_starts_from() -> None:
    config, by_name = stages(
        {"name": "a"}, {"name": "b"}, {"name": "rows", "kind": "sample", "prompts": 1, "group_size": 1}, {"name": "c"},
        {"name": "tuned", "kind": "sft", "from": "base"}, {"name": "d"}, {"name": "e"},
        {"name": "again", "from": "b"}, {"name": "last", "kind": "sft"},
    )  # fmt: skip
    names = list(by_name)
    assert {name: config.origin(name) for name in names} == {
        "a": "base", "b": "a", "rows": "b", "c": "b", "tuned": "base", "d": "tuned", "e": "d", "again": "b",
        "last": "again",
    }  # fmt: skip
    assert [name for name in names if goes_on(config, by_name[name])] == ["a", "b", "c", "e"]
    references = {name: reference_of(config, by_name[name]) for name in ("a", "b", "c", "d", "e", "again")}
    assert references == {"a": "base", "b": "base", "c": "base", "d": "tuned", "e": "tuned", "again": "b"}
    assert is_current(config, by_name["rows"])


def reply(puzzle: str, text: str, verdict: str = "correct", **more: object) -> dict:
    return {"puzzle_id": puzzle, "response": text, "score": {"verdict": verdict}, **more}


@pytest.mark.parametrize(
    ("filters", "per_prompt", "reasons"),
    [
        ((), None, [None] * 8),
        (("right",), None, [None, None, "right", None, None, None, None, None]),
        (("right", "distinct"), None, [None, "distinct", "right", None, None, None, None, None]),
        (("right", "distinct"), 1, [None, "distinct", "right", "per_prompt", None, "per_prompt", None, "per_prompt"]),
        (("no_code",), None, [None, None, None, None, None, "no_code", None, None]),
        (("short_paragraphs",), None, [None, None, None, None, None, None, "short_paragraphs", None]),
        (("one_language",), None, [None, None, None, None, None, None, None, "one_language"]),
    ],
)
def test_filters_drop_what_they_name(filters: tuple, per_prompt: int | None, reasons: list) -> None:
    rows = [
        reply("p", "So Zoey lies."), reply("p", "So  Zoey\nlies."), reply("p", "So Mia lies.", "wrong"),
        reply("p", "Then Zoey lies."), reply("q", "So Zoey lies."), reply("q", "```\nx = 1\n```"),
        reply("r", "word " * 151), reply("r", "假设佐伊是骑士 then Zoey lies and Mia tells the truth", names=["Zoey"]),
    ]  # fmt: skip
    assert [reason for _, reason in sieve(rows, filters, per_prompt)] == reasons


SUMMARY = " So Mia is the one who lies. "
SUMMED = f"<think> Suppose Zoey lies; then Mia does not. </think>{SUMMARY}<answer> Mia lies. </answer>"


def test_replies_that_earned_their_answer_and_those_with_a_summary() -> None:
    rows = [
        reply("p", SUMMED, verified=True), reply("p", SUMMED.replace(SUMMARY, " "), verified=True),
        reply("p", SUMMED.removeprefix("<think>"), opened_think=True), reply("p", SUMMED, verified=False),
        reply("p", "no tags", verified=None),
    ]  # fmt: skip
    reasons = {name: [reason for _, reason in sieve(rows, (name,), None)] for name in ("verified", "summary")}
    assert reasons["verified"] == [None, None, "verified", "verified", "verified"]
    assert reasons["summary"] == [None, "summary", None, None, "summary"]


@pytest.mark.parametrize(
    ("keep", "per_prompt", "kept"),
    [("first", 1, [0, 4]), ("shortest", 1, [2, 4]), ("shortest", 2, [0, 2, 4, 5]), ("first", 2, [0, 2, 4, 5])],
)
def test_of_the_right_replies_the_first_or_the_shortest_are_kept(keep: str, per_prompt: int, kept: list[int]) -> None:
    rows = [
        reply("p", "a b", num_tokens=9), reply("p", "a", "wrong", num_tokens=1), reply("p", "c d e", num_tokens=5),
        reply("p", "a  b", num_tokens=2), reply("q", "x"), reply("q", "x y"), reply("q", "x y z"),
    ]  # fmt: skip
    reasons = [reason for _, reason in sieve(rows, ("right", "distinct"), per_prompt, keep)]
    assert [number for number, reason in enumerate(reasons) if reason is None] == kept
    assert reasons[1] == "right" and reasons[3] == "distinct"


def test_names_do_not_make_a_reply_mixed() -> None:
    rows = [reply("p", "假设 Zoey 是骑士，那么 Mia 是骗子。", names=["Zoey", "Mia"])]
    assert [reason for _, reason in sieve(rows, ("one_language",), None)] == [None]


def comparable(out: Path) -> list[dict]:
    rows = RunFolder(out).metrics()
    return [{key: value for key, value in row.items() if not key.startswith(MACHINE_DEPENDENT)} for row in rows]


def recorded(path: Path) -> bytes | dict:
    """What a file holds, but for the time it took."""
    if path.suffix != ".json":
        return path.read_bytes()
    return {key: value for key, value in json.loads(path.read_text()).items() if key != "seconds"}


def assert_same_run(one: Path, other: Path) -> None:
    assert comparable(one) == comparable(other)
    files = [path.relative_to(one) for kind in ("rollouts", "evaluation", "samples")
             for path in (one / kind).rglob("*") if path.is_file()]  # fmt: skip
    assert files
    for name in files:
        assert recorded(one / name) == recorded(other / name), name
    for path in (one / "checkpoints").rglob("*.safetensors"):
        tensors, others = load_file(path), load_file(other / path.relative_to(one))
        assert tensors.keys() == others.keys()
        assert all(torch.equal(tensors[name], others[name]) for name in tensors), path


def finished(folder: Path, tree: dict) -> tuple[Path, Path]:
    """(curriculum, finished run) of rl → sample → sft from the base → rl, on the tiny base."""
    curriculum = folder / "four.yaml"
    curriculum.write_text(yaml.safe_dump(tree, sort_keys=False))
    train(curriculum, folder / "run")
    return curriculum, folder / "run"


@pytest.fixture(scope="module")
def four(tmp_path_factory) -> tuple[Path, Path]:
    return finished(tmp_path_factory.mktemp("four"), FOUR)


@pytest.mark.slow
def test_rejection_sampling_and_fine_tuning_between_two_reinforcements(four: tuple[Path, Path]) -> None:
    run = RunFolder(four[1])
    kept = list(read_rows(run.samples / "gather.jsonl.gz"))
    dropped = list(read_rows(run.samples / "gather.dropped.jsonl.gz"))
    counts = json.loads((run.samples / "gather.json").read_text())
    assert counts["sampled"] == 24 * 4 == len(kept) + len(dropped) and counts["kept"] == len(kept) > 0
    assert counts["tokens"] == sum(row["num_tokens"] for row in kept + dropped) and counts["seconds"] > 0
    assert all(row["score"]["verdict"] == "correct" for row in kept)
    assert max(Counter(row["puzzle_id"] for row in kept).values()) <= 2
    assert counts["dropped"] == Counter(row["dropped"] for row in dropped)
    assert all(row["score"]["verdict"] != "correct" for row in dropped if row["dropped"] == "right")
    rows = run.metrics()
    couples = json.loads((run.samples / "sharpen.json").read_text())
    assert couples["pairs"] == len(couples["reference_logprobs"]) / 2 > 0
    num_steps, num_dpo = -(-len(kept) // 8), -(-couples["pairs"] // 8)
    phases = ["zero"] * 2 + ["cold"] * num_steps + ["sharpen"] * num_dpo + ["polish"] * 2
    assert [row["phase"] for row in rows] == phases
    first = rows[2 + num_steps]
    assert first["optim/loss"] == pytest.approx(math.log(2), abs=1e-4) and abs(first["preference/margin"]) < 1e-3
    assert rows[2]["optim/loss"] > 0 and "reward/mean" not in rows[2]
    assert set(run.phase_labels()) == {"base", "zero", "cold", "sharpen", "polish"}
    ends = {0, 2, 2 + num_steps, 2 + num_steps + num_dpo, len(rows)}
    points = ends | {row["step"] for row in rows if row["step"] % 2 == 0}
    assert set(run.evaluation_labels()) - set(run.phase_labels()) == {f"step_{step:06d}" for step in points}
    assert {run.evaluation_summary(label)["split"] for label in run.phase_labels()} == {"test"}


@pytest.mark.slow
def test_fine_tuning_starts_from_the_base_with_an_optimiser_as_new(four: tuple[Path, Path], tmp_path: Path) -> None:
    """The same rows, epochs and seed through `logicrl sft`'s own loop give the weights of the stage."""
    from logic_rl.prompts import prompt_maker
    from logic_rl.seeding import derive
    from logic_rl.training.learning.learner import imitating_learner
    from logic_rl.training.learning.models import load_model, pad_id
    from logic_rl.training.learning.precision import with_precision
    from logic_rl.training.supervised.sft.examples import Choice, read_examples
    from logic_rl.training.supervised.sft.finetune import SftConfig, finetune

    config = config_from_tree(FOUR, "test")
    model, tokenizer = load_model("tiny-base")
    make_prompt = prompt_maker("plain", False, tokenizer)
    rows = read_examples((four[1] / "samples" / "gather.jsonl.gz",), {}, Choice(), make_prompt, tokenizer)
    learner = imitating_learner(model, with_precision(config.optimiser, model.device), config.lora, pad_id(tokenizer))
    settings = SftConfig(1, 8, 3e-4, derive(config.seed, "cold"))
    for _ in finetune(learner.imitate, rows.samples, settings, 0):
        pass
    stored = load_file(four[1] / "checkpoints" / "cold" / "model.safetensors")
    base = load_file(Path(model_path("tiny-base")) / "model.safetensors")
    weights = dict(model.named_parameters())
    assert all(torch.equal(weights[name], stored[name]) for name in stored)
    assert not all(torch.equal(base[name], stored[name]) for name in stored)


@pytest.mark.slow
def test_killed_at_random_moments_equals_undisturbed(four: tuple[Path, Path], tmp_path: Path) -> None:
    assert_killed_run_is_the_same(*four, tmp_path)


@pytest.mark.slow
def test_killed_while_rollouts_are_made_ahead_equals_undisturbed(tmp_path: Path) -> None:
    tree = FOUR | {"rollout": FOUR["rollout"] | {"mode": "pipelined"}, "evaluation": FOUR["evaluation"] | {"every": 1}}
    longer = [{**phase, "steps": 3} if "steps" in phase else phase for phase in FOUR["phases"]]
    assert_killed_run_is_the_same(*finished(tmp_path, tree | {"phases": longer}), tmp_path)


def assert_killed_run_is_the_same(curriculum: Path, undisturbed: Path, tmp_path: Path) -> None:
    out, rng = tmp_path / "disturbed", random.Random(time.time_ns())
    command = [sys.executable, "-m", "logic_rl", "train", "--out", str(out)]
    kills = 0
    while True:
        more = ["--resume"] if (out / "config.yaml").is_file() else ["--curriculum", str(curriculum)]
        process = subprocess.Popen([*command, *more], stderr=subprocess.PIPE, text=True)
        if kills < KILLS:
            live_until_something_happened(process, out, rng)
            assert process.poll() is None, process.communicate()[1]
            process.send_signal(signal.SIGKILL)
            process.communicate()
            kills += 1
            continue
        _, errors = process.communicate()
        assert process.returncode == 0, errors
        break
    assert_same_run(undisturbed, out)


def live_until_something_happened(process: subprocess.Popen, out: Path, rng: random.Random) -> None:
    """Let a run put a few more files on record, and live for a random moment after that."""

    def events() -> int:
        counted = (out / kind for kind in ("evaluation", "rollouts", "checkpoints", "samples"))
        rows = (out / "metrics.jsonl").read_bytes().count(b"\n") if (out / "metrics.jsonl").is_file() else 0
        return rows + sum(len(os.listdir(folder)) for folder in counted if folder.is_dir())

    wanted = events() + rng.choice((0, 1, 2, 3))
    while events() < wanted and process.poll() is None:
        time.sleep(0.005)
    until = time.monotonic() + rng.uniform(0, 0.7)
    while time.monotonic() < until and events() <= wanted:
        time.sleep(0.005)


def test_stages_of_another_task(toy_model: Path, tmp_path: Path) -> None:
    """rl → sample → sft on countdown: rows of any task are learnt from, asked as the task asks."""
    tree = {
        "model": str(toy_model), "task": "countdown", "rollout": {"max_new_tokens": 12, "max_slots": 8},
        "prompt": {"template": "r1-zero"},
        "phases": [
            {"name": "zero", "steps": 1, "prompts": 2, "group_size": 2},
            {"name": "rows", "kind": "sample", "prompts": 3, "group_size": 2, "filters": []},
            {"name": "tuned", "kind": "sft", "batch_size": 4},
        ],
        "evaluation": {"num_puzzles": 2, "samples": 1},
    }  # fmt: skip
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(tree))
    result = train(tmp_path / "c.yaml", tmp_path / "run")
    rows = list(read_rows(tmp_path / "run" / "samples" / "rows.jsonl.gz"))
    assert len(rows) == 6 and all(row["task"] == "countdown" and row["text"].startswith("Using each") for row in rows)
    assert result["steps"] == 1 + 2
    assert list(result["evaluations"]) == ["base", "zero", "step_000001", "tuned", "step_000003"]
    assert all(set(numbers["levels"]) <= {"3", "4"} for numbers in result["evaluations"].values())


@pytest.mark.slow
def test_a_finished_run_can_be_lengthened(toy_model: Path, tmp_path: Path) -> None:
    settings = {"model": str(toy_model), "seed": 2}
    steps = {"phases.anneal.steps": 3, "phases.anneal.temperature": 1.0}
    train("smoke", tmp_path / "whole", settings=steps, **settings)
    train("smoke", tmp_path / "longer", settings=steps | {"phases.anneal.steps": 1}, **settings)
    train(out=tmp_path / "longer", resume=True, settings={"phases.anneal.steps": 3})
    assert comparable(tmp_path / "whole") == comparable(tmp_path / "longer")
    with pytest.raises(UsageError, match="phases.anneal.steps: 2, but 3 are done"):
        train(out=tmp_path / "longer", resume=True, settings={"phases.anneal.steps": 2})
    assert yaml.safe_load((tmp_path / "longer" / "config.yaml").read_text())["phases"][-1]["steps"] == 3
    train(out=tmp_path / "longer", resume=True)  # nothing is left to do
    assert len(comparable(tmp_path / "longer")) == 7


def test_proofs_are_learnt_and_written_once(tmp_path: Path, monkeypatch) -> None:
    """A cold start in one run: rows of the sizes, roles and shares asked for, none held out; written once."""
    stage = {"name": "proofs", "kind": "proofs", "people": {2: 3, 3: 1}, "count": 60, "mistakes": 0.5,
             "task_options": {"role_choice": [["saint", "sinner"]]}}  # fmt: skip
    tree = FOUR | {"task_options": {}, "phases": [
        stage,
        {"name": "cold", "kind": "sft", "batch_size": 16, "learning_rate": 3e-4},
        {"name": "rl", "steps": 1, **RL},
    ]}  # fmt: skip
    file = tmp_path / "proofs.yaml"
    file.write_text(yaml.safe_dump(tree))
    train(file, tmp_path / "run", phase="proofs")
    train(out=tmp_path / "run", phase="cold", resume=True)
    samples = tmp_path / "run" / "samples"
    rows = list(read_rows(samples / "proofs.jsonl.gz"))
    sizes = Counter(row["num_people"] for row in rows)
    assert len(rows) == 60 and set(sizes) == {2, 3} and sizes[2] > 1.5 * sizes[3]
    assert {tuple(row["roles"]) for row in rows} == {("saint", "sinner")}
    assert 15 < sum(row["first_error"] is not None for row in rows) < 45
    assert {split_of(puzzle_from_row(row)) for row in rows} == {"train"}
    assert json.loads((samples / "proofs.json").read_text())["proofs"] == 60
    metrics = list(read_rows(tmp_path / "run" / "metrics.jsonl"))
    assert len(metrics) == 4 and {row["phase"] for row in metrics} == {"cold"}
    monkeypatch.setattr("logic_rl.training.stages.proofs.write_proofs", None)
    train(out=tmp_path / "run", resume=True)
    assert [row["phase"] for row in read_rows(tmp_path / "run" / "metrics.jsonl")] == ["cold"] * 4 + ["rl"]


def test_each_stage_has_its_reward(toy_model: Path, tmp_path: Path) -> None:
    """Parts that a phase adds are on record for it alone, replies of a layout of its own are judged and kept by it."""
    tree = distilled(
        toy_model,
        {"name": "zero", "steps": 1, "prompts": 2, "group_size": 2, "people": {2: 1}},
        {"name": "mono", "steps": 1, "prompts": 2, "group_size": 2, "people": {2: 1}, "reward": {"language": 0.5}},
        {"name": "rows", "kind": "sample", "prompts": 3, "group_size": 2, "people": {2: 1}, "filters": [],
         "reward": {"layout": "free"}},
    )  # fmt: skip
    (tmp_path / "d.yaml").write_text(yaml.safe_dump(tree))
    train(tmp_path / "d.yaml", tmp_path / "run")
    zero, mono = RunFolder(tmp_path / "run").metrics()
    assert "reward/language" not in zero and "reward/language" in mono
    verdicts = {row["score"]["verdict"] for row in read_rows(tmp_path / "run" / "samples" / "rows.jsonl.gz")}
    assert "bad_format" not in verdicts, "a reply without tags is well-formed there"


def test_a_stage_that_samples_asks_in_its_own_words(toy_model: Path, tmp_path: Path, monkeypatch) -> None:
    """What the engine reads, and that nothing of it stands in the rows or in what the run asks otherwise."""
    seen: list[str] = []
    real = maker_of

    def heard(fmt, tokenizer):
        make = real(fmt, tokenizer)

        def made(question):
            prompt = make(question)
            seen.append(prompt.text)
            return prompt

        return made

    monkeypatch.setattr("logic_rl.training.stages.sample.maker_of", heard)
    tree = distilled(
        toy_model,
        {"name": "rows", "kind": "sample", "prompts": 2, "group_size": 1, "people": {2: 1}, "filters": [],
         "instruction": "Check every step.", "shots": 1},
    ) | {"prompt": {"template": "r1-zero"}}  # fmt: skip
    (tmp_path / "d.yaml").write_text(yaml.safe_dump(tree))
    train(tmp_path / "d.yaml", tmp_path / "run")
    rows = list(read_rows(tmp_path / "run" / "samples" / "rows.jsonl.gz"))
    assert len(rows) == 2
    for row in rows:
        asked = next(text for text in seen if row["text"] in text)
        assert "Check every step." in asked and asked.count("<answer>") == asked.count("User:") - 1 == 1
        assert "Check every step." not in row["text"]


@pytest.fixture(scope="module")
def teacher(toy_model: Path, tmp_path_factory) -> Path:
    """The toy model with other weights and the same tokenizer."""
    folder = tmp_path_factory.mktemp("teacher") / "model"
    shutil.copytree(toy_model, folder)
    weights = load_file(folder / "model.safetensors")
    draw = torch.Generator().manual_seed(7)
    moved = {name: value + 0.2 * torch.randn(value.shape, generator=draw) for name, value in weights.items()}
    save_file(moved, folder / "model.safetensors", {"format": "pt"})
    return folder


def distilled(student: Path, *phases: dict) -> dict:
    return {
        "model": str(student), "rollout": {"max_new_tokens": 24, "max_slots": 16}, "phases": list(phases),
        "evaluation": {"num_puzzles": 0}, "checkpoint": {"every": 2},
    }  # fmt: skip


def test_a_teacher_is_sampled_and_followed_in_three_ways(toy_model: Path, teacher: Path, tmp_path: Path) -> None:
    """Hard labels, soft labels along the same rows, and the student's own replies; then again after a stop between."""
    name = str(teacher)
    tree = distilled(
        toy_model,
        {"name": "rows", "kind": "sample", "model": name, "people": {2: 1}, "prompts": 6, "group_size": 2,
         "filters": []},
        {"name": "hard", "kind": "sft", "batch_size": 4, "learning_rate": 1e-3},
        {"name": "soft", "kind": "distil", "teacher": name, "from": "base", "batch_size": 4, "learning_rate": 3e-3,
         "epochs": 4, "softening": 2.0},
        {"name": "own", "kind": "distil", "teacher": name, "from": "base", "mode": "on-policy", "steps": 5,
         "prompts": 3, "group_size": 2, "people": {2: 1}, "learning_rate": 3e-3},
    )  # fmt: skip
    (tmp_path / "d.yaml").write_text(yaml.safe_dump(tree))
    train(tmp_path / "d.yaml", tmp_path / "whole")
    rows = RunFolder(tmp_path / "whole").metrics()
    assert [row["phase"] for row in rows] == ["hard"] * 3 + ["soft"] * 12 + ["own"] * 5
    of = {stage: [row["distil/divergence"] for row in rows if row["phase"] == stage] for stage in ("soft", "own")}
    assert of["soft"][-1] < of["soft"][0] and of["own"][-1] < of["own"][0]
    assert 0 <= rows[-1]["accuracy/mean"] <= 1 and rows[-1]["length/mean"] > 0
    assert [step for step, _ in RunFolder(tmp_path / "whole").rollout_files()] == list(range(16, 21))
    for stage in ("rows", "hard", "soft", "own"):
        train(tmp_path / "d.yaml" if stage == "rows" else None, tmp_path / "parts", phase=stage, resume=stage != "rows")
    assert comparable(tmp_path / "whole") == comparable(tmp_path / "parts")


def test_a_teacher_with_other_tokens_is_refused(toy_model: Path, tmp_path: Path) -> None:
    stage = {"name": "own", "kind": "distil", "teacher": "tiny-base", "mode": "on-policy", "steps": 1}
    tree = distilled(toy_model, stage)
    (tmp_path / "d.yaml").write_text(yaml.safe_dump(tree))
    with pytest.raises(UsageError, match="phases.own.teacher: tiny-base has another tokenizer than .*kind: sample"):
        train(tmp_path / "d.yaml", tmp_path / "run")
    for key, kind in (("teacher", "distil"), ("model", "sample")):
        tree = distilled(toy_model, {"name": "own", "kind": kind, key: "tiny-bas"})
        if kind == "distil":
            tree["phases"].insert(0, {"name": "rows", "kind": "sample", "prompts": 2})
        (tmp_path / "d.yaml").write_text(yaml.safe_dump(tree))
        with pytest.raises(UsageError, match="tiny-bas"):
            train(tmp_path / "d.yaml", tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_run_with_shots_asks_with_worked_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def listening(fmt, tokenizer):
        make = maker_of(fmt, tokenizer)
        return lambda question: [prompt := make(question), asked.append(prompt.text)][0]

    monkeypatch.setattr("logic_rl.training.setup.maker_of", listening)
    tree = FOUR | {
        "phases": [{"name": "zero", "steps": 1, **RL}], "prompt": {"shots": 2}, "evaluation": {"num_puzzles": 0},
        "rollout": {"max_new_tokens": 8, "max_slots": 32},
    }  # fmt: skip
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(tree))
    train(tmp_path / "c.yaml", tmp_path / "run")
    assert asked and all(prompt.count("<answer>") == 2 == prompt.count("</think>") for prompt in asked)


def test_a_head_is_learnt_in_the_run_and_pays_in_it(tmp_path: Path) -> None:
    """Zero's replies with summaries put in, fine-tuning on them, and a reward for the summary in the last stage."""
    layout = {"layout": "think-summary-answer"}
    tree = FOUR | {
        "phases": [
            {"name": "gather", "kind": "sample", "people": {2: 1}, "prompts": 24, "group_size": 4,
             "filters": ["right", "summary"], "add_summary": True},
            {"name": "cold", "kind": "sft", "batch_size": 4, "learning_rate": 1e-3, "epochs": 4, "reward": layout},
            {"name": "taste", "kind": "preference"},
            {"name": "last", "steps": 1, **RL,
             "reward": {"preference": 0.5, "preference_head": "taste", **layout}},
        ],
        "evaluation": {"num_puzzles": 0},
    }  # fmt: skip
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(tree))
    train(tmp_path / "c.yaml", tmp_path / "run")
    kept = list(read_rows(tmp_path / "run" / "samples" / "gather.jsonl.gz"))
    assert kept and all("</think> <answer>" not in row["response"] for row in kept)
    head = json.loads((tmp_path / "run" / "samples" / "taste.json").read_text())
    assert head["pairs"] > 10 and head["held_out_right"] > 0.8
    scores = [row["score"] for _, row in RunFolder(tmp_path / "run").responses() if row["phase"] == "last"]
    assert scores and all("preference" in score["parts"] for score in scores)
    assert max(score["parts"]["preference"] for score in scores) <= 0.5
