"""The register of bills: what is to be paid in, what was, and what is known already about an account."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.bills import BILL, GIVEN_BACK, Bill, BillState, PaidFrom
from villagedesk.domain.people import Person
from villagedesk.domain.rules import rule_pack
from villagedesk.store import shadow
from villagedesk.store.same_person import ids_of, kept_column
from villagedesk.store.session import get


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
    by_code: bool = False
    paid_from: str = ""
    company_due_fen: int = 0  # the company has still to give it back
    company_back_at: int | None = None

    @property
    def sum_fen(self) -> int:
        """What the villager paid: the bill and the fee."""
        return self.fen + self.fee_fen

    @property
    def may_reverse(self) -> bool:
        """Whether its money can still go back."""
        return BILL.can(self.state, BillState.REVERSED)


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


def bills_company_owes(s: Session, limit: int = 200) -> list[BillRow]:
    """Bills that were paid in and taken back, while the company has not given their money back, the oldest first."""
    return _rows(s, col(Bill.company_due_fen) > 0, limit=limit, oldest=True)


def newest_bills(s: Session, limit: int = 200, *, skip: int = 0) -> list[BillRow]:
    """The register, the newest first; without the first ``skip`` of them."""
    return _rows(s, limit=limit, skip=skip)


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
        col(Bill.state).not_in([state.value for state in GIVEN_BACK]),
    )
    row = s.execute(found.order_by(col(Bill.taken_at).desc()).limit(1)).first()
    return (row[0], row[1]) if row else ("", "")


def last_paid_from(s: Session) -> str:
    """From where the newest bill was paid in, a PaidFrom; "" before the first one."""
    found = select(col(Bill.paid_from)).where(
        col(Bill.state) == BillState.DONE.value, col(Bill.paid_from) != PaidFrom.NOT_SAID.value
    )
    return s.scalars(found.order_by(col(Bill.taken_at).desc()).limit(1)).first() or ""


def _rows(s: Session, *where: ColumnElement[bool], limit: int, oldest: bool = False, skip: int = 0) -> list[BillRow]:
    order = [col(Bill.taken_at), col(Bill.number), col(Bill.id)]
    found = s.execute(
        select(Bill, col(Person.name))
        .outerjoin(Person, col(Person.id) == kept_column(col(Bill.person_id)))
        .where(*where)
        .order_by(*(order if oldest else [column.desc() for column in order]))
        .limit(limit)
        .offset(skip)
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
            by_code=row.by_code,
            paid_from=row.paid_from,
            company_due_fen=row.company_due_fen,
            company_back_at=row.company_back_at,
        )
        for row, name in found
    ]
