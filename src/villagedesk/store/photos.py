"""Photos of this computer: kept as files by their hash, sent to central last and smallest first.

A photo goes to the disk when it is taken (a draft can already name it), and is noted for sending by the action that
uses it, in that action's transaction. So a photo that was thrown away is never sent.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from villagedesk import clock, paths
from villagedesk.store import tables
from villagedesk.store.files import FileStore
from villagedesk.store.store import Store

WAITING = "waiting"
SENT = "sent"


@dataclass(frozen=True)
class Blob:
    """A photo to be sent: name, size in bytes, what it shows, and how many bytes central has."""

    sha256: str
    size: int
    kind: str
    sent_bytes: int


def desk_files(store: Store) -> FileStore:
    """The encrypted files of a desk."""
    return FileStore(paths.files_dir(store.home), store.key)


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
    return connection.execute(news.values(sent_bytes=blob.c.size, state=SENT)).rowcount > 0


def note_sent(connection: Connection, sha256: str, sent_bytes: int) -> None:
    """Note how many bytes of a photo central has by its own word; all of them means that it is done."""
    blob = tables.blob
    connection.execute(update(blob).where(blob.c.sha256 == sha256).values(sent_bytes=sent_bytes))
    connection.execute(update(blob).where(blob.c.sha256 == sha256, blob.c.size <= sent_bytes).values(state=SENT))


def waiting(connection: Connection) -> tuple[int, int]:
    """How many photos still wait, and how many bytes of them."""
    blob = tables.blob
    left = func.coalesce(func.sum(blob.c.size - blob.c.sent_bytes), 0)
    row = connection.execute(select(func.count(), left).where(blob.c.state == WAITING)).one()
    return int(row[0]), int(row[1])


def ask_again(connection: Connection, names: Collection[str]) -> None:
    """Ask central about these photos once more; it was set back, and may not have them any more."""
    blob = tables.blob
    for name in names:
        sent = update(blob).where(blob.c.sha256 == name, blob.c.state == SENT)
        connection.execute(sent.values(state=WAITING))


def forget(connection: Connection, sha256: str) -> None:
    """Do not send a photo any more, because what used it was erased."""
    connection.execute(delete(tables.blob).where(tables.blob.c.sha256 == sha256))
