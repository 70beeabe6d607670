"""When an open payment is looked at again: at once when its order changes, else less and less often.

Asking the payment service costs something, and hardly any payment changes between two looks. What can change without
the order is only an answer that never came (the service could not be reached), and that is asked for soon.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, delete, select, tuple_, update

from villagedesk import clock
from villagedesk.central import tables
from villagedesk.central.database import insert_missing, upsert
from villagedesk.domain.entity import CENTRE_SCOPE, Row

_FIRST_MS, _LONGEST_MS = 30_000, 6 * 3_600_000
BATCH = 200

Key = tuple[str, str]  # centre, order


def look_now(connection: Connection, centre: str, order_id: str) -> None:
    """Look at a payment that is open again or for the first time."""
    upsert(connection, tables.payment_look, [_look(centre, order_id)])


def no_more(connection: Connection, centre: str, order_id: str) -> None:
    """A payment is settled."""
    look = tables.payment_look
    connection.execute(delete(look).where(look.c.centre == centre, look.c.order_id == order_id))


def orders_changed(connection: Connection, scope: str, rows: Mapping[Key, Row | None], changed: Iterable[Key]) -> None:
    """Some rows of a scope changed: payments of orders among them are due at once.

    Args:
        rows: the rows as they are now, by entity and id.
        changed: which of them changed.
    """
    if not scope.startswith(f"{CENTRE_SCOPE}:"):
        return
    centre = scope.partition(":")[2]
    paid = sorted(
        (centre, id_) for entity, id_ in changed if entity == "order" and (rows[entity, id_] or {}).get("pay_code")
    )
    if paid:
        look = tables.payment_look
        connection.execute(
            update(look).where(tuple_(look.c.centre, look.c.order_id).in_(paid)).values(due_at=0, looks=0)
        )


def take_due(connection: Connection, limit: int = BATCH) -> list[Key]:
    """The next payments to look at, those that waited longest first; each has its next time already when this returns.

    So an order that changes while its payment is looked at makes it due once more.
    """
    look, now = tables.payment_look, clock.now_ms()
    query = select(look).where(look.c.due_at <= now).order_by(look.c.due_at).limit(limit)
    query = query.with_for_update(skip_locked=True)  # two servers never look at the same one
    due = sorted(connection.execute(query).all())
    upsert(
        connection,
        look,
        [_look(row.centre, row.order_id, now + _wait(row.looks), row.looks + 1) for row in due],
    )
    return [(row.centre, row.order_id) for row in due]


def take_in_old(connection: Connection) -> None:
    """Payments that were open before there was a time for each."""
    payment, look = tables.payment, tables.payment_look
    known = select(look.c.order_id).where(look.c.centre == payment.c.centre, look.c.order_id == payment.c.order_id)
    open_ones = select(payment.c.centre, payment.c.order_id).where(payment.c.open == 1, ~known.exists())
    for centre, order_id in connection.execute(open_ones).all():
        insert_missing(connection, look, **_look(centre, order_id))


def _look(centre: str, order_id: str, due_at: int = 0, looks: int = 0) -> dict[str, str | int]:
    return {"centre": centre, "order_id": order_id, "due_at": due_at, "looks": looks}


def _wait(looks: int) -> int:
    return min(_FIRST_MS << min(looks, 20), _LONGEST_MS)
