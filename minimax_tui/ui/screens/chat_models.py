"""Which model the session shown goes on with, and whether it may think."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from minimax_tui.domain.catalogue import ThinkingRule, find_model, resolve_model_id
from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.domain.thinking import Thinking, parse_thinking, switch_in_force
from minimax_tui.ui.services import Services
from minimax_tui.ui.workers import run_in_worker

if TYPE_CHECKING:
    from minimax_tui.domain.catalogue import ModelInfo
    from minimax_tui.ui.model_switch import ModelFacts
    from minimax_tui.ui.screens.chat import ChatScreen

_GENERAL = ("default", "file")
"""Origins of a thinking switch that a model's own beginning goes before."""


class Models:
    """Changes the model and its thinking switch, and keeps the switch of each model."""

    def __init__(self, chat: ChatScreen, services: Services) -> None:
        self._chat = chat
        self._store = services.store
        self._refresh = services.refresh_models
        self._model = ""
        self._session_id = ""
        self._switches: dict[str, Thinking] = {}

    @property
    def model(self) -> ModelInfo:
        """The model in use."""
        return find_model(self._chat.settings.text("model"))

    @property
    def thinking(self) -> Thinking:
        """The thinking switch in force."""
        settings = self._chat.settings
        own = settings.origin("thinking") not in _GENERAL
        return switch_in_force(self.model, settings.text("thinking"), own=own)

    # --- the model ---

    def choose(self) -> None:
        """Opens the picker."""
        from minimax_tui.ui.screens.model_picker import ModelPicker
        from minimax_tui.ui.screens.pick import is_short

        told = not is_short(self._chat.app.size.height)

        def chosen(model_id: str | None) -> None:
            if model_id is not None:
                self._change(model_id, told=told)

        picker = ModelPicker(
            self.model.id,
            context_tokens=self._chat.status.context_tokens,
            read_facts=self._read_facts,
            refresh=self._refresh,
        )
        self._chat.app.push_screen(picker, chosen)

    def use(self, name: str) -> None:
        """Goes on with the model that a name means, `M2.1` or `MiniMax-M2.1`."""
        model_id = resolve_model_id(name)
        if " " in model_id:
            said = tr("No model is called “{name}”.", name=one_line(name, 60))
            self._chat.app.notify(said, severity="warning", markup=False)
            return
        self._change(model_id, told=False)

    def _change(self, model_id: str, *, told: bool) -> None:
        """Switches; what the session loses is said afterwards where it was not said before."""
        before = self.model
        self._chat.change_setting("model", model_id)
        if not told:
            run_in_worker(
                self._chat, partial(self._warn, before), group="model-warning", exclusive=True
            )

    def tell_losses(self, before: ModelInfo) -> None:
        """Says what the session loses with the model now in use, if `before` is another one."""
        if before.id != self.model.id:
            run_in_worker(
                self._chat, partial(self._warn, before), group="model-warning", exclusive=True
            )

    async def _warn(self, before: ModelInfo) -> None:
        from minimax_tui.ui.model_switch import switch_warnings

        model, tokens = self.model, self._chat.status.context_tokens
        session_id = self._chat.session_id
        try:
            facts = await asyncio.to_thread(self._read_facts)
        except ChatError:
            return  # what the session holds cannot be read: nothing can be said of it
        if session_id != self._chat.session_id:
            return
        said = sentences(*switch_warnings(before, model, tokens, facts.media))
        if said:
            words = f"{visible(model.id)}: {said}"
            self._chat.app.notify(words, severity="warning", markup=False, timeout=10)

    def _read_facts(self) -> ModelFacts:
        """What the database tells; on a thread of its own.

        Raises:
            StorageError: if it cannot be read.
        """
        from minimax_tui.ui.model_switch import ModelFacts

        return ModelFacts(
            self._store.measured_speeds(), self._store.media_on_path(self._chat.session_id)
        )

    # --- thinking ---

    def switch_thinking(self, word: str = "") -> None:
        """Switches thinking to what a word says, or to the other state."""
        try:
            wanted = parse_thinking(word) if word else self.thinking.toggled
        except ValueError:
            said = tr("“{word}” is no state of thinking: on or off.", word=one_line(word, 60))
            self._chat.app.notify(said, severity="warning", markup=False)
            return
        if self.model.thinking is ThinkingRule.ALWAYS:
            said = tr("{model} always thinks: there is no switch.", model=visible(self.model.id))
            self._chat.app.notify(said, markup=False)
            return
        if self.model.default_thinking is None:
            self._chat.change_setting("thinking", wanted.value)
        else:  # the next session begins as the settings say of this model
            self._chat.settings.set("thinking", wanted.value, session_only=True)
            self._chat.setting_changed("thinking")

    def setting_changed(self, key: str) -> None:
        """Keeps the switch of each model, and brings back that of the model now in use."""
        if key == "model":
            self._bring_back()
        elif key == "thinking":
            self._follow_session()
            self._switches[self.model.id] = self.thinking

    def _follow_session(self) -> None:
        """Begins with the switches that the session shown was used with."""
        if self._session_id == self._chat.session_id:
            return
        self._session_id = self._chat.session_id
        self._switches = {}
        try:
            kept = self._store.thinking_by_model(self._session_id)
        except ChatError:
            return  # they are only a convenience
        for model_id, word in kept.items():
            try:
                self._switches[model_id] = parse_thinking(word)
            except ValueError:
                continue  # a word of a later version

    def note_model(self) -> None:
        """Remembers which model is in use, before it is changed."""
        self._model = self.model.id

    def _bring_back(self) -> None:
        before, self._model = self._model, self.model.id
        settings = self._chat.settings
        self._follow_session()
        if before and before != self._model:
            word = settings.text("thinking")
            if find_model(before).thinking is not ThinkingRule.ALWAYS:
                own = settings.origin("thinking") not in _GENERAL
                self._switches[before] = switch_in_force(find_model(before), word, own=own)
        own_switch = self._switches.get(self._model)
        if own_switch is not None and own_switch is not self.thinking:
            settings.set("thinking", own_switch.value, session_only=True)
            self._chat.sessions.keep_setting("thinking")
