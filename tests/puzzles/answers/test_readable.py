"""Answers in English that say clearly who is what, however they are laid out."""

from __future__ import annotations

import pytest

from puzzles.answers.read import read_answer

NAMES, ROLES = ("Zoey", "Mia", "Oliver"), ("knight", "knave")
EXPECTED = (True, False, True)

PROSE = [
    "Zoey is a knight, Mia is a knave, and Oliver is a knight.",
    "Oliver is a knight; Mia is a knave; Zoey is a knight",
    "ZOEY IS A KNIGHT, mia is a knave, Oliver Is A Knight",
    "Zoey knight, Mia knave, Oliver knight",
    "Zoey is a knight, Mia a knave and Oliver a knight",
    "Zoey is knight. Mia is knave. Oliver is knight.",
    "Zoey is the knight, Mia is the knave, Oliver is the knight",
    "Zoey must be a knight, Mia has to be a knave, so Oliver is therefore a knight",
    "Zoey is indeed a knight, Mia is definitely a knave, Oliver is also a knight",
    "Zoey's role is knight, Mia's role: knave, Oliver's a knight",
    "Zoey was identified as a knight, Mia is determined to be a knave, Oliver is confirmed as a knight",
    "Zoey is a knight. Zoey is a knight. Mia is a knave. Oliver is a knight. Mia: knave.",
    "both Zoey and Oliver are knights, Mia is a knave",
    "Zoey and Oliver are knights, Mia is a knave",
    "Zoey and Oliver are both knights while Mia is a knave",
    "Zoey & Oliver are knights; Mia is a knave",
    "The knights are Zoey and Oliver, and the knave is Mia.",
    "The two knights are Zoey and Oliver; the knave is Mia.",
    "The knave is Mia, and the knights are Zoey and Oliver",
    "Knights: Zoey and Oliver; knave: Mia",
    "Zoey, Mia, and Oliver are a knight, a knave, and a knight, respectively.",
    "Zoey, Mia and Oliver are respectively knight, knave and knight",
    "(Zoey, Mia, Oliver) = (knight, knave, knight)",
    "Only Mia is a knave; the others are knights.",
    "Mia is a knave and everyone else is a knight",
    "Mia is a knave. The other two are knights.",
    "Mia is a knave. The rest are knights.",
    "Mia is the only knave. Zoey and Oliver are knights.",
    "Therefore, the final answer is: Zoey is a knight, Mia is a knave, Oliver is a knight",
    "We conclude that Zoey is a knight, Mia is a knave, and Oliver is a knight!",
    "Based on the above analysis, Zoey is a knight, Mia is a knave, and Oliver is a knight.",
    "So, we can deduce that Zoey is a knight, Mia is a knave, and Oliver is a knight.",
    "This means Zoey is a knight, Mia is a knave, and Oliver is a knight.",
    "The identity of Zoey is knight, the identity of Mia is knave, the identity of Oliver is knight",
    "Zoey ∈ knights, Mia ∈ knaves, Oliver ∈ knights",
    "Zoey is a knight, Mia is a knave, and Oliver is a knight, which satisfies all the conditions.",
    "Zoey is a knight, Mia is a knave, and Oliver is a knight (final answer)",
    "The only consistent solution is: Zoey is a knight, Mia is a knave, Oliver is a knight.",
    "There is no contradiction, so Zoey is a knight, Mia is a knave, Oliver is a knight.",
    "Zoey is a knight, Mia is a knave, Oliver is a knight. Let me know if you have any questions!",
    "Zoey is a knight, Mia is a knave, Oliver is a knight. Would you like the steps?",
]

DENIALS = [
    "Zoey is not a knave, Mia is not a knight, Oliver is not a knave",
    "Zoey isn't a knave. Mia isn’t a knight. Oliver is a knight.",
    "Zoey ≠ knave, Mia != knight, Oliver = knight",
    "Zoey: not a knave\nMia: not a knight\nOliver: not a knave",
    "Neither Zoey nor Oliver is a knave, and Mia is a knave",
    "Zoey is a knight, not a knave; Mia is not a knight but a knave; Oliver is a knight",
    "Zoey is a knight and not a knave, Mia is a knave and is not a knight, Oliver is a knight",
    "Zoey and Oliver are not knaves; Mia is no knight",
]

