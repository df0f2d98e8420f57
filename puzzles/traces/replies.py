"""A proof as a whole reply: thinking and answer in their marks."""

from __future__ import annotations

from puzzles.asking import ANSWER_CLOSE, ANSWER_OPEN, THINK_CLOSE, THINK_OPEN
from puzzles.puzzle import Puzzle
from puzzles.statements import Is, World
from puzzles.traces.language import language_named
from puzzles.traces.writing import Trace

OPENING = f"{THINK_OPEN} "  # stands before the proof


def reply(puzzle: Puzzle, trace: Trace, world: World | None = None) -> str:
    """The proof as a reply that the reward takes; `world` is what it answers, the solution if nothing else is given."""
    answer = answer_sentence(puzzle, world)
    return f"{OPENING}{trace.text} {THINK_CLOSE} {ANSWER_OPEN} {answer} {ANSWER_CLOSE}"


def answer_sentence(puzzle: Puzzle, world: World | None = None) -> str:
    """Who is what: `Zoey is a knight, Mia is a knave.`"""
    tongue = language_named(puzzle.language)
    clauses = [
        tongue.describe(Is(person, knight), puzzle.names, puzzle.roles)
        for person, knight in enumerate(puzzle.solution if world is None else world)
    ]
    return "，".join(clauses) + "。" if puzzle.language == "zh" else ", ".join(clauses) + "."


def stepwise(puzzle: Puzzle, trace: Trace) -> dict:
    """`{"prompt": text, "completions": [text of a step, …], "labels": [true, …]}`: TRL's stepwise supervision."""
    return {
        "prompt": puzzle.text,
        "completions": [line.text for line in trace.lines],
        "labels": list(trace.labels),
    }
