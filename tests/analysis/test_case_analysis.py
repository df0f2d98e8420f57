"""Proofs by cases: opening a case, closing it and a contradiction are no backtracking, in puzzles and in maths."""

from __future__ import annotations

import random

import pytest

from logic_rl.analysis.behaviours.tag import tag

WRITTEN = [
    (
        "Let's consider two cases for Zoey.\n"
        "\n"
        "Case 1: Suppose Zoey is a knight. Then her statement is true, so Oliver is a knave. But Oliver says that"
        " Zoey is a knave, which is false, as expected. This is consistent.\n"
        "\n"
        "Case 2: Suppose Zoey is a knave. Then her statement is false, so Oliver is a knight. Oliver says Mia is "
        "a knave, so Mia is a knave. However, Mia says that Oliver is a knight, which would be true. This "
        "contradicts the fact that Mia is a knave. Hence Case 2 is impossible.\n"
        "\n"
        "Therefore Zoey is a knight and Oliver is a knave."
    ),
    (
        "Assume that Ava is a truth-teller. Then Ben lies. If Ben lies, then Cleo tells the truth. But Cleo says "
        "that Ava lies. This leads to a contradiction. So Ava must be a liar.\n"
        "Now suppose Ava is a liar. Then Ben tells the truth. The other possibility for Cleo is that she lies. "
        "Then the statement of Cleo is false, which is consistent. Next, we check Dan. If Dan were a liar, his "
        "statement would be true, a contradiction. So Dan tells the truth."
    ),
    (
        "Try Mia as a knave instead. Another possibility is that both are knaves. In the other case, Liam is a "
        "knight. If instead Liam is a knave, his claim is false. That assumption fails, so we turn to the "
        "remaining case. Since the first case fails, the second case must hold. On the other hand, if Mia is a "
        "knight, Liam is a knave. Therefore our assumption was false and Mia is a knave."
    ),
    (
        "We want to show that n^2 + n is even for every integer n. We split into two cases.\n"
        "\n"
        "Case 1: n is even. Write n = 2k. Then n^2 + n = 4k^2 + 2k, which is even.\n"
        "\n"
        "Case 2: suppose n is odd, so n = 2k + 1. Then n^2 + n = (2k + 1)(2k + 2), which is even.\n"
        "\n"
        "In both cases the sum is even. The other direction is trivial. This completes the proof, and the "
        "remaining sum is 2 times 3 or 6. The first factor is 4. The second factor is 9. The product equals 36."
    ),
    (
        "Suppose for contradiction that the square root of 2 is rational, so it equals p/q in lowest terms. Then "
        "p^2 = 2q^2. So p is even, say p = 2r. Then 4r^2 = 2q^2, so q^2 = 2r^2. Hence q is even as well. But this"
        " contradicts the assumption that p/q is in lowest terms. Therefore the square root of 2 is irrational.\n"
        "\n"
        "Now consider the case x > 0. Then |x| = x and the equation becomes x + 2 = 5, so x = 3. If instead x < "
        "0, then |x| = -x and the equation becomes -x + 2 = 5, so x = -3. If x = 0, the left side is 2, which "
        "contradicts the equation, so this case is impossible. Thus the solutions are 3 and -3."
    ),
    (
        "The discriminant is b^2 - 4ac. There are three cases to consider. If the discriminant is positive, there"
        " are two real roots. If it is zero, there is one. Otherwise there are none. Consider the first case. "
        "Here k > 2, which contradicts k = 1. Now consider the second case. Here k = 2, which again contradicts k"
        " = 1. So the third case must hold. Next, assume that p divides a. Then p divides b, a contradiction. "
        "Hence p does not divide a. Case 3: Suppose p divides neither. This is impossible, since p divides ab. "
        "The remaining case is p = 2. For p = 2 we get 4 + 1 = 5. In the final case, m is odd and we get 7. "
        "However, 7 is not a square. So there are no further solutions."
    ),
    (
        "Case A. The triangle is acute. Then all angles are less than 90 degrees. Case B. The triangle is obtuse."
        " Then one angle is larger than 90 degrees. Alternatively, the triangle is right-angled, so that one "
        "angle equals 90 degrees. Another case is that it is equilateral. For the other case, let x be negative. "
        "Then -x is positive. But then x + y < 0, contradicting the hypothesis. Hence x is positive. The "
        "alternative is that y is negative. This also fails, because then the product is negative. So both are "
        "positive."
    ),
]

