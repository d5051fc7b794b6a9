"""One setting: its type, bounds and words, and how a value of it is read.

`title`, `help`, `unit` and `group` are English source text: pass them through `tr` to show them.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from minimax_tui.domain.catalogue import DEFAULT_MODEL, resolve_model_id
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
which then keeps a value of its own; `session` for one session; `turn` is read anew for each turn,
so that a change counts from the next prompt on. All but `app` can have another value in a session,
which is kept with it."""

SetBy: TypeAlias = Literal["user", "project"]
"""Who may give a value in a file: the user alone, or a project's own file too, once trusted."""

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
    def of_session(self) -> bool:
        """Whether a session may keep a value of its own.

        Only of what a project's file may set too: a session may have come from somebody else.
        """
        return self.scope != "app" and self.set_by == "project"

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
        shown = one_line(_as_written(raw), 60)
        return SettingsError(
            tr("“{value}” cannot be used for {key}.", value=shown, key=self.key),
            tr("Give {allowed}.", allowed=self.allowed()),
        )


def _as_written(raw: object) -> str:
    """A value as it stands in TOML, in short."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, dict | list):
        return "{…}" if isinstance(raw, dict) else "[…]"
    return str(raw)  # of dates and times too


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
            return resolve_model_id(_line(raw))
        case "theme":
            return check_theme_name(_line(raw))
        case "url":
            from minimax_tui.config.hosts import check_base_url

            return check_base_url(_line(raw))
        case "hosts":
            from minimax_tui.config.hosts import host_names

            names = dict.fromkeys(host_names(_line(raw)))
            if not names:
                raise ValueError(raw)
            return " ".join(names)
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
    return number + 0  # no minus before a zero


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
