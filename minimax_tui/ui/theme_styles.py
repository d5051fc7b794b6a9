"""A theme as the styles of the transcript."""

from __future__ import annotations

from rich.style import Style

from minimax_tui.ui.theme_files import ThemeColors

# Style name: (colour of the text, colour of the background, attributes, attributes without
# colour if others). Colours are names of `ThemeColors`, "" for what lies below.
_STYLES: dict[str, tuple[str, str, str] | tuple[str, str, str, str]] = {
    "text": ("foreground", "", ""),
    "heading1": ("accent", "", "bold", "bold underline"),
    "heading2": ("accent", "", "bold"),
    "heading3": ("foreground", "", "bold"),
    "heading4": ("muted", "", "bold", "bold dim"),
    "heading5": ("muted", "", "italic", "bold italic"),
    "heading6": ("faint", "", "italic", "bold italic dim"),
    "strong": ("", "", "bold"),
    "emphasis": ("", "", "italic"),
    "strike": ("", "", "strike"),
    "link": ("link", "", "underline"),
    "link.target": ("faint", "", "", "dim"),
    "code": ("foreground", "code_tint", ""),
    "code.inline": ("inline_code", "code_tint", "", "bold italic"),
    "code.label": ("faint", "", "", "dim"),
    "code.copy": ("faint", "", "", "dim"),
    "code.wrap": ("faint", "", "", "dim"),
    "quote": ("muted", "", "", "dim"),
    "quote.bar": ("rule", "", "", "dim"),
    "rule": ("rule", "", "", "dim"),
    "list.bullet": ("faint", "", "", "dim"),
    "list.marker": ("faint", "", "", "dim"),
    "task.open": ("muted", "", ""),
    "task.done": ("success", "", ""),
    "image": ("muted", "", ""),
    "math": ("inline_code", "", "", "italic"),
    "footnote": ("faint", "", "", "dim"),
    "definition": ("faint", "", "", "dim"),
    "table.rule": ("rule", "", "", "dim"),
    "table.header": ("", "", "bold"),
    "table.label": ("muted", "", "", "dim"),
    "html": ("faint", "", "", "dim"),
    "thinking": ("muted", "", "", "dim"),
    "prompt": ("foreground", "prompt_tint", "bold"),
    "prompt.long": ("foreground", "prompt_tint", ""),
    "prompt.mark": ("accent", "", "bold"),
    "notice": ("foreground", "", ""),
    "notice.info": ("info", "", "bold"),
    "notice.warning": ("warning", "", "bold", "underline"),
    "notice.error": ("error", "", "bold", "bold underline"),
    "footer": ("faint", "", "", "dim"),
    "faint": ("faint", "", "", "dim"),
    "muted": ("muted", "", "", "dim"),
    "accent": ("accent", "", "", "bold"),
    "info": ("info", "", ""),
    "success": ("success", "", ""),
    "warning": ("warning", "", ""),
    "error": ("error", "", "", "bold"),
    "selection": ("foreground", "selection", "", "reverse"),
    "match": ("foreground", "match", "", "underline reverse"),
    "match.current": ("background", "warning", "bold", "bold underline reverse"),
    "cursor": ("background", "accent", "", "bold reverse"),
    "cursor.bar": ("accent", "", "", "bold"),
}

# Names of token groups that other programs use for one of ours; "" is plain code.
_TOKEN_ALIASES = {
    "attribute": "function",
    "deleted": "error",
    "docstring": "comment",
    "escape": "constant",
    "heading": "keyword",
    "inserted": "string",
    "literal": "constant",
    "method": "function",
    "namespace": "class",
    "preprocessor": "decorator",
    "regex": "string",
    "tag": "keyword",
    "type": "class",
}

# What keeps its colours inside thinking: marks that the reader made or must see.
_LOUD = frozenset(("selection", "match", "cursor", "notice"))
_BOLD_WITHOUT_COLOR = frozenset(("keyword", "error"))


def blend(color: str, other: str, share: float) -> str:
    """`color` moved towards `other` by `share` (0 to 1), both ``#rrggbb``.

    The terminal's own colours cannot be mixed: `color` stays as it is.
    """
    if not color.startswith("#"):
        return color
    mixed = (
        round(int(color[at : at + 2], 16) * (1 - share) + int(other[at : at + 2], 16) * share)
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


class TranscriptStyles:
    """Rich styles by style name, for the spans of the `markdown` package.

    Names stand side by side, separated by spaces, the later ones on top: ``"heading1
    code.inline"``. With ``thinking`` among them, all text has its colour, and code a hint of its
    own. An unknown name is drawn as its part before the last dot, in the end as nothing at all.

    Without colour, bold, underline and reverse tell apart what must be told apart.
    """

    def __init__(self, colors: ThemeColors, *, color: bool = True) -> None:
        """Takes a theme.

        Args:
            colors: The theme.
            color: False under NO_COLOR.
        """
        self.colors = colors
        self._color = color
        self._composed: dict[str, Style] = {}
        self._single: dict[tuple[str, bool], Style] = {}

    def style(self, names: str) -> Style:
        """The style of `names`; the same object each time."""
        style = self._composed.get(names)
        if style is None:
            style = self._composed[names] = self._compose(names)
        return style

    def _compose(self, names: str) -> Style:
        parts = names.split()
        thinking = "thinking" in parts
        style = Style.null()
        for part in parts:
            key = (part, thinking)
            single = self._single.get(key)
            if single is None:
                single = self._single[key] = self._build(part, thinking)
            style += single
        return style

    def _build(self, name: str, thinking: bool) -> Style:
        if name.startswith("token."):
            return self._token(name, thinking)
        entry = _STYLES.get(name)
        while entry is None:
            name, dot, _ = name.rpartition(".")
            if not dot:
                return Style.null()
            entry = _STYLES.get(name)
        text, background, attributes = entry[:3]
        if not self._color:
            return Style.parse(entry[-1] or "none")
        quiet = thinking and name.partition(".")[0] not in _LOUD
        if quiet and text and text != "rule":
            text = "muted"
        return Style.parse(attributes or "none") + Style(
            color=getattr(self.colors, text) if text else None,
            bgcolor=getattr(self.colors, background) if background else None,
        )

    def _token(self, name: str, thinking: bool) -> Style:
        group = ""
        for word in reversed(name.split(".")[1:]):
            group = _TOKEN_ALIASES.get(word, word)
            if group in self.colors.code:
                break
        color = self.colors.code.get(group)
        if color is None:
            return Style.null()
        if not self._color:
            return Style(bold=True) if group in _BOLD_WITHOUT_COLOR else Style.null()
        if thinking:
            color = blend(color, self.colors.muted, 0.6)
        return Style(color=color)
