"""Words: names, role pairs and sentence moulds. Data only."""

NAMES = (
    "Abigail", "Aiden", "Amelia", "Aria", "Aurora", "Ava", "Avery", "Benjamin", "Charlotte", "Chloe",
    "Daniel", "David", "Elizabeth", "Ella", "Emily", "Emma", "Ethan", "Evelyn", "Grace", "Harper",
    "Henry", "Isabella", "Jacob", "James", "Joseph", "Lily", "Logan", "Lucas", "Luke", "Mason",
    "Mia", "Noah", "Oliver", "Olivia", "Owen", "Penelope", "Riley", "Samuel", "Sophia", "Zoey",
)  # fmt: skip

# The standing cast of logic and cryptography texts, always in this order.
CAST = (
    "Alice", "Bob", "Carol", "Dave", "Erin", "Frank", "Grace", "Heidi", "Ivan", "Judy",
    "Kim", "Liam", "Mallory", "Niaj", "Olivia", "Peggy", "Quinn", "Rupert", "Sybil", "Trent",
)  # fmt: skip

ROLE_PAIRS = {
    "knight": ("knight", "knave"),
    "pioneer": ("pioneer", "laggard"),
    "saint": ("saint", "sinner"),
    "hero": ("hero", "villain"),
    "angel": ("angel", "devil"),
    "altruist": ("altruist", "egoist"),
    "sage": ("sage", "fool"),
}

INTRODUCTIONS = (
    "On an island, every {truthful} always tells the truth and every {liar} always lies.",
    "A very special island is inhabited only by {truthful}s and {liar}s. "
    "{Truthful}s always tell the truth, and {liar}s always lie.",
    "Here everyone is either {a_truthful}, who always tells the truth, or {a_liar}, who always lies.",
)
MEETINGS = ("You meet {people}.", "You meet {count} inhabitants: {people}.", "There are {count} people: {people}.")
SPEECHES = ("{name} says that {claim}.", "{name} claims that {claim}.")
QUESTIONS = ("Who is {a_truthful} and who is {a_liar}?", "So who is {a_truthful} and who is {a_liar}?")
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
