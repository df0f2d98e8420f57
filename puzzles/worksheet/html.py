"""A worksheet as one HTML page that needs nothing else: to print, or to read on a phone."""

from __future__ import annotations

import base64
import hashlib
import string
from html import escape
from pathlib import Path

from puzzles.worksheet.sheet import Exercise, Sheet

PARTS = Path(__file__).resolve().parent / "assets"
_LINES, _MOST_LINES = 2, 8  # lines to write on besides one for each person, and at most


def html(sheet: Sheet) -> str:
    """The whole page. Whatever comes from a puzzle is escaped, and no script may run in it."""
    style, words = _part("sheet.css"), sheet.words
    fixed = {
        "language": {"zh": "zh-Hans"}.get(sheet.language, sheet.language),
        "style": style,
        "style_hash": "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        **{key.replace(" ", "_"): escape(text) for key, text in words.items() if "{" not in text},
        "exercises": "\n".join(_exercise(exercise, words) for exercise in sheet.exercises),
        "key": "\n".join(_answer(exercise, words) for exercise in sheet.exercises),
    }
    return string.Template(_part("sheet.html")).substitute(fixed)


def _part(name: str) -> str:
    return (PARTS / name).read_text(encoding="utf-8")


def _exercise(exercise: Exercise, words: dict[str, str]) -> str:
    head = "".join(f'<th scope="col">{escape(role)}</th>' for role in exercise.roles)
    rows = "".join(_row(exercise, name) for name in exercise.names)
    lines = "<i></i>" * min(_LINES + len(exercise.names), _MOST_LINES)
    return (
        f'<section class="puzzle" id="puzzle-{exercise.number}">\n'
        f"<h2>{escape(words['puzzle'].format(number=exercise.number))}</h2>\n"
        f"{_paragraphs(exercise.text)}\n"
        f'<div class="answer"><table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>\n'
        f'<div class="reasons"><p>{escape(words["reasons"])}</p><div class="lines" aria-hidden="true">{lines}</div>'
        "</div></div>\n</section>"
    )


def _row(exercise: Exercise, name: str) -> str:
    boxes = "".join(
        f'<td><input type="checkbox" aria-label="{escape(name)}: {escape(role)}"></td>' for role in exercise.roles
    )
    return f'<tr><th scope="row">{escape(name)}</th>{boxes}</tr>'


def _answer(exercise: Exercise, words: dict[str, str]) -> str:
    proof = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in exercise.proof)
    return (
        f'<section class="solution" id="answer-{exercise.number}">\n'
        f'<h3><a href="#puzzle-{exercise.number}">{escape(words["answer"].format(number=exercise.number))}</a></h3>\n'
        f'<p class="outcome">{escape(exercise.answer)}</p>\n{proof}\n</section>'
    )


def _paragraphs(text: str) -> str:
    return "\n".join(
        f"<p>{escape(part.strip()).replace(chr(10), '<br>')}</p>" for part in text.split("\n\n") if part.strip()
    )
