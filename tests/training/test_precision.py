"""bfloat16 is used where the device has instructions for it, and a word in the configuration overrules."""

from __future__ import annotations

import logging
import platform
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from logic_rl.config.run import OptimiserConfig, PhaseConfig, RolloutConfig, RunConfig
from logic_rl.training.engines import new_engine
from logic_rl.training.learning import precision
from logic_rl.training.learning.precision import computes_bfloat16, dtype_of
from logic_rl.training.setup import new_learner
from tests.training.toy import new_model

CPU = torch.device("cpu")


def seconds_of_a_pass(bfloat16: bool) -> float:
    """Processor time of the fastest of five passes through one layer, there and back."""
    torch.manual_seed(0)
    layer, inputs = torch.nn.Linear(192, 512), torch.randn(512, 192, requires_grad=True)
    taken = []
    for _ in range(5):
        begun = time.process_time()
        with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
            layer(inputs).sum().backward()
        taken.append(time.process_time() - begun)
    return min(taken)


def test_what_is_chosen_is_never_much_slower_than_float32() -> None:
    assert seconds_of_a_pass(computes_bfloat16(CPU)) < 4 * seconds_of_a_pass(False)


@pytest.mark.skipif(platform.system() != "Linux" or platform.machine() != "x86_64", reason="reads x86's /proc/cpuinfo")
def test_the_processor_says_the_same() -> None:
    flags = Path("/proc/cpuinfo").read_text().split()
    assert computes_bfloat16(CPU) == bool({"avx512_bf16", "amx_bf16"} & set(flags))


@pytest.mark.parametrize("autocast", [None, True, False])
def test_the_configuration_overrules(autocast: bool | None) -> None:
    config = RunConfig(phases=(PhaseConfig("rollout", 1, {2: 1.0}),), optimiser=OptimiserConfig(autocast=autocast))
    learner = new_learner(config, new_model(), SimpleNamespace(pad_token_id=0))
    assert learner.limits.autocast == (computes_bfloat16(CPU) if autocast is None else autocast)


@pytest.mark.parametrize("native", [True, False])
def test_an_engine_has_the_type_that_its_device_is_fast_in(
    native: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(precision, "computes_bfloat16", lambda device: native)
    assert dtype_of("native", CPU) == ("bfloat16" if native else "float32")
    assert [dtype_of(asked, CPU, auto="bfloat16") for asked in ("auto", "float32", "float16")] == [
        "bfloat16", "float32", "float16",
    ]  # fmt: skip
    assert not caplog.messages
    with caplog.at_level(logging.WARNING):
        assert dtype_of("bfloat16", CPU) == "bfloat16"
    assert ["no instructions for bfloat16" in line for line in caplog.messages] == ([] if native else [True])


def test_a_trainer_s_own_engine_keeps_its_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without instructions for bfloat16 a native engine on a float32 model holds no copy of it."""
    monkeypatch.setattr(precision, "computes_bfloat16", lambda device: False)
    model = new_model()
    tokenizer = SimpleNamespace(pad_token_id=0, eos_token_id=1, decode=lambda ids, **options: str(ids))
    assert new_engine(RolloutConfig(dtype="native"), "", tokenizer, model, [1]).model is model  # type: ignore[attr-defined]
