"""What the screens show of parcels: the shelf, the van, who may collect what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.messages import TextMessage
from villagedesk.domain.orders import Order
from villagedesk.domain.parcels import (
    IN_ROOM,
    Parcel,
    ParcelState,
    days_on_shelf,
    may_go_back,
    needs_reminder,
)
from villagedesk.domain.people import Person, Proxy
from villagedesk.domain.proxies import in_force
from villagedesk.domain.weights import Difference, Hand, first_difference
from villagedesk.errors import NotFound
from villagedesk.store import shadow
from villagedesk.store.moments import surely_now
from villagedesk.store.orders.lists import order_summaries
from villagedesk.store.parcels.due import due_now
from villagedesk.store.same_person import ids_of, kept_column


@dataclass(frozen=True)
class ParcelRow:
    """One parcel. ``days`` is how many nights it has been here; ``due_fen`` what is collected at the hand-over.

    ``remind``: the villager is to be told again; ``overdue``: it may be sent back because nobody came. ``text`` is
    what became of the last text about it (a MessageState, "" without one), ``difference`` the leg on which its weight
    changed, ``proxies`` who may collect it besides the villager, by name.
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
    carrier: str = ""
    here_grams: int = 0
    difference: Difference | None = None
    damaged: bool = False
    damage: str = ""
    sent_back_reason: str = ""
    household: str = ""
    text: str = ""
    proxies: tuple[str, ...] = ()
    collector: str = ""  # who was named when it was ordered

    @property
    def phone_tail(self) -> str:
        """The last four digits of the phone."""
        return self.phone[-4:]


def parcels_on_shelf(s: Session, *, brief: bool = False) -> list[ParcelRow]:
    """Everything on the shelf, by place; ``brief`` leaves out contents, money and proxies, for counting and naming."""
    where = [col(Parcel.state) == ParcelState.ON_SHELF.value]
    return sorted(rows_where(s, where, brief=brief), key=lambda row: row.shelf)


def newest_parcels(s: Session, *, limit: int, skip: int = 0) -> list[ParcelRow]:
    """The parcels announced last, whatever became of them, the oldest of them first; without the last ``skip``.

    Those that were announced in one moment come together, so there may be a few more than ``limit``.
    """
    moments = select(col(Parcel.created_at)).order_by(col(Parcel.created_at).desc()).limit(1)
    where = [col(Parcel.created_at) >= (s.scalar(moments.offset(skip + limit - 1)) or 0)]
    if skip:
        where.append(col(Parcel.created_at) < (s.scalar(moments.offset(skip - 1)) or 0))
    return rows_where(s, where)


def missing_parcels(s: Session) -> list[ParcelRow]:
    """Parcels that were announced and did not come."""
    return rows_where(s, [col(Parcel.state) == ParcelState.MISSING.value])


def find_to_collect(s: Session, text: str) -> list[ParcelRow]:
    """Parcels in the room, also those put aside to go back, that a typed text means: pickup code, end of a phone number, waybill, place or name."""
    typed = " ".join(text.split())
    digits = typed.replace(" ", "").replace("-", "")
    if not typed:
        return []
    # A thousand parcels may lie there: only what is meant is read whole.
    here = s.execute(
        select(
            col(Parcel.id),
            col(Parcel.pickup_code),
            func.upper(col(Parcel.waybill)),
            func.upper(col(Parcel.shelf)),
            func.coalesce(col(Person.name), col(Parcel.name)),
            func.coalesce(col(Person.phone), col(Parcel.phone)),
        )
        .outerjoin(Person, col(Person.id) == kept_column(col(Parcel.person_id)))
        .where(col(Parcel.state).in_([state.value for state in sorted(IN_ROOM)]))
    ).all()
    found = [id_ for id_, code, waybill, *_ in here if digits == code or typed.upper() == waybill]
    if not found and digits.isdigit():
        found = [row[0] for row in here if len(digits) >= 4 and row[5].endswith(digits)]
    elif not found:
        found = [row[0] for row in here if row[3] == typed.upper() or typed in row[4]]
    return sorted(rows_where(s, [col(Parcel.id).in_(found)]), key=lambda row: row.shelf) if found else []


def parcel_row(s: Session, parcel_id: str) -> ParcelRow:
    """One parcel.

    Raises:
        NotFound: it is not on this computer.
    """
    rows = rows_where(s, [col(Parcel.id) == parcel_id])
    if not rows:
        raise NotFound("parcel", parcel_id)
    return rows[0]


def parcels_of(s: Session, person_id: str) -> list[ParcelRow]:
    """What lies on the shelf for one villager."""
    where = [col(Parcel.state) == ParcelState.ON_SHELF.value, col(Parcel.person_id).in_(ids_of(s, person_id))]
    return sorted(rows_where(s, where), key=lambda row: row.shelf)


def count_on_shelf(s: Session) -> int:
    """How many parcels lie on the shelf."""
    counted = select(func.count()).select_from(Parcel).where(col(Parcel.state) == ParcelState.ON_SHELF.value)
    return int(s.execute(counted).scalar_one())


