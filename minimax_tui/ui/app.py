"""The app: theme, clipboard, mouse, and the chat screen."""

from __future__ import annotations

import contextlib
import gc
import logging
import sys
import threading
from collections.abc import Callable
from contextvars import copy_context
from pathlib import Path
from typing import Any

from textual import events, on
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._compositor import CompositorUpdate
from textual.driver import Driver
from textual.geometry import Offset
from textual.screen import Screen
from textual.widgets import Input, TextArea

from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr
from minimax_tui.ui.keymap import install_terminal_keys
from minimax_tui.ui.keys_in_force import KeysInForce
from minimax_tui.ui.painter import Painter
from minimax_tui.ui.screens.chat import ChatScreen
from minimax_tui.ui.services import Services
from minimax_tui.ui.themed_app import ThemedApp
from minimax_tui.ui.wide_breaks import install_wide_breaks
from minimax_tui.ui.widgets.composer import Composer

log = logging.getLogger(__name__)


def _driver_class() -> type[Driver] | None:
    """The way to the terminal; None for Textual's own, on Windows."""
    if sys.platform == "win32":
        return None
    from minimax_tui.ui.driver import TerminalDriver

    return TerminalDriver


class ChatApp(ThemedApp):
    """minimax-chat on a terminal.

    Args:
        services: The program's parts.

    Attributes:
        crashed: Whether a fault in the program itself has ended the screen; the log says which.
    """

    TITLE = "minimax-chat"
    # The chat is the app's default screen, whose own CSS_PATH Textual 8.2.8 does not read.
    CSS_PATH = str(Path(__file__).parent / "styles" / "chat.tcss")
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, services: Services) -> None:
        install_terminal_keys()
        install_wide_breaks()
        super().__init__(services, _driver_class())
        self.crashed = False
        self.animation_level = "none"
        self.services = services
        self.keys = KeysInForce(self, services.settings)
        self.chat: ChatScreen | None = None
        self._painter = Painter()
        self._early: list[events.Event] | None = []

    def _palette_changed(self) -> None:
        if self.chat is not None:
            self.chat.conversation.set_palette(self.palette)
            self.chat.thinking.set_palette(self.palette)

    # --- start and end ---

    def get_default_screen(self) -> Screen[None]:
        """The chat."""
        self.chat = ChatScreen(self.services, self.size)
        return self.chat

    def on_mount(self) -> None:
        """Leaves the mouse to the terminal where that is set."""
        if not self.services.settings.switch("mouse"):
            self.use_mouse(on=False)

    def preload(self) -> None:
        """Loads what the first request and its answer need, while the user reads and types."""

        def load() -> None:
            from minimax_tui.markdown.preload import preload

            self.services.preload()
            preload()
            # It stays for good: a full collection that looks at it stops the screen for 80 ms.
            gc.freeze()

        threading.Thread(target=load, name="minimax-preload", daemon=True).start()

    def _display(self, screen: Screen[None], renderable: Any) -> None:
        """Has the painter write what the compositor changed, in one piece.

        Textual 8.2.8 writes the beginning and the end of a synchronised update by themselves:
        three hand-overs to the thread that writes, and as many system calls, for every frame.
        While another program has the terminal nothing is written; then all is drawn anew.
        """
        if self.handed_over():
            return
        if not isinstance(renderable, CompositorUpdate) or self.is_headless or self.is_inline:
            super()._display(screen, renderable)
            return
        driver = self._driver
        if driver is not None and self._running and not self._closed and not self._batch_count:
            sequence = self._painter.paint(renderable, self.console)
            x, y = self.screen.outer_size.clamp_offset(self.cursor_position)
            if sequence or (x, y) != self._previous_cursor_position:
                self._previous_cursor_position = Offset(x, y)
                sequence += f"\x1b[{y + 1};{x + 1}H"
                if self._sync_available:
                    sequence = f"{SYNC_START}{sequence}{SYNC_END}"
                driver.write(sequence)
        self.post_display_hook()

    async def on_event(self, event: events.Event) -> None:
        """Holds back what is typed before the composer is there, so that no key is lost."""
        if self._early is not None and isinstance(event, events.Key | events.Paste):
            self._early.append(event)
            return
        if isinstance(event, events.Key) and not event.is_forwarded:
            take = getattr(self.screen, "take_key", None)  # before any binding, the app's too
            if take is not None and take(event):
                return
        if isinstance(event, events.Paste):
            field = self.focused
            # The composer does this itself, and keeps what it sends.
            if isinstance(field, Input | TextArea) and not isinstance(field, Composer):
                event.text = visible(event.text)
        await super().on_event(event)

    def release_early_keys(self) -> None:
        """Lets what was typed before the first screen reach the composer."""
        # Keys that wait in the app's own queue now are later ones: they go behind.
        self.call_later(self._release_early_keys)

    async def _release_early_keys(self) -> None:
        early, self._early = self._early, None
        for event in early or ():
            await self.on_event(event)

    async def action_quit(self) -> None:
        """Ends the program from any screen."""
        if self.chat is not None:
            self.chat.action_program_quit()

    # --- an end that the user did not ask for (see `lifecycle.Endable`) ---

    def end(self, status: int) -> None:
        """Keeps the draft and ends with this exit status; on the app's loop."""
        try:
            self.keep_draft()
        finally:
            self.exit(return_code=status)

    def tell(self, words: str) -> None:
        """Says something of the program's own on the screen; on the app's loop."""
        self.notify(visible(words), severity="warning", markup=False, timeout=10)
        self.show_saving()

    def show_saving(self) -> None:
        """Says in the status bar whether what comes is saved; on the app's loop."""
        if self.chat is not None:
            self.chat.refresh_all()

    def keep_draft(self) -> None:
        """Stores what stands in the composer; on any thread."""
        if self.chat is not None:
            self.chat.store_draft()

    def call_on_loop(self, act: Callable[[], None]) -> bool:
        """Has the app's loop call `act`, from any thread; False where no loop runs."""
        loop = self._loop
        if loop is None or not self._running:
            return False
        with contextlib.suppress(RuntimeError):  # it has just been closed
            loop.call_soon_threadsafe(self._act, act, context=copy_context())
            return True
        return False

    def _act(self, act: Callable[[], None]) -> None:
        with self._context():
            act()

    def handed_over(self) -> bool:
        """Whether another program, such as the editor, has the terminal."""
        return bool(getattr(self._driver, "handed_over", False))

    def silence(self) -> None:
        """Writes nothing more to the terminal; on any thread."""
        output = getattr(self._driver, "output", None)
        if output is not None:
            output.is_open = False

    @on(Driver.SignalResume)
    def _came_back(self) -> None:
        # Others have written on the terminal since.
        self._painter.forget()
        self.refresh(layout=True)

    def _handle_exception(self, error: Exception) -> None:
        from minimax_tui.ui.closing import fault_of_closing

        if fault_of_closing(error):
            log.info("for a screen that is being closed: %s", error)
            return
        log.critical("the screen failed", exc_info=error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # Textual's own prints a traceback with the values of variables: keys, whole messages.
        self.crashed = True
        self._return_code = 1
        try:
            self.keep_draft()
        except Exception:  # the edge of a fault: a second one must not hide the first
            log.exception("the draft could not be kept")
        self._close_messages_no_wait()

    def panic(self, *renderables: object) -> None:
        """Ends the screen after a fault, such as one of the thread that reads the keys."""
        del renderables
        log.critical("the screen was ended by a fault", exc_info=sys.exc_info()[1])
        self._fatal_error()

    # --- clipboard and mouse ---

    def copy_text(self, text: str) -> None:
        """Copies `text` and says so."""
        from minimax_tui.ui.clipboard import copy_by_commands

        if not text:
            return
        self.copy_to_clipboard(text)
        copy_by_commands(text)
        self.notify(tr("Copied {n} characters.", n=f"{len(text):,}"), timeout=2, markup=False)

    def use_mouse(self, *, on: bool) -> None:
        """Takes the mouse, or leaves it to the terminal; also after another program had that."""
        # Textual 8.2.8 has no public switch; the driver has one of each, and does neither
        # while its `_mouse` is off.
        driver = self._driver
        switch = getattr(driver, "_enable_mouse_support" if on else "_disable_mouse_support", None)
        if driver is not None and switch is not None:
            driver._mouse = True
            switch()
            driver._mouse = on
