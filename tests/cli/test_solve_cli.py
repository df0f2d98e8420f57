"""`logicrl solve` as a person calls it."""

from __future__ import annotations

import json
import random

import pytest
from click.testing import CliRunner

from logic_rl.cli.main import main
from puzzles.prose.english import puzzle_text
from puzzles.statements import And, Is, Or, to_row
from tests.puzzles import brute

UNIQUE = 'A says: "We are both knaves." B says that A is a knave.'
MANY = "A says that B is a knave. B says that A is a knave."
NONE = "A says that B is a knave. B says that A is a knight."
UNREADABLE = "A says that he lies. B says that A is a knave."


def logicrl(*args, text: str | bytes | None = None):
    return CliRunner().invoke(main, [str(arg) for arg in args], input=text)


def rows(result) -> list[dict]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def failed(result, *words) -> None:
    """Exit code 2 and one line on stderr that holds the words."""
    assert result.exit_code == 2, result.output
    assert result.stderr.count("\n") == 1 and "Traceback" not in result.stderr
    assert all(str(word) in result.stderr for word in words), result.stderr


def test_every_status() -> None:
    unique, many, none, unparsed = rows(logicrl("solve", "-", text="\n---\n".join([UNIQUE, MANY, NONE, UNREADABLE])))
    assert unique == {
        "names": ["A", "B"],
        "roles": ["knight", "knave"],
        "language": "en",
        "statements": [["and", ["knave", 0], ["knave", 1]], ["knave", 0]],
        "solutions": [[False, True]],
        "num_solutions": 1,
        "solution_text": "A is a knave and B is a knight.",
        "status": "unique",
        "reason": "",
    }
    assert (many["status"], sorted(many["solutions"])) == ("many", [[False, True], [True, False]])
    assert many["reason"].startswith("2 assignments") and many["solution_text"] == ""
    assert (none["status"], none["solutions"], none["num_solutions"]) == ("none", [], 0)
    assert unparsed["status"] == "unparsed" and unparsed["sentence"] == "A says that he lies."
    assert "'he'" in unparsed["reason"] and unparsed["solutions"] == unparsed["names"] == []


def test_json_lines_keep_their_ids_and_stream_out(tmp_path) -> None:
    file = tmp_path / "puzzles.jsonl"
    given = [{"id": 7, "text": UNIQUE}, {"text": MANY, "more": [1]}, {"id": "c", "text": UNREADABLE}]
    file.write_text("\n\n".join(map(json.dumps, given)) + "\n", encoding="utf-8")
    found = rows(logicrl("solve", file))
    assert [(row.get("id"), row["status"]) for row in found] == [(7, "unique"), (None, "many"), ("c", "unparsed")]
    out = tmp_path / "new" / "solved.jsonl"
    assert logicrl("solve", file, "--out", out).stdout == ""
    assert [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()] == found


def test_another_field(tmp_path) -> None:
    line = json.dumps({"quiz": UNIQUE, "answer": "…"})
    assert rows(logicrl("solve", "--field", "quiz", text=line))[0]["status"] == "unique"
    failed(logicrl("solve", text=line), "standard input:1", "'text'", "--field", "quiz, answer")


@pytest.mark.parametrize("style", ["standard", "varied"])
def test_twenty_people(style) -> None:
    names = [f"N{k}" for k in range(20)]
    statements = [And((Is((k + 1) % 20, True), Or((Is((k + 3) % 20, False), Is(k, True))))) for k in range(20)]
    text = puzzle_text(statements, names, ("knave", "knight"), random.Random(2), style)
    row = rows(logicrl("solve", text=text))[0]
    assert row["names"] == names and row["roles"] == ["knave", "knight"]
    if style == "standard":
        assert row["statements"] == [to_row(statement) for statement in statements]


def test_solutions_are_all_there_are() -> None:
    statements = [Or((Is(1, False), Is(2, True))), And((Is(0, True), Is(2, False))), Is(1, False)]
    text = puzzle_text(statements, ("Ann", "Lee", "Kim"), ("elf", "ogre"), random.Random(2))
    assert {tuple(s) for s in rows(logicrl("solve", text=text))[0]["solutions"]} == brute.solutions(statements)


def test_a_million_solutions_are_counted_and_a_thousand_listed() -> None:
    row = rows(logicrl("solve", text=" ".join(f"N{k} says: I am a knight." for k in range(20))))[0]
    assert row["num_solutions"] == 2**20 and len({tuple(s) for s in row["solutions"]}) == 1000
    assert "1048576" in row["reason"] and "first 1000" in row["reason"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ["nothing to read"]),
        (b"\n \n", ["nothing to read"]),
        (b"A says \xff", [":1: byte 8 is not UTF-8"]),
        (b'{"text": "A"}\n{"text": \n', [":2: not JSON"]),
        (b'{"text": "A"}\n[1]\n', [":2: a JSON list"]),
        (b'{"text": 3, "id": "a"}\n', [":1: no prose in 'text'", "none"]),
    ],
)
def test_bad_files(tmp_path, content, words) -> None:
    file = tmp_path / "bad.txt"
    file.write_bytes(content)
    failed(logicrl("solve", file), file, *words)
    assert not (tmp_path / "out.jsonl").exists()
    failed(logicrl("solve", file, "--out", tmp_path / "out.jsonl"))
    assert [path.name for path in tmp_path.iterdir()] == ["bad.txt"]


def test_no_file(tmp_path) -> None:
    failed(logicrl("solve", tmp_path / "none.txt"), "no such file")
    failed(logicrl("solve", tmp_path), "directory")


def test_a_byte_order_mark_is_no_letter() -> None:
    assert rows(logicrl("solve", text=b"\xef\xbb\xbf" + UNIQUE.encode()))[0]["names"] == ["A", "B"]


def test_help_shows_an_example() -> None:
    assert "logicrl solve data/puzzles/test.jsonl" in logicrl("solve", "--help").output
