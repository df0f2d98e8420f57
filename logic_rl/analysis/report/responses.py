"""Responses as the page carries them: columns to filter by, and compressed chunks of text with what is marked in it."""

from __future__ import annotations

import base64
import gzip
import json
import math
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import TextIO

from logic_rl.analysis.behaviours.cues import BEHAVIOURS
from logic_rl.analysis.sizes import size_of_row
from logic_rl.claims.board import board_of_row
from logic_rl.claims.claim import FALSE, TESTS, TRUE
from puzzles.prose.languages import LANGUAGES

QUESTION = ("text", "puzzle", "question", "problem")  # where a row may have its question
CHUNK = 256  # responses, and puzzles, that the page unpacks together
COLUMNS = ("id", "step", "phase", "verdict", "tokens", "size", "reward", "shown", "loops", "true", "false",
           "follows", "puzzle")  # fmt: skip


class Packed:
    """Grows by a response at a time; keeps those whose places, from 0, are `chosen`, by default all.

    Texts and marks go compressed into the file `spool`, columns stay in memory.

    Example: `packed.columns["step"][3]` is the step of the fourth response, `packed.blocks()` begins with
    `("texts-0", …)`, the texts of the first 256, and `("marks-0", …)`, their `[[marks, reason], …]`. A mark is `[start,
    end, kind, note]` with offsets in UTF-16 units, as JavaScript counts. Its kind is a behaviour, the truth of a claim
    ("true", "false", "unreadable"), or "right candidate" or "wrong candidate" for an assignment that is only tried.
    """

    def __init__(self, spool: TextIO, chosen: Callable[[int], bool] | None = None) -> None:
        self.columns: dict[str, list] = {name: [] for name in COLUMNS}
        self._puzzle_numbers: dict[str, int] = {}
        self._puzzles: list[list[str]] = []
        self._spool = spool
        self._chosen = chosen
        self.num_recorded = 0
        self._texts: list[str] = []
        self._marks: list[list] = []
        self._chunks = 0

    @property
    def num_responses(self) -> int:
        return len(self.columns["id"])

    def blocks(self) -> Iterator[tuple[str, str]]:
        """(name, packed JSON) of everything but the columns; no response can be added after."""
        self._close_chunk()
        self._spool.seek(0)
        for line in self._spool:
            name, _, text = line.rstrip("\n").partition(" ")
            yield name, text
        for number in range(0, len(self._puzzles), CHUNK):
            yield f"puzzles-{number // CHUNK}", packed_json(self._puzzles[number : number + CHUNK])

    def _close_chunk(self) -> None:
        for name, values in (("texts", self._texts), ("marks", self._marks)):
            if values:
                self._spool.write(f"{name}-{self._chunks} {packed_json(values)}\n")
        self._texts, self._marks, self._chunks = [], [], self._chunks + 1

    def add(self, row: dict, line: dict) -> None:
        """A response row and its line of tags.jsonl; left out where it is none of the chosen."""
        self.num_recorded += 1
        if self._chosen is not None and not self._chosen(self.num_recorded - 1):
            return
        score = row["score"] if isinstance(row.get("score"), dict) else row
        claims = line.get("claims_summary") or {"num_read": 0, "num_true": 0, "follows": None}
        shown = [number for number, name in enumerate(BEHAVIOURS) if line["counts"][name]]
        read, true = claims["num_read"], claims["num_true"]
        values = (
            str(row["id"]), _number(row.get("step")), _word(row.get("phase")), _word(score.get("verdict")),
            line["num_tokens"], _word(size_of_row(row)), _number(score.get("total")), shown, len(line["loops"]),
            true, read - true, claims["follows"], self._puzzle(row),
        )  # fmt: skip
        for name, value in zip(COLUMNS, values, strict=True):
            self.columns[name].append(value)
        self._texts.append(row["response"])
        self._marks.append([marks_of(row["response"], line), str(score.get("reason") or "")])
        if len(self._texts) == CHUNK:
            self._close_chunk()

    def _puzzle(self, row: dict) -> int:
        name = str(row.get("puzzle_id", row["id"]))
        if name not in self._puzzle_numbers:
            self._puzzle_numbers[name] = len(self._puzzles)
            self._puzzles.append([name, *_puzzle_words(row)])
        return self._puzzle_numbers[name]


def packed_json(value: object) -> str:
    """JSON, compressed, as base64: nothing of it can be read as markup."""
    # ASCII, because model text may hold lone surrogates, which UTF-8 cannot carry. mtime: the same page each time.
    return base64.b64encode(gzip.compress(json.dumps(value, separators=(",", ":")).encode("ascii"), mtime=0)).decode()


def utf16_offsets(text: str, offsets: list[int]) -> list[int]:
    """Offsets in characters → in UTF-16 units."""
    if text.isascii():
        return offsets
    wide = [place for place, character in enumerate(text) if character > "\uffff"]
    return [offset + bisect_left(wide, offset) for offset in offsets]


def _number(value: object) -> float | None:
    """None also for NaN and infinities, which JSON lacks."""
    return value if isinstance(value, int | float) and math.isfinite(value) else None


def _word(value: object) -> str | None:
    return None if value is None else str(value)


def marks_of(text: str, line: dict) -> list[list]:
    """The marks of a response by its line of tags.jsonl, in order of where they begin; what a mark is says `Packed`."""
    marks: list[tuple[int, int, str, str]] = []
    marks += [(span["start"], span["end"], span["behaviour"], _span_note(span)) for span in line["spans"]]
    marks += [(claim["start"], claim["end"], _truth(claim), _claim_note(claim)) for claim in line.get("claims", ())]
    marks.sort(key=lambda mark: (mark[0], -mark[1]))
    starts, ends = utf16_offsets(text, [mark[0] for mark in marks]), utf16_offsets(text, [mark[1] for mark in marks])
    return [[start, end, *mark[2:]] for start, end, mark in zip(starts, ends, marks, strict=True)]


def _truth(claim: dict) -> str:
    if claim["kind"] not in TESTS:
        return claim["truth"]
    return {TRUE: "right candidate", FALSE: "wrong candidate"}.get(claim["truth"], claim["truth"])


def _span_note(span: dict) -> str:
    executed = {None: "", True: "carried out", False: "announced only"}[span.get("executed")]
    parts = (f"cue: {span['cue']}" if span["cue"] else "", f"rule: {span['rule']}", span.get("polarity"), executed)
    return " · ".join(part for part in parts if part)


def _claim_note(claim: dict) -> str:
    given = f" given {_roles(claim['given'])}" if claim["given"] else ""
    return f"{claim['kind'].replace('_', ' ')}{': ' if claim['roles'] else ''}{_roles(claim['roles'])}{given}"


def _roles(roles: dict[str, str]) -> str:
    return ", ".join(f"{name} {role}" for name, role in roles.items())


def _puzzle_words(row: dict) -> tuple[str, str]:
    """(what is asked, the solution), each empty where the row does not tell."""
    text = next((row[key] for key in QUESTION if isinstance(row.get(key), str)), "")
    board = board_of_row(row)
    if board is None:
        return text, str(row.get("answer", ""))
    who = zip(board.names, board.solution, strict=True)
    solution = ", ".join(f"{name}: {board.roles[not truthful]}" for name, truthful in who)
    if not text and board.statements:
        describe = LANGUAGES.get(str(row.get("language")), LANGUAGES["en"]).describe
        said = (describe(statement, board.names, board.roles) for statement in board.statements)
        text = "\n".join(f"{name}: {words}" for name, words in zip(board.names, said, strict=True))
    return text, solution
