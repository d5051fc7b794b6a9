"""A theme as Textual and its styles take it."""

from __future__ import annotations

from textual.theme import Theme

from minimax_tui.ui.theme_files import COLOR_NAMES, ThemeColors


def css_variables(colors: ThemeColors) -> dict[str, str]:
    """The theme's own variables for styles (``$muted``, ``$rule`` …) and those of Textual's
    widgets that should not follow its defaults."""
    if colors.terminal:
        values = colors._asdict()
        colors = ThemeColors(**(values | {name: _css(values[name]) for name in COLOR_NAMES}))
    variables = {
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
    if colors.terminal:
        # Its tints are the background itself: what they tell elsewhere is told by attributes.
        variables |= {
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            "block-cursor-blurred-text-style": "bold",
            "block-hover-background": colors.background,
        }
    return variables


def _css(color: str) -> str:
    """A theme's colour as styles name it."""
    return color if color.startswith("#") else f"ansi_{color}"


def textual_theme(colors: ThemeColors) -> Theme:
    """The theme as Textual takes it; every colour has been checked by `load_theme`."""
    return Theme(
        name=colors.name,
        primary=_css(colors.accent),
        secondary=_css(colors.muted),
        accent=_css(colors.accent),
        warning=_css(colors.warning),
        error=_css(colors.error),
        success=_css(colors.success),
        foreground=_css(colors.foreground),
        background=_css(colors.background),
        surface=_css(colors.surface),
        panel=_css(colors.panel),
        boost=_css(colors.panel),
        dark=colors.dark,
        variables=css_variables(colors),
        ansi=colors.terminal,
    )
