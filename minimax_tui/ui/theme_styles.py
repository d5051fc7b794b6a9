"""A theme as the styles of the transcript."""

from __future__ import annotations

from typing import NamedTuple

from rich.style import Style

from minimax_tui.ui.theme_files import ThemeColors


class _Look(NamedTuple):
    """How text of one style is drawn. Colours are names of `ThemeColors`."""

    text: str = ""
    """Colour of the text, "" for that of what lies below."""
    ground: str = ""
    """Colour of the background, "" for that of what lies below."""
    attributes: str = ""
    """As Rich writes them."""
    without_color: str | None = None
    """The attributes without colour, None for the same."""


_FAINT = _Look("faint", without_color="dim")
_MUTED = _Look("muted", without_color="dim")
_RULE = _Look("rule", without_color="dim")

_STYLES: dict[str, _Look] = {
    "text": _Look("foreground"),
    "heading1": _Look("accent", attributes="bold", without_color="bold underline"),
    "heading2": _Look("accent", attributes="bold"),
    "heading3": _Look("foreground", attributes="bold"),
    "heading4": _Look("muted", attributes="bold", without_color="bold dim"),
    "heading5": _Look("muted", attributes="italic", without_color="bold italic"),
    "heading6": _Look("faint", attributes="italic", without_color="bold italic dim"),
    "strong": _Look(attributes="bold"),
    "emphasis": _Look(attributes="italic"),
    "strike": _Look(attributes="strike"),
    "link": _Look("link", attributes="underline"),
    "code": _Look("foreground", "code_tint"),
    "code.inline": _Look("inline_code", "code_tint", without_color="bold italic"),
    "task.open": _Look("muted"),
    "task.done": _Look("success"),
    "image": _Look("muted"),
    "math": _Look("inline_code", without_color="italic"),
    "table.header": _Look(attributes="bold"),
    "prompt": _Look("foreground", "prompt_tint", "bold"),
    "prompt.long": _Look("foreground", "prompt_tint"),
    "prompt.mark": _Look("accent", attributes="bold"),
    "notice": _Look("foreground"),
    "notice.info": _Look("info", attributes="bold"),
    "notice.warning": _Look("warning", attributes="bold", without_color="underline"),
    "notice.error": _Look("error", attributes="bold", without_color="bold underline"),
    "accent": _Look("accent", without_color="bold"),
    "info": _Look("info"),
    "success": _Look("success"),
    "warning": _Look("warning"),
    "error": _Look("error", without_color="bold"),
    "selection": _Look("foreground", "selection", without_color="reverse"),
    "match": _Look("foreground", "match", without_color="underline reverse"),
    "match.current": _Look("background", "warning", "bold", "bold underline reverse"),
    "cursor": _Look("background", "accent", without_color="bold reverse"),
    "cursor.bar": _Look("accent", without_color="bold"),
    **dict.fromkeys(("quote", "table.label", "thinking", "muted"), _MUTED),
    **dict.fromkeys(
        (
            "link.target",
            "code.label",
            "code.copy",
            "code.wrap",
            "list.bullet",
            "list.marker",
            "footnote",
            "definition",
            "html",
            "footer",
            "faint",
        ),
        _FAINT,
    ),
    **dict.fromkeys(("quote.bar", "rule", "table.rule"), _RULE),
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
        text, background, attributes, without_color = entry
        if not self._color:
            plain = attributes if without_color is None else without_color
            return Style.parse(plain or "none")
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
