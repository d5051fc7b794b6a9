"""The end by a fault of the program itself: one short message; the rest is in the log."""

from __future__ import annotations

import logging
import sys
import threading
from contextlib import suppress

from minimax_tui.cli.logs import log_file, start_log
from minimax_tui.config.paths import find_paths
from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr

log = logging.getLogger(__name__)


def log_fault(fault: BaseException) -> None:
    """Writes a fault to the log; without its words where they might quote a message."""
    if log_file() is None:  # logging would write it to stderr
        with suppress(ChatError):
            start_log(find_paths().logs)
    log.critical("the program failed", exc_info=fault)


def say_that_it_crashed() -> None:
    """Says on stderr, shortly, that the program has failed, and where the log is."""
    path = log_file()
    lines = [tr("minimax-chat: a fault in the program itself has ended it. What came is stored.")]
    if path is not None and path.exists():
        lines.append(tr("What happened is in the log: {path}", path=visible(str(path))))
    print("\n".join(lines), file=sys.stderr)


def log_faults_of_threads() -> None:
    """Has a thread that fails write to the log and not over the screen."""

    def hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            log.critical("a thread failed", exc_info=args.exc_value)

    threading.excepthook = hook
