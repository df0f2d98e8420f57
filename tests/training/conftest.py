"""A model of a few thousand weights with a trained tokenizer, saved as `transformers` saves it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from logic_rl.training.models import new_model
from logic_rl.training.pretrain import corpus_tokenizer
from logic_rl.training.recipes import SMOKE


@pytest.fixture(scope="session")
def toy_model(tmp_path_factory) -> Path:
    recipe = replace(SMOKE, hidden_size=32, intermediate_size=48, tokenizer_documents=100)
    tokenizer = corpus_tokenizer(recipe, seed=0)
    folder = tmp_path_factory.mktemp("toy-model")
    new_model(recipe, tokenizer, seed=0).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
