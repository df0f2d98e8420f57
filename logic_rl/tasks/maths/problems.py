"""Problem files: a question and its answer a row, as sets are published (JSON lines, an array, parquet, Arrow)."""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from pathlib import Path

from logic_rl.errors import UsageError
from logic_rl.tags import last_box
from logic_rl.types import Problem
from puzzles.formats.any_file import any_rows, data_file

QUESTION_KEYS = ("question", "problem")
ID_KEYS = ("id", "unique_id")
LARGEST = 308  # powers of ten of a number that is given with an exponent, as far as a float goes
FINAL = "####"  # before the result, in the worked answers of GSM8K


def read_problems(path: Path) -> list[Problem]:
    """The problems of a file, in its order.

    A row has `question` or `problem`, and `answer` (text or a number; TeX and a surrounding \\boxed{} are fine). Of a
    worked answer what follows the last #### counts (GSM8K); without `answer` the last \\boxed{} of `solution` does
    (MATH). Keys count in any case. Without `id` or `unique_id` a problem is called by its place in the file. Other keys
    are ignored.

    Raises:
        UsageError: the file or a row cannot be used; says which line and what is wrong with it.
    """
    rows = any_rows(path, UsageError, may_be_empty=True, parse_float=Decimal)
    path = data_file(path, UsageError)
    problems = [problem_of_row(row, f"{path}:{number}", number) for number, row in rows]
    if not problems:
        raise UsageError(f"{path}: holds no problem; give rows of question and answer")
    seen: set[str] = set()
    for problem in problems:
        if problem.id in seen:
            raise UsageError(f"{path}: two problems have the id {problem.id!r}; give each its own")
        seen.add(problem.id)
    return problems


def problem_of_row(row: dict, where: str = "row", number: int = 0) -> Problem:
    """The problem of one row; `number` is its name where it has none.

    Raises:
        UsageError: the row, which is told as `where`, holds no problem.
    """
    row = {key.lower(): value for key, value in row.items()}
    question = next((row[key] for key in QUESTION_KEYS if row.get(key)), None)
    if not isinstance(question, str) or not question.strip():
        raise UsageError(f"{where}: no text in {' or '.join(map(repr, QUESTION_KEYS))}; it has {_keys(row)}")
    name = next((row[key] for key in ID_KEYS if row.get(key) is not None), number)
    problem = Problem(str(name), question, _reference(row, where), _level(row))
    try:
        " ".join((problem.id, problem.text, problem.answer)).encode()
    except UnicodeEncodeError:
        raise UsageError(f"{where}: half a surrogate pair in the text; write that line anew") from None
    return problem


def _level(row: dict) -> int:
    """The number in `level`, as in MATH's "Level 3"; 1 where there is none."""
    digits = re.search(r"\d+", str(row.get("level", "")))
    return int(digits[0]) if digits else 1


def _reference(row: dict, where: str) -> str:
    answer, solution = row.get("answer"), row.get("solution")
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    if answer is None and isinstance(solution, str):
        answer = last_box(solution)
        if answer is None:
            raise UsageError(f"{where}: no 'answer', and no \\boxed{{}} in 'solution'; give one of them")
    if isinstance(answer, str):
        answer = answer.rpartition(FINAL)[2]
    if isinstance(answer, float) and math.isfinite(answer):  # of a parquet file
        answer = Decimal(repr(answer)).normalize()
    if isinstance(answer, Decimal) and abs(answer.adjusted()) <= LARGEST:
        answer = f"{answer:f}"  # 0.00001, which `str` would give as 1E-5
    if isinstance(answer, bool) or not isinstance(answer, str | int) or not str(answer).strip():
        given = json.dumps(row.get("answer"), default=str)[:40]
        raise UsageError(f"{where}: 'answer' must be text or a number, not {given}")
    return str(answer).strip()


def _keys(row: dict) -> str:
    return ", ".join(map(repr, sorted(row))) or "no keys"
