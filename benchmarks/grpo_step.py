"""One GRPO step, rollout and update, of this trainer and of TRL's, on the same model, prompts and settings.

    python benchmarks/grpo_step.py --peer-python peers/bin/python [--model tiny-base] [--turns 2]

Both: 32 prompts (`--prompts`) x 8 samples, temperature 1, a constant learning rate of 1e-6 (so that the model
stays the same and every step does like work), no KL penalty, one update a rollout, float32 unless `--bf16`,
the same rule as reward. The first step warms up and is not counted. With `--bf16` this trainer samples in
bfloat16 too; TRL samples in the dtype of its model, which autocast makes bfloat16 as well.
"""

from __future__ import annotations

import argparse
import sys

from turns import contestant, table

from logic_rl.resources import model_path

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--peer-python", required=True, help="interpreter of the environment with TRL")
parser.add_argument("--model", default="tiny-base")
parser.add_argument("--prompts", type=int, default=32)
parser.add_argument("--max-new-tokens", type=int, default=512)
parser.add_argument("--steps", type=int, default=3)
parser.add_argument("--turns", type=int, default=2)
parser.add_argument("--bf16", action="store_true", help="let both compute in bfloat16")
options = parser.parse_args()

results: dict[str, list[dict]] = {}
model = model_path(options.model)  # here, for the peers' environment need not have what reads it
shared = (model, str(options.max_new_tokens), str(options.steps), "bf16" if options.bf16 else "fp32",
          str(options.prompts))
for _turn in range(options.turns):
    for name, python, script in (
        ("logic-rl", sys.executable, "grpo_step_own.py"),
        ("trl", options.peer_python, "grpo_step_trl.py"),
    ):
        results.setdefault(name, []).append(contestant(python, script, *shared))
        print(name, results[name][-1], file=sys.stderr, flush=True)
print(table(results, ("step_seconds", "rollout_seconds", "update_seconds", "mean_length", "peak_mib")))
