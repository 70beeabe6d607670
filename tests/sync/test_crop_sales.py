"""Crop sales over the line: a whole sale between counter and central, a week without a line, and two PCs that both acted."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import col, func, select

from tests.store.people_of_a_village import SMALL_PICTURE, lot_form, seller_form
from tests.store.sales_room import NAMES, SIGNED, filled, gone, kilos, packed, weighed
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk import clock
from villagedesk.central import sales
from villagedesk.central.dossiers import approve_dossier
from villagedesk.central.listings import withdraw_crop_order
from villagedesk.central.serve import Server
from villagedesk.domain.cash import CashEntry
from villagedesk.domain.sales import CropAllocation, CropClaim, CropOrder, CropPayout, GradeDispute
from villagedesk.errors import Invalid, Refused
from villagedesk.store import WriteSession
from villagedesk.store.crops import record_lot
from villagedesk.store.inbox import decisions, undo_money
from villagedesk.store.photos import desk_files
from villagedesk.store.sales import (
    DisputeForm,
    SettleForm,
    accept_crop_order,
    agree_to_claim,
    ask_transfer,
    dispute_grade,
    due_to_farmers,
    finish_packing,
    object_to_claim,
    pack_lot,
    pay_farmer_cash,
    sale_page,
    settle_order,
    weigh_in,
)
from villagedesk.store.sellers import seller_page, take_on_seller

BY = "0" * 32
QUANTITY = 60_000


@pytest.fixture
def desk(make_desk: Callable[[str], Desk]) -> Desk:  # noqa: F811
    return make_desk("one")


def act(desk: Desk, op: Callable[[WriteSession], Any]) -> Any:
    with desk.store.write(by=BY) as s:
        return op(s)


def at_central(server: Server, op: Callable[[Any], Any]) -> Any:
    with server.central.database.write() as connection:
        return op(connection)


def farmers(server: Server, desk: Desk, count: int, **facts: object) -> list[str]:
    """Approved sellers with a lot of 20 kg each; their ids."""
    made = []
    for number in range(1, count + 1):
        form = seller_form(NAMES[number - 1], number, **facts)
        person = act(desk, lambda s, f=form: take_on_seller(s, f))
        with desk.store.read() as s:
            made.append(seller_page(s, person).seller_id)
    desk.sync()
    for seller in made:
        at_central(server, lambda c, one=seller: approve_dossier(c, one))
    desk.sync()
    for seller in made:
        form = lot_form(seller, quantity=20_000, harvested_on=clock.today())
        act(desk, lambda s, f=form: record_lot(s, f))
    return made


def bought(server: Server, centre: str, quantity: int = QUANTITY) -> str:  # noqa: F811
    """A buyer's order for kiwi fruit, accepted nowhere yet."""
    today = clock.today()
    return at_central(
        server, lambda c: sales.buy_produce(c, centre, "城里果行", "徐香猕猴桃", quantity, 420, today, grade="first")
    )


def sent(server: Server, desk: Desk, order_id: str) -> list[str]:
    """Accept, fill, weigh, pack and hand over; the parts."""
    act(desk, lambda s: accept_crop_order(s, order_id))
    parts = filled(desk.store, BY, order_id)
    for part in parts:
        weighed(desk.store, BY, part, 20_000)
    packed(desk.store, BY, order_id)
    gone(desk.store, BY, order_id)
    return parts


def equal(desk: Desk) -> None:
    report = desk.sync()
    assert report.trouble is None
    again = desk.sync()
    assert again.trouble is None
    assert again.agreed


def row(desk: Desk, entity: type, id_: str) -> Any:
    with desk.store.read() as s:
        return s.get(entity, id_)


def drawers(desk: Desk) -> int:
    with desk.store.read() as s:
        return int(s.execute(select(func.sum(col(CashEntry.amount_fen)))).scalar() or 0)


def told(desk: Desk) -> list[tuple[str, str]]:
    with desk.store.read() as s:
        return [(one.entity, one.code) for one in decisions(s)]


