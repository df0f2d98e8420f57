"""The gallery of `puzzles/README.md`: one puzzle for each size, language and style, with its solution.

python -m puzzles.gallery puzzles/README.md    # writes it anew, between the two marks
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from puzzles.prose.languages import LANGUAGES
from puzzles.puzzle import Puzzle
from puzzles.sampling.sample import sample_puzzle
from puzzles.sampling.spec import PuzzleSpec

STYLES = ("standard", "varied")
SIZES = (2, 3, 4, 5, 6, 7, 8)
BEGIN, END = "<!-- gallery -->", "<!-- end of the gallery -->"
_HEADINGS = {"en": "English", "zh": "Chinese"}


def gallery() -> Iterator[tuple[PuzzleSpec, Puzzle]]:
    """The puzzles, always the same."""
    for code, style, size in product(LANGUAGES, STYLES, SIZES):
        rng = random.Random(f"gallery {code} {style} {size}")
        roles = rng.choice(list(LANGUAGES[code].role_pairs.values())) if style == "varied" else None
        spec = PuzzleSpec(size, max_depth=2 + (size >= 7), language=code, style=style, roles=roles, rated=True)
        yield spec, sample_puzzle(spec, rng)


def as_markdown() -> str:
    """The gallery as Markdown."""
    lines, heading = [], ""
    for spec, puzzle in gallery():
        if heading != (heading := f"### {_HEADINGS[spec.language]}, {spec.text_style} style"):
            lines += [heading, ""]
        solution = ", ".join(f"{name}: {puzzle.role_of(k)}" for k, name in enumerate(puzzle.names))
        level = f"depth {spec.max_depth}, {puzzle.difficulty['band']}"
        lines += [f"**{spec.num_people} people** ({level}). {puzzle.text}", "", f"*{solution}*", ""]
    return "\n".join(lines)


def with_gallery(document: str) -> str:
    """The document with the gallery between its marks.

    Raises:
        ValueError: a mark is missing.
    """
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the document lacks {BEGIN} or {END}")
    return f"{before}{BEGIN}\n{as_markdown()}\n{END}{after}"


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(with_gallery(page.read_text(encoding="utf-8")), encoding="utf-8")
