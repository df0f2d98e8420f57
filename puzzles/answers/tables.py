"""Answers written as tables: rows of cells become lines of plain words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from puzzles.answers.remarks import hedges_of, is_remark
from puzzles.answers.tokens import Lexicon
from puzzles.answers.vocabulary import NO_MARKS, SPEECH_TITLES, YES_MARKS


class _Cell(NamedTuple):
    """`person` or `role` is set when the cell holds that one word beside small ones."""

    text: str
    person: int | None = None
    role: bool | None = None
    names_somebody: bool = False

    @property
    def mark(self) -> str:
        return self.text.strip("*_` \ufe0f").casefold()


_Row = list[_Cell]


def tables_as_lines(text: str, lexicon: Lexicon) -> str:
    """The text with its tables as lines. Cells are set apart by "|"; a table has two rows at least.

    `| Zoey | Mia |` over `| knight | knave |` gives `Zoey: knight`, `Mia: knave`, and so does a table whose
    columns "Knight" and "Knave" are ticked. Other rows keep their cells, less quoted statements and reasons.
    """
    if "|" not in text:
        return text
    lines: list[str] = []
    for is_table, group in groupby(text.split("\n"), key=lambda line: "|" in line):
        block = list(group)
        rows = [_row(line, lexicon) for line in block if line.strip(" |:-\t")] if is_table else []
        lines += _lines(rows, lexicon) if len(rows) > 1 else block
    return "\n".join(lines)


def _row(line: str, lexicon: Lexicon) -> _Row:
    return [_cell(text.strip(), lexicon) for text in line.strip().removeprefix("|").removesuffix("|").split("|")]


def _cell(text: str, lexicon: Lexicon) -> _Cell:
    tokens = [token for token in lexicon.tokens_of_cell(text) if token.kind not in ("article", "number", "be")]
    named = any(token.kind == "name" for token in tokens)
    if len(tokens) != 1 or tokens[0].kind not in ("name", "role"):
        return _Cell(text, names_somebody=named)
    if named:
        return _Cell(text, person=int(tokens[0].value), names_somebody=True)
    return _Cell(text, role=bool(tokens[0].value))


def _lines(rows: list[_Row], lexicon: Lexicon) -> Iterator[str]:
    if _is_transposed(rows):
        return (f"{name.text}: {role.text}" for name, role in zip(*rows, strict=True) if name.person is not None)
    if any(cell.names_somebody for cell in rows[0]):
        return _plain([], rows, lexicon)
    head, body = [_cell(cell.text.rstrip("? "), lexicon) for cell in rows[0]], rows[1:]
    role_columns = [column for column, cell in enumerate(head) if cell.role is not None]
    if len(role_columns) == len(head) > 1:
        return _by_role(head, body)
    if role_columns:
        return _ticked(head, body, role_columns)
    return _plain(head, rows, lexicon)


def _is_transposed(rows: list[_Row]) -> bool:
    """Names side by side, and below each a role; a first column may hold titles."""
    if len(rows) != 2 or len(rows[0]) != len(rows[1]):
        return False
    labels = 1 if rows[0][0].person is None else 0
    pairs = list(zip(*rows, strict=True))[labels:]
    return bool(pairs) and all(name.person is not None and role.role is not None for name, role in pairs)


def _ticked(head: _Row, body: list[_Row], role_columns: list[int]) -> Iterator[str]:
    """`Zoey: knight` for a tick in the column of knights; an "x" is a cross where others have ticks.

    A row that is not one name and one tick (or a cross in the only column) stays as it is, to be refused.
    """
    marks = {row[column].mark for row in body for column in role_columns if column < len(row)}
    ticks = YES_MARKS if marks & YES_MARKS else {"x"}
    for row in body:
        names = [cell.text for cell in row if cell.person is not None]
        found = [row[column].mark for column in role_columns] if len(row) == len(head) else []
        ticked = [column for column, mark in zip(role_columns, found, strict=False) if mark in ticks]
        understood = len(names) == 1 and all(mark in YES_MARKS | NO_MARKS | {"x"} for mark in found)
        if understood and len(ticked) == 1:
            yield f"{names[0]}: {head[ticked[0]].text}"
        elif understood and len(found) == 1 and found[0]:
            yield f"{names[0]}: not {head[role_columns[0]].text}"
        else:
            yield " | ".join(cell.text for cell in row)


def _by_role(head: _Row, body: list[_Row]) -> Iterator[str]:
    """Names below each role: `knights: Zoey, Oliver`."""
    for column, title in enumerate(head):
        names = [row[column].text for row in body if column < len(row) and row[column].mark not in NO_MARKS]
        yield f"{title.text}: {', '.join(names) or 'none'}"


def _plain(head: _Row, rows: list[_Row], lexicon: Lexicon) -> Iterator[str]:
    """Row by row; `head` is empty where there is none.

    Of a column of reasons only doubt counts, of a column of quoted statements nothing.
    """
    titles = [cell.mark for cell in head]
    remarks = {column for column, title in enumerate(titles) if is_remark(title)}
    dropped = remarks | {column for column, title in enumerate(titles) if title in SPEECH_TITLES}
    for row in rows:
        yield " | ".join(cell.text for column, cell in enumerate(row) if column not in dropped)
        for column in remarks & set(range(len(row))):
            yield hedges_of(row[column].text, lexicon)
