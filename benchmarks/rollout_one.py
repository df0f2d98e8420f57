"""One engine, once: ENGINE MODEL SEQUENCES MAX_NEW_TOKENS DTYPE. Prints a JSON object.

The prompts are puzzles of 2 to 4 people, eight sequences each, at temperature 1. A short call warms the engine up.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sys
import time

from logic_rl.prompts import prompt_text
from logic_rl.resources import model_path
from puzzles import PuzzleSpec, sample_puzzle

GROUP = 8


def prompts(count: int) -> list[str]:
    rng = random.Random(1)
    puzzles = [sample_puzzle(PuzzleSpec(2 + i % 3, fixed_cast=True), rng) for i in range(count // GROUP)]
    return [prompt_text(puzzle, "plain", False) for puzzle in puzzles]


def torch_engine(path: str, texts: list[str], dtype: str):
    from logic_rl.rollout.engine import Request, SamplingParams
    from logic_rl.rollout.torch_engine import TorchEngine
    from logic_rl.training.learning.models import load_model

    model, tokenizer = load_model(path, dtype)
    engine = TorchEngine(model, tokenizer)
    ids = [tuple(tokenizer(text)["input_ids"]) for text in texts]
    requests = [Request(prompt, i * GROUP + k) for i, prompt in enumerate(ids) for k in range(GROUP)]

    def run(limit: int) -> list[int]:
        return [len(done.token_ids) for done in engine.generate(requests, SamplingParams(1.0, limit))]

    return run


def transformers_generate(path: str, texts: list[str], dtype: str):
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(path, padding_side="left")
    model = AutoModelForCausalLM.from_pretrained(path, dtype=getattr(torch, dtype)).eval()
    batch = tokenizer([text for text in texts for _ in range(GROUP)], return_tensors="pt", padding=True)
    batch = {name: batch[name] for name in ("input_ids", "attention_mask")}

    def run(limit: int) -> list[int]:
        torch.manual_seed(0)
        output = model.generate(
            **batch, max_new_tokens=limit, do_sample=True, temperature=1.0, top_k=0, top_p=1.0,
            pad_token_id=tokenizer.pad_token_id,
        )[:, batch["input_ids"].shape[1] :]  # fmt: skip
        ends = (output == tokenizer.eos_token_id).int().argmax(1).tolist()
        has_end = (output == tokenizer.eos_token_id).any(1).tolist()
        return [end + 1 if ended else output.shape[1] for end, ended in zip(ends, has_end, strict=True)]

    return run


def vllm_engine(path: str, texts: list[str], dtype: str):
    os.environ.setdefault("VLLM_CPU_KVCACHE_SPACE", "4")
    os.environ.setdefault("VLLM_CPU_NUM_OF_RESERVED_CPU", "0")
    os.environ.setdefault("VLLM_LOGGING_LEVEL", "ERROR")
    os.environ["VLLM_ENABLE_V1_MULTIPROCESSING"] = "0"  # so that the padding below reaches the engine
    from vllm import LLM, SamplingParams

    from logic_rl.rollout.vllm_engine.heads import pad_heads

    pad_heads()  # vLLM's CPU kernel lacks the tiny base's head size
    engine = LLM(path, dtype=dtype, enforce_eager=True, block_size=32, max_num_seqs=256, max_model_len=2048)

    def run(limit: int) -> list[int]:
        settings = SamplingParams(temperature=1.0, top_p=1.0, max_tokens=limit, n=GROUP, logprobs=0)
        outputs = engine.generate(texts, settings, use_tqdm=False)
        return [len(sample.token_ids) for output in outputs for sample in output.outputs]

    return run


ENGINES = {"torch": torch_engine, "transformers": transformers_generate, "vllm": vllm_engine}

if __name__ == "__main__":
    name, model, count, cap, dtype = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
    run = ENGINES[name](str(model_path(model)), prompts(count), dtype)
    run(8)
    started = time.perf_counter()
    lengths = run(cap)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(
        json.dumps(
            {
                "tokens_per_second": sum(lengths) / seconds,
                "seconds": seconds,
                "mean_length": sum(lengths) / len(lengths),
                "peak_mib": peak / 1024,
            }
        )
    )
