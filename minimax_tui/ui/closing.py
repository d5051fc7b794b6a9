"""Screens that are being closed while something for them is still under way.

Textual 8.2.8 takes the widgets of a closed screen away one by one, each in a task of its own; what
a worker, a timer or a message of that screen does meanwhile finds some of them and not others.
"""

from __future__ import annotations

from contextlib import suppress

from textual._context import active_message_pump
from textual.app import ScreenStackError
from textual.css.query import QueryError
from textual.dom import DOMNode, NoScreen
from textual.message_pump import MessagePump
from textual.worker import NoActiveWorker, WorkerFailed, get_current_worker


def is_closing(node: MessagePump) -> bool:
    """Whether a widget, or what it stands in, is being taken away or is gone."""
    at: MessagePump | None = node
    while at is not None:
        if at._closing or at._closed or (isinstance(at, DOMNode) and at._pruning):
            return True
        at = at._parent
    return False


def fault_of_closing(fault: Exception) -> bool:
    """Whether a fault is only that a widget is gone whose screen is being closed.

    Call it where the fault is handled: the worker or widget at work tells where it came from.
    """
    cause = fault.error if isinstance(fault, WorkerFailed) else fault
    if not isinstance(cause, QueryError | NoScreen | ScreenStackError):
        return False
    at_work: list[MessagePump] = []
    with suppress(LookupError):
        at_work.append(active_message_pump.get())
    with suppress(NoActiveWorker):
        at_work.append(get_current_worker().node)
    return any(is_closing(node) for node in at_work)
