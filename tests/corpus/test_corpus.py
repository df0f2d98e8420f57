"""The corpus against the puzzles it talks about: careful work is right, and the rest is as bad as it claims."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from logic_rl.corpus.documents import Mix, documents, write_document
from logic_rl.corpus.layout import MALFORMED
from logic_rl.corpus.recognise import is_finished_search, kind_of_reasoning, says_success
from logic_rl.corpus.thinking import STRATEGIES
from logic_rl.corpus.tongues import CHINESE, ENGLISH
from logic_rl.rewards.rubric import score
from logic_rl.seeding import stream
from logic_rl.tasks import make_task
from logic_rl.training.supervised.pretrain.recipes import BILINGUAL
from puzzles import PuzzleSpec, sample_puzzle, split_of
from puzzles.statements import Implies, Is, World, holds
from puzzles.traces.trial import next_world
from puzzles.traces.truth_table import next_row


def drawn(strategy: str, count: int, malformed: float = 0.0, people: int = 3) -> list:
    mix = Mix({people: 1.0}, {strategy: 1.0}, malformed)
    return list(itertools.islice(documents(mix, 3, strategy, people), count))


def accuracy(strategy: str, people: int = 3, count: int = 300) -> float:
    return sum(document.is_right for document in drawn(strategy, count, people=people)) / count


def test_full_search_is_always_right_and_a_guess_is_a_guess() -> None:
    assert accuracy("full_search") == 1.0
    assert accuracy("guess") == pytest.approx(1 / 8, abs=0.07)
    assert accuracy("guess") < accuracy("short_search") < 0.6


@pytest.mark.parametrize("step", [next_world, next_row])
@pytest.mark.parametrize("people", [2, 3, 4])
def test_the_next_world_visits_all(people: int, step: Callable[[World], World]) -> None:
    world, seen = (True,) * people, []
    for _ in range(2**people):
        seen.append(world)
        world = step(world)
    assert world == seen[0] and len(set(seen)) == 2**people


def test_tables_change_the_last_person_fastest_and_searches_the_first() -> None:
    assert next_row((True, True, False)) == (True, False, True)
    assert next_row((True, False, False)) == (False, True, True)
    assert next_world((False, True, True)) == (True, False, True)
    assert next_world((False, False, True)) == (True, True, False)


def test_every_checked_sentence_is_true() -> None:
    """Each verdict in a careful trace, read back from the text, is what brute force says."""
    assignment = re.compile(r"((?:(?:knight|knave) \w+, )+(?:knight|knave) \w+)\.")
    check = re.compile(r"(\w+) (?:says|claims) that (.*?): (true|false), and \1: (knight|knave)\.")
    checked = 0
    for document in drawn("full_search", 60):
        puzzle = document.puzzle
        pieces = assignment.split(document.reply)
        for header, text in zip(pieces[1::2], pieces[2::2], strict=True):
            roles = {name: role for role, name in re.findall(r"(\w+) (\w+)", header)}
            world = tuple(roles[name] == "knight" for name in puzzle.names)
            for name, claim, verdict, role in check.findall(text):
                speaker = puzzle.names.index(name)
                assert (verdict == "true") == holds(puzzle.statements[speaker], world)
                assert role == roles[name]
                assert all(roles[other] == said for other, said in re.findall(r"(?:here|;) (\w+): (\w+)", claim))
                checked += 1
    assert checked > 200


def test_check_sentence_by_hand() -> None:
    puzzle = sample_puzzle(PuzzleSpec(2), stream(0, "any"))
    names = puzzle.names
    puzzle = type(puzzle)(
        names, (Implies(Is(1, True), Is(0, False)), Is(0, True)), (True, False),
        f"{names[0]} says that if … {names[1]} says that …",
    )  # fmt: skip
    assert ENGLISH.check_sentence(puzzle, 0, (True, True)) == (
        f"{names[0]} says that if {names[1]} is a knight then {names[0]} is a knave "
        f"(here {names[1]}: knight, so true; {names[0]}: knight, so false): false, and {names[0]}: knight."
    )
    assert ENGLISH.check_sentence(puzzle, 1, (True, False)) == (
        f"{names[1]} says that {names[0]} is a knight (here {names[0]}: knight): true, and {names[1]}: knave."
    )


def test_a_restatement_quotes_everybody_word_for_word() -> None:
    for document in drawn("restatement", 50, people=4):
        for name in document.puzzle.names:
            (said,) = re.findall(rf"{name} (?:says|claims) that [^.]*\.", document.puzzle.text)
            assert said in document.reply


def test_a_spot_check_helps_a_little() -> None:
    assert accuracy("guess") + 0.05 < accuracy("spot_check") < 0.6


def test_layouts_are_judged_as_named() -> None:
    for document in drawn("short_search", 150, malformed=0.5):
        verdict = score(document.reply, document.puzzle, opened_think=False).verdict
        if document.layout == "well_formed":
            assert verdict == ("correct" if document.is_right else "wrong"), document.reply
        else:
            assert verdict == "bad_format", (document.layout, document.reply)
    assert set(MALFORMED) == {d.layout for d in drawn("guess", 300, malformed=1.0)}


@pytest.mark.parametrize(
    ("strategy", "kind"),
    [
        ("guess", "guess"),
        ("claimed_check", "guess"),
        ("restatement", "guess"),
        ("careless_search", "careless"),
        ("spot_check", "careful"),
        ("full_search", "careful"),
    ],
)
def test_kinds_are_recognised(strategy: str, kind: str) -> None:
    assert Counter(kind_of_reasoning(d.reply) for d in drawn(strategy, 50)) == {kind: 50}


def test_a_search_that_ends_in_success_is_finished() -> None:
    assert all(is_finished_search(d.reply) and d.is_right for d in drawn("full_search", 100, malformed=0.5))
    short = drawn("short_search", 200)  # one to three tries: some come upon the solution, the others give up
    assert {d.is_right for d in short if is_finished_search(d.reply)} == {True}
    assert 0 < sum(is_finished_search(d.reply) for d in short) < 200
    for strategy in ("guess", "claimed_check", "restatement", "spot_check"):
        assert not any(says_success(d.reply) for d in drawn(strategy, 50)), strategy
    careless = drawn("careless_search", 100)
    assert any(says_success(d.reply) for d in careless) and not any(is_finished_search(d.reply) for d in careless)


def test_only_train_puzzles_are_written_about_and_streams_repeat() -> None:
    first, again = drawn("guess", 50), drawn("guess", 50)
    assert {split_of(document.puzzle) for document in first} == {"train"}
    assert [document.reply for document in first] == [document.reply for document in again]


def test_strategies_end_in_their_conclusion() -> None:
    rng = stream(1, "conclusions")
    for name in STRATEGIES:
        document = write_document(sample_puzzle(PuzzleSpec(3), rng), name, 0.0, rng)
        verdict = score(document.reply, document.puzzle, opened_think=False).verdict
        assert (verdict == "correct") == document.is_right


def bilingual(count: int, strategy: str, mixed: float, size: int = 3) -> list:
    languages = {"en": 1.0, "zh": 1.0}
    mix = Mix({size: 1.0}, {strategy: 1.0}, 0.0, languages, dict.fromkeys(languages, mixed), {strategy: 1.0})
    return list(itertools.islice(documents(mix, 5, strategy), count))


def test_chinese_check_by_hand() -> None:
    puzzle = sample_puzzle(PuzzleSpec(2, fixed_cast=True, language="zh"), stream(0, "any"))
    puzzle = replace(puzzle, statements=(Implies(Is(1, True), Is(0, False)), Is(0, True)), text="")
    assert CHINESE.check_sentence(puzzle, 0, (True, True)) == (
        "小明说“如果小红是骑士，那么小明是无赖”（这里小红：骑士，所以是真话，小明：骑士，所以是假话）：假话，而小明：骑士。"
    )
    assert ENGLISH.check_sentence(puzzle, 1, (True, False)) == (
        "小红 says that 小明 is a knight (here 小明: knight): true, and 小红: knave."
    )


@pytest.mark.parametrize("mixed", [0.0, 1.0])
def test_every_claim_of_a_full_search_is_read_and_true_in_either_language_and_in_both(mixed: float) -> None:
    tasks = {name: make_task("knights", {"language": name, "fixed_cast": True}) for name in ("en", "zh")}
    for document in bilingual(80, "full_search", mixed):
        claims = tasks[document.puzzle.language].check(document.puzzle, document.reply)
        kinds = Counter(claim.kind for claim in claims)
        assert kinds["verdict"] == kinds["quotation"] >= 3 and kinds["all_hold"] == kinds["answer"] == 1
        told = [claim for claim in claims if claim.kind != "assumption"]
        assert {claim.truth for claim in told} == {"true"}, document.reply
        assert tasks[document.puzzle.language].verified(document.puzzle, document.reply, True)


def test_thinking_changes_language_and_answers_do_not() -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    changed = Counter()
    for document in bilingual(200, "full_search", 1.0):
        thinking, answer = document.reply.split("</think>")
        for name in document.puzzle.names:
            thinking, answer = thinking.replace(name, ""), answer.replace(name, "")
        assert bool(han.search(answer)) == (document.puzzle.language == "zh")
        shares = bool(han.search(thinking)), bool(re.search("knight|knave", thinking))
        changed[shares] += 1
    assert changed[True, True] > 40 and changed[True, False] > 20 and changed[False, True] > 20
    alone = [one for one in bilingual(100, "restatement", 0.0) if one.puzzle.language == "en"]
    assert alone and not any(han.search(one.reply) for one in alone)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_kinds_are_recognised_in_chinese(strategy: str) -> None:
    kinds = {"careless_search": "careless", **dict.fromkeys(("spot_check", "short_search", "full_search"), "careful")}
    for document in bilingual(30, strategy, 0.0):
        assert kind_of_reasoning(document.reply) == kinds.get(strategy, "guess"), document.reply


def test_careful_work_is_more_frequent_where_languages_mix() -> None:
    base = BILINGUAL.stages[-1].mix
    assert base.mixed_strategies["full_search"] > 5 * base.strategies["full_search"]
