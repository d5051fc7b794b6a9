"""Vim's modes and commands: a subset, for writing prompts.

Normal mode: h j k l w b e W B E 0 ^ $ gg G f F t T ; , with counts; i a I A o O; x X s S r ~ J;
d c y with motions, doubled, and with iw aw; D C Y; p P; u and ctrl+r; v V. Visual mode: the same
motions, iw aw, o, and d x c s y p ~. There is one register, no marks, macros or `.`.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from minimax_tui.ui.vim.buffer import Buffer, Register, between
from minimax_tui.ui.vim.motions import (
    Place,
    Target,
    find_char,
    kind_of,
    motion,
    repeated,
    word_around,
    word_end,
    word_forward,
)
from minimax_tui.ui.vim.text_changes import delete_lines, join_lines, put, put_over, swap_case

Mode: TypeAlias = Literal["insert", "normal", "visual", "visual line"]
MAX_COUNT = 9_999
"""Larger numbers are cut: nobody means them, and each step takes time."""
_KEYS = {"left": "h", "right": "l", "up": "k", "down": "j", "home": "0", "end": "$",
         "backspace": "h", "space": "l", "delete": "x"}  # fmt: skip
"""Keys without a character that mean the same as a letter in normal mode."""
_LINE_END = 1 << 30
"""The column that j and k go for after $."""
_OPERATORS = "dcy"
_SHORT = {"D": "d$", "C": "c$", "Y": "yy", "x": "dl", "X": "dh", "s": "cl", "S": "cc"}
"""Commands that are others written shorter; Y as in Vim, not as in Neovim."""


class Vim:
    """The mode, what has been typed of a command, and the register.

    Attributes:
        mode: The mode.
        register: What was deleted or copied last.
    """

    def __init__(self, buffer: Buffer) -> None:
        """Begins in insert mode."""
        self.mode: Mode = "insert"
        self.register = Register()
        self._buffer = buffer
        self._anchor: Place = (0, 0)
        self._head: Place = (0, 0)
        self._wanted_column: int | None = None
        self._found = ("", "")
        self._forget()

    def _forget(self) -> None:
        """Drops what has been typed of a command."""
        self._count = ""
        self._operator, self._operator_count = "", ""
        self._pending = ""  # g, i, a, r, f, F, t or T, whose second key is still to come

    @property
    def is_waiting(self) -> bool:
        """Whether a command is half typed."""
        return bool(self._count or self._operator or self._pending)

    @property
    def typed(self) -> str:
        """What has been typed of a command, to be shown."""
        return self._operator_count + self._operator + self._count + self._pending

    # --- modes ---

    def escape(self) -> bool:
        """esc: to normal mode, or drops half a command; False where it means nothing."""
        if self.mode == "normal":
            waiting = self.is_waiting
            self._forget()
            return waiting
        if self.mode == "insert":
            row, column = self._buffer.place
            self._to_normal((row, max(0, column - 1)))
        else:
            self._to_normal(self._head)
        return True

    def insert(self) -> None:
        """To insert mode, whatever was typed."""
        self._forget()
        self.mode = "insert"
        self._wanted_column = None

    def _to_normal(self, place: Place) -> None:
        self._forget()
        self.mode = "normal"
        self._go(place)

    def _insert_at(self, place: Place) -> None:
        self.insert()
        self._buffer.move_to(place)

    def _go(self, place: Place, *, keep_column: bool = False) -> None:
        """Moves the cursor; in normal mode it stands on a character."""
        row = min(place[0], len(self._buffer.lines) - 1)
        line = self._buffer.lines[row]
        place = (row, max(0, min(place[1], len(line) - 1)))
        if not keep_column:
            self._wanted_column = None
        if self.mode in ("visual", "visual line"):
            self._head = place
            self._show_selection()
        else:
            self._buffer.move_to(place)

    def _show_selection(self) -> None:
        # The cursor's own cell shows that the character under it belongs to the selection.
        start, end = self._anchor, self._head
        if self.mode == "visual line":
            lines = self._buffer.lines
            start = (start[0], 0 if start <= end else len(lines[start[0]]))
            end = (end[0], len(lines[end[0]]) if self._anchor <= end else 0)
        elif end < start:
            start = (start[0], start[1] + 1)
        self._buffer.select(start, end)

    @property
    def selected(self) -> tuple[Place, Place] | None:
        """Start and end of the selection, the character under the cursor included."""
        if self.mode not in ("visual", "visual line"):
            return None
        start, end = sorted((self._anchor, self._head))
        lines = self._buffer.lines
        if self.mode == "visual line":
            return (start[0], 0), (end[0], len(lines[end[0]]))
        to_line_end = self._to_line_end and self._head == end
        if end[0] + 1 < len(lines) and (to_line_end or not lines[end[0]]):
            return start, (end[0] + 1, 0)  # after $, and of an empty line, its end belongs to it
        return start, (end[0], min(end[1] + 1, len(lines[end[0]])))

    @property
    def _to_line_end(self) -> bool:
        return self._wanted_column == _LINE_END

    # --- keys ---

    def feed(self, key: str, char: str | None) -> bool:
        """Takes a key in normal or visual mode.

        Args:
            key: Its name.
            char: The character that it types, None if it types none.

        Returns:
            Whether it was used; nothing that types a character is left over.
        """
        if self.mode == "insert":
            return False
        if key == "ctrl+r" and self.mode == "normal":
            self._undo_or_redo(self._buffer.redo)
            return True
        if not self._pending and key in _KEYS:
            char = _KEYS[key]
        if char is None or len(char) != 1 or not char.isprintable():
            return False
        if self.mode != "normal":
            self._buffer_moved()
        self._take(char)
        return True

    def _buffer_moved(self) -> None:
        """The mouse may have put the cursor elsewhere, and edits may have made the text shorter."""
        lines = self._buffer.lines
        for name in ("_anchor", "_head"):
            row, column = getattr(self, name)
            row = min(row, len(lines) - 1)
            setattr(self, name, (row, min(column, max(0, len(lines[row]) - 1))))

    def _take(self, char: str) -> None:
        if self._pending:
            self._second(char)
        elif char in "123456789" or (char == "0" and self._count):
            self._count = str(min(MAX_COUNT, int(self._count + char)))
        elif self.mode == "normal":
            self._normal(char)
        else:
            self._visual(char)

    def _taken_count(self) -> int | None:
        """The number typed, both before an operator and behind it: they multiply."""
        typed = [int(count) for count in (self._operator_count, self._count) if count]
        if not typed:
            return None
        product = 1
        for count in typed:
            product *= count
        return min(MAX_COUNT, product)

    @property
    def _cursor(self) -> Place:
        if self.mode != "normal":
            return self._head
        row, column = self._buffer.place
        return row, min(column, max(0, len(self._buffer.lines[row]) - 1))

    def _normal(self, char: str) -> None:
        if self._operator:
            self._operand(char)
            return
        if char in _SHORT:
            self._operator_count, self._count = self._count, ""
            self._operator = _SHORT[char][0]
            self._operand(_SHORT[char][1])
            return
        if char in _OPERATORS:
            self._operator, self._operator_count, self._count = char, self._count, ""
            return
        if char in "grfFtT":
            self._pending = char
            return
        count = self._taken_count()
        row, column = self._cursor
        line = self._buffer.lines[row]
        match char:
            case "i":
                self._insert_at((row, column))
            case "a":
                self._insert_at((row, min(len(line), column + 1)))
            case "I":
                blanks = len(line) - len(line.lstrip())
                self._insert_at((row, blanks))
            case "A":
                self._insert_at((row, len(line)))
            case "o":
                self._buffer.replace_text((row, len(line)), (row, len(line)), "\n")
                self._insert_at((row + 1, 0))
            case "O":
                self._buffer.replace_text((row, 0), (row, 0), "\n")
                self._insert_at((row, 0))
            case "p" | "P":
                self._put(before=char == "P", times=count or 1)
            case "u":
                for _ in range(count or 1):
                    self._undo_or_redo(self._buffer.undo)
            case "v" | "V":
                self._forget()
                self.mode = "visual" if char == "v" else "visual line"
                self._anchor = self._head = (row, column)
                self._show_selection()
            case "~":
                swap_case(self._buffer, (row, column), (row, min(len(line), column + (count or 1))))
                self._forget()
                self._go((row, column + (count or 1)))
            case "J":
                self._join(max(1, (count or 2) - 1))
            case _:
                self._move(char, count)
        if not self._pending and not self._operator and char not in "123456789":
            self._count = ""

    def _second(self, char: str) -> None:
        pending, self._pending = self._pending, ""
        if pending == "g":
            if char == "g":
                self._operand("gg") if self._operator else self._move("gg", self._taken_count())
            self._forget()
        elif pending in "ia":
            self._object(char, blanks=pending == "a")
        elif pending == "r":
            self._replace_char(char)
            self._forget()
        else:
            self._found = (pending, char)
            self._find(pending, char)

    def _find(self, command: str, char: str) -> None:
        """`f`, `F`, `t`, `T`, and `;` and `,`, which do the last of them again."""
        row, column = self._cursor
        line = self._buffer.lines[row]
        at = find_char(line, column, command, char, self._taken_count() or 1)
        if at is not None and self._operator:
            target = Target((row, at), "inclusive" if command in "ft" else "exclusive")
            self._operate(target)
        elif at is not None:
            self._go((row, at))
        self._forget()

    def _find_again(self, char: str) -> None:
        command, wanted = self._found
        if not command:
            self._forget()
            return
        command = command if char == ";" else command.swapcase()
        row, column = self._cursor
        line = self._buffer.lines[row]
        # Vim's cpoptions without `;`: a repeated t goes on although it stands beside one.
        start = column + {"t": 1, "T": -1}.get(command, 0)
        if command in "tT" and not (0 <= start < len(line) and line[start] == wanted):
            start = column
        at = find_char(line, start, command, wanted, self._taken_count() or 1)
        if at is not None and self._operator:
            self._operate(Target((row, at), "inclusive" if command in "ft" else "exclusive"))
        elif at is not None:
            self._go((row, at))
        self._forget()

    def _move(self, char: str, count: int | None) -> None:
        if char in (";", ",") and char:
            self._find_again(char)
            return
        row, column = self._cursor
        wanted = self._wanted_column if self._wanted_column is not None else column
        target = motion(char, self._buffer.lines, (row, column), count, wanted)
        if target is None:
            return
        if char == "$":
            self._go(target.place)
            self._wanted_column = _LINE_END
        elif char in "jk":
            self._go(target.place, keep_column=True)
            self._wanted_column = wanted
        else:
            self._go(target.place)

    # --- operators ---

    def _operand(self, char: str) -> None:
        """What follows d, c or y."""
        if char in "123456789" or (char == "0" and self._count):
            self._count = str(min(MAX_COUNT, int(self._count + char)))
            return
        if char in "iagfFtT":
            self._pending = char
            return
        if char in (";", ","):
            self._find_again(char)
            return
        row, column = self._cursor
        lines = self._buffer.lines
        count = self._taken_count()
        if char == self._operator:
            if row + (count or 1) > len(lines) and (count or 1) > 1 and row == len(lines) - 1:
                self._forget()
                return
            last = min(len(lines) - 1, row + (count or 1) - 1)
            self._operate(Target((last, column), "lines"))
            return
        if self._operator == "c" and char in "wW" and lines[row][column : column + 1].strip():
            self._operate(self._change_word(char, count or 1))
            return
        if char in "wW":
            self._operate(self._words(char, count or 1))
            return
        target = motion(char, lines, (row, column), count, column)
        if target is None and self._operator == "c" and char in "hl":
            target = Target((row, column))  # nothing to delete, but writing begins
        if target is None:
            self._forget()
        else:
            self._operate(target)

    def _change_word(self, char: str, count: int) -> Target:
        """`cw` on a word changes to its end, as `ce`, but stays where it is the last character."""
        big, lines = char == "W", self._buffer.lines
        row, column = self._cursor
        line = lines[row]
        kind = kind_of(line[column], big=big)
        while column + 1 < len(line) and kind_of(line[column + 1], big=big) == kind:
            column += 1
        return Target(repeated(word_end, lines, (row, column), count - 1, big=big), "inclusive")

    def _words(self, char: str, count: int) -> Target:
        """`dw`: the last of the words does not take the end of its line too."""
        big, lines = char == "W", self._buffer.lines
        place = repeated(word_forward, lines, self._cursor, count - 1, big=big)
        return Target(word_forward(lines, place, big=big, in_line=True))

    def _object(self, char: str, *, blanks: bool) -> None:
        row, column = self._cursor
        if char == "w":
            start, end = word_around(self._buffer.lines[row], column, blanks=blanks)
            if self.mode != "normal":
                self.mode = "visual"
                self._anchor = (row, start)
                self._forget()
                self._go((row, max(start, end - 1)))
                return
            if end > start or not blanks:
                self._take_out((row, start), (row, end), lines=False)
        self._forget()

    def _operate(self, target: Target) -> None:
        start, end = sorted((self._cursor, target.place))
        lines = self._buffer.lines
        if target.kind == "inclusive":
            end = (end[0], min(len(lines[end[0]]), end[1] + 1))
        linewise = target.kind == "lines"
        if target.kind == "exclusive" and end[1] == 0 and end[0] > start[0]:
            # Vim: such a motion ends at the end of the line before, and takes whole lines if it
            # also begins before the text of its line.
            end = (end[0] - 1, len(lines[end[0] - 1]))
            linewise = not lines[start[0]][: start[1]].strip()
        self._take_out(start, end, lines=linewise, place=target.place)
        self._forget()

    def _take_out(
        self, start: Place, end: Place, *, lines: bool, place: Place | None = None
    ) -> None:
        """Does the operator to what is between; `place` is where its motion led."""
        operator = self._operator
        text = self._buffer.lines
        if operator == "d" and not lines and start[0] < end[0]:
            # Vim: deleting over lines takes whole ones if nothing would be left of them.
            head, rest = text[start[0]][: start[1]], text[end[0]][end[1] :]
            lines = not head.strip() and not rest.strip() and end[1] > 0
        if lines:
            start, end = (start[0], 0), (end[0], len(text[end[0]]))
        if lines or start != end:
            self.register = Register(between(text, start, end), lines)
        cursor = min(self._cursor, place or start)
        self.mode = "normal"
        self._forget()
        if operator == "y":
            self._go(cursor if lines else start)
        elif operator == "c":
            self._buffer.replace_text(start, end, "")
            self._insert_at(start)
        elif not lines:
            self._buffer.replace_text(start, end, "")
            self._go(start)
        else:
            self._go(delete_lines(self._buffer, start[0], end[0]))

    # --- visual ---

    def _visual(self, char: str) -> None:
        selected = self.selected
        assert selected is not None
        linewise = self.mode == "visual line"
        match char:
            case "v" | "V":
                wanted: Mode = "visual" if char == "v" else "visual line"
                if self.mode == wanted:
                    self._to_normal(self._head)
                else:
                    self.mode = wanted
                    self._show_selection()
            case "d" | "x" | "c" | "s" | "y" | "D" | "X" | "C" | "S" | "R" | "Y":
                linewise = linewise or char in "DXCSRY"
                self._operator = {"x": "d", "s": "c", "r": "c"}.get(char.lower(), char.lower())
                self._take_out(*selected, lines=linewise, place=(selected[0][0], 0))
            case "p" | "P":
                register = self.register
                self._operator = "d"
                self._take_out(*selected, lines=linewise)
                taken = self.register
                self.register = register
                self._go(put_over(self._buffer, register, selected[0], linewise=linewise))
                self.register = taken if char == "p" else register
            case "~":
                swap_case(self._buffer, *selected)
                self._to_normal(selected[0])
            case "o":
                self._anchor, self._head = self._head, self._anchor
                self._show_selection()
            case "g" | "i" | "a" | "f" | "F" | "t" | "T":
                self._pending = char
                return
            case _:
                self._move(char, self._taken_count())
        self._count = ""

    # --- the rest ---

    def _undo_or_redo(self, act: object) -> None:
        assert callable(act)
        act()
        self._forget()
        self._go(self._buffer.place)

    def _put(self, *, before: bool, times: int) -> None:
        if self.register.text or self.register.lines:
            self._go(put(self._buffer, self.register, self._cursor, before=before, times=times))

    def _replace_char(self, char: str) -> None:
        row, column = self._cursor
        count = self._taken_count() or 1
        if column + count <= len(self._buffer.lines[row]):
            self._buffer.replace_text((row, column), (row, column + count), char * count)
            self._go((row, column + count - 1))

    def _join(self, times: int) -> None:
        row = self._cursor[0]
        column = join_lines(self._buffer, row, times)
        self._forget()
        if column is not None:
            self._go((row, column))
