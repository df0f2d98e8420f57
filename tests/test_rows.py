"""JSON lines: one reader and one writer for the whole package, on files as they come."""

from __future__ import annotations

import gzip
import json
import threading
from pathlib import Path

import pytest

from logic_rl.errors import UsageError
from logic_rl.record import RunFolder
from logic_rl.rows import count_rows, read_json, read_rows, some_replies, write_atomic, write_json, write_rows
from puzzles.formats.rows import numbered_rows


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz"])
def test_what_was_written_is_read(tmp_path: Path, name: str) -> None:
    rows = [{"text": "one\u2028two\rthree\x85"}, {"half": "a\ud800b", "中": [1.5, None, True]}, {}]
    write_rows(tmp_path / "new" / name, rows)
    assert list(read_rows(tmp_path / "new" / name)) == rows
    assert count_rows(tmp_path / "new" / name) == 3
    assert [path.name for path in (tmp_path / "new").iterdir()] == [name]


def test_the_same_rows_give_the_same_bytes_which_other_programs_read(tmp_path: Path) -> None:
    for name in ("a.jsonl.gz", "b.jsonl.gz"):
        write_rows(tmp_path / name, [{"n": n} for n in range(1000)])
    first, second = (tmp_path / "a.jsonl.gz").read_bytes(), (tmp_path / "b.jsonl.gz").read_bytes()
    assert first == second
    assert [json.loads(line)["n"] for line in gzip.decompress(first).splitlines()] == list(range(1000))


def test_marks_of_windows_and_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}\r\n\r\n  \n{"a": 2}')
    assert list(numbered_rows(path)) == [(1, {"a": 1}), (4, {"a": 2})]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [(b'{"a": ', "not JSON"), (b"7", "a JSON int"), (b'"\xe4"', "byte 2 is not UTF-8"), (b"[" * 10**5, "nested too")],
)
def test_every_kind_of_broken_line_is_named_with_its_place_in_one_line(
    tmp_path: Path, line: bytes, complaint: str
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"a": 1}\n\n' + line + b"\n")
    with pytest.raises(UsageError, match=complaint) as caught:
        list(read_rows(path))
    assert str(caught.value).startswith(f"{path}:3: ") and "\n" not in str(caught.value)


def test_a_write_in_flight_is_left_out_where_that_is_asked_for(tmp_path: Path) -> None:
    """Whatever the byte at which it was cut, within a character of several bytes too."""
    path, last = tmp_path / "rows.jsonl", '{"b": "中文"}\n'.encode()
    for cut in range(len(last) - 1):
        path.write_bytes(b'{"a": 1}\n' + last[:cut])
        assert list(read_rows(path, tolerate_cut=True)) == [{"a": 1}]
    path.write_bytes(b'{"a": 1}\n{"b\n{"a": 2}\n')
    with pytest.raises(UsageError, match=":2: not JSON"):
        list(read_rows(path, tolerate_cut=True))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "text.jsonl.gz").write_text("not compressed")
    for name, complaint in (("gone", "no such file"), (".", "directory"), ("text.jsonl.gz", "is it whole")):
        with pytest.raises(UsageError, match=complaint):
            list(read_rows(tmp_path / name))
    (tmp_path / "deep.json").write_text("[" * 10**5)
    with pytest.raises(UsageError, match="cannot be read as JSON"):
        read_json(tmp_path / "deep.json")


def test_what_is_no_number_becomes_null(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"loss": float("nan"), "best": [float("-inf"), 1.5], "half": "\ud800"})
    assert "NaN" not in (tmp_path / "a.json").read_text(encoding="utf-8")
    assert read_json(tmp_path / "a.json") == {"loss": None, "best": [None, 1.5], "half": "\ud800"}


def test_many_writers_of_one_file_leave_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    texts = [letter * 100_000 for letter in "abcdefgh"]
    threads = [threading.Thread(target=write_atomic, args=(path, [text])) for text in texts for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_text() in texts and list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "file" / "a.json", tmp_path / "folder"):
        with pytest.raises(UsageError, match=f"cannot write {path}"):
            write_json(path, {})


def test_going_on_forgets_later_steps_and_what_a_kill_has_left(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    run.create("phases: []\n", {})
    for step in (1, 2, 3):
        run.append_metrics({"step": step})
        run.write_rollouts(step, [{"id": str(step), "response": "x"}])
    with run.metrics_path.open("a") as file:
        file.write('{"step": 4, "rew')
    litter = tmp_path / "rollouts" / ".step_000004.jsonl.gz.77-77.part"
    litter.touch()
    run.forget_after(2)
    run.append_metrics({"step": 3, "again": True})
    assert run.metrics() == [{"step": 1}, {"step": 2}, {"step": 3, "again": True}]
    assert [step for step, _ in run.rollout_files()] == [1, 2] and not litter.exists()
    with pytest.raises(UsageError, match="already holds a run"):
        run.create("phases: []\n", {})


def test_some_replies_are_right_and_wrong_by_turns() -> None:
    rows = [{"id": n, "score": {"verdict": verdict}} for n, verdict in enumerate("wrong wrong correct wrong".split())]
    assert [row["id"] for row in some_replies(rows, 3)] == [2, 0, 1]
    assert [row["id"] for row in some_replies(rows[:2], 9)] == [0, 1] and some_replies([], 2) == []
