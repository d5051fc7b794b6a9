"""The end of a program that could not store everything: it is said, not passed over."""

from __future__ import annotations

import sys

from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import trn
from minimax_tui.storage.conversations import SqliteConversationStore


def say_what_is_not_stored(store: SqliteConversationStore) -> None:
    """Says on stderr what a closed store could not write, if anything."""
    count, trouble = store.unsaved, store.writer.trouble
    if not count:
        return
    lines = [
        trn(
            "minimax-chat: {count} change of this chat could not be stored.",
            "minimax-chat: {count} changes of this chat could not be stored.",
            count,
        )
    ]
    if trouble is not None:
        lines.append(f"{trouble.what} {trouble.detail}".strip())
    print("\n".join(visible(line) for line in lines), file=sys.stderr)
