"""The parts of the rubric beside format and answer, each against numbers worked out another way."""

from __future__ import annotations

import doctest
from itertools import product

import pytest

from logic_rl.config.reading import read_config, read_reward
from logic_rl.config.reward import PARTS, RewardConfig
from logic_rl.errors import UsageError
from logic_rl.resources import curriculum_path
from logic_rl.rewards import format as format_module
from logic_rl.rewards import score
from logic_rl.rewards.language import target_share
from logic_rl.rewards.length import length_counts, overlong_points, short_points
from logic_rl.tasks.knights import guessing
from logic_rl.tasks.knights.guessing import guessing_earns, guessing_sentence
from puzzles.puzzle import Puzzle
from puzzles.statements import And, Is, Not

PUZZLE = Puzzle(("Zoey", "Mia"), (And((Is(0, False), Is(1, False))), Not(Is(0, True))), (False, True), "")
CHINESE = Puzzle(("佐伊", "Mia"), PUZZLE.statements, PUZZLE.solution, "", ("骑士", "无赖"), "zh")
THINK = "<think>Suppose Zoey were a knight; then she would call herself a knave, which cannot be.</think>"
RIGHT = f"{THINK}<answer>Zoey is a knave, Mia is a knight</answer>"
HALF = f"{THINK}<answer>Zoey is a knave, Mia is a knave</answer>"
NONE = f"{THINK}<answer>Zoey is a knight, Mia is a knave</answer>"
VAGUE = f"{THINK}<answer>who knows</answer>"
EVERYTHING = RewardConfig(language=1, length=1, overlong=1, partial_credit=0.3)


def scored(text: str, puzzle: Puzzle = PUZZLE, num_tokens: int | None = None, **settings):
    return score(text, puzzle, opened_think=False, reward=RewardConfig(**settings), num_tokens=num_tokens,
                 max_tokens=num_tokens and 100)  # fmt: skip


def test_the_examples_run() -> None:
    for module in (guessing, format_module):
        results = doctest.testmod(module)
        assert results.failed == 0 and results.attempted


def test_the_default_has_two_parts_and_the_numbers_of_logic_rl() -> None:
    for text, parts in [
        (RIGHT, {"format": 1.0, "answer": 2.0}),
        (HALF, {"format": 1.0, "answer": -1.5}),
        (NONE, {"format": 1.0, "answer": -1.5}),
        (VAGUE, {"format": 1.0, "answer": -2.0}),
        ("", {"format": -1.0, "answer": -2.0}),
    ]:
        result = scored(text)
        assert result.parts == parts and result.total == sum(parts.values())


def test_weights_scale_the_parts() -> None:
    assert scored(RIGHT, format=0.5, answer=3).parts == {"format": 0.5, "answer": 6.0}
    assert scored(RIGHT, format=0).parts == {"answer": 2.0}
    assert scored(RIGHT, language=0.5).total == pytest.approx(3.5)


@pytest.mark.parametrize(
    ("thinking", "share"),
    [
        ("then she would lie", 1),
        ("then she 所以 would lie", 4 / 6),
        ("所以她说谎", 0),
        ("", 0),
        ("123 -> ( )", 0),
        ("потому что", 0),
        ("so 그래서", 1 / 2),
        ("Zoey is a knave", 1),
        ("Zoey knaves Mia knights", 0),
        ("naïve façade", 1),
    ],
)
def test_share_of_english(thinking, share) -> None:
    assert target_share(thinking, PUZZLE) == pytest.approx(share)


@pytest.mark.parametrize(
    ("thinking", "share"),
    [("所以她说谎", 1), ("若 A 说真话", 1), ("佐伊说Mia是骑士", 1), ("Mia is 骑士", 0), ("所以 so 他", 3 / 4)],
)
def test_share_of_chinese(thinking, share) -> None:
    assert target_share(thinking, CHINESE) == pytest.approx(share)
    assert target_share(thinking, CHINESE, "zh") == target_share(thinking, CHINESE)


def test_language_is_for_well_formed_replies() -> None:
    assert scored(RIGHT, language=1).parts["language"] == 1
    assert scored(RIGHT, language=1, language_target="zh").parts["language"] == 0
    assert scored(THINK, language=1).parts["language"] == 0
    plain = "Zoey lies. <answer>Zoey: knave, Mia: knight</answer>"
    assert scored(plain, language=1, layout="answer").parts["language"] > 0.5


@pytest.mark.parametrize(
    ("tokens", "points"),
    [(0, 0), (60, 0), (70, -0.25), (80, -0.5), (99, -0.975), (100, -1), (140, -1)],
)
def test_overlong_is_equation_13(tokens, points) -> None:
    assert overlong_points(tokens, cap=100, cache=40) == pytest.approx(points)


def test_overlong_by_default_slopes_over_the_last_fifth() -> None:
    assert [overlong_points(n, 20_480) for n in (16_384, 18_432, 20_480)] == [0, -0.5, -1]
    assert [overlong_points(n, 3) for n in (0, 2, 3)] == [0, 0, -1]
    assert overlong_points(5, cap=10, cache=99) == -0.5
    assert scored(RIGHT, num_tokens=90, overlong=0.5).parts["overlong"] == -0.25
    assert scored("cut", num_tokens=100, overlong=1).total == -4


