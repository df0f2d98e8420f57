"""The numbers in the running text of README and findings: each stands in a sentence here, filled from the records.

Tables are filled by `make figures` and tested in test_readme.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

BLOCK = re.compile(r"<!-- (?P<name>[\w ]+) -->\n.*?<!-- end of (?P=name) -->|```.*?```|\]\([^)]*\)", re.DOTALL)
DECIMAL = re.compile(r"(?<![\w.-])\d*\.\d+(?![\w.]*\d)")
# What is no measurement: versions, the size of a model.
KNOWN = ("Python 3.11", "Apache-2.0", "1.76 M parameters")


@pytest.fixture(scope="module")
def record(repository: Path):
    def read(*parts: str) -> dict:
        return json.loads(repository.joinpath(*parts).read_text("utf-8"))

    return read


def plain(number: float, digits: int = 2) -> str:
    """.86, as running text has it."""
    return f"{number:.{digits}f}".removeprefix("0")


def with_interval(cell: dict) -> str:
    return f"{plain(cell['value'])} [{plain(cell['low'])}, {cell['high']:.2f}]".replace(", 0.", ", .")


def words(path: Path) -> str:
    """The running text on one line."""
    return " ".join(BLOCK.sub(" ", path.read_text("utf-8")).split())


def chosen_by_reward(record) -> str:
    """What the first and the last four steps of each seed sampled."""
    runs = record("experiments", "08_real_model", "steps.json")

    def shares(count) -> tuple[str, str]:
        """(first, last): of all seeds."""
        windows = [[run[:4], run[-4:]] for run in runs.values()]
        rates = [[sum(map(count, steps)) / sum(map(replies, steps)) for steps in pair] for pair in windows]
        first, last = ([plain(rate[end]) for rate in rates] for end in (0, 1))
        return " and ".join(first), " and ".join(last)

    def replies(step: dict) -> int:
        return sum(kind["replies"] for kind in step["kinds"].values())

    guesses, none = shares(lambda step: step["kinds"]["guess"]["replies"])
    before, after = shares(lambda step: step["kinds"]["finished"]["replies"])
    earned, more = shares(lambda step: sum(kind["verified"] for kind in step["kinds"].values()))
    assert none == " and ".join([".00"] * len(runs)), "none"
    return (f"from {guesses} of the replies to none, searches brought to their end from {before} to {after}, "
            f"verified answers from {earned} to {more}")  # fmt: skip


def right_of(record, part: str) -> str:
    steps = [step for run in record("experiments", "08_real_model", "steps.json").values() for step in run]
    return plain(sum(step[part]["right"] for step in steps) / sum(step[part]["replies"] for step in steps))


def sentences(record) -> dict[str, list[str]]:
    """By page what must stand there, word for word."""
    kinds = record("experiments", "demo", "strategies.json")
    real = record("experiments", "08_real_model", "result.json")
    judged = record("experiments", "11_process_rewards", "result.json")["arms"]
    rough = record("experiments", "14_rough_base", "result.json")
    slips, trained = rough["untrained"]["0.3"], rough["arms"]["grpo"]["1"]["cooled"]
    right = [sum(kind["right"] for kind in one["kinds"].values()) / one["replies"] for one in (slips, trained)]
    earned = [one["earned"] / one["replies"] for one in (slips, trained)]
    hot, cool = (kinds["temperatures"][temperature] for temperature in ("1.0", "0.3"))
    seeds = record("experiments", "01_three_phase", "result.json")["over_seeds"]["base"]
    sets = ("known", "words", "varied", "mem-kk")
    cold = {name: with_interval(real[f"cold3/{name}"]["all"]["pass@1"]) for name in sets}
    known, other, unheld, varied = cold["known"], cold["mem-kk"], cold["words"], cold["varied"]
    zero, theirs = (real[name]["all"] for name in ("base-zero/known", "cold3/mem-kk"))
    solved = round(zero["pass@1"]["value"] * zero["puzzles"])
    chosen, turning, straight = chosen_by_reward(record), right_of(record, "turns"), right_of(record, "straight")
    measures = ("pass@1", "verified@1")
    base = {key: with_interval(real["mixture/known"]["all"][key]) for key in measures}
    after = {key: [with_interval(real[f"rl/seed-{seed}/known"]["all"][key]) for seed in (1, 2)] for key in measures}
    cooled, more = (with_interval(real[f"{arm}/known"]["all"]["pass@1"]) for arm in ("mixture-T0.3", "more"))
    areas = [one["judge"]["held_out"]["auc"] for one in judged["prm"].values()]
    return {
        "README.md": [
            f"which {plain(seeds['format_rate']['mean'])} of the base's replies have",
            f"sampling the base at temperature 0.3 (right in {plain(cool['accuracy']['value'])} instead of "
            f"{plain(hot['accuracy']['value'])})",
            f"which is right in {plain(hot['says_success_and_right'] / hot['says_success'])}.",
            f"solves {solved} of {zero['puzzles']} held-out puzzles as it comes",
            f"brings it to {known} on names and role words that it knows, {other} on another generator's "
            f"texts, but {unheld} on words it never held and {varied} in other wordings",
            f"bring it from {base['pass@1']} ({cooled} at temperature 0.3, {more} after 240 rows more of the same "
            f"kinds instead) to {' and '.join(after['pass@1'])} of held-out puzzles "
            f"with two seeds, verified from {base['verified@1']} to {' and '.join(after['verified@1'])}:",
            f"see a mistake of their own are right in {turning} and searches that need none in {straight}:",
        ],
        "docs/findings.md": [
            f"sampled at temperature .3, right answers go from {plain(right[0])} to {plain(right[1])} and those that "
            f"were earned from {plain(earned[0])} to {plain(earned[1])}",
            f"solves {solved} of {zero['puzzles']} puzzles",
            f"bring it to {known} on names and role words that it knows, {other} on "
            f"{theirs['puzzles']} texts of another generator (mem-kk-logic), {unheld} on words it never held and "
            f"{varied} on other wordings",
            f"bring it from {base['pass@1']} (at temperature .3 {cooled}, after 240 rows more of the same kinds "
            f"instead {more}) to {' and '.join(after['pass@1'])} of 100 held-out puzzles "
            f"with two seeds, verified from {base['verified@1']} to {' and '.join(after['verified@1'])}.",
            chosen,
            f"a mistake of their own are right in {turning}, searches brought to their end without one in {straight}.",
            f"{plain(sum(areas) / len(areas))} of the area under its curve on held-out steps",
        ],
    }  # fmt: skip


@pytest.mark.parametrize("page", ["README.md", "docs/findings.md"])
def test_every_sentence_with_numbers_says_what_is_on_record(page: str, record, repository: Path) -> None:
    text = words(repository / page)
    for sentence in sentences(record)[page]:
        assert sentence in text, f"{page}: the record says {sentence!r}"
        text = text.replace(sentence, " ")
    for known in KNOWN:
        text = text.replace(known, " ")
    left = [text[max(0, one.start() - 60) : one.end() + 20] for one in DECIMAL.finditer(text)]
    assert not left, f"{page}: numbers of no record: {left}"


def test_a_number_that_is_not_on_record_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    table = "<!-- a table -->\n| .5 |\n<!-- end of a table -->\n"
    page.write_text(f"It was .71 [.60, 0.82].\n{table}Qwen2.5, [x](a-1.5.md)\n", "utf-8")
    assert DECIMAL.findall(words(page)) == [".71", ".60", "0.82"]
