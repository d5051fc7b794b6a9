"""The style sheet of exported pages: made for reading, light and dark, and on paper."""

from __future__ import annotations

_LIGHT, _DARK = "vs", "github-dark"
"""Pygments styles of code."""

_RULES = """
:root {
  color-scheme: light dark;
  --back: #fdfcfb; --text: #26231f; --quiet: #6f6a63; --line: #e4dfd8; --tint: #f4f0ea;
  --accent: #c8401f; --code: #f6f3ee;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #181614; --text: #e6e1da; --quiet: #9c958b; --line: #37322d; --tint: #23201c;
    --accent: #ff7a52; --code: #211e1b;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--back); color: var(--text);
  font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans CJK SC",
    sans-serif;
}
main { max-width: 46rem; margin: 0 auto; padding: 3rem 1.25rem 5rem; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.6em 0 .6em; }
header h1 { margin: 0 0 .3rem; font-size: 1.7rem; }
.text h1 { font-size: 1.35rem; } .text h2 { font-size: 1.2rem; } .text h3 { font-size: 1.08rem; }
.text h1, .text h2 { color: var(--accent); }
p, ul, ol, table, pre, blockquote, details { margin: 0 0 1rem; }
a { color: var(--accent); text-underline-offset: .15em; }
img {
  display: block; max-width: 100%; max-height: 40rem; margin: 0 0 1rem; border-radius: .3rem;
}
hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0; }
.about, .ending { color: var(--quiet); font-size: .85rem; }
.ending { border-left: 3px solid var(--accent); padding-left: .8rem; }
section { margin: 2rem 0 0; overflow-wrap: anywhere; }
.prompt {
  background: var(--tint); border-left: 3px solid var(--accent); border-radius: 0 .4rem .4rem 0;
  padding: .9rem 1.1rem .7rem; margin-top: 3rem;
}
.prompt .text > :last-child { margin-bottom: .3rem; }
.prompt pre, .prompt :not(pre) > code { background: var(--back); }
.branch { margin-top: 4rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
details { border-left: 2px solid var(--line); padding-left: 1rem; color: var(--quiet); }
summary { cursor: pointer; font-size: .9rem; }
summary:hover { color: var(--accent); }
details[open] > summary { margin-bottom: .7rem; }
blockquote { margin-left: 0; padding-left: 1rem; border-left: 2px solid var(--line); }
li > ul, li > ol, li > p:last-child, li > p:has(+ ul), li > p:has(+ ol) { margin-bottom: 0; }
li.task { list-style: none; margin-left: -1.3em; }
table { border-collapse: collapse; display: block; overflow-x: auto; overflow-wrap: normal; }
th, td {
  padding: .35rem 1.2rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top;
}
th { white-space: nowrap; }
span.math { font-family: "STIX Two Math", "Cambria Math", "Noto Sans Math", math, serif; }
.math.display { display: block; margin: 0 0 1rem; padding: 0 1rem; overflow-x: auto; }
code.math.display { padding: .6rem 1rem; border-radius: .4rem; white-space: pre-wrap; }
span.math.display { font-size: 1.1em; text-align: center; }
code { font: .88em ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono", monospace; }
:not(pre) > code { background: var(--code); padding: .1em .3em; border-radius: .25rem; }
pre {
  background: var(--code); padding: .8rem 1rem; border-radius: .4rem; overflow-x: auto;
  line-height: 1.45; overflow-wrap: normal;
}
details pre { white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 30rem) {
  main { padding: 1.5rem 1rem 3rem; }
  section { margin-top: 1.5rem; } .prompt { margin-top: 2rem; }
}
@media print {
  body { background: none; }
  main { max-width: none; padding: 0; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  h1, h2, h3, h4, summary { break-after: avoid; }
  tr, img, .prompt { break-inside: avoid; }
  .prompt { break-after: avoid; }
}
"""


def style_sheet() -> str:
    """The whole style sheet, classes of highlighted code included."""
    return (
        f"{_RULES.strip()}\n{_code(_LIGHT)}"
        f"@media (prefers-color-scheme: dark) {{\n{_code(_DARK)}}}\n"
    )


def _code(style: str) -> str:
    """The rules of a style, without its background; every class of text has a colour."""
    from pygments.formatters.html import HtmlFormatter  # type: ignore[import-untyped]

    rules = HtmlFormatter(style=style).get_token_style_defs("pre code")
    # Comments would only make the page larger.
    return "".join(f"{rule.split(' /*')[0]}\n" for rule in rules)
