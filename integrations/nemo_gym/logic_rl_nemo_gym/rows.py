"""`python -m logic_rl_nemo_gym.rows --count 1000 --out train.jsonl`: rows as NeMo Gym rolls them out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from logic_rl import create_dataset
from puzzles.formats.rows import write_rows


def row_of(entry: dict[str, Any]) -> dict[str, Any]:
    """The question as parameters of a response, and beside it what the server needs to score one."""
    return {"responses_create_params": {"input": [{"role": "user", "content": entry["question"]}]}, **entry}


@click.command()
@click.option("--task", default="knights", show_default=True, help="What logicrl train --task takes.")
@click.option("--count", type=click.IntRange(1), required=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--split", type=click.Choice(("train", "valid", "test")), default="train", show_default=True)
@click.option("--level", "levels", type=int, multiple=True, help="Sizes, taken in turn; may be repeated.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def main(task: str, count: int, seed: int, split: str, levels: tuple[int, ...], out: Path) -> None:
    """Write rows for NeMo Gym."""
    dataset = create_dataset(task, seed=seed, size=count, split=split, levels=levels or None)
    write_rows(out, map(row_of, dataset))
    click.echo(f"{out}: {count} rows")


if __name__ == "__main__":
    main()
