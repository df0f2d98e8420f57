"""A fine-tuning in a folder: states to resume from, and at the end the model with a record of how it was made."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

import logic_rl
from logic_rl.config.run import RolloutConfig
from logic_rl.metrics import mean
from logic_rl.progress import Progress
from logic_rl.prompts import USUAL, PromptFormat, maker_of
from logic_rl.rows import write_json
from logic_rl.tasks.knights.rows import puzzles_by_id
from logic_rl.training.engines import check_prompt
from logic_rl.training.learning.adapter_folder import save_adapter
from logic_rl.training.learning.card import CardFacts, card_text
from logic_rl.training.learning.learner import imitating_learner
from logic_rl.training.learning.lora import merged_weights
from logic_rl.training.learning.model_folder import AdapterFiles, PromptedTokenizer, write_prompt_format
from logic_rl.training.learning.models import load_model, pad_id
from logic_rl.training.learning.precision import with_precision
from logic_rl.training.learning.savable import rehearse_save
from logic_rl.training.supervised.folder import SupervisedTraining
from logic_rl.training.supervised.sft.examples import Examples, read_examples
from logic_rl.training.supervised.sft.finetune import finetune, mean_loss
from logic_rl.training.supervised.sft.request import RECORD, SftRequest, format_of, require_ready


def run_sft(request: SftRequest, resume: bool, console: Console | None = None) -> dict:
    """Fine-tune, write the model folder, return what `sft.json` says.

    Raises:
        UsageError: a row cannot be used, or `out` holds something and `resume` is not given.
    """
    work = request.out / "training"
    require_ready(request, resume)
    check_prompt(request.model, format_of(request))
    with Progress("fine-tuning", note=f"loading {request.model}", console=console) as progress:
        report = _tuned(request, work, progress)
    shutil.rmtree(work, ignore_errors=True)
    return report


def _tuned(request: SftRequest, work: Path, progress: Progress) -> dict:
    model, tokenizer = load_model(request.model, say=progress.say)
    fmt = format_of(request)
    rehearse_save(model, PromptedTokenizer(tokenizer, fmt))
    learnt, valid = _data(request, fmt, tokenizer)
    progress.say(_told(learnt))
    limits = with_precision(request.limits, model.device)
    learner = imitating_learner(model, limits, request.lora, pad_id(tokenizer))

    def loss_on_valid() -> float | None:
        progress.tell("measuring the loss on --valid" if valid else "")
        return round(mean_loss(learner, valid.samples), 5) if valid else None

    before, num_steps = loss_on_valid(), request.training.num_steps(len(learnt.samples))
    asked = _learnt_format(fmt, learnt)
    saved = PromptedTokenizer(tokenizer, asked, adapter=AdapterFiles(request.model, request.lora.dtype))
    training = SupervisedTraining(
        work, model, saved, [learner.policy.optimiser], num_steps, progress,
        _settings(request, fmt, learnt), save_every=request.save_every,
    )  # fmt: skip
    log = training.run(lambda first: finetune(learner.imitate, learnt.samples, request.training, first))
    report = _report(learnt, log, request.training.epochs, training.settings)
    report |= {"valid_loss_before": before, "valid_loss_after": loss_on_valid()}
    model.save_pretrained(request.out, state_dict=merged_weights(model))
    facts = _facts(request, asked, report)
    write_prompt_format(request.out, tokenizer, asked, card_text(facts))
    if request.lora.rank:
        files = AdapterFiles(request.model, request.lora.dtype, card_text(facts, of_adapter=True))
        save_adapter(request.out, model, files)
    write_json(request.out / RECORD, report | {"log": log})
    return report


def _learnt_format(fmt: PromptFormat, learnt: Examples) -> PromptFormat:
    """How the finished model is asked: with room for the longest reply, about what most of the rows were about."""
    longest = max(len(sample.completion_ids) for sample in learnt.samples)
    cap = max(fmt.max_new_tokens or RolloutConfig().max_new_tokens, longest)
    task = learnt.tasks.most_common(1)[0][0]
    if fmt.task in USUAL and fmt.task != task:
        fmt = dataclasses.replace(fmt, task=task, task_options={}, instruction=None)
    return dataclasses.replace(fmt, max_new_tokens=cap)


def _facts(request: SftRequest, fmt: PromptFormat, report: dict) -> CardFacts:
    rows = {
        "Learnt from": f"{report['num_examples']:,} replies, {report['num_reply_tokens']:,} tokens, "
        f"{report['num_steps']:,} steps",
        "Loss": f"{report['loss_last_epoch']:.4f} nats per reply token in the last epoch",
    }
    if report["valid_loss_after"] is not None:
        before, after = report["valid_loss_before"], report["valid_loss_after"]
        rows["Loss on other replies"] = f"{before:.4f} before, {after:.4f} after"
    return CardFacts(request.out.name, request.model, "supervised fine-tuning", fmt, ("sft",), rows)


def _data(request: SftRequest, fmt: PromptFormat, tokenizer) -> tuple[Examples, Examples | None]:
    """What is learnt, and what it is measured on."""
    make_prompt = maker_of(fmt, tokenizer)
    known = puzzles_by_id(request.puzzles) if request.puzzles else {}
    learnt = read_examples(request.responses, known, request.choice, make_prompt, tokenizer)
    if request.valid is None:
        return learnt, None
    choice = dataclasses.replace(request.choice, keep_test=True)
    return learnt, read_examples((request.valid,), known, choice, make_prompt, tokenizer)


def _report(learnt: Examples, log: list[dict], epochs: int, settings: dict) -> dict:
    per_epoch = len(log) // epochs
    return {
        "num_examples": len(learnt.samples), "num_reply_tokens": learnt.num_reply_tokens,
        "left_out": dict(learnt.left_out), "num_steps": len(log), "seconds": log[-1]["seconds"],
        "loss_first_epoch": round(mean(row["loss"] for row in log[:per_epoch]), 5),
        "loss_last_epoch": round(mean(row["loss"] for row in log[-per_epoch:]), 5),
        "settings": settings, "logic_rl": logic_rl.__version__,
    }  # fmt: skip


def _settings(request: SftRequest, fmt: PromptFormat, learnt: Examples) -> dict:
    """All that decides what is learnt, as JSON would give it back."""
    return {
        "model": request.model, "examples": learnt.digest, "template": fmt.template,
        "open_think": fmt.open_think, "lora_rank": request.lora.rank,
        **dataclasses.asdict(request.choice), **dataclasses.asdict(request.training),
    }  # fmt: skip


def _told(learnt: Examples) -> str:
    left_out: Sequence[str] = [f"{count} {reason}" for reason, count in sorted(learnt.left_out.items())]
    told = f"{len(learnt.samples)} examples, {learnt.num_reply_tokens} tokens to learn"
    return told + (f"; left out: {', '.join(left_out)}" if left_out else "")
