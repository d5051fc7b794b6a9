"""`minimax-chat` on a terminal: starts the screen, and says at the end how to resume."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from functools import partial
from typing import TYPE_CHECKING

from minimax_tui.cli.compose import Program, compose
from minimax_tui.cli.exporting import exports_of
from minimax_tui.cli.faults import say_that_it_crashed
from minimax_tui.cli.language import use_language
from minimax_tui.cli.restart import start_demo
from minimax_tui.cli.sessions import session_to_open
from minimax_tui.cli.unsaved import say_what_is_not_stored
from minimax_tui.config.paths import themes_dir
from minimax_tui.domain.errors import StorageError
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.domain.surface import read_in_shell
from minimax_tui.storage.database import StorageNotice
from minimax_tui.ui.app import ChatApp
from minimax_tui.ui.lifecycle import EndWatch
from minimax_tui.ui.services import Services
from minimax_tui.ui.terminal_query import TerminalQuery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimax_tui.domain.catalogue import ModelInfo
    from minimax_tui.domain.database_care import DatabaseCare
    from minimax_tui.domain.importing import HistoryImporter
    from minimax_tui.domain.saved_prompts import PromptLibrary

EXIT_CRASHED = 1


def run_screen(options: Namespace, terminal: TerminalQuery) -> int:
    """Runs the screen until the user quits or the system ends it; returns the exit status.

    Raises:
        ChatError: if the session asked for, a setting or the database cannot be used.
    """
    program = compose(options, saved=not options.no_save)
    if program.settings.switch("linear"):
        terminal.restore()
        if options.sessions is not None:
            program.close()
            return _list_sessions(options)
        from minimax_tui.cli.linear import run_linear

        return run_linear(
            program,
            continue_last=options.continue_last,
            resume=options.resume,
            start_demo=lambda: start_demo(options, linear=True),
        )
    try:
        resume_id = session_to_open(program.store, options.continue_last, options.resume)
        services = _services(program, resume_id, terminal)
        services.sessions_at_start = options.sessions
        app = ChatApp(services)
        _tell_of_moves(program, services, app)
        with EndWatch(app, program.close) as watch:
            try:
                with read_in_shell(shell=False):
                    app.run()
            finally:
                watch.screen_ended()
                program.close()
    finally:
        program.close()
    if watch.terminal_gone:
        _say_nothing_more()
        return watch.status
    if app.crashed:
        say_that_it_crashed()
    say_what_is_not_stored(program.store)
    if services.demo_wanted and not app.crashed and not watch.status:
        return start_demo(options)
    _say_how_to_resume(program, app)
    return EXIT_CRASHED if app.crashed else watch.status or app.return_code or 0


def _list_sessions(options: Namespace) -> int:
    """What `minimax-chat sessions` gives who wants no screen."""
    from minimax_tui.cli.sessions_command import run_sessions

    demo = ["--demo"] if options.demo else []
    return run_sessions([*demo, "--list", "--", options.sessions])


def _services(program: Program, resume_id: str | None, terminal: TerminalQuery) -> Services:
    return Services(
        store=program.store,
        runner=program.runner,
        settings=program.settings,
        credentials=program.credentials,
        accounts=program.accounts,
        theme_folders=(program.paths.user_themes, themes_dir()),
        demo=program.demo,
        saved=program.saved,
        storage_trouble=program.storage_trouble,
        unsaved_sessions=program.store,
        resume_id=resume_id,
        notices=program.notices,
        allow_http=program.allow_http,
        exports=partial(exports_of, program),
        imports=lambda: _importer(program),
        database=lambda: _database_care(program),
        search=program.search,
        prompts=lambda: _open_prompts(program),
        refresh_models=lambda: _refresh_models(program),
        preload=program.preload,
        use_language=lambda: use_language(program.settings.text("language"), os.environ),
        terminal=terminal,
    )


def _importer(program: Program) -> HistoryImporter:
    from minimax_tui.cli.importing import StoreImporter

    return StoreImporter(program.store)


def _database_care(program: Program) -> DatabaseCare:
    from minimax_tui.cli.database_care import OpenDatabaseCare

    return OpenDatabaseCare(program.store)


def _open_prompts(program: Program) -> PromptLibrary:
    from minimax_tui.config.prompts import PromptFiles

    return PromptFiles(program.paths.config)


async def _refresh_models(program: Program) -> Sequence[ModelInfo]:
    from minimax_tui.cli.model_refresh import refresh_and_use

    cache = None if program.demo else program.paths.cache
    return await refresh_and_use(program.credentials, program.settings, cache)


def _tell_of_moves(program: Program, services: Services, app: ChatApp) -> None:
    """Says on the screen when the database has become another one."""

    def moved(notice: StorageNotice) -> None:
        program.saved = services.saved = True
        services.storage_trouble = ""
        app.call_on_loop(lambda: app.tell(sentences(notice.what, notice.advice)))

    def saving(trouble: StorageError | None) -> None:
        services.storage_trouble = "" if trouble is None else trouble.what
        if trouble is None:
            app.call_on_loop(lambda: app.tell(tr("Storing works again: everything is saved now.")))
        else:
            app.call_on_loop(app.show_saving)

    program.store.on_moved = moved
    program.store.on_saving = saving


def _say_how_to_resume(program: Program, app: ChatApp) -> None:
    chat = app.chat
    if chat is None or not chat.session_stored or not program.saved:
        return
    if program.store.is_in_memory(chat.session_id):
        return
    demo = " --demo" if program.demo else ""
    print(tr("Resume with: minimax-chat{demo} --resume {id}", demo=demo, id=chat.session_id))


def _say_nothing_more() -> None:
    """The terminal is gone: keeps the interpreter's end from failing to write to it."""
    from minimax_tui.cli.headless import let_stream_go

    for stream in (sys.stdout, sys.stderr):
        let_stream_go(stream)
