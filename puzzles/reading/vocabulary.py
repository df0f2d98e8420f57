"""The closed lists of English words that the reader knows outside statements. Data only.

A word on no list stops the reading: so a second kind of liar, a condition or a fact told in passing is noticed.
A word belongs here only when no sentence made of such words could change who tells the truth.
"""

from puzzles.prose.words_en import NUMBERS as _NUMBER_WORDS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NUMBERS = {word: value for value, word in enumerate(_NUMBER_WORDS)}

# Verbs of saying in every form. Those that imply truth ("admits", "reveals"), doubt or denial are left out.
_VERBS = _words(
    "claim claims claimed claiming state states stated stating declare declares declared declaring assert "
    "asserts asserted remark remarks remarked mention mentions mentioned comment comments commented note "
    "notes noted express expresses expressed announce announces announced insist insists insisted maintain "
    "maintains maintained answer answers answered respond responds responded reply replies replied add adds "
    "added exclaim exclaims exclaimed whisper whispers whispered shout shouts shouted proclaim proclaims "
    "proclaimed explain explains explained report reports reported argue argues argued affirm affirms "
    "affirmed assure assures assured inform informs informed contend contends contended attest attests "
    "attested observe observes observed swear swears swore offer offers offered"
)
SAYING = _VERBS | _words("say says said saying tell tells told telling")
SPEECH_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "was heard saying", "was heard to say", "is heard saying", "is heard to say", "goes on record saying",
        "has this to say", "had this to say", "puts it like this", "puts it this way", "put it this way",
        "lets you know", "makes the statement", "makes this statement", "makes the following statement",
        "made the following statement",
        "makes the claim", "makes this claim", "makes the following claim", "made the following claim",
        "says the following", "claims the following", "tells you the following",
    )
)  # fmt: skip
LISTENERS = _words("you us me")
SPEECH_ADVERBS = _words("then also now simply calmly loudly quietly boldly")
LEAD_INS = _words("then and but while whereas now next finally meanwhile lastly")
UTTERANCES = _words("words statement claim answer reply remark assertion")
NOT_A_SPEAKER = _words(
    "a an the this that these those all both none neither each every he she it they we you i one someone "
    "somebody everyone everybody anyone nobody who what which note hint question answer answers example "
    "puzzle problem solution format remember statement statements claims task rules clues user assistant "
    "system here there tip clue fact facts given rule warning remark assumption reminder recall explanation "
    "conclusion background setting premise condition introduction context story goal title information constraint "
    "constraints puzzles claim others"
)

TRUTHS, LIES = _words("truth truths"), _words("lies falsehoods untruths")
UTTERED = _words("statements statement claims claim things thing sentences assertions remarks")

# Words that would limit what a role is said to do; with them a sentence defines nothing.
LIMITING = _words(
    "not no nor some most many few several half both neither none sometimes often usually mostly rarely "
    "seldom generally normally typically occasionally almost nearly hardly may might could would should"
)
ARTICLES = _words("a an the every each any all")
# Words that can never be part of a role.
STRUCTURAL = (
    ARTICLES
    | LEAD_INS
    | LIMITING
    | _words(
        "this these those who whom whose which that what is are was were be been has have had can you we they i "
        "it he she them us me your our their its my his her of in on at to from by with into onto among between "
        "for as or either so here there where one only just very quite upon across called named do does up over "
        "out inhabited populated made consists everyone everybody anyone others whatever everything"
    )
)
ADJECTIVES = _words(
    "special strange small big large remote old ancient famous distant beautiful mysterious magical fictional "
    "new unusual interesting logical classic well-known"
)
SCENERY = (
    ADJECTIVES
    | (STRUCTURAL - LIMITING - _words("others whatever everything either"))
    | _words(
        "island isle land kingdom town village city valley planet country realm forest shore shores harbour "
        "harbor gate bridge road path square tavern inn castle garden street market place world beach coast sea "
        "mountain inhabitant inhabitants islander islanders person people persons man men woman women native "
        "natives local locals resident residents villager villagers stranger strangers citizen citizens "
        "individual individuals character characters friend friends folk member members creature creatures "
        "company group party pair couple trio crowd puzzle puzzles riddle logic far away meet meets met come "
        "comes came encounter encounters encountered run runs ran see sees saw stand stands standing stood wait "
        "waits waiting greet greets greeted welcome welcomes arrive arrives arrived visit visits visited visiting "
        "visitor traveller traveler tourist walk walks walked walking find live lives living lived reside resides "
        "inhabit inhabits filled contain contains sit sits sitting approach approaches approached speak talk "
        "talking gather gathered join wander wandering travel travelling traveling explore exploring stumble "
        "introduce consider suppose imagine once along together again following make makes say says statement "
        "statements claim claims table"
    )
)
# Phrases whose words might mean something elsewhere.
SETTLED_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "one day", "once upon a time", "one or the other", "each other", "one another", "one of the two",
        "two kinds of", "two types of", "two sorts of", "two groups of", "two tribes of", "two kinds", "two types",
        "others called", "certain inhabitants", "you will", "before you", "one evening", "one morning", "each of them",
        "each of whom", "all of whom", "all of them",
    )
)  # fmt: skip
PEOPLE_NOUNS = _words(
    "inhabitants islanders people persons men women natives locals residents villagers strangers citizens "
    "individuals characters friends members creatures"
)
PLACES = _words("island isle land kingdom town village city valley planet country realm forest")
PARTICLES = _words("de da di du del della van von der den la le al el bin ibn ben")

QUESTIONING = (
    SCENERY
    | _words(
        "which what how could would should tell determine decide deduce identify find figure work name solve "
        "whether type kind role identity true nature truth lying lies lie liar liars telling tells truth-teller "
        "truth-tellers know using their please help need must want task goal job let's based above these clues "
        "information conclude them"
    )
) - _words("only just quite certain")
IMPERATIVES = _words(
    "determine decide deduce identify find figure work tell name solve for can could so now who what which "
    "please is are do does how your"
)
INSTRUCTING = _words("format answer give respond reply write present provide return put think explain please let's")
# An instruction about the form of the answer holds none of these; a fact in its clothes might.
FACTUAL = _words(
    "exactly precisely least most only just given knowing know known remember assume assuming suppose "
    "supposing because since except unless always never sometimes if hint note none nobody everyone "
    "fact both all same different lie lies lying truth"
)
