"""One round with a device: take its piece of log exactly once, and give it the next pages of its feeds."""

import json
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from villagedesk import clock
from villagedesk.central import tables
from villagedesk.central.aside import known_ids, put_aside
from villagedesk.central.backup import durable_of
from villagedesk.central.checks import device_scope, fits, full_scope
from villagedesk.central.commission import settle_pushed
from villagedesk.central.database import upsert
from villagedesk.central.devices import new_nonce, remember_round
from villagedesk.central.feed import Incoming, append, lock_scope
from villagedesk.central.follows import TRAINER, Rights, followed, give_classes, may_write
from villagedesk.central.goods import newest_position
from villagedesk.central.pages import is_place, make_page
from villagedesk.central.parcels.settling import end_orders
from villagedesk.domain.entity import PLATFORM_SCOPE
from villagedesk.errors import Rejected
from villagedesk.store.events import FIRST_LINK, next_link
from villagedesk.sync.codec import CodecError, WireEvent, decode_events
from villagedesk.sync.cursors import cursors_digest
from villagedesk.sync.messages import OLDEST_PROTOCOL, PROTOCOL, Computer, Cursor, Page, Reply, Round
from villagedesk.sync.remote import NonceUnknown

_MAX_EVENTS = 5000
_MAX_NUMBER = 1 << 53
_MOST_WAITING = 1 << 30
_MOST_TOLD = 200

# Asked in every round: a statement that stands ready costs half of one that is built anew.
_TOLD = select(tables.fact.c.value).where(tables.fact.c.key == "told:" + tables.device.c.id).scalar_subquery()
_DEVICE = select(tables.device, _TOLD.label("told")).where(tables.device.c.id == bindparam("device")).with_for_update()
_LOG = select(tables.log).where(tables.log.c.id == bindparam("log")).with_for_update()
_WHOSE = (
    select(tables.log.c.id, tables.device.c.number, tables.device.c.name)
    .join(tables.device, tables.device.c.id == tables.log.c.device)
    .where(
        tables.device.c.centre == bindparam("own"),
        tables.device.c.id != bindparam("device"),
        tables.log.c.id.in_(bindparam("logs", expanding=True)),
    )
    .order_by(tables.log.c.id)
)
_NEW_HEAD = update(tables.log).where(tables.log.c.id == bindparam("log"))
_NEW_HEAD = _NEW_HEAD.values(head_seq=bindparam("head"), head_link=bindparam("link"))


@dataclass(frozen=True)
class Caller:
    """The device whose signature was on the request."""

    device: str
    centre: str
    nonce: bytes
    cursors: dict[str, list[int | str]]
    # What it told last that the county office should know, or "".
    told: str = ""
    role: str = "pc"

    @property
    def own_scope(self) -> str:
        """The feed that this device reads in any case."""
        return f"class:{self.device}" if self.role == TRAINER else f"centre:{self.centre}"


def caller(connection: Connection, device: str) -> Caller:
    """The device, locked for this transaction.

    Raises:
        Rejected: it is not enrolled, or was revoked.
    """
    found = connection.execute(_DEVICE, {"device": device}).one_or_none()
    if found is None or found.revoked:
        raise Rejected("device_unknown")
    return Caller(device, found.centre, bytes(found.nonce), json.loads(found.cursors), found.told or "", found.role)


def opened(request: Round) -> list[WireEvent]:
    """The events of a round, whose numbers and sizes make sense; needs no database.

    Raises:
        Rejected: the round is damaged (``wire_broken``), or speaks a version that is not spoken here.
    """
    if request.version > PROTOCOL:
        raise Rejected("central_too_old")
    if request.version < OLDEST_PROTOCOL:
        raise Rejected("central_too_new")
    numbers = [request.waiting, request.oldest, *(c.position for c in request.cursors or [])]
    fine = (
        len(request.log) == 16
        and len(request.previous) in (0, 32)
        and 1 <= request.first < _MAX_NUMBER
        and all(0 <= number < _MAX_NUMBER for number in numbers)
    )
    try:
        events = decode_events(request.events) if request.events else []
    except CodecError as error:
        raise Rejected("wire_broken") from error
    if not fine or len(events) > _MAX_EVENTS:
        raise Rejected("wire_broken")
    return events


