"""What each behaviour is, in a sentence for readers of a report, with words that the tagger takes for it."""

from __future__ import annotations

from typing import NamedTuple


class Meaning(NamedTuple):
    """Example: `MEANINGS["aha"].sentence` says what an insight is, `.example` is "Aha, now I see it!"."""

    sentence: str
    example: str


MEANINGS = {
    "reflection": Meaning("The reply judges its own earlier steps.", "Wait, I made a mistake there."),
    "verification": Meaning(
        "It tests a result, a step or an idea against what is given.", "Let me check this against what Bob says."
    ),
    "backtracking": Meaning(
        "It gives up the line it was on and goes back to take another; ending a case of a proof is none.",
        "That does not work, so let me go back and try the other way.",
    ),
    "aha": Meaning("It says that it suddenly sees something.", "Aha, now I see it!"),
    "hesitation": Meaning("It doubts, and checks nothing.", "Hmm, I am not sure."),
    "exploration": Meaning("It opens a case or another possibility.", "Suppose that Alice is a knave."),
    "summary": Meaning("It gathers what it has found so far.", "So far we know that Alice is a knave."),
    "language_switch": Meaning(
        "It goes on in another script than its own, as from English into Chinese.",
        "Alice is a knave, 所以 Bob 是骑士。",
    ),
}