def rows_where(s: Session, where: Sequence[ColumnElement[bool]], *, brief: bool = False) -> list[ParcelRow]:
    """The parcels that fit, the oldest first; see ``parcels_on_shelf``."""
    # Columns and not entities: a thousand parcels lie there, and an entity costs most of a millisecond.
    found = s.execute(
        select(
            *Parcel.__table__.columns,  # type: ignore[attr-defined]
            col(Person.name).label("person_name"),
            col(Person.phone).label("person_phone"),
            col(Person.household_id),
            col(Person.village_group),
            col(Person.address),
            col(Order.number).label("order_number"),
            col(Order.collector).label("collector"),
        )
        .outerjoin_from(Parcel, Person, col(Person.id) == kept_column(col(Parcel.person_id)))
        .outerjoin(Order, col(Order.id) == col(Parcel.order_id))
        .where(*where)
        .order_by(col(Parcel.created_at), col(Parcel.waybill))
    ).all()
    here = [row for row in found if row.state in IN_ROOM]
    about = _About(
        waiting=set() if brief else shadow.waiting_ids(s.connection(), "parcel", [row.id for row in found]),
        inside={} if brief else order_summaries(s, [row.order_id for row in found if row.order_id]),
        due={} if brief else due_now(s, here),
        texts=_texts(s, here),
        proxies={} if brief else _proxies(s, sorted({row.person_id for row in here if row.person_id})),
        now=surely_now(s.connection()),
        today=clock.today(),
        offset=clock.local_offset_minutes(),
    )
    return [_row(row, about) for row in found]


@dataclass(frozen=True)
class _About:
    """What stands in other tables about the parcels of one list, read once for all of them."""

    waiting: set[str]
    inside: dict[str, tuple[str, int]]
    due: dict[str, int]
    texts: dict[str, str]
    proxies: dict[str, tuple[str, ...]]
    now: int
    today: str
    offset: int


def _texts(s: Session, parcels: Sequence[Any]) -> dict[str, str]:
    """What became of the last text about each parcel; it may have named others besides."""
    if not parcels:
        return {}
    text, ids = TextMessage, [parcel.id for parcel in parcels]
    named = {parcel.text_id for parcel in parcels if parcel.text_id}
    found = s.execute(
        select(col(text.id), col(text.about_id), col(text.state))
        .where(col(text.about_id).in_(ids) | col(text.id).in_(named))
        .order_by(col(text.created_at), col(text.id))
    ).all()
    states, about = {id_: state for id_, _about, state in found}, {about: id_ for id_, about, _state in found}
    order = {id_: at for at, (id_, _about, _state) in enumerate(found)}
    told = {}
    for parcel in parcels:
        last = max(
            (id_ for id_ in (parcel.text_id, about.get(parcel.id, "")) if id_ in order),
            key=order.__getitem__,
            default="",
        )
        if last:
            told[parcel.id] = states[last]
    return told


def _proxies(s: Session, person_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The names of those who may collect for each villager today."""
    if not person_ids:
        return {}
    today, names = clock.today(), dict[str, tuple[str, ...]]()
    rows = s.scalars(select(Proxy).where(col(Proxy.person_id).in_(person_ids)).order_by(col(Proxy.created_at)))
    for proxy in rows:
        if in_force(proxy, today):
            names[proxy.person_id] = (*names.get(proxy.person_id, ()), proxy.relation or proxy.name)
    return names


def _named_first(collector: str | None, proxies: tuple[str, ...]) -> tuple[str, ...]:
    """Whoever was named with the order stands before those who may collect anything."""
    return (collector, *(name for name in proxies if name != collector)) if collector else proxies


def _row(parcel: Any, about: _About) -> ParcelRow:
    title, pieces = about.inside.get(parcel.order_id, ("", 0))
    days = days_on_shelf(parcel.arrived_at, about.now, about.offset) if parcel.arrived_at else 0
    here = parcel.state == ParcelState.ON_SHELF
    return ParcelRow(
        id=parcel.id,
        waybill=parcel.waybill,
        person_id=parcel.person_id,
        name=parcel.person_name or parcel.name,
        place=" ".join(part for part in (parcel.village_group, parcel.address) if part),
        phone=parcel.person_phone or parcel.phone,
        order_id=parcel.order_id,
        order_number=parcel.order_number or "",
        title=title,
        pieces=pieces,
        grams=parcel.grams,
        due_fen=about.due.get(parcel.id, parcel.due_fen),
        state=parcel.state,
        shelf=parcel.shelf,
        pickup_code=parcel.pickup_code,
        days=days,
        remind=here and needs_reminder(days, about.today),
        overdue=here and may_go_back(days, about.today),
        call=parcel.call,
        arrived_at=parcel.arrived_at,
        van_at=parcel.van_at,
        extra_on_van=parcel.extra_on_van,
        waiting=parcel.id in about.waiting,
        carrier=parcel.carrier,
        here_grams=parcel.here_grams,
        difference=first_difference(weights_of(parcel), about.today),
        damaged=parcel.damaged,
        damage=parcel.damage,
        sent_back_reason=parcel.sent_back_reason,
        household=parcel.household_id or "",
        text=about.texts.get(parcel.id, ""),
        proxies=_named_first(parcel.collector, about.proxies.get(parcel.person_id, ())),
        collector=parcel.collector or "",
    )


def weights_of(parcel: Any) -> list[tuple[Hand, int]]:
    """What a parcel weighed at each hand; what central announced is the sender's weight where it sent no other."""
    return [
        (Hand.SENDER, parcel.sent_grams or parcel.grams),
        (Hand.COUNTY, parcel.hub_grams),
        (Hand.HERE, parcel.here_grams),
    ]
