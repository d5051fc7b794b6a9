"""Presets: named bundles of settings, `[presets.NAME]` in the settings file.

A value of a bundle is written as the setting's own; "unset" stands for one that is not set. What a
bundle does not name stays as it is when the bundle is used. Fields that this version does not know
are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from minimax_tui.config.schema import BY_KEY, Problem, Setting, SettingsStore, Value
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.ui.choice_words import choice_words

PRESET_KEYS = ("model", "thinking", "temperature", "top_p", "max_tokens", "system")
"""The settings that a preset may hold, in the order in which they are put in force.

The model comes first: changing it may bring back the thinking switch that the session had with it.
"""
LATER_FIELDS = ("tools",)
"""Fields that a later version reads: no fault, and kept."""
COMMAND = "preset.use"
"""Id of the command that uses a preset; in `[keys]` it stands as `preset.use:NAME`."""
MAX_NAME_CHARACTERS = 40
UNSET = "unset"


@dataclass(frozen=True, slots=True)
class Preset:
    """One bundle.

    Attributes:
        name: As it stands in the file; foreign text.
        values: What it sets, in the order of `PRESET_KEYS`; None unsets.
        problems: What of it cannot be used.
    """

    name: str
    values: Mapping[str, Value]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Used:
    """What using a preset changed.

    Attributes:
        changes: Setting, its value before, its value now.
        problems: What of the preset was not used.
    """

    changes: tuple[tuple[Setting, Value, Value], ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def presets(settings: SettingsStore) -> tuple[Preset, ...]:
    """All presets by name, in the order of the file."""
    table = settings.table("presets")
    return tuple(_preset(settings, name, entry) for name, entry in table.items())


def find_preset(settings: SettingsStore, name: str) -> Preset:
    """The preset called `name`, in any letter case if none is called exactly so.

    Raises:
        SettingsError: if there is none; names those that there are.
    """
    found = presets(settings)
    for same in (str, str.lower):
        for preset in found:
            if same(preset.name) == same(name.strip()):
                return preset
    names = ", ".join(one_line(preset.name, MAX_NAME_CHARACTERS) for preset in found)
    raise SettingsError(
        tr("There is no preset “{name}”.", name=one_line(name, 60)),
        tr("Choose one of {names}.", names=names)
        if names
        else tr("/preset saves what is in force as one."),
    )


def check_name(name: str) -> str:
    """`name` as presets are called.

    Raises:
        SettingsError: if no preset can be called so.
    """
    word = " ".join(name.split())
    if not word or len(word) > MAX_NAME_CHARACTERS or not word.isprintable():
        raise SettingsError(
            tr("“{name}” cannot be a preset's name.", name=one_line(name, 60)),
            tr("Give one line of at most {n} characters.", n=MAX_NAME_CHARACTERS),
        )
    return word


def save_preset(settings: SettingsStore, name: str) -> str:
    """Keeps what is in force as the preset `name`, in the place of one called so.

    Returns:
        The name as it is kept.

    Raises:
        SettingsError: if no preset can be called so, or the file cannot be written; then it holds
            for this run.
    """
    word = check_name(name)
    entry = _other_fields(settings, word)
    for key in PRESET_KEYS:
        value = settings.get(key)
        entry[key] = _unset_word(key) if value is None else value
    settings.set_table("presets", word, entry)
    settings.save()
    return word


def rename_preset(settings: SettingsStore, name: str, new_name: str) -> str:
    """Calls a preset otherwise; a key that it is on goes with it.

    Returns:
        The new name as it is kept.

    Raises:
        SettingsError: if there is no such preset, another one is called so already, none can be
            called so, or the file cannot be written; only then the change holds for this run.
    """
    word = check_name(new_name)
    table = settings.table("presets")
    entry = table.get(name)
    if entry is None:
        raise SettingsError(tr("There is no preset “{name}”.", name=one_line(name, 60)))
    if word in table and word != name:
        raise SettingsError(
            tr("There is a preset “{name}” already.", name=word), tr("Give another name.")
        )
    if word == name:
        return word
    keys = settings.table("keys").get(command_of(name))
    settings.set_table("presets", name, None)
    settings.set_table("presets", word, entry)
    if keys is not None:
        settings.set_table("keys", command_of(name), None)
        settings.set_table("keys", command_of(word), keys)
    settings.save()
    return word


def delete_preset(settings: SettingsStore, name: str) -> None:
    """Removes a preset, and the key that it is on.

    Raises:
        SettingsError: if the file cannot be written; it is gone for this run.
    """
    settings.set_table("presets", name, None)
    if command_of(name) in settings.table("keys"):
        settings.set_table("keys", command_of(name), None)
    settings.save()


def use_preset(
    settings: SettingsStore,
    preset: Preset,
    on_change: Callable[[str], None],
    *,
    session_only: bool = True,
) -> Used:
    """Puts a preset's values in force.

    Args:
        settings: Where values are kept.
        preset: The bundle.
        on_change: Called with each setting's key after its value changed.
        session_only: Whether it is for the session shown; else `save` keeps it for every one.
    """
    before = {key: settings.get(key) for key in preset.values}
    for key, value in preset.values.items():
        if settings.get(key) != value or (not session_only and settings.kept(key) != value):
            settings.set(key, value, session_only=session_only)
            on_change(key)
    changes = [(BY_KEY[key], old, settings.get(key)) for key, old in before.items()]
    return Used(tuple(one for one in changes if one[1] != one[2]), preset.problems)


def differences(
    settings: SettingsStore, preset: Preset
) -> tuple[tuple[Setting, Value, Value], ...]:
    """What using a preset would change: the setting, its value now, its value then."""
    found = ((BY_KEY[key], settings.get(key), value) for key, value in preset.values.items())
    return tuple(one for one in found if one[1] != one[2])


def changes_words(changes: Iterable[tuple[Setting, Value, Value]]) -> str:
    """`Model: MiniMax-M3 → MiniMax-M2.7, Temperature: not set → 0.2`."""
    return ", ".join(
        tr(
            "{title}: {before} → {after}",
            title=tr(setting.title),
            before=_shown(setting, before),
            after=_shown(setting, after),
        )
        for setting, before, after in changes
    )


def summary(preset: Preset) -> str:
    """What a preset sets, in few words: `MiniMax-M2.7 · disabled · Temperature 0.2`."""
    parts = []
    for key, value in preset.values.items():
        if value is None:
            continue
        shown = _shown(BY_KEY[key], value, 24)
        plain = key in ("model", "thinking")
        parts.append(shown if plain else f"{tr(BY_KEY[key].title)} {shown}")
    return " · ".join(parts) or tr("nothing set")


def command_of(name: str) -> str:
    """The command that uses the preset, as it stands in `[keys]`."""
    return f"{COMMAND}:{name}"


def _shown(setting: Setting, value: Value, characters: int = 40) -> str:
    if value is None:
        return tr("not set")
    words = f"{value:.12g}" if isinstance(value, float) else setting.said(value)
    return one_line(choice_words(setting, words), characters)


def _unset_word(key: str) -> str:
    # A text setting is unset by nothing; "unset" would be its text.
    return "" if BY_KEY[key].type == "text" else UNSET


def _other_fields(settings: SettingsStore, name: str) -> dict[str, object]:
    entry = settings.table("presets").get(name)
    known = entry if isinstance(entry, dict) else {}
    return {key: value for key, value in known.items() if key not in PRESET_KEYS}


def _preset(settings: SettingsStore, name: str, entry: object) -> Preset:
    given = entry if isinstance(entry, dict) else {}
    values: dict[str, Value] = {}
    problems = []
    for key in PRESET_KEYS:
        if key not in given:
            continue
        try:
            values[key] = BY_KEY[key].parse(given[key])
        except SettingsError as error:
            reason = sentences(error.what, error.advice)
            problems.append(settings.table_problem("presets", name, reason, key))
    for key in given:
        if key not in PRESET_KEYS and key not in LATER_FIELDS:
            reason = tr(
                "A preset has no “{key}”. Give one of {keys}.",
                key=one_line(key, 60),
                keys=", ".join(PRESET_KEYS),
            )
            problems.append(settings.table_problem("presets", name, reason, key))
    return Preset(name, values, tuple(problems))
