"""The environment that a program in a test's terminal gets: nothing of the machine's own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PROGRAM = Path(sys.executable).parent / "minimax-chat"
"""The console script of the environment that runs the tests."""


def clean_environment(home: Path) -> dict[str, str]:
    """Variables with an empty `MINIMAX_CHAT_HOME`, without keys, keyring, proxies and `CI`.

    Args:
        home: A folder; what the program keeps goes to `home/chat`.
    """
    return {
        "PATH": os.defpath + os.pathsep + str(PROGRAM.parent),
        "HOME": str(home),
        "TMPDIR": str(home),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "MINIMAX_CHAT_HOME": str(home / "chat"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
