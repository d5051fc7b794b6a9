"""A disk of a few hundred kilobytes: a tmpfs in a mount namespace of its own, without being root.

SQLite gets the system's own "no space left on device" there.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

_MOUNT = 'mount -t tmpfs -o "size=$2,mode=0700" tmpfs "$1" && echo mounted && exec cat'


class NoSmallDisk(Exception):
    """This machine does not let its users make one."""


class SmallDisk:
    """The disk, mounted on a folder; only programs started by `command` see it.

    Attributes:
        folder: Where those programs find it.
        seen: The same place as it is seen from here.
    """

    def __init__(self, folder: Path, size_kib: int) -> None:
        """
        Raises:
            NoSmallDisk: if the system has no user namespaces, or does not allow them.
        """
        if sys.platform != "linux" or not shutil.which("unshare") or not shutil.which("nsenter"):
            raise NoSmallDisk("there is no unshare")
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._holder = subprocess.Popen(
            ["unshare", "-rm", "sh", "-c", _MOUNT, "sh", str(folder), f"{size_kib}k"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._holder.stdout is not None
        if self._holder.stdout.readline() != b"mounted\n":
            self.close()
            raise NoSmallDisk("unshare or mount was refused")
        self.seen = Path(f"/proc/{self._holder.pid}/root{folder}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def command(self, argv: Sequence[str | Path]) -> list[str | Path]:
        """The command that runs `argv`, in the same process, where the disk is."""
        holder = str(self._holder.pid)
        return ["nsenter", "--preserve-credentials", "-U", "-m", "-t", holder, "--", *argv]

    def fill(self) -> None:
        """Leaves not one byte free."""
        with (self.seen / "ballast").open("ab", buffering=0) as ballast:
            size = 1 << 16
            while size:
                try:
                    ballast.write(b"\0" * size)
                except OSError:
                    size >>= 1

    def make_room(self) -> None:
        """Takes back what `fill` did."""
        (self.seen / "ballast").unlink()

    def copy_to(self, folder: Path) -> Path:
        """Copies all that is on the disk; SQLite itself would not find its way to `seen`."""
        shutil.copytree(self.seen, folder, ignore=shutil.ignore_patterns("ballast", "*-shm"))
        return folder

    def close(self) -> None:
        """The disk is gone with its last program."""
        assert self._holder.stdin is not None
        assert self._holder.stdout is not None
        self._holder.stdin.close()
        self._holder.stdout.close()
        self._holder.wait()
