"""Branches of the session shown: edit and ask again, siblings, the tree, forks, deleting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from minimax_tui.domain.blocks import Block, block_type, prompt_text, text_block
from minimax_tui.domain.catalogue import resolve_model_id
from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.domain.messages import Message
from minimax_tui.domain.thinking import parse_thinking
from minimax_tui.engine.ids import new_id
from minimax_tui.engine.waiting import Below
from minimax_tui.ui.keymap import key_hint
from minimax_tui.ui.pages import PAGE
from minimax_tui.ui.services import Services
from minimax_tui.ui.widgets.editing_line import EditingLine
from minimax_tui.ui.workers import run_in_worker

if TYPE_CHECKING:
    from textual.worker import Worker

    from minimax_tui.ui.screens.chat import ChatScreen

Result = TypeVar("Result")
_SOON_S = 0.3
"""After which it is said that something goes on."""
UNDO_KEY = "ctrl+z"
"""Brings back in the tree what was deleted there."""


class _Edit(NamedTuple):
    """An earlier prompt that stands in the composer."""

    session_id: str
    below: Below
    blocks: tuple[Block, ...]
    draft: str
    """What stood in the composer before."""
    said: str
    """What the line above the composer says."""


def edited_blocks(blocks: tuple[Block, ...], text: str) -> tuple[Block, ...]:
    """A prompt's blocks with another text; pictures and the like stay where they were."""
    kept: list[Block] = []
    put = False
    for block in blocks:
        if block_type(block) != "text":
            kept.append(block)
        elif not put:
            kept.append(text_block(text))
            put = True
    return tuple(kept) if put else (*kept, text_block(text))


