"""Tables of experiments/demo/strategies.json: kinds of replies over the phases, and what the base does untrained.

The kinds and the counts are those of `strategies.py`. Brackets are Wilson's 95 % intervals.
"""

from __future__ import annotations

from results_table import TITLES

from logic_rl.analysis.statistics.intervals import wilson

NAMES = {"finished": "search brought to its end", "unfinished": "other careful reply", "careless": "careless check",
         "guess": "guess, or a check only claimed"}  # fmt: skip


def rate(count: int, total: int, places: int = 2) -> str:
    """`0.97 [0.85, 0.99]`; a dash where there is nothing to count."""
    if not total:
        return "–"
    low, high = wilson(count, total)
    return f"{count / total:.{places}f} [{low:.{places}f}, {high:.{places}f}]"


def share_cell(share: dict) -> str:
    """A recorded share with its interval, as `rate` writes one."""
    return f"{share['value']:.2f} [{share['low']:.2f}, {share['high']:.2f}]"


def in_short(record: dict) -> str:
    """A line a kind, a column a phase: its share of the replies x how many of these are right."""

    def cell(phase: dict, kind: str) -> str:
        counts = phase["kinds"][kind]
        share = f"{counts['replies'] / phase['replies']:.2f}"
        return f"{share} x {rate(counts['right'], counts['replies'])}" if counts["replies"] else share

    phases = record["phases"]
    lines = _head("share x right of these", phases)
    lines += [_line(name, [cell(phase, kind) for phase in phases.values()]) for kind, name in NAMES.items()]
    return "\n".join(lines) + "\n"


def in_full(record: dict) -> str:
    """Three lines a kind: its share, how many of these are right, and how many of their claims are true."""
    phases = record["phases"]
    lines = _head(f"{phases['base']['replies']} held-out replies a phase", phases)
    for kind, name in NAMES.items():
        counts = [phase["kinds"][kind] for phase in phases.values()]
        shares = [rate(one["replies"], phase["replies"]) for one, phase in zip(counts, phases.values(), strict=True)]
        lines.append(_line(f"**{name}**: share", shares))
        lines.append(_line("of these right", [rate(one["right"], one["replies"]) for one in counts]))
        lines.append(_line("of their claims true", [rate(one["claims_true"], one["claims"], 4) for one in counts]))
    return "\n".join(lines) + "\n"


def untrained(record: dict) -> str:
    """The base without any training: by temperature, and the replies that its own words of success single out."""
    lines = ["| the base, untrained | right | well-formed | tokens | replies that say a success | of these right |"]
    lines.append("|---" * 6 + "|")
    for temperature, numbers in sorted(record["temperatures"].items(), key=lambda item: -float(item[0])):
        one = numbers["accuracy"]
        said, right = numbers["says_success"], numbers["says_success_and_right"]
        cells = [share_cell(one), f"{numbers['format_rate']:.2f}",
                 f"{numbers['mean_length']:.0f}", rate(said, numbers["replies"]), rate(right, said)]  # fmt: skip
        lines.append(_line("greedy" if float(temperature) == 0 else f"temperature {temperature}", cells))
    return "\n".join(lines) + "\n"


def rough(record: dict) -> str:
    """A line a setting: searches brought to their end, how many are right, and of their claims how many are true."""
    titles = ("model", "seeds", "right, any tags", "verified", "searches brought to their end", "of these right",
              "3 people", "4 people", "of their claims true")  # fmt: skip
    lines = ["| " + " | ".join(titles) + " |", "|---" * len(titles) + "|"]
    for temperature, counts in sorted(record["untrained"].items(), key=lambda item: -float(item[0])):
        name = "greedy" if float(temperature) == 0 else f"temperature {float(temperature):g}"
        lines.append(_rough_line(f"the base, {name}", [counts]))
    for arm, seeds in record["arms"].items():
        for label, told in (("anneal", ""), ("cooled", ", temperature 0.3")):
            runs = [phases[label] for phases in seeds.values() if label in phases]
            lines += [_rough_line(f"after {arm}{told}", runs)] if runs else []
    return "\n".join(lines) + "\n"


def _rough_line(name: str, runs: list[dict]) -> str:
    """Counts of all seeds together; their intervals do not know that replies of one model are alike."""
    finished = [one["kinds"]["finished"] for one in runs]
    replies = sum(one["replies"] for one in runs)
    total = {key: sum(one[key] for one in finished) for key in ("replies", "right", "claims", "claims_true")}
    right = sum(kind["right"] for one in runs for kind in one["kinds"].values())
    cells = [str(len(runs)), rate(right, replies), rate(sum(one["earned"] for one in runs), replies)]
    cells.append(rate(total["replies"], replies))
    cells.append(rate(total["right"], total["replies"]))
    for size in ("3", "4"):
        own = [one["people"][size]["kinds"]["finished"] for one in runs]
        cells.append(rate(sum(one["right"] for one in own), sum(one["replies"] for one in own)))
    cells.append(rate(total["claims_true"], total["claims"], 4))
    return _line(name, cells)


REAL = {"mixture": "four kinds of replies, T 0.7", "mixture-T0.3": "the same, T 0.3",
        "more": "240 rows more of the same kinds", "rl/seed-1": "reward, seed 1", "rl/seed-2": "reward, seed 2",
        "rl/seed-3": "reward, seed 3", "cold3": "searches alone (smollm2-cold)"}  # fmt: skip


def real(record: dict) -> str:
    """A line an arm of the pretrained model, on known words: what is right, and each kind's share x right of these."""
    titles = ("model", "right", "verified", "tokens", "cut off", "search brought to its end", "checks, and no end",
              "guess", "sees a mistake of its own")  # fmt: skip
    lines = ["| " + " | ".join(titles) + " |", "|---" * len(titles) + "|"]
    for arm, name in REAL.items():
        if found := record.get(f"{arm}/known"):
            total = found["all"]["samples"]
            cells = [share_cell(found["all"][key]) for key in ("pass@1", "verified@1")]
            cells += [f"{found['length']:.0f}", f"{found['truncated']:.2f}"]
            kinds = [*(found["kinds"][kind] for kind in ("finished", "unfinished", "guess")), found.get("turns")]
            lines.append(_line(name, cells + [_share_by_right(kind, total) for kind in kinds]))
    return "\n".join(lines) + "\n"


def _share_by_right(counts: dict | None, total: int) -> str:
    if counts is None:
        return "–"
    share = f"{counts['replies'] / total:.2f}"
    return f"{share} x {counts['right'] / counts['replies']:.2f}" if counts["replies"] else share


def five_people(record: dict) -> str:
    """A line a model: on five people, the share of searches brought to their end, and how many are right."""
    lines = ["| five people | replies | right in the right tags | searches brought to their end | of these right |"]
    lines.append("|---" * 5 + "|")
    for model, numbers in record["five_people"].items():
        counts, replies = numbers["kinds"]["finished"], numbers["replies"]
        cells = [str(replies), rate(numbers["accurate"], replies), rate(counts["replies"], replies)]
        lines.append(_line(model, [*cells, rate(counts["right"], counts["replies"])]))
    return "\n".join(lines) + "\n"


def _head(title: str, phases: dict) -> list[str]:
    return [_line(title, [TITLES[label] for label in phases]), "|---" * (len(phases) + 1) + "|"]


def _line(name: str, cells: list[str]) -> str:
    return f"| {name} | " + " | ".join(cells) + " |"
