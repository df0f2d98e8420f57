"""Sentences of proofs that are no steps: where no assignment fits, or several do. Data only, by language."""

MOULDS: dict[str, dict[str, str]] = {
    "en": {
        "none": "So no assignment of roles fits what is said.",
        "two": "Two assignments fit what is said, so it does not settle who is what.",
        "many": "{total} assignments fit what is said, so it does not settle who is what. Here are two of them.",
        "settled": "In every one of them {facts}.",
        "several": (
            "{name} says several things. From {truthful} all of them are true; from {liar} not one is. "
            "So below they count as true if all of them are and, in case {name} is {liar}, already if one is."
        ),
        "quoted": "“{words}”",
        "quoted again": " and that ",
    },
    "zh": {
        "none": "所以，没有一种身份的安排符合所有的话。",
        "two": "有两种安排都符合这些话，所以单凭这些话无法确定每个人的身份。",
        "many": "有{total}种安排都符合这些话，所以单凭这些话无法确定每个人的身份。下面是其中两种。",
        "settled": "在每一种安排中，{facts}。",
        "several": (
            "{name}说了几句话。{truthful}说的句句是真话，{liar}说的句句是假话。"
            "所以下面说这些话为真，是指句句为真；若{name}是{liar}，有一句为真就算为真。"
        ),
        "quoted": "{words}",
        "quoted again": "；",
    },
}
