"""Which Chinese words a statement is put in: one choice for each kind of node."""

from __future__ import annotations

import random
from dataclasses import dataclass, fields

from puzzles.errors import GenerationError

CHOICES = {
    "leaf": ("role", "habit", "doing", "opposite"),
    "denial": ("不是", "并不是", "并非", "绝不是"),
    "negation": ("并非", "并不是", "不成立"),
    "conjunction": ("并且", "而且", "而", "都"),
    "disjunction": ("两者都成立", "至少有一项", "至少有一个"),
    "implication": ("如果那么", "若则", "只要就", "只有才"),
    "equivalence": ("当且仅当", "身份相同", "要么都", "反过来"),
    "brackets": ("lean",),
}
# Of texts written before, and of the standard and the named style: a bare 或者 may be heard as "one of the two", no
# villager says 充要条件, 并非甲是骑士 may be heard as "somebody else is", and some brackets are in the way. They are
# known, so that such a text is recognised, and never drawn.
FORMER = {
    "denial": ("negation",),
    "negation": ("不都",),
    "disjunction": ("或者", "或"),
    "equivalence": ("充要条件",),
    "brackets": ("always",),
}
# What a text has where a choice was used; the standard ones need nothing.
CUES: dict[str, dict[str, tuple[str, ...]]] = {
    "leaf": {"habit": ("总是",), "doing": ("说的是", "说的也是", "在说谎"), "opposite": ("不是",)},
    "denial": {"并不是": ("并不是",), "并非": ("并非",), "绝不是": ("绝不是",), "negation": ("并非", "并不是")},
    "negation": {"并不是": ("并不是",), "不成立": ("不成立",), "不都": ("不都是", "没有一个是")},
    "conjunction": {"而且": ("而且",), "而": ("而", "也"), "都": ("都",)},
    "disjunction": {"至少有一项": ("至少有一个",), "至少有一个": ("至少有一个",), "或者": ("或者",), "或": ("或",)},
    "implication": {"若则": ("若",), "只要就": ("只要",), "只有才": ("只有",)},
    "equivalence": {
        "身份相同": ("身份相同", "身份不同"), "要么都": ("要么都", "另一个是"),
        "反过来": ("反过来",), "充要条件": ("充要条件",),
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrasing:
    """How one person's statement is worded; the default is the standard wording.

    Example, of `And((Is(0, True), Is(1, True)))`: `Phrasing()` gives 甲是骑士，并且乙是骑士,
    `Phrasing(conjunction="都")` gives 甲和乙都是骑士. A form that does not fit a statement gives way to the
    standard one.

    Attributes:
        leaf: 甲是骑士, 甲总是说真话, 甲说的是真话, 甲不是无赖.
        denial: of a leaf: 甲不是骑士, 甲并不是骑士, 甲并非骑士, or by `negation`.
        negation: 并非（…）, 并不是（…）, （…）这一说法不成立, 甲和乙不都是骑士 (also 没有一个是).
        conjunction: 并且, 而且, 甲是骑士，而乙是无赖 (also 乙也是骑士), 甲和乙都是骑士 (also 都不是).
        disjunction: …，或者两者都成立, …，两者至少有一个成立, 甲和乙中至少有一个是骑士, 或者 and 或 alone.
        implication: 如果…，那么…, 若…，则…, 只要…，乙就是骑士, 只有…，甲才是骑士.
        equivalence: 当且仅当, 甲和乙身份相同 (also 不同), 甲和乙要么都是骑士，要么都是无赖 (also 一个是骑士，
            另一个是无赖), 如果甲是骑士，那么乙是骑士，反过来也一样, …的充要条件是….
        brackets: round every clause that is not simple, or only where a reader needs them. Then chains in chains of
            their kind are one, and what a few words say is said so: 甲和乙身份不同, 甲和乙中至少有一个不是骑士.

    Raises:
        GenerationError: a value that is neither in `CHOICES` nor in `FORMER`.
    """

    leaf: str = "role"
    denial: str = "不是"
    negation: str = "并非"
    conjunction: str = "并且"
    disjunction: str = "两者都成立"
    implication: str = "如果那么"
    equivalence: str = "当且仅当"
    brackets: str = "always"

    def __post_init__(self) -> None:
        for field in fields(self):
            value, allowed = getattr(self, field.name), CHOICES[field.name] + FORMER.get(field.name, ())
            if value not in allowed:
                raise GenerationError(f"phrasing {field.name} {value!r}: choose from {', '.join(map(repr, allowed))}")


STANDARD = Phrasing()
BARE = Phrasing(disjunction="或者")  # the standard wording of old


def draw_phrasing(rng: random.Random) -> Phrasing:
    """A phrasing with every choice drawn evenly."""
    return Phrasing(**{name: rng.choice(values) for name, values in CHOICES.items()})
