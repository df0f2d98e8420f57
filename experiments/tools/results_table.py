"""The results of the demo as Markdown, from experiments/demo/summary.json alone."""

from __future__ import annotations

TITLES = {"base": "before", "warmup": "after warm-up", "rollout": "after rollout", "anneal": "after annealing"}


def results_table(summary: dict) -> str:
    """Markdown: a line a measure, a column an evaluation, and the interval of the last one."""
    phases, intervals = summary["phases"], summary["intervals_after"]
    columns = [TITLES[label] for label in phases]
    lines = ["| | " + " | ".join(columns) + " | 95 % interval at the end |", "|---" * (len(columns) + 2) + "|"]

    def line(name: str, values: list[float], interval: list[float], form: str = "{:.2f}") -> None:
        cells = [form.format(value) for value in values]
        lines.append(f"| {name} | " + " | ".join(cells) + " | " + " – ".join(map(form.format, interval)) + " |")

    for size, entry in next(iter(phases.values()))["people"].items():
        accuracies = [phase["people"][size]["accuracy"] for phase in phases.values()]
        line(f"accuracy, {size} people ({entry['num_puzzles']} puzzles)", accuracies, intervals["people"][size])
    line("accuracy, all", [phase["accuracy"] for phase in phases.values()], intervals["accuracy"])
    line("well-formed", [phase["format_rate"] for phase in phases.values()], intervals["format"])
    line("length, tokens", [phase["mean_length"] for phase in phases.values()], intervals["length"], "{:.0f}")
    for name in ("verification", "backtracking"):
        shares = [phase["behaviours"][name] for phase in phases.values()]
        line(f"responses with {name}", shares, intervals[name])
    line(
        "claims that are true", [phase["claims_true"] for phase in phases.values()], intervals["claims_true"], "{:.3f}"
    )
    return "\n".join(lines) + "\n"
