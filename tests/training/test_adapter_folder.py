"""The adapter that every LoRA checkpoint holds alone: peft reads it, it computes the same, and it is as big as said."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
from pathlib import Path

import pytest
import torch
import yaml
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

from logic_rl import model_cache
from logic_rl.adapters import CONFIG, WEIGHTS
from logic_rl.config.run import LoraConfig, OptimiserConfig
from logic_rl.planning.estimate import Shape, adapter_bytes, shape_of
from logic_rl.prompts import PromptFormat, read_prompt_format
from logic_rl.resources import model_path
from logic_rl.training.learning.adapter_folder import ADAPTER_FOLDER
from logic_rl.training.learning.batch import Sample, TokenData
from logic_rl.training.learning.card import CardFacts, card_text
from logic_rl.training.learning.checkpoint import damage, keep_best, save_checkpoint
from logic_rl.training.learning.learner import imitating_learner
from logic_rl.training.learning.model_folder import AdapterFiles, PromptedTokenizer
from logic_rl.training.learning.models import load_model

IDS = torch.tensor([[5, 9, 2, 30, 17, 8, 41]])
SMOL = Shape(30, 576, 1536, 9, 3, 64, 49152, tied=True, qkv_bias=False)  # SmolLM2-135M
FORMAT = PromptFormat("r1-zero", open_think=True, max_new_tokens=77)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(model_cache.CACHE_VARIABLE, str(tmp_path / "cache"))


def trained(base: Path, folder: Path, lora: LoraConfig) -> Path:
    """A checkpoint after a few steps with adapters."""
    pytest.importorskip("peft")
    model, tokenizer = load_model(str(base), device="cpu")
    learner = imitating_learner(model, OptimiserConfig(autocast=False), lora, 0)
    for _ in range(3):
        learner.imitate([Sample((5, 6), (7, 8), 0.0, TokenData(torch.zeros(2)))], 3e-2)
    facts = CardFacts("mine", str(base), "sft", FORMAT, ("sft",))
    files = AdapterFiles(str(base), lora.dtype, card_text(facts, of_adapter=True))
    save_checkpoint(folder, model, PromptedTokenizer(tokenizer, FORMAT, card_text(facts), files), [], {"step": 3})
    return folder


def logits(model) -> torch.Tensor:
    with torch.no_grad():
        return model(IDS).logits


LORAS = [
    LoraConfig(rank=4, alpha=8.0),
    LoraConfig(rank=3, alpha=12.0, targets=("q_proj", "down_proj")),
    LoraConfig(rank=4, alpha=8.0, dtype="bfloat16"),
]


def by_hand(base: Path, checkpoint: Path, lora: LoraConfig):
    """The base with alpha / rank * B A added to every weight, of factors rounded as they are stored."""
    model = AutoModelForCausalLM.from_pretrained(base)
    exact = load_file(checkpoint / "trainer" / "adapters.safetensors")
    rounded = {name: value.to(getattr(torch, lora.dtype)).double() for name, value in exact.items()}
    for name, parameter in model.named_parameters():
        first, second = (f"{name.removesuffix('.weight')}.lora_{one}.default.weight" for one in "AB")
        if first in rounded:
            parameter.data += (lora.alpha / lora.rank * rounded[second] @ rounded[first]).float()
    return model


@pytest.mark.parametrize("lora", LORAS, ids=str)
def test_peft_reads_it_and_computes_what_was_trained(toy_model: Path, tmp_path: Path, lora: LoraConfig) -> None:
    peft = pytest.importorskip("peft")
    checkpoint = trained(toy_model, tmp_path / "step_000003", lora)
    base, merged = (AutoModelForCausalLM.from_pretrained(folder) for folder in (toy_model, checkpoint))
    plain, whole = logits(base), logits(merged)
    read = logits(peft.PeftModel.from_pretrained(base, checkpoint / ADAPTER_FOLDER))
    assert torch.allclose(read, logits(by_hand(toy_model, checkpoint, lora)), atol=1e-4)
    moved, off = ((read - other).abs().mean() for other in (plain, whole))
    assert moved > 0.01
    assert off < 1e-6 if lora.dtype == "float32" else 0 < off < 0.02 * moved
    assert torch.allclose(logits(peft.AutoPeftModelForCausalLM.from_pretrained(checkpoint / ADAPTER_FOLDER)), read)


@pytest.mark.parametrize("lora", LORAS, ids=str)
def test_it_is_as_big_as_the_plan_says(toy_model: Path, tmp_path: Path, lora: LoraConfig) -> None:
    checkpoint = trained(toy_model, tmp_path / "step_000003", lora)
    file = checkpoint / ADAPTER_FOLDER / WEIGHTS
    numbers = load_file(file)
    assert {str(value.dtype) for value in numbers.values()} == {f"torch.{lora.dtype}"}
    told = adapter_bytes(shape_of(str(toy_model)), lora)
    assert sum(value.numel() * value.element_size() for value in numbers.values()) == told
    assert told < file.stat().st_size < told + 150 * len(numbers) + 100
    # What training goes on from stays exact.
    exact = load_file(checkpoint / "trainer" / "adapters.safetensors")
    assert all(value.dtype == torch.float32 for value in exact.values()) and len(exact) == len(numbers)


def test_sizes_of_smollm2_by_hand() -> None:
    """Rank x (inputs + outputs) of q, k, v, o (heads of 9 x 64, 3 x 64) and gate, up, down, in 30 layers."""
    numbers = 30 * ((576 + 576) + 2 * (576 + 192) + (576 + 576) + 3 * (576 + 1536))
    for rank, dtype, size in ((16, "bfloat16", 2), (16, "float32", 4), (32, "bfloat16", 2)):
        assert adapter_bytes(SMOL, LoraConfig(rank=rank, dtype=dtype)) == numbers * rank * size
    largest = max(rank for rank in range(64) if adapter_bytes(SMOL, LoraConfig(rank=rank, dtype="bfloat16")) <= 16e6)
    assert largest == 26
    attention = ("q_proj", "k_proj", "v_proj", "o_proj")
    assert adapter_bytes(SMOL, LoraConfig(rank=32, dtype="bfloat16", targets=attention)) < 8e6


def test_it_says_how_it_is_asked_and_of_what_it_is(toy_model: Path, tmp_path: Path) -> None:
    checkpoint = trained(toy_model, tmp_path / "checkpoints" / "step_000003", LORAS[0])
    folder = checkpoint / ADAPTER_FOLDER
    names = {path.name for path in folder.iterdir()}
    assert names == {CONFIG, WEIGHTS, "README.md", "logicrl.json", "chat_template.jinja"}, "no tokenizer, no base"
    config = json.loads((folder / CONFIG).read_text())
    assert config["base_model_name_or_path"] == str(toy_model.resolve()) and config["task_type"] == "CAUSAL_LM"
    assert config["target_modules"] == sorted(config["target_modules"])
    assert read_prompt_format(folder) == read_prompt_format(checkpoint) and damage(checkpoint) is None
    keep_best(checkpoint)
    assert (checkpoint.with_name("best") / ADAPTER_FOLDER / WEIGHTS).is_file()
    (folder / "logicrl.json").write_text('{"template": "plane"}')
    with pytest.raises(ValueError, match=re.escape(str(folder / "logicrl.json"))):
        read_prompt_format(folder)


@pytest.mark.parametrize("below", ["whole model", "adapter alone"])
@pytest.mark.parametrize(("first", "second"), [(0, 2), (0, 1), (1, 0)])
def test_an_adapter_on_an_adapter_is_one_for_the_model_below_both(
    toy_model: Path, tmp_path: Path, below: str, first: int, second: int
) -> None:
    """Fine-tuned, then trained by reward: one folder and the first base are all of it, whatever layers each has."""
    peft = pytest.importorskip("peft")
    cold = trained(toy_model, tmp_path / "cold", LORAS[first])
    start = cold if below == "whole model" else cold / ADAPTER_FOLDER
    warm = trained(start, tmp_path / "warm", LORAS[second])
    folder = warm / ADAPTER_FOLDER
    config = json.loads((folder / CONFIG).read_text())
    assert config["base_model_name_or_path"] == str(toy_model.resolve())
    assert config["r"] == config["lora_alpha"] == LORAS[first].rank + LORAS[second].rank
    base = AutoModelForCausalLM.from_pretrained(toy_model)
    plain, whole = logits(base), logits(AutoModelForCausalLM.from_pretrained(warm))
    read = logits(peft.PeftModel.from_pretrained(base, folder))
    moved, off = ((read - other).abs().mean() for other in (plain, whole))
    exact = "bfloat16" not in (LORAS[first].dtype, LORAS[second].dtype)
    assert off < 1e-6 if exact else off < 0.02 * moved
    assert torch.allclose(logits(load_model(str(folder), device="cpu")[0]), read, atol=1e-5)
    assert f"`{toy_model.name}`" in (folder / "README.md").read_text().split("## Asking it")[1]
    shutil.rmtree(cold)
    assert torch.allclose(logits(load_model(str(folder), device="cpu")[0]), read, atol=1e-5), "needs no cold start"


def test_a_model_without_adapters_has_no_such_folder(toy_model: Path, tmp_path: Path) -> None:
    model, tokenizer = load_model(str(toy_model), device="cpu")
    files = PromptedTokenizer(tokenizer, FORMAT, None, AdapterFiles(str(toy_model)))
    save_checkpoint(tmp_path / "step_000001", model, files, [], {"step": 1})
    assert not (tmp_path / "step_000001" / ADAPTER_FOLDER).exists()


@pytest.mark.parametrize(
    ("base", "hub"),
    [("smollm2-135m", "HuggingFaceTB/SmolLM2-135M-Instruct"), ("Org/Model-1B", "Org/Model-1B"), ("tiny-base", None)],
)
def test_its_card_names_the_base_on_the_hub(base: str, hub: str | None, monkeypatch) -> None:
    monkeypatch.setattr("logic_rl.training.learning.card.front_matter", lambda model: {})
    text = card_text(CardFacts("x", base, "sft", FORMAT, ("sft",)), of_adapter=True)
    head = yaml.safe_load(text.split("---\n")[1])
    assert head["library_name"] == "peft" and head.get("base_model") == hub and "lora" in head["tags"]
    assert f"(`{base}`)" in text and ("four-bit" in text) == (base == "smollm2-135m")


@pytest.mark.slow
def test_the_card_s_own_words_ask_it(toy_model: Path, tmp_path: Path) -> None:
    checkpoint = trained(toy_model, tmp_path / "step_000003", LORAS[0])
    folder = checkpoint / ADAPTER_FOLDER
    code = re.search(r"```python\n(.*?)```", (folder / "README.md").read_text(), re.DOTALL)[1]
    code = code.replace("FOLDER OF THE BASE", str(toy_model)).replace("THIS FOLDER", str(folder))
    said, scope = io.StringIO(), {}
    with contextlib.redirect_stdout(said):
        exec(code, scope)
    assert said.getvalue().strip()
    model, tokenizer = load_model(str(folder), device="cpu")
    assert torch.allclose(logits(model), logits(scope["model"].cpu()), atol=1e-5)
    question = [{"role": "user", "content": "Who?"}]
    asked = scope["tokenizer"].apply_chat_template(question, add_generation_prompt=True, tokenize=False)
    assert "\nUser: Who?\nAssistant:" in asked and asked.rstrip().endswith("<think>")
    assert Path(model_path(folder), "chat_template.jinja").read_text() == scope["tokenizer"].chat_template
