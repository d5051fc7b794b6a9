"""What the command line builds and hands to the screens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from minimax_tui.domain.ports import ConversationStore, Credentials
from minimax_tui.engine.runner import TurnRunner

if TYPE_CHECKING:
    from pathlib import Path

    from minimax_tui.config.schema import SettingsStore


def _nothing() -> None:
    pass


@dataclass(slots=True)
class Services:
    """The program's parts as the screens see them.

    Attributes:
        store: Sessions and messages.
        runner: Runs turns.
        settings: Every setting's value.
        credentials: Where the key comes from; asked before a prompt is sent.
        theme_folders: Where theme files are found, the user's own first.
        demo: Whether answers come from the simulator inside the program.
        saved: Whether sessions are kept on disk.
        resume_id: Session to open at the start.
        notices: What went wrong before the first screen, to be told on it.
        preload: Loads what the first request needs; called on a thread of its own.
    """

    store: ConversationStore
    runner: TurnRunner
    settings: SettingsStore
    credentials: Credentials
    theme_folders: Sequence[Path]
    demo: bool = False
    saved: bool = True
    resume_id: str | None = None
    notices: list[str] = field(default_factory=list)
    preload: Callable[[], None] = _nothing
