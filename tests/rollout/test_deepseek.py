"""Mixtures of experts with multi-head latent attention, through the torch engine and a whole training run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from logic_rl.cli.main import main
from logic_rl.errors import UsageError
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.torch_engine import TorchEngine
from tests.rollout.deepseek import deepseek_model, saved_deepseek
from tests.rollout.test_torch_engine import VOCAB, Tokens, requests


@pytest.fixture(scope="module")
def model():
    return deepseek_model(VOCAB, eos_id=0)


def test_logprobs_are_those_of_a_plain_forward_pass(model) -> None:
    wanted = requests(9)
    found = TorchEngine(model, Tokens(), max_slots=4).generate(wanted, SamplingParams(1.0, 30))
    assert len({completion.token_ids for completion in found}) == len(wanted)
    for completion, request in zip(found, wanted, strict=True):
        ids = torch.tensor([request.prompt_ids + completion.token_ids])
        logits = model(ids, use_cache=False).logits[0, len(request.prompt_ids) - 1 : -1].float()
        expected = logits.log_softmax(-1).gather(1, torch.tensor(completion.token_ids)[:, None])[:, 0]
        assert torch.allclose(torch.tensor(completion.logprobs), expected, atol=1e-4)


def test_every_part_of_the_model_has_a_say(model) -> None:
    """Else the test above would pass with experts or a half of the heads left out."""
    ids = torch.arange(1, 21)[None]
    whole = model(ids).logits.log_softmax(-1)
    for name in ("mlp.experts.down_proj", "mlp.gate.weight", "mlp.shared_experts", "kv_a_proj_with_mqa", "kv_b_proj"):
        parameters = [parameter for key, parameter in model.named_parameters() if f"layers.1.{name}" in key or (
            name.startswith("kv") and f"layers.1.self_attn.{name}" in key)]  # fmt: skip
        assert parameters
        kept = [parameter.detach().clone() for parameter in parameters]
        with torch.no_grad():
            for parameter in parameters:
                parameter.mul_(0.5)
            assert (model(ids).logits.log_softmax(-1) - whole).abs().max() > 1e-3, name
            for parameter, values in zip(parameters, kept, strict=True):
                parameter.copy_(values)


def test_engines_get_weights_under_the_names_of_the_files(model, tmp_path: Path) -> None:
    """In memory the experts of a layer are one tensor, in files one each, which is what vLLM knows."""
    from safetensors.torch import load_file

    from logic_rl.training.engines import plain_weights

    model.save_pretrained(tmp_path)
    stored, sent = load_file(tmp_path / "model.safetensors"), plain_weights(model)
    assert sent.keys() == stored.keys() and "model.layers.1.mlp.experts.7.up_proj.weight" in sent
    assert all(torch.equal(sent[name], stored[name]) for name in stored)


def test_what_vllm_gets_wrong_on_a_cpu_is_refused(tmp_path: Path) -> None:
    from logic_rl.config.run import RolloutConfig
    from logic_rl.prompts import PromptFormat
    from logic_rl.training.engines import open_engine
    from logic_rl.types import Problem

    if torch.cuda.is_available():
        pytest.skip("vLLM would run on the GPU")
    folder = saved_deepseek(tmp_path / "model")
    with pytest.raises(UsageError, match="computes wrongly on a CPU: use --engine torch"):
        open_engine(RolloutConfig(engine="vllm"), str(folder), PromptFormat(), Problem("p", "1 + 1?", "2"))


@pytest.mark.parametrize("name", ["sliding_window", "softcap"])
def test_attention_that_is_not_known_is_refused(name: str) -> None:
    from transformers import Gemma2Config, Gemma2ForCausalLM

    torch.manual_seed(0)
    config = Gemma2Config(
        vocab_size=VOCAB, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4, head_dim=8,
        num_key_value_heads=2, max_position_embeddings=96, eos_token_id=0, sliding_window=20 if name[1] == "l" else 96,
        attn_logit_softcapping=None if name[1] == "l" else 50.0,
    )  # fmt: skip
    with pytest.raises(UsageError, match="last 20 only" if name == "sliding_window" else "caps scores"):
        TorchEngine(Gemma2ForCausalLM(config).eval(), Tokens()).generate([Request((1, 2, 3), 1)], SamplingParams(1, 20))


@pytest.mark.slow
def test_a_whole_run(tmp_path: Path) -> None:
    model, run = saved_deepseek(tmp_path / "model"), tmp_path / "run"
    arguments = ["train", "--curriculum", "smoke", "--model", str(model), "--out", str(run)]
    # With a bonus every sample goes through the model: replies of random weights all earn the same.
    arguments += ["--set", "optimiser.autocast=false", "--set", "algorithm.entropy_weight=0.001"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    assert len(rows) == 5
    assert max(row["optim/logprob_gap"] for row in rows) < 1e-4, "the trainer computes what was sampled"
