"""Claims: what a response asserts about its puzzle, read into logic and checked.

Kinds: `assumption` (an assignment under test), `quotation` (what somebody said), `lookup` (what is assumed of
somebody), `mark` (the truth of a part), `verdict` (the truth of a statement, worked out), `expected` (the truth that
it must have by its speaker's role alone), `fits`, `contradiction`, `all_hold`
(remarks on the assignment under test), `role` (a conclusion), `conditional` (a conclusion under a premise) and
`answer` (the roles in the answer block).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

TRUE, FALSE, UNKNOWN = "true", "false", "unreadable"
TESTS = ("assumption",)  # no assertion: a candidate may be wrong without any fault
NO_STEPS = (*TESTS, "answer")  # what counts in no number about steps


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim: `response[start:end]` is its text.

    Example: `Claim(start=8, end=24, kind="role", truth="true", roles={"Zoey": "knight"})`.

    Attributes:
        truth: "true", "false" or "unreadable"; of an assumption whether it is the solution (or part of it).
        roles: name → role word that the claim gives; {} where it gives none.
        given: the premise under which it is claimed, as name → role word; {} if none.
        speaker: of a quotation or a verdict: whose statement it is about.
    """

    start: int
    end: int
    kind: str
    truth: str
    roles: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    speaker: str = ""

    def to_row(self) -> dict:
        """The JSON object of tags.jsonl."""
        return asdict(self)


def judged(value: bool | None) -> str:
    return UNKNOWN if value is None else TRUE if value else FALSE


def summary_of_claims(claims: Sequence[Claim]) -> dict:
    """`{num, num_read, num_true, share_true, first_wrong, follows}` of a response.

    Assumptions and the answer are no steps: they count in none of the numbers. `first_wrong` is the offset of the
    first false step, None without one; `share_true` is None where nothing was read; `follows` says whether the
    answer is what the steps came to (None without an answer or a step that was read, or where they came to nothing).
    """
    steps = [claim for claim in claims if claim.kind not in NO_STEPS]
    read = [claim for claim in steps if claim.truth != UNKNOWN]
    right = sum(claim.truth == TRUE for claim in read)
    return {
        "num": len(steps),
        "num_read": len(read),
        "num_true": right,
        "share_true": right / len(read) if read else None,
        "first_wrong": next((claim.start for claim in read if claim.truth == FALSE), None),
        "follows": _follows(claims) if read else None,
    }


def _follows(claims: Sequence[Claim]) -> bool | None:
    """Whether the answer gives everybody the role that was last assumed or concluded of them."""
    answer = next((claim.roles for claim in reversed(claims) if claim.kind == "answer"), None)
    held: dict[str, str] = {}
    for claim in claims:
        if claim.kind == "assumption" and len(claim.roles) > 1:
            held = dict(claim.roles)
        elif claim.kind == "role":
            held |= claim.roles
    shared = [(role, held[name]) for name, role in (answer or {}).items() if name in held]
    return all(role == other for role, other in shared) if shared else None
