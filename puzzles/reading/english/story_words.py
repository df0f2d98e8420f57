"""The closed lists of English words in stories, and of those that make a sentence more than scenery. Data only.

A word belongs to `SCENERY` only when no sentence made of such words could change who tells the truth.
"""

from puzzles.reading.english.vocabulary import LIMITING, STRUCTURAL, phrases, words

ADJECTIVES = words(
    "special strange small big large remote old ancient famous distant beautiful mysterious magical fictional new "
    "unusual interesting logical classic well-known far-off faraway tiny little curious peculiar certain"
)
PLACES = words("island isle land kingdom town village city valley planet country realm forest")
PEOPLE_NOUNS = words(
    "inhabitants islanders people persons men women natives locals residents villagers strangers citizens "
    "individuals characters friends creatures travellers travelers visitors neighbours neighbors brothers sisters "
    "siblings children boys girls folk"
)
_PERSON_NOUNS = words(
    "inhabitant islander person man woman native local resident villager stranger citizen individual character "
    "friend creature visitor traveller traveler tourist neighbour neighbor brother sister sibling child boy girl "
    "husband wife twin twins couple pair trio group company party crowd"
)
# What people may be for a living; some puzzle may use such a word for a role.
TRADES = words(
    "guard guards guardian guardians colleague colleagues student students baker bakers farmer farmers fisherman "
    "fishermen doctor doctors teacher teachers shepherd shepherds gardener gardeners carpenter carpenters tailor "
    "tailors cook cooks innkeeper sailor sailors blacksmith miller millers shopkeeper barber butcher merchant "
    "merchants painter poet poets musician musicians nurse nurses"
)
PREPOSITIONS = words(
    "at in on under by near beside behind before below above across through along around inside outside over past "
    "towards toward into onto between with from to for during after upon beneath beyond against off down up"
)
SCENERY = (
    ADJECTIVES
    | PREPOSITIONS
    | PLACES
    | PEOPLE_NOUNS
    | _PERSON_NOUNS
    | TRADES
    | (STRUCTURAL - LIMITING - words("others whatever everything either do does so one made"))
    | words(
        "shore shores harbour harbor gate bridge road path square tavern inn castle garden street market place "
        "world beach coast sea mountain puzzle riddle logic far away home through meet meets met come comes came "
        "encounter encounters encountered run runs ran see sees saw stand stands standing stood wait waits "
        "waiting greet greets greeted welcome welcomes arrive arrives arrived visit visits visited visiting walk "
        "walks walked walking find live lives living lived reside resides inhabit inhabits filled contain "
        "contains sit sits sitting sat seated approach approaches approached speak talk talking gather gathered "
        "join wander wandering travel travelling traveling explore exploring stumble introduce consider suppose "
        "imagine once along together again following say says statement statements claim claims table there's "
        "here's it's down off back about around near beside behind before after under until during when both "
        "yours ours mine you're we're exist exists puzzles problem problems exercise exercises riddle riddles"
    )
)
# Phrases whose words might mean something elsewhere.
SETTLED_PHRASES = phrases(
    "one day", "once upon a time", "one or the other", "each other", "one another", "one of the two", "two kinds of",
    "two types of", "two sorts of", "two groups of", "two tribes of", "two kinds", "two types", "two sorts",
    "two tribes", "exactly two kinds of", "exactly two types of", "exactly two sorts of", "exactly two kinds",
    "exactly two types", "assume that there", "assume there", "in what follows", "take place", "takes place",
    "others called", "certain inhabitants", "you will", "before you", "one evening", "one morning",
    "each of them", "each of whom", "all of whom", "all of them", "look alike", "look the same",
    "look exactly the same", "look identical", "cannot be told apart", "can't be told apart", "cannot tell them apart",
    "can't tell them apart", "by looking", "by looking at them", "by sight", "no one else", "nobody else",
    "as follows", "you know that", "good luck", "have fun", "truth table", "truth tables", "say the following",
    "said the following", "reply as follows", "answer as follows", "respond as follows", "speak as follows",
    "you ask them about themselves", "you ask them who they are", "you ask them what they are", "you ask each of them",
    "made up of", "make the following statements", "make these statements", "make the following claims",
    "make one statement each", "make these claims", "made the following statements", "made these statements",
    "make one statement", "make a statement", "makes a statement", "made a statement", "made one statement",
    "so there", "so you", "recall that", "remember that", "you are given", "we are given",
    "is about some of them", "are about some of them",
    *(f"{some} {puzzles}" for some in ("some", "several", "a few", "a number of", "many")
      for puzzles in ("puzzles", "problems", "exercises", "riddles", "questions", "of these puzzles")),
)  # fmt: skip

