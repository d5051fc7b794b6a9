"""The part of the app that draws in the theme in force, and changes it while the program runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import App
from textual.driver import Driver
from textual.filter import Monochrome, NoColor

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.i18n import sentences
from minimax_tui.ui.services import Services
from minimax_tui.ui.theme_attributes import AttributeFilter
from minimax_tui.ui.theme_choice import ThemeChoice
from minimax_tui.ui.theme_files import ThemeColors
from minimax_tui.ui.theme_styles import TranscriptStyles
from minimax_tui.ui.theme_variables import css_variables, textual_theme

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel
    from textual.timer import Timer

LOOK_AGAIN_S = 1.0
"""How often the file of a user's own theme is looked at while it is in force."""
_MARKS = {"warning": "▲", "error": "✗"}


def marked(message: str, severity: str) -> str:
    """A notice's words behind the mark of its severity; information has none."""
    mark = _MARKS.get(severity)
    return f"{mark} {message}" if mark else message


class ThemedApp(App[None]):
    """An app in the theme that the settings name.

    Without colour (NO_COLOR, https://no-color.org, 2026-11: any value but an empty one) it has
    no theme but the terminal's own palette, drawn by attributes alone.

    Args:
        services: The program's parts.
        driver_class: The way to the terminal; None for Textual's own.

    Attributes:
        terminal_query: What the terminal was asked before the start.
        palette: The styles of the transcript.
        theme_title: What lists call the theme in force.
        theme_trouble: Why the theme that is wanted is not in force; "" where it is.
    """

    # Without tints a dialog could not be told from what lies behind it.
    DEFAULT_CSS = """
    ModalScreen:ansi { background: ansi_default; }
    """
    # No default style: those of Textual's own Toast would go before. The rack has no scroll bar:
    # Textual 8.2.8 leaves its width out when it counts the lines of a notice.
    CSS = """
    ToastRack { margin-bottom: 4; scrollbar-size-vertical: 0; }
    ToastHolder { padding-right: 2; max-width: 74; }
    Toast {
        width: auto; max-width: 100%; padding: 0 2 0 1;
        background: $panel; color: $foreground;
    }
    Toast.-information { border-left: outer $info; }
    Toast.-warning { border-left: outer $text-warning; }
    Toast.-error { border-left: outer $text-error; }
    Toast:ansi { background: ansi_default; color: ansi_default; padding: 0 1; }
    Toast.-information:ansi { border: round $info; }
    Toast.-warning:ansi { border: round $text-warning; }
    Toast.-error:ansi { border: round $text-error; }
    """

    def __init__(self, services: Services, driver_class: type[Driver] | None) -> None:
        self.terminal_query = services.terminal
        color = not os.environ.get("NO_COLOR")
        self._choice = ThemeChoice(
            services.settings, services.theme_folders, services.terminal, color=color
        )
        colors, trouble = self._choice.load_first()
        self.theme_trouble = ""
        if trouble is not None:
            self.theme_trouble = sentences(trouble.what, trouble.advice)
            services.notices.append(self.theme_trouble)
        self._variables = css_variables(colors)
        super().__init__(driver_class=driver_class)
        # Textual 8.2.8 turns colours into greys, and does so for an empty NO_COLOR too.
        self.no_color = not color
        self._by_attributes = AttributeFilter(hues=color)
        kept = (line_filter for line_filter in self._filters)
        self._filters = [
            *(one for one in kept if not isinstance(one, Monochrome | NoColor)),
            self._by_attributes,
        ]
        self._theme_timer: Timer | None = None
        self.palette = self._use_colors(colors)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Shows a notice for a while; what is wrong has a mark, for those who see no colour."""
        super().notify(
            marked(message, severity),
            title=title,
            severity=severity,
            timeout=timeout,
            markup=markup,
        )

    def theme_names(self) -> tuple[str, ...]:
        """Names of all themes that can be chosen."""
        return self._choice.names()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The theme's own variables, such as `$rule`; asked for before a theme is set."""
        return self._variables

    def use_theme(self) -> None:
        """Takes the theme that is wanted; where it cannot be used, the one in force stays."""
        try:
            colors = self._choice.load()
        except ChatError as error:
            self.theme_trouble = sentences(error.what, error.advice)
            self.notify(self.theme_trouble, severity="warning", markup=False, timeout=10)
        else:
            self.theme_trouble = ""
            self.palette = self._use_colors(colors)
            self._palette_changed()
        self._watch_files()

    def _use_colors(self, colors: ThemeColors) -> TranscriptStyles:
        self.theme_title = colors.title
        self._variables = css_variables(colors)
        self._by_attributes.enabled = colors.terminal
        self.register_theme(textual_theme(colors))
        if self.theme == colors.name:
            self.mutate_reactive(App.theme)  # another one of the same name
        else:
            self.theme = colors.name
        return TranscriptStyles(colors, color=not self.no_color)

    def _palette_changed(self) -> None:
        """Hook: what is drawn with `palette` has to be drawn again."""

    # --- while the program runs ---

    def on_mount(self) -> None:
        """Goes on watching the theme's files and the terminal's background."""
        self.terminal_query.on_late_reply = self._late_reply
        self._watch_files()

    def _watch_files(self) -> None:
        """A timer only while a user's own theme is in force: otherwise idling costs nothing."""
        if self._choice.watched and self._theme_timer is None:
            self._theme_timer = self.set_interval(LOOK_AGAIN_S, self._look_at_files)
        elif not self._choice.watched and self._theme_timer is not None:
            self._theme_timer.stop()
            self._theme_timer = None

    def _look_at_files(self) -> None:
        if self._choice.changed():
            self.use_theme()

    @on(events.AppFocus)
    def _came_back_to_window(self) -> None:
        """Looks at what may have changed while the user was elsewhere."""
        self._look_at_files()
        if self._choice.follows_terminal and self.terminal_query.replies.dark is not None:
            question = self.terminal_query.ask_again()
            if question and self._driver is not None:
                self._driver.write(question)

    def _late_reply(self, dark: bool) -> None:
        del dark  # the choice asks for it
        if self._choice.follows_terminal:
            self.call_on_loop(self.use_theme)

    def call_on_loop(self, act: Callable[[], Any]) -> bool:
        """Has the app's loop call `act`, from any thread; False where no loop runs."""
        raise NotImplementedError
