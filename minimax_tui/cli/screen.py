"""`minimax-chat` on a terminal: starts the screen, and says at the end how to resume."""

from __future__ import annotations

from argparse import Namespace

from minimax_tui.cli.compose import Program, compose
from minimax_tui.cli.sessions import session_to_open
from minimax_tui.config.paths import themes_dir
from minimax_tui.domain.i18n import tr
from minimax_tui.ui.app import ChatApp
from minimax_tui.ui.services import Services


def run_screen(options: Namespace) -> int:
    """Runs the screen until the user quits; returns the exit status.

    Raises:
        ChatError: if the session asked for, a setting or the database cannot be used.
    """
    program = compose(options, saved=not options.no_save)
    try:
        resume_id = session_to_open(program.store, options.continue_last, options.resume)
        app = ChatApp(_services(program, resume_id))
        app.run()
    finally:
        program.close()
    _say_how_to_resume(program, app)
    return app.return_code or 0


def _services(program: Program, resume_id: str | None) -> Services:
    return Services(
        store=program.store,
        runner=program.runner,
        settings=program.settings,
        credentials=program.credentials,
        theme_folders=(program.paths.user_themes, themes_dir()),
        demo=program.demo,
        saved=program.saved,
        resume_id=resume_id,
        notices=program.notices,
        preload=program.preload,
    )


def _say_how_to_resume(program: Program, app: ChatApp) -> None:
    chat = app.chat
    if chat is None or not chat.session_stored or not program.saved:
        return
    demo = " --demo" if program.demo else ""
    print(tr("Resume with: minimax-chat{demo} --resume {id}", demo=demo, id=chat.session_id))
