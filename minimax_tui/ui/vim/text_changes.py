"""What vim's commands do to the text. Each gives the place where the cursor goes."""

from __future__ import annotations

from minimax_tui.ui.vim.buffer import Buffer, Register, between
from minimax_tui.ui.vim.motions import Place, first_text


def delete_lines(buffer: Buffer, first: int, last: int) -> Place:
    """Deletes whole lines, `last` included; at least one line is left."""
    text = buffer.lines
    if last < len(text) - 1:
        buffer.replace_text((first, 0), (last + 1, 0), "")
    elif first:
        buffer.replace_text((first - 1, len(text[first - 1])), (last, len(text[last])), "")
    else:
        buffer.replace_text((0, 0), (last, len(text[last])), "")
    row = min(first, len(buffer.lines) - 1)
    return row, first_text(buffer.lines[row])


def put(buffer: Buffer, register: Register, place: Place, *, before: bool, times: int) -> Place:
    """`p` and `P`.

    Args:
        buffer: The text.
        register: What is put.
        place: The cursor.
        before: Whether it goes before the cursor.
        times: How often.
    """
    text, linewise = register
    row, column = place
    line = buffer.lines[row]
    if linewise:
        block = "\n".join([text] * times)
        if before:
            buffer.replace_text((row, 0), (row, 0), block + "\n")
        else:
            buffer.replace_text((row, len(line)), (row, len(line)), "\n" + block)
            row += 1
        return row, first_text(buffer.lines[row])
    at = (row, column if before or not line else column + 1)
    buffer.replace_text(at, at, text * times)
    return at if "\n" in text else (row, at[1] + len(text) * times - 1)


def put_over(buffer: Buffer, register: Register, start: Place, *, linewise: bool) -> Place:
    """Puts the register where a selection was taken out.

    Args:
        buffer: The text, without what was selected.
        register: What is put.
        start: Where the selection began.
        linewise: Whether whole lines were selected.
    """
    text, of_lines = register
    lines = buffer.lines
    if linewise:
        if list(lines) == [""]:
            buffer.replace_text((0, 0), (0, 0), text)
        elif start[0] >= len(lines):
            end = (len(lines) - 1, len(lines[-1]))
            buffer.replace_text(end, end, "\n" + text)
        else:
            buffer.replace_text((start[0], 0), (start[0], 0), text + "\n")
        return start[0], first_text(buffer.lines[start[0]])
    buffer.replace_text(start, start, f"\n{text}\n" if of_lines else text)
    if of_lines:
        return start[0] + 1, 0
    return start if "\n" in text else (start[0], start[1] + max(0, len(text) - 1))


def swap_case(buffer: Buffer, start: Place, end: Place) -> None:
    """`~`: one character for one, else the places behind it would move: ß stays."""
    text = between(buffer.lines, start, end)
    swapped = "".join(new if len(new := old.swapcase()) == 1 else old for old in text)
    if swapped != text:
        buffer.replace_text(start, end, swapped)


def join_lines(buffer: Buffer, row: int, times: int) -> int | None:
    """`J`: brings the next lines onto this one; gives the column of the last joint.

    None where there is no next line.
    """
    column = None
    for _ in range(times):
        lines = buffer.lines
        if row + 1 >= len(lines):
            break
        line, after = lines[row], lines[row + 1]
        rest = after.lstrip()
        blank = " " if rest and line and not line[-1].isspace() and rest[0] != ")" else ""
        column = len(line)
        buffer.replace_text((row, column), (row + 1, len(after) - len(rest)), blank)
    return column
