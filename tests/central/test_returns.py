"""Returns and complaints go from a real desk to a real central and back; the money adds up on both sides."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlmodel import select

from tests.central.browser import Browser
from tests.central.village import BY, PICTURE, Village
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk import clock, i18n
from villagedesk.central import acts
from villagedesk.central.found import Found, one, rows
from villagedesk.central.marketplace import SimulatedMarketplace
from villagedesk.central.orders import Shipped, lines_of, place_waiting, refund_order, ship_order
from villagedesk.central.returns import (
    answer_returns,
    approve_return,
    award,
    goods_back,
    refund_fake,
    refund_return,
    refuse_return,
    return_facts,
)
from villagedesk.central.returns.room import room_by_line
from villagedesk.central.serve import Server
from villagedesk.domain.evidence import Signed
from villagedesk.domain.fakes import FakeForm, FakeReport
from villagedesk.domain.orders import Order
from villagedesk.domain.refunds import spread
from villagedesk.domain.returns import Refund, Return, ReturnForm
from villagedesk.errors import Invalid, Refused
from villagedesk.store.fakes import advance_refund, bought_for, report_fake
from villagedesk.store.parcels import hand_over, parcels_on_shelf, receive_parcel
from villagedesk.store.photos import desk_files
from villagedesk.store.returns import (
    ask_return,
    hand_to_courier,
    owed_for_order,
    owed_to_villagers,
    pay_out,
    returnable,
)

SIGNED = Signed(on_paper=True)


@pytest.fixture
def village(server: Server, make_desk: Callable[[str], Desk]) -> Village:  # noqa: F811
    return Village(server, make_desk("one"))


@pytest.fixture
def order(village: Village) -> str:
    """An order that the villager has."""
    order_id, store, database = village.order(), village.desk.store, village.server.central.database
    place_waiting(database, SimulatedMarketplace())
    with database.write() as connection:
        ship_order(connection, order_id, [Shipped("YT1", 900)])
    village.desk.sync()
    with store.write(by=BY) as s:
        receive_parcel(s, "YT1")
    with store.read() as s:
        (row,) = parcels_on_shelf(s)
    with store.write(by=BY) as s:
        hand_over(s, row.id, row.pickup_code)
    village.desk.sync()
    return order_id


def asked(village: Village, order: str, count: int = 1, reason: str = "faulty") -> str:
    store = village.desk.store
    files = desk_files(store)
    with store.read() as s:
        line = returnable(s, order).lines[0].id
    photo = ("damage", files.put(PICTURE))
    with store.write(by=BY) as s:
        return_id = ask_return(s, ReturnForm(order, {line: count}, reason, "坏了", photos=(photo,)), files)
    village.desk.sync()
    return return_id


def with_courier(village: Village, return_id: str, freight_fen: int = 0) -> None:
    village.desk.sync()
    with village.desk.store.write(by=BY) as s:
        hand_to_courier(s, return_id, "青溪快递", "SF1", freight_fen)
    village.desk.sync()


def here(village: Village, entity: type, id_: str) -> object:
    village.desk.sync()
    with village.desk.store.read() as s:
        return s.get(entity, id_)


def owed(village: Village, order: str) -> int:
    village.desk.sync()
    with village.desk.store.read() as s:
        return owed_for_order(s, order).fen


def test_a_return_goes_its_way_and_the_villager_gets_his_money(village: Village, order: str) -> None:
    return_id, database = asked(village, order, count=2), village.server.central.database
    with database.write() as connection:
        approve_return(connection, return_id, answer="寄到青溪仓库")
    back = here(village, Return, return_id)
    assert (back.state, back.fen, back.answer) == ("approved", 5980, "寄到青溪仓库")
    with_courier(village, return_id, 1200)
    with database.write() as connection:
        goods_back(connection, return_id)
    assert here(village, Return, return_id).back_at is not None
    with pytest.raises(Refused), database.write() as connection:
        goods_back(connection, return_id)
    with database.write() as connection:
        refund_return(connection, return_id)
    # The seller bears the freight that the villager paid to the courier.
    assert owed(village, order) == 5980 + 1200
    with pytest.raises(Refused), database.write() as connection:
        refund_return(connection, return_id, fen=1)
    with village.desk.store.read() as s:
        assert [one.order_id for one in owed_to_villagers(s)] == [order]
    with village.desk.store.write(by=BY) as s:
        assert pay_out(s, order, SIGNED, desk_files(village.desk.store)).fen == 7180
    assert owed(village, order) == 0
    assert here(village, Return, return_id).state == "paid_out"
    assert [row.text("state") for row in village.rows("return")] == ["paid_out"]
    assert village.desk.sync().agreed


def test_who_wanted_something_else_pays_his_freight(village: Village, order: str) -> None:
    return_id, database = asked(village, order, reason="no_reason"), village.server.central.database
    with database.write() as connection:
        approve_return(connection, return_id)
    with_courier(village, return_id, 1200)
    with database.write() as connection:
        refund_return(connection, return_id)
    assert owed(village, order) == 2990


def test_no_more_comes_back_than_the_goods_cost(village: Village, order: str) -> None:
    return_id, database = asked(village, order), village.server.central.database
    total = here(village, Order, order).total_fen
    for fen, code in ((-1, "refund_out_of_range"), (total + 1, "refund_out_of_range"), (5981, "refund_above_goods")):
        with pytest.raises(Invalid, match=code), database.write() as connection:
            refund_return(connection, return_id, fen=fen)
    with database.write() as connection:
        refund_return(connection, return_id, fen=5980)  # both pieces of the line, though one was asked about
    assert owed(village, order) == 5980


def test_the_same_goods_are_given_back_once(village: Village, order: str) -> None:
    """A return and two complaints about one line: whichever comes first, the line is paid back once."""
    return_id, report_id, database = asked(village, order), reported(village, order), village.server.central.database
    with database.write() as connection:
        refund_return(connection, return_id)
    with pytest.raises(Invalid) as caught, database.write() as connection:
        refund_fake(connection, report_id, 5980)
    assert (caught.value.code, caught.value.params["left"]) == ("refund_above_goods", i18n.money(2990))
    with database.write() as connection:
        refund_fake(connection, report_id, 2990)
    again = reported(village, order)
    with pytest.raises(Invalid, match="refund_came_already"), database.write() as connection:
        refund_fake(connection, again, 1)
    with database.write() as connection:
        refund_order(connection, order, 3500)  # the other line, without a name on it
    assert owed(village, order) == 9480


def test_a_return_whose_goods_were_paid_back_as_a_fake_is_answered(village: Village, order: str) -> None:
    return_id, report_id, database = asked(village, order, 2), reported(village, order), village.server.central.database
    answer_returns(database, SimulatedMarketplace())
    with_courier(village, return_id)
    with database.write() as connection:
        refund_fake(connection, report_id, 5980)
    with pytest.raises(Invalid, match="refund_came_already"), database.write() as connection:
        refund_return(connection, return_id)
    assert answer_returns(database, SimulatedMarketplace()) == {"refused": 1}
    back = here(village, Return, return_id)
    assert (back.state, owed(village, order)) == ("refused", 5980)
    assert "退" in back.answer or "back" in back.answer


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["return", "fake", "order"]), st.integers(0, 1), st.integers(1, 7000)), max_size=8
    )
)
def test_no_line_is_given_back_twice(village: Village, order: str, steps: list[tuple[str, int, int]]) -> None:
    """Whatever the staff gives back for an order in whatever order: no line, and not the whole, above what it cost."""
    with village.server.central.database.write() as connection:
        found = one(connection, "order", order)
        lines = lines_of(connection, found)
        cost = {line.id: line.number("price_fen") * line.number("quantity") for line in lines}
        given: dict[str, int] = dict.fromkeys([*cost, ""], 0)
        for kind, n, fen in steps:
            line = lines[n]
            with suppress(Invalid):
                if kind == "return":
                    refund_return(connection, a_return(connection, found, line), fen=fen)
                elif kind == "fake":
                    refund_fake(connection, a_report(connection, found, line), fen)
                else:
                    refund_order(connection, order, fen)
                given["" if kind == "order" else line.id] += fen
        assert all(given[id_] <= fen for id_, fen in cost.items())
        assert sum(given.values()) == one(connection, "order", order).number("refund_fen") <= sum(cost.values())
        left = room_by_line(connection, one(connection, "order", order))
        assert left == {id_: fen - given[id_] for id_, fen in cost.items()}
        connection.rollback()


def a_return(connection: Connection, order: Found, line: Found) -> str:
    """One piece that went back and may be refunded."""
    facts = {"order_id": order.id, "person_id": "", "reason": "faulty", "state": "handed_to_courier"}
    id_ = acts.insert_row(connection, order.scope, order.centre, "ask_return", "return", facts)
    piece = {"return_id": id_, "order_line_id": line.id, "quantity": 1}
    acts.insert_row(connection, order.scope, order.centre, "ask_return", "return_line", piece)
    return id_


def a_report(connection: Connection, order: Found, line: Found) -> str:
    facts = {"order_id": order.id, "order_line_id": line.id, "person_id": "", "state": "with_seller"}
    return acts.insert_row(connection, order.scope, order.centre, "report_fake", "fake_report", facts)


@pytest.mark.parametrize(
    ("fen", "asked_fen", "left", "laid"),
    [
        (100, {"a": 50, "b": 50}, {"a": 50, "b": 50}, {"a": 50, "b": 50}),
        (100, {"a": 100, "b": 100}, {"a": 20, "b": 100}, {"a": 20, "b": 80}),
        (100, {"a": 100, "b": 100}, {"a": 20, "b": 20}, {"a": 20, "b": 20}),
        (100, {}, {"a": 20}, {}),
        (100, {"a": 0}, {"a": 20}, {}),
        (1, {"a": 1, "b": 1}, {"a": 0, "b": 5}, {"a": 0, "b": 1}),
    ],
)
def test_a_refund_lies_on_its_lines(
    fen: int, asked_fen: dict[str, int], left: dict[str, int], laid: dict[str, int]
) -> None:
    assert spread(fen, asked_fen, left) == laid


def test_a_refusal_tells_why(village: Village, order: str) -> None:
    return_id, database = asked(village, order), village.server.central.database
    with pytest.raises(Invalid), database.write() as connection:
        refuse_return(connection, return_id, "  ")
    with database.write() as connection:
        refuse_return(connection, return_id, "照片里没有破损")
    back = here(village, Return, return_id)
    assert (back.state, back.answer, owed(village, order)) == ("refused", "照片里没有破损", 0)


def test_the_marketplace_answers_by_itself_and_nothing_twice(village: Village, order: str) -> None:
    return_id, database = asked(village, order), village.server.central.database
    market = SimulatedMarketplace()
    assert answer_returns(database, market) == {"approved": 1}
    assert answer_returns(database, market) == {}
    village.desk.sync()
    with_courier(village, return_id)
    market.lost.add("SF1")
    assert answer_returns(database, market) == {"on its way": 1}
    market.lost.clear()
    assert answer_returns(database, market) == {"refunded": 1}
    assert answer_returns(database, market) == {}
    assert owed(village, order) == 2990
    with village.desk.store.read() as s:
        assert [(one.fen, one.return_id, one.kind) for one in s.exec(select(Refund))] == [(2990, return_id, "price")]


def test_the_marketplace_need_not_grant_what_is_only_asked_for(village: Village, order: str) -> None:
    market = SimulatedMarketplace()
    market.keeps.add("g1")
    now = clock.now_ms()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("villagedesk.clock.now_ms", lambda: now + 20 * 86_400_000)
        return_id = asked(village, order, reason="no_reason")
    assert here(village, Return, return_id).goodwill
    assert answer_returns(village.server.central.database, market) == {"refused": 1}
    assert "期限" in here(village, Return, return_id).answer


def test_a_clock_that_is_ahead_does_not_make_it_late_at_central(village: Village, order: str) -> None:
    now = clock.now_ms()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("villagedesk.clock.now_ms", lambda: now + 20 * 86_400_000)
        store, files = village.desk.store, desk_files(village.desk.store)
        with store.read() as s:
            line = returnable(s, order).lines[0].id
        with store.write(by=BY) as s:
            return_id = ask_return(s, ReturnForm(order, {line: 1}, "no_reason"), files)
    village.desk.sync()
    with village.server.central.database.read() as connection:
        facts = return_facts(connection, return_id)
    assert facts.back.data["goodwill"], "the desk believed its clock"
    assert not facts.late, "central saw it before the deadline"


# --- fakes


def reported(village: Village, order: str) -> str:
    store, files = village.desk.store, desk_files(village.desk.store)
    with store.read() as s:
        bought = bought_for(s, order_id=order)
    goods = bought.goods[0]
    form = FakeForm(bought.person_id, goods.title, "不起泡", "退一赔三", order, goods.line_id)
    form.photos = (("goods", files.put(PICTURE)),)
    with store.write(by=BY) as s:
        report_id = report_fake(s, form, files)
    village.desk.sync()
    return report_id


def test_an_advance_is_settled_by_the_refund_and_damages_come_on_top(village: Village, order: str) -> None:
    report_id, database = reported(village, order), village.server.central.database
    with village.desk.store.write(by=BY) as s:
        advance_refund(s, report_id, 5000, SIGNED, desk_files(village.desk.store))
    with database.write() as connection:
        refund_fake(connection, report_id, 5980)
    assert owed(village, order) == 980
    with database.write() as connection:
        award(connection, order, 50_000, report_id=report_id)
    assert owed(village, order) == 50_980
    with village.desk.store.write(by=BY) as s:
        assert pay_out(s, order, SIGNED, desk_files(village.desk.store)).fen == 50_980
    assert owed(village, order) == 0
    with pytest.raises(Invalid), database.write() as connection:
        award(connection, order, 0)


# --- the staff's pages


@pytest.fixture
def browser(village: Village) -> Browser:
    return Browser(village.server.central).sign_in()


def test_the_staff_answers_a_return(village: Village, order: str, browser: Browser) -> None:
    return_id = asked(village, order)
    village.desk.sync()
    browser.open("/returns")
    assert browser.shows("陈桂花")
    browser.open(f"/returns/{return_id}")
    assert browser.shows("it is faulty")
    assert "/photos/" in browser.text
    browser.send("Approve", answer="寄到青溪仓库")
    assert browser.shows("It may go back.")
    with_courier(village, return_id)
    browser.open(f"/returns/{return_id}").send("It is back")
    browser.open(f"/returns/{return_id}").send("Give back", amount="1000")
    assert (browser.status, browser.shows("A refund is more than zero")) == (422, True)
    assert 'value="1000"' in browser.text
    browser.send("Give back", amount="29.90")
    assert browser.shows("Given back.")
    assert owed(village, order) == 2990
    assert browser.open("/returns?state=refunded").shows("陈桂花")
    assert browser.open("/returns/" + "0" * 32).status == 404
    assert browser.open("/returns?state=paid_out").shows("There is none like this.")


def test_the_staff_asks_the_marketplace_and_refuses(village: Village, order: str, browser: Browser) -> None:
    return_id = asked(village, order)
    browser.open("/returns").send("Ask the marketplace now")
    assert here(village, Return, return_id).state == "approved"
    other = asked(village, order)
    browser.open(f"/returns/{other}").send("Refuse the return", reason="")
    assert browser.status == 422
    browser.send("Refuse the return", reason="不是这家的货")
    assert here(village, Return, other).state == "refused"


def test_the_staff_passes_a_complaint_on(village: Village, order: str, browser: Browser) -> None:
    report_id = reported(village, order)
    browser.open("/fakes")
    assert browser.shows("禾洁")
    browser.open(f"/fakes/{report_id}").send("Passed on")
    assert here(village, FakeReport, report_id).state == "with_seller"
    browser.open(f"/fakes/{report_id}").send("Send the answer", answer="")
    assert browser.status == 422
    browser.send("Send the answer", answer="愿意退款")
    report = here(village, FakeReport, report_id)
    assert (report.state, report.answer) == ("answered", "愿意退款")
    browser.open(f"/fakes/{report_id}").send("Give back", amount="59.80")
    browser.open(f"/fakes/{report_id}").send("Note the damages", damages="abc")
    assert browser.status == 422
    browser.send("Note the damages", damages="500")
    assert owed(village, order) == 5980 + 50_000
    assert browser.open(f"/fakes/{report_id}").shows("¥500.00")
    assert browser.open("/fakes?state=answered").shows("禾洁")
    assert browser.open(f"/fakes/{report_id}?lang=zh_CN").shows("卖家已答复")


def test_returns_that_stay_on_their_way_hold_up_nobody(
    village: Village, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, market = village.server.central.database, SimulatedMarketplace()
    monkeypatch.setattr("villagedesk.central.returns.answering.rows", partial(rows, limit=1))
    for _ in range(2):
        asked(village, order)
    assert answer_returns(database, market) == {"approved": 2}
    for row in village.rows("return"):
        with_courier(village, row.id)
    market.lost = {"SF1"}
    assert answer_returns(database, market) == {"on its way": 2}
