"""Buyers' orders for produce at central: made, arrived, confirmed, listed with their lots and claims."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.central import acts
from villagedesk.central.found import Found, by_ids, centre_names, check_centre, children, one, rows
from villagedesk.domain.crops import SALE_UNITS, check_quantity, grades
from villagedesk.domain.entity import CENTRE_SCOPE, PLATFORM_SCOPE, Row
from villagedesk.domain.listings import check_price
from villagedesk.domain.prices import NAME_LENGTH, PlatformPrice, read_day
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sales import (
    AllocationState,
    CropOrder,
    CropOrderState,
)
from villagedesk.domain.sales.claims import UNDECIDED
from villagedesk.errors import Invalid, Refused

_BUYER_LENGTH, _PRODUCT_LENGTH, _REFERENCE_LENGTH = 60, 30, 40
_HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Sale:
    """A buyer's order with its lots and claims as the staff sees it; ``shares`` are the farmers' of its mixed lots."""

    order: Found
    centre_name: str
    parts: tuple[Found, ...]
    claims: tuple[Found, ...]
    people: dict[str, str]
    shares: tuple[Found, ...] = ()

    def whose(self, part: Found) -> str:
        """Whose goods a lot is: one name, or all of a mixed lot's."""
        if part.text("seller_id"):
            return self.people.get(part.text("seller_id"), "")
        names = (
            self.people.get(share.text("seller_id"), "") for share in self.shares if share.text("share_of") == part.id
        )
        return ", ".join(name for name in names if name)


def buy_produce(
    connection: Connection,
    centre: str,
    buyer: str,
    product: str,
    quantity: int,
    price_fen: int,
    ship_by_on: str,
    *,
    sale_unit: str = "jin",
    grade: str = "",
    number: str = "",
    by: str = acts.CENTRAL,
) -> str:
    """A buyer orders a kind of produce; the centre fills it from the lots of its farmers. Returns the crop order's id.

    Args:
        quantity: grams, or pieces where ``sale_unit`` is the piece.
        price_fen: for one ``sale_unit``.
        ship_by_on: ISO date, not in the past.
        grade: the lowest grade he takes; "" for any.
        number: the buyer's or the platform's number of it.

    Raises:
        Invalid: something cannot be. NotFound: there is no such centre.
    """
    check_centre(connection, centre)
    check_ship_day(ship_by_on)
    if sale_unit not in SALE_UNITS:
        raise Invalid("sale_unit", "field_required")
    if grade and grade not in {key for key, _name in grades(clock.today())}:
        raise Invalid("grade", "field_required")
    values = acts.values_of(
        CropOrder(
            buyer=acts.checked_text("buyer", buyer, _BUYER_LENGTH),
            product=acts.checked_text("product", product, _PRODUCT_LENGTH),
            quantity=check_quantity(quantity),
            price_fen=check_price(price_fen),
            sale_unit=sale_unit,
            ship_by_on=ship_by_on,
            grade=grade,
            number=number[:_REFERENCE_LENGTH],
        )
    )
    scope = f"{CENTRE_SCOPE}:{centre}"
    return acts.insert_row(connection, scope, centre, "buy_produce", "crop_order", values, by=by)


def deliver_crop_order(connection: Connection, order_id: str, *, by: str = acts.CENTRAL) -> None:
    """The buyer has the goods; his time for a claim begins.

    Raises:
        NotFound, Refused: see ``acts.change``.
    """
    now = clock.now_ms()
    until = now + rule_pack(clock.today()).sales.claim_hours * _HOUR_MS
    fields: Row = {"state": CropOrderState.DELIVERED.value, "delivered_at": now, "claim_until_at": until}
    _change(connection, "crop_order", order_id, "deliver_crop_order", fields, by)


def confirm_crop_order(connection: Connection, order_id: str, *, by: str = acts.CENTRAL) -> None:
    """The buyer is content, or his time for a claim is over: the order can be settled.

    Raises:
        NotFound: see ``acts.change``. Refused: also while a claim is not decided.
    """
    order = acts.locked(connection, "crop_order", order_id)
    if any(claim.data.get("state") in UNDECIDED for claim in claims_of_order(connection, order)):
        raise Refused("claim_undecided")
    _change(connection, "crop_order", order_id, "confirm_crop_order", {"state": CropOrderState.CONFIRMED.value}, by)


