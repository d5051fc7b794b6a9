"""Themes: read from TOML, given to Textual, and turned into the styles of the transcript."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from rich.style import Style
from textual.theme import Theme

from minimax_tui.config.schema import check_theme_name
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr

TOKENS = (
    "keyword",
    "string",
    "comment",
    "number",
    "function",
    "class",
    "builtin",
    "operator",
    "decorator",
    "punctuation",
    "constant",
    "error",
)
"""The groups of code tokens that a theme colours."""

MAX_THEME_BYTES = 100_000
_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")


class ThemeColors(NamedTuple):
    """A theme's colours, each ``#rrggbb``."""

    name: str
    """What the setting says: the file's name without its ending."""
    title: str
    """What lists show."""
    dark: bool
    background: str
    surface: str
    """Composer, lists, dialogs."""
    panel: str
    """What lies on a surface."""
    foreground: str
    muted: str
    """Thinking."""
    faint: str
    """Footers, hints, labels."""
    accent: str
    rule: str
    """Lines and borders; never text."""
    prompt_tint: str
    code_tint: str
    inline_code: str
    link: str
    info: str
    success: str
    warning: str
    error: str
    selection: str
    """Background of selected text, drawn below `foreground`."""
    match: str
    """Background of what a search found, drawn below `foreground`."""
    code: Mapping[str, str]
    """Colour of each group in `TOKENS`."""


_COLOR_NAMES = ThemeColors._fields[3:-1]


# --- reading ---


def list_themes(dirs: Sequence[Path]) -> tuple[str, ...]:
    """Names of the themes in `dirs`, in alphabetical order; folders that are absent hold none."""
    names: set[str] = set()
    for folder in dirs:
        try:
            files = os.listdir(folder)
        except OSError:
            continue
        for file in files:
            stem, ending = os.path.splitext(file)
            if ending == ".toml" and _is_name(stem):
                names.add(stem)
    return tuple(sorted(names))


def load_theme(name: str, dirs: Sequence[Path]) -> ThemeColors:
    """The theme called `name`, from the first of `dirs` that has it.

    Raises:
        SettingsError: if there is none, or its file cannot be used; names the file and why.
    """
    return _load(name, dirs, ())


def _is_name(stem: str) -> bool:
    try:
        return check_theme_name(stem) == stem
    except ValueError:
        return False


def _load(name: str, dirs: Sequence[Path], heirs: tuple[Path, ...]) -> ThemeColors:
    path = _find(name, dirs, heirs)
    values = _read(path)
    parent = values.get("extends")
    base: ThemeColors | None = None
    if isinstance(parent, str):
        base = _load(parent, dirs, (*heirs, path))
    elif parent is not None:
        raise _refusal(path, tr("“extends” is no theme's name"))
    title, dark = values.get("name", name), values.get("dark", base.dark if base else None)
    if not isinstance(title, str) or not isinstance(dark, bool):
        raise _refusal(path, tr("it needs a name, and dark = true or false"))
    colors = _colors(path, values, "colors", _COLOR_NAMES, base._asdict() if base else {})
    code = _colors(path, values, "code", TOKENS, base.code if base else {})
    return ThemeColors(name, one_line(title, 60), dark, **colors, code=MappingProxyType(code))


def _find(name: str, dirs: Sequence[Path], heirs: tuple[Path, ...]) -> Path:
    if _is_name(name):
        for folder in dirs:
            path = folder / f"{name}.toml"
            # A theme may extend the shipped one of its own name, but none that extends it.
            if path not in heirs and path.is_file():
                return path
    shown = one_line(name, 60)
    if heirs:
        reason = tr("it extends “{name}”, which is not there or extends it in turn", name=shown)
        raise _refusal(heirs[-1], reason)
    raise SettingsError(
        tr("There is no theme “{name}”.", name=shown),
        tr("Choose one of {names}.", names=", ".join(list_themes(dirs)) or "—"),
    )


_files_read: dict[Path, tuple[tuple[int, int], dict[str, Any]]] = {}


def _read(path: Path) -> dict[str, Any]:
    """The file's values; parsed again only when the file has changed."""
    try:
        status = path.stat()
        version = (status.st_mtime_ns, status.st_size)
        known = _files_read.get(path)
        if known is not None and known[0] == version:
            return known[1]
        if status.st_size > MAX_THEME_BYTES:
            raise _refusal(path, tr("it is too large for a theme"))
        import tomllib

        values = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise _refusal(path, error.strerror or str(error)) from error
    except (ValueError, RecursionError) as error:
        raise _refusal(path, one_line(str(error), 200)) from error
    _files_read[path] = (version, values)
    return values


def _colors(
    path: Path,
    values: Mapping[str, Any],
    table: str,
    names: Sequence[str],
    base: Mapping[str, Any],
) -> dict[str, str]:
    given = values.get(table, {})
    if not isinstance(given, dict):
        raise _refusal(path, tr("[{table}] is no table", table=table))
    colors: dict[str, str] = {}
    for name in names:
        color = given.get(name, base.get(name))
        if color is None:
            raise _refusal(path, tr("[{table}] lacks {name}", table=table, name=name))
        if not is_color(color):
            shown = one_line(str(color), 30)
            raise _refusal(
                path,
                tr(
                    "[{table}] {name} is “{color}”, not a colour like #ff6a47",
                    table=table,
                    name=name,
                    color=shown,
                ),
            )
        colors[name] = color.lower()
    return colors


