"""Lists of orders, and what the villagers of them still get back."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.orders import (
    ENDED,
    Order,
    OrderLine,
    OrderState,
    owed_back,
)
from villagedesk.domain.parcels import DAY_MS
from villagedesk.domain.people import Person
from villagedesk.domain.returns import owed_besides_advances
from villagedesk.store import cash, shadow
from villagedesk.store.events import get_meta
from villagedesk.store.moments import surely_now
from villagedesk.store.owed import owed_orders
from villagedesk.store.refunds import Advances, advances_of
from villagedesk.store.same_person import ids_of, kept_column

# By name: "not one of those that ended" would look at every order there ever was.
_OPEN = [state.value for state in OrderState if state not in ENDED]

_BATCH = 500
_NEWEST = 50


@dataclass(frozen=True)
class OrderRow:
    """One order in a list. ``waiting``: central has not seen its newest state yet."""

    id: str
    number: str
    person_id: str
    name: str
    at: int
    title: str  # of its first line
    pieces: int
    total_fen: int
    pay: str
    state: str
    decision: str
    owed_fen: int
    expires_at: int
    waiting: bool
    waits_for_payer: bool = False


def open_orders(s: Session) -> list[OrderRow]:
    """Orders on their way, those that need an answer first, then whoever has waited longest, at the end the newest."""
    asked = orders_to_answer(s)
    others = [col(Order.state).in_([state for state in _OPEN if state != OrderState.NEEDS_DECISION])]
    # The longest list there is: when it is cut, it is in the middle. What was taken just now is looked for, too.
    room = _BATCH - len(asked)
    waiting = rows_where(s, others, limit=room, oldest=True)
    if len(waiting) < room:
        return asked + waiting
    waiting = waiting[: room - _NEWEST]
    shown = {row.id for row in waiting}
    newest = rows_where(s, others, limit=_NEWEST)[::-1]
    return asked + waiting + [row for row in newest if row.id not in shown]


def count_open_orders(s: Session) -> int:
    """How many orders are on their way."""
    return int(s.execute(select(func.count()).where(col(Order.state).in_(_OPEN))).scalar_one())


def names_of_late(s: Session) -> list[str]:
    """Whose orders have waited here longer than they may, one name for each order, the longest-waiting first."""
    late = col(Order.state) == OrderState.QUEUED.value, col(Order.expires_at) < surely_now(s.connection())
    found = s.scalars(
        select(col(Person.name))
        .select_from(Order)
        .outerjoin(Person, col(Person.id) == kept_column(col(Order.person_id)))
        .where(*late)
        .order_by(col(Order.confirmed_at), col(Order.number))
    )
    return [name or "" for name in found]


def days_of_latest(s: Session) -> int:
    """How many whole days the longest-waiting of the late orders has waited since it was taken; 0 without one."""
    late = col(Order.state) == OrderState.QUEUED.value, col(Order.expires_at) < surely_now(s.connection())
    taken = s.scalar(select(func.min(col(Order.confirmed_at))).where(*late))
    return max(0, clock.now_ms() - taken) // DAY_MS if taken is not None else 0


def ended_orders(s: Session, limit: int = 200) -> list[OrderRow]:
    """Orders in which nothing is still to come, the newest first."""
    # The newest of each state: asked for all of them at once, the database would sort years of orders.
    newest: list[tuple[int, str]] = []
    for state in ENDED:
        of_state = select(col(Order.confirmed_at), col(Order.id)).where(col(Order.state) == state.value)
        found = s.execute(of_state.order_by(col(Order.confirmed_at).desc()).limit(limit))
        newest += [(at, id_) for at, id_ in found]
    ids = [id_ for _at, id_ in sorted(newest, reverse=True)[:limit]]
    return rows_where(s, [col(Order.id).in_(ids)], limit=limit)


def orders_of(s: Session, person_id: str, limit: int = 50) -> list[OrderRow]:
    """One villager's orders, the newest first."""
    return rows_where(s, [col(Order.person_id).in_(ids_of(s, person_id))], limit=limit)


def orders_to_answer(s: Session) -> list[OrderRow]:
    """Orders about which the villager must be asked, the oldest first."""
    return rows_where(s, [col(Order.state) == OrderState.NEEDS_DECISION.value], limit=200, oldest=True)


