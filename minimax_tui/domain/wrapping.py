"""Breaking a paragraph of plain text into lines, by cells and as Chinese is broken too."""

from __future__ import annotations

from collections.abc import Iterator

from minimax_tui.domain.widths import cell_width, measured_clusters

# After CLREQ (Requirements for Chinese Text Layout), "Prohibition Rules for Line Start and End".
_NOT_FIRST = frozenset("，。、；：！？）》」』】〉”’…—·,.;:!?)]}")
_NOT_LAST = frozenset("（《「『【〈“‘([{")


def wrap_cells(text: str, width: int) -> list[str]:
    """`text` as lines of at most `width` cells; a word that is longer has a line of its own.

    Lines break at spaces and between wide characters, but not before closing and not after opening
    punctuation. Runs of white space count as one space.
    """
    lines: list[str] = []
    line, cells = "", 0
    for space, piece in _pieces(text):
        own = cell_width(piece)
        if line and cells + space + own > width:
            lines.append(line)
            line, cells = "", 0
        elif line and space:
            line, cells = line + " ", cells + 1
        line, cells = line + piece, cells + own
    return [*lines, line] if line else lines


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """What is not broken, in order, each with whether white space stood before it."""
    for word in text.split():
        space, piece, after_wide = True, "", False
        for cluster, cells in measured_clusters(word):
            wide = cells > 1
            breaks = (wide or after_wide) and cluster[0] not in _NOT_FIRST
            if piece and breaks and piece[-1] not in _NOT_LAST:
                yield space, piece
                space, piece = False, ""
            piece += cluster
            after_wide = wide
        yield space, piece
