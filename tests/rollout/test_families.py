"""Engine and trainer against the models' own forward passes, over the families that `transformers` knows."""

from __future__ import annotations

import copy

import pytest
import torch
from click.testing import CliRunner

from logic_rl.cli.main import main
from logic_rl.config.run import OptimiserConfig
from logic_rl.errors import NotFinite, UsageError
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.head import check_head, head_of
from logic_rl.rollout.torch_engine import TorchEngine
from logic_rl.rollout.weights import reply_logprobs
from logic_rl.training.learning import readout
from logic_rl.training.learning.batch import TokenData, TrainBatch
from logic_rl.training.learning.models import reply_logits
from tests.rollout.families import DECODED, REFUSED, SCALED, family_model
from tests.rollout.test_torch_engine import Tokens
from tests.tiers import all_but

REQUESTS = [Request(tuple(range(2, 2 + length)), seed) for seed, length in enumerate((5, 9, 3))]
FAST = ("llama", "granite", "gemma2", "cohere", "gpt2")


def forward_logprobs(model, request: Request, reply: tuple[int, ...]) -> torch.Tensor:
    with torch.no_grad():
        logits = model(torch.tensor([request.prompt_ids + reply]), use_cache=False).logits[0]
    chosen = torch.tensor(reply)[:, None]
    return logits[len(request.prompt_ids) - 1 : -1].float().log_softmax(-1).gather(1, chosen)[:, 0]


def batch_of(request: Request, reply: tuple[int, ...]) -> TrainBatch:
    ids = torch.tensor([request.prompt_ids + reply])
    mask = torch.arange(ids.shape[1])[None] >= len(request.prompt_ids)
    return TrainBatch(ids, mask, TokenData(torch.zeros(len(reply))))


@pytest.mark.parametrize("family", all_but(FAST, DECODED))
def test_engine_and_trainer_say_what_the_model_says(family: str) -> None:
    model = family_model(family)
    check_head(model, family)
    completions = TorchEngine(model, Tokens(), max_slots=2).generate(REQUESTS, SamplingParams(1.0, 12))
    for request, completion in zip(REQUESTS, completions, strict=True):
        expected, reply = forward_logprobs(model, request, completion.token_ids), completion.token_ids
        batch = batch_of(request, reply)
        trained, _ = readout.reply_logprobs(model, batch, 1.0, OptimiserConfig(autocast=False))
        imitated = reply_logits(model, batch.token_ids, batch.mask.roll(-1, dims=1), autocast=False).log_softmax(-1)
        for logprobs in (
            torch.tensor(completion.logprobs),
            trained.detach(),
            imitated.detach().gather(1, torch.tensor(reply)[:, None])[:, 0],
            torch.tensor(reply_logprobs(model, request.prompt_ids, reply)),  # what a pool compares its workers with
        ):
            assert torch.allclose(logprobs, expected, atol=1e-4)


@pytest.mark.parametrize("family", all_but(("granite", "gemma2"), SCALED))
def test_the_matrix_alone_would_be_wrong(family: str) -> None:
    """Else the test above would pass with whatever comes after the matrix left out."""
    model = family_model(family)
    hidden = torch.randn(6, 32)
    bare, whole = model.get_output_embeddings()(hidden), head_of(model)(hidden)
    assert (bare.log_softmax(-1) - whole.log_softmax(-1)).abs().max() > 0.1


def test_gradients_are_those_of_the_whole_model() -> None:
    model = family_model("gemma2")
    request, reply = REQUESTS[0], (7, 9, 11)
    readout.reply_logprobs(model, batch_of(request, reply), 1.0, OptimiserConfig(autocast=False))[0].sum().backward()
    found = [parameter.grad.clone() for parameter in model.parameters()]
    model.zero_grad()
    logits = model(torch.tensor([request.prompt_ids + reply]), use_cache=False).logits
    logits = logits[0, len(request.prompt_ids) - 1 : -1]
    logits.log_softmax(-1).gather(1, torch.tensor(reply)[:, None]).sum().backward()
    for own, parameter in zip(found, model.parameters(), strict=True):
        assert torch.allclose(own, parameter.grad, atol=1e-4)


