"""Writing: a puzzle's solution in words, each line with what it means."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from puzzles.errors import PuzzleFormatError
from puzzles.puzzle import Puzzle
from puzzles.traces.language import language_named
from puzzles.traces.planning import derive
from puzzles.traces.rendering import render
from puzzles.traces.rows import step_from_row, step_to_row
from puzzles.traces.steps import Answer, Assume, Candidate, Conclude, Derivation, Retract, Step, Try


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One or two sentences and the step they say."""

    text: str
    step: Step


@dataclass(frozen=True, slots=True)
class Trace:
    """A worked solution; `language` is `en` or `zh`."""

    lines: tuple[TraceLine, ...]
    language: str = "en"

    @property
    def text(self) -> str:
        """The lines as prose: a new paragraph where a case, a candidate or the answer begins."""
        return "".join(gap + line.text for gap, line in zip(self._gaps(), self.lines, strict=True))

    @property
    def derivation(self) -> Derivation:
        return tuple(line.step for line in self.lines)

    def spans(self) -> list[tuple[int, int]]:
        """Where each line stands in the text: `text[start:end]` is the line's own text."""
        spans, end = [], 0
        for gap, line in zip(self._gaps(), self.lines, strict=True):
            start = end + len(gap)
            end = start + len(line.text)
            spans.append((start, end))
        return spans

    def rows(self) -> list[dict]:
        """Each line as a JSON object: `text`, `kind` and the fields of the step (see `puzzles.traces.rows`)."""
        return [{"text": line.text, **step_to_row(line.step)} for line in self.lines]

    def _gaps(self) -> list[str]:
        space = language_named(self.language).space
        steps = self.derivation
        return [
            "" if i == 0 else "\n" if _opens_paragraph(steps[i - 1], step) else space for i, step in enumerate(steps)
        ]


def trace(
    puzzle: Puzzle,
    style: str,
    rng: random.Random,
    language: str | None = None,
    verify: bool = True,
    unique: bool = True,
) -> Trace:
    """Solve a puzzle in words, step by step and soundly.

    Args:
        puzzle: with its one solution; names and role words are taken from it.
        style: `case_analysis`, `contradiction` or `truth_table` (up to 6 people).
        rng: chooses among equally good steps and among phrasings.
        language: `en` or `zh`; by default the puzzle's own.
        verify: hold the solution against every statement (`truth_table` always does).
        unique: show that there is no other solution (`contradiction` always does).

    Raises:
        TraceError: unknown style or language, too many people for the style, or a puzzle whose
            stored solution is not its only one.

    >>> import random
    >>> from puzzles.statements import And, Is
    >>> puzzle = Puzzle(("Zoey", "Mia"), (And((Is(0, False), Is(1, False))), Is(0, False)), (False, True), "…")
    >>> lines = trace(puzzle, "contradiction", random.Random(1), verify=False).lines
    >>> [type(line.step).__name__ for line in lines]
    ['Assume', 'Contradiction', 'Conclude', 'Assume', 'Contradiction', 'Conclude', 'Answer']
    """
    language = puzzle.language if language is None else language
    language_named(language)
    derivation = derive(puzzle.statements, puzzle.solution, style, rng, verify, unique)
    texts = render(derivation, puzzle.statements, puzzle.names, puzzle.roles, language, rng)
    return Trace(tuple(map(TraceLine, texts, derivation)), language)


def trace_from_rows(rows: Iterable[dict], language: str = "en") -> Trace:
    """Read `Trace.rows()` back.

    Raises:
        PuzzleFormatError: a row that is not a step with its text; the message names line and field.
        TraceError: unknown language.
    """
    language_named(language)
    lines = []
    for number, row in enumerate(rows, start=1):
        try:
            lines.append(TraceLine(_text_of(row), step_from_row(row)))
        except PuzzleFormatError as error:
            raise PuzzleFormatError(f"row {number}: {error}") from None
    return Trace(tuple(lines), language)


def _text_of(row: object) -> str:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise PuzzleFormatError("a row of a trace is an object with a 'text'")
    return row["text"]


def _opens_paragraph(previous: Step, step: Step) -> bool:
    if isinstance(step, Assume):
        return not isinstance(previous, Retract)
    return isinstance(step, Candidate | Retract | Try | Answer) or isinstance(previous, Conclude)
