"""The dialog that takes a key: at the first start, and later for one more account."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, ClassVar, Literal, NamedTuple, TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, Static
from textual.worker import Worker

from minimax_tui.domain.accounts import (
    DEFAULT_ACCOUNT,
    REGIONS,
    Account,
    AccountKeeper,
    Region,
    check_account_name,
    free_account_name,
    other_region,
    region_of,
)
from minimax_tui.domain.errors import ChatError, PlainHttpRefused, SettingsError
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.ui.screens.first_run_advice import after_failure
from minimax_tui.ui.screens.first_run_fields import NARROW_UNDER, Button, KeyInput, RegionList
from minimax_tui.ui.screens.key_line import KeyLine, key_hints
from minimax_tui.ui.screens.pick import dialog_cells, is_short
from minimax_tui.ui.widgets.line_input import LineInput
from minimax_tui.ui.workers import run_in_worker

_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_SPIN_S = 0.1
_WIDTH = 84
_LOW_UNDER = 32
"""Lines below which an error takes the place of the introduction."""
_OTHER_LINES = 10
"""Lines of the dialog that are not the fields: title, what is said, buttons, keys, blanks."""
_OTHER_LINES_SHORT = 6

Action = Literal["kept", "demo", "quit"]
AskHttp: TypeAlias = Callable[[PlainHttpRefused, Callable[[], None]], None]


class Outcome(NamedTuple):
    """How the dialog ended: an account was kept, or the demo or the end was chosen."""

    action: Action
    account: Account | None = None
    remark: str = ""
    """What is wrong with an account whose key is good."""


class FirstRun(ModalScreen[Outcome | None]):
    """Takes region and key, has the endpoint say that they are good, and keeps them.

    Args:
        accounts: Where keys are tried and kept.
        base_url: The address offered first, "" for the likely region's.
        first: Whether this is the first start; else it adds an account, with a name.
        likely: The region offered where no address is given.
        ask_http: Asks whether the key may go unencrypted to a host, and calls what it is given
            where it may; None where that is refused.
    """

    DEFAULT_CSS = """
    FirstRun {
        align: center middle;
        background: $background 40%;
        & > #dialog { height: auto; padding: 1 0; background: $panel; }
        & #title { height: 1; padding: 0 2; color: $accent; text-style: bold; }
        & #fields { height: auto; overflow-y: auto; scrollbar-size-vertical: 1; }
        & .about { height: auto; margin-top: 1; padding: 0 2; color: $text-muted; }
        & .label { height: 1; margin-top: 1; padding: 0 2; color: $text-muted; text-style: bold; }
        & .label.-focused { color: $accent; }
        & #regions { height: 3; padding: 0; }
        & Input { margin: 0 2; }
        & #said {
            height: auto; min-height: 1; max-height: 4; margin-top: 1; padding: 0 2;
            color: $text-muted;
        }
        & #buttons {
            height: 1; margin-top: 1; padding: 0 2; overflow-x: auto; scrollbar-size: 0 0;
        }
        & Button {
            width: auto; height: 1; margin-right: 2; background: $surface; color: $foreground;
            pointer: pointer;
            &:hover { background: $rule; }
            &:focus {
                background: $block-cursor-background; color: $block-cursor-foreground;
                text-style: bold;
            }
        }
        & .-off { display: none; }
        &.-narrow Button { margin-right: 1; }
        &.-low.-told #intro, &.-low.-more #intro { display: none; }
        &.-short {
            & > #dialog { padding: 0; }
            & #intro { display: none; }
            & .label, & #said, & #buttons { margin-top: 0; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "close", show=False, priority=True),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    AUTO_FOCUS = "#key"

    def __init__(
        self,
        accounts: AccountKeeper,
        *,
        base_url: str = "",
        first: bool = False,
        likely: Region = REGIONS[0],
        ask_http: AskHttp | None = None,
    ) -> None:
        super().__init__()
        self._ask_http = ask_http
        self._accounts = accounts
        self._first = first
        self._region = region_of(base_url) if base_url else likely
        self._address = base_url if self._region is None else ""
        self._work: Worker[None] | None = None
        self._spinner: Timer | None = None
        self._frame = 0
        self._doing = ""
        self._keeping = False
        self.set_class(not first, "-more")

    # --- parts ---

    def compose(self) -> ComposeResult:
        title = tr("Welcome to minimax-chat") if self._first else tr("Add an account")
        with Vertical(id="dialog"):
            yield Static(title, id="title", markup=False)
            with Vertical(id="fields"):
                yield Static(self._intro(), id="intro", classes="about", markup=False)
                yield Static(tr("Region of the key"), classes="label", markup=False)
                yield RegionList(self._region)
                address = LineInput(self._address, placeholder="https://…/anthropic", id_="address")
                address.set_class(self._region is not None, "-off")
                yield address
                yield Static(tr("API key"), classes="label", markup=False)
                yield KeyInput()
                if not self._first:
                    yield Static(tr("Name of the account"), classes="label", markup=False)
                    yield LineInput(self._free_name(), id_="name")
            yield Static("", id="said", markup=False)
            with Horizontal(id="buttons"):
                yield Button("connect", tr("Connect"))
                yield Button("other", tr("Try the other region"))
                yield Button("untested", tr("Keep it untested"))
                if self._first:
                    yield Button("demo", tr("Try the demo"))
                    yield Button("quit", tr("Quit"))
                else:
                    yield Button("close", tr("Cancel"))
            yield KeyLine()

    def _intro(self) -> str:
        kept = tr(
            "The key is tried with one request that costs nothing, and kept in the desktop's "
            "keyring, or else in a file that only you can read."
        )
        if not self._first:
            return kept
        return sentences(tr("To talk to MiniMax's models it needs your API key."), kept)

    def _free_name(self) -> str:
        return free_account_name({account.name for account in self._accounts.accounts()})

    def on_mount(self) -> None:
        """Shows what can be done at first."""
        self._offer()
        self._hint()

    def on_resize(self) -> None:
        """Leaves the fields what the other lines do not need."""
        width, height = self.app.size
        self.set_class(is_short(height), "-short")
        self.set_class(width < NARROW_UNDER, "-narrow")
        self.query_one("#dialog").styles.width = dialog_cells(width, _WIDTH)
        self.set_class(height < _LOW_UNDER, "-low")
        self._place_fields()
        self._hint()

    def _place_fields(self) -> None:
        height = self.app.size.height
        others = _OTHER_LINES_SHORT if is_short(height) else _OTHER_LINES
        others += 2 * self.has_class("-told")
        self.query_one("#fields").styles.max_height = max(2, height - others)
        self.call_after_refresh(self._show_focused)

    def _show_focused(self) -> None:
        if self.focused is not None:
            self.focused.scroll_visible(animate=False)

    def on_descendant_focus(self) -> None:
        """Marks the field that has the focus."""
        before: Static | None = None
        for child in self.query_one("#fields").children:
            if isinstance(child, Static) and child.has_class("label"):
                before = child
                child.remove_class("-focused")
            elif child.has_focus and before is not None:
                before.add_class("-focused")
        self._hint()

    def _hint(self) -> None:
        close = tr("later") if self._first else tr("cancel")
        hints: list[tuple[str, str]] = []
        if self._keeping:
            pass
        elif self._trying:
            hints = [("esc", tr("stop"))]
        elif isinstance(self.focused, Button):
            hints = [("enter", tr("do it")), ("← →", tr("choose")), ("esc", close)]
        elif isinstance(self.focused, RegionList):
            hints = [("↑ ↓", tr("choose")), ("tab", tr("next field")), ("esc", close)]
        else:
            hints = [("enter", tr("connect")), ("tab", tr("next field")), ("esc", close)]
        self.query_one(KeyLine).update(key_hints(*hints))

    @property
    def _trying(self) -> bool:
        return self._work is not None

    # --- what is said, and what can be done ---

    def _say(self, what: str, advice: str = "", *, wrong: bool = False) -> None:
        said = self.query_one("#said", Static)
        if wrong != self.has_class("-told"):
            self.set_class(wrong, "-told")
            self._place_fields()
        if not wrong:
            said.update(Content(visible(what)))
        else:
            said.update(
                Content.assemble(
                    ("✗ ", "bold $text-error"),
                    (visible(what), "$text-error"),
                    f"\n{visible(advice)}" if advice else "",
                )
            )

    def _offer(self, *more: str) -> None:
        """Shows the buttons that are always there, and these."""
        for what in ("other", "untested"):
            self.query_one(f"#do-{what}").set_class(what not in more, "-off")
        if more:
            self.query_one(f"#do-{more[0]}").focus()
            self.call_after_refresh(self._show_focused)

    def _base_url(self) -> str:
        region = self.query_one(RegionList).chosen
        return region.base_url if region else self.query_one("#address", Input).value.strip()

    def _account_name(self) -> str:
        return DEFAULT_ACCOUNT if self._first else self.query_one("#name", Input).value

    @on(RegionList.Changed)
    def _region_changed(self) -> None:
        other = self.query_one(RegionList).chosen is None
        self.query_one("#address").set_class(not other, "-off")
        self._forget()

    @on(Input.Changed)
    def _edited(self, event: Input.Changed) -> None:
        event.stop()
        if event.input.id == "name":
            taken = {account.name for account in self._accounts.accounts()}
            name = event.value.strip()
            self._say(tr("Replaces the key of “{name}”.", name=name) if name in taken else "")
        else:
            self._forget()

    def _forget(self) -> None:
        """What was said holds no more."""
        if not self._trying:
            self._say("")
            self._offer()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._connect()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if self._trying:
            return
        match event.what:
            case "connect":
                self._connect()
            case "other":
                region = other_region(self._base_url())
                if region is not None:
                    with self.prevent(RegionList.Changed):
                        self.query_one(RegionList).choose(region)
                    self._connect()
            case "untested":
                self._start(partial(self._keep, ""))
            case "demo":
                self.dismiss(Outcome("demo"))
            case "quit":
                self.dismiss(Outcome("quit"))
            case _:
                self.action_close()

    # --- trying and keeping ---

    def _connect(self) -> None:
        if self._trying:
            return
        if not self.query_one(KeyInput).value.strip():
            self._say(tr("Paste your key first."), wrong=True)
            self.query_one(KeyInput).focus()
        elif not self._base_url():
            self._say(tr("Give the address first."), wrong=True)
            self.query_one("#address").focus()
        else:
            try:
                if not self._first:
                    check_account_name(self._account_name())
            except SettingsError as error:
                self._say(error.what, error.advice, wrong=True)
                self.query_one("#name").focus()
                return
            self._start(self._try)

    def _start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        host = self._base_url().partition("//")[2].partition("/")[0]
        self._doing = tr("Asking {host} …", host=host or self._base_url())
        self._offer()
        self._work = run_in_worker(self, work, group="key", exclusive=True)
        self._spinner = self.set_interval(_SPIN_S, self._spin)
        self._spin()
        self._hint()

    def _spin(self) -> None:
        self._frame += 1
        mark = _SPINNER[self._frame % len(_SPINNER)]
        self._say(f"{mark} {self._doing}")

    def _stopped(self) -> None:
        if self._spinner is not None:
            self._spinner.stop()
        self._spinner = self._work = None
        self._keeping = False

    async def _try(self) -> None:
        try:
            remark = await self._accounts.try_key(self._key(), self._base_url())
        except ChatError as error:
            self._stopped()
            self._explain(error)
            if isinstance(error, PlainHttpRefused) and self._ask_http is not None:
                self._ask_http(error, self._connect)
            return
        await self._keep(remark)

    async def _keep(self, remark: str) -> None:
        self._doing = tr("Keeping the key; the desktop may ask to unlock its keyring …")
        self._keeping = True
        self._hint()
        try:
            account = await self._accounts.keep(self._account_name(), self._key(), self._base_url())
        except ChatError as error:
            self._stopped()
            self._explain(error)
            return
        self._stopped()
        self.query_one(KeyInput).value = ""
        self.dismiss(Outcome("kept", account, remark))

    def _key(self) -> str:
        return self.query_one(KeyInput).value

    def _explain(self, error: ChatError) -> None:
        told = after_failure(error, self._base_url())
        self._say(error.what, told.advice, wrong=True)
        self._offer(*told.offered)
        if not told.offered:
            elsewhere = isinstance(error, SettingsError) and not region_of(self._base_url())
            self.query_one("#address" if elsewhere else "#key").focus()
        self._hint()

    def action_close(self) -> None:
        """Stops asking; else closes. What is being written is waited for."""
        if self._keeping:
            return
        if self._work is not None:
            self._work.cancel()
            self._stopped()
            self._say(tr("Stopped: the key was not kept."))
            self._hint()
            return
        self.query_one(KeyInput).value = ""
        self.dismiss(None)
