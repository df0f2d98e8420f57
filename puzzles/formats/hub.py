"""The card of a folder of parquet files: `datasets.load_dataset` opens such a folder by its name, here or on the Hub.

What that takes is a README.md whose head names the file of each split.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from puzzles.formats.card_texts import ADVICE, COLUMN_TEXTS, ORIGIN, PUZZLE_TEXT, PUZZLE_TEXTS
from puzzles.formats.parquet import column_names, num_rows
from puzzles.splits import SHARES

CARD = "README.md"
SPLIT_NAMES = {"valid": "validation"}  # what `datasets` calls our splits, where it differs
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))  # the Hub's own
LARGEST = "1M<n<10M"


class _Split(NamedTuple):
    name: str  # as `datasets` calls it
    file: str
    rows: int


def write_card(folder: str | os.PathLike, kind: str, facts: Mapping[str, Any] | None = None) -> None:
    """Add a README.md to a folder of `train`, `valid` and `test.parquet`; a split without rows is left out of it.

    Args:
        kind: the format's name, a key of `puzzles.formats.table.FORMATS`.
        facts: those of the manifest; without them the card does not say how the puzzles were drawn.
    """
    folder = Path(folder)
    rows = {split: num_rows(folder / f"{split}.parquet") for split in SHARES}
    splits = [_Split(SPLIT_NAMES.get(name, name), f"{name}.parquet", count) for name, count in rows.items() if count]
    columns = column_names(folder / "train.parquet")
    parts = (_head(splits, kind, facts), _body(splits, kind), _columns(columns), _made(splits, facts))
    (folder / CARD).write_text("\n".join(parts), encoding="utf-8")


def size_category(rows: int) -> str:
    """The Hub's name for so many rows: `1K<n<10K`."""
    return next((name for bound, name in SIZES if rows < bound), LARGEST)


def _head(splits: list[_Split], kind: str, facts: Mapping[str, Any] | None) -> str:
    size = size_category(sum(split.rows for split in splits))
    files = "\n".join(f"  - split: {split.name}\n    path: {split.file}" for split in splits)
    language = f"language:\n- {facts['spec']['language']}\n" if facts else ""
    return f"""---
pretty_name: Knights and knaves
license: apache-2.0
{language}task_categories:
- text-generation
- question-answering
tags:
- reasoning
- logic
- synthetic
- knights-and-knaves
- {kind}
size_categories:
- {size}
configs:
- config_name: default
  data_files:
{files}
---
"""


def _body(splits: list[_Split], kind: str) -> str:
    advice = ADVICE[kind].replace("SPLITS", ", ".join(split.name for split in splits))
    return PUZZLE_TEXT + "\n" + advice.replace("FIRST", splits[0].name if splits else "train")


def _columns(names: list[str]) -> str:
    rows = [f"| `{name}` | {COLUMN_TEXTS[name]} |" for name in names if name in COLUMN_TEXTS]
    own = [(together, text) for together, text in PUZZLE_TEXTS.items() if set(together) <= set(names)]
    rows += [f"| {', '.join(f'`{name}`' for name in together)} | {text} |" for together, text in own]
    return "\n".join(("## Columns", "", "| column | what it holds |", "|---|---|", *rows, ""))


def _made(splits: list[_Split], facts: Mapping[str, Any] | None) -> str:
    sizes = "\n".join(f"| {split.name} | {split.rows} |" for split in splits)
    told = ""
    if facts:
        people = ", ".join(map(str, facts["people"]))
        told = (
            f"Drawn by `{' '.join(('logicrl generate`', facts['version'])).strip()}, seed {facts['seed']}, puzzles of "
            f"{people} people.\nAll settings stand in `manifest.json`; the same settings give the same bytes.\n"
        )
    return f"## Splits\n\n| split | rows |\n|---|---|\n{sizes}\n\n## How it was made\n\n{told}{ORIGIN}"
