"""The words that attribute a claim to its speaker: `Zoey says that`, `According to Zoey`, `Zoey calls Mia`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from puzzles.reading.english.speakers import SpeakerReader
from puzzles.reading.english.tokens import Name, Token
from puzzles.reading.english.vocabulary import (
    LIES,
    LISTENERS,
    SAYING,
    SPEECH_ADVERBS,
    SPEECH_PHRASES,
    TRUTHS,
    UTTERANCES,
)

# What stands before a speaker → what may stand behind; longer openings first.
_CLOSINGS: dict[Name, tuple[Name, ...]] = {
    ("in", "a", "statement", "by"): ((),),
    ("in", "the", "words", "of"): ((),),
    ("according", "to"): ((),),
    ("in",): (("words",), ("own", "words"), ("version",)),
    ("as",): tuple((verb, "it") for verb in ("puts", "put", "says", "said", "has", "had", "tells", "told")),
    ("from",): tuple((who, verb) for who in ("you", "we") for verb in ("hear", "heard", "learn", "learnt")),
}
_TELLING = frozenset("tell tells told assure assures assured inform informs informed answer answers answered".split())
_JUDGING = frozenset({"calls", "call", "called", "accuses", "accuse", "accused"})


class Attribution(NamedTuple):
    """Who speaks and to whom, and the position where the claim begins; `opening` is put before the claim.

    `labelled` says that there is nothing but a colon behind the name.
    """

    speakers: tuple[Name, ...]
    claim: int
    listener: Name = ()
    opening: tuple[Token, ...] = ()
    labelled: bool = False


class AttributionReader(SpeakerReader):
    """Finds attributions among the items of a sentence."""

    def attribution(self, at: int) -> Attribution | None:
        """What the words at a position tell where they are like `Zoey says that`."""
        for words in _CLOSINGS:
            if self.words(at, len(words)) == words:
                return self._opened(at + len(words), words)
        found = self.speakers(at)
        if found is None or self.lower(at) == "neither":
            return None
        names, ahead = found
        if self.is_possessive(ahead - 1):
            return self._uttered(names, ahead)
        if self.kind(ahead) == "colon":
            return Attribution(names, self._past_joints(ahead), labelled=True)
        if self.kind(ahead) == "dash" and self.kind(ahead + 1) == "quote":
            return Attribution(names, ahead + 1)
        if len(names) > 1 and self.lower(ahead).endswith("s") and self.lower(ahead - 1) != "each":
            return None  # "Zoey and Mia says"
        if self.lower(ahead) in _JUDGING:
            return self._judgement(names, ahead)
        said = self.saying(ahead)
        return self._said(names, *said) if said else None

    def _opened(self, at: int, opening: Name) -> Attribution | None:
        """The rest of `According to Zoey`, `In Zoey's words`, `As Zoey puts it`, `From Zoey you hear`."""
        speaker = self.speaker(at)
        if speaker is None:
            return None
        name, ahead = speaker
        for closing in _CLOSINGS[opening]:
            if self.words(ahead, len(closing)) == closing and self.is_possessive(ahead - 1) == (opening == ("in",)):
                return Attribution((name,), self._past_joints(ahead + len(closing)))
        return None

    def _uttered(self, names: tuple[Name, ...], at: int) -> Attribution | None:
        """The rest of `Zoey's statement is`."""
        if self.lower(at) not in UTTERANCES:
            return None
        at += 1 + (self.lower(at + 1) in ("is", "are", "was", "were", "reads", "read"))
        return Attribution(names, self._past_joints(at))

    def _said(self, names: tuple[Name, ...], at: int, listener: Name) -> Attribution:
        """With the claim of `claims to be a knave` and `claims not to be a knave` spelt out."""
        denied = self.lower(at) == "not"
        if self.lower(at - 1).startswith("claim") and self.words(at + denied) == ("to", "be"):
            words = ("I", "am", "not") if denied else ("I", "am")
            return Attribution(names, at + denied + 2, listener, self._spoken(words, at))
        return Attribution(names, self._past_joints(at), listener)

    def _judgement(self, names: tuple[Name, ...], at: int) -> Attribution | None:
        """The rest of `Zoey calls Mia a knave`, `Zoey accuses both Mia and Ann of lying`."""
        accused = self.lower(at).startswith("accuse")
        found = self.speakers(at + 1)
        if found is None or self.lower(at + 1) == "neither" or accused and self.lower(found[1]) != "of":
            return None
        objects, end = found
        whom = tuple(item for item in self.items[at + 1 : end] if isinstance(item, Token))
        opening = whom + self._spoken(("is" if len(objects) == 1 else "are",), end)
        end += accused
        end += accused and self.lower(end) == "being"
        return Attribution(names, end, (), opening)

    def _spoken(self, words: Sequence[str], at: int) -> tuple[Token, ...]:
        place = self.items[min(at, len(self.items) - 1)].start
        return tuple(Token("word", word, place, place, lower=word.casefold()) for word in words)

    def _past_joints(self, at: int) -> int:
        while self.kind(at) in ("comma", "colon") or self.lower(at) == "that":
            at += 1
        return at

    def saying(self, at: int) -> tuple[int, Name] | None:
        """The position behind a verb of saying and its listener, and that listener if there is a name."""
        while self.lower(at) in SPEECH_ADVERBS:
            at += 1
        for phrase in SPEECH_PHRASES:
            if self.words(at, len(phrase)) == phrase:
                return at + len(phrase), ()
        verb = self.lower(at)
        if verb not in SAYING or verb.endswith("ing") or self._defines(at + 1):
            return None
        listening = self.listener(at + 1)
        if listening and (not listening[1] or verb in _TELLING or self.lower(at + 1) == "to"):
            return listening
        if verb in ("tell", "tells", "told") and self.kind(at + 1) == "word" and self.lower(at + 1) != "that":
            return None
        return at + 1, ()

    def listener(self, at: int) -> tuple[int, Name] | None:
        """Behind `you`, `to you`, `to Zoey` or, before "that" or a stop, `Zoey`; and who that is."""
        to = self.lower(at) == "to"
        if self.lower(at + to) in LISTENERS and self.lower(at + to + 1) not in ("and", "or", "are", "is", "am"):
            return at + to + 1, ()
        named = self.speaker(at + to)
        if named is None or self.is_possessive(named[1] - 1):
            return None
        ends = self.kind(named[1]) in ("comma", "colon", "quote", "") or self.lower(named[1]) == "that"
        return (named[1], named[0]) if ends else None

    def _defines(self, at: int) -> bool:
        """Whether "the truth", "only lies" or the like follows: then the sentence tells what a role does."""
        while self.lower(at) in ("the", "only", "always", "just", "nothing", "but"):
            at += 1
        return self.lower(at) in TRUTHS or self.lower(at) in LIES or self.lower(at) in ("true", "false")
