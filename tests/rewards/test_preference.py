"""The preference head: its fit against a grid and against autograd-free sums, what it sees, and the reward it gives."""

from __future__ import annotations

import itertools
import math
import random
from pathlib import Path

import pytest

from logic_rl.algorithms.bradley_terry import fit
from logic_rl.config.reading import config_from_tree, reward_from_tree
from logic_rl.errors import RunFailed, UsageError
from logic_rl.rewards.batch import Rubric
from logic_rl.rewards.format import WITH_SUMMARY, split_blocks
from logic_rl.rewards.preference import PreferenceHead, features
from logic_rl.training.stages.preference import compared, learnt
from logic_rl.training.stages.summaries import with_summary
from logic_rl.types import Reply
from puzzles import PuzzleSpec, sample_puzzle

THINKING = "<think> Suppose Mia is a knight. Then Bob lies, and that fits what both of them say. </think>"
ANSWER = "<answer> Mia is a knight, Bob is a knave. </answer>"


def loss(weights, differences, decay) -> float:
    """The definition, by hand."""
    margins = [sum(weights[place] * number for place, number in one.items()) for one in differences]
    fitted = sum(math.log1p(math.exp(-margin)) for margin in margins) / len(margins)
    return fitted + decay / 2 * sum(weight * weight for weight in weights)


@pytest.mark.parametrize("decay", [0.02, 0.3])
def test_the_fit_is_the_minimum_that_a_grid_finds(decay: float) -> None:
    differences = [{0: 1.0}, {0: 0.5, 1: -1.0}, {0: -0.3, 1: 0.4}, {1: 1.2}, {1: -0.9}]
    weights = fit(differences, 2, decay)
    grid = [k / 50 for k in range(-250, 251)]
    best = min(itertools.product(grid, grid), key=lambda w: loss(w, differences, decay))
    assert weights == pytest.approx(best, abs=0.011)
    assert loss(weights, differences, decay) <= loss(best, differences, decay) + 1e-12


def rows(count: int, seed: int = 1) -> list[dict]:
    """Rows of a Zero run, with summaries put in."""
    rng = random.Random(seed)
    found = []
    for number in range(count):
        puzzle = sample_puzzle(PuzzleSpec(2), rng)
        (a, b), roles = puzzle.names, ("knight", "knave")
        told = f"{a} is a {rng.choice(roles)}, {b} is a {rng.choice(roles)}"
        thinking = f"<think> Suppose {told}. {a} says something, and that fits. {b} says more, which fits. </think>"
        row = {"puzzle_id": f"p{number // 2}", "names": puzzle.names, "roles": roles}
        found.append(with_summary(row | {"response": f"{thinking} <answer> {told}. </answer>"}))
    return found


def test_a_summary_is_put_between_and_says_the_answer() -> None:
    for row in rows(20):
        blocks = split_blocks(row["response"], opened_think=False, layout=WITH_SUMMARY)
        assert not blocks.fault, blocks.fault
        assert blocks.answer.strip(" .") in blocks.summary
        assert with_summary(row) == row, "one is enough"


@pytest.mark.parametrize("response", ["no tags", f"{THINKING} {THINKING} {ANSWER}", f"{THINKING} <answer> cut off"])
def test_a_malformed_reply_gets_no_summary(response: str) -> None:
    assert with_summary({"response": response})["response"] == response


@pytest.mark.parametrize("answer", ["42", "Mia是骑士，小周是无赖。", "(2, 3)", "騎士は三人です"])
def test_an_answer_of_any_kind_makes_a_summary_of_the_layout(answer: str) -> None:
    row = with_summary({"response": f"{THINKING} <answer> {answer} </answer>"})
    assert not split_blocks(row["response"], opened_think=False, layout=WITH_SUMMARY).fault, row["response"]


