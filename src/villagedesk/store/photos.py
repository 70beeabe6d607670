"""Photos of this computer: kept as files by their hash, sent to central last and smallest first.

What central keeps for good may leave this disk again when there are many (see ``photo_room``), and comes back when
somebody wants to see it.

A photo goes to the disk when it is taken (a draft can already name it), and is noted for sending by the action that
uses it, in that action's transaction. So a photo that was thrown away is never sent.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from villagedesk import clock, paths
from villagedesk.errors import StorageTrouble
from villagedesk.store import events, tables
from villagedesk.store.files import FileStore
from villagedesk.store.room import SMALL, check_room
from villagedesk.store.store import Store

WAITING = "waiting"
# Central has it whole; and: it would have it still if its newest backup were lost.
SENT, KEPT = "sent", "kept"
# Somebody wants to see what is not here; and: it came.
WANTED, FETCHED = "wanted", "fetched"
# How a body names a photo.
NAME = re.compile(rb'"([0-9a-f]{64})"')
_LOOK = "look_for_photos"


@dataclass(frozen=True)
class Blob:
    """A photo to be sent: name, size in bytes, what it shows, and how many bytes central has."""

    sha256: str
    size: int
    kind: str
    sent_bytes: int


def desk_files(store: Store) -> FileStore:
    """The encrypted files of a desk. On a disk that is nearly full only small ones are taken, such as a drawn name."""

    def check(size: int) -> None:
        if size > SMALL:
            check_room(store.home, size)

    return FileStore(paths.files_dir(store.home), store.key, check=check)


def attach(connection: Connection, files: FileStore, sha256: str, kind: str, at: int | None = None) -> None:
    """Note a photo for sending, in the transaction of the action that uses it; one noted before stays as it is.

    Args:
        connection: ``s.connection()`` of the action.
        files: where the photo is.
        sha256: its name, from ``FileStore.put``.
        kind: what it shows, for instance ``lot``.
        at: when, ms UTC; now when None.

    Raises:
        NotFound: the file is not on this computer.
    """
    size = len(files.get(sha256))
    row = {"sha256": sha256, "size": size, "kind": kind, "sent_bytes": 0, "state": WAITING}
    connection.execute(
        insert(tables.blob).values(**row, created_at=at or clock.now_ms()).on_conflict_do_nothing(),
    )


def next_to_send(connection: Connection, without: Collection[str] = ()) -> Blob | None:
    """The smallest photo that central does not have whole, those in ``without`` left out."""
    blob = tables.blob
    row = connection.execute(
        select(blob.c.sha256, blob.c.size, blob.c.kind, blob.c.sent_bytes)
        .where(blob.c.state == WAITING, blob.c.sha256.not_in(without))
        .order_by(blob.c.size, blob.c.sha256)
        .limit(1)
    ).one_or_none()
    return None if row is None else Blob(*row)


def waiting_photos(connection: Connection) -> list[Blob]:
    """All photos that central does not have whole, the smallest first."""
    blob = tables.blob
    rows = connection.execute(
        select(blob.c.sha256, blob.c.size, blob.c.kind, blob.c.sent_bytes)
        .where(blob.c.state == WAITING)
        .order_by(blob.c.size, blob.c.sha256)
    )
    return [Blob(*row) for row in rows]


def note_whole(connection: Connection, sha256: str) -> bool:
    """Note that central has a photo whole, by its own word; whether that is news."""
    blob = tables.blob
    news = update(blob).where(blob.c.sha256 == sha256, blob.c.state == WAITING)
    return connection.execute(news.values(sent_bytes=blob.c.size, **_sent_now(connection))).rowcount > 0


def note_sent(connection: Connection, sha256: str, sent_bytes: int) -> None:
    """Note how many bytes of a photo central has by its own word; all of them means that it is done."""
    blob = tables.blob
    connection.execute(update(blob).where(blob.c.sha256 == sha256).values(sent_bytes=sent_bytes))
    if sent_bytes:
        whole = update(blob).where(blob.c.sha256 == sha256, blob.c.size <= sent_bytes)
        connection.execute(whole.values(**_sent_now(connection)))


def _sent_now(connection: Connection) -> dict[str, str | int]:
    log, head, _ = events.current_log(connection)
    return {"state": SENT, "sent_log": log, "sent_seq": head}


def note_kept(connection: Connection, log: str, durable: int) -> None:
    """Central says how far this log is safe against losing its newest backup: what was sent before that is so as well.

    A backup that has an event of ours has every photo that had arrived when we wrote that event.
    """
    blob = tables.blob
    earlier = ((blob.c.sent_log == log) & (blob.c.sent_seq < durable)) | (blob.c.sent_log.not_in(("", log)))
    if durable > 0:
        connection.execute(update(blob).where(blob.c.state == SENT, earlier).values(state=KEPT))


def waiting(connection: Connection) -> tuple[int, int]:
    """How many photos still wait, and how many bytes of them."""
    blob = tables.blob
    left = func.coalesce(func.sum(blob.c.size - blob.c.sent_bytes), 0)
    row = connection.execute(select(func.count(), left).where(blob.c.state == WAITING)).one()
    return int(row[0]), int(row[1])


def ask_again(connection: Connection) -> None:
    """Central was set back: ask it about every photo once more, except those that it keeps for good.

    Also those whose record came long before: a photo may have been sent days after it.
    """
    blob = tables.blob
    connection.execute(update(blob).where(blob.c.state.in_((SENT, FETCHED))).values(state=WAITING))


def look_later(connection: Connection) -> None:
    """This database is older than what was done here: photos may lie on the disk of which it does not know."""
    events.put_meta(connection, _LOOK, "1")


def look_for_forgotten(connection: Connection, files: FileStore) -> int:
    """Note the photos on the disk that an event names and that nobody notes for sending; returns how many.

    A photo that only a draft names stays out. Does nothing unless ``look_later`` was called.
    """
    if not events.get_meta(connection, _LOOK):
        return 0
    events.put_meta(connection, _LOOK, "")
    known = set(connection.execute(select(tables.blob.c.sha256)).scalars())
    missing, found = set(files.names()) - known, set[str]()
    if missing:
        for (body,) in connection.exec_driver_sql("SELECT body FROM event ORDER BY rowid DESC"):
            found |= {name.decode() for name in NAME.findall(bytes(body))} & missing
    for name in sorted(found):
        try:
            attach(connection, files, name, "found")
        except StorageTrouble:  # damaged: its page says so
            continue
    return len(found)


def want(connection: Connection, sha256: str) -> None:
    """Somebody wants to see a photo that is not on this disk: the next sync brings it, if central has it."""
    blob, now = tables.blob, clock.now_ms()
    row = {"sha256": sha256, "size": 0, "kind": "wanted", "sent_bytes": 0, "state": WANTED, "created_at": now}
    connection.execute(
        insert(blob)
        .values(**row, wanted_at=now)
        .on_conflict_do_update(
            index_elements=["sha256"], set_={"state": WANTED, "wanted_at": now}, where=blob.c.state.in_((KEPT, FETCHED))
        )
    )


def want_photo(store: Store, sha256: str) -> None:
    """The same, in a transaction of its own."""
    with store.transaction() as connection:
        want(connection, sha256)


def wanted(connection: Connection) -> list[str]:
    """The photos that somebody wants to see and that are not here, the last wanted first."""
    blob = tables.blob
    rows = connection.execute(select(blob.c.sha256).where(blob.c.state == WANTED).order_by(blob.c.wanted_at.desc()))
    return list(rows.scalars())


def note_fetched(connection: Connection, sha256: str, size: int) -> None:
    """A photo that was wanted is here."""
    blob = tables.blob
    connection.execute(update(blob).where(blob.c.sha256 == sha256).values(state=FETCHED, size=size))


def forget(connection: Connection, sha256: str) -> None:
    """Do not send a photo any more, because what used it was erased."""
    connection.execute(delete(tables.blob).where(tables.blob.c.sha256 == sha256))
