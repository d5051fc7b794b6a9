"""Every setting, declared once.

The settings files, the environment variables, `--set`, `minimax-chat config`, the settings panel
and the documentation all come from `SETTINGS`; nested tables of the user's file from `TABLES`.
The screens import this module and nothing else of `config`: what they need of `setting.py` (one
setting) and `settings_store.py` (the settings in force) is passed on here.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from minimax_tui.config.setting import (
    ENV_PREFIX,
    Scope,
    SetBy,
    Setting,
    SettingType,
    Value,
    check_theme_name,
)
from minimax_tui.config.settings_store import (
    Origin,
    Problem,
    ProjectQuestion,
    SettingsStore,
    SettingState,
    Source,
)
from minimax_tui.domain.catalogue import DEFAULT_MODEL, MODELS
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.thinking import Thinking

__all__ = [
    "BY_KEY",
    "ENV_PREFIX",
    "FORMAT_VERSION",
    "PROJECT_FILE",
    "SETTINGS",
    "TABLES",
    "TABLE_BY_NAME",
    "VERSION_KEY",
    "Origin",
    "Problem",
    "ProjectQuestion",
    "Scope",
    "SetBy",
    "Setting",
    "SettingState",
    "SettingType",
    "SettingsStore",
    "Source",
    "Table",
    "Value",
    "check_theme_name",
    "find_setting",
    "find_table",
    "nearest_key",
]

PROJECT_FILE = ".minimax-chat.toml"
"""Name of a project's settings file."""
VERSION_KEY = "version"
"""Reserved: a file of a later format says so by this key; this format's files have none."""
FORMAT_VERSION = 1

_NO_LIMIT = float("inf")

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "model",
        "model",
        DEFAULT_MODEL,
        "Model",
        "The model that new sessions use.",
        "Model",
        choices=tuple(model.id for model in MODELS),
        scope="session default",
        set_by="project",
    ),
    Setting(
        "thinking",
        "thinking",
        Thinking.ADAPTIVE.value,
        "Thinking",
        "Whether the model may think before it answers. M2 models always think.",
        "Model",
        choices=(Thinking.ADAPTIVE.value, Thinking.DISABLED.value),
        scope="session default",
        set_by="project",
    ),
    Setting(
        "system",
        "text",
        None,
        "System prompt",
        "What the model is told before every conversation.",
        "Model",
        scope="session default",
        set_by="project",
    ),
    Setting(
        "temperature",
        "number",
        None,
        "Temperature",
        "How freely words are chosen; the model's own default when unset.",
        "Model",
        bounds=(0, 2),  # MiniMax's page, 2026-11
        scope="turn",
        set_by="project",
    ),
    Setting(
        "top_p",
        "number",
        None,
        "Top P",
        "Share of the likeliest words to choose from; the model's own default when unset.",
        "Model",
        bounds=(0, 1),  # MiniMax's page, 2026-11
        scope="turn",
        set_by="project",
    ),
    Setting(
        "max_tokens",
        "integer",
        None,
        "Longest answer",
        "Most tokens of one answer, thinking included; the model's recommended number when unset.",
        "Model",
        bounds=(1, _NO_LIMIT),
        unit="tokens",
        scope="turn",
        set_by="project",
    ),
    Setting(
        "theme",
        "theme",
        "auto",
        "Theme",
        "The colours; auto goes by the terminal's background. Your own themes go into the folder "
        "`themes` beside the settings file.",
        "Look",
        choices=("auto",),
    ),
    Setting(
        "theme_dark",
        "theme",
        "minimax-dark",
        "Theme on dark",
        "The theme that auto takes where the terminal's background is dark, or unknown.",
        "Look",
    ),
    Setting(
        "theme_light",
        "theme",
        "minimax-light",
        "Theme on light",
        "The theme that auto takes where the terminal's background is light.",
        "Look",
    ),
    Setting(
        "language",
        "choice",
        "auto",
        "Language",
        "The language that the program speaks: English, or simplified Chinese; auto goes by the "
        "environment. It does not tell the model which language to answer in.",
        "Look",
        choices=("auto", "en", "zh"),
    ),
    Setting(
        "linear",
        "switch",
        False,
        "Plain lines",
        "Whether the program starts without a screen, as plain lines for screen readers.",
        "Look",
    ),
    Setting(
        "thinking_pane",
        "choice",
        "beside",
        "Thinking pane",
        "Where thinking is shown; in windows under 110 columns it is above the answer.",
        "Look",
        choices=("beside", "full", "hidden"),
    ),
    Setting(
        "mouse",
        "switch",
        True,
        "Mouse",
        "Whether the program takes the mouse; off leaves selecting to the terminal.",
        "Look",
    ),
    Setting(
        "copy_on_select",
        "switch",
        False,
        "Copy on select",
        "Whether what the mouse selects is copied at once.",
        "Look",
    ),
    Setting(
        "editing",
        "choice",
        "default",
        "Editing keys",
        "Keys of the composer and the panes; vim begins in insert mode, esc goes to normal mode.",
        "Look",
        choices=("default", "vim"),
    ),
    Setting(
        "announce",
        "choice",
        "title",
        "Announce answers",
        "How the end of an answer out of sight is told: in the terminal's title; bell and "
        "notification do that too.",
        "Look",
        choices=("off", "title", "bell", "notification"),
    ),
    Setting(
        "title",
        "choice",
        "first prompt",
        "Titles",
        "Where a session's title comes from: its first prompt, or the model, asked for a better "
        "one after the first answer.",
        "Sessions",
        choices=("first prompt", "model"),
    ),
    Setting(
        "base_url",
        "url",
        None,
        "Base URL",
        "The host that requests and the key are sent to; unset, the one that belongs to the key.",
        "Connection",
    ),
    Setting(
        "http_hosts",
        "hosts",
        None,
        "Hosts by plain http",
        "Hosts that the key and the conversation may be sent to unencrypted; others are asked for.",
        "Connection",
    ),
    Setting(
        "header_timeout_s",
        "number",
        120.0,
        "Wait for an answer to begin",
        "How long the endpoint may be silent before an answer begins.",
        "Connection",
        bounds=(1, 3600),
        unit="seconds",
    ),
    Setting(
        "stall_timeout_s",
        "number",
        120.0,
        "Wait for more of an answer",
        "How long an answer that has begun may be silent before it counts as stalled.",
        "Connection",
        bounds=(1, 3600),
        unit="seconds",
    ),
    Setting(
        "retry_attempts",
        "integer",
        4,
        "Tries after a failure",
        "How often a request that failed before its answer began is sent again by itself.",
        "Connection",
        bounds=(0, 10),
    ),
)