# Words that may tell, or point at, what people are: with one of them, a sentence is no mere scenery.
TELLING = words(
    "if unless except whether either neither nor always never sometimes only exactly precisely least most more "
    "less fewer half number odd even same different differ differs alike identical opposite opposites similar "
    "unlike other others another else too also likewise so such one ones former latter something someone somebody "
    "kind kinds type types sort sorts tribe tribes class role roles nature character identity belong belongs "
    "belonging yes rule rules change changes changed swap swaps swapped switch switches switched reverse reversed "
    "turn turns turned become becomes became mean means meaning meant today tonight tomorrow yesterday monday "
    "tuesday wednesday thursday friday saturday sunday spy spies normal normals joker jokers werewolf werewolves "
    "vampire vampires human humans mortal alternator alternators knight knights knave knaves crook scoundrel "
    "villain hero saint sinner innocent guilty culprit thief murderer criminal evil good bad wicked wrong rogue "
    "angel angels devil devils noble loyal faithful genuine fake sign signs sure cry cries lest provided assuming "
    "who whoever whose which do does did"
)
# Behind these and "of", the people are called by a noun: "two kinds of robots".
GENERA = words("kinds types sorts tribes groups races classes")
# The same for whatever begins like one of these.
TELLING_STEMS = (
    "true", "truth", "untru", "trust", "distrust", "mistrust", "lie", "lying", "liar", "false", "falsi", "honest",
    "dishonest", "sincer", "insincer", "deceiv", "decept", "deceit", "fool", "trick", "mislead", "misled", "cheat",
    "swindl", "believ", "disbeliev", "doubt", "fib", "perjur", "pretend", "bluff", "impost", "impersonat", "disguis",
    "reliab", "unreliab", "rely", "relie", "say", "said", "tell", "told", "claim", "statement", "stated", "assert",
    "deny", "denie", "answer", "repl", "respon", "ask", "question", "word", "utter", "remark", "announc", "declar",
    "admit", "confess", "confirm", "contradict", "agree", "disagree", "accus", "whisper", "nod", "shak", "gestur",
    "wink", "hint", "promis", "swear", "sworn", "vow", "oath", "testif", "witness", "inform", "warn", "advis",
    "explain", "shout", "speak", "spoke", "know", "knew", "aware", "learn", "discover", "realis", "realiz", "recogni",
    "remember", "underst", "think", "thought", "suspect", "guess", "assum", "suppos", "conclu", "deduc", "certainl",
    "certaint", "note", "exclusiv", "inclusiv", "disjunct", "conjunct", "condition", "implic", "logic", "puzzle",
    "riddle", "interpret", "negat", "paradox", "convention", "solution", "unique", "consisten", "sentence", "jok",
    "irony", "ironic", "obvious", "fact", "eviden", "prove", "proof", "languag", "point",
)  # fmt: skip
# Whoever is meant by these may be one of the people of the puzzle.
PERSON_WORDS = (PEOPLE_NOUNS | _PERSON_NOUNS) | words(
    "they them their theirs he him his she her hers themselves himself herself both each all every any some few "
    "many several everyone everybody anyone anybody nobody none"
)
YOU = words("you i we")
NEGATIONS = words("no not cannot without")
BE = words("is are was were be been being am")
DETERMINERS = words("a an the some your my our their his her its this that these those last next each every")
PARTICIPLE_OPENERS = words("while after before when upon by")
# Nobody of a puzzle is in, on or through somebody: a capitalised word behind these is the name of a place.
PLACE_PREPOSITIONS = words("in into through throughout across on onto at from near")
JOURNEYS = words(
    "welcome travel travels travelled traveled travelling sail sailed journey trip went go visit visits visited "
    "visiting"
)
# "natives of Tor": whoever is of a place.
OF_A_PLACE = words(
    "inhabitants inhabitant natives native islanders residents citizens people villagers locals king queen"
)
# What may be counted and is nobody.
THINGS = words(
    "doors door roads road paths path gates gate bridges bridge boats boat boxes box caskets chests islands "
    "island villages towns kinds types sorts tribes groups hours hour days day weeks week months month years year "
    "puzzles puzzle problems problem exercises exercise riddles riddle minutes minute statement miles mile "
    "kilometres kilometers steps trees tree chairs statements questions"
)
