"""What is installed only when asked for: the table agrees with setup.cfg, and a missing part is one line that helps."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest

from logic_rl.cli.main import COMMANDS
from logic_rl.errors import UsageError
from logic_rl.extras import EXTRAS, command_for, command_for_module, missing_modules, require, require_engine
from tests.absent import without

TRAIN = ("torch", "transformers", "tokenizers", "safetensors")
FOR_PEOPLE_WHO_WORK_ON_IT = {"docs", "dev"}
# What a person would type, each complete but for the package it needs.
NEED_TRAIN = {
    "demo": (),
    "train": ("--out", "run"),
    "ask": ("tiny-base", "Alice says that Bob is a knave. Bob says that Alice and Bob are knaves."),
    "chat": ("tiny-base",),
    "serve": ("--model", "tiny-base"),
    "evaluate": ("--model", "tiny-base", "--puzzles", "none.jsonl", "--out", "evaluation"),
    "sample": ("--model", "tiny-base", "--puzzles", "none.jsonl", "--out", "rows.jsonl"),
    "sft": ("--model", "tiny-base", "--responses", "none.jsonl", "--out", "model"),
    "pretrain": ("--out", "model"),
    "distill": ("--teacher", "tiny-base", "--model", "tiny-base", "--out", "run"),
}


def setup_cfg(repository: Path) -> configparser.ConfigParser:
    setup = configparser.ConfigParser()
    setup.read(repository / "setup.cfg", encoding="utf-8")
    return setup


def required(text: str) -> set[str]:
    """Names of the packages in a list of requirements, as modules are called: `ray[train]>=2.50` → ray."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {re.match(r"[\w-]+", line)[0].replace("-", "_") for line in lines} - {"logic_rl"}


def logicrl(repository: Path, folder: Path, blocked: tuple[str, ...], *args: str) -> subprocess.CompletedProcess:
    """The command in an empty folder, where blocked packages are not installed."""
    code = without(blocked) + f"sys.path.insert(0, {str(repository)!r})\n"
    code += f"from logic_rl.cli.main import main; main({list(args)!r})"
    return subprocess.run([sys.executable, "-P", "-c", code], cwd=folder, capture_output=True, text=True)


def test_the_table_holds_every_extra_and_what_it_brings(repository: Path) -> None:
    extras = dict(setup_cfg(repository)["options.extras_require"])
    assert set(EXTRAS) == set(extras) - FOR_PEOPLE_WHO_WORK_ON_IT
    for name, modules in EXTRAS.items():
        assert set(modules) == required(extras[name]), name


def test_the_core_asks_for_nothing_that_an_extra_brings(repository: Path) -> None:
    core = required(setup_cfg(repository)["options"]["install_requires"])
    assert core.isdisjoint(module for modules in EXTRAS.values() for module in modules)


def test_every_lower_bound_holds_for_the_tested_set(repository: Path) -> None:
    """The pins of requirements/ are what is tested; none may be older than what setup.cfg asks for."""
    from packaging.requirements import Requirement

    setup = setup_cfg(repository)
    asked = [setup["options"]["install_requires"], *dict(setup["options.extras_require"]).values()]
    asked = [Requirement(line) for text in asked for line in text.splitlines() if line and not line.startswith("#")]
    pins = [line for name in ("cpu", "dev", "tasks", "docs") for line in
            (repository / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()]  # fmt: skip
    tested = {Requirement(line).name.lower(): line.partition("==")[2] for line in pins if not line.startswith("#")}
    checked = [one for one in asked if one.name.lower() in tested]
    assert len(checked) > 15
    assert all(one.specifier.contains(tested[one.name.lower()]) for one in checked)


@pytest.mark.parametrize("name", NEED_TRAIN)
def test_a_command_without_torch_is_one_line_and_leaves_nothing_behind(name, repository, tmp_path) -> None:
    run = logicrl(repository, tmp_path, TRAIN, name, *NEED_TRAIN[name])
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.count("\n") == 1
    assert run.stderr.startswith(f"logicrl: error: this needs {', '.join(TRAIN)}, not installed here: ")
    assert "pip install 'logic-rl[train]'" in run.stderr and "make setup" in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_exactly_the_commands_that_run_a_model_need_torch() -> None:
    assert {name for name, entry in COMMANDS.items() if entry.extra == "train"} == set(NEED_TRAIN)


@pytest.mark.parametrize("name", ["train", "evaluate", "sample"])
def test_vllm_is_asked_for_before_anything_begins(name, repository, tmp_path) -> None:
    run = logicrl(repository, tmp_path, ("ray", "vllm"), name, *NEED_TRAIN[name], "--engine", "vllm")
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert "engine vllm needs ray, vllm" in run.stderr and "make setup-vllm" in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_cluster_has_its_own_vllm(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "vllm", None)
    monkeypatch.setitem(sys.modules, "ray", sys)  # anything that is there
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    with pytest.raises(UsageError, match="engine vllm needs vllm, not"):
        require_engine("vllm")
    monkeypatch.setenv("RAY_ADDRESS", "10.0.0.1:6379")
    require_engine("vllm")
    require_engine("torch")


def test_a_part_that_is_there_is_not_asked_for(monkeypatch) -> None:
    for module in ("peft", "openai"):
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setitem(EXTRAS, "here", ("json", "click"))
    assert missing_modules("here") == []
    require("here")
    assert missing_modules("lora") == ["peft"]
    with pytest.raises(UsageError, match=r"^lora\.rank=8 needs peft, .*pip install 'logic-rl\[lora\]'"):
        require("lora", "lora.rank=8")


@pytest.mark.parametrize("module", [module for modules in EXTRAS.values() for module in modules])
def test_each_module_names_a_command_for_an_index_and_one_for_a_clone(module) -> None:
    command = command_for_module(module)
    extra = next(name for name, modules in EXTRAS.items() if module in modules)
    assert command == command_for(extra)
    assert f"pip install 'logic-rl[{extra}]'" in command
    assert f".venv/bin/pip install -e '.[{extra}]'" in command
