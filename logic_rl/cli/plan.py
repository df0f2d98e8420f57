"""`logicrl plan`: batch arithmetic, memory and time of a configuration before it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from logic_rl.cli.shared.options import Finite
from logic_rl.errors import UsageError

if TYPE_CHECKING:
    from logic_rl.config.run import RunConfig

NOT_MEASURED = "give --sample-rate and --train-rate, as measured in a short run's metrics.jsonl, for better ones"


@click.command()
@click.option("--curriculum", default="three_phase", show_default=True, help="Packaged name, or a YAML file.")
@click.option("--model", help="Packaged name, folder or hub id; replaces the curriculum's.")
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="For example rollout.workers=4.")
@click.option(
    "--memory", type=Finite(min=0, min_open=True), help="GiB of the trainer's card, and each engine's."
)
@click.option(
    "--cards", type=click.IntRange(1), help="Cards there are, each of --memory.  [default: as many as it takes]"
)
@click.option("--on-gpu/--on-cpu", default=True, show_default=True, help="Where engines run.")
@click.option(
    "--prompt-tokens", type=click.IntRange(1), default=300, show_default=True, help="Of a prompt, on average."
)
@click.option("--reply-tokens", type=click.IntRange(1), help="Of a reply, on average.  [default: half the cap]")
@click.option("--sample-rate", type=Finite(min=0, min_open=True), help="Tokens/s that one worker samples.")
@click.option(
    "--train-rate", type=Finite(min=0, min_open=True), help="Reply tokens/s that the trainer learns from."
)
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def plan(
    curriculum, model, overrides, memory, cards, on_gpu, prompt_tokens, reply_tokens, sample_rate, train_rate, as_json
) -> None:
    """Batch arithmetic, memory and time of a run before it runs: of its stages of reinforcement learning.

    Hours are estimates (~) from rates measured or published elsewhere, unless you give your own.

    Exit code 1 when --memory is given and the run does not fit.

    \b
    Example:
      logicrl plan --curriculum qwen7b_three_phase --memory 80
      logicrl plan --curriculum qwen_lora_one_gpu --memory 24 --cards 1
      logicrl plan --curriculum three_phase --on-cpu --sample-rate 4000 --train-rate 9000
    """
    from logic_rl.cli.shared.tables import print_json
    from logic_rl.config.reading import read_config
    from logic_rl.loadable import require_config
    from logic_rl.resources import curriculum_path

    if (sample_rate is None) != (train_rate is None):
        raise UsageError("--sample-rate and --train-rate: give both, or neither")
    config = read_config(curriculum_path(curriculum), overrides, model=model)
    require_config(config.model)
    result = planned(config, on_gpu, prompt_tokens, reply_tokens or config.rollout.max_new_tokens // 2, memory, cards,
                     sample_rate, train_rate)  # fmt: skip
    if as_json:
        print_json(result)
    else:
        _print(result)
    click.get_current_context().exit(1 if result["fits"] is False else 0)


def planned(config: RunConfig, on_gpu: bool, prompt_tokens: int, reply_tokens: int, memory: float | None,
            cards: int | None, sample_rate: float | None, train_rate: float | None) -> dict:  # fmt: skip
    """The plan as plain values; bytes in GiB."""
    from logic_rl.cores import usable_cores
    from logic_rl.planning import estimate
    from logic_rl.planning.rates import HOW, estimated_hours
    from logic_rl.planning.warnings import machine_warnings

    shape = estimate.shape_of(config.model)
    trainer = estimate.trainer_bytes(shape, config, on_cpu=not on_gpu)
    engine = estimate.engine_bytes(shape, config, prompt_tokens + reply_tokens, on_gpu)
    place = estimate.placement(config, on_gpu, cards)
    most, room = _largest(place, sum(trainer.values()), sum(engine.values()), config.rollout.gpu_memory, memory)
    phases, cores = [], None if on_gpu else len(usable_cores())
    for phase in config.rl_phases:
        batch = phase.prompts * phase.group_size
        row = {
            "name": phase.name, "steps": phase.steps, "samples_per_step": batch,
            "samples_per_update": batch / config.algorithm.updates_per_rollout,
            "tokens_per_step": batch * reply_tokens, "samples": estimate.phase_samples(phase),
        }  # fmt: skip
        if sample_rate and train_rate:
            row["hours_are"] = "measured"
            hours = estimate.phase_hours(
                phase, reply_tokens, sample_rate, train_rate, config.rollout.workers, config.rollout.lag > 0
            )
        else:
            row["hours_are"] = "estimated"
            hours = estimated_hours(phase, config, shape, prompt_tokens, reply_tokens, cores)
        phases.append(row | {"hours": round(hours, 2)})
    uncounted = [{"name": stage.name, "kind": stage.kind} for stage in config.phases if stage.kind != "rl"]
    warnings = machine_warnings(trainer, engine, estimate.host_bytes(shape, config), on_gpu, config.rollout.workers)
    return {
        "warnings": warnings,
        "rates": "as given" if sample_rate and train_rate else HOW[on_gpu],
        "model": config.model, "parameters": shape.parameters, "phases": phases, "uncounted": uncounted,
        "trainer_gib": {name: round(size / estimate.GIB, 2) for name, size in trainer.items()},
        "host_gib": {name: round(size / estimate.GIB, 2) for name, size in estimate.host_bytes(shape, config).items()},
        "counted_by": "transformers" if shape.counted else "arithmetic",
        "engine_gib": {name: round(size / estimate.GIB, 2) for name, size in engine.items()},
        "checkpoint_gib": round(estimate.checkpoint_bytes(shape, config) / estimate.GIB, 2),
        "adapter_mb": round(estimate.adapter_bytes(shape, config.lora) / 1e6, 2),
        "checkpoint_every": config.checkpoint.every,
        "placement": place, "largest_gib": round(most, 2), "memory_gib": memory, "fits": room,
    }  # fmt: skip


def _largest(place: str, trainer: int, engine: int, share: float, memory: float | None) -> tuple[float, bool | None]:
    """The most that lies at one place, GiB, and whether it fits. On a shared card vLLM takes `share` of it at once."""
    from logic_rl.planning.estimate import GIB

    trains, samples = trainer / GIB, engine / GIB
    if place == "shared":
        whole = trains + (samples if memory is None else share * memory)
        return whole, None if memory is None else whole <= memory and samples <= share * memory
    # In one process the engine's memory is the trainer's model and little else.
    most = trains if place == "together" else max(trains, samples)
    return most, None if memory is None else most <= memory


def _hours(phase: dict) -> str:
    return f"{'~' if phase['hours_are'] == 'estimated' else ''}{phase['hours']:g}"


def _print(result: dict) -> None:
    from logic_rl.cli.shared.tables import print_table

    rows = [
        [p["name"], str(p["steps"]), str(p["samples_per_step"]), f"{p['samples_per_update']:g}",
         f"{p['tokens_per_step']:,}", f"{p['samples']:,}", _hours(p)]
        for p in result["phases"]
    ]  # fmt: skip
    columns = [
        "phase",
        "steps",
        "samples a step",
        "samples an update",
        "reply tokens a step",
        "samples in all",
        "hours",
    ]
    print_table(f"{result['model']}: {result['parameters'] / 1e6:,.1f} M parameters", columns, rows)
    if result["uncounted"]:
        stages = ", ".join(f"{stage['name']} (kind {stage['kind']})" for stage in result["uncounted"])
        click.echo(f"stages that are not counted here: {stages}")
    if any(p["hours_are"] == "estimated" for p in result["phases"]):
        click.echo(f"~ hours are estimates, from {result['rates']}: a third or three times as long may be true;")
        click.echo(NOT_MEASURED)
    parts = [(who, part, size) for who in ("trainer", "engine") for part, size in result[f"{who}_gib"].items()]
    parts += [("host", part, size) for part, size in result["host_gib"].items()]
    print_table("memory", ["who", "what", "GiB"], [[who, part, f"{size:,.2f}"] for who, part, size in parts])
    if result["counted_by"] == "arithmetic":
        click.echo("parameters by arithmetic; with torch and transformers installed, and a folder, the model is built")
    every = f"every {result['checkpoint_every']} steps" if result["checkpoint_every"] > 1 else "every step"
    alone = f"; the adapter alone is {result['adapter_mb']:,.1f} MB (lora.dtype)" if result["adapter_mb"] else ""
    click.echo(f"a checkpoint is {result['checkpoint_gib']:,.2f} GiB, written {every} (checkpoint.every){alone}")
    for warning in result["warnings"]:
        click.echo(f"warning: {warning}", err=True)
    verdict = {None: "", True: ": fits", False: ": does NOT fit"}[result["fits"]]
    given = f" of {result['memory_gib']:g} GiB" if result["memory_gib"] else ""
    where = "on the card that trainer and engine share" if result["placement"] == "shared" else "at one place"
    click.echo(f"at most {result['largest_gib']:,.1f} GiB{given} {where}{verdict}")
