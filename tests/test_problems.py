"""Problem files: the keys that published sets use, and one clear line for what cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from logic_rl.errors import UsageError
from logic_rl.prompts import prompt_text
from logic_rl.tasks.maths.problems import read_problems
from logic_rl.types import Problem


def written(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_the_keys_of_published_sets(tmp_path: Path) -> None:
    path = written(
        tmp_path / "p.jsonl",
        {"question": "What is 1 + 1?", "answer": 2, "level": 1},
        "",
        {"ID": "2024-I-1", "Problem": "Find n.", "Answer": "025", "Solution": "…"},
        {"problem": "Half?", "answer": r"\boxed{\frac12}", "unique_id": "m/3"},
        {"question": "Eggs?", "answer": "16 - 3 = <<16-3=13>>13\n13 more: 26.\n#### 1,326"},
        {"problem": "A third?", "solution": r"Not \boxed{3}, so \boxed{\frac{1}{3}}.", "level": "Level 1"},
        {"question": "Roots?", "answer": [r"$1$"]},
        '{"question": "Small?", "answer": 0.00001}',
        '{"question": "Large?", "answer": 6.02e3}',
    )
    assert read_problems(path) == [
        Problem("1", "What is 1 + 1?", "2"),
        Problem("2024-I-1", "Find n.", "025"),
        Problem("m/3", "Half?", r"\boxed{\frac12}"),
        Problem("5", "Eggs?", "1,326"),
        Problem("6", "A third?", r"\frac{1}{3}"),
        Problem("7", "Roots?", "$1$"),
        Problem("8", "Small?", "0.00001"),
        Problem("9", "Large?", "6020"),
    ]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("{", "p.jsonl:2: not JSON"),
        ("[1]", "p.jsonl:2: a JSON list"),
        ({"answer": 1, "prompt": "x"}, "p.jsonl:2: no text in 'question' or 'problem'; it has 'answer', 'prompt'"),
        ({"question": " ", "answer": 1}, "p.jsonl:2: no text"),
        ({"question": "x"}, "p.jsonl:2: 'answer' must be text or a number, not null"),
        ({"question": "x", "answer": True}, "not true"),
        ('{"question": "x", "answer": NaN}', "'answer' must be"),
        ('{"question": "x", "answer": -Infinity}', "not -Infinity"),
        ('{"question": "x", "answer": 1e400}', "'answer' must be"),
        ({"question": "x", "answer": "  "}, "'answer' must be"),
        ({"question": "x", "answer": ["1", "2"]}, 'not ["1", "2"]'),
        ({"question": "x", "answer": "13 more.\n####"}, "'answer' must be"),
        ({"question": "x", "solution": "So it is 3."}, "no 'answer', and no \\boxed{} in 'solution'"),
        ('{"question": "\\ud800", "answer": 1}', "p.jsonl:2: half a surrogate pair"),
        ("[" * 100_000, "p.jsonl:2: nested too deeply"),
        ({"question": "x", "answer": "1", "id": "a"}, "two problems have the id 'a'"),
    ],
)
def test_a_bad_row_is_one_clear_line(tmp_path: Path, row: object, complaint: str) -> None:
    path = written(tmp_path / "p.jsonl", {"question": "x", "answer": "1", "id": "a"}, row)
    with pytest.raises(UsageError) as raised:
        read_problems(path)
    assert complaint in str(raised.value) and "\n" not in str(raised.value)


def test_a_line_ends_where_json_lines_end(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"question": "", "problem": "a\u2028b\u0085c", "answer": 1}\r\n', encoding="utf-8", newline="")
    assert [problem.text for problem in read_problems(path)] == ["a\u2028b\u0085c"]


def test_no_file_and_no_rows(tmp_path: Path) -> None:
    for path in (tmp_path / "none.jsonl", written(tmp_path / "empty.jsonl"), tmp_path):
        with pytest.raises(UsageError, match=str(path)):
            read_problems(path)


def test_a_problem_is_asked_for_a_boxed_answer() -> None:
    problem = Problem("p", "What is 1 + 1?", "2")
    assert prompt_text(problem, "plain", True) == "What is 1 + 1?\n<think>"
    text = prompt_text(problem, "r1-zero", False)
    assert r"<answer> </answer> tags, as \boxed{}." in text and "person" not in text
