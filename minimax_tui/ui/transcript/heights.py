"""Heights with fast sums: which item is at a line, and at which line does an item begin."""

from __future__ import annotations

from collections.abc import Iterable


class Heights:
    """A list of heights in lines, kept with a Fenwick tree.

    Appending, changing one, summing and finding are O(log n); cutting the end off is O(1) an item.
    """

    __slots__ = ("_tree", "_values", "total")

    def __init__(self, values: Iterable[int] = ()) -> None:
        self._values = list(values)
        self.total = sum(self._values)
        tree = [0, *self._values]
        for index in range(1, len(tree)):
            parent = index + (index & -index)
            if parent < len(tree):
                tree[parent] += tree[index]
        self._tree = tree

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, index: int) -> int:
        return self._values[index]

    def values(self) -> list[int]:
        """A copy of all heights."""
        return self._values[:]

    def append(self, height: int) -> None:
        """Adds an item at the end."""
        self._values.append(height)
        tree = self._tree
        place = len(tree)
        stop = place - (place & -place)
        at = place - 1
        summed = height
        while at > stop:
            summed += tree[at]
            at -= at & -at
        tree.append(summed)
        self.total += height

    def __setitem__(self, index: int, height: int) -> None:
        difference = height - self._values[index]
        if not difference:
            return
        self._values[index] = height
        self.total += difference
        tree = self._tree
        at = index + 1
        size = len(tree)
        while at < size:
            tree[at] += difference
            at += at & -at

    def truncate(self, count: int) -> None:
        """Keeps the first `count` items."""
        if count < len(self._values):
            self.total = self.before(count)
            del self._values[count:]
            del self._tree[count + 1 :]

    def before(self, index: int) -> int:
        """The sum of the heights of the items before `index`."""
        tree = self._tree
        summed = 0
        while index:
            summed += tree[index]
            index &= index - 1
        return summed

    def find(self, line: int) -> tuple[int, int]:
        """The item that covers `line`, and the line within it.

        Lines before the first belong to the first item, lines after the last to the end of the
        last item that has a height.

        Raises:
            IndexError: there is no line at all.
        """
        if self.total <= 0:
            raise IndexError(line)
        rest = min(max(line, 0), self.total - 1)
        tree = self._tree
        size = len(tree)
        at = 0
        step = 1 << (size.bit_length() - 1)
        while step:
            following = at + step
            if following < size and tree[following] <= rest:
                at = following
                rest -= tree[following]
            step >>= 1
        return at, rest
