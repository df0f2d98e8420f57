"""Cutting a puzzle's text into one sentence a person, so that it can be changed in one place only.

Nothing is known of the text but whose names it uses and who speaks of whom. A sentence is somebody's speech when
the first name in it, or the only one outside quotation marks, is theirs, and it names nobody of whom they do not
speak. The text is cut where a run of such sentences has each person once; of several such runs, where most of them
can be seen to say what these people say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from puzzles.perturb.clauses import find_clause
from puzzles.perturb.words import words_pattern
from puzzles.puzzle import Puzzle
from puzzles.statements import leaves

_CLOSERS = {'"': '"', "“": "”", "‘": "’", "「": "」", "『": "』", "«": "»"}
RUNS_WEIGHED = 8  # of sentences that may be the speeches; the last ones, for people are listed before they speak
_SENTENCE_END = re.compile(r"""[.!?]["”’'」』»)\]]*(?=\s|$)|[。！？]["”’」』）]*|\n""")


@dataclass(frozen=True, slots=True)
class Cut:
    """A text and where each person's sentence stands in it: `text[start:end]` for `spans[person]`."""

    text: str
    spans: tuple[tuple[int, int], ...]

    def speech(self, person: int) -> str:
        start, end = self.spans[person]
        return self.text[start:end]

    def with_speech(self, person: int, sentence: str) -> str:
        """The text with one sentence replaced."""
        start, end = self.spans[person]
        return self.text[:start] + sentence + self.text[end:]

    def order(self) -> list[int]:
        """The people in the order in which they speak."""
        return sorted(range(len(self.spans)), key=self.spans.__getitem__)

    def reordered(self, order: Sequence[int]) -> str:
        """The text with the sentences in another order, what stands between them left in place."""
        pieces, position = [], 0
        for place, person in zip(self.order(), order, strict=True):
            start, end = self.spans[place]
            pieces += [self.text[position:start], self.speech(person)]
            position = end
        return "".join(pieces) + self.text[position:]


def cut(puzzle: Puzzle) -> Cut | None:
    """The sentences of the puzzle's text, or None where they cannot be told with certainty."""
    spoken_of = [{leaf.person for leaf in leaves(statement)} | {k} for k, statement in enumerate(puzzle.statements)]
    speeches = [
        (speaker, span, named | {speaker} == spoken_of[speaker])
        for span, speaker, named in _speeches(puzzle)
        if named <= spoken_of[speaker]
    ]
    count = puzzle.num_people
    runs = [speeches[start : start + count] for start in range(len(speeches) - count + 1)]
    runs = [run for run in runs if len({speaker for speaker, _, _ in run}) == count]
    if not runs:
        return None
    best = runs[0] if len(runs) == 1 else max(runs[-RUNS_WEIGHED:], key=lambda run: _evidence(puzzle, run))
    return Cut(puzzle.text, tuple(span for _, span, _ in sorted(best)))


def _evidence(puzzle: Puzzle, run: list[tuple[int, tuple[int, int], bool]]) -> tuple[int, int, int]:
    """What speaks for a run of sentences: clauses found, people named exactly, and its place: the later, the better."""
    said = sum(find_clause(puzzle, speaker, puzzle.text[start:end]) is not None for speaker, (start, end), _ in run)
    return said, sum(exact for _, _, exact in run), run[0][1][0]


def _speeches(puzzle: Puzzle) -> Iterator[tuple[tuple[int, int], int, set[int]]]:
    """(span, speaker, people named) of each sentence that may be a speech."""
    mentions = _mentions(puzzle.text, puzzle.names)
    masked = list(puzzle.text)
    for start, end, _ in mentions:
        masked[start:end] = "N" * (end - start)
    text = "".join(masked)
    quoted = _quoted(text)
    at = 0
    for start, end in _sentences(text, quoted):
        here = []
        while at < len(mentions) and mentions[at][0] < end:
            here.append(mentions[at])
            at += 1
        outside = [person for position, _, person in here if not quoted[position]]
        has_quotes = any(quoted[start:end])
        if outside and text[end - 1] not in "?？" and not (has_quotes and len(set(outside)) > 1):
            yield (start, end), outside[0], {person for _, _, person in here}


def _sentences(text: str, quoted: Sequence[bool]) -> list[tuple[int, int]]:
    """Spans of the sentences; words in quotation marks belong to the sentence that says whose they are."""
    spans: list[tuple[int, int]] = []
    start = 0
    for end in [match.end() for match in _SENTENCE_END.finditer(text)] + [len(text)]:
        if end < len(text) and (_inside_quotes(text, quoted, end) or text[end : end + 2].lstrip()[:1].islower()):
            continue
        piece = text[start:end]
        if piece.strip():
            first, last = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
            if spans and all(quoted[slice(*spans[-1])]):
                first = spans.pop()[0]
            spans.append((first, last))
        start = end
    return spans


def _inside_quotes(text: str, quoted: Sequence[bool], position: int) -> bool:
    """Whether quotation marks opened before the position are still open."""
    return quoted[position - 1] and text[position - 1] not in _CLOSERS.values()


def _quoted(text: str) -> list[bool]:
    """For each character, whether it stands in quotation marks (or is one)."""
    flags, closer = [], ""
    for character in text:
        flags.append(bool(closer) or character in _CLOSERS)
        if character == closer:
            closer = ""
        elif not closer:
            closer = _CLOSERS.get(character, "")
    return flags


def _mentions(text: str, names: Sequence[str]) -> list[tuple[int, int, int]]:
    """(start, end, person) of every name in the text."""
    number = {name: person for person, name in enumerate(names)}
    return [(match.start(), match.end(), number[match.group()]) for match in words_pattern(names).finditer(text)]
