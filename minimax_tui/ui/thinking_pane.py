"""The thinking pane: whose thinking it shows, and the line above it."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from minimax_tui.domain.blocks import Block, block_type, thinking_of
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.messages import Message
from minimax_tui.domain.tokens import estimate_tokens
from minimax_tui.ui.keymap import key_hint
from minimax_tui.ui.message_cells import block_cell_id, pace, seconds, thinking_cells
from minimax_tui.ui.shown_path import ShownPath
from minimax_tui.ui.transcript.cells import ThinkingCell
from minimax_tui.ui.transcript.simple_cells import FactsCell, FooterCell
from minimax_tui.ui.transcript.view import TranscriptView

if TYPE_CHECKING:
    from minimax_tui.ui.live_turn import LiveTurn

HEAD = "thinking:head"
HEAD_EVERY_S = 0.5
"""How often the line above running thinking changes its numbers."""


class ThinkingPane:
    """Chooses the answer whose thinking is shown, and draws it.

    Args:
        view: The pane.
        conversation: The pane of prompts and answers, which it goes by.
        path: The messages that are shown there.

    Attributes:
        live: The turn that runs in the session shown; set by whoever draws that.
        shown: Id of the answer whose thinking is shown, None where there is none.
    """

    def __init__(self, view: TranscriptView, conversation: TranscriptView, path: ShownPath) -> None:
        self._view = view
        self._conversation = conversation
        self._path = path
        self._held: str | None = None
        self._head_at = 0.0
        self.live: LiveTurn | None = None
        self.shown: str | None = None

    # --- whose ---

    def choose(self) -> bool:
        """Shows the thinking of the turn under the cursor, else of the newest in view; while a
        turn runs and the reader is at the end, its own.

        Returns:
            Whether it is another one than before.
        """
        wanted = self._wanted()
        if wanted == self.shown:
            return False
        self.rebuild(wanted)
        return True

    def hold(self, message_id: str | None) -> None:
        """Holds the pane at an answer; None lets it follow the conversation again."""
        self._held = message_id

    def reset(self) -> None:
        """Shows no thinking, as in a session that is shown anew."""
        self.shown = self._held = None
        self._say_nothing()

    def forget(self, message_ids: set[str]) -> None:
        """Messages are not on the path any more."""
        if self.shown in message_ids:
            self.shown = None
        if self._held in message_ids:
            self._held = None

    def _wanted(self) -> str | None:
        if self._held is not None and self._thinks(self._held):
            return self._held
        live = self.live
        if live is not None and self._conversation.following and live.has_thinking:
            return live.answer.id
        cursor = self._conversation.current_cell
        if cursor is not None:
            found = self._answer_of(cursor.id)
            if found is not None:
                return found
        for cell in reversed(self._conversation.visible_cells()):
            if self._thinks(cell.message_id):
                return cell.message_id
        return next((one.id for one in reversed(self._path) if _has_thinking(one)), None)

    def _answer_of(self, cell_id: str) -> str | None:
        """The answer with thinking that a cell belongs to, or that follows its prompt."""
        cell = self._conversation.cell(cell_id)
        if not cell.message_id:
            return None
        message = self._path.message(cell.message_id)
        if message is None or message.role == "assistant":
            return cell.message_id if self._thinks(cell.message_id) else None
        for other in self._path:
            if other.parent_id == message.id and _has_thinking(other):
                return other.id
        return None

    def _thinks(self, message_id: str) -> bool:
        if self.live is not None and message_id == self.live.answer.id:
            return self.live.has_thinking
        message = self._path.message(message_id)
        return message is not None and _has_thinking(message)

    # --- what is drawn ---

    def changes(self) -> AbstractContextManager[None]:
        """Changes made inside are drawn together at its end."""
        return self._view.changes()

    def rebuild(self, message_id: str | None) -> None:
        """Draws the thinking of an answer, or that there is none."""
        self.shown = message_id
        message = None
        if self.live is not None and message_id == self.live.answer.id:
            message = self.live.message()
        elif message_id is not None:
            message = self._path.message(message_id)
        if message is None:
            self._say_nothing()
        else:
            self._view.set_cells(thinking_cells(message, self._head_words(message.id)))

    def keys_changed(self) -> None:
        """Draws anew what names keys without standing for a message."""
        if self.shown is None:
            self._say_nothing()

    def _say_nothing(self) -> None:
        said = tr(
            "What the model thinks is shown here. {switch} switches thinking, {pane} this pane.",
            switch=key_hint("thinking.toggle"),
            pane=key_hint("thinking.pane"),
        )
        self._view.set_cells([FooterCell("thinking:none", said)])

    def block_started(self, message_id: str, cell_id: str, block: Block) -> None:
        """A block of an answer's thinking begins; what the pane shows of it stays in its place."""
        if self.shown == message_id and cell_id not in self._view:
            self._view.append_cell(
                ThinkingCell(cell_id, thinking_of(block), message_id=message_id, streaming=True)
            )

    def append_text(self, message_id: str, cell_id: str, text: str) -> None:
        """Thinking of an answer has come; nothing is drawn where another's is shown."""
        if self.shown == message_id:
            self._view.append_text(cell_id, text)

    def block_ended(self, message_id: str, cell_id: str) -> None:
        """A block of an answer's thinking is whole."""
        if self.shown == message_id:
            self._view.close_cell(cell_id)
            self._update_head(always=True)

    def turn_ended(self, answer: Message) -> None:
        """An answer has ended: its thinking stays as it is stored."""
        if self.shown != answer.id:
            return
        self._rebuild_head(answer.id)
        for position, block in enumerate(answer.blocks):
            if block_type(block) != "thinking":
                continue
            cell_id = block_cell_id(answer.id, position)
            if cell_id not in self._view:
                self.rebuild(answer.id)
                return
            self._view.close_cell(cell_id)
            if self._view.cell(cell_id).source != thinking_of(block):
                self._view.update_cell(
                    ThinkingCell(cell_id, thinking_of(block), message_id=answer.id)
                )

    # --- the line above it ---

    def title(self) -> str:
        """What the folded pane says of itself, "" where there is nothing."""
        return self._head_words(self.shown) if self.shown else ""

    def tick(self) -> None:
        """Changes the numbers of running thinking, if it is time."""
        self._update_head(always=False)

    def _head_words(self, message_id: str) -> str:
        live = self.live
        message = self._path.message(message_id)
        if live is not None and live.answer.id == message_id:
            timings = live.turn.clock.timings()
            tokens = timings.thinking_tokens
        elif message is not None:
            timings = message.timings
            tokens = timings.thinking_tokens or sum(
                estimate_tokens(thinking_of(block)) for block in message.blocks
            )
        else:
            return ""
        number = self._path.number(message_id)
        parts = [tr("turn {n}", n=number) if number else ""]
        if timings.thinking_s:
            parts.append(seconds(timings.thinking_s))
        parts.append(trn("{count} token", "{count} tokens", tokens))
        parts.append(pace(timings.thinking_tokens, timings.thinking_s))
        return " · ".join(filter(None, parts))

    def _update_head(self, *, always: bool) -> None:
        live = self.live
        now = time.monotonic()
        if live is None or self.shown != live.answer.id:
            return
        if live.turn.clock.phase != "thinking" and not always:
            return
        if always or now - self._head_at >= HEAD_EVERY_S:
            self._head_at = now
            self._rebuild_head(live.answer.id)

    def _rebuild_head(self, message_id: str) -> None:
        if HEAD in self._view:
            self._view.update_cell(FactsCell(HEAD, self._head_words(message_id)))


def _has_thinking(message: Message) -> bool:
    return any(block_type(block) == "thinking" for block in message.blocks)
