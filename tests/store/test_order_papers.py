"""What money of an order puts on paper: taken at a hand-over, a price that rose, and what goes back."""

import pytest

from tests.store.orders_room import BASKET, central_asks, central_says, ordered, shipped
from villagedesk.domain import cash_papers, papers
from villagedesk.domain.orders import Pay
from villagedesk.errors import Refused
from villagedesk.store import Store, print_queue
from villagedesk.store.orders import answer_decision, cancel_order, confirm_order, pay_in_cash, reprint_slip
from villagedesk.store.parcels import Pickup, hand_over, receive_parcel

TOTAL = 26280


def queued(store: Store, kind: type) -> list[tuple[object, int, int]]:
    """Papers of a kind in the queue, the oldest first, each with its reprint number and its copies."""
    with store.read() as s:
        jobs = [(job, print_queue.paper_of(s.connection(), job.id)) for job in print_queue.jobs(s.connection())]
    return [(paper, job.reprint, job.copies) for job, paper in reversed(jobs) if isinstance(paper, kind)]


def do(store: Store, operator: str, function, *args, **more):  # type: ignore[no-untyped-def]
    with store.write(by=operator) as s:
        return function(s, *args, **more)


def test_money_taken_at_the_hand_over_has_a_receipt(store: Store, operator: str, chen: str) -> None:
    order_id = ordered(store, operator, chen, "on_delivery").order_id
    parcel = shipped(store, operator, order_id, due_fen=TOTAL)
    do(store, operator, receive_parcel, "YT8831")
    with pytest.raises(Refused):
        do(store, operator, hand_over, parcel, "0000")
    assert queued(store, cash_papers.MoneyReceipt) == []
    do(store, operator, hand_over, parcel, Pickup("6721", by_code=True))
    ((paper, reprint, copies),) = queued(store, cash_papers.MoneyReceipt)
    assert (paper.fen, paper.by_code, paper.waybill, reprint, copies) == (TOTAL, True, "YT8831", 0, 1)
    assert (paper.person, paper.title) == ("陈桂花", BASKET[0].title)


def test_what_is_paid_already_has_none(store: Store, operator: str, chen: str) -> None:
    parcel = shipped(store, operator, ordered(store, operator, chen).order_id)
    do(store, operator, receive_parcel, "YT8831")
    do(store, operator, hand_over, parcel, "6721")
    assert queued(store, cash_papers.MoneyReceipt) == []


@pytest.mark.parametrize(
    ("asks", "total", "back"),
    [({"prices": {"g-powder": 5990}}, TOTAL + 6000, 0), ({"gone": ("g-powder",)}, TOTAL - 5980, 5980)],
)
def test_another_sum_gets_a_new_slip(
    store: Store, operator: str, chen: str, asks: dict[str, object], total: int, back: int
) -> None:
    order_id = ordered(store, operator, chen).order_id
    do(store, "", central_asks, order_id, **asks)
    do(store, operator, answer_decision, order_id)
    slips = queued(store, papers.OrderSlip)
    assert [(paper.total_fen, reprint) for paper, reprint, _copies in slips] == [(TOTAL, 0), (total, 0)]
    assert [(paper.parts, copies) for paper, _reprint, copies in queued(store, papers.PayoutSlip)] == (
        [((("price", back),), 2)] if back else []
    )
    do(store, operator, reprint_slip, order_id)
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE print_job SET on_paper = 1")
    do(store, operator, reprint_slip, order_id)
    assert [(paper.total_fen, reprint) for paper, reprint, _copies in queued(store, papers.OrderSlip)][2:] == [
        (total, 0),
        (total, 2),
    ]


def test_a_longer_wait_needs_no_new_slip(store: Store, operator: str, chen: str) -> None:
    order_id = ordered(store, operator, chen).order_id
    do(store, "", central_says, order_id, "needs_decision", decision="expired")
    do(store, operator, answer_decision, order_id)
    assert len(queued(store, papers.OrderSlip)) == 1


def test_who_pays_himself_after_all_gets_a_slip_that_says_so(store: Store, operator: str, chen: str) -> None:
    with store.write(by=operator) as s:
        slip = confirm_order(s, list(BASKET), chen, Pay.PAYER, read_back=True, payer_phone="13900004321")
    do(store, operator, pay_in_cash, slip.order_id)
    slips = [(paper.cash_fen, paper.pay_code) for paper, _reprint, _copies in queued(store, papers.OrderSlip)]
    assert slips == [(None, slip.pay_code), (TOTAL, "")]


@pytest.mark.parametrize(("pay", "in_cash", "phone"), [("cash", False, 0), ("code", False, TOTAL), ("code", True, 0)])
def test_a_cancelled_order_has_a_receipt_to_be_signed(
    store: Store, operator: str, chen: str, pay: str, in_cash: bool, phone: int
) -> None:
    order_id = ordered(store, operator, chen, pay).order_id
    do(store, operator, cancel_order, order_id, in_cash=in_cash)
    ((paper, _reprint, copies),) = queued(store, papers.PayoutSlip)
    assert (paper.parts, paper.phone_fen, paper.signed, copies) == ((("price", TOTAL),), phone, False, 2)
    assert (paper.person, paper.title) == ("陈桂花", BASKET[0].title)


def test_nothing_is_printed_where_nothing_goes_back(store: Store, operator: str, chen: str) -> None:
    do(store, operator, cancel_order, ordered(store, operator, chen, "on_delivery").order_id)
    assert queued(store, papers.PayoutSlip) == []
