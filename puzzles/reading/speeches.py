"""Who says what: finding the speaker and the claim in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from puzzles.reading.tokens import Item, Name, Quote
from puzzles.reading.vocabulary import (
    LEAD_INS,
    LIES,
    LISTENERS,
    NOT_A_SPEAKER,
    PARTICLES,
    SAYING,
    SCENERY,
    SPEECH_ADVERBS,
    SPEECH_PHRASES,
    TRUTHS,
    UTTERANCES,
)

MAX_NAME_WORDS = 4


class Speech(NamedTuple):
    """What one person says; `claim` holds the words without quotation marks and closing punctuation.

    `labelled` says that nothing but a colon makes it a speech, as in `Zoey: Mia is a knave`.
    """

    speaker: Name
    claim: tuple[Item, ...]
    labelled: bool = False


def speeches_in(items: Sequence[Item], names: Sequence[Name] | None) -> list[Speech]:
    """The speeches a sentence consists of; none where any part of it is something else.

    With `names`, only these people speak; without, every capitalised word before a verb of saying is a name.
    """
    reader = _SpeechReader(items, names)
    found: list[Speech] = []
    while reader.at < len(items):
        reader.skip_lead_ins()
        speech = reader.speech()
        if speech is None:
            return []
        found.append(speech)
    return found


class _SpeechReader:
    def __init__(self, items: Sequence[Item], names: Sequence[Name] | None) -> None:
        self.items, self.at = items, 0
        self.names = None if names is None else sorted(names, key=len, reverse=True)

    def kind(self, at: int) -> str:
        return self.items[at].kind if at < len(self.items) else ""

    def lower(self, at: int) -> str:
        return self.items[at].lower if at < len(self.items) else ""

    def skip_lead_ins(self) -> None:
        while self.kind(self.at) == "comma" or self.lower(self.at) in LEAD_INS:
            self.at += 1

    def speech(self) -> Speech | None:
        if self.kind(self.at) == "quote":
            return self._claim_first()
        found = self._attribution(self.at)
        if found is None:
            return None
        speaker, at = found
        if self.kind(at) == "quote":
            return self._quoted(speaker, at, at + 1)
        end = self._end_of_claim(at)
        claim = _without_end(self.items[at:end])
        labelled = [item.kind for item in self.items[self.at + len(speaker) : at]] == ["colon"]
        self.at = end
        return Speech(speaker, claim, labelled) if claim else None

    def _claim_first(self) -> Speech | None:
        """`"…," says Zoey`, `"…," Zoey says`, `"…" - Zoey`, `"…" according to Zoey`."""
        quote, at = self.at, self.at + 1
        at += self.kind(at) == "comma"
        if self.kind(at) == "dash":
            speaker = self._speaker(at + 1)
        elif self._words(at) in (("according", "to"), ("so", "says")):
            speaker = self._speaker(at + 2)
        elif self.lower(at) in SAYING:
            speaker = self._speaker(at + 1)
        else:
            speaker = self._speaker(at)
            ahead = speaker and self._saying(speaker[1])
            speaker = (speaker[0], ahead) if speaker and ahead else None
        return self._quoted(speaker[0], quote, speaker[1]) if speaker else None

    def _quoted(self, speaker: Name, quote: int, end: int) -> Speech | None:
        """The quotation as a claim, when a boundary follows: neither a second quotation nor further words."""
        item = self.items[quote]
        inner = item.inner if isinstance(item, Quote) else ()
        goes_on = end == quote + 1 and inner[-1:] != () and inner[-1].kind == "comma"
        goes_on = goes_on or self.kind(end) == "comma" and self.kind(end + 1) == "quote"
        if not inner or end < len(self.items) and (goes_on or not self._is_boundary(end)):
            return None
        self.at = end
        return Speech(speaker, _without_end(inner))

    def _is_boundary(self, at: int) -> bool:
        speaker = self._speaker(at)
        opens_another = speaker is not None and self.kind(speaker[1]) == "colon"
        return self.kind(at) == "comma" or self.lower(at) in LEAD_INS or opens_another

    def _end_of_claim(self, start: int) -> int:
        """Where unquoted words end: before `, and Mia says …` or `while Mia says …`, or with the sentence."""
        for at in range(start + 1, len(self.items)):
            word = self.lower(at)
            parted = self.kind(at - 1) == "comma" or word in ("while", "whereas")
            if word in LEAD_INS and parted and self._attribution(at + 1):
                return at
        return len(self.items)

    def _attribution(self, at: int) -> tuple[Name, int] | None:
        """The speaker and the position of the claim, where `at` begins words like `Zoey says that`."""
        for words in _CLOSINGS:
            if self._words(at, len(words)) == words:
                return self._opened(at + len(words), words)
        speaker = self._speaker(at)
        if speaker is None:
            return None
        name, ahead = speaker
        if self._is_possessive(ahead - 1):
            if self.lower(ahead) not in UTTERANCES:
                return None
            ahead += 1
            ahead += self.lower(ahead) in ("is", "are", "was", "were", "reads", "read")
        elif self.kind(ahead) != "colon":
            ahead = self._saying(ahead)
        return (name, self._skip_joints(ahead)) if ahead else None

    def _opened(self, at: int, opening: Name) -> tuple[Name, int] | None:
        """The rest of `According to Zoey`, `In Zoey's words`, `As Zoey puts it`, `From Zoey you hear`."""
        speaker = self._speaker(at)
        if speaker is None:
            return None
        name, ahead = speaker
        for closing in _CLOSINGS[opening]:
            if self._words(ahead, len(closing)) == closing and self._is_possessive(ahead - 1) == (opening == ("in",)):
                return name, self._skip_joints(ahead + len(closing))
        return None

    def _skip_joints(self, at: int) -> int:
        while self.kind(at) in ("comma", "colon") or self.lower(at) == "that":
            at += 1
        return at

    def _saying(self, at: int) -> int:
        """The position behind a verb of saying and its listener, 0 where there is no such verb."""
        while self.lower(at) in SPEECH_ADVERBS:
            at += 1
        for phrase in SPEECH_PHRASES:
            if self._words(at, len(phrase)) == phrase:
                return at + len(phrase)
        if self.lower(at) not in SAYING or self.lower(at).endswith("ing") or self._defines(at + 1):
            return 0
        telling = self.lower(at) in ("tell", "tells", "told")
        at += 1
        if telling and self.kind(at) == "word" and self.lower(at) not in LISTENERS | {"that"}:
            return 0
        if self.lower(at) == "to" and self.lower(at + 1) in LISTENERS:
            at += 1
        return at + (self.lower(at) in LISTENERS and self.lower(at + 1) not in ("and", "or", "are", "is", "am"))

    def _defines(self, at: int) -> bool:
        """Whether "the truth", "only lies" or the like follows: then the sentence tells what a role does."""
        while self.lower(at) in ("the", "only", "always", "just", "nothing", "but"):
            at += 1
        return self.lower(at) in TRUTHS or self.lower(at) in LIES or self.lower(at) in ("true", "false")

    def _speaker(self, at: int) -> tuple[Name, int] | None:
        """The name that begins at a position, and where it ends."""
        if self.names is None:
            return self._capitalised(at)
        for name in self.names:
            found = [item.text for item in self.items[at : at + len(name)]]
            if found and found[-1].endswith("'s") and found[-1] != name[-1]:
                found[-1] = found[-1][:-2]
            if tuple(found) == name:
                return name, at + len(name)
        return None

    def _capitalised(self, at: int) -> tuple[Name, int] | None:
        """A run of words that look like a name."""
        found: list[str] = []
        while at < len(self.items) and len(found) < MAX_NAME_WORDS and self._looks_like_name(at, bool(found)):
            text = self.items[at].text
            at += 1
            if text.endswith("'s"):
                found.append(text[:-2])
                break
            found.append(text)
        single = len(found) == 1 and found[0] != "I" and len(found[0]) == 1
        if not found or found[0].casefold() in NOT_A_SPEAKER and not single:
            return None
        return (tuple(found), at) if len(found) > 1 or found[0].casefold() not in SCENERY or single else None

    def _looks_like_name(self, at: int, follows: bool) -> bool:
        kind, text = self.kind(at), self.items[at].text
        if kind == "number" or follows and text in PARTICLES:
            return follows
        return kind == "word" and text[0].isalpha() and not text[0].islower()

    def _is_possessive(self, at: int) -> bool:
        return self.items[at].text.endswith("'s")

    def _words(self, at: int, count: int = 2) -> Name:
        return tuple(item.lower for item in self.items[at : at + count])


# What stands before a speaker → what may stand behind; longer openings first.
_CLOSINGS: dict[Name, tuple[Name, ...]] = {
    ("in", "a", "statement", "by"): ((),),
    ("in", "the", "words", "of"): ((),),
    ("according", "to"): ((),),
    ("in",): (("words",), ("own", "words"), ("version",)),
    ("as",): tuple((verb, "it") for verb in ("puts", "put", "says", "said", "has", "had", "tells", "told")),
    ("from",): tuple((who, verb) for who in ("you", "we") for verb in ("hear", "heard", "learn", "learnt")),
}


def _without_end(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items without closing commas and full stops; a question mark stays."""
    end = len(items)
    while end and (items[end - 1].kind == "comma" or items[end - 1].kind == "stop" and "?" not in items[end - 1].text):
        end -= 1
    return tuple(items[:end])
