"""Training on several ranks is training on one: the same losses, weights and checkpoints, through kills too."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
import torch.distributed as dist
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

from logic_rl.errors import UsageError
from logic_rl.metrics import MACHINE_DEPENDENT
from logic_rl.record import RunFolder
from logic_rl.training.learning import parallel, readout
from logic_rl.training.learning.balance import balanced_size, evenest_size
from logic_rl.training.learning.batch import length_buckets, samples_of
from logic_rl.training.learning.experience import with_advantages
from logic_rl.training.learning.local import LocalLearner
from logic_rl.training.learning.models import load_model
from logic_rl.training.learning.ranks.mailbox import Mailbox, serve
from logic_rl.training.setup import new_learner
from tests.training.ranks import SETTINGS, config_for, imitate, in_ranks, is_sharded, learn, learn_with_a_break, rollout

STEPS = 20
needs_ray = pytest.mark.skipif(not (find_spec("ray") and find_spec("pandas")), reason="ray[train] is not installed")


def rows_of(lengths: list[int]) -> list[range]:
    return [range(length) for length in lengths]


def most_of_a_pass(lengths: list[int], size: int) -> int:
    return max(len(bucket) * max(map(len, bucket)) for bucket in length_buckets(rows_of(lengths), size))


@pytest.mark.parametrize("seed", range(30))
def test_the_largest_pass_is_as_small_as_any_way_to_cut_the_sorted_samples_makes_it(seed: int) -> None:
    rng = random.Random(seed)
    lengths, ranks = sorted(rng.randint(1, 30) for _ in range(9)), rng.choice((2, 3, 4))
    rounds = -(-len(list(length_buckets(rows_of(lengths), 60))) // ranks)
    best = min(
        max((end - start) * lengths[end - 1] for start, end in itertools.pairwise((0, *cuts, 9)))
        for count in range(min(9, rounds * ranks))
        for cuts in itertools.combinations(range(1, 9), count)
    )
    size = balanced_size(rows_of(lengths), 60, ranks)
    assert most_of_a_pass(lengths, size) == best <= 60
    assert len(list(length_buckets(rows_of(lengths), size))) <= rounds * ranks


def test_ranks_wait_little_for_each_other() -> None:
    """Of a round's time, the share that ranks wait: replies of a reasoning model, lengths spread by a factor of ten."""
    rng = random.Random(0)
    lengths = [min(4096, int(rng.lognormvariate(6.5, 0.6)) + 200) for _ in range(256)]
    waits = {}
    for name, size in (("plain", 16384), ("balanced", balanced_size(rows_of(lengths), 16384, 4))):
        costs = [len(bucket) * max(map(len, bucket)) for bucket in length_buckets(rows_of(lengths), size)]
        rounds = [costs[start : start + 4] for start in range(0, len(costs), 4)]
        waits[name] = 1 - sum(costs) / sum(4 * max(costs_of_round) for costs_of_round in rounds)
    assert waits["balanced"] < 0.05 and waits["balanced"] < waits["plain"]


def busiest(lengths: list[int], size: int, workers: int) -> int:
    costs = [len(bucket) * max(map(len, bucket)) for bucket in length_buckets(rows_of(lengths), size)]
    return max(sum(costs[worker::workers]) for worker in range(workers))


@pytest.mark.parametrize("seed", range(20))
def test_no_other_size_of_a_pass_frees_the_busiest_thread_sooner(seed: int) -> None:
    """Brute force over all sizes; those that need more than a round of passes more are left out by both."""
    rng = random.Random(seed)
    lengths, workers = [rng.randint(1, 30) for _ in range(rng.randint(1, 40))], rng.choice((1, 2, 3, 4))
    size = evenest_size(rows_of(lengths), 60, workers)
    rounds = len(list(length_buckets(rows_of(lengths), 60))) + workers
    fair = [other for other in range(1, 61) if len(list(length_buckets(rows_of(lengths), other))) <= rounds]
    least = busiest(lengths, 60, 1) if workers == 1 else min(busiest(lengths, other, workers) for other in fair)
    assert size <= 60 and busiest(lengths, size, workers) == least


