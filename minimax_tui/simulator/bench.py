"""Answers of an exact size, for benchmarks: one token, one delta, the same in every run."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from minimax_tui.simulator import tokens

_PROMPT = re.compile(r"\bbench:\s*(?P<options>(?:\w+=\w+[\s,]*)+)", re.IGNORECASE)
_OPTION = re.compile(r"(\w+)=(\w+)")
_TOKENS_MOST = 2_000_000
_FENCE_END = "\n```\n"

_VOCABULARY = (
    "the of and to in is that for as with on by this from at each one value node list order "
    "stream token model answer buffer window memory cost frame line cell width key store read "
    "write small large fast slow first last next before after while until every other simple"
)
_WORDS = _VOCABULARY.split()


@dataclass(frozen=True, slots=True)
class Sized:
    """Thinking and text of exactly the sizes asked for."""

    thinking: str
    text: str


def find(prompt: str) -> Sized | None:
    """Reads ``bench: thinking=400 text=4000 kind=mixed``; None if the prompt is none.

    `kind` is mixed, fence, paragraph, list or table. What is not given is 0 tokens of thinking,
    1,000 of text, mixed.
    """
    match = _PROMPT.search(prompt)
    if match is None:
        return None
    options = {name.lower(): value.lower() for name, value in _OPTION.findall(match["options"])}
    kind = options.get("kind", "mixed")
    return Sized(
        thinking=_exactly(_size(options, "thinking", 0), _paragraphs),
        text=_fence(_size(options, "text", 1_000))
        if kind == "fence"
        else _exactly(_size(options, "text", 1_000), _KINDS.get(kind, _mixed)),
    )


def _size(options: dict[str, str], name: str, otherwise: int) -> int:
    value = options.get(name, "")
    return min(int(value), _TOKENS_MOST) if value.isdecimal() else otherwise


def _exactly(size: int, source: Callable[[random.Random], Iterator[str]]) -> str:
    """Joins parts of `source` and cuts the text to `size` pieces."""
    parts: list[str] = []
    have = 0
    for part in source(random.Random(0)):
        if have >= size:
            break
        parts.append(part)
        have += len(tokens.pieces(part))
    # Blank lines of two parts may join into one piece, so the sum above may be a little high.
    found = tokens.pieces("".join(parts))
    while len(found) < size:
        found.append(" end")
    return "".join(found[:size])


def _fence(size: int) -> str:
    end = len(tokens.pieces(_FENCE_END))
    if size <= end + 4:
        return _exactly(size, _code)
    # The code must not end in a line break, which would melt into the one before the fence.
    code = _exactly(size - end, lambda rng: itertools.chain(["```python\n"], _code(rng)))
    return (code[:-1] + ";" if code.endswith("\n") else code) + _FENCE_END


def _sentence(rng: random.Random) -> str:
    words = rng.choices(_WORDS, k=rng.randint(6, 16))
    return " ".join(words).capitalize() + "."


def _endless(rng: random.Random) -> Iterator[str]:
    yield _sentence(rng)
    while True:
        yield " " + _sentence(rng)


def _paragraphs(rng: random.Random) -> Iterator[str]:
    while True:
        yield " ".join(_sentence(rng) for _ in range(rng.randint(2, 6))) + "\n\n"


def _code(rng: random.Random) -> Iterator[str]:
    for number in itertools.count(1):
        name, other = rng.choice(_WORDS), rng.choice(_WORDS)
        yield (
            f"def {name}_{number}({other}: int) -> str:\n"
            f'    """Returns the {name} of {other}."""\n'
            f"    total = {other} * {number}  # {rng.choice(_WORDS)}\n"
            f'    return f"{name}: {{total}}"\n'
        )


def _items(rng: random.Random) -> Iterator[str]:
    while True:
        indent = "  " * rng.choice((0, 0, 0, 1))
        yield f"{indent}- {_sentence(rng)}\n"


def _rows(rng: random.Random) -> Iterator[str]:
    yield "| Number | Name | Value | Note |\n| ---: | :--- | ---: | --- |\n"
    for number in itertools.count(1):
        note = " ".join(rng.choices(_WORDS, k=4))
        yield f"| {number} | {rng.choice(_WORDS)} | {rng.randint(1, 9999)} | {note} |\n"


def _mixed(rng: random.Random) -> Iterator[str]:
    for number in itertools.count(1):
        yield f"## Part {number}\n\n"
        yield from itertools.islice(_paragraphs(rng), 2)
        yield f"Some **bold {rng.choice(_WORDS)}**, `code` and a [link](https://example.com).\n\n"
        yield "".join(itertools.islice(_items(rng), 6)) + "\n"
        yield "```python\n" + "".join(itertools.islice(_code(rng), 4)) + "```\n\n"
        yield "".join(itertools.islice(_rows(rng), 7)) + "\n"


_KINDS: dict[str, Callable[[random.Random], Iterator[str]]] = {
    "mixed": _mixed,
    "paragraph": _endless,
    "list": _items,
    "table": _rows,
}
