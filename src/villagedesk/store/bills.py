"""Bills paid through the room: the money is taken with a receipt, paid in later, and goes back when that fails."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain import cash_papers
from villagedesk.domain.bills import (
    BILL,
    HOLDER_LENGTH,
    REASON_LENGTH,
    REFERENCE_LENGTH,
    Bill,
    BillKind,
    BillState,
    check_account,
    check_bill_fen,
    shown_account,
)
from villagedesk.domain.cash import CashKind, change_for
from villagedesk.domain.people import Person
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.short_code import short_code, shown
from villagedesk.domain.texts import check_text
from villagedesk.store import print_queue, shadow
from villagedesk.store.cash.book import book, reverse_all_about
from villagedesk.store.centre import centre_name
from villagedesk.store.numbers import BILLS, next_number
from villagedesk.store.same_person import ids_of, kept_column
from villagedesk.store.session import WriteSession, action, get, new_row


@dataclass(frozen=True)
class BillRow:
    """One bill of the register. ``late``: the money was taken too long ago for not being paid in."""

    id: str
    number: str
    kind: str
    account: str
    holder: str
    person_id: str
    person: str
    fen: int
    fee_fen: int
    state: str
    taken_at: int
    done_at: int | None
    reference: str
    reason: str
    late: bool
    waiting: bool

    @property
    def sum_fen(self) -> int:
        """What the villager paid: the bill and the fee."""
        return self.fen + self.fee_fen

    @property
    def may_reverse(self) -> bool:
        """Whether its money can still go back."""
        return BILL.can(self.state, BillState.REVERSED)


@action
def take_bill(
    s: WriteSession,
    kind: str,
    account: str,
    fen: int,
    *,
    person_id: str = "",
    holder: str = "",
    given_fen: int | None = None,
) -> BillRow:
    """Take the money for a bill; it is in the drawer, and the receipt in the print queue.

    Args:
        kind: a BillKind.
        account: the phone number, or the customer number on the last bill.
        fen: the bill without the fee, in fen; the fee comes from the rules in force.
        person_id: the villager who pays, if he is known here.
        holder: the name the account is in.
        given_fen: the cash he gave, for the receipt; None means the exact sum.

    Raises:
        Invalid: on ``account``, ``amount``, ``holder`` or ``given``.
        NotFound: the villager is not on this computer.
    """
    number, amount = check_account(BillKind(kind), account), check_bill_fen(fen)
    name = check_text("holder", holder, HOLDER_LENGTH)
    fee = rule_pack(clock.today()).bills.fee(kind)
    if given_fen is not None:
        change_for(given_fen, amount + fee)
    person = get(s, Person, person_id) if person_id else None
    row = new_row(
        s,
        Bill(
            number=next_number(s, BILLS),
            kind=BillKind(kind),
            person_id=person.id if person else "",
            account=number,
            holder=name,
            fen=amount,
            fee_fen=fee,
            taken_at=s.now,
        ),
    )
    book(s, CashKind.BILL, amount + fee, person_id=row.person_id, note=row.number, about_id=row.id)
    s.flush()
    return _printed(s, row, given_fen)


@action
def pay_in_bill(s: WriteSession, bill_id: str, reference: str) -> BillRow:
    """The payment went through.

    Args:
        reference: the number that the company's own system gave for it.

    Raises:
        Invalid: no reference. NotFound: no such bill. Refused: it is not to be paid in any more.
    """
    row = get(s, Bill, bill_id)
    BILL.check(row.state, BillState.DONE)
    row.reference = check_text("reference", reference, REFERENCE_LENGTH, required=True)
    row.state, row.done_at = BillState.DONE.value, s.now
    s.flush()
    return bill(s, bill_id)


@action
def reverse_bill(s: WriteSession, bill_id: str, reason: str) -> BillRow:
    """Give the villager his money back, with the fee; a paper says so.

    Raises:
        Invalid: no reason. NotFound: no such bill. Refused: its money went back already.
    """
    row = get(s, Bill, bill_id)
    BILL.check(row.state, BillState.REVERSED)
    row.reason = check_text("reason", reason, REASON_LENGTH, required=True)
    row.state = BillState.REVERSED.value
    reverse_all_about(s, row.id)
    s.flush()
    return _printed(s, row, None)


@action
def reprint_bill(s: WriteSession, bill_id: str) -> BillRow:
    """Print the receipt once more; the paper says that it is a reprint."""
    return _printed(s, get(s, Bill, bill_id), None)


def bill(s: Session, bill_id: str) -> BillRow:
    """One bill.

    Raises:
        NotFound: it is not on this computer.
    """
    get(s, Bill, bill_id)
    return _rows(s, col(Bill.id) == bill_id, limit=1)[0]


def bills_to_pay_in(s: Session, limit: int = 200) -> list[BillRow]:
    """Bills whose money lies here, the oldest first."""
    return _rows(s, col(Bill.state) == BillState.TAKEN.value, limit=limit, oldest=True)


def newest_bills(s: Session, limit: int = 200) -> list[BillRow]:
    """The register, the newest first."""
    return _rows(s, limit=limit)


def bills_of(s: Session, person_id: str, limit: int = 50) -> list[BillRow]:
    """One villager's bills, the newest first."""
    return _rows(s, col(Bill.person_id).in_(ids_of(s, person_id)), limit=limit)


