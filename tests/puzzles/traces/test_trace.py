"""Traces as text: every line says its step, in both languages and with any role words."""

from __future__ import annotations

import json
import random
import re
import string

import pytest

from puzzles import Puzzle, PuzzleFormatError, read_answer
from puzzles.statements import And, Is, Or
from puzzles.traces import (
    STYLES,
    Trace,
    TraceError,
    TraceLine,
    check,
    moulds_en,
    moulds_search_en,
    moulds_search_zh,
    moulds_zh,
    trace,
    trace_from_rows,
)  # fmt: skip
from puzzles.traces.language import LANGUAGES, language_named
from puzzles.traces.steps import (
    Answer,
    Assume,
    Candidate,
    Check,
    Conclude,
    Contradiction,
    Deduce,
    Evaluate,
    Paradox,
    Reject,
    Retract,
    Try,
    Verified,
)  # fmt: skip
from puzzles.traces.wording import Wording
from tests.puzzles.traces.material import puzzles_with_one_solution

NAMES = {"en": ("Zoey", "Mia", "Bob", "James", "Ivan"), "zh": ("张伟", "王芳", "李娜", "刘洋", "陈静")}
ROLES = {
    "en": (("knight", "knave"), ("knave", "knight"), ("angel", "devil"), ("truth teller", "unreliable man")),
    "zh": (("骑士", "无赖"), ("无赖", "骑士"), ("老实人", "骗子")),
}


def puzzle_of(statements, solution, language, roles) -> Puzzle:
    names = NAMES[language][: len(statements)]
    return Puzzle(names, statements, solution, "", roles=roles, language=language)


@pytest.fixture(scope="module", params=["en", "zh"])
def told(request):
    """(puzzle, trace) in every style, with every role pair of the language."""
    found = []
    for num_people in (2, 3, 5):
        for seed, material in enumerate(puzzles_with_one_solution(num_people, 5, 12)):
            for roles in ROLES[request.param]:
                puzzle = puzzle_of(*material, request.param, roles)
                for style in STYLES:
                    verify, unique = seed % 2 == 0, seed % 3 > 0
                    found.append((puzzle, trace(puzzle, style, random.Random(seed), verify=verify, unique=unique)))
    return found


def mentions(text: str, roles: tuple[str, str]) -> list[bool]:
    """The roles named in the text, in order: True for the truth-teller's word."""
    return [word == roles[0] for word in re.findall("|".join(map(re.escape, roles)), text)]


def test_a_conclusion_ends_in_the_role_it_is_about(told) -> None:
    for puzzle, solved in told:
        for line in solved.lines:
            if isinstance(line.step, Deduce | Conclude | Assume):
                assert puzzle.names[line.step.person] in line.text
                assert mentions(line.text, puzzle.roles)[-1] == line.step.knight, line


def test_lines_about_a_statement_quote_it(told) -> None:
    for puzzle, solved in told:
        describe = language_named(puzzle.language).describe
        for line in solved.lines:
            if isinstance(line.step, Evaluate | Check | Contradiction | Paradox):
                speaker = line.step.speaker
                myself = speaker if "“" in line.text else None  # in quotation marks the speaker says "I"
                claim = describe(puzzle.statements[speaker], puzzle.names, puzzle.roles, speaker=myself)
                assert claim in line.text and puzzle.names[speaker] in line.text


def test_what_a_line_leans_on_is_told(told) -> None:
    """Facts about others, beyond the speaker's own role, stand in the line as clauses."""
    told_facts = 0
    for puzzle, solved in told:
        describe = language_named(puzzle.language).describe
        for previous, line in zip(solved.lines, solved.lines[1:], strict=False):
            step = line.step
            if isinstance(step, Deduce) and step.person == step.speaker and isinstance(previous.step, Evaluate):
                continue
            for person, knight in getattr(step, "under", ()):
                if person != step.speaker:
                    told_facts += 1
                    assert describe(Is(person, knight), puzzle.names, puzzle.roles) in line.text
    assert told_facts > 500


TRUTH_WORDS = {
    "en": {True: r"\b(true|truth|believe)\b", False: r"\b(false|lies?)\b"},
    "zh": {True: "真|可信", False: "假"},
}