OPENINGS = (
    "Case {n}: suppose {s}.", "Case {n}. Let {s}.", "Now suppose that {s}.", "Assume {s}.",
    "If instead {s}, we argue as follows.", "Next, consider the case where {s}.", "In the remaining case, {s}.",
    "The other case is that {s}.", "Another case: {s}.", "Finally, let us assume {s}.",
    "On the other hand, suppose {s}.", "Otherwise, {s}.", "For the second case, say {s}.",
)  # fmt: skip
STEPS = (
    "Then {f}.", "So {f}.", "It follows that {f}, since {g}.", "Because {g}, we get {f}.", "But {g}, so {f}.",
    "However, {g}.", "Hence {f}.", "By symmetry, {f}.", "This means {f}.", "We also know {g}.",
)  # fmt: skip
CLOSINGS = (
    "This contradicts {g}.", "This is a contradiction.", "This contradicts the assumption, so the case is impossible.",
    "That is impossible, because {g}.", "But this contradicts our assumption that {s}.", "So this case fails.",
    "This case cannot occur.", "Therefore this case gives no solution.", "So this case works and gives {f}.",
    "Which is false, a contradiction.", "Hence {s} cannot hold.",
)  # fmt: skip
MATHS = {
    "s": ("n is even", "n is odd", "x > 0", "p divides a", "the triangle is acute", "m = 3k + 1", "f(0) = 0"),
    "f": ("n = 2k", "x = 3", "the sum is even", "2a = b", "the product is negative", "q divides r"),
    "g": ("p does not divide q", "b is positive", "7 is not a square", "the roots are real", "a + b = 5"),
}
PUZZLES = {
    "s": ("Zoey is a knight", "Mia is a knave", "Liam tells the truth", "Ava lies"),
    "f": ("Oliver is a knave", "his statement is true", "her claim is false", "Ben tells the truth"),
    "g": ("Mia says that Ben is a knave", "knights always tell the truth", "Zoey's statement is false"),
}


def proof(rng: random.Random, words: dict[str, tuple[str, ...]]) -> str:
    """Three to six cases of a few steps each."""

    def filled(moulds: tuple[str, ...], number: int = 0) -> str:
        return rng.choice(moulds).format(n=number, **{name: rng.choice(choices) for name, choices in words.items()})

    cases = [
        [filled(OPENINGS, number), *(filled(STEPS) for _ in range(rng.randint(1, 9))), filled(CLOSINGS)]
        for number in range(1, rng.randint(4, 7))
    ]
    return "\n\n".join(" ".join(case) for case in cases)


def returns(text: str) -> list[str]:
    return [text[span.start : span.end] for span in tag(text) if span.behaviour == "backtracking"]


@pytest.mark.parametrize("text", WRITTEN)
def test_written_case_analysis_is_no_backtracking(text: str) -> None:
    assert returns(text) == []


@pytest.mark.parametrize("words", [MATHS, PUZZLES])
def test_made_case_analysis_is_no_backtracking(words: dict[str, tuple[str, ...]]) -> None:
    rng = random.Random(7)
    assert [found for _ in range(150) for found in returns(proof(rng, words))] == []


REASONING = (
    "Okay, so the rod has length three and a mass at its end. The torque is the force times the arm. I get 12 for "
    "the first term. Then the second term gives 7. Adding them gives 19. {} The energy is the product of both. "
    "So the speed is 4 at the lowest point. The final value is 15."
)


@pytest.mark.parametrize(
    "turn",
    [
        "Maybe I need to approach this differently.",
        "Let's try another angle.",
        "Alternatively, perhaps I should use the energy instead of the torque.",
        "Another approach is to look at the energy.",
        "Maybe there's another way to think about this.",
    ],
)
def test_a_new_line_of_attack_is_backtracking(turn: str) -> None:
    assert returns(REASONING.format(turn)) == [turn]
    assert returns(REASONING.format("The arm is two metres long.")) == []


def test_giving_up_in_the_midst_of_cases_is_backtracking() -> None:
    text = WRITTEN[0] + " Wait, that cannot be. Let me go back and try a different approach."
    assert returns(text) == ["Let me go back and try a different approach."]
