"""Why is this not sent? The one reason that holds something up on this computer, with what is known about it."""

import json
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import Connection

from villagedesk.domain.entity import row_id
from villagedesk.domain.operators import Role
from villagedesk.store import events
from villagedesk.store.moments import known_ahead
from villagedesk.sync import refetch
from villagedesk.sync.feed import APPLIED, DEFERRED
from villagedesk.sync.kinds import Kind
from villagedesk.sync.outbox import CLOCK_LEEWAY_MS, number_of, waiting_things

# Answers of central that concern this computer and not what waits on it.
_OF_THE_DEVICE = frozenset({"device_unknown", "device_elsewhere", "not_enrolled"})
# These tell of what comes; own work goes out all the same.
_OF_THE_FEED = frozenset({"feed_differs", "feed_removes_much"})
_OF_THE_LINE = frozenset({"offline"})
_OF_THE_DISK = frozenset({"disk_full", "disk_read_only", "database_locked", "database_damaged", "file_damaged"})
# Where the photos of a row are named: table, the field that names the row.
_PHOTOS_OF = {"person": ("person_photo", "person_id"), "harvest_lot": ("lot_photo", "lot_id")}


class Reason(StrEnum):
    """Each has its words, and what to do next, in ``desktop.sync.reasons``."""

    NOT_ENROLLED = "not_enrolled"
    DEVICE_UNKNOWN = "device_unknown"
    CENTRAL_TOO_NEW = "central_too_new"
    NO_LINE = "no_line"
    CENTRAL_SILENT = "central_silent"
    CENTRAL_TROUBLE = "central_trouble"
    DISK = "disk"
    SET_BACK = "set_back"
    SENDING = "sending"
    STOPPED = "stopped"
    SOON = "soon"
    PHOTO = "photo"
    ASIDE = "aside"
    DEFERRED = "deferred"
    REFUSED = "refused"
    KEPT = "kept"
    DIFFERS = "differs"
    DELIVERED = "delivered"


@dataclass(frozen=True)
class Why:
    """The answer. Times are ms UTC.

    ``code``: of the trouble or the refusal. ``since``: when central last answered, or when it told; ``waits_since``: when it
    was done here. ``photos`` and ``photo_bytes``: still to be sent. ``clock_ahead``: set when this computer's clock is
    wrong. ``decision``: the item in the inbox that tells more.
    """

    reason: Reason
    code: str = ""
    since: int | None = None
    waits_since: int | None = None
    photos: int = 0
    photo_bytes: int = 0
    clock_ahead: int = 0
    decision: int | None = None

    @property
    def is_here(self) -> bool:
        """Whether central does not have it yet."""
        return self.reason not in (
            Reason.ASIDE,
            Reason.DEFERRED,
            Reason.REFUSED,
            Reason.KEPT,
            Reason.DIFFERS,
            Reason.DELIVERED,
        )


def why_line(connection: Connection, *, sending: bool = False) -> Why:
    """Why nothing goes out: what is the matter with this computer, the line or central. ``SOON``: nothing is."""
    trouble = events.get_meta(connection, "sync_trouble") or ""
    ahead = known_ahead(connection)
    why = Why(
        _reason_of(connection, trouble, sending=sending),
        trouble,
        number_of(connection, "answered_at"),
        clock_ahead=ahead if abs(ahead) > CLOCK_LEEWAY_MS else 0,
    )
    return replace(why, since=number_of(connection, "stopped_at")) if why.reason is Reason.STOPPED else why


def why_kind(connection: Connection, kind: Kind, *, sending: bool = False) -> Why:
    """Why a whole heap waits; of the oldest thing in it."""
    if kind is Kind.PHOTOS:
        return _photos(connection, why_line(connection, sending=sending))
    oldest = next(iter(waiting_things(connection, kind, 1)), None)
    return replace(why_line(connection, sending=sending), waits_since=oldest.at if oldest else None)


def why_row(connection: Connection, entity: str, id_: str, *, sending: bool = False) -> Why:
    """Why what was done to one row is not at central, or counts only in part; ``DELIVERED`` when nothing is the matter."""
    rows = [(entity, id_)]
    if entity == "person":  # a farmer's page shows both
        sellers = connection.exec_driver_sql("SELECT id FROM seller WHERE person_id = ?", (id_,))
        rows += [("seller", row[0]) for row in sellers]
    for row in rows:
        at = _waits_since(connection, *row)
        if at is not None:
            return replace(why_line(connection, sending=sending), waits_since=at)
    return (
        _deferred(connection, entity, id_)
        or _asked(connection, entity, id_)
        or _photo(connection, entity, id_, sending=sending)
        or _delivered(connection)
    )


