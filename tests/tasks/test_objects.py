"""A user's class or function by name; every failure is one line that says where."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from logic_rl.errors import UsageError
from logic_rl.objects import failure, load_object

FILES = {
    "mine.py": "import neighbour\nANSWER = neighbour.VALUE\ndef late():\n  import another\n  return another.VALUE\n",
    "neighbour.py": "VALUE = 25\n",
    "another.py": "VALUE = 36\n",
    "raises.py": "import json\n\ndef f():\n    return json.loads('{')\n\nf()\n",
    "syntax.py": "x = 1\nx = = 2\n",
    "exits.py": "import sys\nsys.exit('usage: exits.py FILE')\n",
    "needs.py": "import package_that_is_nowhere\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    known = set(sys.modules)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield tmp_path
    for name in set(sys.modules) - known:
        del sys.modules[name]


def complaint(spec: str) -> str:
    with pytest.raises(UsageError) as raised:
        load_object(spec, "--task")
    assert "\n" not in str(raised.value) and raised.value.exit_code == 2
    return str(raised.value)


def test_modules_files_and_their_neighbours(folder: Path, monkeypatch) -> None:
    assert load_object("math:pi", "x") == load_object("math.pi", "x")
    assert load_object(f"{folder}/mine.py:ANSWER", "x") == 25
    assert load_object(f"{folder}/mine.py:late", "x")() == 36  # a neighbour that is imported later
    assert load_object(f"{folder}/mine.py:late", "x") is load_object(f"{folder}/mine.py:late", "x")
    monkeypatch.chdir(folder)
    assert [load_object(spec, "x") for spec in ("mine:ANSWER", "mine.ANSWER", "mine.py:ANSWER")] == [25, 25, 25]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("mine", "write module.path:NAME or /path/to/file.py:NAME"),
        ("mine:", "write module.path:NAME"),
        (":X", "write module.path:NAME"),
        ("mihne:ANSWER", "no module 'mihne', neither installed nor in {folder}"),
        ("nothing/here.py:X", "{folder}/nothing/here.py does not exist"),
        ("mine:ANSWR", "mine has no 'ANSWR'; did you mean 'ANSWER'?"),
        ("raises:f", "importing it failed: JSONDecodeError: Expecting property name enclosed in double quotes: line 1 "
                     "column 2 (char 1) ({folder}/raises.py:4)"),
        ("raises.py:f", "({folder}/raises.py:4)"),
        ("syntax:x", "importing it failed: SyntaxError: invalid syntax ({folder}/syntax.py:2)"),
        ("exits:x", "importing it failed: SystemExit: usage: exits.py FILE ({folder}/exits.py:2)"),
        ("needs:x", "it needs package_that_is_nowhere, which is not installed"),
        ("math.nothing:x", "no module 'math.nothing'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line(folder: Path, monkeypatch, spec: str, said: str) -> None:
    monkeypatch.chdir(folder)
    assert said.format(folder=folder) in complaint(spec)


def test_a_failure_names_the_users_own_line() -> None:
    failing = compile("import json\ndef f():\n    json.loads('[')\n\n\nf()\n", "/home/me/mytask.py", "exec")
    with pytest.raises(ValueError) as raised:
        exec(failing, {})
    assert failure(raised.value) == "JSONDecodeError: Expecting value: line 1 column 2 (char 1) (/home/me/mytask.py:3)"
    assert failure(ValueError("two\nlines")) == "ValueError: two lines"
