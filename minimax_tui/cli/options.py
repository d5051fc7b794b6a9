"""The parser of command lines: argparse, with help that fits the terminal in every script."""

from __future__ import annotations

from argparse import ArgumentParser, HelpFormatter
from typing import Any

from minimax_tui.domain.i18n import tr
from minimax_tui.domain.wrapping import wrap_cells


class CellFormatter(HelpFormatter):
    """Breaks lines by cells: a Chinese character takes two, and has no spaces beside it.

    argparse (Python 3.11 to 3.13) has no public place for it; these two are what its own formatters
    replace too.
    """

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrap_cells(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrap_cells(text, width - len(indent)))


class OptionParser(ArgumentParser):
    """A parser of the program's, or of one of its commands.

    Args:
        settings: What `ArgumentParser` takes.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"formatter_class": CellFormatter, **settings})


def add_endpoint_options(parser: ArgumentParser) -> None:
    """The options that say which endpoint is asked, and with which key."""
    parser.add_argument(
        "--base-url", metavar="URL", help=tr("such as https://api.minimaxi.com/anthropic")
    )
    parser.add_argument(
        "--account", metavar="NAME", help=tr("an account kept with `minimax-chat auth set NAME`")
    )
