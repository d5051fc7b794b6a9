"""The English answers."""

HELLO = """\
Hello! You are looking at **minimax-chat**, a terminal chat for MiniMax's models. What answers \
right now is a simulation on your own machine: no model, no key, nothing leaves it. Everything \
else is the real program.

What it does for you:

- **Answers stream** as they are written, and stay quick however long they get. Scroll up and the \
view stays where you are.
- **Thinking has its own pane.** It is saved with the answer and is there again when you reopen it.
- **Nothing is lost.** Your prompt is on disk before it is sent, the answer while it arrives.
- **Eight models**, each with its context window, its price and what it can take.

The keys that matter:

| Key | What it does |
| :--- | :--- |
| `enter` | send |
| `ctrl+j` | new line |
| `esc` | stop the answer |
| `ctrl+t` | thinking on or off |
| `ctrl+o` | show or hide the thinking pane |
| `ctrl+l` | choose a model |
| `ctrl+n` | new session |
| `ctrl+s` | your sessions |
| `ctrl+p` | every command |
| `f2` | settings |

Try `show me some python code`, `compare the models in a table`, `think about a riddle`, \
`write a long essay`, `count to 500` (and press `esc` in the middle), or ask something in 中文.
"""

CODE = """\
Here is a small program that counts the answers of a web server by status, and shows the slowest \
paths. It reads the log line by line, so the size of the file does not matter.

```python
from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

LINE = re.compile(r'"(?P<method>[A-Z]+) (?P<path>\\S+) [^"]*" (?P<status>\\d{3}) (?P<ms>\\d+)$')


@dataclass
class Summary:
    \"\"\"What a log says, all in all.\"\"\"

    by_status: Counter[int] = field(default_factory=Counter)
    slowest_ms: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    skipped: int = 0


def summarize(lines: Iterable[str]) -> Summary:
    \"\"\"Reads the lines of an access log; those it does not understand are counted.\"\"\"
    summary = Summary()
    for line in lines:
        if match := LINE.search(line.rstrip()):
            summary.by_status[int(match["status"])] += 1
            path, ms = match["path"], int(match["ms"])
            summary.slowest_ms[path] = max(summary.slowest_ms[path], ms)
        else:
            summary.skipped += 1
    return summary


def main() -> None:
    with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
        summary = summarize(log)
    for status, count in sorted(summary.by_status.items()):
        print(f"{status}  {count:>8,}")
    ranked = sorted(summary.slowest_ms.items(), key=lambda item: -item[1])
    for path, ms in ranked[:5]:
        print(f"{ms:>6} ms  {path}")


if __name__ == "__main__":
    main()
```

Save it as `summarize.py` and give it a log:

```bash
python summarize.py access.log
# 200    18,204
# 404       311
# 500         7
#   1843 ms  /api/search
#    912 ms  /reports/2026
```

Three things worth noting:

1. `summarize` takes any iterable of lines, so a test can hand it a plain list.
2. Lines that do not match are counted in `skipped` and not dropped in silence.
3. `errors="replace"` keeps one bad byte from ending the run.

(A simulation answers here, so this program was written beforehand, whatever you asked for.)
"""

SORT = """\
Merge sort suits a linked list: it needs only pointers, so nothing is copied. This is the form \
without recursion. It merges runs of 1, 2, 4, … nodes until one run is the whole list.

```python
from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Node:
    value: int
    next: Node | None = None


def cut(head: Node | None, length: int) -> Node | None:
    \"\"\"Ends a run after `length` nodes and returns what followed it.\"\"\"
    for _ in range(length - 1):
        head = head.next if head else None
    if head is None:
        return None
    rest, head.next = head.next, None
    return rest


def merge(tail: Node, left: Node | None, right: Node | None) -> Node:
    \"\"\"Appends two sorted runs to `tail` and returns the new last node.\"\"\"
    while left and right:
        if left.value <= right.value:  # `<=` keeps the sort stable
            tail.next, left = left, left.next
        else:
            tail.next, right = right, right.next
        tail = tail.next
    tail.next = left or right
    while tail.next:
        tail = tail.next
    return tail


def sort(head: Node | None) -> Node | None:
    \"\"\"Sorts a list in place, in O(n log n) time and O(1) memory.\"\"\"
    length, node = 0, head
    while node:
        length, node = length + 1, node.next
    start = Node(0, head)
    width = 1
    while width < length:
        tail, left = start, start.next
        while left:
            right = cut(left, width)
            rest = cut(right, width)
            tail = merge(tail, left, right)
            left = rest
        width *= 2
    return start.next
```

What it costs:

| | Time | Memory | Stable |
| :--- | :--- | :--- | :---: |
| this one | O(n log n) | O(1) | yes |
| recursive merge sort | O(n log n) | O(log n) | yes |
| into a `list` and back | O(n log n) | O(n) | yes |

Two details decide whether it works: `cut` must stop at the end of a short run, and `merge` has \
to return the *last* node, so that the next run joins on in the right place.
"""

