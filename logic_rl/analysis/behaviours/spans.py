"""A span: tagged text with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from logic_rl.analysis.behaviours.cues import BEHAVIOURS

LEARNED = "learned"  # the rule of spans that the learned part found on its own


@dataclass(frozen=True, slots=True)
class Span:
    """Tagged text: `response[start:end]` is the clause (the run of characters for language_switch).

    Example: `Span(start=8, end=38, behaviour="reflection", cue="Wait", rule="wait", polarity="refutes")`.

    Attributes:
        cue: the words that made `rule` fire, or that weigh most for the learned part.
        rule: name of the rule, "learned", or "lexicon:NAME".
        section: "think" or "outside".
        polarity: of reflection and verification: "supports", "refutes", "uncertain", or None where it does not say.
        executed: of verification: whether anything was evaluated here or right after; None for other behaviours.
        confidence: probability by the learned part, 0..1; None where it was not asked.
    """

    start: int
    end: int
    behaviour: str
    cue: str
    rule: str
    section: str = "outside"
    polarity: str | None = None
    executed: bool | None = None
    confidence: float | None = None

    def to_row(self) -> dict:
        """The JSON object of tags.jsonl."""
        return asdict(self)

    def with_facts(self, **facts: object) -> Span:
        """The same span with some fields set."""
        return Span(**{name: getattr(self, name) for name in self.__slots__} | facts)


def counts(spans: Sequence[Span]) -> dict[str, int]:
    """Spans per behaviour; every behaviour has a key."""
    numbers = dict.fromkeys(BEHAVIOURS, 0)
    for span in spans:
        numbers[span.behaviour] += 1
    return numbers


def in_order(spans: Sequence[Span]) -> list[Span]:
    """By start; the first of several spans of one behaviour on the same text."""
    first: dict[tuple, Span] = {}
    for span in spans:
        first.setdefault((span.start, span.end, span.behaviour), span)
    return sorted(first.values(), key=lambda span: (span.start, span.end, BEHAVIOURS.index(span.behaviour)))
