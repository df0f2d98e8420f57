"""`logicrl solve` as a person calls it."""

from __future__ import annotations

import json
import random

import pyarrow
import pyarrow.parquet
import pytest
from click.testing import CliRunner

from logic_rl.cli.main import main
from puzzles.prose.english import puzzle_text
from puzzles.statements import And, Is, Or, from_row, to_row
from puzzles.traces import check, step_from_row
from puzzles.traces.proofs import check_none, check_several
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
        "text": UNIQUE,
        "line": 1,
    }
    assert (many["status"], sorted(many["solutions"])) == ("many", [[False, True], [True, False]])
    assert many["reason"].startswith("2 assignments") and many["solution_text"] == ""
    assert (none["status"], none["solutions"], none["num_solutions"]) == ("none", [], 0)
    assert unparsed["status"] == "unparsed" and unparsed["sentence"] == "A says that he lies."
    assert "'he'" in unparsed["reason"] and unparsed["solutions"] == unparsed["names"] == []
    assert [row["line"] for row in (many, none, unparsed)] == [3, 5, 7] and unparsed["text"] == UNREADABLE


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


def test_text_and_line_of_rows(tmp_path) -> None:
    given = [{"id": 7, "text": UNIQUE}, {"text": MANY}]
    lines = tmp_path / "puzzles.jsonl"
    lines.write_text(f"\n{json.dumps(given[0])}\n\n{json.dumps(given[1])}\n", encoding="utf-8")
    array = tmp_path / "puzzles.json"
    array.write_text(json.dumps(given, indent=2), encoding="utf-8")
    table = tmp_path / "puzzles.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"text": [UNIQUE, MANY]}), table)
    assert [(row["line"], row["text"]) for row in rows(logicrl("solve", lines))] == [(2, UNIQUE), (4, MANY)]
    piped = [("-", array.read_text("utf-8")), ("-", json.dumps([UNIQUE, MANY]))]
    for source, text in ((array, None), (table, None), *piped):
        found = rows(logicrl("solve", source, text=text))
        told = [(row["line"], row["text"], row["status"]) for row in found]
        assert told == [(1, UNIQUE, "unique"), (2, MANY, "many")]


def test_a_row_without_prose_does_not_stop_the_others() -> None:
    given = [{"text": UNIQUE}, {"id": "b", "quiz": MANY}, {"id": 3, "text": None}, {"text": MANY}]
    found = rows(logicrl("solve", text="\n".join(map(json.dumps, given))))
    assert [(row.get("id"), row["status"]) for row in found] == [
        (None, "unique"), ("b", "unparsed"), (3, "unparsed"), (None, "many"),
    ]  # fmt: skip
    assert "no prose in 'text' (fields with text: quiz)" in found[1]["reason"] and found[1]["line"] == 2


def test_sets_in_plain_text(tmp_path) -> None:
    file = tmp_path / "set.md"
    preface = "Elves always tell the truth and ogres always lie."
    file.write_bytes(
        f"\ufeff\r\n{preface}\r\n\r\n1. A says: We are both ogres.\r\n   B says: A is an ogre.\r\n"
        "2. A says that B snores. B says that A is an elf.\r\n"
        "3. A says that B is an ogre. B says that A lies.\r\n".encode()
    )
    found = rows(logicrl("solve", file))
    assert [(row["line"], row["status"]) for row in found] == [(4, "unique"), (6, "unparsed"), (7, "many")]
    assert found[0]["text"].splitlines() == [preface, "", "A says: We are both ogres.", "   B says: A is an ogre."]
    for row in found:
        (again,) = rows(logicrl("solve", text=row["text"]))
        assert {key: again[key] for key in ("names", "roles", "solutions", "status", "reason")} == {
            key: row[key] for key in ("names", "roles", "solutions", "status", "reason")
        }


def test_what_may_be_one_puzzle_or_two_is_not_read() -> None:
    (row,) = rows(logicrl("solve", text="1. A says: B and I lie.\n2. A says: B lies or I am a knight."))
    assert row["status"] == "unparsed" and "lines of dashes" in row["reason"]


@pytest.mark.parametrize(("text", "end"), [
    (UNIQUE, "A is a knave and B is a knight."), (NONE, "So no assignment of roles fits what is said."),
])  # fmt: skip
def test_explained_rows_hold_a_proof_whose_steps_bear_it(text, end) -> None:
    (row,) = rows(logicrl("solve", "--explain", "--json", text=text))
    assert row["proof"].endswith(end)
    steps = [step_from_row(step) for step in row["proof_steps"]]
    (check if row["solutions"] else check_none)(steps, [from_row(one, 2) for one in row["statements"]])
    plain = {key: value for key, value in row.items() if not key.startswith("proof")}
    assert [plain] == rows(logicrl("solve", text=text))


def test_both_solutions_of_two_are_shown() -> None:
    (row,) = rows(logicrl("solve", "--explain", "--json", text=MANY))
    steps = [step_from_row(step) for step in row["proof_steps"]]
    check_several(steps, [from_row(one, 2) for one in row["statements"]], [tuple(world) for world in row["solutions"]])
    (row,) = rows(logicrl("solve", "--explain", "--json", text=UNREADABLE))
    assert (row["proof"], row["proof_steps"]) == ("", [])


def test_explained_for_people(tmp_path) -> None:
    chinese = "骑士总说真话，无赖总说假话。甲说：“乙是无赖。”乙说：“甲是无赖。”"
    text = f"{UNIQUE}\n\n{UNREADABLE}\n---\n{NONE}\n---\n{chinese}"
    result = logicrl("solve", "--explain", text=text)
    assert result.exit_code == 0
    headings = [line for line in result.stdout.splitlines() if line.startswith("#")]
    assert headings == [
        "# Puzzle 1, line 1", "## Solution", "## Proof", "# Puzzle 2, line 3", "## Not read",
        "# Puzzle 3, line 5", "## No solution", "## Proof", "# 第 4 题（第 7 行）", "## 多解", "## 证明",
    ]  # fmt: skip
    assert f"\n\n{UNIQUE}\n\n" in result.stdout and "\nA is a knave and B is a knight.\n" in result.stdout
    out = tmp_path / "solved.txt"
    assert logicrl("solve", "--explain", "--out", out, text=text).stdout == ""
    assert out.read_text(encoding="utf-8") == result.stdout
    lines = tmp_path / "solved.jsonl"
    logicrl("solve", "--explain", "--out", lines, text=text)
    proofs = [json.loads(line)["proof"] for line in lines.read_text("utf-8").splitlines()]
    assert [bool(proof) for proof in proofs] == [True, False, True, True]


def test_a_statement_too_wide_for_a_proof_is_told() -> None:
    text = " ".join(f"N{k} says: at least {k + 1} of us are knaves." for k in range(14))
    (row,) = rows(logicrl("solve", "--explain", "--json", text=text))
    assert (row["status"], row["proof"], row["proof_steps"]) == ("unique", "", []) and "14 people" in row["no_proof"]
    assert "14 people" in logicrl("solve", "--explain", text=text).stdout.split("## Proof")[1]


def test_help_shows_an_example() -> None:
    assert "logicrl solve data/puzzles/test.jsonl" in logicrl("solve", "--help").output
