"""Foreign text made safe to draw: no control code, escape or bidirectional override survives.

Everything that did not come from this program (answers, thinking, titles, tool output, file
names, errors) passes through here before it reaches a terminal. Each character becomes exactly
one character, so offsets into the source stay valid.
"""

from __future__ import annotations

import re

# C0 controls but tab and newline, DEL, C1 controls, the line and paragraph separators, the
# bidirectional marks, embeddings, overrides and isolates (UAX #9), invisible operators and tags,
# lone surrogates, and non-characters.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


def _symbol(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)  # the control pictures block draws each C0 control
    if code == 0x7F:
        return "\u2421"
    if code in (0x2028, 0x2029):
        return "\u240a"
    return "\ufffd"


def visible(text: str) -> str:
    """`text` with every unsafe character shown as one visible symbol; tab and newline stay.

    The zero-width joiner (U+200D) and variation selectors stay too: emoji and several scripts
    need them, and they cannot move the cursor.
    """
    return _UNSAFE.sub(_symbol, text)


def one_line(text: str, limit: int = 500) -> str:
    """`text` as one safe line of at most `limit` characters: white space runs become a space."""
    beginning = text.lstrip()[: limit * 4 + 1]
    safe = visible(" ".join(beginning.split()))
    whole = len(safe) <= limit and len(beginning) <= limit * 4
    return safe if whole else safe[: limit - 1] + "…"
