"""Parquet rows in the columns of TRL's trainers; most others read them too.

Beside those columns stand the puzzle's own, so that a reward can score what is written. Proofs are drawn by the
puzzle's id: the same puzzle has the same proof in every data set, whatever the seed.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from puzzles.asking import asked, message
from puzzles.formats.parquet import COLUMNS, parquet_row
from puzzles.puzzle import Puzzle

if TYPE_CHECKING:
    from puzzles.traces.writing import Trace

PROOF_STYLES = ("case_analysis", "contradiction")  # these are for any number of people
MISTAKEN = 0.5  # share of stepwise proofs with a wrong turn: with right steps alone there is nothing to tell apart
CHAT = [{"role": str, "content": str}]
TRL_COLUMNS = {"prompt": CHAT, **COLUMNS}
MESSAGES_COLUMNS = {"messages": CHAT, **COLUMNS}
COMPLETION_COLUMNS = {"prompt": CHAT, "completion": CHAT, **COLUMNS}
PREFERENCE_COLUMNS = {"prompt": CHAT, "chosen": CHAT, "rejected": CHAT, **COLUMNS}
STEPWISE_COLUMNS = {"prompt": str, "completions": [str], "labels": [bool], **COLUMNS}


def trl_row(puzzle: Puzzle) -> dict:
    """For `GRPOTrainer`: `prompt`, a chat."""
    return {"prompt": asked(puzzle), **parquet_row(puzzle)}


def messages_row(puzzle: Puzzle) -> dict:
    """For `SFTTrainer`: `messages`, the prompt and a proof as the reply."""
    return {"messages": [*asked(puzzle), message("assistant", _proof_reply(puzzle))], **parquet_row(puzzle)}


def completion_row(puzzle: Puzzle) -> dict:
    """The same as `prompt` and `completion`, of which `SFTTrainer` learns the second alone."""
    completion = [message("assistant", _proof_reply(puzzle))]
    return {"prompt": asked(puzzle), "completion": completion, **parquet_row(puzzle)}


def preference_row(puzzle: Puzzle) -> dict:
    """For `DPOTrainer` and `RewardTrainer`: a sound proof `chosen`, a mistaken one `rejected`."""
    from puzzles.traces.pairs import proof_pair
    from puzzles.traces.replies import reply

    rng = _rng(puzzle)
    pair = proof_pair(puzzle, rng.choice(PROOF_STYLES), rng)
    replies = {"chosen": reply(puzzle, pair.sound), "rejected": reply(puzzle, pair.wrong, pair.believed)}
    chats = {name: [message("assistant", text)] for name, text in replies.items()}
    return {"prompt": asked(puzzle), **chats, **parquet_row(puzzle)}


def stepwise_row(puzzle: Puzzle) -> dict:
    """For `PRMTrainer`: `prompt`, the `completions` of it step by step, and the `labels` of these."""
    from puzzles.traces.replies import stepwise

    rng = _rng(puzzle)
    return {**stepwise(puzzle, _proof(puzzle, rng, mistake=rng.random() < MISTAKEN)), **parquet_row(puzzle)}


def _proof_reply(puzzle: Puzzle) -> str:
    from puzzles.traces.replies import reply

    return reply(puzzle, _proof(puzzle, _rng(puzzle)))


def _proof(puzzle: Puzzle, rng: random.Random, mistake: bool = False) -> Trace:
    from puzzles.traces.writing import trace

    return trace(puzzle, rng.choice(PROOF_STYLES), rng, mistake=mistake)


def _rng(puzzle: Puzzle) -> random.Random:
    return random.Random(f"proof {puzzle.id}")
