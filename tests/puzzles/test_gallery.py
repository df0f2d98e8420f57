"""The page about the puzzles: its gallery is what the command writes, its examples run."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import puzzles
from logic_rl.cli.main import main
from puzzles.gallery import SIZES, gallery, with_gallery
from tests.puzzles import brute

PAGE = Path(puzzles.__file__).parent / "README.md"


def test_gallery_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_gallery(page) == page


def test_gallery_has_every_size_language_and_style_once() -> None:
    shown = [(spec.num_people, spec.language, spec.text_style) for spec, _ in gallery()]
    assert len(set(shown)) == len(shown) == len(SIZES) * 2 * 2
    assert all(brute.solutions(puzzle.statements) == {puzzle.solution} for _, puzzle in gallery())


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks"):
        with_gallery("# puzzles")


@pytest.mark.slow
def test_the_examples_run(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines() if line.startswith("logicrl ")]
    assert len(commands) > 5
    for command in commands:
        result = CliRunner().invoke(main, shlex.split(command, comments=True)[1:])
        assert result.exit_code == 0, (command, result.output)
    assert doctest.testfile(str(PAGE), module_relative=False).failed == 0
