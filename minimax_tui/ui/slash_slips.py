"""What is typed like a command and is none: it is said once before it goes out as a prompt."""

from __future__ import annotations

from minimax_tui.domain.i18n import tr
from minimax_tui.domain.saved_prompts import name_problem
from minimax_tui.ui.commands import COMMANDS, by_slash
from minimax_tui.ui.keymap import key_hint

_CLOSE_ENOUGH = 0.6
"""Likeness (0 to 1) from which a name counts as another one mistyped."""


def slip_words(text: str) -> str:
    """What to say of a text such as `/modle m2.1`, which is no command; "" where it is a prompt.

    Several lines, a path and a blank behind the slash make a prompt, whatever follows the slash.

    Args:
        text: What is to be sent; no command, and no saved prompt's name.
    """
    if not text.startswith("/") or text[1:2].isspace() or "\n" in text.strip():
        return ""
    name, *_ = text[1:].split(maxsplit=1) or [""]
    if name_problem(name):
        return ""
    if by_slash(name) is not None:
        return tr(
            "/{name} takes nothing behind it. {send} again sends this as a prompt.",
            name=name,
            send=key_hint("composer.send"),
        )
    near = _nearest(name)
    if near:
        return tr(
            "There is no command /{name}. Did you mean /{near}? "
            "{send} again sends this as a prompt.",
            name=name,
            send=key_hint("composer.send"),
            near=near,
        )
    return tr(
        "There is no command /{name}; {key} lists them. {send} again sends this as a prompt.",
        name=name,
        send=key_hint("composer.send"),
        key=key_hint("palette.open") or "/",
    )


def _nearest(name: str) -> str:
    import difflib

    names = [row.slash for row in COMMANDS if row.slash]
    return next(iter(difflib.get_close_matches(name.lower(), names, 1, _CLOSE_ENOUGH)), "")
