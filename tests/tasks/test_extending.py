"""The page on extending, as it stands: its files are written into a folder elsewhere, its commands are run there."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from logic_rl.config.reward import RewardConfig
from logic_rl.objects import load_object
from logic_rl.tasks import make_task
from logic_rl.types import Reply, TextQuestion

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "extending.md").read_text("utf-8")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCKS = FENCE.findall(PAGE)
FILES = {match[1]: block for _, block in BLOCKS if (match := re.match(r"# (\w+\.(?:py|yaml))\n", block))}
COMMANDS = [shlex.split(line, comments=True) for kind, block in BLOCKS if kind == "bash" for line in block.splitlines()]
OWN = Path(sys.executable).with_name("logicrl")  # the ordinary command, where the package is installed
LOGICRL = [str(OWN)] if OWN.is_file() else [sys.executable, "-m", "logic_rl"]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("elsewhere")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def started(words: list[str], folder: Path) -> subprocess.Popen:
    return subprocess.Popen(LOGICRL + words[1:], cwd=folder, env=ENVIRONMENT, text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, start_new_session=True)  # fmt: skip


def run(words: list[str], folder: Path) -> str:
    process = started(words, folder)
    output, _ = process.communicate(timeout=400)
    assert process.returncode == 0, output
    return output


def with_out(words: list[str], out: Path) -> list[str]:
    place = words.index("--out") + 1
    return [*words[:place], str(out), *words[place + 1 :]]


def command(*parts: str) -> list[str]:
    """The one command of the page with these words."""
    (words,) = [words for words in COMMANDS if set(parts) <= set(words)]
    return words


def state(run_folder: Path) -> dict:
    """Of a run what is the same whenever and wherever it is made: numbers but those of time, replies, weights."""
    rows = [json.loads(line) for line in (run_folder / "metrics.jsonl").read_text("utf-8").splitlines()]
    files = [*run_folder.glob("checkpoints/*/model.safetensors"), *run_folder.glob("rollouts/*.jsonl.gz"),
             *run_folder.glob("evaluation/*.jsonl.gz")]  # fmt: skip
    clock = ("time/", "system/")
    return {
        "metrics": [{key: value for key, value in row.items() if not key.startswith(clock)} for row in rows],
        "files": {str(path.relative_to(run_folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
    }


@pytest.fixture(scope="module")
def undisturbed(folder: Path) -> Path:
    run(command("train", "runs/colouring", "--curriculum"), folder)
    return folder / "runs" / "colouring"


def test_the_files_are_on_the_page() -> None:
    assert list(FILES) == ["mytask.py", "colouring.yaml", "myreward.py"]
    assert len(FILES["mytask.py"].splitlines()) <= 55
    assert {words[0] for words in COMMANDS} == {"logicrl"} and len(COMMANDS) == 8


@pytest.mark.slow
def test_it_trains_through_all_stages(undisturbed: Path) -> None:
    rows = state(undisturbed)["metrics"]
    assert [row["phase"] for row in rows] == ["warmup"] * 2 + ["rollout"] * 2 + ["anneal"] * 2
    assert "accuracy/level_4" in rows[0] and "accuracy/level_6" in rows[-1]
    assert f"task: {undisturbed.parents[1]}/mytask.py:Colouring" in (undisturbed / "config.yaml").read_text("utf-8")


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on_elsewhere_to_the_bit(folder: Path, undisturbed: Path, tmp_path: Path) -> None:
    rng = random.Random()
    out, steps, delay = folder / "runs" / "killed", rng.randint(0, 5), rng.uniform(0, 1.5)
    process = started(with_out(command("train", "runs/colouring", "--curriculum"), out), folder)
    metrics = out / "metrics.jsonl"
    while process.poll() is None and not ((out / "environment.json").is_file() and _lines(metrics) >= steps):
        time.sleep(0.02)
    time.sleep(delay)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    here = f"killed after {_lines(metrics)} steps ({steps} and {delay:.2f} s)"
    run(with_out(command("train", "--resume"), out), tmp_path)
    assert state(out) == state(undisturbed), here


def _lines(path: Path) -> int:
    return len(path.read_bytes().splitlines()) if path.is_file() else 0


@pytest.mark.slow
def test_pipelined(folder: Path) -> None:
    run(command("--pipelined"), folder)
    rows = state(folder / "runs" / "pipelined")["metrics"]
    assert len(rows) == 6 and max(row["rollout/staleness"] for row in rows) == 1


@pytest.mark.slow
def test_it_is_evaluated_analysed_and_drawn(folder: Path, undisturbed: Path) -> None:
    for words in (command("evaluate"), command("analyze"), command("plot")):
        run(words, folder)
    table = json.loads((folder / "runs" / "measured" / "evaluation" / "model.json").read_text("utf-8"))
    assert table["num_samples"] == 20 and set(table["levels"]) == {"4", "5"}
    assert (undisturbed / "analysis" / "summary.json").is_file() and (folder / "plots" / "overview.png").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("out", ["runs/beside", "runs/alone"])
def test_its_rewards_train(folder: Path, out: str) -> None:
    run(command(out), folder)
    rows = [json.loads(line) for line in (folder / out / "metrics.jsonl").read_text("utf-8").splitlines()]
    parts = {key for row in rows for key in row if key.startswith("reward/")}
    assert "reward/function" in parts and ("reward/answer" in parts) == (out == "runs/beside")


@pytest.fixture
def task(folder: Path) -> Iterator:
    task = make_task(f"{folder}/mytask.py:Colouring", {"density": 1.0})
    yield task
    task.close()


def test_the_judge_of_the_page_against_brute_force(task) -> None:
    """All colourings of drawn graphs: those are right in which no two joined nodes are alike."""
    rng = random.Random(2)
    for _ in range(10):
        question = task.draw(4, rng, "train")
        nodes, joined = question.facts["nodes"], question.facts["joined"]
        verdicts = set()
        for colours in itertools.product(("red", "green", "blue"), repeat=4):
            by_node = dict(zip(nodes, colours, strict=True))
            is_right = all(by_node[a] != by_node[b] for a, b in joined)
            answer = ", ".join(f"{node}: {colour}" for node, colour in by_node.items())
            verdict = task.judgement(answer, question).verdict
            assert verdict == ("correct" if is_right else "wrong")
            verdicts.add(verdict)
        assert verdicts == {"correct", "wrong"}
    red = "A: red, B: red, C: red"
    for text in ("", "A: red", f"{red}, D: pink", f"{red}: red, D: red", ":,:,:", f"{red}, D: red, E: red"):
        assert task.judgement(text, question).verdict == "unparsed"


def test_the_rewards_of_the_page_as_both_call_them(folder: Path, task) -> None:
    colourful = load_object(f"{folder}/myreward.py:colourful", "reward.function")
    texts = ["A: red, B: green, C: blue", "red it is", "I do not know"]
    columns = {"nodes": [["A", "B", "C"]] * 3, "joined": [["AB"]] * 3, "level": [3] * 3}
    ids = [[1], [2], [3]]
    assert colourful(prompts=["?"] * 3, completions=texts, completion_ids=ids, **columns) == [1.0, 1 / 3, None]
    assert colourful(prompts=["?"] * 3, completions=texts, completion_ids=ids, trainer_state=None, **columns)[0] == 1.0
    question = TextQuestion("?", 3, {"nodes": ["A", "B", "C"], "joined": ["AB"]})
    reward = RewardConfig(function=f"{folder}/myreward.py:colourful", format=0.0, answer=0.0, function_weight=2.0)
    scores = task.rubric(reward).score_groups([[Reply(text, question, False) for text in texts]])[0]
    assert [one.total for one in scores] == [2.0, pytest.approx(2 / 3), 0.0]


def test_another_directory_needs_no_copy(folder: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert not shutil.which("mytask.py") and not (tmp_path / "mytask.py").exists()
    task = make_task(f"{folder}/mytask.py:Colouring")
    assert task.draw(4, random.Random(0), "test").level == 4
