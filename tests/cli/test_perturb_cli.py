"""`logicrl perturb` as a person calls it."""

from __future__ import annotations

import json
import random

import pytest
from click.testing import CliRunner

from logic_rl.cli import main as command_line
from logic_rl.cli import perturb as module
from logic_rl.cli.main import Entry, main
from puzzles import PuzzleSpec, read_puzzles, sample_puzzle, split_of, write_puzzles
from puzzles.formats.mem_kk import write_mem_kk
from puzzles.formats.parquet import write_parquet
from puzzles.formats.verl import write_verl
from puzzles.perturb.table import KINDS


@pytest.fixture(autouse=True)
def known_command(monkeypatch) -> None:
    entry = Entry("logic_rl.cli.perturb", "Change puzzles in one way.")
    monkeypatch.setitem(command_line.COMMANDS, "perturb", entry)


@pytest.fixture
def puzzles(tmp_path):
    rng = random.Random(3)
    found = [sample_puzzle(PuzzleSpec(n), rng) for n in (2, 3, 3, 3, 5, 5, 7)]
    write_puzzles(tmp_path / "p.jsonl", found)
    return found


def logicrl(*args):
    return CliRunner().invoke(main, [str(arg) for arg in args])


def failed(result, *words, code=2):
    assert result.exit_code == code, result.output
    assert result.stderr.count("\n") == 1 and "Traceback" not in result.stderr
    assert all(str(word) in result.stderr for word in words), result.stderr
    return True


def rows(path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_kinds_are_those_of_the_library() -> None:
    assert tuple(KINDS) == module.KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_rows_lead_back_to_their_puzzles(tmp_path, puzzles, kind) -> None:
    out = tmp_path / "o.jsonl"
    result = logicrl("perturb", "--puzzles", tmp_path / "p.jsonl", "--kind", kind, "--seed", 1, "--out", out, "--json")
    assert result.exit_code == 0, result.output
    counts = json.loads(result.stdout)
    written = rows(out)
    assert counts["num_written"] == len(written) == len(read_puzzles(out)) > 0
    assert counts["num_written"] + counts["num_without"] == len(puzzles)
    assert counts["num_without"] == len(counts["without"]) >= counts["num_proven"]
    originals = {puzzle.id: puzzle for puzzle in puzzles}
    assert {row["perturbed_from"] for row in written} == set(originals) - set(counts["without"])
    for row in written:
        assert row["perturbation"] == kind and row["split"] == split_of(originals[row["perturbed_from"]])


def test_same_seed_same_file_and_neighbours_do_not_matter(tmp_path, puzzles) -> None:
    def run(puzzle_file, out, seed=1):
        result = logicrl("perturb", "--puzzles", puzzle_file, "--kind", "statement", "--seed", seed, "--out", out)
        assert result.exit_code == 0, result.output
        return {row["perturbed_from"]: row for row in rows(out)}

    one = run(tmp_path / "p.jsonl", tmp_path / "one")
    again = run(tmp_path / "p.jsonl", tmp_path / "again")
    assert one == again and (tmp_path / "one").read_bytes() == (tmp_path / "again").read_bytes()
    write_puzzles(tmp_path / "half.jsonl", puzzles[3:])
    assert run(tmp_path / "half.jsonl", tmp_path / "half") == {p.id: one[p.id] for p in puzzles[3:]}
    assert run(tmp_path / "p.jsonl", tmp_path / "other", seed=2) != one


def test_a_table_and_notes(tmp_path, puzzles) -> None:
    result = logicrl("perturb", "--puzzles", tmp_path / "p.jsonl", "--kind", "flip", "--out", tmp_path / "o")
    assert result.exit_code == 0 and "written" in result.stdout and "7" in result.stdout
    assert result.stderr == ""


def test_ids_and_splits_of_the_file_are_kept(tmp_path, puzzles) -> None:
    marked = [p.to_row() | {"id": f"mine-{k}", "split": "test"} for k, p in enumerate(puzzles)]
    (tmp_path / "m.jsonl").write_text("\n".join(map(json.dumps, marked)))
    logicrl("perturb", "--puzzles", tmp_path / "m.jsonl", "--kind", "rename", "--out", tmp_path / "o.jsonl")
    written = rows(tmp_path / "o.jsonl")
    assert [row["perturbed_from"] for row in written] == [f"mine-{k}" for k in range(len(puzzles))]
    assert {row["split"] for row in written} == {"test"}
    logicrl("perturb", "--puzzles", tmp_path / "o.jsonl", "--kind", "flip", "--out", tmp_path / "oo.jsonl")
    assert [row["perturbed_from"] for row in rows(tmp_path / "oo.jsonl")] == [row["id"] for row in written]
    assert {row["split"] for row in rows(tmp_path / "oo.jsonl")} == {"test"}


def test_other_formats_are_read(tmp_path, puzzles) -> None:
    write_parquet(tmp_path / "a.parquet", puzzles)
    write_mem_kk(tmp_path / "b.jsonl", puzzles)
    write_verl(tmp_path / "c.parquet", puzzles, "valid")
    for name, split in (("a.parquet", None), ("b.jsonl", None), ("c.parquet", "valid")):
        result = logicrl("perturb", "--puzzles", tmp_path / name, "--kind", "roles", "--out", tmp_path / "o.jsonl")
        assert result.exit_code == 0, result.output
        for row, puzzle in zip(rows(tmp_path / "o.jsonl"), puzzles, strict=True):
            assert row["perturbed_from"] == puzzle.id and row["split"] == (split or split_of(puzzle))


def test_what_cannot_be_done_is_told_in_one_line(tmp_path, puzzles) -> None:
    here, out = tmp_path / "p.jsonl", tmp_path / "o.jsonl"
    assert failed(logicrl("perturb", "--puzzles", tmp_path / "gone", "--kind", "leaf", "--out", out), "no such file")
    assert failed(logicrl("perturb", "--puzzles", here, "--kind", "leaves", "--out", out), "leaf", "flip")
    before = here.read_bytes()
    assert failed(logicrl("perturb", "--puzzles", here, "--kind", "flip", "--out", here), "the file to read")
    assert here.read_bytes() == before
    here.write_text(json.dumps(puzzles[0].to_row()) + "\n{")
    assert failed(logicrl("perturb", "--puzzles", here, "--kind", "flip", "--out", out), "p.jsonl:2", "not JSON")
    here.write_text(json.dumps(puzzles[0].to_row() | {"language": "tlh"}))
    assert failed(logicrl("perturb", "--puzzles", here, "--kind", "flip", "--out", out), "no puzzle", "tlh", code=1)
    assert not out.exists() and {path.name for path in tmp_path.iterdir()} == {"p.jsonl"}


def test_help_has_an_example() -> None:
    assert "xample" in logicrl("perturb", "--help").stdout
