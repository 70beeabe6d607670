"""Paying farmers: in cash against a signature, out of the drawer and into its book; or by a transfer that central makes.

Everything that is due to one farmer is paid at once. Each lot's part counts how often it was paid (``payouts``), and a
part that is paid in cash or on its way by transfer can be neither a second time: two computers that did both without a
line are told, and the later money goes back into the drawer (``store.inbox.undo_money``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from villagedesk.domain.cash import CashKind
from villagedesk.domain.consents import Purpose
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.evidence import Signed
from villagedesk.domain.people import PayoutAccount, Person
from villagedesk.domain.sales import (
    ALLOCATION,
    AllocationState,
    CropAllocation,
    CropOrder,
    CropPayout,
    PayHow,
    PayoutState,
)
from villagedesk.domain.sellers import Seller, SellerState
from villagedesk.errors import Invalid, Refused
from villagedesk.store import cash
from villagedesk.store.evidence import keep_signature
from villagedesk.store.files import FileStore
from villagedesk.store.sales.slips import print_statement
from villagedesk.store.same_person import kept_column
from villagedesk.store.sellers.accounts import newest_account
from villagedesk.store.sellers.consents import agreed_by
from villagedesk.store.session import WriteSession, action, get, new_row


@dataclass(frozen=True)
class DueLine:
    """One lot that is settled and not paid out."""

    allocation_id: str
    seller_id: str
    order_id: str
    buyer: str
    lot_id: str
    lot: str
    product: str
    weighed: int
    sale_unit: str
    gross_fen: int
    net_fen: int
    settled_at: int


@dataclass(frozen=True)
class DueToFarmer:
    """What one farmer gets. ``held``: the county office has stopped him, so his money waits."""

    seller_id: str
    person_id: str
    name: str
    fen: int
    lots: int
    since: int
    held: bool


@dataclass(frozen=True)
class FarmerMoney:
    """One farmer's money for produce: what is due, lot by lot, and what he was paid, the newest first.

    ``state`` is a SellerState, ``account`` where a transfer would go, "" without one.
    """

    seller_id: str
    person_id: str
    name: str
    state: str
    lines: tuple[DueLine, ...]
    payouts: tuple[CropPayout, ...]
    account: str

    @property
    def fen(self) -> int:
        """What is due."""
        return sum(line.net_fen for line in self.lines)


def due_to_farmers(s: Session, *, limit: int = 200) -> list[DueToFarmer]:
    """Everybody who waits for money for produce, those who have waited longest first."""
    return _due(s, [], limit)


def due_of(s: Session, seller_id: str) -> list[DueToFarmer]:
    """What one farmer waits for: one, or none."""
    return _due(s, [col(CropAllocation.seller_id) == seller_id], 1)


def _due(s: Session, where: Sequence[ColumnElement[bool]], limit: int) -> list[DueToFarmer]:
    found = s.execute(
        select(
            col(CropAllocation.seller_id),
            col(Seller.person_id),
            col(Person.name),
            func.sum(col(CropAllocation.net_fen)),
            func.count(),
            func.min(col(CropAllocation.settled_at)),
            col(Seller.state),
        )
        .join(Seller, col(Seller.id) == col(CropAllocation.seller_id))
        .join(Person, col(Person.id) == kept_column(col(Seller.person_id)))
        .where(col(CropAllocation.state) == AllocationState.SETTLED.value, *where)
        .group_by(col(CropAllocation.seller_id))
        .order_by(func.min(col(CropAllocation.settled_at)), col(Person.name))
        .limit(limit)
    )
    return [
        DueToFarmer(seller, person, name, int(fen), int(lots), int(since or 0), state == SellerState.FROZEN)
        for seller, person, name, fen, lots, since, state in found
    ]


def due_lines(s: Session, seller_ids: Sequence[str]) -> list[DueLine]:
    """The lots of these sellers that are settled and not paid out, the oldest first."""
    if not seller_ids:
        return []
    found = s.execute(
        select(CropAllocation, CropOrder, HarvestLot)
        .join(CropOrder, col(CropOrder.id) == col(CropAllocation.order_id))
        .outerjoin(HarvestLot, col(HarvestLot.id) == col(CropAllocation.lot_id))
        .where(
            col(CropAllocation.seller_id).in_(list(seller_ids)),
            col(CropAllocation.state) == AllocationState.SETTLED.value,
        )
        .order_by(col(CropAllocation.settled_at), col(CropAllocation.id))
    )
    return [
        DueLine(
            allocation_id=part.id,
            seller_id=part.seller_id,
            order_id=order.id,
            buyer=order.buyer,
            lot_id=part.lot_id,
            lot=lot.code if lot else "",
            product=lot.product if lot else order.product,
            weighed=part.weighed,
            sale_unit=order.sale_unit,
            gross_fen=part.gross_fen,
            net_fen=part.net_fen,
            settled_at=part.settled_at or 0,
        )
        for part, order, lot in found
    ]


def farmer_money(s: Session, seller_id: str) -> FarmerMoney:
    """What one farmer gets, and what he was paid.

    Raises:
        NotFound: he is not on this computer.
    """
    seller = get(s, Seller, seller_id)
    person, account = s.get(Person, seller.person_id), account_of(s, seller.person_id)
    return FarmerMoney(
        seller_id,
        seller.person_id,
        person.name if person else "",
        seller.state,
        tuple(due_lines(s, [seller_id])),
        tuple(payouts_of(s, seller_id)),
        shown_account(account) if account else "",
    )


@action
def pay_farmer_cash(s: WriteSession, seller_id: str, signed: Signed, files: FileStore) -> CropPayout:
    """Give a farmer everything he is owed for produce in cash, against his signature; his statement is printed.

    Args:
        seller_id: the farmer.
        signed: what the signature pad gave. Signed on paper means on the statement: two are printed, one stays here.
        files: where the signature is put.

    Raises:
        Invalid: on ``signature``: nobody signed. Refused: nothing is due (any more), or his money is held.
    """
    seller, parts = _payable(s, seller_id)
    if not signed:
        raise Invalid("signature", "signature_missing")
    payout = new_row(
        s,
        CropPayout(
            person_id=seller.person_id,
            seller_id=seller_id,
            fen=sum(part.net_fen for part in parts),
            how=PayHow.CASH,
            state=PayoutState.PAID,
            paid_at=s.now,
        ),
    )
    for part in parts:
        _paid_by(part, payout, AllocationState.PAID)
        if part.net_fen:
            cash.book(s, CashKind.CROP_PAYOUT, -part.net_fen, person_id=seller.person_id, about_id=part.id)
    person = s.get(Person, seller.person_id)
    keep_signature(s, files, "crop_payout", payout.id, signed, person.name if person else "")
    s.flush()
    print_statement(s, payout.id, copies=2 if signed.on_paper else 1)
    return payout


@action
def ask_transfer(s: WriteSession, seller_id: str) -> CropPayout:
    """Let central transfer everything that a farmer is owed for produce to his account.

    Raises:
        Refused: nothing is due, his money is held, no account is on file, or he has not agreed that it is used.
    """
    seller, parts = _payable(s, seller_id)
    account = account_of(s, seller.person_id)
    if account is None:
        raise Refused("account_missing")
    if not may_transfer(s, seller.person_id):
        raise Refused("account_no_consent")
    payout = new_row(
        s,
        CropPayout(
            person_id=seller.person_id,
            seller_id=seller_id,
            fen=sum(part.net_fen for part in parts),
            how=PayHow.TRANSFER,
            state=PayoutState.ASKED,
            account_id=account.id,
            account=shown_account(account),
        ),
    )
    for part in parts:
        _paid_by(part, payout, AllocationState.TRANSFERRING)
    s.flush()
    print_statement(s, payout.id)
    return payout


def account_of(s: Session, person_id: str) -> PayoutAccount | None:
    """Where a farmer's money goes."""
    return newest_account(s, person_id)


