"""Model, thinking, presets and settings in plain lines."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from minimax_tui.cli.language import use_language
from minimax_tui.cli.sessions import options_for
from minimax_tui.config.schema import SETTINGS
from minimax_tui.domain.catalogue import ModelInfo, ThinkingRule, find_model, resolve_model_id
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.input_words import input_words

if TYPE_CHECKING:
    from minimax_tui.cli.linear import LinearChat

_VALUE_CHARACTERS = 200
_WITHOUT_MEANING = frozenset(
    ("theme", "theme_dark", "theme_light", "mouse", "copy_on_select", "editing", "announce")
)
"""Settings of the screen alone."""


class LinearChoices:
    """Says and changes what the next turn is asked with.

    Attributes:
        reads_thinking: Whether thinking is written before the answers.
    """

    def __init__(self, chat: LinearChat) -> None:
        self._chat = chat
        self._settings = chat.program.settings
        self.reads_thinking = self._settings.text("thinking_pane") != "hidden"

    @property
    def model(self) -> ModelInfo:
        """The model in use."""
        return find_model(self._settings.text("model"))

    # --- the model ---

    def choose_model(self, name: str) -> None:
        """Takes the model named, or says which there are."""
        lines = self._chat.lines
        if name:
            self.use_model(resolve_model_id(name))
            return
        self.say_model()
        from minimax_tui.domain.catalogue import all_models

        for model in all_models():
            lines.say(_model_words(model))
        lines.say(tr("/model NAME takes another one; any other model by its name."))

    def use_model(self, model_id: str) -> None:
        """Goes on with a model, and says what the session loses with it.

        Raises:
            SettingsError: if no model can be called so.
        """
        before = self.model
        self._settings.set("model", model_id, session_only=True)
        self._chat.session.keep_settings()
        self.say_model()
        for said in self._losses(before):
            self._chat.lines.say(said)

    def say_model(self) -> None:
        """Says the model in use."""
        model, lines = self.model, self._chat.lines
        lines.say(tr("Model: {model}", model=visible(model.id)))
        if not model.known:
            lines.say(tr("Nothing is known of it; it is used by its name."))

    def _losses(self, before: ModelInfo) -> list[str]:
        messages = self._chat.session.newest_messages()
        if before.id == self.model.id or not messages:
            return []
        from minimax_tui.ui.model_switch import switch_warnings

        usage = next((m.usage for m in reversed(messages) if m.usage is not None), None)
        tokens = usage.total_tokens if usage is not None else 0
        media = self._chat.program.store.media_on_path(self._chat.session.id)
        return switch_warnings(before, self.model, tokens, media)

    # --- thinking ---

    def think(self, word: str) -> None:
        """Switches thinking to what a word says, or says its state.

        Raises:
            SettingsError: if the word is no state of it.
        """
        if word:
            self._settings.set("thinking", word, session_only=True)
            self._chat.session.keep_settings()
        options = options_for(self._settings, None)
        model = find_model(options.model)
        if model.thinking is ThinkingRule.ALWAYS:
            said = tr("{model} always thinks.", model=visible(model.id))
        else:
            said = tr("Thinking: {state}", state=options.thinking.value)
        self._chat.lines.say(said)

    def read_thinking(self, _: str) -> None:
        """Has thinking written before the answers, or left out."""
        self.reads_thinking = not self.reads_thinking
        self._chat.lines.say(
            tr("Thinking is written before the answers.")
            if self.reads_thinking
            else tr("Thinking is not written; it is kept with the answers.")
        )

    # --- presets ---

    def preset(self, name: str) -> None:
        """Uses the preset named, or says which there are.

        Raises:
            SettingsError: if there is none of that name.
        """
        from minimax_tui.ui.presets import changes_words, find_preset, presets, summary, use_preset

        lines = self._chat.lines
        found = presets(self._settings)
        if not found:
            lines.say(tr("There is no preset yet: they are tables [presets.NAME] of the settings."))
            return
        if not name:
            for preset in found:
                lines.say(f"{one_line(preset.name)}: {summary(preset)}")
            lines.say(tr("/preset NAME uses one."))
            return
        before = self.model
        preset = find_preset(self._settings, name)
        used = use_preset(self._settings, preset, lambda _: None)
        self._chat.session.keep_settings()
        title = one_line(preset.name)
        if used.changes:
            changes = changes_words(used.changes)
            lines.say(tr("Preset {name}: {changes}.", name=title, changes=changes))
        else:
            lines.say(tr("Preset {name}: all of it was in force already.", name=title))
        for problem in used.problems:
            lines.say(str(problem))
        for said in self._losses(before):
            lines.say(said)

    # --- all settings ---

    def settings(self, words: str) -> None:
        """Says the settings, or gives one another value and keeps it.

        Raises:
            SettingsError: if there is no such setting, or the value cannot be used or kept.
        """
        lines, settings = self._chat.lines, self._settings
        key, _, value = words.replace("=", " ", 1).partition(" ")
        if key and value.strip():
            settings.set(key, value.strip())
            settings.save()
            use_language(settings.text("language"), os.environ)
        shown = [setting for setting in SETTINGS if setting.key not in _WITHOUT_MEANING]
        if key:
            from minimax_tui.config.schema import find_setting

            shown = [find_setting(key)]
        for setting in shown:
            said = one_line(setting.said(settings.get(setting.key)), _VALUE_CHARACTERS)
            lines.say(f"{setting.key}: {said or tr('not set')}")
        if key:
            lines.say(tr(shown[0].help))
        else:
            lines.say(tr("/settings KEY says what one is for; /settings KEY VALUE changes it."))


def _model_words(model: ModelInfo) -> str:
    parts = [input_words(model.inputs)] if model.known else []
    if model.context_window is not None:
        parts.append(tr("{n} tokens of context", n=f"{model.context_window:,}"))
    if model.price is not None:
        parts.append(
            tr(
                "${input} for a million tokens in, ${output} out",
                input=f"{model.price.input:.2f}",
                output=f"{model.price.output:.2f}",
            )
        )
    return f"{visible(model.id)}: {'; '.join(parts) or tr('not in the catalogue')}"
