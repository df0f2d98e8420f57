"""How many puzzles a second, text included, on one core: ours and mem-kk-logic's, turn by turn in one run.

    git clone https://github.com/AlphaPav/mem-kk-logic
    python experiments/puzzle_speed/measure.py --peer mem-kk-logic/data_prep --seconds 3 --rounds 5

Ours draws distinct puzzles (no two logically the same) with their canonical keys, but without their difficulty,
which the peer does not measure either. The peer's own code (MIT; its commit 35385cf) leaves out exact repetitions
only. Both are timed in CPU seconds of one process, drawing and text together. With 3 people all puzzles have soon
come up, and much of our time goes into draws that are known already.
Without --peer, ours alone is measured.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count, islice

from puzzles import PuzzleSpec, sample_distinct

SIZES = (3, 4, 5, 6, 7, 8)
BATCH = 50  # texts; the peer draws so many at once


def ours(num_people: int) -> Iterator[str]:
    for seed in count():
        try:
            yield from (p.text for p in sample_distinct(PuzzleSpec(num_people), random.Random(seed), patience=500))
        except ValueError:  # every puzzle of this size has come up
            continue


def theirs(num_people: int) -> Iterator[str]:
    import lib_kk  # from --peer

    for seed in count():
        problems = lib_kk.KKProblemSampler(seed, n_people=num_people).sample_valid_problems(BATCH)
        for place, problem in enumerate(problems):
            yield lib_kk.KKProblemFormatter(place, problem).format_problem()["quiz"]


def rate(source: Callable[[int], Iterator[str]], num_people: int, seconds: float) -> float:
    """Texts a second of CPU time, over whole batches of the peer.

    A batch is drawn when its first text is asked for, so a clock started in the midst of one would give texts away.
    """
    texts, made = source(num_people), 0
    for _ in islice(texts, BATCH):
        pass
    started = time.process_time()
    while (spent := time.process_time() - started) < seconds:
        made += sum(1 for _ in islice(texts, BATCH))
    return made / spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", help="folder that holds lib_kk.py")
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    sources = {"ours": ours}
    if arguments.peer:
        sys.path.insert(0, arguments.peer)
        sources["mem-kk-logic"] = theirs
    for num_people in SIZES:
        rates: dict[str, list[float]] = {name: [] for name in sources}
        for _ in range(arguments.rounds):
            for name, source in sources.items():
                rates[name].append(rate(source, num_people, arguments.seconds))
        row = {name: round(statistics.median(values)) for name, values in rates.items()}
        if arguments.peer:
            row["times faster"] = round(statistics.median(rates["ours"]) / statistics.median(rates["mem-kk-logic"]), 1)
        print(json.dumps({"people": num_people, **row}), flush=True)


if __name__ == "__main__":
    main()
