"""``villagedesk update``: what runs here, take in a file, ask the line, or go back."""

from collections.abc import Callable
from pathlib import Path

from villagedesk import __version__
from villagedesk.errors import AppError, Refused, sentence
from villagedesk.i18n import _
from villagedesk.store import Store, identity, open_store
from villagedesk.store.centre import own_centre
from villagedesk.store.locks import check_window_closed
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.updates.any_file import CATALOGUE, take_any
from villagedesk.sync.updates.back import before_here, go_back
from villagedesk.sync.updates.fetch import fetch
from villagedesk.sync.updates.release import COURSE, PROGRAM, VILLAGES
from villagedesk.sync.updates.take import Taken, central_key, take_in

_NOTHING_NEWER = ("update_none", "update_older", "update_sources")


def run(home: Path, what: str, say: Callable[[str], None]) -> int:
    """Do it and say how it went.

    Args:
        home: the data folder.
        what: "" (what is here), "back", "line", or a file.
        say: shows a line.

    Raises:
        AppError: known trouble; nothing was changed.
    """
    if what == "back":
        check_window_closed(home)
        say(_("Version {version} runs from the next start on.").format(version=go_back(home)))
        return 0
    if not what:
        say(f"Village Desk {__version__}")
        before = before_here(home)
        say(_("Version before: {version}").format(version=before or "-"))
        return 0
    store = open_store(home)
    try:
        say(words_of(by_line(store) if what == "line" else take_any(store, Path(what))))
    except AppError as error:
        say(sentence(error))
        return 1
    finally:
        store.close()
    return 0


def by_line(store: Store, progress: Callable[[int, int], bool] = lambda done, size: True) -> Taken:
    """Bring what is newest over the line and take it in: the program, or else the list of villages of this province.

    Goods and courses come with each sync. Arguments and errors are those of ``fetch`` and ``take_in``; ``update_none``,
    ``update_older`` and ``update_sources`` only where there is no newer list either.
    """
    central_key(store)
    with store.read() as s:
        device = identity.device(s.connection())
        assert device is not None
        remote = HttpRemote(device.central_url, device.id, identity.device_key(s.connection()))
        centre = own_centre(s)
        province = centre.village_code[:2] if centre else ""
    try:
        try:
            file = fetch(store, remote, progress)
        except AppError as none:
            if none.code not in _NOTHING_NEWER or not province:
                raise
            try:
                file = fetch(store, remote, progress, kind=VILLAGES, what=province)
            except Refused:
                raise none from None
    finally:
        remote.close()
    if file is None:
        raise AppError("sync_stopped")
    try:
        return take_in(store, file)
    finally:
        file.unlink(missing_ok=True)


def words_of(taken: Taken) -> str:
    """What came in, for the operator."""
    if taken.kind == PROGRAM:
        words = _("Version {version} is here. It runs from the next start on: close the program and open it again.")
    elif taken.kind == COURSE:
        words = _("The materials of the course {version} are here.")
    elif taken.kind == CATALOGUE:
        words = _("The goods pack of {version} is here.")
    else:
        words = _("The list of villages of {version} is here.")
    return words.format(version=taken.version)
