"""`logicrl generate` and `logicrl score` as a person calls them."""

from __future__ import annotations

import json
import random
from itertools import islice

import pytest
from click.testing import CliRunner

from logic_rl.cli.main import main
from puzzles import PuzzleSpec, read_puzzles, sample_distinct, write_puzzles
from puzzles.prose.languages import LANGUAGES

FILES = {"train.jsonl", "valid.jsonl", "test.jsonl", "manifest.json"}
THINK = "<think>Suppose each person in turn were lying; only one world is left over after all that.</think>"


def logicrl(*args):
    return CliRunner().invoke(main, [str(arg) for arg in args])


def failed(result, *words):
    """Exit code 2 and one line on stderr that holds the words."""
    assert result.exit_code == 2, result.output
    assert result.stderr.count("\n") == 1 and "Traceback" not in result.stderr
    assert all(str(word) in result.stderr for word in words), result.stderr
    return True


def test_generate_writes_the_contract(tmp_path) -> None:
    result = logicrl("generate", "--people", "2-4", "--count", 160, "--seed", 3, "--out", tmp_path / "d")
    assert result.exit_code == 0, result.output
    assert {path.name for path in (tmp_path / "d").iterdir()} == {
        "train.jsonl",
        "valid.jsonl",
        "test.jsonl",
        "manifest.json",
    }
    puzzles = [p for split in ("train", "valid", "test") for p in read_puzzles(tmp_path / "d" / f"{split}.jsonl")]
    assert len(puzzles) == 160 and {p.num_people for p in puzzles} == {2, 3, 4}
    assert "train" in result.stdout and "160" in result.stdout
    assert "only 38" in result.stderr


@pytest.mark.parametrize(("args", "count", "title"), [
    (["--worksheet"], 10, "Who tells the truth?"), (["--worksheet", 3, "--language", "zh"], 3, "谁说真话？"),
])  # fmt: skip
def test_generate_writes_a_worksheet(tmp_path, args, count, title) -> None:
    result = logicrl("generate", "--people", "2-3", "--count", 30, *args, "--out", tmp_path / "d")
    assert result.exit_code == 0, result.output
    assert {path.name for path in (tmp_path / "d").iterdir()} == FILES | {"worksheet.md", "worksheet.html"}
    page = (tmp_path / "d" / "worksheet.html").read_text("utf-8")
    assert page.count('<section class="puzzle"') == page.count('<section class="solution"') == count and title in page
    text = (tmp_path / "d" / "worksheet.md").read_text("utf-8")
    assert text.startswith(f"# {title}\n") and text.count("\n## ") == 2 * count


@pytest.mark.parametrize("number", ["0", "2.5", "many"])
def test_generate_refuses_such_worksheets(tmp_path, number) -> None:
    result = logicrl("generate", "--people", "2-3", "--count", 30, f"--worksheet={number}", "--out", tmp_path / "d")
    assert result.exit_code == 2 and "--worksheet" in result.stderr and not (tmp_path / "d").exists()


def test_generate_is_reproducible_and_never_overwrites_silently(tmp_path) -> None:
    args = ["generate", "--people", "3", "--count", 20, "--seed", 3, "--json", "--out"]
    first, second = logicrl(*args, tmp_path / "a"), logicrl(*args, tmp_path / "b")
    assert json.loads(first.stdout) == json.loads(second.stdout)
    for name in ("train.jsonl", "manifest.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert failed(logicrl(*args, tmp_path / "a"), "not empty", "--overwrite")
    assert logicrl(*args, tmp_path / "a", "--overwrite").exit_code == 0


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--people", "1", "--count", "5"), ["--people '1'", "2 to 20"]),
        (("--people", "5-3", "--count", "5"), ["5-3"]),
        (("--people", "many", "--count", "5"), ["many", "3-7"]),
        (("--people", "3-99999", "--count", "5"), ["3-99999"]),
        (("--people", "3", "--count", "0"), ["--count", "x>=1"]),
        (("--people", "2", "--count", "10000"), ["10000 puzzles asked", "38"]),
        (("--people", "3", "--count", "5", "--roles", "plumber"), ["plumber", "knight"]),
        (("--people", "3", "--count", "5", "--roles", "any,plumber"), ["plumber", "knight"]),
        (("--people", "3", "--count", "5", "--roles", "knight", "--language", "zh"), ["knight", "骑士"]),
        (("--people", "3", "--count", "5", "--depth", "0"), ["max_depth 0"]),
        (("--people", "3", "--count", "x"), ["--count"]),
        (("--people", "3"), ["--count"]),
    ],
)
def test_generate_refuses_in_one_line(tmp_path, args, words) -> None:
    assert failed(logicrl("generate", *args, "--out", tmp_path / "d"), *words)
    assert not list(tmp_path.iterdir())