def test_eight_rows_keep_two_threads_busy() -> None:
    """One full pass and the rest in another: the second thread had nothing to do for 30 % of a step."""
    rng = random.Random(1)
    waits = {"plain": 0.0, "evenest": 0.0}
    for _ in range(50):
        lengths = [rng.randint(180, 450) for _ in range(8)]
        for name, size in (("plain", 2048), ("evenest", evenest_size(rows_of(lengths), 2048, 2))):
            waits[name] += (1 - sum(lengths) / 2 / busiest(lengths, size, 2)) / 50
    assert waits["evenest"] < 0.2 < 0.25 < waits["plain"], waits


def test_an_order_reaches_every_rank_and_the_first_error_reaches_the_trainer() -> None:
    class Adder:
        def __init__(self, number: int):
            self.number = number

        def add(self, value: int) -> int:
            if value < 0 and self.number == 1:
                raise UsageError("too small")
            return self.number + value

    async def scene() -> list[list]:
        mailbox, loop = Mailbox(2), asyncio.get_running_loop()

        def call(coroutine) -> object:
            return asyncio.run_coroutine_threadsafe(coroutine, loop).result(timeout=10)

        lives = [
            asyncio.to_thread(
                serve,
                lambda number: call(mailbox.take(number)),
                lambda number, value, rank=rank: call(mailbox.answer(rank, number, value)),
                lambda rank=rank: Adder(rank),
            )
            for rank in range(2)
        ]
        tasks = [asyncio.create_task(life) for life in lives]
        said = []
        for order in (("start", ()), ("add", (5,)), ("add", (-1,)), ("add", (7,))):
            said.append(await mailbox.answers_to(await mailbox.post(order)))
        end = await mailbox.post(None)
        await asyncio.gather(*tasks)
        assert list(mailbox.orders) == [end], "what was done is forgotten"
        return said

    started, sums, failed, more = asyncio.run(asyncio.wait_for(scene(), timeout=60))
    assert (started, sums, more) == ([None, None], [5, 6], [7, 8])
    assert len(failed) == 1 and isinstance(failed[0], UsageError)


def in_this_process(config, steps: range, checkpoint: Path | None = None) -> tuple[list[dict], dict]:
    policy, tokenizer = load_model(config.model)
    learner = LocalLearner(new_learner(config, policy, tokenizer))
    if checkpoint:
        learner.load(checkpoint)
    learner.learner.pad_id = 0
    rows = [one_step(learner, config, step) for step in steps]
    return rows, learner.model.state_dict()


def one_step(learner: LocalLearner, config, step: int) -> dict:
    samples = with_advantages(learner.experience(rollout(step), SETTINGS), SETTINGS, config.algorithm)
    return learner.update(samples, SETTINGS, step, lambda samples: None)


def largest_difference(one: tuple[list[dict], dict], other: tuple[list[dict], dict]) -> float:
    """Over all metrics of all steps and all weights."""
    assert [row.keys() for row in one[0]] == [row.keys() for row in other[0]] and one[1].keys() == other[1].keys()
    numbers = [abs(a[key] - b[key]) for a, b in zip(one[0], other[0], strict=True) for key in a]
    return max(*numbers, *(float((one[1][name] - other[1][name]).abs().max()) for name in one[1]))


@pytest.fixture(scope="module")
def two_ranks(toy_model: Path, tmp_path_factory) -> tuple:
    """20 steps on two ranks with a checkpoint after 10; the last 10 again from there; the checkpoint."""
    folder = tmp_path_factory.mktemp("ranks")
    checkpoint = folder / "step_000010"
    whole, again = in_ranks(2, folder / "two", learn_with_a_break, config_for(toy_model), STEPS, checkpoint)
    return whole, again, checkpoint


