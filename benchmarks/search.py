"""Search in a database of very many messages: how long the first page takes, what the index costs.

    python -m benchmarks.search [--messages N] [--queries N] [--database FILE]

The database is generated: words drawn from a vocabulary with Zipf's distribution, a fifth of the
messages in Chinese characters drawn likewise. It is kept where `--database` names a file, and used
again. Nothing is cached between queries but what SQLite and the system keep of the file.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import accumulate
from pathlib import Path

from benchmarks.figures import Figure, percentile
from minimax_tui.domain.search import parse_query
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.encoding import folded, to_json
from minimax_tui.storage.search import SqliteSearchIndex
from minimax_tui.storage.search_index import index_portion, start_over

MESSAGES = 100_000
TARGET_PAGE_MS = 100.0
_IN_A_SESSION = 50
_VOCABULARY = 60_000
_CHARACTERS = 3_000
_MODELS = ("MiniMax-M3", "MiniMax-M2.7", "MiniMax-M3", "MiniMax-M2.1", "MiniMax-M3")
_SIGNS = ('"""***', "(a OR b) NEAR", "- -- + ^", "{x}:[y]*", '"', "*", "a:b:c*", "NOT AND OR")
_TYPED = frozenset(("as it is typed", "frequent word and one that is typed"))
_SYLLABLES = [
    first + second
    for first, second in zip("bcdfghjklmnprstvwxyz", "aeiouaeiouaeiouaeiou", strict=True)
]


def vocabulary() -> list[str]:
    """Words from short to long, the frequent ones first."""
    words: list[str] = []
    for number in range(_VOCABULARY):
        word, left = "", number + 20
        while left:
            left, digit = divmod(left, len(_SYLLABLES))
            word += _SYLLABLES[digit]
        words.append(word)
    return words


