"""Makes the pictures of the README from the real program in a pseudo-terminal.

    python -m screenshots.make [NAME ...]

The answers come from the simulator, with texts fixed in `screenshots.conversation`; only the
measured times, and where a streaming answer stands, differ a little from one run to the next.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyte

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
_FRAME_S = 0.05  # longer than the pauses inside a frame, shorter than those of the spinner
_PRELOAD_S = 3.0  # by then the SDK is loaded, and does not count in the first answer's times


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
        where = [] if "--demo" in arguments else ["--base-url", simulator.base_url]
        argv = [str(PROGRAM), *where, *arguments]
        with Terminal(argv, env=environment, columns=columns, lines=lines, cwd=home) as terminal:
            terminal.wait_for(COMPOSER)
            yield terminal, simulator


def ask(terminal: Terminal, prompt: str) -> None:
    """Pastes and sends a prompt."""
    terminal.wait_for(COMPOSER)
    terminal.paste(prompt)
    terminal.wait_for(prompt[:20])
    terminal.key("enter")


def rest(terminal: Terminal, quiet_s: float = _QUIET_S) -> None:
    """Waits until nothing is drawn for that long."""
    while terminal.pump(quiet_s):
        pass


def first_turn(terminal: Terminal, simulator: Simulator) -> None:
    """Asks the first prompt and waits for its whole answer."""
    rest(terminal, _PRELOAD_S)
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
        terminal.wait_for("def sort")
        rest(terminal, _FRAME_S)
        return terminal


def whole(*arguments: str, columns: int = 120, lines: int = 40) -> Terminal:
    """One whole turn."""
    with program(*arguments, columns=columns, lines=lines) as (terminal, simulator):
        first_turn(terminal, simulator)
        rest(terminal)
        return terminal


def dialog(key: str, shown: str) -> Terminal:
    """A dialog over the first screen of the demo."""
    with program("--demo", "--theme", "minimax-dark") as (terminal, _):
        terminal.key(key)
        terminal.wait_for(shown)
        rest(terminal)
        return terminal


def colours(screen: pyte.Screen) -> tuple[str, str]:
    """The text colour and the background that most cells have, as `#rrggbb`."""
    cells = [screen.buffer[y][x] for y in range(screen.lines) for x in range(screen.columns)]
    written = Counter(cell.fg for cell in cells if cell.data.strip() and cell.fg != "default")
    behind = Counter(cell.bg for cell in cells if cell.bg != "default")
    return f"#{written.most_common(1)[0][0]}", f"#{behind.most_common(1)[0][0]}"


SCENES: dict[str, Callable[[], Terminal]] = {
    "dark-120x40": lambda: streaming("--theme", "minimax-dark"),
    "light-120x40": lambda: whole("--theme", "minimax-light"),
    "dark-80x24": lambda: streaming("--theme", "minimax-dark", columns=80, lines=24),
    "settings": lambda: dialog("f2", "Settings"),
    "model-picker": lambda: dialog("ctrl+l", "MiniMax-M2.7-highspeed"),
}


def main() -> None:
    """Makes all pictures, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SCENES))
    for name in parser.parse_args().names or SCENES:
        shown = SCENES[name]().screen.shown
        colour, background = colours(shown)
        path = FOLDER / f"{name}.svg"
        path.write_text(svg.render(shown, colour=colour, background=background), encoding="utf-8")
        print(path.relative_to(FOLDER.parent))


if __name__ == "__main__":
    main()
