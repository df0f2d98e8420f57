"""Whether a client gives a text the reward that `logicrl score` gives it: 1,000 texts, how many differ.

    python -m integrations.same_scores verifiers
    python -m integrations.same_scores openenv nemo_gym trl verl --count 200

Run it from the root of the repository, where the client is installed. Texts are right, wrong, badly framed, damaged and
hostile, over several tasks, languages and rubrics. The client is the real one: a trace of verifiers, a session with a
server of OpenEnv, an HTTP call.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from logic_rl import create_dataset
from logic_rl.auditing.catalogue.replies import BAD_FRAMES, BAD_THINKING, CRASHES, GOOD_FRAMES, UNEARNED
from logic_rl.auditing.countdown import joined
from logic_rl.seeding import stream
from logic_rl.tasks.dataset import TaskDataset
from puzzles.puzzle import Puzzle
from puzzles.traces.replies import answer_sentence
from tests.many_replies import DAMAGES

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = [str(ROOT / "integrations" / name) for name in ("verifiers", "openenv", "nemo_gym")]  # of their packages
PLAIN = "First I look at what is given, then I try one case after another until one of them fits."


@dataclass(frozen=True)
class Group:
    """Texts that are scored alike: `share` of all."""

    share: float
    task: str
    levels: tuple[int, ...]
    options: dict[str, Any] = field(default_factory=dict)
    rubric: dict[str, Any] = field(default_factory=dict)
    opened_think: bool = False

    def dataset(self) -> TaskDataset:
        return create_dataset(self.task, seed=7, split="test", levels=self.levels, reward=self.rubric, **self.options)


GROUPS = (
    Group(0.2, "knights", (2, 3, 5)),
    Group(0.2, "knights", (2, 3), {"language": "zh"}),
    Group(0.15, "knights", (3, 4), {"style": "varied"}, {"layout": "free"}),
    Group(0.15, "knights", (3,), {"fixed_cast": True}, {"language": 0.5, "partial_credit": 0.3}, opened_think=True),
    Group(0.1, "knights", (2, 4), {"roles": ["saint", "sinner"]}, {"layout": "answer"}),
    Group(0.1, "countdown", (3, 4)),
    Group(0.1, "reasoning_gym:chain_sum", (1, 2)),
)


def texts(group: Group, count: int) -> list[str]:
    """The reply to each of the first `count` entries."""
    dataset = group.dataset()
    try:
        return [_text(dataset, index, stream(0, group.task, index), group.opened_think) for index in range(count)]
    finally:
        dataset.close()


def _text(dataset: TaskDataset, index: int, rng: random.Random, opened: bool) -> str:
    question, kind = dataset.draw(index), rng.random()
    right, wrong = _answers(question)
    fill = {"think": _thinking(dataset, question, rng), "answer": right, "wrong": wrong, "right": right}
    if kind < 0.45:
        text = rng.choice(GOOD_FRAMES).text
        fill["answer"] = right if kind < 0.33 else wrong
    elif kind < 0.65:
        text = rng.choice(BAD_FRAMES).text
    elif kind < 0.75:
        text = GOOD_FRAMES[0].text
        fill["think"] = rng.choice((*BAD_THINKING, *UNEARNED)).text.replace("{question}", question.text)
    elif kind < 0.82:
        text = rng.choice(CRASHES).text
    else:
        text = GOOD_FRAMES[0].text
    for name, value in fill.items():
        text = text.replace(f"{{{name}}}", value)
    if kind >= 0.82:
        text = rng.choice(DAMAGES if isinstance(question, Puzzle) else DAMAGES[:3])(text, question, rng)
    return text.removeprefix("<think>") if opened and rng.random() < 0.8 else text


def _thinking(dataset: TaskDataset, question: Any, rng: random.Random) -> str:
    return dataset.task.proof(question, rng) if isinstance(question, Puzzle) and rng.random() < 0.7 else PLAIN


def _answers(question: Any) -> tuple[str, str]:
    """A right answer, and a wrong one."""
    if isinstance(question, Puzzle):
        turned = tuple(not one for one in question.solution)
        return answer_sentence(question), answer_sentence(question, turned)
    row = question.to_row()
    if "target" in row:
        numbers = list(map(str, row["numbers"]))
        found = joined([(Fraction(one), one) for one in numbers])
        return next(text for value, text in found if value == row["target"]), " + ".join(numbers)
    return str(row["answer"]), f"{row['answer']}1"


def scored_by_command(group: Group, replies: list[str], folder: Path) -> list[float]:
    """What `logicrl score` gives, as it is typed."""
    dataset = group.dataset()
    rows = [dataset.draw(index).to_row() | {"id": str(index), "response": reply} for index, reply in enumerate(replies)]
    dataset.close()
    source, out = folder / "rows.jsonl", folder / "scores.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    out.unlink(missing_ok=True)
    command = [sys.executable, "-m", "logic_rl", "score", "--responses", str(source), "--out", str(out), "--task",
               group.task, *(word for key, value in group.rubric.items() for word in ("--set", f"{key}={value}")),
               *(["--opened-think"] if group.opened_think else [])]  # fmt: skip
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return [json.loads(line)["total"] for line in out.read_text("utf-8").splitlines()]


def by_verifiers(group: Group, replies: list[str]) -> list[float]:
    import verifiers.v1 as vf
    from logic_rl_verifiers.taskset import LogicConfig, LogicTaskConfig

    told = LogicTaskConfig(rubric=group.rubric, opened_think=group.opened_think)
    config = LogicConfig(id="logic-rl-verifiers", task_name=group.task, split="test", seed=7, levels=list(group.levels),
                         options=group.options, task=told)  # fmt: skip
    rewards = []
    for task, reply in zip(vf.load_taskset(config).take(len(replies)), replies, strict=True):
        nodes = [vf.MessageNode(message=vf.UserMessage(content=task.data.prompt)),
                 vf.MessageNode(parent=0, message=vf.AssistantMessage(content=reply), sampled=True)]  # fmt: skip
        trace = vf.Trace(task=vf.TraceTask(type=type(task).__name__, data=task.data),
                         agent=vf.AgentInfo(config=vf.AgentConfig()), nodes=nodes)  # fmt: skip
        asyncio.run(task.score(trace))
        rewards.append(trace.reward)
    return rewards


def by_openenv(group: Group, replies: list[str]) -> list[float]:
    from logic_rl_openenv import LogicAction, LogicEnv

    settings = {"seed": 7, "split": "test", "levels": list(group.levels), "task_name": group.task,
                "options": group.options, "rubric": group.rubric, "opened_think": group.opened_think}  # fmt: skip
    client = partial(LogicEnv, message_timeout_s=600)
    with served("logic_rl_openenv.server.app", "--port") as url, client(base_url=url).sync() as env:
        rewards = []
        for index, reply in enumerate(replies):
            env.reset(index=index, **settings)
            rewards.append(env.step(LogicAction(reply=reply)).reward)
        return rewards


def by_nemo_gym(group: Group, replies: list[str]) -> list[float]:
    from logic_rl_nemo_gym.rows import row_of

    dataset, rewards = group.dataset(), []
    with served("uvicorn", "logic_rl_nemo_gym.app:app", "--port", path="/openapi.json") as url:
        for index, reply in enumerate(replies):
            message = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": reply}]}
            body = row_of(dataset.entry(index)) | {"rubric": group.rubric, "opened_think": group.opened_think,
                                                   "response": {"output": [message]}}  # fmt: skip
            request = urllib.request.Request(f"{url}/verify", json.dumps(body).encode(),
                                             {"Content-Type": "application/json"})  # fmt: skip
            with urllib.request.urlopen(request, timeout=120) as answer:
                rewards.append(json.load(answer)["reward"])
    dataset.close()
    return rewards


def by_trl(group: Group, replies: list[str]) -> list[float] | None:
    """By the function, with the columns of a folder; knights and knaves alone."""
    from logic_rl.rewards.adapters import trl_reward_with

    if group.task != "knights":
        return None
    dataset = group.dataset()
    rows = [dataset.draw(index).to_row() for index in range(len(replies))]
    columns = {name: [row[name] for row in rows] for name in ("names", "roles", "solution", "text", "language")}
    chats = [[{"role": "assistant", "content": reply}] for reply in replies]
    return trl_reward_with(opened_think=group.opened_think, reward=group.rubric)(chats, **columns)


def by_verl(group: Group, replies: list[str]) -> list[float] | None:
    from logic_rl.rewards.adapters import compute_score
    from puzzles.formats.verl import verl_row

    if group.task != "knights":
        return None
    dataset, rewards = group.dataset(), []
    for index, reply in enumerate(replies):
        row = verl_row(dataset.draw(index), "test")
        truth, extra = row["reward_model"]["ground_truth"], row["extra_info"]
        rewards.append(compute_score(row["data_source"], reply, truth, extra, opened_think=group.opened_think,
                                     reward=group.rubric))  # fmt: skip
    return rewards


@contextmanager
def served(module: str, *words: str, path: str = "/health") -> Iterator[str]:
    """A server in a process of its own; the last word is the option that names the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url, paths = f"http://127.0.0.1:{port}", os.pathsep.join((str(ROOT), *FOLDERS))
    server = subprocess.Popen([sys.executable, "-m", module, *words, str(port)], env=os.environ | {"PYTHONPATH": paths},
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        for _ in range(480):
            try:
                urllib.request.urlopen(url + path, timeout=5).close()
                break
            except OSError:
                if server.poll() is not None:
                    raise click.ClickException(f"{module} ended before it answered") from None
                time.sleep(0.5)
        yield url
    finally:
        server.kill()
        server.wait()


CLIENTS: dict[str, Callable[[Group, list[str]], list[float] | None]] = {
    "verifiers": by_verifiers, "openenv": by_openenv, "nemo_gym": by_nemo_gym, "trl": by_trl, "verl": by_verl,
}  # fmt: skip


@cache
def scored(group: int, count: int) -> tuple[list[str], list[float]]:
    """The texts of a group, and what the command gives them."""
    replies = texts(GROUPS[group], count)
    with tempfile.TemporaryDirectory() as folder:
        return replies, scored_by_command(GROUPS[group], replies, Path(folder))


@click.command()
@click.argument("clients", nargs=-1, required=True, type=click.Choice(list(CLIENTS)))
@click.option("--count", type=click.IntRange(10), default=1000, show_default=True, help="Texts in all.")
def main(clients: tuple[str, ...], count: int) -> None:
    """Say for each client how many texts it scores otherwise; exit code 1 if any."""
    total = 0
    sys.path[:0] = FOLDERS
    for client in clients:
        compared = differing = 0
        seen: set[float] = set()
        for place, group in enumerate(GROUPS):
            if group.task.startswith("reasoning_gym") and find_spec("reasoning_gym") is None:
                continue
            replies, expected = scored(place, round(group.share * count))
            found = CLIENTS[client](group, replies)
            click.echo(f"{client}, {group.task} {group.options}: {len(found or ())} texts", err=True)
            if found is None:
                continue
            compared, seen = compared + len(found), seen | set(expected)
            for index, (one, other) in enumerate(zip(found, expected, strict=True)):
                if one != other:
                    differing += 1
                    click.echo(f"{client}, {group.task} {group.options}, text {index}: {one}, not {other}", err=True)
        click.echo(f"{client}: {differing} differences in {compared} texts, of {len(seen)} different rewards")
        total += differing
    sys.exit(1 if total else 0)


if __name__ == "__main__":
    main()
