"""``villagedesk --self-test``: every step in turn, a line for each, and an end that says what to do."""

import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from villagedesk import __version__, i18n
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import N_, _
from villagedesk.log import redact
from villagedesk.self_test.checks import FailedError

# Module and function of each step, imported one by one: what cannot be imported is one step's trouble.
STEPS: tuple[tuple[str, str], ...] = (
    (N_("The program's files"), "data:program_files"),
    (N_("Libraries"), "data:libraries"),
    (N_("A new database, brought to the newest form"), "data:database"),
    (N_("Writing, closing, reading again"), "data:write_and_read"),
    (N_("A signed label"), "data:signed_label"),
    (N_("The parts of the window, letters, devices"), "window:parts_of_qt"),
    (N_("Every page, in both languages"), "window:every_page"),
    (N_("A square on paper"), "window:square_on_paper"),
    (N_("Every paper as a PDF"), "window:every_paper"),
)


def run(say: Callable[[str], None]) -> int:
    """Test this installation in a scratch folder; real data is neither read nor touched.

    Args:
        say: shows a line.

    Returns:
        0 when everything works, else 1.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    language = i18n.language()
    say(f"Village Desk {__version__}")
    # The disk of the system's temporary files may be another one than that of the data; both are written to in use.
    with tempfile.TemporaryDirectory(prefix="villagedesk-self-test-", ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "desk"
        os.environ["VILLAGEDESK_HOME"] = str(home)  # also for what asks by itself, the villages
        for name, why in _failures(home, say, language):
            i18n.set_language(language)
            say(_("Failed: {step}: {why}").format(step=name, why=redact(why)))
            say(
                _(
                    "Village Desk does not work on this computer as it is. Please install it again; if it says so again, "
                    "send these lines to your county office."
                )
            )
            return 1
    i18n.set_language(language)
    say(_("Everything works."))
    return 0


def _failures(home: Path, say: Callable[[str], None], language: str) -> Iterator[tuple[str, str]]:
    """The first step that fails, as (its name, why); nothing when all work."""
    scratch = None
    try:
        for name, where in STEPS:
            module, function = where.split(":")
            i18n.set_language(language)
            try:
                if scratch is None:
                    scratch = import_module("villagedesk.self_test.scratch").Scratch(home)
                getattr(import_module(f"villagedesk.self_test.{module}"), function)(scratch)
            except AppError as error:
                yield _(name), sentence(error)
                return
            except Exception as error:  # whatever it is: the lines are what support gets
                sys.stderr.write(redact(traceback.format_exc()))
                yield _(name), str(error) if isinstance(error, FailedError) else f"{type(error).__name__}: {error}"
                return
            i18n.set_language(language)
            say(_("Good: {step}").format(step=_(name)))
    finally:
        if scratch is not None:
            scratch.close()
