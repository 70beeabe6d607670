"""One round with a device: take its piece of log exactly once, and give it the next pages of its feeds."""

import json
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, insert, select, update

from villagedesk import clock
from villagedesk.central import tables
from villagedesk.central.checks import device_scope, full_scope
from villagedesk.central.devices import new_nonce, remember_round
from villagedesk.central.feed import Incoming, append
from villagedesk.central.goods import newest_position
from villagedesk.central.pages import make_page
from villagedesk.domain.entity import PLATFORM_SCOPE
from villagedesk.errors import Rejected
from villagedesk.store.events import FIRST_LINK, next_link
from villagedesk.sync.codec import CodecError, WireEvent, decode_events
from villagedesk.sync.cursors import cursors_digest
from villagedesk.sync.messages import Cursor, Page, Reply, Round


@dataclass(frozen=True)
class Caller:
    """The device whose signature was on the request."""

    device: str
    centre: str
    nonce: bytes
    cursors: dict[str, list[int | str]]


def caller(connection: Connection, device: str) -> Caller:
    """The device, locked for this transaction.

    Raises:
        Rejected: it is not enrolled, or was revoked.
    """
    found = connection.execute(
        select(tables.device).where(tables.device.c.id == device).with_for_update()
    ).one_or_none()
    if found is None or found.revoked:
        raise Rejected("device_unknown")
    return Caller(device, found.centre, bytes(found.nonce), json.loads(found.cursors))


def take_round(connection: Connection, who: Caller, request: Round, page_bytes: int) -> Reply:
    """Answer one round. Everything it took is durable when this transaction is committed.

    Raises:
        Rejected: the events are damaged (``wire_broken``), or the log belongs to another device.
    """
    events = _events(request)
    status, head = _push(connection, who, request, events)
    reply = Reply(status, new_nonce(), clock.now_ms(), head, head)
    reply.catalogue = newest_position(connection)
    cursors = _cursors(who, request)
    if cursors is None:
        reply.status = "cursors" if status == "ok" else status
        given = who.cursors
    elif status == "ok":
        # What the device itself has of its log: a restored one lacks its end, and gets those bodies too.
        own_head = request.first - 1 + len(events)
        reply.pages, given = _pages(connection, who, cursors, request.log.hex(), own_head, page_bytes)
    else:
        given = who.cursors
    remember_round(connection, who.device, reply.nonce, given, request.waiting, request.oldest)
    return reply


def _events(request: Round) -> list[WireEvent]:
    try:
        return decode_events(request.events) if request.events else []
    except CodecError as error:
        raise Rejected("wire_broken") from error


def _push(connection: Connection, who: Caller, request: Round, events: list[WireEvent]) -> tuple[str, int]:
    log = request.log.hex()
    found = connection.execute(select(tables.log).where(tables.log.c.id == log).with_for_update()).one_or_none()
    if found is not None and found.device != who.device:
        raise Rejected("device_unknown")
    head, link = (found.head_seq, bytes(found.head_link)) if found else (0, FIRST_LINK)
    if request.first - 1 > head:
        return "gap", head
    if request.previous and request.previous != _link_at(connection, log, request.first - 1, head, link):
        return "fork", head
    fresh = events[max(0, head - request.first + 1) :]
    if not _same_overlap(connection, log, request, events[: len(events) - len(fresh)]):
        return "fork", head
    if not fresh:
        return "ok", head
    new_head = head + len(fresh)
    link = _take(connection, who, log, head, link, fresh)
    values = {"head_seq": new_head, "head_link": link}
    if found is None:
        connection.execute(insert(tables.log).values(id=log, device=who.device, **values))
    else:
        connection.execute(update(tables.log).where(tables.log.c.id == log).values(**values))
    return "ok", new_head


