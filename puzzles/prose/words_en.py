"""Words: names, role pairs and sentence moulds. Data only."""

NAMES = (
    "Abigail", "Aiden", "Amelia", "Aria", "Aurora", "Ava", "Avery", "Benjamin", "Charlotte", "Chloe",
    "Daniel", "David", "Elizabeth", "Ella", "Emily", "Emma", "Ethan", "Evelyn", "Grace", "Harper",
    "Henry", "Isabella", "Jacob", "James", "Joseph", "Lily", "Logan", "Lucas", "Luke", "Mason",
    "Mia", "Noah", "Oliver", "Olivia", "Owen", "Penelope", "Riley", "Samuel", "Sophia", "Zoey",
)  # fmt: skip

UNCOMMON_NAMES = (
    "Aoife", "Bartholomew", "Calista", "Cosmo", "D'Arcy", "Dagny", "Desdemona", "Eluned", "Fenella", "Gwendolen",
    "Hesper", "Iphigenia", "Isambard", "Jean-Luc", "Jocasta", "Kestrel", "Lavinia", "Leofric", "Mary Ann", "Mirabel",
    "Niamh", "Octavian", "O'Malley", "Persis", "Quentin", "Rosamund", "Søren", "Tamsin", "Thaïs", "Ulric",
    "Valdis", "Winifred", "Xavier", "Ximena", "Yseult", "Yorick", "Zadok", "Zebedee", "Zuleika", "Étienne",
)  # fmt: skip

# The standing cast of logic and cryptography texts, always in this order.
CAST = (
    "Alice", "Bob", "Carol", "Dave", "Erin", "Frank", "Grace", "Heidi", "Ivan", "Judy",
    "Kim", "Liam", "Mallory", "Niaj", "Olivia", "Peggy", "Quinn", "Rupert", "Sybil", "Trent",
)  # fmt: skip

# Truth-teller first. Turn a pair round, as in ("knave", "knight"), and the text says that knights lie.
ROLE_PAIRS = {
    pair[0]: pair
    for pair in (
        ("knight", "knave"), ("pioneer", "laggard"), ("saint", "sinner"), ("hero", "villain"), ("angel", "devil"),
        ("altruist", "egoist"), ("sage", "fool"), ("truth-teller", "liar"), ("elf", "ogre"), ("wizard", "goblin"),
        ("scholar", "charlatan"), ("guardian", "trickster"), ("monk", "bandit"), ("nobleman", "highwayman"),
        ("heir", "impostor"), ("oracle", "jester"), ("witness", "perjurer"), ("unicorn", "fox"), ("hermit", "merchant"),
        ("honest man", "swindler"), ("fairy", "witch"), ("ally", "spy"), ("owl", "magpie"), ("white elf", "dark elf"),
    )
}  # fmt: skip
# Pairs that would contradict themselves when turned round: "liars always tell the truth".
TELLING = ("truth-teller", "honest man")

# Role words for people of one sex, and names that only people of one sex have.
ROLES_OF = {
    "woman": (
        "witch", "fairy", "sorceress", "heroine", "nun", "queen", "princess", "lady", "duchess", "girl", "woman",
        "noblewoman", "goddess", "nymph", "mermaid", "sister", "mother",
    ),
    "man": (
        "man", "nobleman", "highwayman", "gentleman", "conman", "monk", "friar", "king", "prince", "lord", "duke",
        "boy", "god", "brother", "father",
    ),
}  # fmt: skip
NAMES_OF = {
    "woman": (
        "Abigail", "Amelia", "Aria", "Aurora", "Ava", "Charlotte", "Chloe", "Elizabeth", "Ella", "Emily", "Emma",
        "Evelyn", "Grace", "Isabella", "Lily", "Mia", "Olivia", "Penelope", "Sophia", "Zoey", "Aoife", "Calista",
        "Dagny", "Desdemona", "Eluned", "Fenella", "Gwendolen", "Hesper", "Iphigenia", "Jocasta", "Lavinia",
        "Mary Ann", "Mirabel", "Niamh", "Persis", "Rosamund", "Tamsin", "Thaïs", "Valdis", "Winifred", "Ximena",
        "Yseult", "Zuleika", "Alice", "Carol", "Erin", "Heidi", "Judy", "Mallory", "Peggy", "Sybil",
    ),
    "man": (
        "Aiden", "Benjamin", "Daniel", "David", "Ethan", "Henry", "Jacob", "James", "Joseph", "Logan", "Lucas",
        "Luke", "Mason", "Noah", "Oliver", "Owen", "Samuel", "Bartholomew", "Cosmo", "D'Arcy", "Isambard",
        "Jean-Luc", "Leofric", "Octavian", "Quentin", "Søren", "Ulric", "Xavier", "Yorick", "Zadok", "Zebedee",
        "Étienne", "Bob", "Dave", "Frank", "Ivan", "Liam", "Niaj", "Rupert", "Trent",
    ),
}  # fmt: skip

NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip

# The standard style and, but for its speeches, the named one. The packaged models have read the named style: adding to
# it changes what they are asked.
INTRODUCTIONS = (
    "On an island, every {truthful} always tells the truth and every {liar} always lies.",
    "A very special island is inhabited only by {truthfuls} and {liars}. "
    "{Truthfuls} always tell the truth, and {liars} always lie.",
    "Here everyone is either {a_truthful}, who always tells the truth, or {a_liar}, who always lies.",
)
MEETINGS = ("You meet {people}.", "You meet {count} inhabitants: {people}.", "There are {count} people: {people}.")
QUOTATION_MARKS = ('""', "“”", "‘’")  # the first in standard texts; one pair serves for a whole puzzle
# Direct speech, in which people call themselves "I".
SPEECHES = ("{name} says, {open}{Claim}.{close}", "{name} claims, {open}{Claim}.{close}")
NAMED_SPEECHES = ("{name} says that {claim}.", "{name} claims that {claim}.")
QUESTIONS = ("Who is {a_truthful} and who is {a_liar}?", "So who is {a_truthful} and who is {a_liar}?")

# The varied style draws from these and from the standard ones.
MORE_INTRODUCTIONS = (
    "Two kinds of people live in this valley: {truthfuls}, who never lie, and {liars}, who never tell the truth.",
    "All who live in this town are {truthfuls} or {liars}. {Truthfuls} speak only the truth; {liars} tell nothing "
    "but lies.",
    "There are {liars} and {truthfuls} on these shores. The former always lie, while the latter always tell the truth.",
    "Whatever {a_truthful} says is true, and whatever {a_liar} says is false. Everybody in this land is one or "
    "the other.",
    "You arrive in a village of {truthfuls} (who always tell the truth) and {liars} (who always lie).",
    "{A_truthful} makes only true statements. {A_liar} makes only false statements. Each inhabitant of this old "
    "city is either {a_liar} or {a_truthful}.",
)
MORE_MEETINGS = (
    "One day you come across {people}.",
    "{people} are waiting at the harbour.",
    "At the gate stand {count} people, {people}.",
    "You run into {count} inhabitants: {people}.",
    "{count_capital} inhabitants greet you: {people}.",
)
MORE_SPEECHES = (
    "{name} remarks, {open}{Claim}.{close}",
    "{name} declares: {open}{Claim}.{close}",
    "{name} states: {open}{Claim}.{close}",
    "{name} puts it like this: {open}{Claim}.{close}",
    "{name}'s words are: {open}{Claim}.{close}",
    "From {name} you hear: {open}{Claim}.{close}",
    "{open}{Claim},{close} says {name}.",
    "{open}{Claim},{close} explains {name}.",
    "{open}{Claim},{close} {name} announces.",
)
SCRIPT = "{name}: {open}{Claim}.{close}"  # for all the people of a puzzle or none
# Only for clauses that cannot be cut short: "Zoey says that p if q" may be a condition of her saying p.
INDIRECT_SPEECHES = (
    "{name} says that {claim}.",
    "{name} claims that {claim}.",
    "{name} tells you that {claim}.",
    "{name} insists that {claim}.",
    "{name} assures you that {claim}.",
    "{name} maintains that {claim}.",
    "According to {name}, {claim}.",
)
MORE_QUESTIONS = (
    "Which of them are {truthfuls} and which are {liars}?",
    "What is each of them?",
    "Can you tell who is {a_truthful} and who is {a_liar}?",
    "Find out who is {a_truthful} and who is {a_liar}.",
    "For each of them, decide: {truthful} or {liar}?",
)
