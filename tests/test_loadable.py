"""What is wrong with a model's files, and which model of a run is meant."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from logic_rl.errors import UsageError
from logic_rl.loadable import require_chat_template, require_loadable, require_room, settled_model
from logic_rl.resources import MODELS, model_path

TINY = MODELS / "tiny-base"


def cut(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:size])


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "no config": (lambda m: (m / "config.json").unlink(), r"no config\.json"),
    "config is a list": (lambda m: (m / "config.json").write_text("[]"), "no keys and values"),
    "weights cut at the end": (lambda m: cut(m / "model.safetensors", 100_000), "damaged .*instead of"),
    "weights cut in the header": (lambda m: cut(m / "model.safetensors", 40), "damaged"),
    "weights are empty": (lambda m: cut(m / "model.safetensors", 0), "damaged"),
    "weights are text": (lambda m: (m / "model.safetensors").write_text("version https://git-lfs"), "damaged"),
    "weights are pickled": (lambda m: (m / "model.safetensors").rename(m / "pytorch_model.bin"), "only pickled"),
    "a part is missing": (
        lambda m: (m / "model.safetensors.index.json").write_text('{"weight_map": {"a": "part-2.safetensors"}}'),
        "part-2.safetensors: no such file",
    ),
    "no tokenizer": (lambda m: (m / "tokenizer.json").unlink(), "no tokenizer"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_model_that_is_not_whole(tmp_path: Path, fault: str) -> None:
    model = shutil.copytree(TINY, tmp_path / "model")
    require_loadable(str(model))
    spoil, message = FAULTS[fault]
    spoil(model)
    with pytest.raises(UsageError, match=message):
        require_loadable(str(model))


@pytest.mark.parametrize(
    ("inside", "message"),
    [("adapter_config.json", "does not say of which model"),
     ("adapter_model.safetensors", r"adapter_config\.json is missing"),
     ("training/step_000001/x", "finish it with --resume"), ("anneal/config.json", "models lie in anneal"),
     ("notes.txt", "save_pretrained")],
)  # fmt: skip
def test_a_folder_that_is_no_model_says_what_it_is(tmp_path: Path, inside: str, message: str) -> None:
    (tmp_path / inside).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / inside).write_text("{}")
    with pytest.raises(UsageError, match=message):
        require_loadable(str(tmp_path))


def run_of(folder: Path, steps: dict[str, int]) -> Path:
    for name, step in steps.items():
        (folder / "checkpoints" / name / "trainer").mkdir(parents=True)
        (folder / "checkpoints" / name / "config.json").write_text("{}")
        (folder / "checkpoints" / name / "trainer" / "state.json").write_text(json.dumps({"step": step}))
    return folder


@pytest.mark.parametrize(
    ("steps", "last"),
    [
        ({"step_000009": 9, "step_000010": 10, "warmup": 8}, "step_000010"),
        ({"step_000010": 10, "anneal": 10, "best": 10}, "anneal"),
        ({"warmup": 4, "best": 4}, "warmup"),
        ({"best": 4}, "best"),
    ],
)
def test_of_a_run_its_last_checkpoint_is_taken_and_named(tmp_path: Path, steps: dict[str, int], last: str) -> None:
    run, heard = run_of(tmp_path / "run", steps), []
    for given in (run, run / "checkpoints"):
        assert settled_model(str(given), heard.append) == model_path(given) == str(run / "checkpoints" / last)
    assert len(heard) == 2 and all(line.startswith("note: ") and last in line for line in heard)


def test_a_model_is_taken_as_it_is_and_a_run_without_one_is_refused(tmp_path: Path) -> None:
    heard: list[str] = []
    assert settled_model("tiny-base", heard.append) == "tiny-base"
    assert settled_model(str(TINY), heard.append) == str(TINY)
    assert not heard
    (tmp_path / "metrics.jsonl").write_text("")
    with pytest.raises(UsageError, match="no checkpoint in it"):
        settled_model(str(tmp_path), heard.append)


def test_chat_templates_and_room(tmp_path: Path) -> None:
    require_chat_template("tiny-base")
    model = shutil.copytree(TINY, tmp_path / "model")
    (model / "chat_template.jinja").unlink()
    with pytest.raises(UsageError, match="r1-zero"):
        require_chat_template(str(model))
    require_room(str(model), 2047)
    with pytest.raises(UsageError, match="2048 positions"):
        require_room(str(model), 2048)
