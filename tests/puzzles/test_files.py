"""Puzzle files: round trip, broken lines, all or nothing."""

from __future__ import annotations

import json
import random
from itertools import islice

import pytest

from puzzles import PuzzleFormatError, PuzzleSpec, read_puzzles, sample_distinct, write_puzzles


@pytest.fixture(scope="module")
def puzzles():
    return list(islice(sample_distinct(PuzzleSpec(3), random.Random(1)), 5))


def test_round_trip(tmp_path, puzzles) -> None:
    path = tmp_path / "new" / "some.jsonl"
    write_puzzles(path, puzzles)
    assert read_puzzles(path) == puzzles
    first = path.read_bytes()
    write_puzzles(path, read_puzzles(path))
    assert path.read_bytes() == first
    assert [p.name for p in path.parent.iterdir()] == ["some.jsonl"]


def test_byte_order_mark_blank_lines_and_odd_line_ends(tmp_path, puzzles) -> None:
    path = tmp_path / "some.jsonl"
    lines = [json.dumps(puzzle.to_row()) for puzzle in puzzles]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n\n".join(lines).encode())
    assert read_puzzles(path) == puzzles


def test_line_separators_inside_a_text_do_not_cut_it(tmp_path, puzzles) -> None:
    row = puzzles[0].to_row() | {"text": "one\u2028two\u0085three"}
    path = tmp_path / "some.jsonl"
    path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    assert read_puzzles(path)[0].text == "one\u2028two\u0085three"


def changed(row: dict, **fields) -> bytes:
    return json.dumps(row | fields).encode()


BROKEN = [
    (lambda row: b"{", "not JSON"),
    (lambda row: b"[1]", "JSON list"),
    (lambda row: b"\xff\xfe", "not UTF-8"),
    (lambda row: b"[" * 100_000, "nested too deeply"),
    (lambda row: b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
    (lambda row: json.dumps({k: v for k, v in row.items() if k != "names"}).encode(), "lacks 'names'"),
    (lambda row: changed(row, solution=[not v for v in row["solution"]]), "contradicts"),
    (lambda row: changed(row, solution=[1, 0, 1]), "'solution'"),
    (lambda row: changed(row, statements=[["knight", 9]] * 3), "person 9"),
    (lambda row: changed(row, names=["Zoey"] * 3), "distinct names"),
    (lambda row: changed(row, language=["en"]), "'language' must be text"),
    (lambda row: changed(row, difficulty=5), "'difficulty' must be an object"),
    (lambda row: changed(row, roles=["knight"]), "'roles'"),
    (lambda row: changed(row, text="\ud800"), "surrogate"),
]


@pytest.mark.parametrize(("broken", "message"), BROKEN, ids=[message for _, message in BROKEN])
def test_a_broken_line_is_named_in_one_line(tmp_path, puzzles, broken, message) -> None:
    path = tmp_path / "some.jsonl"
    path.write_bytes(json.dumps(puzzles[0].to_row()).encode() + b"\n" + broken(puzzles[1].to_row()) + b"\n")
    with pytest.raises(PuzzleFormatError, match=message) as caught:
        read_puzzles(path)
    assert str(caught.value).startswith(f"{path}:2: ")
    assert "\n" not in str(caught.value)


def test_no_file_a_directory_and_an_empty_file(tmp_path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n \n")
    for name, message in (("gone.jsonl", "no such file"), (".", "directory"), ("empty.jsonl", "empty")):
        with pytest.raises(PuzzleFormatError, match=message) as caught:
            read_puzzles(tmp_path / name)
        assert str(tmp_path) in str(caught.value)


def test_a_write_that_fails_leaves_the_old_file(tmp_path, puzzles) -> None:
    path = tmp_path / "some.jsonl"
    write_puzzles(path, puzzles)
    before = path.read_bytes()

    def interrupted():
        yield puzzles[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_puzzles(path, interrupted())
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["some.jsonl"]
