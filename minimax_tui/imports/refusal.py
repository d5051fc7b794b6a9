"""Why a file is not imported, and where it broke."""

from __future__ import annotations

from minimax_tui.domain.errors import Detail, ImportRefused
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr


def refused(reason: str, where: str = "", why: BaseException | None = None) -> ImportRefused:
    """The error to raise.

    Args:
        reason: What is wrong, in words; may hold foreign text.
        where: The place in the file, such as `line 12` or `conversation 3`.
        why: What was raised.
    """
    said = f"{type(why).__name__}: {why}" if why is not None else ""
    return ImportRefused(
        one_line(f"{where}: {reason}" if where else reason),
        tr("Nothing of the file was stored."),
        Detail(message=one_line(said, 200)),
    )
