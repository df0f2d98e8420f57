"""Writing: a puzzle's solution in words, each line with what it means."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from puzzles.errors import PuzzleFormatError
from puzzles.puzzle import Puzzle
from puzzles.traces.asides import with_hesitation, with_summary
from puzzles.traces.language import language_named
from puzzles.traces.planning import derive
from puzzles.traces.rendering import render
from puzzles.traces.rows import step_from_row, step_to_row
from puzzles.traces.steps import Answer, Assume, Candidate, Conclude, Derivation, Resume, Retract, Step, Suppose, Try
from puzzles.traces.turns import with_wrong_turn


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One or two sentences, the step they say, and whether it is right (see `puzzles.traces.checking.labels`)."""

    text: str
    step: Step
    is_right: bool = True


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

    @property
    def labels(self) -> tuple[bool, ...]:
        """Of each line whether its step is right."""
        return tuple(line.is_right for line in self.lines)

    @property
    def first_error(self) -> int | None:
        """The number of the line with the mistake, from 0; None in a proof without one."""
        return self.labels.index(False) if False in self.labels else None

    @property
    def mended(self) -> int | None:
        """The number of the line that does rightly what the mistake did wrongly."""
        resumed = [k for k, step in enumerate(self.derivation) if isinstance(step, Resume)]
        return resumed[0] + 1 if resumed else None

    def spans(self) -> list[tuple[int, int]]:
        """Where each line stands in the text: `text[start:end]` is the line's own text."""
        spans, end = [], 0
        for gap, line in zip(self._gaps(), self.lines, strict=True):
            start = end + len(gap)
            end = start + len(line.text)
            spans.append((start, end))
        return spans

    def rows(self) -> list[dict]:
        """Each line as a JSON object: `text`, `label`, `kind`, the fields of the step (see `puzzles.traces.rows`)."""
        return [{"text": line.text, "label": line.is_right, **step_to_row(line.step)} for line in self.lines]

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
    mistake: bool = False,
    hesitation: bool = False,
    summary: bool = False,
) -> Trace:
    """Solve a puzzle in words, step by step and soundly, or with one wrong turn.

    Args:
        puzzle: with its one solution; names and role words are taken from it.
        style: `case_analysis`, `contradiction`, or `truth_table` and `search` (up to 6 people).
        rng: chooses among equally good steps and among phrasings.
        language: `en` or `zh`; by default the puzzle's own.
        verify: hold the solution against every statement (`truth_table` always does).
        unique: show that there is no other solution (`contradiction` always does).
        mistake: make a mistake on the way, carry it on, notice and mend it; with `verify` there is always room for one.
        hesitation: doubt once.
        summary: sum up once what stands.

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
    if hesitation:
        derivation = with_hesitation(derivation, rng)
    if summary:
        derivation = with_summary(derivation, rng)
    labelled = [(step, True) for step in derivation]
    if mistake:
        labelled = list(with_wrong_turn(derivation, puzzle.statements, rng) or labelled)
    steps = tuple(step for step, _ in labelled)
    texts = render(steps, puzzle.statements, puzzle.names, puzzle.roles, language, rng)
    return Trace(tuple(TraceLine(text, *one) for text, one in zip(texts, labelled, strict=True)), language)


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
            lines.append(TraceLine(_text_of(row), step_from_row(row), bool(row.get("label", True))))
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
    return isinstance(step, Candidate | Retract | Try | Suppose | Resume | Answer) or isinstance(previous, Conclude)
