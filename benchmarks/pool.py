"""What the pool and Ray cost, and what a second worker brings: sampled tokens per second, in turns. Needs vLLM and Ray.

python benchmarks/pool.py [--model tiny-base] [--sequences 512] [--turns 2] [--vllm-python .venv/bin/python]

| contestant | |
|---|---|
| bare | one `LLM.generate` with all requests at once, the whole process on one core |
| one worker | the same requests through the pool: trainer's process, Ray and worker all on that one core |
| two workers | the same requests, two cores |

Requests carry the same seeds everywhere, so all sample the same tokens.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys

from turns import contestant, table

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--model", default="tiny-base")
parser.add_argument("--sequences", type=int, default=512)
parser.add_argument("--max-new-tokens", type=int, default=1024)
parser.add_argument("--turns", type=int, default=2)
parser.add_argument("--vllm-python", default=sys.executable, help="interpreter of the environment with vLLM")
options = parser.parse_args()

CONTESTANTS = {"bare": ("bare", "1"), "one worker": ("pool", "1"), "two workers": ("pool", "2")}
results: dict[str, list[dict]] = {name: [] for name in CONTESTANTS}
cores = sorted(os.sched_getaffinity(0))
for _turn in range(options.turns):
    for name, chosen in CONTESTANTS.items():
        os.sched_setaffinity(0, cores[: int(chosen[1])])  # what is started inherits it
        arguments = (*chosen, options.model, str(options.sequences), str(options.max_new_tokens))
        results[name].append(contestant(options.vllm_python, "pool_one.py", *arguments))
        print(name, results[name][-1], file=sys.stderr, flush=True)
print(table(results, ("tokens_per_second", "seconds", "tokens", "start_seconds", "load")))
speed = {name: statistics.median(turn["tokens_per_second"] for turn in turns) for name, turns in results.items()}
print(f"one worker / bare: {speed['one worker'] / speed['bare']:.3f} (wanted: at least 0.95)")
print(f"two workers / one: {speed['two workers'] / speed['one worker']:.3f} (wanted: at least 1.5)")