TABLES = """\
The models you can talk to here, as MiniMax documents them:

| Model | Context window | Speed | Takes | Thinking |
| :--- | ---: | ---: | :--- | :--- |
| `MiniMax-M3` | 1,000,000 | not stated | text, images, video, tools | on request |
| `MiniMax-M2.7` | 204,800 | ~60 tok/s | text, tools | always |
| `MiniMax-M2.7-highspeed` | 204,800 | ~100 tok/s | text, tools | always |
| `MiniMax-M2.5` | 204,800 | ~60 tok/s | text, tools | always |
| `MiniMax-M2.5-highspeed` | 204,800 | ~100 tok/s | text, tools | always |
| `MiniMax-M2.1` | 204,800 | ~60 tok/s | text, tools | always |
| `MiniMax-M2.1-highspeed` | 204,800 | ~100 tok/s | text, tools | always |
| `MiniMax-M2` | 204,800 | not stated | text, tools | always |

A narrow one takes only the room it needs:

| n | n² | n³ |
| ---: | ---: | ---: |
| 1 | 1 | 1 |
| 2 | 4 | 8 |
| 3 | 9 | 27 |
| 12 | 144 | 1,728 |

And one with text that has to wrap, and with characters two cells wide:

| Word | Language | What it means |
| :---: | :--- | :--- |
| **hygge** | Danish | the ease of a quiet evening with people one likes, and with nothing that \
has to be done before tomorrow |
| **木漏れ日** | Japanese | sunlight that falls through the leaves of trees |
| **加油** | Chinese | literally “add oil”: keep going, you can do it |
"""

LISTS = """\
Packing for three days in the mountains:

- **Clothes**
  - for walking
    - boots, already broken in
    - two pairs of wool socks
    - a light shell, because the weather up there changes faster than any forecast admits and a \
wet afternoon is a long one
  - for the evening
    - something warm
- **Food**
  - bread, cheese, apples
  - *more* chocolate than seems reasonable
- **Papers**
  - the map, `1:25 000`

The way there, in order:

1. Take the early train; it has the good view on the left.
2. Change at the junction:
   1. out on the *north* side,
   2. past the bakery,
   3. bus 14 to the last stop.
3. Walk up. It takes about four hours.

What is left to do:

- [x] book the hut
- [x] tell someone where we are going
- [ ] buy gas for the stove
- [ ] charge the lamp
  - [x] find the cable
  - [ ] find the lamp
"""

MATH = """\
The solutions of a quadratic equation, by completing the square. Start from

$$ax^2 + bx + c = 0, \\qquad a \\neq 0.$$

Divide by $a$ and move the constant to the right:

$$x^2 + \\frac{b}{a}x = -\\frac{c}{a}.$$

Add $\\left(\\frac{b}{2a}\\right)^2$ on both sides, so that the left side becomes a square:

$$\\left(x + \\frac{b}{2a}\\right)^2 = \\frac{b^2 - 4ac}{4a^2}.$$

Take the root:

$$x_{1,2} = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}.$$

**An example.** For $2x^2 - 4x - 6 = 0$ the discriminant is $16 + 48 = 64$, so

$$x_{1,2} = \\frac{4 \\pm 8}{4}, \\qquad x_1 = 3,\\quad x_2 = -1.$$

Check: $2 \\cdot 9 - 12 - 6 = 0$ and $2 + 4 - 6 = 0$.

Some more, to see how symbols look: $e^{i\\pi} + 1 = 0$, $\\sum_{k=1}^{n} k = \\frac{n(n+1)}{2}$, \
$\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2}$, $\\alpha \\le \\beta \\Rightarrow \
\\forall \\varepsilon > 0$. And a price is not mathematics: it costs $5 or $6.
"""

