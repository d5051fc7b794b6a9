"""Everything that the program says is there in Chinese too, and nothing is said around `tr`."""

from __future__ import annotations

import re
from collections import Counter
from string import Formatter

import pytest

from tests.architecture.imports import ROOT
from tests.translations.catalogue import (
    Entry,
    PoSyntaxError,
    compiled,
    mo_file,
    po_file,
    read_po,
    written_po,
)
from tests.translations.extract import messages, package_files, said_in
from tests.translations.literals import shown_literals
from tests.translations.update import LANGUAGE

UPDATE = "run: python -m tests.translations.update, and translate what it names"

SHOWN_AS_THEY_ARE = re.compile(r"minimax-chat:? ?|https://\S*|\[[a-z_]+\]")
"""Names, addresses and the like, which are the same in every language."""

ENGLISH = {
    "minimax_tui/simulator/serve.py": "the simulator imports nothing of the package",
    "minimax_tui/simulator/recording.py": "the simulator imports nothing of the package",
}
"""Files whose words stay English, and why."""


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    """The Chinese catalogue."""
    return read_po(po_file(LANGUAGE).read_text(encoding="utf-8"))


def fields(text: str) -> set[str]:
    """What a text has filled in: `{name}`, and argparse's `%(name)s`, `%s` and `%r`."""
    if "{" in text:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    return set(re.findall(r"%(?:\(\w+\))?[sr]", text))


def test_every_text_is_translated(entries: list[Entry]) -> None:
    translated = {entry.key for entry in entries if entry.translation}
    wanted = {(said.text, said.plural): said.files for said in messages()}
    missing = {key: files for key, files in wanted.items() if key not in translated}
    assert missing == {}, UPDATE


def test_no_translation_is_left_over(entries: list[Entry]) -> None:
    wanted = {(said.text, said.plural) for said in messages()}
    assert [entry.text for entry in entries if entry.key not in wanted] == [], UPDATE


def test_every_text_stands_once(entries: list[Entry]) -> None:
    assert [key for key, count in Counter(e.key for e in entries).items() if count > 1] == []


def test_translations_fill_in_the_same(entries: list[Entry]) -> None:
    wrong = [
        (entry.text, entry.translation)
        for entry in entries
        if entry.translation and fields(entry.translation) != fields(entry.plural or entry.text)
    ]
    assert wrong == []


def test_translations_begin_and_end_alike(entries: list[Entry]) -> None:
    """White space at the end counts; wide punctuation needs none."""
    wrong = [
        (entry.text, entry.translation)
        for entry in entries
        if entry.translation
        and entry.text.endswith((" ", "\n")) != entry.translation.endswith((" ", "\n"))
        and not entry.translation.endswith(("：", "、"))
    ]
    assert wrong == []


def test_translations_are_written_as_chinese_is(entries: list[Entry]) -> None:
    """Wide punctuation after a Chinese character, and a space between it and a Latin word."""
    rules = {
        "narrow punctuation": re.compile(r"[\u4e00-\u9fff][,;:!?]|[\u4e00-\u9fff]\.(?!\w)"),
        "no space": re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]"),
        "a space too many": re.compile(r"[\u4e00-\u9fff] [，。；：、！？]"),
    }
    wrong = [
        (fault, entry.translation)
        for entry in entries
        for fault, rule in rules.items()
        if rule.search(entry.translation)
    ]
    assert wrong == []


def test_the_loaded_catalogue_is_the_written_one(entries: list[Entry]) -> None:
    assert mo_file(LANGUAGE).read_bytes() == compiled(entries, LANGUAGE), UPDATE
    text = po_file(LANGUAGE).read_text(encoding="utf-8")
    assert text == written_po(entries, LANGUAGE), UPDATE


def test_nothing_is_said_around_it() -> None:
    said = [
        (name, literal)
        for path in package_files()
        if (name := path.relative_to(ROOT).as_posix()) not in ENGLISH
        for literal in shown_literals(path.read_text(encoding="utf-8"))
        if SHOWN_AS_THEY_ARE.fullmatch(literal.text) is None
    ]
    assert said == [], "pass it through tr()"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("self.notify('All is lost')", ["All is lost"]),
        ("self.notify(tr('All is lost'))", []),
        ("print(f'All is {how}')", ["All is "]),
        ("print('1', x)", []),
        ("Static('yes' if x else tr('no'))", ["yes"]),
        ("parser.add_argument('--some', help='any text', metavar='TEXT')", ["any text"]),
        ("raise SettingsError('It is wrong.', tr('Give another.'))", ["It is wrong."]),
        ("raise ValueError('nobody sees it')", []),
        ("box.border_title = 'Title'", ["Title"]),
        ("Command('a.b', 'Title', tr('help'))", ["Title"]),
    ],
)
def test_words_around_it_are_found(source: str, found: list[str]) -> None:
    assert [one.text for one in shown_literals(source)] == found


def test_texts_are_found_wherever_they_stand() -> None:
    source = "x = [tr('a'), lambda: i18n.tr('b {c}', c=1)]\ntrn('one', 'many', 2)\ntr(x)\ntr('')"
    assert list(said_in(source)) == [("a", None), ("b {c}", None), ("one", "many")]


@pytest.mark.parametrize(
    "entry",
    [
        Entry("a", None, "甲", ("b.py",)),
        Entry('say "a\\b"\n\tand {c}', None, "说“{c}”\n", ()),
        Entry("{count} turn", "{count} turns", "{count} 轮", ("c.py", "d.py")),
        Entry("long " * 60, None, "很长" * 60, ()),
    ],
)
def test_a_catalogue_reads_as_it_was_written(entry: Entry) -> None:
    assert read_po(written_po([entry], "zh")) == [entry]


def test_a_line_that_is_none_is_refused() -> None:
    with pytest.raises(PoSyntaxError):
        read_po('msgid "a"\nmsgstr __import__("os")\n')
