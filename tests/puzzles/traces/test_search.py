"""The search by trial: every look is right, nothing is passed over, and the words say what the steps say."""

from __future__ import annotations

import itertools
import random
import re

import pytest

from puzzles import Puzzle
from puzzles.statements import Is, Not, Or, children, holds
from puzzles.traces import TraceError, check, derive, trace
from puzzles.traces.steps import Inspect, Reject, Suppose, Verified
from tests.puzzles import brute
from tests.puzzles.traces.material import puzzles_with_one_solution

TRUTH = {"true": True, "false": False, "真话": True, "假话": False}
LINES = {
    "en": re.compile(
        r"(?P<speaker>\w+) says that (?P<claim>.+) \(here (?P<marks>[^()]+)\): "
        r"(?:(?P<formula>[^:.]+), so )?(?P<value>true|false), "
        r"and (?P<again>\w+): (?P<role>[\w -]+), so it must be (?P<due>true|false)\.(?P<fits> That fits\.)?"
    ),
    "zh": re.compile(
        r"(?P<speaker>\w+)说“(?P<claim>[^“”]+)”（这里(?P<marks>[^（）]+)）：(?:(?P<formula>[^：。]+)，所以是)?(?P<value>真话|假话)，"
        r"而(?P<again>\w+)：(?P<role>\w+)，应是(?P<due>真话|假话)。(?P<fits>相符。)?"
    ),
}
MARK = {"en": re.compile(r"(\w+): ([\w -]+?)(?:, so (true|false))?(?:; |$)"),
        "zh": re.compile(r"(\w+)：(\w+?)(?:，所以是(真话|假话))?(?:，|$)")}  # fmt: skip
CAST = {"en": (("Ada", "Bo", "Cy", "Di", "Ed", "Flo"), ("saint", "sinner")),
        "zh": (("张伟", "王芳", "李娜", "刘洋", "陈静", "赵敏"), ("骗子", "老实人"))}  # fmt: skip


def leaf_signs(statement):
    """(leaf, whether it stands negated alone) left to right, by recursion of the test's own."""
    if isinstance(statement, Is):
        return [(statement, False)]
    if isinstance(statement, Not) and isinstance(statement.inner, Is):
        return [(statement.inner, True)]
    return [pair for part in children(statement) for pair in leaf_signs(part)]


CHINESE = {"真话": "true", "假话": "false", "当且仅当": "iff", "并且": "and", "或者": "or", "如果": "if",
           "那么": "then", "并非": "not", "（": "(", "）": ")"}  # fmt: skip


def value_of_words(formula: str) -> bool:
    """What `(true or false) and (if false then true)` comes to, by descent through its words."""
    for chinese, english in CHINESE.items():
        formula = formula.replace(chinese, f" {english} ")
    words = re.findall(r"[a-z]+|[()]", formula.replace("if and only if", "iff"))

    def part() -> bool:
        word = words.pop(0)
        if word == "not":
            return not part()
        if word != "(":
            return {"true": True, "false": False}[word]
        value = whole()
        assert words.pop(0) == ")"
        return value

    def whole() -> bool:
        if words[0] == "if":
            del words[0]
            premise = part()
            assert words.pop(0) == "then"
            conclusion = part()
            return not premise or conclusion
        value = part()
        while words and words[0] != ")":
            joint, other = words.pop(0), part()
            value = {"and": value and other, "or": value or other, "iff": value == other}[joint]
        return value

    value = whole()
    assert not words
    return value


@pytest.fixture(scope="module")
def searches():
    found = []
    for num_people in range(2, 7):
        for seed, (statements, solution) in enumerate(puzzles_with_one_solution(num_people, 21, 25)):
            for unique in (True, False):
                rng = random.Random(f"{seed} {unique}")
                found.append((statements, solution, unique, derive(statements, solution, "search", rng, False, unique)))
    return found


