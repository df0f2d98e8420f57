"""The engine against `transformers` itself."""

from __future__ import annotations

import copy
import shutil
from dataclasses import replace

import pytest
import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

from logic_rl.errors import UsageError
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.torch_engine import TorchEngine
from logic_rl.rollout.torch_engine.cohorts import ATTENTION_NAME
from logic_rl.rollout.torch_engine.decoding import Decoding
from logic_rl.types import Completion
from tests.waits import Waits

VOCAB = 40


class Tokens:
    """Writes token ids as numbers; 0 ends a sequence."""

    eos_token_id = 0

    def decode(self, ids: list[int], skip_special_tokens: bool = True) -> str:
        return " ".join(str(i) for i in ids if i or not skip_special_tokens)


@pytest.fixture(scope="module")
def model() -> Qwen2ForCausalLM:
    torch.manual_seed(0)
    config = Qwen2Config(
        vocab_size=VOCAB, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=96, tie_word_embeddings=True, eos_token_id=0,
    )  # fmt: skip
    model = Qwen2ForCausalLM(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(8.0) if parameter.ndim == 2 else None
    return model


def requests(count: int) -> list[Request]:
    generator = torch.Generator().manual_seed(1)
    prompts = [tuple(torch.randint(1, VOCAB, (length,), generator=generator).tolist()) for length in (3, 9, 17, 5)]
    return [Request(prompts[i % len(prompts)], seed=1000 + i) for i in range(count)]


def test_greedy_equals_transformers_generate(model) -> None:
    wanted = requests(4)
    completions = TorchEngine(model, Tokens(), max_slots=3).generate(wanted, SamplingParams(0.0, 24))
    for request, completion in zip(wanted, completions, strict=True):
        ids = torch.tensor([request.prompt_ids])
        output = model.generate(
            ids, attention_mask=torch.ones_like(ids), max_new_tokens=24, do_sample=False, pad_token_id=0
        )
        assert list(completion.token_ids) == output[0, ids.shape[1] :].tolist()


def test_a_request_may_have_a_lower_cap_than_the_others(model) -> None:
    wanted, caps = requests(8), (3, None, 1, 24, 99, 7, None, 2)
    params = SamplingParams(1.0, 24)
    whole = TorchEngine(model, Tokens(), max_slots=3).generate(wanted, params)
    own = [Request(one.prompt_ids, one.seed, cap) for one, cap in zip(wanted, caps, strict=True)]
    capped = TorchEngine(model, Tokens(), max_slots=3).generate(own, params)
    for cap, cut, full in zip(caps, capped, whole, strict=True):
        assert cut.token_ids == full.token_ids[:cap]
        assert (cut.finish_reason == "length") is (cut.token_ids[-1] != 0), "it ended by itself, or at its cap"
    with pytest.raises(UsageError, match="max_new_tokens 90 make 107"):
        TorchEngine(model, Tokens()).generate(wanted[2:3], SamplingParams(1.0, 90))
    (short,) = TorchEngine(model, Tokens()).generate([Request(wanted[2].prompt_ids, 1, 5)], SamplingParams(1.0, 90))
    assert len(short.token_ids) <= 5, "what it may need is what counts"


def test_a_reply_that_is_begun_goes_on_as_it_would_have(model) -> None:
    engine, params = TorchEngine(model, Tokens(), max_slots=4), SamplingParams(0.0, 20)
    for request, whole in zip(requests(4), engine.generate(requests(4), params), strict=True):
        head = whole.token_ids[:6]
        (rest,) = engine.generate([Request(request.prompt_ids + head, request.seed, 20 - len(head))], params)
        assert head[-1] == 0 or head + rest.token_ids == whole.token_ids


def test_logprobs_are_those_of_a_plain_forward_pass(model) -> None:
    wanted = requests(9)
    for completion, request in zip(
        TorchEngine(model, Tokens(), max_slots=4).generate(wanted, SamplingParams(1.3, 20)), wanted, strict=True
    ):
        ids = torch.tensor([request.prompt_ids + completion.token_ids])
        logits = model(ids).logits[0, len(request.prompt_ids) - 1 : -1].float() / 1.3
        expected = logits.log_softmax(-1).gather(1, torch.tensor(completion.token_ids)[:, None])[:, 0]
        assert torch.allclose(torch.tensor(completion.logprobs), expected, atol=1e-4)


def test_a_sample_does_not_depend_on_its_neighbours(model) -> None:
    wanted = requests(10)
    together = TorchEngine(model, Tokens(), max_slots=3).generate(wanted, SamplingParams(1.0, 20))
    alone = [TorchEngine(model, Tokens()).generate([request], SamplingParams(1.0, 20))[0] for request in wanted]
    assert [c.token_ids for c in together] == [c.token_ids for c in alone]


def test_a_stream_gives_the_same_and_reads_no_more_than_it_has_room_for(model) -> None:
    wanted, read = requests(30), 0

    def source():
        nonlocal read
        for request in wanted:
            read += 1
            yield request

    engine, params = TorchEngine(model, Tokens(), max_slots=4), SamplingParams(1.0, 20)
    attention = model.config._attn_implementation
    found = {}
    for place, completion in engine.stream(source(), params):
        found[place] = completion
        assert read <= len(found) + 2 * 4  # those in slots and as many waiting
    assert [found[place] for place in range(30)] == engine.generate(wanted, params)
    assert model.config._attn_implementation == attention


def test_a_stream_that_is_left_leaves_the_model_as_it_was(model) -> None:
    attention = model.config._attn_implementation
    stream = TorchEngine(model, Tokens(), max_slots=4).stream(requests(9), SamplingParams(1.0, 20))
    next(stream)
    assert model.config._attn_implementation != attention
    stream.close()
    assert model.config._attn_implementation == attention and not torch.is_inference_mode_enabled()


def test_finish_reasons_and_lengths(model) -> None:
    for completion in TorchEngine(model, Tokens(), max_slots=4).generate(requests(40), SamplingParams(1.0, 12)):
        ended = completion.token_ids[-1] == 0
        assert completion.finish_reason == ("stop" if ended else "length")
        assert len(completion.token_ids) == len(completion.logprobs) <= 12
        assert ended or len(completion.token_ids) == 12
        assert 0 not in completion.token_ids[:-1]


def test_frequencies_follow_the_distribution(model) -> None:
    request = requests(1)[0]
    count = 4000
    many = [Request(request.prompt_ids, seed) for seed in range(count)]
    completions = TorchEngine(model, Tokens(), max_slots=512).generate(many, SamplingParams(1.0, 1))
    observed = torch.bincount(torch.tensor([c.token_ids[0] for c in completions]), minlength=VOCAB) / count
    expected = model(torch.tensor([request.prompt_ids])).logits[0, -1].softmax(-1)
    assert (observed - expected).abs().max() < 4 * (0.25 / count) ** 0.5


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_banned_tokens_are_never_sampled_and_the_others_keep_their_proportions(model, temperature: float) -> None:
    request, count = requests(1)[0], 3000
    banned = tuple(range(1, VOCAB, 3))
    many = [Request(request.prompt_ids, seed) for seed in range(count)]
    engine = TorchEngine(model, Tokens(), max_slots=512)
    completions = engine.generate(many, SamplingParams(temperature, 1, banned=banned))
    observed = torch.bincount(torch.tensor([c.token_ids[0] for c in completions]), minlength=VOCAB) / count
    expected = model(torch.tensor([request.prompt_ids])).logits[0, -1].softmax(-1)
    expected[list(banned)] = 0
    expected /= expected.sum()
    if not temperature:
        assert observed.argmax() == expected.argmax() and observed.max() == 1
        return
    assert (observed - expected).abs().max() < 4 * (0.25 / count) ** 0.5
    told = torch.tensor([c.logprobs[0] for c in completions])
    tokens = torch.tensor([c.token_ids[0] for c in completions])
    torch.testing.assert_close(told, expected[tokens].log(), atol=1e-4, rtol=0)


def test_too_long_is_refused_before_anything_runs(model) -> None:
    with pytest.raises(UsageError, match="lower max_new_tokens"):
        TorchEngine(model, Tokens()).generate(requests(1), SamplingParams(1.0, 500))


def test_version_is_recorded(model) -> None:
    engine = TorchEngine(model, Tokens())
    engine.load_weights(model, version=7)
    assert engine.generate(requests(1), SamplingParams(1.0, 2))[0].policy_version == 7
    assert engine.generate([], SamplingParams()) == []


@pytest.fixture(scope="module")
def alone(model) -> list[Completion]:
    return TorchEngine(model, Tokens(), max_slots=1).generate(requests(50), SamplingParams(1.5, 30))


@pytest.mark.parametrize("max_slots", [8, 32])
def test_staggered_admission_and_joined_bands_change_nothing(model, alone, max_slots) -> None:
    """Requests that end at many different times, so that cohorts are refilled, thinned out and joined."""
    together = TorchEngine(model, Tokens(), max_slots=max_slots).generate(requests(50), SamplingParams(1.5, 30))
    assert len({len(c.token_ids) for c in together}) > 10
    assert [c.token_ids for c in together] == [c.token_ids for c in alone]
    for one, other in zip(together, alone, strict=True):
        assert torch.allclose(torch.tensor(one.logprobs), torch.tensor(other.logprobs), atol=1e-4)


class Letters(Tokens):
    """Writes token ids as one or two letters; "ab" may be one token or two."""

    def __len__(self) -> int:
        return VOCAB

    def decode(self, ids: list[int], skip_special_tokens: bool = True) -> str:
        pieces = ["", "ab", *"abc", *(chr(100 + i) for i in range(20))]
        return "".join(pieces[i] if i < len(pieces) else "z" for i in ids)


def test_a_stop_string_ends_a_completion_and_is_kept(model) -> None:
    params = SamplingParams(1.5, 40)
    free = TorchEngine(model, Letters(), max_slots=16).generate(requests(40), params)
    stopped = TorchEngine(model, Letters(), max_slots=16).generate(requests(40), SamplingParams(1.5, 40, ("ab", "ee")))
    cut = 0
    for whole, completion in zip(free, stopped, strict=True):
        first = next(
            (n for n in range(1, len(whole.token_ids) + 1) if has_stop(whole.token_ids[:n])), len(whole.token_ids)
        )
        assert completion.token_ids == whole.token_ids[:first]
        if has_stop(completion.token_ids):
            assert completion.finish_reason == "stop"
            cut += first < len(whole.token_ids)
    assert cut > 5


def has_stop(ids: tuple[int, ...]) -> bool:
    return any(stop in Letters().decode(list(ids)) for stop in ("ab", "ee"))


def test_an_empty_stop_string_is_refused() -> None:
    with pytest.raises(UsageError, match="empty string"):
        SamplingParams(stop=("",))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("g++") is None, reason="torch.compile needs a C++ compiler")
