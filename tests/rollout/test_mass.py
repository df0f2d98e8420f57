"""Mass sampling: the same file whatever interrupts it."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from logic_rl.config.reward import RewardConfig
from logic_rl.errors import RunFailed, UsageError
from logic_rl.rollout.collect import reply_to, response_rows
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.ledger import Ledger
from logic_rl.rollout.mass import Plan, TaskScorer, sample_into
from logic_rl.rollout.pool.crew import Limits
from logic_rl.rollout.pool.pool import Pool
from logic_rl.tasks.knights.task import KnightsTask
from logic_rl.types import Completion, Prompt, Reply, Rollout, RolloutGroup
from puzzles import Puzzle, PuzzleSpec, sample_distinct
from tests.rollout.scripted import ScriptedRemote, Worker

SAMPLES, PARAMS = 5, SamplingParams()


@pytest.fixture(scope="module")
def puzzles() -> list[Puzzle]:
    import random

    return list(itertools.islice(sample_distinct(PuzzleSpec(3), random.Random(1)), 12))


def make_prompt(puzzle: Puzzle) -> Prompt:
    return Prompt(puzzle, puzzle.text, (1, 2, 3), opened_think=False)


class Killed(BaseException):
    """Stands for a kill: nothing after it is run by the code under test."""


class Engine:
    """Right in two samples of three; dies after so many completions."""

    def __init__(self, puzzles: list[Puzzle], lives: int = 10**9):
        self.puzzles, self.lives = puzzles, lives

    def stream(
        self, requests: Iterator[Request], params: SamplingParams, report: Callable[[], None] | None = None
    ) -> Iterator[tuple[int, Completion]]:
        batch: list[tuple[int, Request]] = []
        for job in enumerate(requests):
            batch.append(job)
            if len(batch) == 7:
                yield from self._finished(batch)
        yield from self._finished(batch)

    def _finished(self, batch: list) -> Iterator[tuple[int, Completion]]:
        for index, request in reversed(batch):  # out of order on purpose
            self.lives -= 1
            if self.lives < 0:
                raise Killed
            text = f"{request.seed} <think>so</think><answer>?</answer>"
            yield index, Completion(text, (1, 2), (-1.0, -1.0), "stop", 0)
        batch.clear()


def ledger_at(path: Path, puzzles: list[Puzzle], **settings: object) -> Ledger:
    return Ledger(path, {"model": "m"} | settings, total=len(puzzles) * SAMPLES)


def run(path: Path, puzzles: list[Puzzle], lives: int = 10**9, only_right: bool = False) -> None:
    ledger = ledger_at(path, puzzles)
    ledger.saved = 0.0  # so that the first row is saved at once
    try:
        plan = Plan(SAMPLES, 3, PARAMS, only_right)
        sample_into(ledger, plan, puzzles, make_prompt, Engine(puzzles, lives), TaskScorer(KnightsTask(), plan))
    except Killed:
        ledger.file.close()  # without saving: rows after the last save are on disk, and not on record
        raise
    ledger.close()


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_one_row_per_sample_in_order(tmp_path: Path, puzzles: list[Puzzle]) -> None:
    run(tmp_path / "r.jsonl", puzzles)
    found = rows(tmp_path / "r.jsonl")
    wanted = [(puzzle.id, sample) for puzzle in puzzles for sample in range(SAMPLES)]
    assert [(row["puzzle_id"], row["sample_index"]) for row in found] == wanted
    assert len({row["id"] for row in found}) == len({row["response"] for row in found}) == len(wanted)
    assert all({"total", "parts", "verdict", "reason"} <= row["score"].keys() for row in found)
    assert all({"score", "band"} == row["difficulty"].keys() for row in found)


def test_rows_carry_the_parts_of_the_rubric(tmp_path: Path, puzzles: list[Puzzle]) -> None:
    ledger = ledger_at(tmp_path / "r.jsonl", puzzles)
    plan = Plan(SAMPLES, 3, PARAMS, reward=RewardConfig(answer=4.0, language=0.5, overlong=1.0))
    sample_into(ledger, plan, puzzles, make_prompt, Engine(puzzles), TaskScorer(KnightsTask(), plan))
    ledger.close()
    for row in rows(tmp_path / "r.jsonl"):  # bad format: -1 for that, -2 for the answer, times 4
        assert (row["score"]["parts"]["format"], row["score"]["parts"]["answer"]) == (-1.0, -8.0)
        assert row["score"]["parts"].keys() == {"format", "answer", "language", "overlong"}


@pytest.mark.parametrize("is_open", [False, True])
def test_rows_can_be_scored_again_when_the_prompt_had_opened_the_thinking(puzzles: list[Puzzle], is_open: bool) -> None:
    task, plan = KnightsTask(), Plan(1, 3, PARAMS)
    puzzle = puzzles[0]
    told = zip(puzzle.names, puzzle.solution, strict=True)
    names = ", ".join(f"{name} is a {puzzle.roles[not is_true]}" for name, is_true in told)
    text = ("" if is_open else "<think>") + f"One after the other they say so. </think> <answer>{names}</answer>"
    prompt = Prompt(puzzle, puzzle.text, (1,), opened_think=is_open)
    completion = Completion(text, (1, 2), (-1.0, -1.0), "stop", 0)
    scorer = TaskScorer(task, plan)
    rollout = Rollout(completion, scorer.score(reply_to(prompt, completion)), 0)
    group = RolloutGroup(prompt, (rollout,))
    for row in (scorer.row(prompt, rollout, 0), *response_rows([group], 1, "rollout", task)):
        again = Reply(row["response"], task.question_of(row), row.get("opened_think", False), row["num_tokens"])
        assert scorer.score(again).total == row["score"]["total"] == 3
        assert ("opened_think" in row) == is_open


def test_a_part_that_compares_replies_is_refused() -> None:
    with pytest.raises(UsageError, match="leave it out, and give it to 'logicrl score'"):
        Plan(SAMPLES, 3, PARAMS, reward=RewardConfig(answer=4.0, length=1.0))


@pytest.mark.parametrize("lives", [0, 1, 6, 8, 31, 59])
def test_a_kill_neither_repeats_nor_loses(tmp_path: Path, puzzles: list[Puzzle], lives: int) -> None:
    run(tmp_path / "whole.jsonl", puzzles)
    path = tmp_path / "killed.jsonl"
    with pytest.raises(Killed):
        run(path, puzzles, lives)
    with path.open("ab") as file:
        file.write(b'{"id": "half a ro')
    run(path, puzzles)
    assert path.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def test_killed_again_and_again(tmp_path: Path, puzzles: list[Puzzle]) -> None:
    run(tmp_path / "whole.jsonl", puzzles)
    path = tmp_path / "killed.jsonl"
    for _ in range(100):
        try:
            run(path, puzzles, lives=8)
            break
        except Killed:
            continue
    assert path.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def test_stopped_again_before_the_first_new_sample(tmp_path: Path, puzzles: list[Puzzle]) -> None:
    run(tmp_path / "whole.jsonl", puzzles)
    path = tmp_path / "killed.jsonl"
    with pytest.raises(Killed):
        run(path, puzzles, lives=31)
    with path.open("ab") as file:
        file.write(b'{"id": "not on record"}\n')
    ledger_at(path, puzzles).close()
    run(path, puzzles)
    assert path.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def test_only_right_keeps_none_of_the_wrong_and_counts_them(tmp_path: Path, puzzles: list[Puzzle]) -> None:
    path = tmp_path / "r.jsonl"
    run(path, puzzles, only_right=True)
    state = json.loads((tmp_path / "r.jsonl.state.json").read_text())
    assert path.read_bytes() == b""
    assert (state["done"], state["counts"]["kept"]) == (len(puzzles) * SAMPLES, 0)


def test_other_options_are_refused(tmp_path: Path, puzzles: list[Puzzle]) -> None:
    run(tmp_path / "r.jsonl", puzzles)
    with pytest.raises(UsageError, match="begun with model 'm' and now is 'other'"):
        ledger_at(tmp_path / "r.jsonl", puzzles, model="other")


def test_nothing_is_left_where_nothing_was_sampled(tmp_path: Path, puzzles: list[Puzzle]) -> None:
    ledger_at(tmp_path / "r.jsonl", puzzles).close()
    assert not list(tmp_path.iterdir())


def test_a_strange_file_is_not_overwritten(tmp_path: Path, puzzles: list[Puzzle]) -> None:
    (tmp_path / "r.jsonl").write_text("mine\n")
    with pytest.raises(UsageError, match="exists already"):
        ledger_at(tmp_path / "r.jsonl", puzzles)
    assert (tmp_path / "r.jsonl").read_text() == "mine\n"


def test_a_shortened_file_is_not_gone_on_with(tmp_path: Path, puzzles: list[Puzzle]) -> None:
    run(tmp_path / "r.jsonl", puzzles)
    os.truncate(tmp_path / "r.jsonl", 10)
    with pytest.raises(RunFailed, match="has 10 bytes"):
        ledger_at(tmp_path / "r.jsonl", puzzles)


def test_requests_are_read_only_as_they_are_needed(puzzles: list[Puzzle]) -> None:
    remote = ScriptedRemote(Worker(), Worker())
    remote.close = lambda: None
    pool = Pool(remote, 2, slots=16, max_tokens=4096, limits=Limits(60, 10, 3), probe=(1,), score=lambda *_: [],
                tolerance=1e-3, clock=remote.clock)  # fmt: skip
    read = 0

    def requests() -> Iterator[Request]:
        nonlocal read
        for read in range(1, 2001):
            yield Request((1, 2), read)

    most = 0
    for finished, _ in enumerate(pool.stream(requests(), PARAMS), start=1):
        most = max(most, read - finished)
    assert read == 2000
    assert most <= 2 * 20 + 2 * 4 + 16


def test_two_samplings_into_one_file_are_refused(tmp_path: Path, puzzles: list[Puzzle]) -> None:
    ledger = ledger_at(tmp_path / "r.jsonl", puzzles)
    with pytest.raises(UsageError, match=r"r\.jsonl is being written by another process"):
        ledger_at(tmp_path / "r.jsonl", puzzles)
    ledger.close()
