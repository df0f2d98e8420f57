"""Measuring a base model and writing its card."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from logic_rl.corpus.recognise import kind_of_reasoning
from logic_rl.metrics import mean
from logic_rl.prompts import prompt_maker
from logic_rl.rewards.rubric import score
from logic_rl.rollout.collect import collect_groups
from logic_rl.rollout.engine import SamplingParams
from logic_rl.rollout.torch_engine import TorchEngine
from logic_rl.seeding import stream
from logic_rl.types import Rollout
from puzzles import Puzzle, PuzzleSpec
from puzzles.splits import sample_from_split

PEOPLE = (2, 3, 4)
MAX_NEW_TOKENS = 640


def measure_base(
    model,
    tokenizer,
    seed: int,
    puzzles_per_size: int,
    samples: int,
    progress: Callable[[int, int], None] | None = None,
    languages: Sequence[str] = ("en",),
) -> dict:
    """Sample at temperature 1 on puzzles of the test split.

    `accuracy` asks for the right answer in the right tags, as the reward does; `accuracy_free` reads
    the answer whatever the tags; both also by kind of reasoning.
    """
    model.eval()
    rng = stream(seed, "base measurement")
    puzzles = [
        sample_from_split(PuzzleSpec(size, fixed_cast=True, language=language), rng, "test")
        for language in languages
        for size in PEOPLE
        for _ in range(puzzles_per_size)
    ]
    groups = collect_groups(
        puzzles,
        prompt_maker("plain", False, tokenizer),
        TorchEngine(model, tokenizer),
        SamplingParams(1.0, MAX_NEW_TOKENS),
        samples,
        seed,
        progress,
    )
    pairs = [(puzzle, one) for puzzle, group in zip(puzzles, groups, strict=True) for one in group.rollouts]
    report = {"num_puzzles": len(puzzles), "samples": samples, **_rates(pairs)}
    report["people"] = {str(size): _rates([pair for pair in pairs if pair[0].num_people == size]) for size in PEOPLE}
    return report


def _rates(pairs: Sequence[tuple[Puzzle, Rollout]]) -> dict:
    kinds: dict[str, list[bool]] = {"guess": [], "careless": [], "careful": []}
    for puzzle, rollout in pairs:
        kinds[kind_of_reasoning(rollout.completion.text)].append(_is_right_in_any_layout(puzzle, rollout))
    return {
        "accuracy": round(mean(rollout.score.verdict == "correct" for _, rollout in pairs), 4),
        "accuracy_free": round(mean(right for kind in kinds.values() for right in kind), 4),
        "format_rate": round(mean(rollout.score.verdict != "bad_format" for _, rollout in pairs), 4),
        "mean_length": round(mean(len(rollout.completion.token_ids) for _, rollout in pairs), 1),
        "kinds": {
            name: {"share": round(len(rights) / len(pairs), 4), "accuracy_free": round(mean(rights), 4)}
            for name, rights in kinds.items()
        },
    }


def _is_right_in_any_layout(puzzle: Puzzle, rollout: Rollout) -> bool:
    text = rollout.completion.text
    return "correct" in (rollout.score.verdict, score(text, puzzle, opened_think=False, layout="free").verdict)


CARD = """---
license: apache-2.0
library_name: transformers
---
# {name}

A {parameters:.2f} M parameter Qwen2 model with a tokenizer of {vocab_size} entries, trained from nothing on
program-written reasoning about knights-and-knaves puzzles of 2 to 4 people and a few of 5, of these kinds:
{strategies}. Some replies have broken tags.
It has *not* been trained to be right. It is a starting point of the three-phase run.

- **Made by** `logicrl pretrain --recipe {recipe} --seed {seed} --out DIR` (logic-rl {version}, commit {commit})
- **Corpus** {documents:,} documents, {tokens:.1f} M tokens, written by
  `logic_rl/corpus/`; only puzzles of the train split
- **Steps** {skill_steps} on the skill mix, then {base_steps} on the base mix
  (`logic_rl/training/supervised/pretrain/recipes.py`)
- **Time** {minutes:.0f} minutes on {device}
- **Loss** {loss:.4f} nats per reply token over the last 50 steps

## Measured at temperature 1 on {num_puzzles} test-split puzzles x {samples} samples

| people | right (in the tags) | right (any layout) | well-formatted | mean tokens |
|---|---|---|---|---|
{size_rows}

| kind of reasoning | share of replies | right (any layout) |
|---|---|---|
{kind_rows}

Limits: knights and knaves only, in {languages}, 2-5 people called {cast}, in this order, these
phrasings. Not a language model for anything else.
"""


def card_text(report: dict, facts: dict) -> str:
    """The model card in Markdown; `facts` fills the head of `CARD`."""
    sizes = {**report["people"], "all": report}
    rows = "\n".join(
        f"| {name} | {rates['accuracy']:.3f} | {rates['accuracy_free']:.3f} | {rates['format_rate']:.3f} "
        f"| {rates['mean_length']:.0f} |"
        for name, rates in sizes.items()
    )
    kinds = "\n".join(
        f"| {name} | {entry['share']:.3f} | {entry['accuracy_free']:.3f} |" for name, entry in report["kinds"].items()
    )
    return CARD.format(size_rows=rows, kind_rows=kinds, **report, **facts)
