"""`minimax-chat config`: shows, changes and explains the settings."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any

from minimax_tui.cli.config_keys import TableKey, parse_value, table_key
from minimax_tui.cli.given_settings import add_set_option, open_settings, said_of_project
from minimax_tui.cli.options import OptionParser
from minimax_tui.config.paths import Paths, find_paths, themes_dir
from minimax_tui.config.schema import (
    SETTINGS,
    TABLE_BY_NAME,
    TABLES,
    Problem,
    SettingsStore,
    find_setting,
)
from minimax_tui.config.settings import Settings
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.widths import cell_width

_VALUE_CHARACTERS = 60


def run_config(arguments: Sequence[str]) -> int:
    """Runs `minimax-chat config …`; returns the exit status.

    0 where all went well, 1 where an edited file has something that cannot be used, 141 where
    nobody reads the output any more.

    Raises:
        SettingsError: for an unknown key, a value that is not allowed, or a file that cannot be
            changed.
    """
    options = _parser().parse_args(arguments)
    try:
        status = _run_with_advice(options, find_paths())
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        from minimax_tui.cli.headless import EXIT_PIPE_CLOSED, let_stream_go

        let_stream_go(sys.stdout)
        return EXIT_PIPE_CLOSED


def _run_with_advice(options: argparse.Namespace, paths: Paths) -> int:
    try:
        return _run(options, paths)
    except SettingsError as error:
        if error.advice:
            raise
        # Such as a setting that there is not, and none that is spelt alike.
        advice = tr("To see all: minimax-chat config show")
        raise SettingsError(error.what, advice, error.detail) from error


def _run(options: argparse.Namespace, paths: Paths) -> int:
    match options.action:
        case "get":
            return _get(open_settings(paths, options), options.key, as_json=options.json)
        case "set":
            return _set(paths, options.key, options.value)
        case "unset":
            return _set(paths, options.key, None)
        case "path":
            print(paths.settings_file)
            return 0
        case "edit":
            from minimax_tui.cli.config_edit import edit_settings_file

            return edit_settings_file(paths)
        case "trust" | "distrust":
            return _answer_project(paths, trusted=options.action == "trust")
        case _:
            settings = open_settings(paths, options)
            problems = _all_problems(settings, paths)
            if getattr(options, "json", False):
                _show_json(settings, problems)
            else:
                _show(settings, problems, origin=getattr(options, "origin", False))
            return 0


def _parser() -> argparse.ArgumentParser:
    parser = OptionParser(
        prog="minimax-chat config",
        description=tr("Shows and changes the settings. Without a word: show."),
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    show = actions.add_parser("show", help=tr("every setting and its value"))
    show.add_argument("--origin", action="store_true", help=tr("and where it comes from"))
    show.add_argument("--json", action="store_true", help=tr("all of it as JSON"))
    add_set_option(show)
    get = actions.add_parser("get", help=tr("one value"))
    get.add_argument("key", metavar="KEY")
    get.add_argument("--json", action="store_true", help=tr("as JSON"))
    add_set_option(get)
    change = actions.add_parser("set", help=tr("changes a setting in the settings file"))
    change.add_argument("key", metavar="KEY")
    change.add_argument("value", metavar="VALUE")
    unset = actions.add_parser("unset", help=tr("takes a setting out of the settings file"))
    unset.add_argument("key", metavar="KEY")
    actions.add_parser("path", help=tr("where the settings file is"))
    actions.add_parser("edit", help=tr("opens the settings file in $VISUAL or $EDITOR"))
    actions.add_parser("trust", help=tr("uses the settings file of the project"))
    actions.add_parser("distrust", help=tr("does not use the settings file of the project"))
    return parser


# --- showing ---


def _show(settings: Settings, problems: Sequence[Problem], *, origin: bool) -> None:
    rows = [
        (setting.key, setting.said(settings.get(setting.key)), str(settings.source(setting.key)))
        for setting in SETTINGS
    ]
    for table in TABLES:
        for entry, value in settings.table(table.name).items():
            at = settings.table_problem(table.name, entry, "")
            place = one_line(at.source, 300) + (f":{at.line}" if at.line is not None else "")
            rows.append((f"{table.name}.{_quoted(entry)}", _inline(value), place))
    shown = [
        (one_line(key, 80), one_line(said, _VALUE_CHARACTERS) or tr("(not set)"), source)
        for key, said, source in rows
    ]
    keys, values = (max(cell_width(row[column]) for row in shown) for column in (0, 1))
    for key, said, source in shown:
        line = f"{_padded(key, keys)}  {said}"
        print(f"{_padded(key, keys)}  {_padded(said, values)}  {source}" if origin else line)
    _tell(settings, problems)


def _padded(text: str, cells: int) -> str:
    return text + " " * (cells - cell_width(text))


def _show_json(settings: Settings, problems: Sequence[Problem]) -> None:
    shown: dict[str, Any] = {"settings": {}, "tables": {}}
    for setting in SETTINGS:
        source = settings.source(setting.key)
        shown["settings"][setting.key] = {
            "value": settings.get(setting.key),
            "default": setting.default,
            "origin": source.origin,
            "place": source.place or None,
            "line": source.line,
            "scope": setting.scope,
        }
    for table in TABLES:
        shown["tables"][table.name] = settings.table(table.name)
    shown["problems"] = [problem._asdict() for problem in problems]
    _print_json(shown)
    _tell(settings, problems)


def _tell(settings: Settings, problems: Sequence[Problem]) -> None:
    """Says on stderr what was not used."""
    for problem in problems:
        _say(str(problem))
    project = said_of_project(settings)
    if project is not None:
        _say(project)


def _get(settings: Settings, key: str, *, as_json: bool) -> int:
    found: object
    if key in TABLE_BY_NAME:
        found = settings.table(key)
        said = _toml({key: found}) if found else ""
    elif (at := table_key(key)) is not None:
        found = _entry(settings, at)
        said = _inline(found) if isinstance(found, list) else _toml(found)
        said = found if isinstance(found, str) else said
    else:
        found = settings.get(key)
        said = find_setting(key).said(settings.get(key))
    if as_json:
        _print_json(found)
    else:
        print(visible(said).rstrip("\n"))
    _tell(settings, settings.problems)
    return 0


def _entry(settings: SettingsStore, at: TableKey) -> object:
    found: object = settings.table(at.table).get(at.entry)
    for field in at.fields:
        found = found.get(field) if isinstance(found, dict) else None
    if found is None:
        raise SettingsError(
            tr("“{key}” is not set.", key=one_line(str(at), 80)),
            tr("To see all: minimax-chat config show"),
        )
    return found


# --- changing ---


def _set(paths: Paths, key: str, value: str | None) -> int:
    settings = Settings(paths.settings_file, {}, state=paths.settings_state)
    at = table_key(key)
    if at is not None:
        _set_entry(settings, at, None if value is None else parse_value(value))
    elif key in TABLE_BY_NAME:
        raise SettingsError(
            tr("“{key}” is a table.", key=key), tr("Name an entry: {key}.NAME", key=key)
        )
    elif value is None:
        settings.reset(key)
    else:
        settings.set(key, value)
    try:
        settings.save()
    except SettingsError as error:
        # Its advice is for who goes on in the chat, where the value holds all the same.
        advice = tr("Nothing was changed. Put the file right, or move it away, and try again.")
        if isinstance(error.__cause__, OSError):
            advice = tr("Nothing was changed. Check the folder's permissions and the disk.")
        raise SettingsError(error.what, advice, error.detail) from error
    if at is None:
        _tell_what_goes_before(paths, key)
    for problem in [] if value is None else _problems_of(paths, str(at or key)):
        _say(str(problem))
    return 0


def _all_problems(settings: Settings, paths: Paths) -> list[Problem]:
    from minimax_tui.cli.settings_problems import settings_problems

    return settings_problems(settings, os.environ, (paths.user_themes, themes_dir()))


def _problems_of(paths: Paths, key: str) -> list[Problem]:
    """What is to be said of a setting or an entry just set: it may be of use only later."""
    settings = Settings(paths.settings_file, {}, state=paths.settings_state)
    return [
        one
        for one in _all_problems(settings, paths)
        if one.key is not None
        and (f"{key}.".startswith(f"{one.key}.") or one.key.startswith(f"{key}."))
    ]


def _set_entry(settings: Settings, at: TableKey, value: object | None) -> None:
    if not at.fields:
        settings.set_table(at.table, at.entry, value)
        return
    whole = settings.table(at.table).get(at.entry)
    inner: dict[str, Any] = whole if isinstance(whole, dict) else {}
    entry = inner
    for field in at.fields[:-1]:
        deeper = inner.setdefault(field, {})
        if not isinstance(deeper, dict):
            deeper = inner[field] = {}
        inner = deeper
    if value is None:
        inner.pop(at.fields[-1], None)
    else:
        inner[at.fields[-1]] = value
    settings.set_table(at.table, at.entry, entry or None)


def _tell_what_goes_before(paths: Paths, key: str) -> None:
    """Says so if the file's value is not the one in force."""
    in_force = open_settings(paths, argparse.Namespace()).source(key)
    if in_force.origin in ("environment", "project"):
        _say(tr("{source} goes before the settings file.", source=in_force))