def test_a_sale_from_the_buyers_order_to_the_transfers_reference(server: Server, centre: str, desk: Desk) -> None:  # noqa: F811
    sellers = farmers(server, desk, 3, payout="农商银行 存折 620000000000014", consents=("id_image", "bank_account"))
    order_id = bought(server, centre)
    desk.sync()
    parts = sent(server, desk, order_id)
    desk.sync()
    at_central(server, lambda c: sales.deliver_crop_order(c, order_id))
    with desk.store.read() as s:
        lot = sale_page(s, order_id).parts[0].lot
    with pytest.raises(Invalid):
        at_central(server, lambda c: sales.claim_crop_order(c, order_id, "rot", 100, lots=["nothing"]))
    with pytest.raises(Invalid):
        at_central(server, lambda c: sales.claim_crop_order(c, order_id, "rot", 10**8))
    claim = at_central(
        server, lambda c: sales.claim_crop_order(c, order_id, "rot", 2_520, detail="烂了一箱", lots=[lot])
    )
    other = at_central(server, lambda c: sales.claim_crop_order(c, order_id, "short", 500))
    desk.sync()
    assert row(desk, CropOrder, order_id).state == "claimed"
    act(desk, lambda s: agree_to_claim(s, claim))
    assert row(desk, CropOrder, order_id).state == "claimed"
    act(desk, lambda s: object_to_claim(s, other, "走时足秤"))
    desk.sync()
    with pytest.raises(Refused):
        at_central(server, lambda c: sales.confirm_crop_order(c, order_id))
    at_central(server, lambda c: sales.decide_claim(c, other, 300, answer="各让一步"))
    desk.sync()
    assert (row(desk, CropOrder, order_id).state, row(desk, CropClaim, other).fen) == ("confirmed", 300)
    act(desk, lambda s: settle_order(s, order_id, SettleForm(freight_fen=3_600, packing_fen=1_800, cost_reason="实付")))
    first = act(desk, lambda s: ask_transfer(s, sellers[0]))
    second = act(desk, lambda s: ask_transfer(s, sellers[1]))
    act(desk, lambda s: pay_farmer_cash(s, sellers[2], SIGNED, desk_files(desk.store)))
    desk.sync()
    at_central(server, lambda c: sales.confirm_transfer(c, first.id, "20261125-77120"))
    at_central(server, lambda c: sales.fail_transfer(c, second.id, "户名不符"))
    with pytest.raises(Refused):
        at_central(server, lambda c: sales.confirm_transfer(c, second.id, "x"))
    equal(desk)
    assert (row(desk, CropPayout, first.id).reference, row(desk, CropPayout, second.id).answer) == (
        "20261125-77120",
        "户名不符",
    )
    states = {row(desk, CropAllocation, part).seller_id: row(desk, CropAllocation, part).state for part in parts}
    assert [states[seller] for seller in sellers] == ["transferred", "settled", "paid"]
    order = row(desk, CropOrder, order_id)
    assert (order.gross_fen, order.claim_fen) == (50_400, 2_820)
    assert order.net_fen == sum(row(desk, CropAllocation, part).net_fen for part in parts)
    with desk.store.read() as s:
        assert [one.seller_id for one in due_to_farmers(s)] == [sellers[1]]


def test_after_a_week_without_a_line_one_sync_makes_both_sides_equal(server: Server, centre: str, desk: Desk) -> None:  # noqa: F811
    sellers = farmers(server, desk, 3)
    orders = [bought(server, centre, 40_000), bought(server, centre, 20_000)]
    desk.sync()
    for order_id in orders:
        sent(server, desk, order_id)
    desk.sync()
    for order_id in orders:
        at_central(server, lambda c, one=order_id: sales.confirm_crop_order(c, one))
    desk.sync()
    for order_id in orders:
        act(desk, lambda s, one=order_id: settle_order(s, one, SettleForm(freight_fen=1_000, cost_reason="实付")))
    for seller in sellers:
        act(desk, lambda s, one=seller: pay_farmer_cash(s, one, SIGNED, desk_files(desk.store)))
    equal(desk)
    with server.central.database.read() as connection:
        found = sales.sales_in(connection, "settled")
    assert sorted(len(one.parts) for one in found) == [1, 2]
    assert {part.text("state") for one in found for part in one.parts} == {"paid"}
    assert drawers(desk) == -sum(one.order.number("net_fen") for one in found)


def test_a_grade_that_central_decides_goes_on_to_be_packed(server: Server, centre: str, desk: Desk) -> None:  # noqa: F811
    farmers(server, desk, 1)
    order_id = bought(server, centre, 20_000)
    desk.sync()
    act(desk, lambda s: accept_crop_order(s, order_id))
    (part,) = filled(desk.store, BY, order_id)
    photo = desk_files(desk.store).put(SMALL_PICTURE)
    said = DisputeForm("first", "F-1", "吴阿婆", photo)
    form = kilos((21_000, 1_000), grade="second")
    dispute = act(desk, lambda s: dispute_grade(s, part, form, said, desk_files(desk.store)))
    desk.sync()
    with pytest.raises(Invalid):
        at_central(server, lambda c: sales.decide_grade(c, dispute, "best"))
    at_central(server, lambda c: sales.decide_grade(c, dispute, "first", answer="样品合格"))
    desk.sync()
    assert (row(desk, CropAllocation, part).state, row(desk, CropAllocation, part).grade) == ("weighed", "first")
    assert row(desk, GradeDispute, dispute).state == "decided"
    act(desk, lambda s: pack_lot(s, part, 8))
    act(desk, lambda s: finish_packing(s, order_id))
    equal(desk)


def test_a_buyer_who_withdraws_while_the_lots_are_weighed_gives_them_back(
    server: Server,
    centre: str,  # noqa: F811
    desk: Desk,
) -> None:
    farmers(server, desk, 1)
    order_id = bought(server, centre, 20_000)
    desk.sync()
    act(desk, lambda s: accept_crop_order(s, order_id))
    (part,) = filled(desk.store, BY, order_id)
    desk.sync()
    at_central(server, lambda c: withdraw_crop_order(c, order_id, "店关了"))
    weighed(desk.store, BY, part, 20_000)
    equal(desk)
    assert row(desk, CropOrder, order_id).state == "withdrawn"
    with pytest.raises(Refused):
        act(desk, lambda s: pack_lot(s, part, 8))