def orders_with_substitutes(s: Session, since: int) -> list[tuple[OrderRow, list[str]]]:
    """Orders placed since a moment (ms UTC) in which something else comes, and what; the villager is to be told.

    Once a parcel is here the call about it says so, and the order is not among them.
    """
    coming = [OrderState.PLACED.value, OrderState.SHIPPED.value]
    found = s.execute(
        select(col(OrderLine.order_id), col(OrderLine.substitute_title))
        .join(Order, col(Order.id) == col(OrderLine.order_id))
        .where(
            col(Order.state).in_(coming),
            col(Order.placed_at) > since,
            col(OrderLine.substitute_title) != "",
            col(OrderLine.dropped).is_(False),
        )
        .order_by(col(OrderLine.position))
        .limit(_BATCH)
    ).all()
    titles: dict[str, list[str]] = {}
    for order_id, title in found:
        titles.setdefault(order_id, []).append(title)
    return [(row, titles[row.id]) for row in rows_where(s, [col(Order.id).in_(titles)], limit=_BATCH)[::-1]]


def orders_to_pay_back(s: Session) -> list[OrderRow]:
    """Orders for which the villager still gets cash back, the oldest first."""
    # When an order ended badly, when the platform refunded, or when the price fell on the way: see store.owed.
    # All of them: whoever has waited longest must never drop off the list.
    ids = owed_orders(s)
    parts = [ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH)]
    rows = [row for part in parts for row in rows_where(s, [col(Order.id).in_(part)], limit=_BATCH) if row.owed_fen]
    return sorted(rows, key=lambda row: (row.at, row.number))


def find_orders(s: Session, number: str, limit: int = 20) -> list[OrderRow]:
    """Orders by what is on the slip (with or without the centre's code) or what central calls them, the newest first.

    Also by the code a child pays with, typed or as the square on the slip says it.
    """
    typed = number.strip()
    if not typed:
        return []
    centre = get_meta(s.connection(), "centre") or ""
    typed = typed.removeprefix(f"{centre}-") if centre else typed
    code = typed.rpartition("/pay/")[2].replace(" ", "").replace("-", "").upper()
    # A range and not LIKE, which would walk through every order there is.
    begins = col(Order.number).between(typed, typed + "\U0010ffff")
    return rows_where(s, [begins | (col(Order.central_number) == typed) | (col(Order.pay_code) == code)], limit=limit)


def place_of(person: Person | None) -> str:
    """Where somebody lives, as one says it: ``三组 12 号``."""
    return " ".join(part for part in (person.village_group, person.address) if part) if person else ""


def rows_where(
    s: Session, where: Sequence[ColumnElement[bool]], *, limit: int, oldest: bool = False, skip: int = 0
) -> list[OrderRow]:
    """The newest orders for which all of this holds, the newest first; with ``oldest`` the oldest, the oldest first.

    The first ``skip`` of them are left out.
    """
    age = [col(Order.confirmed_at), col(Order.number), col(Order.id)]
    found = s.execute(
        select(Order, col(Person.name))
        .outerjoin(Person, col(Person.id) == kept_column(col(Order.person_id)))
        .where(*where)
        .order_by(*(age if oldest else [column.desc() for column in age]))
        .limit(limit)
        .offset(skip)
    ).all()
    ids = [order.id for order, _ in found]
    owed, waiting = owed_for(s, [order for order, _ in found]), shadow.waiting_ids(s.connection(), "order", ids)
    first = order_summaries(s, ids)
    return [
        OrderRow(
            id=order.id,
            number=order.number,
            person_id=order.person_id,
            name=name or "",
            at=order.confirmed_at,
            title=first.get(order.id, ("", 0))[0],
            pieces=first.get(order.id, ("", 0))[1],
            total_fen=order.total_fen,
            pay=order.pay,
            state=order.state,
            decision=order.decision,
            owed_fen=owed[order.id],
            expires_at=order.expires_at,
            waiting=order.id in waiting,
            waits_for_payer=order.waits_for_payer,
        )
        for order, name in found
    ]


def owed_for(s: Session, orders: Sequence[Order]) -> dict[str, int]:
    """What the villager still gets back for each of these orders, in fen; damages and freight are not in it."""
    ids = [order.id for order in orders]
    paid, advances = cash.paid_for(s, ids), advances_of(s, ids)
    return {
        order.id: owed_besides_advances(
            owed_back(order.state, order.total_fen, order.refund_fen, paid.get(order.id, 0), order.payer_fen),
            paid.get(order.id, 0),
            advances.get(order.id, Advances()).unsettled_fen,
        )
        for order in orders
    }


def order_summaries(s: Session, order_ids: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Title of the first line and pieces in all, of lines that were not dropped."""
    if not order_ids:
        return {}
    lines = s.execute(
        select(col(OrderLine.order_id), col(OrderLine.title), col(OrderLine.quantity))
        .where(col(OrderLine.order_id).in_(order_ids), col(OrderLine.dropped).is_(False))
        .order_by(col(OrderLine.position))
    )
    found: dict[str, tuple[str, int]] = {}
    for order_id, title, quantity in lines:
        first, pieces = found.get(order_id, (title, 0))
        found[order_id] = (first, pieces + quantity)
    return found
