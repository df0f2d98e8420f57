"""The real thing: vLLM in Ray workers on this machine's CPU. Needs both installed, and about two minutes."""

from __future__ import annotations

import copy
import gzip
import json
import os
import signal
import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (find_spec("vllm") and find_spec("ray")), reason="vllm and ray are not installed: make setup-vllm"
    ),
    pytest.mark.filterwarnings("ignore"),  # Ray's and vLLM's own
]
PROMPT = tuple(range(10, 50))


def saved_model(folder: Path, tied: bool, head_size: int) -> Path:
    """A small random Qwen2 with biases and all, as `transformers` saves it."""
    import torch
    from transformers import Qwen2Config, Qwen2ForCausalLM

    from logic_rl.training.supervised.pretrain.pretrain import corpus_tokenizer
    from logic_rl.training.supervised.pretrain.recipes import SMOKE

    tokenizer = corpus_tokenizer(SMOKE, seed=0)
    torch.manual_seed(0)
    config = Qwen2Config(
        vocab_size=SMOKE.vocab_size, hidden_size=2 * head_size, intermediate_size=128, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=1, max_position_embeddings=512, tie_word_embeddings=tied,
        bos_token_id=None, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    model = Qwen2ForCausalLM(config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.05)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def opened(folder: Path, workers: int = 1, **settings):
    """(pool, trainer's model)."""
    from logic_rl.config.run import RolloutConfig
    from logic_rl.training.engines import new_engine
    from logic_rl.training.learning.models import load_model

    model, tokenizer = load_model(str(folder))
    rollout = RolloutConfig(engine="vllm", workers=workers, **{"max_slots": 32, "max_new_tokens": 64} | settings)
    return new_engine(rollout, str(folder), tokenizer, model, PROMPT), model


def requests(count: int):
    from logic_rl.rollout.engine import Request

    return [Request(PROMPT, seed=10**18 + seed) for seed in range(count)]


def params(**changes):
    from logic_rl.rollout.engine import SamplingParams

    return SamplingParams(**{"temperature": 1.0, "max_new_tokens": 64} | changes)


def pids(pool) -> list[int]:
    import ray

    return [ray.get(hello)[2] for hello in pool.remote.hellos.values()]


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize(("tied", "head_size"), [(True, 48), (False, 32)])
def test_the_engine_has_the_trainers_weights_after_every_sync(tmp_path: Path, tied: bool, head_size: int) -> None:
    import torch

    from logic_rl.rollout.weights import reply_logprobs

    pool, model = opened(saved_model(tmp_path / "model", tied, head_size))
    try:
        for version in (1, 2):
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter.add_(torch.randn_like(parameter) * 0.05)
            pool.load_weights(model, version)
            assert pool.metrics()["system/sync_gap"] < 1e-4
            for completion in pool.generate(requests(5), params(temperature=1.0)):
                assert completion.policy_version == version
                expected = reply_logprobs(model, PROMPT, completion.token_ids)
                assert completion.logprobs == pytest.approx(expected, abs=1e-4)
        worse = copy.deepcopy(model)
        with torch.no_grad():
            worse.get_output_embeddings().weight.add_(0.05 * torch.randn_like(worse.get_output_embeddings().weight))
        pool.remote.publish(worse, 3)  # the workers get other weights than the trainer has
        pool.remote.publish = lambda *_: None
        with pytest.raises(Exception, match="does not sample with the trainer's weights"):
            pool.load_weights(model, 3)
    finally:
        pool.close()


def test_more_prompt_tokens_at_once_than_one_step_reads(tmp_path: Path) -> None:
    """A prompt that is read in two pieces would end the engine: it cannot set a generator of the CPU back."""
    from logic_rl.rollout.engine import Request

    pool, _ = opened(saved_model(tmp_path / "model", True, 32), max_slots=128)
    try:
        wanted = [Request(tuple(range(10 + i, 310 + i)), seed=i) for i in range(100)]
        assert all(completion.token_ids for completion in pool.generate(wanted, params(max_new_tokens=4)))
    finally:
        pool.close()


def test_two_workers_sample_like_one_and_survive_being_killed_and_frozen(tmp_path: Path) -> None:
    pool, _ = opened(saved_model(tmp_path / "model", tied=True, head_size=32), workers=2, stall_seconds=8.0)
    try:
        whole = pool.generate(requests(300), params())
        assert pool.metrics()["system/worker_restarts"] == 0
        first, second = pids(pool)

        def harm() -> None:
            time.sleep(0.3)
            os.kill(first, signal.SIGKILL)
            os.kill(second, signal.SIGSTOP)

        threading.Thread(target=harm).start()
        again = pool.generate(requests(300), params())
        told = pool.metrics()
        assert told["system/worker_restarts"] == 2
        assert told["system/requests_reissued"] > 0
        assert len(again) == 300
        same = sum(a.token_ids == b.token_ids for a, b in zip(whole, again, strict=True))
        assert same >= 290, "equal seeds, equal samples, but for draws on the edge of rounding"
        assert not is_alive(first) and not is_alive(second)
        left = pids(pool)
    finally:
        pool.close()
    deadline = time.monotonic() + 20
    while any(map(is_alive, left)) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not any(map(is_alive, left))
    assert not pool.remote.folder.exists()


def test_a_pipelined_run_samples_with_weights_of_one_update_before(tmp_path: Path) -> None:
    """Through the command line; the workers get weights in the rollout's thread, while the trainer changes its own."""
    phase = (
        "{name: warmup, steps: 3, people: {2: 1}, prompts: 2, group_size: 4, learning_rate: 1.0e-3, kl_weight: 0.01}"
    )
    settings = [f"phases=[{phase}]", "evaluation.num_puzzles=0", "checkpoint.every=9", "optimiser.autocast=false"]
    options = [part for setting in settings for part in ("--set", setting)]
    command = [sys.executable, "-m", "logic_rl", "train", "--curriculum", "smoke", "--out", str(tmp_path / "run")]
    done = subprocess.run(
        [*command, "--engine", "vllm", "--pipelined", *options], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in (tmp_path / "run" / "metrics.jsonl").read_text().splitlines()]
    assert [row["rollout/staleness"] for row in rows] == [0, 1, 1]
    assert all(0 < row["system/sync_gap"] < 1e-3 for row in rows)
    fresh, *stale = [row["optim/logprob_gap"] for row in rows]
    assert fresh < 1e-3 and min(stale) > 10 * fresh  # an update of 1e-3 lies in between
    for step, version in ((1, 0), (2, 0), (3, 1)):
        with gzip.open(tmp_path / "run" / "rollouts" / f"step_{step:06d}.jsonl.gz", "rt") as file:
            assert {json.loads(line)["policy_version"] for line in file} == {version}
