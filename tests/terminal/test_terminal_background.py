"""The theme goes by the terminal's background, and no answer of the terminal is ever typed."""

from __future__ import annotations

import re

import pytest

from tests.terminal.conftest import Launch
from tests.terminal.pty_terminal import Terminal
from tests.terminal.terminal_screen import replies
from tests.terminal.test_first_run import COMPOSER

QUESTION = b"\x1b]11;?"
WHITE = b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\"
DONE = b"\x1b[?62;22c"
ON_DARK = b"48;2;16;17;19"
ON_LIGHT = b"48;2;251;250;247"
COLOR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:[34][0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")


def light(data: bytes, columns: int, lines: int) -> bytes:
    """A terminal with a white background."""
    if QUESTION in data:
        return WHITE + DONE
    return replies(data, columns, lines)


def silent(data: bytes, columns: int, lines: int) -> bytes:
    """A terminal that answers nothing."""
    del data, columns, lines
    return b""


def typed(terminal: Terminal) -> str:
    """What stands in the composer, once a last key is there."""
    terminal.type("§")
    terminal.wait_for("§")
    line = next(line for line in terminal.text().splitlines() if "§" in line)
    return line.strip()


def test_a_light_background_gets_the_light_theme(launch: Launch) -> None:
    terminal = launch("--demo", answers=light)
    terminal.wait_for(COMPOSER)
    assert ON_LIGHT in terminal.raw()
    assert ON_DARK not in terminal.raw()
    assert typed(terminal) == "§"


def test_a_dark_background_gets_the_dark_theme(launch: Launch) -> None:
    terminal = launch("--demo")
    terminal.wait_for(COMPOSER)
    assert ON_DARK in terminal.raw()
    assert ON_LIGHT not in terminal.raw()


def test_a_theme_that_was_chosen_stays(launch: Launch) -> None:
    terminal = launch("--demo", "--theme", "minimax-dark", answers=light)
    terminal.wait_for(COMPOSER)
    assert ON_LIGHT not in terminal.raw()


def test_a_silent_terminal_is_taken_for_a_dark_one(launch: Launch) -> None:
    terminal = launch("--demo", answers=silent)
    terminal.wait_for(COMPOSER)
    assert ON_DARK in terminal.raw()
    terminal.type("/")
    terminal.wait_for("/settings")
    terminal.key("escape")  # held back for a moment, as the beginning of an answer, and let go
    terminal.wait_gone("/settings")
    assert typed(terminal) == "/§"


def test_a_silent_terminal_may_tell_by_its_environment(
    launch: Launch, environment: dict[str, str]
) -> None:
    environment["COLORFGBG"] = "0;15"
    terminal = launch("--demo", answers=silent)
    terminal.wait_for(COMPOSER)
    assert ON_LIGHT in terminal.raw()


def test_a_late_answer_is_not_typed_and_still_counts(launch: Launch) -> None:
    terminal = launch("--demo", answers=silent)
    terminal.wait_for(COMPOSER)
    terminal.send(b"be" + WHITE[:9])
    terminal.send(WHITE[9:] + b"fore" + DONE)
    assert typed(terminal) == "before§"
    terminal.wait_bytes(ON_LIGHT)


def test_keys_between_the_answers_are_not_lost(launch: Launch) -> None:
    def impatient(data: bytes, columns: int, lines: int) -> bytes:
        if QUESTION in data:
            return b"typed" + WHITE + b" early" + DONE + b"!"
        return replies(data, columns, lines)

    terminal = launch("--demo", answers=impatient)
    terminal.wait_for("typed early!")
    assert typed(terminal) == "typed early!§"
    assert ON_LIGHT in terminal.raw()


def test_a_terminal_in_which_nothing_starts_is_left_as_it_was(launch: Launch) -> None:
    terminal = launch("--demo", "--continue", answers=light)
    assert terminal.wait_exit() == 1
    assert terminal.echoes()
    assert "rgb" not in terminal.text()


def test_the_terminals_mode_at_the_end_is_the_one_at_the_start(launch: Launch) -> None:
    terminal = launch("--demo", answers=light)
    terminal.wait_for(COMPOSER)
    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0
    assert terminal.echoes()


@pytest.mark.parametrize(("value", "colored"), [("1", False), ("", True)])
def test_without_colour_no_colour_is_sent(
    launch: Launch, environment: dict[str, str], value: str, colored: bool
) -> None:
    environment["NO_COLOR"] = value
    terminal = launch("--demo")
    terminal.wait_for(COMPOSER)
    terminal.key("ctrl+l")
    terminal.wait_for("MiniMax-M2.7")
    terminal.key("escape", "f1")
    terminal.wait_for("(?i)keys")
    assert bool(COLOR.search(terminal.raw())) is colored


def test_a_background_that_changed_meanwhile_is_seen_on_coming_back(launch: Launch) -> None:
    backgrounds = iter([b"1111/1111/1111", b"ffff/ffff/ffff"])

    def changing(data: bytes, columns: int, lines: int) -> bytes:
        if QUESTION in data:
            return b"\x1b]11;rgb:" + next(backgrounds) + b"\x07" + DONE
        return replies(data, columns, lines)

    terminal = launch("--demo", answers=changing)
    terminal.wait_for(COMPOSER)
    assert ON_LIGHT not in terminal.raw()
    terminal.send(b"\x1b[O\x1b[I")
    terminal.wait_bytes(ON_LIGHT)
    assert typed(terminal) == "§"
