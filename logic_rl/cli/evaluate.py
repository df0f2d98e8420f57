"""`logicrl evaluate`: accuracy of a model on a puzzle file."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--model", required=True, help="Packaged name, folder or hub id.")
@click.option("--puzzles", required=True, type=click.Path(path_type=Path), help="JSONL file of puzzles.")
@click.option("--samples", type=click.IntRange(1), default=1, show_default=True, help="Samples per puzzle.")
@click.option("--temperature", type=click.FloatRange(0), default=1.0, show_default=True)
@click.option("--max-new-tokens", type=click.IntRange(1), default=640, show_default=True)
@click.option("--template", type=click.Choice(["plain", "r1-zero", "chat"]), default="plain", show_default=True)
@click.option("--open-think", is_flag=True, help="End the prompt with an open <think>.")
@click.option("--limit", type=click.IntRange(1), help="Only the first so many puzzles.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def evaluate(model, puzzles, samples, temperature, max_new_tokens, template, open_think, limit, seed, out, as_json):
    """Sample a model on puzzles and report accuracy by number of people.

    \b
    Example:
      logicrl evaluate --model tiny-base --puzzles puzzles/test.jsonl --samples 4 --out eval
    """
    import json

    from logic_rl.errors import UsageError
    from puzzles import read_puzzles

    if (out / "evaluation").exists():
        raise UsageError(f"{out} already holds an evaluation: choose another --out")
    chosen = read_puzzles(puzzles)[:limit]

    from rich.console import Console

    from logic_rl.prompts import prompt_maker
    from logic_rl.record import RunFolder
    from logic_rl.rollout.collect import response_rows
    from logic_rl.rollout.engine import SamplingParams
    from logic_rl.rollout.torch_engine import TorchEngine
    from logic_rl.training.evaluate import evaluate as run_evaluation
    from logic_rl.training.evaluate import evaluation_summary
    from logic_rl.training.models import load_model

    loaded, tokenizer = load_model(model)
    make_prompt = prompt_maker(template, open_think, tokenizer)
    with Console(stderr=True).status("sampling") as status:
        groups = run_evaluation(
            TorchEngine(loaded, tokenizer), make_prompt, chosen, samples,
            SamplingParams(temperature, max_new_tokens), seed,
            progress=lambda done, tokens: status.update(f"{done}/{len(chosen) * samples} samples, {tokens} tokens"),
        )  # fmt: skip
    summary = evaluation_summary(groups, "model", 0)
    RunFolder(out).write_evaluation("model", summary, response_rows(groups, 0, "model"))
    if as_json:
        click.echo(json.dumps(summary, indent=2))
        return
    for size, entry in summary["people"].items():
        click.echo(f"{size} people: accuracy {entry['accuracy']:.3f} on {entry['num_puzzles']} puzzles")
    click.echo(f"all: accuracy {summary['accuracy']:.3f}, format {summary['format_rate']:.3f}, "
               f"mean length {summary['mean_length']:.0f} tokens")  # fmt: skip
