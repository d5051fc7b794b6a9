"""Looks for Markdown that is drawn wrongly: `python tests/fuzz/markdown_fuzz.py --seconds 60`.

Not collected by pytest. Makes texts of hostile pieces, streams each in random chunks, and checks
what `tests/unit/markdown` checks: streamed = final, what was drawn before does not matter, nothing
unsafe in a span, no line too wide, places in the source that are true, and a bounded cost. What
fails is made smaller and printed; it should become a test.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from minimax_tui.domain.foreign import visible
from minimax_tui.domain.widths import cell_width
from minimax_tui.markdown import inline, inline_grammar
from minimax_tui.markdown.document import Document
from minimax_tui.markdown.extract import code_blocks, links
from minimax_tui.markdown.lines import Line
from minimax_tui.markdown.render import render
from minimax_tui.markdown.segment import Scope
from minimax_tui.markdown.walk import Walk

WIDTHS = (1, 7, 40)
# Seconds for each 1,000 characters, drawn at three widths; ten times what hostile text takes.
MAX_COST = 1.5

BLOCKS = [
    *("# ", "- ", "* ", "1. ", "2) ", "> ", ">", "```", "```py\n", "~~~\n", "    ", "\t", "---\n"),
    *("===\n", "| a | b |\n", "|---|:-:|\n", "| c ", "[a]: http://x 't'\n", "[^1]: ", "<div>\n"),
    *("<!--", "-->", "$$\n", "\\[\n", "\\]\n", "- [ ] ", "+ ", "***\n", "##", "-\n", "[a]:\n"),
    *("```yaml\na: |\n", "```bash\ncat <<E\n", "```php\n", "```json\n{", "|", "1234567890. "),
]
INLINE = [
    *("*", "**", "_", "__", "`", "``", "[", "]", "(", ")", "[a]", "](b)", "![", "[^1]", "<b>"),
    *(
        "<br>",
        "$",
        "$x^2$",
        "$\\frac{a}{b}$",
        "\\(",
        "\\)",
        "\\",
        "~~",
        "&amp;",
        "&#10;",
        "&#x202e;",
    ),
    *("https://e.x/a_b", "<http://e.x>", "[t](u 'v')", "\\*", "!", "|", "\\|", "$$", "{", "}", "^"),
]
WORDS = [
    *(
        "x",
        "foo bar",
        " ",
        "  ",
        "a ",
        "word " * 12,
        "中文。",
        "，",
        "中文" * 40,
        "😀",
        "👨‍👩‍👧",
        "e\u0301",
    ),
    *(
        "a_b_c ",
        "2 * 3 ",
        "x" * 90,
        "\u200b",
        "\u202e",
        "\x1b[31m",
        "\x00",
        "\ud800",
        "\u0301",
        "ﾊﾟ",
        "🇩🇪",
    ),
]
ENDS = ["\n", "\n\n", "\r\n", "\r", "\n    ", "\n> ", "\n- ", "  \n", "\\\n"]


def pieces(chance: random.Random) -> list[str]:
    """The pieces of a text."""
    weights = [chance.random() ** 2 for _ in range(4)]
    kinds = chance.choices([BLOCKS, INLINE, WORDS, ENDS], weights, k=chance.randint(1, 60))
    found = [chance.choice(kind) for kind in kinds]
    if chance.random() < 0.1:
        found *= chance.randint(2, 60)
    return found


def shown(line: Line) -> str:
    """The text of a line."""
    return "".join(span.text for span in line.spans)


def picture(document: Document) -> list[Any]:
    """Everything that is drawn of a document."""
    return [
        (s.kind, s.start, s.end, s.gap, [render(s, width) for width in WIDTHS])
        for s in document.segments
    ]


def check_stream(text: str, seed: int) -> None:
    """Streamed = final, whatever was looked at on the way."""
    chance = random.Random(seed)
    document = Document(final=False)
    sizes = chance.choice([[1], [1, 2, 3], [4], [1, 50, 700]])
    at = 0
    while at < len(text):
        size = chance.choice(sizes) if len(text) < 3_000 else chance.choice(sizes) * 40
        document.append(text[at : at + size])
        at += size
        if chance.random() < 0.5:
            for segment in document.segments[-2:]:
                render(segment, chance.choice(WIDTHS))
    if chance.random() < 0.3:
        assert picture(document) == picture(Document(text, final=False)), "open text differs"
    document.close()
    assert document.source == text, "source"
    assert picture(document) == picture(Document(text)), "streamed is not final"


def check_lines(text: str) -> None:
    """What is drawn is safe, fits, and knows its place."""
    document = Document(text)
    safe = visible(text.replace("\r", "\n"))
    before = 0
    for segment in document.segments:
        assert before <= segment.start <= segment.end <= len(text), "segments out of order"
        before = segment.start
        for width in WIDTHS:
            for line in render(segment, width):
                widest = max((cell_width(span.text) for span in line.spans), default=0)
                assert cell_width(shown(line)) <= max(width, 2 if widest == 2 else 1), "too wide"
                for span in line.spans:
                    assert span.text == visible(span.text).replace("\n", ""), "unsafe"
                    if span.start < 0:
                        continue
                    assert span.start <= span.end <= len(text), "place"
                    if "math" in span.style or "link" in span.style:
                        continue
                    if span.end - span.start == len(span.text) > 1 and span.text.isascii():
                        there = safe[span.start : span.end].replace("\t", " ")
                        assert there.replace("\n", " ") == span.text, (there, span)
    code_blocks(document)
    links(document)


def check_plain(text: str) -> None:
    """Text that is not parsed looks as if it had been."""
    for part in text.split("\n\n"):
        part = visible(part).replace("\t", " ").strip(" \n")
        scope = Scope()
        if part and inline.is_plain(part, scope) and all(map(str.strip, part.split("\n"))):
            walk = Walk(part)
            parsed = walk.runs(inline_grammar.tokens(walk.parsed, scope))
            assert inline.parse(part, scope) == parsed, "plain"


def check_cost(text: str) -> None:
    """Drawing takes a bounded time."""
    start = time.process_time()
    picture(Document(text))
    spent = time.process_time() - start
    assert spent < 0.5 + MAX_COST * len(text) / 1_000, f"{spent:.1f} s"


def failure(checks: list[Callable[[str], None]], text: str) -> str:
    """What is wrong with `text`, "" if nothing is."""
    for check in checks:
        try:
            check(text)
        except AssertionError as error:
            return f"{check.__name__}: {error}"[:300]
        except (IndexError, KeyError, ValueError, TypeError, AttributeError, RuntimeError) as error:
            return f"{check.__name__}: {type(error).__name__}: {error}"[:300]
    return ""


def smaller(checks: list[Callable[[str], None]], parts: list[str]) -> str:
    """A shorter text that fails too."""
    tokens = parts
    for split in (False, True):
        tokens = list("".join(tokens)) if split else tokens
        size = max(1, len(tokens) // 2)
        while size:
            at = 0
            while at < len(tokens):
                shorter = tokens[:at] + tokens[at + size :]
                if shorter and failure(checks, "".join(shorter)):
                    tokens = shorter
                else:
                    at += size
            size //= 2
    return "".join(tokens)


def main() -> int:
    """Runs until the time is over; the number of failures is the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.randrange(1_000_000)
    until = time.monotonic() + options.seconds
    texts = characters = failed = 0
    while time.monotonic() < until and failed < 10:
        parts = pieces(random.Random(seed))
        text = "".join(parts)
        texts += 1
        characters += len(text)

        def streamed(text: str, seed: int = seed) -> None:
            check_stream(text, seed)

        checks: list[Callable[[str], None]] = [streamed, check_lines, check_plain, check_cost]
        if failure(checks, text):
            failed += 1
            least = smaller(checks, parts)
            print(f"seed {seed}: {failure(checks, least)}\n    {least!r}\n", flush=True)
        seed += 1
    print(f"{texts} texts, {characters} characters, {failed} failures, next seed {seed}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
