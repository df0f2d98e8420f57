"""How a reply is written for a reward: where its thinking and its answer stand."""

from __future__ import annotations

from collections.abc import Callable

from logic_rl.auditing.probes import Probe, Subject
from logic_rl.tags import ANSWER_CLOSE, ANSWER_OPEN, THINK_CLOSE, THINK_OPEN

Layout = Callable[[str, str], str]
SUMMARY = "All cases were gone through, and this is what is left."

LAYOUTS: dict[str, Layout] = {
    "think-answer": lambda thinking, answer: (
        f"{THINK_OPEN}{thinking}{THINK_CLOSE}\n{ANSWER_OPEN}{answer}{ANSWER_CLOSE}"
    ),
    "think-summary-answer": lambda thinking, answer: (
        f"{THINK_OPEN}{thinking}{THINK_CLOSE}\n{SUMMARY}\n{ANSWER_OPEN}{answer}{ANSWER_CLOSE}"
    ),
    "answer": lambda thinking, answer: f"{thinking}\n{ANSWER_OPEN}{answer}{ANSWER_CLOSE}",
    "boxed": lambda thinking, answer: f"{thinking}\nSo the answer is \\boxed{{{answer}}}.",
    "conclusion": lambda thinking, answer: f"{thinking}\n\nCONCLUSION:\n{answer}",
    "free": lambda thinking, answer: f"Let me see.\n{answer}",
    "bare": lambda thinking, answer: answer,
}
WITHOUT_THINKING = ("bare", "free")  # of these the answer is all that is read
WITH_BLOCKS = "think-answer"  # the layout that cases about blocks and thinking are for


def reply_of(probe: Probe, subject: Subject, layout: str) -> str:
    """The whole text of a probe's reply."""
    thinking = subject.thinking if probe.thinking is None else probe.thinking
    return LAYOUTS[layout](thinking, probe.answer) if probe.whole is None else probe.whole


def applies(probe: Probe, layout: str) -> bool:
    """Whether a probe means anything to a reward that reads replies of this layout."""
    if layout == WITH_BLOCKS or probe.check == "crash":
        return True
    if probe.whole is not None or probe.check == "thinking":
        return False
    return probe.thinking is None or layout not in WITHOUT_THINKING
