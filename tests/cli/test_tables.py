"""Tables fit the terminal: nothing is wider than it, and nothing of a table is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from logic_rl.cli.main import main
from logic_rl.cli.shared.tables import blocks, print_table

INTERVAL = "0.175 [0.108, 0.238]"
MEASURES = ["pass@1", "pass@4", "pass@16", "cons@16"]
WIDE = (
    ("evaluate", ["", "tasks", *MEASURES, "format", "tokens"],
     [["all people", "384", *[INTERVAL] * 4, "0.950", "219"], ["2 people", "6", *["–"] * 4, "1.000", "87"]]),
    ("judge", ["sentences that show", "share", "kappa with the rules", "precision", "recall", "corrected share"],
     [["language_switch", "12.5 % (10.1–15.2)", "0.81 (0.70–0.90)", "0.92 (0.85–0.97)", "0.77 (0.66–0.86)", "–"]]),
    ("sizes", ["split", *map(str, range(2, 21)), "all"], [["train", *["10000"] * 19, "190000"]]),
    ("doctor", ["looked at", "", "found"],
     [["ray", "warning", "the cluster does not answer, and what it says about that is longer than a line has room for"],
      ["python", "ok", "3.11.7, Linux"]]),
    ("中文", ["行为", "回答", "份额"], [["反思与验证以及回溯的总和", "1234", "12.5 % (10.1–15.2)"]]),
)  # fmt: skip


@pytest.mark.parametrize("width", [40, 62, 80, 200])
@pytest.mark.parametrize(("title", "columns", "rows"), WIDE, ids=[one[0] for one in WIDE])
def test_no_line_is_wider_and_every_cell_is_there(title, columns, rows, width: int, monkeypatch, capsys) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    print_table(title, columns, rows)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(cell_len, lines)) <= max(width, 46)  # the widest first column with one number beside it
    printed = "\n".join(lines)
    assert "…" not in printed.replace(title, "")
    for place in range(len(columns)):
        for row in rows:
            words = row[place].split()
            assert all(word in printed for word in words), row[place]
            if len(row[place]) <= 36:
                assert row[place] in printed
    # Every column once, but for the first, which every block repeats.
    for place in range(1, len(columns)):
        values = [row[place] for row in rows]
        if len(set(values)) == 1 and columns.count(columns[place]) == 1 and "@" in columns[place]:
            assert sum(line.split().count(columns[place]) for line in lines) == 1


def test_columns_are_shared_out_by_hand() -> None:
    rows = [["all people", "0.1", "0.25"]]
    # 10 wide, then 3 and 4, each after a gap of three: 10 + 6 = 16, and 16 + 7 = 23.
    assert blocks(["", "a", "b"], rows, 23) == [[0, 1, 2]]
    assert blocks(["", "a", "b"], rows, 22) == [[0, 1], [0, 2]]
    assert blocks(["", "a", "b"], rows, 5) == [[0, 1], [0, 2]]
    assert blocks(["", "a"], [], 80) == [[0, 1]]


def test_a_pipe_keeps_long_words_whole(monkeypatch, capsys) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    path = "/a/place/" + "deep/" * 30 + "file"
    print_table("", ["what", "found"], [["cache", f"written to {path} just now"], ["x", "ok"]])
    assert path in capsys.readouterr().out


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("command", ["plan", "doctor", "generate", "score", "perturb"])
def test_the_tables_of_commands(command: str, width: int, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    puzzles = tmp_path / "p"
    drawn = ["generate", "--people", "2-7", "--count", "120", "--out", str(puzzles), "--processes", "1"]
    made = CliRunner().invoke(main, drawn)
    replies = tmp_path / "replies.jsonl"
    replies.write_text("".join(
        f'{{"id": "{number}", "puzzle_id": "{name}", "response": "no"}}\n'
        for number, name in enumerate(re.findall(r'"id": ?"(\S+?)"', (puzzles / "train.jsonl").read_text("utf-8")))
    ))  # fmt: skip
    file = str(puzzles / "train.jsonl")
    arguments = {
        "plan": ["--curriculum", "qwen7b_three_phase", "--sample-rate", "4000", "--train-rate", "9000"],
        "doctor": [],
        "score": ["--puzzles", file, "--responses", str(replies), "--out", str(tmp_path / "scores.jsonl")],
        "perturb": ["--puzzles", file, "--kind", "rename", "--out", str(tmp_path / "new.jsonl")],
    }  # fmt: skip
    result = made if command == "generate" else CliRunner().invoke(main, [command, *arguments[command]])
    assert result.exit_code in (0, 1), result.output
    lines = result.stdout.splitlines()
    rules = [number for number, line in enumerate(lines) if line and set(line.strip()) == {"─"}]
    assert rules
    for number in rules:
        assert all(len(line.rstrip()) <= width for line in lines[number - 1 : number + 2]), lines