def find_bills(s: Session, text: str, limit: int = 100) -> list[BillRow]:
    """Bills by their number, the account or the villager's name, the newest first."""
    typed = "".join(text.split())
    if not typed:
        return newest_bills(s, limit)
    words = [
        col(Bill.number).contains(typed.upper(), autoescape=True),
        col(Bill.account).contains(typed.upper(), autoescape=True),
        col(Bill.holder).contains(typed, autoescape=True),
        col(Person.name).contains(typed, autoescape=True),
    ]
    return _rows(s, or_(*words), limit=limit)


def bills_waiting(s: Session) -> tuple[int, int, int | None]:
    """How many bills are to be paid in, their sum without fees in fen, and since when the oldest waits (ms UTC)."""
    found = s.execute(
        select(func.count(), func.coalesce(func.sum(col(Bill.fen)), 0), func.min(col(Bill.taken_at))).where(
            col(Bill.state) == BillState.TAKEN.value
        )
    ).one()
    return int(found[0]), int(found[1]), found[2]


def last_account(s: Session, person_id: str, kind: str) -> tuple[str, str]:
    """The account and its holder of a villager's newest bill of a kind, so that nobody types it twice; else empty."""
    found = select(col(Bill.account), col(Bill.holder)).where(
        col(Bill.person_id).in_(ids_of(s, person_id)),
        col(Bill.kind) == kind,
        col(Bill.state) != BillState.REVERSED.value,
    )
    row = s.execute(found.order_by(col(Bill.taken_at).desc()).limit(1)).first()
    return (row[0], row[1]) if row else ("", "")


def _rows(s: Session, *where: ColumnElement[bool], limit: int, oldest: bool = False) -> list[BillRow]:
    order = [col(Bill.taken_at), col(Bill.number)]
    found = s.execute(
        select(Bill, col(Person.name))
        .outerjoin(Person, col(Person.id) == kept_column(col(Bill.person_id)))
        .where(*where)
        .order_by(*(order if oldest else [column.desc() for column in order]))
        .limit(limit)
    ).all()
    waiting = shadow.waiting_ids(s.connection(), "bill", [row.id for row, _ in found])
    late_from = clock.now_ms() - rule_pack(clock.today()).bills.pay_in_hours * 3_600_000
    return [
        BillRow(
            id=row.id,
            number=row.number,
            kind=row.kind,
            account=row.account,
            holder=row.holder,
            person_id=row.person_id,
            person=name or "",
            fen=row.fen,
            fee_fen=row.fee_fen,
            state=row.state,
            taken_at=row.taken_at,
            done_at=row.done_at,
            reference=row.reference,
            reason=row.reason,
            late=row.state == BillState.TAKEN and row.taken_at < late_from,
            waiting=row.id in waiting,
        )
        for row, name in found
    ]


def _printed(s: WriteSession, row: Bill, given_fen: int | None) -> BillRow:
    person = s.get(Person, row.person_id) if row.person_id else None
    paper = cash_papers.BillReceipt(
        centre=centre_name(s),
        at=row.taken_at,
        number=row.number,
        kind=row.kind,
        account=shown_account(row.kind, row.account),
        holder=row.holder,
        person=person.name if person else "",
        fen=row.fen,
        fee_fen=row.fee_fen,
        cash_fen=given_fen or row.fen + row.fee_fen,
        reference=row.reference,
        back=row.reason if row.state == BillState.REVERSED else "",
        code=shown(short_code(row.id)),
    )
    # What a receipt says changes when the money goes back: that is another paper, not a reprint of the first.
    about = f"{row.id}-back" if row.state == BillState.REVERSED else row.id
    print_queue.add_job(s.connection(), paper, title=row.number, about=about)
    s.touch("print_job")
    return bill(s, row.id)
