"""Take back what was lost of the platform's feed when central was set back: from any device that can prove it.

See ``sync.given_back``. What is there already by its id is passed over, so whoever comes first is enough.
"""

import logging

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select

from villagedesk.central import tables
from villagedesk.central.feed import Incoming, append, lock_scope
from villagedesk.domain.entity import PLATFORM_SCOPE
from villagedesk.sync.feed import FIRST_HASH
from villagedesk.sync.given_back import proven
from villagedesk.sync.messages import Found

_MOST = 5000

_log = logging.getLogger(__name__)


def take_back(connection: Connection, key: Ed25519PublicKey, found: Found | None) -> int:
    """Put the entries that are proven and not there back into the feed; returns how many.

    Args:
        key: central's own, with which it sealed the feed.
    """
    if found is None or not found.entries or len(found.entries) > _MOST:
        return 0
    event = tables.event
    fold = lock_scope(connection, PLATFORM_SCOPE, "")
    stored = connection.execute(
        select(event.c.hash).where(event.c.scope == PLATFORM_SCOPE, event.c.position == found.base)
    ).scalar()
    base_hash = bytes(stored) if stored is not None else FIRST_HASH if found.base == 0 else b""
    entries = proven(key, found, base_hash) if base_hash else []
    ids = [entry.event_id for entry in entries]
    # In this feed only: a device that sent such an event as its own was refused, and takes nobody's freeze away by it.
    mine = select(event.c.id).where(event.c.scope == PLATFORM_SCOPE, event.c.id.in_(ids))
    known = set(connection.execute(mine).scalars()) if ids else set()
    missing = [Incoming(e.event_id, e.log, e.seq, e.body, b"") for e in entries if e.event_id not in known]
    if missing:
        append(connection, fold, missing, trusted=True)
        _log.warning("%s entries of the platform's feed came back from a device", len(missing))
    return len(missing)
