"""The catalogue is what it says: right where it must be paid, wrong where not, by other means than the rewards'."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product

import pytest

from logic_rl.auditing.catalogue.knights_layouts import each
from logic_rl.auditing.countdown import countdown_subjects, joined
from logic_rl.auditing.findings import broken
from logic_rl.auditing.knights import ROLES, Scope, knights_subjects
from logic_rl.auditing.layouts import LAYOUTS, applies, reply_of
from logic_rl.auditing.maths import PROBLEMS, maths_subjects
from logic_rl.auditing.probes import CHECKS, RULES, Probe, Subject
from puzzles.puzzle import Puzzle
from puzzles.traces import STYLES
from tests.puzzles.brute import solutions

KNIGHTS = list(knights_subjects(12, 0, Scope()))
SUBJECTS = [*KNIGHTS, *countdown_subjects(4, 0), *maths_subjects(10)]


def test_there_are_hundreds_of_cases_of_several_tasks_each_with_a_reason() -> None:
    cases = {(subject.task, probe.case) for subject in SUBJECTS for probe in subject.probes}
    counts = Counter(task for task, _ in cases)
    assert counts["knights"] > 200 and counts["countdown"] > 90 and counts["maths"] > 100
    for subject in SUBJECTS:
        for probe in subject.probes:
            assert probe.rule in RULES and probe.check in CHECKS
            assert probe.why and "\n" not in probe.why and len(probe.why) < 100


def test_puzzles_are_of_both_languages_several_role_words_and_sizes() -> None:
    puzzles = [subject.question for subject in KNIGHTS]
    assert {puzzle.language for puzzle in puzzles} == {"en", "zh"}
    assert {puzzle.num_people for puzzle in puzzles} == {2, 3, 4}
    assert {puzzle.roles for puzzle in puzzles} == {*ROLES["en"], *ROLES["zh"]}
    assert list(knights_subjects(3, 0, Scope())) == KNIGHTS[:3], "the same seed, the same replies"
    assert list(knights_subjects(1, 1, Scope())) != KNIGHTS[:1]


@pytest.mark.parametrize("subject", KNIGHTS, ids=lambda one: one.question.id)
def test_plain_answers_are_right_and_wrong_by_brute_force(subject: Subject) -> None:
    puzzle = subject.question
    assert isinstance(puzzle, Puzzle)
    (solution,) = solutions(puzzle.statements)
    write = each("{n}是{r}", "，") if puzzle.language == "zh" else each("{n} is {ar}", ", ")
    assert subject.right == write(puzzle, solution)
    others = {write(puzzle, world) for world in product((True, False), repeat=puzzle.num_people) if world != solution}
    assert set(subject.wrong) <= others and len(subject.wrong) >= puzzle.num_people


def test_planted_steps_are_told_apart_from_sound_ones_by_the_reader_of_claims() -> None:
    """`verified` knows nothing of how a proof was written."""
    from logic_rl.tasks import make_task

    task, seen = make_task("knights"), Counter()
    for subject in KNIGHTS[::2]:  # English, whose steps are read best
        for probe in subject.probes:
            reply = reply_of(probe, subject, "think-answer")
            if probe.case.startswith("proof: sound") or probe.rule == "below":
                verified = task.verified(subject.question, reply, is_right=True)
                seen[probe.rule, bool(verified)] += 1
    assert seen["below", True] == 0 and seen["below", False] >= 20
    assert seen["paid", True] >= len(STYLES), seen


def test_countdown_answers_by_exact_arithmetic() -> None:
    for subject in countdown_subjects(6, 3):
        facts = subject.question.facts  # type: ignore[attr-defined]
        for text, hits in ((subject.right, True), (subject.wrong[0], False)):
            exact = "".join(f"Fraction({part})" if part.isdigit() else part for part in spaced(text))
            assert (eval(exact, {"Fraction": Fraction}) == facts["target"]) is hits  # noqa: S307 - a text made here
            assert sorted(int(part) for part in spaced(text) if part.isdigit()) == facts["numbers"]


def spaced(text: str) -> list[str]:
    return text.replace("(", " ( ").replace(")", " ) ").split()


def test_joining_tries_everything() -> None:
    values = {value for value, _ in joined([(Fraction(2), "2"), (Fraction(3), "3")])}
    assert values == {5, -1, 1, 6, Fraction(2, 3), Fraction(3, 2)}


def test_cases_about_blocks_are_for_replies_with_blocks() -> None:
    subject = KNIGHTS[0]
    kinds = {layout: Counter(one.check for one in subject.probes if applies(one, layout)) for layout in LAYOUTS}
    assert kinds["think-answer"]["tags"] > 30 and kinds["think-answer"]["thinking"] > 10
    for layout in set(LAYOUTS) - {"think-answer"}:
        assert not kinds[layout]["tags"] and not kinds[layout]["thinking"] and kinds[layout]["answer"] > 50
    assert not any(applies(Probe("", "answer", "paid", "", "a", thinking="x"), name) for name in ("bare", "free"))


def test_problems_have_answers_on_both_sides() -> None:
    for one in PROBLEMS:
        assert one.answer not in one.other and not set(one.same) & set(one.other)


@pytest.mark.parametrize(
    ("rule", "reward", "kind"),
    [
        ("paid", 1.0, None), ("paid", 0.5, "refused"), ("paid", 0.2, "refused"),
        ("unpaid", 0.5, None), ("unpaid", 0.6, "paid"), ("unpaid", -9, None),
        ("not above", 1.0, None), ("not above", 1.1, "paid"),
        ("below", 0.9, None), ("below", 1.0, "paid"),
    ],
)  # fmt: skip
def test_rules_are_orders(rule: str, reward: float, kind: str | None) -> None:
    """Right earns 1, the best wrong reply 0.5; and the same at any scale."""
    for scale, shift in ((1, 0), (40, -7), (0.01, 3)):
        found = broken(rule, scale * reward + shift, scale * 1.0 + shift, scale * 0.5 + shift)  # type: ignore[arg-type]
        assert (found[0] if found else None) == kind


def test_replies_are_written_in_their_layout() -> None:
    assert LAYOUTS["think-answer"]("T", "A") == "<think>T</think>\n<answer>A</answer>"
    assert LAYOUTS["conclusion"]("T", "A") == "T\n\nCONCLUSION:\nA"
    assert LAYOUTS["bare"]("T", "A") == "A"
