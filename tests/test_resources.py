"""Curricula and models are found by name, by path, and after an installation."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest

from logic_rl import resources
from logic_rl.errors import UsageError


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pretended installation: curricula inside the package, and one model."""
    root = tmp_path / "site-packages" / "logic_rl"
    (root / "curricula").mkdir(parents=True)
    (root / "curricula" / "three_phase.yaml").write_text("phases: []\n")
    (root / "curricula" / "mixed.yaml").write_text("phases: []\n")
    (root / "models" / "tiny-base").mkdir(parents=True)
    (root / "models" / "tiny-base" / "config.json").write_text("{}")
    monkeypatch.setattr(resources, "PACKAGE", root)
    monkeypatch.setattr(resources, "MODELS", root / "models")
    return root


@pytest.mark.parametrize("given", ["three_phase", "three_phase.yaml"])
def test_curriculum_by_name_from_any_directory(given, package, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert resources.curriculum_path(given) == package / "curricula" / "three_phase.yaml"


def test_a_checkout_keeps_its_curricula_at_the_top(tmp_path, monkeypatch) -> None:
    (tmp_path / "curricula").mkdir()
    (tmp_path / "curricula" / "mixed.yaml").write_text("")
    monkeypatch.setattr(resources, "PACKAGE", tmp_path / "logic_rl")
    assert resources.curriculum_path("mixed") == tmp_path / "curricula" / "mixed.yaml"
    assert resources.curriculum_names() == ["mixed"]


def test_an_existing_curriculum_file_is_taken_as_it_is(package, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mixed.yaml").write_text("")
    assert resources.curriculum_path("mixed.yaml") == Path("mixed.yaml")
    assert resources.curriculum_path(tmp_path / "mixed.yaml") == tmp_path / "mixed.yaml"


@pytest.mark.parametrize("given", ["three_phases", "elsewhere/three_fase.yaml"])
def test_an_unknown_curriculum_names_the_known_the_folder_and_the_nearest(given, package) -> None:
    with pytest.raises(UsageError) as raised:
        resources.curriculum_path(given)
    message = str(raised.value)
    assert given in message and "Did you mean 'three_phase'?" in message
    assert "mixed, three_phase" in message and str(package / "curricula") in message


def test_model_names_folders_and_hub_ids(package, tmp_path) -> None:
    assert resources.model_path("tiny-base") == str(package / "models" / "tiny-base")
    assert resources.model_path(tmp_path) == str(tmp_path)
    assert resources.model_path("Qwen/Qwen2.5-7B") == "Qwen/Qwen2.5-7B"
    assert resources.model_path("gpt2") == "gpt2"


@pytest.mark.parametrize("given", ["tiny-bse", "tinybase", "./no/such/folder", "/no/such", "runs/a/checkpoints", ""])
def test_a_model_that_cannot_be_is_refused_with_the_known_ones(given, package) -> None:
    with pytest.raises(UsageError) as raised:
        resources.model_path(given)
    assert "tiny-base" in str(raised.value) and str(package / "models") in str(raised.value)


def test_a_file_is_not_a_model(package, tmp_path) -> None:
    (tmp_path / "model.safetensors").write_text("")
    with pytest.raises(UsageError, match="a folder that holds config.json"):
        resources.model_path(tmp_path / "model.safetensors")


def test_a_missing_packaged_model_is_not_looked_for_on_the_hub(package, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(resources, "MODELS", tmp_path / "none")
    with pytest.raises(UsageError, match="Known names: smollm2-135m"):
        resources.model_path("tiny-base")


def test_setup_cfg_lists_every_package(repository: Path) -> None:
    setup = configparser.ConfigParser()
    setup.read(repository / "setup.cfg", encoding="utf-8")
    listed = set(setup["options"]["packages"].split())
    folders = {path.parent.relative_to(repository) for room in ("puzzles", "logic_rl")
               for path in (repository / room).rglob("*.py")}  # fmt: skip
    assert {".".join(folder.parts) for folder in folders} <= listed
    assert "logic_rl.curricula" in listed
