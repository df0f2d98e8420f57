"""One side of `sft_step.py`, once: WHO MODEL STEPS PRECISION. Prints a JSON object.

`loss` is that of the first step: that both are near each other tells that both learn the same tokens.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import sys
import tempfile
import time

from logic_rl.resources import model_path
from puzzles import PuzzleSpec, sample_puzzle, trace

BATCH, PASS = 16, 2048
who, model, steps, precision = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
bf16 = precision == "bf16"


def pairs() -> list[tuple[str, str]]:
    """(puzzle, proof), as many as are learnt."""
    rng, result = random.Random(1), []
    for index in range(BATCH * (steps + 1)):
        puzzle = sample_puzzle(PuzzleSpec(2 + index % 2), rng)
        result.append((puzzle.text + "\n", trace(puzzle, "case_analysis", rng).text))
    return result


def own() -> tuple[list[float], float, int]:
    import torch

    from logic_rl.config.run import LoraConfig, OptimiserConfig
    from logic_rl.training.learning.batch import Sample, TokenData
    from logic_rl.training.learning.learner import imitating_learner
    from logic_rl.training.learning.models import load_model, pad_id

    policy, tokenizer = load_model(model)
    limits = OptimiserConfig(autocast=bf16, tokens_per_pass=PASS)
    learner = imitating_learner(policy, limits, LoraConfig(), pad_id(tokenizer))
    samples = [
        Sample(tuple(tokenizer(prompt)["input_ids"]),
               (*tokenizer(reply, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id),
               0.0, TokenData(torch.zeros(1)))
        for prompt, reply in pairs()
    ]  # fmt: skip
    seconds, losses = [], []
    for start in range(0, len(samples), BATCH):
        started = time.perf_counter()
        losses.append(learner.imitate(samples[start : start + BATCH], 1e-6)[0])
        seconds.append(time.perf_counter() - started)
    return seconds, losses[0], sum(map(len, samples[BATCH:]))


def trl() -> tuple[list[float], float, int]:
    from datasets import Dataset
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from trl import SFTConfig, SFTTrainer

    ends: list[float] = []

    class TimedTrainer(SFTTrainer):
        def log(self, logs: dict, *rest: object) -> None:
            if "loss" in logs:
                ends.append(time.perf_counter())
            super().log(logs, *rest)

    path = str(model_path(model))
    tokenizer = AutoTokenizer.from_pretrained(path)
    rows = [{"prompt": prompt, "completion": reply} for prompt, reply in pairs()]
    with tempfile.TemporaryDirectory() as scratch:
        settings = SFTConfig(
            output_dir=scratch, per_device_train_batch_size=BATCH // 4, gradient_accumulation_steps=4,
            max_steps=steps + 1, learning_rate=1e-6, lr_scheduler_type="constant", logging_steps=1,
            save_strategy="no", report_to=[], bf16=bf16, use_cpu=True, disable_tqdm=True,
            gradient_checkpointing=False, shuffle_dataset=False, completion_only_loss=True, max_length=None,
        )  # fmt: skip
        trainer = TimedTrainer(
            model=AutoModelForCausalLM.from_pretrained(path, dtype="float32"),
            processing_class=tokenizer, args=settings, train_dataset=Dataset.from_list(rows),
        )  # fmt: skip
        started = time.perf_counter()
        trainer.train()
    history = [row["loss"] for row in trainer.state.log_history if "loss" in row]
    ends.insert(0, started)
    counted = sum(
        len(tokenizer(row["prompt"] + row["completion"])["input_ids"]) + 1 for row in rows[BATCH:]
    )
    return [after - before for before, after in zip(ends, ends[1:], strict=False)], history[0], counted


seconds, loss, tokens = own() if who == "logic-rl" else trl()
print(json.dumps({
    "tokens_per_second": tokens / sum(seconds[1:]), "step_seconds": statistics.median(seconds[1:]), "loss": loss,
    "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))  # fmt: skip