def _take(connection: Connection, who: Caller, log: str, head: int, link: bytes, fresh: list[WireEvent]) -> bytes:
    """Give each new event its place; an event that is in a feed already (its log was re-opened) keeps the old one."""
    known = _known_ids(connection, [event.id.hex() for event in fresh])
    incoming: list[tuple[str, Incoming]] = []
    for seq, event in enumerate(fresh, head + 1):
        id_ = event.id.hex()
        link = next_link(link, id_, event.body)
        if id_ in known:
            continue
        known.add(id_)
        scope = full_scope(event.scope, who.centre)
        if scope is None or scope == PLATFORM_SCOPE or not _may_write(connection, scope, who.centre):
            # Kept in the centre's own feed, where it is refused: nothing a device sent is ever dropped.
            scope = f"centre:{who.centre}"
        incoming.append((scope, Incoming(id_, log, seq, event.body, link)))
    for scope, group in groupby(incoming, key=lambda pair: pair[0]):
        append(connection, scope, who.centre, [event for _, event in group])
    return link


def _may_write(connection: Connection, scope: str, centre: str) -> bool:
    owner = connection.execute(select(tables.scope.c.centre).where(tables.scope.c.scope == scope)).scalar()
    return owner in (None, centre)


def _known_ids(connection: Connection, ids: list[str]) -> set[str]:
    event = tables.event
    found: set[str] = set()
    for start in range(0, len(ids), 500):
        found |= set(connection.execute(select(event.c.id).where(event.c.id.in_(ids[start : start + 500]))).scalars())
    return found


def _link_at(connection: Connection, log: str, seq: int, head: int, link: bytes) -> bytes:
    if seq == head:
        return link
    if seq == 0:
        return FIRST_LINK
    event = tables.event
    found = connection.execute(select(event.c.link).where(event.c.log == log, event.c.seq == seq)).scalar()
    # An event that kept its place from an older log has no row under this one; its link cannot be compared.
    return bytes(found) if found is not None else b""


def _same_overlap(connection: Connection, log: str, request: Round, overlap: list[WireEvent]) -> bool:
    """Whether what was sent again is what central has."""
    if not overlap:
        return True
    event = tables.event
    rows = connection.execute(select(event.c.seq, event.c.id).where(event.c.log == log, event.c.seq >= request.first))
    known = {row.seq: row.id for row in rows}
    return all(known.get(request.first + n, e.id.hex()) == e.id.hex() for n, e in enumerate(overlap))


def _cursors(who: Caller, request: Round) -> dict[str, tuple[int, bytes]] | None:
    """Where the device stands; None when it must tell, because it is not where central last saw it."""
    if request.cursors is not None:
        return {c.scope: (c.position, c.hash) for c in request.cursors}
    remembered = [Cursor(scope, int(p), bytes.fromhex(str(h))) for scope, (p, h) in who.cursors.items()]
    if cursors_digest(remembered) != request.cursors_digest:
        return None
    return {c.scope: (c.position, c.hash) for c in remembered}


def _pages(
    connection: Connection,
    who: Caller,
    cursors: dict[str, tuple[int, bytes]],
    own_log: str,
    own_head: int,
    budget: int,
) -> tuple[list[Page], dict[str, list[int | str]]]:
    """The next page of each feed the device follows, and where it stands once it has taken them."""
    pages: list[Page] = []
    given: dict[str, list[int | str]] = {}
    scopes = connection.execute(
        select(tables.scope).where((tables.scope.c.centre == who.centre) | (tables.scope.c.scope == PLATFORM_SCOPE))
    ).all()
    for found in sorted(scopes, key=_freezes_first):
        name = device_scope(found.scope)
        position, seen_hash = cursors.get(name, (0, b""))
        page = make_page(connection, found, name, position, seen_hash, own_log, own_head, budget)
        budget = max(1024, budget - len(page.events))
        pages.append(page)
        last = page.after + sum(run.count for run in page.runs)
        given[name] = [last, (page.hash or seen_hash).hex()]
    return pages, given


def _freezes_first(scope: object) -> tuple[bool, str]:
    name = scope.scope  # type: ignore[attr-defined]
    return name != PLATFORM_SCOPE, name
