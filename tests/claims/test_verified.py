"""Verified accuracy: a table of cases, program-written replies, and errors planted in them."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from logic_rl.analysis.responses import observe
from logic_rl.claims.board import Board, board_of_row
from logic_rl.claims.reader import read_claims
from logic_rl.claims.verified import Verified, verified
from logic_rl.corpus.thinking import full_search, guess
from logic_rl.proofs.request import ProofRequest, Shares, proof_number
from logic_rl.proofs.shapes import response_row
from logic_rl.rows import read_rows
from puzzles import Puzzle, PuzzleSpec, read_answer, sample_puzzle, trace
from puzzles.statements import from_row
from puzzles.traces import STYLES

# Zoey: "Mia is a knave." Mia: "Zoey is a knave and I am a knave." Zoey is a knight, Mia a knave.
BOARD = board_of_row({"question": 'Zoey says: "Mia is a knave." Mia says: "Zoey is a knave and I am a knave."'})
CHINESE = Board(
    ("小明", "小红"), ("骑士", "无赖"), (from_row(["knave", 1], 2), from_row(["and", ["knave", 0], ["knave", 1]], 2)),
    (True, False),
)  # fmt: skip
ZOEY, MIA = 'Zoey says "Mia is a knave"', 'Mia says "Zoey is a knave and I am a knave"'


def judged(text: str, board: Board = BOARD, is_right: bool = True) -> Verified:
    return verified(read_claims(text, board), board, is_right)


VERIFIED = {
    "a check at the end": f"So Zoey is a knight and Mia is a knave. Check: {ZOEY}. This is true. {MIA}. This is false.",
    "a check in any order": f"So Zoey is a knight and Mia is a knave. {MIA}. This is false. {ZOEY}. This is true.",
    "a list with arrows": f"Zoey is a knight, Mia is a knave.\n- {MIA}: false ✓\n- {ZOEY} → true ✓",
    "a forward proof": (
        "Zoey says that Mia is a knave. Mia says that Zoey is a knave and Mia is a knave. Suppose Mia is a knight. "
        "Then Zoey is a knave. That is a contradiction. So Mia is a knave, and Zoey is a knight. "
        "Since Zoey is a knight, her statement is true, so Mia is a knave. "
        "Since Zoey is a knight, Mia's statement that Zoey is a knave and Mia is a knave is false."
    ),
    "the case that survives": (
        f"Case 1: Zoey is a knave and Mia is a knight. {ZOEY}. This is false. {MIA}. This is false. Impossible. "
        f"Case 2: Zoey is a knight and Mia is a knave. {ZOEY}. This is true. {MIA}. This is false."
    ),
    "a wrong turn under an assumption that was dropped": (
        "Suppose Zoey is a knave. Then Mia is a knight. This is a contradiction. "
        "So Zoey is a knight and Mia is a knave. "
        f"{ZOEY}. This is true. {MIA}. This is false."
    ),
    "the corpus' own words": (
        "Suppose: knight Zoey, knave Mia. Zoey says that Mia is a knave (here Mia: knave): true, and Zoey: knight. "
        "Mia says that Zoey is a knave and Mia is a knave (here Zoey: knight, so false; Mia: knave, so true): false, "
        "and Mia: knave. All statements hold."
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", VERIFIED)
def test_earned(case: str) -> None:
    assert judged(f"<think>{VERIFIED[case]}</think><answer>Zoey is a knight, Mia is a knave.</answer>") == (True, "")


NOT = {
    "no step": ("", "never held against what Zoey, Mia says"),
    "a guess": ("I think Zoey is a knight and Mia is a knave.", "never held"),
    "a check that is only claimed": ("So Zoey is a knight and Mia is a knave. All statements hold.", "never held"),
    "one statement left out": (f"So Zoey is a knight and Mia is a knave. {ZOEY}. This is true.", "what Mia says"),
    "roles alone": (
        "Zoey is a knight, so her statement is true. Mia is a knave, so her statement is false.",
        "never held",
    ),
    "a false verdict": (
        f"So Zoey is a knight and Mia is a knave. {ZOEY}. This is true. {MIA}. This is true.",
        "a false step",
    ),
    "a false role, taken back": (
        f"So Zoey is a knave. No: Zoey is a knight and Mia is a knave. {ZOEY}. This is true. {MIA}. This is false.",
        "a false step",
    ),
    "held against another assignment": (
        f"Suppose Zoey is a knave and Mia is a knight. {ZOEY}. This is false. {MIA}. This is false. "
        "So Zoey is a knight and Mia is a knave.",
        "never held",
    ),
    "a misquotation": (
        "So Zoey is a knight and Mia is a knave. Zoey says that Mia is a knight. This is false. "
        f"{MIA}. This is false.",
        "a false step",
    ),
    "a false remark on all cases": (
        f"Zoey is a knight and Mia is a knave. {ZOEY}. This is true. {MIA}. This is false. Both cases are consistent.",
        "a false step",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NOT)
def test_lucky(case: str) -> None:
    text, reason = NOT[case]
    result = judged(f"<think>{text}</think><answer>Zoey is a knight, Mia is a knave.</answer>")
    assert result.value is False and reason in result.reason


def test_what_others_decide() -> None:
    text = f"<think>{VERIFIED['a check at the end']}</think>"
    assert judged(text, is_right=False) == (False, "the answer is not right")
    assert judged(text, Board(BOARD.names, BOARD.roles, None, BOARD.solution)).value is None


@pytest.mark.parametrize(
    ("text", "earned"),
    [
        ("小明说：“小红是无赖。”这是真话。小红说：“小明是无赖，并且我是无赖。”这是假话。所以小明是骑士。", True),
        ("小明是骑士，小红是无赖。小明说的“小红是无赖”是真话。小红说的“小明是无赖，并且我是无赖”是假话。", True),
        ("小明是骑士，小红是无赖。小明说的“小红是无赖”是真话。小红说的“小明是无赖，并且我是无赖”是真话。", False),
        ("小明是骑士，小红是无赖。小明说的“小红是无赖”是真话。", False),
        ("小明是骑士，小红是无赖。小明说：“小红是骑士。”这是假话。小红说的“小明是无赖，并且我是无赖”是假话。", False),
        ("我猜小明是骑士，小红是无赖。", False),
    ],
)  # fmt: skip
def test_chinese(text: str, earned: bool) -> None:
    assert judged(text, CHINESE).value is earned


def board_of(puzzle: Puzzle) -> Board:
    return Board(puzzle.names, puzzle.roles, puzzle.statements, puzzle.solution)


def written(seed: int, count: int) -> list[tuple[str, Puzzle, str]]:
    """(kind, puzzle, reply) of proofs in three styles and two languages, and of the corpus' searches."""
    rng, replies = random.Random(seed), []
    for number in range(count):
        for language in ("en", "zh"):
            puzzle = sample_puzzle(PuzzleSpec(num_people=2 + number % 4, language=language), rng)
            replies += [(f"{language} {style}", puzzle, trace(puzzle, style, rng).text) for style in STYLES]
        puzzle = sample_puzzle(PuzzleSpec(num_people=2 + number % 3), rng)
        replies.append(("search", puzzle, full_search(puzzle, rng).text))
    return replies


