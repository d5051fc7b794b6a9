"""`minimax-chat`: reads the command line and starts the screen, a headless answer or the simulator.

Nothing heavy is imported here: each way of running loads what it needs.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from minimax_tui import __version__
from minimax_tui.cli.closed_streams import open_closed_streams
from minimax_tui.cli.language import install_first
from minimax_tui.domain.errors import ChatError, SettingsError
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.surface import read_in_shell

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the program and returns its exit status.

    0 where all went well, 1 where a request, the storage or the program itself failed, 2 where
    the command line or a setting cannot be used, 130 where ctrl+c ended it, 141 where nobody reads
    its output any more, 128 and a signal's number where that signal ended it.
    """
    open_closed_streams()
    with read_in_shell():
        return _main(list(sys.argv[1:] if argv is None else argv))


def _main(arguments: list[str]) -> int:
    try:
        install_first(arguments, os.environ)
        if arguments[:1] == ["simulate"]:
            return _simulate(arguments[1:])
        if arguments[:1] == ["auth"]:
            from minimax_tui.cli.auth import run_auth

            return run_auth(arguments[1:])
        if arguments[:1] == ["models"]:
            from minimax_tui.cli.models import run_models

            return run_models(arguments[1:])
        if arguments[:1] == ["doctor"]:
            from minimax_tui.cli.doctor.command import run_doctor

            return run_doctor(arguments[1:])
        if arguments[:1] == ["config"]:
            from minimax_tui.cli.config_command import run_config

            return run_config(arguments[1:])
        if arguments[:1] == ["db"]:
            from minimax_tui.cli.db_command import run_db

            return run_db(arguments[1:])
        if arguments[:1] == ["sessions"]:
            from minimax_tui.cli.sessions_command import run_sessions

            return run_sessions(arguments[1:], _open_sessions)
        if arguments[:1] == ["export"]:
            from minimax_tui.cli.export_command import run_export

            return run_export(arguments[1:])
        if arguments[:1] == ["import"]:
            from minimax_tui.cli.import_command import run_import

            return run_import(arguments[1:])
        return _chat(_parser().parse_args(arguments))
    except SettingsError as error:
        _complain(error)
        return EXIT_USAGE
    except ChatError as error:
        _complain(error)
        return EXIT_FAILED
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception as fault:  # noqa: BLE001 - the top of the command line
        from minimax_tui.cli.faults import log_fault, say_that_it_crashed

        log_fault(fault)
        say_that_it_crashed()
        return EXIT_FAILED


def _complain(error: ChatError) -> None:
    """Says an error on stderr, safely."""
    lines = [f"minimax-chat: {error.what}", error.advice, str(error.detail)]
    print("\n".join(visible(line) for line in lines if line), file=sys.stderr)


def _chat(options: Namespace) -> int:
    if options.prompt is not None:
        from minimax_tui.cli.compose import compose
        from minimax_tui.cli.headless import run_headless

        return run_headless(
            compose(options, saved=not options.no_save),
            options.prompt,
            continue_last=options.continue_last,
            resume=options.resume,
        )
    if options.linear:
        from minimax_tui.cli.compose import compose
        from minimax_tui.cli.linear import run_linear

        return run_linear(
            compose(options, saved=not options.no_save),
            continue_last=options.continue_last,
            resume=options.resume,
            start_demo=lambda: _become_demo(options),
        )
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(
            tr("minimax-chat: this is no terminal. For one answer use: minimax-chat -p PROMPT"),
            file=sys.stderr,
        )
        return EXIT_USAGE
    # Collecting garbage while modules load and the first screen is made costs a tenth of the
    # start and frees nothing; the app turns it on again after its first screen.
    gc.disable()
    from minimax_tui.cli.ends import ended_by_signals
    from minimax_tui.ui.terminal_query import TerminalQuery

    # Until the screen is there, which has its own way: the terminal does not echo meanwhile.
    with ended_by_signals():
        terminal = TerminalQuery().send()
        try:
            from minimax_tui.cli.screen import run_screen

            return run_screen(options, terminal)
        finally:
            terminal.restore()
            gc.enable()


