"""A proof as a row: a response row, a chat, prompt and completion, or steps with labels."""

from __future__ import annotations

from collections.abc import Callable

from logic_rl.proofs.request import Proof
from puzzles.asking import message
from puzzles.traces.replies import OPENING, stepwise
from puzzles.traces.replies import reply as reply_of

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
    return {"messages": [*_asked(proof), message("assistant", reply(proof)[0])]}


def prompt_completion_row(proof: Proof, number: str) -> dict:
    """`{"prompt": [what the user asks], "completion": [what the assistant replies]}`."""
    return {"prompt": _asked(proof), "completion": [message("assistant", reply(proof)[0])]}


def stepwise_row(proof: Proof, number: str) -> dict:
    """`{"prompt": text, "completions": [text of a step, …], "labels": [true, …]}`: TRL's stepwise supervision."""
    return stepwise(proof.puzzle, proof.trace)


SHAPES: dict[str, Shape] = {
    "rows": response_row,
    "messages": messages_row,
    "prompt-completion": prompt_completion_row,
    "stepwise": stepwise_row,
}


def reply(proof: Proof) -> tuple[str, int]:
    """The proof as a reply that the reward takes, and where in it the proof begins."""
    return reply_of(proof.puzzle, proof.trace), len(OPENING)


def _asked(proof: Proof) -> list[dict]:
    return [message("user", proof.puzzle.text)]
