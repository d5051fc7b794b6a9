"""The body of one answer on its socket: HTTP chunks, pauses, and ways to break off."""

from __future__ import annotations

import socket
import struct
import threading
import time

_COALESCED_BYTES = 16 * 1024
_LOOK_S = 0.02


class Stopped(Exception):
    """The simulator is being stopped."""


class Disconnected(Exception):
    """The client went away."""


class Output:
    """Writes to one client, and notices when it is gone."""

    def __init__(self, connection: socket.socket, stopping: threading.Event) -> None:
        self._connection = connection
        self._stopping = stopping
        self._held = bytearray()
        self.split_bytes = False

    def chunk(self, data: bytes) -> None:
        """Takes data of a chunked body; it goes out with the next `flush` at the latest.

        Raises:
            Disconnected: The client went away.
        """
        if self.split_bytes:
            for byte in data:
                self.raw(b"1\r\n%c\r\n" % byte)
            return
        self._held += data
        if len(self._held) >= _COALESCED_BYTES:
            self.flush()

    def flush(self) -> None:
        """Sends what is held as one chunk.

        Raises:
            Disconnected: The client went away.
        """
        if self._held:
            data = bytes(self._held)
            self._held.clear()
            self.raw(b"%x\r\n%b\r\n" % (len(data), data))

    def end(self) -> None:
        """Sends what is held and the last chunk.

        Raises:
            Disconnected: The client went away.
        """
        self.flush()
        self.raw(b"0\r\n\r\n")

    def broken_chunk(self, data: bytes) -> None:
        """Sends the beginning of a chunk that says it is twice as long.

        Raises:
            Disconnected: The client went away.
        """
        self.flush()
        self.raw(b"%x\r\n%b" % (2 * len(data), data))

    def raw(self, data: bytes) -> None:
        """Sends bytes as they are.

        Raises:
            Disconnected: The client went away.
            Stopped: The simulator is being stopped.
        """
        try:
            self._connection.sendall(data)
        except OSError as error:
            if self._stopping.is_set():
                raise Stopped from error
            raise Disconnected from error

    def reset_on_close(self) -> None:
        """Makes the close of the connection a reset (RST)."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def sleep(self, seconds: float) -> None:
        """Sends what is held and waits.

        Raises:
            Disconnected: The client went away.
            Stopped: The simulator is being stopped.
        """
        self.flush()
        if seconds <= 0:
            return
        if seconds <= _LOOK_S:
            if self._stopping.wait(seconds):
                raise Stopped
            return
        until_s = time.monotonic() + seconds
        while (left_s := until_s - time.monotonic()) > 0:
            self._look(min(left_s, _LOOK_S))

    def wait(self, released: threading.Event) -> None:
        """Sends what is held and waits for a test.

        Raises:
            Disconnected: The client went away.
            Stopped: The simulator is being stopped.
        """
        self.flush()
        while not released.wait(_LOOK_S):
            self._look(0)

    def _look(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise Stopped
        try:
            gone = not self._connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            gone = False
        except OSError:
            gone = True
        if gone:
            raise Disconnected
