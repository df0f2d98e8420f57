"""Accuracy by hand and by brute force."""

from __future__ import annotations

import itertools
import random

import pytest

from logic_rl.analysis.sizes import Size
from logic_rl.analysis.statistics.accuracy import (
    Attempts,
    accuracy_of,
    accuracy_table,
    attempts_of,
    consensus,
    pass_at_k,
)
from logic_rl.analysis.statistics.comparison import memorisation, paired_difference, paired_table


def attempts(name: str, rights: list[bool], people: int = 2, answers: list | None = None, **fields) -> Attempts:
    solution = (True,) * people
    wrong = (False,) * people
    return Attempts(
        puzzle=name, size=Size("people", people), language=fields.get("language", "en"), band=fields.get("band", ""),
        floor=0.5**people, right_answers=frozenset([solution]), rights=tuple(rights), formatted=(True,) * len(rights),
        answers=tuple(answers if answers is not None else [solution if right else wrong for right in rights]),
        lengths=(10,) * len(rights), cut_off=(False,) * len(rights),
    )  # fmt: skip


@pytest.mark.parametrize(("samples", "right"), [(5, 0), (5, 1), (5, 3), (6, 6), (4, 2)])
def test_pass_at_k_is_the_share_of_all_draws_that_hold_a_right_one(samples: int, right: int) -> None:
    flags = [i < right for i in range(samples)]
    for k in range(1, samples + 1):
        draws = [any(draw) for draw in itertools.combinations(flags, k)]
        assert pass_at_k(samples, right, k) == pytest.approx(sum(draws) / len(draws))


def test_pass_at_k_needs_k_samples() -> None:
    with pytest.raises(ValueError, match="pass@5 needs at least 5 samples"):
        pass_at_k(4, 1, 5)


def test_consensus_counts_readable_votes_and_shares_ties() -> None:
    right, wrong, other = (True, True), (False, True), (False, False)
    assert consensus(attempts("a", [True, True, False], answers=[right, right, wrong])) == 1
    assert consensus(attempts("a", [True, False, False], answers=[right, wrong, wrong])) == 0
    assert consensus(attempts("a", [True, False], answers=[right, wrong])) == 0.5
    assert consensus(attempts("a", [True, False, False], answers=[right, None, None])) == 1
    assert consensus(attempts("a", [True, False, False, False], answers=[right, wrong, other, None])) == pytest.approx(
        1 / 3
    )
    assert consensus(attempts("a", [False, False], answers=[None, None])) == 0


def test_a_table_by_hand() -> None:
    puzzles = [
        attempts("a", [True, False], 2, band="easy"),
        attempts("b", [True, True], 2, band="hard"),
        attempts("c", [False, False], 3, band="medium"),
    ]
    table = accuracy_table(puzzles)
    assert table["all"]["pass@1"]["value"] == pytest.approx(3 / 6)
    assert table["all"]["pass@2"]["value"] == pytest.approx(2 / 3)
    assert table["all"]["cons@2"]["value"] == pytest.approx((0.5 + 1 + 0) / 3)
    assert table["all"]["floor"] == pytest.approx((0.25 + 0.25 + 0.125) / 3)
    assert table["people"]["2"]["pass@1"]["value"] == 0.75 and table["people"]["3"]["num_puzzles"] == 1
    assert list(table["band"]) == ["easy", "medium", "hard"] and "language" not in table
    assert accuracy_table([]) == {"all": None}


def test_one_sample_a_puzzle_gets_wilsons_interval() -> None:
    row = accuracy_of([attempts(str(i), [i < 8]) for i in range(10)])
    assert (round(row["pass@1"]["low"], 2), round(row["pass@1"]["high"], 2)) == (0.49, 0.94)
    assert not any(key.startswith(("pass@2", "cons@")) for key in row)


def test_unequal_numbers_of_samples_use_the_fewest_for_k() -> None:
    row = accuracy_of([attempts("a", [True] * 3), attempts("b", [False] * 5)])
    assert [key for key in row if "@" in key] == ["pass@1", "pass@2", "pass@3", "cons@3"]


def test_rows_are_gathered_by_puzzle_and_their_answers_read() -> None:
    def row(text: str, verdict: str) -> dict:
        return {
            "puzzle_id": "kk-1", "num_people": 2, "names": ["Zoey", "Mia"], "roles": ["knight", "knave"],
            "solution": [True, False], "response": text, "score": {"verdict": verdict}, "num_tokens": 7,
            "finish_reason": "stop",
        }  # fmt: skip

    (found,) = attempts_of(
        [
            row("<think>x</think><answer>Zoey is a knight, Mia is a knave</answer>", "correct"),
            row("no tags", "bad_format"),
            row("<answer>Zoey or Mia, who knows</answer>", "bad_format"),
        ]
    )
    assert found.answers == ((True, False), None, None)
    assert (found.rights, found.formatted) == ((True, False, False), (True, False, False))


