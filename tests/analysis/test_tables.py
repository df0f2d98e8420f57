"""Tables of a run and of a plain file; the closing summary."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from logic_rl.analysis.before_after import CLOSING_HEADS, closing_table, summarise
from logic_rl.analysis.behaviours.cues import BEHAVIOURS
from logic_rl.analysis.behaviours.tag import tag
from logic_rl.analysis.tables import analyze_run
from logic_rl.errors import UsageError
from logic_rl.record import open_run
from tests.analysis.conftest import write_rows


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_run_counted_again_by_hand(demo_run: Path) -> None:
    summary = analyze_run(demo_run)
    assert json.loads((demo_run / "analysis" / "summary.json").read_text(encoding="utf-8")) == summary
    rows = open_run(demo_run).evaluation_rows("anneal")
    shown = [any(span.behaviour == "verification" for span in tag(row["response"])) for row in rows]
    right = [row["score"]["verdict"] == "correct" for row in rows]
    group = summary["evaluation"]["anneal"]
    numbers = group["behaviours"]["verification"]
    assert (numbers["count"], numbers["total"]) == (sum(shown), 48)
    assert numbers["low"] < numbers["share"] < numbers["high"]
    assert numbers["accuracy_with"]["total"] == sum(shown)
    assert numbers["accuracy_without"]["count"] == sum(r and not s for r, s in zip(right, shown, strict=True))
    assert group["length"]["value"] == pytest.approx(sum(row["num_tokens"] for row in rows) / 48)
    assert group["accuracy"]["value"] == pytest.approx(sum(right) / 48)
    assert list(summary["steps"]) == [str(step) for step in range(12)]
    assert {name: group["num_responses"] for name, group in summary["phases"].items()} == {
        "warmup": 96, "rollout": 144, "anneal": 48,
    }  # fmt: skip


def test_tags_of_a_run_point_into_its_responses(demo_run: Path) -> None:
    analyze_run(demo_run)
    rows = lines(demo_run / "analysis" / "tags.jsonl")
    assert len(rows) == 12 * 24 + 4 * 48
    assert set(rows[0]) >= {"id", "step", "phase", "spans", "counts", "num_tokens"}
    texts = {row["id"]: row["response"] for row in open_run(demo_run).evaluation_rows("base")}
    for row in rows:
        if row["id"] in texts:
            for span in row["spans"]:
                assert span["cue"] in texts[row["id"]][span["start"] : span["end"]]
        assert sum(row["counts"].values()) == len(row["spans"])


def test_a_plain_file(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text('{"id": "a", "response": "Let me verify."}\n{"id": "b", "response": "No."}\n', encoding="utf-8")
    summary = analyze_run(path, tmp_path / "out")
    numbers = summary["all"]["behaviours"]["verification"]
    assert (numbers["share"], numbers["accuracy_with"]["share"]) == (0.5, None)
    assert numbers["per_1k_tokens"] == pytest.approx(1000 / 6)  # Let me verify . | No .
    assert summary["all"]["accuracy"]["value"] is None
    assert [row["id"] for row in lines(tmp_path / "out" / "tags.jsonl")] == ["a", "b"]


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=r"r\.jsonl holds no response; nothing to analyze"):
        analyze_run(path)
    assert not (tmp_path / "r-analysis").exists()


def test_all_correct_still_has_an_interval(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    row = {"response": "x", "score": {"verdict": "correct"}}
    path.write_text("".join(json.dumps({**row, "puzzle_id": str(k)}) + "\n" for k in range(8)), encoding="utf-8")
    accuracy = analyze_run(path)["all"]["accuracy"]
    assert accuracy["value"] == accuracy["high"] == 1.0
    assert accuracy["low"] == pytest.approx(8 / (8 + 1.96**2), abs=1e-4)  # Wilson's lower end at n of n


def test_closing_summary_keeps_the_contract(demo_run: Path) -> None:
    summary = summarise(demo_run, seconds=412)
    assert json.loads((demo_run / "summary.json").read_text(encoding="utf-8")) == summary
    base, anneal = (open_run(demo_run).evaluation_summary(label) for label in ("base", "anneal"))
    assert summary["seconds"] == 412
    assert summary["people"]["3"] == {
        "accuracy_before": base["people"]["3"]["accuracy"],
        "accuracy_after": anneal["people"]["3"]["accuracy"],
        "num_puzzles": 8,
    }
    assert (summary["format_before"], summary["length_after"]) == (base["format_rate"], anneal["mean_length"])
    assert list(summary["behaviours_before"]) == list(summary["behaviours_after"]) == list(BEHAVIOURS)
    assert summary["behaviours_after"]["verification"] > summary["behaviours_before"]["verification"]
    assert list(summary["phases"]) == ["base", "warmup", "rollout", "anneal"]
    assert summarise(demo_run, write=False)["seconds"] == 6.0


def test_closing_says_how_many_claims_are_true(tmp_path: Path) -> None:
    """Mia cannot be a knight who calls herself a knave, so Zoey tells the truth: of three claims two are true."""
    row = {"question": 'Zoey says: "Mia is a knave." Mia says: "Zoey is a knave and I am a knave."', "puzzle_id": "a",
           "score": {"verdict": "wrong"}, "num_tokens": 9, "num_people": 2, "names": ["Zoey", "Mia"]}  # fmt: skip
    replies = {"base": "So Mia is a knave. So Zoey is a knave. So Zoey is a knight.", "anneal": "I do not know."}
    for label, text in replies.items():
        write_rows(tmp_path / "evaluation" / f"{label}.jsonl.gz", [row | {"response": f"<think> {text} </think>"}])
    summary = summarise(tmp_path, write=False)
    assert summary["claims_true_before"] == pytest.approx(2 / 3) == summary["phases"]["base"]["claims_true"]
    assert summary["claims_true_after"] is None


def test_closing_without_response_rows_or_without_numbers(demo_run: Path) -> None:
    whole = summarise(demo_run)
    for path in (demo_run / "evaluation").glob("*.json"):
        path.unlink()
    counted = summarise(demo_run)
    assert counted["people"] == whole["people"]
    assert counted["format_after"] == pytest.approx(whole["format_after"])
    for path in (demo_run / "evaluation").glob("*.gz"):
        path.unlink()
    with pytest.raises(UsageError, match="no evaluation"):
        summarise(demo_run)


def test_closing_with_numbers_only(demo_run: Path) -> None:
    for path in (demo_run / "evaluation").glob("*.gz"):
        path.unlink()
    summary = summarise(demo_run)
    assert summary["behaviours_after"] == {} and summary["people"]["2"]["num_puzzles"] == 8
    _, rows = closing_table(summary)
    assert {len(row) for row in rows} == {len(CLOSING_HEADS)}


def test_closing_table(demo_run: Path) -> None:
    summary = summarise(demo_run, seconds=412)
    title, rows = closing_table(summary)
    cells = {row[0]: row[1:] for row in rows}
    assert title == "Held-out: base → anneal (412 s)"
    assert {"accuracy, 2 people (8 puzzles)", "language switch"} <= set(cells)
    before, after = summary["accuracy_before"], summary["accuracy_after"]
    change = f"{100 * (after - before):+.1f}"
    assert cells["accuracy, all"][:3] == [f"{100 * before:.1f} %", f"{100 * after:.1f} %", change]
