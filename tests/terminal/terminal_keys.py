"""What a terminal sends for a key, in the encodings of xterm (and of kitty for shift+enter)."""

from __future__ import annotations

_PLAIN = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "space": " ",
    "backspace": "\x7f",
    "shift+tab": "\x1b[Z",
    "alt+enter": "\x1b\r",
    "shift+enter": "\x1b[13;2u",
}
_CURSOR = {
    "up": "A",
    "down": "B",
    "right": "C",
    "left": "D",
    "end": "F",
    "home": "H",
}
_TILDE = {
    "insert": 2,
    "delete": 3,
    "pageup": 5,
    "pagedown": 6,
    "f5": 15,
    "f6": 17,
    "f7": 18,
    "f8": 19,
    "f9": 20,
    "f10": 21,
    "f11": 23,
    "f12": 24,
}
_SS3 = {"f1": "P", "f2": "Q", "f3": "R", "f4": "S"}
_MODIFIERS = {"shift": 1, "alt": 2, "ctrl": 4}


def key_bytes(name: str) -> bytes:
    """The bytes of a key such as `a`, `enter`, `ctrl+q`, `alt+up`, `shift+f5`.

    Raises:
        ValueError: for a name that is no key.
    """
    if name in _PLAIN:
        return _PLAIN[name].encode()
    *held, key = name.split("+") if name != "+" else ["+"]
    if not set(held) <= set(_MODIFIERS):
        raise ValueError(name)
    modifier = 1 + sum(_MODIFIERS[one] for one in held)
    if key in _CURSOR:
        return (f"\x1b[1;{modifier}" if held else "\x1b[").encode() + _CURSOR[key].encode()
    if key in _TILDE:
        return (
            f"\x1b[{_TILDE[key]};{modifier}~".encode() if held else f"\x1b[{_TILDE[key]}~".encode()
        )
    if key in _SS3:
        return (f"\x1b[1;{modifier}" if held else "\x1bO").encode() + _SS3[key].encode()
    if len(key) == 1 and not held:
        return key.encode()
    if len(key) == 1 and held == ["ctrl"] and key.isascii():
        return bytes([ord(key.upper()) & 0x1F])
    if len(key) == 1 and held == ["alt"]:
        return b"\x1b" + key.encode()
    raise ValueError(name)
