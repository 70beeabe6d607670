"""How much of the disk photos may take: the oldest that central keeps for good leave first, and come back when wanted."""

from contextlib import suppress

from sqlalchemy import delete, select

from villagedesk import clock
from villagedesk.errors import StorageTrouble
from villagedesk.store import tables
from villagedesk.store.photos import FETCHED, KEPT, desk_files
from villagedesk.store.store import Store

# About 10,000 photos: a year of a busy room.
MOST_BYTES = 2 << 30
DAY_MS = 86_400_000


def thin_photos(store: Store, most: int = MOST_BYTES) -> int:
    """Let the oldest photos go until at most so many bytes are left; returns how many went.

    Only those that central keeps for good, and those that came from there; never what was not sent, nor what somebody
    wanted to see today. When there is not enough of these, more stays.
    """
    files, blob = desk_files(store), tables.blob
    sizes = {name: files.path(name).stat().st_size for name in files.names()}
    left, gone = sum(sizes.values()), 0
    if left <= most:
        return 0
    with store.read() as s:
        rows = s.connection().execute(
            select(blob.c.sha256, blob.c.state, blob.c.wanted_at)
            .where(blob.c.state.in_((KEPT, FETCHED)))
            .order_by(blob.c.created_at, blob.c.sha256)
        )
        today = clock.now_ms() - DAY_MS
        found = [row for row in rows if row.sha256 in sizes and not today < row.wanted_at]
    for row in found:
        if left <= most:
            break
        if row.state == FETCHED:  # nobody here has to remember it
            with store.transaction() as connection:
                connection.execute(delete(blob).where(blob.c.sha256 == row.sha256, blob.c.state == FETCHED))
        with suppress(StorageTrouble):
            files.remove(row.sha256)
            left, gone = left - sizes[row.sha256], gone + 1
    return gone
