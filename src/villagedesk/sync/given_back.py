"""What central lost of the platform's feed stays in force here, and is given back with a proof that it was central's own.

Devices may not write that feed. So central seals its end with its signature whenever it grew; whoever has all entries from
a place that central still knows up to a sealed one can prove each of them, for the running hash is made of them.
"""

import json
from collections.abc import Iterable, Iterator

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Connection

from villagedesk.domain.cose import key_id, open1, sign1
from villagedesk.domain.entity import PLATFORM_SCOPE, row_id
from villagedesk.errors import AppError
from villagedesk.store import events, identity, shadow
from villagedesk.store.rows import apply_change, delete_row, read_row, write_row
from villagedesk.sync import merge
from villagedesk.sync.feed import APPLIED, Entry, kept_of, kept_text, next_hash
from villagedesk.sync.messages import FEED_CONTEXT, Found, FoundEntry, Page, Reply, encode

# Where lost entries lie in the table ``arriving``.
LOST = "lost:platform"
HASH_BYTES = 16
# A request has room for no more, as it is and as it travels; the county has to do the rest again.
MOST_BYTES, MOST_PACKED = 3_000_000, 600_000
_LATER = 10**9
_SEAL, _SEAL_OF_LOST = "seal platform", "seal lost"


# --- central's side


def seal_pages(key: Ed25519PrivateKey, reply: Reply) -> Reply:
    """Seal the end of the platform's feed, where a page brings something new."""
    for page in reply.pages:
        if page.scope == PLATFORM_SCOPE and page.runs and not page.more:
            body = msgspec.msgpack.encode((page.scope, _end(page), page.hash))
            page.seal = sign1(key, body, key_id(key.public_key()), context=FEED_CONTEXT)
    return reply


def opened_seal(key: Ed25519PublicKey, seal: bytes) -> tuple[int, bytes] | None:
    """The place of the platform's feed that a seal is about, and the running hash there; None when it is none of ours."""
    try:
        _kid, body = open1(seal, lambda _kid: key, context=FEED_CONTEXT)
        scope, position, hash_ = msgspec.msgpack.decode(body, type=tuple[str, int, bytes])
    except (AppError, ValueError, msgspec.MsgspecError):
        return None
    return (position, hash_) if scope == PLATFORM_SCOPE else None


def proven(key: Ed25519PublicKey, found: Found, base_hash: bytes) -> list[Entry]:
    """The entries that were given back; none where the proof does not hold.

    Args:
        base_hash: the running hash (32 bytes) at the place ``found`` begins behind, as central has it now.
    """
    sealed = opened_seal(key, found.seal)
    if sealed is None:
        return []
    entries, hash_ = list(_entries(found)), base_hash
    for entry in entries:
        hash_ = next_hash(hash_, entry)
    fits = sealed == (found.base + len(entries), hash_[:HASH_BYTES])
    return entries if fits else []


def _entries(found: Found) -> Iterator[Entry]:
    for position, one in enumerate(found.entries, found.base + 1):
        yield Entry(position, one.id.hex(), one.log.hex(), one.seq, one.body, one.result or APPLIED, tuple(one.kept))


# --- a desk's side


def note_seal(connection: Connection, page: Page) -> None:
    """Keep central's seal of a page that was taken to its end."""
    device = identity.device(connection)
    if page.scope != PLATFORM_SCOPE or not page.seal or device is None:
        return
    key = Ed25519PublicKey.from_public_bytes(device.central_key)
    if opened_seal(key, page.seal) == (_end(page), page.hash):
        events.put_meta(connection, _SEAL, page.seal.hex())


def keep_lost(connection: Connection, old: list[Entry], new: set[str]) -> None:
    """Keep the entries that the new feed does not have, with those between them, so that they can be proven."""
    if all(entry.event_id in new for entry in old):
        return
    before = connection.exec_driver_sql("SELECT max(position) FROM arriving WHERE scope = ?", (LOST,)).scalar()
    shift = before + _LATER if before else 0
    if not before:  # the newest seal is about the feed that was lost; the next one will not be
        events.put_meta(connection, _SEAL_OF_LOST, events.get_meta(connection, _SEAL) or "")
    for e in old:
        values = (LOST, e.position + shift, e.event_id, e.log, e.seq, e.body, e.result, kept_text(e.kept))
        connection.exec_driver_sql(
            "INSERT INTO arriving(scope, position, event_id, log, seq, body, result, kept) VALUES (?,?,?,?,?,?,?,?)",
            values,
        )


def still_lost(connection: Connection) -> list[Entry]:
    """What central lost and has not got back yet, in its order."""
    rows = connection.exec_driver_sql(
        "SELECT position, event_id, log, seq, body, result, kept FROM arriving"
        " WHERE scope = ? AND event_id NOT IN (SELECT id FROM event) ORDER BY position",
        (LOST,),
    )
    return [_entry(*row) for row in rows]


def lay_lost_on_top(connection: Connection, keys: Iterable[tuple[str, str]]) -> None:
    """Freezes, revocations and prices that central lost stay in force: their rows are what they were."""
    wanted = set(keys)
    for entry in still_lost(connection):
        if entry.result != APPLIED:
            continue
        body = json.loads(entry.body)
        for change in body["c"]:
            key = _key(entry.event_id, change)
            if key in wanted:
                before = read_row(connection, *key)
                shadow.keep(connection, *key, before)
                after = apply_change(before, change)
                if after is None:
                    delete_row(connection, *key)
                else:
                    write_row(connection, *key, after, at=int(body["at"]), by=str(body["by"]))


def is_lost(connection: Connection, event_id: str) -> bool:
    """Whether an entry that comes is one that central had lost."""
    found = connection.exec_driver_sql("SELECT 1 FROM arriving WHERE scope = ? AND event_id = ?", (LOST, event_id))
    return found.fetchone() is not None


def forget_found(connection: Connection) -> None:
    """Once central has all of it again nothing has to be kept."""
    if not still_lost(connection):
        connection.exec_driver_sql("DELETE FROM arriving WHERE scope = ?", (LOST,))


def to_give_back(connection: Connection) -> Found | None:
    """What goes with a round while central lacks something that can be proven."""
    seal = events.get_meta(connection, _SEAL_OF_LOST)
    if not seal or not still_lost(connection):
        return None
    rows = connection.exec_driver_sql(
        "SELECT position, event_id, log, seq, body, result, kept FROM arriving WHERE scope = ? ORDER BY position",
        (LOST,),
    )
    entries = [_entry(*row) for row in rows]
    chain = [e for n, e in enumerate(entries) if e.position == entries[0].position + n]
    if sum(len(e.body) for e in chain) > MOST_BYTES:
        return None
    found = Found(
        bytes.fromhex(seal),
        chain[0].position - 1,
        [
            FoundEntry(
                bytes.fromhex(e.event_id),
                bytes.fromhex(e.log),
                e.seq,
                e.body,
                "" if e.result == APPLIED else e.result,
                [(index, name) for index, name in e.kept],
            )
            for e in chain
        ],
    )
    return found if len(encode(found)) <= MOST_PACKED else None


def _key(event_id: str, change: merge.Change) -> tuple[str, str]:
    return change[0], row_id(event_id, change[1]) if isinstance(change[1], int) else str(change[1])


def _entry(position: int, id_: str, log: str, seq: int, body: bytes, result: str, kept: str | None) -> Entry:
    return Entry(position, id_, log, seq, bytes(body), result or APPLIED, kept_of(kept))


def _end(page: Page) -> int:
    return page.after + sum(run.count for run in page.runs)
