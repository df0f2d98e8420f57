"""Supervised fine-tuning: the loss is that of transformers, resuming is exact, rows are chosen as asked."""

from __future__ import annotations

import dataclasses
import itertools
import json
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from rich.console import Console
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer

from logic_rl.config.run import LoraConfig, OptimiserConfig, PromptConfig
from logic_rl.corpus.documents import documents
from logic_rl.errors import UsageError
from logic_rl.prompts import PROBLEM_INSTRUCTION, PromptFormat, prompt_maker, read_prompt_format
from logic_rl.training.learning.learner import imitating_learner
from logic_rl.training.learning.model_folder import load_tokenizer, write_prompt_format
from logic_rl.training.learning.models import load_model
from logic_rl.training.supervised.pretrain.recipes import SMOKE
from logic_rl.training.supervised.sft import run as sft_run
from logic_rl.training.supervised.sft.examples import Choice, read_examples
from logic_rl.training.supervised.sft.finetune import SftConfig, finetune, mean_loss
from logic_rl.training.supervised.sft.run import SftRequest, run_sft
from puzzles import PuzzleSpec, sample_distinct, split_of

QUIET, ANY, PLAIN = Console(quiet=True), Choice(), PromptConfig()
LIMITS = OptimiserConfig(tokens_per_pass=400, autocast=False, max_grad_norm=1e9)


def rows_of(count: int) -> list[dict]:
    """Program-written replies, some right and some wrong, to puzzles of the train split."""
    written = itertools.islice(documents(SMOKE.stages[-1].mix, 5, "sft-test"), count)
    return [one.puzzle.to_row() | {"id": f"r{n}", "response": one.reply} for n, one in enumerate(written)]


def held_out_rows(count: int) -> list[dict]:
    """The replies to puzzles of the test split."""
    drawn = sample_distinct(PuzzleSpec(3, fixed_cast=True), random.Random(0))
    held_out = itertools.islice((puzzle for puzzle in drawn if split_of(puzzle) == "test"), count)
    return [row | puzzle.to_row() | {"id": row["id"]} for row, puzzle in zip(rows_of(count), held_out, strict=True)]


