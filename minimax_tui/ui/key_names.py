"""Names of keys: as people write them, as Textual calls them, and which a terminal can send."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from textual.keys import _character_to_key

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr

MODIFIERS = ("alt", "ctrl", "hyper", "meta", "shift", "super")
"""In the order in which Textual 8.2.8 writes them."""
_MODIFIER_NAMES = {
    **{name: name for name in MODIFIERS},
    "c": "ctrl", "control": "ctrl", "^": "ctrl", "s": "shift", "m": "alt",
    "option": "alt", "opt": "alt", "cmd": "super", "command": "super", "win": "super",
}  # fmt: skip
_NAMES = {
    "esc": "escape", "return": "enter", "cr": "enter", "del": "delete", "ins": "insert",
    "pgup": "pageup", "page_up": "pageup", "pgdn": "pagedown", "pgdown": "pagedown",
    "page_down": "pagedown", "spacebar": "space", "bs": "backspace", "bksp": "backspace",
}  # fmt: skip
_PLAIN = frozenset((
    "escape", "enter", "tab", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown",
    "up", "down", "left", "right", "space", *(f"f{number}" for number in range(1, 25)),
))  # fmt: skip
"""Keys with a name and no character of their own, and the space bar."""
# Textual 8.2.8's names of what xterm sends for enter with modifiers (`CSI 27;2;13~` and so on);
# a plain enter is never called `\r`.
# ctrl+space is NUL, which Textual names `ctrl+@`, but for terminals with the kitty protocol.
_SENT = {"shift+\r": "shift+enter", "ctrl+\r": "ctrl+enter", "\r": "alt+enter",
         "ctrl+space": "ctrl+@"}  # fmt: skip
_SIGNS = {_character_to_key(sign): sign for sign in map(chr, range(33, 127)) if not sign.isalnum()}
_SHOWN = {"pageup": "page up", "pagedown": "page down", "escape": "esc"}

# Terminals send the same byte for both (ASCII: ctrl takes a letter's lowest five bits).
_SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+left_square_bracket": "escape",
         "ctrl+h": "backspace"}  # fmt: skip
# ctrl and these are the control characters that are no letters.
_CONTROLS = frozenset(("@", "backslash", "right_square_bracket", "circumflex_accent", "underscore"))
_KITTY_TERMS = ("kitty", "ghostty", "foot", "alacritty", "wezterm", "contour", "rio")
_KITTY_PROGRAMS = frozenset(("ghostty", "wezterm", "iterm.app", "kitty", "rio"))


def canonical(sent: str) -> str:
    """A key as Textual names it, the same name whichever way a terminal sends it."""
    return _SENT.get(sent, sent)


def names_sent(key: str) -> tuple[str, ...]:
    """The names by which Textual tells of a key, so that both are bound."""
    return ("ctrl+@", "ctrl+space") if key == "ctrl+@" else (key,)


def parse_key(written: str) -> str:
    """A key as a person writes it (`ctrl+k`, `C-k`, `?`, `page up`), in Textual's words.

    Raises:
        ValueError: if there is no such key.
    """
    word = written.strip()
    if len(word) == 1:
        return _named(word)
    word = word.replace(" + ", "+").replace("page ", "page_")
    if " " in word or not word.isprintable() or not word:
        raise ValueError(written)
    *before, last = word.replace("++", "+plus").replace("+-", "+minus").split("+")
    while not before and "-" in last[1:-1]:  # Emacs's and Vim's way: C-k
        first, _, last = last.partition("-")
        before.append(first)
    modifiers = set()
    for name in before:
        if name.lower() not in _MODIFIER_NAMES:
            raise ValueError(written)
        modifiers.add(_MODIFIER_NAMES[name.lower()])
    key = _named(last)
    if len(key) == 1 and key.isupper() and modifiers:
        key = key.lower()
        # ctrl+K is ctrl+k as people write it, alt+K is not alt+k.
        modifiers |= {"shift"} if "alt" in modifiers else set()
    if len(key) == 1 and modifiers == {"shift"}:
        return key.upper()
    if key in ("space", "at") and modifiers == {"ctrl"}:
        return "ctrl+@"
    if modifiers == {"shift"} and key.startswith("f") and key[1:].isdigit() and int(key[1:]) <= 12:
        return f"f{int(key[1:]) + 12}"  # that is what terminals send
    return "+".join((*sorted(modifiers), key))


def _named(word: str) -> str:
    if len(word) == 1:
        return word if word.isalnum() else _character_to_key(word)
    name = word.lower()
    name = _NAMES.get(name, name)
    if name in _PLAIN or name == "@" or _character(name):
        return name
    raise ValueError(word)


def _character(name: str) -> str:
    """The character that a key of Textual's name types, "" if it types none."""
    if len(name) == 1:
        return name if name.isprintable() else ""
    if name == "space":
        return " "
    if name in _SIGNS:
        return _SIGNS[name]
    try:
        found = unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return ""
    return found if found.isprintable() and _character_to_key(found) == name else ""


def types_text(key: str) -> bool:
    """Whether a key types a character."""
    return bool(_character(key))


def key_words(key: str) -> str:
    """A key as people write it: `ctrl+l`, `alt+up`, `f2`, `?`."""
    *modifiers, last = key.split("+")
    if key == "ctrl+@":
        return "ctrl+space"
    if last.startswith("f") and last[1:].isdigit() and int(last[1:]) > 12 and not modifiers:
        return f"shift+f{int(last[1:]) - 12}"
    shown = _SHOWN.get(last)
    if shown is None:
        shown = last if last in _PLAIN else _character(last) or one_line(last, 20)
    return "+".join((*modifiers, shown))


def why_never_sent(key: str) -> str:
    """Why no terminal sends a key as that key, in words; "" if it can be used."""
    *modifiers, last = key.split("+")
    base = "+".join([part for part in modifiers if part != "shift"] + [last])
    if key in _SAME:
        return tr(
            "Terminals send the same for {key} and {other}.",
            key=key_words(key), other=key_words(_SAME[key]),
        )  # fmt: skip
    if base in _SAME or ("hyper" in modifiers or "meta" in modifiers):
        return tr("Hardly any terminal can send {key}.", key=key_words(key))
    return ""


def needs_kitty(key: str) -> bool:
    """Whether only a terminal with the kitty keyboard protocol (or xterm's) sends a key.

    Source: https://sw.kovidgoyal.net/kitty/keyboard-protocol/ (2026-11), on the legacy encoding.
    """
    *modifiers, last = key.split("+")
    held = set(modifiers)
    if "super" in held:
        return True
    if last in ("enter", "tab", "backspace", "escape", "space"):
        return bool(held - {"alt"}) and key not in ("shift+tab", "ctrl+backspace")
    if not types_text(last) and last not in _CONTROLS:
        return False
    if "ctrl" in held:
        letter = len(last) == 1 and last.isascii() and last.isalpha()
        return "shift" in held or not (letter or last in _CONTROLS)
    return False


def speaks_kitty(environ: Mapping[str, str]) -> bool:
    """Whether the terminal seems to know the kitty keyboard protocol, by its environment."""
    term = environ.get("TERM", "").lower()
    if environ.get("TMUX") or term.startswith(("screen", "tmux")):
        return False
    program = environ.get("TERM_PROGRAM", "").lower()
    return program in _KITTY_PROGRAMS or any(name in term for name in _KITTY_TERMS)
