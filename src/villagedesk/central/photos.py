"""Photos at central: pieces from devices, checked against their hash, and which centre they belong to."""

from sqlalchemy import Connection, select

from villagedesk.central import tables
from villagedesk.central.database import upsert
from villagedesk.errors import Rejected
from villagedesk.store.files import FileStore


def receive_photo(
    connection: Connection, files: FileStore, centre: str, sha256: str, size: int, offset: int, data: bytes
) -> int:
    """Take a piece; returns how many bytes are here.

    Raises:
        Rejected: the name is no SHA-256, or a number makes no sense.
        AppError: see ``FileStore.receive``.
    """
    if len(sha256) != 64 or size <= 0 or offset < 0:
        raise Rejected("malformed")
    have = files.receive(sha256, offset, data, size)
    upsert(connection, tables.blob, [{"sha256": sha256, "centre": centre, "size": size, "received": have}])
    return have


def belongs_to(connection: Connection, sha256: str) -> str | None:
    """The centre that sent a photo, or None when it is not here whole."""
    blob = tables.blob
    return connection.execute(
        select(blob.c.centre).where(blob.c.sha256 == sha256, blob.c.received == blob.c.size)
    ).scalar()
