"""Rows: steps as JSON objects and back.

A row has `kind` (the step's class in lower case) and the fields of that class in
`puzzles.traces.steps`, so `steps` is the documentation of the format. People are numbers from 0.
`under` is an object from person to role, `{"0": true}`; an `assignment` is a list, `[true, false]`.

>>> from puzzles.traces.steps import Conclude, Deduce
>>> step_to_row(Deduce(person=1, knight=False, speaker=0, under=((0, True),)))
{'kind': 'deduce', 'person': 1, 'knight': False, 'speaker': 0, 'under': {'0': True}}
>>> step_from_row({"kind": "conclude", "person": 2, "knight": True, "level": 0})
Conclude(person=2, knight=True, level=0)
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any, get_args

from puzzles.errors import PuzzleFormatError
from puzzles.statements import World
from puzzles.traces.steps import PURPOSES, Facts, Step, as_facts

_PERSON = re.compile(r"[0-9]{1,9}")

KINDS: dict[str, type[Step]] = {kind.__name__.lower(): kind for kind in get_args(Step)}


def kind_of(step: Step) -> str:
    """The name of a step's kind, as in `KINDS`."""
    return type(step).__name__.lower()


def step_to_row(step: Step) -> dict:
    """The JSON form of a step."""
    row: dict = {"kind": kind_of(step)}
    for field in fields(step):
        value = getattr(step, field.name)
        if field.name == "under":
            value = {str(person): knight for person, knight in value}
        row[field.name] = list(value) if isinstance(value, tuple) else value
    return row


def step_from_row(row: object) -> Step:
    """Read the JSON form back; keys the step does not have, such as `text`, are passed over.

    Raises:
        PuzzleFormatError: not a step; the message names the field.
    """
    kind = row.get("kind") if isinstance(row, dict) else row
    if not isinstance(row, dict) or not isinstance(kind, str) or kind not in KINDS:
        raise PuzzleFormatError(f"{kind!r} is not a kind of step: choose from {', '.join(KINDS)}")
    step = KINDS[kind]
    missing = [field.name for field in fields(step) if field.name not in row]
    if missing:
        raise PuzzleFormatError(f"the {kind!r} row lacks {', '.join(map(repr, missing))}")
    values: dict[str, Any] = {field.name: _READERS[field.name](row[field.name], field.name) for field in fields(step)}
    return step(**values)


def _read_number(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise PuzzleFormatError(f"{name!r} must be a number from 0, not {value!r}")
    return value


def _read_flag(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise PuzzleFormatError(f"{name!r} must be true or false, not {value!r}")
    return value


def _read_purpose(value: object, name: str) -> str:
    if value not in PURPOSES:
        raise PuzzleFormatError(f"{name!r} must be one of {', '.join(PURPOSES)}, not {value!r}")
    return value


def _read_world(value: object, name: str) -> World:
    if not isinstance(value, list) or not all(isinstance(knight, bool) for knight in value):
        raise PuzzleFormatError(f"{name!r} must be a list of true and false, not {value!r}")
    return tuple(value)


def _read_facts(value: object, name: str) -> Facts:
    if not isinstance(value, dict) or not all(_PERSON.fullmatch(person) for person in value):
        raise PuzzleFormatError(f"{name!r} must map numbers of people to true or false, not {value!r}")
    return as_facts({int(person): _read_flag(knight, name) for person, knight in value.items()})


_READERS = {
    **dict.fromkeys(("person", "speaker", "level", "number", "wrong"), _read_number),
    **dict.fromkeys(("knight", "value", "claimed", "actual", "unique", "role"), _read_flag),
    "purpose": _read_purpose,
    **dict.fromkeys(("assignment", "kinds", "truths"), _read_world),
    "under": _read_facts,
}
