"""Answers as tables and as JSON."""

from __future__ import annotations

import pytest

from puzzles.answers.read import read_answer

NAMES, ROLES = ("Zoey", "Mia", "Oliver"), ("knight", "knave")
EXPECTED = (True, False, True)

TABLES = [
    "| Name | Role |\n|------|:----:|\n| Zoey | Knight |\n| Mia | Knave |\n| Oliver | Knight |",
    "| # | Person | Role |\n|---|---|---|\n| 1 | Zoey | knight |\n| 2 | Mia | knave |\n| 3 | Oliver | knight |",
    "Name | Role\n--- | ---\nZoey | knight\nMia | knave\nOliver | knight",
    "| **Name** | **Role** |\n|---|---|\n| **Zoey** | *knight* |\n| Mia | `knave` |\n| Oliver | knight |",
    "| Zoey | Mia | Oliver |\n|---|---|---|\n| knight | knave | knight |",
    "| Name | Zoey | Mia | Oliver |\n|---|---|---|---|\n| Role | knight | knave | knight |",
    "| Knights | Knaves |\n|---|---|\n| Zoey, Oliver | Mia |",
    "| Knights | Knaves |\n|---|---|\n| Zoey | Mia |\n| Oliver | |",
    "| Name | Knight | Knave |\n|---|---|---|\n| Zoey | ✓ | |\n| Mia | | ✓ |\n| Oliver | ✓ | |",
    "| Name | Knight | Knave |\n|---|---|---|\n| Zoey | ✅ | ❌ |\n| Mia | ❌ | ✅ |\n| Oliver | ✅ | ❌ |",
    "| Name | Knight | Knave |\n|---|---|---|\n| Zoey | X | |\n| Mia | | X |\n| Oliver | X | |",
    "| Name | Knight? |\n|---|---|\n| Zoey | yes |\n| Mia | no |\n| Oliver | yes |",
    "| Role | Who |\n|---|---|\n| Knights | Zoey, Oliver |\n| Knaves | Mia |",
    "| Name | Role | Reason |\n|---|---|---|\n| Zoey | knight | Mia cannot be a knight |\n"
    "| Mia | knave | if she were a knight, Zoey would lie |\n| Oliver | knight | says so |",
    "| Name | Statement | Role |\n|---|---|---|\n| Zoey | Mia is a knave | knight |\n"
    "| Mia | Oliver is a knave or Zoey is a knave | knave |\n| Oliver | Zoey is a knight | knight |",
    "Here is the answer:\n\n| Name | Role |\n|---|---|\n| Zoey | Knight |\n| Mia | Knave |\n"
    "| Oliver | Knight |\n\nDone.",
]

RECORDS = [
    '{"Zoey": "knight", "Mia": "knave", "Oliver": "knight"}',
    "{'Zoey': 'knight', 'Mia': 'knave', 'Oliver': 'knight'}",
    '```json\n{\n  "Zoey": "knight",\n  "Mia": "knave",\n  "Oliver": "knight"\n}\n```',
    '{"Zoey": "a knight", "Mia": "not a knight", "Oliver": "Knight"}',
    '{"knights": ["Zoey", "Oliver"], "knaves": ["Mia"]}',
    '{\n  "knights": [\n    "Zoey",\n    "Oliver"\n  ],\n  "knaves": [\n    "Mia"\n  ]\n}',
    '{"knight": "Zoey, Oliver", "knave": "Mia"}',
    '[{"name": "Zoey", "role": "knight"}, {"name": "Mia", "role": "knave"}, {"name": "Oliver", "role": "knight"}]',
    '[\n {\n "name": "Zoey",\n "role": "knight"\n },\n {\n "name": "Mia",\n "role": "knave"\n },\n {\n'
    '"name": "Oliver",\n "role": "knight"\n }\n]',
    '{"answer": {"Zoey": "knight", "Mia": "knave", "Oliver": "knight"}}',
    '{"solution": [{"person": "Zoey", "type": "knight"}, {"person": "Mia", "type": "knave"}, '
    '{"person": "Oliver", "type": "knight"}]}',
    '{"result": {"knights": ["Zoey", "Oliver"], "knaves": ["Mia"]}}',
    '{"Zoey": {"role": "knight"}, "Mia": {"role": "knave"}, "Oliver": {"role": "knight"}}',
    '{"Zoey": {"is_knight": true}, "Mia": {"is_knight": false}, "Oliver": {"is_knight": true}}',
    '[["Zoey", "knight"], ["Mia", "knave"], ["Oliver", "knight"]]',
    "[('Zoey', 'knight'), ('Mia', 'knave'), ('Oliver', 'knight')]",
    '["Zoey is a knight", "Mia is a knave", "Oliver is a knight"]',
    '{"answer": "Zoey is a knight, Mia is a knave, and Oliver is a knight."}',
    '{"num_people": 3, "roles": {"Zoey": "knight", "Mia": "knave", "Oliver": "knight"}}',
    '{"reasoning": "If Mia were a knight, Zoey would lie, which cannot be.", '
    '"answer": {"Zoey": "knight", "Mia": "knave", "Oliver": "knight"}}',
    'The answer:\n{"Zoey": "knight",\n "Mia": "knave",\n "Oliver": "knight"}\nDone.',
    "{Zoey: knight, Mia: knave, Oliver: knight}",
    '{"Zoey": "knight", "Mia": "knave", "Oliver": "knight",}',
]