BY_KEY: dict[str, Setting] = {setting.key: setting for setting in SETTINGS}


def find_setting(key: str) -> Setting:
    """The setting called `key`.

    Raises:
        SettingsError: if there is none; names the one that is spelt most alike.
    """
    found = BY_KEY.get(key)
    if found is not None:
        return found
    near = nearest_key(key)
    raise SettingsError(
        tr("There is no setting “{key}”.", key=one_line(key, 60)),
        tr("Did you mean “{near}”?", near=near) if near else "",
    )


def nearest_key(key: str) -> str | None:
    """The setting or table that is spelt most like `key`, None if none is like it."""
    import difflib

    word = key[:60].lower().replace("-", "_")
    near = difflib.get_close_matches(word, [*BY_KEY, *TABLE_BY_NAME], n=1, cutoff=0.6)
    return near[0] if near else None


class Table(NamedTuple):
    """A nested table of the user's settings file, such as `[keys]`: entries by name.

    What an entry holds is the business of the module that reads it; here only its shape counts.
    """

    name: str
    entries: Literal["words", "table"]
    """`words`: each entry is text or a list of texts. `table`: each is a table, `[name.entry]`."""
    title: str
    help: str

    def fits(self, entry: object) -> bool:
        """Whether `entry` has the shape of this table's entries."""
        if self.entries == "table":
            return isinstance(entry, dict)
        words = entry if isinstance(entry, list) else [entry]
        return all(isinstance(word, str) for word in words)

    def allowed(self) -> str:
        """What an entry may be, in words that follow "Give"."""
        if self.entries == "table":
            return tr("a table, such as [{table}.NAME]", table=self.name)
        return tr("text, or a list of texts")


TABLES: tuple[Table, ...] = (
    Table("keys", "words", "Keys", "Keys of commands: the command's id, then a key or several."),
    Table("models", "table", "Models", "What is known of a model, in place of the catalogue's."),
    Table("presets", "table", "Presets", "Named bundles of settings, used together."),
)
TABLE_BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}


def find_table(name: str) -> Table:
    """The table called `name`.

    Raises:
        SettingsError: if there is none.
    """
    try:
        return TABLE_BY_NAME[name]
    except KeyError:
        raise SettingsError(
            tr("There is no table “{name}”.", name=one_line(name, 60)),
            tr("Give {allowed}.", allowed=tr("one of {choices}", choices=", ".join(TABLE_BY_NAME))),
        ) from None
