"""The report is one file that runs no foreign script, and carries every response with its marks."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import random
import re
from pathlib import Path

import pytest

from logic_rl.analysis.behaviours.cues import BEHAVIOURS
from logic_rl.analysis.report.page import _stages
from logic_rl.analysis.report.report import write_report
from logic_rl.analysis.report.responses import Packed, utf16_offsets
from logic_rl.analysis.tables import analyze_run
from logic_rl.errors import UsageError
from logic_rl.record import open_run
from logic_rl.rows import read_rows
from tests.analysis.conftest import response_row, write_rows, write_run

HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "<!-- <script> ]]> &amp; </style> ${x} $title",
    "𝒲ait 😀 wait, that is wrong. Let's go back. 😀",
    "\u202eright to left\u202c \x00 \ud800 lone",
    "",
)


def packed(page: str, name: str) -> object:
    text = re.search(rf'<script type="text/plain" id="{name}">([^<]*)</script>', page)[1]
    return json.loads(gzip.decompress(base64.b64decode(text)))


def written(run: Path, out: Path) -> str:
    return write_report(run, out).read_text(encoding="utf-8")


@pytest.fixture
def hostile_run(tmp_path: Path) -> Path:
    """One step whose five responses try to break out of the page; the name of the run tries too."""
    run = tmp_path / "<b>&run"
    rows = [response_row(0, "warmup", 0, k, 0.5, random.Random(0)) for k in range(len(HOSTILE))]
    rows = [row | {"response": text, "puzzle_id": text} for row, text in zip(rows, HOSTILE, strict=True)]
    write_rows(run / "rollouts" / "step_000000.jsonl.gz", rows)
    return run


@pytest.fixture(scope="module")
def demo_page(kept_run: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(kept_run, tmp_path_factory.mktemp("page") / "new" / "report.html")


def test_every_response_is_in_the_page(kept_run: Path, demo_page: str) -> None:
    page = demo_page
    index = packed(page, "index")
    run = open_run(kept_run)
    rows = [row for _, path in run.rollout_files() for row in read_rows(path)]
    rows += [row for label in run.evaluation_labels() for row in run.evaluation_rows(label)]
    assert index["columns"]["id"] == [row["id"] for row in rows]
    assert sum(count for _, count in index["places"]) == len(rows)
    texts = [text for number in range(-(-len(rows) // index["chunk"])) for text in packed(page, f"texts-{number}")]
    assert texts == [row["response"] for row in rows]
    puzzles = packed(page, "puzzles-0")
    assert [puzzles[number][0] for number in index["columns"]["puzzle"]] == [row["puzzle_id"] for row in rows]
    assert {len(column) for column in index["columns"].values()} == {len(rows)}
    titles = [panel["title"] for panel in index["panels"]]
    assert {"Reward", "Accuracy, held-out", "Claims that are true", "Backtracking"} <= set(titles)
    assert "<h1>demo</h1>" in page and "accuracy, 2 people (8 puzzles)" in page


def test_the_page_is_whole_and_closed(demo_page: str) -> None:
    page = demo_page
    assert set(re.findall(r"https?://[^\s\"'<>]+", page)) == {"http://www.w3.org/2000/svg"}
    assert not re.findall(r"<(?:link|img|iframe|base)\b|\ssrc=|@import|url\(", page)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    script, style = (
        re.search(r"<script>(.*)</script>", page, re.S)[1],
        re.search(r"<style>(.*?)</style>", page, re.S)[1],
    )
    for kind, text in (("script", script), ("style", style)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy and "innerHTML" not in script and "</script" not in script


def test_hostile_text_stays_text(hostile_run: Path, tmp_path: Path) -> None:
    page = written(hostile_run, tmp_path / "report.html")
    assert "alert(1)" not in page and "<b>&run" not in page and "&lt;b&gt;&amp;run" in page
    assert len(re.findall(r"<script\b", page)) == 5
    assert packed(page, "texts-0") == list(HOSTILE)


def test_marks_point_at_the_text_as_javascript_counts(hostile_run: Path, tmp_path: Path) -> None:
    page = written(hostile_run, tmp_path / "report.html")
    marks, _ = packed(page, "marks-0")[2]
    units = packed(page, "texts-0")[2].encode("utf-16-le")
    shown = {kind: units[2 * start : 2 * end].decode("utf-16-le") for start, end, kind, _ in marks}
    assert shown["backtracking"] == "Let's go back."
    assert utf16_offsets("a😀b", [0, 1, 2, 3]) == [0, 1, 3, 4]


def test_tags_of_analyze_are_used_if_they_are_of_this_run(demo_run: Path, demo_page: str, tmp_path: Path) -> None:
    anew = demo_page
    analyze_run(demo_run)
    assert written(demo_run, tmp_path / "b.html") == anew
    tags = demo_run / "analysis" / "tags.jsonl"
    rows = list(read_rows(tags))
    rows[0]["spans"] = [{"start": 0, "end": 1, "behaviour": "aha", "cue": "", "rule": "by hand"}]
    write_rows(tags, rows)
    assert packed(written(demo_run, tmp_path / "c.html"), "marks-0")[0][0][0] == [0, 1, "aha", "rule: by hand"]
    write_rows(tags, rows[1:])
    assert written(demo_run, tmp_path / "d.html") == anew


def test_assumptions_are_no_claims_and_numbers_are_finite() -> None:
    claim = {"start": 0, "end": 4, "kind": "assumption", "truth": "false", "roles": {"Mia": "knave"}, "given": {}}
    counts = dict.fromkeys(BEHAVIOURS, 0)
    told = {"spans": [], "counts": counts, "num_tokens": 1, "loops": [], "claims": [claim]}
    responses = Packed(io.StringIO())
    responses.add({"id": 7, "response": "Mia?", "step": float("nan"), "language": ["en"]}, told)
    blocks = {name: json.loads(gzip.decompress(base64.b64decode(text))) for name, text in responses.blocks()}
    assert blocks["texts-0"] == ["Mia?"] and blocks["puzzles-0"] == [["7", "", ""]]
    assert blocks["marks-0"] == [[[[0, 4, "wrong candidate", "assumption: Mia knave"]], ""]]
    assert responses.columns["id"] == ["7"] and responses.columns["step"] == [None]


def test_runs_without_evaluation_or_rollouts(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", {"warmup": 1})
    for path in (run / "evaluation").iterdir():
        path.unlink()
    assert "Nothing was evaluated" in written(run, tmp_path / "report.html")
    for path in (run / "rollouts").iterdir():
        path.unlink()
    assert packed(written(run, tmp_path / "report.html"), "index")["columns"]["id"] == []


def test_errors_name_the_cure(demo_run: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is a folder; name the page, as in --out .*report\.html"):
        write_report(demo_run, tmp_path)
    with pytest.raises(UsageError, match="not a run folder"):
        write_report(tmp_path / "none", tmp_path / "report.html")
    (tmp_path / "empty" / "rollouts").mkdir(parents=True)
    with pytest.raises(UsageError, match="neither metrics nor responses"):
        write_report(tmp_path / "empty", tmp_path / "report.html")
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot write"):
        write_report(demo_run, tmp_path / "file" / "report.html")


STAGE_ROWS = {
    "base": {"accuracy": 0.125, "verified": 0.1, "format_rate": 0.9, "readable": 0.5, "summarised": 0.0, "mixed": 0.25,
             "mean_length": 60.4, "intervals": {"accuracy": [0.05, 0.2], "verified": None}},
    "zero": {"accuracy": 0.5, "verified": None, "format_rate": 1.0, "readable": 1.0, "summarised": 1.0, "mixed": 0.0,
             "mean_length": 210.0, "intervals": {"accuracy": [None, None], "verified": [0.1, 0.2]}},
    "<b>": {"accuracy": 1.0, "verified": 1.0, "format_rate": 1.0, "readable": 1.0, "summarised": 1.0, "mixed": 0.0,
            "mean_length": 200.0},
}  # fmt: skip


def test_stages_are_a_row_each_with_what_was_measured() -> None:
    table = _stages(STAGE_ROWS)
    rows = [re.sub(r"<[^>]+>", " ", row).split() for row in table.split("<tbody>")[1].split("</tr>")[:-1]]
    assert [row[0] for row in rows] == ["base", "zero", "&lt;b&gt;"]
    assert rows[0][1:4] == ["12.5&nbsp;%", "(5.0–20.0)", "10.0&nbsp;%"] and rows[0][-2:] == ["60", "tokens"]
    assert rows[1][1:3] == ["50.0&nbsp;%", "–"], "no interval where none was measured, and no number either"
    assert table.count('scope="col"') == 8 == table.split("</tr>")[0].count("<th ")


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_run_of_one_stage_has_no_table_of_stages(count: int) -> None:
    assert not _stages(dict(list(STAGE_ROWS.items())[:count]))
