"""What is printed is printed as it is."""

from __future__ import annotations

import io

from rich.console import Console

from logic_rl.cli.shared.tables import print_table
from logic_rl.console import plain_console
from logic_rl.training.progress import Display

MESSAGE = "[/pytorch/gloo/pair.cc:553] Connection closed by [red]peer[/red]"


def test_brackets_of_other_peoples_messages_are_no_commands(capsys) -> None:
    display = Display(3, plain_console())
    display.say(MESSAGE)
    assert MESSAGE in capsys.readouterr().err.replace("\n", " ")
    print_table("paths", ["file"], [["runs/[a]/x[/b]"]])
    assert "runs/[a]/x[/b]" in capsys.readouterr().out


def test_without_it_the_same_message_would_raise() -> None:
    """The reason for the rule: the message of a lost rank ended a run that was about to go on."""
    import pytest
    from rich.errors import MarkupError

    with pytest.raises(MarkupError):
        Console(file=io.StringIO()).print("[/pytorch/gloo/pair.cc:553]")


def test_a_pipe_gets_tables_whole(capsys) -> None:
    print_table("wide", ["what", *"abcde"], [["all people", *["0.175 [0.108, 0.238]"] * 5]])
    out = capsys.readouterr().out
    assert out.count("0.175 [0.108, 0.238]") == 5 and "…" not in out
