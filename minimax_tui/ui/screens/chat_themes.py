"""Changes the theme from the chat screen, by its name or to the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.ui.theme_files import AUTO

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen


def use_theme(chat: ChatScreen, name: str = "") -> None:
    """Puts a theme in force and says which.

    Args:
        chat: The screen.
        name: The theme, in any letter case, or `auto`; "" for the one after that in force.
    """
    names = (AUTO, *chat.chat_app.theme_names())
    if name.strip():
        wanted = next((one for one in names if one.lower() == name.strip().lower()), "")
    else:
        current = chat.settings.text("theme")
        at = names.index(current) if current in names else -1
        wanted = names[(at + 1) % len(names)]
    if not wanted:
        said = tr(
            "There is no theme “{name}”. Choose one of {names}.",
            name=one_line(name, 60),
            names=", ".join(names),
        )
        chat.app.notify(said, severity="warning", markup=False)
        return
    chat.change_setting("theme", wanted)
    title = tr(chat.chat_app.theme_title)
    chat.app.notify(tr("Theme: {name}", name=title), timeout=2, markup=False)