def test_truth_is_told(told) -> None:
    """The line says true or false, as the step does, and not the other."""
    for puzzle, solved in told:
        words = TRUTH_WORDS[puzzle.language]
        describe = language_named(puzzle.language).describe
        for line in solved.lines:
            step = line.step
            if isinstance(step, Evaluate | Check | Contradiction):
                value = step.actual if isinstance(step, Contradiction) else step.value
                claim = describe(puzzle.statements[step.speaker], puzzle.names, puzzle.roles)
                rest = re.sub("|".join(map(re.escape, (claim, *puzzle.roles))), "", line.text)
                assert re.search(words[value], rest) and not re.search(words[not value], rest), line


def test_the_last_line_can_be_read_as_the_answer(told) -> None:
    for puzzle, solved in told:
        reading = read_answer(solved.lines[-1].text, puzzle.names, puzzle.roles)
        assert reading.assignment == puzzle.solution, reading


def test_text_is_the_lines_where_the_spans_say(told) -> None:
    for _, solved in told:
        spans, text = solved.spans(), solved.text
        assert [text[start:end] for start, end in spans] == [line.text for line in solved.lines]
        gaps = [text[end:start] for (_, end), (start, _) in zip(spans, spans[1:], strict=False)]
        assert set(gaps) <= {"\n", "" if solved.language == "zh" else " "}
        assert spans[-1][1] == len(text) and "  " not in text and not set("{}") & set(text)
        assert sum(isinstance(line.step, Answer) for line in solved.lines) == 1


def test_rows_go_through_json_and_back(told) -> None:
    for puzzle, solved in told:
        rows = json.loads(json.dumps(solved.rows(), ensure_ascii=False))
        assert trace_from_rows(rows, solved.language) == solved
        check([line.step for line in trace_from_rows(rows, solved.language).lines], puzzle.statements)


def test_the_rows_are_as_documented() -> None:
    steps = (
        Deduce(1, False, 0, ((0, True),)), Try((True, False), 3), Reject((True, False), 1), Retract(0),
        Assume(0, True, 1, "refute"),
    )  # fmt: skip
    assert Trace(tuple(TraceLine(str(i), step) for i, step in enumerate(steps))).rows() == [
        {
            "text": "0",
            "label": True,
            "kind": "deduce",
            "person": 1,
            "knight": False,
            "speaker": 0,
            "under": {"0": True},
        },
        {"text": "1", "label": True, "kind": "try", "assignment": [True, False], "number": 3},
        {"text": "2", "label": True, "kind": "reject", "assignment": [True, False], "speaker": 1},
        {"text": "3", "label": True, "kind": "retract", "level": 0},
        {"text": "4", "label": True, "kind": "assume", "person": 0, "knight": True, "level": 1, "purpose": "refute"},
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("hello", "object with a 'text'"),
        ({"kind": "retract", "level": 0}, "object with a 'text'"),
        ({"text": "", "kind": "guess"}, "'guess' is not a kind of step"),
        ({"text": "", "kind": []}, "not a kind of step"),
        ({"text": "", "kind": "retract"}, "lacks 'level'"),
        ({"text": "", "kind": "retract", "level": -1}, "'level' must be a number"),
        ({"text": "", "kind": "retract", "level": True}, "'level' must be a number"),
        ({"text": "", "kind": "conclude", "person": 0, "knight": 1, "level": 0}, "'knight' must be true or false"),
        ({"text": "", "kind": "candidate", "assignment": [1, 0]}, "'assignment' must be a list"),
        ({"text": "", "kind": "paradox", "speaker": 0, "under": {"a": True}}, "'under' must map"),
        ({"text": "", "kind": "paradox", "speaker": 0, "under": {"0": "yes"}}, "'under' must be true or false"),
        ({"text": "", "kind": "assume", "person": 0, "knight": True, "level": 1, "purpose": "fun"}, "one of case"),
    ],
)
def test_broken_rows_are_refused_with_their_number(row, words) -> None:
    good = {"text": "", "kind": "retract", "level": 0}
    with pytest.raises(PuzzleFormatError, match=words) as caught:
        trace_from_rows([good, row])
    assert str(caught.value).startswith("row 2: ")


