"""Importing one module of puzzles loads what that module needs, and the public names are still all there."""

from __future__ import annotations

import ast
import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

LAZY = ("puzzles", "puzzles.perturb", "puzzles.reading", "puzzles.traces")
NOT_FOR_A_PUZZLE = ("puzzles.reading", "puzzles.traces", "puzzles.formats", "puzzles.perturb", "puzzles.answers")


def loaded_by(code: str) -> set[str]:
    """Names of the modules in a fresh interpreter after `code`."""
    code += "\nimport json, sys\nprint(json.dumps(list(sys.modules)))"
    return set(json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout))


def typed_imports(package) -> dict[str, str]:
    """Name → module, as the package tells type checkers."""
    tree = ast.parse(Path(package.__file__).read_text(encoding="utf-8"))
    blocks = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    return {alias.name: line.module for block in blocks for line in block.body for alias in line.names}


def test_a_puzzle_needs_no_reader_no_traces_and_no_formats() -> None:
    modules = loaded_by("import puzzles.puzzle")
    assert modules.isdisjoint({"puzzles.identity.identity", "numpy"}), "until a key is asked for"
    assert not {name for name in modules if name.startswith(NOT_FOR_A_PUZZLE)}


@pytest.mark.parametrize("name", LAZY)
def test_public_names_are_what_type_checkers_are_told(name) -> None:
    package = importlib.import_module(name)
    typed = typed_imports(package)
    assert set(package.__all__) - {"solve"} == set(typed)
    assert set(package.__all__) <= set(dir(package))
    for public, home in typed.items():
        assert getattr(package, public) is getattr(importlib.import_module(home), public)
    with pytest.raises(AttributeError, match=f"module '{name}' has no attribute 'sudoku'"):
        _ = package.sudoku


@pytest.mark.parametrize("name", LAZY)
def test_no_lazy_name_is_the_name_of_a_module(name) -> None:
    package = importlib.import_module(name)
    files = {path.stem for path in Path(package.__file__).parent.iterdir()}
    assert files.isdisjoint(typed_imports(package))


def test_solve_stays_the_function_whatever_is_imported_first() -> None:
    code = "import puzzles.solve\nimport puzzles.sampling.sample\nfrom puzzles import solve\nassert callable(solve)"
    assert "puzzles.reading" not in loaded_by(code)
