"""Putting a run together from its configuration, and finding where to go on."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import torch
import transformers
from transformers import PreTrainedModel

import logic_rl
from logic_rl.config.checks import check
from logic_rl.config.run import RunConfig, Stage, to_yaml
from logic_rl.curriculum import Curriculum
from logic_rl.errors import UsageError
from logic_rl.extras import command_for
from logic_rl.prompts import maker_of, never_read
from logic_rl.record import RunFolder
from logic_rl.seeding import derive
from logic_rl.tasks import make_task
from logic_rl.tasks.shots import worked_examples
from logic_rl.trackers.live import Trackers
from logic_rl.training.engines import check_prompt, new_engine
from logic_rl.training.held_out import TEST, VALID
from logic_rl.training.learning.checkpoint import latest_checkpoint
from logic_rl.training.learning.critic import Critic
from logic_rl.training.learning.interface import PolicyLearner
from logic_rl.training.learning.learner import Learner, new_trainable, trainable_policy
from logic_rl.training.learning.local import LocalLearner
from logic_rl.training.learning.lora import WithoutAdapters, add_adapters
from logic_rl.training.learning.model_folder import PromptedTokenizer
from logic_rl.training.learning.models import default_device, load_model, pad_id
from logic_rl.training.learning.precision import computes_bfloat16, with_precision
from logic_rl.training.learning.ranks.group import LearnerGroup
from logic_rl.training.learning.reference import FrozenCopy, Reference
from logic_rl.training.learning.savable import rehearse_save
from logic_rl.training.model_files import ModelFiles, format_of_run
from logic_rl.training.progress import Display
from logic_rl.training.questions import first_question, question_pools
from logic_rl.training.stages import STAGES
from logic_rl.training.stages.distil import check_teachers
from logic_rl.training.trainer import Trainer


def open_run(
    config: RunConfig, out: Path, phase: str, resume: bool, say: Callable[[str], None]
) -> tuple[RunFolder, RunConfig, Path | None]:
    """The run folder, its configuration and the checkpoint to go on from (None: from the start).

    A run that exists is continued with `resume`, or without it when it stands exactly between
    two phases and the next one is asked for. Its own stored configuration counts. `say` hears warnings.

    Raises:
        UsageError: there is nothing to resume, a run is in the way, or an earlier phase is missing.
    """
    folder = RunFolder(out)
    names = [p.name for p in config.phases]
    if phase != "all" and phase not in names:
        raise UsageError(f"--phase {phase}: the curriculum has {', '.join(names)}")
    if not folder.exists:
        if resume:
            raise UsageError(f"nothing to resume: {out} holds no run")
        return folder, config if phase == "all" else _from_phase(config, phase), None
    checkpoint = latest_checkpoint(folder.checkpoints, say)
    if resume or (phase != "all" and _stands_before(folder, config, phase)):
        return folder, config, checkpoint
    raise UsageError(f"{out} already holds a run: continue it with --resume or choose another --out")


def _from_phase(config: RunConfig, phase: str) -> RunConfig:
    """A run that starts at `phase`: fine for the first phase, or with a model that has been through the others."""
    names = [p.name for p in config.phases]
    if names.index(phase) == 0 or Path(config.model).is_dir():
        shortened = replace(config, phases=config.phases[names.index(phase) :])
        check(shortened, f"--phase {phase}")  # a stage may start from, or learn from, one that is cut off
        return shortened
    raise UsageError(
        f"--phase {phase} needs the checkpoint of phase {names[names.index(phase) - 1]!r}: run that phase into the "
        "same --out first, or give its checkpoint folder as --model"
    )


def _stands_before(folder: RunFolder, config: RunConfig, phase: str) -> bool:
    before = config.before(phase)
    if before and not _is_finished(folder, before[-1]):
        name = before[-1].name
        raise UsageError(f"--phase {phase}: phase {name!r} of {folder.path} is not finished; --resume it first")
    return bool(before) and not any(row["phase"] == phase for row in folder.metrics())


def _is_finished(folder: RunFolder, stage: Stage) -> bool:
    if stage.makes_model:
        return (folder.checkpoints / stage.name).is_dir()
    return (folder.samples / f"{stage.name}.json").is_file()


def build_trainer(
    config: RunConfig, folder: RunFolder, checkpoint: Path | None, phase: str, display: Display
) -> Trainer:
    """Load the model and everything around it; writes the run folder's first files when it is new."""
    task = make_task(config.task, config.task_options)
    train_pool, held_out = question_pools(config, task, display.say)
    measured_on = [*held_out[TEST], *held_out[VALID]]
    curriculum = Curriculum(config, train_pool, task)
    on_cards_of_others = config.learners and config.rollout.engine == "vllm"
    fmt = format_of_run(config, display.say, task.instruction)
    if config.prompt.shots:
        shots = worked_examples(task, config.prompt.shots, derive(config.seed, "shots"))
        fmt = replace(fmt, examples=shots)
    check_prompt(config.model, fmt)
    if warning := never_read(config.model, [*(train_pool or ()), *measured_on]):
        display.say(warning)
    policy, tokenizer = load_model(config.model, device="cpu" if on_cards_of_others else None, say=display.say)
    check_teachers(config, tokenizer)
    make_prompt = maker_of(fmt, tokenizer)
    probe = make_prompt(first_question(config, task, held_out[TEST] or train_pool))
    rehearse_save(policy, PromptedTokenizer(tokenizer, fmt))
    with ExitStack() as started:
        learner = started.enter_context(closing(new_policy_learner(config, policy, tokenizer)))
        engine = new_engine(config.rollout, config.model, tokenizer, policy, probe.token_ids)
        started.enter_context(closing(engine))
        trainer = Trainer(
            config=config,
            folder=folder,
            learner=learner,
            files=ModelFiles(config, folder, tokenizer, fmt),
            engine=engine,
            make_prompt=make_prompt,
            curriculum=curriculum,
            held_out=held_out,
            display=display,
            stages=STAGES,
            trackers=Trackers(config.track, folder, display.say, config.evaluation.shown),
            last_stage=None if phase == "all" else phase,
        )
        if not folder.exists:
            folder.create(to_yaml(config), environment())
        if checkpoint is not None:
            trainer.restore(checkpoint)
            folder.change_config(to_yaml(config))  # the run may have been lengthened
        elif folder.metrics_path.is_file():  # a half-written line, if nothing else
            folder.forget_after(0)
        started.pop_all()
    return trainer


