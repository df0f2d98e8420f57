"""Who says what: the speeches of a sentence, and who says nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from puzzles.reading.english.attribution import Attribution, AttributionReader
from puzzles.reading.english.silence import MAX_WORDS, OTHERS, SILENCES, Phrase
from puzzles.reading.english.speakers import Speakers
from puzzles.reading.english.tokens import Item, Name, Quote
from puzzles.reading.english.vocabulary import LEAD_INS, SAYING, SPEECH_OPENINGS


class Speech(NamedTuple):
    """What one person says; `claim` holds the words without quotation marks and closing punctuation.

    `labelled` says that nothing but a colon makes it a speech, as in `Zoey: Mia is a knave`; `direct` that the
    words are the speaker's own; `listener` is the person spoken to, if the text names one. Who is told to be
    silent makes a speech without a claim; its speaker is () where that is told of all the others.
    """

    speaker: Name
    claim: tuple[Item, ...]
    labelled: bool = False
    direct: bool = False
    listener: Name = ()


def speeches_in(items: Sequence[Item], names: Sequence[Name] | None, roles: Collection[str] = ()) -> list[Speech]:
    """The speeches a sentence consists of; none where any part of it is something else.

    With `names`, only these people speak; without, every capitalised word before a verb of saying is a name.
    The words of `roles` describe nobody: "the first native, Zoey, says …" tells a fact where natives are truthful.
    """
    reader = _SpeechReader(items, names, roles)
    found: list[Speech] = []
    while reader.at < len(items):
        reader.skip_lead_ins()
        speeches = reader.speeches()
        if not speeches:
            return []
        found += speeches
    return found


class _SpeechReader(AttributionReader):
    def skip_lead_ins(self) -> None:
        """Step over "then", "and", "to this" and the like."""
        while self.at < len(self.items):
            first = self.lower(self.at)
            likely = [words for words in SPEECH_OPENINGS if words[0] == first]
            words = next((words for words in likely if self.words(self.at, len(words)) == words), ())
            if not words and self.kind(self.at) != "comma" and self.lower(self.at) not in LEAD_INS:
                return
            self.at += len(words) or 1

    def speeches(self) -> list[Speech]:
        """The next speech, once for each of those who make it together."""
        silent = self._silence(self.at)
        if silent:
            people, self.at = silent
            return [Speech(name, ()) for name in people]
        if self.kind(self.at) == "quote":
            return self._claim_first()
        found = self.attribution(self.at)
        if found is None:
            return []
        if self.kind(found.claim) == "quote":
            return [] if found.opening else self._quoted(found, found.claim, found.claim + 1)
        end = self._end_of_claim(found.claim)
        claim = found.opening + _without_end(self.items[found.claim : end])
        direct = not found.opening and self.kind(found.claim - 1) == "colon"
        self.at = end
        return [Speech(one, claim, found.labelled, direct, found.listener) for one in found.speakers if claim]

    def _silence(self, at: int) -> Speakers | None:
        """Who is silent by `Zoey says nothing`, `neither Zoey nor Mia speaks`, `the others remain silent`."""
        phrases = SILENCES[self.lower(at) == "neither"]
        others = self._length(at, OTHERS)
        nobody_named: Speakers = (((),), at + others)
        for found in (nobody_named if others else None, self.speakers(at)):
            end = found[1] if found else at
            length = self._length(end, phrases)
            if found and length and (end + length == len(self.items) or self._is_boundary(end + length)):
                return found[0], end + length
        return None

    def _length(self, at: int, phrases: Collection[Phrase]) -> int:
        """How many words the longest of the phrases takes that stands at a position; 0 where none does."""
        words = self.words(at, MAX_WORDS)
        return next((length for length in range(len(words), 0, -1) if words[:length] in phrases), 0)

    def _claim_first(self) -> list[Speech]:
        """`"…," says Zoey`, `"…," Zoey says to Mia`, `"…" - Zoey`, `"…" according to Zoey`."""
        at = self.at + 1
        at += self.kind(at) == "comma"
        listened = None
        if self.kind(at) == "dash":
            found = self.speakers(at + 1)
        elif self.words(at) in (("according", "to"), ("so", "says")):
            found = self.speakers(at + 2)
        elif self.lower(at) in SAYING:
            found = self.speakers(at + 1)
            listened = self.listener(found[1]) if found and self.lower(found[1]) == "to" else None
        else:
            found = self.speakers(at)
            listened = self.saying(found[1]) if found else None
            found = found if listened else None
        if found is None:
            return []
        end, listener = listened or (found[1], ())
        return self._quoted(Attribution(found[0], end, listener), self.at, end)

    def _quoted(self, found: Attribution, quote: int, end: int) -> list[Speech]:
        """The quotation as a claim, when a boundary follows: neither a second quotation nor further words."""
        item = self.items[quote]
        inner = item.inner if isinstance(item, Quote) else ()
        open_ended = inner[-1:] != () and inner[-1].kind == "comma"
        goes_on = end == quote + 1 and open_ended and self.lower(end) not in LEAD_INS
        goes_on = goes_on or self.kind(end) == "comma" and self.kind(end + 1) == "quote"
        if not inner or end < len(self.items) and (goes_on or not self._is_boundary(end)):
            return []
        self.at = end
        return [Speech(one, _without_end(inner), False, True, found.listener) for one in found.speakers]

    def _is_boundary(self, at: int) -> bool:
        speaker = self.speaker(at)
        opens_another = speaker is not None and self.kind(speaker[1]) == "colon"
        return self.kind(at) == "comma" or self.lower(at) in LEAD_INS or opens_another

    def _end_of_claim(self, start: int) -> int:
        """Where unquoted words end: before `, Mia says that`, `, and Mia says` or `while Mia says`, or at the end."""
        for at in range(start + 1, len(self.items)):
            word = self.lower(at)
            parted = self.kind(at - 1) == "comma" or word in ("while", "whereas")
            if self.kind(at) == "comma" and self._runs_on(at + 1):
                return at
            if word in LEAD_INS and parted and (self.attribution(at + 1) or self._silence(at + 1)):
                return at
        return len(self.items)

    def _runs_on(self, at: int) -> bool:
        """Whether one person's reported speech begins at a position: `Mia says that …`."""
        speaker = self.speaker(at)
        said = self.saying(speaker[1]) if speaker else None
        return said is not None and self.lower(said[0]) == "that"


def _without_end(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items without closing commas and full stops; a question mark stays."""
    end = len(items)
    while end and (items[end - 1].kind == "comma" or items[end - 1].kind == "stop" and "?" not in items[end - 1].text):
        end -= 1
    return tuple(items[:end])
