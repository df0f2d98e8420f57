"""Supervised fine-tuning, tokens a second: this package's and TRL's `SFTTrainer`, at equal batch and precision.

    python benchmarks/sft_step.py --peer-python peers/bin/python [--model smollm2-135m] [--turns 2]

Both learn the same program-written proofs, reply tokens alone, AdamW at a constant learning rate of 1e-6, a batch of 16
in each step. The first step warms up and is not counted.
"""

from __future__ import annotations

import argparse
import sys

from turns import contestant, table

from logic_rl.resources import model_path

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--peer-python", required=True, help="interpreter of the environment with TRL")
parser.add_argument("--model", default="smollm2-135m")
parser.add_argument("--steps", type=int, default=3)
parser.add_argument("--turns", type=int, default=2)
parser.add_argument("--bf16", action="store_true", help="let both compute in bfloat16")
options = parser.parse_args()

model = model_path(options.model)  # here, for the peers' environment need not have what reads it
results: dict[str, list[dict]] = {}
for _turn in range(options.turns):
    for name, python in (("logic-rl", sys.executable), ("trl", options.peer_python)):
        arguments = (name, model, str(options.steps), "bf16" if options.bf16 else "fp32")
        results.setdefault(name, []).append(contestant(python, "sft_step_one.py", *arguments))
        print(name, results[name][-1], file=sys.stderr, flush=True)
print(table(results, ("tokens_per_second", "step_seconds", "loss", "peak_mib")))
