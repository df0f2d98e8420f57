"""Which words the puzzle uses for truth-teller and liar, and which is which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from puzzles.prose.nouns_en import singulars
from puzzles.reading.english.story_words import ADJECTIVES, SCENERY, TRADES
from puzzles.reading.english.tokens import Token
from puzzles.reading.english.vocabulary import ARTICLES, LEAD_INS, LIES, STRUCTURAL, TRUTHS, UTTERED

MAX_ROLE_WORDS = 3
_NEVER = frozenset({"never", "cannot", "can't"})
_ALWAYS = frozenset({"always", "only", "invariably", "consistently"})
_AUXILIARY = frozenset({"can", "will", "must"})
_RELATIVE = frozenset({"who", "which", "that"})
_SPEAK_VERBS = frozenset("tell tells speak speaks say says make makes utter utters answer answers".split())
_NATURES = {
    **dict.fromkeys(("truthful", "honest", "truth-teller", "truth-tellers"), True),
    **dict.fromkeys(("liar", "liars", "lying", "untruthful", "dishonest"), False),
}
_MANNERS = {"truthfully": True, "honestly": True, "falsely": False, "untruthfully": False, "dishonestly": False}


class Definition(NamedTuple):
    """`words` always tell the truth (`honest`) or always lie; the definition fills `start` to `end` of its sentence.

    There are no `words` where it is not clear who does so, or where something that may limit it follows; nor where
    people do either ("each of them always lies or always tells the truth"), which is then neither (`honest` is None).
    `singular` is known from the verb: "tells" and "lies" have one subject. `sure` says that the words are no
    more than the role, as in "every knight …" and "knights, who …", but perhaps not in "old knights always …".
    `never` says that it tells what they never do.
    """

    words: tuple[str, ...]
    honest: bool | None
    singular: bool
    sure: bool
    start: int
    end: int
    never: bool = False


def definitions(tokens: Sequence[Token], before: Definition | None = None) -> Iterator[Definition]:
    """What a sentence says of roles: `every knight always tells the truth`, `knaves, who always lie`.

    `before` is what the sentence before it defines last; "knaves never do" and "knaves always do" refer to it.
    """
    at = 0
    while at < len(tokens):
        found = _whatever_they_say(tokens, at) or _either_way(tokens, at) or _behaviour(tokens, at, before)
        if found is None:
            at += 1
            continue
        limited = found.end < len(tokens) and not _may_follow(tokens[found.end])
        before = found._replace(words=()) if limited else found
        yield before
        at = found.end


def _either_way(tokens: Sequence[Token], at: int) -> Definition | None:
    """`either always tell the truth or always lie`."""
    one = _verb_phrase(tokens, at + (_lower(tokens, at) == "either"))
    if one is None:
        return None
    joint = one.end + (tokens[one.end].kind == "comma" if one.end < len(tokens) else 0)
    other = _verb_phrase(tokens, joint + 1) if _lower(tokens, joint) == "or" else None
    if other is None or other.honest == one.honest:
        return None
    return Definition((), None, False, True, at, other.end)


def _behaviour(tokens: Sequence[Token], at: int, before: Definition | None) -> Definition | None:
    """A role with the behaviour that begins at a position."""
    behaviour = _verb_phrase(tokens, at)
    if behaviour is None and before is not None and before.honest is not None:
        behaviour = _does_otherwise(tokens, at, before)
    if behaviour is None:
        return None
    start = at
    while _lower(tokens, start - 1) in _RELATIVE or start and tokens[start - 1].kind in ("comma", "open"):
        start -= 1
    relative = any(token.lower in _RELATIVE or token.kind == "open" for token in tokens[start:at])
    first = _run_before(tokens, start)
    if first == start and _lower(tokens, at) in ("is", "are"):
        return None  # "there are liars"
    if behaviour.singular and first < start and not relative and _lower(tokens, first - 1) not in ARTICLES:
        return None  # "Zoey lies" tells of a person
    words = tuple(token.lower for token in tokens[first:start])
    sure = relative or len(words) == 1 or _lower(tokens, first - 1) in ARTICLES
    while _lower(tokens, first - 1) in ARTICLES or _lower(tokens, first - 1) == "either":
        first -= 1
    never = any(token.lower in _NEVER for token in tokens[at : behaviour.end])
    return Definition(words, behaviour.honest, behaviour.singular, sure, first, behaviour.end, never)


def _may_follow(token: Token) -> bool:
    return token.kind not in ("word", "number") or token.lower in LEAD_INS | {"or", "here"}


class _Behaviour(NamedTuple):
    """Where the words end, whether they are those of a truth-teller, and whether one is spoken of."""

    end: int
    honest: bool
    singular: bool


def _verb_phrase(tokens: Sequence[Token], at: int) -> _Behaviour | None:
    """`always tell the truth`, `never lies`, `make only false statements`, `are liars`, `(truth-tellers)`."""
    end = at
    while _lower(tokens, end) in _ALWAYS | _NEVER | _AUXILIARY:
        end += 1
    adverbs = {token.lower for token in tokens[at:end]}
    never = bool(adverbs & _NEVER)
    if "can" in adverbs and not adverbs & (_ALWAYS | _NEVER) or never and adverbs & _ALWAYS:
        return None
    verb = _lower(tokens, end)
    singular = verb.endswith("s") and verb not in _NATURES
    if verb in ("lie", "lies"):
        return _Behaviour(_past_always(tokens, end + 1), never, singular)
    if verb in ("is", "are"):
        return _nature(tokens, end + 1, never, singular)
    if verb in _SPEAK_VERBS:
        return _utterances(tokens, end + 1, never, singular)
    return _nature(tokens, end, never, False) if at and tokens[at - 1].kind == "open" else None


def _does_otherwise(tokens: Sequence[Token], at: int, before: Definition) -> _Behaviour | None:
    """`never do`, behind what the others always do, or `always do`, behind what they never do."""
    often = "always" if before.never else "never"
    if _lower(tokens, at) != often or _lower(tokens, at + 1) not in ("do", "does"):
        return None
    return _Behaviour(at + 2, not before.honest, _lower(tokens, at + 1) == "does")


def _utterances(tokens: Sequence[Token], at: int, never: bool, singular: bool) -> _Behaviour | None:
    """What follows the verb: `the truth`, `nothing but lies`, `only true statements`, `truthfully`."""
    manner = _lower(tokens, at)
    if manner in _MANNERS:
        return _Behaviour(_past_always(tokens, at + 1), _MANNERS[manner] != never, singular)
    while _lower(tokens, at) in ("only", "always", "nothing", "but", "just", "the", "a"):
        if never and _lower(tokens, at) in ("only", "nothing", "always"):
            return None
        at += 1
    found = _lower(tokens, at)
    if found in TRUTHS or found in LIES or found in ("lie", "falsehood", "untruth"):
        return _Behaviour(_past_always(tokens, at + 1), (found in TRUTHS) != never, singular)
    if found in ("true", "false") and _lower(tokens, at + 1) in UTTERED:
        return _Behaviour(_past_always(tokens, at + 2), (found == "true") != never, singular)
    return None


def _nature(tokens: Sequence[Token], at: int, never: bool, singular: bool) -> _Behaviour | None:
    while _lower(tokens, at) in ("a", "always"):
        at += 1
    nature = _NATURES.get(_lower(tokens, at))
    if at + 1 < len(tokens) and not _may_follow(tokens[at + 1]):
        return None  # "all are honest men or swindlers"
    following = [token.lower for token in tokens[at + 1 : at + 4] if token.lower != "a"]
    if following[:1] in (["or"], ["and"]) and following[1:2] and following[1] in _NATURES:
        return None  # "all are truth-tellers or liars"
    return None if nature is None or never else _Behaviour(at + 1, nature, singular)


def _whatever_they_say(tokens: Sequence[Token], at: int) -> Definition | None:
    """`whatever a knight says is true`."""
    if _lower(tokens, at) not in ("whatever", "everything", "anything"):
        return None
    first = at + 1
    while _lower(tokens, first) in ARTICLES or _lower(tokens, first) == "that":
        first += 1
    verb = next((i for i in range(first + 1, first + MAX_ROLE_WORDS + 1) if _lower(tokens, i) in ("says", "say")), 0)
    end = verb + 1
    while _lower(tokens, end) in ("is", "always"):
        end += 1
    if not verb or _lower(tokens, end) not in ("true", "false"):
        return None
    words = tuple(token.lower for token in tokens[first:verb])
    return Definition(words, _lower(tokens, end) == "true", _lower(tokens, verb) == "says", True, at, end + 1)


def _past_always(tokens: Sequence[Token], at: int) -> int:
    return at + (_lower(tokens, at) == "always")


def _run_before(tokens: Sequence[Token], end: int) -> int:
    """Where the noun with its adjectives that ends at a position begins."""
    start = end
    while start and end - start < MAX_ROLE_WORDS:
        token = tokens[start - 1]
        if (
            token.kind != "word"
            or token.lower in STRUCTURAL
            or start < end
            and token.lower in SCENERY - ADJECTIVES - TRADES
        ):
            break
        start -= 1
    return start


def noun_pair(tokens: Sequence[Token]) -> list[tuple[str, ...]]:
    """The two nouns of `knaves and knights`, which "the former" and "the latter" then mean; empty without a pair."""
    for at, token in enumerate(tokens):
        first, second = _run_before(tokens, at), at + 1
        while _lower(tokens, second) in ARTICLES:
            second += 1
        if token.lower in ("and", "or") and first < at and _is_unknown(tokens, first) and _is_unknown(tokens, second):
            following = tokens[second : second + MAX_ROLE_WORDS]
            second_noun = takewhile(lambda one: one.kind == "word" and one.lower not in STRUCTURAL, following)
            return [tuple(one.lower for one in tokens[first:at]), tuple(one.lower for one in second_noun)]
    return []


def _is_unknown(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].kind == "word" and tokens[at].lower not in STRUCTURAL | (SCENERY - TRADES)


def singular_of(words: tuple[str, ...], used: frozenset[tuple[str, ...]]) -> str:
    """The singular of a role; among several possible ones, one that the text uses after "a" or "an"."""
    candidates = singulars(" ".join(words))
    return next((one for one in candidates if tuple(one.split()) in used), candidates[0])


def nouns_with_article(tokens: Sequence[Token]) -> frozenset[tuple[str, ...]]:
    """Every run of one to three words that stands behind "a" or "an"."""
    return frozenset(
        tuple(token.lower for token in tokens[at + 1 : at + 1 + length])
        for at, token in enumerate(tokens)
        if token.lower in ("a", "an")
        for length in range(1, MAX_ROLE_WORDS + 1)
    )


def _lower(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].lower if 0 <= at < len(tokens) else ""
