"""Tagging the eight reasoning behaviours by rule, with the evidence to the character.

Rules in `cues` fire on single sentences of the thinking and of text outside all blocks, never inside
`<answer>`. Definitions follow Gandhi et al. (arXiv 2503.01307) in the strict reading and ReasoningFlow
(arXiv 2606.05402); keyword rules are weak detectors, so read rates beside length and accuracy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache

from logic_rl.analysis.cues import BEHAVIOURS, RULES
from logic_rl.analysis.guards import ADMISSION, ASSUMED, DENIED, IMAGINED, LEAD, SPEECH
from logic_rl.analysis.rules import Rule
from logic_rl.analysis.sentences import ANSWER, Sentence, segment, without_loops

_BLANK = "□"  # stands for blanked-out text: no letter, no space, so no rule reaches across it
_HAN_LETTER = r"[\u3400-\u4dbf\u4e00-\u9fff]"
_HAN = re.compile(rf"{_HAN_LETTER}(?:[，。、；：！？“”（）\s]*{_HAN_LETTER})*")
_LATIN_WORDS = re.compile(r"\b[A-Za-z]{2,}+(?:[ '’,-]++[A-Za-z]++){2,}+")
_CLAIM = re.compile(r"\b([A-Z]\w+) is (?:indeed |actually |therefore |really )?an? (\w+)")
_DENIAL_REACH = 100  # characters; longer than any chain of filler words
_AHA_REACH = 12  # sentences before and after an admitted error in which the conclusion must change; assumed


@dataclass(frozen=True, slots=True)
class Span:
    """Tagged text: `response[start:end]` is the sentence (the run of characters for language_switch).

    Example: `Span(start=8, end=38, behaviour="reflection", cue="Wait", rule="wait")`; `cue` is the part
    of it that made `rule` fire.
    """

    start: int
    end: int
    behaviour: str
    cue: str
    rule: str

    def to_row(self) -> dict:
        """The JSON object of tags.jsonl."""
        return asdict(self)


def tag(response: str, names: Sequence[str] | None = None, roles: Sequence[str] | None = None) -> list[Span]:
    """All behaviours of a response, by start; a sentence may carry several, each at most once.

    `names` and `roles` of the puzzle sharpen two rules: names are no foreign language, and a changed
    conclusion (for aha) is read from "NAME is a ROLE". Loops of repeated sentences count once. Never raises on
    odd text.
    """
    whole = [sentence for sentence in segment(response) if sentence.section != ANSWER]
    kept = without_loops(response, whole)
    masked = SPEECH.sub(_without_speech, response)
    spans = [span for sentence in kept for span in _spans_of(masked, response, sentence)]
    spans += _changed_minds(response, masked, kept, set(names or ()), {role.lower() for role in roles or ()})
    spans += _switches(response, masked, kept, names or ())
    return sorted(_once_each(spans), key=lambda span: (span.start, span.end, BEHAVIOURS.index(span.behaviour)))


def counts(spans: Sequence[Span]) -> dict[str, int]:
    """Spans per behaviour; every behaviour has a key."""
    return {behaviour: sum(span.behaviour == behaviour for span in spans) for behaviour in BEHAVIOURS}


def is_looping(response: str) -> bool:
    """True if the response repeats itself so often that repeats were left out of the tags."""
    whole = segment(response)
    return len(without_loops(response, whole)) < len(whole)


def _without_speech(match: re.Match) -> str:
    return match["verb"] + _blank(match["said"]) if match["verb"] else _blank(match[0])


def _blank(text: str) -> str:
    """Same length, letters gone; line ends stay so that sentences do not change."""
    return "".join("\n" if letter == "\n" else _BLANK for letter in text)


def _spans_of(masked: str, response: str, sentence: Sentence) -> list[Span]:
    start, spans = sentence.start, []
    for rule, first, last in _fired(masked[start : sentence.end].replace("’", "'")):
        words = response[start + first : start + last].strip()
        spans.append(Span(start, sentence.end, rule.behaviour, words, rule.name))
    return spans


@lru_cache(maxsize=1 << 16)  # models in training say the same sentences again and again
def _fired(text: str) -> tuple[tuple[Rule, int, int], ...]:
    """The rules that fire on a sentence, each with the place of its cue."""
    found = ((rule, _cue(rule, text)) for rule in RULES)
    return tuple((rule, *place) for rule, place in found if place)


def _cue(rule: Rule, text: str) -> tuple[int, int] | None:
    """Where a rule fires in a sentence; None if it does not, is excluded, or is denied there."""
    match = rule.pattern.search(text)
    while match and match[0] and rule.negatable and _denied(text, match):
        match = rule.pattern.search(text, match.end())
    if not match or not match[0] or (rule.unless and rule.unless.search(text)):
        return None
    heading = LEAD.match(text, 0, match.end() - 1).end() if match.start() == 0 else 0
    blanks = len(match[0]) - len(match[0].lstrip(" ,;—–-"))
    return max(match.start() + blanks, heading), match.end()


def _denied(text: str, match: re.Match) -> bool:
    near = text[max(0, match.start() - _DENIAL_REACH) : match.start()]
    before = re.split(r"[.;:!?]\s|,\s", near)[-1]
    return bool(DENIED.search(before) or IMAGINED.search(before))


def _once_each(spans: list[Span]) -> list[Span]:
    """The first rule that fired for each (sentence, behaviour)."""
    first: dict[tuple, Span] = {}
    for span in spans:
        first.setdefault((span.start, span.end, span.behaviour), span)
    return list(first.values())


def _changed_minds(
    response: str, masked: str, sentences: list[Sentence], names: set[str], roles: set[str]
) -> list[Span]:
    """Aha where an own error is admitted and somebody's role is concluded differently after than before."""
    spans = []
    for index, sentence in enumerate(sentences):
        match = ADMISSION.search(masked, sentence.start, sentence.end)
        if not match or _denied(masked[sentence.start : sentence.end], _local(match, masked, sentence)):
            continue
        before = _claims(masked, sentences[max(0, index - _AHA_REACH) : index + 1], names, roles)
        after = _claims(masked, sentences[index + 1 : index + 1 + _AHA_REACH], names, roles)
        if any(before[name] != role for name, role in after.items() if name in before):
            cue = response[match.start() : match.end()]
            spans.append(Span(sentence.start, sentence.end, "aha", cue, "admitted_and_changed"))
    return spans


