"""Knights and knaves as a task: every setting of `PuzzleSpec` reaches the puzzles; abilities against brute force."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path

import pytest

from logic_rl.config.reading import read_config
from logic_rl.curriculum import Curriculum
from logic_rl.errors import UsageError
from logic_rl.tasks import make_task
from logic_rl.tasks.knights.task import KnightsTask
from puzzles.puzzle import Puzzle
from puzzles.sampling.spec import PuzzleSpec
from puzzles.splits import split_of
from puzzles.statements import And, Iff, Implies, Is, Not, Or, Statement, children
from tests.puzzles.brute import solutions

HAN = re.compile(r"[\u3400-\u9fff]")


def drawn(options: dict, level: int = 3, count: int = 40) -> list[Puzzle]:
    task, rng = make_task("knights", options), random.Random(5)
    return [task.draw(level, rng, "train") for _ in range(count)]


def nodes(puzzle: Puzzle) -> list[Statement]:
    def below(statement: Statement) -> list[Statement]:
        return [statement, *itertools.chain(*map(below, children(statement)))]

    return list(itertools.chain(*map(below, puzzle.statements)))


def depth(statement: Statement) -> int:
    return 1 + max(map(depth, children(statement)), default=0)


def deepest(puzzles: Sequence[Puzzle]) -> int:
    return max(depth(statement) for puzzle in puzzles for statement in puzzle.statements)


def widest(puzzles: Sequence[Puzzle]) -> int:
    return max(len(node.parts) for puzzle in puzzles for node in nodes(puzzle) if isinstance(node, And | Or))


def kinds(puzzles: Sequence[Puzzle]) -> set[type]:
    return {type(node) for puzzle in puzzles for node in nodes(puzzle)}


def knights(puzzles: Sequence[Puzzle]) -> float:
    people = [role for puzzle in puzzles for role in puzzle.solution]
    return sum(people) / len(people)


def of_themselves(puzzles: Sequence[Puzzle]) -> bool:
    spoken = [(speaker, leaf.person) for puzzle in puzzles for speaker, statement in enumerate(puzzle.statements)
              for leaf in leaves(statement)]  # fmt: skip
    return any(speaker == person for speaker, person in spoken)


SETTINGS: dict[str, tuple[dict, Callable[[Sequence[Puzzle]], object], object]] = {
    "max_depth": ({"max_depth": 4}, deepest, 4),
    "max_width": ({"max_width": 3}, widest, 3),
    "mix": ({"mix": {"leaf": 1, "and": 2}}, kinds, {Is, And}),
    "mix, as a list": ({"mix": [["iff", 1], ["leaf", 1]]}, kinds, {Is, Iff}),
    "language": ({"language": "zh"}, lambda all_: {bool(HAN.search(p.text)) for p in all_}, {True}),
    "roles": ({"roles": ["scout", "spy"]}, lambda all_: {p.roles for p in all_}, {("scout", "spy")}),
    "roles, in the text": ({"roles": ["scout", "spy"]}, lambda all_: {"spy" in p.text for p in all_}, {True}),
    "role_choice": ({"role_choice": [["scout", "spy"], ["angel", "devil"]]}, lambda all_: {p.roles for p in all_},
                    {("scout", "spy"), ("angel", "devil")}),
    "self_reference": ({"self_reference": False}, of_themselves, False),
    "fixed_cast": ({"fixed_cast": True}, lambda all_: {p.names for p in all_}, {("Alice", "Bob", "Carol")}),
    "bands": ({"bands": ["hard"], "rated": True}, lambda all_: {p.difficulty["band"] for p in all_}, {"hard"}),
}  # fmt: skip


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_shows_in_the_puzzles(name: str) -> None:
    options, measure, expected = SETTINGS[name]
    count = 8 if "bands" in options else 40
    assert measure(drawn(options, count=count)) == expected
    assert measure(drawn({"rated": True} if "bands" in options else {}, count=count)) != expected


def test_shares_and_wordings() -> None:
    assert knights(drawn({"knight_share": 0.9})) > 0.75 > 0.6 > knights(drawn({})) > 0.4
    plain, varied = drawn({}), drawn({"style": "varied"})
    moulds = [{re.sub(r"[A-Z]\w+", "X", one.text.partition(":")[0]) for one in some} for some in (plain, varied)]
    assert len(moulds[1]) > len(moulds[0])
    names = [{name for puzzle in drawn({"uncommon_names": flag}) for name in puzzle.names} for flag in (False, True)]
    assert len(names[0]) > 5 < len(names[1]) and not names[0] & names[1]


def test_every_setting_is_an_option_and_none_else() -> None:
    values = {field.name: field.default for field in fields(PuzzleSpec) if field.name != "num_people"}
    assert KnightsTask(**values).spec == PuzzleSpec(2) == KnightsTask().spec


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"max_dept": 3}, "unknown key 'max_dept'; did you mean 'max_depth'?"),
        ({"num_people": 3}, "unknown key 'num_people'; known keys: max_depth, max_width"),
        ({"max_depth": "three"}, "task_options.max_depth: expected a whole number, not 'three'"),
        ({"max_depth": 0}, "max_depth 0, max_width 2: give a depth from 1 to 20 and a width of at least 2"),
        ({"mix": {"lef": 1}}, "mix names 'lef': did you mean 'leaf'? choose from leaf, not, and, or, implies, iff"),
        ({"mix": {"leaf": "much"}}, "task_options.mix[0][1]: expected a number, not 'much'"),
        ({"mix": 3}, "task_options.mix: expected a list, not 3"),
        ({"roles": "spy"}, "task_options.roles: expected a list, not 'spy'"),
        ({"bands": "easy"}, "task_options.bands: expected a list, not 'easy'"),
        ({"bands": ["eazy"]}, "difficulty eazy: did you mean 'easy'? choose from easy, medium, hard"),
        ({"style": "vared"}, "style 'vared': did you mean 'varied'? choose from standard, varied, named"),
        ({"language": "de"}, "language 'de': choose from en, zh"),
        ({"knight_share": 1.5}, "knight_share 1.5: give a share between 0 and 1"),
        ({"self_reference": "maybe"}, "task_options.self_reference: expected true or false, not 'maybe'"),
    ],
)
def test_a_setting_that_cannot_be_is_one_line(options: dict, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        make_task("knights", options)
    message = str(raised.value)
    assert said in message and message.startswith("task knights: ")
    assert "\n" not in message and "Value error" not in message


PHASES = """
task_options: {fixed_cast: true}
phases:
  - {name: plain, steps: 1, people: {3: 1}, prompts: 20}
  - {name: deep, steps: 1, people: {3: 1}, prompts: 20, task_options: {max_depth: 4, roles: [scout, spy]}}
  - {name: chinese, steps: 1, people: {2: 1}, prompts: 20, task_options: {language: zh, style: varied}}
