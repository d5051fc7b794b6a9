"""A terminal's screen: what bytes draw, and what a terminal answers to a program's questions."""

from __future__ import annotations

import re

import pyte

# One whole control sequence: CSI, a string (DCS, SOS, PM, APC), OSC, or a short escape.
_SEQUENCE = re.compile(
    rb"\x1b(?:"
    rb"\[(?P<private>[<=>?]?)(?P<parameters>[0-9;:]*)(?P<middle>[ -/]*)(?P<final>[@-~])"
    rb"|[PX^_](?P<string>.*?)\x1b\\"
    rb"|\](?P<osc>.*?)(?:\x07|\x1b\\)"
    rb"|[ -/]*[0-OQ-WYZ\\`-~])",
    re.DOTALL,
)
_LONGEST_SEQUENCE = 1 << 20
_SCREEN_SWITCHES = (b"1049", b"1047", b"47")


class Screen:
    """A screen of `columns` x `lines` cells with an alternate one, as xterm has.

    Attributes:
        title: What the program set as the window's title.
        modes: Private modes that are set, such as 1000 (mouse), 2004 (paste), 25 (cursor).
    """

    def __init__(self, columns: int, lines: int) -> None:
        self._main = self._new(columns, lines)
        self._alternate = self._new(columns, lines)
        self._on_alternate = False
        self._rest = b""
        self.title = ""
        self.modes: set[int] = {25}

    @staticmethod
    def _new(columns: int, lines: int) -> tuple[pyte.Screen, pyte.ByteStream]:
        screen = pyte.Screen(columns, lines)
        return screen, pyte.ByteStream(screen)

    @property
    def shown(self) -> pyte.Screen:
        """The screen that is seen now."""
        return (self._alternate if self._on_alternate else self._main)[0]

    @property
    def on_alternate(self) -> bool:
        """Whether the program has switched to the alternate screen."""
        return self._on_alternate

    def feed(self, data: bytes) -> None:
        """Draws; an unfinished control sequence waits for its rest."""
        data = self._rest + data
        self._rest = b""
        at = 0
        while (escape := data.find(b"\x1b", at)) >= 0:
            self._draw(data[at:escape])
            match = _SEQUENCE.match(data, escape)
            if match is None:
                if len(data) - escape < _LONGEST_SEQUENCE:
                    self._rest = data[escape:]
                    return
                at = escape + 1
                continue
            self._act(match)
            at = match.end()
        self._draw(data[at:])

    def _draw(self, data: bytes) -> None:
        if data:
            (self._alternate if self._on_alternate else self._main)[1].feed(data)

    def _act(self, match: re.Match[bytes]) -> None:
        final, private, parameters = match["final"], match["private"], match["parameters"]
        if match["osc"] is not None:
            number, _, text = match["osc"].partition(b";")
            if number in (b"0", b"2"):
                self.title = text.decode(errors="replace")
            return
        if match["string"] is not None or match["middle"] or private in (b"<", b"=", b">"):
            return  # nothing of these is drawn, and pyte would draw what it does not know
        if private == b"?":
            if final in (b"h", b"l"):
                self._set_modes(parameters.split(b";"), final == b"h")
                self._draw(match[0])
            return
        self._draw(match[0])

    def _set_modes(self, modes: list[bytes], on: bool) -> None:
        for mode in modes:
            if mode.isdigit():
                (self.modes.add if on else self.modes.discard)(int(mode))
            if mode in _SCREEN_SWITCHES and on != self._on_alternate:
                self._on_alternate = on
                if on:
                    size = self._main[0]
                    self._alternate = self._new(size.columns, size.lines)

    def resize(self, columns: int, lines: int) -> None:
        """Changes the size, as a window manager would."""
        for screen, _ in (self._main, self._alternate):
            screen.resize(lines, columns)

    def text(self) -> str:
        """The lines that are seen, without the spaces at their ends."""
        return "\n".join(line.rstrip() for line in self.shown.display)


_QUESTION = re.compile(
    rb"\x1b\[(?:(?P<dsr>6n)|(?P<da>0?c)|(?P<version>>0?q)|\?(?P<mode>\d+)\$p|(?P<size>1[468])t)"
    rb"|\x1b\](?P<colour>1[01]);\?(?:\x07|\x1b\\)"
    rb"|(?P<termcap>\x1bP\+q[^\x1b]*\x1b\\)"
)
_KNOWN_MODES = frozenset({b"1000", b"1004", b"1006", b"2004", b"2026"})
_CELL_WIDTH_PX, _CELL_HEIGHT_PX = 10, 20


def replies(data: bytes, columns: int, lines: int) -> bytes:
    """What a common terminal (xterm, with synchronized output) answers to the questions in `data`.

    A terminal that stays silent makes some programs wait for a time-out.
    """
    said = b""
    for match in _QUESTION.finditer(data):
        if match["dsr"]:
            said += b"\x1b[1;1R"
        elif match["da"]:
            said += b"\x1b[?62;22c"
        elif match["version"]:
            said += b"\x1bP>|XTerm(390)\x1b\\"
        elif match["mode"]:
            said += b"\x1b[?%b;%d$y" % (match["mode"], 2 if match["mode"] in _KNOWN_MODES else 0)
        elif match["colour"]:
            level = b"eeee" if match["colour"] == b"10" else b"1111"
            said += b"\x1b]%b;rgb:%b/%b/%b\x1b\\" % (match["colour"], level, level, level)
        elif match["size"] == b"14":
            said += b"\x1b[4;%d;%dt" % (lines * _CELL_HEIGHT_PX, columns * _CELL_WIDTH_PX)
        elif match["size"] == b"16":
            said += b"\x1b[6;%d;%dt" % (_CELL_HEIGHT_PX, _CELL_WIDTH_PX)
        elif match["size"] == b"18":
            said += b"\x1b[8;%d;%dt" % (lines, columns)
        else:
            said += b"\x1bP0+r\x1b\\"
    return said
