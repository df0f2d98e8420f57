"""So many proofs of each size, of those that are short enough, drawn at random.

    python experiments/08_real_model/pick.py FILE... --model smollm2-135m --take 2:60:800 3:430:640 4:430:768 --out FILE

`SIZE:COUNT:TOKENS`: COUNT proofs of SIZE people, of at most TOKENS tokens with their puzzle.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

from logic_rl.resources import model_path
from logic_rl.rows import read_rows
from logic_rl.training.learning.model_folder import load_tokenizer

ROOM = 10  # tokens for marks between puzzle and reply


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--model", required=True)
    parser.add_argument("--take", nargs="+", required=True, metavar="SIZE:COUNT:TOKENS")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    tokenizer, rng = load_tokenizer(model_path(options.model)), random.Random(options.seed)
    rows = [row for path in options.files for row in read_rows(path)]
    taken = []
    for size, count, most in (map(int, part.split(":")) for part in options.take):
        of_size = [row for row in rows if row["num_people"] == size]
        fitting = [row for row in of_size if len(tokenizer(row["text"] + row["response"])["input_ids"]) + ROOM <= most]
        print(f"{size} people: {len(fitting)} of {len(of_size)} have at most {most} tokens, {count} are taken")
        taken += rng.sample(fitting, count)
    rng.shuffle(taken)
    options.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in taken), encoding="utf-8")


if __name__ == "__main__":
    main()
