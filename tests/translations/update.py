"""Brings the Chinese catalogue up to the source: `python -m tests.translations.update`.

Adds texts that are new, takes out those that nothing says any more, says which are not translated
yet, and compiles the file that the program loads. Run it from the repository's folder, translate
what it names in `minimax_tui/locale/zh/LC_MESSAGES/minimax_tui.po`, and run it again.
"""

from __future__ import annotations

import sys

from tests.translations.catalogue import Entry, compiled, mo_file, po_file, read_po, written_po
from tests.translations.extract import messages

LANGUAGE = "zh"


def merged(old: list[Entry]) -> list[Entry]:
    """An entry for each text that the program says, translated as far as `old` has it."""
    known = {entry.key: entry.translation for entry in old}
    return [
        Entry(said.text, said.plural, known.get((said.text, said.plural), ""), said.files)
        for said in messages()
    ]


def main() -> int:
    """Updates both files; returns 1 where a text is left untranslated."""
    path = po_file(LANGUAGE)
    old = read_po(path.read_text(encoding="utf-8")) if path.exists() else []
    entries = merged(old)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written_po(entries, LANGUAGE), encoding="utf-8")
    mo_file(LANGUAGE).write_bytes(compiled(entries, LANGUAGE))
    missing = [entry for entry in entries if not entry.translation]
    gone = {entry.key for entry in old} - {entry.key for entry in entries}
    print(f"{len(entries)} texts, {len(missing)} untranslated, {len(gone)} taken out")
    for entry in missing:
        print(f"  {', '.join(entry.files)}: {entry.text!r}")
    return bool(missing)


if __name__ == "__main__":
    sys.exit(main())