@pytest.fixture
def alone(tmp_path: Path):
    """A group of one rank, in this process."""
    dist.init_process_group("gloo", init_method=f"file://{tmp_path}/meeting", rank=0, world_size=1)
    yield
    dist.destroy_process_group()


@pytest.mark.slow
def test_two_ranks_learn_what_one_process_learns(two_ranks, toy_model: Path) -> None:
    expected = in_this_process(config_for(toy_model), range(1, STEPS + 1))
    assert largest_difference(two_ranks[0], expected) < 1e-5
    start = load_model(str(toy_model))[0].state_dict()
    assert max(float((expected[1][name] - start[name]).abs().max()) for name in start) > 1e-2, "it did learn"
    assert all(row["optim/grad_norm"] > 0.05 for row in expected[0]), "gradients were clipped"


@pytest.mark.slow
def test_two_ranks_begin_anew_and_imitate_as_one_process_does(toy_model: Path, tmp_path: Path) -> None:
    config = config_for(toy_model)
    reports, weights = in_ranks(2, tmp_path / "two", imitate, config, range(1, 6))
    policy, tokenizer = load_model(config.model)
    learner = LocalLearner(new_learner(config, policy, tokenizer))
    learner.learner.pad_id = 0
    expected = [learner.imitate(samples_of(rollout(step)), 1e-3) for step in range(1, 6)]
    assert reports == [pytest.approx(pair, abs=1e-5) for pair in expected]
    assert max(float((weights[name] - own).abs().max()) for name, own in policy.state_dict().items()) < 1e-5


