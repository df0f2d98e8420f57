"""What a reflection, check or return led to: the candidate answer before it and after it.

A candidate is an assignment of everybody that the response tries, concludes or answers (claims with all roles). Levels
of an aha moment follow Illusion of Insight (arXiv 2601.00514) (README.md of this folder): marker, shift,
effective shift, aha; the strict level needs other samples of the same puzzle and is decided in `within`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from logic_rl.analysis.behaviours.spans import Span
from logic_rl.claims.claim import TRUE, UNKNOWN, Claim

EPISODE = ("reflection", "verification", "backtracking", "aha")
MERGE = 60  # characters; spans closer than this are one episode (REA-RL)
LEVELS = ("none", "marker", "shift", "effective_shift", "aha")


@dataclass(frozen=True, slots=True)
class Episode:
    """One stretch of looking back.

    Example: `Episode(start=80, end=140, behaviours=("reflection", "backtracking"), before=False, after=True,
    changed=True, worth="effective")`.

    Attributes:
        before, after: whether the candidate was right; None without a candidate.
        changed: whether the candidate is another one afterwards.
        worth: "effective" (wrong to right, or a right one checked against every statement), "confirming" (something was
            evaluated, the candidate stayed), "harmful" (right to wrong), "superficial" (nothing evaluated, nothing
            changed), "other".
    """

    start: int
    end: int
    behaviours: tuple[str, ...]
    before: bool | None
    after: bool | None
    changed: bool
    worth: str

    @property
    def kind(self) -> str:
        """ "right_right", "wrong_same", "wrong_other", "wrong_right", "right_wrong", "none_right" or "none_wrong", …"""
        first = "none" if self.before is None else "right" if self.before else "wrong"
        if self.after is None:
            return f"{first}_none"
        if first == "wrong" and not self.after:
            return "wrong_other" if self.changed else "wrong_same"
        return f"{first}_{'right' if self.after else 'wrong'}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The episodes of a response and its level of aha, one of `LEVELS`."""

    episodes: tuple[Episode, ...]
    level: str

    def to_row(self) -> dict:
        """The JSON object of tags.jsonl."""
        return {"level": self.level, "episodes": [{**asdict(e), "kind": e.kind} for e in self.episodes]}


def outcome_of(spans: Sequence[Span], claims: Sequence[Claim], num_people: int) -> Outcome:
    """Episodes and level of a response from its spans and claims, both in the order of the text."""
    candidates = _candidates(claims, num_people)
    places = _merged([span for span in spans if span.behaviour in EPISODE])
    episodes = []
    for number, (start, end, names) in enumerate(places):
        until = places[number + 1][0] if number + 1 < len(places) else None
        episodes.append(_episode(start, end, names, until, candidates, claims, num_people))
    markers = any(span.behaviour == "aha" for span in spans) or any("reflection" in e.behaviours for e in episodes)
    return Outcome(tuple(episodes), _level(episodes, markers))


Candidate = tuple[int, dict[str, str], bool]  # offset, roles, right


def _candidates(claims: Sequence[Claim], num_people: int) -> list[Candidate]:
    """Whole assignments in order, also those that assumptions or conclusions add up to sentence by sentence."""
    candidates: list[Candidate] = []
    roles: dict[str, str] = {}
    right: dict[str, bool] = {}
    for claim in sorted(claims, key=lambda claim: claim.start):
        if claim.kind not in ("assumption", "role", "answer") or claim.truth == UNKNOWN or not claim.roles:
            continue
        if len(claim.roles) == num_people:
            roles, right = {}, {}
        roles = roles | claim.roles
        right = right | dict.fromkeys(claim.roles, claim.truth == TRUE)
        if len(roles) == num_people and (not candidates or candidates[-1][1] != roles):
            candidates.append((claim.start, roles, all(right.values())))
    return candidates


def _merged(spans: Sequence[Span]) -> list[tuple[int, int, tuple[str, ...]]]:
    merged: list[tuple[int, int, tuple[str, ...]]] = []
    for span in spans:
        if merged and span.start - merged[-1][1] < MERGE:
            start, end, names = merged[-1]
            merged[-1] = start, max(end, span.end), (*names, *({span.behaviour} - set(names)))
        else:
            merged.append((span.start, span.end, (span.behaviour,)))
    return merged


def _episode(
    start: int,
    end: int,
    names: tuple[str, ...],
    until: int | None,
    candidates: Sequence[Candidate],
    claims: Sequence[Claim],
    num_people: int,
) -> Episode:
    """`until` is where the next episode begins: what is evaluated up to there belongs to this one."""
    at = bisect_left(candidates, start, key=lambda candidate: candidate[0])
    before = candidates[at - 1] if at else None
    after = candidates[at] if at < len(candidates) and (until is None or candidates[at][0] < until) else before
    changed = after is not before
    steps = [c for c in claims if start <= c.start and (until is None or c.start < until) and c.truth != UNKNOWN]
    evaluated = sum(c.kind in ("verdict", "fits", "conditional", "contradiction", "role") for c in steps)
    checked_all = sum(c.kind == "verdict" and c.truth == TRUE for c in steps) >= num_people
    before_right, after_right = before and before[2], after and after[2]
    if changed and after_right and not before_right:
        worth = "effective"
    elif before_right and after_right is False:
        worth = "harmful"
    elif not changed and before_right and checked_all:
        worth = "effective"
    elif not changed:
        worth = "confirming" if evaluated else "superficial"
    else:
        worth = "other"
    return Episode(start, end, names, before_right, after_right, changed, worth)


def _level(episodes: Sequence[Episode], markers: bool) -> str:
    """The highest level any episode reaches."""
    shifts = [episode for episode in episodes if episode.changed and set(episode.behaviours) != {"verification"}]
    gains = [episode for episode in shifts if episode.after and not episode.before]
    if any({"backtracking", "aha"} & set(episode.behaviours) for episode in gains):
        return "aha"
    if gains:
        return "effective_shift"
    return "shift" if shifts else "marker" if markers else "none"
