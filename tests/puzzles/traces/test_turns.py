"""Wrong turns: one mistake, carried on, noticed and mended; labels that do not depend on who wrote it."""

from __future__ import annotations

import dataclasses
import json
import random

import pytest

from puzzles import Puzzle
from puzzles.statements import holds
from puzzles.traces import STYLES, UnsoundStep, check, derive, labels, moulds_search_en, trace, trace_from_rows
from puzzles.traces.asides import with_hesitation, with_summary
from puzzles.traces.language import language_named
from puzzles.traces.steps import (
    Candidate,
    Check,
    Conclude,
    Deduce,
    Evaluate,
    Hesitate,
    Inspect,
    Notice,
    Recap,
    Reject,
    Resume,
    Suppose,
    Try,
    Verified,
)  # fmt: skip
from puzzles.traces.turns import with_wrong_turn
from puzzles.traces.wording_search import WordingOf
from tests.puzzles.traces.material import puzzles_with_one_solution


@pytest.fixture(scope="module")
def turned():
    """(statements, solution, the sound derivation, steps with one wrong turn, the labels they were written with)"""
    found = []
    for num_people in (2, 3, 4, 5):
        for seed, (statements, solution) in enumerate(puzzles_with_one_solution(num_people, 31, 30)):
            for style in STYLES:
                rng = random.Random(f"{seed} {style}")
                sound = derive(statements, solution, style, rng, verify=True, unique=seed % 2 == 0)
                labelled = with_wrong_turn(sound, statements, rng)
                assert labelled is not None, "with a verification there is room for a mistake"
                steps, told = zip(*labelled, strict=True)
                found.append((statements, solution, sound, steps, told))
    return found


def turn_of(steps) -> tuple[int, int]:
    """Where the wrong turn begins, and where it is noticed."""
    (noticed,) = [k for k, step in enumerate(steps) if isinstance(step, Notice)]
    return steps[noticed].wrong, noticed


def test_the_checker_tells_the_labels_without_the_writer(turned) -> None:
    for statements, _, _, steps, told in turned:
        assert labels(steps, statements) == told


def test_a_mistake_is_carried_on_noticed_and_mended(turned) -> None:
    for _, solution, sound, steps, told in turned:
        began, noticed = turn_of(steps)
        assert told.index(False) == began and not any(not label for label in told[noticed:])
        assert noticed - began > 1, "carried on for a step at least"
        assert isinstance(steps[noticed + 1], Resume)
        assert steps[:began] + steps[noticed + 2 :] == sound, "what is left is the sound derivation"
        assert steps[began] != steps[noticed + 2] and steps[-1].assignment == solution


def test_every_kind_of_mistake_occurs(turned) -> None:
    kinds = {type(steps[turn_of(steps)[0]]) for *_, steps, _ in turned}
    assert kinds == {Inspect, Check, Evaluate, Deduce, Conclude}
    fields = ("kinds", "truths", "value", "role")
    misjudged = set()
    for *_, steps, _ in turned:
        began, noticed = turn_of(steps)
        wrong, right = steps[began], steps[noticed + 2]
        if isinstance(wrong, Inspect):
            misjudged.add(tuple(name for name in fields if getattr(wrong, name) != getattr(right, name)))
    somebody, a_part, the_whole, the_speaker = fields, fields[1:3], fields[2:3], fields[3:]
    assert misjudged == {somebody[:3], a_part, the_whole, the_speaker}


def test_labels_hold_by_leaving_out_what_is_wrong(turned) -> None:
    """Without the steps called wrong, those called right still stand; with any one of them nothing does."""
    for statements, _, _, steps, told in turned:
        began, noticed = turn_of(steps)
        mend = [steps[noticed + 2]] if isinstance(steps[began], Conclude) else []
        kept = list(steps[:began]) + mend
        for step, label in zip(steps[began + 1 : noticed], told[began + 1 : noticed], strict=True):
            with pytest.raises(UnsoundStep) as caught:
                check([*kept, step], statements)
            assert (caught.value.index == len(kept) + 1) == label, "a right step stands: only the end is missing"
            kept += [step] if label else []


def test_looks_are_labelled_by_what_is_to_be_seen(turned) -> None:
    """By the definition of truth alone, for the styles that try assignments."""
    seen = 0
    for statements, _, _, steps, told in turned:
        for step, label in zip(steps, told, strict=True):
            if isinstance(step, Check | Inspect):
                seen += 1
                right = step.value == holds(statements[step.speaker], step.assignment)
                if isinstance(step, Inspect):
                    right &= step.role == step.assignment[step.speaker]
                assert right == label
            elif isinstance(step, Verified | Reject):
                fitting = [holds(said, step.assignment) == step.assignment[k] for k, said in enumerate(statements)]
                right = all(fitting) if isinstance(step, Verified) else not fitting[step.speaker]
                assert right == label
    assert seen > 2000


