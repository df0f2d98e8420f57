"""Reading what may be cut, broken or missing; writing whole files only."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from logic_rl.analysis.before_after import summarise
from logic_rl.analysis.figures.curves import load_curves
from logic_rl.errors import UsageError
from logic_rl.record import open_run
from logic_rl.rows import read_responses, write_atomic
from tests.analysis.conftest import write_evaluation, write_run


def test_a_run(demo_run: Path) -> None:
    run = open_run(demo_run)
    assert [row["step"] for row in run.metrics()] == list(range(12))
    assert [step for step, _ in run.rollout_files()] == list(range(12))
    assert run.evaluation_labels() == ["base", "warmup", "rollout", "anneal"]
    assert len(run.evaluation_rows("base")) == 48


@pytest.mark.parametrize(
    ("written", "complaint"),
    [('{"step": "7"}', "'step' is '7'"), ('{"people": null}', "'people'"), ('{"people": {"a": {}}}', "'people'"),
     ('{"people": {"2": 0.5}}', "'people'"), ('{"levels": {"2": 0.5}}', "'levels'")],
)  # fmt: skip
def test_an_evaluation_that_is_none_is_named(demo_run: Path, written: str, complaint: str) -> None:
    (demo_run / "evaluation" / "anneal.json").write_text(written)
    for read in (load_curves, summarise):
        with pytest.raises(UsageError, match=rf"anneal\.json: {complaint}"):
            read(demo_run)


def test_seconds_that_are_no_number_count_for_nothing(demo_run: Path) -> None:
    rows = ['{"step": 0, "time/step_seconds": 2.5}', '{"step": 1, "time/step_seconds": NaN}',
            '{"step": 2, "time/step_seconds": "x"}']  # fmt: skip
    (demo_run / "metrics.jsonl").write_text("\n".join(rows) + "\n")
    assert summarise(demo_run, write=False)["seconds"] == 2.5


def test_a_write_that_was_killed_is_no_evaluation(demo_run: Path) -> None:
    (demo_run / "evaluation" / ".anneal.json.tmp").write_text('{"ste')
    assert open_run(demo_run).evaluation_labels() == ["base", "warmup", "rollout", "anneal"]


def test_labels_stand_in_the_order_of_their_steps_whatever_the_phases_are_called(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", {"zeal": 3, "cold.start": 2, "anneal": 1, "base 2": 2})
    for label, step in (("step_000002", 2), ("step_000004", 4), ("step_000008", 8)):
        write_evaluation(run, label, step, 0.5, random.Random(step))
    labels = open_run(run).evaluation_labels()
    assert labels == ["base", "step_000002", "zeal", "step_000004", "cold.start", "anneal", "base 2", "step_000008"]
    assert open_run(run).phase_labels() == ["base", "zeal", "cold.start", "anneal", "base 2"]


def test_a_half_written_last_line_is_left_out(demo_run: Path) -> None:
    with (demo_run / "metrics.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"step": 12, "rew')
    assert len(open_run(demo_run).metrics()) == 12


def test_a_step_repeated_after_a_resume_counts_once(demo_run: Path) -> None:
    with (demo_run / "metrics.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"step": 11, "phase": "anneal", "reward/mean": 7}\n')
    assert open_run(demo_run).metrics()[-1] == {"step": 11, "phase": "anneal", "reward/mean": 7}


def test_a_broken_line_in_the_middle_is_named(demo_run: Path) -> None:
    (demo_run / "metrics.jsonl").write_text('{"step": 0}\n{"st\n{"step": 2}\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"metrics\.jsonl:2: not JSON"):
        open_run(demo_run).metrics()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[1]\n", r"r\.jsonl:1: a JSON int"),
        (b'{"id": "a"}\n', r"r\.jsonl:1: no reply in 'response'"),
        (b'{"id": "a", "response": 3}\n', r"r\.jsonl:1: a reply is text or"),
        (b'{"response": "\xff"}\n', "not UTF-8"),
    ],
)
def test_broken_responses(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=message):
        list(read_responses(path))


def test_a_cut_or_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"response": "x"}\n' * 1000)[:-12])
    with pytest.raises(UsageError, match="cannot be read"):
        list(read_responses(path))
    with pytest.raises(UsageError, match="no such file"):
        list(read_responses(tmp_path / "none.jsonl"))
    with pytest.raises(UsageError, match="not a run folder"):
        open_run(path)
    with pytest.raises(UsageError, match="has none of"):
        open_run(tmp_path)


def test_ids_are_made_where_they_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text('{"response": "a"}\n\n{"id": "x", "response": "b"}\n', encoding="utf-8")
    assert [row["id"] for row in read_responses(path)] == ["1", "x"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    write_atomic(path, ["old"])

    def chunks():
        yield "new"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_atomic(path, chunks())
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]
