"""Money that arrives, goes back and is cancelled at the same moment: nobody pays or is paid twice, nothing is left over."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.orders_room import BASKET, add_villager
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from tests.sync.test_money_twice import TOTAL, Desks, act, desks, drawers, ordered, settle, told  # noqa: F401
from villagedesk.central.marketplace import SimulatedMarketplace
from villagedesk.central.orders import pay_order, place_waiting, refund_order, refuse_order, settle_payments, ship_order
from villagedesk.central.orders.placing import Answer, Outcome
from villagedesk.central.orders.verbs import Shipped, answer_order
from villagedesk.central.payments import SimulatedPayments
from villagedesk.central.serve import Server
from villagedesk.errors import AppError, Refused
from villagedesk.store.orders import OrderPage, cancel_order, confirm_order, order_page
from villagedesk.store.parcels import hand_over, receive_parcel
from villagedesk.store.returns import owed_to_villagers

CHILDREN = 4


def page(desk: Desk, order_id: str) -> OrderPage:
    with desk.store.read() as s:
        return order_page(s, order_id)


def at_once(*ops: Callable[[], object]) -> list[AppError]:
    """Do all of it at the same moment; returns what was refused."""
    start, refused = threading.Barrier(len(ops)), list[AppError]()

    def run(op: Callable[[], object]) -> None:
        start.wait()
        try:
            op()
        except AppError as error:
            refused.append(error)

    threads = [threading.Thread(target=run, args=(op,)) for op in ops]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


class Taking(SimulatedPayments):
    """Remembers every sum that was really taken, and waits until all children are at the till."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.at_the_till = threading.Barrier(CHILDREN)

    def take(self, order_id: str, fen: int) -> int:
        self.at_the_till.wait(timeout=10)
        return super().take(order_id, fen)


def test_the_payments_of_several_children_for_one_order_are_one(
    server: Server,
    desks: Desks,  # noqa: F811
    tmp_path: Path,
) -> None:
    one, database = desks[0], server.central.database
    person = act(one, lambda s: add_villager(s, "陈桂花", "13900006721"))
    order_id = act(
        one, lambda s: confirm_order(s, BASKET, person, "payer", read_back=True, payer_phone="13900004321")
    ).order_id
    settle(desks)
    file = tmp_path / "money.jsonl"
    payments = Taking(file)
    refused = at_once(*[lambda: pay_order(database, payments, order_id)] * CHILDREN)
    assert {error.code for error in refused} <= {"payer_paid_already", "payer_not_awaited"}
    assert sum('"paid"' in line for line in file.read_text().splitlines()) == 1, "taken once"
    settle_payments(database, payments)
    settle(desks)
    assert (page(one, order_id).payer_paid_fen, payments.kept(order_id)) == (TOTAL, TOTAL)
    with pytest.raises(Refused, match="payer_paid_already"):
        pay_order(database, payments, order_id)


def test_a_refund_that_comes_during_a_cancellation(server: Server, desks: Desks) -> None:  # noqa: F811
    """Placed and refunded in part at central, cancelled at the desk: the rest is due when the goods are here."""
    one, order_id, database = desks[0], ordered(desks), server.central.database
    place_waiting(database, SimulatedMarketplace())
    with database.write() as connection:
        refund_order(connection, order_id, 3_000)
    assert act(one, lambda s: cancel_order(s, order_id)).fen == -TOTAL
    settle(desks)
    for desk in desks:
        shown = page(desk, order_id)
        assert (shown.row.state, shown.paid_fen, shown.row.owed_fen) == ("placed", 0, 0)
        with desk.store.read() as s:
            assert owed_to_villagers(s) == []
    assert ("order", "kept") in told(one)
    with database.write() as connection:
        ship_order(connection, order_id, [Shipped("YT1", 900)])
    settle(desks)
    parcel = act(one, lambda s: receive_parcel(s, "YT1"))
    assert parcel.due_fen == TOTAL - 3_000
    act(one, lambda s: hand_over(s, parcel.id, parcel.pickup_code))
    settle(desks)
    assert {drawers(desk) for desk in desks} == {TOTAL - 3_000}


@pytest.mark.parametrize("first", ["cancel", "refuse"])
def test_refused_at_central_and_cancelled_at_the_desk_pays_back_once(
    server: Server,
    desks: Desks,  # noqa: F811
    first: str,
) -> None:
    one, order_id, database = desks[0], ordered(desks), server.central.database
    act(one, lambda s: cancel_order(s, order_id))
    if first == "cancel":
        one.sync()
    with database.write() as connection:
        if first == "cancel":
            with pytest.raises(Refused, match="move_not_allowed"):
                refuse_order(connection, order_id, "停业")
        else:
            refuse_order(connection, order_id, "停业")
    settle(desks)
    for desk in desks:
        assert page(desk, order_id).row.state == ("cancelled" if first == "cancel" else "refused")
        assert drawers(desk) == 0
        with desk.store.read() as s:
            assert owed_to_villagers(s) == []


def test_both_in_the_same_moment(server: Server, desks: Desks) -> None:  # noqa: F811
    """The push of a cancellation, and the marketplace's answer with a refund behind it, race for one order."""
    database = server.central.database
    for _ in range(4):
        order_id = ordered(desks)
        act(desks[0], lambda s, id_=order_id: cancel_order(s, id_))

        def answer(id_: str = order_id) -> None:
            with database.write() as connection:
                answer_order(connection, id_, Answer(Outcome.PLACED, "M1"))
                refund_order(connection, id_, 3_000)

        at_once(desks[0].sync, answer)
        settle(desks)
        shown = [page(desk, order_id) for desk in desks]
        assert shown[0].row == shown[1].row
        assert shown[0].row.state in ("cancelled", "placed")
        assert [one.paid_fen for one in shown] == [0, 0]
        assert [one.row.owed_fen for one in shown] == [0, 0]
    assert desks[0].sync().agreed