@pytest.mark.slow
def test_two_ranks_go_on_from_their_checkpoint_to_the_bit(two_ranks) -> None:
    (rows, weights), (later_rows, later_weights), _ = two_ranks
    assert rows[STEPS // 2 :] == later_rows
    assert all(torch.equal(weights[name], later_weights[name]) for name in weights)


@pytest.mark.slow
def test_three_ranks_go_on_from_the_checkpoint_of_two(two_ranks, toy_model: Path, tmp_path: Path) -> None:
    (rows, weights), _, checkpoint = two_ranks
    assert is_sharded(checkpoint)
    later = in_ranks(3, tmp_path / "three", learn, config_for(toy_model), range(11, STEPS + 1), checkpoint)
    assert largest_difference(later, (rows[10:], weights)) < 1e-5


@pytest.mark.slow
def test_one_process_goes_on_from_the_checkpoint_of_two_ranks(two_ranks, toy_model: Path) -> None:
    (rows, weights), _, checkpoint = two_ranks
    later = in_this_process(config_for(toy_model), range(11, STEPS + 1), checkpoint)
    assert largest_difference(later, (rows[10:], weights)) < 1e-5


@pytest.mark.slow
def test_a_checkpoint_of_ranks_is_an_ordinary_model(two_ranks) -> None:
    half_way = AutoModelForCausalLM.from_pretrained(two_ranks[2]).state_dict()
    assert not all(torch.equal(half_way[name], tensor) for name, tensor in two_ranks[0][1].items())
    assert half_way.keys() == two_ranks[0][1].keys()


@pytest.mark.slow
@pytest.mark.parametrize("special", ["plain", "untied and recomputed", "logits by parts"])
def test_one_rank_learns_what_one_process_learns_and_goes_on_from_its_checkpoint(
    alone, toy_model: Path, tmp_path: Path, monkeypatch, special: str
) -> None:
    monkeypatch.setattr(parallel, "usable_cores", lambda: [0])  # two threads would add in another order
    config = config_for(toy_model, divide_by="max_tokens", surrogate="sequence_clip", entropy_weight=0.01)
    if special == "untied and recomputed":
        config = replace(
            config, model=untied(toy_model, tmp_path), optimiser=replace(config.optimiser, gradient_checkpointing=True)
        )
    if special == "logits by parts":
        monkeypatch.setattr(readout, "LOGITS_AT_ONCE", 8 * 704)
    expected = in_this_process(config, range(1, 6))
    assert largest_difference(learn(config, range(1, 6)), expected) < 1e-6
    policy, tokenizer = load_model(config.model)
    learner = LocalLearner(new_learner(config, policy, tokenizer))
    learner.learner.pad_id = 0
    one_step(learner, config, 1)
    learner.save(tmp_path / "step_000001", tokenizer, {"step": 1})
    later = learn(config, range(2, 6), tmp_path / "step_000001")
    assert largest_difference(later, (expected[0][1:], expected[1])) < 1e-6


def untied(model: Path, folder: Path) -> str:
    """A model like this one whose output matrix is not its embeddings."""
    tied, tokenizer = load_model(str(model))
    tied.config.tie_word_embeddings = False
    other = type(tied)(tied.config)
    assert other.lm_head.weight is not other.model.embed_tokens.weight
    other.save_pretrained(folder / "untied")
    tokenizer.save_pretrained(folder / "untied")
    return str(folder / "untied")


def command(model: Path, out: Path, *more: str) -> list[str]:
    options = ["--curriculum", "smoke", "--model", str(model), "--set", "phases.rollout.kl_weight=0.01"]
    options += ["--set", "optimiser.autocast=false", "--set", "phases.rollout.steps=4", "--set", "reward.overlong=0.5"]
    return [sys.executable, "-m", "logic_rl", "train", *options, "--out", str(out), *more]


def metrics_of(out: Path) -> list[dict]:
    rows = RunFolder(out).metrics()
    return [{k: v for k, v in row.items() if not k.startswith(MACHINE_DEPENDENT)} for row in rows]


def rank_processes(ancestor: int) -> list[int]:
    """The processes of Ray Train's workers under one process."""
    parents, found = {}, []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if "RayTrainWorker" in (folder / "cmdline").read_text():
                found.append(int(folder.name))
        except OSError:
            continue  # it has just ended

    def descends(pid: int) -> bool:
        return pid == ancestor or pid in parents and descends(parents[pid])

    return sorted(pid for pid in found if descends(pid))


@pytest.mark.slow
@needs_ray
def test_a_run_whose_rank_is_killed_ends_as_if_nothing_had_happened(toy_model: Path, tmp_path: Path) -> None:
    expected, out = tmp_path / "in-process", tmp_path / "ranks"
    undisturbed = subprocess.Popen(command(toy_model, expected), stderr=subprocess.DEVNULL)
    run = subprocess.Popen(command(toy_model, out, "--learners", "2"), stderr=subprocess.PIPE, text=True)
    try:
        while len(metrics_of(out)) < 2:
            assert run.poll() is None, run.stderr.read()
            time.sleep(0.02)
        ranks = rank_processes(run.pid)
        assert len(ranks) == 2
        os.kill(ranks[1], signal.SIGKILL)
        errors = run.communicate(timeout=900)[1]
        assert (undisturbed.wait(timeout=900), run.returncode) == (0, 0), errors
    finally:
        run.kill()
        undisturbed.kill()
    assert "going on after step" in errors and "warning: training on 2 learners ended" in errors
    rows, own = metrics_of(expected), metrics_of(out)
    assert [row["step"] for row in own] == list(range(1, 8))
    for row, other in zip(rows, own, strict=True):
        assert row == {key: pytest.approx(value, abs=1e-5) if key in row else None for key, value in other.items()}
    start, *ends = [load_file(folder / "model.safetensors") for folder in (
        toy_model, expected / "checkpoints/anneal", out / "checkpoints/anneal")]  # fmt: skip
    assert all(torch.allclose(ends[0][name], ends[1][name], atol=1e-5) for name in start)
    assert max(float((ends[1][name] - start[name]).abs().max()) for name in start) > 1e-4, "it did learn"
    assert is_sharded(out / "checkpoints/anneal")
    assert not rank_processes(run.pid)