def test_compiled_decoding_samples_the_same(model) -> None:
    wanted, params = requests(20), SamplingParams(1.0, 24)
    plain = TorchEngine(model, Tokens(), max_slots=6).generate(wanted, params)
    engine = TorchEngine(model, Tokens(), max_slots=6, compiled=True)
    compiled = engine.generate(wanted, params)
    assert [one.token_ids for one in compiled] == [one.token_ids for one in plain]
    for one, other in zip(compiled, plain, strict=True):
        assert one.logprobs == pytest.approx(other.logprobs, abs=1e-4)
    with torch.no_grad():
        model.model.embed_tokens.weight.add_(0.5)  # the compiled pass reads the weights as they are now
    engine.load_weights(model, 1)
    again = engine.generate(wanted, params)
    assert [one.token_ids for one in again] == [
        one.token_ids for one in TorchEngine(model, Tokens(), max_slots=6).generate(wanted, params)
    ]
    with torch.no_grad():
        model.model.embed_tokens.weight.sub_(0.5)


@pytest.mark.slow
def test_decoding_is_compiled_once_whatever_the_cohorts(model, monkeypatch) -> None:
    """Torch gives up compiling a function after 8 times; refilled slots make more cohorts than that."""
    from torch._dynamo.testing import CompileCounter

    counter, compile_with, seen = CompileCounter(), torch.compile, set()
    monkeypatch.setattr(torch, "compile", lambda body, **options: compile_with(body, backend=counter, **options))
    engine = TorchEngine(model, Tokens(), max_slots=16, compiled=True)
    engine.generate(requests(16), SamplingParams(1.0, 4))
    compiled, decode = counter.frame_count, Decoding.decode

    def watched(decoding: Decoding) -> torch.Tensor:
        seen.add(len(decoding.cohorts))
        return decode(decoding)

    monkeypatch.setattr(Decoding, "decode", watched)
    wanted = [replace(one, max_new_tokens=1 + 7 * i % 23) for i, one in enumerate(requests(60))]
    engine.generate(wanted, SamplingParams(1.0, 24))
    assert len(seen) > 3 and compiled > 0
    assert counter.frame_count == compiled


