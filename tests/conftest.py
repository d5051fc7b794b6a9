"""What holds for all tests: the program speaks English in them, wherever they run."""

from __future__ import annotations

import os

os.environ.pop("LANGUAGE", None)
os.environ.pop("MINIMAX_CHAT_LANGUAGE", None)
os.environ["LC_ALL"] = "C.UTF-8"
