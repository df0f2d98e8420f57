"""Answers written as JSON (or as Python literals): each record becomes a line of plain words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from puzzles.answers.remarks import hedges_of, is_remark
from puzzles.answers.tokens import Lexicon
from puzzles.answers.vocabulary import NAME_TITLES, ROLE_TITLES, SPEECH_TITLES

MAX_BLOCKS = 8  # places where JSON is looked for
MAX_DEPTH = 6  # levels of nesting that are followed

_OPENING = re.compile(r"""[\[{](?=\s{0,9}["'\[{(])""")
_PYTHON = str.maketrans("'()", '"[]')


class _Object(list):
    """The (key, value) pairs of a JSON object, repeated keys included."""


_DECODER = json.JSONDecoder(object_pairs_hook=_Object)


def records_as_lines(text: str, lexicon: Lexicon) -> str:
    """The text with its JSON as lines: `{"Zoey": "knight", "knaves": ["Mia"]}` gives `Zoey: knight`, `knaves: Mia`.

    What turns out not to be JSON stays as it is.
    """
    pieces, done, at = [], 0, 0
    for _ in range(MAX_BLOCKS):
        match = _OPENING.search(text, at)
        if not match:
            break
        value, end = _decoded(text, match.start())
        at = max(end, match.end())
        if value is not None:
            lines = _Flattener(lexicon).lines(value)
            pieces += [text[done : match.start()], *lines]
            done = end
    return "\n".join([*pieces, text[done:]])


def _decoded(text: str, start: int) -> tuple[object, int]:
    """The value that begins at `start` and where it ends, or (None, start)."""
    for source in (text, text.translate(_PYTHON)):  # of equal length
        try:
            return _DECODER.raw_decode(source, start)
        except (ValueError, RecursionError):
            continue
    return None, start


class _Flattener:
    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def lines(self, value: object, depth: int = 0) -> Iterator[str]:
        """What a decoded value says, one claim a line, in its order."""
        if depth > MAX_DEPTH:
            return
        if isinstance(value, _Object):
            yield from self._of_object(value, depth)
        elif isinstance(value, list) and len(value) == 2 and self._is_name(value[0]) and isinstance(value[1], str):
            yield f"{value[0]}: {value[1]}"
        elif isinstance(value, list):
            for item in value:
                yield from self.lines(item, depth + 1)
        else:
            yield _flat(value)

    def _of_object(self, pairs: _Object, depth: int) -> Iterator[str]:
        names = [value for key, value in pairs if _title(key) in NAME_TITLES and isinstance(value, str)]
        if len(names) == 1:
            yield from self._of_person(names[0], [pair for pair in pairs if _title(pair[0]) not in NAME_TITLES])
            return
        for key, value in pairs:
            if self._is_name(key):
                yield from self._of_person(key, value if isinstance(value, _Object) else [("role", value)])
            elif self._role(key) and not isinstance(value, bool):
                yield f"{key}: {_listed(value)}"
            elif isinstance(value, list) and not _is_beside(key):
                yield f"{key}:"
                yield from self.lines(value, depth + 1)
            else:
                yield self._field(key, value)

    def _of_person(self, name: str, pairs: list) -> Iterator[str]:
        """A record such as `{"role": "knight"}` or `{"is_knight": true, "reason": "…"}` of one person."""
        for key, value in pairs:
            if _title(key) in ROLE_TITLES:
                yield f"{name}: {_flat(value)}"
            elif self._role(key) and isinstance(value, bool):
                yield f"{name}: {'' if value else 'not '}{self._role(key)}"
            elif isinstance(value, str) and self._role(value) and not _is_beside(key):
                yield f"{name}: {key}: {value}"
            else:
                yield self._field(key, value)

    def _field(self, key: str, value: object) -> str:
        """Something beside the claims; of an explanation only doubt counts, of a quoted statement nothing."""
        if _title(key) in SPEECH_TITLES and not isinstance(value, bool):
            return ""
        if is_remark(_title(key)):
            return hedges_of(_flat(value), self._lexicon)
        return f"{key}: {_flat(value)}"

    def _is_name(self, phrase: object) -> bool:
        return isinstance(phrase, str) and [t.kind for t in self._lexicon.tokens_of_cell(phrase)] == ["name"]

    def _role(self, key: str) -> str:
        """The one role word in a key such as `knights` or `is_knight`; empty when there is none or a second word."""
        words = [token for token in self._lexicon.tokens_of_cell(key) if token.kind not in ("be", "article", "filler")]
        roles = self._lexicon.roles
        return roles[not words[0].value] if [token.kind for token in words] == ["role"] else ""


def _is_beside(key: str) -> bool:
    """Whether what stands under this key comments on the answer or is somebody's statement."""
    return is_remark(_title(key)) or _title(key) in SPEECH_TITLES


def _title(key: str) -> str:
    return " ".join(key.replace("_", " ").casefold().split())


def _listed(value: object) -> str:
    """The people under a role."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    return ", ".join(map(_flat, items)).strip() or "none"


def _flat(value: object) -> str:
    """Any value on one line."""
    return " ".join((value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).split())