def _answer_project(paths: Paths, *, trusted: bool) -> int:
    from minimax_tui.config.project_file import find_project_file

    project = find_project_file()
    if project is None:
        raise SettingsError(
            tr("There is no project file here."),
            tr("It would be called .minimax-chat.toml, in this folder or one above it."),
        )
    settings = Settings(None, {}, project=project, state=paths.settings_state)
    question = settings.project_question()
    problems = settings.problems if question is None else question.problems
    settings.answer_project(trusted=trusted)
    for problem in problems:
        _say(str(problem))
    if trusted and all(settings.origin(setting.key) != "project" for setting in SETTINGS):
        raise SettingsError(
            tr("Nothing in {file} can be used.", file=one_line(str(project), 300)),
            tr("A project can set: {keys}.", keys=", ".join(_settable_by_projects())),
        )
    file = one_line(str(project), 300)
    if trusted:
        print(tr("{file} is used from now on, until it changes.", file=file))
    else:
        print(tr("{file} is not used.", file=file))
    return 0


def _settable_by_projects() -> list[str]:
    return [setting.key for setting in SETTINGS if setting.set_by == "project"]


# --- words ---


def _toml(value: object) -> str:
    import tomli_w

    if isinstance(value, dict):
        return tomli_w.dumps(value)
    return tomli_w.dumps({"v": value}).removeprefix("v = ").rstrip("\n")


def _inline(value: object) -> str:
    if isinstance(value, dict):
        parts = [f"{_quoted(key)} = {_inline(inner)}" for key, inner in value.items()]
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return " ".join(_toml(value).split())


def _quoted(entry: str) -> str:
    plain = entry.replace("-", "").replace("_", "")
    return entry if plain.isascii() and plain.isalnum() else f'"{entry}"'


def _print_json(value: object) -> None:
    import json

    json.dump(value, sys.stdout, indent=2, ensure_ascii=not _is_utf8(), default=str)
    print()


def _is_utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def _say(words: str) -> None:
    print(f"minimax-chat: {visible(words)}", file=sys.stderr)
