"""Makes the pictures of the README from the real program in a pseudo-terminal.

    python -m screenshots.make [NAME ...]

The answers come from the simulator, with texts fixed in `screenshots.conversation`; only the
measured times differ from one run to the next.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from minimax_tui.simulator.server import Simulator
from minimax_tui.simulator.stream import Answer, Hold
from screenshots import conversation, svg
from tests.terminal.environment import PROGRAM, clean_environment
from tests.terminal.pty_terminal import Terminal

FOLDER = Path(__file__).resolve().parent
COMPOSER = "Message MiniMax-M3…"
FOOTER = r"MiniMax-M3 · .*\bout\b"
_TOKENS_PER_S = 80.0
_CHUNK_CHARS = 6
_QUIET_S = 0.5


@contextmanager
def program(
    *arguments: str, columns: int = 120, lines: int = 40
) -> Iterator[tuple[Terminal, Simulator]]:
    """The program with its first screen drawn, and the simulator it talks to."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name,
        Simulator(tokens_per_s=_TOKENS_PER_S, first_token_s=0.6, seed=1) as simulator,
    ):
        home = Path(name)
        environment = clean_environment(home) | {"MINIMAX_API_KEY": "sk-simulated"}
        argv = [str(PROGRAM), "--base-url", simulator.base_url, *arguments]
        with Terminal(argv, env=environment, columns=columns, lines=lines, cwd=home) as terminal:
            terminal.wait_for(COMPOSER)
            yield terminal, simulator


def ask(terminal: Terminal, prompt: str) -> None:
    """Pastes and sends a prompt."""
    terminal.wait_for(COMPOSER)
    terminal.paste(prompt)
    terminal.wait_for(prompt[:20])
    terminal.key("enter")


def rest(terminal: Terminal) -> None:
    """Waits until nothing more is drawn."""
    while terminal.pump(_QUIET_S):
        pass


def first_turn(terminal: Terminal, simulator: Simulator) -> None:
    """Asks the first prompt and waits for its whole answer."""
    simulator.script(conversation.blocks(conversation.FIRST_THINKING, conversation.FIRST_TEXT))
    ask(terminal, conversation.FIRST_PROMPT)
    terminal.wait_for(FOOTER)
    terminal.wait_for(COMPOSER)


def streaming(*arguments: str, columns: int = 120, lines: int = 40) -> Terminal:
    """The second answer is being written; its thinking stands beside it."""
    with program(*arguments, columns=columns, lines=lines) as (terminal, simulator):
        first_turn(terminal, simulator)
        blocks = conversation.blocks(conversation.SECOND_THINKING, conversation.SECOND_TEXT)
        shown = conversation.SECOND_THINKING + conversation.SECOND_TEXT.partition("width *=")[0]
        hold = Hold(len(shown) // _CHUNK_CHARS)
        simulator.script(Answer(blocks, chunk_sizes=_CHUNK_CHARS, hold=hold))
        ask(terminal, conversation.SECOND_PROMPT)
        terminal.wait_until(hold.reached.is_set, "the middle of the second answer")
        # The spinner goes on while the answer waits, so the program never rests here.
        terminal.wait_for("def sort")
        return terminal


def whole(*arguments: str, columns: int = 120, lines: int = 40) -> Terminal:
    """One whole turn."""
    with program(*arguments, columns=columns, lines=lines) as (terminal, simulator):
        first_turn(terminal, simulator)
        rest(terminal)
        return terminal


def after_key(key: str, shown: str) -> Terminal:
    """A dialog over a whole turn."""
    with program("--theme", "minimax-dark") as (terminal, simulator):
        first_turn(terminal, simulator)
        terminal.key(key)
        terminal.wait_for(shown)
        rest(terminal)
        return terminal


DARK, LIGHT = ("#e0e0e0", "#121212"), ("#202020", "#fafafa")
SCENES: dict[str, tuple[Callable[[], Terminal], tuple[str, str]]] = {
    "dark-120x40": (lambda: streaming("--theme", "minimax-dark"), DARK),
    "light-120x40": (lambda: whole("--theme", "minimax-light"), LIGHT),
    "dark-80x24": (lambda: streaming("--theme", "minimax-dark", columns=80, lines=24), DARK),
    "settings": (lambda: after_key("f2", "Settings"), DARK),
    "model-picker": (lambda: after_key("ctrl+l", "MiniMax-M2.7-highspeed"), DARK),
}


def main() -> None:
    """Makes all pictures, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SCENES))
    for name in parser.parse_args().names or SCENES:
        scene, (colour, background) = SCENES[name]
        shown = scene().screen.shown
        path = FOLDER / f"{name}.svg"
        path.write_text(svg.render(shown, colour=colour, background=background), encoding="utf-8")
        print(path.relative_to(FOLDER.parent))


if __name__ == "__main__":
    main()