def test_two_computers_that_pay_one_farmer_take_the_second_sum_back(
    server: Server,
    centre: str,  # noqa: F811
    make_desk: Callable[[str], Desk],  # noqa: F811
) -> None:
    one, two = make_desk("one"), make_desk("two")
    (seller,) = farmers(server, one, 1)
    order_id = bought(server, centre, 20_000)
    one.sync()
    parts = sent(server, one, order_id)
    one.sync()
    at_central(server, lambda c: sales.confirm_crop_order(c, order_id))
    one.sync()
    two.sync()
    for desk in (one, two):
        act(desk, lambda s: settle_order(s, order_id, SettleForm(freight_fen=600, cost_reason="实付")))
    fen = row(one, CropAllocation, parts[0]).net_fen
    for desk in (one, two):
        act(desk, lambda s, d=desk: pay_farmer_cash(s, seller, SIGNED, desk_files(d.store)))
    for desk in (one, two, one, two):
        assert desk.sync().trouble is None
    assert drawers(one) == drawers(two) == -2 * fen
    assert told(one) == []
    assert ("crop_allocation", "happened_twice") in told(two)
    assert {code for _entity, code in told(two)} == {"happened_twice"}
    with two.store.read() as s:
        items = [one_.id for one_ in decisions(s)]
    undone = 0
    for item in items:
        try:
            undone += act(two, lambda s, i=item: undo_money(s, i))
        except Refused as error:
            assert error.code == "no_money_to_undo"  # noqa: PT017
    assert undone == fen
    for desk in (two, one, two):
        assert desk.sync().trouble is None
    assert drawers(one) == drawers(two) == -fen
    assert row(two, CropAllocation, parts[0]).payouts == 1


def test_of_two_lots_only_the_one_that_was_paid_twice_is_taken_back(
    server: Server,
    centre: str,  # noqa: F811
    make_desk: Callable[[str], Desk],  # noqa: F811
) -> None:
    one, two = make_desk("one"), make_desk("two")
    (seller,) = farmers(server, one, 1)
    orders = [bought(server, centre, 10_000), bought(server, centre, 10_000)]
    one.sync()
    parts = []
    for order_id in orders:
        act(one, lambda s, o=order_id: accept_crop_order(s, o))
        parts += filled_with(one, order_id, 10_000)
    one.sync()
    for order_id in orders:
        at_central(server, lambda c, o=order_id: sales.confirm_crop_order(c, o))
    one.sync()
    act(one, lambda s: settle_order(s, orders[0], SettleForm(cost_reason="买家来拉")))
    for desk in (one, two):
        desk.sync()
    act(one, lambda s: pay_farmer_cash(s, seller, SIGNED, desk_files(one.store)))
    act(two, lambda s: settle_order(s, orders[1], SettleForm(cost_reason="买家来拉")))
    act(two, lambda s: pay_farmer_cash(s, seller, SIGNED, desk_files(two.store)))
    for desk in (one, two, one, two):
        assert desk.sync().trouble is None
    first, second = (row(two, CropAllocation, part) for part in parts)
    assert (first.state, second.state) == ("paid", "paid")
    assert drawers(two) == -2 * first.net_fen - second.net_fen
    (item,) = (one_.id for one_ in open_items(two))
    assert act(two, lambda s: undo_money(s, item)) == first.net_fen
    two.sync()
    one.sync()
    assert drawers(one) == -first.net_fen - second.net_fen


def filled_with(desk: Desk, order_id: str, grams: int) -> list[str]:
    """Filled, weighed, packed and gone."""
    parts = filled(desk.store, BY, order_id)
    for part in parts:
        weighed(desk.store, BY, part, grams)
    packed(desk.store, BY, order_id)
    gone(desk.store, BY, order_id)
    return parts


def open_items(desk: Desk) -> list[Any]:
    with desk.store.read() as s:
        return list(decisions(s))


def test_weighed_in_twice_counts_once(
    server: Server,
    centre: str,  # noqa: F811
    make_desk: Callable[[str], Desk],  # noqa: F811
) -> None:
    one, two = make_desk("one"), make_desk("two")
    farmers(server, one, 1)
    order_id = bought(server, centre, 20_000)
    one.sync()
    act(one, lambda s: accept_crop_order(s, order_id))
    (part,) = filled(one.store, BY, order_id)
    one.sync()
    two.sync()
    act(one, lambda s: weigh_in(s, part, kilos((20_000, 1_000))))
    act(two, lambda s: weigh_in(s, part, kilos((20_500, 1_000))))
    for desk in (one, two, one, two):
        assert desk.sync().trouble is None
    assert row(one, CropAllocation, part).weighed == row(two, CropAllocation, part).weighed == 19_000
    assert ("crop_allocation", "happened_twice") in told(two)
