"""The examples of the CommonMark specification: streamed = final, and nothing is lost or wrong.

`commonmark_0_31.json` holds the 652 examples of version 0.31.2 (its licence is written there).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from minimax_tui.domain.widths import cell_width
from minimax_tui.markdown.document import Document
from minimax_tui.markdown.render import render

_DATA = json.loads(Path(__file__).with_name("commonmark_0_31.json").read_text("utf-8"))
EXAMPLES: dict[int, tuple[str, str]] = {
    number: (section, text) for number, section, text in _DATA["examples"]
}
SECTIONS = list(dict.fromkeys(section for section, _ in EXAMPLES.values()))
# A link definition over several lines is shown as a paragraph: `splitter` knows those of one line.
DEFINITIONS_OVER_LINES = {193, 195, 196, 198, 208, 217, 541}


def drawn(document: Document, width: int) -> list[Any]:
    return [(s.kind, s.start, s.end, s.gap, render(s, width)) for s in document.segments]


def visible_text(document: Document) -> str:
    lines = [line for segment in document.segments for line in render(segment, 2_000)]
    return "".join(span.text for line in lines for span in line.spans)


def expected_blocks(text: str) -> tuple[list[tuple[Any, ...]], str]:
    """markdown-it's leaf blocks in their containers, and all the text they show."""
    found: list[tuple[Any, ...]] = []
    containers: list[str] = []
    shown: list[str] = []
    leaf = ""
    for token in MarkdownIt("commonmark").enable("strikethrough").parse(text):
        kind = token.type
        if kind in ("blockquote_open", "list_item_open"):
            containers.append("quote" if kind == "blockquote_open" else "item")
        elif kind in ("blockquote_close", "list_item_close"):
            containers.pop()
        elif kind in ("paragraph_open", "heading_open"):
            leaf = "paragraph" if kind == "paragraph_open" else f"heading{token.tag[1]}"
        elif kind == "inline":
            found.append((*containers, leaf, token.content.split()))
            shown.extend(child.content for child in token.children or () if not child.nesting)
        elif kind in ("fence", "code_block", "html_block"):
            name = "html" if kind == "html_block" else "code"
            found.append((*containers, name, token.content.split()))
            shown.append(token.content)
        elif kind == "hr":
            found.append((*containers, "rule"))
    return found, "".join("".join(shown).split())


def our_blocks(document: Document) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for segment in document.segments:
        around = ["quote" if c.kind == "quote" else "item" for c in segment.containers]
        if segment.leaf == "rule":
            found.append((*around, "rule"))
        elif segment.lines and segment.leaf != "definition":
            name = f"heading{segment.level}" if segment.leaf == "heading" else segment.leaf
            found.append((*around, name, segment.text().split()))
        elif segment.leaf in ("code", "heading"):
            name = f"heading{segment.level}" if segment.leaf == "heading" else "code"
            found.append((*around, name, []))
    return found


@pytest.mark.parametrize("section", SECTIONS)
def test_character_by_character_is_the_same_as_at_once(section: str) -> None:
    for number, (of, text) in EXAMPLES.items():
        if of != section:
            continue
        document = Document(final=False, mathematics=False)
        for char in text:
            document.append(char)
            for segment in document.segments[-2:]:
                render(segment, 10)
        document.close()
        whole = Document(text, mathematics=False)
        for width in (1, 10, 80):
            assert drawn(document, width) == drawn(whole, width), number
        for line in (line for segment in whole.segments for line in render(segment, 10)):
            assert cell_width("".join(span.text for span in line.spans)) <= 10, number


@settings(max_examples=150, deadline=None)
@given(
    texts=st.lists(
        st.sampled_from([text for _, text in EXAMPLES.values()]), min_size=1, max_size=4
    ),
    data=st.data(),
)
def test_any_chunks_of_several_examples_are_the_same_as_all_at_once(
    texts: list[str], data: st.DataObject
) -> None:
    text = "".join(texts)
    document = Document(final=False, mathematics=False)
    at = 0
    while at < len(text):
        size = data.draw(st.integers(1, 30))
        document.append(text[at : at + size])
        at += size
        for segment in document.segments[-1:]:
            render(segment, 10)
    document.close()
    assert drawn(document, 10) == drawn(Document(text, mathematics=False), 10)


@pytest.mark.parametrize("section", SECTIONS)
def test_the_blocks_are_those_of_the_reference_and_no_text_is_lost(section: str) -> None:
    for number, (of, text) in EXAMPLES.items():
        if of != section:
            continue
        document = Document(text, mathematics=False)
        blocks, words = expected_blocks(text)
        if number not in DEFINITIONS_OVER_LINES:
            assert our_blocks(document) == blocks, number
        # In order, with anything between them: bullets, targets of links, boxes.
        shown = iter(visible_text(document))
        lost = "".join(char for char in words if char not in shown)
        assert not lost, (number, text)