def _local(match: re.Match, masked: str, sentence: Sentence) -> re.Match:
    found = ADMISSION.search(masked[sentence.start : sentence.end])
    return found or match


def _claims(masked: str, sentences: list[Sentence], names: set[str], roles: set[str]) -> dict[str, str]:
    """The last role claimed of each person in these sentences; assumptions ("if …") do not count."""
    claims = {}
    for sentence in sentences:
        for match in _CLAIM.finditer(masked, sentence.start, sentence.end):
            name, role = match[1], match[2].lower()
            known = (not names or name in names) and (not roles or role in roles)
            if known and not ASSUMED.search(masked, sentence.start, match.start()):
                claims[name] = role
    return claims


def _switches(response: str, masked: str, sentences: list[Sentence], names: Sequence[str]) -> list[Span]:
    """Runs of the minority script: Han in a Latin response, or three or more Latin words in a Han one."""
    for name in sorted(names, key=len, reverse=True):
        masked = masked.replace(name, _BLANK * len(name))
    pieces = [masked[s.start : s.end] for s in sentences]
    han = sum(len(re.findall(_HAN_LETTER, piece)) for piece in pieces)
    if not han:
        return []
    latin_words = sum(len(re.findall(r"[A-Za-z]{2,}", piece)) for piece in pieces)
    # A Chinese word is about two characters long.
    pattern, rule = (_HAN, "han_in_latin") if han / 2 <= latin_words else (_LATIN_WORDS, "latin_in_han")
    spans = []
    for sentence in sentences:
        for match in pattern.finditer(masked, sentence.start, sentence.end):
            text = response[match.start() : match.end()]
            spans.append(Span(match.start(), match.end(), "language_switch", text[:40], rule))
    return spans
