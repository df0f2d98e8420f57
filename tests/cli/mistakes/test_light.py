"""Mistakes are told before torch is loaded, which takes seconds."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

GROUPS = ("puzzles", "rewards", "models", "rl", "asking", "planning", "analysis")
ALL = """
import json, sys
from click.testing import CliRunner
from logic_rl.cli.main import main
for arguments in json.load(sys.stdin):
    code = CliRunner().invoke(main, arguments).exit_code
    loaded = sorted({"torch", "transformers"} & sys.modules.keys())
    if code != 2 or loaded:
        sys.exit(f"{arguments}: exit {code}, loaded {loaded}")
"""


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_told_before_torch_is_loaded(group: str, materials: Path, tmp_path: Path, repository: Path) -> None:
    mistakes = import_module(f"tests.cli.mistakes.test_{group}").MISTAKES
    lines = [one.arguments(materials, tmp_path / "new") for one in mistakes if one.light and one.code == 2]
    assert len(lines) >= 20
    command, given = [sys.executable, "-c", ALL], json.dumps(lines)
    result = subprocess.run(command, input=given, capture_output=True, text=True, cwd=repository, check=False)
    assert (result.returncode, result.stderr) == (0, "")
