"""Markdown -> segments -> lines of plain spans; knows no toolkit and needs no running app.

How a text becomes lines on the screen
--------------------------------------
1. `document.Document` takes text as it comes. Complete lines go into the splitter once and for
   good; the unfinished last line is shown to it only when somebody looks, and taken back when more
   comes. A line that can only be part of a paragraph goes in piece by piece before it ends.
2. `splitter.Splitter` is CommonMark's block algorithm, a line at a time. `containers` reads the
   quotes and list items around a line, `starts` sees what begins in it (both with the patterns of
   `grammar`), `blocks` opens and closes what was seen, `builder` makes the segments, `long_blocks`
   and `cutting` cut what grows too long.
3. A `segment.Segment` is one leaf block, or a part of a long one, with its source lines.
4. `render.render` draws a segment for a width: `flow` paragraphs and headings, `listing` code,
   `table` rows; `prefix` is what stands before them. Inline text is parsed by markdown-it
   (`inline`, `inline_grammar`), its tokens get their places in the source (`walk`), and `wrap`
   breaks them into lines. Mathematics becomes Unicode (`mathematics`, `math_layout`, `latex`).
   Code gets its colours from Pygments, line by line (`highlight`, `resumable`).
5. The outcome is `lines.Line`s of `lines.Span`s: text, style names, and the place in the source.

`extract` finds what can be copied or opened: code blocks and links.

Why streamed = final
--------------------
Whatever the chunks, the same lines are drawn in the end, because nothing depends on how the text
came: a line is put in when it is complete, and what was shown of it before is taken back first. A
cut depends only on the text before it. A drawing depends only on the segment's content, its
width and the link definitions, of which a new one touches the segments that mention it. What an
open segment keeps of its last drawing, to make the next one cheap, is only what no text that
follows can change (`cutting.is_settled`), and it is checked against the content before it is used.

Why the cost of a character is flat
-----------------------------------
The splitter keeps the open containers and the open leaf, no tree. Segments are bounded; those that
are complete are not looked at again. In the open one only the unsettled end is parsed.
"""