EXAMPLES = {
    Assume: [Assume(0, True, level, purpose) for level in (1, 2) for purpose in ("case", "other_case", "refute")],
    Evaluate: [
        Evaluate(0, True, ((0, True),)), Evaluate(1, True, ((1, True),)), Evaluate(0, False, ((0, False),)),
        Evaluate(0, True, ()), Evaluate(0, True, ((1, True),)),
    ],
    Deduce: [
        Deduce(0, True, 0, ()), Deduce(0, True, 0, ((1, True),)),
        Deduce(1, True, 0, ()), Deduce(1, True, 0, ((2, True),)),
        Deduce(1, True, 0, ((0, True),)), Deduce(1, True, 0, ((0, True), (2, True))),
    ],
    Contradiction: [
        Contradiction(1, True, False, ((1, True),)), Contradiction(0, True, False, ((0, True), (1, False))),
    ],
    Paradox: [Paradox(0, ()), Paradox(0, ((1, True),))],
    Conclude: [Conclude(0, True, 0), Conclude(0, True, 1)],
    Retract: [Retract(0)],
    Candidate: [Candidate((True, True, True))],
    Try: [Try((True, True, True), 1)],
    Check: [Check(0, True, (True, True, True)), Check(0, False, (True, True, True))],
    Reject: [Reject((True, True, True), 0)],
    Verified: [Verified((True, True, True))],
    Answer: [Answer((True, True, True), unique) for unique in (True, False)],
}  # fmt: skip


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_mould_is_reached_and_finds_its_slots(name) -> None:
    language = language_named(name)
    never = And((Is(2, True), Is(2, False)))
    wording = Wording((Is(1, True), never, Is(0, True)), NAMES[name][:3], ROLES[name][0], language)
    reached = {"begin_checks"}
    for step in (step for examples in EXAMPLES.values() for step in examples):
        for previous in (None, Evaluate(0, True, ()), Deduce(2, True, 0, ())):
            key, slots = wording.key(step, previous), wording.slots(step)
            reached.add(key)
            for mould in language.moulds[key]:
                assert {field for _, field, _, _ in string.Formatter().parse(mould) if field} <= slots.keys(), key
    assert reached == moulds_en.MOULDS.keys()


@pytest.mark.parametrize(
    ("first", "second"),
    [(moulds_en.MOULDS, moulds_zh.MOULDS), (moulds_search_en.MOULDS, moulds_search_zh.MOULDS)],
)
def test_both_languages_have_the_same_moulds(first, second) -> None:
    assert first.keys() == second.keys()
    for moulds in (first, second):
        assert all(len(set(said)) == len(said) for said in moulds.values())


def test_the_same_seed_writes_the_same_and_others_write_otherwise() -> None:
    ((statements, solution),) = puzzles_with_one_solution(4, 8, 1)
    puzzle = puzzle_of(statements, solution, "en", ("knight", "knave"))
    for style in STYLES:
        texts = [trace(puzzle, style, random.Random(seed)).text for seed in (1, 1, 2, 3, 4)]
        assert texts[0] == texts[1] and len(set(texts)) > 2


def test_the_language_is_the_puzzle_s_unless_said() -> None:
    ((statements, solution),) = puzzles_with_one_solution(3, 9, 1)
    puzzle = puzzle_of(statements, solution, "zh", ("骑士", "无赖"))
    assert trace(puzzle, "contradiction", random.Random(0)).language == "zh"
    assert "Zoey" not in trace(puzzle, "contradiction", random.Random(0), language="en").text
    with pytest.raises(TraceError, match="language 'fr': choose from en, zh"):
        trace(puzzle, "contradiction", random.Random(0), language="fr")
    with pytest.raises(TraceError, match="'fr'"):
        trace_from_rows([], "fr")


def test_a_contradiction_tells_the_speaker_s_role_as_a_reason_only_where_it_is_one() -> None:
    names, language = ("Zoey", "Mia"), language_named("en")
    # "I am a knave or Mia is a knight" is false only if Zoey is a knight, "… and …" already by Mia alone.
    step = Contradiction(0, True, False, ((0, True), (1, False)))
    for said, reason in (
        (Or((Is(0, False), Is(1, True))), "Zoey is a knight and Mia is a knave"),
        (And((Is(0, False), Is(1, True))), "Mia is a knave"),
    ):
        slots = Wording((said, Is(0, True)), names, ("knight", "knave"), language).slots(step)
        assert slots["facts"] == reason
