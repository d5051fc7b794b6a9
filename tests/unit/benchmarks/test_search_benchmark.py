"""The benchmark of the search, in small."""

from __future__ import annotations

from pathlib import Path

from benchmarks import search


def test_every_kind_of_query_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "search.db"
    made = search.measure(120, 2, path)
    asked = search.Texts(2).queries(2)
    assert len(made) == 2 + len(asked) + 1
    assert all(figure.value > 0 for figure in made)
    again = search.measure(0, 1, path)  # the database is there already
    assert len(again) == len(asked) + 1


def test_frequent_words_are_frequent() -> None:
    texts = search.Texts(1)
    said = " ".join(texts.text(50) for _ in range(200)).split()
    assert said.count(texts.words[0]) > 5 * said.count(texts.words[200])
