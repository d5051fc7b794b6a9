"""What the doctor finds of the terminal and of tmux, from what they say."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from minimax_tui.cli.doctor import terminal, tmux
from minimax_tui.cli.doctor.findings import Finding, Level
from minimax_tui.cli.doctor.terminal_replies import Replies, question, read_replies

GOOD = {"TERM": "xterm-kitty", "COLORTERM": "truecolor"}
KITTY = b"\x1b[?0u\x1bP>|kitty(0.38.1)\x1b\\\x1b_Gi=31;OK\x1b\\\x1b[?2026;2$y\x1b[?62;52;c"


def by_name(findings: Sequence[Finding]) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings}


def look(
    environ: dict[str, str] | None = None,
    *,
    size: tuple[int, int] | None = (120, 40),
    replies: Replies | None = None,
    commands: Sequence[Sequence[str]] = (),
) -> dict[str, Finding]:
    return by_name(terminal.look(environ or GOOD, size, replies, commands))


# --- what it answers ---


def test_all_answers_of_a_capable_terminal_are_read() -> None:
    assert read_replies(KITTY) == Replies(
        answered=True,
        kitty_keyboard=True,
        name="kitty(0.38.1)",
        kitty_graphics=True,
        synchronized=True,
    )


def test_an_xterm_draws_sixel() -> None:
    found = read_replies(b"typed\x1bP>|XTerm(390)\x1b\\\x1b[?2026;0$y\x1b[?64;1;4;22c")
    assert found == Replies(answered=True, name="XTerm(390)", sixel=True)


def test_a_class_of_4_is_no_sixel() -> None:
    assert not read_replies(b"\x1b[?4;1c").sixel


@pytest.mark.parametrize("data", [b"", b"hello", b"\x1b[?1u", b"\x1b_Gi=31;ENODATA\x1b\\", b"\xff"])
def test_whatever_else_comes_does_no_harm(data: bytes) -> None:
    assert not read_replies(data).answered
    assert not read_replies(data).kitty_graphics


# --- findings ---


def test_a_capable_terminal_is_well() -> None:
    found = look(replies=read_replies(KITTY), commands=[["wl-copy"]])
    assert {finding.level for finding in found.values()} == {Level.OK}
    assert found["kind"].said == "TERM=xterm-kitty, kitty(0.38.1)"
    assert found["colours"].said == "16 million"
    assert "wl-copy" in found["clipboard"].said


@pytest.mark.parametrize(
    ("size", "level"),
    [
        ((120, 40), Level.OK),
        ((80, 24), Level.OK),
        ((79, 24), Level.WARNING),
        ((80, 23), Level.WARNING),
        ((39, 24), Level.PROBLEM),
        ((80, 9), Level.PROBLEM),
        (None, Level.OK),
    ],
)
def test_the_size(size: tuple[int, int] | None, level: Level) -> None:
    assert look(size=size)["size"].level is level


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "xterm-256color", "COLORTERM": "24bit"}, "16 million"),
        ({"TERM": "xterm"}, "16 at most"),
        ({"TERM": "xterm", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "NO_COLOR is set"),
    ],
)
def test_the_colours(environ: dict[str, str], said: str) -> None:
    assert said in look(environ)["colours"].said


@pytest.mark.parametrize("term", ["", "dumb"])
def test_no_terminal_is_a_problem(term: str) -> None:
    found = look({"TERM": term})["kind"]
    assert found.level is Level.PROBLEM
    assert "Set TERM" in found.advice


def test_a_silent_terminal_is_told() -> None:
    found = look(replies=Replies())
    assert found["kind"].level is Level.WARNING
    assert "not known" in found["keyboard"].said


def test_without_a_keyboard_protocol_there_is_advice() -> None:
    found = look(replies=Replies(answered=True))["keyboard"]
    assert found.level is Level.WARNING
    assert "ctrl+j" in found.advice


@pytest.mark.parametrize(
    ("environ", "advice"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0"}, "install wl-clipboard"),
        ({"DISPLAY": ":0"}, "install xclip"),
        ({"SSH_CONNECTION": "1 2 3 4", "DISPLAY": ":0"}, "must allow OSC 52"),
        ({"TERM_PROGRAM": "Apple_Terminal"}, "ignores OSC 52"),
        ({}, ""),
    ],
)
def test_the_clipboard(environ: dict[str, str], advice: str) -> None:
    assert advice in look(GOOD | environ)["clipboard"].advice


def test_names_of_terminals_are_foreign_text() -> None:
    found = look({"TERM": "x\x1b[31m", "TERM_PROGRAM": "y\x07"})["kind"]
    assert "\x1b" not in found.said
    assert "\x07" not in found.said


# --- what it is asked ---


@pytest.mark.parametrize(
    "environ",
    [
        {"TERM": "tmux-256color"},
        {"TERM": "screen-256color"},
        {"TERM": "xterm-256color", "TMUX": "/tmp/x,1,0"},
        {"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"},
    ],
)
def test_a_terminal_that_would_misread_it_is_not_asked_for_graphics(
    environ: dict[str, str],
) -> None:
    """tmux, for one, would call the pane by it."""
    assert b"\x1b_G" not in question(environ)
    assert b"\x1b_G" in question({"TERM": "xterm-256color"})


# --- tmux ---


def ask(**options: str) -> tmux.Ask:
    def answer(arguments: Sequence[str]) -> str:
        if arguments[0] == "-V":
            return "tmux 3.5a"
        if arguments[0] == "display-message":
            return options.get("features", "")
        return options.get(arguments[-1].replace("-", "_"), "")

    return answer


def test_outside_tmux_nothing_is_said_of_it() -> None:
    assert tmux.look({}, ask()) == []


def test_a_tmux_that_is_set_up_is_well() -> None:
    found = tmux.look(
        {"TMUX": "/tmp/x,1,0", "COLORTERM": "truecolor"},
        ask(
            extended_keys="always",
            set_clipboard="external",
            allow_passthrough="on",
            focus_events="on",
            escape_time="10",
            features="256,RGB,clipboard",
        ),
    )
    assert {finding.level for finding in found} == {Level.OK}


def test_each_option_that_is_off_has_its_line_for_tmux_conf() -> None:
    found = by_name(
        tmux.look(
            {"TMUX": "/tmp/x,1,0", "COLORTERM": "truecolor"},
            ask(
                extended_keys="off",
                set_clipboard="off",
                allow_passthrough="off",
                focus_events="off",
                escape_time="500",
                features="256",
            ),
        )
    )
    assert "set -s extended-keys on" in found["extended-keys"].advice
    assert "set -s set-clipboard on" in found["set-clipboard"].advice
    assert "set -g allow-passthrough on" in found["allow-passthrough"].advice
    assert "set -s focus-events on" in found["focus-events"].advice
    assert found["escape-time"].said == "500 ms: esc acts so much later"
    assert "set -s escape-time 10" in found["escape-time"].advice
    assert "terminal-features '*:RGB'" in found["colours"].advice
    assert found["allow-passthrough"].level is Level.OK, "only pictures would need it"
    others = [one.level for name, one in found.items() if name not in ("version",)]
    assert others.count(Level.WARNING) == 5


def test_a_tmux_that_does_not_answer_is_told() -> None:
    [found] = tmux.look({"TMUX": "/tmp/x,1,0"}, lambda _: "")
    assert found.level is Level.WARNING
