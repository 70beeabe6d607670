"""What the operator does with goods that go back, and with the money for them."""

from collections.abc import Iterable
from dataclasses import dataclass

from villagedesk.domain.cash import CashKind
from villagedesk.domain.evidence import Signed
from villagedesk.domain.orders import Order
from villagedesk.domain.returns import (
    CARRIER_LENGTH,
    DETAIL_LENGTH,
    MAX_FREIGHT_FEN,
    RETURN,
    WAYBILL_LENGTH,
    RefundKind,
    Return,
    ReturnForm,
    ReturnLine,
    ReturnState,
    check_return,
)
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid, Refused
from villagedesk.store import cash
from villagedesk.store.drafts import clear_draft
from villagedesk.store.evidence import keep_photos, keep_signature
from villagedesk.store.files import FileStore
from villagedesk.store.orders import pay_back
from villagedesk.store.orders.slips import GivenBack, print_payout_slip
from villagedesk.store.refunds import settle_returns
from villagedesk.store.returns.owed import Owed, owed_for_order
from villagedesk.store.returns.returnable import returnable
from villagedesk.store.returns.slips import print_return_slip
from villagedesk.store.session import WriteSession, action, get, new_row

FORM = "return"


@dataclass(frozen=True)
class PaidOut:
    """What was given to a villager: how much in all, and for what; ``phone_fen`` of it by phone."""

    owed: Owed
    fen: int
    phone_fen: int = 0


@action
def ask_return(s: WriteSession, form: ReturnForm, files: FileStore, draft_key: str = "") -> str:
    """Write down that goods are to go back; returns the return's id.

    Without a right (too late, or such goods) it is written down all the same, as a request for goodwill.

    Args:
        files: where the photos are.
        draft_key: the half-filled form that becomes this return.

    Raises:
        Invalid: no pieces, more than are left, or something typed is not right.
        NotFound: the order is not on this computer. Refused: nothing of it is here.
    """
    found = returnable(s, form.order_id, form.parcel_id)
    check_return(form, found.left())
    right = found.right(form.reason, form.quantities, opened=form.opened, now=found.asked_at)
    row = new_row(
        s,
        Return(
            order_id=found.order_id,
            parcel_id=form.parcel_id,
            person_id=found.person_id,
            reason=form.reason,
            detail=check_text("detail", form.detail, DETAIL_LENGTH),
            asked_at=s.now,
            deadline_at=right.until,
            freight_payer=right.freight,
            goodwill=not right.holds,
            opened=form.opened,
            no_photo="" if form.photos else form.no_photo.strip(),
        ),
    )
    for line in found.lines:
        quantity = form.quantities.get(line.id, 0)
        if quantity:
            new_row(s, ReturnLine(return_id=row.id, order_line_id=line.id, quantity=quantity))
    keep_pictures(s, files, "return", row.id, form.photos)
    if draft_key:
        clear_draft(s.connection(), FORM, draft_key)
        s.touch("draft")
    return row.id


@action
def withdraw_return(s: WriteSession, return_id: str) -> None:
    """The villager keeps the goods.

    Raises:
        Refused: they are with the courier already, or it is over.
    """
    row = get(s, Return, return_id)
    RETURN.check(row.state, ReturnState.WITHDRAWN)
    row.state = ReturnState.WITHDRAWN.value


@action
def hand_to_courier(s: WriteSession, return_id: str, carrier: str, waybill: str, freight_fen: int = 0) -> None:
    """The courier took the parcel; the slip that lies in it is printed.

    Args:
        freight_fen: what the villager paid the courier for it, in fen. Where the seller bears the freight, he gets it
            back with the refund.

    Raises:
        Invalid: there is no waybill, or the freight cannot be. Refused: it may not go back (yet).
    """
    row = get(s, Return, return_id)
    RETURN.check(row.state, ReturnState.HANDED_TO_COURIER)
    if not 0 <= freight_fen <= MAX_FREIGHT_FEN:
        raise Invalid("freight", "too_large")
    row.carrier = check_text("carrier", carrier, CARRIER_LENGTH)
    row.waybill = check_text("waybill", "".join(waybill.split()), WAYBILL_LENGTH, required=True)
    row.freight_fen = freight_fen
    row.handed_at = s.now
    row.state = ReturnState.HANDED_TO_COURIER.value
    s.flush()
    print_return_slip(s, return_id)


@action
def reprint_return_slip(s: WriteSession, return_id: str) -> None:
    """Print the slip for the parcel; the second one says that it is a reprint."""
    print_return_slip(s, return_id)


@action
def pay_out(s: WriteSession, order_id: str, signed: Signed, files: FileStore, *, in_cash: bool = False) -> PaidOut:
    """Give a villager everything he is still owed for an order against his signature; prints the receipt.

    The price goes back the way it came: by phone where he paid by the centre's code. Freight and damages are cash.

    Args:
        in_cash: all of it comes out of the drawer.
        signed: what the signature pad gave. Signed on paper means on the receipt: it is printed twice, one stays here.
        files: where the signature is put.

    Raises:
        Invalid: on ``signature``: nobody signed. Refused: nothing is owed (any more).
    """
    order = get(s, Order, order_id)
    owed = owed_for_order(s, order_id)
    if not owed.fen:
        if not settle_returns(s, order_id):  # refunded to whoever had paid, so nothing is to be given here
            raise Refused("nothing_owed")
        return PaidOut(owed, 0)
    keep_signature(s, files, "order", order_id, signed, owed.name)
    phone = 0
    for part in owed.parts:
        who = order.person_id
        if part.kind == RefundKind.PRICE:
            phone = -pay_back(s, order.id, in_cash=in_cash).phone_fen
        else:
            cash.book(s, CashKind.AWARD, -part.fen, person_id=who, about_id=part.refund_id)
            order.given_back += 1
    settle_returns(s, order_id)
    parts = tuple((part.kind, part.fen) for part in owed.parts)
    given = GivenBack(order_id, owed.number, owed.name, owed.place, owed.title, parts, phone)
    print_payout_slip(s, given, signed=not signed.on_paper)
    return PaidOut(owed, owed.fen, phone)


def keep_pictures(
    s: WriteSession, files: FileStore, about: str, about_id: str, pictures: Iterable[tuple[str, str]]
) -> None:
    """Tie pictures, as (EvidenceKind, SHA-256), to a row; part of an action."""
    for kind, sha256 in pictures:
        keep_photos(s, files, about, about_id, kind, [sha256])