def test_program_written_replies_are_verified() -> None:
    seen, earned = Counter(), Counter()
    for kind, puzzle, text in written(seed=31, count=30):
        seen[kind] += 1
        earned[kind] += bool(judged(text, board_of(puzzle)).value)
    print({kind: f"{earned[kind]} of {seen[kind]}" for kind in seen})
    assert sum(earned.values()) >= 0.98 * sum(seen.values())


def test_a_guess_of_the_corpus_is_lucky() -> None:
    rng = random.Random(4)
    for _ in range(60):
        puzzle = sample_puzzle(PuzzleSpec(num_people=2), rng)
        assert judged(guess(puzzle, rng).text, board_of(puzzle)).value is False


SWAPS = (
    ("true", "false"), ("false", "true"), ("真话", "假话"), ("假话", "真话"),
)  # fmt: skip


def flipped(text: str, puzzle: Puzzle, rng: random.Random) -> str | None:
    """The same with the truth of one statement, or in its last sentence one role, the other way round."""
    end = max(text.rstrip(".。 \n").rfind(mark) for mark in ".。\n")
    places = [
        (m.start(), m.end(), new) for old, new in SWAPS for m in re.finditer(rf"(?<![a-z]){old}(?![a-z])", text[:end])
    ]
    one, other = puzzle.roles
    places += [(m.start(), m.end(), other if m[0] == one else one)
               for m in re.finditer(f"(?<![a-z])(?:{one}|{other})(?![a-z])", text) if m.start() > end]  # fmt: skip
    places = [
        p for p in places if not re.search(r"something (?:true|false)|anything |说的是", text[max(0, p[0] - 12) : p[1]])
    ]
    if not places:
        return None
    start, stop, new = rng.choice(places)
    return text[:start] + new + text[stop:]


def cut(text: str, puzzle: Puzzle, rng: random.Random) -> str | None:
    """Without any sentence that tells what one person says, or speaks of their statement."""
    person = rng.choice(puzzle.names)
    sentences = re.findall(r"[^.。\n]*[.。\n]+[”’]?", text)
    says = re.compile(
        rf"{person}(?:, an? \w+,|, who)? ?(?:says|claims|tells|lies|must be|说|声称|的话|是[^，。]*，说)"
        rf"|what {person} says"
    )
    kept, skip = [], False
    for sentence in sentences:
        speaks = bool(says.search(sentence))
        anybody = any(re.search(rf"{name}[^.。]{{0,12}}(?:says|claims|说|的话)", sentence) for name in puzzle.names)
        skip = speaks or (skip and not anybody and bool(re.search(r"\b(?:this|that)\b|这", sentence, re.IGNORECASE)))
        kept += [] if skip else [sentence]
    return "".join(kept) if len(kept) < len(sentences) else None


