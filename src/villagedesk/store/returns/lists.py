"""What the screens show of returns: lists by where they stand, and one return's page."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from villagedesk.domain.orders import Order, OrderLine, shown_title
from villagedesk.domain.people import Person
from villagedesk.domain.returns import Return, ReturnLine, ReturnState, refund_due
from villagedesk.errors import NotFound
from villagedesk.store import shadow
from villagedesk.store.evidence import pictures_of
from villagedesk.store.orders.lists import place_of
from villagedesk.store.returns.owed import all_owed_for
from villagedesk.store.same_person import kept_column
from villagedesk.store.session import get

# The views of the list: which states each shows.
VIEWS: dict[str, tuple[ReturnState, ...]] = {
    "open": (ReturnState.OPEN, ReturnState.APPROVED),
    "courier": (ReturnState.HANDED_TO_COURIER,),
    "over": (ReturnState.REFUNDED, ReturnState.PAID_OUT, ReturnState.REFUSED, ReturnState.WITHDRAWN),
}


@dataclass(frozen=True)
class ReturnLineRow:
    """Pieces of one line that go back; ``price_fen`` is for one."""

    order_line_id: str
    title: str
    icon: str
    quantity: int
    price_fen: int


@dataclass(frozen=True)
class ReturnRow:
    """One return in a list. ``owed_fen`` is all that is still owed for its order, ``fen`` what is refunded for this."""

    id: str
    order_id: str
    number: str
    person_id: str
    name: str
    title: str
    pieces: int
    reason: str
    state: str
    asked_at: int
    deadline_at: int
    goodwill: bool
    fen: int
    owed_fen: int
    carrier: str
    waybill: str
    handed_at: int | None
    back_at: int | None
    waiting: bool

    @property
    def refund_due(self) -> int | None:
        """Until when the seller has to give the money back, ms UTC; None before he has the goods again."""
        return None if self.back_at is None else refund_due(self.back_at)


@dataclass(frozen=True)
class ReturnPage:
    """Everything about one return; ``pictures`` are (EvidenceKind, SHA-256)."""

    row: ReturnRow
    place: str
    phone_tail: str
    detail: str
    answer: str
    freight_payer: str
    freight_fen: int
    lines: tuple[ReturnLineRow, ...]
    pictures: tuple[tuple[str, str], ...]
    no_photo: str = ""  # why none was possible

    @property
    def price_fen(self) -> int:
        """What the pieces cost, in fen."""
        return sum(line.price_fen * line.quantity for line in self.lines)

    @property
    def may_withdraw(self) -> bool:
        """Whether the villager can still keep the goods."""
        return self.row.state in VIEWS["open"]

    @property
    def may_hand_over(self) -> bool:
        """Whether a courier may take it."""
        return self.row.state == ReturnState.APPROVED


def returns_in(s: Session, view: str, limit: int = 200) -> list[ReturnRow]:
    """The returns of one view (a key of VIEWS): those that are open the oldest first, those that are over the newest."""
    where = [col(Return.state).in_([state.value for state in VIEWS[view]])]
    return _rows(s, where, limit=limit, oldest=view != "over")


def returns_of_order(s: Session, order_id: str) -> list[ReturnRow]:
    """The returns of one order, the newest first."""
    return _rows(s, [col(Return.order_id) == order_id], limit=50)


def return_page(s: Session, return_id: str) -> ReturnPage:
    """One return with its lines and pictures.

    Raises:
        NotFound: it is not on this computer.
    """
    rows = _rows(s, [col(Return.id) == return_id], limit=1)
    if not rows:
        raise NotFound("return", return_id)
    found = get(s, Return, return_id)
    person = s.get(Person, found.person_id)
    return ReturnPage(
        row=rows[0],
        place=place_of(person),
        phone_tail=(person.phone or "")[-4:] if person else "",
        detail=found.detail,
        answer=found.answer,
        freight_payer=found.freight_payer,
        freight_fen=found.freight_fen,
        lines=_lines(s, return_id),
        pictures=pictures_of(s, return_id),
        no_photo=found.no_photo,
    )


def _lines(s: Session, return_id: str) -> tuple[ReturnLineRow, ...]:
    found = s.execute(
        select(OrderLine, col(ReturnLine.quantity))
        .join(ReturnLine, col(ReturnLine.order_line_id) == col(OrderLine.id))
        .where(col(ReturnLine.return_id) == return_id)
        .order_by(col(OrderLine.position))
    )
    return tuple(
        ReturnLineRow(line.id, shown_title(line.title, line.variant, line.spec), line.icon, quantity, line.price_fen)
        for line, quantity in found
    )


def _rows(s: Session, where: Sequence[ColumnElement[bool]], *, limit: int, oldest: bool = False) -> list[ReturnRow]:
    # What is cut off at the limit is what came last, where the oldest waits for something.
    asked = col(Return.asked_at)
    found = s.execute(
        select(Return, Order, col(Person.name))
        .outerjoin(Order, col(Order.id) == col(Return.order_id))
        .outerjoin(Person, col(Person.id) == kept_column(col(Return.person_id)))
        .where(*where)
        .order_by(asked if oldest else asked.desc(), col(Return.id))
        .limit(limit)
    ).all()
    ids = [row.id for row, _, _ in found]
    waiting, titles = shadow.waiting_ids(s.connection(), "return", ids), _titles(s, ids)
    owed = all_owed_for(s, [order for _, order, _ in found if order is not None])
    return [
        ReturnRow(
            id=row.id,
            order_id=row.order_id,
            number=order.number if order else "",
            person_id=row.person_id,
            name=name or "",
            title=titles.get(row.id, ("", 0))[0],
            pieces=titles.get(row.id, ("", 0))[1],
            reason=row.reason,
            state=row.state,
            asked_at=row.asked_at,
            deadline_at=row.deadline_at,
            goodwill=row.goodwill,
            fen=row.fen,
            owed_fen=owed.get(row.order_id, 0) if row.state == ReturnState.REFUNDED else 0,
            carrier=row.carrier,
            waybill=row.waybill,
            handed_at=row.handed_at,
            back_at=row.back_at,
            waiting=row.id in waiting,
        )
        for row, order, name in found
    ]


def _titles(s: Session, ids: Sequence[str]) -> dict[str, tuple[str, int]]:
    """The first line (with its variant) and pieces in all, by the return's id."""
    if not ids:
        return {}
    line = OrderLine
    lines = s.execute(
        select(col(ReturnLine.return_id), line.title, line.variant, line.spec, col(ReturnLine.quantity))  # type: ignore[call-overload]
        .join(OrderLine, col(OrderLine.id) == col(ReturnLine.order_line_id))
        .where(col(ReturnLine.return_id).in_(ids))
        .order_by(col(OrderLine.position))
    )
    found: dict[str, tuple[str, int]] = {}
    for return_id, title, variant, spec, quantity in lines:
        first, pieces = found.get(return_id, (shown_title(title, variant, spec), 0))
        found[return_id] = (first, pieces + quantity)
    return found
