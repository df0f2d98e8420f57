"""`logicrl evaluate` on a toy model: what it writes, and what it refuses."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from logic_rl.cli.main import main
from logic_rl.rows import write_rows
from puzzles.formats.jsonl import read_puzzles

OTHER = {
    "puzzle_id": "another", "num_people": 2, "solution": [True, True], "names": ["A", "B"], "response": "",
    "roles": ["knight", "knave"], "score": {"verdict": "wrong"}, "num_tokens": 1, "finish_reason": "stop",
}  # fmt: skip
needs_library = pytest.mark.skipif(find_spec("math_verify") is None, reason="math-verify is not installed")


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return ended.value.code


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("evaluation")
    assert run("generate", "--people", "2-3", "--count", 40, "--seed", 3, "--fixed-cast", "--out", folder / "p") == 0
    train = folder / "p" / "train.jsonl"
    assert run("perturb", "--puzzles", train, "--kind", "rename", "--out", folder / "renamed.jsonl") == 0
    return folder


def test_a_whole_evaluation_and_its_comparison(files: Path, toy_model: Path, capsys) -> None:
    train = files / "p" / "train.jsonl"
    options = ("evaluate", "--model", toy_model, "--puzzles", train, "--limit", 6, "--max-new-tokens", 12)
    assert run(*options, "--samples", 3, "--out", files / "e1") == 0
    assert "pass@3" in capsys.readouterr().out
    assert run(
        *options, "--perturbed", files / "renamed.jsonl", "--compare", files / "e1", "--seed", 1,
        "--out", files / "e2", "--json",
    ) == 0  # fmt: skip
    summary = json.loads(capsys.readouterr().out)
    assert summary == json.loads((files / "e2" / "evaluation" / "model.json").read_text())
    assert summary["accuracy_table"]["all"]["num_puzzles"] == 6
    assert summary["memorisation"]["num_pairs"] == 6
    assert summary["comparison"]["num_puzzles"] == 6
    asked = {row["puzzle_id"] for row in rows(files / "e1")}
    assert sorted(p.num_people for p in read_puzzles(train) if p.id in asked) == [2, 2, 2, 3, 3, 3]
    assert asked < {row["puzzle_id"] for row in rows(files / "e2")}, "the same ones with another seed"


def test_twins_count_for_memorisation_alone(files: Path, toy_model: Path, capsys) -> None:
    """Rows with ids of their own, one of them twice, and twins that point at those ids."""
    lines = (files / "p" / "train.jsonl").read_text("utf-8").splitlines()[:5]
    own = [json.loads(line) | {"id": f"q{n}"} for n, line in enumerate(lines)]
    named, twins = files / "named.jsonl", files / "named-anew.jsonl"
    named.write_text("".join(json.dumps(row) + "\n" for row in [*own, own[0]]))
    assert run("perturb", "--puzzles", named, "--kind", "rename", "--seed", 1, "--out", twins) == 0
    assert '"perturbed_from": "q0"' in twins.read_text()
    options = ("evaluate", "--model", toy_model, "--puzzles", named, "--perturbed", twins, "--max-new-tokens", 8)
    assert run(*options, "--out", files / "t1") == 0
    assert "1 puzzles are in" in capsys.readouterr().err
    assert run(*options, "--compare", files / "t1", "--plot", "--out", files / "t2", "--json") == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["num_samples"] == summary["accuracy_table"]["all"]["num_puzzles"] == 5
    assert summary["comparison"]["num_puzzles"] == 5 and summary["memorisation"]["num_pairs"] == 5
    assert len(rows(files / "t2")) == 10


@needs_library
def test_a_problem_that_is_too_long_is_told_before_anything_is_sampled(files: Path, toy_model: Path, capsys) -> None:
    path = files / "long.jsonl"
    path.write_text("".join(json.dumps({"question": text, "answer": 1}) + "\n" for text in ("x", "x " * 9000)))
    options = ("--problems", path, "--template", "plain", "--slots", 1, "--out", files / "long")
    assert run("evaluate", "--model", toy_model, *options) == 2
    assert "lower max_new_tokens" in capsys.readouterr().err and not (files / "long").exists()


@needs_library
def test_other_problems_with_the_same_ids_are_not_compared(files: Path, toy_model: Path, capsys) -> None:
    for name, answer in (("left", 1), ("right", 2)):
        (files / f"{name}.jsonl").write_text(json.dumps({"question": "x", "answer": answer}) + "\n")
    options = ("evaluate", "--model", toy_model, "--template", "plain", "--max-new-tokens", 4)
    assert run(*options, "--problems", files / "left.jsonl", "--out", files / "left") == 0
    assert run(*options, "--problems", files / "right.jsonl", "--compare", files / "left", "--out", files / "r") == 2
    assert "problem 1 had the answer 1 there and has 2 here" in capsys.readouterr().err


def test_another_model_in_the_same_place_is_not_gone_on_with(tmp_path: Path) -> None:
    from logic_rl.evaluation.filling import stamp

    (tmp_path / "model.safetensors").write_bytes(b"one")
    first = stamp(str(tmp_path))
    assert first == stamp(str(tmp_path)) and stamp("no/such-model") is None
    (tmp_path / "model.safetensors").write_bytes(b"another")
    assert stamp(str(tmp_path)) != first


@pytest.mark.parametrize("kind", ["puzzles", pytest.param("problems", marks=needs_library)])
def test_an_interrupted_evaluation_goes_on(files: Path, toy_model: Path, monkeypatch, capsys, kind: str) -> None:
    from logic_rl.rollout.torch_engine import TorchEngine

    problems = files / "sums.jsonl"
    sums = [{"question": f"What is {n} + 1?", "answer": n + 1} for n in range(9)]
    problems.write_text("".join(json.dumps(one) + "\n" for one in sums))
    asked = ("--puzzles", files / "p" / "train.jsonl") if kind == "puzzles" else ("--problems", problems)
    options = ("evaluate", "--model", toy_model, *asked, "--template", "r1-zero", "--limit", 8, "--samples", 3,
               "--max-new-tokens", 8)  # fmt: skip
    assert run(*options, "--out", files / f"{kind}-whole") == 0
    original, given = TorchEngine.stream, []

    def broken(engine, requests, params, report=None):
        def counted():
            for request in requests:
                given.append(request)
                yield request

        for number, finished in enumerate(original(engine, counted(), params, report)):
            if number == 10 and len(given) == 24:
                raise KeyboardInterrupt
            yield finished

    monkeypatch.setattr(TorchEngine, "stream", broken)
    cut = files / f"{kind}-cut"
    capsys.readouterr()
    assert run(*options, "--out", cut) == 130
    done = int(capsys.readouterr().err.split("stopped after ")[1].split()[0])
    assert 0 < done <= 10 and not (cut / "evaluation" / "model.json").exists()
    assert run(*options, "--seed", 1, "--out", cut) == 2
    assert "begun with seed 0 and now is 1" in capsys.readouterr().err
    given.clear()
    assert run(*options, "--out", cut) == 0
    assert len(given) == 24 - done
    assert [path.name for path in sorted((cut / "evaluation").iterdir())] == ["model.json", "model.jsonl.gz"]
    for name in ("model.json", "model.jsonl.gz"):
        assert (cut / "evaluation" / name).read_bytes() == (files / f"{kind}-whole" / "evaluation" / name).read_bytes()


def test_the_figure_of_an_evaluation_and_of_a_comparison(files: Path, toy_model: Path) -> None:
    options = ("evaluate", "--model", toy_model, "--puzzles", files / "p" / "train.jsonl", "--limit", 5,
               "--max-new-tokens", 8, "--plot")  # fmt: skip
    assert run(*options, "--samples", 2, "--out", files / "f1") == 0
    assert run(*options, "--compare", files / "f1", "--out", files / "f2") == 0
    sizes = [(files / name / "plots" / "evaluation.png").read_bytes()[16:24] for name in ("f1", "f2")]
    widths = [int.from_bytes(size[:4]) for size in sizes]
    assert widths[1] > 1.8 * widths[0] > 1000  # two panels beside one


@needs_library
@pytest.mark.slow
def test_problems_are_sampled_scored_and_compared(files: Path, toy_model: Path) -> None:
    path = files / "problems.jsonl"
    path.write_text("".join(json.dumps({"question": f"What is {n} + 1?", "answer": n + 1}) + "\n" for n in range(4)))
    options = ("evaluate", "--model", toy_model, "--problems", path, "--template", "r1-zero", "--max-new-tokens", 8,
               "--samples", 2)  # fmt: skip
    assert run(*options, "--out", files / "m1", "--plot") == 0
    assert run(*options, "--out", files / "m2", "--compare", files / "m1") == 0
    summary = json.loads((files / "m2" / "evaluation" / "model.json").read_text())
    assert summary["accuracy_table"]["all"]["num_puzzles"] == 4 and "people" not in summary["accuracy_table"]
    assert summary["comparison"]["difference"]["value"] == 0
    assert {row["reference"] for row in rows(files / "m2")} == {"1", "2", "3", "4"}
    assert (files / "m1" / "plots" / "evaluation.png").is_file()


def rows(folder: Path) -> list[dict]:
    from logic_rl.rows import read_rows

    return list(read_rows(folder / "evaluation" / "model.jsonl.gz"))


@pytest.mark.parametrize(
    ("extra", "complaint"),
    [
        (("--perturbed", "p/train.jsonl"), "without perturbed_from"),
        (("--compare", "p"), "no evaluation there"),
        (("--puzzles", "none.jsonl"), "none.jsonl"),
        (("--problems", "p/train.jsonl"), "either --puzzles"),
        (("--compare", "other"), "no puzzle in common"),
        (("--compare", "foreign"), "have no 'solution'; `evaluate` writes it"),
        (("--compare", "mangled"), "is not what `evaluate` writes"),
    ],
)
def test_bad_input_is_refused_before_anything_is_sampled(files, toy_model, capsys, extra, complaint) -> None:
    option, name = extra
    if name == "other":
        write_rows(files / name / "evaluation" / "model.jsonl.gz", [OTHER])
    if name in ("foreign", "mangled"):
        known = read_puzzles(files / "p" / "train.jsonl")[0].id
        row = {key: value for key, value in OTHER.items() if key != "solution"}
        lost = {"solution": None} if name == "mangled" else {}
        write_rows(files / name / "evaluation" / "model.jsonl.gz", [row | {"puzzle_id": known} | lost])
    code = run("evaluate", "--model", toy_model, "--puzzles", files / "p" / "train.jsonl", option, files / name,
               "--out", files / "bad")  # fmt: skip
    message = capsys.readouterr().err
    assert code == 2 and complaint in message and len(message.strip().splitlines()) == 1
    assert not (files / "bad").exists()


def test_too_many_workers_are_refused_before_an_engine_starts(files, toy_model, capsys, monkeypatch) -> None:
    monkeypatch.setattr("logic_rl.extras.missing_modules", lambda extra: [])  # nothing of vLLM is reached
    options = ("--model", toy_model, "--puzzles", files / "p" / "train.jsonl", "--engine", "vllm", "--workers", 999)
    for command, out in (("evaluate", files / "many"), ("sample", files / "many.jsonl")):
        assert run(command, *options, "--out", out) == 2
        assert "--workers 999" in capsys.readouterr().err
