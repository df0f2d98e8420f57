"""Logic-RL's seven research questions (arXiv 2502.14768, section 4) beside what is on record here, as Markdown."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import mean

from arms import BAR, reached
from small_tables import memorisation_in_short, words_in_short
from spread_over_seeds import at, told

NOT_YET = "not run yet"
Recorded = dict[str, dict | None]


def research_questions(results: Recorded, five_people: str) -> str:
    """A row a question: theirs, ours from the recorded results, and how far it goes."""
    lines = ["| question | Logic-RL's answer | here | how far this goes |", "|---|---|---|---|"]
    lines += ["| " + " | ".join(cells) + " |" for cells in _rows(results, five_people)]
    return "\n".join(lines) + "\n"


def _rows(results: Recorded, five_people: str) -> list[tuple[str, str, str, str]]:
    first = results["01_three_phase"]
    return [
        ("1. GRPO, REINFORCE++ or PPO?",
         "PPO is most accurate and 138 % slower; REINFORCE++ beats GRPO. One run each",
         _arms(results["03_algorithms"], reach=True),
         "a 1.8 M model on puzzles it nearly knows how to search: ranks may change with size"),
        ("2. Do some words go with right answers?",
         "wait, verify, yet, re-evaluate: yes; recheck: no; mixed languages: no. Correlation over all puzzles",
         _short(results["06_words"], words_in_short),
         "the base's words come from a written corpus, so only the method carries over"),
        ("3. Is there an aha moment?",
         "none; behaviours are there by step 10 and grow slowly",
         "no moment, but a phase: " + _over_phases(first, "verification") + " verify, "
         + _over_phases(first, "backtracking") + " go back (base → warm-up → rollout → annealing)",
         "the behaviours are in the base's corpus: this shows selection, not invention"),
        ("4. Does it carry over?",
         "AIME 4 → 9 of 103 problems, AMC 29 → 40 of 83 (read off the figure), one sample each (Fisher's exact p = .25 "
         "and .11)",
         "to five people, never trained on: " + _five(five_people),
         "one size beyond training; AIME is beyond a model this small (`logicrl evaluate --problems` is for others)"),
        ("5. Does RL memorise less than fine-tuning?",
         "yes: LiMem climbs under rejection fine-tuning and stays flat under RL",
         _short(results["07_memorisation"], memorisation_in_short),
         "a hundred puzzles; about a third of the base's right replies are guesses, which fine-tuning learns along "
         "with the searches"),
        ("6. Curriculum or mixed?",
         "slightly better midway; necessity \"not conclusively supported\"",
         _arms(results["02_curriculum_vs_mixed"]),
         "same puzzles and number of samples; sizes 2 to 4 only"),
        ("7. Do longer replies reason better?",
         "length is a by-product: one model got better and shorter, one longer and no better",
         "length " + _over_phases(first, "mean_length") + " tokens as accuracy went " + _over_phases(first, "accuracy")
         + ". Both rise together; which causes which this cannot tell",
         "length is needed here: a search of more assignments is longer"),
        ("Beyond the seven: does RL create a behaviour the base never read?", "not asked",
         _arms(results["04_base_behaviours"], ("verification", "backtracking")), "two bases of 1.8 M"),
        ("Beyond the seven: how hot may the rollout phase be?",
         "in answers to users: the high-temperature stage \"very easily collapses\"",
         _arms(results["05_temperature"]), "one model and cap"),
    ]  # fmt: skip


def _over_phases(result: dict, key: str) -> str:
    """`0.48 [..] → 0.60 [..] → …` over the evaluations."""
    labels = list(next(iter(result["seeds"].values())))
    return " → ".join(told(at(result, label, key), key) for label in labels)


def _arms(result: dict | None, keys: tuple[str, ...] = ("accuracy",), reach: bool = False) -> str:
    """Each arm at its end, mean and interval over its seeds; with `reach`, what it took to be right in most replies."""
    if not result:
        return NOT_YET
    found = []
    for arm, seeds in result["arms"].items():
        ends = [list(seed["phases"].values())[-1] for seed in seeds.values()]
        numbers = ", ".join(f"{key} {told([end[key] for end in ends], key)}" for key in keys)
        took = f", {BAR} after {_took(list(seeds.values()))}" if reach else ""
        found.append(f"{arm}: {numbers} ({len(ends)} seed{'s' if len(ends) > 1 else ''}){took}")
    return "; ".join(found)


def _took(seeds: list[dict]) -> str:
    """`3008 samples, 213 s`: means over the seeds; a dash where a seed has no such number."""
    cells = []
    for axis, unit in (("samples", "samples"), ("seconds", "s")):
        values = [reached(seed["curve"], axis) for seed in seeds]
        known = all(value is not None and not math.isnan(value) for value in values)
        cells.append(f"{mean(values):.0f} {unit}" if known else f"– {unit}")
    return ", ".join(cells)


def _short(result: dict | None, tell: Callable[[dict], str]) -> str:
    return tell(result) if result else NOT_YET


def _five(table: str) -> str:
    """`base 0.04 (0.02 – 0.07), seed-1 …` from the recorded table."""
    rows = [[cell.strip() for cell in line.strip("|\n ").split("|")] for line in table.splitlines()[2:] if line.strip()]
    return ", ".join(f"{model} {accuracy} ({interval})" for model, _, accuracy, interval, *_ in rows)