def test_a_real_gain_is_told_from_none() -> None:
    rng = random.Random(0)
    before = [attempts(str(i), [rng.random() < 0.4 for _ in range(4)]) for i in range(200)]
    same = [attempts(str(i), [rng.random() < 0.4 for _ in range(4)]) for i in range(200)]
    better = [attempts(str(i), [rng.random() < 0.6 for _ in range(4)]) for i in range(100, 300)]
    gain, none = paired_difference(before, better), paired_difference(before, same)
    assert gain["num_puzzles"] == 100 and gain["p_value"] < 0.001 < none["p_value"]
    assert gain["difference"]["low"] < 0.2 < gain["difference"]["high"] and gain["difference"]["low"] > 0
    assert none["difference"]["low"] < 0 < none["difference"]["high"]
    with pytest.raises(ValueError, match="no puzzle in common"):
        paired_difference(before, [attempts("z", [True])])


def test_with_few_pairs_the_p_value_is_counted_out() -> None:
    differences = [0.5, 0.25, -0.25, 1.0]
    pairs = [(attempts(str(i), [False] * 4), attempts(str(i), [k < 4 * d for k in range(4)]))
             for i, d in enumerate(differences) if d > 0]  # fmt: skip
    pairs.append((attempts("w", [True, False, False, False]), attempts("w", [False] * 4)))
    found = paired_difference(*zip(*pairs, strict=True))
    signs = itertools.product((-1, 1), repeat=4)
    as_large = [abs(sum(s * d for s, d in zip(sign, differences, strict=True))) >= 1.5 for sign in signs]
    assert found["difference"]["value"] == pytest.approx(1.5 / 4)
    assert found["p_value"] == pytest.approx(sum(as_large) / 16)


def test_memorisation_by_hand() -> None:
    solved = {"a": True, "b": True, "c": False, "a2": True, "b2": False, "c2": True}
    pool = [attempts(name, [right]) for name, right in solved.items()]
    found = memorisation(pool, {"a2": "a", "b2": "b", "c2": "c", "d2": "d"})
    assert found["num_pairs"] == 3
    assert found["accuracy"] == pytest.approx(2 / 3) and found["accuracy_perturbed"] == pytest.approx(2 / 3)
    assert found["consistency"]["value"] == 0.5 and found["limem"]["value"] == pytest.approx(1 / 3)
    assert memorisation(pool, {"z2": "z"}) is None
    nothing = memorisation([attempts("a", [False]), attempts("a2", [True])], {"a2": "a"})
    assert nothing["consistency"] is None and nothing["limem"] is None


def test_memorisation_is_the_mean_over_all_ways_to_draw_one_sample_of_each() -> None:
    """Two originals, one of them with two twins, and several samples of all."""
    pool = {
        "a": [True, False, True], "a2": [True, False], "a3": [False, False, False, True],
        "b": [True, True], "b2": [False, True, True],
    }  # fmt: skip
    found = memorisation([attempts(name, rights) for name, rights in pool.items()], {"a2": "a", "a3": "a", "b2": "b"})
    drawn_a = [(one, two) for twin in ("a2", "a2", "a3") for one in pool["a"] for two in pool[twin]]
    drawn_b = list(itertools.product(pool["b"], pool["b2"]))
    both = [sum(one and two for one, two in drawn) / len(drawn) for drawn in (drawn_a, drawn_b)]
    assert found["num_pairs"] == 3 and found["accuracy"] == pytest.approx((2 / 3 + 1) / 2)
    assert found["consistency"]["value"] == pytest.approx(sum(both) / (2 / 3 + 1))
    assert found["limem"]["value"] == pytest.approx(found["accuracy"] * (1 - found["consistency"]["value"]))
    assert 0 <= found["limem"]["low"] <= found["limem"]["value"] <= found["limem"]["high"]


def test_a_consistency_of_one_on_three_originals_is_not_known_to_be_one() -> None:
    pool = [attempts(name, [True]) for name in ("a", "a2", "b", "b2", "c", "c2")] + [
        attempts("d", [False]), attempts("d2", [False])
    ]  # fmt: skip
    found = memorisation(pool, {f"{name}2": name for name in "abcd"})["consistency"]
    z = 1.959963984540054
    assert found["high"] == 1 and found["low"] == pytest.approx(3 / (3 + z * z))