def test_a_cap_far_above_all_logits_is_seen() -> None:
    """A cap of 30 changes small logits by less than rounding, and those of a trained model by nats."""
    model = family_model("gemma2", final_logit_softcapping=30.0)
    with torch.no_grad():
        model.get_output_embeddings().weight.mul_(1e-3)
    model.requires_grad_(False)
    hidden = torch.randn(3, 32)
    assert torch.allclose(head_of(model)(hidden), model.get_output_embeddings()(hidden), atol=1e-5)
    assert float(head_of(model)(hidden * 1e7).abs().max()) <= 30.0


def test_copies_and_later_weights_keep_the_head() -> None:
    model = family_model("granite")
    head_of(model)
    other = copy.deepcopy(model)
    with torch.no_grad():
        other.get_output_embeddings().weight.mul_(2.0)
    hidden = torch.randn(3, 32)
    assert torch.allclose(head_of(other)(hidden), 2.0 * head_of(model)(hidden))


@pytest.mark.parametrize("scale", [1.0, 30.0])
def test_rounding_in_short_floats_is_no_reason_to_refuse(scale: float) -> None:
    """A model that is sure of itself is more than LOOSE off in bfloat16; in float32 its code is seen to be right."""
    model = family_model("llama").bfloat16()
    with torch.no_grad():
        model.get_output_embeddings().weight.mul_(scale)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    TorchEngine(model, Tokens())
    after = model.state_dict()
    assert all(value.dtype == torch.bfloat16 and torch.equal(after[name], value) for name, value in before.items())


@pytest.mark.parametrize("family", ["diffllama", "falcon_h1"])
def test_what_cannot_be_decoded_is_refused_in_short_floats_too(family: str) -> None:
    with pytest.raises(UsageError, match=family):
        TorchEngine(family_model(family).bfloat16(), Tokens())


@pytest.mark.parametrize("family", all_but(("diffllama", "falcon_h1"), REFUSED))
def test_what_the_engine_cannot_decode_is_refused_by_name(family: str) -> None:
    model = family_model(family)
    with pytest.raises(UsageError, match=rf"\b{family}\b|caps scores or has sinks"):
        check_head(model, family)
        TorchEngine(model, Tokens())


def test_logits_that_no_head_explains_are_refused(monkeypatch) -> None:
    model = family_model("llama")

    def forward(ids: torch.Tensor):
        output = type(model).forward(model, ids)
        output.logits = output.logits * torch.linspace(0.5, 2.0, ids.shape[1])[:, None]
        return output

    monkeypatch.setattr(model, "forward", forward)
    with pytest.raises(UsageError, match="in a way that is not known"):
        check_head(model, "odd")


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_a_family_is_refused_in_one_line_before_anything_is_written(tmp_path, command: str) -> None:
    from transformers import AutoTokenizer

    from logic_rl.resources import model_path

    tokenizer = AutoTokenizer.from_pretrained(model_path("tiny-base"))
    folder, out = tmp_path / "model", tmp_path / "out"
    family_model("falcon_h1", vocab_size=len(tokenizer), max_position_embeddings=2048).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    arguments = {"train": ["--curriculum", "smoke"], "evaluate": ["--task", "knights", "--limit", "2"]}[command]
    result = CliRunner().invoke(main, [command, *arguments, "--model", str(folder), "--out", str(out)])
    assert result.exit_code == 2, result.output
    assert "'falcon_h1'" in result.output and "--engine vllm" in result.output
    assert not (out / "config.yaml").exists()


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_logits_that_are_not_finite_stop_the_engine(value: float) -> None:
    model = family_model("llama")
    engine = TorchEngine(model, Tokens(), max_slots=2)
    with torch.no_grad():
        model.model.layers[1].mlp.down_proj.weight[0, 0] = value
    with pytest.raises(NotFinite, match=r"weight model\.layers\.1\.mlp\.down_proj\.weight is not finite"):
        engine.generate(REQUESTS, SamplingParams(1.0, 12))
    with pytest.raises(NotFinite):
        engine.generate(REQUESTS, SamplingParams(0.0, 12))


def test_overflow_is_told_apart_from_broken_weights() -> None:
    model = family_model("llama")
    engine = TorchEngine(model, Tokens(), max_slots=2)
    with torch.no_grad():
        model.lm_head.weight[3] = 3e38
        model.lm_head.weight[4] = -3e38
    with pytest.raises(NotFinite, match="though its weights are"):
        engine.generate(REQUESTS, SamplingParams(1.0, 12))
    with pytest.raises(NotFinite, match="though its weights are"):
        check_head(model, "overflowing")
