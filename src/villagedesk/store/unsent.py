"""What only this computer has: whatever would take it away asks here first.

A computer may be given back, moved to another centre or set up anew only when central has everything, or when all that it
does not have was written onto a stick. A folder of its own disk is none, nor is one where no stick is mounted.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from villagedesk.errors import Refused
from villagedesk.store import events, photos

_ON_STICK = "on_stick"


@dataclass(frozen=True)
class Unsent:
    """Actions and photos that central does not have. ``oldest_at``: claimed time of the oldest action, ms UTC.

    ``on_stick``: the newest stick that was written here holds all of them.
    """

    actions: int
    photos: int
    oldest_at: int | None
    on_stick: bool

    @property
    def nothing(self) -> bool:
        """Whether there is nothing that could get lost."""
        return not self.actions and not self.photos


def unsent(connection: Connection) -> Unsent:
    """What central does not have yet."""
    actions, oldest = events.waiting(connection)
    waiting = {photo.sha256 for photo in photos.waiting_photos(connection)}
    log, head, _ = events.current_log(connection)
    noted = json.loads(events.get_meta(connection, _ON_STICK) or "{}")
    covered = noted.get("log") == log and noted.get("head", 0) >= head and waiting <= set(noted.get("photos", ()))
    return Unsent(actions, len(waiting), oldest, bool(noted) and covered)


def on_own_disk(home: Path, folder: Path) -> bool:
    """Whether what is written into a folder would go away with this computer's own disk."""
    return folder.stat().st_dev == home.stat().st_dev


def note_on_stick(connection: Connection, log: str, head: int, names: list[str]) -> None:
    """A stick was written: own events up to ``head`` and these photos are on it."""
    events.put_meta(connection, _ON_STICK, json.dumps({"log": log, "head": head, "photos": names}))


def check_nothing_unsent(connection: Connection) -> None:
    """Refuse what would take data away from this computer.

    Raises:
        Refused: ``unsent_here``: central does not have everything, and no stick either.
    """
    found = unsent(connection)
    if not found.nothing and not found.on_stick:
        raise Refused("unsent_here", actions=found.actions, photos=found.photos)
