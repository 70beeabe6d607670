"""``villagedesk backup``: what copies there are, take one now, read all of them through, or put one back.

Above the list stands how the last try to put one back went.
"""

from collections.abc import Callable
from pathlib import Path

from villagedesk import i18n
from villagedesk.errors import StorageTrouble, sentence
from villagedesk.i18n import _, ngettext
from villagedesk.store import open_store
from villagedesk.store.backup import backups, check, take_backup
from villagedesk.store.key import load_key
from villagedesk.store.locks import check_window_closed
from villagedesk.sync.drill import drill_told
from villagedesk.sync.drill_words import drill_words
from villagedesk.sync.repair import restore


def run(home: Path, what: str, say: Callable[[str], None], name: str = "") -> int:
    """Do it and say how it went; returns the exit status: 1 when a copy cannot be read.

    Args:
        home: the data folder.
        what: list, now, check or restore.
        say: shows a line.
        name: the copy to put back.

    Raises:
        AppError: known trouble, for instance a full disk.
    """
    if what == "now":
        store = open_store(home)
        try:
            say(_("Copy taken and checked: {name}").format(name=take_backup(store).path.name))
        finally:
            store.close()
        return 0
    if what == "restore":
        check_window_closed(home)
        done = restore(home, name)
        words = ngettext(
            "The copy of {time} is in place; {count} later action was brought back. What was here lies in {folder}.",
            "The copy of {time} is in place; {count} later actions were brought back. What was here lies in {folder}.",
            done.brought_back,
        )
        say(words.format(time=i18n.ago(done.backup_at), count=i18n.number(done.brought_back), folder=done.damaged.name))
        return 0
    return _list(home, say, checked=what == "check")


def _list(home: Path, say: Callable[[str], None], *, checked: bool) -> int:
    found, bad = backups(home), 0
    if found:
        say(drill_words(drill_told(home)))
    for backup in found:
        words = f"{backup.path.name}  {i18n.ago(backup.at)}  {i18n.number(backup.size // 1024)} KB"
        if checked:
            try:
                count = check(backup.path, load_key(home, may_create=False), chain=True)
                words += "  " + ngettext("good, {count} action", "good, {count} actions", count).format(count=count)
            except StorageTrouble as error:
                words, bad = f"{words}  {sentence(error)}", bad + 1
        say(words)
    if not found:
        say(_("There is no copy yet. One is taken every hour while the program is open."))
    return 1 if bad else 0