GLOSSES = [
    "Zoey is a knight (truth-teller), Mia is a knave (liar), Oliver is a knight (truth teller)",
    "Zoey: Knight (tells the truth)\nMia: Knave (lies)\nOliver: Knight (always tells the truth)",
    "Zoey (knight), Mia (knave), Oliver (knight)",
    "Zoey is a knight, who tells the truth. Mia is a knave, who always lies. Oliver is a knight.",
    "Knights (truth-tellers): Zoey, Oliver\nKnaves (liars): Mia",
]

LISTS = [
    "(1) Zoey is a knight\n(2) Mia is a knave\n(3) Oliver is a knight",
    "(1) Zoey is a knight (2) Mia is a knave (3) Oliver is a knight",
    "1. Zoey is a knight.\n2. Mia is a knave.\n3. Oliver is a knight.",
    "1) Zoey: knight\n2) Mia: knave\n3) Oliver: knight",
    "Zoey: knight, Mia: knave, Oliver: knight",
    "Zoey = knight, Mia = knave, Oliver = knight",
    "Zoey - knight\nMia - knave\nOliver - knight",
    "Zoey → knight\nMia -> knave\nOliver => knight",
    "Zoey – knight\nMia — knave\nOliver: a knight",
    "Zoey：knight，Mia：knave，Oliver：knight",
    "- **Zoey**: Knight\n- **Mia**: Knave\n- **Oliver**: Knight",
    "- **Zoey:** Knight\n- **Mia:** Knave\n- **Oliver:** Knight",
    "* Zoey is a **knight**\n* Mia is a *knave*\n* Oliver is a __knight__",
    "• Zoey: `knight`\n• Mia: `knave`\n• Oliver: `knight`",
    "Zoey: knight ✓\nMia: knave ✅\nOliver: knight ✔️",
    "🛡️ Zoey: knight\n🃏 Mia: knave\n🛡️ Oliver: knight",
    "### Knights:\n- Zoey\n- Oliver\n\n### Knaves:\n- Mia",
    "Knights:\nZoey\nOliver\nKnaves:\nMia",
    "Knights: Zoey, Oliver\nKnaves: Mia",
    "Knights (2): Zoey, Oliver\nKnaves (1): Mia",
    "**Zoey**\nKnight\n\n**Mia**\nKnave\n\n**Oliver**\nKnight",
    "### Zoey\n- Role: Knight\n### Mia\n- Role: Knave\n### Oliver\n- Role: Knight",
    "Zoey:\n  knight\nMia:\n  knave\nOliver:\n  knight",
    "The knight and knave roles:\nZoey is a knight\nMia is a knave\nOliver is a knight",
    "Here is who is a knight and who is a knave:\nZoey: knight\nMia: knave\nOliver: knight",
    "The roles of Zoey, Mia, and Oliver are:\nZoey: knight\nMia: knave\nOliver: knight",
    "Here is the answer in the requested format: Zoey is a knight, Mia is a knave, and Oliver is a knight",
    "The only world that fits every sentence.\nZoey is a knight, Mia is a knave, Oliver is a knight",
    "Zoey, knight\nMia, knave\nOliver, knight",
    "Name,Role\nZoey,knight\nMia,knave\nOliver,knight",
    "Zoey\tknight\nMia\tknave\nOliver\tknight",
]

MARKUP = [
    "\\boxed{\\text{Zoey is a knight, Mia is a knave, Oliver is a knight}}",
    "\\[\n\\boxed{\\text{Zoey: knight}, \\text{Mia: knave}, \\text{Oliver: knight}}\n\\]",
    "$$\\boxed{\\begin{aligned} \\text{Zoey} &= \\text{knight} \\\\ \\text{Mia} &= \\text{knave} \\\\ "
    "\\text{Oliver} &= \\text{knight} \\end{aligned}}$$",
    "\\begin{array}{|c|c|}\n\\hline\n\\text{Zoey} & \\text{knight} \\\\\n\\text{Mia} & \\text{knave} \\\\\n"
    "\\text{Oliver} & \\text{knight} \\\\\n\\hline\n\\end{array}",
    "$\\text{Zoey} \\rightarrow \\text{knight}$, $\\text{Mia} \\to \\text{knave}$, Oliver $\\Rightarrow$ knight",
    "\\textbf{Zoey}: knight \\quad \\textbf{Mia}: knave \\quad \\textbf{Oliver}: knight",
    "<b>Zoey</b>: knight<br>Mia: knave<br>Oliver: knight",
    "<ul><li>Zoey: knight</li><li>Mia: knave</li><li>Oliver: knight</li></ul>",
    "<table><tr><th>Name</th><th>Role</th></tr><tr><td>Zoey</td><td>knight</td></tr>"
    "<tr><td>Mia</td><td>knave</td></tr><tr><td>Oliver</td><td>knight</td></tr></table>",
    "```\nZoey: knight\nMia: knave\nOliver: knight\n```",
    "Zoey is a knight, Mia is a knave, Oliver is a knight<|im_end|>",
    "Zoey is a knight, Mia is a knave, Oliver is a knight</s>",
    "Zoey: knight\\nMia: knave\\nOliver: knight",
    "> Zoey: knight\n> Mia: knave\n> Oliver: knight",
]