MARKDOWN = """\
# Heading 1

## Heading 2

### Heading 3

#### Heading 4

##### Heading 5

###### Heading 6

A paragraph with *emphasis*, **strong**, ***both***, ~~struck out~~, `inline code`, \
``code with a ` in it``, a [link](https://www.example.com/path?q=1 "with a title"), an autolink \
<https://example.org>, a [reference][ref] and a footnote.[^1] This line ends with a hard break,\\
and goes on here. Escapes: \\*not emphasis\\*, \\# not a heading. Entities: &copy; &rarr; &amp;.

![A picture with this text in place of it](https://www.example.com/picture.png)

> A quote, over
> two lines.
>
> > A quote in a quote, with **markup**.
>
> - and a list

---

- a bullet
- another
  - nested
    - and once more
- [ ] a task
- [x] a task that is done

7. numbers that start at seven
8. eight

   with a second paragraph

9. nine

| Left | Centre | Right |
| :--- | :---: | ---: |
| a | b | c |
| `code` | **strong** | 1,234.50 |
| a \\| bar | 中文 | 🙂 |

```json
{"name": "minimax-chat", "fast": true, "models": 8, "none": null}
```

```rust
fn main() {
    let total: u64 = (1..=10).map(|n| n * n).sum();
    println!("{total}"); // 385
}
```

```diff
- an old line
+ a new line
  one that stays
```

~~~
A fence without a language, made with tildes.
~~~

    Indented code, by four spaces.

Inline mathematics $a^2 + b^2 = c^2$, and set apart:

$$\\sqrt{2} = 1 + \\cfrac{1}{2 + \\cfrac{1}{2 + \\cdots}}$$

<details>
<summary>HTML is shown as text</summary>
It <b>cannot</b> do anything here.
</details>

A setext heading
----------------

[^1]: The footnote's text.
[ref]: https://www.example.com/reference
"""