def sales_in(connection: Connection, state: str, *, after: tuple[int, str] = (-1, ""), limit: int = 30) -> list[Sale]:
    """Buyers' orders in one state over all centres, the one that has waited longest first."""
    return [_sale(connection, order) for order in rows(connection, "crop_order", state=state, after=after, limit=limit)]


def sale(connection: Connection, order_id: str) -> Sale:
    """One buyer's order.

    Raises:
        NotFound: there is none.
    """
    return _sale(connection, one(connection, "crop_order", order_id))


def check_ship_day(iso: str) -> None:
    """A day by which goods are to leave.

    Raises:
        Invalid: on the field ``ship_by_on``: no date, or over.
    """
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        raise Invalid("ship_by_on", "not_a_date") from None
    if day < date.fromisoformat(clock.today()):
        raise Invalid("ship_by_on", "date_in_past")


def _sale(connection: Connection, order: Found) -> Sale:
    every = _all_parts(connection, order)
    parts = [part for part in every if not part.text("share_of")]
    sellers = by_ids(connection, order.scope, "seller", [part.text("seller_id") for part in every])
    persons = by_ids(connection, order.scope, "person", [str(row.get("person_id") or "") for row in sellers.values()])
    people = {
        id_: str(persons.get(str(row.get("person_id") or ""), {}).get("name") or "") for id_, row in sellers.items()
    }
    return Sale(
        order,
        centre_names(connection, [order.centre]).get(order.centre, ""),
        tuple(parts),
        tuple(claims_of_order(connection, order)),
        people,
        tuple(part for part in every if part.text("share_of")),
    )


def lots_of(connection: Connection, found: Sale) -> dict[str, Row]:
    """The lots on a buyer's order, by their ids."""
    return by_ids(connection, found.order.scope, "harvest_lot", [part.text("lot_id") for part in found.parts])


def parts_of_order(connection: Connection, order: Found) -> list[Found]:
    """The lots on a buyer's order, without those taken off again and without the shares of a mixed lot's farmers."""
    return [part for part in _all_parts(connection, order) if not part.text("share_of")]


def _all_parts(connection: Connection, order: Found) -> list[Found]:
    found = children(connection, order.scope, "crop_allocation", "order_id", order.id)
    return [part for part in found if part.data.get("state") != AllocationState.DROPPED]


def claims_of_order(connection: Connection, order: Found) -> list[Found]:
    """The claims about a buyer's order."""
    return children(connection, order.scope, "crop_claim", "order_id", order.id)


def _change(connection: Connection, entity: str, id_: str, action: str, fields: Row, by: str) -> None:
    row = one(connection, entity, id_)
    acts.change(connection, row.scope, row.centre, action, entity, id_, fields, by=by)


def publish_price(
    connection: Connection,
    market: str,
    product: str,
    day: str,
    average_fen: int,
    *,
    low_fen: int = 0,
    high_fen: int = 0,
    unit: str = "jin",
    spec: str = "",
    by: str = acts.CENTRAL,
) -> str:
    """Tell every centre what a market paid; returns the price's id.

    Args:
        day: ISO date.
        average_fen: for one ``unit``; lowest and highest are the same where nobody told them.

    Raises:
        Invalid: something cannot be.
    """
    if unit not in SALE_UNITS:
        raise Invalid("unit", "price_unit")
    fen = [check_price(one or average_fen) for one in (low_fen, average_fen, high_fen)]
    price = PlatformPrice(
        market=acts.checked_text("market", market, NAME_LENGTH),
        product=acts.checked_text("product", product, NAME_LENGTH),
        spec=spec[:NAME_LENGTH],
        unit=unit,
        day=read_day(day),
        low_fen=min(fen),
        average_fen=average_fen,
        high_fen=max(fen),
    )
    return acts.insert_row(
        connection, PLATFORM_SCOPE, "", "publish_price", "platform_price", acts.values_of(price), by=by
    )
