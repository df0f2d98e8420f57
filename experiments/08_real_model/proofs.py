"""Proofs for the third round of the cold start: any names, many role words both ways, many wordings, people unlisted.

    python experiments/08_real_model/proofs.py --model smollm2-135m --take 2:180:400 3:760:640 4:1160:900 --out FILE

`SIZE:COUNT:TOKENS`: COUNT proofs of SIZE people, of at most TOKENS tokens with their puzzle. Names and role words of
the measured set `words` are never drawn. In a share of the texts (`--unlisted`) the sentence that lists who is there is
left out, as in puzzles that people write themselves.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from pathlib import Path

from logic_rl.proofs.request import ProofRequest, Shares, proof_number
from logic_rl.proofs.shapes import response_row
from logic_rl.resources import model_path
from logic_rl.training.learning.model_folder import load_tokenizer
from puzzles import PuzzleSpec
from puzzles.prose.words_en import NAMES, ROLE_PAIRS, TELLING, UNCOMMON_NAMES
from puzzles.reading.english.first_names import FIRST_NAMES, NO_PERSON

ROOM = 10  # tokens for marks between puzzle and reply
HELD_OUT = ("guardian", "witness", "unicorn", "hermit", "fairy", "ally", "owl", "white elf")  # as in puzzles.sh
# Nothing about these words tells who lies.
NEUTRAL = """pilot smuggler, baker butcher, poet pirate, judge thief, gambler dancer, robot clone, farmer hunter,
singer painter, teacher student, doctor lawyer, sailor soldier, tiger lion, cat dog, wolf bear, raven crow, eagle hawk,
dragon giant, dwarf troll, ghost vampire, prince beggar, king rebel, captain rider, guard prisoner, miner weaver,
cook waiter, driver walker, sun moon, river stone, alpha beta, star comet, square circle, rose thorn, silver copper,
juror actor, guest host, neighbor stranger, player coach, winner loser, builder dreamer, trader pilgrim,
chemist botanist, skeptic believer, native visitor, cadet major, bishop rook, fish bird, frog toad, rabbit turtle,
horse donkey"""
KNOWN = [pair for key, pair in ROLE_PAIRS.items() if key not in HELD_OUT]
PAIRS = [tuple(pair.split()) for pair in NEUTRAL.replace("\n", " ").split(", ")]
SPEECH = re.compile("[\"“‘]|says")
FREE_NAMES = sorted({*NAMES, *FIRST_NAMES} - {*UNCOMMON_NAMES} - {*NO_PERSON})


def role_choice() -> tuple[tuple[str, str], ...]:
    """Each pair both ways, unless it would contradict itself; the known ones twice as often as the neutral ones."""
    known = KNOWN + [(liar, knight) for knight, liar in KNOWN if knight not in TELLING]
    return (*known, *known, *PAIRS, *((second, first) for first, second in PAIRS))


def renamed(row: dict, rng: random.Random) -> dict:
    """Other names in the text and the reply."""
    new = dict(zip(row["names"], rng.sample(FREE_NAMES, len(row["names"])), strict=True))
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, new)) + r")\b")
    text, response = (pattern.sub(lambda hit: new[hit[0]], row[key]) for key in ("text", "response"))
    return row | {"text": text, "response": response, "names": [new[name] for name in row["names"]]}


def unlisted(row: dict) -> dict:
    """Without the sentence that says who is there; as it is where there is none."""
    sentences = re.split(r"(?<=[.?!])\s+", row["text"])
    lists = [one for one in sentences[:-1] if all(name in one for name in row["names"]) and not SPEECH.search(one)]
    return row | {"text": row["text"].replace(f"{lists[0]} ", "", 1) if lists else row["text"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--take", nargs="+", required=True, metavar="SIZE:COUNT:TOKENS")
    parser.add_argument("--mistakes", type=float, default=0.0)
    parser.add_argument("--unlisted", type=float, default=0.4)
    parser.add_argument("--varied", type=float, default=0.6)
    parser.add_argument("--seed", type=int, default=31)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    tokenizer, rng = load_tokenizer(model_path(options.model)), random.Random(options.seed)
    taken: list[dict] = []
    for size, count, most in (map(int, part.split(":")) for part in options.take):
        requests = [
            ProofRequest((size,), 1, options.seed, shares=Shares(mistakes=options.mistakes),
                         spec=PuzzleSpec(size, role_choice=role_choice(), style=style))
            for style in ("standard", "varied")
        ]  # fmt: skip
        number = fitting = 0
        while fitting < count:
            request = requests[rng.random() < options.varied]
            row = response_row(proof_number(request, number), f"third-{size}-{number}")
            row = renamed({key: value for key, value in row.items() if key != "steps"}, rng)
            row = unlisted(row) if rng.random() < options.unlisted else row
            number += 1
            if len(tokenizer(row["text"] + row["response"])["input_ids"]) + ROOM <= most:
                fitting += 1
                taken.append(row)
        print(f"{size} people: {fitting} of {number} have at most {most} tokens")
    rng.shuffle(taken)
    options.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in taken), encoding="utf-8")


if __name__ == "__main__":
    main()
