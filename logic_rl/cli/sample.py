"""`logicrl sample`: mass rollout of a model over a puzzle file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from logic_rl.cli.shared.engine_options import engine_options

if TYPE_CHECKING:
    from logic_rl.rollout.ledger import Ledger

VERDICTS = ("correct", "wrong", "unparsed", "bad_format")


@click.command()
@click.option("--model", required=True, help="Packaged name, folder or hub id.")
@click.option("--puzzles", required=True, type=click.Path(path_type=Path), help="Puzzle file.")
@click.option("--samples", type=click.IntRange(1), default=1, show_default=True, help="Samples per puzzle.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Response rows to write.")
@engine_options
@click.option("--temperature", type=click.FloatRange(0), default=1.0, show_default=True)
@click.option("--max-new-tokens", type=click.IntRange(1), help="Default: as the model was asked in training; else 640.")
@click.option("--stop", multiple=True, help="End a reply after this text, for example </answer>. May be repeated.")
@click.option("--template", type=click.Choice(["plain", "r1-zero", "chat"]),
              help="Default: as the model was asked in training; else plain.")  # fmt: skip
@click.option("--open-think", is_flag=True, help="End the prompt with an open <think>.")
@click.option("--limit", type=click.IntRange(1), help="Only the first so many puzzles.")
@click.option("--only-right", is_flag=True, help="Write only responses with the right answer in the right format.")
@click.option("--set", "rubric", multiple=True, metavar="KEY=VALUE",
              help="Rubric of the scores, as under reward: in a curriculum; language=0.5, layout=answer.")  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def sample(model, puzzles, samples, out, engine, workers, tensor_parallel, slots, temperature, max_new_tokens, stop,
           template, open_think, limit, only_right, rubric, seed, as_json) -> None:  # fmt: skip
    """Sample a model many times on every puzzle and write scored response rows.

    Rows are written as they come, in the order of the puzzles. After an interruption of any kind the same command goes
    on where it was; OUT.state.json remembers how far that is. Engine and workers may differ between the two.

    \b
    Example:
      logicrl sample --model tiny-base --puzzles data/puzzles/train.jsonl --samples 8 --out responses.jsonl
      logicrl sample --model tiny-base --puzzles data/puzzles/train.jsonl \\
          --engine vllm --workers 2 --only-right --set language=0.5 --out right.jsonl
    """
    import dataclasses
    import itertools

    from logic_rl.config.checks import check_rollout
    from logic_rl.config.reading import read_reward
    from logic_rl.config.run import RolloutConfig
    from logic_rl.evaluation.filling import fill, fingerprint, stamp
    from logic_rl.evaluation.prompting import asking_of
    from logic_rl.rollout.engine import SamplingParams
    from logic_rl.rollout.ledger import Ledger
    from logic_rl.rollout.mass import Plan
    from puzzles.formats.load import load_puzzles

    reward = read_reward(rubric)
    asking = asking_of(model, template, open_think, max_new_tokens)
    template, open_think, max_new_tokens = asking.template, asking.open_think, asking.max_new_tokens
    plan = Plan(samples, seed, SamplingParams(temperature, max_new_tokens, stop), only_right, reward)
    rollout = RolloutConfig(engine=engine, workers=workers, tensor_parallel=tensor_parallel, max_slots=slots,
                            max_new_tokens=max_new_tokens, stop=stop)  # fmt: skip
    check_rollout(rollout, "logicrl sample")
    count, digest = fingerprint(itertools.islice(load_puzzles(puzzles), limit))  # tells bad rows before anything begins
    settings = {
        "model": model, "weights": stamp(model), "puzzles": digest, "samples": samples,
        "temperature": temperature, "limit": limit, "seed": seed,
        "max_new_tokens": max_new_tokens, "stop": list(stop), "template": template, "open_think": open_think,
        "only_right": only_right, "rubric": dataclasses.asdict(reward),
    }  # fmt: skip
    ledger = Ledger(out, settings, total=count * samples)
    chosen = itertools.islice(load_puzzles(puzzles), limit)
    restarts = fill(ledger, plan, chosen, model, rollout, asking)
    _print_summary(ledger, out, restarts, as_json)


def _print_summary(ledger: Ledger, out: Path, restarts: int, as_json: bool) -> None:
    from logic_rl.cli.shared.tables import print_json, print_table

    counts, total = ledger.counts, ledger.done
    if as_json:
        print_json({
            "num_samples": total, "num_kept": counts["kept"], "counts": {v: counts[v] for v in VERDICTS},
            "accuracy": counts["correct"] / total, "mean_length": counts["tokens"] / total,
            "truncated_rate": counts["truncated"] / total, "worker_restarts": restarts,
        })  # fmt: skip
        return
    table = [[verdict, str(counts[verdict]), f"{counts[verdict] / total:.1%}"] for verdict in VERDICTS]
    table.append(["all", str(total), f"{counts['tokens'] / total:.0f} tokens each"])
    print_table(f"{out}: {counts['kept']} rows", ["verdict", "samples", "share"], table)
