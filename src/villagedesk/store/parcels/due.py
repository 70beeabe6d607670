"""What is collected at the hand-over of a parcel: the last one of an order settles it to the fen."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from villagedesk.domain.orders import Order, Pay, due_in_cash
from villagedesk.domain.parcels import Parcel, ParcelState
from villagedesk.store import cash


def due_now(s: Session, parcels: Sequence[Any]) -> dict[str, int]:
    """What has to be paid when each of these parcels (rows with id, order_id and due_fen) is handed over now, in fen.

    The last parcel of an order settles it to the fen, whatever happened on the way; one before it costs at most its
    own share.
    """
    order_ids = sorted({parcel.order_id for parcel in parcels if parcel.order_id})
    if not order_ids:
        return {parcel.id: parcel.due_fen for parcel in parcels}
    orders = s.execute(
        select(
            col(Order.id), col(Order.total_fen), col(Order.refund_fen), col(Order.payer_paid_fen), col(Order.pay)
        ).where(col(Order.id).in_(order_ids))
    )
    paid = cash.paid_for(s, order_ids)
    balance = {
        o.id: max(
            0, due_in_cash(o.total_fen, o.refund_fen, o.payer_paid_fen if o.pay == Pay.PAYER else 0) - paid.get(o.id, 0)
        )
        for o in orders
    }
    # What goes back, too: whoever does not want a part of his order does not pay for that part.
    still_to_come = [state.value for state in ParcelState if state not in (ParcelState.COLLECTED, ParcelState.LOST)]
    open_ = s.execute(
        select(col(Parcel.order_id), func.count())
        .where(col(Parcel.order_id).in_(order_ids), col(Parcel.state).in_(still_to_come))
        .group_by(col(Parcel.order_id))
    )
    left: dict[str, int] = dict(open_.all())
    return {
        parcel.id: parcel.due_fen
        if parcel.order_id not in balance
        else balance[parcel.order_id]
        if left.get(parcel.order_id, 0) <= 1
        else min(balance[parcel.order_id], parcel.due_fen)
        for parcel in parcels
    }
