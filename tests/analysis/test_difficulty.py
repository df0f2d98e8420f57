"""Accuracy by difficulty: bins of the first evaluation, in order, and nothing where nothing is known."""

from __future__ import annotations

from logic_rl.analysis.statistics.difficulty import BINS, accuracy_by_difficulty
from logic_rl.record import open_run
from tests.analysis.conftest import write_rows


def rows(label: str, right) -> list[dict]:
    """24 puzzles of difficulty 0 … 23, twice each; `right(difficulty)` says whether a response is."""
    return [
        {"id": f"{label}-{k}-{n}", "puzzle_id": f"kk-{k}", "response": "…", "difficulty": {"score": float(k)},
         "score": {"verdict": "correct" if right(k) else "wrong"}}
        for k in range(24) for n in range(2)
    ]  # fmt: skip


def test_accuracy_in_bins(tmp_path) -> None:
    write_rows(tmp_path / "evaluation" / "base.jsonl.gz", rows("base", lambda k: k < 6))
    write_rows(tmp_path / "evaluation" / "anneal.jsonl.gz", rows("anneal", lambda k: k < 22))
    found = accuracy_by_difficulty(open_run(tmp_path))
    assert list(found) == ["base", "anneal"] and {len(points) for points in found.values()} == {BINS}
    assert [score for score, *_ in found["base"]] == [1.5, 5.5, 9.5, 13.5, 17.5, 21.5]
    assert [value for _, value, *_ in found["base"]] == [1, 0.5, 0, 0, 0, 0]
    assert [value for _, value, *_ in found["anneal"]] == [1, 1, 1, 1, 1, 0.5]
    assert all(low <= value <= high for points in found.values() for _, value, low, high in points)
    assert all(high - low > 0.1 for points in found.values() for *_, low, high in points)  # four puzzles prove little


def test_rows_that_say_nothing_are_left_out(tmp_path) -> None:
    bare = [{"id": "1", "response": "…"}, {"id": "2", "response": "…", "difficulty": {"score": None}, "score": {}}]
    write_rows(tmp_path / "evaluation" / "base.jsonl.gz", bare)
    assert accuracy_by_difficulty(open_run(tmp_path)) == {}
    same = [row | {"difficulty": {"score": 3.0}} for row in rows("anneal", lambda k: k % 2)]
    write_rows(tmp_path / "evaluation" / "anneal.jsonl.gz", [*bare, *same])
    ((score, value, *_),) = accuracy_by_difficulty(open_run(tmp_path))["anneal"]
    assert (score, value) == (3, 0.5)