class Texts:
    """Texts as people and models write them, as far as an index can tell."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.words = vocabulary()
        self.characters = [chr(0x4E00 + number) for number in range(_CHARACTERS)]
        self._word_weights = list(accumulate(1 / (rank + 3) for rank in range(_VOCABULARY)))
        self._character_weights = list(accumulate(1 / (rank + 30) for rank in range(_CHARACTERS)))

    def text(self, words: int) -> str:
        """A text of about so many words, every fifth in Chinese."""
        chance = self._chance
        if chance.random() < 0.2:
            drawn = chance.choices(
                self.characters, cum_weights=self._character_weights, k=words * 2
            )
            return "".join(drawn)
        return " ".join(chance.choices(self.words, cum_weights=self._word_weights, k=words))

    def queries(self, count: int) -> dict[str, list[str]]:
        """Queries of several kinds, `count` of each."""
        chance = self._chance

        def rank(low: int, high: int) -> str:
            return self.words[chance.randrange(low, high)]

        def character(most: int) -> str:
            return self.characters[chance.randrange(most)]

        def drawn() -> str:
            return chance.choices(self.words, cum_weights=self._word_weights)[0]

        makers: dict[str, Callable[[], str]] = {
            "rare word": lambda: rank(20_000, _VOCABULARY),
            "frequent word": lambda: rank(0, 30),
            "word as it is used": drawn,
            "two words": lambda: f"{rank(0, 300)} {rank(300, 20_000)}",
            "two frequent words": lambda: f"{rank(0, 50)} {rank(0, 50)}",
            "phrase": lambda: f'"{rank(0, 200)} {rank(0, 200)}"',
            "prefix": lambda: f"{rank(400, 20_000)[:4]}*",
            "as it is typed": lambda: (word := drawn())[: chance.randrange(1, len(word) + 1)],
            "one Chinese character": lambda: character(_CHARACTERS),
            "two Chinese characters": lambda: character(600) + character(600),
            "with a filter": lambda: f"{rank(100, 2_000)} role:user kind:prompt",
            "three words": lambda: f"{rank(0, 300)} {rank(0, 300)} {rank(0, 3_000)}",
            "phrase of three frequent words": lambda: (
                f'"{rank(0, 20)} {rank(0, 20)} {rank(0, 20)}"'
            ),
            "frequent word and one that is typed": lambda: f"{rank(0, 300)} {rank(0, 3_000)[:3]}",
            "prefix of one letter": lambda: f"{rank(0, 3_000)[:1]}*",
            "prefix of two letters": lambda: f"{rank(0, 3_000)[:2]}*",
            "frequent word and such a prefix": lambda: f"{rank(0, 30)} {rank(0, 3_000)[:2]}*",
            "two frequent Chinese characters": lambda: character(30) + character(30),
            "frequent word, one role": lambda: f"{rank(0, 50)} role:user",
            "one model": lambda: f"{rank(0, 300)} model:m2.7",
            "a model that is not there": lambda: f"{rank(0, 300)} model:m9",
            "one month": lambda: (
                f"{rank(0, 300)} after:1970-{(month := chance.randrange(1, 12))} "
                f"before:1970-{month + 1}"
            ),
            "before a day": lambda: f"{rank(0, 300)} before:1970-{chance.randrange(2, 12)}",
            "one session": lambda: f"{rank(0, 50)} session:s{chance.randrange(1_000)}",
            "nothing like it": lambda: f"{rank(0, 50)} {rank(0, 50)} qqqzzz",
            "signs": lambda: chance.choice(_SIGNS),
            "thirty words": lambda: " ".join(rank(0, 100) for _ in range(30)),
            "phrase of thirty words": lambda: '"' + " ".join(rank(0, 30) for _ in range(30)) + '"',
        }
        return {name: [make() for _ in range(count)] for name, make in makers.items()}


def _rows(texts: Texts, messages: int) -> Iterator[tuple[int, str, str, str]]:
    """Number, session, role and text of each message."""
    for number in range(1, messages + 1):
        role = "user" if number % 2 else "assistant"
        session = f"s{(number - 1) // _IN_A_SESSION}"
        yield number, session, role, texts.text(12 if role == "user" else 90)


def fill(connection: sqlite3.Connection, texts: Texts, messages: int) -> int:
    """Stores the messages; returns how many bytes of text they have."""
    text_bytes = 0
    connection.execute("BEGIN")
    for number, session, role, text in _rows(texts, messages):
        text_bytes += len(text.encode())
        if (number - 1) % _IN_A_SESSION == 0:
            title = texts.text(5)
            connection.execute(
                "INSERT INTO sessions (id, title, title_folded, created_at, updated_at, model) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (
                    session,
                    title,
                    folded(title),
                    number * 60.0,
                    (number + _IN_A_SESSION) * 60.0,
                    _MODELS[number // _IN_A_SESSION % len(_MODELS)],
                ),
            )
        connection.execute(
            "INSERT INTO messages (number, id, session_id, role, is_prompt, state, created_at) "
            "VALUES (?, ?, ?, ?, ?, 'complete', ?)",
            (number, f"m{number}", session, role, role == "user", number * 60.0),
        )
        connection.execute(
            "INSERT INTO blocks (number, message, position, wire, finished) VALUES (?, ?, 0, ?, 1)",
            (number, number, to_json({"type": "text", "text": text})),
        )
        connection.execute(
            "INSERT INTO path (session_id, position, message) VALUES (?, ?, ?)",
            (session, (number - 1) % _IN_A_SESSION, number),
        )
    connection.execute("DELETE FROM search_changes")
    start_over(connection)
    connection.execute("COMMIT")
    return text_bytes


def make_database(path: Path, messages: int) -> list[Figure]:
    """Makes the database and indexes it as the program does; says what the index costs."""
    store = SqliteConversationStore(path)
    try:
        with store.database.writing() as connection:
            text_bytes = fill(connection, Texts(1), messages)
            before = _bytes(connection)
            began_s = time.perf_counter()
            longest_s, going_on = 0.0, True
            while going_on:
                portion_s = time.perf_counter()
                connection.execute("BEGIN IMMEDIATE")
                going_on = index_portion(connection)
                connection.execute("COMMIT")
                longest_s = max(longest_s, time.perf_counter() - portion_s)
            took_s = time.perf_counter() - began_s
            more = _bytes(connection) - before
    finally:
        store.close()
    return [
        Figure(
            f"index of {messages:,} messages, of the text's bytes",
            more / text_bytes,
            "",
            None,
            f"{more / 2**20:.0f} MiB for {text_bytes / 2**20:.0f} MiB of text "
            f"(the database without it: {before / 2**20:.0f} MiB)",
        ),
        Figure(
            f"indexing {messages:,} messages",
            took_s,
            "s",
            None,
            f"{messages / took_s:,.0f} a second; longest portion {longest_s * 1_000:.0f} ms",
        ),
    ]


def _bytes(connection: sqlite3.Connection) -> int:
    [pages] = connection.execute("PRAGMA page_count").fetchone()
    [size] = connection.execute("PRAGMA page_size").fetchone()
    return int(pages) * int(size)


def first_pages(path: Path, queries: int) -> list[Figure]:
    """Asks for the first page of each query."""
    store = SqliteConversationStore(path)
    found: list[Figure] = []
    everything: list[float] = []
    try:
        index = SqliteSearchIndex(store)
        today = date(2026, 11, 23)
        for name, typed in Texts(2).queries(queries).items():
            times_ms: list[float] = []
            worked_ms: list[float] = []
            matches = 0
            later_ms: list[float] = []
            for text in typed:
                query = parse_query(text, today, typing=name in _TYPED)
                began_s, worked_s = time.perf_counter(), time.thread_time()
                page = index.search(query, limit=20)
                times_ms.append((time.perf_counter() - began_s) * 1_000)
                worked_ms.append((time.thread_time() - worked_s) * 1_000)
                matches += page.count
                if page.more and len(page.passages) < 20:  # as the list of sessions does
                    index.search(query, limit=20, whole=True)
                    later_ms.append((time.perf_counter() - began_s) * 1_000)
            everything += times_ms
            found.append(
                Figure(
                    f"first page, {name}",
                    percentile(times_ms, 0.95),
                    "ms",
                    None,
                    f"median {percentile(times_ms, 0.5):.1f}, most {max(times_ms):.0f} ms; "
                    f"processor {percentile(worked_ms, 0.95):.1f} ms (95 %); "
                    f"{matches / queries:,.0f} matches each" + _later(later_ms),
                )
            )
    finally:
        store.close()
    found.append(
        Figure(
            "first page, all queries, 95th percentile",
            percentile(everything, 0.95),
            "ms",
            TARGET_PAGE_MS,
            f"{len(everything)} queries; median {percentile(everything, 0.5):.1f}, "
            f"most {max(everything):.0f} ms",
        )
    )
    return found


def _later(times_ms: Sequence[float]) -> str:
    if not times_ms:
        return ""
    return f"; {len(times_ms)} pages whole after {percentile(times_ms, 0.95):.0f} ms (95 %)"


def measure(messages: int, queries: int, path: Path | None = None) -> list[Figure]:
    """All figures; a database that is there already is used as it is."""
    with tempfile.TemporaryDirectory() as folder:
        place = path or Path(folder) / "search.db"
        made = [] if place.exists() else make_database(place, messages)
        return [*made, *first_pages(place, queries)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("--queries", type=int, default=40, help="of each kind")
    parser.add_argument("--database", type=Path, help="kept here, and used again")
    options = parser.parse_args(arguments)
    for figure in measure(options.messages, options.queries, options.database):
        print(figure.told())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
