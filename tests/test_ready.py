"""What cannot work is told in seconds, before a model is loaded."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from logic_rl import hub, resources
from logic_rl.errors import UsageError
from logic_rl.prompts import never_read
from logic_rl.prompts.reading import write_read
from logic_rl.rows import require_writable
from logic_rl.types import TextQuestion
from puzzles.sampling.sample import sample_puzzle
from puzzles.sampling.spec import PuzzleSpec


@pytest.mark.parametrize("given", ["tiny", "Tiny", "base", "tinybase", "tiny_base", "tiny-bas", "tny-base"])
def test_a_name_like_a_packaged_model_is_asked_about_at_once(given) -> None:
    with pytest.raises(UsageError, match="Did you mean 'tiny-base'"):
        resources.model_path(given)


@pytest.mark.parametrize("given", ["gpt2", "distilgpt2", "bert-base-uncased", "org/tiny-gpt2", "Qwen/Qwen2.5-0.5B"])
def test_ids_of_the_hub_are_left_alone(given) -> None:
    assert resources.model_path(given) == given


@pytest.fixture
def no_hub(monkeypatch, tmp_path) -> None:
    """A hub where nobody listens, and nothing kept."""
    for name in ("HF_HUB_OFFLINE", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "https_proxy", "HTTPS_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")


def test_a_hub_out_of_reach_is_told_within_seconds(no_hub) -> None:
    started = time.perf_counter()
    for name in ("some/model", "other/model"):
        with pytest.raises(UsageError, match=f"'{name}' is neither a folder here nor reachable on the hub"):
            hub.require_reachable(name)
    assert time.perf_counter() - started < hub.SECONDS + 5


def test_what_is_kept_here_needs_no_hub(no_hub, tmp_path) -> None:
    (tmp_path / "hub" / "models--some--model" / "snapshots").mkdir(parents=True)
    hub.require_reachable("some/model")


def test_a_place_behind_a_file_cannot_be_written(tmp_path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(UsageError, match="is a file"):
        require_writable(tmp_path / "taken" / "run" / "one")
    require_writable(tmp_path / "new" / "run")
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_closed_folder_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="no permission"):
        require_writable(tmp_path / "run")


def puzzles_of(**settings) -> list:
    return [sample_puzzle(PuzzleSpec(3, **settings), random.Random(seed)) for seed in range(5)]


def test_the_packaged_model_knows_what_it_was_made_from() -> None:
    assert never_read("tiny-base", puzzles_of(fixed_cast=True)) is None
    assert never_read("tiny-base", [TextQuestion("What is 2 + 3?")]) is None


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"fixed_cast": True, "language": "zh"}, ["languages zh", "roles 骑士/无赖"]),
        ({"fixed_cast": True, "roles": ("angel", "devil")}, ["roles angel/devil"]),
        ({"uncommon_names": True}, ["names "]),
    ],
)
def test_a_packaged_model_says_what_it_never_read(settings, words) -> None:
    warning = never_read("tiny-base", puzzles_of(**settings))
    assert warning.count("\n") == 0
    assert all(word in warning for word in words)
    assert "languages en" not in warning


def test_other_models_are_not_judged(tmp_path) -> None:
    (tmp_path / "logicrl.json").write_text('{"template": "plain"}')
    assert never_read(str(tmp_path), puzzles_of(language="zh")) is None
    write_read(tmp_path, {"languages": ["zh"]})
    assert never_read(str(tmp_path), puzzles_of(language="zh")) is None
    assert "languages en" in never_read(str(tmp_path), puzzles_of())


def test_the_folder_of_a_run_stands_for_its_last_model(tmp_path) -> None:
    (tmp_path / "checkpoints").mkdir()
    with pytest.raises(UsageError, match="no checkpoint in it holds a model yet"):
        resources.model_path(tmp_path)
    for age, name in enumerate(("warmup", "anneal", "rollout")):
        (tmp_path / "checkpoints" / name).mkdir()
        (tmp_path / "checkpoints" / name / "config.json").write_text("{}")
        os.utime(tmp_path / "checkpoints" / name / "config.json", (1000 - age, 1000 - age))
    newest = tmp_path / "checkpoints" / "warmup"
    assert resources.model_path(tmp_path) == resources.model_path(newest) == str(newest)
