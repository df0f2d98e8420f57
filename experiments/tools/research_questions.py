"""Logic-RL's seven research questions (arXiv 2502.14768, section 4) beside what is on record here, as Markdown."""

from __future__ import annotations

from collections.abc import Callable
from statistics import mean

from arms import BAR, reached
from small_tables import memorisation_in_short, words_in_short
from spread_over_seeds import at, told

from logic_rl.config.algorithm import ALGORITHMS

NOT_YET = "not run yet"
Recorded = dict[str, dict | None]


def research_questions(results: Recorded, five_people: str) -> str:
    """A row a question: theirs, how far it is answered here with numbers on record, and what it does not show."""
    lines = ["| question | Logic-RL's answer | here | what it does not show |", "|---|---|---|---|"]
    lines += ["| " + " | ".join(cells) + " |" for cells in _rows(results, five_people)]
    return "\n".join(lines) + "\n"


def _rows(results: Recorded, five_people: str) -> list[tuple[str, str, str, str]]:
    first = results["01_three_phase"]
    return [
        ("1. GRPO, REINFORCE++ or PPO?",
         "PPO is most accurate and 138 % slower; REINFORCE++ beats GRPO. One run each",
         "not answered. " + _short(results["03_algorithms"], _algorithms_in_short),
         "any rank. The number of updates a rollout can explain what differs: `grpo` with two of them takes 2,880 "
         "samples (seeds 1 and 2). Clips never act, and all share one learning rate"),
        ("2. Do some words go with right answers?",
         "wait, verify, yet, re-evaluate: yes; recheck: no; mixed languages: no. Correlation over all puzzles",
         "a method, no answer. " + _short(results["06_words"], words_in_short),
         "anything about words that a program did not write. Few replies have a counterpart of equal length"),
        ("3. Is there an aha moment?",
         "none; behaviours are there by step 10 and grow slowly",
         "not answered. " + _over_phases(first, "verification") + " verify, "
         + _over_phases(first, "backtracking") + " go back (base → warm-up → rollout → annealing)",
         "a new behaviour: one of the seven strategies of the base's corpus takes over from the others"),
        ("4. Does it carry over?",
         "AIME 4 → 9 of 103 problems, AMC 29 → 40 of 83 (read off the figure), one sample each (Fisher's exact p = .25 "
         "and .11)",
         "not answered. Five people, which reinforcement learning never trained on: " + _five(five_people),
         "transfer: 6 % of the base's corpus is about five people, and the searches that the base itself brings to an "
         "end there are right in .85. AIME is beyond a model this small"),
        ("5. Does RL memorise less than fine-tuning?",
         "yes: LiMem climbs under rejection fine-tuning and stays flat under RL",
         "not answered. " + _short(results["07_memorisation"], memorisation_in_short),
         "memorisation, for nothing memorises here: in every arm train and test agree, after sixteen epochs too"),
        ("6. Curriculum or mixed?",
         "slightly better midway; necessity \"not conclusively supported\"",
         "not answered. " + _arms(results["02_curriculum_vs_mixed"]),
         "an effect of order, for there is hardly any order: sizes 2 to 4 are equally hard for the base"),
        ("7. Do longer replies reason better?",
         "length is a by-product: one model got better and shorter, one longer and no better",
         "not answered. Length " + _over_phases(first, "mean_length") + " tokens as accuracy went "
         + _over_phases(first, "accuracy"),
         "a cause: nobody intervened. The strategy that takes over is right and long; `reward.length` would be an "
         "intervention"),
        ("Beyond the seven: does RL create a behaviour the base never read?", "not asked",
         "not in one base of one kind. " + _arms(results["04_base_behaviours"], ("verification", "backtracking")),
         "a rule: one base against one, each trained once, and the second has never seen a statement evaluated"),
        ("Beyond the seven: how hot may the rollout phase be?",
         "in answers to users: the high-temperature stage \"very easily collapses\"",
         _arms(results["05_temperature"]),
         "other learning rates, caps or models; measured at temperature 1, which is nearest to two of the arms"),
    ]  # fmt: skip


def _over_phases(result: dict, key: str) -> str:
    """`0.48 [..] → 0.60 [..] → …` over the evaluations."""
    labels = list(next(iter(result["seeds"].values())))
    return " → ".join(told(at(result, label, key), key) for label in labels)


def _arms(result: dict | None, keys: tuple[str, ...] = ("accuracy",)) -> str:
    """Each arm at its end: mean and interval over its seeds."""
    if not result:
        return NOT_YET
    arms = []
    for arm, seeds in result["arms"].items():
        ends = [list(seed["phases"].values())[-1] for seed in seeds.values()]
        numbers = ", ".join(f"{key} {told([end[key] for end in ends], key)}" for key in keys)
        arms.append(f"{arm}: {numbers} ({len(ends)} seed{'s' if len(ends) > 1 else ''})")
    return "; ".join(arms)


def _algorithms_in_short(result: dict) -> str:
    """Where the recipes end, and samples to `BAR` by the number of updates a rollout: ranges over the arms' means."""
    arms = result["arms"]
    ends = [mean(list(seed["phases"].values())[-1]["accuracy"] for seed in seeds.values()) for seeds in arms.values()]
    samples: dict[int, list[float]] = {}
    for arm, seeds in arms.items():
        taken = [reached(seed["curve"], "samples") for seed in seeds.values()]
        if None not in taken:
            samples.setdefault(ALGORITHMS[arm].updates_per_rollout, []).append(mean(taken))
    told_samples = "; ".join(
        f"with {updates} update{'s' if updates > 1 else ''} a rollout {min(means):,.0f} – {max(means):,.0f} samples to "
        f"{BAR}" for updates, means in sorted(samples.items())
    )  # fmt: skip
    return f"All {len(arms)} recipes end between {min(ends):.2f} and {max(ends):.2f}; {told_samples}"


def _short(result: dict | None, tell: Callable[[dict], str]) -> str:
    return tell(result) if result else NOT_YET


def _five(table: str) -> str:
    """`base 0.04 (0.02 – 0.07), seed-1 …` from the recorded table."""
    rows = [[cell.strip() for cell in line.strip("|\n ").split("|")] for line in table.splitlines()[2:] if line.strip()]
    return ", ".join(f"{model} {accuracy} ({interval})" for model, _, accuracy, interval, *_ in rows)
