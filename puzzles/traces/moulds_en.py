"""English sentences for the steps of a derivation. Data only; `wording.Wording` names the slots.

A claim is followed by a full stop, a colon or the end, never by more of the clause: "the statement that
Zoey is a knight or Mia is a knave is false" would make a reader start again.
"""

MOULDS: dict[str, tuple[str, ...]] = {
    "assume": (
        "Suppose that {is_so}.",
        "Let us assume that {is_so}.",
        "Take the case in which {is_so}.",
        "Let me try this: {is_so}.",
        "What if {is_so}?",
    ),
    "assume_within": (
        "Within this case, suppose further that {is_so}.",
        "This alone does not decide it, so suppose in addition that {is_so}.",
        "Nothing more follows directly, so split again and say that {is_so}.",
    ),
    "assume_other": (
        "Now suppose instead that {is_so}.",
        "The other case is that {is_so}.",
        "Now take the opposite: {is_so}.",
        "On the other hand, suppose that {is_so}.",
    ),
    "assume_other_within": (
        "Still within the case above, suppose instead that {is_so}.",
        "The other half of this case is that {is_so}.",
    ),
    "assume_refuted": (
        "To show that {is_not_so}, suppose the opposite: {is_so}.",
        "Could {person} be {role}? Suppose so.",
        "Suppose, for the sake of contradiction, that {is_so}.",
        "Now for {person}: assume that {is_so} and see what goes wrong.",
        "Assume for a moment that {is_so}.",
    ),
    "assume_refuted_within": (
        "Under this assumption, suppose also that {is_so}.",
        "This is not enough yet, so suppose on top of it that {is_so}.",
    ),
    "evaluate_truthful": (
        "{speaker} says that {claim}. Since {speaker_is}, this is true.",
        "{speaker_is}, so what {speaker} says is true: {claim}.",
        "As {speaker_is}, {speaker} must be telling the truth: {claim}.",
        "Being {speaker_role}, {speaker} tells the truth in saying that {claim}.",
    ),
    "evaluate_truthful_leaf": (
        "{speaker} says that {claim}. Since {speaker_is}, this is true.",
        "Being {speaker_role}, {speaker} tells the truth in saying that {claim}.",
        "{speaker_is}, so we can believe {speaker}, who says that {claim}.",
    ),
    "evaluate_lying": (
        "{speaker} says that {claim}. Since {speaker_is}, this is false.",
        "{speaker_is}, so what {speaker} says is false, namely that {claim}.",
        "As {speaker_is}, it is a lie when {speaker} says that {claim}.",
        "Being {speaker_role}, {speaker} lies in saying that {claim}.",
    ),
    "evaluate": (
        "{speaker} says that {claim}. Whoever is what, this is {truth}.",
        "{speaker} says that {claim}. That is {truth} in every case.",
    ),
    "evaluate_given": (
        "{speaker} says that {claim}. Since {facts}, this is {truth}.",
        "{speaker} says that {claim}. This is {truth}, because {facts}.",
        "Now look at {speaker}, who says that {claim}. As {facts}, that is {truth}.",
        "Because {facts}, it is {truth} when {speaker} says that {claim}.",
    ),
    "deduce_speaker": (
        "So {is_so}.",
        "Hence {is_so}.",
        "Only {role} says something {truth}, so {is_so}.",
        "Having said something {truth}, {speaker} must be {role}.",
    ),
    "deduce_self": (
        "{speaker} says that {claim}. If {speaker} were {other}, this would be {truth}, "
        "and {other} never says anything {truth}. So {is_so}.",
        "{speaker} says that {claim}. From {other} this would be {truth}, which cannot be, so {is_so}.",
    ),
    "deduce_self_given": (
        "{speaker} says that {claim}. Since {facts}, this would be {truth} if {speaker} were {other}, "
        "and {other} never says anything {truth}. So {is_so}.",
        "{speaker} says that {claim}. Given that {facts}, from {other} this would be {truth}, "
        "which cannot be, so {is_so}.",
    ),
    "deduce_either": (
        "{speaker} says that {claim}. If {person} were {other}, this would be false from {truthful} "
        "and true from {liar}, so nobody could say it. Hence {is_so}.",
        "{speaker} says that {claim}. Whatever {speaker} is, that can only be said if {is_so}.",
    ),
    "deduce_either_given": (
        "{speaker} says that {claim}. Since {facts}, if {person} were {other}, this would be false from "
        "{truthful} and true from {liar}, so nobody could say it. Hence {is_so}.",
        "{speaker} says that {claim}. Given that {facts}, that can only be said if {is_so}, whatever {speaker} is.",
    ),
    "deduce_recalled": (
        "Remember that {speaker_is} and says that {claim}. So {is_so}.",
        "Back to {speaker}, who is {speaker_role} and says that {claim}. That means {is_so}.",
    ),
    "deduce_recalled_given": (
        "Remember that {speaker_is} and says that {claim}. Since {facts}, {is_so}.",
        "Back to {speaker}, who is {speaker_role} and says that {claim}. As {facts}, it follows that {is_so}.",
        "{speaker}, {speaker_role}, says that {claim}. Now that {facts}, we know that {is_so}.",
    ),
    "deduce_next": (
        "So {is_so}.",
        "Therefore {is_so}.",
        "It follows that {is_so}.",
        "That means {is_so}.",
    ),
    "deduce_next_given": (
        "Since {facts}, it follows that {is_so}.",
        "As {facts}, {is_so}.",
        "But {facts}, so {is_so}.",
        "Given that {facts}, this leaves only one possibility: {is_so}.",
    ),
    "deduce_also": (
        "It also follows that {is_so}.",
        "Moreover, {is_so}.",
        "In the same way, {is_so}.",
    ),
    "deduce_also_given": (
        "And since {facts}, {is_so}.",
        "Moreover, as {facts}, {is_so}.",
    ),
    "contradiction": (
        "{speaker} says that {claim}. This is {truth} in any case, yet {speaker_is}. Contradiction.",
        "But {speaker} says that {claim}. Nothing can make this anything but {truth}, "
        "and {speaker_role} cannot say so. Contradiction.",
    ),
    "contradiction_given": (
        "{speaker} says that {claim}. But {facts}, so this is {truth}, and {speaker_role} cannot say anything "
        "{truth}. Contradiction.",
        "But {speaker} says that {claim}. Since {facts}, this is {truth}, although {speaker_is}. "
        "That is a contradiction.",
        "Yet {speaker}, {speaker_role}, says that {claim}. This is {truth}, because {facts}. That cannot be.",
        "Now {speaker} says that {claim}. As {facts}, that is {truth}, which is impossible for {speaker_role}.",
    ),
    "paradox": (
        "But {speaker} says that {claim}. Neither {truthful} nor {liar} could say this: the one would "
        "be lying and the other telling the truth. That cannot be.",
        "{speaker} says that {claim}. This would be false from {truthful} and true from {liar}, "
        "so {speaker} could be neither. Contradiction.",
    ),
    "paradox_given": (
        "{speaker} says that {claim}. Since {facts}, this would be false from {truthful} and true from {liar}, "
        "so {speaker} could be neither. Contradiction.",
        "But {speaker} says that {claim}. As {facts}, neither {truthful} nor {liar} could say this: the one would "
        "be lying and the other telling the truth. That cannot be.",
    ),
    "conclude": (
        "So {person} cannot be {other}: {is_so}.",
        "Hence {is_so}.",
        "So the assumption was wrong, and {is_so}.",
        "This rules out that {is_not_so}, so {is_so}.",
        "Therefore {person} is not {other}. In other words, {is_so}.",
    ),
    "conclude_within": (
        "So here {person} cannot be {other}: {is_so}.",
        "So, with what was assumed before still standing, {is_so}.",
        "That part fails, so in the case at hand {is_so}.",
    ),
    "retract": (
        "That is one solution. Is it the only one? Go back to the other case.",
        "So this case works. To be sure that it is the only one, let us look at the other case too.",
        "This holds together. But the other case must be looked at as well.",
    ),
    "candidate": (
        "Now everybody is settled: {world}.",
        "That gives everybody: {world}.",
        "So we arrive at this: {world}.",
    ),
    "begin_checks": (
        "Let us check it against every statement.",
        "Let me verify this.",
        "Now the check.",
        "To be safe, go through the statements once more.",
    ),
    "try": (
        "Case {number}: {world}.",
        "Assignment {number}: {world}.",
        "Possibility {number}: {world}.",
        "Try this: {world}.",
    ),
    "check_fits": (
        "{speaker} says that {claim}. This is {truth}, as it should be for {speaker_role}.",
        "{speaker}, {speaker_role}, says that {claim}. That is {truth}, so it fits.",
        "{speaker} says that {claim}: {truth}, and {speaker_is}, so this is fine.",
    ),
    "check_fails": (
        "{speaker} says that {claim}. This is {truth}, but {speaker_is} here.",
        "{speaker}, {speaker_role}, says that {claim}. That is {truth}, so it does not fit.",
        "{speaker} says that {claim}: {truth}, and yet {speaker_is}.",
    ),
    "reject": (
        "So this one is out.",
        "That does not work.",
        "Ruled out.",
        "So not this one.",
    ),
    "verified": (
        "All statements fit.",
        "Everything fits.",
        "Every statement comes out as it should.",
        "So all the statements agree with this.",
    ),
    "answer_unique": (
        "So the only solution is this: {world}.",
        "Therefore the answer is: {world}.",
        "In conclusion, {world}.",
        "That leaves just this: {world}.",
    ),
    "answer": (
        "So here is a solution: {world}.",
        "Therefore the answer is: {world}.",
        "In conclusion, {world}.",
    ),
}
