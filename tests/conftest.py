"""What every test may use."""

from __future__ import annotations

import os
import random
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from logic_rl.threads import settle_threads

settle_threads()  # before a test loads torch, as commands do

# The same examples everywhere, so that a change is judged by itself and not by luck; `explore` looks for new ones.
settings.register_profile("steady", derandomize=True)
settings.register_profile("explore", max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_configure() -> None:
    # A shell makes its background jobs deaf to Ctrl-C, and their children too; some tests send it.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(autouse=True)
def same_seeds() -> None:
    """Every test starts from the same global random state, whatever ran before it.

    torch and numpy are seeded only where some test has already loaded them.
    """
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)


@pytest.fixture(scope="session")
def toy_model(tmp_path_factory) -> Path:
    """A model of a few thousand weights with a trained tokenizer, saved as `transformers` saves it."""
    from dataclasses import replace

    from logic_rl.training.learning.models import new_model
    from logic_rl.training.supervised.pretrain.pretrain import corpus_tokenizer
    from logic_rl.training.supervised.pretrain.recipes import SMOKE

    recipe = replace(SMOKE, hidden_size=32, intermediate_size=48)
    tokenizer = corpus_tokenizer(recipe, seed=0)
    folder = tmp_path_factory.mktemp("toy-model")
    new_model(recipe, tokenizer, seed=0).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def shared_data(repository: Path) -> Path:
    """The labelled third-party texts; tests that want them are skipped where they are absent."""
    path = Path(os.environ.get("LOGICRL_SHARED_DATA", repository.parent / "shared" / "data"))
    if not path.is_dir():
        pytest.skip("shared data is not here; set LOGICRL_SHARED_DATA")
    return path
