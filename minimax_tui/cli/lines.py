"""Writes the lines of a short command to stdout, whatever reads them."""

from __future__ import annotations

import sys
from collections.abc import Iterable

EXIT_PIPE_CLOSED = 141
"""As a shell reports a program that SIGPIPE ended."""


def write_lines(lines: Iterable[str], status: int = 0) -> int:
    """Writes the lines; returns `status`, or 141 where nobody reads them any more.

    A character that the output's encoding does not know is written as its escape.
    """
    text = "".join(f"{line}\n" for line in lines)
    encoding = sys.stdout.encoding or "utf-8"
    safe = text.encode(encoding, "backslashreplace").decode(encoding)
    try:
        sys.stdout.write(safe)
        sys.stdout.flush()
    except BrokenPipeError:
        from minimax_tui.cli.headless import let_stream_go

        let_stream_go(sys.stdout)
        return EXIT_PIPE_CLOSED
    return status