def is_color(text: object) -> bool:
    """Whether `text` is a colour as themes write it: ``#rrggbb``.

    Textual 8.2.8 takes a theme with any other text, and crashes when it draws.
    """
    return (
        isinstance(text, str)
        and len(text) == 7
        and text[0] == "#"
        and _HEX_DIGITS.issuperset(text[1:])
    )


def _refusal(path: Path, reason: str) -> SettingsError:
    return SettingsError(
        tr(
            "The theme file {file} cannot be used: {reason}.",
            file=one_line(str(path), 300),
            reason=reason,
        ),
        tr("Correct the file, or choose another theme."),
    )


# --- for Textual ---


def css_variables(colors: ThemeColors) -> dict[str, str]:
    """The theme's own variables for styles (``$muted``, ``$rule`` …) and those of Textual's
    widgets that should not follow its defaults."""
    return {
        "muted": colors.muted,
        "faint": colors.faint,
        "rule": colors.rule,
        "prompt-tint": colors.prompt_tint,
        "code-tint": colors.code_tint,
        "link": colors.link,
        "info": colors.info,
        "selection": colors.selection,
        "match": colors.match,
        "text-muted": colors.muted,
        "text-disabled": colors.faint,
        "foreground-muted": colors.muted,
        "foreground-disabled": colors.faint,
        "text-primary": colors.accent,
        "text-accent": colors.accent,
        "text-warning": colors.warning,
        "text-error": colors.error,
        "text-success": colors.success,
        "border": colors.accent,
        "border-blurred": colors.rule,
        "block-cursor-foreground": colors.foreground,
        "block-cursor-background": colors.selection,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-foreground": colors.foreground,
        "block-cursor-blurred-background": colors.panel,
        "block-hover-background": colors.panel,
        "scrollbar": colors.rule,
        "scrollbar-hover": colors.faint,
        "scrollbar-active": colors.accent,
        "scrollbar-background": colors.background,
        "scrollbar-background-hover": colors.background,
        "scrollbar-background-active": colors.background,
        "scrollbar-corner-color": colors.background,
        "link-color": colors.link,
        "link-color-hover": colors.background,
        "link-background-hover": colors.link,
        "footer-foreground": colors.muted,
        "footer-background": colors.background,
        "footer-key-foreground": colors.foreground,
        "footer-description-foreground": colors.faint,
        "input-cursor-background": colors.accent,
        "input-cursor-foreground": colors.background,
        "input-selection-background": colors.selection,
        "input-selection-foreground": colors.foreground,
        "screen-selection-background": colors.selection,
        "screen-selection-foreground": colors.foreground,
    }


def textual_theme(colors: ThemeColors) -> Theme:
    """The theme as Textual takes it; every colour has been checked by `load_theme`."""
    return Theme(
        name=colors.name,
        primary=colors.accent,
        secondary=colors.muted,
        accent=colors.accent,
        warning=colors.warning,
        error=colors.error,
        success=colors.success,
        foreground=colors.foreground,
        background=colors.background,
        surface=colors.surface,
        panel=colors.panel,
        boost=colors.panel,
        dark=colors.dark,
        variables=css_variables(colors),
    )


# --- for the transcript ---

# Style name: (colour of the text, colour of the background, attributes, attributes without
# colour if others). Colours are names of `ThemeColors`, "" for what lies below.
_STYLES: dict[str, tuple[str, str, str] | tuple[str, str, str, str]] = {
    "text": ("foreground", "", ""),
    "heading1": ("accent", "", "bold", "bold underline"),
    "heading2": ("accent", "", "bold"),
    "heading3": ("foreground", "", "bold"),
    "heading4": ("foreground", "", "bold"),
    "heading5": ("muted", "", "bold"),
    "heading6": ("muted", "", "bold"),
    "strong": ("", "", "bold"),
    "emphasis": ("", "", "italic"),
    "strike": ("", "", "strike"),
    "link": ("link", "", "underline"),
    "link.target": ("faint", "", ""),
    "code": ("foreground", "code_tint", ""),
    "code.inline": ("inline_code", "code_tint", "", "bold italic"),
    "code.label": ("faint", "", ""),
    "code.copy": ("faint", "", ""),
    "code.wrap": ("faint", "", ""),
    "quote": ("muted", "", ""),
    "quote.bar": ("rule", "", ""),
    "rule": ("rule", "", ""),
    "list.bullet": ("faint", "", ""),
    "list.marker": ("faint", "", ""),
    "task.open": ("muted", "", ""),
    "task.done": ("success", "", ""),
    "image": ("muted", "", ""),
    "math": ("inline_code", "", "", "italic"),
    "footnote": ("faint", "", ""),
    "definition": ("faint", "", ""),
    "table.rule": ("rule", "", ""),
    "table.header": ("", "", "bold"),
    "html": ("faint", "", ""),
    "thinking": ("muted", "", ""),
    "prompt": ("foreground", "prompt_tint", "bold"),
    "prompt.mark": ("accent", "", "bold"),
    "notice": ("foreground", "", ""),
    "notice.info": ("info", "", "bold"),
    "notice.warning": ("warning", "", "bold", "underline"),
    "notice.error": ("error", "", "bold", "bold underline"),
    "footer": ("faint", "", ""),
    "faint": ("faint", "", ""),
    "muted": ("muted", "", ""),
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
    """`color` moved towards `other` by `share` (0 to 1), both ``#rrggbb``."""
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