ESSAY = """\
# Reading on glass

People have read from screens for about sixty years, and for most of that time the screen has \
been treated as a poor sort of paper. This is an attempt to take it seriously as itself: to ask \
what a screen of plain characters is good at, what it took to get there, and why, after \
everything that was meant to replace it, it is still where so many people spend their day.

## 1. The machine that printed

The first terminals did not show text; they printed it. A teleprinter hammered ten characters a \
second onto a roll of paper, and the roll was the interface. It had two qualities that were lost \
for decades afterwards. Nothing on it ever moved, and nothing on it was ever lost. You could tear \
off the afternoon and take it home.

It was also slow, and slowness has consequences for style. Commands became short because every \
letter cost a tenth of a second. Programs that succeeded said nothing, because saying something \
took time. The terse manners of the command line, often read as a kind of severity, began as \
courtesy: the machine did not waste your evening.

## 2. Glass

When the paper was replaced by a tube, the first such terminals were called *glass teletypes*, \
and the name was not a compliment. They did what the printer did, without the record. A line that \
left the top of the screen was gone.

What the glass could do, and paper never could, was to change a character that was already there. \
It took some years for that to be understood as more than a way to correct mistakes. Once it was, \
the screen stopped being a roll and became a place. An editor could show a page and let you walk \
about in it. A form could have fields. A program could say *what is so* instead of *what has just \
happened*, and those are very different things to say.

> A log tells you a story. A screen tells you the state of affairs. Good programs know which of \
the two they are telling.

## 3. The grid

The terminal kept one constraint through all of it: the grid. Every character stands in a cell, \
all cells are the same size, and nothing stands between them. Typographers dislike it, with \
reason. The letters *i* and *m* are not the same width and should not be.

But the grid gives something in return. Alignment is free. A table needs no layout engine, only \
spaces. A diagram can be drawn with the same keys as a sentence. What you see can be pointed at \
with two numbers, and copied out as exactly what it is. Much of the tooling of the last fifty \
years works because text in, text out turned out to be such a wide door.

The door was never quite as wide as it was said to be. The grid was built for the letters of a \
few languages, and the world has more. A Chinese character wants two cells. A vowel sign in Thai \
wants none. An emoji may be five code points and still be one picture. A program that counts \
characters and calls it width will be wrong in front of most of humanity, and for a long time \
most programs were.

## 4. Speed, again

Then the lines became fast. A terminal today takes in more text in a second than a person reads \
in a month, and for a while this looked like the end of a problem. It was the beginning of another \
one. When a machine can write faster than anyone can read, the screen has to decide what the \
reader is doing.

Someone who is at the end of the text wants to follow it. Someone who has scrolled up wants to be \
left alone. These are not preferences to be set in a menu; they are things the reader has already \
said, by scrolling. A view that jumps to the bottom while you are in the middle of a sentence has \
not understood what you told it.

Language models have brought the question back in its first form. Once again, text appears at the \
pace of something being composed; not ten characters a second, but a few hundred. Once again we \
watch the line grow. And there is something new to be shown, which no printer ever had to show: \
the text that comes *before* the text, the working out, which is neither the answer nor nothing.

## 5. What is owed to the reader

It is possible to say what a reader may fairly expect of a screen, and the list is short:

1. **What was shown is kept.** If I have seen it, it exists, and tomorrow it still does.
2. **What I am reading does not move.** Everything else may.
3. **What I typed appears at once.** The machine may be busy; my keys are not its business.
4. **What I copy is what was meant.** Not the line breaks that the window made, not the border.
5. **What I stop, stops.** And what there was until then remains.

None of it is glamorous. Each item is a hundred small decisions in code that no one will ever see, \
and each is noticed only where it is missing. That is the nature of the work: a good screen, like \
a good page, is the one you forget.

## 6. The roll of paper

Which leads back to the beginning. The teleprinter had it right by accident: nothing moved and \
nothing was lost. It took us decades of glass to understand that those were not limits of the \
paper but services it rendered, and that they have to be rebuilt, on purpose, out of databases and \
frame timers and a great deal of care about cells.

The roll is still there, in a way. It is longer now, it can be searched, and one can go back to \
any point of it and take another way from there. You no longer tear off the afternoon to take it \
home. But you could.
"""

THOUGHT = """\
**Ten lockers stay open: 1, 4, 9, 16, 25, 36, 49, 64, 81 and 100.**

The riddle: a hundred closed lockers, a hundred people, and person *k* changes every *k*-th \
locker. A locker is touched once for each of its divisors. Divisors come in pairs, *d* and *n/d*, \
so nearly every number has an even count of them and ends up closed. Only in a square is one \
divisor its own partner, which makes the count odd.

To be plain: this is a simulation, and that thinking was written beforehand to give the pane \
something to show. Scroll back in it while it streams, or hide it with `ctrl+o`. For `MiniMax-M3` \
thinking is switched with `ctrl+t`; the M2 models always think.
"""

NOT_THOUGHT = """\
Thinking is off, so there is nothing to show. Press `ctrl+t` to switch it on and send that again: \
about 1,400 tokens of it will stream into the thinking pane.

(This is a simulation. The thinking is written beforehand, but it arrives just as a model's would.)
"""

DEFAULT = """\
I cannot answer that: this is a **simulation** of `{model}` on your own machine, without any \
model behind it.{again} What you see of the program is real, though, and these prompts show it:

| Prompt | What you will see |
| :--- | :--- |
| `what can you do` | the features, and the keys |
| `show me some code` | a program, highlighted |
| `compare the models in a table` | tables |
| `make a packing list` | nested lists and tasks |
| `think about a riddle` | long thinking, in its own pane |
| `write a long essay` | a long answer to scroll in |
| `some math` | formulas |
| `every markdown element` | all of Markdown |
| `count to 500` | a stream to stop with `esc` |
| `你好` | Chinese |

To talk to a real model, start the program with a MiniMax API key and without the demo.
"""
