"""Asks in plain lines whether a project's settings file is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimax_tui.cli.given_settings import said_of_project
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import tr

if TYPE_CHECKING:
    from minimax_tui.cli.linear import LinearChat

_LATER, _USE = 1, 2


def ask_about_project(chat: LinearChat) -> None:
    """Says all that the file would set, and asks; where nobody can be asked it says how to."""
    settings, lines = chat.program.settings, chat.lines
    question = settings.project_question()
    if question is None:
        return
    if not lines.asks:
        lines.say(said_of_project(settings) or "")
        return
    lines.say(tr("Use this project's settings?"))
    lines.say(one_line(question.path, 300))
    for setting, value in question.values:
        said = visible(setting.said(value)).strip() or tr("not set")
        # Indented, so that no line of a text can pass for another setting, or for an answer.
        said = said.replace("\n", "\n    ")
        lines.say(tr("{title}: {value}", title=tr(setting.title), value=said))
    for problem in question.problems:
        lines.say(tr("Error: {words}", words=problem))
    answer = lines.choose(
        (
            tr("Not now: ask again at the next start"),
            tr("Use them, until the file changes"),
            tr("Do not use them, and do not ask again until the file changes"),
        )
    )
    if answer == _LATER:
        return
    try:
        settings.answer_project(trusted=answer == _USE)
    except SettingsError as error:
        chat.say_error(error)