def test_overlong_needs_lengths() -> None:
    with pytest.raises(UsageError, match=r"reward.overlong needs the number of tokens"):
        scored(RIGHT, overlong=1)


def test_short_right_answers_earn_more() -> None:
    lengths, right = [100, 350, 600, 50, 300], [True, True, True, False, True]
    assert short_points(lengths, right, 200) == [0.5, 0.0, -0.5, 0.0, 0.5]
    assert short_points(lengths, right, 0) == [0.5, 0.0, -0.5, 0.0, pytest.approx(0.1)]
    assert short_points([7], [True], 0) == [0.5]
    assert short_points([7, 7], [True, True], 0) == [0.5, 0.5]
    assert short_points([7, 9], [False, False], 200) == [0, 0]


def test_length_counts_near_the_best_accuracy_only() -> None:
    assert length_counts(0.5, 0.5, 0.05) and length_counts(0.45, 0.5, 0.06)
    assert not length_counts(0.4, 0.5, 0.05) and not length_counts(0.0, 0.0, 0.05)


def test_partial_credit_lies_between_wrong_and_right() -> None:
    assert [scored(text, partial_credit=0.5).parts["answer"] for text in (NONE, HALF, RIGHT)] == [-1.5, -0.625, 2]
    assert scored(VAGUE, partial_credit=0.5).parts["answer"] == -2


@pytest.mark.parametrize("partial", [0.0, 0.3, 0.99])
@pytest.mark.parametrize("size", [2, 3, 5])
def test_guessing_earns_the_mean_over_all_worlds(size, partial) -> None:
    """By scoring every guess against a puzzle."""
    names = ("Ann", "Bob", "Cleo", "Dan", "Eve")[:size]
    puzzle = Puzzle(names, (), (True,) * size, "")
    reward = RewardConfig(partial_credit=partial)
    totals = []
    for guess in product((True, False), repeat=size):
        roles = ", ".join(f"{n} is a {puzzle.roles[not honest]}" for n, honest in zip(names, guess, strict=True))
        text = f"{THINK}<answer>{roles}</answer>"
        totals.append(score(text, puzzle, opened_think=False, reward=reward).total)
    assert guessing_earns(reward, size) == pytest.approx(sum(totals) / len(totals))
    assert f"{guessing_earns(reward, size):+.2f} with {size} people" in guessing_sentence(reward, [size])


def test_without_the_gate_the_last_roles_count_but_the_format_still_does() -> None:
    bare = RIGHT.removeprefix(THINK)
    assert scored(bare).total == -3
    result = scored(bare, gate=False)
    assert (result.total, result.verdict) == (1, "bad_format")
    assert result.reason == "no <think>; the answer is correct: all 2 roles are right"
    assert scored(NONE.removeprefix(THINK), gate=False).total == -2.5
    assert scored("no idea", gate=False).total == -3


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("lenght=1", "did you mean 'length'"),
        ("language=-1", "reward.language: a weight"),
        ("language=.nan", "reward.language: a weight"),
        ("answer=0", "reward.answer: must be positive"),
        ("partial_credit=1", "below 1"),
        ("layout=xml", "choose think-answer, think-summary-answer, answer, free"),
        ("language_target=fr", "choose puzzle, en, zh"),
        ("overlong_cache=0", "at least 1 token"),
        ("length_tolerance=-1", "not be negative"),
        ("length_accuracy_drop=2", "between 0 and 1"),
        ("language=3.6", "a wrong answer may earn 3.1 and a right one only 3"),
        ("overlong=4", "right one only -1"),
        ("gate=maybe", "true or false"),
        ("language", "write key=value"),
    ],
)
def test_settings_that_cannot_work(setting, message) -> None:
    with pytest.raises(UsageError, match=message):
        read_reward((setting,))


def test_settings_from_the_command_line_and_from_a_curriculum() -> None:
    assert read_reward(()) == RewardConfig()
    assert read_reward(("language=0.5", "reward.overlong_cache=64")) == RewardConfig(language=0.5, overlong_cache=64)
    smoke = curriculum_path("smoke")
    assert read_config(smoke).reward == RewardConfig()
    assert read_config(smoke, ("reward.language=0.5",)).reward.language == 0.5
    with pytest.raises(UsageError, match="did you mean 'language'"):
        read_config(smoke, ("reward.languag=0.5",))
    with pytest.raises(UsageError, match="wrong answer may earn"):
        read_config(smoke, ("reward.overlong=4",))


@pytest.mark.parametrize("settings", [{}, {"gate": False}, {"partial_credit": 0.6}, {"language": 0.8}, {"overlong": 1}])
def test_the_bounds_that_are_checked_hold(settings) -> None:
    reward = RewardConfig(**settings)
    totals = {
        (text, tokens): score(text, PUZZLE, opened_think=False, reward=reward, num_tokens=tokens, max_tokens=100).total
        for text, tokens in product((RIGHT, HALF, NONE, VAGUE, "", RIGHT.removeprefix(THINK)), (1, 100))
    }
    for (text, _), total in totals.items():
        assert (
            total >= reward.least_right if text == RIGHT else text == RIGHT[len(THINK) :] or total <= reward.most_wrong
        )


def test_every_part_has_a_weight_and_a_metric() -> None:
    from logic_rl.metrics import METRICS

    assert set(PARTS) <= set(RewardConfig.__dataclass_fields__)
    assert all(part in METRICS["reward/PART"] for part in PARTS)