def test_what_is_not_a_mended_mistake_is_refused(turned) -> None:
    for statements, _, _, steps, _ in turned:
        began, noticed = turn_of(steps)
        mend = steps[noticed + 2]
        spoilt = {
            "not noticed": steps[:noticed] + steps[noticed + 1 :],
            "no mistake": (*steps[:began], mend, *steps[began + 1 :]),
            "made again": (*steps[: noticed + 2], steps[began], *steps[noticed + 3 :]),
            "another named": (*steps[:noticed], Notice(began + 1), *steps[noticed + 1 :]),
            "not taken up": (*steps[: noticed + 2], *steps[noticed + 3 :]),
        }
        for name, variant in spoilt.items():
            if name == "not taken up" and not isinstance(mend, Deduce | Conclude | Check | Inspect):
                continue  # an evaluation only explains
            with pytest.raises(UnsoundStep):
                labels(variant, statements)


def test_a_step_of_the_wrong_turn_must_follow_from_the_mistake(turned) -> None:
    caught = 0
    for statements, _, _, steps, _ in turned:
        began, noticed = turn_of(steps)
        for place in range(began + 1, noticed):
            step = steps[place]
            if isinstance(step, Deduce):
                spoilt = dataclasses.replace(step, knight=not step.knight)
            elif isinstance(step, Check | Inspect):
                spoilt = dataclasses.replace(step, value=not step.value)
            else:
                continue
            caught += 1
            with pytest.raises(UnsoundStep, match="not even with the mistake"):
                labels((*steps[:place], spoilt, *steps[place + 1 :]), statements)
    assert caught > 200


@pytest.mark.parametrize("aside", [with_hesitation, with_summary])
def test_asides_change_nothing(turned, aside) -> None:
    for seed, (statements, _, sound, _, _) in enumerate(turned):
        longer = aside(sound, random.Random(seed))
        check(longer, statements)
        assert tuple(step for step in longer if not isinstance(step, Hesitate | Recap)) == sound
        assert len(longer) == len(sound) + 1


def test_a_false_summary_is_caught(turned) -> None:
    for seed, (statements, _, sound, _, _) in enumerate(turned):
        longer = with_summary(sound, random.Random(seed))
        (place,) = [k for k, step in enumerate(longer) if isinstance(step, Recap)]
        under = tuple((person, knight ^ (k == 0)) for k, (person, knight) in enumerate(longer[place].under))
        with pytest.raises(UnsoundStep, match="neither in force nor under trial") as caught:
            check((*longer[:place], Recap(under), *longer[place + 1 :]), statements)
        assert caught.value.index == place


NAMES = {"en": ("Ada", "Bo", "Cy", "Di", "Ed"), "zh": ("张伟", "王芳", "李娜", "刘洋", "陈静")}
ROLES = {"en": ("saint", "sinner"), "zh": ("老实人", "骗子")}
NOTICED = {
    "en": ("Wait, this cannot be, for ", "Wait, I made a mistake"),
    "zh": ("等等，这不可能，因为", "等等，我弄错了"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_traces_say_what_went_wrong(language) -> None:
    """And their rows go through JSON with their labels."""
    reached = set()
    for num_people in (2, 3, 4):
        for seed, (statements, solution) in enumerate(puzzles_with_one_solution(num_people, 32, 40)):
            puzzle = Puzzle(NAMES[language][:num_people], statements, solution, "", ROLES[language], language)
            for style in STYLES:
                rng = random.Random(f"{seed} {style}")
                written = trace(puzzle, style, rng, mistake=True, hesitation=seed % 2 == 0, summary=seed % 3 == 0)
                began, noticed = turn_of(written.derivation)
                assert (written.first_error, written.mended) == (began, noticed + 2)
                assert written.lines[noticed].text.startswith(NOTICED[language])
                wording = WordingOf(
                    written.derivation, statements, puzzle.names, puzzle.roles, language_named(language)
                )
                previous = None
                for step in written.derivation:
                    reached.add(wording.key(step, previous))
                    previous = step
                rows = json.loads(json.dumps(written.rows()))
                assert (
                    [row["label"] for row in rows]
                    == list(written.labels)
                    == list(labels(written.derivation, statements))
                )
                assert trace_from_rows(rows, language) == written
    pieces = {"pair", "mark", "pair_gap", "mark_gap", "inspect_fits", "notice_reject"}
    pieces |= {key for key in moulds_search_en.MOULDS if key.startswith("formula")}
    assert moulds_search_en.MOULDS.keys() - pieces <= reached


def test_a_sound_trace_has_no_error() -> None:
    ((statements, solution),) = puzzles_with_one_solution(3, 33, 1)
    written = trace(Puzzle(("Ada", "Bo", "Cy"), statements, solution, ""), "search", random.Random(1))
    assert written.first_error is None and written.mended is None and all(written.labels)
    assert not any(isinstance(step, Notice | Resume) for step in written.derivation)
    assert {type(step) for step in written.derivation} <= {Suppose, Inspect, Reject, Verified, Candidate, Try} | {
        type(written.derivation[-1])
    }
