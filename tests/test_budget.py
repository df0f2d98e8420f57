"""Functions fit the eye; how long files are is told, for a look."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

LONG_FILE_LINES, MAX_FUNCTION_LINES = 250, 60


def sources(repository: Path) -> Iterator[Path]:
    for room in ("puzzles", "logic_rl"):
        yield from sorted((repository / room).rglob("*.py"))


def functions(path: Path) -> Iterator[tuple[int, str]]:
    """(lines without decorators, where) of every function in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.end_lineno - node.lineno + 1, f"{path}:{node.lineno} {node.name}"


def ten_longest(sizes: list[tuple[int, str]]) -> list[str]:
    return [f"{lines:4d} lines  {where}" for lines, where in sorted(sizes, reverse=True)[:10]]


def test_the_longest_files_are_told(repository: Path) -> None:
    """`pytest -s tests/test_budget.py` shows them; beyond one sitting, ask whether a file holds two ideas."""
    lengths = [(len(path.read_text(encoding="utf-8").splitlines()), str(path)) for path in sources(repository)]
    print("\n" + "\n".join(ten_longest(lengths)))
    print(f"{sum(lines > LONG_FILE_LINES for lines, _ in lengths)} files of more than {LONG_FILE_LINES} lines")
    assert len(lengths) > 300, "the folders of the sources were found"


def test_no_function_is_longer_than_the_eye(repository: Path) -> None:
    sizes = [size for path in sources(repository) for size in functions(path)]
    print("\n" + "\n".join(ten_longest(sizes)))
    over = [f"{where}: {lines} lines" for lines, where in sizes if lines > MAX_FUNCTION_LINES]
    assert not over, f"more than {MAX_FUNCTION_LINES} lines: split by idea\n" + "\n".join(over)
