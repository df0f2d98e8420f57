"""The tokenizer means the same after `AutoTokenizer` has loaded it."""

from __future__ import annotations

import itertools
from pathlib import Path

from transformers import AutoModelForCausalLM, AutoTokenizer

from logic_rl.corpus.documents import documents
from logic_rl.training.supervised.pretrain.pretrain import corpus_tokenizer
from logic_rl.training.supervised.pretrain.recipes import SMOKE


def test_loaded_tokenizer_encodes_as_the_trained_one(toy_model: Path) -> None:
    trained, loaded = corpus_tokenizer(SMOKE, seed=0), AutoTokenizer.from_pretrained(toy_model)
    trained.save_pretrained(toy_model / "again")
    (toy_model / "again" / "config.json").write_bytes((toy_model / "config.json").read_bytes())
    loaded = AutoTokenizer.from_pretrained(toy_model / "again")
    for document in itertools.islice(documents(SMOKE.stages[-1].mix, 9), 300):
        ids = trained(document.reply)["input_ids"]
        assert ids == loaded(document.reply)["input_ids"]
        assert loaded.decode(ids, skip_special_tokens=True) == document.reply
    assert (loaded.eos_token_id, loaded.pad_token_id) == (trained.eos_token_id, trained.pad_token_id)


def test_phrases_are_one_token_and_any_text_survives(toy_model: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(toy_model)
    assert tokenizer.tokenize(" Bob says that Alice is a knave if and only if Bob is a knight.") == [
        " Bob says that", " Alice is a knave", " if and only if", " Bob is a knight", "."
    ]  # fmt: skip
    for text in ("日本語 🧠 ümlaut\n\ttabs", "x = (true) </think> <think>", ""):
        assert tokenizer.decode(tokenizer(text)["input_ids"]) == text


def test_model_folder_loads_with_transformers(toy_model: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(toy_model)
    assert model.config.model_type == "qwen2"
    assert model.config.vocab_size >= len(AutoTokenizer.from_pretrained(toy_model))