"""


def test_every_phase_draws_by_its_own_options(tmp_path: Path) -> None:
    (tmp_path / "phases.yaml").write_text(PHASES, encoding="utf-8")
    curriculum = Curriculum(read_config(tmp_path / "phases.yaml"), None)
    puzzles = {}
    while settings := curriculum.settings():
        puzzles[settings.phase.name] = curriculum.questions(settings)
        curriculum.advance({"reward/format_rate": 0.0, "accuracy/mean": 0.0})
    assert deepest(puzzles["plain"]) == 2 and {puzzle.roles for puzzle in puzzles["plain"]} == {("knight", "knave")}
    assert deepest(puzzles["deep"]) == 4 and {puzzle.roles for puzzle in puzzles["deep"]} == {("scout", "spy")}
    assert {puzzle.names for puzzle in (*puzzles["plain"], *puzzles["deep"])} == {("Alice", "Bob", "Carol")}
    assert {puzzle.language for puzzle in puzzles["chinese"]} == {"zh"} and HAN.search(puzzles["chinese"][0].text)
    curriculum.close()


def test_an_option_of_a_phase_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "phases.yaml").write_text(PHASES.replace("max_depth", "depth"), encoding="utf-8")
    with pytest.raises(UsageError, match="unknown key 'depth'; did you mean 'max_depth'"):
        Curriculum(read_config(tmp_path / "phases.yaml"), None)


TASK = make_task("knights", {"max_depth": 3, "max_width": 3})


def puzzles_of(language: str = "en", count: int = 12) -> list[Puzzle]:
    task, rng = make_task("knights", {"language": language}), random.Random(9)
    return [task.draw(people, rng, "train") for people in (2, 3, 4) for _ in range(count // 3)]


def test_splits_and_rows() -> None:
    rng = random.Random(0)
    for split in ("train", "valid", "test"):
        puzzle = TASK.draw(4, rng, split)
        assert TASK.split_of(puzzle) == split == split_of(puzzle)
        row = {"puzzle_id": puzzle.id, "response": "…"} | TASK.row_fields(puzzle)
        assert TASK.question_of(row).statements == puzzle.statements and TASK.from_row(puzzle.to_row()) == puzzle
    some = list(itertools.islice(TASK.distinct(3, rng, "valid"), 5))
    assert len({puzzle.key for puzzle in some}) == 5 and {split_of(puzzle) for puzzle in some} == {"valid"}


@pytest.mark.slow
def test_two_people_have_few_puzzles_and_then_it_ends() -> None:
    every = list(make_task("knights").distinct(2, random.Random(0), "test"))
    assert 3 < len({puzzle.key for puzzle in every}) == len(every) < 40


@pytest.mark.parametrize("puzzle", puzzles_of(), ids=lambda puzzle: puzzle.id)
def test_the_floor_is_what_all_answers_earn(puzzle: Puzzle) -> None:
    verdicts = []
    for world in itertools.product((True, False), repeat=puzzle.num_people):
        roles = [puzzle.roles[not knight] for knight in world]
        answer = ", ".join(f"{name}: {role}" for name, role in zip(puzzle.names, roles, strict=True))
        verdicts.append(TASK.judgement(answer, puzzle).verdict == "correct")
    assert TASK.floor(puzzle) == sum(verdicts) / len(verdicts)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_proof_comes_to_the_solution_and_its_claims_hold(language: str) -> None:
    """The end of the proof is judged as an answer; its claims are true, and say of roles what brute force says."""
    task = make_task("knights", {"language": language})
    texts: set[str] = set()
    every: list = []
    for seed, puzzle in enumerate(puzzles_of(language)):
        assert solutions(puzzle.statements) == {puzzle.solution}
        proof = task.proof(puzzle, random.Random(seed))
        texts.add(proof)
        assert task.judgement(proof, puzzle, free=True).verdict == "correct"
        claims = task.check(puzzle, proof)
        assert len(claims) > puzzle.num_people
        every += claims
        for claim in claims:
            if claim.kind == "role" and claim.truth != "unreadable":
                is_so = all(role == puzzle.role_of(puzzle.names.index(name)) for name, role in claim.roles.items())
                assert (claim.truth == "true") == is_so
    assert len(texts) == 12
    steps = [claim for claim in every if claim.kind != "assumption"]  # a case may be one that is refuted
    assert sum(claim.truth == "false" for claim in steps) <= 0.01 * len(steps)  # the reader is not without faults
    assert task.proof(puzzle, random.Random(1)) == task.proof(puzzle, random.Random(1))


def test_a_false_claim_is_checked_as_false() -> None:
    puzzle = puzzles_of()[0]
    wrong = puzzle.roles[puzzle.solution[0]]
    (claim,) = TASK.check(puzzle, f"So {puzzle.names[0]} is a {wrong}.")
    assert (claim.kind, claim.truth, claim.roles) == ("role", "false", {puzzle.names[0]: wrong})


def leaves(statement: Statement) -> list[Is]:
    return [statement] if isinstance(statement, Is) else list(itertools.chain(*map(leaves, children(statement))))


def shape(statement: Statement) -> tuple:
    return (type(statement), *map(shape, children(statement)))


def test_a_twin_differs_in_one_leaf_and_in_its_solution() -> None:
    """Both have one solution, by going through all worlds."""
    twins = 0
    for seed, puzzle in enumerate(puzzles_of(count=24)):
        twin = TASK.twin(puzzle, random.Random(seed))
        if twin is None:
            continue
        twins += 1
        assert solutions(twin.statements) == {twin.solution} and twin.solution != puzzle.solution
        pairs = [(a, b) for one, other in zip(puzzle.statements, twin.statements, strict=True)
                 for a, b in itertools.zip_longest(leaves(one), leaves(other))]  # fmt: skip
        assert sum(a != b for a, b in pairs) == 1 and twin.names == puzzle.names
        assert list(map(shape, puzzle.statements)) == list(map(shape, twin.statements))
    assert twins > 12
    assert {Is, Not, And, Or, Implies, Iff} >= kinds(puzzles_of())
