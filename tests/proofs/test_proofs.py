"""Proofs as rows: right by the reward, labelled by the checker, in every shape, and never of the test split."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from logic_rl import score
from logic_rl.errors import UsageError
from logic_rl.proofs import writing
from logic_rl.proofs.request import ProofRequest, Shares, proof_number
from logic_rl.proofs.shapes import SHAPES, reply
from logic_rl.proofs.writing import write_proofs
from logic_rl.shapes import response_row
from puzzles import PuzzleSpec, split_of
from puzzles.puzzle import puzzle_from_row
from puzzles.sampling.spec import MAX_PEOPLE
from puzzles.traces import STYLES, labels, step_from_row

EVEN = tuple((style, 1.0) for style in STYLES)
SOME = Shares(mistakes=0.5, hesitation=0.5, summary=0.5, closing=0.5, paths=0.5)
PAIRS = {
    "en": (("knight", "knave"), ("knave", "knight"), ("honest man", "liar")),
    "zh": (("骑士", "无赖"), ("无赖", "骑士"), ("老实人", "骗子")),
}


def asked(language: str = "en", **options) -> ProofRequest:
    spec = PuzzleSpec(
        2, language=language, style="varied", role_choice=PAIRS[language], uncommon_names=language == "en"
    )
    return ProofRequest(**{"people": [2, 3, 4], "count": 90, "styles": EVEN, "shares": SOME, "spec": spec} | options)


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module", params=["en", "zh"])
def rows(request, tmp_path_factory) -> list[dict]:
    path = tmp_path_factory.mktemp("proofs") / "proofs.jsonl"
    write_proofs(path, asked(request.param), "rows")
    return lines(path)


def test_every_row_earns_the_full_reward(rows) -> None:
    scores = score(rows)
    best = {tuple(sorted(one["parts"].items())) for one in scores}
    assert {one["verdict"] for one in scores} == {"correct"} and len({one["total"] for one in scores}) == 1
    assert len(best) == 1, "no part of the reward sets one proof against another"
    spoilt = [{**row, "response": row["response"].replace("</think>", "")} for row in rows[:5]]
    assert {one["verdict"] for one in score(spoilt)} == {"bad_format"}


def test_labels_stand_where_the_steps_stand_and_the_checker_bears_them_out(rows) -> None:
    for row in rows:
        puzzle = puzzle_from_row(row)
        told = labels([step_from_row(step) for step in row["steps"]], puzzle.statements)
        assert list(told) == [step["label"] for step in row["steps"]]
        wrong = [number for number, step in enumerate(row["steps"]) if not step["label"]]
        assert row["first_error"] == (wrong[0] if wrong else None)
        thinking = row["response"][len("<think> ") : row["response"].index(" </think>")]
        texts = [row["response"][step["start"] : step["end"]] for step in row["steps"]]
        assert "".join(texts).replace(" ", "") == thinking.replace(" ", "").replace("\n", "")
        if wrong:
            mistake, mend = row["steps"][wrong[0]], row["steps"][row["mended"]]
            assert mend["label"] and row["mended"] > wrong[-1]
            assert mistake.get("speaker", mistake.get("person")) == mend.get("speaker", mend.get("person"))
            assert (
                row["steps"][row["mended"] - 2] | {"kind": "notice", "wrong": wrong[0]}
                == (row["steps"][row["mended"] - 2])
            )


def test_numbers_and_shares_are_as_asked(rows) -> None:
    assert Counter(row["num_people"] for row in rows) == {2: 30, 3: 30, 4: 30}
    assert {row["style"] for row in rows} == set(STYLES)
    assert len({tuple(row["roles"]) for row in rows}) == 3
    counts = {
        "mistakes": sum(row["first_error"] is not None for row in rows),
        "hesitation": sum(any(step["kind"] == "hesitate" for step in row["steps"]) for row in rows),
        "summary": sum(any(step["kind"] == "recap" for step in row["steps"]) for row in rows),
    }
    assert all(27 <= count <= 63 for count in counts.values()), counts  # 90 coins: 45 +- 3.8 sigma


@pytest.mark.parametrize("name", ["mistakes", "hesitation", "summary", "closing", "paths"])
@pytest.mark.parametrize("style", STYLES)
def test_a_share_of_one_is_always_and_of_nought_never(style: str, name: str) -> None:
    def holds_of(proof) -> bool:
        kinds = [type(step).__name__ for step in proof.trace.derivation]
        return {
            "mistakes": "Notice" in kinds,
            "hesitation": "Hesitate" in kinds,
            "summary": "Recap" in kinds,
            "closing": "Candidate" in kinds and "Verified" in kinds[kinds.index("Candidate") :],
            "paths": proof.trace.derivation[-1].unique,
        }[name]

    nothing = dict.fromkeys(("mistakes", "hesitation", "summary", "closing", "paths"), 0.0)
    styles = ((style, 1.0),)
    always = asked(styles=styles, shares=Shares(**nothing | {name: 1.0}))
    never = asked(styles=styles, shares=Shares(**nothing))
    if (style, name) != ("truth_table", "closing"):  # a table verifies as it goes
        assert all(holds_of(proof_number(always, number)) for number in range(12))
    # One excludes every other assignment anyway, the other does where the wrong case comes first.
    if (style, name) not in (("contradiction", "paths"), ("case_analysis", "paths")):
        assert not any(holds_of(proof_number(never, number)) for number in range(12))


@pytest.mark.parametrize("split", ["train", "valid", "test"])
def test_puzzles_are_of_the_split_asked_for(split: str) -> None:
    kept = {split_of(proof_number(asked(split=split), number).puzzle) for number in range(60)}
    assert kept == {split}
    assert asked().split == "train", "unless asked, nothing that models are measured on"
    mixed = {split_of(proof_number(asked(split="any"), number).puzzle) for number in range(60)}
    assert mixed == {"train", "valid", "test"}


def test_every_shape_holds_the_same_proof() -> None:
    for number in range(20):
        proof = proof_number(asked(), number)
        text, at = reply(proof)
        assert text[at:].startswith(proof.trace.text)
        for shape in ("messages", "prompt-completion"):
            row = response_row(SHAPES[shape](proof, "1"), "a row", 1)
            assert (row["response"], row["question"]) == (text, proof.puzzle.text)
        stepwise = SHAPES["stepwise"](proof, "1")
        # TRL's stepwise supervision: a text, a list of texts, a list of booleans as long
        assert set(stepwise) == {"prompt", "completions", "labels"} and stepwise["prompt"] == proof.puzzle.text
        assert all(isinstance(step, str) and step.strip() for step in stepwise["completions"])
        assert all(isinstance(label, bool) for label in stepwise["labels"])
        assert len(stepwise["completions"]) == len(stepwise["labels"])
        assert [row["label"] for row in SHAPES["rows"](proof, "1")["steps"]] == stepwise["labels"]


def test_several_processes_write_the_same_bytes(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(writing, "PROOFS_A_PROCESS", 40)
    counted: list[int] = []
    one = write_proofs(tmp_path / "1.jsonl", asked(count=450), "rows", 1, counted.append)
    two = write_proofs(tmp_path / "2.jsonl", asked(count=450), "rows", 2)
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()
    assert one == two and one["proofs"] == sum(counted) == 450 == len(lines(tmp_path / "1.jsonl"))


def test_another_seed_gives_other_proofs_and_more_of_them_begin_the_same(tmp_path: Path) -> None:
    first = [reply(proof_number(asked(), number))[0] for number in range(10)]
    assert first == [reply(proof_number(asked(count=5000), number))[0] for number in range(10)]
    assert not set(first) & {reply(proof_number(asked(seed=1), number))[0] for number in range(10)}


def test_an_interruption_leaves_no_half_file(tmp_path: Path) -> None:
    path = tmp_path / "proofs.jsonl"

    def interrupted(number: int) -> None:
        raise KeyboardInterrupt

    for before in (None, "what was there\n"):
        if before:
            path.write_text(before)
        with pytest.raises(KeyboardInterrupt):
            write_proofs(path, asked(), "rows", 1, interrupted)
        assert (path.read_text() if path.exists() else None) == before
        assert [other for other in tmp_path.iterdir() if other != path] == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"count": 0}, "at least one"),
        ({"styles": (("serach", 1.0),)}, "'serach': did you mean search"),
        ({"styles": (("search", 0.0),)}, "above 0"),
        ({"people": [3, 7], "styles": (("search", 1.0),)}, "search is for at most 6"),
        ({"people": [7], "styles": (("truth_table", 0.5), ("case_analysis", 0.5))}, "truth_table is for at most 6"),
        ({"split": "exam"}, "choose from train"),
    ],
)
def test_what_cannot_be_written_is_refused(options: dict, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        asked(**options)
    assert MAX_PEOPLE > 6, "larger puzzles are there, in the styles that take them"
    assert len(proof_number(asked(people=[8], styles=(("contradiction", 1.0),)), 0).puzzle.names) == 8
