"""Write what is on record into the Markdown files that quote it: python experiments/tools/blocks.py

A quoted table or number stands between `<!-- NAME -->` and `<!-- end of NAME -->`; the names are those of `BLOCKS`.
Nothing but recorded files is read, so this can be done again without any run.
"""

from __future__ import annotations

import configparser
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import arms
import curves
import distillation_table
import gather
import small_tables
import strategy_tables
import tagger_tables
from research_questions import research_questions
from results_table import results_table
from settings_table import settings
from spread_over_seeds import five_people, three_seeds

HERE = Path(__file__).resolve().parents[1]
ROOT = HERE.parent
BLOCK = re.compile(r"<!-- (?P<name>[\w ]+) -->\n(?P<body>.*?)<!-- end of (?P=name) -->", re.DOTALL)
WHOLE = {"demo": ("overview",), "01_three_phase": curves.FIGURES}  # runs whose curves are on record
ARMS = ("02_curriculum_vs_mixed", "03_algorithms", "04_base_behaviours", "05_temperature")
SMALL = ("06_words", "07_memorisation")
NOT_YET = "Not run yet.\n"


def recorded(*parts: str) -> dict | None:
    path = ROOT.joinpath(*parts)
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def arms_table(name: str) -> str:
    return of(name, arms.table)


def of(name: str, table: Callable[[dict], str], record: str = "result.json") -> str:
    result = recorded("experiments", name, record)
    return table(result) if result else NOT_YET


def speed() -> str:
    """Ours beside the peers, measured in turns on one machine; the median of the turns."""
    lines = ["| what | this | the peer | ours is | machine and date |", "|---|---|---|---|---|"]
    for row in recorded("benchmarks", "recorded.json")["comparisons"]:
        ours, theirs = median(row["ours"]), median(row["theirs"])
        factor = theirs / ours if row["unit"] == "s" else ours / theirs
        told = f"{factor:.1f} times as fast" if factor < 20 else f"{factor:.0f} times as fast"
        number = "{:,.1f}" if row["unit"] == "s" else "{:,.0f}"
        lines.append(
            f"| {row['what']} | {number.format(ours)} {row['unit']} "
            f"| {number.format(theirs)} {row['unit']} ({row['peer']}) | {told} | {row['machine']}, {row['date']} |"
        )
    return "\n".join(lines) + "\n"


def strategies(table: Callable[[dict], str]) -> str:
    record = recorded("experiments", "demo", "strategies.json")
    return table(record) if record else NOT_YET


def layers() -> str:
    """The first contract of setup.cfg, highest first, as it is drawn in the docs."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = contracts["importlinter:contract:layers"]["layers"].replace("(", "").replace(")", "").split("\n")
    return "\n".join(["```", *filter(None, lines), "puzzles", "```"]) + "\n"


BLOCKS: dict[str, Callable[[], str]] = {
    "demo results": lambda: results_table(recorded("experiments", "demo", "summary.json")),
    "three seeds": lambda: three_seeds(recorded("experiments", "01_three_phase", "result.json")),
    "three seeds in full": lambda: gather.table(recorded("experiments", "01_three_phase", "result.json")),
    "five people": lambda: five_people(HERE / "01_three_phase" / "five_people.md"),
    "research questions": lambda: research_questions(
        {name: recorded("experiments", name, "result.json") for name in ("01_three_phase", *ARMS, *SMALL)},
        five_people(HERE / "01_three_phase" / "five_people.md"),
    ),
    "words": lambda: of("06_words", small_tables.words),
    "memorisation": lambda: of("07_memorisation", small_tables.memorisation),
    "language mixing": lambda: of("09_language", small_tables.language),
    "test time": lambda: of("12_test_time", small_tables.test_time),
    "within k": lambda: of("13_samples", small_tables.within_k),
    "distillation": lambda: of("10_r1", distillation_table.table, "distillation.json"),
    "speedrun": lambda: of("speedrun", small_tables.speedrun),
    "verified table": lambda: small_tables.verified(
        recorded("experiments", "10_r1", "result.json"), recorded("experiments", "08_real_model", "result.json")
    ),
    "read by hand": lambda: of("verified", small_tables.read_by_hand, "smollm2.json"),
    "process rewards": lambda: of("11_process_rewards", small_tables.process_rewards),
    "tagger nested": lambda: of("behaviour_tagger", tagger_tables.nested),
    "tagger episodes": lambda: of("behaviour_tagger", tagger_tables.episodes),
    "strategies in short": lambda: strategies(strategy_tables.in_short),
    "strategies": lambda: strategies(strategy_tables.in_full),
    "rough base": lambda: of("14_rough_base", strategy_tables.rough),
    "pretrained by kind": lambda: of("08_real_model", strategy_tables.real),
    "untrained base": lambda: strategies(strategy_tables.untrained),
    "five people by kind": lambda: strategies(strategy_tables.five_people),
    "layers": layers,
    "speed": speed,
    "settings": settings,
} | {f"results {name}": (lambda name=name: arms_table(name)) for name in ARMS}


def filled(text: str) -> str:
    """The text with every block as the records have it; an unknown name is a KeyError."""

    def anew(found: re.Match) -> str:
        name = found["name"]
        return f"<!-- {name} -->\n{BLOCKS[name]()}<!-- end of {name} -->"

    return BLOCK.sub(anew, text)


def places() -> Iterator[Path]:
    """The Markdown files that may quote records."""
    for pattern in ("README.md", "docs/*.md", "benchmarks/*.md", "experiments/*.md", "experiments/*/README.md"):
        yield from sorted(ROOT.glob(pattern))


if __name__ == "__main__":
    for path in places():
        old = path.read_text(encoding="utf-8")
        if (new := filled(old)) != old:
            path.write_text(new, encoding="utf-8")
            print(f"written: {path.relative_to(ROOT)}")
    for name, figures in WHOLE.items():
        curves.draw(HERE / name, figures)
    for name in ARMS:
        if result := recorded("experiments", name, "result.json"):
            (HERE / name / "result.md").write_text(arms.table(result), encoding="utf-8")
            arms.draw(result, HERE / name / "overview.png")
