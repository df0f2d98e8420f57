"""Tables of the experiments whose records have a shape of their own: words (06), memorisation (07), rewards (11),
tokens at test time (12), samples (13), the speedrun."""

from __future__ import annotations

from itertools import product
from statistics import mean

from gather import form_of, in_words, spread
from spread_over_seeds import told
from strategy_tables import share_cell

REWARDED = ("accuracy", "verified", "format_rate", "claims_true", "mean_length")
STAGES = {"base": "tiny base", "zero": "and after Zero", "last_onward": "and after all of R1's stages"}
REAL_ARMS = {
    "base-zero": "SmolLM2-135M as it comes", "base-shots": "and with three worked examples",
    "cold": "SmolLM2, cold start, first round", "cold2": "second round", "raft": "and rejection fine-tuning",
    "cold3": "third round, as packaged",
}  # fmt: skip
QUESTIONS = {
    "known": "2 to 4 people, known words", "words": "3 and 4, words never held", "varied": "3 and 4, many wordings",
    "mem-kk": "2 to 4, mem-kk-logic's texts",
}  # fmt: skip
BAR, LEAST_SEEDS = 0.95, 3  # verified accuracy that an entry of the speedrun must reach, mean over that many seeds
MEASURES = ("train", "twins", "test", "limem", "consistency", "format")


