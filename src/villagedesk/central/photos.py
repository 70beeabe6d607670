"""Photos at central: pieces from devices, checked against their hash, and which centre they belong to."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from villagedesk.central import tables
from villagedesk.central.database import Database, upsert
from villagedesk.central.file_kinds import PDF, ends_as_pdf, is_pdf, paper_kind, picture_kind
from villagedesk.errors import Invalid, NotFound, Rejected, StorageTrouble
from villagedesk.store.files import FileStore
from villagedesk.sync.messages import PhotoAsked, PhotoPiece

_MOST_PIECE = 256 << 10


def receive_photo(
    database: Database, files: FileStore, centre: str, sha256: str, size: int, offset: int, data: bytes
) -> int:
    """Take a piece; returns how many bytes are here.

    The file is written before the row: after a crash between them the device asks again, and the row follows. Two
    centres may send the same photo; it is kept once, and each has a row.

    Raises:
        Rejected: the name is no SHA-256, or a number makes no sense.
        AppError: see ``FileStore.receive``.
    """
    check_piece(files, sha256, size, offset)
    have = files.receive(sha256, offset, data, size)
    with database.write() as connection:
        upsert(connection, tables.blob, [{"sha256": sha256, "centre": centre, "size": size, "received": have}])
    return have


def keep_photo(database: Database, files: FileStore, centre: str, data: bytes) -> str:
    """Keep a picture that came in at central itself, for a centre to fetch; returns its SHA-256.

    Raises:
        Invalid: on ``photo``: none, or a file that is no picture. AppError: it is too large, or the disk makes trouble.
    """
    if not data:
        raise Invalid("photo", "field_required")
    if picture_kind(data) is None:
        raise Invalid("photo", "photo_not_a_photo")
    return _keep(database, files, centre, data)


def keep_paper(database: Database, files: FileStore, centre: str, data: bytes) -> str:
    """Keep a paper of a centre's file, a picture or a PDF; returns its SHA-256.

    Raises:
        Invalid: on ``photo``: none, neither of the two, or a PDF that is cut off. AppError: it is too large, or the disk.
    """
    if not data:
        raise Invalid("photo", "field_required")
    kind = paper_kind(data)
    if kind is None:
        raise Invalid("photo", "paper_unknown")
    if kind == PDF and not ends_as_pdf(data):
        raise Invalid("photo", "paper_damaged")
    return _keep(database, files, centre, data)


def _keep(database: Database, files: FileStore, centre: str, data: bytes) -> str:
    name = files.put(data)
    with database.write() as connection:
        have = {"sha256": name, "centre": centre, "size": len(data), "received": len(data)}
        upsert(connection, tables.blob, [have])
    return name


def pdfs_of(files: FileStore, names: Sequence[str]) -> set[str]:
    """Those of some files here that are PDF."""
    return {name for name in names if files.has(name) and is_pdf(files.path(name))}


def check_piece(files: FileStore, sha256: str, size: int, offset: int) -> None:
    """Whether a piece's name and numbers make sense.

    Raises:
        Rejected: they do not.
    """
    if len(sha256) != 64 or not 0 < size <= files.max_bytes or not 0 <= offset <= size:
        raise Rejected("malformed")


def is_here(connection: Connection, centre: str, sha256: str) -> bool:
    """Whether a centre has sent this photo, whole."""
    return sha256 in here_of(connection, centre, [sha256])


def here_of(connection: Connection, centre: str, names: Sequence[str]) -> set[str]:
    """Those of some photos that a centre has sent whole."""
    blob = tables.blob
    found = connection.execute(
        select(blob.c.sha256).where(
            blob.c.centre == centre, blob.c.sha256.in_(sorted(set(names))), blob.c.received == blob.c.size
        )
    )
    return set(found.scalars())


def photo_piece(database: Database, files: FileStore, centre: str, asked: PhotoAsked) -> PhotoPiece:
    """Some bytes of a photo that some computer of the centre has sent; of no other."""
    whole = whole_photo(database, files, centre, asked.sha256)
    start = max(0, asked.start)
    return PhotoPiece(len(whole), whole[start : start + max(0, min(asked.max_bytes, _MOST_PIECE))])


def whole_photo(database: Database, files: FileStore, centre: str, sha256: bytes) -> bytes:
    """A photo that some computer of the centre has sent; empty when none of them has, or when it cannot be read."""
    name = sha256.hex()
    with database.read() as connection:
        mine = len(sha256) == 32 and is_here(connection, centre, name)
    try:
        return files.get(name) if mine else b""
    except (NotFound, StorageTrouble):
        return b""  # the row outlived the file; whoever has it still will be asked when central notices
