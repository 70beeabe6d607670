"""Two PCs that both gave money for the same thing while neither heard of the other: told once, and taken back whole."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import col, func, select

from tests.store.orders_room import BASKET, add_villager
from tests.store.returns_room import JPEG, SIGNED
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk.central.marketplace import SimulatedMarketplace
from villagedesk.central.orders import Shipped, place_waiting, refund_order, refuse_order, ship_order
from villagedesk.central.serve import Server
from villagedesk.domain.cash import CashEntry
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.domain.fakes import FakeForm
from villagedesk.errors import NotFound, Refused
from villagedesk.store import WriteSession
from villagedesk.store.bills import bill, pay_in_bill, reverse_bill, take_bill
from villagedesk.store.deposits import bank_deposit, pack_deposit, unpack_deposit
from villagedesk.store.fakes import advance_refund, report_fake
from villagedesk.store.inbox import decisions, undo_money
from villagedesk.store.orders import answer_decision, cancel_order, confirm_order, order_page
from villagedesk.store.parcels import hand_over, receive_extra, receive_parcel
from villagedesk.store.photos import desk_files
from villagedesk.store.returns import owed_to_villagers, pay_out

BY = "0" * 32
TOTAL = 26280
Desks = tuple[Desk, Desk]


@pytest.fixture
def desks(make_desk: Callable[[str], Desk]) -> Desks:  # noqa: F811
    """Two PCs of one centre."""
    return make_desk("one"), make_desk("two")


def act(desk: Desk, op: Callable[[WriteSession], Any]) -> Any:
    with desk.store.write(by=BY) as s:
        return op(s)


def settle(desks: Desks) -> None:
    for desk in (*desks, *desks):
        assert desk.sync().trouble is None


def drawers(desk: Desk) -> int:
    """What all drawers together gained, in fen."""
    with desk.store.read() as s:
        return int(s.execute(select(func.sum(col(CashEntry.amount_fen)))).scalar() or 0)


def told(desk: Desk) -> list[tuple[str, str]]:
    with desk.store.read() as s:
        return [(one.entity, one.code) for one in decisions(s)]


def ordered(desks: Desks, pay: str = "cash") -> str:
    person = act(desks[0], lambda s: add_villager(s, "陈桂花", "13900006721"))
    slip = act(desks[0], lambda s: confirm_order(s, BASKET, person, pay, read_back=True))
    settle(desks)
    return str(slip.order_id)


def placed(server: Server, desks: Desks, pay: str = "cash") -> str:
    order_id = ordered(desks, pay)
    place_waiting(server.central.database, SimulatedMarketplace())
    settle(desks)
    return order_id


def collected(server: Server, desks: Desks) -> str:
    order_id = placed(server, desks)
    with server.central.database.write() as connection:
        ship_order(connection, order_id, [Shipped("YT8831", 900)])
    desks[0].sync()
    parcel = act(desks[0], lambda s: receive_parcel(s, "YT8831"))
    act(desks[0], lambda s: hand_over(s, parcel.id, parcel.pickup_code))
    settle(desks)
    return order_id


def given_twice(desks: Desks, entity: str, before: int, after: int) -> None:
    """The second PC alone is told, once; once it took its sum back the drawers hold what they should."""
    settle(desks)
    assert told(desks[0]) == []
    assert told(desks[1]) == [(entity, "happened_twice")]
    assert drawers(desks[0]) == drawers(desks[1]) == before
    with desks[1].store.read() as s:
        item = decisions(s)[0].id
    act(desks[1], lambda s: undo_money(s, item))
    with pytest.raises(NotFound):
        act(desks[1], lambda s: undo_money(s, item))
    settle(desks)
    assert drawers(desks[0]) == drawers(desks[1]) == after
    assert told(desks[0]) == told(desks[1]) == []
    for desk in desks:
        with desk.store.read() as s:
            assert owed_to_villagers(s) == []


def payout(desk: Desk, order_id: str) -> None:
    act(desk, lambda s: pay_out(s, order_id, SIGNED, desk_files(desk.store)))


def test_the_same_refund_paid_out(server: Server, desks: Desks) -> None:
    order_id = collected(server, desks)
    with server.central.database.write() as connection:
        refund_order(connection, order_id, 3500)
    settle(desks)
    for desk in desks:
        payout(desk, order_id)
    given_twice(desks, "order", TOTAL - 7000, TOTAL - 3500)


@pytest.mark.parametrize("pay", ["cash", "code"])
def test_the_same_order_cancelled(desks: Desks, pay: str) -> None:
    order_id = ordered(desks, pay)
    for desk in desks:
        assert act(desk, lambda s: cancel_order(s, order_id)).fen == -TOTAL
    given_twice(desks, "order", -TOTAL, 0)


def test_an_order_that_nobody_had_paid_is_cancelled_in_silence(desks: Desks) -> None:
    order_id = ordered(desks, "on_delivery")
    for desk in desks:
        act(desk, lambda s: cancel_order(s, order_id))
    settle(desks)
    assert told(desks[0]) == told(desks[1]) == []


def test_the_same_question_answered(server: Server, desks: Desks) -> None:
    order_id = ordered(desks)
    market = SimulatedMarketplace()
    market.missing.add("g-fert")
    place_waiting(server.central.database, market)
    settle(desks)
    for desk in desks:
        assert act(desk, lambda s: answer_decision(s, order_id)).fen == -16800
    given_twice(desks, "order", TOTAL - 2 * 16800, TOTAL - 16800)


def test_cancelled_here_and_paid_out_there(server: Server, desks: Desks) -> None:
    order_id = ordered(desks)
    with server.central.database.write() as connection:
        refuse_order(connection, order_id, "not made any more")
    desks[0].sync()
    payout(desks[0], order_id)
    act(desks[1], lambda s: cancel_order(s, order_id))
    given_twice(desks, "order", -TOTAL, 0)


def test_one_pays_a_refund_and_the_other_that_and_the_next(server: Server, desks: Desks) -> None:
    """What the second one paid goes back whole; then the red list says what is really still owed."""
    order_id = collected(server, desks)
    with server.central.database.write() as connection:
        refund_order(connection, order_id, 3500)
    desks[0].sync()
    payout(desks[0], order_id)
    with server.central.database.write() as connection:
        refund_order(connection, order_id, 2000)
    desks[1].sync()
    payout(desks[1], order_id)
    settle(desks)
    with desks[1].store.read() as s:
        (item,) = decisions(s)
    assert item.code == "happened_twice"
    act(desks[1], lambda s: undo_money(s, item.id))
    settle(desks)
    with desks[0].store.read() as s:
        assert [owed.fen for owed in owed_to_villagers(s)] == [2000]


def test_the_same_bill_taken_back(desks: Desks) -> None:
    taken = act(desks[0], lambda s: take_bill(s, "power", "620011112222", 5000))
    settle(desks)
    for desk in desks:
        act(desk, lambda s: reverse_bill(s, taken.id, "the line is down"))
    given_twice(desks, "bill", -taken.sum_fen, 0)


def test_a_bill_paid_in_by_both(desks: Desks) -> None:
    """It may have been paid twice: the second reference is no silent correction of the first, and both sums are booked."""
    taken = act(desks[0], lambda s: take_bill(s, "power", "620011112222", 5000))
    settle(desks)
    for name, desk in zip(("first", "second"), desks, strict=True):
        act(desk, lambda s, name=name: pay_in_bill(s, taken.id, name, "drawer"))
    settle(desks)
    assert (told(desks[0]), told(desks[1])) == ([], [("bill", "happened_twice")])
    for desk in desks:
        with desk.store.read() as s:
            assert bill(s, taken.id).reference == "first"
            assert drawers(desk) == taken.sum_fen - 2 * 5000
    with desks[1].store.read() as s:
        (item,) = decisions(s)
    assert act(desks[1], lambda s: undo_money(s, item.id)) == 5000, "the company gave it back"
    settle(desks)
    assert [drawers(desk) for desk in desks] == [taken.sum_fen - 5000] * 2


def test_a_bill_paid_in_here_and_given_back_there(desks: Desks) -> None:
    taken = act(desks[0], lambda s: take_bill(s, "power", "620011112222", 5000))
    settle(desks)
    act(desks[0], lambda s: pay_in_bill(s, taken.id, "E-1", "drawer"))
    act(desks[1], lambda s: reverse_bill(s, taken.id, "the line is down"))
    given_twice(desks, "bill", -5000, taken.sum_fen - 5000)


def test_a_bag_banked_here_and_opened_there(desks: Desks) -> None:
    bag = act(desks[0], lambda s: pack_deposit(s, "B-1", {"10000": 3}))
    settle(desks)
    act(desks[0], lambda s: bank_deposit(s, bag, "S-1"))
    act(desks[1], lambda s: unpack_deposit(s, bag))
    given_twice(desks, "deposit", 0, -30000)


def test_the_same_bag_opened(desks: Desks) -> None:
    bag = act(desks[0], lambda s: pack_deposit(s, "B-1", {"10000": 3}))
    settle(desks)
    for desk in desks:
        act(desk, lambda s: unpack_deposit(s, bag))
    given_twice(desks, "deposit", 30000, 0)


def test_the_same_fake_advanced(server: Server, desks: Desks) -> None:
    order_id = collected(server, desks)
    with desks[0].store.read() as s:
        person = order_page(s, order_id).row.person_id
    photo = ((EvidenceKind.GOODS.value, desk_files(desks[0].store).put(JPEG)),)
    form = FakeForm(person, "a fake", "looks wrong", "the money", order_id=order_id, price_fen=5980, photos=photo)
    report = act(desks[0], lambda s: report_fake(s, form, desk_files(desks[0].store)))
    settle(desks)
    for desk in desks:
        act(desk, lambda s: advance_refund(s, report, 1000, SIGNED, desk_files(s.info["store"])))
    given_twice(desks, "fake_report", TOTAL - 2000, TOTAL - 1000)


def test_a_parcel_of_no_order_handed_over(desks: Desks) -> None:
    parcel = act(desks[0], lambda s: receive_extra(s, "SF100", name="李小满", phone="13900006725"))
    settle(desks)
    for desk in desks:
        act(desk, lambda s: hand_over(s, parcel.id, parcel.pickup_code))
    settle(desks)
    assert (told(desks[0]), told(desks[1])) == ([], [("parcel", "happened_twice")])
    with desks[1].store.read() as s:
        item = decisions(s)[0].id
    with pytest.raises(Refused):  # nothing was taken for it
        act(desks[1], lambda s: undo_money(s, item))
