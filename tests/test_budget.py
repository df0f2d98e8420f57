"""Files fit one sitting and functions fit the eye."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

MAX_FILE_LINES, MAX_FUNCTION_LINES = 250, 60


def sources(repository: Path) -> Iterator[Path]:
    for room in ("puzzles", "logic_rl"):
        yield from sorted((repository / room).rglob("*.py"))


def functions(path: Path) -> Iterator[tuple[int, str]]:
    """(lines without decorators, where) of every function in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.end_lineno - node.lineno + 1, f"{path}:{node.lineno} {node.name}"


def within(budget: int, sizes: list[tuple[int, str]]) -> None:
    """Print the ten longest and fail when one is over the budget."""
    ranked = sorted(sizes, reverse=True)
    print("\n" + "\n".join(f"{lines:4d} lines  {where}" for lines, where in ranked[:10]))
    over = [f"{where}: {lines} lines" for lines, where in ranked if lines > budget]
    assert not over, f"more than {budget} lines: split by idea\n" + "\n".join(over)


def test_no_file_is_longer_than_one_sitting(repository: Path) -> None:
    lengths = [(len(path.read_text(encoding="utf-8").splitlines()), str(path)) for path in sources(repository)]
    assert lengths
    within(MAX_FILE_LINES, lengths)


def test_no_function_is_longer_than_the_eye(repository: Path) -> None:
    within(MAX_FUNCTION_LINES, [size for path in sources(repository) for size in functions(path)])
