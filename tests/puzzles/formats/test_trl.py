"""The rows that trainers learn from: what they hold is what the puzzle, the solver and the rules say."""

from __future__ import annotations

import json
import random
from collections import Counter

import pyarrow.parquet as pq
import pytest

import logic_rl
from puzzles import DatasetRequest, PuzzleFormatError, PuzzleSpec, sample_puzzle, solve, write_dataset
from puzzles.formats.load import load_puzzles
from puzzles.formats.reasoning_gym import row_from_gym
from puzzles.formats.table import FORMATS
from puzzles.formats.trl import preference_row, stepwise_row
from puzzles.splits import split_of
from puzzles.traces import UnsoundStep, check
from puzzles.traces.pairs import proof_pair

LEARNING = ("trl", "messages", "prompt-completion", "preference", "stepwise", "reasoning-gym")
SPLITS = ("train", "valid", "test")


@pytest.fixture(scope="module", params=["en", "zh"])
def sets(request, tmp_path_factory):
    """A folder for each format, all of the same puzzles, and these."""
    folder = tmp_path_factory.mktemp("sets")
    spec = PuzzleSpec(2, language=request.param, style="varied")
    for form in ("jsonl", *LEARNING):
        write_dataset(folder / form, DatasetRequest([2, 3, 7], 45, 5, spec, form))
    return folder


def rows(folder, form: str, split: str = "train") -> list[dict]:
    return pq.read_table(folder / form / f"{split}.parquet").to_pylist()


def scored(responses: list[dict]) -> Counter:
    return Counter(one["verdict"] for one in logic_rl.score(responses))


def as_response(row: dict, reply: str) -> dict:
    puzzle = {name: row[name] for name in ("names", "roles", "solution", "text", "language")}
    return {"id": row["id"], "statements": json.loads(row["statements"]), **puzzle, "response": reply}


@pytest.mark.parametrize("form", LEARNING)
def test_every_format_holds_the_same_puzzles_in_the_same_splits(sets, form) -> None:
    for split in SPLITS:
        puzzles = list(load_puzzles(sets / form / f"{split}.parquet"))
        assert puzzles == list(load_puzzles(sets / "jsonl" / f"{split}.jsonl"))
        assert {split_of(puzzle) for puzzle in puzzles} <= {split}
        assert all(solve(puzzle.statements) == [puzzle.solution] for puzzle in puzzles)


@pytest.mark.parametrize("form", LEARNING)
def test_the_same_request_gives_the_same_bytes_and_workers_change_nothing(form, tmp_path, monkeypatch) -> None:
    request = DatasetRequest([3], 12, 2, format=form)
    first = write_dataset(tmp_path / "a", request, processes=1)
    monkeypatch.setattr("puzzles.formats.dataset.PUZZLES_A_PROCESS", 6)
    second = write_dataset(tmp_path / "b", request, processes=2)
    assert first["sha256"] == second["sha256"] and {"README.md", "train.parquet"} <= set(first["sha256"])


def test_a_puzzle_has_the_same_proof_whatever_was_drawn_with_it(tmp_path) -> None:
    for name, sizes in (("a", [3]), ("b", [2, 3])):
        write_dataset(tmp_path / name, DatasetRequest(sizes, 40, 9, format="messages"))
    both = [{row["id"]: row["messages"] for row in rows(tmp_path, name)} for name in ("a", "b")]
    shared = both[0].keys() & both[1].keys()
    assert len(shared) > 5 and all(both[0][one] == both[1][one] for one in shared)


def test_prompts_ask_the_puzzle(sets) -> None:
    for row in rows(sets, "trl"):
        (message,) = row["prompt"]
        assert message["role"] == "user" and message["content"].startswith(row["text"] + "\n\n")
        assert "<answer> </answer>" in message["content"]