MUTANTS = {"flip": flipped, "cut": cut}


@pytest.mark.parametrize("how", MUTANTS)
def test_a_planted_error_is_always_caught(how: str) -> None:
    rng, planted, kept = random.Random(how), Counter(), []
    for kind, puzzle, text in written(seed=57, count=40):
        board = board_of(puzzle)
        mutant = MUTANTS[how](text, puzzle, rng)
        if mutant is None or not judged(text, board).value:
            continue
        planted[kind] += 1
        is_right = read_answer(mutant, board.names, board.roles).assignment == board.solution
        if judged(mutant, board, is_right).value:
            kept.append((kind, mutant))
    print(how, dict(planted))
    assert not kept, f"{len(kept)} of {sum(planted.values())}: {kept[0]}"
    assert sum(planted.values()) >= 150 and len(planted) == 2 * len(STYLES) + 1


def test_the_record_says_what_was_measured(repository: Path) -> None:
    folder = repository / "experiments" / "verified"
    both = json.loads((folder / "result.json").read_text("utf-8"))["both"]
    quoted = [
        f"{both[name]['value']:.2f} [{both[name]['low']:.2f}, {both[name]['high']:.2f}]".replace("0.", ".")
        + f" ({both['found_and_read']} of {both[whole]})"
        for name, whole in (("precision", "found"), ("recall", "read_as_verified"))
    ]
    assert f"| both, as it stands now | {quoted[0]} | {quoted[1]} |" in (folder / "README.md").read_text("utf-8")


def test_real_replies_are_judged_as_on_record(repository: Path, shared_data: Path, tmp_path: Path) -> None:
    folder = repository / "experiments" / "verified"
    replies = shared_data / "responses" / "kk_reasoning_gym.jsonl"
    subprocess.run(
        [sys.executable, folder / "measure.py", replies, tmp_path / "result.json"],
        check=True, capture_output=True, env=os.environ | {"PYTHONPATH": str(repository)},
    )  # fmt: skip
    assert (tmp_path / "result.json").read_text("utf-8") == (folder / "result.json").read_text("utf-8")


def test_a_pretrained_models_replies_are_judged_as_on_record(repository: Path) -> None:
    """Precision at least .95 on 105 replies that were read by hand; what is planted in an earned one is found."""
    folder = repository / "experiments" / "verified"
    rows = list(read_rows(folder / "smollm2.jsonl.gz"))
    read = [row["read_as_verified"] for row in rows]
    found = [bool(observe(row)[0].verified) for row in rows]
    both = sum(a and b for a, b in zip(read, found, strict=True))
    record = json.loads((folder / "smollm2.json").read_text("utf-8"))["all"]
    assert (len(rows), sum(read), sum(found), both) == tuple(
        record[key] for key in ("replies", "read_as_verified", "found", "found_and_read")
    )
    assert both / sum(found) >= 0.95 and both / sum(read) >= 0.9
    assert all(bool(row["why"]) != row["read_as_verified"] for row in rows)
    for row in (row for row, is_found in zip(rows, found, strict=True) if is_found):
        part = next(part for part in (", so true;", ", so false;") if part in row["response"])
        turned = {", so true;": ", so false;", ", so false;": ", so true;"}[part]
        broken = row["response"].replace(part, turned, 1)
        assert not observe({**row, "response": broken})[0].verified, row["id"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_truth_told_in_a_search_is_held_against_the_roles(language: str) -> None:
    """Of a statement's parts, of these once more in its form, of the whole, and what it must be for the speaker."""
    request = ProofRequest([2, 3, 4], 25, seed=9, shares=Shares(mistakes=0.0), spec=PuzzleSpec(2, language=language))
    words, turned = re.compile(r"\b(?:true|false)\b|[真假]话"), dict(SWAPS)
    for number in range(25):
        row = response_row(proof_number(request, number), str(number))
        assert observe(row)[0].verified, row["response"]
        thinking = row["response"].partition("</think>")[0]
        checks = list(re.finditer(r"(?:\(here|（这里)[^.。]*[.。]", thinking))
        check = random.Random(number).choice(checks)
        for one in words.finditer(thinking, *check.span()):
            broken = row["response"][: one.start()] + turned[one[0]] + row["response"][one.end() :]
            assert not observe({**row, "response": broken})[0].verified, broken[check.start() : check.end()]
