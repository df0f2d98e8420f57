"""Claims: every sentence of the tiny model is read, planted errors are found, real prose is read without guessing."""

from __future__ import annotations

import itertools
import json
import random
import re
from pathlib import Path

import pytest

from logic_rl.analysis.behaviours.tag import tag
from logic_rl.claims.board import Board, board_of_row
from logic_rl.claims.claim import FALSE, TRUE, UNKNOWN, Claim, summary_of_claims
from logic_rl.claims.reader import read_claims
from logic_rl.corpus.thinking import STRATEGIES, full_search
from puzzles import Puzzle, PuzzleSpec, sample_puzzle, trace
from puzzles.statements import holds, to_row
from puzzles.traces import STYLES

BOARD = board_of_row({"question": 'Zoey says: "Mia is a knave." Mia says: "Zoey is a knave and I am a knave."'})


def board_of(puzzle: Puzzle) -> Board:
    return Board(puzzle.names, puzzle.roles, puzzle.statements, puzzle.solution)


def puzzles(count: int, seed: int = 0) -> list[Puzzle]:
    rng = random.Random(seed)
    return [sample_puzzle(PuzzleSpec(num_people=2 + k % 4), rng) for k in range(count)]


def told(text: str, board: Board = BOARD) -> list[tuple[str, str, str]]:
    """(kind, truth, text) of each claim."""
    return [(claim.kind, claim.truth, text[claim.start : claim.end]) for claim in read_claims(text, board)]


def test_the_solution_is_brute_force() -> None:
    for puzzle in puzzles(20):
        board = board_of(puzzle)
        for world in itertools.product((True, False), repeat=puzzle.num_people):
            fits = all(holds(s, world) == world[k] for k, s in enumerate(puzzle.statements))
            assert board.is_solved_by(dict(enumerate(world))) == fits


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_everything_the_tiny_model_writes_is_read(strategy: str) -> None:
    rng = random.Random(strategy)
    claims = []
    for puzzle in puzzles(40, seed=len(strategy)):
        text = f"<think> {STRATEGIES[strategy](puzzle, rng).text} </think>"
        claims += read_claims(text, board_of(puzzle))
        for sentence in re.findall(r"\w+ (?:says|claims) that [^.]*\.", text):
            start = text.index(sentence)
            assert any(start <= c.start < start + len(sentence) and c.kind == "quotation" for c in claims)
    assert claims and all(claim.truth != UNKNOWN for claim in claims)


@pytest.mark.parametrize("role", ["knave", "knight"])
@pytest.mark.parametrize("due", ["false", "true"])
def test_what_the_words_must_be_is_held_against_the_role_told(role: str, due: str) -> None:
    look = "Mia says that Zoey is a knave and Mia is a knave (here Zoey: knave, so true; Mia: knight, so false): "
    look += f"true and false, so false, and Mia: {role}, so it must be {due}."
    claims = told(f"<think> Suppose Zoey: knave, Mia: knight. {look} </think>")
    *_, verdict, again, said = (claim for claim in claims if claim[0] != "answer")
    assert verdict == ("verdict", TRUE, "false")
    assert again == ("lookup", TRUE if role == "knight" else FALSE, f"Mia: {role}")
    assert said == ("mark", TRUE if (role == "knight") == (due == "true") else FALSE, due)


def test_an_honest_search_has_no_false_step() -> None:
    rng = random.Random(7)
    for puzzle in puzzles(40, seed=7):
        claims = read_claims(f"<think> {full_search(puzzle, rng).text} </think>", board_of(puzzle))
        assert {claim.truth for claim in claims if claim.kind != "assumption"} == {TRUE}
        assert [claim.truth for claim in claims if claim.kind == "assumption"][-1] == TRUE


PLANTS = {
    "verdict": (r"(?:\)|\w): (true|false), and", 1),
    "mark": (r", so (true|false)", 1),
    "lookup": (r"(?:true|false), and \w+: (\w+)\.", 1),
}


@pytest.mark.parametrize("kind", PLANTS)
def test_a_planted_error_is_the_only_false_step(kind: str) -> None:
    rng, planted = random.Random(kind), 0
    pattern, group = PLANTS[kind]
    for puzzle in puzzles(60, seed=11):
        text = f"<think> {full_search(puzzle, rng).text} </think>"
        places = list(re.finditer(pattern, text))
        if not places:
            continue
        place = rng.choice(places)
        start, end = place.span(group)
        swap = {"true": "false", "false": "true", puzzle.roles[0]: puzzle.roles[1], puzzle.roles[1]: puzzle.roles[0]}
        wrong = text[:start] + swap[text[start:end]] + text[end:]
        false = [c for c in read_claims(wrong, board_of(puzzle)) if c.truth == FALSE and c.kind != "assumption"]
        assert [c.kind for c in false] == [kind] and false[0].start <= start < false[0].end
        planted += 1
    assert planted > 40


