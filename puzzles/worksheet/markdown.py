"""A worksheet as Markdown (CommonMark with GitHub's tables)."""

from __future__ import annotations

import re

from puzzles.worksheet.sheet import Exercise, Sheet

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
_BLOCK = re.compile(r"^(\s*(?:\d+(?=[.)]))?)([-+=.)])", re.MULTILINE)
_PAGE_BREAK = '<div style="page-break-before: always"></div>'
_LINES = 4  # blank lines to write on


def markdown(sheet: Sheet) -> str:
    """The whole worksheet; the answers begin on a page of their own."""
    words = sheet.words
    parts = [f"# {words['title']}", f"{words['name']}: {_rule(24)} {words['date']}: {_rule(12)}", words["task"]]
    parts += [part for exercise in sheet.exercises for part in _exercise(exercise, words)]
    parts += [_PAGE_BREAK, f"# {words['answers']}"]
    for exercise in sheet.exercises:
        parts += [f"## {words['answer'].format(number=exercise.number)}", f"**{escaped(exercise.answer)}**"]
        parts += map(escaped, exercise.proof)
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """The text with nothing in it that Markdown would take for markup; line ends stay."""
    return _BLOCK.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text)).replace("\n", "  \n")


def _exercise(exercise: Exercise, words: dict[str, str]) -> list[str]:
    head = "| | " + " | ".join(escaped(role) for role in exercise.roles) + " |"
    table = [head, "|---|:-:|:-:|", *(f"| {escaped(name)} | ☐ | ☐ |" for name in exercise.names)]
    return [
        f"## {words['puzzle'].format(number=exercise.number)}",
        escaped(exercise.text),
        "\n".join(table),
        words["reasons"],
        "<br>\n" * (_LINES - 1) + "<br>",
    ]


def _rule(length: int) -> str:
    return r"\_" * length
