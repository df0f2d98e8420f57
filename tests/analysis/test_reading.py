"""Tagging with worker processes: the same as without, in order, with few rows held, and with word of how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from logic_rl.analysis import tagging
from logic_rl.analysis.responses import RULES_ONLY, Method
from logic_rl.analysis.tables import analyze_run
from logic_rl.analysis.tagging import AHEAD, BATCH, Effort, tagged
from logic_rl.errors import UsageError
from logic_rl.record import open_run


@pytest.mark.slow
def test_workers_change_nothing(demo_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagging, "PAYS", 1)
    told: list[tuple[int, int]] = []
    alone = analyze_run(demo_run, tmp_path / "alone")
    shared = analyze_run(demo_run, tmp_path / "shared", effort=Effort(2, lambda *how_far: told.append(how_far)))
    assert shared == alone and alone["num_responses"] == 480
    assert [(tmp_path / name / "tags.jsonl").read_bytes() for name in ("alone", "shared")][0] == (
        tmp_path / "shared" / "tags.jsonl").read_bytes()  # fmt: skip
    assert told == [(done, 480) for done in range(BATCH, 481, BATCH)]


@pytest.mark.slow
def test_workers_tag_by_the_method_that_is_asked_for(demo_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagging, "PAYS", 1)
    rows = [row for _, row in open_run(demo_run).responses()][:40]
    found = [
        [told["spans"] for _, _, told in tagged(rows, 40, Method(RULES_ONLY, claims=False), Effort(n))] for n in (1, 2)
    ]
    assert found[0] == found[1] and "claims" not in next(tagged(rows, 40, Method(claims=False)))[2]


def test_few_rows_are_held(demo_run: Path) -> None:
    taken = 0

    def rows() -> Iterator[dict]:
        nonlocal taken
        for _, row in open_run(demo_run).responses():
            taken += 1
            yield row

    for given, _ in enumerate(tagged(rows(), 480), start=1):
        assert taken - given < BATCH * AHEAD


def test_a_broken_file_leaves_no_half_results(demo_run: Path) -> None:
    last = open_run(demo_run).rollout_files()[-1][1]
    last.write_bytes(last.read_bytes()[:-30])
    with pytest.raises(UsageError, match=last.name):
        analyze_run(demo_run)
    assert not (demo_run / "analysis").exists() or list((demo_run / "analysis").iterdir()) == []
