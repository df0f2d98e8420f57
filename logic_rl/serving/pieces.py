"""The text of a reply while it is being written: whole characters, up to a stop string, thinking and answer apart.

Pieces are only ever added to: whatever may still turn out to be half a character, a stop string or a tag is held back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from logic_rl.rollout.text import ReplyText
from logic_rl.tags import THINK_CLOSE, THINK_OPEN

HALF = "\ufffd"  # what decoding makes of a part of a character


class Said(NamedTuple):
    """A piece of a reply: of its thinking, and of the rest."""

    reasoning: str = ""
    content: str = ""


class Characters:
    """From tokens to text; together the pieces are what `ReplyText` makes of all tokens."""

    def __init__(self, reply_text: ReplyText) -> None:
        self.reply_text = reply_text
        self.ids: list[int] = []
        self.told = ""
        self.before = self.read = 0  # tokens that give the next piece its surroundings, and those that are told

    def add(self, tokens: Sequence[int]) -> str:
        self.ids += tokens
        if not tokens or tokens[-1] in self.reply_text.closing:  # no text unless something follows
            return ""
        decode = self.reply_text.tokenizer.decode
        known = decode(self.ids[self.before : self.read], skip_special_tokens=False)
        text = decode(self.ids[self.before :], skip_special_tokens=False)
        if text.endswith(HALF):
            return ""
        self.before, self.read = self.read, len(self.ids)
        return self._tell(text[len(known) :])

    def finish(self) -> str:
        """What is left, a half character too."""
        whole = self.reply_text(self.ids)
        return self._tell(whole[len(self.told) :]) if whole.startswith(self.told) else ""

    def _tell(self, piece: str) -> str:
        self.told += piece
        return piece


class Stops:
    """Text up to the stop string that is complete first, which is left out; `is_reached` from then on."""

    def __init__(self, stops: Sequence[str]) -> None:
        self.stops, self.held, self.is_reached = tuple(stops), "", False

    def add(self, text: str) -> str:
        if self.is_reached:
            return ""
        text = self.held + text
        found = [(place + len(stop), place) for stop in self.stops if (place := text.find(stop)) >= 0]
        self.is_reached = bool(found)
        self.held = "" if found else longest_beginning(text, self.stops)
        return text[: min(found)[1]] if found else text[: len(text) - len(self.held)]

    def finish(self) -> str:
        held, self.held = self.held, ""
        return held


class Thinking:
    """Parts the thinking from the rest: what stands in `<think>` tags at the head of a reply, without the tags.

    Args:
        is_open: the prompt ends with an open `<think>`; the reply may repeat the tag.
    """

    def __init__(self, is_open: bool) -> None:
        self.is_open, self.state, self.held = is_open, "before", ""

    @property
    def has_begun(self) -> bool:
        """Whether there is a thinking block, an empty one too."""
        return self.state in ("inside", "after a block")

    def add(self, text: str) -> Said:
        text, self.held = self.held + text, ""
        if self.state == "before":
            begun = text.lstrip()
            if begun.startswith(THINK_OPEN):
                self.state, text = "inside", begun[len(THINK_OPEN) :]
            elif THINK_OPEN.startswith(begun):
                self.held = text
                return Said()
            else:
                self.state = "inside" if self.is_open else "after"
        if self.state != "inside":
            return Said(content=text)
        reasoning, tag, content = text.partition(THINK_CLOSE)
        if tag:
            self.state = "after a block"
            return Said(reasoning, content)
        self.held = longest_beginning(text, (THINK_CLOSE,))
        return Said(text[: len(text) - len(self.held)])

    def finish(self) -> Said:
        text, self.held = self.held, ""
        if self.state == "before" and self.is_open:
            self.state = "inside"
        return Said(text) if self.state == "inside" else Said(content=text)


def longest_beginning(text: str, marks: Sequence[str]) -> str:
    """The longest end of a text with which one of the marks begins, but is not complete.

    >>> longest_beginning("all done </th", ("</think>",))
    '</th'
    """
    most = max((len(mark) - 1 for mark in marks), default=0)
    for length in range(min(most, len(text)), 0, -1):
        if any(mark.startswith(text[-length:]) for mark in marks):
            return text[-length:]
    return ""


class Wording:
    """All three, one after the other: tokens in, pieces of thinking and answer out."""

    def __init__(self, reply_text: ReplyText, stops: Sequence[str], is_open: bool) -> None:
        self.characters, self.stops, self.thinking = Characters(reply_text), Stops(stops), Thinking(is_open)

    def add(self, tokens: Sequence[int]) -> Said:
        return self.thinking.add(self.stops.add(self.characters.add(tokens)))

    def finish(self) -> Said:
        """What was held back until the reply was at its end."""
        last = "" if self.stops.is_reached else self.stops.add(self.characters.finish()) + self.stops.finish()
        said, held = self.thinking.add(last), self.thinking.finish()
        return Said(said.reasoning + held.reasoning, said.content + held.content)

    @property
    def is_stopped(self) -> bool:
        return self.stops.is_reached