@pytest.mark.parametrize("text", TABLES + RECORDS)
def test_readable(text) -> None:
    reading = read_answer(text, NAMES, ROLES)
    assert reading.assignment == EXPECTED, reading.reason


def test_an_empty_list_of_a_role() -> None:
    for text in (
        '{"knights": ["Zoey", "Mia", "Oliver"], "knaves": []}',
        '{"knaves": null, "knights": ["Zoey", "Mia", "Oliver"]}',
    ):
        assert read_answer(text, NAMES, ROLES).assignment == (True, True, True)


REFUSED = [
    '{"Zoey": "knight", "Mia": "knave"}',
    '{"Zoey": "knight", "Mia": "knave", "Oliver": "knight", "Zoey": "knave"}',
    '{"Zoey": "knight", "Mia": "knave", "Oliver": "unknown"}',
    '{"Zoey": "knight", "Mia": "knave", "Oliver": "knight or knave"}',
    '{"Zoey": "knight", "Mia": "knave", "Oliver": null}',
    '{"Zoey": "knight", "Mia": "knave", "Oliver": ""}',
    '{"Zoey": true, "Mia": false, "Oliver": true}',
    '{"Zoey": 1, "Mia": 0, "Oliver": 1}',
    '{"Zoey": ["knight", "knave"], "Mia": "knave", "Oliver": "knight"}',
    '{"knights": ["Zoey", "Oliver", "Mia"], "knaves": ["Mia"]}',
    '{"knights": 2, "knaves": 1}',
    '{"possible_knights": ["Zoey", "Oliver"], "knaves": ["Mia"]}',
    '{"not_knights": ["Zoey", "Oliver"], "knaves": ["Mia"]}',
    '{"Zoey": "knight", "Mia": "knave", "Oliver": "knight", "confidence": 0.4}',
    '{"Zoey": "knight", "Mia": "knave", "Oliver": "knight", "note": "I am unsure of Mia"}',
    '{"Zoey": "knight", "Mia": "knave", "Oliver": "knight", "valid": false}',
    '{"wrong_answer": {"Zoey": "knight", "Mia": "knave", "Oliver": "knight"}}',
    '{"case 1": {"Zoey": "knight", "Mia": "knave", "Oliver": "knight"}}',
    '{"option_a": {"Zoey": "knight", "Mia": "knave", "Oliver": "knight"}, "option_b": {"Zoey": "knave"}}',
    '{"Zoey": {"is_knight": true, "is_knave": true}, "Mia": "knave", "Oliver": "knight"}',
    '[{"name": "Zoey", "role": "knight"}, {"name": "Zoey", "role": "knave"}, {"name": "Mia", "role": "knave"}]',
    '[{"name": "Zoey", "role": "knight"}, {"name": "Mia", "role": "saint"}, {"name": "Oliver", "role": "knight"}]',
    '["Zoey", "knight", "Mia", "knave", "Oliver", "knight"',
    "| Name | Knight | Knave |\n|---|---|---|\n| Zoey | ✓ | ✓ |\n| Mia | | ✓ |\n| Oliver | ✓ | |",
    "| Name | Knight | Knave |\n|---|---|---|\n| Zoey | ✓ | |\n| Mia | | |\n| Oliver | ✓ | |",
    "| Name | Knight | Knave |\n|---|---|---|\n| Zoey | X | |\n| Mia | | ✓ |\n| Oliver | ✓ | |",
    "| Name | Knight | Knave |\n|---|---|---|\n| Zoey | maybe | |\n| Mia | | ✓ |\n| Oliver | ✓ | |",
    "| Name | Role |\n|---|---|\n| Zoey | Knight |\n| Mia | Knave |",
    "| Name | Role |\n|---|---|\n| Zoey | Knight |\n| Mia | Knave |\n| Oliver | Knight |\n| Mia | Knight |",
    "| Name | Case 1 | Case 2 |\n|---|---|---|\n| Zoey | knight | knave |\n| Mia | knave | knave |\n"
    "| Oliver | knight | knave |",
    "| Name | Guess | Role |\n|---|---|---|\n| Zoey | knave | knight |\n| Mia | knave | knave |\n"
    "| Oliver | knight | knight |",
    "| Name | Role | Note |\n|---|---|---|\n| Zoey | knight | |\n"
    "| Mia | knave | not certain, probably |\n| Oliver | knight | |",
    "| Zoey | Mia | Oliver |\n|---|---|---|\n| knight | knave | |",
    "| Zoey | Mia | Oliver |\n|---|---|---|\n| knight | knave | knight |\n| knave | knave | knave |",
    "| Zoey | Mia | Oliver |\n|---|---|---|\n| knight | knave |",
    "| Knights | Knaves |\n|---|---|\n| Zoey, Oliver | Mia, Oliver |",
    "| World | Zoey | Mia | Oliver | Fits |\n|---|---|---|---|---|\n"
    "| 1 | knight | knave | knight | yes |\n| 2 | knave | knave | knave | no |",
]


@pytest.mark.parametrize("text", REFUSED)
def test_refused_with_a_reason(text) -> None:
    reading = read_answer(text, NAMES, ROLES)
    assert reading.assignment is None
    assert 5 < len(reading.reason) < 250
