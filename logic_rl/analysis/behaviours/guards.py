"""What keeps a cue from counting: denial, imagination, a proof by cases."""

from __future__ import annotations

import re

from logic_rl.analysis.behaviours.rules import FROM, MISTAKE

# A heading, a bullet or a number before the sentence proper.
LEAD = re.compile(FROM, re.IGNORECASE)

_NO = r"(?:\b(?:no|not|never|without|needn't|needless|unnecessary|instead of|rather than|unless|nothing)\b|n't\b"
_NO += r"|不用|不必|无需|不需要|没有|没必要)"
_FILLERS = (
    r"(?:\s+(?:really|even|actually|any|have|need|necessary|required?|reason|the|point|a|an|to|me|us|for|in|be|it|i|we"
    r"|let|further|longer))*"
)
# Right before a cue, in the same clause: the behaviour is denied ("no need to") or only imagined ("if we had").
DENIED = re.compile(
    rf"{_NO}{_FILLERS}\s*$"
    r"|\b(?:if|had|were|would|could have|should have)\s+(?:\w+\s+)?(?:i|we|you|one|someone)"
    r"(?:\s+(?:were|had|have|to|would|did))*\s*$"
    r"|\b(?:if|when|would|which would) (?:you|one|someone|a reader|anyone) (?:\w+\s+)?$",
    re.IGNORECASE,
)
# The negated or conditional half that stands inside a cue with its own subject: "if we checked".
IMAGINED = re.compile(r"\b(?:if|had|unless)\s*$", re.IGNORECASE)
# Own error named, as in "Wait, I made a mistake": an aha if the conclusion changes afterwards.
ADMISSION = re.compile(
    rf"\b(?:i|we)(?:'ve| have)? (?:made|make) an? (?:\w+ )?{MISTAKE}|\bi was (?:wrong|mistaken)"
    r"|\bi (?:missed|overlooked|misread|forgot)\b|我(?:搞|弄)?错了",
    re.IGNORECASE,
)
# Words of a proof by cases, in lower case; "in that case" is none.
_CASE_WORDS = ("case", "suppose", "assume", "instead", "otherwise")  # each match holds one: cheap to look for first
_CASES = re.compile(
    r"\bcase (?:\d|[a-d]\b|i+\b)|\bcases? (?:where|when|in which|that|is|fails?|gives)\b"
    r"|\b(?:first|second|third|other|remaining|last|final|next|another|each|both|two|three|this) cases?\b"
    r"|\b(?:if|suppose|assume) instead\b|\botherwise,"
    r"|\b(?:suppose|assume) (?:that|for|now|the|\w+ (?:is|are|=|<|>))",
)
ASSUMED = re.compile(r"\b(?:if|suppose|assume|assuming|were)\b", re.IGNORECASE)


def opens_cases(text: str) -> bool:
    """Whether words of a proof by cases stand in a text."""
    lowered = text.lower()
    return any(word in lowered for word in _CASE_WORDS) and bool(_CASES.search(lowered))
