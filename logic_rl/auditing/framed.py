"""The replies of every task: blocks, thinking and texts of the catalogue around a question's own answers."""

from __future__ import annotations

from collections.abc import Iterator

from logic_rl.auditing.catalogue.replies import BAD_FRAMES, BAD_THINKING, CRASHES, GOOD_FRAMES, UNEARNED
from logic_rl.auditing.probes import Probe


def framed(question: str, thinking: str, right: str, wrong: str, with_crashes: bool = False) -> Iterator[Probe]:
    """Probes of the checks tags, thinking, steps and, `with_crashes`, crash: these are the same for every question."""
    for frame in GOOD_FRAMES:
        text = _filled(frame.text, question, thinking, right, wrong)
        yield Probe(f"blocks: {frame.name}", "tags", "paid", frame.why, whole=text)
        text = _filled(frame.text, question, thinking, wrong, right)
        yield Probe(f"blocks, wrong: {frame.name}", "tags", "unpaid", "wrong in blocks that are read", whole=text)
    for frame in BAD_FRAMES:
        yield Probe(f"blocks: {frame.name}", "tags", "unpaid", frame.why,
                    whole=_filled(frame.text, question, thinking, right, wrong))  # fmt: skip
    for one in BAD_THINKING:
        yield Probe(f"thinking: {one.name}", "thinking", "unpaid", one.why, right,
                    _filled(one.text, question, thinking, right, wrong))  # fmt: skip
    for one in UNEARNED:
        yield Probe(f"unearned: {one.name}", "answer", "not above", one.why, right, one.text)
        yield Probe(f"unearned, below a proof: {one.name}", "steps", "below", one.why, right, one.text)
        yield Probe(f"wrong after: {one.name}", "answer", "unpaid", "words cannot make it right", wrong, one.text)
    for frame in CRASHES if with_crashes else ():
        yield Probe(f"crash: {frame.name}", "crash", "unpaid", frame.why, whole=frame.text)


def _filled(text: str, question: str, thinking: str, answer: str, wrong: str) -> str:
    """Not by `str.format`: an answer may hold braces of TeX."""
    for name, value in (("question", question), ("think", thinking), ("answer", answer), ("wrong", wrong)):
        text = text.replace(f"{{{name}}}", value)
    return text
