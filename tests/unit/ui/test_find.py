"""Find: where a text occurs in the messages of a session."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.domain.blocks import Block
from minimax_tui.domain.messages import Message, MessageState, Role
from minimax_tui.ui.find import MOST_MATCHES, Source, marks, nearest, search, sources_of


def message(message_id: str, role: Role, *blocks: Block) -> Message:
    return Message(
        id=message_id,
        session_id="s",
        parent_id=None,
        role=role,
        blocks=blocks,
        state=MessageState.COMPLETE,
        created_at=0.0,
    )


CONVERSATION = [
    message("p", "user", {"type": "text", "text": "How does Merge sort work?"}),
    message(
        "a",
        "assistant",
        {"type": "thinking", "thinking": "merge, merge", "signature": "x"},
        {"type": "text", "text": "It merges 归并排序 halves."},
        {"type": "tool_use", "id": "c", "name": "run", "input": {"code": "merge()"}},
    ),
]


def found(wanted: str) -> list[tuple[str, bool, str]]:
    return [
        (m.source.message_id, m.source.thinking, m.source.text[m.start : m.end])
        for m in search(sources_of(CONVERSATION), wanted)
    ]


def test_prompts_answers_thinking_and_tools_are_searched() -> None:
    assert [where for where, _, _ in found("merge")] == ["p", "a", "a", "a", "a", "a"]
    assert [thinking for _, thinking, _ in found("merge")][1:3] == [True, True]


def test_capitals_matter_only_if_typed() -> None:
    assert len(found("merge")) == 6
    assert found("Merge") == [("p", False, "Merge")]


def test_one_chinese_character_is_found() -> None:
    assert found("归") == [("a", False, "归")]
    assert found("排序") == [("a", False, "排序")]


def test_what_looks_like_a_pattern_is_text() -> None:
    assert found("merge()") == [("a", False, "merge()")] * len(found("merge()"))
    assert found("(") != []
    assert found("[") == []
    assert found("") == []


def test_marks_are_divided_by_pane() -> None:
    matches = search(sources_of(CONVERSATION), "merge")
    assert list(marks(matches, thinking=True)) == ["a:0"]
    assert marks(matches, thinking=True)["a:0"] == [(0, 5), (7, 12)]
    assert "p:prompt" in marks(matches, thinking=False)


def test_the_nearest_match_is_at_or_above_the_position() -> None:
    sources = [Source(str(n), n, f"c{n}", False, "x") for n in (0, 4, 8)]
    matches = search(sources, "x")
    assert [nearest(matches, at) for at in (0, 3, 4, 7, 8, 99)] == [0, 0, 1, 1, 2, 2]


def test_the_number_of_matches_is_bounded() -> None:
    sources = [Source("m", 0, "c", False, "a" * (MOST_MATCHES + 5))]
    assert len(search(sources, "a")) == MOST_MATCHES


@given(text=st.text(max_size=60), wanted=st.text(min_size=1, max_size=4))
def test_every_match_is_the_text(text: str, wanted: str) -> None:
    for match in search([Source("m", 0, "c", False, text)], wanted):
        assert text[match.start : match.end].casefold() == wanted.casefold() or (
            text[match.start : match.end].lower() == wanted.lower()
        )


def test_of_too_many_matches_those_around_the_place_are_kept() -> None:
    text = "a" * (MOST_MATCHES // 4)
    sources = [Source(str(n), n, f"c{n}", False, text) for n in range(40)]
    for near, first, last in ((0, 0, 3), (20, 19, 22), (39, 36, 39), (99, 36, 39)):
        matches = search(sources, "a", near)
        assert len(matches) == MOST_MATCHES
        assert (matches[0].source.position, matches[-1].source.position) == (first, last)
        assert matches == sorted(matches, key=lambda one: (one.source.position, one.start))
