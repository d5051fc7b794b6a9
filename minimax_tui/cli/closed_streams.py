"""Standard streams that whoever started the program has closed, as `<&-` and `>&-` do."""

from __future__ import annotations

import os
import sys


def open_closed_streams() -> None:
    """Lets a stream that is closed read and write nothing, so that all else goes on.

    Python has None in its place; and its number would be that of the next file opened, such as the
    database, into which a message would then be written.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # Stays open as long as the program: it stands for the stream.
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
