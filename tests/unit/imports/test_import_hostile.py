"""Files with anything in the place of anything: read, or refused in words, and never a crash."""

from __future__ import annotations

import copy
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minimax_tui.domain.errors import ImportRefused
from minimax_tui.exports.as_html import to_html
from minimax_tui.exports.as_json import to_json
from minimax_tui.exports.as_markdown import to_markdown
from minimax_tui.imports.reading import moment
from minimax_tui.imports.sources import ForeignFile, Kind
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.exports.example import conversation
from tests.unit.imports.test_import_json import (
    CONVERSATION,
    MESSAGES,
    ROOT,
    SESSION,
    call,
    result,
    said,
    web_text,
)

CLAUDE = {
    "uuid": "c",
    "name": "Calendars",
    "created_at": "2026-03-29T07:06:34.084721Z",
    "chat_messages": [
        said("u1", "human", web_text("Q"), parent=ROOT, attachments=[{"extracted_content": "x"}]),
        said("a1", "assistant", call("t"), result("t")[0], web_text("A"), parent="u1"),
        said("a2", "assistant", {"type": "thinking", "thinking": "x"}, parent="u1"),
    ],
}
FILES: dict[Kind, Any] = {
    Kind.MESSAGES: {"model": "m", "system": "s", "messages": MESSAGES},
    Kind.CLAUDE_CODE: SESSION,
    Kind.CHATGPT: [CONVERSATION],
    Kind.CLAUDE: [CLAUDE],
    Kind.MINIMAX_CHAT: json.loads(to_json(conversation())),
}
odd: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(
        [
            *(None, True, 0, -1, 10**400, 1e308, "", "\x1b[31m", "\ud800", [], {}, [[]], [None]),
            *("user", "u1", "a1", "root", "p1", "2026-99-99", "9999-12-31T23:59:59-23:59"),
            {"type": []},
        ]
    ),
    st.text(max_size=5),
    st.floats(),
)


@pytest.mark.parametrize(
    ("value", "at"),
    [
        (10**400, None),
        (-1, None),
        (float("nan"), None),
        (float("inf"), None),
        (True, None),
        (1.5, 1.5),
        ("2026-11-23T05:59:42.362Z", 1795413582.362),
        ("2026-11-23 05:59:42.1234567", 1795413582.123456),
        ("2026-11-23T05:59:42+01:00", 1795409982.0),
        ("0001-01-01T00:00:00Z", None),
        ("noon", None),
        ([], None),
    ],
)
def test_times(value: object, at: float | None) -> None:
    assert moment(value) == at


def places(value: Any) -> list[tuple[Any, Any]]:
    """Each container in a value with each of its keys."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        at = waiting.pop()
        keys = list(at) if isinstance(at, dict) else range(len(at))
        for key in keys:
            found.append((at, key))
            if isinstance(at[key], dict | list):
                waiting.append(at[key])
    return found


@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=60, deadline=None, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_anything_in_any_place(
    tmp_path_factory: pytest.TempPathFactory, kind: Kind, data: st.DataObject
) -> None:
    value = copy.deepcopy(FILES[kind])
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(places(value)))
        if isinstance(container, dict) and data.draw(st.booleans()):
            container.pop(key, None)
        elif key in container if isinstance(container, dict) else key < len(container):
            container[key] = data.draw(odd)
    path: Path = tmp_path_factory.getbasetemp() / f"{kind}.json"
    if kind is Kind.CLAUDE_CODE:
        path.write_text("\n".join(map(json.dumps, value)), encoding="utf-8")
    else:
        path.write_text(json.dumps(value), encoding="utf-8")
    try:
        trees = list(ForeignFile(path, kind).sessions(Counter()))
    except ImportRefused as refusal:
        told = refusal.what
        assert "\x1b" not in told
        return
    store = SqliteConversationStore(":memory:")
    try:
        for tree in trees:
            store.put_tree(tree).result(10)
            stored = store.tree(tree.session.id)
            assert len(stored.messages) == len(tree.messages)
            assert "<script" not in to_html(stored)
            assert to_markdown(stored)
    finally:
        store.close()


def test_a_file_that_takes_more_memory_than_there_is_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(_: str) -> Any:
        raise MemoryError

    path = tmp_path / "x.json"
    path.write_text(json.dumps(MESSAGES), encoding="utf-8")
    monkeypatch.setattr("minimax_tui.imports.json_file.json.loads", none_left)
    with pytest.raises(ImportRefused, match="not enough memory"):
        list(ForeignFile(path, Kind.MESSAGES).sessions(Counter()))
