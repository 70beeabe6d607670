"""The command line: ``villagedesk [desk]``, ``demo``, ``sync``, ``stick``, ``backup``, ``self-test``, ``central`` and more.

Each command imports what it needs when it is chosen: the window must not wait for the server's libraries.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from villagedesk import __version__, i18n, paths, versions
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _
from villagedesk.settings import Settings

# Libraries that come with an extra of the package only; see pyproject.toml.
_EXTRAS = {
    "PySide6": "desktop",
    "zxingcpp": "desktop",
    "python_calamine": "desktop",
    "fastapi": "central",
    "uvicorn": "central",
    "jinja2": "central",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status (0 done, 1 known trouble, 2 wrong words)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _let_print()
    if words[:1] == ["--self-test"]:  # as whoever tests an installation would type it
        words[0] = "self-test"
    if getattr(sys, "frozen", False):
        versions.free_children()
        if words[:1] not in (["self-test"], ["--version"]):
            versions.hand_over(_home(), words)
    # What stands behind "central" is central's own, its --help too.
    options = _parser().parse_args(["central", "--", *words[1:]] if words[:1] == ["central"] else words)
    i18n.set_language(getattr(options, "language", None) or Settings.load(paths.settings_file(_home())).language)
    try:
        return int(options.run(options) or 0)
    except AppError as error:
        print(sentence(error), file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        extra = _EXTRAS.get((error.name or "").partition(".")[0])
        if extra is None:
            raise
        print(sentence(AppError("part_missing", extra=extra)), file=sys.stderr)
        return 1


def _let_print() -> None:
    """A sign that a console or a pipe does not know (Chinese on an English Windows) becomes "?", it ends no command."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # None without a console, something else in a test
        sys.stdout.reconfigure(errors="replace")


def _home() -> Path:
    return paths.data_dir()


def _desk(options: argparse.Namespace) -> int:
    from villagedesk.desktop.app import run_desk  # lazy, see the module

    return run_desk(_home())


def _demo(options: argparse.Namespace) -> int:
    from villagedesk.demo.command import run_demo  # lazy, see the module

    return run_demo(headless=options.headless, folder=options.folder, language=options.language, goods=options.goods)


def _sync(options: argparse.Namespace) -> int:
    from villagedesk import log  # lazy, see the module
    from villagedesk.store import open_store
    from villagedesk.sync.unattended import sync_every, sync_once

    with suppress(OSError):  # a disk that is full or read-only: the store says in one sentence what to do
        log.start(paths.log_dir(_home()))
    store = open_store(_home())
    try:
        if options.every:
            return sync_every(store, options.every)
        return sync_once(store, print)
    finally:
        store.close()


def _backup(options: argparse.Namespace) -> int:
    from villagedesk.sync.backup_command import run  # lazy, see the module

    return run(_home(), options.what, print, options.name)


def _stick(options: argparse.Namespace) -> int:
    from villagedesk.sync.stick_command import run  # lazy, see the module

    return run(_home(), options.what, options.place, print)


def _leave(options: argparse.Namespace) -> int:
    from villagedesk.sync.leave import run  # lazy, see the module

    return run(_home(), print)


def _central(options: argparse.Namespace) -> int:
    from villagedesk.central.command import run  # lazy, see the module

    return run(options)


def _prices(options: argparse.Namespace) -> int:
    from villagedesk.store.prices.command import run  # lazy, see the module

    return run(_home(), options.file, options.market, print)


def _speak(options: argparse.Namespace) -> int:
    from villagedesk.desktop.speech.child import run  # lazy, see the module

    return run(options.engine)


def _support(options: argparse.Namespace) -> int:
    from villagedesk.store import Store, open_store  # lazy, see the module
    from villagedesk.store.support import write_bundle

    store: Store | None = None
    with suppress(Exception):  # then the file says that the data could not be opened; perhaps that is why it is wanted
        store = open_store(_home())
    try:
        place = paths.desktop_dir() if options.desktop else options.place
        print(_("Written: {place}").format(place=write_bundle(_home(), place, store)))
    finally:
        if store is not None:
            store.close()
    return 0


def _first_day(options: argparse.Namespace) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # a file is written, no window opened
    from villagedesk.desktop.first_start import first_day  # lazy, see the module

    return first_day.write(options.place, print)


def _update(options: argparse.Namespace) -> int:
    from villagedesk.sync.updates.command import run  # lazy, see the module

    return run(_home(), options.what, print)


def _self_test(options: argparse.Namespace) -> int:
    # lazy, see the module; and the steps want to see for themselves what cannot be imported
    run = import_module(f"villagedesk.self_test.{'screen' if options.window else 'command'}").run
    return int(run(print))


def _manual(options: argparse.Namespace) -> int:
    from villagedesk.demo.manual import run  # lazy, see the module

    return run(options.file, i18n.language(), print)


def _practice(options: argparse.Namespace) -> int:
    from villagedesk.demo import practice  # lazy, see the module

    return practice.empty_room(_home(), print) if options.empty else practice.run(_home(), print)


def _verify(options: argparse.Namespace) -> int:
    from villagedesk.verify import run  # lazy, see the module

    return run(_home(), options.label)


def _import(options: argparse.Namespace) -> int:
    from villagedesk.store.imports.command import run  # lazy, see the module

    return run(_home(), options.what, options.file, print, trying=options.trying)


