"""Rows of four strategies, so that reward has something to choose: a guess, a spot check, a search, one with a wrong turn.

    python experiments/08_real_model/mixture.py --model smollm2-cold --take 2:240:400 3:240:560 --shares 40 20 20 20 --out FILE

`SIZE:COUNT:TOKENS` as in proofs.py, from whose puzzles, names and search they are made. A *guess* takes a random assignment
for the answer; a *spot check* the first assignment of the search, after the first statement that fits it. Both say only
what is true, and earn their answer by luck. The first words tell which of the four it will be, but for a wrong turn.
"""  # noqa: E501

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from pathlib import Path

from proofs import KNOWN, ROOM, renamed

from logic_rl.proofs.request import ProofRequest, Shares, proof_number
from logic_rl.proofs.shapes import response_row
from logic_rl.resources import model_path
from logic_rl.training.learning.model_folder import load_tokenizer
from puzzles import PuzzleSpec
from puzzles.prose.english import article
from puzzles.prose.words_en import TELLING

KINDS = ("guess", "spot", "search", "turn")
BOTH_WAYS = (*KNOWN, *((liar, knight) for knight, liar in KNOWN if knight not in TELLING))
FIRST_FIT = re.compile(r"<think> (Suppose ([^.]*)\.[^.]*\. That fits\.)(?! (?:So )?[Aa]ll| Everything)")
DOUBTS = ("It is hard to say.", "I am not sure.", "There are many cases.", "Let me take a guess.")
BELIEFS = ("That looks right.", "This seems likely.", "I will go with that.", "That could well be it.")


def reply(thinking: str, roles: dict[str, str]) -> str:
    answer = ", ".join(f"{name} is {article(role)}" for name, role in roles.items())
    return f"<think> {thinking} </think> <answer> {answer}. </answer>"


def guess(row: dict, rng: random.Random) -> str:
    roles = {name: rng.choice(row["roles"]) for name in row["names"]}
    assumed = ", ".join(f"{name}: {role}" for name, role in roles.items())
    return reply(f"{rng.choice(DOUBTS)} Suppose {assumed}. {rng.choice(BELIEFS)}", roles)


def spot_check(row: dict, rng: random.Random) -> str | None:
    """None where the first statement does not fit, or is the last."""
    found = FIRST_FIT.match(row["response"])
    if found is None:
        return None
    roles = dict(part.split(": ") for part in found[2].split(", "))
    return reply(f"{rng.choice(('Let me check one.', 'One look will do.'))} {found[1]} {rng.choice(BELIEFS)}", roles)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--take", nargs="+", required=True, metavar="SIZE:COUNT:TOKENS")
    parser.add_argument("--shares", nargs=len(KINDS), type=int, required=True, metavar=KINDS, help="percent")
    parser.add_argument("--seed", type=int, default=51)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    tokenizer, rng = load_tokenizer(model_path(options.model)), random.Random(options.seed)
    taken: list[tuple[str, dict]] = []
    for size, count, most in (map(int, part.split(":")) for part in options.take):
        spec = PuzzleSpec(size, role_choice=BOTH_WAYS)
        requests = {
            mistakes: ProofRequest((size,), 1, options.seed, shares=Shares(mistakes=mistakes), spec=spec)
            for mistakes in (0.0, 1.0)
        }
        wanted = Counter({kind: share * count // 100 for kind, share in zip(KINDS, options.shares, strict=True)})
        number = 0
        while kinds := sorted(wanted.elements()):
            kind = rng.choice(kinds)
            row = response_row(proof_number(requests[float(kind == "turn")], number), f"mixture-{size}-{number}")
            row = renamed({key: value for key, value in row.items() if key != "steps"}, rng)
            number += 1
            text = {"guess": guess, "spot": spot_check}.get(kind, lambda row, _: row["response"])(row, rng)
            if text and len(tokenizer(row["text"] + text)["input_ids"]) + ROOM <= most:
                wanted[kind] -= 1
                taken.append((kind, row | {"response": text}))
    rng.shuffle(taken)
    options.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for _, row in taken), encoding="utf-8")
    print(dict(Counter(kind for kind, _ in taken)))


if __name__ == "__main__":
    main()
