"""`minimax-chat import FILE`: sessions of other programs, and our own exports."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from minimax_tui.domain.i18n import sentences, tr

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from minimax_tui.domain.importing import ImportReport
    from minimax_tui.imports.sources import ForeignFile

AUTO = "auto"


def run_import(arguments: Sequence[str]) -> int:
    """Stores what is in the file; returns the exit status.

    The file is read twice: the first time only to see that all of it can be read, so that nothing
    of a broken one is stored, however large it is.

    Raises:
        ImportRefused: if it cannot be read, is broken, or of an unknown kind.
        StorageError: if the database cannot be opened or written.
    """
    from minimax_tui.cli.importing import looked_through
    from minimax_tui.cli.lines import write_lines
    from minimax_tui.imports.sources import Kind, foreign_file

    options = _parser().parse_args(arguments)
    kind = None if options.format == AUTO else Kind(options.format)
    file = foreign_file(Path(os.path.expanduser(options.file)), kind)
    report = looked_through(file)
    said = [*report.found_lines(), *report.left_lines()]
    if options.dry_run:
        said.append(tr("Nothing was stored (--dry-run)."))
    else:
        _store(file, report, demo=options.demo)
        said.append(report.stored_line())
    return write_lines(said)


def _store(file: ForeignFile, report: ImportReport, *, demo: bool) -> None:
    from minimax_tui.cli.conversations import opened_conversations
    from minimax_tui.cli.importing import store_sessions
    from minimax_tui.config.paths import find_paths

    with opened_conversations(find_paths(), demo=demo, make=True) as store:
        for notice in store.notices:
            print(sentences(notice.what, notice.advice), file=sys.stderr)
        store_sessions(store, file, report)


def _parser() -> ArgumentParser:
    from minimax_tui.cli.options import OptionParser
    from minimax_tui.imports.sources import Kind

    parser = OptionParser(
        prog="minimax-chat import",
        description=tr(
            "Takes over sessions from a file: an export of this program, messages as Anthropic's "
            "API takes them, a session of Claude Code (JSONL), the data export of ChatGPT or "
            "Claude (conversations.json, or the zip), or the database of elia, oterm or llm. What "
            "does not come over is said; importing a file again makes no doubles; a broken file "
            "is refused as a whole."
        ),
    )
    parser.add_argument("file", metavar="FILE")
    parser.add_argument(
        "--format",
        choices=[AUTO, *(kind.value for kind in Kind)],
        default=AUTO,
        help=tr("what the file is; default: found out by its content"),
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=tr("only say what is in it; store nothing")
    )
    parser.add_argument("--demo", action="store_true", help=tr("into the demo's sessions"))
    return parser
