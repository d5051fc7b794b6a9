"""The conversation that the pictures show, and the thinking behind it."""

from __future__ import annotations

FIRST_PROMPT = "How do I sort a linked list in Python without copying it?"
FIRST_THINKING = """\
A linked list has no random access, so quicksort and heapsort are out. **Merge sort** needs only
pointers: split in the middle, sort both halves, relink the nodes.

- finding the middle: slow and fast pointer
- merging: a dummy head spares a special case
- depth of recursion: about log2 n, harmless even for a million nodes
"""
FIRST_TEXT = """\
**Merge sort** suits lists: it needs only pointers, and no node is copied.

```python
def merge(a, b):
    head = tail = Node()
    while a and b:
        if b.value < a.value:
            a, b = b, a
        tail.next, a = a, a.next
        tail = tail.next
    tail.next = a or b
    return head.next
```

| | time | extra memory | stable |
|---|---|---|---|
| merge sort | O(n log n) | O(log n) | yes |
| insertion sort | O(n²) | O(1) | yes |

Split with a slow and a fast pointer, sort both halves, and merge them.
"""
SECOND_PROMPT = "Now without recursion"
SECOND_THINKING = """\
The user wants the iterative form. Bottom-up merge sort: width 1, 2, 4 … Splice runs of that width \
with a dummy head, and keep the tail so that the next run joins in constant time.

Edge cases: an empty list, one node, and a length that is no power of two: the last run is \
shorter, and `split` must return `None` then.
"""
SECOND_TEXT = """\
Go **bottom-up**: merge runs of width 1, then 2, then 4, until one run is left.

```python
def sort(head):
    width, length = 1, count(head)
    while width < length:
        head = merge_pass(head, width)
        width *= 2
    return head
```

Each pass walks the list once, so it is still O(n log n), now with O(1) extra memory.
"""


def blocks(thinking: str, text: str) -> list[dict[str, str]]:
    """An answer as the simulator takes it."""
    return [
        {"type": "thinking", "thinking": thinking, "signature": "0" * 64},
        {"type": "text", "text": text},
    ]
