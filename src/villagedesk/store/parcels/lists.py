"""What the screens show of parcels: the shelf, the van, who may collect what."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.orders import Order, due_in_cash
from villagedesk.domain.parcels import Parcel, ParcelState, days_on_shelf, may_go_back, needs_reminder
from villagedesk.domain.people import Person
from villagedesk.errors import NotFound
from villagedesk.store import cash, shadow
from villagedesk.store.orders.lists import order_summaries, place_of


@dataclass(frozen=True)
class ParcelRow:
    """One parcel. ``days`` is how many nights it has been here; ``due_fen`` what is collected at the hand-over.

    ``remind``: the villager is to be told again; ``overdue``: it may be sent back because nobody came.
    """

    id: str
    waybill: str
    person_id: str
    name: str
    place: str
    phone: str
    order_id: str
    order_number: str
    title: str  # first thing in it, where an order tells
    pieces: int
    grams: int
    due_fen: int
    state: str
    shelf: str
    pickup_code: str
    days: int
    remind: bool
    overdue: bool
    call: str
    arrived_at: int | None
    van_at: int | None
    extra_on_van: bool
    waiting: bool

    @property
    def phone_tail(self) -> str:
        """The last four digits of the phone."""
        return self.phone[-4:]


@dataclass(frozen=True)
class Van:
    """What was announced for one van and what has been found of it."""

    van_at: int | None
    rows: tuple[ParcelRow, ...]

    @property
    def announced(self) -> int:
        """How many central said would come."""
        return sum(not row.extra_on_van for row in self.rows)

    @property
    def scanned(self) -> int:
        """How many of the announced ones are here."""
        return sum(row.arrived_at is not None and not row.extra_on_van for row in self.rows)

    @property
    def open(self) -> tuple[ParcelRow, ...]:
        """Announced and not seen yet."""
        return tuple(row for row in self.rows if row.state == ParcelState.ANNOUNCED)

    @property
    def missing(self) -> int:
        """Declared missing."""
        return sum(row.state == ParcelState.MISSING for row in self.rows)

    @property
    def extra(self) -> int:
        """How many came that nobody had announced."""
        return sum(row.extra_on_van for row in self.rows)

    @property
    def due_fen(self) -> int:
        """The money to collect for the announced parcels."""
        return sum(row.due_fen for row in self.rows if not row.extra_on_van)

    @property
    def last(self) -> ParcelRow | None:
        """The parcel that was scanned last."""
        here = [row for row in self.rows if row.arrived_at is not None]
        return max(here, key=lambda row: (row.arrived_at or 0, row.shelf), default=None)

    @property
    def began_at(self) -> int | None:
        """When the first parcel of it was scanned."""
        return min((row.arrived_at for row in self.rows if row.arrived_at is not None), default=None)


def parcels_on_shelf(s: Session) -> list[ParcelRow]:
    """Everything on the shelf, by place."""
    return sorted(_rows(s, [col(Parcel.state) == ParcelState.ON_SHELF.value]), key=lambda row: row.shelf)


def overdue_parcels(s: Session) -> list[ParcelRow]:
    """Parcels that nobody came for in time, the longest here first."""
    return sorted((row for row in parcels_on_shelf(s) if row.overdue), key=lambda row: -row.days)


def missing_parcels(s: Session) -> list[ParcelRow]:
    """Parcels that were announced and did not come."""
    return _rows(s, [col(Parcel.state) == ParcelState.MISSING.value])


def van_now(s: Session) -> Van | None:
    """The van that is being unloaded or comes next; None when nothing is announced and none came today."""
    times = s.execute(
        select(col(Parcel.van_at)).where(col(Parcel.state) == ParcelState.ANNOUNCED.value).distinct()
    ).scalars()
    announced = sorted(times, key=lambda at: at or 0)
    if announced:
        return _van(s, announced[0])
    begin, end = clock.day_span(clock.today())
    last = s.execute(
        select(col(Parcel.van_at))
        .where(col(Parcel.arrived_at) >= begin, col(Parcel.arrived_at) < end)
        .order_by(col(Parcel.arrived_at).desc())
        .limit(1)
    ).first()
    return _van(s, last[0]) if last else None


def find_to_collect(s: Session, text: str) -> list[ParcelRow]:
    """Parcels on the shelf that a typed text means: pickup code, end of a phone number, waybill, place or name."""
    typed = " ".join(text.split())
    digits = typed.replace(" ", "").replace("-", "")
    if not typed:
        return []
    rows = parcels_on_shelf(s)
    exact = [row for row in rows if digits == row.pickup_code or typed.upper() == row.waybill.upper()]
    if exact:
        return exact
    if digits.isdigit():
        return [row for row in rows if len(digits) >= 4 and row.phone.endswith(digits)]
    return [row for row in rows if row.shelf.upper() == typed.upper() or typed in row.name]


def parcel_row(s: Session, parcel_id: str) -> ParcelRow:
    """One parcel.

    Raises:
        NotFound: it is not on this computer.
    """
    rows = _rows(s, [col(Parcel.id) == parcel_id])
    if not rows:
        raise NotFound("parcel", parcel_id)
    return rows[0]


def parcels_of(s: Session, person_id: str) -> list[ParcelRow]:
    """What lies on the shelf for one villager."""
    where = [col(Parcel.state) == ParcelState.ON_SHELF.value, col(Parcel.person_id) == person_id]
    return sorted(_rows(s, where), key=lambda row: row.shelf)


def due_now(s: Session, parcels: Sequence[Parcel]) -> dict[str, int]:
    """What has to be paid when each of these parcels is handed over now, in fen.

    The last parcel of an order settles it to the fen, whatever happened on the way; one before it costs at most its
    own share.
    """
    order_ids = sorted({parcel.order_id for parcel in parcels if parcel.order_id})
    if not order_ids:
        return {parcel.id: parcel.due_fen for parcel in parcels}
    orders = s.scalars(select(Order).where(col(Order.id).in_(order_ids)))
    paid = cash.paid_for(s, order_ids)
    balance = {
        o.id: max(0, due_in_cash(o.total_fen, o.refund_fen, o.payer_paid_fen) - paid.get(o.id, 0)) for o in orders
    }
    still_to_come = (ParcelState.ANNOUNCED.value, ParcelState.MISSING.value, ParcelState.ON_SHELF.value)
    open_ = s.execute(
        select(col(Parcel.order_id), func.count())
        .where(col(Parcel.order_id).in_(order_ids), col(Parcel.state).in_(still_to_come))
        .group_by(col(Parcel.order_id))
    )
    left: dict[str, int] = dict(open_.all())
    return {
        parcel.id: parcel.due_fen
        if parcel.order_id not in balance
        else balance[parcel.order_id]
        if left.get(parcel.order_id, 0) <= 1
        else min(balance[parcel.order_id], parcel.due_fen)
        for parcel in parcels
    }


def _van(s: Session, van_at: int | None) -> Van:
    if van_at is not None:
        return Van(van_at, tuple(_rows(s, [col(Parcel.van_at) == van_at])))
    begin, end = clock.day_span(clock.today())
    today = col(Parcel.arrived_at).between(begin, end - 1)
    open_ = col(Parcel.state) == ParcelState.ANNOUNCED.value
    return Van(None, tuple(_rows(s, [col(Parcel.van_at).is_(None), today | open_])))


def _rows(s: Session, where: Sequence[ColumnElement[bool]]) -> list[ParcelRow]:
    found = s.execute(
        select(Parcel, Person, col(Order.number))
        .outerjoin(Person, col(Person.id) == col(Parcel.person_id))
        .outerjoin(Order, col(Order.id) == col(Parcel.order_id))
        .where(*where)
        .order_by(col(Parcel.created_at), col(Parcel.waybill))
    ).all()
    parcels = [parcel for parcel, _, _ in found]
    waiting = shadow.waiting_ids(s.connection(), "parcel", [parcel.id for parcel in parcels])
    inside = order_summaries(s, [parcel.order_id for parcel in parcels if parcel.order_id])
    due = due_now(s, [parcel for parcel in parcels if parcel.state == ParcelState.ON_SHELF])
    return [
        _row(parcel, person, number or "", inside.get(parcel.order_id, ("", 0)), due, parcel.id in waiting)
        for parcel, person, number in found
    ]


def _row(
    parcel: Parcel, person: Person | None, number: str, inside: tuple[str, int], due: dict[str, int], waiting: bool
) -> ParcelRow:
    title, pieces = inside
    days = days_on_shelf(parcel.arrived_at, clock.now_ms(), clock.local_offset_minutes()) if parcel.arrived_at else 0
    here = parcel.state == ParcelState.ON_SHELF
    return ParcelRow(
        id=parcel.id,
        waybill=parcel.waybill,
        person_id=parcel.person_id,
        name=(person.name if person else "") or parcel.name,
        place=place_of(person),
        phone=(person.phone if person else None) or parcel.phone,
        order_id=parcel.order_id,
        order_number=number,
        title=title,
        pieces=pieces,
        grams=parcel.grams,
        due_fen=due.get(parcel.id, parcel.due_fen),
        state=parcel.state,
        shelf=parcel.shelf,
        pickup_code=parcel.pickup_code,
        days=days,
        remind=here and needs_reminder(days, clock.today()),
        overdue=here and may_go_back(days, clock.today()),
        call=parcel.call,
        arrived_at=parcel.arrived_at,
        van_at=parcel.van_at,
        extra_on_van=parcel.extra_on_van,
        waiting=waiting,
    )