def take_round(connection: Connection, who: Caller, request: Round, events: list[WireEvent], page_bytes: int) -> Reply:
    """Answer one round. Everything it took is durable when this transaction is committed.

    Args:
        events: what ``opened`` found in the request.

    Raises:
        NonceUnknown: the request was not made for the nonce that was given out last.
        Rejected: the log belongs to another device.
    """
    if request.nonce != who.nonce:
        raise NonceUnknown(who.nonce)
    hear(connection, who, request)
    cursors = _cursors(who, request)
    own_head = request.first - 1 + len(events)
    # Where the device is where it was last seen, that is one of these feeds. Else central was set back: what it lost
    # comes first, from whoever has it, for these events may build on it.
    take = cursors is not None and (request.cursors is None or not events or knows(connection, who, cursors))
    status, head = push(connection, who, request, events, take=take)
    if not take:
        events = []
    reply = Reply(status, new_nonce(), clock.now_ms(), head, min(head, durable_of(connection, request.log.hex())))
    reply.catalogue = newest_position(connection)
    if cursors is None:
        reply.status = "cursors" if status == "ok" else status
        given = who.cursors
    elif status == "ok":
        # Up to ``own_head`` the device itself has its log: a restored one lacks its end, and gets those bodies too.
        reply.pages, given = pages(connection, who, cursors, request.log.hex(), own_head, page_bytes)
        reply.computers = computers(connection, who, reply.pages)
    else:
        given = who.cursors
    # What came in this piece waits no longer.
    waiting = min(max(0, request.waiting - (len(events) if status == "ok" else 0)), _MOST_WAITING)
    remember_round(connection, who.device, reply.nonce, given, waiting, request.oldest if waiting else 0)
    return reply


def hear(connection: Connection, who: Caller, request: Round) -> None:
    """Keep what a device tells the county office, or forget what it tells no more."""
    if request.told == who.told:
        return
    fact, key = tables.fact, f"told:{who.device}"
    if not request.told:
        connection.execute(delete(fact).where(fact.c.key == key))
    elif fits(request.told, _MOST_TOLD):
        upsert(connection, fact, [{"key": key, "value": request.told}])


def knows(connection: Connection, who: Caller, cursors: dict[str, tuple[int, bytes]]) -> bool:
    """Whether each place where the device stands is one of these feeds."""
    found = followed(connection, who.device, who.centre, who.role)
    scopes = {device_scope(one.scope): one for one in found}
    return all(
        not position or (name in scopes and is_place(connection, scopes[name], position, hash_))
        for name, (position, hash_) in cursors.items()
    )


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
    if not _same_overlap(connection, log, request, events[: len(events) - len(fresh)]):
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
    folds = {
        scope: lock_scope(connection, scope, who.centre)
        for scope in sorted({*rights.now.values(), *rights.later.values()})
    }
    # A class that two centres make in the same moment belongs to the first one; and it may just have been given.
    rights = _rights(connection, who, named)
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


def pages(
    connection: Connection,
    who: Caller,
    cursors: dict[str, tuple[int, bytes]],
    own_log: str,
    own_head: int,
    budget: int,
) -> tuple[list[Page], dict[str, list[int | str]]]:
    """The next page of each feed the device follows, and where it stands once it has taken them."""
    made: list[Page] = []
    given: dict[str, list[int | str]] = {}
    scopes = sorted(followed(connection, who.device, who.centre, who.role), key=_freezes_first)
    for found in scopes:
        name = device_scope(found.scope)
        position, seen_hash = cursors.get(name, (0, b""))
        page = make_page(connection, found, name, position, seen_hash, own_log, own_head, budget)
        budget = max(1024, budget - len(page.events))
        made.append(page)
        if page.differs:
            continue
        last = page.after + sum(run.count for run in page.runs)
        given[name] = [last, (page.hash or seen_hash).hex()]
    for name in sorted(set(cursors) - {page.scope for page in made}):
        if full_scope(name, who.centre) is not None:
            # A feed that the device was told of, and that is not here: an empty one is what it can begin again from.
            position = cursors[name][0]
            made.append(Page(name, position, [], [], b"", b"", count=0, digest=bytes(16), differs=position > 0))
    return made, given


def computers(connection: Connection, who: Caller, made: list[Page]) -> list[Computer]:
    """Whose the logs in these pages are, as far as they are other devices' of the centre."""
    logs = {page.logs[run.log].hex() for page in made for run in page.runs if not run.own}
    if not logs:
        return []
    found = connection.execute(_WHOSE, {"own": who.centre, "device": who.device, "logs": sorted(logs)})
    return [Computer(bytes.fromhex(id_), number, name) for id_, number, name in found]


def _freezes_first(scope: object) -> tuple[bool, str]:
    name = scope.scope  # type: ignore[attr-defined]
    return name != PLATFORM_SCOPE, name
