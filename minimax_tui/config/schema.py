"""Every setting, declared once.

The settings files, the environment variables, `--set`, `minimax-chat config`, the settings panel
and the documentation all come from `SETTINGS`; nested tables of the user's file from `TABLES`.
The screens import this module and nothing else of `config`.

`title`, `help`, `unit` and `group` are English source text: pass them through `tr` to show them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, Protocol, TypeAlias

from minimax_tui.domain.catalogue import DEFAULT_MODEL, MODELS, find_model
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.thinking import Thinking, parse_thinking

Value: TypeAlias = str | int | float | bool | None
"""A setting's value; None means unset, and only where the default is None too."""

SettingType: TypeAlias = Literal[
    "model", "thinking", "text", "number", "integer", "switch", "choice", "theme", "url", "hosts"
]
"""How a value is read and edited: `text` may have line breaks, `theme` names a theme that is
installed, `model` is any model id, `choice` one of `choices`, `hosts` names with spaces between."""

Scope: TypeAlias = Literal["app", "session default", "session", "turn"]
"""How long a value counts: `app` for the whole program; `session default` for each new session,
which then keeps a value of its own; `session` while this session is open; `turn` is read anew for
each turn, so that a change counts from the next prompt on."""

SetBy: TypeAlias = Literal["user", "project"]
"""Who may give a value in a file: the user alone, or a project's own file too, once trusted."""

Origin: TypeAlias = Literal[
    "session", "unsaved", "command line", "environment", "project", "file", "default"
]
"""Where a value comes from: `session` holds for this session only, `unsaved` was set in this run
and is not yet in the user's file, `project` is a project's file, `file` the user's own."""

PROJECT_FILE = ".minimax-chat.toml"
"""Name of a project's settings file."""
VERSION_KEY = "version"
"""Reserved: a file of a later format says so by this key; this format's files have none."""
FORMAT_VERSION = 1

ENV_PREFIX = "MINIMAX_CHAT_"
MAX_TEXT_CHARACTERS = 200_000
"""Longest text setting; a system prompt beyond it is a file given by mistake."""

_ON = frozenset(("on", "true", "yes", "1"))
_OFF = frozenset(("off", "false", "no", "0"))
_UNSET = frozenset(("", "unset", "none", "default"))  # words for an optional number