@pytest.mark.parametrize("text", PROSE + DENIALS + GLOSSES + LISTS + MARKUP)
def test_readable(text) -> None:
    reading = read_answer(text, NAMES, ROLES)
    assert reading.assignment == EXPECTED, reading.reason
    assert reading.reason == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Everyone is a knight.", (True, True, True)),
        ("All three are knaves", (False, False, False)),
        ("They are all knights. There are no knaves.", (True, True, True)),
        ("Zoey, Mia and Oliver are all knights", (True, True, True)),
        ("Knights: Zoey, Mia, Oliver\nKnaves: none", (True, True, True)),
        ("Knights = {Zoey, Mia, Oliver}, Knaves = {}", (True, True, True)),
        ("Knights: Zoey, Mia, Oliver\nKnaves: ∅", (True, True, True)),
        ("Knights: all\nKnaves: none", (True, True, True)),
        ("Knights:\n- Zoey\n- Mia\n- Oliver\nKnaves:\n- None", (True, True, True)),
        ("Knights: none; knaves: Zoey, Mia, Oliver", (False, False, False)),
    ],
)
def test_one_word_for_all(text, expected) -> None:
    assert read_answer(text, NAMES, ROLES).assignment == expected, read_answer(text, NAMES, ROLES)


@pytest.mark.parametrize(
    ("text", "names", "roles", "expected"),
    [
        ("Both are knights", ("Zoey", "Mia"), ROLES, (True, True)),
        ("Sage is a fool, Mia is a sage", ("Sage", "Mia"), ("sage", "fool"), (False, True)),
        ("Will is a hero and May is a villain", ("Will", "May"), ("hero", "villain"), (True, False)),
        ("Jack is a knight, Jackson is a knave", ("Jack", "Jackson"), ROLES, (True, False)),
        ("Jackson: knave\nJack: knight", ("Jack", "Jackson"), ROLES, (True, False)),
        ("Mary Ann: knave, Jean-Luc: knight", ("Mary Ann", "Jean-Luc"), ROLES, (False, True)),
        ("José is a knight, O'Neil is a knave", ("Jose\u0301", "O’Neil"), ROLES, (True, False)),
        ("A is a knight, B is a knave", ("A", "B"), ROLES, (True, False)),
        ("Zoey and Mia are heroes", ("Zoey", "Mia"), ("hero", "villain"), (True, True)),
        ("Zoey and Mia are heros", ("Zoey", "Mia"), ("hero", "villain"), (True, True)),
        ("Zoey and Mia are spies", ("Zoey", "Mia"), ("saint", "spy"), (False, False)),
        ("Zoey and Mia are noblemen", ("Zoey", "Mia"), ("nobleman", "thief"), (True, True)),
        ("Zoey and Mia are thieves", ("Zoey", "Mia"), ("nobleman", "thief"), (False, False)),
        ("Zoey is a dark elf, Mia is a high elf", ("Zoey", "Mia"), ("high elf", "dark elf"), (False, True)),
        ("Zoey is a knight, Mia is a knave", ("Zoey", "Mia"), ("knave", "knight"), (False, True)),
        ("Zoey is a truth teller, Mia is a liar", ("Zoey", "Mia"), ("truth-teller", "liar"), (True, False)),
        ("Zoey is an angel, Mia is a angel", ("Zoey", "Mia"), ("angel", "devil"), (True, True)),
    ],
)
def test_names_and_roles_are_those_of_the_puzzle(text, names, roles, expected) -> None:
    reading = read_answer(text, names, roles)
    assert reading.assignment == expected, reading.reason
