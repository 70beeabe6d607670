"""Money goes back the way it came: by phone what was paid by the centre's code, unless the villager wants cash."""

import pytest
from sqlmodel import func, select

from tests.store.orders_room import BASKET, central_asks, central_says, ordered, shipped
from tests.store.returns_room import SIGNED, central_refunds
from villagedesk.domain import papers
from villagedesk.domain.cash import CashEntry
from villagedesk.store import Store, print_queue
from villagedesk.store.orders import answer_decision, cancel_order, order_page
from villagedesk.store.parcels import Pickup, hand_over, receive_parcel
from villagedesk.store.photos import desk_files
from villagedesk.store.returns import owed_for_order, pay_out

TOTAL = 26280


def accounts(store: Store) -> dict[str, int]:
    """What lies in each account, in fen; empty ones left out."""
    query = select(CashEntry.account, func.sum(CashEntry.amount_fen)).group_by(CashEntry.account)
    with store.read() as s:
        return {account: fen for account, fen in s.execute(query) if fen}


def do(store: Store, operator: str, function, *args, **more):  # type: ignore[no-untyped-def]
    with store.write(by=operator) as s:
        return function(s, *args, **more)


def refused(store: Store, operator: str, chen: str) -> str:
    """An order paid by code that central cannot place."""
    order_id = ordered(store, operator, chen, "code").order_id
    do(store, "", central_says, order_id, "refused")
    return order_id


@pytest.mark.parametrize(("in_cash", "left"), [(False, {}), (True, {"code": TOTAL, "": -TOTAL})])
def test_a_cancelled_order(store: Store, operator: str, chen: str, in_cash: bool, left: dict[str, int]) -> None:
    order_id = ordered(store, operator, chen, "code").order_id
    assert accounts(store) == {"code": TOTAL}
    moved = do(store, operator, cancel_order, order_id, in_cash=in_cash)
    assert (moved.fen, moved.phone_fen) == (-TOTAL, 0 if in_cash else -TOTAL)
    assert accounts(store) == left


@pytest.mark.parametrize(("in_cash", "left"), [(False, {}), (True, {"code": TOTAL, "": -TOTAL})])
def test_what_the_platform_could_not_place(
    store: Store, operator: str, chen: str, in_cash: bool, left: dict[str, int]
) -> None:
    order_id = refused(store, operator, chen)
    with store.read() as s:
        assert owed_for_order(s, order_id).phone_fen == TOTAL
    done = do(store, operator, pay_out, order_id, SIGNED, desk_files(store), in_cash=in_cash)
    assert (done.fen, done.phone_fen) == (TOTAL, 0 if in_cash else TOTAL)
    assert accounts(store) == left
    with store.read() as s:
        job = next(job for job in print_queue.jobs(s.connection()) if job.paper == "payout_slip")
        paper = print_queue.paper_of(s.connection(), job.id)
        assert owed_for_order(s, order_id).fen == 0
    assert isinstance(paper, papers.PayoutSlip)
    assert paper.phone_fen == done.phone_fen


def test_never_more_by_phone_than_came_that_way(store: Store, operator: str, chen: str) -> None:
    """Part of it went back in cash before: the rest goes by phone, and in the end nothing is left or missing."""
    order_id = ordered(store, operator, chen, "code").order_id
    parcel = shipped(store, operator, order_id)
    do(store, operator, receive_parcel, "YT8831")
    with store.read() as s:
        code = order_page(s, order_id).code_fen
    assert code == TOTAL
    for fen, in_cash in ((3_000, True), (5_000, False)):
        do(store, "", central_refunds, order_id, fen)
        done = do(store, operator, pay_out, order_id, SIGNED, desk_files(store), in_cash=in_cash)
        assert (done.fen, done.phone_fen) == (fen, 0 if in_cash else fen)
    assert accounts(store) == {"code": TOTAL - 5_000, "": -3_000}
    assert parcel


def test_what_was_paid_by_code_at_the_hand_over(store: Store, operator: str, chen: str) -> None:
    order_id = ordered(store, operator, chen, "on_delivery").order_id
    parcel = shipped(store, operator, order_id, due_fen=TOTAL)
    code = do(store, operator, receive_parcel, "YT8831").pickup_code
    do(store, operator, hand_over, parcel, Pickup(code, by_code=True))
    do(store, "", central_refunds, order_id, 4_000)
    done = do(store, operator, pay_out, order_id, SIGNED, desk_files(store))
    assert (done.fen, done.phone_fen) == (4_000, 4_000)
    assert accounts(store) == {"code": TOTAL - 4_000}


def test_freight_and_damages_are_cash(store: Store, operator: str, chen: str) -> None:
    order_id = refused(store, operator, chen)
    do(store, "", central_refunds, order_id, 1_200, kind="freight")
    done = do(store, operator, pay_out, order_id, SIGNED, desk_files(store))
    assert (done.fen, done.phone_fen) == (TOTAL + 1_200, TOTAL)
    assert accounts(store) == {"": -1_200}


def test_an_answer_that_makes_it_cheaper(store: Store, operator: str, chen: str) -> None:
    order_id = ordered(store, operator, chen, "code", BASKET).order_id
    do(store, "", central_asks, order_id, gone=("g-fert",))
    moved = do(store, operator, answer_decision, order_id)
    assert (moved.fen, moved.phone_fen) == (-16_800, -16_800)
    assert accounts(store) == {"code": TOTAL - 16_800}
