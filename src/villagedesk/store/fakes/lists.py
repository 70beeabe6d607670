"""What the screens show of complaints about fakes: the list, and one report's page."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.fakes import OPEN, FakeReport, FakeState, damages_for, most_advance
from villagedesk.domain.orders import Order, OrderLine
from villagedesk.domain.people import Person
from villagedesk.domain.return_rules import Damages
from villagedesk.errors import NotFound
from villagedesk.store import cash, shadow
from villagedesk.store.evidence import pictures_of
from villagedesk.store.orders.lists import owed_for, place_of
from villagedesk.store.refunds import Advances, advanced_for, advanced_for_goods, advances_of, refunded_for
from villagedesk.store.same_person import kept_column
from villagedesk.store.session import get


@dataclass(frozen=True)
class FakeRow:
    """One report in a list."""

    id: str
    number: str
    person_id: str
    name: str
    title: str
    state: str
    taken_at: int
    deadline_at: int
    price_fen: int
    waiting: bool


@dataclass(frozen=True)
class FakePage:
    """Everything about one report. ``pictures`` are (EvidenceKind, SHA-256), ``reference`` is the goods' own picture.

    ``may_advance_fen`` is how much the room may still pay out before the seller has paid.
    """

    row: FakeRow
    place: str
    phone: str
    order_id: str
    order_number: str
    parcel_id: str
    brand: str
    seller: str
    scanned: str
    wrong_with_it: str
    claim: str
    seal_number: str
    answer: str
    outcome: str
    icon: str
    reference: str
    damages: Damages
    advanced_fen: int
    refunded_fen: int
    may_advance_fen: int
    pictures: tuple[tuple[str, str], ...]

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self.row.state in OPEN


def fakes_in(s: Session, *, over: bool = False, limit: int = 200) -> list[FakeRow]:
    """Reports that are open, the nearest deadline first; or those that are over, the newest first."""
    states = [FakeState.CLOSED.value] if over else [state.value for state in OPEN]
    rows = _rows(s, [col(FakeReport.state).in_(states)], limit=limit)
    return rows if over else sorted(rows, key=lambda row: row.deadline_at)


def fake_page(s: Session, report_id: str) -> FakePage:
    """One report.

    Raises:
        NotFound: it is not on this computer.
    """
    rows = _rows(s, [col(FakeReport.id) == report_id], limit=1)
    if not rows:
        raise NotFound("fake_report", report_id)
    report = get(s, FakeReport, report_id)
    person = s.get(Person, report.person_id) if report.person_id else None
    order = s.get(Order, report.order_id) if report.order_id else None
    line = s.get(OrderLine, report.order_line_id) if report.order_line_id else None
    return FakePage(
        row=rows[0],
        place=place_of(person),
        phone=(person.phone or "") if person else "",
        order_id=report.order_id,
        order_number=order.number if order else "",
        parcel_id=report.parcel_id,
        brand=report.brand,
        seller=report.seller,
        scanned=report.scanned,
        wrong_with_it=report.wrong_with_it,
        claim=report.claim,
        seal_number=report.seal_number,
        answer=report.answer,
        outcome=report.outcome,
        icon=(line.icon if line else "") or "box",
        reference=line.picture if line else "",
        damages=damages_for(line.category if line else "", clock.today()),
        advanced_fen=advanced_for(s, report_id),
        refunded_fen=refunded_for(s, report) if report.order_id else 0,
        may_advance_fen=most_advance_for(s, report),
        pictures=pictures_of(s, report_id),
    )


def most_advance_for(s: Session, report: FakeReport) -> int:
    """How much may still be advanced for a report, in fen; nothing where no order says what was paid."""
    order = s.get(Order, report.order_id) if report.order_id else None
    if order is None or report.state not in OPEN:
        return 0
    # By goods, not by complaint: a second complaint or a return of the same line opens the drawer no second time.
    ahead = advanced_for_goods(s, report) + refunded_for(s, report)
    return most_advance(max(0, report.price_fen - ahead), order_money(s, order), clock.today())


def order_money(s: Session, order: Order) -> int:
    """What a villager has paid for an order and neither got back, nor is owed, nor was advanced; fen."""
    paid = cash.paid_for(s, [order.id]).get(order.id, 0)
    unsettled = advances_of(s, [order.id]).get(order.id, Advances()).unsettled_fen
    return max(0, paid - unsettled - owed_for(s, [order])[order.id])


def _rows(s: Session, where: Sequence[ColumnElement[bool]], *, limit: int) -> list[FakeRow]:
    found = s.execute(
        select(FakeReport, col(Person.name))
        .outerjoin(Person, col(Person.id) == kept_column(col(FakeReport.person_id)))
        .where(*where)
        .order_by(col(FakeReport.taken_at).desc(), col(FakeReport.number).desc())
        .limit(limit)
    ).all()
    waiting = shadow.waiting_ids(s.connection(), "fake_report", [report.id for report, _ in found])
    return [
        FakeRow(
            id=report.id,
            number=report.number,
            person_id=report.person_id,
            name=name or "",
            title=report.title,
            state=report.state,
            taken_at=report.taken_at,
            deadline_at=report.deadline_at,
            price_fen=report.price_fen,
            waiting=report.id in waiting,
        )
        for report, name in found
    ]
