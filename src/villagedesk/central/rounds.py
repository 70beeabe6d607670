"""One round with a device: its piece of log is taken (see ``push``), and it gets the next pages of its feeds."""

from sqlalchemy import Connection, bindparam, delete, select

from villagedesk import clock
from villagedesk.central import tables
from villagedesk.central.backup import durable_of
from villagedesk.central.callers import Caller
from villagedesk.central.checks import device_scope, fits, full_scope
from villagedesk.central.database import upsert
from villagedesk.central.devices import new_nonce, remember_round
from villagedesk.central.follows import followed
from villagedesk.central.goods import newest_position
from villagedesk.central.pages import is_place, make_page
from villagedesk.central.push import push
from villagedesk.domain.entity import PLATFORM_SCOPE
from villagedesk.errors import Rejected
from villagedesk.sync.codec import CodecError, WireEvent, decode_events
from villagedesk.sync.cursors import cursors_digest
from villagedesk.sync.messages import OLDEST_PROTOCOL, PROTOCOL, Computer, Cursor, Page, Reply, Round
from villagedesk.sync.remote import NonceUnknown

_MAX_EVENTS = 5000
_MAX_NUMBER = 1 << 53
_MOST_WAITING = 1 << 30
_MOST_TOLD = 200

# Asked in every round: a statement that stands ready costs half of one that is built anew.
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
