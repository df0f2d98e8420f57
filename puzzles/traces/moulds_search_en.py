"""English sentences for a search by trial, for asides and for wrong turns. Data only, as in `moulds_en`.

In a search one thing is always said in one way, and what is assumed (`Mia: knave`) never looks like what is claimed
(`Mia is a knave`), so that the one is not copied for the other.
"""

MOULDS: dict[str, tuple[str, ...]] = {
    "pair": ("{person}: {word}",),
    "mark": ("{person}: {word}, so {truth}",),
    "pair_gap": (", ",),
    "mark_gap": ("; ",),
    "suppose": (
        "Suppose {pairs}.",
        "Let me try: {pairs}.",
        "Maybe: {pairs}.",
        "First guess: {pairs}.",
    ),
    "suppose_next": (
        "Try again: {pairs}.",
        "Let me go back: {pairs}.",
        "Go back and try: {pairs}.",
        "Next: {pairs}.",
    ),
    "suppose_other": (
        "Alternatively, could it be this? Suppose {pairs}.",
        "Is there another way? Suppose {pairs}.",
        "To see whether it is the only one, suppose {pairs}.",
    ),
    "inspect": (
        "{speaker} says that {claim} (here {marks}): {formula}{truth}, and {speaker}: {speaker_word}, "
        "so it must be {due}.",
    ),
    "formula": ("{formula}, so ",),
    "formula_and": (" and ",),
    "formula_or": (" or ",),
    "formula_implies": ("if {first} then {second}",),
    "formula_iff": ("{first} if and only if {second}",),
    "formula_not": ("not ({first})",),
    "formula_part": ("({first})",),
    "inspect_fits": ("That fits.",),
    "reject_search": (
        "That is a contradiction.",
        "Wait, that is a contradiction.",
        "That is wrong.",
        "Hmm, that is wrong.",
    ),
    "review": (
        "Let me check it once more: {pairs}.",
        "Let me verify this: {pairs}.",
        "Now verify: {pairs}.",
    ),
    "recap_trial": ("So far so good with this: {pairs}.", "To sum up so far: {pairs}."),
    "recap": ("So far we have this: {world}.", "Let me sum up: {world}.", "To sum up so far: {world}."),
    "hesitate": (
        "Hmm, let me think.",
        "I am not sure yet.",
        "Hmm, this is not easy.",
        "Let me look at this carefully.",
    ),
    "notice_look": (
        "Wait, this cannot be, for I have taken {person} to be {wrong_role}, and here {person}: {word}.",
        "Wait, I made a mistake: I took {person} to be {wrong_role}, but here {person}: {word}.",
    ),
    "notice_truth": (
        "Wait, this cannot be, for I have called a part of what {speaker} says {wrong_truth}, and it is {truth}.",
        "Wait, I made a mistake: a part of what {speaker} says is {truth} here, not {wrong_truth}.",
    ),
    "notice_value": (
        "Wait, this cannot be, for I have called what {speaker} says {wrong_truth}, and here it is {truth}.",
        "Wait, I made a mistake: what {speaker} says is {truth} here, not {wrong_truth}.",
    ),
    "notice_evaluate": (
        "Wait, this cannot be, for {speaker} says that {claim}. I have called that {wrong_truth}, but it is not so.",
        "Wait, I made a mistake. {speaker} says that {claim}. It was wrong to call that {wrong_truth}.",
    ),
    "notice_facts": (
        "Wait, this cannot be, for I have forgotten something: it does not stand that {facts}.",
        "Wait, I made a mistake: I went on as if {facts}, and that was never settled.",
    ),
    "notice_deduce": (
        "Wait, this cannot be, for {speaker} says that {claim}, and I have taken {person} to be {role}.",
        "Wait, I made a mistake. {speaker} says that {claim}. From that it does not follow that {is_so}.",
    ),
    "notice_conclude": (
        "Wait, this cannot be, for it was just refuted that {is_so}.",
        "Wait, I made a mistake: the contradiction came from taking {person} to be {role}.",
    ),
    "resume": ("Let me go back: {pairs}.", "Go back to this: {pairs}.", "Let me try that again: {pairs}."),
    "resume_empty": ("Let me go back and do that step again.", "Go back and look again."),
}