def test_every_look_is_what_is_to_be_seen(searches) -> None:
    looks = 0
    for statements, _, _, derivation in searches:
        check(derivation, statements)
        for step in derivation:
            if isinstance(step, Inspect):
                signs = leaf_signs(statements[step.speaker])
                looks += len(signs)
                assert step.kinds == tuple(step.assignment[leaf.person] for leaf, _ in signs)
                assert step.truths == tuple((step.assignment[leaf.person] == leaf.knight) != no for leaf, no in signs)
                assert step.value == holds(statements[step.speaker], step.assignment)
                assert step.role == step.assignment[step.speaker]
    assert looks > 3000


def test_trials_go_round_in_counting_order_and_leave_none_out(searches) -> None:
    for statements, solution, unique, derivation in searches:
        tried = [step.assignment for step in derivation if isinstance(step, Suppose)]
        rows = itertools.product((True, False), repeat=len(statements))
        order = [row[::-1] for row in rows]  # the first person changes fastest
        at = order.index(tried[0])
        assert tried == [order[(at + k) % len(order)] for k in range(len(tried))]
        assert len(tried) == len(order) if unique else tried[-1] == solution
        ends = [step for step in derivation if isinstance(step, Reject | Verified)]
        for world, end in zip(tried, ends, strict=True):
            fits = brute.solutions(statements) == {world}
            assert isinstance(end, Verified) == fits
            if isinstance(end, Reject):
                assert holds(statements[end.speaker], world) != world[end.speaker]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_words_say_what_the_steps_say(language) -> None:
    names, roles = CAST[language]
    lines = 0
    for num_people in (2, 3, 4):
        for seed, (statements, solution) in enumerate(puzzles_with_one_solution(num_people, 22, 15)):
            puzzle = Puzzle(names[:num_people], statements, solution, "", roles=roles, language=language)
            for line in trace(puzzle, "search", random.Random(seed)).lines:
                step = line.step
                if not isinstance(step, Inspect):
                    continue
                lines += 1
                read = LINES[language].fullmatch(line.text)
                assert read, line.text
                assert names[step.speaker] == read["speaker"] == read["again"]
                assert (TRUTH[read["value"]], read["role"] == roles[0]) == (step.value, step.role)
                assert TRUTH[read["due"]] == step.role
                assert bool(read["formula"]) == (len(step.truths) > 1)
                if read["formula"]:
                    assert value_of_words(read["formula"]) == step.value, read["formula"]
                assert bool(read["fits"]) == (step.value == step.role)
                marks = MARK[language].findall(read["marks"])
                assert [role == roles[0] for _, role, _ in marks] == list(step.kinds)
                signs = leaf_signs(statements[step.speaker])
                assert [name for name, _, _ in marks] == [names[leaf.person] for leaf, _ in signs]
                told = [TRUTH[so] for *_, so in marks] if len(marks) > 1 else list(step.truths)
                assert told == list(step.truths)
    assert lines > 300


def test_short_puzzles_have_short_proofs() -> None:
    """Two people who each say one thing of one person: a few dozen words, since long ones are learnt late."""
    lengths = []
    for seed, (statements, solution) in enumerate(puzzles_with_one_solution(2, 23, 60)):
        if max(len(leaf_signs(said)) for said in statements) <= 2:
            puzzle = Puzzle(("Ada", "Bo"), statements, solution, "")
            written = trace(puzzle, "search", random.Random(seed), verify=False, unique=False)
            lengths.append(len(written.text.split()))
    print(f"{len(lengths)} proofs of {sum(lengths) / len(lengths):.0f} words")
    assert len(lengths) > 10 and sum(lengths) / len(lengths) < 150


def test_what_cannot_be_searched_is_refused() -> None:
    honest = (True,) * 7
    everybody = tuple(Or((Is((k + 1) % 7, True), Is(k, False))) for k in range(7))
    with pytest.raises(TraceError, match="another style above 6"):
        derive(everybody, honest, "search", random.Random(1))
    two = (Is(1, True), Is(0, True))  # both or neither
    for unique in (True, False):
        with pytest.raises(TraceError, match="exactly one"):
            for seed in range(20):
                derive(two, (True, True), "search", random.Random(seed), unique=unique)