class Setting(NamedTuple):
    """One setting: its type, bounds, unit and words."""

    key: str
    type: SettingType
    default: Value
    title: str
    help: str
    group: str
    bounds: tuple[float, float] | None = None
    """Smallest and largest value, both allowed; infinity where there is no limit."""
    unit: str = ""
    choices: tuple[str, ...] = ()
    """The allowed words; for `model`, suggestions; for `theme`, words that are no theme's name."""
    scope: Scope = "app"
    """How long a value counts."""
    set_by: SetBy = "user"
    """Whether a project's own file may set it. Never for hosts, keys and permissions."""

    @property
    def env(self) -> str:
        """The environment variable that sets it."""
        return ENV_PREFIX + self.key.upper()

    @property
    def optional(self) -> bool:
        """Whether it may be unset (None)."""
        return self.default is None

    def allowed(self) -> str:
        """What may be given, in words that follow "Give"."""
        said = _allowed(self)
        return tr("{allowed}, or leave it unset", allowed=said) if self.optional else said

    def parse(self, raw: object) -> Value:
        """`raw` (typed by a user, or a value from TOML) as a value of this setting.

        Raises:
            SettingsError: if it is no such value; says what is allowed.
        """
        if self.optional and (raw is None or raw == ""):
            return None
        numeric = self.bounds is not None
        if self.optional and numeric and isinstance(raw, str) and raw.strip().lower() in _UNSET:
            return None
        try:
            return _read(self, raw)
        except (ValueError, OverflowError):
            raise self._refusal(raw) from None

    def said(self, value: Value) -> str:
        """`value` as a user writes it, "" for an unset one."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "on" if value else "off"
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        return str(value)

    def _refusal(self, raw: object) -> SettingsError:
        shown = one_line(raw if isinstance(raw, str) else repr(raw)[:200], 60)
        return SettingsError(
            tr("“{value}” cannot be used for {key}.", value=shown, key=self.key),
            tr("Give {allowed}.", allowed=self.allowed()),
        )


def _allowed(setting: Setting) -> str:
    match setting.type:
        case "number" | "integer":
            kind = tr("a number") if setting.type == "number" else tr("a whole number")
            low, high = setting.bounds or (float("-inf"), float("inf"))
            words = {"kind": kind, "low": f"{low:,g}", "high": f"{high:,g}"}
            unit = f" {tr(setting.unit)}" if setting.unit else ""
            if high == float("inf"):
                return tr("{kind} of at least {low}", **words) + unit
            return tr("{kind} from {low} to {high}", **words) + unit
        case "switch":
            return tr("on or off")
        case "choice":
            return tr("one of {choices}", choices=", ".join(setting.choices))
        case "thinking":
            return tr("adaptive (or on), or disabled (or off)")
        case "model":
            return tr("a model's id, such as {model}", model=DEFAULT_MODEL)
        case "theme":
            if setting.choices:
                return tr("auto, or a theme's name, such as {theme}", theme="minimax-dark")
            return tr("a theme's name, such as {theme}", theme=setting.default)
        case "url":
            return tr("an https URL")
        case "hosts":
            return tr("host names with spaces between")
        case _:
            return tr("text of at most {count} characters", count=f"{MAX_TEXT_CHARACTERS:,}")


def _read(setting: Setting, raw: object) -> Value:
    """The value, or ValueError or OverflowError."""
    match setting.type:
        case "number":
            return _in_bounds(setting, float(_numeric(raw)))
        case "integer":
            number = _numeric(raw)
            if isinstance(number, float) and not number.is_integer():
                raise ValueError(raw)
            return _in_bounds(setting, int(number))
        case "switch":
            if isinstance(raw, bool):
                return raw
            word = _line(raw).lower()
            if word not in _ON | _OFF:
                raise ValueError(raw)
            return word in _ON
        case "thinking":
            if isinstance(raw, bool):
                return (Thinking.ADAPTIVE if raw else Thinking.DISABLED).value
            return parse_thinking(_line(raw)).value
        case "choice":
            word = _line(raw).lower()
            if word not in setting.choices:
                raise ValueError(raw)
            return word
        case "model":
            return find_model(_line(raw)).id
        case "theme":
            return check_theme_name(_line(raw))
        case "url":
            from minimax_tui.config.hosts import check_base_url

            return check_base_url(_line(raw))
        case "hosts":
            from minimax_tui.config.hosts import host_names

            return " ".join(dict.fromkeys(host_names(_line(raw))))
        case _:
            return _text(raw)


def _numeric(raw: object) -> int | float:
    if isinstance(raw, bool):
        raise ValueError(raw)
    if isinstance(raw, int | float):
        return raw
    word = _line(raw)
    try:
        return int(word)
    except ValueError:
        return float(word)


def _in_bounds(setting: Setting, number: float) -> float:
    low, high = setting.bounds or (float("-inf"), float("inf"))
    # Written so that NaN, which compares false with everything, is refused.
    if not low <= number <= high or number in (float("inf"), float("-inf")):
        raise ValueError(number)
    return number


def _text(raw: object) -> str:
    if not isinstance(raw, str) or len(raw) > MAX_TEXT_CHARACTERS or "\0" in raw:
        raise ValueError(raw)
    raw.encode()  # half a surrogate pair, as from an environment that is no UTF-8
    return raw


def _line(raw: object) -> str:
    line = _text(raw).strip()
    if not line or not line.isprintable():
        raise ValueError(raw)
    return line


def check_theme_name(name: str) -> str:
    """`name` in lower case, if a theme's file can be called so.

    Raises:
        ValueError: if it has anything but letters, digits, `-` and `_`.
    """
    word = name.strip().lower()
    if not word.isascii() or not word.replace("-", "").replace("_", "").isalnum():
        raise ValueError(name)
    return word


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


class Problem(NamedTuple):
    """Something in a settings file or in the environment that was not used."""

    source: str
    """The file's path, or the environment variable; may hold foreign text."""
    line: int | None
    """Line of the file, counted from 1; None where no line can be named."""
    key: str | None
    reason: str
    """What is wrong and what would be right, in plain words, safe to draw."""

    def __str__(self) -> str:
        where = one_line(self.source, 300)
        if self.line is not None:
            where = tr("{file}, line {line}", file=where, line=self.line)
        return f"{where}: {self.reason}"


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