def shown_account(account: PayoutAccount) -> str:
    """Bank and the last four digits."""
    return "  ".join(word for word in (account.bank or "", account.number[-4:]) if word)


def may_transfer(s: Session, person_id: str) -> bool:
    """Whether a farmer agrees, as things stand, that his account is used."""
    return Purpose.BANK_ACCOUNT in agreed_by(s, person_id)


def payouts_of(s: Session, seller_id: str, *, limit: int = 40) -> list[CropPayout]:
    """What a farmer was paid, the newest first."""
    asked = select(CropPayout).where(col(CropPayout.seller_id) == seller_id)
    return list(s.scalars(asked.order_by(col(CropPayout.created_at).desc(), col(CropPayout.id)).limit(limit)))


def newest_payouts(s: Session, *, limit: int, skip: int = 0) -> list[tuple[CropPayout, str]]:
    """What all farmers were paid, with their names, the newest first; without the first ``skip`` of them."""
    asked = select(CropPayout, col(Person.name)).join(Person, col(Person.id) == kept_column(col(CropPayout.person_id)))
    newest = asked.order_by(col(CropPayout.created_at).desc(), col(CropPayout.id))
    found = s.execute(newest.limit(limit).offset(skip))
    return [(payout, name) for payout, name in found]


def reprint_statement(s: WriteSession, payout_id: str) -> None:
    """Print a farmer's statement once more; it says that it is a reprint."""
    print_statement(s, get(s, CropPayout, payout_id).id)


def _payable(s: WriteSession, seller_id: str) -> tuple[Seller, list[CropAllocation]]:
    seller = get(s, Seller, seller_id)
    if seller.state == SellerState.FROZEN:
        raise Refused("payout_held")
    where = col(CropAllocation.seller_id) == seller_id, col(CropAllocation.state) == AllocationState.SETTLED.value
    order = col(CropAllocation.settled_at), col(CropAllocation.id)
    parts = list(s.scalars(select(CropAllocation).where(*where).order_by(*order)))
    if not parts:
        raise Refused("nothing_to_pay")
    return seller, parts


def _paid_by(part: CropAllocation, payout: CropPayout, state: AllocationState) -> None:
    ALLOCATION.check(part.state, state)
    part.state, part.payout_id = state.value, payout.id
    part.payouts += 1
