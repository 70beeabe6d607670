"""Takes a copy of the database every hour while the program is open, tries once a week whether one can be put back, and
says when something is wrong with it.
"""

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _, ngettext
from villagedesk.store.backup import Backup, backups, take_backup
from villagedesk.sync.drill_words import drill_words

if TYPE_CHECKING:
    from villagedesk.store import Store
    from villagedesk.sync.drill import Drill
    from villagedesk.sync.repair import Repaired

EVERY_MS = 3_600_000
# Not while the first pages are opened.
_LOOK_MS = 120_000

_log = logging.getLogger(__name__)


class Backups(QObject):
    """Looks every few minutes whether the newest copy is an hour old; copies in the background."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._busy = False
        self._told = ""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look from now on."""
        self._timer.start(_LOOK_MS)

    def look(self) -> None:
        """Take a copy if it is time."""
        if self._desk.tasks.store().only_looking:
            return
        newest = next(iter(backups(self._desk.tasks.store().home)), None)
        if not self._busy and (newest is None or not 0 <= clock.now_ms() - newest.at < EVERY_MS):
            self._busy = True
            # Behind a sync that is under way: neither may hold up the counter.
            self._desk.tasks.network(self, take_backup, self._taken, self._failed)
        elif not self._busy and newest is not None and self._desk.operator is None:
            self._busy = True  # nobody is at the counter
            self._desk.tasks.network(self, _drill, self._tried, self._failed)

    def tell_of_old_copy(self) -> None:
        """Say that the data file was put back from an older copy, when it was."""
        count = self._desk.tasks.store().brought_back
        if count:
            words = ngettext(
                "The data file was an older copy. {count} later action was brought back.",
                "The data file was an older copy. {count} later actions were brought back.",
                count,
            )
            self._desk.bus.say(words.format(count=i18n.number(count)), "act")

    def tell_of_repair(self, done: "Repaired") -> None:
        """Say what was mended before the program opened."""
        words = _("The data file was damaged and has been mended from the copy of {time}.").format(
            time=i18n.ago(done.backup_at)
        )
        more = ngettext(
            "{count} later action was brought back.", "{count} later actions were brought back.", done.brought_back
        ).format(count=done.brought_back)
        self._desk.bus.say(f"{words} {more}", "act")

    def _taken(self, backup: Backup) -> None:
        self._busy = False
        self._told = ""
        _log.info("copy taken: %s", backup.path.name)

    def _tried(self, done: "Drill | None") -> None:
        self._busy = False
        if done is not None and done.code:
            self._desk.bus.say(drill_words(done), "act")

    def _failed(self, error: AppError) -> bool:
        self._busy = False
        # Once, not every two minutes.
        if error.code != self._told:
            self._told = error.code
            self._desk.bus.say(sentence(error), "act" if error.code == "database_damaged" else "wait")
        return True


def _drill(store: "Store") -> "Drill | None":
    # What it needs is not needed for the first window.
    from villagedesk.sync.drill import drill_if_due

    return drill_if_due(store)
