"""What a model takes, in words."""

from __future__ import annotations

from collections.abc import Iterable

from minimax_tui.domain.i18n import tr


def input_words(inputs: Iterable[str]) -> str:
    """Kinds of content as one phrase: `text, image, video`.

    Args:
        inputs: The catalogue's words for them; one that it does not know stays as it is.
    """
    known = {"text": tr("text"), "image": tr("image"), "video": tr("video")}
    return tr(", ").join(known.get(kind, kind) for kind in inputs)
