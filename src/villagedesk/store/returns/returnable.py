"""What of an order can go back, and until when: for the form, and for whoever only wants to know."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.orders import Order, OrderLine, OrderState, shown_title
from villagedesk.domain.parcels import HandOver, Parcel
from villagedesk.domain.people import Person
from villagedesk.domain.returns import Return, ReturnLine, ReturnState, Right, right_to_return
from villagedesk.domain.rules import rule_pack
from villagedesk.errors import Refused
from villagedesk.store.farm_inputs import past_date
from villagedesk.store.moments import surely_now
from villagedesk.store.orders.lists import place_of
from villagedesk.store.session import get

# Something of it is in the room or with the villager.
_HERE = frozenset({OrderState.SHIPPED, OrderState.ARRIVED, OrderState.COLLECTED})
_GONE = (ReturnState.REFUSED.value, ReturnState.WITHDRAWN.value)


@dataclass(frozen=True)
class LineLeft:
    """One line of an order; ``left`` pieces of it can still go back, ``price_fen`` is for one.

    ``past_date``: when its pack was looked at, the date on it was over.
    """

    id: str
    title: str
    icon: str
    picture: str
    category: str
    price_fen: int
    left: int
    past_date: bool = False


@dataclass(frozen=True)
class Returnable:
    """An order of which something may go back. ``received``: the moments at which its goods came, as far as known."""

    order_id: str
    number: str
    parcel_id: str
    person_id: str
    name: str
    place: str
    lines: tuple[LineLeft, ...]
    received: tuple[int, ...]
    # When it is asked, ms UTC; a clock that is fast takes no right away.
    asked_at: int

    def left(self) -> dict[str, int]:
        """How many pieces of each line can still go back."""
        return {line.id: line.left for line in self.lines}

    def past_date(self) -> dict[str, int]:
        """How many pieces can go back of each line that was past its date when its pack was looked at."""
        return {line.id: line.left for line in self.lines if line.past_date and line.left}

    def categories(self, quantities: Mapping[str, int]) -> list[str]:
        """The kinds of the goods that were chosen."""
        return [line.category for line in self.lines if quantities.get(line.id)]

    def fen(self, quantities: Mapping[str, int]) -> int:
        """What the chosen pieces cost, in fen."""
        return sum(line.price_fen * quantities.get(line.id, 0) for line in self.lines)

    def right(self, reason: str, quantities: Mapping[str, int], *, opened: bool, now: int) -> Right:
        """What right there is to give the chosen pieces back; ``now`` is ms UTC."""
        kinds = self.categories(quantities)
        return right_to_return(reason, self.received, now, categories=kinds, opened=opened)

    def asks_opened(self, quantities: Mapping[str, int]) -> bool:
        """Whether it matters for the chosen pieces if they were opened."""
        return rule_pack(clock.today()).returns.asks_opened(self.categories(quantities))


def returnable(s: Session, order_id: str, parcel_id: str = "") -> Returnable:
    """What can go back of an order, or of the order of a parcel.

    Raises:
        NotFound: it is not on this computer.
        Refused: nothing of it is here.
    """
    if not order_id:
        order_id = get(s, Parcel, parcel_id).order_id
        if not order_id:
            raise Refused("nothing_to_return")
    order = get(s, Order, order_id)
    if order.state not in _HERE:
        raise Refused("nothing_to_return")
    old = past_date(s, order.id)
    lines = tuple(_line(line, gone, line.id in old) for line, gone in _lines(s, order.id))
    if not any(line.left for line in lines):
        raise Refused("nothing_to_return")
    person = s.get(Person, order.person_id)
    return Returnable(
        order_id=order.id,
        number=order.number,
        parcel_id=parcel_id,
        person_id=order.person_id,
        name=person.name if person else "",
        place=place_of(person),
        lines=lines,
        received=_received(s, order, parcel_id),
        asked_at=surely_now(s.connection()),
    )


def _lines(s: Session, order_id: str) -> list[tuple[OrderLine, int]]:
    gone = (
        select(col(ReturnLine.order_line_id), func.sum(col(ReturnLine.quantity)).label("count"))
        .join(Return, col(Return.id) == col(ReturnLine.return_id))
        .where(col(Return.order_id) == order_id, col(Return.state).not_in(_GONE))
        .group_by(col(ReturnLine.order_line_id))
        .subquery()
    )
    found = s.execute(
        select(OrderLine, gone.c.count)
        .outerjoin(gone, gone.c.order_line_id == col(OrderLine.id))
        .where(col(OrderLine.order_id) == order_id, col(OrderLine.dropped).is_(False))
        .order_by(col(OrderLine.position))
    )
    return [(line, int(count or 0)) for line, count in found]


def _line(line: OrderLine, gone: int, old: bool) -> LineLeft:
    title = shown_title(line.title, line.variant, line.spec)
    left = max(0, line.quantity - gone)
    return LineLeft(line.id, title, line.icon, line.picture, line.category, line.price_fen, left, old)


def _received(s: Session, order: Order, parcel_id: str) -> tuple[int, ...]:
    """Every moment at which the goods can have been received at the earliest, ms UTC.

    What central wrote (placed, shipped) carries central's clock; it corrects a clock of this room that was behind.
    """
    where = col(Parcel.id) == parcel_id if parcel_id else col(Parcel.order_id) == order.id
    parcels = list(s.scalars(select(Parcel).where(where)))
    given = s.scalars(select(col(HandOver.handed_at)).where(col(HandOver.parcel_id).in_([p.id for p in parcels])))
    taken = [*given, *(parcel.collected_at for parcel in parcels)]
    if not any(taken) and order.collected_at is None:
        return ()  # it still lies here: the days have not begun
    known = [moment for p in parcels for moment in (p.arrived_at, p.created_at)]
    moments = [*taken, *known, order.collected_at, order.confirmed_at, order.placed_at]
    return tuple(moment for moment in moments if moment)
