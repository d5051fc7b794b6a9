"""Accepts connections, gives each a thread, and ends them all when asked to."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
from collections.abc import Callable

Talk = Callable[[socket.socket, int], None]

_JOIN_S = 5.0


class Listener:
    """One listening socket.

    `http.server`'s own servers look up the host's name (which can take seconds) and poll for
    their end; this one does neither.
    """

    def __init__(self, host: str, port: int, talk: Talk) -> None:
        """Listens at once.

        Args:
            host: Address.
            port: 0 for a free one.
            talk: Serves one connection, given its socket and number, until it ends.

        Raises:
            OSError: The address cannot be had.
        """
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._talk = talk
        self._socket = socket.create_server((host, port), family=family, backlog=128)
        self.port: int = self._socket.getsockname()[1]
        self._lock = threading.Lock()
        self._open: dict[threading.Thread, socket.socket] = {}
        self._ending = False
        self._host = host
        self._accepter = threading.Thread(target=self._accept, name="simulator", daemon=True)
        self._accepter.start()

    def close(self) -> None:
        """Stops listening, closes all connections and waits for their threads."""
        self._ending = True
        # A connection wakes `accept` on every system; closing its socket does not.
        with contextlib.suppress(OSError):
            socket.create_connection((self._host, self.port), timeout=1).close()
        self._accepter.join(_JOIN_S)
        self._socket.close()
        with self._lock:
            left = dict(self._open)
        for connection in left.values():
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in left:
            thread.join(_JOIN_S)

    def _accept(self) -> None:
        for number in itertools.count(1):
            try:
                connection, _ = self._socket.accept()
            except ConnectionError:
                continue  # the client was gone before it was accepted
            except OSError:
                return
            if self._ending:
                connection.close()
                return
            thread = threading.Thread(
                target=self._serve,
                args=(connection, number),
                name=f"simulator-{number}",
                daemon=True,
            )
            with self._lock:
                self._open[thread] = connection
            thread.start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        # A client that goes away is no error here.
        with contextlib.suppress(OSError), connection:
            self._talk(connection, number)
        with self._lock:
            self._open.pop(threading.current_thread(), None)
