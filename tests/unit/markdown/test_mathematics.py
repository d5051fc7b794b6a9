"""LaTeX is drawn as Unicode where that cannot mislead, and as its source where it could."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minimax_tui.domain.widths import cell_width
from minimax_tui.markdown.document import Document
from minimax_tui.markdown.extract import code_blocks
from minimax_tui.markdown.lines import Line
from minimax_tui.markdown.mathematics import pieces
from minimax_tui.markdown.render import render


def unicode(content: str) -> str | None:
    found = pieces(f"${content}$")
    return "".join(piece.text for piece in found) if found is not None else None


def drawn(text: str, width: int = 60, *, mathematics: bool = True) -> list[Line]:
    document = Document(text, mathematics=mathematics)
    return [line for segment in document.segments for line in render(segment, width)]


def shown(text: str, width: int = 60, *, mathematics: bool = True) -> list[str]:
    lines = drawn(text, width, mathematics=mathematics)
    return ["".join(span.text for span in line.spans).rstrip() for line in lines]


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("x", "x"),
        ("E = mc^2", "E = mc²"),
        ("a=b", "a = b"),
        ("x_{i+1}^2", "xᵢ₊₁²"),
        ("ax^2 + bx + c = 0", "ax² + bx + c = 0"),
        ("x_{max}", "xₘₐₓ"),
        ("W_Q", "W_Q"),
        ("x^{q}", "x^q"),
        ("e^{i\\pi} + 1 = 0", "e^{iπ} + 1 = 0"),
        ("{}^{14}C", "¹⁴C"),
        ("f''(x)", "f′′(x)"),
        ("90^\\circ", "90°"),
        ("10^{-9}", "10⁻⁹"),
        ("2^{2^n}", "2^{2ⁿ}"),
        ("\\alpha, \\beta \\in \\mathbb{R}^n", "α, β ∈ ℝⁿ"),
        ("x \\sim \\mathcal{N}(0, 1)", "x ∼ 𝒩(0, 1)"),
        ("\\mathbf{x}", "𝐱"),
        ("\\sum_{i=0}^{n} i^2", "∑ᵢ₌₀ⁿ i²"),
        ("\\int_{-\\infty}^{\\infty} f(x)\\,dx", "∫_{-∞}^∞ f(x) dx"),
        ("\\lim_{x \\to 0} x", "lim_{x→0} x"),
        ("2\\sin\\theta", "2 sin θ"),
        ("O(n \\log n)", "O(n log n)"),
        ("\\max(a, b)", "max(a, b)"),
        ("\\operatorname*{argmax}_{\\theta} L", "argmax_θ L"),
        ("\\hat{x} + \\bar{X}_n + \\vec{v}", "x̂ + X̄ₙ + v⃗"),
        ("\\{1, 2, \\ldots, n\\}", "{1, 2, …, n}"),
        ("a\\not= b", "a ≠ b"),
        ("n \\equiv 1 \\pmod{5}", "n ≡ 1 (mod 5)"),
        ("\\text{if } x > 0", "if x > 0"),
        ("5\\,\\text{km}", "5 km"),
        ("x := 5", "x := 5"),
        ("1{,}000", "1,000"),
        ("\\boxed{42}", "42"),
        ("-x + (-1)^n", "-x + (-1)ⁿ"),
        ("10\\%", "10%"),
    ],
)
def test_formulas(latex: str, expected: str) -> None:
    assert unicode(latex) == expected


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("\\frac{a}{b}", "a/b"),
        ("\\frac12", "1/2"),
        ("\\frac{a+b}{2}", "(a + b)/2"),
        ("\\frac{a}{bc}", "a/(bc)"),
        ("\\frac{a}{b}c", "(a/b)c"),
        ("2\\frac{a}{b}", "2(a/b)"),
        ("\\frac{a}{b}^2", "(a/b)²"),
        ("\\left(\\frac{a}{b}\\right)^2", "(a/b)²"),
        ("x/\\frac{a}{b}", "x/(a/b)"),
        ("\\frac{\\frac{a}{b}}{c}", "(a/b)/c"),
        ("\\sin\\frac{x}{2}", "sin (x/2)"),
        ("\\frac{{a+b}c}{2}", "(a+bc)/2"),
        ("\\frac{1}{2}mv^2", "(1/2)mv²"),
        ("\\frac{d}{dx}f(x)", "(d/dx)f(x)"),
        ("\\frac{\\partial f}{\\partial x}", "∂f/∂x"),
        ("\\frac{d^2y}{dx^2}", "d²y/dx²"),
        ("\\frac{n(n+1)}{2}", "n(n + 1)/2"),
        ("\\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}", "(-b ± √(b² - 4ac))/(2a)"),
        ("\\frac{1}{x^2}", "1/x²"),
        ("\\frac{(a)(b)}{c}", "(a)(b)/c"),
        ("\\frac{a}{(b)(c)}", "a/((b)(c))"),
        ("\\sqrt{2}", "√2"),
        ("\\sqrt{2}x", "√(2)x"),
        ("\\sqrt{ab}", "√(ab)"),
        ("\\sqrt{x}^2", "(√x)²"),
        ("\\sqrt[3]{x+1}", "∛(x + 1)"),
        ("\\sqrt[n]{x}", "ⁿ√x"),
    ],
)
def test_one_line_forms_keep_their_meaning(latex: str, expected: str) -> None:
    assert unicode(latex) == expected


@pytest.mark.parametrize(
    "latex",
    [
        "\\begin{matrix} a & b \\\\ c & d \\end{matrix}",
        "\\begin{aligned} a &= b \\end{aligned}",
        "a \\\\ b",
        "a & b",
        "\\binom{n}{k}",
        "\\unknowncommand{x}",
        "\\frac{a}",
        "\\frac{}{b}",
        "{a",
        "a}",
        "x^",
        "x_1_2",
        "\\hat{abc}",
        "\\text{a $b$}",
        "a % b",
        "\\overset{a}{=}",
        "5 and 6 more",
        "5, or 6",
        "HOME/",
        "word",
        "{" * 40 + "x" + "}" * 40,
        "x" * 2 + "+1" * 600,
        "\\id",
        "\\'e",
    ],
)
def test_what_is_unsure_is_shown_as_its_source(latex: str) -> None:
    assert unicode(latex) is None
    if "$" not in latex:
        assert f"${latex}$" in "".join(shown(f"${latex}$", 4_000))


def test_formulas_in_running_text() -> None:
    assert shown("so $x^2$, \\(y_1\\) and $$z$$.") == ["so x², y₁ and z."]
    assert shown("costs $5 and $6, or 7$") == ["costs $5 and $6, or 7$"]
    assert shown("open $x^2") == ["open $x^2"]
    assert shown("a **$x^2$** b") == ["a x² b"]
    (line,) = drawn("a **$x^2$** b")
    assert [span.style for span in line.spans if "x" in span.text] == ["strong math"]


def test_displayed_formulas_are_drawn_when_they_are_complete() -> None:
    assert shown("$$\nE = mc^2\n$$\nafter") == ["  E = mc²", "after"]
    assert shown("\\[\n\\frac{a}{b}\n+ c\n\\]") == ["  a/b + c"]
    assert shown("$$\nE = mc^2\n") == ["$$", "E = mc^2"]
    assert shown("> $$\n> x^2\n> $$") == ["▎   x²"]
    assert shown("$$\n\\begin{cases}\na\n\\end{cases}\n$$")[0] == "$$"
    document = Document("$$\nx^2", final=False)
    document.append("\n$$")
    document.close()
    assert [line.spans[-1].text for line in render(document.segments[0], 60)] == ["x²"]


def test_without_mathematics_dollars_are_dollars() -> None:
    assert shown("$x^2$ \\(a\\)", mathematics=False) == ["$x^2$ (a)"]
    assert shown("$$\nx^2\n$$", mathematics=False) == ["$$ x^2 $$"]


def test_places_point_at_the_source() -> None:
    text = "so $\\frac{a}{b} = c_1 + 2$ and\n$$\nx^2 + y\n$$\n"
    spans = [span for line in drawn(text) for span in line.spans if "math" in span.style]
    found = {span.text: text[span.start : span.end] for span in spans if span.start >= 0}
    assert found == {
        "a/b": "\\frac{a}{b}",
        "=": "=",
        "c₁": "c_1",
        "+": "+",
        "2": "2",
        "x²": "x^2",
        "y": "y",
    }


def test_code_with_dollars_is_code() -> None:
    assert shown("`$x^2$`") == ["$x^2$"]
    assert code_blocks(Document("```\n$x^2$\n```"))[0].text == "$x^2$\n"


PARTS = [
    *(
        "\\frac",
        "\\sqrt",
        "\\sqrt[",
        "{",
        "}",
        "^",
        "_",
        "a",
        "1",
        ".",
        ",",
        "+",
        "-",
        "=",
        "<",
        "'",
    ),
    *(
        "\\le",
        "\\alpha",
        "\\sum",
        "\\left",
        "\\right",
        "(",
        ")",
        "[",
        "]",
        "|",
        "\\|",
        "\\{",
        "\\}",
    ),
    *(
        "\\text{a b}",
        "\\mathbb",
        "\\hat",
        "\\not",
        "\\pmod",
        "\\operatorname",
        "*",
        "!",
        "/",
        "&",
        " ",
    ),
    *("\\\\", "%", "~", "#", "\\begin{cases}", "\\end{cases}", "\\,", "\\quad", "\\foo", "{x+1}"),
    *("中", "😀", "é", "\\", "\\begin", "\\verb|a|", "\\boxed", "\\tag{1}", ":", ";", "\\max", "$"),
]


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=25).map("".join))
def test_any_latex_is_drawn_safely(latex: str) -> None:
    for source in (f"${latex}$", f"\\[{latex}\\]"):
        found = pieces(source)
        last = 0
        for piece in found or ():
            assert piece.text
            assert piece.text.isprintable()
            if piece.start >= 0:
                assert last <= piece.start < piece.end <= len(source)
                last = piece.end
    for line in drawn(f"a ${latex}$ b", 7):
        assert cell_width("".join(span.text for span in line.spans)) <= 7


def test_the_parser_is_loaded_by_the_first_command_only() -> None:
    program = (
        "import sys\n"
        "from minimax_tui.markdown.document import Document\n"
        "from minimax_tui.markdown.render import render\n"
        "render(Document('**a** $x_1^2 = y$').segments[0], 40)\n"
        "assert 'pylatexenc' not in sys.modules\n"
        "render(Document('$\\\\alpha$').segments[0], 40)\n"
        "assert 'pylatexenc' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
