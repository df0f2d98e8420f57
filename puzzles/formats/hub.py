"""A folder of parquet files that `datasets.load_dataset` opens by its name alone, here or on the Hub.

What it takes is a README.md whose head names the file of each split.
"""

from __future__ import annotations

import os
from pathlib import Path

from puzzles.formats.parquet import num_rows
from puzzles.splits import SHARES

CARD = "README.md"
SPLIT_NAMES = {"valid": "validation"}  # what `datasets` calls our splits, where it differs

_HEAD = """---
pretty_name: Knights and knaves
configs:
- config_name: default
  data_files:
{files}
---
"""
_PUZZLES = """
# Knights and knaves

Logic puzzles with exactly one solution: statement k is said by person k, truth-tellers say what is true and
liars what is false. No two puzzles are the same up to renaming people and rewording statements, within a split
or between splits.

```python
from datasets import load_dataset
import json

puzzles = load_dataset("{folder}")                            # {splits}
statements = json.loads(puzzles["{first}"][0]["statements"])  # one tree a person
```

| column | what it holds |
|---|---|
| `id` | name of this wording of the puzzle |
| `num_people`, `names` | who speaks |
| `roles` | the words for truth-teller and liar, in this order |
| `statements` | JSON: `["knight", i]`, `["knave", i]`, `["not", s]`, `["and", s, …]`, `["or", s, …]`, \
`["implies", a, b]`, `["iff", a, b]`; people count from 0 |
| `solution` | true for each truth-teller |
| `language`, `text` | the puzzle in words |
| `difficulty` | JSON: measures of the shortest solution |
"""
_TRAINING = """
# Knights and knaves, for verl

Logic puzzles with exactly one solution, in the columns that verl trains on. `prompt` is a chat; `ground_truth` in
`reward_model` holds names, role words (truth-teller first) and the solution (true for each truth-teller).

```sh
data.train_files={folder}/train.parquet
custom_reward_function.path=pkg://logic_rl.rewards.adapters custom_reward_function.name=compute_score
```
"""


def write_puzzle_card(folder: str | os.PathLike) -> None:
    """Add a README.md to a folder of `train`, `valid` and `test.parquet`; a split without rows is left out of it."""
    _write_card(Path(folder), _PUZZLES)


def write_training_card(folder: str | os.PathLike) -> None:
    """The same for files in verl's columns."""
    _write_card(Path(folder), _TRAINING)


def _write_card(folder: Path, body: str) -> None:
    files = {split: folder / f"{split}.parquet" for split in SHARES}
    held = {SPLIT_NAMES.get(split, split): path.name for split, path in files.items() if num_rows(path)}
    head = _HEAD.format(files="\n".join(f"  - split: {split}\n    path: {name}" for split, name in held.items()))
    text = body.format(folder="FOLDER", splits=", ".join(held), first=next(iter(held), "train"))
    (folder / CARD).write_text(head + text, encoding="utf-8")
