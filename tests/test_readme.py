"""What the README, the docs and the experiments quote is what the recorded files say."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

import pytest

from logic_rl.analysis.sizes import by_size


@pytest.fixture(scope="module")
def tools(repository: Path):
    """The modules of experiments/tools by name; they import their neighbours by name, too."""
    sys.path.insert(0, str(repository / "experiments" / "tools"))
    yield import_module
    sys.path.pop(0)


@pytest.fixture(scope="module")
def blocks(tools):
    return tools("blocks")


@pytest.fixture(scope="module")
def kinds(blocks) -> dict:
    """What is on record of the kinds of replies."""
    return blocks.recorded("experiments", "demo", "strategies.json")


def test_every_quoted_table_is_that_of_the_records(blocks) -> None:
    quoting = [path for path in blocks.places() if blocks.BLOCK.search(path.read_text("utf-8"))]
    assert {path.parent.name for path in quoting} >= {blocks.ROOT.name, "experiments", "01_three_phase"}
    for path in quoting:
        text = path.read_text("utf-8")
        assert blocks.filled(text) == text, f"{path}: run `make figures`"


def test_every_block_is_closed_and_known(blocks) -> None:
    for path in blocks.places():
        text = path.read_text("utf-8")
        assert text.count("<!-- ") == 2 * len(blocks.BLOCK.findall(text)), path


def test_a_changed_record_changes_what_is_quoted(blocks, repository: Path, monkeypatch) -> None:
    text = (repository / "experiments" / "demo" / "README.md").read_text("utf-8")
    true = blocks.recorded

    def changed(*parts: str) -> dict:
        record = true(*parts)
        if parts[-1] == "summary.json":
            record["phases"]["base"]["accuracy"] = 0.777
        return record

    monkeypatch.setattr(blocks, "recorded", changed)
    assert "| accuracy, all | 0.78 |" in blocks.filled(text) != text


def test_figures_and_tables_tell_of_the_same_runs(blocks, repository: Path) -> None:
    """At every evaluation the curves on record end where the tables do, size by size."""
    tables = dict(blocks.recorded("experiments", "01_three_phase", "result.json")["seeds"])
    phases = blocks.recorded("experiments", "demo", "summary.json")["phases"]
    tables["demo"] = {
        label: {f"accuracy, {size}": entry["accuracy"] for size, entry in by_size(phase).items()}
        for label, phase in phases.items()
    }
    runs = [run for name in blocks.WHOLE for run in blocks.curves.recorded(repository / "experiments" / name)]
    assert {run.name for run in runs} == set(tables) and len(tables) == 4
    for run in runs:
        for size, points in run.evaluation.items():
            told = [phase[f"accuracy, {size}"] for phase in tables[run.name].values()]
            assert [point[1] for point in points] == pytest.approx(told, abs=1e-5), (run.name, size)


def test_the_questions_take_their_rows_from_the_arms(blocks, tools) -> None:
    questions = tools("research_questions")
    first = blocks.recorded("experiments", "01_three_phase", "result.json")
    curve = {"samples": [10, 20, 30, 40, 50], "seconds": None, "accuracy": [0.5, 0.7, 0.8, 0.9, 1.0]}

    def arm(*ends: float) -> dict:
        return {f"seed-{number}": {"phases": {"base": {"accuracy": 0.1}, "anneal": {"accuracy": end}}, "curve": curve}
                for number, end in enumerate(ends)}  # fmt: skip

    results = dict.fromkeys((*blocks.ARMS, *blocks.SMALL)) | {"01_three_phase": first}
    results |= {"03_algorithms": {"arms": {"grpo": arm(0.5, 0.7), "ppo": arm(0.9)}}}
    results |= {"02_curriculum_vs_mixed": {"arms": {"mixed": arm(0.5, 0.7)}}}
    table = questions.research_questions(results, "| a |\n|---|\n")
    # .7, .8, .9 are .8 on average: 40 samples.
    assert ("All 2 recipes end between 0.60 and 0.90; with 1 update a rollout 40 – 40 samples to 0.8; "
            "with 2 updates a rollout 40 – 40 samples to 0.8") in table  # fmt: skip
    # mean .6, standard error .1, Student's t of one degree of freedom 12.7: cut to 0..1.
    assert "mixed: accuracy 0.60 [0.00, 1.00] (2 seeds)" in table
    assert f"fine-tuning and stays flat under RL | not answered. {questions.NOT_YET} |" in table


def test_kinds_add_up_to_the_replies(kinds: dict, blocks) -> None:
    phases = blocks.recorded("experiments", "demo", "summary.json")["phases"]
    assert list(kinds["phases"]) == list(phases)
    for label, phase in kinds["phases"].items():
        assert sum(kind["replies"] for kind in phase["kinds"].values()) == phase["replies"]
        assert sum(kind["right"] for kind in phase["kinds"].values()) >= phase["accurate"]
        assert phase["accurate"] / phase["replies"] == pytest.approx(phases[label]["accuracy"]), label
        assert phase["tagged"] / phase["replies"] == pytest.approx(phases[label]["verification"]), label
        read, true = (sum(kind[key] for kind in phase["kinds"].values()) for key in ("claims", "claims_true"))
        assert true / read == pytest.approx(phases[label]["claims_true"], abs=1e-6), label


def test_a_reply_is_counted_once_and_by_its_own_words(tools) -> None:
    head = {"id": "1", "num_people": 2, "names": ["Alice", "Bob"], "roles": ["knight", "knave"],
            "solution": [True, False], "statements": [["knave", 1], ["and", ["knight", 0], ["knight", 1]]]}  # fmt: skip
    check = "Alice says that Bob is a knave (here Bob: knave): true, and Alice: knight."
    replies = {
        "finished": f"<think> I think: knight Alice, knave Bob. {check} All statements hold. </think>",
        "unfinished": f"<think> Everything fits. {check} That fits. </think>",
        "careless": "<think> Alice says that Bob is a knave, which is true. All statements hold. </think>",
        "guess": "<think> I checked and it works. </think>",
    }
    end = " <answer> Alice is a knight, Bob is a knave. </answer>"
    rows = [head | {"response": reply + end, "score": {"verdict": "correct"}} for reply in replies.values()]
    rows.append(head | {"response": "Alice is a knave, Bob is a knave.", "score": {"verdict": "bad_format"}})
    counts = tools("strategies").counted(rows)
    assert {kind: one["replies"] for kind, one in counts["kinds"].items()} == dict.fromkeys(replies, 1) | {"guess": 2}
    assert {kind: one["right"] for kind, one in counts["kinds"].items()} == dict.fromkeys(replies, 1)
    assert (counts["replies"], counts["accurate"], counts["says_success"]) == (5, 4, 3)
    assert counts["kinds"]["finished"]["claims"] == counts["kinds"]["finished"]["claims_true"] > 0


def test_rough_counts_of_all_seeds_are_added_up(tools) -> None:
    def counts(replies: int, finished: int, right: int) -> dict:
        none = {"replies": 0, "right": 0, "claims": 0, "claims_true": 0}
        kinds = {"finished": {"replies": finished, "right": right, "claims": 10, "claims_true": 9}, "guess": none}
        sizes = {"3": {"kinds": {"finished": none}}, "4": {"kinds": kinds}}
        return {"replies": replies, "kinds": kinds, "earned": right - 1 if right else 0, "people": sizes}

    arms = {"grpo": {"1": {"base": counts(10, 1, 1), "anneal": counts(10, 6, 3)}, "2": {"anneal": counts(10, 8, 4)}}}
    untrained = {"0.0": counts(5, 0, 0), "1.0": counts(10, 2, 1)}
    lines = tools("strategy_tables").rough({"untrained": untrained, "arms": arms}).splitlines()[2:]
    cells = [[cell.partition(" [")[0].strip() for cell in line.strip("|").split("|")] for line in lines]
    assert cells == [
        ["the base, temperature 1", "1", "0.10", "0.00", "0.20", "0.50", "–", "0.50", "0.9000"],
        ["the base, greedy", "1", "0.00", "0.00", "0.00", "–", "–", "–", "0.9000"],
        ["after grpo", "2", "0.35", "0.25", "0.70", "0.50", "–", "0.50", "0.9000"],
    ]


def test_what_the_base_does_untrained_is_quoted_as_measured(kinds: dict, repository: Path) -> None:
    hot, cool = (kinds["temperatures"][temperature] for temperature in ("1.0", "0.3"))
    assert max(kinds["temperatures"].values(), key=lambda one: one["accuracy"]["value"]) is cool
    shares = hot["accuracy"]["value"], cool["accuracy"]["value"], hot["says_success_and_right"] / hot["says_success"]
    low, high, phrase = (f"{share:.2f}"[1:] for share in shares)
    readme, limits, first = (" ".join((repository / name).read_text("utf-8").split()) for name in (
        "README.md", "docs/limits.md", "experiments/01_three_phase/README.md"))  # fmt: skip
    assert f"at temperature 0.3 (right in {high} instead of {low})" in readme
    assert f"which is right in {phrase}" in readme
    assert f"At 0.3 it is right in {high} instead of {low}" in limits
    assert f"it is right in {low} there and in {high} at 0.3" in first
    base = kinds["phases"]["base"]
    checking = sum(base["kinds"][kind]["replies"] for kind in ("finished", "unfinished", "careless")) / base["replies"]
    assert f"and {checking:.2f} hold any check".replace("0.", ".") in limits


def test_the_readme_fits_a_few_screens(repository: Path) -> None:
    lines = (repository / "README.md").read_text("utf-8").splitlines()
    assert len(lines) <= 150 and max(map(len, lines)) <= 200


def test_the_notebook_quotes_the_lab_book(repository: Path) -> None:
    log = (repository / "experiments" / "LOG.md").read_text("utf-8")
    notebook = json.loads((repository / "notebooks" / "what_the_analyzer_sees_and_misses.ipynb").read_text("utf-8"))
    told = " ".join(" ".join("".join(cell["source"]) for cell in notebook["cells"]).split())
    for quoted in (".85 [.81, .87]", ".64 [.57, .70]", ".53 [.46, .60]", ".69 [.53, .78]"):
        assert quoted in log and quoted in told, quoted
