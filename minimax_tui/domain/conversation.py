"""The conversation tree: messages with parents, and the path from the root to the current leaf."""

from __future__ import annotations

from collections.abc import Iterable

from minimax_tui.domain.messages import Message


class Conversation:
    """A tree of messages held in memory. Nothing is overwritten: an edit makes a sibling."""

    def __init__(self, messages: Iterable[Message] = (), leaf_id: str | None = None) -> None:
        self._messages: dict[str, Message] = {}
        self._children: dict[str | None, list[str]] = {}
        self.leaf_id: str | None = None
        for message in messages:
            self.add(message)
        if leaf_id is not None:
            self.select(leaf_id)

    def __len__(self) -> int:
        return len(self._messages)

    def __getitem__(self, message_id: str) -> Message:
        return self._messages[message_id]

    def __contains__(self, message_id: object) -> bool:
        return message_id in self._messages

    def add(self, message: Message) -> None:
        """Puts a message below its parent and makes it the current leaf.

        Raises:
            ValueError: if the id is taken, or the parent is not in the tree.
        """
        if message.id in self._messages:
            raise ValueError(f"message {message.id} is in the tree already")
        if message.parent_id is not None and message.parent_id not in self._messages:
            raise ValueError(f"parent {message.parent_id} is not in the tree")
        self._messages[message.id] = message
        self._children.setdefault(message.parent_id, []).append(message.id)
        self.leaf_id = message.id

    def replace(self, message: Message) -> None:
        """Puts a newer state of a message (the same id and parent) in its place.

        Raises:
            ValueError: if the parent differs or the message is not in the tree.
        """
        old = self._messages.get(message.id)
        if old is None or old.parent_id != message.parent_id:
            raise ValueError(f"message {message.id} cannot be replaced")
        self._messages[message.id] = message

    def select(self, leaf_id: str) -> None:
        """Makes a message the end of the current path.

        Raises:
            KeyError: if it is not in the tree.
        """
        self.leaf_id = self._messages[leaf_id].id

    def path(self, leaf_id: str | None = None) -> list[Message]:
        """Messages from the root to `leaf_id` (the current leaf if not given)."""
        found: list[Message] = []
        at = leaf_id if leaf_id is not None else self.leaf_id
        while at is not None:
            message = self._messages[at]
            found.append(message)
            at = message.parent_id
        found.reverse()
        return found

    def siblings(self, message_id: str) -> list[str]:
        """Ids of the messages with the same parent, oldest first, this one included."""
        return list(self._children[self._messages[message_id].parent_id])

    def children(self, message_id: str | None) -> list[str]:
        """Ids of the messages below this one (None: the roots), oldest first."""
        return list(self._children.get(message_id, ()))

    def newest_leaf_below(self, message_id: str) -> str:
        """The leaf reached by always taking the newest child."""
        at = message_id
        while below := self._children.get(at):
            at = below[-1]
        return at


def title_from_prompt(text: str, limit: int = 60) -> str:
    """A session's title out of its first prompt: its first words, on one line.

    Args:
        text: The prompt.
        limit: Most characters of the title, its "…" included.
    """
    line = " ".join(text.lstrip()[: limit * 8].split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else cut).rstrip(" ,.;:，。；：") + "…"
