"""Tables of the nested figures of the behaviour tagger, from experiments/behaviour_tagger/result.json."""

from __future__ import annotations

HEADS = ("any", "verification", "backtracking", "reflection", "rate_spearman")
EPISODES = "episodes: "


def nested(result: dict) -> str:
    """A row a choice by itself, then the choice made inside: documents by hand, and all."""
    lines = _head("each source left out once")
    for name, told in result.items():
        if isinstance(told, dict) and "by hand" in told:
            lines.append(_row(f"{name}, 12 by hand", told["by hand"]))
    lines.append(_row("chosen inside, all 27", result["chosen inside"]["all"]))
    return "\n".join(lines) + "\n"


def episodes(result: dict) -> str:
    """Documents of another labelling."""
    lines = _head("22 documents with Schoenfeld's episodes")
    for name, told in result.items():
        if name.startswith(EPISODES):
            mark = " (preferred inside)" if told.get("preferred") else ""
            lines.append(_row(name.removeprefix(EPISODES) + mark, told))
    return "\n".join(lines) + "\n"


def _head(what: str) -> list[str]:
    heads = (what, "any", "verification", "backtracking", "reflection", "rank correlation of rates")
    return [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]


def _row(name: str, told: dict) -> str:
    cells = [f"{_short(value)} [{_short(low)}, {_short(high)}]" for value, (low, high) in (told[key] for key in HEADS)]
    return f"| {name} | {' | '.join(cells)} |"


def _short(value: float) -> str:
    """Two places, without the nought before the point."""
    return f"{value:.2f}".replace("0.", ".", 1)