def test_progress_is_told_where_no_bar_can_be_drawn(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("logic_rl.progress.FIRST_SECONDS", 0)
    result = logicrl("generate", "--people", "4", "--count", 30, "--out", tmp_path / "d")
    assert result.stderr.splitlines()[-1].startswith("drawing puzzles: 30/30  ")


def drawn(tmp_path, *args):
    """The puzzles of a data set made with these arguments."""
    result = logicrl("generate", "--people", "4", "--count", 120, *args, "--overwrite", "--out", tmp_path / "d")
    assert result.exit_code == 0, result.output
    return [p for split in ("train", "valid", "test") for p in read_puzzles(tmp_path / "d" / f"{split}.jsonl")]


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_puzzle_may_draw_its_own_roles_and_uncommon_names(tmp_path, code) -> None:
    pairs, telling = LANGUAGES[code].role_pairs, LANGUAGES[code].telling
    puzzles = drawn(tmp_path, "--language", code, "--roles", "any,flipped:any", "--uncommon-names")
    turned = {pair[::-1] for name, pair in pairs.items() if name not in telling}
    found = {puzzle.roles for puzzle in puzzles}
    assert found <= {*pairs.values(), *turned} and len(found) > 20 and found & turned
    assert {name for puzzle in puzzles for name in puzzle.names} == set(LANGUAGES[code].uncommon_names)
    first, *_, last = pairs
    wanted = {pairs[first], pairs[last][::-1]}
    assert {p.roles for p in drawn(tmp_path, "--language", code, "--roles", f"{first}, flipped:{last}")} == wanted


@pytest.fixture
def files(tmp_path):
    """A puzzle file, and a function that writes response rows and scores them."""
    puzzles = list(islice(sample_distinct(PuzzleSpec(3), random.Random(1)), 4))
    write_puzzles(tmp_path / "p.jsonl", puzzles)

    def run(rows, *args, out="o.jsonl"):
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        (tmp_path / "r.jsonl").write_text("\n".join(lines), encoding="utf-8")
        result = logicrl("score", "--puzzles", tmp_path / "p.jsonl", "--responses", tmp_path / "r.jsonl",
                         "--out", tmp_path / out, *args)  # fmt: skip
        path = tmp_path / out
        return result, [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else None

    return puzzles, run


def answer(puzzle, flip: bool = False) -> str:
    roles = [puzzle.roles[honest == flip] for honest in puzzle.solution]
    return ", ".join(f"{name} is a {role}" for name, role in zip(puzzle.names, roles, strict=True))


def test_score_gives_the_contract_rows(files) -> None:
    puzzles, run = files
    texts = [
        f"{THINK}<answer>{answer(puzzles[0])}</answer>",
        f"{THINK}<answer>{answer(puzzles[1], flip=True)}</answer>",
        f"{THINK}<answer>maybe</answer>",
        "just words \ud83d",
    ]
    rows = [
        {"id": f"r{i}", "puzzle_id": p.id, "response": t} for i, (p, t) in enumerate(zip(puzzles, texts, strict=True))
    ]
    result, scores = run(rows)
    assert result.exit_code == 0, result.output
    assert [row["verdict"] for row in scores] == ["correct", "wrong", "unparsed", "bad_format"]
    assert [row["total"] for row in scores] == [3, -0.5, -1, -3]
    assert [set(row) for row in scores] == [{"id", "total", "parts", "verdict", "reason"}] * 4
    assert [row["id"] for row in scores] == ["r0", "r1", "r2", "r3"]
    assert "bad_format" in result.stdout and "25.0%" in result.stdout
    summary = json.loads(run(rows, "--json")[0].stdout)
    assert summary["counts"] == {"correct": 1, "wrong": 1, "unparsed": 1, "bad_format": 1}
    assert summary["mean_total"] == pytest.approx((3 - 0.5 - 1 - 3) / 4)


def test_score_prints_and_keeps_the_parts(files) -> None:
    puzzles, run = files
    texts = [f"{THINK}<answer>{answer(puzzles[0], flip)}</answer>" for flip in (False, True)]
    rows = [{"id": f"r{i}", "puzzle_id": puzzles[0].id, "response": text, "num_tokens": 90 + 10 * i}
            for i, text in enumerate([*texts, texts[0]])]  # fmt: skip
    settings = ["language=1", "length=1", "reward.length_tolerance=0", "overlong=1", "partial_credit=0.2"]
    options = [word for setting in settings for word in ("--set", setting)] + ["--max-tokens", "100"]
    result, scores = run(rows, *options)
    assert result.exit_code == 0, result.output
    parts = {"format": 1.0, "answer": 2.0, "language": 1.0, "overlong": -0.5, "length": 0.5}
    assert scores[0]["parts"] == parts and scores[0]["total"] == 4.0
    assert [row["parts"]["length"] for row in scores] == [0.5, 0.0, -0.5]
    assert "mean by part: format +1.000" in result.stdout
    assert "tossing a coin for each role earns" in result.stdout
    summary = json.loads(run(rows, *options, "--json")[0].stdout)
    assert summary["mean_parts"]["length"] == 0 and set(summary["mean_parts"]) == set(parts)
    assert list(summary["guessing_earns"]) == ["3"]
    del rows[0]["num_tokens"]
    assert failed(run(rows, *options, out="second.jsonl")[0], "number of tokens")
    assert failed(run(rows, "--set", "lenght=1", out="second.jsonl")[0], "did you mean 'length'")


def test_score_takes_inline_puzzles_layouts_and_opened_think(files) -> None:
    puzzles, run = files
    inline = puzzles[0].to_row() | {"id": "mine", "response": "So " + answer(puzzles[0])}
    assert run([inline], "--layout", "free")[1][0]["verdict"] == "correct"
    text = THINK.removeprefix("<think>") + f"<answer>{answer(puzzles[0])}</answer>"
    row = {"id": "a", "puzzle_id": puzzles[0].id, "response": text}
    rows = [row, row | {"opened_think": True}]
    assert [r["verdict"] for r in run(rows)[1]] == ["bad_format", "correct"]
    assert [r["verdict"] for r in run(rows, "--opened-think")[1]] == ["correct", "correct"]


BAD_ROWS = [
    ('{"id": "x"', "not JSON"),
    ({"id": "x", "puzzle_id": "kk-nowhere", "response": ""}, "kk-nowhere"),
    ({"id": "x", "response": ""}, "puzzle_id"),
    ({"id": "x", "puzzle_id": "kk"}, "'response'"),
    ({"puzzle_id": "kk", "response": ""}, "'id'"),
    ({"id": "x", "response": 3}, "'response'"),
    ({"id": "x", "response": "", "names": ["A"], "statements": [], "solution": [True], "text": ""}, "statements"),
    ({"id": "x", "puzzle_id": "kk", "response": "", "opened_think": "yes"}, "opened_think"),
    ({"id": "x", "puzzle_id": "kk", "response": "", "num_tokens": "3"}, "num_tokens"),
]


@pytest.mark.parametrize(("row", "word"), BAD_ROWS, ids=[word for _, word in BAD_ROWS])
def test_a_bad_row_is_named_and_nothing_is_written(files, row, word) -> None:
    puzzles, run = files
    good = {"id": "a", "puzzle_id": puzzles[0].id, "response": "x"}
    result, scores = run([good, row])
    assert failed(result, "r.jsonl:2", word)
    assert scores is None


def test_missing_and_empty_files(files, tmp_path) -> None:
    _, run = files
    assert failed(run([])[0], "r.jsonl", "empty")
    missing = ["--responses", tmp_path / "r.jsonl", "--out", tmp_path / "o"]
    assert failed(logicrl("score", "--puzzles", tmp_path / "gone.jsonl", *missing), "gone.jsonl", "no such file")
    assert failed(logicrl("score", "--puzzles", tmp_path, *missing), "directory")


def test_a_puzzle_file_may_have_its_own_ids(files, tmp_path) -> None:
    puzzles, run = files
    (tmp_path / "p.jsonl").write_text(json.dumps(puzzles[0].to_row() | {"id": "train-17"}))
    row = {"id": "a", "puzzle_id": "train-17", "response": answer(puzzles[0])}
    assert run([row], "--layout", "free")[1][0]["verdict"] == "correct"
    with (tmp_path / "p.jsonl").open("a") as file:
        file.write("\n" + json.dumps(puzzles[1].to_row() | {"id": "train-17"}))
    assert failed(run([row], out="second.jsonl")[0], "p.jsonl:2", "train-17")