class Source(NamedTuple):
    """Where the value in force comes from, exactly."""

    origin: Origin
    place: str = ""
    """The environment variable, or the file's path; "" for the other origins. Foreign text."""
    line: int | None = None
    """Line of the file, counted from 1."""

    def __str__(self) -> str:
        """As a user reads it, safe to draw: `command line`, `MINIMAX_CHAT_MODEL`, `file:line`."""
        if self.place:
            where = one_line(self.place, 300)
            return where if self.line is None else f"{where}:{self.line}"
        match self.origin:
            case "session":
                return tr("this session")
            case "unsaved":
                return tr("set in this run, not saved")
            case "command line":
                return tr("command line")
            case _:
                return tr("default")


class ProjectQuestion(NamedTuple):
    """A project's settings file that was found and not yet trusted: the user is asked once."""

    path: str
    """The file; foreign text."""
    values: tuple[tuple[Setting, Value], ...]
    """What it would set."""
    problems: tuple[Problem, ...] = ()
    """What of it could not be used in any case."""


class SettingsStore(Protocol):
    """The settings in force, as the screens see them.

    Order: this session, this run, command line, environment, the project's file once it is
    trusted, the user's file, defaults. Use it on one thread.
    """

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be used, each with its place."""
        ...

    # --- values ---

    def get(self, key: str) -> Value:
        """The value in force. Raises `SettingsError` for an unknown key."""
        ...

    def text(self, key: str) -> str:
        """The value of a setting that is text, "" if unset."""
        ...

    def number(self, key: str) -> float | None:
        """The value of a setting that is a number, None if unset."""
        ...

    def integer(self, key: str) -> int | None:
        """The value of a setting that is a whole number, None if unset."""
        ...

    def switch(self, key: str) -> bool:
        """The value of a setting that is on or off."""
        ...

    def origin(self, key: str) -> Origin:
        """Where the value in force comes from. Raises `SettingsError` for an unknown key."""
        ...

    def source(self, key: str) -> Source:
        """Where it comes from, with the variable's name or the file and line.

        It may read the file once more to find the line: no call for every frame.

        Raises:
            SettingsError: for an unknown key.
        """
        ...

    def kept(self, key: str) -> Value:
        """The value that holds beyond this session: `get` without what is for it alone."""
        ...

    def set(self, key: str, value: object, *, session_only: bool = False) -> Value:
        """Checks `value` and puts it in force; returns it as understood.

        Args:
            key: The setting.
            value: As typed, or as TOML gives it.
            session_only: Whether it holds until `end_session` and is never saved; otherwise it
                holds for this run (in place of a value for this session) and `save` keeps it.

        Raises:
            SettingsError: for an unknown key or a value that is not allowed; nothing changes.
        """
        ...

    def reset(self, key: str) -> None:
        """Puts the default in force; `save` takes the setting out of the user's file."""
        ...

    def end_session(self, key: str | None = None) -> None:
        """Takes back what was set with `session_only`: of one setting, or of all."""
        ...

    # --- nested tables of the user's file (`TABLES`) ---

    def table(self, name: str) -> Mapping[str, object]:
        """The entries of `[name]`, as TOML gives them; a copy, what is not saved yet included.

        Entries of the wrong shape are left out, and listed in `problems`.

        Raises:
            SettingsError: if `TABLES` has no such table.
        """
        ...

    def set_table(self, name: str, entry: str, value: object | None) -> None:
        """Sets one entry of `[name]`, or takes it out (None); `save` keeps it.

        Args:
            name: The table.
            entry: The entry's key, any text.
            value: Text, number, switch, list or dict of such, of the table's shape.

        Raises:
            SettingsError: if there is no such table, or `value` does not fit; nothing changes.
        """
        ...

    def table_problem(self, name: str, entry: str, reason: str, field: str = "") -> Problem:
        """A `Problem` at the line of an entry (or of a field in it), for who reads the table.

        It is made only, not added to `problems`.
        """
        ...

    # --- files ---

    def project_question(self) -> ProjectQuestion | None:
        """The project's file that the user should be asked about; None if there is none."""
        ...

    def answer_project(self, *, trusted: bool) -> None:
        """Remembers the answer for this file and content; if trusted, its values hold at once."""
        ...

    def save(self) -> None:
        """Writes what was set since the last save into the user's file.

        Raises:
            SettingsError: if the file is broken, of a later version, or cannot be written; it is
                left as it is and the values hold for this run.
        """
        ...
