"""Reads a foreign file and stores what is in it; `domain.importing.HistoryImporter`."""

from __future__ import annotations

from collections import Counter, deque
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

from minimax_tui.domain.blocks import block_type
from minimax_tui.domain.importing import ImportProgress, ImportReport, ImportStopped, Progress

if TYPE_CHECKING:
    from minimax_tui.domain.ports import ConversationStore
    from minimax_tui.domain.session_tree import SessionTree, TreeStored
    from minimax_tui.imports.sources import ForeignFile

_WAITING = 32


class StoreImporter:
    """Imports into one store."""

    def __init__(self, store: ConversationStore) -> None:
        """
        Args:
            store: Where sessions are put.
        """
        self._store = store

    def take_over(self, path: Path, told: Progress) -> ImportReport:
        """Stores what is in a file; see `HistoryImporter`."""
        from minimax_tui.imports.sources import foreign_file

        file = foreign_file(path)
        try:
            report = looked_through(file, told)
        except ImportStopped:
            report = ImportReport(file.path.name, file.kind.words)
            report.stopped = True
            return report
        store_sessions(self._store, file, report, told)
        return report


def looked_through(file: ForeignFile, told: Progress | None = None) -> ImportReport:
    """Reads the whole file and stores nothing, so that nothing of a broken one is stored ever.

    Raises:
        ImportRefused: if it is broken.
    """
    report = ImportReport(file.path.name, file.kind.words)
    if told is not None:
        told(ImportProgress(storing=False, sessions=0))
    for tree in file.sessions(report.left):
        report.sessions += 1
        report.messages += len(tree.messages)
        if told is not None:
            told(ImportProgress(False, report.sessions, share=file.share))
    return report


def store_sessions(
    store: ConversationStore, file: ForeignFile, report: ImportReport, told: Progress | None = None
) -> None:
    """Reads the file once more and stores each session in one transaction, counted in `report`.

    Raises:
        ImportRefused: if the file has changed meanwhile and is broken now.
        StorageError: if the database cannot be written.
    """
    waiting: deque[tuple[str, Future[TreeStored]]] = deque()

    def stored_until(most: int) -> None:
        while len(waiting) > most:
            session_id, future = waiting.popleft()
            report.add(session_id, future.result())

    try:
        for tree in file.sessions(Counter()):
            waiting.append((tree.session.id, store.put_tree(tree)))
            # Several wait together, so that they share a way to the disk; but not with pictures,
            # which are held in memory until they are stored.
            stored_until(0 if _has_pictures(tree) else _WAITING)
            if told is not None:
                told(ImportProgress(True, len(report.stored), of=report.sessions))
    except ImportStopped:
        report.stopped = True
    stored_until(0)


def _has_pictures(tree: SessionTree) -> bool:
    return any(
        block_type(block) in ("image", "tool_result")
        for message in tree.messages
        for block in message.blocks
    )
