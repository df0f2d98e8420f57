"""R1's table 6 in small (10), from its record: what each arm comes to, and reward alone at equal work."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import mean

from gather import in_words, spread


def at_most(points: list[dict], amount: float, *keys: str) -> dict:
    """The last point of a curve whose cost is within an amount, or the first."""
    return [point for point in points if sum(point.get(key, 0) for key in keys) <= amount][-1]


def table(result: dict) -> str:
    """Means over seeds (least to most), and reward alone at equal work and at equally many sampled tokens."""
    heads = ("arm", "accuracy", "verified", "five people", "reward alone at equal operations", "at equal samples",
             "sampled tokens, own + teacher's", "operations, 10^12", "seconds")  # fmt: skip
    runs = result["runs"]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for name in dict.fromkeys(arm for run in runs for arm in run["arms"]):
        curves = [run["arms"][name] for run in runs if name in run["arms"]]
        rewarded = [run["arms"]["reward alone"] for run in runs if name in run["arms"]]
        ends = [points[-1] for points in curves]
        equal = [at_most(points, end["flop"], "flop") for points, end in zip(rewarded, ends, strict=True)]
        tokens = ("own_tokens", "teacher_tokens")
        drawn = [sum(end.get(key, 0) for key in tokens) for end in ends]
        same = [at_most(points, total, *tokens) for points, total in zip(rewarded, drawn, strict=True)]
        own, taught = (mean(end.get(key, 0) for end in ends) for key in tokens)
        cells = [name, *(_told(end[key] for end in ends) for key in ("accuracy", "verified", "five")),
                 _told(point["accuracy"] for point in equal), _told(point["accuracy"] for point in same),
                 f"{own / 1e3:,.0f} k + {taught / 1e3:,.0f} k", f"{mean(end['flop'] for end in ends) / 1e12:.0f}",
                 f"{mean(end['seconds'] for end in ends):.0f}"]  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _told(values: Iterable[float]) -> str:
    return in_words(spread(list(values)), "{:.2f}")
