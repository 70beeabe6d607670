"""A farmer's money over a time, from the settlements and payouts themselves, and the slip that says it.

What is due at the end is what was due at the beginning, and what of the lots settled meanwhile is his, less what he was paid.
"""

from collections import Counter
from collections.abc import Iterable

from sqlmodel import Session, col, select

from villagedesk import clock, i18n
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.passbook import check_mark
from villagedesk.domain.people import Person
from villagedesk.domain.sale_papers import Deduction
from villagedesk.domain.sales import SETTLED_STATES, AllocationState, CropAllocation, CropOrder, CropPayout
from villagedesk.domain.sellers import Seller
from villagedesk.domain.short_code import shown
from villagedesk.domain.statement_papers import PeriodPayment, PeriodSale, PeriodStatement
from villagedesk.errors import Refused
from villagedesk.store import print_queue
from villagedesk.store.centre import centre_name
from villagedesk.store.identity import device_key
from villagedesk.store.orders.lists import place_of
from villagedesk.store.passbook.read import passbook
from villagedesk.store.same_person import kept_of
from villagedesk.store.session import WriteSession, get

# States in which the farmer has his money.
_HAS_IT = frozenset({AllocationState.PAID, AllocationState.TRANSFERRED})


def print_period_statement(s: WriteSession, seller_id: str, from_on: str, until_on: str) -> int:
    """Queue the statement of a farmer over some days; returns the number of the print job.

    Args:
        seller_id: the farmer.
        from_on: ISO date of the first day.
        until_on: ISO date of the last day.

    Raises:
        NotFound: he is not on this computer. Refused: nothing was sold, paid or due in that time.
    """
    paper = period_statement(s, seller_id, from_on, until_on)
    if not (paper.sales or paper.payments or paper.before_fen):
        raise Refused("statement_empty")
    return print_queue.add_job(s, paper, title=paper.person, about=f"statement {paper.code}")


def period_statement(s: Session, seller_id: str, from_on: str, until_on: str) -> PeriodStatement:
    """What the statement says.

    Raises:
        NotFound: he is not on this computer.
    """
    seller = get(s, Seller, seller_id)
    person_id = kept_of(s, seller.person_id)
    person = get(s, Person, person_id)
    parts = _settled(s, seller_id)
    payouts = _payouts(s, [part.payout_id for part in parts if part.payout_id])
    here = [part for part in parts if from_on <= _day(part.settled_at) <= until_on]
    before = sum(part.net_fen for part in parts if _day(part.settled_at) < from_on)
    paid = [(payout, fen) for payout in payouts.values() if (fen := _paid_by(parts, payout))]
    before -= sum(fen for payout, fen in paid if _paid_on(payout) < from_on)
    within = [(payout, fen) for payout, fen in paid if from_on <= _paid_on(payout) <= until_on]
    payments = tuple(_payment(payout, fen) for payout, fen in sorted(within, key=lambda one: _paid_on(one[0])))
    sales = tuple(_sale(s, part) for part in here)
    due = before + sum(part.net_fen for part in here) - sum(payment.fen for payment in payments)
    under_way = [
        part for part in parts if part.state == AllocationState.TRANSFERRING and _day(part.settled_at) <= until_on
    ]
    label = make_label(
        device_key(s.connection()),
        Kind.STATEMENT,
        seller_id,
        issued_on=clock.today(),
        harvested_on=until_on,
        total_fen=sum(part.net_fen for part in here),
        owed_fen=due,
    )
    return PeriodStatement(
        centre=centre_name(s),
        at=clock.now_ms(),
        person=person.name,
        group=place_of(person),
        from_on=from_on,
        until_on=until_on,
        before_fen=before,
        sales=sales,
        deductions=_deductions(here),
        payments=payments,
        due_fen=due,
        under_way_fen=sum(part.net_fen for part in under_way),
        owes_fen=passbook(s, person_id).owes_fen,
        qr=label,
        code=shown(check_mark(label)),
    )


def _settled(s: Session, seller_id: str) -> list[CropAllocation]:
    asked = select(CropAllocation).where(
        col(CropAllocation.seller_id) == seller_id,
        col(CropAllocation.settled_at).is_not(None),
        col(CropAllocation.state).in_(sorted(SETTLED_STATES)),
    )
    return list(s.exec(asked.order_by(col(CropAllocation.settled_at), col(CropAllocation.id))))


def _payouts(s: Session, ids: Iterable[str]) -> dict[str, CropPayout]:
    return {row.id: row for row in s.exec(select(CropPayout).where(col(CropPayout.id).in_(sorted(set(ids)))))}


def _paid_by(parts: Iterable[CropAllocation], payout: CropPayout) -> int:
    """What a payout gave rightly: by the lots that are paid with it, so that nothing that went back is counted."""
    return sum(part.net_fen for part in parts if part.payout_id == payout.id and part.state in _HAS_IT)


def _payment(payout: CropPayout, fen: int) -> PeriodPayment:
    about = "  ".join(one for one in (payout.account, payout.reference) if one)
    return PeriodPayment(day=_paid_on(payout), how=payout.how, about=about, fen=fen)


def _sale(s: Session, part: CropAllocation) -> PeriodSale:
    lot, order = s.get(HarvestLot, part.lot_id), s.get(CropOrder, part.order_id)
    return PeriodSale(
        day=_day(part.settled_at),
        product=lot.product if lot else order.product if order else "",
        lot=lot.code if lot else "",
        quantity=part.weighed - part.wet_grams,
        unit=order.sale_unit if order else "",
        gross_fen=part.gross_fen,
        net_fen=part.net_fen,
    )


def _deductions(parts: Iterable[CropAllocation]) -> tuple[tuple[str, int], ...]:
    sums: Counter[str] = Counter()
    for part in parts:
        sums[Deduction.PLATFORM] += part.platform_fen
        sums[Deduction.SERVICE] += part.service_fen
        sums[Deduction.FREIGHT] += part.freight_fen
        sums[Deduction.PACKING] += part.packing_fen
        sums[Deduction.CLAIM] += part.claim_fen
        sums[Deduction.OTHER] += part.other_fen
    return tuple((str(kind), fen) for kind, fen in sums.items() if fen)


def _paid_on(payout: CropPayout) -> str:
    return _day(payout.paid_at or payout.created_at)


def _day(ms: int | None) -> str:
    return i18n.local(ms or 0).date().isoformat()
