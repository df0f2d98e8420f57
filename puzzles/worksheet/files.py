"""The worksheet of a dataset: `worksheet.md` and `worksheet.html`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from pathlib import Path

from puzzles.formats.load import load_puzzles
from puzzles.worksheet.html import html
from puzzles.worksheet.markdown import markdown
from puzzles.worksheet.sheet import shares, sheet_of, spread

WORKSHEETS = ("worksheet.md", "worksheet.html")
_ORDER = ("test", "valid", "train")  # a class solves what no model is trained on, as far as that goes


def write_worksheets(folder: Path, extension: str, count: int, counts: Mapping[str, Mapping[int, int]]) -> None:
    """Write the worksheet of at most `count` puzzles into the folder of a dataset, as many of each size as can be.

    Args:
        extension: of the files `test`, `valid` and `train` in the folder.
        counts: how many puzzles of each number of people a split of the dataset has.
    """
    files = [folder / f"{split}.{extension}" for split in _ORDER if any(counts[split].values())]
    puzzles = chain.from_iterable(map(load_puzzles, files))
    available = {size: sum(split[size] for split in counts.values()) for size in counts[_ORDER[0]]}
    sheet = sheet_of(spread(puzzles, shares(available, count)))
    for name, text in zip(WORKSHEETS, (markdown(sheet), html(sheet)), strict=True):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
