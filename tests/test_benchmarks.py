"""`benchmarks/gpu.sh` at its smallest, on the CPU; and its counts of operations and bytes by hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from benchmarks import gpu_one, gpu_table
from benchmarks.shapes import SHAPES, random_model, reads_of
from logic_rl.training.compute import price_of
from tests.absent import without

# Of the tiny base: queries and outputs 192 x 192, keys and values 96 x 192, three matrices of 512 x 192, in 4 layers;
# 704 x 192 at the end.
WEIGHTS = 4 * (2 * 192 * 192 + 2 * 96 * 192 + 3 * 512 * 192) + 704 * 192
SMALLEST = ["--shapes", "1.8M", "--sequences", "4,8", "--prompt", "6", "--tokens", "5", "--samples", "16",
            "--tokens-per-pass", "64"]  # fmt: skip


def measured(tmp_path: Path, *parts: str) -> list[dict]:
    rows = tmp_path / "rows.jsonl"
    options = gpu_one.read_options([*parts, "--rows", str(rows), *SMALLEST])
    assert all(gpu_one.written(rows, part, gpu_one.PARTS[part](options)) for part in parts), rows.read_text("utf-8")
    return [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]


def test_operations_and_bytes_by_hand() -> None:
    """Two replies of 3 and 2 tokens to a prompt of 5."""
    assert WEIGHTS == 1_757_184
    model = random_model(SHAPES["1.8M"], torch.float32, torch.device("cpu"))
    price = price_of(model)
    # A token and one that it sees: 4 heads of 48 in 4 layers, a multiplication and an addition for score and for value.
    pair = 4 * 4 * 48 * 4
    # The prompt's tokens see 1 + 2 + 3 + 4 + 5, the replies' 6 + 7 + 8 and 6 + 7.
    assert price.sampling(5, [3, 2]) == 2 * WEIGHTS * (5 + 3 + 2) + pair * (15 + 21 + 13)
    # Three passes, that of the prompt among them. A token's keys and values: 2 x 2 heads of 48 in 4 layers, 2 bytes
    # each. The first reply attends to 6 and to 7 tokens, the second to 6.
    reads = reads_of(SHAPES["1.8M"], price, torch.bfloat16)
    assert reads.sampling(5, [3, 2], passes=3) == 2 * WEIGHTS * 3 + (2 * 2 * 48 * 4 * 2) * (6 + 7 + 6)


def test_shapes_have_the_parameters_they_are_named_for() -> None:
    sizes = {name: round(shape.parameters / 1e6, 1) for name, shape in SHAPES.items()}
    assert sizes == {"1.8M": 1.8, "135M": 134.5, "0.5B": 494.0, "7B": 7615.6}
    model = random_model(SHAPES["1.8M"], torch.bfloat16, torch.device("cpu"))
    assert {weight.dtype for weight in model.parameters()} == {torch.bfloat16}
    assert sum(weight.numel() for weight in model.parameters()) == SHAPES["1.8M"].parameters


def test_speeds_are_positive_and_no_share_above_the_peak(tmp_path) -> None:
    rows = measured(tmp_path, "peaks", "rollout", "update")
    assert [row["part"] for row in rows] == ["peaks", "rollout", "rollout", "rollout", "update"]
    assert rows[0]["flop_per_second"] > 0 and rows[0]["bytes_per_second"] > 0
    assert [row["tokens"] for row in rows[1:4]] == [4 * 5, 8 * 5, 1 + 1 + 2 + 2 + 3 + 3 + 4 + 5]
    assert [row["passes"] for row in rows[1:3]] == [5, 5], "one reads the prompts, and four decode"
    for row in rows[1:]:
        assert row["tokens_per_second"] > 0 and row["peak_gib"] > 0
        assert 0 < row["flop_share"] < 1.2 and 0 < row.get("bytes_share", 1) < 1.2
    assert rows[4]["tokens"] == 16 * (6 + 5) and rows[4]["grad_norm"] > 0


def test_the_engine_agrees_with_transformers(tmp_path) -> None:
    rows = measured(tmp_path, "correctness")
    assert [(row["model"], row["dtype"], row["fine"]) for row in rows] == [
        ("tiny-base", "float32", True), ("tiny-base", "bfloat16", True)
    ]  # fmt: skip
    assert rows[0]["largest_difference"] < 1e-4 < rows[1]["rounding_largest"] < 0.5


def test_a_part_that_fails_leaves_what_it_had(tmp_path) -> None:
    def failing():
        yield {"tokens": 1}
        raise RuntimeError("no memory")

    rows, result = tmp_path / "rows.jsonl", tmp_path / "gpu.json"
    assert not gpu_one.written(rows, "update", failing())
    lines = rows.read_text(encoding="utf-8").splitlines()
    failed = {"part": "update", "error": "RuntimeError: no memory"}
    assert [json.loads(line) for line in lines] == [{"part": "update", "tokens": 1}, failed]
    rows.write_text(lines[1] + "\n", encoding="utf-8")
    assert "| update |  | failed | RuntimeError: no memory |" in gpu_table.finish(rows, result)
    assert json.loads(result.read_text(encoding="utf-8"))["failed"] == [failed]


def test_what_is_missing_is_told_with_what_it_costs(monkeypatch) -> None:
    monkeypatch.setattr(gpu_table, "find_spec", lambda name: name)
    assert gpu_table.missing_line().startswith("missing: nothing; can do: peaks, correctness")
    monkeypatch.setattr(gpu_table, "find_spec", lambda name: None if name in ("pydantic", "peft") else name)
    assert gpu_table.missing_line() == (
        "missing: peft, pydantic; can do: peaks, correctness, rollout, update; "
        "cannot do: adapters at 7B, run (WHEELS=folder of wheels)"
    )


@pytest.mark.slow
def test_adapters_are_learnt_where_a_shape_asks_for_them(tmp_path, monkeypatch) -> None:
    pytest.importorskip("peft")
    _, whole = measured(tmp_path, "peaks", "update")
    monkeypatch.setitem(gpu_one.RANKS, "1.8M", 2)
    adapted = measured(tmp_path, "update")[2]
    assert (whole["adapters"], adapted["adapters"]) == (0, 2)
    assert adapted["flop_share"] * adapted["seconds"] < 0.8 * whole["flop_share"] * whole["seconds"], "two thirds"


@pytest.mark.slow
def test_all_but_the_run_needs_no_more_than_it_says(repository: Path, tmp_path: Path) -> None:
    """Without what the table says may be missing, every part but the run."""
    names = ("click", "matplotlib", "peft", "pyarrow", "pydantic", "rich", "scipy")
    parts = ["peaks", "correctness", "rollout", "update"]
    program = f"{without(names)}\nimport runpy\nsys.argv = ['gpu_one', *{parts + SMALLEST!r}, '--rows', 'rows.jsonl']\n"
    program += f"runpy.run_path({str(repository / 'benchmarks/gpu_one.py')!r}, run_name='__main__')"
    command, environment = [sys.executable, "-c", program], os.environ | {"PYTHONPATH": str(repository)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_script_writes_one_file_and_its_table(repository: Path, tmp_path: Path) -> None:
    script = ["bash", str(repository / "benchmarks/gpu.sh"), *SMALLEST, "--no-compile", "--smoke", "--seconds", "3000"]
    environment = os.environ | {"OUT": str(tmp_path), "PYTHON": sys.executable}
    done = subprocess.run(script, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    result = json.loads((tmp_path / "gpu.json").read_text(encoding="utf-8"))
    assert set(result["parts"]) == {"peaks", "correctness", "rollout", "update", "run"} and not result["failed"]
    assert result["versions"]["torch"] and result["missing"].startswith(("missing: nothing;", "missing: peft;"))
    assert len(result["parts"]["run"]) == 5, "a row a step"
    assert "tokens/s" in done.stdout and "| run | smoke | step 5 |" in done.stdout
