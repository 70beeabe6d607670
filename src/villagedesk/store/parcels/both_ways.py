"""A parcel that one computer handed over and another one sent back, while neither heard of the other.

Both facts stay: the hand-over with its proof and its money, and what was told about sending it back. The first telling
stands on the parcel until the operator has looked and says which one is true.
"""

from sqlalchemy import func, select
from sqlmodel import col

from villagedesk import i18n
from villagedesk.domain.orders import ORDER, Order, OrderState, Pay
from villagedesk.domain.parcels import PARCEL, HandOver, Parcel, ParcelState, order_after
from villagedesk.domain.returns import Refund, RefundKind
from villagedesk.errors import Refused
from villagedesk.store import cash
from villagedesk.store.commission import accrue
from villagedesk.store.inbox import TOLD, close_decision, open_decision
from villagedesk.store.owed import unpaid_goods
from villagedesk.store.session import WriteSession, action, get

# What stands as the reason where only the sending back is known to be true.
_REASON = "refused"


@action
def villager_has_it(s: WriteSession, decision_id: int) -> int:
    """The villager has the parcel, whatever was told about sending it back: it stays handed over, and paid.

    Where the money for it went back meanwhile, to him or to the child who had paid, it is to be taken from him again.

    Returns:
        The fen that he still has to pay; see ``store.orders.take_unpaid``.

    Raises:
        NotFound: it was decided already.
        Refused: the platform gave money back because the goods did; the county office has to say which is true.
    """
    decision = open_decision(s, decision_id)
    parcel = get(s, Parcel, decision.row_id)
    order = s.get(Order, parcel.order_id) if parcel.order_id else None
    if order is not None:
        _check_not_refunded(s, order)
    if parcel.state != ParcelState.COLLECTED:
        PARCEL.check(parcel.state, ParcelState.COLLECTED)
        given = s.scalars(
            select(HandOver).where(col(HandOver.parcel_id) == parcel.id).order_by(col(HandOver.handed_at)).limit(1)
        ).first()
        parcel.state = ParcelState.COLLECTED.value
        parcel.collected_at = given.handed_at if given else s.now
        parcel.collected_by = given.proxy if given else ""
        parcel.sent_back_reason = ""
    if order is not None and order.state == OrderState.REFUSED and order.pay == Pay.PAYER:
        # Central sent the child's money back when it refused the order.
        order.pay, order.payer_phone = Pay.CASH.value, ""
    _follow(s, parcel)
    close_decision(s, decision, TOLD)
    s.flush()
    return unpaid_goods(s, [order.id]).get(order.id, 0) if order is not None else 0


@action
def it_went_back(s: WriteSession, decision_id: int) -> int:
    """The carrier has the parcel: what was taken for it goes back to the villager, out of the drawer of this computer.

    Returns:
        The fen that the villager gets.

    Raises:
        NotFound: it was decided already.
    """
    decision = open_decision(s, decision_id)
    parcel = get(s, Parcel, decision.row_id)
    if parcel.state != ParcelState.SENT_BACK:
        PARCEL.check(parcel.state, ParcelState.SENT_BACK)
        parcel.state = ParcelState.SENT_BACK.value
        parcel.collected_at, parcel.collected_by = None, ""
        parcel.sent_back_reason = _REASON
        parcel.sent_back_at = parcel.sent_back_at or s.now
    back = -sum(cash.reverse(s, entry).amount_fen for entry in cash.taken_on_delivery(s, parcel.id))
    _follow(s, parcel)
    close_decision(s, decision, TOLD)
    return back


def _check_not_refunded(s: WriteSession, order: Order) -> None:
    if order.state != OrderState.SENT_BACK:
        return
    refund = Refund
    found = select(func.sum(col(refund.fen))).where(
        col(refund.order_id) == order.id,
        col(refund.kind) == RefundKind.PRICE.value,
        col(refund.return_id) == "",
        col(refund.report_id) == "",
    )
    fen = int(s.scalar(found) or 0)
    if fen:
        raise Refused("refunded_as_sent_back", money=i18n.money(fen))


def _follow(s: WriteSession, parcel: Parcel) -> None:
    """The order ends as its parcels did, and the room earns by what was handed over only."""
    s.flush()
    order = s.get(Order, parcel.order_id) if parcel.order_id else None
    if order is None:
        return
    target = order_after(set(s.scalars(select(col(Parcel.state)).where(col(Parcel.order_id) == order.id))))
    if target is not None and order.state != target and ORDER.can(order.state, target):
        order.state = target.value
    if order.state in (OrderState.COLLECTED, OrderState.SENT_BACK):
        order.collected_at = (parcel.collected_at or s.now) if order.state == OrderState.COLLECTED else None
        accrue(s, order)