def test_the_floor_is_what_a_coin_earns() -> None:
    rng, k = random.Random(1), 3
    worlds = {people: list(itertools.product((True, False), repeat=people)) for people in (1, 2)}
    guesses = [(people, [rng.choice(worlds[people]) for _ in range(k)]) for people in (1, 2) for _ in range(3000)]
    table = accuracy_of([
        attempts(str(place), [guess == (True,) * people for guess in drawn], people, answers=drawn)
        for place, (people, drawn) in enumerate(guesses)
    ])  # fmt: skip
    for measure in ("pass@1", "pass@2", "pass@3", "cons@3"):
        assert table[measure]["value"] == pytest.approx(table[measure]["floor"], abs=0.03)
    assert table["pass@3"]["floor"] == pytest.approx((1 - 0.5**3 + 1 - 0.75**3) / 2)


def test_nothing_right_on_two_puzzles_is_not_known_to_be_nothing() -> None:
    table = accuracy_of([attempts("a", [False] * 8), attempts("b", [False] * 8)])
    z = 1.959963984540054
    for measure in ("pass@1", "pass@8", "cons@8"):
        assert table[measure]["low"] == 0 and table[measure]["high"] == pytest.approx(z * z / (2 + z * z))


def test_problems_are_counted_by_classes_of_equal_answers() -> None:
    def row(problem: str, sample: int, kind: int | None) -> dict:
        verdict = "bad_format" if kind is None else "correct" if kind == 0 else "wrong"
        return {"puzzle_id": problem, "sample_index": sample, "answer_class": kind, "num_tokens": 5,
                "finish_reason": "stop", "response": "", "score": {"verdict": verdict}}  # fmt: skip

    classes = {"p": [0, 0, 1, None], "q": [1, 1, 0, 2], "r": [0, 1, None, None]}
    found = attempts_of(row(name, k, kind) for name, kinds in classes.items() for k, kind in enumerate(kinds))
    table = accuracy_table(found)
    assert set(table) == {"all"} and table["all"]["floor"] is None
    assert table["all"]["pass@1"]["value"] == pytest.approx((2 + 1 + 1) / 12)
    assert table["all"]["cons@4"]["value"] == pytest.approx((1 + 0 + 0.5) / 3)
    assert table["all"]["readable_rate"] == pytest.approx(9 / 12)


def test_answers_of_other_tasks_are_told_apart_by_their_words() -> None:
    """Several answers may be right; what a row says of guessing is its floor."""

    def row(question: str, answer: str, verdict: str, floor: float | None) -> dict:
        return {"puzzle_id": question, "task": "countdown", "level": 3, "floor": floor, "num_tokens": 5,
                "finish_reason": "stop", "response": f"<think>x</think><answer>{answer}</answer>",
                "score": {"verdict": verdict}}  # fmt: skip

    replies = {
        "p": [("3 + 4", "correct"), (" 3  +\n4", "correct"), ("8", "wrong"), ("</answer>", "bad_format")],
        "q": [("7", "wrong"), ("4 + 3", "correct"), ("7", "wrong"), ("?", "unparsed")],
        "r": [("3+4", "correct"), ("4+3", "correct"), ("9", "wrong"), ("8", "wrong")],
    }
    rows = [row(name, *reply, floor=0.1) for name, samples in replies.items() for reply in samples]
    table = accuracy_table(attempts_of(rows))
    assert list(table) == ["all", "levels"] and list(table["levels"]) == ["3"]
    assert table["all"]["cons@4"]["value"] == pytest.approx((1 + 0 + 0.5) / 3)
    assert table["all"]["readable_rate"] == pytest.approx(10 / 12)
    assert table["all"]["pass@4"]["floor"] == pytest.approx(1 - 0.9**4)
    rows[0]["floor"] = None
    assert accuracy_table(attempts_of(rows))["all"]["floor"] is None


def test_classes_of_answers_may_be_lists() -> None:
    row = {"puzzle_id": "p", "level": 1, "num_tokens": 5, "finish_reason": "stop", "response": ""}
    kinds = [([1, 2], "correct"), ([1, 2], "correct"), ([2, 1], "wrong")]
    (found,) = attempts_of(row | {"answer_class": kind, "score": {"verdict": verdict}} for kind, verdict in kinds)
    assert consensus(found) == 1


def test_pairs_are_compared_by_people_too() -> None:
    before = [attempts("a", [False, True]), attempts("b", [False, False], people=3), attempts("only", [True])]
    after = [attempts("a", [True, True]), attempts("b", [True, True], people=3), attempts("new", [True], people=4)]
    table = paired_table(before, after)
    assert table["num_puzzles"] == 2 and table["difference"]["value"] == pytest.approx((0.5 + 1) / 2)
    assert {size: pair["difference"]["value"] for size, pair in table["people"].items()} == {"2": 0.5, "3": 1.0}
