"""Orders as the console and the command line show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.central.found import Found, by_ids, centre_names, children, one, rows
from villagedesk.central.orders.verbs import key_of, lines_of, sum_with
from villagedesk.domain.entity import Row
from villagedesk.domain.orders import OrderState
from villagedesk.domain.parcels import DAY_MS, ParcelState

# So long the staff is shown a parcel that went back; after that the centre has long called.
_LATELY_DAYS = 90
_PAGE = 500
_PARTLY = frozenset({OrderState.SHIPPED, OrderState.ARRIVED, OrderState.COLLECTED})


@dataclass(frozen=True)
class OrderSum:
    """An order in a list. ``changed_at``: since when it stands like this, ms UTC."""

    id: str
    centre: str
    centre_name: str
    number: str
    person: str
    state: str
    pay: str
    total_fen: int
    changed_at: int


@dataclass(frozen=True)
class OrderFacts:
    """An order with all that belongs to it. ``asked_fen``: what it would cost at the prices the villager is asked."""

    order: Found
    centre_name: str
    person: Row
    lines: tuple[Found, ...]
    parcels: tuple[Found, ...]
    asked_fen: int


def orders_in(
    connection: Connection, state: str, *, after: tuple[int, str] = (-1, ""), limit: int = 50
) -> list[OrderSum]:
    """Orders in one state over all centres, the one that has waited longest first."""
    return _sums(connection, rows(connection, "order", state=state, after=after, limit=limit))


def partly_sent_back(connection: Connection, limit: int = 50) -> list[OrderSum]:
    """Orders of which only some parcels went back lately, and for which nothing was given back yet, the oldest first.

    Their state says nothing of it: the villager has the rest.
    """
    after = (clock.now_ms() - _LATELY_DAYS * DAY_MS, "0")
    found: list[Found] = []
    seen: set[str] = set()
    while len(found) < limit:
        parcels = rows(connection, "parcel", state=ParcelState.SENT_BACK, after=after, limit=_PAGE)
        for parcel in parcels:
            id_ = parcel.text("order_id")
            if not id_ or id_ in seen:
                continue
            seen.add(id_)
            row = by_ids(connection, parcel.scope, "order", [id_]).get(id_, {})
            if row.get("state") in _PARTLY and not row.get("refund_fen"):
                found.append(Found(parcel.centre, parcel.scope, id_, parcel.changed_at, row))
        if len(parcels) < _PAGE:
            break
        after = (parcels[-1].changed_at, parcels[-1].id)
    return _sums(connection, found[:limit])


def _sums(connection: Connection, found: Sequence[Found]) -> list[OrderSum]:
    names = centre_names(connection, [order.centre for order in found])
    people = _people(connection, found)
    return [
        OrderSum(
            order.id,
            order.centre,
            names.get(order.centre, ""),
            order.text("number"),
            str(people.get((order.scope, order.text("person_id")), {}).get("name") or ""),
            order.text("state"),
            order.text("pay"),
            order.number("total_fen"),
            order.changed_at,
        )
        for order in found
    ]


def order_facts(connection: Connection, order_id: str) -> OrderFacts:
    """One order.

    Raises:
        NotFound: there is none.
    """
    order = one(connection, "order", order_id)
    lines = tuple(lines_of(connection, order))
    person_id = order.text("person_id")
    asked = {key_of(line): line.number("new_price_fen") for line in lines if line.number("new_price_fen")}
    return OrderFacts(
        order,
        centre_names(connection, [order.centre]).get(order.centre, ""),
        by_ids(connection, order.scope, "person", [person_id]).get(person_id, {}),
        lines,
        tuple(children(connection, order.scope, "parcel", "order_id", order_id)),
        sum_with(lines, asked),
    )


def _people(connection: Connection, orders: Sequence[Found]) -> dict[tuple[str, str], Row]:
    wanted: dict[str, list[str]] = {}
    for order in orders:
        wanted.setdefault(order.scope, []).append(order.text("person_id"))
    return {
        (scope, id_): row
        for scope, ids in wanted.items()
        for id_, row in by_ids(connection, scope, "person", ids).items()
    }
