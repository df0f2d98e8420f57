"""Sampled tokens per second of three engines on the same model, prompts and cap.

python benchmarks/rollout.py --peer-python peers/bin/python [--model tiny-base] [--sequences 256] [--turns 2]
"""

from __future__ import annotations

import argparse
import sys

from turns import contestant, table

from logic_rl.resources import model_path

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--peer-python", required=True, help="interpreter of the environment with the peers")
parser.add_argument("--vllm-python", help="the one with vLLM, if it is another")
parser.add_argument("--model", default="tiny-base")
parser.add_argument("--sequences", type=int, default=256)
parser.add_argument("--max-new-tokens", type=int, default=1024)
parser.add_argument("--dtype", default="float32", help="of the weights of all engines: float32 or bfloat16")
parser.add_argument("--turns", type=int, default=2)
parser.add_argument("--engines", default="torch,transformers,vllm")
options = parser.parse_args()

model = model_path(options.model)  # here, for the peers' environment need not have what reads it
results: dict[str, list[dict]] = {}
for _turn in range(options.turns):
    for engine in options.engines.split(","):
        peers = {"torch": sys.executable, "vllm": options.vllm_python or options.peer_python}
        python = peers.get(engine, options.peer_python)
        arguments = (engine, model, str(options.sequences), str(options.max_new_tokens), options.dtype)
        results.setdefault(engine, []).append(contestant(python, "rollout_one.py", *arguments))
        print(engine, results[engine][-1], file=sys.stderr, flush=True)
print(table(results, ("tokens_per_second", "seconds", "mean_length", "peak_mib")))
