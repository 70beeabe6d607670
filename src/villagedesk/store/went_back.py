"""The few orders of which something went back and for which the platform's money may still be waited for.

Years of parcels went back and were refunded: a small table of its own, brought up to date wherever an order or a parcel
changes, says which were not. Who really waits, and for how much, ``store.returns.awaited`` reckons for these.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, select
from sqlmodel import Session

from villagedesk.store import tables
from villagedesk.store.derived import follows, values_of

_BATCH = 500
# What was to be paid at the door was not paid before.
_OPEN = """
INSERT INTO went_back SELECT DISTINCT p.order_id FROM parcel AS p JOIN "order" AS o ON o.id = p.order_id
WHERE p.order_id IN ({marks}) AND p.state = 'sent_back' AND o.state NOT IN ('refused', 'cancelled')
  AND o.pay != 'on_delivery' AND o.refund_fen < o.total_fen
"""


@follows("order")
def refresh(connection: Connection, ids: Sequence[str]) -> None:
    """Look again at these orders."""
    for start in range(0, len(ids), _BATCH):
        some = tuple(ids[start : start + _BATCH])
        marks = ",".join("?" * len(some))
        connection.exec_driver_sql(f"DELETE FROM went_back WHERE order_id IN ({marks})", some)
        connection.exec_driver_sql(_OPEN.format(marks=marks), some)


@follows("parcel")
def refresh_of_parcels(connection: Connection, ids: Sequence[str]) -> None:
    """Look again at the orders of these parcels."""
    query = "SELECT DISTINCT order_id FROM parcel WHERE id IN ({marks}) AND order_id != ''"
    refresh(connection, values_of(connection, query, ids))


def orders_that_went_back(s: Session) -> list[str]:
    """The ids of these orders."""
    return list(s.scalars(select(tables.went_back.c.order_id)))