def _reason_of(connection: Connection, trouble: str, *, sending: bool) -> Reason:
    if events.get_meta(connection, "device") is None:
        return Reason.NOT_ENROLLED
    if sending:
        return Reason.SENDING
    for codes, reason in (
        (_OF_THE_DEVICE, Reason.DEVICE_UNKNOWN),
        (_OF_THE_DISK, Reason.DISK),
        ({"central_too_new"}, Reason.CENTRAL_TOO_NEW),
        (_OF_THE_LINE, Reason.NO_LINE),
        ({"central_silent"}, Reason.CENTRAL_SILENT),
    ):
        if trouble in codes:
            return reason
    if refetch.any_under_way(connection):
        return Reason.SET_BACK
    if trouble and trouble not in _OF_THE_FEED:
        return Reason.CENTRAL_TROUBLE
    if _is_aside(connection):
        return Reason.ASIDE
    return Reason.STOPPED if events.get_meta(connection, "stopped_at") else Reason.SOON


def _is_aside(connection: Connection) -> bool:
    """Whether central has all of what waits on a trainer's laptop: a class that it was not given, see PROTOCOL.md."""
    waiting, _ = events.waiting(connection)
    if not waiting or events.get_meta(connection, "role") != Role.TRAINER:
        return False
    log, _, _ = events.current_log(connection)
    newest = connection.exec_driver_sql("SELECT max(seq) FROM event WHERE position IS NULL AND log = ?", (log,))
    return int(newest.scalar() or 0) <= (number_of(connection, "central_head") or 0)


def _waits_since(connection: Connection, entity: str, id_: str) -> int | None:
    """When the oldest action that waits was done to a row; None when nothing waits on it."""
    run = connection.exec_driver_sql
    found = run("SELECT waiting FROM shadow WHERE entity = ? AND id = ?", (entity, id_)).fetchone()
    if found is None:
        return None
    for event_id, body, at in run("SELECT id, body, at FROM event WHERE position IS NULL ORDER BY seq LIMIT 20000"):
        if _touches(event_id, body, entity, id_):
            return int(at)
    return None


def _deferred(connection: Connection, entity: str, id_: str) -> Why | None:
    rows = connection.exec_driver_sql(
        "SELECT id, body, at FROM event WHERE result = ? AND link IS NOT NULL ORDER BY position", (DEFERRED,)
    )
    for event_id, body, at in rows:
        if _touches(event_id, body, entity, id_):
            return Why(Reason.DEFERRED, since=number_of(connection, "answered_at"), waits_since=at)
    return None


def _asked(connection: Connection, entity: str, id_: str) -> Why | None:
    """What central refused or did not overwrite, as long as nobody has taken note of it."""
    found = connection.exec_driver_sql(
        "SELECT i.id, i.at, i.code, e.at AS done, e.result FROM inbox i LEFT JOIN event e ON e.id = i.event_id"
        " WHERE i.entity = ? AND i.row_id = ? AND i.done_at IS NULL ORDER BY i.at LIMIT 1",
        (entity, id_),
    ).fetchone()
    if found is None:
        return None
    refused = found.result not in (None, APPLIED)
    reason = Reason.REFUSED if refused else Reason.KEPT
    return Why(reason, found.code if refused else "", found.at, found.done, decision=found.id)


def _photo(connection: Connection, entity: str, id_: str, *, sending: bool) -> Why | None:
    names = "SELECT sha256 FROM evidence WHERE about = ? AND about_id = ?"
    values = [entity, id_]
    if entity in _PHOTOS_OF:
        table, field = _PHOTOS_OF[entity]
        names += f" UNION SELECT sha256 FROM {table} WHERE {field} = ?"
        values.append(id_)
    found = connection.exec_driver_sql(
        "SELECT count(*), total(size - sent_bytes), min(created_at) FROM blob"
        f" WHERE state = 'waiting' AND sha256 IN ({names})",
        tuple(values),
    ).one()
    if not found[0]:
        return None
    why = why_line(connection, sending=sending)
    reason = Reason.PHOTO if why.reason in (Reason.SOON, Reason.SENDING, Reason.STOPPED) else why.reason
    return replace(why, reason=reason, waits_since=found[2], photos=found[0], photo_bytes=int(found[1]))


def _photos(connection: Connection, why: Why) -> Why:
    found = connection.exec_driver_sql(
        "SELECT count(*), total(size - sent_bytes), min(created_at) FROM blob WHERE state = 'waiting'"
    ).one()
    reason = Reason.PHOTO if why.reason in (Reason.SOON, Reason.STOPPED) else why.reason
    return replace(why, reason=reason, waits_since=found[2], photos=found[0], photo_bytes=int(found[1]))


def _delivered(connection: Connection) -> Why:
    trouble = events.get_meta(connection, "sync_trouble")
    agreed = number_of(connection, "agreed_at")
    return Why(Reason.DIFFERS if trouble == "feed_differs" else Reason.DELIVERED, since=agreed)


def _touches(event_id: str, body: bytes, entity: str, id_: str) -> bool:
    return any(
        change[0] == entity and (row_id(event_id, change[1]) if isinstance(change[1], int) else change[1]) == id_
        for change in json.loads(body)["c"]
    )
