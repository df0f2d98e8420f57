"""What `plan` and `sft` reckon without a measurement of this machine: memory on a CPU, hours, checkpoints."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from click.testing import CliRunner

from logic_rl.cli.plan import plan
from logic_rl.config.run import LoraConfig, OptimiserConfig, RunConfig
from logic_rl.cores import usable_cores
from logic_rl.planning import warnings
from logic_rl.planning.counting import active_parameters
from logic_rl.planning.estimate import Shape, checkpoint_bytes, trainer_bytes
from logic_rl.planning.machine import memory_free
from logic_rl.planning.rates import DENSE, MIXTURES, SAMPLING, TRAINING, tokens_per_second
from tests.cli.test_plan import told

SMOL = Shape(30, 576, 1536, 9, 3, 64, 49152, tied=True, qkv_bias=False)  # SmolLM2-135M


@pytest.mark.parametrize(
    ("tokens", "gigabytes"),
    [(8192, 21.0), (4096, 12.0), (2048, 9.0), (1024, 5.1)],  # 10^9 bytes that `sft` took on a CPU, batches cut so
)
def test_memory_of_a_pass_on_a_cpu_is_what_was_measured(tokens: int, gigabytes: float) -> None:
    config = RunConfig(phases=(), optimiser=OptimiserConfig(tokens_per_pass=tokens))
    assert sum(trainer_bytes(SMOL, config, on_cpu=True).values()) / 1e9 == pytest.approx(gigabytes, rel=0.15)


@pytest.mark.parametrize(
    ("shape", "tokens", "checkpointing", "gib"),  # peaks of whole processes, two passes of 256-token rows each
    [
        (Shape(6, 768, 2048, 12, 2, 64, 8000, tied=True, qkv_bias=False), 2048, False, 2.40),
        (Shape(6, 768, 2048, 12, 2, 64, 8000, tied=True, qkv_bias=False), 6144, False, 4.94),
        (Shape(6, 768, 2048, 12, 2, 64, 8000, tied=True, qkv_bias=False), 6144, True, 3.34),
        (Shape(12, 256, 3072, 4, 4, 64, 2000, tied=True, qkv_bias=False), 2048, False, 2.72),
        (Shape(12, 256, 3072, 4, 4, 64, 2000, tied=True, qkv_bias=False), 6144, False, 6.96),
    ],
)
def test_memory_of_other_shapes_on_a_cpu(shape: Shape, tokens: int, checkpointing: bool, gib: float) -> None:
    limits = OptimiserConfig(tokens_per_pass=tokens, gradient_checkpointing=checkpointing)
    needed = sum(trainer_bytes(shape, RunConfig(phases=(), optimiser=limits), on_cpu=True).values())
    assert 0.95 * gib < needed / 2**30 < 1.2 * gib


def model_folder(path: Path, weights: int) -> Path:
    """The config of SmolLM2-135M, and a file of so many bytes in the place of its weights."""
    values = {
        "model_type": "llama", "hidden_size": 576, "intermediate_size": 1536, "num_hidden_layers": 30,
        "num_attention_heads": 9, "num_key_value_heads": 3, "vocab_size": 49152, "tie_word_embeddings": True,
    }  # fmt: skip
    path.mkdir()
    (path / "config.json").write_text(json.dumps(values))
    with (path / "model.safetensors").open("wb") as file:
        file.truncate(weights)
    return path


@pytest.mark.parametrize(
    ("tokens", "checkpointing", "rank", "free", "told"),
    [
        (8192, False, 0, 18, "19.4 GiB of memory; this machine has 18.0 GiB free (16.8 of them"),
        (8192, False, 0, 20, ""),
        (4096, False, 0, 10, "11.7 GiB of memory"),
        (4096, True, 0, 10, ""),
        (16384, True, 0, 7, "lower --tokens-per-pass)"),
        (2048, False, 8, 5, "GiB of memory"),
        (2048, False, 0, 8, ""),
    ],
)
def test_a_fine_tuning_that_will_not_fit_is_told_before_it_begins(
    tokens, checkpointing, rank, free, told, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(warnings, "memory_free", lambda: free * 2**30)
    limits = OptimiserConfig(tokens_per_pass=tokens, gradient_checkpointing=checkpointing)
    found = warnings.tuning_warnings(str(model_folder(tmp_path / "m", 2**28)), limits, LoraConfig(rank=rank))
    assert len(found) == bool(told) and told in "".join(found)
    assert ("--gradient-checkpointing" in "".join(found)) == (bool(told) and not checkpointing)
    assert warnings.tuning_warnings(str(model_folder(tmp_path / "tiny", 2**20)), limits, LoraConfig()) == []
    assert warnings.tuning_warnings(str(tmp_path), limits, LoraConfig()) == []  # no model: whoever loads it says so


@pytest.mark.parametrize(
    ("files", "free"),
    [
        ({}, 8 * 2**30),
        ({"memory.max": "max", "memory.current": "5"}, 8 * 2**30),
        ({"memory.max": str(4 * 2**30), "memory.current": str(3 * 2**30)}, 2**30),
        ({"memory.max": str(4 * 2**30), "memory.current": str(3 * 2**30),
          "memory.stat": f"anon 7\ninactive_file {2**30}\n"}, 2 * 2**30),
        ({"memory.max": "1024", "memory.current": "2048"}, 0),
        ({"memory.max": str(64 * 2**30), "memory.current": "0"}, 8 * 2**30),
    ],
)  # fmt: skip
def test_free_memory_is_what_a_container_leaves(files: dict, free: int, tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text(f"MemTotal: {16 * 2**20} kB\nMemAvailable:   {8 * 2**20} kB\n")
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert memory_free(tmp_path / "meminfo", tmp_path) == free
    assert memory_free(tmp_path / "absent", tmp_path / "absent") is None


def test_rates_go_through_what_was_measured_and_fall_with_the_parameters() -> None:
    for rates in (*SAMPLING.values(), TRAINING, DENSE, MIXTURES):
        for rate in rates:
            assert tokens_per_second(rates, rate.parameters) == pytest.approx(rate.tokens) and rate.source
        sizes = [rates[0].parameters * 1.7**power for power in range(-4, 12)]
        values = [tokens_per_second(rates, size) for size in sizes]
        assert values == sorted(values, reverse=True)
    assert tokens_per_second(SAMPLING["torch"], 1.345e9) == pytest.approx(14.0)
    middle = math.sqrt(1.8e6 * 134.5e6)
    assert tokens_per_second(TRAINING, middle) == pytest.approx(math.sqrt(5000 * 147))


def test_hours_without_rates_are_estimates_and_say_so() -> None:
    options = ("--curriculum", "three_phase", "--on-cpu", "--reply-tokens", "150", "--prompt-tokens", "120")
    result, _ = told(*options)
    cores, warmup = len(usable_cores()), result["phases"][0]
    samples = 24 * 8 * warmup["steps"]
    rates = [tokens_per_second(rates, result["parameters"]) * cores for rates in (SAMPLING["torch"], TRAINING)]
    assert warmup["hours"] == pytest.approx(samples * (150 / rates[0] + 270 / rates[1]) / 3600, abs=0.01)
    assert {phase["hours_are"] for phase in result["phases"]} == {"estimated"}
    printed = CliRunner().invoke(plan, list(options)).output
    assert "hours are estimates" in printed and f"~{warmup['hours']:g}" in printed
    given = ("--sample-rate", "4000", "--train-rate", "9000")
    assert {phase["hours_are"] for phase in told(*options, *given)[0]["phases"]} == {"measured"}
    assert "estimates" not in CliRunner().invoke(plan, [*options, *given]).output
    slow, _ = told(*options, "--set", "phases.warmup.kl_weight=0.01", "--set", "algorithm.updates_per_rollout=2")
    assert slow["phases"][0]["hours"] > warmup["hours"]


def test_hours_on_cards_are_tokens_over_the_published_rate() -> None:
    result, _ = told("--curriculum", "qwen7b_three_phase", "--reply-tokens", "700", "--prompt-tokens", "300")
    rate = 1562 * 8.03e9 / 7_615_616_512
    assert result["phases"][0]["hours"] == pytest.approx(60 * 256 * 1000 / (rate * 8) / 3600, abs=0.01)  # 4 + 4 cards


@pytest.mark.parametrize(
    ("values", "total", "active"),
    [
        ({"num_experts": 128, "num_experts_per_tok": 8, "moe_intermediate_size": 768, "num_hidden_layers": 48,
          "hidden_size": 2048}, 30_532_122_624, 3.35e9),  # Qwen3-30B-A3B
        ({"num_local_experts": 8, "num_experts_per_tok": 2, "intermediate_size": 14336, "num_hidden_layers": 32,
          "hidden_size": 4096}, 46_702_792_704, 12.88e9),  # Mixtral 8x7B
        ({"n_routed_experts": 256, "num_experts_per_tok": 8, "moe_intermediate_size": 2048, "num_hidden_layers": 61,
          "hidden_size": 7168, "first_k_dense_replace": 3}, 671_026_419_200, 37.5e9),  # DeepSeek-V3
        ({"num_hidden_layers": 24, "hidden_size": 896}, 494_032_768, None),
        ({"num_experts": 4, "num_experts_per_tok": 4, "num_hidden_layers": 2, "hidden_size": 8}, 1000, None),
    ],
)  # fmt: skip
def test_a_token_goes_through_few_experts(values: dict, total: int, active: float | None) -> None:
    found = active_parameters(values, total)
    assert found is None if active is None else found == pytest.approx(active, rel=0.01)


def test_a_checkpoint_on_the_disk() -> None:
    whole = RunConfig(phases=())
    assert checkpoint_bytes(SMOL, whole) == 12 * SMOL.parameters
    low = RunConfig(phases=(), lora=LoraConfig(rank=4))
    assert checkpoint_bytes(SMOL, low) == 4 * SMOL.parameters + 16 * SMOL.adapter_parameters(low.lora)
    assert "a checkpoint is" in CliRunner().invoke(plan, ["--curriculum", "three_phase"]).output
