"""`minimax-chat import FILE`: sessions of other programs, and our own exports."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import sentences, tr, trn

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from minimax_tui.domain.session_tree import SessionTree, TreeStored
    from minimax_tui.imports.sources import ForeignFile
    from minimax_tui.storage.conversations import SqliteConversationStore

AUTO = "auto"
_WAITING = 32


def run_import(arguments: Sequence[str]) -> int:
    """Stores what is in the file; returns the exit status.

    The file is read twice: the first time only to see that all of it can be read, so that nothing
    of a broken one is stored, however large it is.

    Raises:
        ImportRefused: if it cannot be read, is broken, or of an unknown kind.
        StorageError: if the database cannot be opened or written.
    """
    from minimax_tui.cli.lines import write_lines
    from minimax_tui.imports.sources import Kind, foreign_file

    options = _parser().parse_args(arguments)
    kind = None if options.format == AUTO else Kind(options.format)
    file = foreign_file(Path(options.file).expanduser(), kind)
    left: Counter[str] = Counter()
    sessions = messages = 0
    for tree in file.sessions(left):
        sessions += 1
        messages += len(tree.messages)
    said = [
        f"{one_line(file.path.name, 100)}: {file.kind.words}",
        tr(
            "In it: {sessions}, {messages}.",
            sessions=trn("{count} session", "{count} sessions", sessions),
            messages=trn("{count} message", "{count} messages", messages),
        ),
        *_left_out(left),
    ]
    said.append(tr("Nothing was stored (--dry-run).") if options.dry_run else _store(file, options))
    return write_lines(said)


def _left_out(left: Counter[str]) -> list[str]:
    """What does not come over, the most frequent first."""
    counted = [f"  {count:,} × {one_line(what, 80)}" for what, count in left.most_common() if count]
    return [tr("Left out:"), *counted] if counted else []


def _store(file: ForeignFile, options: Namespace) -> str:
    """Stores the sessions, each in one transaction; returns what became of them, in words."""
    from minimax_tui.cli.conversations import opened_conversations
    from minimax_tui.config.paths import find_paths

    new = grown = added = same = 0
    with opened_conversations(find_paths(), demo=options.demo, make=True) as store:
        for notice in store.notices:
            print(sentences(notice.what, notice.advice), file=sys.stderr)
        for stored in _stored(store, file.sessions(Counter())):
            new += stored.is_new
            grown += not stored.is_new and stored.added > 0
            same += not stored.is_new and not stored.added
            added += stored.added
    parts = [trn("{count} new session", "{count} new sessions", new)]
    if grown:
        parts.append(trn("{count} that has grown", "{count} that have grown", grown))
    if same:
        parts.append(trn("{count} that was there already", "{count} that were there already", same))
    return tr(
        "Stored: {sessions}; {messages}.",
        sessions=tr(", ").join(parts),
        messages=trn("{count} new message", "{count} new messages", added),
    )


def _stored(store: SqliteConversationStore, trees: Iterable[SessionTree]) -> Iterator[TreeStored]:
    """Stores each of the trees; several wait together, so that they share a way to the disk."""
    waiting: deque[Future[TreeStored]] = deque()
    for tree in trees:
        waiting.append(store.put_tree(tree))
        if len(waiting) > _WAITING:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _parser() -> ArgumentParser:
    import argparse

    from minimax_tui.imports.sources import Kind

    parser = argparse.ArgumentParser(
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
