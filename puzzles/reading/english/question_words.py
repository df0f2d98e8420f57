"""The closed lists of English words in questions and instructions. Data only."""

from puzzles.reading.english.story_words import SCENERY
from puzzles.reading.english.vocabulary import phrases, words

QUESTIONING = (
    SCENERY
    | words(
        "which what how could would should tell determine determined decide deduce deduced identify find figure "
        "work name solve whether type types kind kinds role roles identity identities true nature natures truth "
        "lying lies lie liar liars telling tells truth-teller truth-tellers truthful know known using their "
        "please help need must want task goal job let's based above these clues information conclude concluded "
        "conclusion conclusions them do does did anything about draw classify each's person's inhabitant's "
        "islander's everyone's who's what's tribe tribes group class category belong belongs say said trust "
        "trusted honest dishonest label infer inferred establish discover apart state so now then well try see us "
        "me like mission challenge answer reasoning carefully wonder explain your step be"
    )
) - words("only just quite certain")
# Conditions on whoever answers, which say nothing of the people.
QUESTION_PHRASES = phrases(
    "can you trust", "can we trust", "can i trust", "could you trust", "should you trust", "to trust", "how many",
    "is it possible", "it is possible", "tell if", "determine if", "decide if", "know if", "say if", "what follows",
    "as well", "if possible", "if any", "if at all", "if you can", "if it is possible", "if you cannot",
    "if you can't", "if anything", "if they address you in the ways described", "if they say the following",
    "if they make the following statements", "if they make these statements", "if so", "given this information",
    "given these statements", "given their statements", "given the statements", "given the above",
    "given what they say", "given what they said", "from what they say", "from what they said",
)  # fmt: skip
IMPERATIVES = words(
    "determine decide deduce identify find figure work tell name solve classify label establish discover infer"
)
INSTRUCTING = words(
    "read show justify format answer give respond reply write present provide return put think explain please let's"
)
# An instruction about the form of the answer holds none of these; a fact in its clothes might.
FACTUAL = words(
    "exactly precisely least most only just given knowing know known remember assume assuming suppose supposing "
    "because since except unless always never sometimes if hint note none nobody everyone fact both all same "
    "different lie lies lying truth"
)
# Before the names of people whom a question asks about …
ASKING_ABOUT = words("about identify classify")
# … or only where one of these follows.
ASKED = {
    "whether": words("is are was were lies lie tells tell"),
    **dict.fromkeys(("do", "does", "did"), words("lie tell speak say")),
}
ASKED_TO_BE = words("a an the lying telling truthful honest either really")
ASKING_FOR = words("each both identity identities type types kind kinds role roles nature natures status")
# Whether something is asked and not told behind such a word.
INTERROGATIVES = words("what which who whom whose how whether if")
SUBJECTS = words("they he she it these those you")
# Behind "which", these do not ask for one of the people.
QUESTION_NOUNS = words("of is are was were tribe group class category conclusion")
