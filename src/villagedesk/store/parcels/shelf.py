"""The shelf: where a parcel lies, its label, and what of an order follows from where its parcels are."""

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk import clock, i18n
from villagedesk.domain import papers
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.orders import ORDER, WILL_NOT_COME, Order, OrderState
from villagedesk.domain.parcels import IN_ROOM, PARCEL, Parcel, ParcelState, check_place, next_place, order_after
from villagedesk.domain.people import Person
from villagedesk.domain.pickup import make_pickup_code
from villagedesk.errors import Refused
from villagedesk.store import print_queue
from villagedesk.store.commission import accrue
from villagedesk.store.identity import device_key, device_number
from villagedesk.store.moments import likely_now
from villagedesk.store.parcels.lists import ParcelRow, parcel_row
from villagedesk.store.session import WriteSession, action, get

# A parcel that goes back keeps its place and its code until the driver has it.
_TAKEN = [state.value for state in sorted(IN_ROOM)]

# Once all of it left the room an order moves no more; see ``both_ways`` for the one way out.
_LEFT = (OrderState.COLLECTED, OrderState.SENT_BACK)


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
    return labelled(s, parcel)


@action
def reprint_label(s: WriteSession, parcel_id: str) -> ParcelRow:
    """Print the pickup label once more."""
    return labelled(s, get(s, Parcel, parcel_id))


def free_place(s: Session) -> str:
    """The place the next parcel would get."""
    return next_place(set(s.scalars(select(col(Parcel.shelf)).where(col(Parcel.state).in_(_TAKEN)))))


def put_on_shelf(s: WriteSession, parcel: Parcel, shelf: str) -> None:
    """Give a parcel its place and its pickup code; an empty ``shelf`` takes the first free place."""
    here = s.execute(select(col(Parcel.shelf), col(Parcel.pickup_code)).where(col(Parcel.state).in_(_TAKEN))).all()
    parcel.shelf = check_place(shelf) if shelf.strip() else next_place({place for place, _ in here})
    parcel.pickup_code = make_pickup_code(device_number(s.connection()), {code for _, code in here})
    parcel.state = ParcelState.ON_SHELF.value
    parcel.arrived_at, parcel.arrived_by = likely_now(s.connection(), s.now), s.operator


def settle_order(s: WriteSession, order_id: str) -> None:
    """Move an order on when its parcels tell that it has arrived, was collected, or went back."""
    order = s.get(Order, order_id) if order_id else None
    if order is None:
        return
    states = set(s.scalars(select(col(Parcel.state)).where(col(Parcel.order_id) == order_id)))
    target = order_after(states)
    # An order that ended another way (refused at central, say) stays as it is: the parcel is here all the same.
    if target is not None and order.state not in (target, *_LEFT, *WILL_NOT_COME) and ORDER.can(order.state, target):
        order.state = target.value
        if target is OrderState.COLLECTED:
            order.collected_at = s.now
            accrue(s, order)


def check_order_stands(s: Session, parcel: Parcel, code: str) -> None:
    """Goods or money, never both: a parcel goes back when its order was refused, for the villager gets his money.

    Raises:
        Refused: with ``code``.
    """
    order = s.get(Order, parcel.order_id) if parcel.order_id else None
    if order is not None and order.state in WILL_NOT_COME:
        raise Refused(code, waybill=parcel.waybill)


def labelled(s: WriteSession, parcel: Parcel) -> ParcelRow:
    """The parcel as it is shown, with its label in the print queue."""
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
    print_queue.add_job(s, paper, title=f"{row.shelf} {row.name}", about=parcel.id)
    return row


def phone_of(s: Session, parcel: Parcel) -> str:
    """The villager's phone, or what stands on the parcel."""
    person = s.get(Person, parcel.person_id) if parcel.person_id else None
    return (person.phone if person else None) or parcel.phone


def by_waybill(s: Session, typed: str) -> Parcel:
    """The parcel with a scanned or typed number, or with this id.

    Raises:
        Refused: nobody announced it.
    """
    number = "".join(typed.split())
    found = newest_with(s, number) or s.get(Parcel, number)
    if found is None:
        raise Refused("waybill_unknown", waybill=number)
    return found


def newest_with(s: Session, number: str) -> Parcel | None:
    """The parcel with this waybill; carriers use a number again after years, so the newest one counts."""
    return s.scalars(
        select(Parcel).where(col(Parcel.waybill) == number).order_by(col(Parcel.created_at).desc()).limit(1)
    ).first()
