"""A proof as a row: a response row, a chat, prompt and completion, or steps with labels."""

from __future__ import annotations

from collections.abc import Callable

from logic_rl.proofs.request import Proof
from logic_rl.tags import ANSWER_CLOSE, ANSWER_OPEN, THINK_CLOSE, THINK_OPEN
from puzzles import Puzzle
from puzzles.statements import Is
from puzzles.traces.language import language_named

Shape = Callable[[Proof, str], dict]


def response_row(proof: Proof, number: str) -> dict:
    """A response row with its puzzle, and of each step where it stands in the reply and whether it is right.

    `response[start:end]` is the text of a step. `first_error` and `mended` are numbers of steps from 0: the mistake,
    and where it is put right; null in a proof without a mistake.
    """
    row = proof.puzzle.to_row()
    puzzle_id, _ = row.pop("id"), row.pop("difficulty")
    response, begins = reply(proof)
    steps = [
        {"start": begins + start, "end": begins + end, **{key: value for key, value in step.items() if key != "text"}}
        for (start, end), step in zip(proof.trace.spans(), proof.trace.rows(), strict=True)
    ]
    return {
        "id": number, "puzzle_id": puzzle_id, **row, "response": response, "style": proof.style, "steps": steps,
        "first_error": proof.trace.first_error, "mended": proof.trace.mended,
    }  # fmt: skip


def messages_row(proof: Proof, number: str) -> dict:
    """`{"messages": [what the user asks, what the assistant replies]}`."""
    return {"messages": [*_asked(proof), {"role": "assistant", "content": reply(proof)[0]}]}


def prompt_completion_row(proof: Proof, number: str) -> dict:
    """`{"prompt": [what the user asks], "completion": [what the assistant replies]}`."""
    return {"prompt": _asked(proof), "completion": [{"role": "assistant", "content": reply(proof)[0]}]}


def stepwise_row(proof: Proof, number: str) -> dict:
    """`{"prompt": text, "completions": [text of a step, …], "labels": [true, …]}`: TRL's stepwise supervision."""
    return {
        "prompt": proof.puzzle.text,
        "completions": [line.text for line in proof.trace.lines],
        "labels": list(proof.trace.labels),
    }


SHAPES: dict[str, Shape] = {
    "rows": response_row,
    "messages": messages_row,
    "prompt-completion": prompt_completion_row,
    "stepwise": stepwise_row,
}


def reply(proof: Proof) -> tuple[str, int]:
    """The proof as a reply that the reward takes, and where in it the proof begins."""
    opening = f"{THINK_OPEN} "
    answer = answer_sentence(proof.puzzle)
    return f"{opening}{proof.trace.text} {THINK_CLOSE} {ANSWER_OPEN} {answer} {ANSWER_CLOSE}", len(opening)


def answer_sentence(puzzle: Puzzle) -> str:
    """Who is what: `Zoey is a knight, Mia is a knave.`"""
    tongue = language_named(puzzle.language)
    clauses = [
        tongue.describe(Is(person, knight), puzzle.names, puzzle.roles) for person, knight in enumerate(puzzle.solution)
    ]
    return "，".join(clauses) + "。" if puzzle.language == "zh" else ", ".join(clauses) + "."


def _asked(proof: Proof) -> list[dict]:
    return [{"role": "user", "content": proof.puzzle.text}]
