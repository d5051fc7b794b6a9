"""Our own JSON: what is exported from one database and imported into another is the same."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minimax_tui.domain.errors import ImportRefused
from minimax_tui.domain.messages import Message, MessageState, Role, Session, StoredError, Timings
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.domain.usage import Usage
from minimax_tui.exports.as_json import to_json
from minimax_tui.exports.files import write_export
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.exports.example import conversation
from tests.unit.imports.importing import read, written

WAIT_S = 10.0

text = st.text(st.characters(codec=None), max_size=8)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)
blocks = st.dictionaries(text, json_values, max_size=4).flatmap(
    lambda block: st.sampled_from(
        [
            {**block, "type": "text", "text": "a"},
            {"thinking": "b", **block, "type": "thinking", "signature": "s"},
            {**block, "type": "from the future"},
            block,
        ]
    )
)
counts = st.integers(min_value=0, max_value=10**9)
seconds = st.none() | st.floats(min_value=0, max_value=10**6)
moments = st.floats(min_value=1, max_value=2_000_000_000)
plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@st.composite
def trees(draw: st.DrawFn) -> SessionTree:
    """A session of any shape."""
    messages: list[Message] = []
    for number in range(draw(st.integers(1, 6))):
        parent = draw(st.sampled_from([None, *(message.id for message in messages)]))
        content = draw(st.lists(blocks, max_size=3))
        role: Role = draw(st.sampled_from(["user", "assistant"]))
        messages.append(
            Message(
                id=f"m{number}",
                session_id="s",
                parent_id=parent,
                role=role,
                blocks=tuple(content),
                state=draw(st.sampled_from([*MessageState])),
                created_at=draw(moments),
                unfinished=frozenset(
                    draw(st.sets(st.integers(0, len(content) - 1))) if content else ()
                ),
                model=draw(st.none() | plain),
                thinking=draw(st.sampled_from([None, "adaptive"])),
                stop_reason=draw(st.none() | plain),
                usage=draw(st.none() | st.builds(Usage, counts, counts, counts, counts)),
                timings=draw(
                    st.builds(Timings, seconds, seconds, seconds, seconds, counts, counts)
                ),
                error=draw(st.none() | st.builds(StoredError, plain, plain, plain, plain)),
            )
        )
    session = Session(
        id="s",
        title=draw(plain),
        created_at=draw(moments),
        updated_at=max(draw(moments), *(message.created_at for message in messages), 1.0),
        model=draw(st.none() | plain),
        thinking=draw(st.none() | plain),
        system=draw(st.none() | plain),
        leaf_id=draw(st.sampled_from([message.id for message in messages])),
        title_by=draw(st.sampled_from(["prompt", "model"])),
        named_by_user=draw(st.booleans()),
        pinned=draw(st.booleans()),
        archived=draw(st.booleans()),
        settings=draw(st.dictionaries(text, json_values, max_size=3)),
    )
    return SessionTree(session, tuple(messages))


def wire(messages: tuple[Message, ...]) -> list[bytes]:
    """The blocks of each message as bytes: order of keys, types of numbers and all."""
    return [json.dumps(message.blocks).encode() for message in messages]


@settings(max_examples=60, deadline=None, suppress_health_check=[*HealthCheck])
@given(trees())
def test_export_and_import_give_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, tree: SessionTree
) -> None:
    folder = tmp_path_factory.mktemp("round")
    first, second = SqliteConversationStore(":memory:"), SqliteConversationStore(":memory:")
    try:
        first.put_tree(tree).result(WAIT_S)
        stored = first.tree("s")
        exported = to_json(stored)
        write_export(folder / "export.json", exported, replace=False)
        [found], left = read(folder / "export.json")
        second.put_tree(found).result(WAIT_S)
        again = second.tree("s")
    finally:
        first.close()
        second.close()
    assert left == {}
    assert wire(again.messages) == wire(stored.messages)
    ended = tuple(
        dataclasses.replace(message, state=MessageState.INTERRUPTED)
        if message.state is MessageState.STREAMING
        else message
        for message in stored.messages
    )
    assert again.messages == ended
    assert again.session == stored.session
    if ended == stored.messages:
        assert to_json(again) == exported


def test_importing_twice_makes_no_doubles(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(to_json(conversation()), encoding="utf-8")
    store = SqliteConversationStore(tmp_path / "db")
    for added in (7, 0):
        [tree], _ = read(path)
        assert store.put_tree(tree).result(WAIT_S).added == added
    assert len(store.sessions()) == 1
    store.close()


def exported() -> dict[str, Any]:
    value: dict[str, Any] = json.loads(to_json(conversation()))
    return value


def changed(**changes: Any) -> dict[str, Any]:
    """An export whose second message is changed."""
    document = exported()
    document["sessions"][0]["messages"][1].update(changes)
    return document


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({**exported(), "version": 2}, "later version"),
        ({**exported(), "version": True}, "later version"),
        ({**exported(), "sessions": {}}, "no list of sessions"),
        ({**exported(), "sessions": [7]}, "session 1: an object was expected"),
        (changed(role="system"), "session 1, message 2: its role"),
        (changed(state="asleep"), "session 1, message 2: its state"),
        (changed(blocks=[7]), "session 1, message 2: it has no list of blocks"),
        (changed(blocks=None), "session 1, message 2: it has no list of blocks"),
        (changed(unfinished=[9]), "session 1, message 2: its unfinished"),
        (changed(unfinished=[True]), "session 1, message 2: its unfinished"),
        (changed(unfinished=[[]]), "session 1, message 2: its unfinished"),
        (changed(parent_id="nowhere"), "session 1: message a1 has no place"),
        (changed(parent_id="a3"), "session 1: message"),
        (changed(id="p1"), "session 1: message"),
        (changed(id="../etc"), "session 1, message 2: id is no id"),
        (changed(created_at="noon"), "session 1, message 2: created_at"),
        (changed(created_at=1e300), "session 1, message 2: created_at"),
        (changed(created_at=True), "session 1, message 2: created_at"),
        (changed(model=7), "session 1, message 2: model"),
        (changed(usage=[]), "session 1, message 2: an object"),
        (changed(usage={"input_tokens": 1.5}), "session 1, message 2: input_tokens"),
        (changed(usage={"input_tokens": 10**30}), "session 1, message 2: input_tokens"),
        (changed(timings={"total_s": "x"}), "session 1, message 2: total_s"),
        (changed(error={"kind": 1}), "session 1, message 2: kind"),
        (changed(error={}), "session 1, message 2: a value is missing"),
        (changed(blocks=[{"a": [[] for _ in range(3)]}, {"b": None}][:0] or [7.0]), "message 2"),
    ],
)
def test_a_broken_export_is_refused_with_its_place(
    tmp_path: Path, document: dict[str, Any], said: str
) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read(written(tmp_path / "x.json", document))
    assert said in refusal.value.what
    assert "Nothing" in refusal.value.advice


def test_blocks_that_are_nested_too_deeply_are_refused(tmp_path: Path) -> None:
    deep: Any = []
    for _ in range(200):
        deep = [deep]
    with pytest.raises(ImportRefused, match="message 2: a message is nested deeper"):
        read(written(tmp_path / "x.json", changed(blocks=[{"type": "x", "deep": deep}])))


def test_a_later_versions_unknown_fields_do_no_harm(tmp_path: Path) -> None:
    document = changed(usage={"input_tokens": 3, "dreams": 4}, mood="good")
    [tree], _ = read(written(tmp_path / "x.json", document))
    assert tree.messages[1].usage == Usage(input_tokens=3)


def test_a_sessions_own_settings_come_over_and_older_files_have_none(tmp_path: Path) -> None:
    document = changed()
    [before], _ = read(written(tmp_path / "before.json", document))
    assert before.session.settings == {}
    document["sessions"][0]["settings"] = {"temperature": 0.2, "of_later": [1]}
    [tree], _ = read(written(tmp_path / "x.json", document))
    assert tree.session.settings == {"temperature": 0.2, "of_later": [1]}


@pytest.mark.parametrize("wrong", [[1], "x", 3, {"deep": json.loads("[" * 200 + "]" * 200)}])
def test_settings_that_are_none_are_refused(tmp_path: Path, wrong: Any) -> None:
    document = changed()
    document["sessions"][0]["settings"] = wrong
    with pytest.raises(ImportRefused, match="session 1"):
        read(written(tmp_path / "x.json", document))
