"""TRL's side of `grpo_step.py`: MODEL MAX_NEW_TOKENS STEPS PRECISION PROMPTS. Prints a JSON object.

All completions of a step are sampled in one call, as the peer does best, and are learnt in micro-batches of
32.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import sys
import tempfile
import time

from datasets import Dataset
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import GRPOConfig, GRPOTrainer

from logic_rl.prompts import prompt_text
from logic_rl.resources import model_path
from logic_rl.rewards.rubric import score
from puzzles import PuzzleSpec, sample_puzzle

name, cap, steps, precision = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
num_prompts = int(sys.argv[5])
rng = random.Random(1)
drawn = [sample_puzzle(PuzzleSpec(2 + i % 3, fixed_cast=True), rng) for i in range(num_prompts * (steps + 1))]
by_text = {prompt_text(puzzle, "plain", False): puzzle for puzzle in drawn}


def reward(prompts: list[str], completions: list[str], **_: object) -> list[float]:
    pairs = zip(prompts, completions, strict=True)
    return [score(reply, by_text[prompt], opened_think=False).total for prompt, reply in pairs]


class TimedTrainer(GRPOTrainer):
    """Notes how long sampling (with scoring) and whole steps take."""

    rollouts: list[float] = []
    ends: list[float] = []

    def _generate_and_score_completions(self, inputs):
        started = time.perf_counter()
        result = super()._generate_and_score_completions(inputs)
        self.rollouts.append(time.perf_counter() - started)
        return result

    def log(self, logs: dict, *rest: object) -> None:
        if "loss" in logs:
            self.ends.append(time.perf_counter())
        super().log(logs, *rest)


path = str(model_path(name))
with tempfile.TemporaryDirectory() as scratch:
    settings = GRPOConfig(
        output_dir=scratch, per_device_train_batch_size=32, gradient_accumulation_steps=num_prompts * 8 // 32,
        num_generations=8, steps_per_generation=num_prompts * 8 // 32, max_completion_length=cap,
        temperature=1.0, learning_rate=1e-6,
        lr_scheduler_type="constant", beta=0.0, max_steps=steps + 1, logging_steps=1, save_strategy="no",
        report_to=[], bf16=precision == "bf16", use_cpu=True, disable_tqdm=True, gradient_checkpointing=False,
        shuffle_dataset=False,
    )  # fmt: skip
    trainer = TimedTrainer(
        model=AutoModelForCausalLM.from_pretrained(path),
        processing_class=AutoTokenizer.from_pretrained(path, padding_side="left"),
        reward_funcs=reward,
        args=settings,
        train_dataset=Dataset.from_dict({"prompt": list(by_text)}),
    )
    trainer.train()
lengths = [row["completions/mean_length"] for row in trainer.state.log_history if "completions/mean_length" in row]
whole = [after - before for before, after in zip(trainer.ends, trainer.ends[1:], strict=False)]
rollouts = [spent for spent in trainer.rollouts if spent > 0][1:]
print(
    json.dumps(
        {
            "step_seconds": statistics.median(whole),
            "rollout_seconds": statistics.median(rollouts),
            "update_seconds": statistics.median(whole) - statistics.median(rollouts),
            "mean_length": statistics.mean(lengths[1:]),
            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    )
)
