"""Taking over sessions from a file: the port, and what is said about it on every surface."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol, TypeAlias

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.session_tree import TreeStored

_KINDS_SAID = 20
"""Kinds of things left out that are named; a hostile file may have a million."""


class ImportProgress(NamedTuple):
    """How far an import is.

    Attributes:
        storing: Whether the file has been read and is being stored.
        sessions: How many sessions have been read, or stored.
        of: What there is: 0 where that is not known yet.
        share: How much of the file has been read, from 0 to 1; 0 where that is not known.
    """

    storing: bool
    sessions: int
    of: int = 0
    share: float = 0.0


Progress: TypeAlias = Callable[[ImportProgress], None]


class ImportStopped(Exception):
    """Raised by who is told of the progress, to end the import there."""


@dataclass(slots=True)
class ImportReport:
    """What was in a file, and what became of it.

    Attributes:
        name: The file's name.
        kind: What it is, in words.
        sessions: How many sessions are in it.
        messages: How many messages are in them.
        left: What does not come over, by what it is, in words.
        new: Sessions that are new here.
        grown: Sessions that were there, and have got messages.
        same: Sessions that were there as they are.
        added: Messages that are new here.
        stored: Ids of the sessions that are new or have grown, or else were there already.
        stopped: Whether it was ended before all was stored.
    """

    name: str
    kind: str
    sessions: int = 0
    messages: int = 0
    left: Counter[str] = field(default_factory=Counter)
    new: int = 0
    grown: int = 0
    same: int = 0
    added: int = 0
    stored: list[str] = field(default_factory=list)
    stopped: bool = False

    def add(self, session_id: str, stored: TreeStored) -> None:
        """Counts a session that was stored."""
        self.new += stored.is_new
        self.grown += not stored.is_new and stored.added > 0
        self.same += not stored.is_new and not stored.added
        self.added += stored.added
        self.stored.append(session_id)

    def found_lines(self) -> list[str]:
        """What is in the file."""
        sessions = trn("{count} session", "{count} sessions", self.sessions)
        messages = trn("{count} message", "{count} messages", self.messages)
        return [
            f"{one_line(self.name, 100)}: {self.kind}",
            tr("In it: {sessions}, {messages}.", sessions=sessions, messages=messages),
        ]

    def left_lines(self) -> list[str]:
        """What does not come over, the most frequent first."""
        counted = [(count, what) for what, count in self.left.most_common() if count]
        if not counted:
            return []
        lines = [tr("Left out:")]
        lines += [f"  {count:,} × {one_line(what, 80)}" for count, what in counted[:_KINDS_SAID]]
        if len(counted) > _KINDS_SAID:
            more = len(counted) - _KINDS_SAID
            lines.append("  " + trn("and {count} other kind", "and {count} other kinds", more))
        return lines

    def stored_line(self) -> str:
        """What became of the sessions."""
        parts = [trn("{count} new session", "{count} new sessions", self.new)]
        if self.grown:
            parts.append(trn("{count} that has grown", "{count} that have grown", self.grown))
        if self.same:
            parts.append(
                trn("{count} that was there already", "{count} that were there already", self.same)
            )
        return tr(
            "Stored: {sessions}; {messages}.",
            sessions=tr(", ").join(parts),
            messages=trn("{count} new message", "{count} new messages", self.added),
        )


class HistoryImporter(Protocol):
    """Takes over sessions of other programs, and our own exports."""

    def take_over(self, path: Path, told: Progress) -> ImportReport:
        """Stores what is in a file; blocks, and may take minutes.

        Nothing of a file that is broken is stored.

        Args:
            path: The file.
            told: Called often, on this thread; may raise `ImportStopped`, and what is stored by
                then stays stored.

        Raises:
            ImportRefused: if it cannot be read, is broken, or of an unknown kind.
            StorageError: if the database cannot be written.
        """
        ...
