"""What the program remembers about settings files: which it trusts, and what it wrote itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def digest(text: str) -> str:
    """SHA-256 of a file's text, in hexadecimal."""
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class SettingsState:
    """A small JSON file below the data folder; one that cannot be read counts as empty.

    An answer is kept for a file's path and content together: a changed file is asked about anew.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Nothing is read before it is asked for.

        Args:
            path: The file; None remembers in this process only.
        """
        self._path = path
        self._own: dict[str, dict[str, Any]] = {"projects": {}, "written": {}}

    def trusted(self, file: Path, text: str) -> bool | None:
        """The user's answer for a project's file with this content; None if not asked yet."""
        answer = self._read()["projects"].get(str(file))
        if not isinstance(answer, dict) or answer.get("sha256") != digest(text):
            return None
        return answer.get("trusted") is True

    def remember_answer(self, file: Path, text: str, *, trusted: bool) -> None:
        """Keeps an answer. Raises `OSError` if it can be kept for this run only."""
        self._put("projects", file, {"sha256": digest(text), "trusted": trusted})

    def wrote(self, file: Path, text: str) -> bool:
        """Whether the program itself wrote this content to this file last."""
        return self._read()["written"].get(str(file)) == digest(text)

    def remember_written(self, file: Path, text: str) -> None:
        """Keeps what was written. Raises `OSError` if it can be kept for this run only."""
        self._put("written", file, digest(text))

    def _read(self) -> dict[str, dict[str, Any]]:
        import json

        stored: object = None
        if self._path is not None:
            try:
                with open(self._path, "rb") as file:
                    stored = json.loads(file.read(1_000_000))
            except (OSError, ValueError, RecursionError):
                stored = None
        whole = stored if isinstance(stored, dict) else {}
        found: dict[str, dict[str, Any]] = {}
        for name, own in self._own.items():
            kept = whole.get(name)
            found[name] = {**(kept if isinstance(kept, dict) else {}), **own}
        return found

    def _put(self, name: str, file: Path, value: object) -> None:
        self._own[name][str(file)] = value
        if self._path is None:
            return
        import json

        from minimax_tui.config.paths import ensure
        from minimax_tui.config.toml_file import write_atomically

        ensure(self._path.parent)
        text = json.dumps(self._read(), indent=1, sort_keys=True)
        write_atomically(self._path, text + "\n")
