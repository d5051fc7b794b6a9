"""Every setting, declared once.

The settings file, the environment variables, the settings panel and the documentation all come
from `SETTINGS`. The screens import this module and nothing else of `config`.

`title`, `help`, `unit` and `group` are English source text: pass them through `tr` to show them.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol, TypeAlias

from minimax_tui.domain.catalogue import DEFAULT_MODEL, MODELS, find_model
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.thinking import Thinking, parse_thinking

Value: TypeAlias = str | int | float | bool | None
"""A setting's value; None means unset, and only where the default is None too."""

SettingType: TypeAlias = Literal[
    "model", "thinking", "text", "number", "integer", "switch", "choice", "theme", "url"
]
"""How a value is read and edited: `text` may have line breaks, `theme` names a theme that is
installed, `model` is any model id, `choice` one of `choices`."""

Scope: TypeAlias = Literal["user", "project"]
Origin: TypeAlias = Literal["session", "command line", "environment", "file", "default"]

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
    """The allowed words; for `model`, suggestions."""
    scope: Scope = "project"
    """Whether a project's own file may set it, or only the user."""

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
            return tr("a theme's name, such as {theme}", theme=setting.default)
        case "url":
            return tr("an https URL")
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
    ),
    Setting(
        "thinking",
        "thinking",
        Thinking.ADAPTIVE.value,
        "Thinking",
        "Whether the model may think before it answers. M2 models always think.",
        "Model",
        choices=(Thinking.ADAPTIVE.value, Thinking.DISABLED.value),
    ),
    Setting(
        "system",
        "text",
        None,
        "System prompt",
        "What the model is told before every conversation.",
        "Model",
    ),
    Setting(
        "temperature",
        "number",
        None,
        "Temperature",
        "How freely words are chosen; the model's own default when unset.",
        "Model",
        bounds=(0, 2),  # MiniMax's page, 2026-11
    ),
    Setting(
        "top_p",
        "number",
        None,
        "Top P",
        "Share of the likeliest words to choose from; the model's own default when unset.",
        "Model",
        bounds=(0, 1),  # MiniMax's page, 2026-11
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
    ),
    Setting(
        "theme",
        "theme",
        "minimax-dark",
        "Theme",
        "The colours. Your own themes go into the folder `themes` beside the settings file.",
        "Look",
        scope="user",
    ),
    Setting(
        "thinking_pane",
        "choice",
        "beside",
        "Thinking pane",
        "Where thinking is shown; in windows under 110 columns it is above the answer.",
        "Look",
        choices=("beside", "full", "hidden"),
        scope="user",
    ),
    Setting(
        "mouse",
        "switch",
        True,
        "Mouse",
        "Whether the program takes the mouse; off leaves selecting to the terminal.",
        "Look",
        scope="user",
    ),
    Setting(
        "copy_on_select",
        "switch",
        False,
        "Copy on select",
        "Whether what the mouse selects is copied at once.",
        "Look",
        scope="user",
    ),
    Setting(
        "base_url",
        "url",
        None,
        "Base URL",
        "The host that requests and the key are sent to; unset, the one that belongs to the key.",
        "Connection",
        scope="user",
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
        scope="user",
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
        scope="user",
    ),
    Setting(
        "retry_attempts",
        "integer",
        4,
        "Tries after a failure",
        "How often a request that failed before its answer began is sent again by itself.",
        "Connection",
        bounds=(0, 10),
        scope="user",
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
    """The setting that is spelt most like `key`, None if none is like it."""
    import difflib

    word = key[:60].lower().replace("-", "_")
    near = difflib.get_close_matches(word, BY_KEY, n=1, cutoff=0.6)
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


class SettingsStore(Protocol):
    """The settings in force, as the screens see them."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be used."""
        ...

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
        """Where the value in force comes from; `session` is set in this run, not yet saved."""
        ...

    def set(self, key: str, value: object) -> Value:
        """Checks `value` and puts it in force for this run; returns it as understood.

        Raises:
            SettingsError: for an unknown key or a value that is not allowed.
        """
        ...

    def reset(self, key: str) -> None:
        """Puts the default in force; `save` takes the setting out of the file."""
        ...

    def save(self) -> None:
        """Writes what was set since the last save. Raises `SettingsError` if that is refused."""
        ...
