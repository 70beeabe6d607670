"""Where this copy stands in every feed it follows."""

import hashlib

from sqlalchemy import Connection

from villagedesk.sync.messages import Cursor

HASH_BYTES = 16


def all_cursors(connection: Connection) -> list[Cursor]:
    """The cursors, by scope; of one that is being fetched again (``reset``), how far that has come."""
    rows = connection.exec_driver_sql(
        "SELECT scope, position, hash FROM reset UNION ALL"
        " SELECT scope, position, hash FROM cursor WHERE scope NOT IN (SELECT scope FROM reset) ORDER BY scope"
    )
    return [Cursor(scope, position, bytes(hash_)[:HASH_BYTES] if position else b"") for scope, position, hash_ in rows]


def cursors_digest(cursors: list[Cursor]) -> bytes:
    """16 bytes that stand for all cursors: normally both sides know them, and the list need not travel.

    A feed of which nothing was taken yet does not count: central may know it before the device does.
    """
    known = sorted((c for c in cursors if c.position), key=lambda c: c.scope)
    text = ";".join(f"{c.scope},{c.position},{c.hash.hex()}" for c in known)
    return hashlib.sha256(text.encode()).digest()[:HASH_BYTES]
