"""Goods that were paid for and went back: the villager stands somewhere until the platform's money is in his hand."""

from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine

from tests.store.orders_room import POWDER, central_announces, central_says, ordered, shipped
from tests.store.returns_room import asked, central_refunds
from villagedesk.domain.evidence import Signed
from villagedesk.domain.passbook import DueKind, Side
from villagedesk.store.orders import confirm_order, order_page, pay_back
from villagedesk.store.parcels import driver_takes, hand_over, receive_extra, receive_parcel, send_back
from villagedesk.store.passbook import passbook
from villagedesk.store.returns import (
    Awaited,
    awaited_for_order,
    awaited_refunds,
    owed_to_villagers,
)

PAPER = Signed(on_paper=True)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def do(store, operator, op):
    with store.write(by=operator) as s:
        return op(s)


def here(store, operator, order_id, *waybills, due=0):
    """So many parcels of an order on the shelf; their ids."""
    ids = [shipped(store, operator, order_id, waybills[0], due_fen=due)]
    ids += [do(store, operator, lambda s, w=w: central_announces(s, order_id, w)) for w in waybills[1:]]
    for waybill in waybills:
        do(store, operator, lambda s, w=waybill: receive_parcel(s, w))
    return ids


def goes_back(store, operator, *parcels):
    do(store, operator, lambda s: send_back(s, list(parcels), "refused"))
    do(store, operator, lambda s: driver_takes(s, list(parcels), signed=PAPER))


def awaited(store) -> list[Awaited]:
    with store.read() as s:
        return awaited_refunds(s)


def owed(store) -> int:
    with store.read() as s:
        return sum(row.fen for row in owed_to_villagers(s))


def test_paid_goods_that_went_back_wait_for_the_platform(store, operator, chen) -> None:
    slip = ordered(store, operator, chen, "cash", [POWDER])
    (parcel,) = here(store, operator, slip.order_id, "YT1")
    do(store, operator, lambda s: send_back(s, [parcel], "refused"))
    assert awaited(store) == [], "it lies here until the driver has it"
    with time_machine.travel(at("2026-11-10 10:00"), tick=True):
        do(store, operator, lambda s: driver_takes(s, [parcel], signed=PAPER))
        (row,) = awaited(store)
        assert (row.order_id, row.name, row.fen, row.all_of_it) == (slip.order_id, "陈桂花", 5980, True)
        assert not row.overdue
        with store.read() as s:
            book = passbook(s, chen)
            assert [(due.side, due.kind, due.fen) for due in book.dues] == [(Side.WAITS, DueKind.PLATFORM, 5980)]
            assert (book.owes_fen, book.owed_fen, book.waits_fen) == (0, 0, 5980)
            assert awaited_for_order(s, slip.order_id) == row
        assert owed(store) == 0
    # Three days on the way and the seven that the law gives: then it is red.
    with time_machine.travel(at("2026-11-20 23:59"), tick=False):
        assert not awaited(store)[0].overdue
    with time_machine.travel(at("2026-11-21 00:01"), tick=False):
        assert awaited(store)[0].overdue
        do(store, operator, lambda s: central_refunds(s, slip.order_id, 5980))
        assert awaited(store) == []
        assert owed(store) == 5980, "from now on he stands on the red list as everybody else"
        do(store, operator, lambda s: pay_back(s, slip.order_id))
    assert (awaited(store), owed(store)) == ([], 0)


def test_one_of_two_parcels_went_back(store, operator, chen) -> None:
    slip = ordered(store, operator, chen, "cash", [POWDER])
    one, other = here(store, operator, slip.order_id, "YT1", "YT2")
    goes_back(store, operator, other)
    (row,) = awaited(store)
    assert (row.fen, row.all_of_it) == (5980, False), "at most: which goods were in it only the platform knows"
    do(store, operator, lambda s: hand_over(s, one, "6721"))
    with store.read() as s:
        assert order_page(s, slip.order_id).row.state == "collected"
    assert len(awaited(store)) == 1
    do(store, operator, lambda s: central_refunds(s, slip.order_id, 2990))
    assert (awaited(store), owed(store)) == ([], 2990)


def test_two_parcels_that_went_back_on_two_days_are_two_refunds(store, operator, chen) -> None:
    slip = ordered(store, operator, chen, "cash", [POWDER])
    one, other = here(store, operator, slip.order_id, "YT1", "YT2")
    with time_machine.travel(at("2026-11-10 10:00"), tick=True):
        goes_back(store, operator, one)
    with time_machine.travel(at("2026-11-12 10:00"), tick=True):
        do(store, operator, lambda s: central_refunds(s, slip.order_id, 2000))
        assert awaited(store) == []
    with time_machine.travel(at("2026-11-13 10:00"), tick=True):
        goes_back(store, operator, other)
        (row,) = awaited(store)
        assert (row.fen, row.all_of_it) == (3980, True)
    with time_machine.travel(at("2026-11-14 10:00"), tick=True):
        do(store, operator, lambda s: central_refunds(s, slip.order_id, 3000))
        assert awaited(store) == [], "the platform kept the freight: its answer is there all the same"
        assert owed(store) == 5000


def test_what_nobody_paid_for_does_not_wait(store, operator, chen) -> None:
    slip = ordered(store, operator, chen, "on_delivery", [POWDER])
    one, other = here(store, operator, slip.order_id, "YT1", "YT2", due=5980)
    do(store, operator, lambda s: hand_over(s, one, "6721"))
    goes_back(store, operator, other)
    assert awaited(store) == [], "what he paid at the door was for the parcel that he has"


def test_the_childs_money_waits_too_but_is_not_the_households(store, operator, chen) -> None:
    order = {"read_back": True, "payer_phone": "13900000001"}
    slip = do(store, operator, lambda s: confirm_order(s, [POWDER], chen, "payer", **order))
    paid = {"payer_paid_at": 1, "payer_paid_fen": slip.total_fen}
    do(store, operator, lambda s: central_says(s, slip.order_id, "placed", **paid))
    (parcel,) = here(store, operator, slip.order_id, "YT1")
    goes_back(store, operator, parcel)
    (row,) = awaited(store)
    assert (row.fen, row.child_fen) == (0, 5980)
    with store.read() as s:
        assert passbook(s, chen).dues == ()


def test_what_came_again_does_not_wait(store, operator, chen) -> None:
    slip = ordered(store, operator, chen, "cash", [POWDER])
    (parcel,) = here(store, operator, slip.order_id, "YT1")
    goes_back(store, operator, parcel)
    assert len(awaited(store)) == 1
    again = do(store, operator, lambda s: receive_extra(s, "YT1", person_id=chen))
    assert awaited(store) == []
    do(store, operator, lambda s: hand_over(s, again.id, "6721"))
    assert awaited(store) == []


def test_a_return_that_is_refunded_is_no_answer_about_the_parcel(store, operator, chen) -> None:
    slip = ordered(store, operator, chen, "cash", [POWDER])
    one, other = here(store, operator, slip.order_id, "YT1", "YT2")
    do(store, operator, lambda s: hand_over(s, one, "6721"))
    goes_back(store, operator, other)
    given = asked(store, operator, slip.order_id)
    do(store, operator, lambda s: central_refunds(s, slip.order_id, 2990, return_id=given))
    (row,) = awaited(store)
    assert row.fen == 2990
