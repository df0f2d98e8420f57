"""The story of a puzzle: who there is and how many, and nothing that would settle who tells the truth."""

from __future__ import annotations

from dataclasses import dataclass, field

from puzzles.reading.english.narration import PUNCTUATION, name_length, phrase_length, refuse_quotation, role_length
from puzzles.reading.english.scenery import Scenery
from puzzles.reading.english.story_phrases import StoryPhrases
from puzzles.reading.english.story_words import ADJECTIVES, BE, PEOPLE_NOUNS, SCENERY, SETTLED_PHRASES, THINGS, TRADES
from puzzles.reading.english.terms import NotUnderstood
from puzzles.reading.english.tokens import Name, Quote
from puzzles.reading.english.vocabulary import NOT_A_SPEAKER, SAYING

_PEOPLE = frozenset({"them", "these", "those"})
_VERBS = BE | {"has", "have", "had", "it's"}
_BELONGING = frozenset({"among", "with", "of", "from"})
_SPEAKS = frozenset({"speaks", "talks", "answers"})
MAX_ADJECTIVES = 3


@dataclass
class Scene(StoryPhrases):
    """Reads one sentence of the story.

    `names` are the people it lists, `company` those of them who stand in a list with others, `numbers` the
    counts of people it tells, `only` the one person who speaks if it tells so.
    """

    names: list[Name] = field(default_factory=list)
    company: set[Name] = field(default_factory=set)
    numbers: list[int] = field(default_factory=list)
    only: Name = ()
    named: list[tuple[Name, range]] = field(default_factory=list)  # every name and where it stands
    settled: set[int] = field(default_factory=set)  # the positions of fixed phrases

    def read(self) -> Scene:
        """Take in the sentence.

        Raises:
            NotUnderstood: at a word that is neither scenery nor a name, where the whole is no scenery.
        """
        refuse_quotation(self.told)
        at, unknown = self.start, set()
        while at < len(self.told.tokens):
            length = 1 if at in self.defined else self._settled(at) or self._name(at) or self._plain(at)
            if not length:
                unknown.add(at)
            at += length or 1
        named = {at for _, place in self.named for at in place}
        scenery = Scenery(self.told.tokens, named, self.settled.union(self.defined))
        quoted = any(isinstance(item, Quote) for item in self.told.sentence.items)
        if unknown and (quoted or self.strict or not scenery.holds(unknown, self.roles)):
            strange = {at for at in unknown if self.lower(at) not in NOT_A_SPEAKER}
            raise NotUnderstood(self._objection(min(strange or unknown)))
        return self

    def _settled(self, at: int) -> int:
        """The length of a fixed phrase, of `knights and knaves`, or of the name of a place."""
        length = phrase_length(self.told.tokens, at, SETTLED_PHRASES) or self.both_roles(at) or self._only_one(at)
        self.settled.update(range(at, at + length))
        return length or self.place(at)

    def _only_one(self, at: int) -> int:
        """`only Zoey speaks`."""
        length = name_length(self.told.tokens, at + 1, self.people) if self.lower(at) == "only" else 0
        if not length or self.lower(at + 1 + length) not in _SPEAKS:
            return 0
        self.only = tuple(token.text for token in self.told.tokens[at + 1 : at + 1 + length])
        return length + 2

    def _name(self, at: int) -> int:
        length = self.name_words(at)
        if length:
            self._add_name(at, length)
        return length

    def _add_name(self, at: int, length: int) -> None:
        tokens = self.told.tokens[at : at + length]
        name = tuple(token.text.removesuffix("'s") for token in tokens)
        last, before = self.named[-1] if self.named else (name, range(at))
        joints = self.told.tokens[before.stop : at]
        if self.named and not joints:
            raise NotUnderstood(f"it is not clear who is meant by {' '.join((*last, *name))!r}")
        if joints and all(one.kind == "comma" or one.lower in ("and", "or") for one in joints):
            self.company |= {last, name}
        if name not in self.names:
            self.names.append(name)
        self.named.append((name, range(at, at + length)))

    def _plain(self, at: int) -> int:
        token, before = self.token(at), self.lower(at - 1)
        if token.number is not None:
            return self._number(at, token.number)
        after = self.lower(at + 1)
        if token.kind in PUNCTUATION or token.lower == "so" and at == self.start and after not in BE:
            return 1
        if token.kind != "word" or token.lower not in SCENERY or role_length(self.told.tokens, at, self.roles):
            return 0
        if token.lower in _VERBS and (before in ("as", "so") or not self.token(at + 1).kind):
            return 0  # "as is Zoey", "Zoey is."
        says = token.lower in SAYING and any(at == place.stop for _, place in self.named)
        belongs = token.lower in _BELONGING and before in BE and after in _PEOPLE
        return int(not says and not (belongs and self.named))

    def _number(self, at: int, count: int) -> int:
        """Note how many people there are; a bare "one" may stand for a role."""
        noun = at + 1
        while self.lower(noun) in ADJECTIVES and noun - at <= MAX_ADJECTIVES:
            noun += 1
        if self.lower(noun) in THINGS:
            return 1
        after = {self.lower(ahead) for ahead in range(noun, noun + MAX_ADJECTIVES)}
        if count == 1 and (self.lower(at - 1) in BE or self.token(noun).kind != "word"):
            return int(self.token(noun).kind == "word" and not after.isdisjoint(PEOPLE_NOUNS | TRADES))
        self.numbers.append(count)
        return 1

    def _objection(self, at: int) -> str:
        text = self.token(at).text
        if role_length(self.told.tokens, at, self.roles):
            return f"this tells something about {text!r} outside anybody's speech"
        return f"{text!r} is not understood outside a speech"
