"""Worksheets: puzzles for a class on paper or on a phone, with an answer key of proofs."""

from typing import TYPE_CHECKING

from puzzles.lazy import lazy_names

if TYPE_CHECKING:
    from puzzles.worksheet.files import WORKSHEETS, write_worksheets

__all__ = [
    "WORKSHEETS",
    "write_worksheets",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "puzzles.worksheet.files": ("WORKSHEETS", "write_worksheets"),
    },
)
