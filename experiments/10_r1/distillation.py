"""Runs of table6.yaml as a record: accuracy over work, of every arm. Table and figure are `make figures`' work.

    python experiments/10_r1/distillation.py runs/experiments/10_r1/table6-* --out experiments/10_r1
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from itertools import chain
from pathlib import Path

from logic_rl.prompts import maker_of, read_prompt_format
from logic_rl.record import RunFolder, open_run
from logic_rl.rows import read_json, read_rows
from logic_rl.tasks import make_task
from logic_rl.training.compute import price_of
from logic_rl.training.learning.models import load_model

# An arm is its stages in order; the last one's model is what is measured.
ARMS = {
    "reward alone": ("rl",),
    "distilled (hard)": ("teacher_rows", "distilled"),
    "distilled, then reward": ("teacher_rows", "distilled", "distilled_rl"),
    "distilled (soft)": ("teacher_rows", "soft"),
    "distilled on-policy": ("on_policy",),
    "own right replies": ("own_rows", "own"),
    "DPO off-policy": ("own_rows", "dpo_off"),
    "DPO on-policy": ("first_half", "dpo_half", "second_half", "dpo_on"),
}
STARTS = {"second_half": "dpo_half"}  # whose weights are sampled; else the base
SIZES = ("2", "3", "4")


def gather(path: Path) -> dict:
    """A run: of every arm its measurements in order, each with the work until then."""
    run = open_run(path)
    config = run.config()
    sampled = {name: sampling_cost(run, config, name) for names in ARMS.values() for name in names
               if (run.samples / f"{name}.jsonl.gz").is_file()}  # fmt: skip
    steps = defaultdict(list)
    for row in run.metrics():
        steps[row["phase"]].append(row)
    base = measured(run.evaluation("base"))
    arms = {name: curve(run, stages, sampled, steps, base) for name, stages in ARMS.items()
            if run.evaluation(stages[-1])}  # fmt: skip
    return {"student": Path(config["model"]).name, "seed": config["seed"], "arms": arms}


def curve(run: RunFolder, stages: tuple[str, ...], sampled: dict, steps: dict, base: dict) -> list[dict]:
    """The base, then whatever was measured on the way."""
    points, cost = [base | dict.fromkeys(("flop", "own_tokens", "teacher_tokens", "seconds"), 0)], defaultdict(float)
    for stage in stages:
        if stage in sampled:
            for key, value in sampled[stage].items():
                cost[key] += value
        for row in steps[stage]:
            cost["flop"] += row["compute/flop"]
            cost["own_tokens"] += row.get("compute/sampled_tokens", 0)
            cost["seconds"] += row["time/step_seconds"]
            label = stage if row is steps[stage][-1] else f"step_{row['step']:06d}"
            if summary := run.evaluation(label):
                points.append(measured(summary) | {key: round(value) for key, value in cost.items()})
    return points


def measured(summary: dict) -> dict:
    """Accuracy of two to four people taken together, and of five, whom no stage was trained on."""
    sizes = [summary["people"][size] for size in SIZES]
    total = sum(size["num_puzzles"] for size in sizes)
    mean = {key: sum(size[key] * size["num_puzzles"] for size in sizes) / total for key in ("accuracy", "verified")}
    five = summary["people"]["5"]
    return {"step": summary["step"], "puzzles": total, **mean, "five": five["accuracy"],
            "five_verified": five["verified"], "length": summary["mean_length"]}  # fmt: skip


def sampling_cost(run: RunFolder, config: dict, name: str) -> dict:
    """Tokens, operations and seconds of a stage that samples; by `compute`'s prices, each prompt read once."""
    stage = next(one for one in config["phases"] if one["name"] == name)
    start = run.checkpoints / STARTS[name] if name in STARTS else config["model"]
    model, tokenizer = load_model(str(stage.get("model") or start))
    make_prompt, task = maker_of(read_prompt_format(str(run.checkpoints / "rl")), tokenizer), make_task("knights", {})
    replies, prompts = defaultdict(list), {}
    for row in chain(read_rows(run.samples / f"{name}.jsonl.gz"), read_rows(run.samples / f"{name}.dropped.jsonl.gz")):
        replies[row["puzzle_id"]].append(row["num_tokens"])
        if row["puzzle_id"] not in prompts:
            prompts[row["puzzle_id"]] = len(make_prompt(task.from_row(row)).token_ids)
    price = price_of(model)
    flop = sum(price.sampling(prompts[puzzle], lengths) for puzzle, lengths in replies.items())
    who = "teacher_tokens" if stage.get("model") else "own_tokens"
    return {who: sum(map(sum, replies.values())), "flop": flop,
            "seconds": read_json(run.samples / f"{name}.json").get("seconds", 0)}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    runs = [gather(path) for path in options.runs]
    (options.out / "distillation.json").write_text(json.dumps({"runs": runs}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
