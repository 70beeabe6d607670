"""What the operator does when a villager bought a fake: write it down, seal a sample, advance money, go to 12315."""

from collections.abc import Iterable

from villagedesk.domain.cash import CashKind
from villagedesk.domain.evidence import Signed
from villagedesk.domain.fakes import (
    CLAIM_LENGTH,
    FAKE,
    OUTCOME_LENGTH,
    SEAL_LENGTH,
    TITLE_LENGTH,
    WRONG_LENGTH,
    FakeForm,
    FakeReport,
    FakeState,
    answer_due,
    check_fake,
    decision_due,
    scanned_text,
)
from villagedesk.domain.orders import Order, OrderLine
from villagedesk.domain.people import Person
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid, Refused
from villagedesk.store import cash
from villagedesk.store.drafts import clear_draft
from villagedesk.store.evidence import keep_photos, keep_signature
from villagedesk.store.fakes.lists import most_advance_for
from villagedesk.store.fakes.papers import print_advance_slip, print_complaint, print_seal
from villagedesk.store.fakes.start import goods_of
from villagedesk.store.files import FileStore
from villagedesk.store.moments import likely_now
from villagedesk.store.numbers import FAKES, next_number
from villagedesk.store.session import WriteSession, action, get, new_row

FORM = "fake"


@action
def report_fake(s: WriteSession, form: FakeForm, files: FileStore, draft_key: str = "") -> str:
    """Write down that a villager bought a fake; with a seal number the seal's label is printed. Returns its id.

    Args:
        files: where the photos are.
        draft_key: the half-filled form that becomes this report.

    Raises:
        Invalid: nothing is named, nothing said, no photo. NotFound: the villager or the order is not on this computer.
    """
    check_fake(form)
    person = get(s, Person, form.person_id)
    if form.order_id:
        get(s, Order, form.order_id)
    line = s.get(OrderLine, form.order_line_id) if form.order_line_id else None
    goods = goods_of(line) if line else None
    row = new_row(
        s,
        FakeReport(
            number=next_number(s, FAKES),
            person_id=person.id,
            order_id=form.order_id,
            order_line_id=form.order_line_id,
            parcel_id=form.parcel_id,
            title=check_text("title", form.title, TITLE_LENGTH),
            brand=check_text("brand", form.brand, TITLE_LENGTH),
            seller=check_text("seller", form.seller, TITLE_LENGTH) or (goods.seller if goods else ""),
            price_fen=goods.price_fen if goods else form.price_fen,
            scanned=scanned_text(form.scanned),
            wrong_with_it=check_text("wrong_with_it", form.wrong_with_it, WRONG_LENGTH, required=True),
            claim=check_text("claim", form.claim, CLAIM_LENGTH, required=True),
            seal_number=check_text("seal_number", form.seal_number, SEAL_LENGTH),
            taken_at=s.now,
            deadline_at=answer_due(likely_now(s.connection(), s.now)),
        ),
    )
    _keep(s, files, row.id, form.photos)
    if draft_key:
        clear_draft(s.connection(), FORM, draft_key)
        s.touch("draft")
    if row.seal_number:
        print_seal(s, row)
    return row.id


@action
def add_photos(s: WriteSession, report_id: str, photos: Iterable[tuple[str, str]], files: FileStore) -> None:
    """More pictures, as (EvidenceKind, SHA-256), while the report is open.

    Raises:
        Refused: it is closed.
    """
    report = get(s, FakeReport, report_id)
    if FAKE.ended(report.state):
        raise FAKE.refusal(report.state, FakeState.CLOSED)
    _keep(s, files, report_id, photos)


@action
def seal_sample(s: WriteSession, report_id: str, seal_number: str) -> None:
    """A sample was put into a bag and sealed; the label over its opening is printed.

    Raises:
        Invalid: there is no number. Refused: another seal was written down already.
    """
    report = get(s, FakeReport, report_id)
    seal = check_text("seal_number", seal_number, SEAL_LENGTH)
    if not seal:
        raise Invalid("seal_number", "seal_missing")
    if report.seal_number not in ("", seal):
        raise Refused("already_sealed", seal=report.seal_number)
    report.seal_number = seal
    print_seal(s, report)


@action
def advance_refund(s: WriteSession, report_id: str, fen: int, signed: Signed, files: FileStore) -> int:
    """Pay the villager out of the drawer before the seller has paid, as far as the rules allow; prints the receipt.

    What the seller pays later for this report settles it: nobody gets his money twice.

    Raises:
        Invalid: on ``advance``: nothing, or more than allowed. On ``signature``: nobody signed.
    """
    report = get(s, FakeReport, report_id)
    most = most_advance_for(s, report)
    if not 0 < fen <= most:
        raise Invalid("advance", "advance_out_of_range", most=most)
    keep_signature(s, files, "fake_report", report_id, signed)
    report.advance_fen += fen
    order = s.get(Order, report.order_id) if report.order_id else None
    if order is not None:
        order.given_back += 1
    # No order_id: what was advanced is weighed against the refund of this report, see store.refunds.
    cash.book(s, CashKind.ADVANCE_REFUND, -fen, person_id=report.person_id, about_id=report_id)
    print_advance_slip(s, report, fen, signed=not signed.on_paper)
    return fen


@action
def print_packet(s: WriteSession, report_id: str) -> None:
    """Print the packet for 12315 again, or before it is sent; nothing else changes."""
    print_complaint(s, get(s, FakeReport, report_id))


@action
def to_12315(s: WriteSession, report_id: str) -> None:
    """The packet goes to the 12315 line: it is printed, and the working days for the decision begin.

    Raises:
        Refused: it is there already, or closed.
    """
    report = get(s, FakeReport, report_id)
    FAKE.check(report.state, FakeState.ESCALATED)
    report.state = FakeState.ESCALATED.value
    report.deadline_at = decision_due(max(likely_now(s.connection(), s.now), report.taken_at))
    print_complaint(s, report)


@action
def note_outcome(s: WriteSession, report_id: str, outcome: str) -> None:
    """Write down what came of it; the report is over.

    Raises:
        Invalid: nothing was written. Refused: it is over already.
    """
    report = get(s, FakeReport, report_id)
    FAKE.check(report.state, FakeState.CLOSED)
    report.outcome = check_text("outcome", outcome, OUTCOME_LENGTH, required=True)
    report.state = FakeState.CLOSED.value


def _keep(s: WriteSession, files: FileStore, report_id: str, photos: Iterable[tuple[str, str]]) -> None:
    for kind, sha256 in photos:
        keep_photos(s, files, "fake_report", report_id, kind, [sha256])
