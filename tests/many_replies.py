"""A thousand replies of many kinds, program-written and broken, to hold one way of scoring against another."""

from __future__ import annotations

import random
from collections.abc import Callable

from puzzles import PuzzleSpec, sample_puzzle
from puzzles.puzzle import Puzzle
from puzzles.traces import trace
from puzzles.traces.pairs import proof_pair
from puzzles.traces.replies import answer_sentence

LAYOUTS = ("think-answer", "think-summary-answer", "answer", "free")
SPECS = (
    PuzzleSpec(2), PuzzleSpec(3, style="varied"), PuzzleSpec(3, language="zh"), PuzzleSpec(2, fixed_cast=True),
    PuzzleSpec(4, roles=("saint", "sinner")), PuzzleSpec(5, uncommon_names=True),
)  # fmt: skip


def many_replies(count: int = 1000, seed: int = 0) -> list[tuple[Puzzle, str]]:
    """Puzzles, and a reply to each; the same for the same seed."""
    rng = random.Random(seed)
    pairs = []
    for number in range(count):
        puzzle = sample_puzzle(SPECS[number % len(SPECS)], rng)
        reply = _whole(puzzle, rng)
        for _ in range(rng.choice((0, 0, 0, 1, 2))):
            reply = rng.choice(DAMAGES)(reply, puzzle, rng)
        pairs.append((puzzle, reply))
    return pairs


def response_rows(pairs: list[tuple[Puzzle, str]]) -> list[dict]:
    """The replies as `logicrl score` reads them."""
    return [puzzle.to_row() | {"id": str(place), "response": reply} for place, (puzzle, reply) in enumerate(pairs)]


def _whole(puzzle: Puzzle, rng: random.Random) -> str:
    """A reply in one of the layouts, with a sound proof, a mended one, or one that ends wrongly."""
    pair = proof_pair(puzzle, "case_analysis", rng)
    mended = trace(puzzle, "contradiction", rng, mistake=True)
    proof, world = rng.choice(((pair.sound, None), (mended, None), (pair.wrong, pair.believed)))
    answer = rng.choice(ANSWERS)(puzzle, world)
    return rng.choice((
        f"<think> {proof.text} </think> <answer> {answer} </answer>",
        f"<think>\n{proof.text}\n</think>\n\nSo it is settled who lies.\n\n<answer>\n{answer}\n</answer>",
        f"<answer>{answer}</answer>",
        f"{proof.text}\n\n{answer}",
    ))  # fmt: skip


def _roles(puzzle: Puzzle, world: tuple | None) -> list[tuple[str, str]]:
    world = world or puzzle.solution
    return [(name, puzzle.roles[not knight]) for name, knight in zip(puzzle.names, world, strict=True)]


ANSWERS: tuple[Callable[[Puzzle, tuple | None], str], ...] = (
    lambda puzzle, world: answer_sentence(puzzle, world),
    lambda puzzle, world: "\n".join(f"({n}) {a} is a {b}" for n, (a, b) in enumerate(_roles(puzzle, world), 1)),
    lambda puzzle, world: "; ".join(f"{a}: {b}" for a, b in _roles(puzzle, world)),
    lambda puzzle, world: "| who | what |\n|--|--|\n" + "\n".join(f"| {a} | {b} |" for a, b in _roles(puzzle, world)),
    lambda puzzle, world: str(dict(_roles(puzzle, world))).replace("'", '"'),
    lambda puzzle, world: "\\boxed{" + ", ".join(f"\\text{{{a}}}={b}" for a, b in _roles(puzzle, world)) + "}",
    lambda puzzle, world: "**" + "**, **".join(f"{a}**: *{b}*" for a, b in _roles(puzzle, world)),
    lambda puzzle, world: ", ".join(f"{a} is a {b}" for a, b in _roles(puzzle, world)[:-1]) + ".",  # one is missing
    lambda puzzle, world: f"All of them are a {puzzle.roles[0]}.",
    lambda puzzle, world: " or ".join(f"{a} is a {b}" for a, b in _roles(puzzle, world)),
)


def _cut(reply: str, puzzle: Puzzle, rng: random.Random) -> str:
    return reply[: rng.randrange(len(reply) + 1)]


def _without(reply: str, puzzle: Puzzle, rng: random.Random) -> str:
    return reply.replace(rng.choice(("<think>", "</think>", "<answer>", "</answer>")), "")


def _twice(reply: str, puzzle: Puzzle, rng: random.Random) -> str:
    start = rng.randrange(len(reply) + 1)
    return reply + reply[start:]


def _swapped(reply: str, puzzle: Puzzle, rng: random.Random) -> str:
    first, second = rng.sample(puzzle.names, 2)
    return reply.replace(first, "\0").replace(second, first).replace("\0", second)


def _gap(reply: str, puzzle: Puzzle, rng: random.Random) -> str:
    start = rng.randrange(len(reply) + 1)
    return reply[:start] + reply[start + rng.randrange(60) :]


DAMAGES: tuple[Callable[[str, Puzzle, random.Random], str], ...] = (
    _cut, _without, _twice, _swapped, _gap,
    lambda reply, puzzle, rng: "",
    lambda reply, puzzle, rng: puzzle.text,
    lambda reply, puzzle, rng: reply.upper(),
    lambda reply, puzzle, rng: reply + "<|im_end|>",
    lambda reply, puzzle, rng: "  \n\t" + reply + "\n  ",
    lambda reply, puzzle, rng: reply.removeprefix("<think>"),
    lambda reply, puzzle, rng: f"<think> {puzzle.text} </think> <answer> {puzzle.text} </answer>",
    lambda reply, puzzle, rng: "".join(rng.sample(reply, len(reply))),
    lambda reply, puzzle, rng: reply.replace(puzzle.names[0], puzzle.names[0] + "\u200b"),
    lambda reply, puzzle, rng: "\ud83e\u4f60 \x00 \ufffd".encode("utf-8", "replace").decode() + reply,
    lambda reply, puzzle, rng: reply.replace(" is ", " isn't "),
)  # fmt: skip
