"""Completes the filters of a search as they are typed."""

from __future__ import annotations

from textual.suggester import Suggester

from minimax_tui.domain.catalogue import all_models
from minimax_tui.domain.search import filter_completions


class FilterSuggester(Suggester):
    """Completes filters such as `kind:thinking`; the right arrow takes what is suggested."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        found = filter_completions(value, (model.id for model in all_models()))
        last = value.rpartition(" ")[2]
        for word in found:
            if word.lower().startswith(last.lower()):
                return value + word[len(last) :]
        return None
