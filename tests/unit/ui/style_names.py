"""Every style name that the transcript draws with."""

from __future__ import annotations

from minimax_tui.ui.theme_files import TOKENS

NAMES = [
    *("text", "heading1", "heading2", "heading3", "heading4", "heading5", "heading6", "strong"),
    *("emphasis", "strike", "link", "link.target", "code.inline", "code", "code.label"),
    *("code.wrap", "quote", "list.bullet", "table.header", "html", "thinking", "prompt"),
    *("prompt.long", "table.label"),
    *("prompt.mark", "notice", "notice.info", "notice.warning", "notice.error", "footer"),
    *("faint", "muted", "accent", "info", "success", "warning", "error", "selection", "match"),
    *("code.copy", "list.marker", "task.open", "task.done", "image", "math", "footnote"),
    *(
        "definition",
        "cursor.bar",
        "match.current",
        "cursor",
        *(f"token.{token}" for token in TOKENS),
    ),
]
