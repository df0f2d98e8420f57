"""The stage that learns to judge steps: in a curriculum with its reward, and the same after a kill."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from logic_rl.config.reward import RewardConfig
from logic_rl.errors import UsageError
from logic_rl.proofs.request import ProofRequest, proof_number
from logic_rl.proofs.shapes import reply
from logic_rl.record import RunFolder
from logic_rl.rewards.batch import Rubric
from logic_rl.rewards.process import load_step_scorer, reduced, steps_of
from logic_rl.rows import read_rows
from logic_rl.training.run import train
from logic_rl.types import Reply
from tests.training.test_stages import RL, assert_same_run

TREE = {
    "model": "tiny-base",
    "task_options": {"fixed_cast": True},
    "rollout": {"max_new_tokens": 120, "max_slots": 32},
    "phases": [
        {"name": "gather", "kind": "sample", "people": {2: 1}, "prompts": 24, "group_size": 4, "filters": ["right"]},
        {"name": "proofs", "kind": "proofs", "people": {2: 1}, "count": 60, "mistakes": 0.5},
        {"name": "judge", "kind": "process", "sources": ["gather", "proofs"], "batch_size": 4, "label_noise": 0.2,
         "max_tokens": 400},
        {"name": "last", "steps": 1, **RL, "reward": {"process": 0.5, "process_model": "judge"}},
    ],
    "evaluation": {"num_puzzles": 2, "people": [2], "samples": 1},
}  # fmt: skip


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> tuple[Path, Path]:
    place = tmp_path_factory.mktemp("judged")
    (place / "c.yaml").write_text(yaml.safe_dump(TREE))
    train(place / "c.yaml", place / "run")
    return place / "c.yaml", place / "run"


@pytest.mark.slow
def test_a_judge_is_learnt_in_the_run_and_pays_in_it(finished: tuple[Path, Path]) -> None:
    run = RunFolder(finished[1])
    facts = json.loads((run.samples / "judge.json").read_text())
    assert facts["label_noise"] == 0.2 and facts["held_out"]["steps"] > 0
    assert facts["losses"][-1] < facts["losses"][0] == pytest.approx(0.6931, abs=1e-3)
    rows = list(read_rows(run.samples / "judge.steps.jsonl.gz"))
    assert len(rows) == facts["solutions"] and list(rows[0]) == ["prompt", "completions", "labels"]
    counts = sum(json.loads((run.samples / f"{name}.json").read_text()).get(key, 0)
                 for name, key in (("gather", "sampled"), ("proofs", "proofs")))  # fmt: skip
    assert 100 < len(rows) <= counts, "kept and dropped replies, and the proofs"
    assert [row["phase"] for row in run.metrics()] == ["last"], "the stage takes no step of the policy"
    assert run.metrics()[0]["reward/process"] > 0
    replies = [row for _, row in run.responses() if row["phase"] == "last"]
    judge = load_step_scorer(run.samples / "judge")
    assert len(replies) == 12 + 2, "the step's and the evaluation's"
    text = next(row["prompt"] for row in rows)
    assert judge.probabilities([(text, ["Alice is a knight."])])[0][0] != 0.5
    for row in replies:
        part = row["score"]["parts"]["process"]
        assert part == 0 if row["score"]["verdict"] == "bad_format" else 0 < part <= 0.5


KILLED_AFTER_SAVING = """
import os, signal
from logic_rl.training.supervised import folder
save = folder.save_checkpoint
def save_and_die(*args):
    save(*args)
    os.kill(os.getpid(), signal.SIGKILL)
folder.save_checkpoint = save_and_die
from logic_rl.cli.main import main
main()
"""


def train_in_another_process(how: list[str], *options: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, *how, "train", *options], capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_killed_stage_comes_to_the_same_judge(finished: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "killed"
    killed = train_in_another_process(["-c", KILLED_AFTER_SAVING], "--curriculum", str(finished[0]), "--out", str(out))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert list((out / "samples").glob("judge.training/step_*")), killed.stderr
    assert not (out / "samples" / "judge.json").exists()
    done = train_in_another_process(["-m", "logic_rl"], "--out", str(out), "--resume")
    assert done.returncode == 0, done.stderr
    assert "going on after step" in done.stderr
    assert_same_run(finished[1], out)
    for name in ("model.safetensors", "process.json"):
        assert (out / "samples/judge" / name).read_bytes() == (finished[1] / "samples/judge" / name).read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("how", ["mean", "min", "last"])
def test_the_part_is_what_the_judge_says_of_the_sentences(finished: tuple[Path, Path], how: str) -> None:
    folder = finished[1] / "samples" / "judge"
    settings = RewardConfig(process=0.5, process_model=str(folder), process_reduction=how)
    proofs = [proof_number(ProofRequest([2], 9, seed=5), number) for number in range(3)]
    replies = [Reply(reply(proof)[0], proof.puzzle, False) for proof in proofs]
    replies.append(replies[0]._replace(response=replies[0].response.replace("</think>", "")))
    scores = Rubric(settings).score_groups([replies[:2], replies[2:]])
    judge = load_step_scorer(folder)
    by_hand = {"mean": lambda row: sum(row) / len(row), "min": lambda row: sorted(row)[0], "last": lambda row: row[-1]}
    for one, proof in zip([*scores[0], scores[1][0]], proofs, strict=True):
        text = reply(proof)[0]
        sentences = [text[s.start : s.end] for s in steps_of(text)]
        assert " ".join(sentences) == " ".join(proof.trace.text.split())
        row = judge.probabilities([(proof.puzzle.text, sentences)])[0]
        assert one.parts["process"] == pytest.approx(0.5 * by_hand[how](row), abs=1e-5)
        assert one.total == pytest.approx(3 + one.parts["process"])
    assert scores[1][1].verdict == "bad_format" and scores[1][1].parts["process"] == 0
    assert Rubric(settings).score(replies[1]).parts == pytest.approx(scores[0][1].parts, abs=1e-5)


@pytest.mark.parametrize(("how", "expected"), [("mean", 0.6), ("min", 0.2), ("last", 0.7)])
def test_reductions_by_hand(how: str, expected: float) -> None:
    assert reduced([0.9, 0.2, 0.7], how) == pytest.approx(expected)
    assert reduced([], how) == 0


def test_steps_are_the_sentences_of_the_thinking() -> None:
    text = "<think> One. Two holds!\nThree </think> A summary. <answer> Mia: knight. </answer>"
    assert [text[s.start : s.end] for s in steps_of(text)] == ["One.", "Two holds!", "Three"]
    assert len(steps_of("One. Two.")) == 2 and len(steps_of("One. Two.</think> <answer> x </answer>")) == 2


@pytest.mark.parametrize("place", ["nowhere", "logic_rl"])
def test_a_run_with_a_judge_that_is_none_is_refused_before_anything_is_loaded(tmp_path: Path, place: str) -> None:
    reward = {"process": 1, "process_model": place}
    tree = {"phases": [{"name": "only", "steps": 1, "people": {2: 1}}], "reward": reward}
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(tree))
    with pytest.raises(UsageError, match=f"reward.process_model.*{place}"):
        train(tmp_path / "c.yaml", tmp_path / "run")
    assert not (tmp_path / "run").exists()
