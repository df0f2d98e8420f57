"""A pre-training run in a folder: states to resume from, a log, and at the end the model with its card."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import torch
from rich.console import Console

import logic_rl
from logic_rl.metrics import mean
from logic_rl.progress import Progress
from logic_rl.prompts import PromptFormat
from logic_rl.prompts.reading import write_read
from logic_rl.rows import write_json
from logic_rl.training.learning.model_folder import write_prompt_format
from logic_rl.training.learning.models import default_device, new_model
from logic_rl.training.supervised.folder import SupervisedTraining
from logic_rl.training.supervised.pretrain.card import MAX_NEW_TOKENS, card_text, measure_base
from logic_rl.training.supervised.pretrain.pretrain import corpus_tokenizer, optimizers, pretrain
from logic_rl.training.supervised.pretrain.recipes import RECIPES, PretrainRecipe
from logic_rl.training.supervised.pretrain.request import require_ready
from puzzles.prose.languages import language as prose_in

LANGUAGE_NAMES = {"en": "English", "zh": "Chinese"}


def run_pretraining(recipe_name: str, seed: int, out: Path, resume: bool, console: Console | None = None) -> dict:
    """Train, measure, write the model folder; returns the measurements.

    Raises:
        UsageError: unknown recipe, or `out` holds something and `resume` is not given.
    """
    require_ready(recipe_name, out, resume)
    recipe, work = RECIPES[recipe_name], out / "training"
    with Progress("pre-training", note="making the tokenizer", console=console) as progress:
        report = _pretrained(recipe, recipe_name, seed, out, progress)
    shutil.rmtree(work, ignore_errors=True)  # there is none when the training was shorter than SAVE_EVERY
    progress.console.print_json(json.dumps(report))
    return report


def _pretrained(recipe: PretrainRecipe, recipe_name: str, seed: int, out: Path, progress: Progress) -> dict:
    tokenizer = corpus_tokenizer(recipe, seed)
    model = new_model(recipe, tokenizer, seed)
    torch.nn.Module.to(model, default_device())  # in place; that of transformers is typed for another argument
    progress.say(f"{sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters, {recipe.num_steps} steps")
    log = _train(model, tokenizer, recipe, seed, out / "training", progress)

    def measuring(finished: int, tokens: int) -> None:
        progress.tell(f"measuring: {finished} samples, {tokens} tokens")

    report = measure_base(
        model, tokenizer, seed, recipe.measured_puzzles, recipe.measured_samples, measuring, recipe.languages
    )
    facts = _facts(model, recipe, recipe_name, seed, log)
    model.save_pretrained(out)
    write_prompt_format(out, tokenizer, PromptFormat("plain", max_new_tokens=MAX_NEW_TOKENS), card_text(report, facts))
    write_read(out, _read(recipe))
    write_json(out / "measurements.json", report)
    return report


def _read(recipe: PretrainRecipe) -> dict[str, list]:
    """What the documents of `logic_rl.corpus` are about."""
    sizes = sorted({size for stage in recipe.stages for size in stage.mix.people})
    languages = recipe.languages
    names = [name for language in languages for name in prose_in(language).cast]
    roles = [list(prose_in(language).standard_roles) for language in languages]
    return {"languages": list(languages), "roles": roles, "people": sizes, "names": names}


def _train(model, tokenizer, recipe: PretrainRecipe, seed: int, work: Path, progress: Progress) -> list[dict]:
    """All steps that are left; returns the log rows of the whole training."""
    optimisers = optimizers(model, recipe)
    training = SupervisedTraining(work, model, tokenizer, optimisers, recipe.num_steps, progress, loss="loss/all")
    return training.run(
        lambda first_step: (report.row() for report in pretrain(model, tokenizer, optimisers, recipe, seed, first_step))
    )


def _facts(model, recipe: PretrainRecipe, recipe_name: str, seed: int, log: list[dict]) -> dict:
    return {
        "parameters": sum(p.numel() for p in model.parameters()) / 1e6,
        "vocab_size": recipe.vocab_size,
        "recipe": recipe_name,
        "name": f"{recipe_name}-base",
        "strategies": ", ".join(name.replace("_", " ") for name in recipe.stages[-1].mix.strategies),
        "languages": " and ".join(LANGUAGE_NAMES[language] for language in recipe.languages),
        "cast": "; ".join(", ".join(prose_in(language).cast[:5]) for language in recipe.languages),
        "seed": seed,
        "version": logic_rl.__version__,
        "commit": _commit(),
        "documents": sum(stage.steps * stage.documents for stage in recipe.stages),
        "tokens": sum(row["num_tokens"] for row in log) / 1e6,
        "skill_steps": sum(stage.steps for stage in recipe.stages[:-1]),
        "base_steps": recipe.stages[-1].steps,
        "minutes": log[-1]["seconds"] / 60,
        "device": torch.cuda.get_device_name() if torch.cuda.is_available() else f"{os.cpu_count()} CPU cores",
        "loss": mean(row["loss/all"] for row in log[-50:]),
    }


def _commit() -> str:
    here = Path(__file__).parent
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=here, capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or "unknown"