def test_an_engine_in_another_dtype_samples_from_the_weights_it_was_given(model) -> None:
    own, trained = copy.deepcopy(model).bfloat16(), copy.deepcopy(model)
    engine = TorchEngine(own, Tokens(), max_slots=4, weights_of=lambda trainer: trainer.state_dict())
    before = engine.generate(requests(12), SamplingParams(1.0, 20))
    with torch.no_grad():
        for parameter in trained.parameters():
            parameter.mul_(0.5)
    engine.load_weights(trained, version=3)
    after = engine.generate(requests(12), SamplingParams(1.0, 20))
    assert engine.model is own and own.dtype == torch.bfloat16 and trained.dtype == torch.float32
    assert {one.policy_version for one in after} == {3}
    assert [one.token_ids for one in after] != [one.token_ids for one in before]
    for completion, request in zip(after, requests(12), strict=True):
        ids = torch.tensor([request.prompt_ids + completion.token_ids])
        logits = trained(ids).logits[0, len(request.prompt_ids) - 1 : -1]
        expected = logits.log_softmax(-1).gather(1, torch.tensor(completion.token_ids)[:, None])[:, 0]
        assert (torch.tensor(completion.logprobs) - expected).abs().mean() < 0.05


def test_a_pass_in_which_nothing_ends_waits_for_the_device_once(model) -> None:
    decoding = TorchEngine(model, Tokens(), max_slots=6)._decoding(requests(6), SamplingParams(1.0, 24))
    decoding.eos = decoding.eos[:0]
    model.set_attn_implementation(ATTENTION_NAME)
    with torch.no_grad():
        decoding.retire(decoding.one_pass())
        with Waits() as waits:
            for _ in range(5):
                assert decoding.retire(decoding.one_pass()) == []
    model.set_attn_implementation("sdpa")
    assert waits.count == 5