def write(path: Path, rows: list[dict]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def examples(path: Path, model: Path, choice: Choice = ANY, prompt: PromptConfig = PLAIN):
    _, tokenizer = load_model(str(model))
    make_prompt = prompt_maker(prompt.template, prompt.open_think, tokenizer)
    return read_examples((path,), {}, choice, make_prompt, tokenizer), tokenizer


def reference_loss(model, samples) -> torch.Tensor:
    """What transformers itself calls the loss of each reply given its prompt, as a mean over all reply tokens."""
    sums = []
    for sample in samples:
        ids = torch.tensor([sample.prompt_ids + sample.completion_ids])
        labels = ids.clone()
        labels[:, : len(sample.prompt_ids)] = -100
        sums.append(model(ids, labels=labels).loss * len(sample.completion_ids))
    return sum(sums) / sum(len(sample.completion_ids) for sample in samples)


def test_loss_and_gradient_are_those_of_transformers(tmp_path: Path, toy_model: Path) -> None:
    found, tokenizer = examples(write(tmp_path / "r.jsonl", rows_of(7)), toy_model)
    model, _ = load_model(str(toy_model))
    learner = imitating_learner(model, LIMITS, LoraConfig(), tokenizer.pad_token_id)
    twin = AutoModelForCausalLM.from_pretrained(toy_model)
    loss = reference_loss(twin, found.samples)
    assert mean_loss(learner, found.samples) == pytest.approx(loss.item(), rel=1e-5)

    loss.backward()
    optimiser = torch.optim.AdamW(twin.parameters(), lr=1e-3, betas=(0.9, 0.95), weight_decay=0.0)
    optimiser.step()
    config = SftConfig(epochs=1, batch_size=7, learning_rate=1e-3)
    rows = list(finetune(learner.imitate, found.samples, config, 0))
    assert [row["loss"] for row in rows] == [pytest.approx(loss.item(), rel=1e-4)]
    for (name, own), other in zip(model.named_parameters(), twin.parameters(), strict=True):
        # Adam's first step is the sign of the gradient: where that is about 0 only the size of the step is sure.
        assert (own - other).abs().mean() < 2e-5, name


def test_replies_are_learnt_and_the_model_loads_in_transformers(tmp_path: Path, toy_model: Path) -> None:
    rows = rows_of(16)
    data, valid = write(tmp_path / "r.jsonl", rows), write(tmp_path / "v.jsonl", held_out_rows(6))
    request = SftRequest(
        str(toy_model), (data,), tmp_path / "out", valid=valid, limits=LIMITS,
        training=SftConfig(epochs=8, batch_size=4, learning_rate=5e-3),
    )  # fmt: skip
    report = run_sft(request, resume=False, console=QUIET)
    assert report["num_examples"] == 16 and report["num_steps"] == 32
    assert report["loss_last_epoch"] < 0.75 * report["loss_first_epoch"]
    assert report["valid_loss_after"] < report["valid_loss_before"]
    tuned = AutoModelForCausalLM.from_pretrained(tmp_path / "out")
    found, _ = examples(valid, toy_model, Choice(keep_test=True))
    assert reference_loss(tuned, found.samples).item() == pytest.approx(report["valid_loss_after"], abs=2e-4)
    assert json.loads((tmp_path / "out" / "sft.json").read_text())["settings"]["epochs"] == 8
    assert read_prompt_format(tmp_path / "out") == PromptFormat("plain", max_new_tokens=640)
    with pytest.raises(UsageError, match="already holds a model"):
        run_sft(request, resume=False, console=QUIET)


def test_interrupted_and_resumed_equals_undisturbed(tmp_path: Path, toy_model: Path, monkeypatch) -> None:
    data = write(tmp_path / "r.jsonl", rows_of(10))
    request = SftRequest(str(toy_model), (data,), tmp_path / "whole", limits=LIMITS,
                         training=SftConfig(epochs=3, batch_size=4, learning_rate=1e-3))  # fmt: skip
    run_sft(request, resume=False, console=QUIET)

    def interrupted(*arguments):
        yield from itertools.islice(finetune(*arguments), 5)
        raise KeyboardInterrupt

    request = replace(request, out=tmp_path / "broken", save_every=2)
    with monkeypatch.context() as during:
        during.setattr(sft_run, "finetune", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run_sft(request, resume=False, console=QUIET)
    with pytest.raises(UsageError, match="--resume"):
        run_sft(request, resume=False, console=QUIET)
    with pytest.raises(UsageError, match="learning_rate 0.001, not 0.5"):
        run_sft(replace(request, training=replace(request.training, learning_rate=0.5)), resume=True, console=QUIET)
    run_sft(request, resume=True, console=QUIET)
    own, other = (load_file(tmp_path / name / "model.safetensors") for name in ("whole", "broken"))
    assert all(torch.equal(own[name], other[name]) for name in own)
    assert not (tmp_path / "broken" / "training").exists()


def test_a_state_on_the_way_is_a_model_that_says_how_it_is_asked(tmp_path: Path, toy_model: Path, monkeypatch) -> None:
    """Stopped early, a cold start is used as it stands: whole, and as an adapter alone."""
    pytest.importorskip("peft")
    data = write(tmp_path / "r.jsonl", rows_of(10))

    def interrupted(*arguments):
        yield from itertools.islice(finetune(*arguments), 2)
        raise KeyboardInterrupt

    monkeypatch.setattr(sft_run, "finetune", interrupted)
    request = SftRequest(str(toy_model), (data,), tmp_path / "out", limits=LIMITS, lora=LoraConfig(4), save_every=2,
                         training=SftConfig(batch_size=4, learning_rate=1e-2))  # fmt: skip
    with pytest.raises(KeyboardInterrupt):
        run_sft(request, resume=False, console=QUIET)
    state = tmp_path / "out" / "training" / "step_000002"
    whole, alone, base = (load_model(str(folder))[0] for folder in (state, state / "adapter", toy_model))
    ids = torch.tensor([[5, 9, 2, 30]])
    with torch.no_grad():
        assert torch.allclose(whole(ids).logits, alone(ids).logits, atol=1e-5)
        assert not torch.allclose(whole(ids).logits, base(ids).logits, atol=1e-3)
    longest = read_prompt_format(state).max_new_tokens
    assert longest and longest >= 640 and read_prompt_format(state / "adapter").template == "plain"


def test_rows_are_chosen_as_asked(tmp_path: Path, toy_model: Path) -> None:
    train, test = rows_of(12), held_out_rows(3)
    data = write(tmp_path / "r.jsonl", train + test)
    found, _ = examples(data, toy_model)
    assert len(found.samples) == 12 and found.left_out == {"of the test split": 3}
    found, _ = examples(data, toy_model, Choice(keep_test=True))
    assert len(found.samples) == 15 and not found.left_out
    longest = max(map(len, found.samples))
    found, _ = examples(data, toy_model, Choice(keep_test=True, max_tokens=longest - 1))
    assert found.left_out["too long"] >= 1 and max(map(len, found.samples)) < longest

    said = ", ".join(
        f"{name} is a {train[0]['roles'][0 if told else 1]}"
        for name, told in zip(train[0]["names"], train[0]["solution"], strict=True)
    )
    thought = "<think> If it were otherwise, somebody would contradict himself. </think>"
    row = train[0] | {"response": f"{thought} <answer> {said} </answer>"}
    wrong = row | {"response": row["response"].replace("is a", "is not a")}
    found, _ = examples(write(tmp_path / "two.jsonl", [row, wrong]), toy_model, Choice(only_right=True))
    assert len(found.samples) == 1 and found.left_out == {"not right": 1}
    with pytest.raises(UsageError, match=r"no row to learn from \(1 not right\)"):
        examples(write(tmp_path / "one.jsonl", [wrong]), toy_model, Choice(only_right=True))


def test_the_reply_fits_what_the_prompt_left_open(tmp_path: Path, toy_model: Path) -> None:
    row = rows_of(1)[0]
    whole = {"question": row["text"], "response": "<think> Alice. </think> <answer> x </answer>"}
    rest = whole | {"response": whole["response"].removeprefix("<think>"), "opened_think": True}
    cut = whole | {"response": "<think> Alice.", "finish_reason": "length"}
    path = write(tmp_path / "r.jsonl", [whole, rest, cut])
    found, tokenizer = examples(path, toy_model)
    texts = [tokenizer.decode(sample.completion_ids) for sample in found.samples]
    end = tokenizer.eos_token
    assert texts[0].split() == texts[1].split() and texts[0].endswith(end) and texts[0].startswith("<think>")
    assert not texts[2].endswith(end)
    assert tokenizer.decode(found.samples[0].prompt_ids) == row["text"] + "\n"
    found, _ = examples(path, toy_model, prompt=PromptConfig("plain", open_think=True))
    for sample in found.samples[:2]:
        assert tokenizer.decode(sample.prompt_ids).endswith("<think>")
        assert tokenizer.decode(sample.completion_ids).split()[0] == "Alice."


def test_the_model_is_asked_on_as_its_base_was_or_as_told(tmp_path: Path, toy_model: Path) -> None:
    base = shutil.copytree(toy_model, tmp_path / "base")
    write_prompt_format(base, load_tokenizer(str(base)), PromptFormat("r1-zero", open_think=True, max_new_tokens=900))
    rows = [{"question": row["text"], "response": row["response"]} for row in rows_of(3)]
    one_step = SftConfig(batch_size=4)
    request = SftRequest(str(base), (write(tmp_path / "r.jsonl", rows_of(4)),), tmp_path / "a", limits=LIMITS,
                         training=one_step)  # fmt: skip
    run_sft(request, resume=False, console=QUIET)
    assert dataclasses.replace(read_prompt_format(tmp_path / "a"), instruction=None) == PromptFormat(
        "r1-zero", open_think=True, max_new_tokens=900
    )
    problems = (write(tmp_path / "q.jsonl", rows),)
    run_sft(replace(request, responses=problems, out=tmp_path / "b", prompt=PromptConfig("r1-zero")), False, QUIET)
    told = read_prompt_format(tmp_path / "b")
    assert (told.template, told.open_think, told.task) == ("r1-zero", False, "maths")
    saved = AutoTokenizer.from_pretrained(tmp_path / "b")
    chat = saved.apply_chat_template([{"role": "user", "content": "Why?"}], add_generation_prompt=True, tokenize=False)
    assert PROBLEM_INSTRUCTION in chat and chat.endswith("\nUser: Why?\nAssistant:")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"question": "Who?"}, "no reply in 'response'"),
        ({"response": "x"}, "what was asked"),
        ({"response": "x", "puzzle_id": "kk-9"}, "give --puzzles the file"),
        ({"response": "x", "question": "Who?", "opened_think": 3}, "true or false"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, toy_model: Path, row: dict, message: str) -> None:
    good = {"response": "x", "question": "Who?"}
    with pytest.raises(UsageError, match=message) as caught:
        examples(write(tmp_path / "r.jsonl", [good, row]), toy_model)
    assert "r.jsonl:2" in str(caught.value)
    with pytest.raises(UsageError, match="no puzzle to judge by"):
        examples(write(tmp_path / "q.jsonl", [good]), toy_model, Choice(only_right=True))


