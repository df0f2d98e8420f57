"""The styles in which a puzzle is told, in every language."""

from __future__ import annotations

from puzzles.errors import GenerationError
from puzzles.spelling import choose_from

STYLES = ("standard", "varied", "named")


def check_style(style: str) -> None:
    """Nothing for a known style.

    Raises:
        GenerationError: unknown style.
    """
    if style not in STYLES:
        raise GenerationError(f"style {style!r}: {choose_from(style, STYLES)}")
