"""What a document holds that can be copied or opened: its code blocks and its links."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from minimax_tui.markdown import inline
from minimax_tui.markdown.document import Document
from minimax_tui.markdown.grammar import row_cells
from minimax_tui.markdown.segment import Segment


class CodeBlock(NamedTuple):
    """A code block: `text` is the code as sent, without the fence and the marks of containers."""

    language: str
    text: str
    start: int
    end: int


class Link(NamedTuple):
    """A link: the text shown, the target as written, and the place in the source (or -1)."""

    text: str
    target: str
    start: int
    end: int


def code_block(segment: Segment) -> CodeBlock | None:
    """The whole code block that `segment` is a part of; None: it is no code."""
    code = segment.code
    if code is None:
        return None
    lines: list[str] = []
    parts = code.parts
    for part in parts:
        if part.joined and lines and part.lines:
            lines[-1] += part.lines[0]
            lines.extend(part.lines[1:])
        else:
            lines.extend(part.lines)
    text = "\n".join(lines) + ("\n" if lines else "")
    return CodeBlock(code.language, text, parts[0].start, parts[-1].end)


def code_blocks(document: Document) -> list[CodeBlock]:
    """The code blocks of `document`, in order."""
    found = (code_block(s) for s in document.segments if s.leaf == "code" and s.part == 0)
    return [block for block in found if block is not None]


def links(document: Document) -> list[Link]:
    """The links of `document` in order: written out, by reference, in angle brackets or bare.

    Images and link definitions are among them. Parses the text again: call it on demand.
    """
    found: list[Link] = []
    for segment in document.segments:
        if segment.leaf not in ("paragraph", "heading", "table"):
            continue
        if segment.leaf == "table":
            for line, offset in zip(segment.lines, segment.offsets, strict=True):
                for text, place in row_cells(line, offset):
                    found.extend(_shifted(inline.links(text, segment.scope), [place], [0]))
            continue
        text = segment.text()
        begins: list[int] = []
        at = 0
        for line in segment.lines:
            begins.append(at)
            at += len(line) + 1
        found.extend(_shifted(inline.links(text, segment.scope), segment.offsets, begins))
    return found


def _shifted(
    found: list[tuple[str, str, int, int]], offsets: list[int], begins: list[int]
) -> list[Link]:
    def place(at: int) -> int:
        index = bisect_right(begins, at) - 1
        return offsets[index] + at - begins[index]

    return [
        Link(text, target, place(start), place(max(start, end - 1)) + (1 if end > start else 0))
        if start >= 0
        else Link(text, target, -1, -1)
        for text, target, start, end in found
    ]