def test_adapters_learn_and_are_merged_into_the_model(tmp_path: Path, toy_model: Path) -> None:
    pytest.importorskip("peft")
    data = write(tmp_path / "r.jsonl", rows_of(12))
    request = SftRequest(
        str(toy_model), (data,), tmp_path / "out", valid=data, limits=LIMITS, lora=LoraConfig(rank=4),
        training=SftConfig(epochs=20, batch_size=4, learning_rate=2e-2),
    )  # fmt: skip
    report = run_sft(request, resume=False, console=QUIET)
    assert report["valid_loss_after"] < report["valid_loss_before"] - 0.1
    tuned, plain = (AutoModelForCausalLM.from_pretrained(folder) for folder in (tmp_path / "out", toy_model))
    assert tuned.state_dict().keys() == plain.state_dict().keys()
    found, _ = examples(data, toy_model)
    assert reference_loss(tuned, found.samples).item() == pytest.approx(report["valid_loss_after"], abs=2e-4)


def test_thinking_that_stands_apart_is_learnt_too(tmp_path: Path, toy_model: Path) -> None:
    row = {"question": "Who?", "response": "<think>Ada says so, and it is so.</think><answer>Ada</answer>"}
    thinking, text = "Ada says so, and it is so.", "<answer>Ada</answer>"
    said = {"role": "assistant", "content": text, "reasoning": thinking}
    asked = {"role": "user", "content": "Who?"}
    shapes = [
        row,
        {"question": "Who?", "response": text, "reasoning_content": thinking},
        {"messages": [asked, said]},
        {"conversations": [{"from": "human", "value": "Who?"}, {"from": "gpt", "value": text}], "thinking": thinking},
        {"prompt": [{"role": "system", "content": "Be brief."}, asked], "completion": [said]},
    ]
    learnt, tokenizer = examples(write(tmp_path / "r.jsonl", shapes), toy_model)
    assert len({(sample.prompt_ids, sample.completion_ids) for sample in learnt.samples}) == 1
    assert tokenizer.decode(learnt.samples[-1].completion_ids[:-1]) == row["response"]
    assert learnt.left_out == {"system messages (their rows are learnt)": 1}
