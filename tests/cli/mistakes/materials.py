"""A folder of whole and broken files, made once: what the mistakes are made with."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from puzzles import DatasetRequest, PuzzleSpec, write_dataset
from puzzles.formats.jsonl import read_puzzles
from tests.analysis.conftest import write_run

REPLY = "<think> {name} cannot be lying here. </think> <answer> {roles} </answer>"


def make_materials(folder: Path, model: Path) -> Path:
    """Fill the folder; `model` is a whole model folder, copied and broken in several ways."""
    for form in ("jsonl", "parquet", "verl", "mem-kk"):
        spec = PuzzleSpec(2, fixed_cast=True)
        write_dataset(folder / form, DatasetRequest([2, 3], 60, 3, spec, form))
    _responses(folder)
    _broken_text(folder)
    _broken_tables(folder)
    _runs(folder)
    _models(folder, model)
    _settings(folder)
    return folder


def _lines(path: Path, rows: list) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _responses(folder: Path) -> None:
    puzzles = read_puzzles(folder / "jsonl" / "train.jsonl")[:6]
    rows = []
    for number, puzzle in enumerate(puzzles):
        roles = ", ".join(f"{name} is a {puzzle.role_of(k)}" for k, name in enumerate(puzzle.names))
        reply = REPLY.format(name=puzzle.names[0], roles=roles)
        rows.append({"id": f"r{number}", "puzzle_id": puzzle.id, "response": reply, "num_tokens": 12})
    own = [{key: row[key] for key in ("id", "response")} | puzzle.to_row() | {"id": row["id"]}
           for row, puzzle in zip(rows, puzzles, strict=True)]  # fmt: skip
    _lines(folder / "responses.jsonl", rows)
    _lines(folder / "own.jsonl", own)
    changed: dict[str, Callable[[dict], dict]] = {
        "no-reply": lambda row: {"id": row["id"], "puzzle_id": row["puzzle_id"], "reply": row["response"]},
        "no-puzzle": lambda row: {"id": row["id"], "response": row["response"]},
        "foreign": lambda row: row | {"puzzle_id": "kk-of-another-file"},
        "number-id": lambda row: row | {"id": 7},
        "number-reply": lambda row: row | {"response": 3.5},
        "list-reply": lambda row: row | {"response": []},
        "null-reply": lambda row: row | {"response": None},
        "text-tokens": lambda row: row | {"num_tokens": "12"},
        "nan-tokens": lambda row: row | {"num_tokens": float("nan")},
        "text-opened": lambda row: row | {"opened_think": "yes"},
        "tools": lambda row: {"id": row["id"], "messages": [{"role": "user", "content": "?"},
                              {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]}]},
        "asked-only": lambda row: {"id": row["id"], "messages": [{"role": "user", "content": "?"}]},
        "strange-task": lambda row: row | {"task": "sudoku"},
    }  # fmt: skip
    for name, change in changed.items():
        _lines(folder / f"{name}.jsonl", [*rows[:2], change(rows[2]), *rows[3:]])
    _lines(folder / "mixed-tasks.jsonl", [*own[:1], {"id": "c", "task": "countdown", "text": "?", "numbers": [1, 2],
           "target": 3, "response": "<think> a </think> <answer> 1 + 2 </answer>"}])  # fmt: skip
    wrong = [row | {"response": "I give up."} for row in rows]
    _lines(folder / "all-wrong.jsonl", wrong)
    test = read_puzzles(folder / "jsonl" / "test.jsonl")[:3]
    _lines(folder / "of-test.jsonl", [puzzle.to_row() | {"id": f"t{n}", "response": rows[0]["response"]}
                                      for n, puzzle in enumerate(test)])  # fmt: skip
    puzzle = puzzles[0].to_row()
    _lines(folder / "lying-solution.jsonl", [puzzle | {"solution": [not one for one in puzzle["solution"]]}])
    _lines(folder / "stranger.jsonl", [puzzle | {"statements": [["knight", 9], *puzzle["statements"][1:]]}])
    _lines(folder / "twice.jsonl", [puzzle, puzzles[1].to_row() | {"id": puzzle["id"]}])
    _lines(folder / "two-people.jsonl", [one.to_row() for one in puzzles if one.num_people == 2])
    _lines(folder / "problems.jsonl", [{"question": "2 + 2?", "answer": "4"}, {"question": "3 + 3?", "answer": 6}])
    _lines(folder / "no-answer.jsonl", [{"question": "2 + 2?"}])
    _lines(folder / "same-id.jsonl", [{"id": "a", "question": "2 + 2?", "answer": 4}] * 2)


def _broken_text(folder: Path) -> None:
    whole = (folder / "responses.jsonl").read_bytes()
    pieces = {
        "empty.jsonl": b"", "blank.jsonl": b"\n\n  \n", "cut.jsonl": whole[:-40],
        "binary.jsonl": bytes(range(256)) * 8, "utf16.jsonl": whole.decode().encode("utf-16"),
        "latin1.jsonl": '{"id": "é"}\n'.encode("latin-1"), "lists.jsonl": b"[1, 2]\n[3]\n", "numbers.jsonl": b"1\n2\n",
        "deep.jsonl": b'{"response": ' + b"[" * 90_000 + b"]" * 90_000 + b"}\n", "objects.json": b'{"a": 1}{"b": 2}',
        "list-of-text.json": b'["a", "b"]', "empty-list.json": b"[]", "prose.txt": b"The weather is fine today.\n",
        "cut.jsonl.gz": gzip.compress(whole)[:-30], "false.jsonl.gz": whole, "long.jsonl": b'{"a": "' + b"x" * 2**21,
        "surrogate.jsonl": b'{"id": "a", "puzzle_id": "b", "response": "\\ud800"}\n',
        "huge-number.jsonl": b'{"id": "a", "response": 1' + b"0" * 5000 + b"}\n",
    }  # fmt: skip
    for name, content in pieces.items():
        (folder / name).write_bytes(content)
    (folder / "hollow").mkdir()
    (folder / "folder.jsonl").mkdir()
    (folder / "loop.jsonl").symlink_to("loop.jsonl")
    (folder / "dangling.jsonl").symlink_to("nothing-there.jsonl")


def _broken_tables(folder: Path) -> None:
    whole = (folder / "parquet" / "train.parquet").read_bytes()
    (folder / "cut.parquet").write_bytes(whole[:-100])
    (folder / "text.parquet").write_bytes(b"id,text\n1,2\n")
    (folder / "empty.parquet").write_bytes(b"")


def _runs(folder: Path) -> None:
    run = write_run(folder / "run", {"warmup": 2, "anneal": 1}, puzzles=4)
    for name in ("no-metrics", "cut-rollouts", "text-step", "one-step", "nan-metrics", "binary-metrics"):
        shutil.copytree(run, folder / name)
    shutil.rmtree(folder / "no-metrics" / "evaluation")
    (folder / "no-metrics" / "metrics.jsonl").unlink()
    shutil.rmtree(folder / "no-metrics" / "rollouts")
    step = folder / "cut-rollouts" / "rollouts" / "step_000001.jsonl.gz"
    step.write_bytes(step.read_bytes()[:60])
    (folder / "text-step" / "metrics.jsonl").write_text('{"step": "one"}\n')
    (folder / "binary-metrics" / "metrics.jsonl").write_bytes(b"\x80\x81\x82\n{}\n")
    (folder / "only-metrics").mkdir()
    (folder / "only-metrics" / "metrics.jsonl").write_text("")
    (folder / "list-evaluation" / "evaluation").mkdir(parents=True)
    (folder / "list-evaluation" / "evaluation" / "base.json").write_text("[]")
    (folder / "begun" / "checkpoints").mkdir(parents=True)
    (folder / "begun" / "config.yaml").write_text("phases: [{name: rollout, steps: 2}]\n")


def _models(folder: Path, model: Path) -> None:
    for name in ("toy", "cut-weights", "no-weights", "text-config", "no-tokenizer", "bad-format", "unknown-kind"):
        shutil.copytree(model, folder / name)
    weights = folder / "cut-weights" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:2000])
    (folder / "no-weights" / "model.safetensors").unlink()
    (folder / "text-config" / "config.json").write_text("not JSON")
    for path in (folder / "no-tokenizer").glob("tokenizer*"):
        path.unlink()
    (folder / "bad-format" / "logicrl.json").write_text('{"template": "plane"}')
    config = json.loads((model / "config.json").read_text())
    (folder / "unknown-kind" / "config.json").write_text(json.dumps(config | {"model_type": "qwen99"}))
    wide = config["hidden_size"] + 8
    for name, base in {"misfit": "../toy", "baseless": "", "lost": "../nowhere/at-all", "twisted": "."}.items():
        _adapter(folder / f"adapter-{name}", base, [4, wide], [wide, 4])
    shutil.copytree(folder / "adapter-misfit", folder / "adapter-unsettled")
    (folder / "adapter-unsettled" / "adapter_config.json").unlink()


def _adapter(folder: Path, base: str, *shapes: list[int]) -> None:
    """A low-rank adapter of the first query matrix, all zeros."""
    folder.mkdir()
    settings = {"peft_type": "LORA", "base_model_name_or_path": base, "r": 4, "target_modules": ["q_proj"]}
    (folder / "adapter_config.json").write_text(json.dumps(settings))
    header, end = {}, 0
    for factor, shape in zip("AB", shapes, strict=True):
        size = 4 * shape[0] * shape[1]
        name = f"base_model.model.model.layers.0.self_attn.q_proj.lora_{factor}.weight"
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    (folder / "adapter_model.safetensors").write_bytes(len(text).to_bytes(8, "little") + text + bytes(end))


def _settings(folder: Path) -> None:
    files = {
        "tabs.yaml": "phases:\n\t- name: a\n", "list.yaml": "- a\n- b\n", "empty.yaml": "",
        "unknown-key.yaml": "phases: [{name: a, steps: 2}]\nrolout: {workers: 2}\n",
        "no-phases.yaml": "model: tiny-base\n", "no-steps.yaml": "phases: [{name: a}]\n",
        "same-names.yaml": "phases: [{name: a, steps: 2}, {name: a, steps: 2}]\n",
        "text-steps.yaml": "phases: [{name: a, steps: many}]\n",
        "kind.yaml": "phases: [{name: a, kind: sftt, steps: 2}]\n",
    }  # fmt: skip
    for name, text in files.items():
        (folder / name).write_text(text)
    (folder / "bytes.yaml").write_bytes(b"\xff\xfe\x00a")
    (folder / "broken_task.py").write_text("class Broken:\n    def draw(self):\n        return 1\n")
    (folder / "syntax_task.py").write_text("class Broken(:\n")
    (folder / "reward.py").write_text("points = 3\n")
