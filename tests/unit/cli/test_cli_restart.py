"""The command line that makes the program the demo."""

from __future__ import annotations

from argparse import Namespace

import pytest

from minimax_tui.cli.restart import demo_command, own_program

NOTHING = {"model": None, "thinking": None, "system": None, "theme": None, "no_save": False}


@pytest.mark.parametrize(
    ("given", "more"),
    [
        ({}, []),
        ({"theme": "minimax-light", "no_save": True}, ["--theme=minimax-light", "--no-save"]),
        ({"system": "--looks like an option"}, ["--system=--looks like an option"]),
        ({"base_url": "https://g.example", "account": "work", "resume": "abc"}, []),
    ],
)
def test_only_what_concerns_the_demo_is_passed_on(
    given: dict[str, object], more: list[str]
) -> None:
    options = Namespace(**{**NOTHING, **given})
    assert demo_command(options, ["python", "minimax-chat"]) == [
        *("python", "minimax-chat", "--demo"),
        *more,
    ]


@pytest.mark.parametrize(
    ("whole", "argv", "program"),
    [
        (["python", "/bin/x", "--a", "b"], ["/bin/x", "--a", "b"], ["/bin/x"]),
        (["python", "/bin/x"], ["/bin/x"], ["/bin/x"]),
        (["python", "-X", "dev", "/bin/x", "c"], ["/bin/x", "c"], ["-X", "dev", "/bin/x"]),
        (["python", "-m", "minimax_tui", "c"], ["/m/__main__.py", "c"], ["-m", "minimax_tui"]),
        (["python", "other.py"], ["minimax-chat"], ["-P", "-m", "minimax_tui"]),
        (["python"], ["minimax-chat", "--a"], ["-P", "-m", "minimax_tui"]),
        (["python", "-c", "code", "z"], ["-c", "y"], ["-P", "-m", "minimax_tui"]),
    ],
)
def test_the_program_is_started_as_it_was(
    whole: list[str], argv: list[str], program: list[str]
) -> None:
    assert own_program(whole, argv) == program


def test_plain_lines_stay_plain_lines() -> None:
    options = Namespace(**NOTHING)
    assert demo_command(options, ["program"], linear=True) == ["program", "--demo", "--linear"]
