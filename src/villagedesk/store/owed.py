"""For which orders villagers may still get money back, and what they still have to pay on delivery.

An order for which more was paid than it costs stands in a small table of its own, brought up to date wherever the
order or its cash changes, so that the red list is read at once however many orders are on file. How much is really
owed, with what was advanced for a fake, the lists of orders compute for these few. An order for which less was paid,
though the villager has the goods, stands there below zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlmodel import Session, col

from villagedesk.domain.cash import CashEntry
from villagedesk.domain.orders import ENDED, Order, OrderState, due_in_cash, owed_back, still_to_take
from villagedesk.domain.parcels import Parcel, ParcelState
from villagedesk.domain.people import Person
from villagedesk.store import tables
from villagedesk.store.cash.book import paid_for
from villagedesk.store.derived import follows, values_of
from villagedesk.store.refunds import Advances, advances_of
from villagedesk.store.same_person import kept_column

_BATCH = 500
_MONEY = """
SELECT o.id, o.state, o.total_fen, o.refund_fen,
  (SELECT coalesce(sum(amount_fen), 0) FROM cash_entry WHERE order_id = o.id),
  CASE o.pay WHEN 'payer' THEN o.payer_paid_fen ELSE 0 END FROM "order" AS o WHERE o.id IN ({marks})
"""


@dataclass(frozen=True)
class DueRow:
    """Money that comes when something is handed over. ``order_id`` is empty for a parcel that belongs to no order."""

    order_id: str
    parcel_id: str
    number: str
    person: str
    fen: int
    here: bool  # it lies on the shelf, so it can be collected today
    has_it: bool = False  # the villager has the goods, and the money for them went back, or never came


@follows("order")
def refresh(connection: Connection, ids: Sequence[str]) -> None:
    """Compute anew what is owed for these orders."""
    for start in range(0, len(ids), _BATCH):
        some = tuple(ids[start : start + _BATCH])
        marks = ",".join("?" * len(some))
        rows = connection.exec_driver_sql(_MONEY.format(marks=marks), some).fetchall()
        owed = [(id_, fen) for id_, *facts in rows if (fen := owed_back(*facts) or -still_to_take(*facts))]
        connection.exec_driver_sql(f"DELETE FROM owed WHERE order_id IN ({marks})", some)
        if owed:
            connection.exec_driver_sql("INSERT INTO owed(order_id, fen) VALUES (?, ?)", owed)


@follows("cash_entry")
def refresh_of_entries(connection: Connection, ids: Sequence[str]) -> None:
    """Compute anew what is owed for the orders of these cash entries."""
    query = "SELECT DISTINCT order_id FROM cash_entry WHERE id IN ({marks}) AND order_id != ''"
    refresh(connection, values_of(connection, query, ids))


def owed_orders(s: Session) -> list[str]:
    """The ids of orders for which more was paid than they cost; an advance may have settled some of them."""
    return list(s.scalars(select(tables.owed.c.order_id).where(tables.owed.c.fen > 0)))


def due_on_delivery(s: Session) -> list[DueRow]:
    """What villagers pay when they collect: what they have already first, then parcels that lie here, then the rest."""
    rows = [*_unpaid_orders(s), *_due_orders(s), *_due_parcels(s)]
    return sorted(rows, key=lambda row: (not row.has_it, not row.here))


def unpaid_goods(s: Session, order_ids: Sequence[str] | None = None) -> dict[str, int]:
    """What is still to be taken for goods that villagers have, by order, in fen; of some orders, or of all."""
    # The table follows at the end of an action: who asks about some orders may be in the middle of one.
    short = select(tables.owed.c.order_id).where(tables.owed.c.fen < 0)
    ids = list(s.scalars(short) if order_ids is None else order_ids)
    if not ids:
        return {}
    # Part of it comes with another parcel, and what was advanced for a fake was paid before.
    coming = _still_to_come(s, ids)
    paid, advances = paid_for(s, ids), advances_of(s, ids)
    found = {}
    for order in s.scalars(select(Order).where(col(Order.id).in_(ids))):
        had = paid.get(order.id, 0) + advances.get(order.id, Advances()).unsettled_fen
        fen = still_to_take(order.state, order.total_fen, order.refund_fen, had, order.payer_fen)
        if fen > coming.get(order.id, 0):
            found[order.id] = fen - coming.get(order.id, 0)
    return found


def _still_to_come(s: Session, order_ids: Sequence[str]) -> dict[str, int]:
    states = (ParcelState.ANNOUNCED.value, ParcelState.MISSING.value, ParcelState.ON_SHELF.value)
    rows = s.execute(
        select(col(Parcel.order_id), func.sum(col(Parcel.due_fen)))
        .where(col(Parcel.order_id).in_(order_ids), col(Parcel.state).in_(states))
        .group_by(col(Parcel.order_id))
    )
    return {order_id: int(fen) for order_id, fen in rows}


def _unpaid_orders(s: Session) -> list[DueRow]:
    unpaid = unpaid_goods(s)
    found = s.execute(
        select(col(Order.id), col(Order.number), col(Person.name))
        .outerjoin(Person, col(Person.id) == kept_column(col(Order.person_id)))
        .where(col(Order.id).in_(unpaid))
        .order_by(col(Order.confirmed_at))
    )
    return [DueRow(id_, "", number, name or "", unpaid[id_], False, has_it=True) for id_, number, name in found]


def _due_orders(s: Session) -> list[DueRow]:
    """Also where only a rest is due: the price rose within the ceiling after the villager, or his child, had paid."""
    open_states = [state.value for state in OrderState if state not in ENDED]
    taken = select(func.coalesce(func.sum(col(CashEntry.amount_fen)), 0)).where(
        col(CashEntry.order_id) == col(Order.id)
    )
    found = s.execute(
        select(Order, col(Person.name))
        .outerjoin(Person, col(Person.id) == kept_column(col(Order.person_id)))
        # Most were paid at once: only the others are read whole.
        .where(
            col(Order.state).in_(open_states), col(Order.total_fen) - col(Order.refund_fen) > taken.scalar_subquery()
        )
        .order_by(col(Order.confirmed_at))
    ).all()
    asked = [(order, name) for order, name in found if not order.waits_for_payer]
    paid = paid_for(s, [order.id for order, _ in asked])
    return [
        DueRow(order.id, "", order.number, name or "", fen, order.state == OrderState.ARRIVED)
        for order, name in asked
        if (fen := due_in_cash(order.total_fen, order.refund_fen, order.payer_fen) - paid.get(order.id, 0)) > 0
    ]


def _due_parcels(s: Session) -> list[DueRow]:
    found = s.execute(
        select(Parcel, col(Person.name))
        .outerjoin(Person, col(Person.id) == kept_column(col(Parcel.person_id)))
        .where(
            col(Parcel.state).in_([ParcelState.ANNOUNCED.value, ParcelState.ON_SHELF.value]),
            col(Parcel.order_id) == "",
            col(Parcel.due_fen) > 0,
        )
        .order_by(col(Parcel.created_at))
    ).all()
    return [
        DueRow("", parcel.id, parcel.waybill, name or parcel.name, parcel.due_fen, parcel.state == ParcelState.ON_SHELF)
        for parcel, name in found
    ]
