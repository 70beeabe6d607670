"""What the county would have done for the practice room, which has none: dossiers looked at, orders sent, parcels on the van."""

from collections.abc import Sequence

from sqlmodel import select

from villagedesk import clock
from villagedesk.demo import trained
from villagedesk.demo.names import PRODUCE, Villager
from villagedesk.domain.consents import Purpose
from villagedesk.domain.dossiers import SellerForm
from villagedesk.domain.order_states import OrderState
from villagedesk.domain.orders import Order, Pay
from villagedesk.domain.parcels import Parcel
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sellers import Seller, SellerState
from villagedesk.store import Store, WriteSession, action, get, new_row
from villagedesk.store.crops import record_lot
from villagedesk.store.parcels import receive_parcel
from villagedesk.store.photos import desk_files
from villagedesk.store.sellers import take_on_seller

_DAY_MS, _HOUR_MS = 86_400_000, 3_600_000
_SHIPPED, _ON_SHELF = 6, 3
_WAYBILL = "LX9900123{:03d}"


def sellers(store: Store, operator: str, farmers: Sequence[Villager], village: str) -> list[str]:
    """Take on farmers: all but the last are approved and took the course, so that they can list; returns their ids."""
    with clock.shifted(-12 * _DAY_MS):
        for number, who in enumerate(farmers):
            form = SellerForm(
                name=who.name,
                resident_id=who.resident_id,
                phone=who.phone,
                village_code=village,
                village_group=who.group,
                crops=PRODUCE[number].product,
                area=1500 + 500 * number,
                declared=True,
                consents=tuple(purpose.value for purpose in Purpose),
            )
            with store.write(by=operator) as s:
                take_on_seller(s, form, check_same=False)
    with store.read() as s:
        waiting = [one.id for one in s.exec(select(Seller).order_by(Seller.created_at)).all()]  # type: ignore[arg-type]
    for seller_id in waiting[:-1]:
        with store.write() as s:
            approve_for_practice(s, seller_id)
    with clock.shifted(-10 * _DAY_MS):
        trained.before_they_sell(store, operator, waiting[:-1])
    return waiting[:-1]


@action
def approve_for_practice(s: WriteSession, seller_id: str) -> None:
    """A dossier as the county would approve it."""
    row, today = get(s, Seller, seller_id), clock.today()
    row.state = SellerState.APPROVED.value
    row.next_verify_on = rule_pack(today).sellers.next_verification(today)


def lots(store: Store, operator: str, approved: Sequence[str]) -> None:
    """What they harvested, not offered yet: listing it is what is practised."""
    for seller, produce in zip(approved, PRODUCE, strict=False):
        with store.write(by=operator) as s:
            record_lot(s, produce.lot(seller), desk_files(store))


def parcels(store: Store, operator: str) -> None:
    """Most orders are on a van: some parcels lie on the shelf since yesterday, the others come today."""
    with store.read() as s:
        waiting = list(s.exec(select(Order.id).order_by(Order.created_at).limit(_SHIPPED)).all())  # type: ignore[arg-type]
    comes = clock.now_ms() + _HOUR_MS
    for number, order_id in enumerate(waiting):
        van_at = comes - _DAY_MS if number < _ON_SHELF else comes
        with clock.shifted(-_DAY_MS), store.write() as s:
            ship_for_practice(s, order_id, _WAYBILL.format(number), van_at)
    for number in range(len(waiting[:_ON_SHELF])):
        with clock.shifted(-_DAY_MS + 2 * _HOUR_MS), store.write(by=operator) as s:
            receive_parcel(s, _WAYBILL.format(number))


@action
def ship_for_practice(s: WriteSession, order_id: str, waybill: str, van_at: int) -> None:
    """An order as the platform would place it and put it on the van that comes at ``van_at``, ms UTC."""
    order = get(s, Order, order_id)
    order.state = OrderState.SHIPPED.value
    due = order.total_fen if order.pay == Pay.ON_DELIVERY else 0
    new_row(
        s,
        Parcel(
            order_id=order.id,
            person_id=order.person_id,
            waybill=waybill,
            grams=1800,
            sent_grams=1800,
            due_fen=due,
            carrier="青溪快运",
            van_at=van_at,
        ),
    )
