"""Take a piece of a device's log exactly once: each event gets its place in a feed, and nothing sent is dropped."""

from itertools import groupby

from sqlalchemy import Connection, bindparam, insert, select, update

from villagedesk.central import tables
from villagedesk.central.aside import known_ids, put_aside
from villagedesk.central.callers import Caller
from villagedesk.central.commission import settle_pushed
from villagedesk.central.feed import Incoming, append, lock_scope
from villagedesk.central.follows import Rights, give_classes, may_write
from villagedesk.central.parcels.settling import end_orders
from villagedesk.errors import Rejected
from villagedesk.store.events import FIRST_LINK, next_link
from villagedesk.sync.codec import WireEvent
from villagedesk.sync.messages import Round

# Asked in every round: see callers.py.
_LOG = select(tables.log).where(tables.log.c.id == bindparam("log")).with_for_update()
_NEW_HEAD = update(tables.log).where(tables.log.c.id == bindparam("log"))
_NEW_HEAD = _NEW_HEAD.values(head_seq=bindparam("head"), head_link=bindparam("link"))


def push(
    connection: Connection, who: Caller, request: Round, events: list[WireEvent], *, take: bool = True
) -> tuple[str, int]:
    """Take a piece of a log exactly once; returns the status (ok, gap, fork) and the last event that is here.

    Args:
        take: False only compares what is here already: a copied disk is noticed also while nothing is taken.

    Raises:
        Rejected: the log belongs to another device.
    """
    log = request.log.hex()
    found = connection.execute(_LOG, {"log": log}).one_or_none()
    if found is not None and found.device != who.device:
        raise Rejected("device_unknown")
    head, link = (found.head_seq, bytes(found.head_link)) if found else (0, FIRST_LINK)
    if request.first - 1 > head:
        return "gap", head
    expected = _link_at(connection, log, request.first - 1, head, link)
    if request.previous and expected and request.previous != expected:
        return "fork", head
    fresh = events[max(0, head - request.first + 1) :]
    if not _same_overlap(connection, log, request, events[: len(events) - len(fresh)], head, link):
        return "fork", head
    if not fresh or not take:
        return "ok", head
    new_head = head + len(fresh)
    link = _take(connection, who, log, head, link, fresh)
    if found is None:
        connection.execute(insert(tables.log).values(id=log, device=who.device, head_seq=new_head, head_link=link))
    else:
        connection.execute(_NEW_HEAD, {"log": log, "head": new_head, "link": link})
    return "ok", new_head


def _take(connection: Connection, who: Caller, log: str, head: int, link: bytes, fresh: list[WireEvent]) -> bytes:
    """Give each new event its place; an event that is in a feed already (its log was re-opened) keeps the old one."""
    rights = _rights(connection, who, {event.scope for event in fresh})
    named = {*rights.now, *rights.later}
    folds = {scope: lock_scope(connection, scope, who.centre) for scope in sorted(_places(rights, who, fresh))}
    # A class that two centres make in the same moment belongs to the first one; and it may just have been given.
    rights = _rights(connection, who, named)
    for scope in sorted(_places(rights, who, fresh) - set(folds)):
        folds[scope] = lock_scope(connection, scope, who.centre)
    # Behind the locks, so that the same event cannot come in by two logs at once.
    known = known_ids(connection, [event.id.hex() for event in fresh])
    incoming: list[tuple[str, Incoming]] = []
    later: dict[str, list[Incoming]] = {}
    for seq, event in enumerate(fresh, head + 1):
        id_ = event.id.hex()
        link = next_link(link, id_, event.body)
        if id_ in known:
            continue
        known.add(id_)
        if event.scope in rights.later:
            later.setdefault(rights.later[event.scope], []).append(Incoming(id_, log, seq, event.body, link))
            continue
        # Nothing a device sent is ever dropped: what it may not write is kept in a feed that it reads, refused.
        refused = None if event.scope in rights.now else "wrong_scope"
        place = rights.now.get(event.scope, who.own_scope)
        incoming.append((place, Incoming(id_, log, seq, event.body, link, refused)))
    bodies: dict[str, list[bytes]] = {}
    for scope, group in groupby(incoming, key=lambda pair: pair[0]):
        taken = [event for _, event in group]
        # Behind this the scope is another one: what is settled goes into the same feed.
        append(connection, folds.pop(scope) if scope in folds else lock_scope(connection, scope, who.centre), taken)
        settle_pushed(connection, scope, who.centre, [event.body for event in taken])
        end_orders(connection, scope, who.centre, [event.body for event in taken])
        bodies.setdefault(scope, []).extend(event.body for event in taken)
    # Behind all of them: what a laptop had sent before may be among them, too, from a PC that holds it.
    for scope, written in bodies.items():
        give_classes(connection, scope, who.device, who.centre, who.role, written)
    for scope, kept in later.items():
        put_aside(connection, who.device, scope, kept)
    return link


def _places(rights: Rights, who: Caller, fresh: list[WireEvent]) -> set[str]:
    """The feeds into which these events go, now or later; what is refused goes into the device's own."""
    refused = any(event.scope not in rights.now and event.scope not in rights.later for event in fresh)
    return {*rights.now.values(), *rights.later.values(), *([who.own_scope] if refused else [])}


def _rights(connection: Connection, who: Caller, named: set[str]) -> Rights:
    """What this device may write of the scopes that it named."""
    return may_write(connection, who.device, who.centre, who.role, named)


def _link_at(connection: Connection, log: str, seq: int, head: int, link: bytes) -> bytes:
    """The link behind an event; empty when it cannot be compared, for the event kept its place from an older log."""
    if seq == head:
        return link
    if seq == 0:
        return FIRST_LINK
    event = tables.event
    found = connection.execute(select(event.c.link).where(event.c.log == log, event.c.seq == seq)).scalar()
    return bytes(found) if found is not None else b""


def _same_overlap(
    connection: Connection, log: str, request: Round, overlap: list[WireEvent], head: int, link: bytes
) -> bool:
    """Whether what was sent again is what central has; ``link`` is the one behind ``head``."""
    if not overlap:
        return True
    event = tables.event
    rows = connection.execute(select(event.c.seq, event.c.id).where(event.c.log == log, event.c.seq >= request.first))
    known = {row.seq: row.id for row in rows}
    if not all(known.get(request.first + n, e.id.hex()) == e.id.hex() for n, e in enumerate(overlap)):
        return False
    if len(known) >= len(overlap) or not request.previous or request.first - 1 + len(overlap) != head:
        return True
    # An event whose place is in another log's name leaves no trace under its number but the link behind all of them.
    chain = request.previous
    for sent in overlap:
        chain = next_link(chain, sent.id.hex(), sent.body)
    return chain == link