def _open_sessions(words: str, demo: bool) -> int:
    options = _parser().parse_args(["--demo"] if demo else [])
    options.sessions = words
    return _chat(options)


def _become_demo(options: Namespace) -> int:
    from minimax_tui.cli.restart import start_demo

    return start_demo(options, linear=True)


def _simulate(arguments: Sequence[str]) -> int:
    from minimax_tui.cli.options import OptionParser

    parser = OptionParser(
        prog="minimax-chat simulate",
        description=tr("Runs a simulation of MiniMax's endpoint on this computer. It is no model."),
    )
    parser.add_argument("--port", type=int, default=0, help=tr("default: any free port"))
    parser.add_argument(
        "--tokens-per-s",
        type=float,
        default=None,
        help=tr("pace of the answers; 0: as fast as possible; default: as the model is described"),
    )
    parser.add_argument(
        "--faults",
        action="store_true",
        help=tr("let a prompt such as `fault: cut` ask for a fault"),
    )
    options = parser.parse_args(arguments)
    from minimax_tui.simulator.serve import serve

    try:
        return serve(
            options.port, tokens_per_s=options.tokens_per_s, allow_fault_prompts=options.faults
        )
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        print(
            tr("minimax-chat: port {port}: {reason}", port=options.port, reason=reason),
            file=sys.stderr,
        )
        return EXIT_USAGE


def _parser() -> ArgumentParser:
    from minimax_tui.cli.given_settings import add_set_option
    from minimax_tui.cli.options import OptionParser, add_endpoint_options

    parser = OptionParser(
        prog="minimax-chat",
        description=tr("Chat with MiniMax's models in the terminal."),
        epilog=tr(
            "The key is the one kept with `minimax-chat auth set`, else MINIMAX_API_KEY (else "
            "ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN, with ANTHROPIC_BASE_URL). "
            "`minimax-chat simulate` runs the simulator by itself, `minimax-chat config` shows and "
            "changes the settings, `minimax-chat models` lists the models, `minimax-chat sessions` "
            "shows and searches the sessions, `minimax-chat export` and `import` take them out and "
            "in, `minimax-chat db` looks after their database, `minimax-chat doctor` looks for "
            "what is wrong."
        ),
    )
    parser.add_argument(
        "--demo", action="store_true", help=tr("answers come from a simulation; needs no key")
    )
    parser.add_argument("--model", metavar="ID", help=tr("such as MiniMax-M3 or MiniMax-M2.7"))
    parser.add_argument(
        "--thinking",
        metavar="adaptive|off",
        help=tr("adaptive thinking on (adaptive, on) or off (off, disabled)"),
    )
    parser.add_argument("--system", metavar="TEXT", help=tr("system prompt"))
    add_endpoint_options(parser)
    parser.add_argument(
        "--allow-http",
        metavar="HOST",
        action="append",
        default=[],
        help=tr("let the key and the conversation go unencrypted to this host; may be repeated"),
    )
    opened = parser.add_mutually_exclusive_group()
    opened.add_argument(
        "--continue",
        dest="continue_last",
        action="store_true",
        help=tr("reopen the session used last"),
    )
    opened.add_argument(
        "--resume", metavar="ID", help=tr("reopen a session by its id, or the start of one")
    )
    parser.add_argument(
        "--no-save", action="store_true", help=tr("leave nothing of the conversation on disk")
    )
    parser.add_argument("--theme", metavar="NAME", help=tr("auto, or such as minimax-dark"))
    parser.add_argument(
        "--linear",
        action="store_true",
        help=tr("plain lines without a screen, for screen readers"),
    )
    add_set_option(parser)
    parser.set_defaults(sessions=None)  # words, where the screen of all sessions is to be opened
    parser.add_argument(
        "-p",
        "--prompt",
        metavar="PROMPT",
        help=tr("print one answer to stdout and end; `-` reads the prompt from stdin"),
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"minimax-chat {__version__}",
        help=tr("print the version and end"),
    )
    return parser