def new_policy_learner(config: RunConfig, policy: PreTrainedModel, tokenizer) -> PolicyLearner:
    """The policy with what learns beside it, in this process or on ranks.

    Raises:
        UsageError: more ranks than there is room for, or Ray is not installed.
    """
    if not config.learners:
        return LocalLearner(new_learner(config, policy, tokenizer))
    try:
        from logic_rl.training.learning.ranks.ray_ranks import RayRanks
    except ImportError as error:
        raise UsageError(f"learners need Ray ({error}): {command_for('learners')}") from None
    weights = sum(p.numel() * p.element_size() for p in policy.parameters())
    ranks = RayRanks(config, pad_id(tokenizer), object_bytes=256 * 2**20 + 4 * weights)
    return LearnerGroup(ranks, policy)


def new_learner(config: RunConfig, policy: PreTrainedModel, tokenizer) -> Learner:
    """The policy with the reference and the critic that its configuration asks for."""
    limits = with_precision(config.optimiser, policy.device)
    needs_frozen = config.needs_reference and not config.lora.rank
    reference: Reference | None = FrozenCopy(policy, limits.offload_reference) if needs_frozen else None
    critic = Critic(policy) if config.algorithm.needs_critic else None
    trainable = trainable_policy(policy, limits, config.lora)
    if config.lora.rank:
        reference = WithoutAdapters(policy) if config.needs_reference else None
        if critic:
            add_adapters(critic.body, config.lora)
    return Learner(
        policy=trainable,
        reference=reference,
        critic=new_trainable(critic, limits) if critic else None,
        pad_id=pad_id(tokenizer),
        max_new_tokens=config.rollout.max_new_tokens,
        algorithm=config.algorithm,
        limits=limits,
    )


def environment() -> dict:
    """Versions and machine, for the record."""
    return {
        "logic_rl": logic_rl.__version__,
        "python": sys.version.split()[0],
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "platform": platform.platform(),
        "device": torch.cuda.get_device_name() if torch.cuda.is_available() else "cpu",
        "num_threads": torch.get_num_threads(),
        "num_cpus": os.cpu_count(),
        "computes_bfloat16": computes_bfloat16(default_device()),
    }