def _villages(options: argparse.Namespace) -> int:
    from villagedesk.domain.villages import take_in  # lazy, see the module

    try:
        edition, province, count = take_in(options.file.read_bytes(), _home())
    except OSError as error:
        raise AppError("file_not_readable", file=options.file.name) from error
    words = _("{count} villages of province {province}, edition {edition}")
    print(words.format(count=count, province=province, edition=edition))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("villagedesk", description="The counter of a village service centre.")
    parser.add_argument("--version", action="version", version=f"Village Desk {__version__}")
    parser.set_defaults(run=_desk)
    commands = parser.add_subparsers(metavar="COMMAND")
    desk = commands.add_parser("desk", help="open the counter's window (what happens without a command)")
    desk.set_defaults(run=_desk)
    demo = commands.add_parser("demo", help="a working day with invented people and goods")
    demo.add_argument("--headless", action="store_true", help="work the day without a window and write pictures")
    demo.add_argument("--folder", type=Path, help="where data and pictures go (default: a new folder)")
    demo.add_argument("--language", choices=sorted(i18n.LANGUAGES), help="language of the window")
    demo.add_argument("--goods", type=int, default=100_000, help="how many goods the catalogue has")
    demo.set_defaults(run=_demo)
    sync = commands.add_parser("sync", help="sync with the window closed")
    when = sync.add_mutually_exclusive_group()
    when.add_argument("--once", action="store_true", help="sync now and end (the default)")
    when.add_argument("--every", type=int, metavar="MINUTES", help="sync again and again")
    sync.set_defaults(run=_sync)
    backup = commands.add_parser(
        "backup", help="copies of the database: list them, take one now, read all of them through, put one back"
    )
    backup.add_argument("what", nargs="?", choices=("list", "now", "check", "restore"), default="list")
    backup.add_argument("name", nargs="?", default="", help="the copy to put back; the program must be closed")
    backup.set_defaults(run=_backup)
    stick = commands.add_parser("stick", help="sync by a stick instead of the line")
    stick.add_argument("what", choices=("write", "read"))
    stick.add_argument("place", type=Path, help="the stick's folder; for read also one file")
    stick.set_defaults(run=_stick)
    leave = commands.add_parser(
        "leave", help="give this computer back: its data is put aside, once central has all of it"
    )
    leave.set_defaults(run=_leave)
    central = commands.add_parser("central", help="the platform's reference server", add_help=False)
    central.add_argument("words", nargs=argparse.REMAINDER)
    central.set_defaults(run=_central)
    verify = commands.add_parser("verify", help="check a signed label: its text, or a picture of it")
    verify.add_argument("label")
    verify.set_defaults(run=_verify)
    lists = commands.add_parser("import", help="take in a list of sellers or lots from Excel or CSV, or undo one")
    lists.add_argument("what", choices=("sellers", "lots", "list", "undo"))
    lists.add_argument("file", nargs="?", default="", help="the file; for undo the number that list shows")
    lists.add_argument("--try", dest="trying", action="store_true", help="only say what would happen, row by row")
    lists.set_defaults(run=_import)
    villages = commands.add_parser("villages", help="take in a newer list of one province's villages")
    villages.add_argument("file", type=Path)
    villages.set_defaults(run=_villages)
    prices = commands.add_parser(
        "prices", help="take in a market's table of prices (CSV or Excel), or say what is here"
    )
    prices.add_argument("file", type=Path, nargs="?")
    prices.add_argument("--market", default="", metavar="NAME", help="whose prices these are")
    prices.set_defaults(run=_prices)
    _add_help_words(commands)
    speak = commands.add_parser("speak")  # without help: only the window starts it
    speak.add_argument("engine", nargs="?", default="")
    speak.set_defaults(run=_speak)
    return parser


def _add_help_words(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """What is for whoever helps somebody else."""
    support = commands.add_parser("support", help="write the log and what runs here into a file, people blotted out")
    support.add_argument(
        "place", type=Path, nargs="?", default=Path(), help="a file or a folder (default: this folder)"
    )
    support.add_argument("--desktop", action="store_true", help="onto this user's desktop, as the menu's entry does")
    support.set_defaults(run=_support)
    update = commands.add_parser("update", help="take in a new version or a pack, or go back to the version before")
    update.add_argument(
        "what", nargs="?", default="", help="a .vdupdate file, 'line' or 'back' (default: what is here)"
    )
    update.set_defaults(run=_update)
    sheet = commands.add_parser("first-day", help="write what to do on the first day on one sheet, as a PDF")
    sheet.add_argument("place", type=Path, nargs="?", default=Path(), help="a file or a folder (default: this folder)")
    sheet.set_defaults(run=_first_day)
    practice = commands.add_parser("practice", help="practise with invented data, in a folder of its own, never synced")
    practice.add_argument("--empty", action="store_true", help="throw the practice room away")
    practice.set_defaults(run=_practice)
    manual = commands.add_parser("manual", help="write the operator's manual as PDF, with pictures of the screens")
    manual.add_argument("file", type=Path)
    manual.add_argument("--language", choices=sorted(i18n.LANGUAGES), help="language of the manual")
    manual.set_defaults(run=_manual)
    test = commands.add_parser("self-test", help="does everything work on this computer? (no data is touched)")
    test.add_argument("--window", action="store_true", help="open the window on the screen, say how soon it was there")
    test.set_defaults(run=_self_test)


if __name__ == "__main__":
    sys.exit(main())
