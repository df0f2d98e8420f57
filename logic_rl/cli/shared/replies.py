"""Replies to a puzzle on a terminal: steps that hold in green, false ones in red, behaviours underlined, a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from puzzles.puzzle import Puzzle

STYLES = {"true": "green", "false": "bold red", "unreadable": "dim"}
SHOWN = ("assumption", "answer")  # claims that may be wrong without any fault, told otherwise


def coloured(reply: dict) -> Text:
    """The response of a reply with `spans` and `claims`, as `logic_rl.ask` gives it."""
    from rich.text import Text

    text = Text(reply["response"])
    for span in reply["spans"]:
        text.stylize("underline", span["start"], span["end"])
    for claim in reply["claims"]:
        if claim["kind"] not in SHOWN:
            text.stylize(STYLES[claim["truth"]], claim["start"], claim["end"])
    return text


def verdict(reply: dict) -> str:
    """`right and earned · 12 of 12 steps true · verification 3, backtracking 2 · 240 tokens`"""
    judged = reply["score"]["verdict"]
    earned = "right and earned" if reply.get("verified") else "right, but not earned by its steps"
    truths = [claim["truth"] for claim in reply["claims"] if claim["kind"] not in SHOWN]
    steps = [truth for truth in truths if truth != "unreadable"]
    counts = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in reply["counts"].items() if count)
    return " · ".join(
        filter(None, [
            earned if judged == "correct" else f"{judged.replace('_', ' ')}: {reply['score']['reason']}",
            f"{steps.count('true')} of {len(steps)} steps true" if steps else "no step that can be read",
            counts, f"{reply['num_tokens']} tokens",
        ])
    )  # fmt: skip


class Unrolled:
    """Shows a reply as it grows, a sentence at a time, so that what is shown can be judged.

    Args:
        puzzle: against which claims are held; None where there is none.
    """

    def __init__(self, console: Console, puzzle: Puzzle | None) -> None:
        self.console, self.row = console, puzzle.to_row() if puzzle else {}
        self.shown = 0  # characters

    def show(self, response: str, is_whole: bool) -> None:
        """The reply so far; what is not a whole sentence waits."""
        from logic_rl.evaluation.asking import tagged_row, whole_sentences

        end = len(response) if is_whole else whole_sentences(response)
        if end <= self.shown and not is_whole:
            return
        text = coloured(tagged_row(self.row | {"id": "reply", "response": response[:end]}))
        self.console.print(text[self.shown :], end="\n" if is_whole else "", soft_wrap=True)
        self.shown = end