def test_the_head_tells_unseen_pairs_and_no_names() -> None:
    head, facts = learnt(rows(80), 0.25, 0.01, random.Random(3), "here")
    assert facts["held_out_right"] > 0.95 and facts["pairs"] > 100
    good = "To put it in short: Zoey is a knight, Jack is a knave."
    mixed = "To 所以 it 真话 short: Zoey 是 a knight, 因为 is 人 knave."
    words = ("Zoey", "Jack", "knight", "knave")
    assert head.points(good, words) > 0.6 > 0.4 > max(head.points(mixed, words), head.points("", words))
    other = good.replace("Zoey", "Ximena").replace("knight", "owl")
    assert head.value(other, ("Ximena", "Jack", "owl", "knave")) == pytest.approx(head.value(good, words))


def test_saying_it_again_earns_nothing_by_its_words() -> None:
    once, twice = (features("a fine short summary of it " * times) for times in (1, 2))
    assert math.hypot(*(number for place, number in once.items() if place < 1024)) == pytest.approx(1)
    assert math.hypot(*(number for place, number in twice.items() if place < 1024)) == pytest.approx(1)


def test_pairs_are_of_one_question_and_begin_with_the_good_one() -> None:
    bad = {"puzzle_id": "p0", "names": (), "roles": (), "response": f"{THINKING} {ANSWER}"}
    pairs = compared([*rows(4), bad], random.Random(1))
    assert {question: len(own) for question, own in pairs.items()} == {"p0": 8, "p1": 6}
    assert all(pair.better and pair.better != pair.worse for own in pairs.values() for pair in own)


def test_too_few_questions_are_told() -> None:
    with pytest.raises(RunFailed, match="there must be two at least"):
        learnt(rows(2), 0.2, 0.01, random.Random(1), "stage 'taste'")


def test_the_reward_has_the_points_of_the_head(tmp_path: Path) -> None:
    head, facts = learnt(rows(40), 0.25, 0.01, random.Random(3), "here")
    head.save(tmp_path / "taste.json", facts)
    settings = {"preference": 0.5, "preference_head": str(tmp_path / "taste.json"), "layout": WITH_SUMMARY}
    rubric = Rubric(reward_from_tree(settings, "reward"))
    puzzle = sample_puzzle(PuzzleSpec(2), random.Random(4))
    told = ", ".join(f"{name} is a {'knight' if is_so else 'knave'}"
                     for name, is_so in zip(puzzle.names, puzzle.solution, strict=True))  # fmt: skip
    summary = f"To put it in short: {told}."
    scored = rubric.score(Reply(f"{THINKING} {summary} <answer> {told}. </answer>", puzzle, False))
    assert scored.verdict == "correct"
    assert scored.parts["preference"] == pytest.approx(0.5 * head.points(summary, puzzle.proper_words))
    assert scored.total == pytest.approx(3 + scored.parts["preference"])
    without = rubric.score(Reply(f"{THINKING} <answer> {told}. </answer>", puzzle, False))
    assert without.verdict == "bad_format" and without.parts["preference"] == 0


@pytest.mark.parametrize("text", ["{}", '{"weights": [1], "middle": 0}', "[]", "{"])
def test_a_file_that_is_no_head_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(UsageError, match="x.json"):
        PreferenceHead.load(tmp_path / "x.json")


LAYOUT = {"layout": WITH_SUMMARY}
RL = {"name": "last", "steps": 1, "people": {2: 1}}
GATHER = {"name": "gather", "kind": "sample", "people": {2: 1}}


@pytest.mark.parametrize(
    ("reward", "message"),
    [
        ({"preference": 0.5, **LAYOUT}, "reward.preference_head: name a stage of kind: preference"),
        ({"preference": 0.5, "preference_head": "taste"}, "the layout think-answer has none: set think-summary-answer"),
        ({"preference": 0.5, "preference_head": "gather", **LAYOUT}, "stage 'gather' learns no preference"),
        ({"preference": 9, "preference_head": "taste", **LAYOUT}, "a wrong answer may earn"),
    ],
)
def test_a_head_that_cannot_be_used_is_told_at_once(reward: dict, message: str) -> None:
    phases = [GATHER, {"name": "taste", "kind": "preference"}, RL | {"reward": reward}]
    with pytest.raises(UsageError, match=message):
        config_from_tree({"phases": phases}, "test")