class Branches:
    """What is done with the branches of the session shown.

    A path is changed only while no turn runs in the session: the turn's answer is at its end.
    """

    def __init__(self, chat: ChatScreen, services: Services) -> None:
        self._chat = chat
        self._services = services
        self._store = services.store
        self._runner = services.runner
        self._edit: _Edit | None = None
        self._left: dict[str, _Edit] = {}
        self._one_at_a_time = asyncio.Lock()

    # --- which message ---

    def pointed(self) -> Message | None:
        """The message under the conversation's cursor, if that is in view."""
        view = self._chat.conversation
        cell = view.current_cell
        if cell is None or not cell.message_id or cell not in view.visible_cells():
            return None
        return self._chat.presenter.message(cell.message_id)

    def _last_in_view(self) -> str:
        """The message under the cursor, else the last one in view; "" if none is."""
        pointed = self.pointed()
        if pointed is not None:
            return pointed.id
        for cell in reversed(self._chat.conversation.visible_cells()):
            if cell.message_id and self._chat.presenter.message(cell.message_id) is not None:
                return cell.message_id
        return ""

    def _message(self, message_id: str) -> Message | None:
        """The message with that id, else the one under the cursor, else the newest one."""
        presenter = self._chat.presenter
        found = presenter.message(message_id) if message_id else self.pointed()
        if found is None:
            found = next(reversed(presenter.messages), None)
        if found is None:
            self._say(tr("There is no message yet."))
        return found

    def _prompt(self, message_id: str) -> Message | None:
        """The prompt that is meant, or whose answer is."""
        message = self._message(message_id)
        while message is not None and message.role != "user":
            try:
                parent = message.parent_id
                message = self._store.message(parent) if parent is not None else None
            except ChatError as error:
                self._chat.say_error(error)
                return None
        return message

    def _say(self, words: str) -> None:
        self._chat.app.notify(words, markup=False)

    # --- editing an earlier prompt ---

    @property
    def edits(self) -> bool:
        """Whether an earlier prompt stands in the composer."""
        return self._edit is not None and self._edit.session_id == self._chat.session_id

    def edit(self, message_id: str = "") -> None:
        """Puts a prompt into the composer; sending it makes a sibling of it."""
        if self._chat.sessions.refuses():
            return
        prompt = self._prompt(message_id or self._last_in_view())
        if prompt is not None:
            self._begin(Below(prompt.parent_id), prompt.blocks, prompt_text(prompt.blocks),
                        self._chat.presenter.number(prompt.id))  # fmt: skip

    def resume(self, below: Below, blocks: tuple[Block, ...]) -> None:
        """Goes on with an edited prompt that was waiting, and stands in the composer again."""
        self._begin(below, blocks, None, None)

    def _begin(
        self, below: Below, blocks: tuple[Block, ...], text: str | None, number: int | None
    ) -> None:
        composer = self._chat.composer
        draft = self._edit.draft if self._edit is not None else composer.whole_text
        if text is not None:
            if composer.text.strip():
                self._chat.drafts.remember(composer.whole_text)
            composer.show_text(text)
        else:
            draft = ""
        said = tr("editing turn {n}", n=number) if number else tr("editing an earlier prompt")
        self._edit = _Edit(self._chat.session_id, below, blocks, draft, said)
        self._chat.query_one(EditingLine).show(said)
        composer.focus()

    def leave_edit(self) -> bool:
        """Leaves the prompt as it is, and brings back what was written; False where none is."""
        if self._edit is None:
            return False
        edit, self._edit = self._edit, None
        self._chat.query_one(EditingLine).show(None)
        if edit.session_id == self._chat.session_id:
            written = self._chat.composer.whole_text
            if written.strip() and written != prompt_text(edit.blocks):
                self._chat.drafts.remember(written)
            self._chat.composer.show_text(edit.draft)
        return True

    def forget_edit(self) -> None:
        """The edited prompt was sent."""
        self._edit = None
        self._chat.query_one(EditingLine).show(None)

    def session_left(self) -> None:
        """Another session is going to be shown; what is edited here stays its draft."""
        if self._edit is not None:
            self._left[self._edit.session_id] = self._edit
        self.forget_edit()

    def session_shown(self) -> None:
        """Goes on with what was edited in the session shown, if it is still in the composer."""
        edit = self._left.pop(self._chat.session_id, None)
        if edit is not None and self._chat.composer.text:
            self._edit = edit
            self._chat.query_one(EditingLine).show(edit.said)

    def blocks_to_send(self, text: str) -> tuple[Block, ...]:
        """The blocks of the prompt in the composer."""
        if self._edit is None or not self.edits:
            return (text_block(text),)
        return edited_blocks(self._edit.blocks, text)

    def below_to_send(self) -> Below | None:
        """Where the prompt in the composer makes a branch; None for the end of the path."""
        return self._edit.below if self._edit is not None and self.edits else None

    # --- asking again ---

    def again_at_cursor(self) -> bool:
        """Asks once more for the answer under the cursor, or to the prompt there.

        Returns:
            Whether there is one in view, and no request waits to be sent again.
        """
        pointed = self.pointed()
        if pointed is None or self._chat.presenter.waits_to_retry:
            return False
        prompt = self._prompt(pointed.id)
        if prompt is not None:
            self._chat.turns.ask_for(prompt.id)
        return True

    def again_with(self, what: str) -> None:
        """Asks once more for the last answer, with another model or thinking state.

        Args:
            what: A model's name, or `on` or `off` for thinking.
        """
        chat = self._chat
        if chat.turns.say_if_coming():
            return  # before the model is another one for nothing
        word = what.removeprefix("thinking ").strip()
        try:
            wanted = parse_thinking(word)
        except ValueError:
            chat.models.use(what)
            if chat.models.model.id != resolve_model_id(what):
                return
        else:
            if chat.thinking_setting() is not wanted:
                chat.models.switch_thinking(word)
            if chat.thinking_setting() is not wanted:
                return
        chat.turns.again()

    # --- going to another branch ---

    def load(self, message_id: str | None) -> None:
        """Reads the page of the session with a message, if it is not shown yet."""
        presenter = self._chat.presenter
        if message_id is None or presenter.position(message_id) is not None:
            return
        try:
            position = self._store.path_position(self._chat.session_id, message_id)
        except ChatError:
            return  # what is not stored is shown already
        if position is not None:
            presenter.load_position(position)

    def sibling(self, step: int, message_id: str = "") -> None:
        """Shows the sibling before (-1) or after (1) a message, with what followed it last."""
        self._do(partial(self._to_sibling, step, message_id))

    async def _to_sibling(self, step: int, message_id: str) -> None:
        presenter = self._chat.presenter
        found = message_id or self._with_siblings()
        message = presenter.message(found) if found else None
        if message is None:
            self._say(tr("No message in view has another version."))
            return
        beside = self._store.siblings(message.id)
        at = beside.index(message.id) + step if message.id in beside else -1
        if not 0 <= at < len(beside):
            self._say(tr("There is no other version on that side."))
            return
        await self._lead_to(beside[at], in_place_of=message.id)

    def _with_siblings(self) -> str:
        """The message under the cursor if it has siblings, else the last one in view that has."""
        presenter = self._chat.presenter
        pointed = self.pointed()
        if pointed is not None and presenter.place(pointed.id) is not None:
            return pointed.id
        for cell in reversed(self._chat.conversation.visible_cells()):
            if cell.message_id and presenter.place(cell.message_id) is not None:
                return cell.message_id
        return ""

    def go_to(self, message_id: str) -> None:
        """Shows a message of the session, on whichever branch it is."""
        self._do(partial(self._go_to, message_id))

    async def _go_to(self, message_id: str) -> None:
        self._chat.jumps.note()
        position = self._store.path_position(self._chat.session_id, message_id)
        if position is None:
            await self._lead_to(message_id)
        else:
            self.show_position(message_id, position)

    def show_position(self, message_id: str, position: int) -> None:
        """Scrolls to a message of the path shown, and puts the cursor there."""
        chat = self._chat
        chat.presenter.load_position(position)
        cell = self._first_cell(message_id)
        if cell is not None:
            chat.conversation.scroll_to_cell(cell)
            self._set_cursor(message_id)

    def continue_here(self, message_id: str = "") -> None:
        """Lets the path end with a message: the next prompt makes a branch there."""
        if self._chat.sessions.refuses():
            return
        message = self._message(message_id)
        if message is not None:
            self._do(partial(self._continue_at, message))

    async def _continue_at(self, message: Message) -> None:
        chat = self._chat
        number = chat.presenter.number(message.id)
        position = self._store.path_position(chat.session_id, message.id)
        last = self._store.path_length(chat.session_id) - 1
        if position == last:
            self._say(tr("The session goes on from here already."))
            return
        chat.jumps.note()
        if not await self._move(message.id):
            return
        await self._show_from(position + 1 if position is not None else 0)
        chat.conversation.follow()
        chat.composer.focus()
        said = tr("The next prompt follows turn {n}; what came after it is kept.", n=number or "")
        back = key_hint("view.back")
        self._say(" ".join(filter(None, (said, back and tr("{key} goes back.", key=back)))))

    async def _lead_to(self, message_id: str, *, in_place_of: str = "") -> None:
        """Makes the newest branch through a message current, and shows it there.

        Args:
            message_id: The message to be seen.
            in_place_of: One that is shown, in whose row it is to begin.
        """
        chat, store = self._chat, self._store
        view = chat.conversation
        old = self._first_cell(in_place_of) if in_place_of else None
        row = view.cell_row(old) if old is not None else 0
        if not await self._move(store.newest_leaf_below(message_id)):
            return
        position = store.path_position(chat.session_id, message_id)
        if position is None:
            return
        before = chat.presenter.position(in_place_of) if in_place_of else None
        await self._show_from(position if before is None else before)
        chat.presenter.load_position(position)
        cell = self._first_cell(message_id)
        if cell is None:
            return
        if old is not None:
            view.place_cell(cell, row)
        else:
            view.scroll_to_cell(cell)
        self._set_cursor(message_id)

    async def lead_back(self, leaf_id: str) -> None:
        """Makes a path current again."""
        if await self._move(leaf_id):
            await self._show_from(self._store.path_length(self._chat.session_id))

    async def _move(self, leaf_id: str) -> bool:
        """Makes a message the end of the path.

        Returns:
            Whether it is shown now; not where a turn runs, nor where another session is shown.
        """
        session_id = self._chat.session_id
        moved = await self._change(lambda: self._store.set_leaf(session_id, leaf_id), leaf_id)
        return moved and self._shows(session_id)

    def _shows(self, session_id: str) -> bool:
        """Whether a session is still the one shown, after something was waited for."""
        return session_id == self._chat.session_id

    async def _change(self, change: Callable[[], Future[None]], leaf_id: str) -> bool:
        chat = self._chat
        if chat.sessions.refuses():
            return False
        done = self._runner.change_path(chat.session_id, change, leaf_id)
        if done is None:
            self._say(tr("An answer is coming here: wait for it, or stop it (esc)."))
            return False
        await asyncio.wrap_future(done)
        return True

    async def _show_from(self, position: int) -> None:
        """Shows the session's path, which is another one from a position on."""
        chat, store = self._chat, self._store
        shown = [m.id for m in chat.presenter.messages]
        length = store.path_length(chat.session_id)
        start = self._first_difference(position, shown)
        chat.finder.forget()
        messages = store.path(chat.session_id, start, min(length, start + PAGE))
        chat.presenter.show_branch(messages, start, length)
        chat.sessions.read()
        chat.status.sum_up(store.path(chat.session_id, max(0, length - PAGE)))
        chat.refresh_all()

    def _first_difference(self, position: int, shown: list[str]) -> int:
        """The first position at which what is shown is not the path any more, if before this."""
        presenter, session_id = self._chat.presenter, self._chat.session_id
        for message_id in reversed(shown):
            at = presenter.position(message_id)
            if at is None or at >= position:
                continue
            # What leads to a message of the path is the path too.
            if self._store.path_position(session_id, message_id) == at:
                return min(position, at + 1)
        return 0

    def _first_cell(self, message_id: str) -> str | None:
        for cell in self._chat.conversation.cells:
            if cell.message_id == message_id:
                return cell.id
        return None

    def _set_cursor(self, message_id: str) -> None:
        view = self._chat.conversation
        for cell in view.cells:
            if cell.message_id == message_id and cell.stop:
                view.set_cursor(cell.id, scroll=False)
                return

    # --- the tree ---

    def open_tree(self) -> None:
        """Shows every branch of the session."""
        from minimax_tui.ui.screens.tree import SessionTreeScreen

        chat = self._chat
        if chat.sessions.shown is None:
            self._say(tr("There is no message yet."))
            return
        pointed = self.pointed()

        def chosen(message_id: str | None) -> None:
            if message_id is not None:
                self.go_to(message_id)

        chat.app.push_screen(
            SessionTreeScreen(
                self._store,
                chat.session_id,
                pointed.id if pointed is not None else None,
                time.time,
                delete=self._delete_in_tree,
                undo=self._undo_in_tree,
            ),
            chosen,
        )

    # --- forks ---

    def fork(self, message_id: str = "") -> None:
        """Makes a session of the path up to a message, and opens it."""
        chat = self._chat
        message = self._message(message_id)
        if message is None or chat.sessions.shown is None:
            return
        if chat.presenter.live is not None and message.id == chat.presenter.live.answer.id:
            # What has come of an answer up to now would be a strange end: its prompt is one.
            found = chat.presenter.message(message.parent_id or "")
            message = found or message
        self._do(partial(self._fork_at, message.id, chat.sessions.shown.title))

    async def _fork_at(self, message_id: str, title: str) -> None:
        copy_id, session_id = new_id(), self._chat.session_id
        name = tr("{title} (fork)", title=title)
        copied = self._store.copy_path(session_id, message_id, copy_id, title=name, at=time.time())
        # Of a very long session it takes a moment; a turn that runs elsewhere goes on.
        waiting = asyncio.wrap_future(copied)
        done, _ = await asyncio.wait([waiting], timeout=_SOON_S)
        if not done:
            self._say(tr("Making the fork …"))
        await waiting
        if not self._shows(session_id):
            self._say(tr("The fork is made: it is in the list of sessions."))
            return
        self._chat.jumps.note()
        self._chat.sessions.open(copy_id)
        self._say(tr("This is the fork; the session that it comes from stays as it is."))

    # --- deleting ---

    def delete(self, message_id: str = "") -> None:
        """Deletes a message with all that follows it; `undo` brings it back."""
        message = self._message(message_id)
        if message is None or self._chat.sessions.refuses():
            return
        if not message_id and self.pointed() is None and not self._chat.conversation.following:
            self._say(
                tr(
                    "No message is chosen: {up} and {down} choose one.",
                    up=key_hint("view.previous_message"),
                    down=key_hint("view.next_message"),
                )
            )
            return
        self._do(partial(self._delete, message.id, key_hint("branch.undo")))

    async def _delete_in_tree(self, message_id: str) -> bool:
        """Deletes a branch while the tree is shown; says whether it is gone."""
        if self._chat.sessions.refuses():
            return False
        done = self._do(partial(self._delete, message_id, UNDO_KEY))
        return await done.wait() is True

    async def _delete(self, message_id: str, undo_key: str) -> bool:
        """Deletes a branch; says whether it is gone.

        Args:
            message_id: Its first message.
            undo_key: What brings it back.
        """
        chat, store, session_id = self._chat, self._store, self._chat.session_id
        position = store.path_position(session_id, message_id)
        turn = self._runner.turn(session_id)
        beside = store.siblings(message_id)
        others = [one for one in beside if one != message_id]
        if position is None:
            await asyncio.wrap_future(store.delete_branch(session_id, message_id, time.time()))
            if turn is None and self._shows(session_id):
                await self._show_marks(others)
        elif turn is not None:
            self._say(tr("An answer is coming in this branch: stop it first (esc)."))
            return False
        else:
            following = others[max(0, beside.index(message_id) - 1)] if others else ""
            leaf = store.newest_leaf_below(following) if following else ""
            leaf = leaf or store.message(message_id).parent_id or message_id
            if not await self._change(
                lambda: store.delete_branch(session_id, message_id, time.time()), leaf
            ):
                return False
            if self._shows(session_id):
                await self._show_from(position)
                chat.conversation.follow()
        self._say(tr("Deleted. {key} brings it back.", key=undo_key))
        return True

    async def _show_marks(self, message_ids: Iterable[str]) -> None:
        """Shows anew that one of these messages which is on the path: it has fewer siblings."""
        shown = (one for one in message_ids if self._chat.presenter.position(one) is not None)
        found = next(shown, None)
        position = self._chat.presenter.position(found) if found is not None else None
        if found is None or position is None:
            return
        view = self._chat.conversation
        before, at_end = self._first_cell(found), view.following
        row = view.cell_row(before) if before is not None else 0
        await self._show_from(position)
        cell = self._first_cell(found)
        if at_end:
            view.follow()
        elif cell is not None:
            view.place_cell(cell, row)

    def undo_delete(self) -> None:
        """Brings back the branch that was deleted last."""
        if not self._chat.sessions.refuses():
            self._do(self._undo_delete)

    async def _undo_in_tree(self) -> str | None:
        """Brings back what was deleted last while the tree is shown; gives its first message."""
        if self._chat.sessions.refuses():
            return None
        return await self._do(self._undo_delete).wait()

    async def _undo_delete(self) -> str | None:
        session_id = self._chat.session_id
        deleted = self._store.deleted_branches(session_id)
        if not deleted:
            self._say(tr("No branch of this session was deleted in the last 30 days."))
            return None
        message_id = deleted[0].message_id
        if not await self._change(
            lambda: self._store.restore_branch(session_id, message_id), message_id
        ):
            return None
        leaf = self._store.session(session_id).leaf_id
        if leaf is not None:
            self._runner.change_path(session_id, lambda: self._store.set_leaf(session_id, leaf),
                                     leaf)  # fmt: skip
        position = self._store.path_position(session_id, message_id)
        if position is not None and self._shows(session_id):
            await self._show_from(position)
            self.show_position(message_id, position)
        self._say(tr("It is back."))
        return message_id

    # --- work ---

    def _do(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Worker[Result | None]:
        """Does one thing after the other; what cannot be stored or read is said."""
        return run_in_worker(self._chat, partial(self._in_turn, work), group="branches")

    async def _in_turn(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result | None:
        session_id = self._chat.session_id
        async with self._one_at_a_time:
            if session_id != self._chat.session_id:
                return None
            try:
                return await work()
            except ChatError as error:
                self._chat.app.notify(
                    sentences(error.what, error.advice), severity="warning", markup=False
                )
                return None
