"""Claims in free prose: who is said to be what, outright, as an assumption, or under one.

Nothing is guessed: a hedge, a question, an "or", a denial around the claim make it unreadable. Whether a conclusion
still stands under the last assumption often cannot be told; it is then false only if it is wrong either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from logic_rl.claims.board import Board
from logic_rl.claims.claim import Claim
from logic_rl.claims.premise import PremiseReader
from logic_rl.claims.words import Words
from logic_rl.text.sentences import Sentence
from logic_rl.text.speech import without_speech

_CLAUSE = re.compile(
    r"[,;:]|—|\b(?:then|so|therefore|thus|hence|means?(?: that)?|impl(?:y|ies)(?: that)?|because|since|but|making"
    r"|meaning(?: that)?|conclude(?: that)?|know(?: that)?|which)\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:says?|said|saying|stat(?:es?|ed|ing|ements?)|claim(?:s|ed|ing)?|t[eo]lls?|told|assert\w*|according|mention\w*"
    r"|express\w*|not(?:es|ed)|remark\w*|declar\w*|l(?:ies|ied) about|namely|asks?|suggests?|would be)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:if|suppos\w+|assum\w+|when(?:ever)?|consider\w*|case|scenario|imagine|unless|were|let|let's|try|say|option"
    r"|possibility|hypothe\w+|given)\b",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"\b(?:might|may|could|can|would|should|possib\w+|perhaps|maybe|whether|either|or|neither|nor|not|no|cannot|never"
    r"|impossible|contradict\w*|determine|who|which|what|false|true|untrue|incorrect|wrong|only|need|needs|both|like|than"
    r"|unless|until|before|how|why|doubt|xor|iff|translates?|represents?|denotes?)\b|n't\b|[¬∧∨→↔⊕⇒?]",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^[\s*_)\"'”]*(?:or\b|/|\?|if\b|iff\b|only\b|when\b|unless\b|and (?:a|an)\b|nor\b|xor\b|[∧∨→↔⊕⇒]"
    r"|(?:is|are|was|would be|must be|becomes) (?:also |actually )?(?:true|false|a lie|not)\b)",
    re.IGNORECASE,
)
# What stands right before a claim and takes it back, wherever the clause began.
_TAKEN_BACK = re.compile(
    r"(?:n't|\b(?:not|cannot|never|would|could|might|may))\s+(?:\w+\s+){0,2}"
    r"(?:imply|mean|conclude|know|say|follow|show|lead to|indicate)(?: that)?[\s*_]*$"
    r"|\brul(?:es?|ing) out that[\s*_]*$"
    r"|\b(?:premise|deduction|assumption|conclusion|idea|possibility|finding|claim|statement|belief|part|option) that"
    r"[\s*_]*$"
    r"|[$¬∧∨→↔⊕⇒'’]\s*(?:means?|is|=)?[\s(]*$"
    r"|\b[A-Z]\w?\s?[=:]\s?$"
    r"|\bif (?:he|she|they)\b[^.;]{0,120}$|\bfor\b[^.;]{3,120}? to (?:be|hold|make|stay)\b[^.;]{0,120}$",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\b(?:parts?|conditions?|following|at least one|one of|statements?|possibilities|scenarios|cases)\b[^.]*:",
    re.IGNORECASE,
)
_HEADS_CASE = re.compile(
    r"^[\s*_#>-]*(?:\d{1,2}[.)]\s*)?[*_]*(?:sub-?)?(?:case|scenario|option|possibility|assumption|hypothesis"
    r"|assignment|combination|attempt|guess)\b|^\W*(?:let (?:me|us) )?try(?: this| again)?:",
    re.IGNORECASE,
)
_ITEM_START = re.compile(r"^[\s*_>]*(?:\d{1,2}[.)]|\([a-z\d]\)|[a-z][.)]|[-•+])[\s*_]", re.IGNORECASE)
_NUMBERED = re.compile(r"^[\s*_>-]*\d{1,2}[.)]")
_LISTS = re.compile(
    r"\b(?:parts?|components?|broken|following|scenarios?|possibilit\w+|cases|options|solutions|conditions|means|statements?)\b",
    re.IGNORECASE,
)
_NOTATION = re.compile(r"\b(?:AND|OR|NOT|IFF|XOR)\b")
_CONCLUDES = re.compile(
    r"\b(?:since|therefore|thus|hence|so|must|because|conclude\w*|conclusion|final\w*|answer|solution)\b", re.IGNORECASE
)
_TOGETHER = re.compile(r"^[\s*_]*,?\s*(?:and|but|,)?(?: that)?(?: both)?[\s*_]*$", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:if|suppos\w+|assum\w+|case|scenario|imagine|consider|try|when)\b", re.IGNORECASE)
_CLOSES = re.compile(
    r"^[\s*_>-]*(?:#|\*\*|\d{1,2}[.)]|step\b|(?:in )?conclusion|final|overall|in summary|to sum"
    r"|the (?:only|solution|answer)"
    r"|(?:therefore|thus|so|hence),? (?:the (?:only|solution|answer|final|correct)|we (?:can )?conclude|in both))",
    re.IGNORECASE,
)
_CONTRADICTS = re.compile(r"\b(?:contradict\w*|impossible)\b", re.IGNORECASE)
_NO_CONTRADICTION = re.compile(
    r"\b(?:no|not|without|any|avoids?|whether|if|would|might|may|could|can|unless|which)\b|n't\b|\?", re.IGNORECASE
)
_UNSURE_IF = re.compile(r"\b(?:only if|whether|not|either|or)\b|n't", re.IGNORECASE)
_WHAT_IF = re.compile(r"\b(?:what|but|and) if[\s*_]*$", re.IGNORECASE)
_SAYS_IF = re.compile(r"\b(?:sa(?:ys?|id|ying)|stat\w+|claim\w*|t[eo]l\w+|mean\w*) that if\b", re.IGNORECASE)
_SOURCE = re.compile(
    r"\b(?:says?|said|according|states?|claims?)\b"
    r"|\bstatement\b(?! (?:is|must|would|being|was|should|has|will|cannot)\b)",
    re.IGNORECASE,
)
_CASE_OF_LIST = re.compile(r"^[\s*_>-]*(?:\d{1,2}[.)]|[-*•])\s*[^:.]{5,160}:")
_SUPPOSE_SO = re.compile(r"^\W*(?:let us |let's )?(?:suppose|assume|say|imagine) (?:so|it|that)\W*$", re.IGNORECASE)
_DISCHARGES = re.compile(r"^\W*(?:so|therefore|thus|hence|this rules out|in other words|it follows)\b", re.IGNORECASE)
_REASONS = re.compile(
    rf"{_REPORTED.pattern}|{_OPEN.pattern}|\b(?:because|since|as|but|although|or|while|not)\b|\?", re.IGNORECASE
)
_REASONS_FROM = re.compile(r"\b(?:because|must (?:also )?be|cannot be|lying|making)\b", re.IGNORECASE)
# "Suppose, for the sake of contradiction, that …", "take the case in which …"
_CASE_WHERE = re.compile(
    r"^\W*(?:(?:now|first|let us|let's|let me|so|but)\W+)*(?:suppose|assume|imagine)\b,?[^,.;:]{0,60},? that[\s*_]*$"
    r"|\b(?:suppose|assume|imagine|take)\b[^.;:]{0,60}:[\s*_]*$"
    r"|\b(?:case|scenario|possibility) (?:in which|where|that|when)[\s*_]*$",
    re.IGNORECASE,
)
_TAKES = re.compile(r"\btake\b[^.;:]{0,60}:", re.IGNORECASE)
# "what Mia says is true: if …", "lies in saying that …": the statement's own words follow.
_RETELLS = re.compile(
    r"\bwhat [^.;:]{1,60}? (?:says?|said) (?:is|must be) (?:true|false)\b[^.;]*$"
    r"|\b(?:telling the truth|lying): [^.;]*$|\b(?:in saying|namely),? that\b[^.;]*$",
    re.IGNORECASE,
)
_NOTHING_ELSE = re.compile(r"(?:\band\b|[\s\d.,)(*_])*+")
_THEN = re.compile(r"^\W*then\W*$", re.IGNORECASE)
_REACH = 160  # characters before a claim that are read for its mood


class ProseReader(PremiseReader):
    """Reads sentence after sentence."""

    source, discharges, reasons, reasons_from = _SOURCE, _DISCHARGES, _REASONS, _REASONS_FROM

    def __init__(self, response: str, board: Board, words: Words) -> None:
        self.masked = without_speech(response)
        super().__init__(board, words)
        self.asked: dict[int, bool] = {}  # by "Could Zoey be a knight?", which "Suppose so" takes up
        self.listing = False  # inside a list of parts, cases or possibilities

    def claims_of(self, sentence: Sentence, text: str) -> Iterator[Claim]:
        """The claims of one sentence."""
        text = self.masked[sentence.start : sentence.end]
        if _CLOSES.match(text):
            self.given = {}
        if question := self.words.could.search(text):
            knight = self.words.knight_of(question["role"])
            self.asked, self.given = dict.fromkeys(self.words.people(question["who"]), knight), {}
        elif _SUPPOSE_SO.match(text):
            self.given = self.asked
        elif tried := self.words.tried.search(text):
            self.given = dict.fromkeys(self.words.people(tried["who"]), self.words.knight_of(tried["role"]))
        supposed: dict[int, bool] = {}
        end, mood = 0, ""
        matches, listed = list(self.words.claimed.finditer(text)), self._is_listed(text)
        frame, case = (self._frame(text, listed), _case_ends(text)) if matches else ("", 0)
        if self.given and not (frame or case):
            self._gather(text, map(self._part, matches))
        for match in matches:
            mood = (
                "supposed" if match.end() <= case else frame or self._mood(text, match, text[end : match.start()], mood)
            )
            end = match.end()
            if mood != "reported":
                place = sentence.start + match.start(), sentence.start + match.end()
                yield self._claim(place, self._part(match), mood, supposed, text)
        if supposed and (frame == "supposed" or case or _OPEN.search(text) or _TAKES.search(text)):
            self.given = supposed
        if not end or supposed or self.given:
            yield from self._contradiction(sentence, text)

    def _is_listed(self, text: str) -> bool:
        """Whether a sentence is an item of a list of parts or cases; one that opens such a list is none yet."""
        listed, bare = self.listing and bool(_ITEM_START.match(text)), text.strip(" *_\t")
        self.listing = listed or (bare.endswith(":") and bool(_LISTS.search(bare)))
        return listed

    def _frame(self, text: str, listed: bool) -> str:
        """The mood that a whole sentence has: a case that is set, notation, one item of a list of parts or cases."""
        if _HEADS_CASE.match(text):
            return "supposed"
        if text.strip(" *_\t").endswith(":") and not _CONCLUDES.search(text):
            return "supposed"
        if (
            (listed and not (_CONCLUDES.search(text) or _OPEN.search(text)))
            or _NOTATION.search(text)
            or _SAYS_IF.search(text)
        ):
            return "weak"
        # A numbered line that says no more than roles: one of several cases, or a result.
        left = self.words.claimed.sub("", text).strip(" .,*_\t") if _NUMBERED.match(text) else text
        return "weak" if _NOTHING_ELSE.fullmatch(left) else ""

    def _mood(self, text: str, match: re.Match, between: str, before: str) -> str:
        """How a claim stands in its sentence: "reported", "supposed", "weak", "listed" or "asserted"."""
        if match["colon"]:
            return "supposed"
        if before in ("supposed", "reported", "weak") and _TOGETHER.match(between):
            return before
        lead = text[max(0, match.start() - _REACH) : match.start()]
        if _RETELLS.search(lead):
            return "reported"
        if _TAKEN_BACK.search(lead) or _PARTS.search(lead) or (not self.given and _THEN.search(lead)):
            return "weak"
        if _CASE_WHERE.search(lead):
            return "supposed"
        clause = _CLAUSE.split(lead)[-1]
        if _REPORTED.search(clause):
            return "reported"
        if text.rstrip(" *_\"'”)").endswith("?"):
            return "supposed" if _WHAT_IF.search(lead) else "weak"
        if _AFTER.match(text[match.end() : match.end() + 30]):
            return "weak"
        if _SUPPOSED.search(clause):
            return "weak" if _UNSURE_IF.search(clause) else "supposed"
        return "weak" if _WEAK.search(clause) else "asserted"

    def _part(self, match: re.Match) -> dict[int, bool] | None:
        """Who is what by a claim; None for denials about several people, which have two readings."""
        people = self.words.people(match["who"])
        if len(people) > 1 and re.match(r"(?:is|has|must be)\b", match["be"] or match["not_be"] or ""):
            people = people[-1:]  # "… by Zoey and Mia is a knave"
        denied = bool(match["not_be"] or match["denied"])
        if not people or (denied and len(people) > 1):
            return None
        return dict.fromkeys(people, self.words.knight_of(match["role"]) != denied)

    def _contradiction(self, sentence: Sentence, text: str) -> Iterator[Claim]:
        """`This contradicts …` under an assumption: true if the assumption is not the case."""
        match = _CONTRADICTS.search(text)
        if match and self.given and not _NO_CONTRADICTION.search(text[: match.start()]):
            yield self._refutation(sentence, match)


def _case_ends(text: str) -> int:
    """Where the case ends that a list item sets: `1. Zoey is a knight, Mia is a knave: …`; 0 if it sets none."""
    item = _CASE_OF_LIST.match(text)
    return item.end() if item and not _CONCLUDES.search(item[0]) else 0
