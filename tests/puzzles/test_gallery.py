"""The page about the puzzles: its gallery is what the command writes, its example runs."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import puzzles
from puzzles.gallery import SIZES, gallery, with_gallery
from tests.puzzles import brute

PAGE = Path(puzzles.__file__).parent / "README.md"


def test_gallery_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_gallery(page) == page


def test_gallery_has_every_size_language_and_style_once() -> None:
    shown = [(spec.num_people, spec.language, spec.style) for spec, _ in gallery()]
    assert len(set(shown)) == len(shown) == len(SIZES) * 2 * 2
    assert all(brute.solutions(puzzle.statements) == {puzzle.solution} for _, puzzle in gallery())


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks"):
        with_gallery("# puzzles")


def test_the_example_runs() -> None:
    assert doctest.testfile(str(PAGE), module_relative=False).failed == 0