def test_proofs_in_replies_are_right_by_the_rules(sets) -> None:
    told = [(row, row["messages"][-1]) for row in rows(sets, "messages")]
    told += [(row, row["completion"][0]) for row in rows(sets, "prompt-completion")]
    assert all(message["role"] == "assistant" for _, message in told)
    assert scored([as_response(row, message["content"]) for row, message in told]) == {"correct": len(told)}
    # What they are to learn is the same, whether as one chat or as two parts.
    halves = [[*row["prompt"], *row["completion"]] for row in rows(sets, "prompt-completion")]
    assert halves == [row["messages"] for row in rows(sets, "messages")]


def test_the_chosen_is_right_and_the_rejected_wrong_but_well_formed(sets) -> None:
    pairs = rows(sets, "preference")
    assert scored([as_response(row, row["chosen"][0]["content"]) for row in pairs]) == {"correct": len(pairs)}
    assert scored([as_response(row, row["rejected"][0]["content"]) for row in pairs]) == {"wrong": len(pairs)}


@pytest.mark.parametrize("style", ["case_analysis", "contradiction", "search", "truth_table"])
def test_a_pair_goes_one_way_up_to_the_mistake(style) -> None:
    for seed in range(12):
        puzzle = sample_puzzle(PuzzleSpec(3), random.Random(seed))
        pair = proof_pair(puzzle, style, random.Random(seed))
        place = pair.wrong.first_error
        assert place is not None and all(pair.sound.labels)
        assert pair.wrong.lines[:place] == pair.sound.lines[:place]
        assert pair.wrong.lines[place].step != pair.sound.lines[place].step
        # The checker of derivations, which does not know where the mistake was put, finds it at the same place.
        with pytest.raises(UnsoundStep) as caught:
            check(pair.wrong.derivation, puzzle.statements)
        assert caught.value.index == place
        assert not any(type(line.step).__name__ in ("Notice", "Resume") for line in pair.wrong.lines)
        assert pair.wrong.lines[-1].step.assignment == pair.believed != puzzle.solution


def test_labels_of_steps_are_what_the_checker_says(sets) -> None:
    read = rows(sets, "stepwise")
    assert all(len(row["completions"]) == len(row["labels"]) and all(row["completions"]) for row in read)
    mistaken = sum(False in row["labels"] for row in read)
    assert 0.2 < mistaken / len(read) < 0.8
    assert all(row["labels"][-1] and row["prompt"] == row["text"] for row in read)


def test_entries_of_reasoning_gym(sets) -> None:
    for split in SPLITS:
        for place, row in enumerate(rows(sets, "reasoning-gym", split)):
            assert set(row) == {"question", "answer", "metadata"}
            assert row["metadata"]["source_index"] == place
            assert row["question"].startswith(row["metadata"]["text"])
            reply = f"<think> Let me try each of them in turn. </think> <answer> {row['answer']} </answer>"
            assert scored([as_response(row["metadata"], reply)]) == {"correct": 1}


def test_entries_whose_text_is_not_json() -> None:
    metadata = {"names": ["A", "B"], "statements": "((", "solution": [True, False], "text": "…"}
    with pytest.raises(PuzzleFormatError, match="'statements' or 'difficulty' in 'metadata' are not JSON"):
        row_from_gym({"question": "", "answer": "", "metadata": metadata})


def test_entries_of_the_library_itself_are_no_puzzles_of_ours(tmp_path) -> None:
    row = {"question": "2 + 2?", "answer": "4", "metadata": {"source_dataset": "chain_sum"}}
    (tmp_path / "theirs.jsonl").write_text(json.dumps(row) + "\n")
    with pytest.raises(PuzzleFormatError, match=r"theirs\.jsonl:1: the puzzle row lacks 'names'"):
        list(load_puzzles(tmp_path / "theirs.jsonl"))


def test_long_puzzles_have_rows_too() -> None:
    puzzle = sample_puzzle(PuzzleSpec(12), random.Random(1))
    assert False in stepwise_row(puzzle)["labels"] or preference_row(puzzle)["rejected"]
    assert all(form.encode(puzzle, "train") for form in FORMATS.values())
