"""A learned value for searches: learn_value.py MODEL OUT

MODEL answers some 230 puzzles of the train split, four times each; of its own body a process reward model is made that
says of a reply so far how likely it is to end right. OUT has the replies, and in `value/` the model. Called again, it
goes on.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import logic_rl


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    replies, value = options.out / "replies.jsonl", options.out / "value"
    if not (value / "process.json").exists():
        options.out.mkdir(parents=True, exist_ok=True)
        logic_rl.sample(
            options.model, None, replies, task="knights", task_options={"fixed_cast": True}, limit=300, samples=4,
            max_new_tokens=640, seed=1,
        )  # fmt: skip
        logic_rl.process_model(
            replies, value, model=options.model, labels="outcome", epochs=2, learning_rate=1e-3,
            resume=(value / "training").exists(),
        )  # fmt: skip


if __name__ == "__main__":
    main()
