"""The slash commands of the chat in plain lines: what each does, and which need the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from minimax_tui.domain.i18n import once_per_language, tr
from minimax_tui.domain.saved_prompts import name_problem

if TYPE_CHECKING:
    from minimax_tui.cli.linear import LinearChat

Act: TypeAlias = Callable[[str], None]

_SAME = {"exit": "quit", "switch": "sessions"}
"""Other names of commands."""


class _Row(NamedTuple):
    """One command: its name, and what it does."""

    name: str
    does: str


@once_per_language
def _rows() -> tuple[_Row, ...]:
    return (
        _Row("retry", tr("asks once more for the last answer; /retry MODEL, /retry thinking off")),
        _Row("continue", tr("goes on with an answer that broke off")),
        _Row("edit", tr("sends the last prompt in other words; what was there is kept")),
        _Row("previous", tr("the version before of the last prompt or answer")),
        _Row("next", tr("the version after")),
        _Row("btw", tr("asks aside: question and answer stay out of the conversation")),
        _Row("keep", tr("takes the last answer to /btw into the conversation")),
        _Row("model", tr("says the model, and which there are; /model NAME takes another")),
        _Row("think", tr("says whether the model thinks first; /think on, /think off")),
        _Row("pane", tr("writes thinking before the answers, or leaves it out")),
        _Row("preset", tr("says the presets; /preset NAME uses one")),
        _Row("settings", tr("says the settings; /settings KEY VALUE changes one")),
        _Row("new", tr("begins a new conversation")),
        _Row("nosave", tr("begins one of which nothing is kept")),
        _Row("sessions", tr("lists earlier conversations; /sessions 2 goes on with the second")),
        _Row("jump", tr("lists the prompts of this one; /jump 2 reads the second turn out")),
        _Row("find", tr("finds words in this conversation: /find WORDS")),
        _Row("rename", tr("says the title; /rename NAME gives another")),
        _Row("title", tr("asks the model for a title")),
        _Row("fork", tr("makes a copy of the conversation and goes on with it")),
        _Row("export", tr("writes it into a file: /export markdown, html, json or python")),
        _Row("copy", tr("copies the last answer to the clipboard")),
        _Row("history", tr("lists prompts of all conversations; /history WORDS only some")),
        _Row("prompts", tr("lists your saved prompts; /NAME sends one")),
        _Row("key", tr("takes a key: asks for region and key, tries it and keeps it")),
        _Row("account", tr("says the accounts; /account NAME uses another")),
        _Row("help", tr("this list")),
        _Row("quit", tr("ends the program; ctrl+d too")),
    )


@once_per_language
def _instead() -> Mapping[str, str]:
    """What to do in the place of some commands of the screen."""
    return {
        "stop": tr("Ctrl+c stops an answer while it comes."),
        "queue": tr("No prompt waits here: the next one is read when the answer has ended."),
        "editor": tr("A line that ends in \\ goes on with the next."),
        "suspend": tr("Ctrl+z stops the program until the shell's fg."),
        "mouse": tr("Text is copied by the terminal's own selection; the mouse is not taken here."),
        "import": tr("In the shell: {command}", command="minimax-chat import FILE"),
        "db": tr("In the shell: {command}", command="minimax-chat db"),
        "attach": tr("Files and pictures can be attached on the screen only."),
    }


class LinearCommands:
    """Understands what begins with a slash."""

    def __init__(self, chat: LinearChat) -> None:
        from minimax_tui.cli.linear_reading import LinearReading

        self._chat = chat
        reading = LinearReading(chat)
        self._acts: dict[str, Act] = {
            "retry": chat.turns.again,
            "continue": chat.turns.go_on,
            "edit": chat.turns.edit,
            "previous": lambda _: chat.session.version(-1),
            "next": lambda _: chat.session.version(1),
            "btw": chat.turns.ask_aside,
            "keep": chat.turns.keep_aside,
            "model": chat.choices.choose_model,
            "think": chat.choices.think,
            "pane": chat.choices.read_thinking,
            "preset": chat.choices.preset,
            "settings": chat.choices.settings,
            "new": chat.session.new,
            "nosave": chat.session.new_unsaved,
            "sessions": chat.session.choose,
            "jump": chat.session.jump,
            "find": reading.find,
            "rename": chat.session.rename,
            "title": chat.session.title,
            "fork": chat.session.fork,
            "export": reading.export,
            "copy": reading.copy,
            "history": reading.history,
            "prompts": chat.prompts.choose,
            "key": chat.accounts.add,
            "account": chat.accounts.choose,
            "help": self._help,
            "quit": self._quit,
        }

    def understands(self, text: str) -> bool:
        """Does what a line such as `/model M2.1` says; False where it is a prompt.

        What follows the slash and can be the name of no command, as in a path, makes a prompt; so
        does a space before the slash.
        """
        if not text.startswith("/"):
            return False
        name, *more = text[1:].split(maxsplit=1) or [""]
        rest = "".join(more).strip()
        if not name or name_problem(name):
            return False
        act = self._acts.get(_SAME.get(name.lower(), name.lower()))
        if act is not None:
            act(rest)
        elif not self._chat.prompts.understands(name, rest):
            self._refuse(name)
        return True

    def _refuse(self, name: str) -> None:
        from minimax_tui.ui.commands import by_slash

        lines = self._chat.lines
        instead = _instead().get(name.lower())
        if instead is not None:
            lines.say(instead)
        elif by_slash(name.lower()) is not None:
            lines.say(
                tr("/{name} needs the screen: minimax-chat without --linear.", name=name.lower())
            )
        else:
            lines.say(
                tr(
                    "There is no command /{name} here. /help names them. A space before the slash "
                    "sends the line as a prompt.",
                    name=name[:30],
                )
            )

    def _help(self, _: str) -> None:
        lines = self._chat.lines
        for row in _rows():
            lines.say(f"/{row.name}: {row.does}")
        lines.say(tr("A line that ends in \\ goes on. Ctrl+c stops an answer; twice, it quits."))

    def _quit(self, _: str) -> None:
        self._chat.quit = True