def test_a_misquoted_statement() -> None:
    rng, planted = random.Random(3), 0
    for puzzle in puzzles(40, seed=3):
        text = f"<think> {full_search(puzzle, rng).text} </think>"
        match = re.search(r" is (?:not )?an? (\w+)", text)
        swapped = puzzle.roles[puzzle.roles[0] == match[1]]
        wrong = text[: match.start(1)] + swapped + text[match.end(1) :]
        first = next(c for c in read_claims(wrong, board_of(puzzle)) if c.kind == "quotation")
        said = wrong[first.start : first.end]
        planted += first.truth == FALSE
        assert first.truth in (TRUE, FALSE) and swapped in said
    assert planted > 30  # a tautology says the same with the role swapped


def test_careless_words_are_checked() -> None:
    text = "Suppose: knave Zoey, knave Mia. All statements hold. Suppose: knight Zoey, knave Mia. That is wrong."
    assert told(text) == [
        ("assumption", FALSE, "knave Zoey, knave Mia"),
        ("all_hold", FALSE, "All statements hold."),
        ("assumption", TRUE, "knight Zoey, knave Mia"),
        ("contradiction", FALSE, "That is wrong."),
    ]


@pytest.mark.parametrize(
    "words",
    ["All statements fit.", "So all the statements agree with this.", "Every statement comes out as it should.",
     "Every statement holds!", "Everything fits.", "Aha, all of the statements are satisfied."],
)  # fmt: skip
def test_that_all_fits_is_said_in_many_ways(words: str) -> None:
    for listed, truth in (("knave Zoey, knave Mia", FALSE), ("knight Zoey, knave Mia", TRUE)):
        assert told(f"Suppose: {listed}. {words}")[1:] == [("all_hold", truth, words)]
    assert told(f"Nobody knows. {words}") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Therefore, Mia must be a knave.", [("role", TRUE, "Mia must be a knave")]),
        ("So **Zoey** is a **knave**.", [("role", FALSE, "**Zoey** is a **knave")]),
        ("Zoey cannot be a knave.", [("role", TRUE, "Zoey cannot be a knave")]),
        ("Zoey and Mia are both knights.", [("role", FALSE, "Zoey and Mia are both knights")]),
        ("Zoey is telling the truth.", [("role", TRUE, "Zoey is telling the truth")]),
        ('Zoey says "Mia is a knight".', [("quotation", FALSE, '"Mia is a knight"')]),
        ('Zoey said: "Mia is a knave."', [("quotation", TRUE, '"Mia is a knave."')]),
        ("Zoey claims that Mia is odd.", [("quotation", UNKNOWN, "Mia is odd")]),
        ("Zoey is a knight or a knave.", [("role", UNKNOWN, "Zoey is a knight")]),
        ("Could it be that Zoey is a knave?", [("role", UNKNOWN, "Zoey is a knave")]),
        ("This does not mean that Zoey is a knave.", [("role", UNKNOWN, "Zoey is a knave")]),
        ("Case 1: Zoey is a knave.", [("assumption", FALSE, "Zoey is a knave")]),
        ("If Zoey is a knight, then Mia is a knave.",
         [("assumption", TRUE, "Zoey is a knight"), ("conditional", TRUE, "Mia is a knave")]),
        ("Assume Zoey is a knave. Then Mia is a knight. This is a contradiction.",
         [("assumption", FALSE, "Zoey is a knave"), ("conditional", TRUE, "Mia is a knight"),
          ("contradiction", TRUE, "This is a contradiction.")]),
        ("Could Zoey be a knave? Suppose so. As Zoey is a knave, Mia is a knight. So Zoey is a knight.",
         [("conditional", TRUE, "Zoey is a knave"), ("conditional", TRUE, "Mia is a knight"),
          ("role", TRUE, "Zoey is a knight")]),
        ("To show it, suppose the opposite: Zoey is a knave.", [("assumption", FALSE, "Zoey is a knave")]),
        ("Will is a knight.", []),
    ],
)  # fmt: skip
def test_prose(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(text) == expected


def test_sound_proofs_have_hardly_a_false_claim_and_no_backtracking() -> None:
    """`puzzles.traces` writes proofs whose every step is checked, so each claim called false is a misreading."""
    rng, claims, tags = random.Random(21), [], set()
    for puzzle in puzzles(60, seed=21):
        for style in [style for style in STYLES if style != "search"]:  # which goes back and says so
            text = trace(puzzle, style, rng).text
            claims += [c for c in read_claims(text, board_of(puzzle)) if c.kind != "assumption"]
            tags |= {span.behaviour for named in ((), (puzzle.names, puzzle.roles)) for span in tag(text, *named)}
    read = [claim for claim in claims if claim.truth != UNKNOWN]
    print(f"{len(claims)} claims in proofs, {len(read)} read, {sum(c.truth == FALSE for c in read)} called false")
    assert len(read) > 0.75 * len(claims) and sum(claim.truth == FALSE for claim in read) <= 0.01 * len(read)
    assert not tags & {"backtracking", "reflection", "hesitation", "aha"}


def test_a_name_that_is_also_a_word() -> None:
    board = Board(("Will", "Mark"), ("knight", "knave"), None, (True, False))
    assert told("It will mark a change. Will is a knight.", board) == [("role", TRUE, "Will is a knight")]


def test_the_answer_and_whether_it_follows() -> None:
    good = "<think>So Mia is a knave. Zoey is a knight.</think><answer>Zoey is a knight, Mia is a knave.</answer>"
    numbers = summary_of_claims(read_claims(good, BOARD))
    assert numbers == {"num": 2, "num_read": 2, "num_true": 2, "share_true": 1.0, "first_wrong": None, "follows": True}
    bad = good.replace("Zoey is a knight.<", "Zoey is a knave.<")
    numbers = summary_of_claims(read_claims(bad, BOARD))
    assert numbers["first_wrong"] == bad.index("Zoey") and numbers["follows"] is False
    assert summary_of_claims([Claim(0, 1, "answer", TRUE, {"Zoey": "knight"})])["follows"] is None


@pytest.mark.parametrize(
    "thinking",
    ["Suppose Zoey is a knight and Mia is a knave.", "Suppose Mia is a knave and Zoey is a knight. I am sure of that.",
     "Let me try: knight Zoey, knave Mia."],
)  # fmt: skip
def test_a_guess_without_a_step_follows_from_nothing(thinking: str) -> None:
    text = f"<think>{thinking}</think><answer>Zoey is a knight, Mia is a knave.</answer>"
    claims = read_claims(text, BOARD)
    assert any(claim.kind == "assumption" for claim in claims), "else this tests nothing"
    numbers = summary_of_claims(claims)
    assert (numbers["num_read"], numbers["follows"]) == (0, None)


def test_boards_of_rows() -> None:
    puzzle = puzzles(1)[0]
    row = {"names": list(puzzle.names), "roles": list(puzzle.roles), "solution": list(puzzle.solution)}
    assert board_of_row(row).statements is None
    assert board_of_row({**row, "statements": [to_row(s) for s in puzzle.statements]}) == board_of(puzzle)
    assert board_of_row({"text": puzzle.text}).solution == puzzle.solution
    for odd in (
        {},
        {"names": []},
        {**row, "solution": [True]},
        {"text": "Hello."},
        {"names": [""], "solution": [True]},
    ):
        assert board_of_row(odd) is None


@pytest.mark.parametrize(
    "text", ["", "\x00" * 99, "Zoey is a " * 5000, "Zoey, " * 9000, "Zoey says that " * 3000, "\ud800 Zoey is a knight"]
)
def test_odd_text_never_raises(text: str) -> None:
    assert all(0 <= claim.start <= claim.end <= len(text) for claim in read_claims(text, BOARD))


def test_real_replies(shared_data: Path) -> None:
    with (shared_data / "responses" / "kk_reasoning_gym.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in list(file)[::4]]
    claims = [claim for row in rows for claim in read_claims(row["response"], board_of_row(row))]
    assigned = [claim for claim in claims if claim.kind in ("role", "conditional", "assumption")]
    read = sum(claim.truth != UNKNOWN for claim in assigned) / len(assigned)
    print(f"{len(assigned)} assignment claims in {len(rows)} replies, {read:.0%} read")
    assert read >= 0.7
    answers = [(claim.truth == TRUE, row["score"] == 1) for row in rows
               for claim in read_claims(row["response"], board_of_row(row)) if claim.kind == "answer"]  # fmt: skip
    assert sum(a == b for a, b in answers) >= 0.95 * len(answers)
