"""What the operator does with a parcel: take it from the van, tell its owner, hand it over, send it back."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from villagedesk import clock, i18n
from villagedesk.domain import papers
from villagedesk.domain.cash import CashKind
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.orders import ORDER, Order, OrderState
from villagedesk.domain.parcels import (
    CALL_WORDS,
    PARCEL,
    Call,
    Parcel,
    ParcelState,
    check_pickup_proof,
    check_place,
    make_pickup_code,
    next_place,
)
from villagedesk.domain.people import Person
from villagedesk.errors import Invalid, Refused
from villagedesk.i18n import _
from villagedesk.store import cash, print_queue
from villagedesk.store.commission import accrue
from villagedesk.store.identity import device_key, device_number
from villagedesk.store.parcels.lists import ParcelRow, due_now, parcel_row, parcels_on_shelf
from villagedesk.store.session import WriteSession, action, get, new_row


@dataclass(frozen=True)
class HandedOver:
    """What a hand-over came to. ``left`` is how many parcels still lie here for the same villager."""

    parcel: ParcelRow
    paid_fen: int
    left: int


@action
def receive_parcel(s: WriteSession, waybill: str, shelf: str = "") -> ParcelRow:
    """Take an announced parcel from the van: it gets a place, a pickup code and a label.

    Args:
        waybill: as scanned or typed, or the parcel's id.
        shelf: the place; empty takes the first free one.

    Raises:
        Refused: nothing with this number was announced here, or it is here already.
    """
    parcel = _by_waybill(s, waybill)
    PARCEL.check(parcel.state, ParcelState.ON_SHELF)
    _put_on_shelf(s, parcel, shelf)
    _settle_order(s, parcel.order_id)
    return _labelled(s, parcel)


@action
def receive_extra(
    s: WriteSession,
    waybill: str,
    *,
    person_id: str = "",
    name: str = "",
    phone: str = "",
    shelf: str = "",
    van_at: int | None = None,
) -> ParcelRow:
    """Take a parcel that nobody had announced; it belongs to a villager, or to the name on it.

    Raises:
        Invalid: there is no waybill or no name, or the waybill is known here.
    """
    number = "".join(waybill.split())
    if not number:
        raise Invalid("waybill", "field_required")
    if _find(s, number) is not None:
        raise Invalid("waybill", "waybill_known")
    if not person_id and not name.strip():
        raise Invalid("name", "field_required")
    person_id = get(s, Person, person_id).id if person_id else _only_person_with(s, phone.strip(), name.strip())
    parcel = new_row(
        s,
        Parcel(
            person_id=person_id,
            name=name.strip(),
            phone=phone.strip(),
            waybill=number,
            van_at=van_at,
            extra_on_van=True,
        ),
    )
    _put_on_shelf(s, parcel, shelf)
    return _labelled(s, parcel)


@action
def finish_van(s: WriteSession, van_at: int | None) -> int:
    """The van leaves: what was announced for it and not found is missing. Returns how many that are.

    Raises:
        Refused: everything was found.
    """
    where = col(Parcel.van_at).is_(None) if van_at is None else col(Parcel.van_at) == van_at
    parcels = list(s.scalars(select(Parcel).where(col(Parcel.state) == ParcelState.ANNOUNCED.value, where)))
    if not parcels:
        raise Refused("van_finished")
    for parcel in parcels:
        parcel.state = ParcelState.MISSING.value
    for order_id in sorted({parcel.order_id for parcel in parcels}):
        _settle_order(s, order_id)
    return len(parcels)


@action
def hand_over(s: WriteSession, parcel_id: str, code: str, collected_by: str = "") -> HandedOver:
    """Give a parcel to its villager; what is due goes into the drawer.

    Args:
        code: the pickup code, or the last four digits of the villager's phone.
        collected_by: who came in his place; empty for himself.

    Raises:
        NotFound: it is not on this computer.
        Refused: the code is wrong, or it was handed over already.
    """
    parcel = get(s, Parcel, parcel_id)
    PARCEL.check(parcel.state, ParcelState.COLLECTED)
    check_pickup_proof(code, parcel.pickup_code, _phone(s, parcel))
    due = due_now(s, [parcel])[parcel.id]
    parcel.state = ParcelState.COLLECTED.value
    parcel.collected_at = s.now
    parcel.collected_by = collected_by.strip()
    if due:
        cash.book(
            s, CashKind.ON_DELIVERY, due, order_id=parcel.order_id, parcel_id=parcel.id, person_id=parcel.person_id
        )
    _settle_order(s, parcel.order_id)
    return HandedOver(parcel_row(s, parcel.id), due, _left_for(s, parcel))


@action
def move_parcel(s: WriteSession, parcel_id: str, shelf: str) -> ParcelRow:
    """Put a parcel to another place; its label is printed anew.

    Raises:
        Invalid: the place cannot be read.
        Refused: it is not on the shelf.
    """
    parcel = get(s, Parcel, parcel_id)
    if parcel.state != ParcelState.ON_SHELF:
        raise PARCEL.refusal(parcel.state, ParcelState.ON_SHELF)
    parcel.shelf = check_place(shelf)
    return _labelled(s, parcel)


@action
def note_call(s: WriteSession, parcel_id: str, call: str) -> None:
    """Write down whether the villager was told that the parcel is here."""
    get(s, Parcel, parcel_id).call = Call(call).value


@action
def send_back(s: WriteSession, parcel_ids: Sequence[str], reason: str) -> int:
    """Give parcels back to the carrier: nobody came, or the villager does not want them. Returns how many.

    Args:
        reason: ``overdue`` or ``refused``.

    Raises:
        Refused: one of them is not on the shelf any more; then none is sent back.
    """
    for parcel_id in parcel_ids:
        parcel = get(s, Parcel, parcel_id)
        PARCEL.check(parcel.state, ParcelState.SENT_BACK)
        parcel.state = ParcelState.SENT_BACK.value
        parcel.sent_back_reason = reason
        _settle_order(s, parcel.order_id)
    return len(parcel_ids)


@action
def reprint_label(s: WriteSession, parcel_id: str) -> ParcelRow:
    """Print the pickup label once more."""
    return _labelled(s, get(s, Parcel, parcel_id))


@action
def print_call_list(s: WriteSession) -> int:
    """Print whom to call, in the order of the shelf; returns how many parcels are on the list."""
    rows = parcels_on_shelf(s)
    facts = tuple(
        (f"{row.shelf}  {row.name}", "  ".join(part for part in (row.phone, _(CALL_WORDS[Call(row.call)])) if part))
        for row in rows
    )
    title = _("Call list {date}").format(date=i18n.date_text(clock.today()))
    print_queue.add_job(s.connection(), papers.PlainSheet(title=title, facts=facts), title=title)
    s.touch("print_job")
    return len(rows)


def _only_person_with(s: WriteSession, phone: str, name: str) -> str:
    """The villager whose phone and name stand on a parcel; empty when it is not clear who that is."""
    if not phone:
        return ""
    found = list(s.scalars(select(col(Person.id)).where(col(Person.phone) == phone, col(Person.name) == name)))
    return found[0] if len(found) == 1 else ""


def _put_on_shelf(s: WriteSession, parcel: Parcel, shelf: str) -> None:
    here = s.execute(
        select(col(Parcel.shelf), col(Parcel.pickup_code)).where(col(Parcel.state) == ParcelState.ON_SHELF.value)
    ).all()
    parcel.shelf = check_place(shelf) if shelf.strip() else next_place({place for place, _ in here})
    parcel.pickup_code = make_pickup_code(device_number(s.connection()), {code for _, code in here})
    parcel.state = ParcelState.ON_SHELF.value
    parcel.arrived_at = s.now


def _settle_order(s: WriteSession, order_id: str) -> None:
    """Move an order on when its parcels tell that it has arrived, was collected, or went back."""
    order = s.get(Order, order_id) if order_id else None
    if order is None:
        return
    states = set(s.scalars(select(col(Parcel.state)).where(col(Parcel.order_id) == order_id)))
    if ParcelState.ANNOUNCED in states or states <= {ParcelState.MISSING.value}:
        return
    if ParcelState.ON_SHELF in states:
        target = OrderState.ARRIVED
    else:
        target = OrderState.COLLECTED if ParcelState.COLLECTED in states else OrderState.SENT_BACK
    # An order that ended another way (refused at central, say) stays as it is: the parcel is here all the same.
    if order.state != target and ORDER.can(order.state, target):
        order.state = target.value
        if target == OrderState.COLLECTED:
            order.collected_at = s.now
            accrue(s, order)


def _labelled(s: WriteSession, parcel: Parcel) -> ParcelRow:
    s.flush()
    row = parcel_row(s, parcel.id)
    paper = papers.PickupLabel(
        shelf=row.shelf,
        person=row.name,
        phone_tail=row.phone_tail,
        pickup_code=row.pickup_code,
        arrived_on=i18n.local(parcel.arrived_at or s.now).date().isoformat(),
        grams=row.grams,
        qr=make_label(device_key(s.connection()), Kind.PARCEL, parcel.id, issued_on=clock.today()),
    )
    print_queue.add_job(s.connection(), paper, title=f"{row.shelf} {row.name}", about=parcel.id)
    s.touch("print_job")
    return row


def _phone(s: WriteSession, parcel: Parcel) -> str:
    person = s.get(Person, parcel.person_id) if parcel.person_id else None
    return (person.phone if person else None) or parcel.phone


def _left_for(s: WriteSession, parcel: Parcel) -> int:
    if not parcel.person_id:
        return 0
    rows = s.scalars(
        select(col(Parcel.id)).where(
            col(Parcel.person_id) == parcel.person_id, col(Parcel.state) == ParcelState.ON_SHELF.value
        )
    )
    return len(list(rows))


def _by_waybill(s: WriteSession, typed: str) -> Parcel:
    number = "".join(typed.split())
    found = _find(s, number) or s.get(Parcel, number)
    if found is None:
        raise Refused("waybill_unknown", waybill=number)
    return found


def _find(s: WriteSession, number: str) -> Parcel | None:
    """The parcel with this waybill; carriers use a number again after years, so the newest one counts."""
    return s.scalars(
        select(Parcel).where(col(Parcel.waybill) == number).order_by(col(Parcel.created_at).desc()).limit(1)
    ).first()
