"""One contestant of pool.py, once: bare|pool CORES MODEL SEQUENCES MAX_NEW_TOKENS. Prints a JSON object.

It must be started on no more than CORES cores: torch takes as many threads as there are when it is loaded, and two
on one core wait for each other. A short call warms the engine up; the time is that of the second call alone.
"""

from __future__ import annotations

import json
import os
import sys
import time

from rollout_one import GROUP, prompts

from logic_rl.config.run import RolloutConfig
from logic_rl.prompts import PromptFormat
from logic_rl.resources import model_path
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.seeding import derive
from logic_rl.training.engines import open_engine, vllm_settings
from logic_rl.types import Problem


def requests(model: str, count: int) -> list[Request]:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(model_path(model))
    ids = [tuple(tokenizer(text)["input_ids"]) for text in prompts(count)]
    return [Request(prompt, derive(5, place, k)) for place, prompt in enumerate(ids) for k in range(GROUP)]


def bare(rollout: RolloutConfig, model: str):
    """(what samples requests and returns their numbers of tokens, what ends it)"""
    from logic_rl.rollout.vllm_engine.heads import pad_heads
    from logic_rl.rollout.vllm_engine.host import take_cores
    from logic_rl.rollout.vllm_engine.worker import llm_arguments

    take_cores(0, 1)
    os.environ["VLLM_ENABLE_V1_MULTIPROCESSING"] = "0"
    os.environ.setdefault("VLLM_LOGGING_LEVEL", "ERROR")
    from vllm import LLM
    from vllm import SamplingParams as VllmParams

    pad_heads()
    arguments = llm_arguments(vllm_settings(rollout, model))
    engine = LLM(**{key: value for key, value in arguments.items() if key != "worker_extension_cls"})

    def run(wanted: list[Request], cap: int) -> list[int]:
        ids = [{"prompt_token_ids": list(request.prompt_ids)} for request in wanted]
        settings = [VllmParams(temperature=1.0, max_tokens=cap, seed=one.seed, logprobs=0) for one in wanted]
        return [len(output.outputs[0].token_ids) for output in engine.generate(ids, settings, use_tqdm=False)]

    return run, lambda: None


def pool(rollout: RolloutConfig, model: str):
    engine, _ = open_engine(rollout, model, PromptFormat(), Problem("probe", "What is 1 + 1?", "2"))

    def run(wanted: list[Request], cap: int) -> list[int]:
        return [len(done.token_ids) for done in engine.generate(wanted, SamplingParams(1.0, cap))]

    return run, engine.close


def main() -> None:
    kind, cores, model, count, cap = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
    wanted = requests(model, count)
    rollout = RolloutConfig(engine="vllm", workers=cores, max_new_tokens=cap)
    started = time.perf_counter()
    run, close = {"bare": bare, "pool": pool}[kind](rollout, model)
    try:
        run(wanted[: 64 * cores], 16)
        ready = time.perf_counter()
        lengths = run(wanted, cap)
        seconds = time.perf_counter() - ready
    finally:
        close()
    print(json.dumps({
        "tokens_per_second": sum(lengths) / seconds, "seconds": seconds, "tokens": sum(lengths),
        "start_seconds": ready - started, "load": os.getloadavg()[0],
    }))  # fmt: skip


if __name__ == "__main__":
    main()