def words(result: dict) -> str:
    """A row a word: how often, and what accuracy with it is above accuracy without, three ways."""
    head = (
        f"| word | of {result['responses']} replies | over all puzzles | within the puzzle | there, at equal length |"
    )
    lines = [head, "|---|---|---|---|---|"]
    for word, found in result["words"].items():
        if "pooled" in found:
            cells = [_signed(found[key]) for key in ("within", "at_equal_length")]
            lines.append(f"| {word} | {found['responses']} | {found['pooled']:+.2f} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def words_in_short(result: dict) -> str:
    """Logic-RL's words that are said here, in one sentence."""
    told_words = [
        f"{word} {found['pooled']:+.2f} over all puzzles, {_signed(found['at_equal_length'])} within the puzzle at "
        "equal length"
        for word, found in result["words"].items() if found["theirs"] and "pooled" in found
    ]  # fmt: skip
    return "; ".join(told_words)


def memorisation(result: dict) -> str:
    """A row an arm, mean and interval over seeds."""
    lines = ["| model | seeds | " + " | ".join(MEASURES) + " |", "|---" * (len(MEASURES) + 2) + "|"]
    for arm, seeds in result["arms"].items():
        if seeds:
            cells = [told([seed[key] for seed in seeds.values()]) for key in MEASURES]
            lines.append(f"| {arm} | {len(seeds)} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def memorisation_in_short(result: dict) -> str:
    return "; ".join(
        f"{arm}: LiMem {told([seed['limem'] for seed in seeds.values()])}, other puzzles "
        f"{told([seed['test'] for seed in seeds.values()])}"
        for arm, seeds in result["arms"].items() if seeds
    )  # fmt: skip


def verified(staged: dict, real: dict) -> str:
    """Right and verified of every model: the tiny base's stages (10) over seeds, and SmolLM2's arms (08)."""
    lines = ["| model | puzzles | right | verified | right replies that are not |", "|---|---|---|---|---|"]
    for stage, name in STAGES.items():
        found = [run["stages"][stage] for run in staged["runs"]]
        right, earned = ([one[key] for one in found] for key in ("accuracy", "verified"))
        lucky = 1 - sum(earned) / sum(right)
        lines.append(f"| {name} | 2 to 4 people, {len(found)} seeds | {told(right)} | {told(earned)} | {lucky:.2f} |")
    for (arm, name), (questions, where) in product(REAL_ARMS.items(), QUESTIONS.items()):
        if found := real.get(f"{arm}/{questions}", {}).get("all"):
            right, earned = (found[measure] for measure in ("pass@1", "verified@1"))
            lucky = f"{1 - earned['value'] / right['value']:.2f}" if right["value"] else "–"
            cells = [share_cell(one) for one in (right, earned)]
            lines.append(f"| {name} | {where} ({found['puzzles']}) | {' | '.join(cells)} | {lucky} |")
    return "\n".join(lines) + "\n"


def process_rewards(result: dict) -> str:
    """A row an arm: what the judge is worth, what came out at the end, and what rang when, in how many seeds."""
    on_the_way = ("paid, start → end", "verified, start", "at best (step)", "below half of the start at step")
    heads = ("arm", "seeds", "judge's AUC", *on_the_way, *REWARDED, "rang (first step)")
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for arm, seeds in result["arms"].items():
        ends = [list(seed["phases"].values())[-1] for seed in seeds.values()]
        judges = [seed["judge"]["held_out"] for seed in seeds.values() if seed["judge"]]
        aucs = [judge["auc"] for judge in judges if judge["auc"] is not None]
        cells = [arm, str(len(seeds)), in_words(spread(aucs), "{:.3f}") if aucs else "–"]
        cells += _on_the_way([seed["curve"] for seed in seeds.values()])
        for key in REWARDED:
            values = [end[key] for end in ends if end[key] is not None]
            cells.append(in_words(spread(values), form_of(key)) if values else "–")
        rings: dict[str, list[int]] = {}
        for seed in seeds.values():
            for name, step in seed["rings"].items():
                rings.setdefault(name, []).append(step)
        rang = (f"{name} {min(steps)} – {max(steps)} in {len(steps)}" for name, steps in sorted(rings.items()))
        lines.append("| " + " | ".join([*cells, "; ".join(rang) or "nothing"]) + " |")
    return "\n".join(lines) + "\n"


def _on_the_way(curves: list[list[dict]]) -> list[str]:
    """Of training, means over three steps: what was paid at both ends; verified at the start, at its best, and when it
    fell below half of the start."""
    windows = [[curve[place : place + 3] for place in range(len(curve) - 2)] for curve in curves]
    paid = [[mean(point["paid"] for point in window) for window in of_run] for of_run in windows]
    gold = [[mean(point["verified"] for point in window) for window in of_run] for of_run in windows]
    best = [values.index(max(values)) for values in gold]
    fell = [next((place for place, value in enumerate(values) if value < values[0] / 2), None) for values in gold]
    at_best = mean(values[place] for values, place in zip(gold, best, strict=True))
    middles = [windows[run][place][1]["step"] for run, place in enumerate(best)]
    ends = [windows[run][place][2]["step"] for run, place in enumerate(fell) if place is not None]
    return [
        f"{mean(values[0] for values in paid):.2f} → {mean(values[-1] for values in paid):.2f}",
        f"{mean(values[0] for values in gold):.2f}",
        f"{at_best:.2f} ({min(middles)} – {max(middles)})",
        f"{min(ends)} – {max(ends)} in {len(ends)}" if ends else "never",
    ]


def _signed(found: dict) -> str:
    return f"{found['value']:+.2f} [{found['low']:+.2f}, {found['high']:+.2f}]"


def speedrun(recorded: dict[str, dict[str, dict]]) -> str:
    """Entries of every machine, the fastest first: seconds and held-out accuracy, mean over seeds (least – most)."""
    rows = [(entry, machine, seeds) for machine, entries in recorded.items() for entry, seeds in entries.items()]
    lines = ["| entry | machine | seeds | seconds | verified | accuracy | counts |", "|---" * 7 + "|"]
    for entry, machine, seeds in sorted(rows, key=lambda row: mean(one["seconds"] for one in row[2].values())):
        seconds = [one["seconds"] for one in seeds.values()]
        verified, right = ([one[key][0] for one in seeds.values()] for key in ("verified@1", "pass@1"))
        counts = "yes" if len(seeds) >= LEAST_SEEDS and mean(verified) >= BAR else "no"
        cells = [
            in_words(spread(values), form)
            for values, form in ((seconds, "{:.0f}"), (verified, "{:.3f}"), (right, "{:.3f}"))
        ]
        lines.append(f"| {entry} | {machine} | {len(seeds)} | {' | '.join(cells)} | {counts} |")
    return "\n".join(lines) + "\n"


def test_time(result: dict) -> str:
    """A row a strategy and setting: what it earns on each model, and tokens sampled and read again for a question."""
    models = list(result)
    lines = ["| strategy | " + " | ".join(f"{name}: right | sampled | read again" for name in models) + " |"]
    lines.append("|---" * (1 + 3 * len(models)) + "|")
    kinds = dict.fromkeys(kind for name in models for kind in result[name]["strategies"])
    for kind in kinds:
        tables = [result[name]["strategies"].get(kind, {}) for name in models]
        for setting in dict.fromkeys(key for table in tables for key in table):
            cells = [_of_strategy(table.get(setting)) for table in tables]
            lines.append(f"| {kind} {setting} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _of_strategy(row: dict | None) -> str:
    if row is None:
        return "– | – | –"
    return f"{share_cell(row)} | {row['tokens']:,.0f} | {row.get('read', 0):,.0f}"


def within_k(result: dict) -> str:
    """A row a size, model and measure: the share of puzzles within k samples."""
    shown = (1, 4, 16, 64)
    lines = ["| | puzzles | k = 1 | 4 | 16 | 64 |", "|---|---|---|---|---|---|"]
    for size in result["base"]["people"]:
        for model in ("base", "zero"):
            row = result[model]["people"][size]
            for measure, word in (("pass", "solved"), ("verified", "verified")):
                cells = [_within(row.get(f"{measure}@{k}")) for k in shown]
                lines.append(f"| {size} people, {model}, {word} | {row['puzzles']} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _within(cell: list[float] | None) -> str:
    return "–" if cell is None else f"{cell[0]:.2f} [{cell[1]:.2f}, {cell[2]:.2f}]"


def language(result: dict) -> str:
    """A row an arm, mean over seeds (least – most): what thinking is in, and what that is worth."""
    titles = {"right": "accuracy", "verified": "verified", "mixed": "mixed thinking", "chinese": "thinking in Chinese",
              "away_and_back": "and answer in English", "right_if_mixed": "accuracy of those",
              "right_if_not": "of the others"}  # fmt: skip
    lines = ["| arm | seeds | " + " | ".join(titles.values()) + " | tokens |", "|---" * (len(titles) + 3) + "|"]
    runs = result["runs"]
    for arm, label in [("base", "base"), *((arm, "rl") for arm in dict.fromkeys(run["arm"] for run in runs))]:
        ends = [run["ends"][label] for run in runs if arm in ("base", run["arm"])]
        found = [[end[key]["value"] for end in ends if end[key]] for key in titles]
        cells = [in_words(spread(values), "{:.2f}") if values else "–" for values in found]
        cells.append(in_words(spread([end["length"] for end in ends]), "{:.0f}"))
        lines.append(f"| {arm} | {len(ends)} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def read_by_hand(result: dict) -> str:
    """A row a set of puzzles: precision and recall of `verified` against a reader, with 95 % intervals."""
    lines = ["| right replies to | read | earned, says the reader | found | precision | recall |", "|---" * 6 + "|"]
    for name, one in result.items():
        cells = [str(one[key]) for key in ("replies", "read_as_verified", "found")]
        cells += [share_cell(one[key]) for key in ("precision", "recall")]
        lines.append(f"| {QUESTIONS.get(name, 'all')} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
