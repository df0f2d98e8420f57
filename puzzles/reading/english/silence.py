"""The phrases that say of somebody that they say nothing. Data only."""

from itertools import product

Phrase = tuple[str, ...]


def _phrases(*parts: str) -> list[Phrase]:
    """Every combination of one alternative of each part; alternatives are parted by "/"."""
    choices = (part.split("/") for part in parts)
    return [tuple(" ".join(chosen).split()) for chosen in product(*choices)]


_SPEAK = (
    "speak/talk/answer/reply/respond/comment/speak up/say anything/say a word/say a thing/utter a word/"
    "make a statement/make any statement/give an answer/offer a statement"
)
_REFUSING = (
    "does not/doesn't/do not/don't/did not/didn't/will not/won't/would not/wouldn't/refuses to/refuse to/refused to/"
    "declines to/decline to/declined to/chooses not to/choose not to/chose not to/prefers not to/prefer not to"
)
_SILENT = (
    _phrases("says/say/said", "nothing/not a word/nothing at all/no word")
    + _phrases("is/are/was/were/remains/remain/remained/stays/stay/stayed/keeps/keep/kept", "silent/quiet")
    + _phrases(_REFUSING, _SPEAK)
    + _phrases("makes/make/made/gives/give/gave/offers/offer/offered", "no", "statement/answer/reply/comment/response")
)
_SPEAKING = _phrases("says/say/said", "anything/a word/a thing") + _phrases(
    "speaks/speak/spoke/answers/answer/answered/replies/reply/replied/makes a statement/make a statement"
)
_TAILS = "/at all/to you/to you at all/too/as well"


def _with_tails(phrases: list[Phrase]) -> frozenset[Phrase]:
    """The phrases, each with what may follow it."""
    return frozenset(one + tail for one in phrases for tail in _phrases(_TAILS))


# Whether "neither" stands before the people → what follows them.
SILENCES: dict[bool, frozenset[Phrase]] = {False: _with_tails(_SILENT), True: _with_tails(_SPEAKING)}
# Everybody of whom the text tells no speech.
OTHERS = frozenset(
    _phrases("the", "others/other two/other three/other four/rest/rest of them/two others")
    + _phrases(
        "the",
        "other/second/third/fourth/fifth/last",
        "/one/man/woman/person/inhabitant/islander/native/local/villager",
    )
)
MAX_WORDS = max(map(len, SILENCES[False] | SILENCES[True] | OTHERS))
