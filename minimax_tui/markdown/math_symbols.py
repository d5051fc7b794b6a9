"""What mathematical signs are (relations, operators, …), and what stands for them in Unicode."""

from __future__ import annotations

import unicodedata

RELATIONS = frozenset(
    "=<>≤≥⩽⩾≦≧≠≈≡≅≃∼∝≪≫≺≻≼≽∈∉∋∌⊂⊃⊆⊇⊈⊉⊊⊋⊏⊐⊑⊒∣∤∥∦⊥⊢⊣⊨⊩→←↔⇒⇐⇔⟶⟵⟷⟹⟸⟺↦⟼↪↩⇌⇋↑↓⇑⇓≐≜≝≔≕≍∴∵⊲⊳⊴⊵≲≳↝⇝⊬⊭≮≯≰≱≄≉≇≢↛⇏∺"
)
OPERATORS = frozenset("+-−±∓*×·⋅÷∘∗⋆∪∩∧∨⊕⊖⊗⊘⊙∖⊎⊔⊓⋈⋊⋉∙†")
BIG_OPERATORS = frozenset("∑∏∐∫∬∭∮⋃⋂⋁⋀⨁⨂⨀⨄⨆")
OPENING = frozenset("([{⟨⌈⌊")
CLOSING = frozenset(")]}⟩⌉⌋")
BARS = frozenset("|‖")

_FUNCTION_NAMES = (
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom ker lg ln log sec sin "
    "sinh sgn tan tanh tr rank span diag sign Pr"
)
_LIMIT_NAMES = "lim liminf limsup max min sup inf argmax argmin"
FUNCTIONS = frozenset(_FUNCTION_NAMES.split())
LIMITS = frozenset(_LIMIT_NAMES.split())  # functions whose script stands below them, as sums have

SUPERSCRIPTS = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ′∘°",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ′°°",
        strict=True,
    )
)
SUBSCRIPTS = dict(
    zip(
        "0123456789+-−=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
        strict=True,
    )
)

ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303",
    "bar": "\u0304", "overline": "\u0305", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308",
    "check": "\u030c", "breve": "\u0306", "acute": "\u0301", "grave": "\u0300",
    "underline": "\u0332",
}  # fmt: skip
# The names that Unicode has for the letters of an alphabet; the second where it came earlier.
ALPHABETS = {
    "mathbb": ("MATHEMATICAL DOUBLE-STRUCK", "DOUBLE-STRUCK"),
    "mathcal": ("MATHEMATICAL SCRIPT", "SCRIPT"),
    "mathscr": ("MATHEMATICAL SCRIPT", "SCRIPT"),
    "mathfrak": ("MATHEMATICAL FRAKTUR", "BLACK-LETTER"),
    "mathbf": ("MATHEMATICAL BOLD", ""),
    "boldsymbol": ("MATHEMATICAL BOLD", ""),
    "bm": ("MATHEMATICAL BOLD", ""),
}
SPACES = {",": " ", ";": " ", ":": " ", ">": " ", " ": " ", "enspace": " ", "thinspace": " ",
          "quad": "  ", "qquad": "    "}  # fmt: skip
# Commands that only change how the formula is set.
_SILENT_NAMES = (
    "! displaystyle textstyle scriptstyle limits nolimits big Big bigg Bigg bigl bigr Bigl Bigr "
    "biggl biggr Biggl Biggr bigm Bigm negthinspace"
)
SILENT = frozenset(_SILENT_NAMES.split())
# What pylatexenc 2.11 does not know, or takes for something else.
SYMBOLS = {
    "ne": "≠", "iff": "⟺", "implies": "⟹", "impliedby": "⟸", "land": "∧", "lor": "∨", "neg": "¬",
    "coloneqq": "≔", "triangle": "△", "checkmark": "✓", "degree": "°", "Re": "ℜ", "Im": "ℑ",
    "ddagger": "‡", "S": "§", "P": "¶", "models": "⊨", "owns": "∋", "colon": ":", "prime": "′",
    "gets": "←", "setminus": "∖", "mid": "∣", "vert": "|", "lvert": "|", "rvert": "|", "|": "‖",
    "{": "{", "}": "}", "lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]", "%": "%",
    "$": "$", "#": "#", "_": "_", "&": "&", "bigcap": "⋂", "bigcup": "⋃", "bigwedge": "⋀",
    "bigvee": "⋁", "bigoplus": "⨁", "bigotimes": "⨂", "bigodot": "⨀", "biguplus": "⨄",
    "bigsqcup": "⨆", "lt": "<", "gt": ">", "hbar": "ℏ", "dots": "…", "cdots": "⋯", "square": "□",
    "Box": "□", "Diamond": "◇", "qed": "∎", "blacksquare": "■", "cdot": "·", "ast": "*",
    "sum": "∑", "prod": "∏", "backslash": "\\", "eth": "ð", "doteq": "≐", "trianglelefteq": "⊴",
}  # fmt: skip
# Names in pylatexenc's table that are no LaTeX: here they are someone's own command.
_FOREIGN_NAMES = (
    "id Ident image original estimates recorder Equal Angle between cancer leo virgo libra male "
    "female aries taurus gemini scorpio saturn mercury venus neptune pluto jupiter uranus"
)
_FOREIGN = frozenset(_FOREIGN_NAMES.split())


def symbol(name: str) -> str:
    """The sign that the command `name` stands for, "" if it is not known."""
    known = SYMBOLS.get(name)
    if known is not None:
        return known
    if not name.isalpha() or name in _FOREIGN:
        return ""
    from pylatexenc import latex2text

    spec = latex2text.get_default_latex_context_db().get_macro_spec(name)
    sign = spec.simplify_repl if spec is not None else None
    if not isinstance(sign, str) or len(sign) != 1:
        return ""
    # Mathematical and other symbols, and Greek letters; no accents, quotes or Cyrillic.
    category = unicodedata.category(sign)
    greek = "\u0370" <= sign <= "\u03ff" and category.startswith("L")
    return sign if greek or category in ("Sm", "So", "Ps", "Pe") or sign in "∣…⋯ℓ℘ℏℵℶıȷ‖" else ""


def in_alphabet(char: str, alphabet: str) -> str:
    """A letter or digit in an alphabet as `\\mathbb`, "" if Unicode does not have it there."""
    name = unicodedata.name(char, "")
    for word in ("LATIN ", "GREEK ", "LETTER "):
        name = name.replace(word, "")
    for prefix in ALPHABETS[alphabet]:
        try:
            return unicodedata.lookup(f"{prefix} {name}")
        except KeyError:
            continue
    return ""
