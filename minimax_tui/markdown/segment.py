"""What a segment is: one leaf block of the Markdown, or a part of a long one, in its containers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from minimax_tui.markdown.highlight import State


class Container(NamedTuple):
    """A quote, a list item or a footnote that is open around a block.

    `serial` tells containers of one document apart; all items of one list share `family` (for a
    quote and a footnote list it plays the same part). `indent` is the number of columns that a
    line must be indented by to belong to the item. `marker` is what is drawn before the first
    line, `number` and `literal` are the shown and the written number of an ordered item (or -1).
    """

    kind: str  # "quote" "bullet" "ordered" "footnote"
    serial: int
    family: int
    indent: int = 0
    marker: str = ""
    delimiter: str = ""
    number: int = -1
    literal: int = -1


class Scope:
    """What the segments of one document share.

    Attributes:
        definitions: the link definitions seen so far, by normalized label: "href" and "title".
        version: grows with each definition.
        mathematics: whether dollar signs and backslashed brackets set off mathematics.
    """

    __slots__ = ("definitions", "mathematics", "version")

    def __init__(self, mathematics: bool = True) -> None:
        self.definitions: dict[str, dict[str, str]] = {}
        self.version = 0
        self.mathematics = mathematics


class Table:
    """What the segments of one table share.

    `natural` are the widest cells so far, in cells, a column each, and `words` the longest words,
    up to a limit; they only grow. `header` holds the text of each header cell with its source
    offset.
    """

    __slots__ = ("aligns", "first", "header", "natural", "words")

    def __init__(self, header: list[tuple[str, int]], aligns: list[str], first: int) -> None:
        self.header = header
        self.aligns = aligns
        self.natural: list[int] = [1] * len(header)
        self.words: list[int] = [1] * len(header)
        self.first = first


class Code:
    """What the segments of one code block share.

    `parts` are its segments in order; `states` the highlighter's state behind each part that was
    lexed to its end already.
    """

    __slots__ = ("info", "parts", "states")

    def __init__(self, info: str) -> None:
        self.info = info
        self.parts: list[Segment] = []
        self.states: list[State] = []

    @property
    def language(self) -> str:
        """The first word of the info string, as written."""
        words = self.info.split(None, 1)
        return words[0] if words else ""


class Segment:
    """One leaf block, or a part of a long one. Compared by identity; frozen once not `open`.

    Attributes:
        leaf: what the block is: paragraph, heading, code, table, rule, html, math, definition.
        start: first character of the block's first line in the document's source.
        end: one past its last character (without the line end).
        gap: a blank line goes above it.
        lead: as `gap`, but inside a quote, whose bar goes on: `render` draws it. The number of
            containers that go on through that line.
        open: text may still be added.
        index: its place in `Document.segments`.
        revision: grows whenever it would be drawn differently.
        containers: the quotes and list items around it, outermost first.
        fresh: the first of `containers` that begins with this segment (its marker is drawn).
        lines: the content, a string a line, container marks taken off.
        offsets: where each of `lines` begins in the source.
        pads: how many blanks some of `lines` begin with that the source does not have.
        level: of a heading, 1 to 6.
        part: 0 for the first part of a block, 1 for the next …
        joined: its first line goes on with the last line of the part before.
        table, code: what the parts of one table or code block share.
    """

    __slots__ = (
        "__weakref__",
        "code",
        "containers",
        "end",
        "fresh",
        "gap",
        "index",
        "joined",
        "lead",
        "leaf",
        "level",
        "lines",
        "memo",
        "offsets",
        "open",
        "pads",
        "part",
        "revision",
        "scope",
        "start",
        "table",
    )

    def __init__(self, scope: Scope, index: int) -> None:
        self.scope = scope
        self.index = index
        self.revision = 0
        self.memo: Any = None
        self.reset("paragraph", 0)

    def reset(self, leaf: str, start: int) -> None:
        """Begin as an empty block of the kind `leaf` at `start`."""
        self.leaf = leaf
        self.start = self.end = start
        self.gap = False
        self.lead = 0
        self.open = True
        self.containers: tuple[Container, ...] = ()
        self.fresh = 0
        self.lines: list[str] = []
        self.offsets: list[int] = []
        self.pads: dict[int, int] = {}
        self.level = 0
        self.part = 0
        self.joined = False
        self.table: Table | None = None
        self.code: Code | None = None

    @property
    def kind(self) -> str:
        """`leaf`, but a paragraph in containers is called after the outermost one."""
        if self.leaf != "paragraph" or not self.containers:
            return self.leaf
        outer = self.containers[0].kind
        return "item" if outer in ("bullet", "ordered") else outer

    def text(self) -> str:
        """The content without container marks, lines joined by line feeds."""
        return "\n".join(self.lines)

    def estimate_height(self, width: int) -> int:
        """How many lines `render` will give at about `width` cells; no parsing; at least 1."""
        inner = max(8, width - 2 * len(self.containers))
        lead = 1 if self.lead else 0
        if self.leaf == "code":
            room = max(8, inner - 3)
            rows = sum(1 + max(0, len(line) - 1) // room for line in self.lines)
            return max(1, rows + lead + (self.part == 0))
        if self.leaf == "table":
            return max(1, len(self.lines) + lead)
        if self.leaf in ("html", "math"):
            return max(1, lead + sum(1 + max(0, len(line) - 1) // inner for line in self.lines))
        characters = sum(map(len, self.lines)) + len(self.lines)
        if not all(map(str.isascii, self.lines)):
            # Wide characters take two cells each; their share is cheap to guess from the bytes.
            encoded = sum(len(line.encode("utf-8", "surrogatepass")) for line in self.lines)
            characters += max(0, encoded - characters) // 2
        return max(1, lead + -(-characters // inner))

    def save(self) -> tuple[Any, ...]:
        """The state that a line can change, for `restore`."""
        return (
            self.leaf,
            self.end,
            self.gap,
            self.lead,
            self.open,
            self.containers,
            self.fresh,
            self.lines[:],
            self.offsets[:],
            dict(self.pads),
            self.level,
            self.part,
            self.joined,
            self.table,
            self.code,
        )

    def restore(self, saved: tuple[Any, ...]) -> None:
        """Undo what happened since `save`."""
        (
            self.leaf,
            self.end,
            self.gap,
            self.lead,
            self.open,
            self.containers,
            self.fresh,
            self.lines,
            self.offsets,
            self.pads,
            self.level,
            self.part,
            self.joined,
            self.table,
            self.code,
        ) = saved

    def __repr__(self) -> str:
        state = "open" if self.open else "done"
        return f"<Segment {self.index} {self.kind} {self.start}:{self.end} {state}>"
