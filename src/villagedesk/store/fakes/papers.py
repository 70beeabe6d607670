"""The papers of a complaint: the label over the sealed sample, the receipt for an advance, the packet for 12315."""

from villagedesk import clock, i18n
from villagedesk.domain import papers
from villagedesk.domain.fakes import FakeReport, FakeState, answer_due, damages_for
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.operators import Operator
from villagedesk.domain.orders import Order, OrderLine
from villagedesk.domain.parcels import Parcel
from villagedesk.domain.people import Person
from villagedesk.domain.returns import RefundKind
from villagedesk.domain.short_code import short_code, shown
from villagedesk.store import print_queue
from villagedesk.store.centre import centre_name, village_name
from villagedesk.store.evidence import pictures_of
from villagedesk.store.identity import device_key
from villagedesk.store.moments import likely_now
from villagedesk.store.orders.lists import place_of
from villagedesk.store.refunds import advanced_for
from villagedesk.store.session import WriteSession


def print_seal(s: WriteSession, report: FakeReport) -> None:
    """Queue the label that is stuck over the opening of the bag."""
    person = s.get(Person, report.person_id)
    paper = papers.SealLabel(
        number=report.number,
        seal=report.seal_number,
        title=report.title,
        person=person.name if person else "",
        centre=centre_name(s),
        sealed_on=clock.today(),
        qr=_square(s, report),
    )
    print_queue.add_job(s, paper, title=f"{report.number} {report.seal_number}", about=report.id)


def print_advance_slip(s: WriteSession, report: FakeReport, fen: int, *, signed: bool) -> None:
    """Queue the receipt for an advance; without a signature on the screen two, of which one stays here."""
    person = s.get(Person, report.person_id)
    paper = papers.PayoutSlip(
        centre=centre_name(s),
        at=s.now,
        person=person.name if person else "",
        group=place_of(person),
        number=report.number,
        title=report.title,
        parts=((RefundKind.ADVANCE.value, fen),),
        signed=signed,
        qr=_square(s, report),
        code=shown(short_code(report.id)),
    )
    print_queue.add_job(s, paper, title=paper.person, about=report.id, copies=1 if signed else 2)


def print_complaint(s: WriteSession, report: FakeReport) -> None:
    """Queue the packet with everything that is known."""
    s.flush()
    person, operator = s.get(Person, report.person_id), s.get(Operator, s.operator)
    order = s.get(Order, report.order_id) if report.order_id else None
    line = s.get(OrderLine, report.order_line_id) if report.order_line_id else None
    parcel = s.get(Parcel, report.parcel_id) if report.parcel_id else None
    damages = damages_for(line.category if line else "", clock.today())
    paper = papers.Complaint(
        number=report.number,
        taken_at=report.taken_at,
        centre=centre_name(s),
        village=village_name(s),
        operator=operator.name if operator else "",
        person=person.name if person else "",
        phone=(person.phone or "") if person else "",
        address=place_of(person),
        seller=report.seller,
        platform_number=order.central_number if order else "",
        order_number=order.number if order else "",
        title=report.title,
        brand=report.brand,
        price_fen=report.price_fen,
        bought_at=order.confirmed_at if order else None,
        received_at=(parcel.collected_at if parcel else None) or (order.collected_at if order else None),
        wrong_with_it=report.wrong_with_it,
        claim=report.claim,
        damages=(damages.text.said(i18n.language()), damages.fen(report.price_fen) if report.price_fen else 0),
        seal=report.seal_number,
        answer=report.answer,
        advanced_fen=advanced_for(s, report.id),
        evidence=pictures_of(s, report.id),
        answer_until=_answer_until(s, report),
    )
    print_queue.add_job(s, paper, title=f"{report.number} {paper.person}", about=report.id)


def _answer_until(s: WriteSession, report: FakeReport) -> int | None:
    """Until when the seller may still answer, ms UTC; None when his time is over."""
    until = report.deadline_at
    if report.state in (FakeState.ESCALATED, FakeState.CLOSED):
        # The deadline on file is the one of 12315 by now.
        until = min(until, answer_due(report.taken_at))
    return until if likely_now(s.connection(), s.now) <= until else None


def _square(s: WriteSession, report: FakeReport) -> str:
    return make_label(device_key(s.connection()), Kind.FAKE, report.id, issued_on=clock.today())
