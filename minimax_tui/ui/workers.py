"""Work that a widget does beside its messages."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.worker import Worker

Result = TypeVar("Result")


def run_in_worker(
    node: DOMNode,
    work: Callable[[], Coroutine[Any, Any, Result]],
    *,
    group: str,
    exclusive: bool = False,
) -> Worker[Result]:
    """Runs `work` until it ends or `node` is removed.

    It is called only when the worker begins: a coroutine made before would be left unawaited, with
    a warning, by a worker that is cancelled first.

    Args:
        node: Whose work it is.
        work: Makes the coroutine; a coroutine function, bound or in a `partial`.
        group: Names what belongs together.
        exclusive: Whether others of the group are cancelled.
    """
    worker: Worker[Any] = node.run_worker(work, group=group, exclusive=exclusive)
    return worker
