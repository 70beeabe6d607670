"""What the operator does with a bill: take its money, pay it in, give the money back, print the receipt again."""

from sqlalchemy import select
from sqlmodel import col

from villagedesk import clock, i18n
from villagedesk.domain.bills import (
    ACCOUNT_OF,
    BILL,
    GIVEN_BACK,
    HOLDER_LENGTH,
    REASON_LENGTH,
    REFERENCE_LENGTH,
    Bill,
    BillKind,
    BillState,
    PaidFrom,
    check_account,
    check_bill_fen,
    check_paid_from,
)
from villagedesk.domain.cash import Account, CashKind, change_for
from villagedesk.domain.people import Person
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.texts import check_text
from villagedesk.errors import Refused
from villagedesk.store.bills.lists import BillRow, bill
from villagedesk.store.bills.receipt import print_receipt
from villagedesk.store.cash.book import book, reverse_all_about
from villagedesk.store.numbers import BILLS, next_number
from villagedesk.store.session import WriteSession, action, get, new_row


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
    by_code: bool = False,
    again: bool = False,
) -> BillRow:
    """Take the money for a bill; it is in the drawer, and the receipt in the print queue.

    Args:
        kind: a BillKind.
        account: the phone number, or the customer number on the last bill.
        fen: the bill without the fee, in fen; the fee comes from the rules in force.
        person_id: the villager who pays, if he is known here.
        holder: the name the account is in.
        given_fen: the cash he gave, for the receipt; None means the exact sum.
        by_code: he paid by scanning the centre's code, so nothing is in the drawer.
        again: the operator was told that the same bill was taken already, and means it.

    Raises:
        Invalid: on ``account``, ``amount``, ``holder`` or ``given``.
        NotFound: the villager is not on this computer.
        Refused: ``bill_taken_already``: the same account and sum, today or still to be paid in.
    """
    number, amount = check_account(BillKind(kind), account), check_bill_fen(fen)
    name = check_text("holder", holder, HOLDER_LENGTH)
    fee = rule_pack(clock.today()).bills.fee(kind)
    if given_fen is not None:
        change_for(given_fen, amount + fee)
    person = get(s, Person, person_id) if person_id else None
    if not again:
        _check_not_taken(s, number, amount)
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
            by_code=by_code,
        ),
    )
    account_ = Account.CODE if by_code else Account.DRAWER
    who = row.person_id
    book(s, CashKind.BILL, amount + fee, person_id=who, note=row.number, about_id=row.id, account=account_)
    s.flush()
    print_receipt(s, row, given_fen)
    return bill(s, row.id)


@action
def pay_in_bill(s: WriteSession, bill_id: str, reference: str, paid_from: str) -> BillRow:
    """The payment went through: the bill's money left the room, the fee stays.

    Args:
        reference: the number that the company's own system gave for it.
        paid_from: a PaidFrom: whose money the company got.

    Raises:
        Invalid: on ``reference`` or ``paid_from``. NotFound: no such bill. Refused: it is not to be paid in any more.
    """
    row = get(s, Bill, bill_id)
    BILL.check(row.state, BillState.DONE)
    row.paid_from = check_paid_from(paid_from).value
    row.reference = check_text("reference", reference, REFERENCE_LENGTH, required=True)
    row.state, row.done_at = BillState.DONE.value, s.now
    account = ACCOUNT_OF[PaidFrom(row.paid_from)]
    book(s, CashKind.BILL_PAID_IN, -row.fen, note=row.number, about_id=row.id, account=account)
    s.flush()
    return bill(s, bill_id)


@action
def reverse_bill(s: WriteSession, bill_id: str, reason: str) -> BillRow:
    """Give the villager his money back, with the fee, the way it came; a paper says so.

    What was paid in the company has still to give back; ``company_gave_back`` books that once it is there.

    Raises:
        Invalid: no reason. NotFound: no such bill. Refused: its money went back already.
    """
    row = get(s, Bill, bill_id)
    BILL.check(row.state, BillState.REVERSED)
    row.company_due_fen = row.fen if row.state == BillState.DONE else 0
    row.reason = check_text("reason", reason, REASON_LENGTH, required=True)
    row.state = BillState.REVERSED.value
    reverse_all_about(s, row.id, CashKind.BILL)
    s.flush()
    print_receipt(s, row)
    return bill(s, row.id)


@action
def company_gave_back(s: WriteSession, bill_id: str) -> BillRow:
    """The company gave back what was paid in for a bill that was taken back: it is where it was paid from again.

    Raises:
        NotFound: no such bill. Refused: the company owes nothing for it (any more).
    """
    row = get(s, Bill, bill_id)
    BILL.check(row.state, BillState.COMPANY_BACK)
    if not row.company_due_fen:
        raise Refused("bill_company_owes_nothing", number=row.number)
    row.state, row.company_due_fen, row.company_back_at = BillState.COMPANY_BACK.value, 0, s.now
    reverse_all_about(s, row.id, CashKind.BILL_PAID_IN)
    s.flush()
    return bill(s, row.id)


@action
def reprint_bill(s: WriteSession, bill_id: str) -> BillRow:
    """Print the receipt once more; the paper says that it is a reprint."""
    print_receipt(s, get(s, Bill, bill_id))
    return bill(s, bill_id)


def _check_not_taken(s: WriteSession, account: str, fen: int) -> None:
    today, _ = clock.day_span(clock.today())
    found = s.scalars(
        select(Bill)
        .where(
            col(Bill.account) == account,
            col(Bill.fen) == fen,
            col(Bill.state).not_in([state.value for state in GIVEN_BACK]),
            (col(Bill.state) == BillState.TAKEN.value) | (col(Bill.taken_at) >= today),
        )
        .order_by(col(Bill.taken_at).desc())
        .limit(1)
    ).first()
    if found is not None:
        raise Refused("bill_taken_already", number=found.number, time=i18n.ago(found.taken_at))
