"""The closed lists of English words about who says what, and of structural words. Data only.

A word on no list stops the reading: so a second kind of liar, a condition or a fact told in passing is noticed.
`story_words` beside this file has the words of stories, `question_words` those of questions.
"""

from puzzles.prose.words_en import NUMBERS as _NUMBER_WORDS


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def phrases(*texts: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(text.split()) for text in texts)


NUMBERS = {word: value for value, word in enumerate(_NUMBER_WORDS)}

# Verbs of saying in every form. Those that imply truth ("admits", "reveals"), doubt or denial are left out.
_VERBS = words(
    "claim claims claimed claiming state states stated stating declare declares declared declaring assert asserts "
    "asserted remark remarks remarked mention mentions mentioned comment comments commented note notes noted "
    "express expresses expressed announce announces announced insist insists insisted maintain maintains "
    "maintained answer answers answered respond responds responded reply replies replied add adds added exclaim "
    "exclaims exclaimed whisper whispers whispered shout shouts shouted proclaim proclaims proclaimed explain "
    "explains explained report reports reported argue argues argued affirm affirms affirmed assure assures "
    "assured inform informs informed contend contends contended attest attests attested observe observes observed "
    "swear swears swore offer offers offered continue continues continued mutter mutters muttered murmur murmurs "
    "murmured mumble mumbles mumbled cry cries cried call calls called yell yells yelled retort retorts retorted "
    "volunteer volunteers volunteered"
) - words("call calls called")
SAYING = _VERBS | words("say says said saying tell tells told telling")
SPEECH_PHRASES = phrases(
    "was heard saying", "was heard to say", "is heard saying", "is heard to say", "goes on record saying",
    "has this to say", "had this to say", "puts it like this", "puts it this way", "put it this way", "lets you know",
    "makes the statement", "makes this statement", "makes the following statement", "made the following statement",
    "makes the claim", "makes this claim", "makes the following claim", "made the following claim",
    "says the following", "claims the following", "tells you the following", "cries out", "calls out", "speaks up",
    "pipes up", "goes on",
)  # fmt: skip
LISTENERS = words("you us me")
SPEECH_ADVERBS = words(
    "then also now simply calmly loudly quietly boldly angrily happily proudly softly firmly slowly cheerfully "
    "nervously politely solemnly immediately finally first next"
)
LEAD_INS = words("then and but while whereas now next finally meanwhile lastly")
# Before a speech; none of these tells whether it is true.
SPEECH_OPENINGS = phrases(
    "suppose that", "suppose", "imagine that", "imagine", "say that", "first", "firstly", "second", "secondly",
    "third", "thirdly", "to this", "at this", "to which", "at which point", "in reply", "in response", "in turn",
    "in return", "thereupon", "hereupon", "however", "later", "afterwards", "afterward", "after that",
    "after a moment", "after a pause", "after a while", "one day", "when asked", "on being asked", "hearing this",
    "upon hearing this", "so", "again", "at once", "immediately", "suddenly", "at the same time", "at this point",
    "and then", "and that", "but that",
)  # fmt: skip
UTTERANCES = words("words statement claim answer reply remark assertion")
# Words that tell one person from another and say nothing of what they are: "the first man, Zoey, says …".
DESCRIBING = words(
    "first second third fourth fifth sixth last other them two three four five man woman boy girl husband wife "
    "brother sister son daughter mother father friend companion neighbour neighbor colleague old older oldest "
    "elder eldest young younger youngest tall taller tallest short shorter shortest person one stranger guard "
    "inhabitant native islander local villager"
)
# Before a colon; what follows is read as if they were not there.
LABELS = words(
    "question questions task statement statements clue clues given hint hints note setup setting rule rules "
    "scenario dialogue dialog conversation background story introduction goal objective mission challenge "
    "reminder remark context info information fact facts claims prompt instruction instructions tip remember "
    "recall"
)
# The same, with a number behind.
HEADINGS = words("puzzle problem exercise example riddle case level part chapter section no number quiz")
ANNOUNCING = words("follows following statement statements dialogue dialog conversation exchange assertions")
# What begins a sentence and is no name.
OPENERS = words(
    "if when while as since because after before until although though unless once whenever wherever where during "
    "despite for from in on at by with without within under over near beside behind between among across through "
    "into upon along around past towards toward inside outside of to not only just even perhaps maybe probably "
    "unfortunately luckily fortunately sadly suddenly eventually recently presently shortly immediately soon "
    "later today tonight yesterday tomorrow here there then now next first second third finally lastly meanwhile "
    "also moreover however instead otherwise therefore thus hence so and but or nor yet still again whereas "
    "whoever whatever everything something nothing anything another other such same some any few many several "
    "most more less exactly precisely either his her its their our your my whose suppose imagine consider assume "
    "hello hi last let meet welcome greetings thanks yes no you're we're they're i'm it's there's here's let's "
    "that's what's who's"
)
NOT_A_SPEAKER = OPENERS | words(
    "a an the this that these those all both none neither each every he she it they we you i one someone somebody "
    "everyone everybody anyone nobody who what which how why note hint question answer answers example puzzle "
    "problem solution format remember statement statements claims task rules clues user assistant system tip clue "
    "fact facts given rule warning remark assumption reminder recall explanation conclusion background setting "
    "premise condition introduction context story goal title information constraint constraints puzzles claim "
    "others exercise scenario dialogue sign notice"
)

# With a capital, they stand at the beginning of a sentence, even where no full stop ends the line before.
LINE_OPENERS = (NOT_A_SPEAKER - words("a i")) | words(
    "determine find identify decide classify can could is are do does tell work figure solve"
)

TRUTHS, LIES = words("truth truths"), words("lies falsehoods untruths")
UTTERED = words("statements statement claims claim things thing sentences assertions remarks")

# Words that would limit what a role is said to do; with them a sentence defines nothing.
LIMITING = words(
    "not no nor some most many few several half both neither none sometimes often usually mostly rarely seldom "
    "generally normally typically occasionally almost nearly hardly may might could would should probably perhaps "
    "maybe possibly unless except too also else even still yet never without if when"
)
ARTICLES = words("a an the every each any all")
# Words that can never be part of a role.
STRUCTURAL = (
    ARTICLES
    | LEAD_INS
    | LIMITING
    | words(
        "this these those who whom whose which that what is are was were be been has have had can you we they i "
        "it he she them us me your our their its my his her of in on at to from by with into onto among between "
        "for as or either so here there where one only just very quite upon across called named do does up over "
        "out inhabited populated made consists everyone everybody anyone others whatever everything"
    )
)
PARTICLES = words("de da di du del della van von der den la le al el bin ibn ben")
