"""``villagedesk leave``: this computer is given back, or goes to another centre. Nothing is deleted: it is put aside.

Refused while central does not have everything, unless it is on a stick.
"""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from villagedesk import clock, paths
from villagedesk.errors import Refused
from villagedesk.i18n import _
from villagedesk.store import Store, open_store
from villagedesk.store.files import file_trouble_told
from villagedesk.store.locks import check_window_closed
from villagedesk.store.unsent import check_nothing_unsent
from villagedesk.sync import refetch
from villagedesk.sync.schedule import only_one

# What the folder of a desk has; settings stay, for the printer does.
_PARTS = ("desk.db", "desk.db-wal", "desk.db-shm", "events.journal", "catalogue.db", "catalogue.db-wal",
          "catalogue.db-shm", "pictures.db", "pictures.db-wal", "pictures.db-shm", "files", "backups", "prints",
          "desk.key")  # fmt: skip


def leave(store: Store) -> Path:
    """Close the desk and put its data aside; the next start begins anew. Returns the folder it lies in.

    Raises:
        Refused: ``unsent_here``; ``central_set_back``; ``sync_running``. Nothing was changed.
        StorageTrouble: the folder cannot be written to.
    """
    with only_one(store.home):
        with store.read() as s:
            connection = s.connection()
            check_nothing_unsent(connection)
            # Central was set back: what it lost seems to be delivered, and is only here until the feed has come anew.
            if refetch.any_under_way(connection):
                raise Refused("central_set_back")
        store.close()
        moment = datetime.fromtimestamp(clock.now_ms() / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
        aside = store.home / f"left-{moment}"
        with file_trouble_told():
            aside.mkdir(exist_ok=True, mode=0o700)
            # The database first: without it the rest is nobody's.
            for name in _PARTS:
                if (store.home / name).exists():
                    shutil.move(store.home / name, aside / name)
    return aside


def run(home: Path, say: Callable[[str], None]) -> int:
    """Do it and say where the data is; returns the exit status.

    Raises:
        Refused: see ``leave``; ``not_enrolled``: there is nothing here.
    """
    if not paths.desk_db(home).exists():
        raise Refused("not_enrolled")
    check_window_closed(home)
    aside = leave(open_store(home))
    say(
        _("Central has everything. What was here lies in {folder}; the next start begins anew.").format(
            folder=aside.name
        )
    )
    return 0
