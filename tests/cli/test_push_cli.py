"""`logicrl push` against a server on this machine: what goes there, what stays, what is refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from logic_rl.cli.main import main
from logic_rl.resources import MODELS
from puzzles import DatasetRequest, write_dataset
from tests.hub_server import HubServer

pytest.importorskip("huggingface_hub")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def hub() -> Iterator[HubServer]:
    server = HubServer()
    with server.serving():
        yield server


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Folders of each kind."""
    folder = tmp_path_factory.mktemp("made")
    write_dataset(folder / "data", DatasetRequest([2, 3], 30, 1, format="trl"), version="1")
    write_dataset(folder / "plain", DatasetRequest([2], 10, 1))
    shutil.copytree(MODELS / "tiny-base", folder / "model")
    for name in ("optimizer.pt", "training_args.bin", "rng_state.pth", "optimiser.safetensors", ".secret.json"):
        (folder / "model" / name).write_bytes(b"x")
    (folder / "model" / "trainer").mkdir()
    (folder / "model" / "trainer" / "state.json").write_text('{"step": 3}')
    (folder / "model" / "adapter").mkdir()
    (folder / "model" / "adapter" / "adapter_config.json").write_text("{}")
    (folder / "empty").mkdir()
    return folder


def command(*words: object, hub: HubServer | None = None, token: str = "hf_secret") -> subprocess.CompletedProcess:
    """The command in a process of its own: the client reads its settings when it is loaded."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("HF_", "HUGGING"))}
    settings = {"HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HOME": "/nowhere/at-all",
                "PYTHONPATH": str(ROOT), "HF_ENDPOINT": hub.url if hub else "http://127.0.0.1:9"}  # fmt: skip
    if token:
        settings["HF_TOKEN"] = token
    return subprocess.run([sys.executable, "-m", "logic_rl", "push", *map(str, words)], env=kept | settings,
                          capture_output=True, text=True, timeout=120)  # fmt: skip


def test_a_data_set_arrives_whole(made, hub) -> None:
    done = command(made / "data", "me/knights", "--private", hub=hub)
    assert done.returncode == 0, done.stderr
    assert hub.repos == {("dataset", "me/knights"): True} and hub.tokens == {"Bearer hf_secret"}
    sent = hub.files["dataset", "me/knights"]
    assert sent == {path.name: path.read_bytes() for path in (made / "data").iterdir()}
    assert {"README.md", "manifest.json", "train.parquet", "valid.parquet", "test.parquet"} == set(sent)
    assert done.stdout.rstrip().endswith(f"{hub.url}/datasets/me/knights") and "secret" not in done.stdout


def test_of_a_checkpoint_what_others_load_and_no_more(made, hub) -> None:
    done = command(made / "model", "me/tiny", "--message", "First", hub=hub)
    assert done.returncode == 0, done.stderr
    sent = hub.files["model", "me/tiny"]
    wanted = {path.name for path in (MODELS / "tiny-base").iterdir()} | {"adapter/adapter_config.json"}
    assert set(sent) == wanted and hub.commits == ["First"] and hub.repos == {("model", "me/tiny"): False}
    assert sent["model.safetensors"] == (made / "model" / "model.safetensors").read_bytes()
    for stays in ("optimizer.pt", "training_args.bin", "rng_state.pth", "optimiser.safetensors", "trainer/state.json"):
        assert stays in done.stdout.partition("left here:")[2] and stays not in sent


def test_what_training_goes_on_from_goes_along_when_asked_for(made, hub) -> None:
    assert command(made / "model", "me/tiny", "--with-trainer", hub=hub).returncode == 0
    sent = hub.files["model", "me/tiny"]
    assert sent["trainer/state.json"] == b'{"step": 3}' and "optimizer.pt" not in sent


def test_a_dry_run_sends_nothing_and_needs_no_login(made, hub) -> None:
    done = command(made / "data", "me/knights", "--dry-run", hub=hub, token="")
    assert done.returncode == 0, done.stderr
    assert not hub.repos and not hub.tokens
    assert "would go to dataset me/knights" in done.stdout and "pretty_name: Knights and knaves" in done.stdout
    told = json.loads(command(made / "model", "me/m", "--dry-run", "--json", hub=hub, token="").stdout)
    assert told["kind"] == "model" and told["address"] is None and "trainer/state.json" in told["left_out"]
    assert told["files"]["model.safetensors"] == (made / "model" / "model.safetensors").stat().st_size


def test_pushing_again_replaces(made, hub, tmp_path) -> None:
    shutil.copytree(made / "data", tmp_path / "data")
    assert command(tmp_path / "data", "me/knights", hub=hub).returncode == 0
    (tmp_path / "data" / "README.md").write_text("---\nlicense: mit\n---\nMine.\n")  # a card of one's own is welcome
    assert command(tmp_path / "data", "me/knights", hub=hub).returncode == 0
    assert hub.files["dataset", "me/knights"]["README.md"].endswith(b"Mine.\n") and len(hub.commits) == 2


def test_a_refusal_of_the_hub_is_one_line(made, hub) -> None:
    hub.refuse = 403
    done = command(made / "data", "me/knights", hub=hub)
    assert done.returncode == 1 and not hub.files
    assert "403" in done.stderr and "rights" in done.stderr and done.stderr.count("\n") == 1, done.stderr


def test_without_a_hub_or_a_login(made, hub) -> None:
    away = command(made / "data", "me/knights")
    assert away.returncode == 1 and "cannot be reached" in away.stderr and "Traceback" not in away.stderr
    nobody = command(made / "data", "me/knights", hub=hub, token="")
    assert nobody.returncode == 2 and "hf auth login" in nobody.stderr and not hub.repos
    bad = command(made / "data", "me//knights", hub=hub)
    assert bad.returncode == 2 and "me//knights" in bad.stderr and bad.stderr.count("\n") == 1


def failing(*words: object) -> str:
    result = CliRunner().invoke(main, ["push", *map(str, words), "--dry-run"])
    assert result.exit_code == 2 and result.stderr.count("\n") == 1, result.output
    return result.stderr


def test_folders_that_are_neither_are_refused(made, tmp_path) -> None:
    assert "neither a data set" in failing(made / "empty", "me/x")
    assert "no such folder" in failing(made / "nothing", "me/x")
    assert "no such folder" in failing(made / "data" / "README.md", "me/x")
    (tmp_path / "manifest.json").write_text("{}")
    assert "no manifest of logicrl generate" in failing(tmp_path, "me/x")
    shutil.copytree(made / "model", tmp_path / "cut", ignore=shutil.ignore_patterns("tokenizer*"))
    assert "no tokenizer" in failing(tmp_path / "cut", "me/x")


@pytest.mark.parametrize("name", ["train.parquet", "test.parquet"])
def test_a_data_set_that_was_changed_is_not_published(made, tmp_path, name) -> None:
    shutil.copytree(made / "data", tmp_path / "data")
    with (tmp_path / "data" / name).open("ab") as file:
        file.write(b" ")
    assert f"{name} is not what manifest.json says" in failing(tmp_path / "data", "me/x")
    (tmp_path / "data" / name).unlink()
    assert "cannot be read" in failing(tmp_path / "data", "me/x")


def test_other_things_in_the_folder_stay(made, tmp_path) -> None:
    shutil.copytree(made / "data", tmp_path / "data")
    (tmp_path / "data" / "notes.txt").write_text("mine")
    (tmp_path / "data" / ".env").write_text("KEY=1")
    result = CliRunner().invoke(main, ["push", str(tmp_path / "data"), "me/x", "--dry-run", "--json"])
    told = json.loads(result.stdout)
    assert told["left_out"] == ["notes.txt"] and not {"notes.txt", ".env"} & set(told["files"])


def test_a_data_set_without_a_card_is_told(made) -> None:
    result = CliRunner().invoke(main, ["push", str(made / "plain"), "me/x", "--dry-run"])
    assert result.exit_code == 0 and "no card" in result.stderr


def test_an_adapter(made, tmp_path) -> None:
    pytest.importorskip("safetensors")
    import numpy as np
    from safetensors.numpy import save_file

    save_file({"base.layers.0.lora_A.weight": np.zeros((2, 3), np.float32)}, tmp_path / "adapter_model.safetensors")
    config = {"peft_type": "LORA", "base_model_name_or_path": "/home/me/base"}
    (tmp_path / "adapter_config.json").write_text(json.dumps(config))
    result = CliRunner().invoke(main, ["push", str(tmp_path), "me/x", "--dry-run", "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["kind"], told["repo_type"]) == ("adapter", "model") and "/home/me/base" in result.stderr
    assert set(told["files"]) == {"adapter_config.json", "adapter_model.safetensors"} and "no card" in result.stderr
