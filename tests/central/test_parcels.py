"""Central announces parcels with their weights, sends texts once, and gives up what stays missing."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from tests.central.browser import Browser
from tests.central.village import BY, Village
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk.central.marketplace import SimulatedMarketplace
from villagedesk.central.orders import (
    Shipped,
    announce_parcel,
    partly_sent_back,
    pay_order,
    place_waiting,
    refund_order,
    refuse_order,
    settle_payments,
    ship_order,
    verbs,
)
from villagedesk.central.parcels.losing import lose_parcel
from villagedesk.central.payments import SimulatedPayments
from villagedesk.central.serve import Server
from villagedesk.central.texts import SimulatedTexts, send_texts
from villagedesk.domain.cash_papers import MoneyReceipt
from villagedesk.domain.evidence import Signed
from villagedesk.domain.messages import TextMessage
from villagedesk.domain.orders import Order
from villagedesk.domain.parcels import Parcel
from villagedesk.domain.weights import Difference, Hand
from villagedesk.errors import Invalid, Offline, Refused
from villagedesk.store import get, print_queue, tables
from villagedesk.store.inbox import decisions
from villagedesk.store.orders import order_page, take_unpaid
from villagedesk.store.owed import due_on_delivery, unpaid_goods
from villagedesk.store.parcels import (
    driver_takes,
    finish_van,
    hand_over,
    it_went_back,
    note_weight,
    parcels_on_shelf,
    receive_parcel,
    send_back,
    text_owners,
    van_of,
    villager_has_it,
)
from villagedesk.store.photos import desk_files
from villagedesk.store.returns import awaited_refunds, owed_to_villagers, pay_out


@pytest.fixture
def village(server: Server, make_desk: Callable[[str], Desk]) -> Village:  # noqa: F811
    return Village(server, make_desk("one"))


def shipped(village: Village, *parcels: Shipped, pay: str = "cash", van_at: int | None = None) -> str:
    order_id = village.order(pay=pay)
    place_waiting(village.server.central.database, SimulatedMarketplace())
    with village.server.central.database.write() as connection:
        ship_order(connection, order_id, parcels, van_at)
    village.desk.sync()
    return order_id


def received(village: Village, waybill: str) -> str:
    with village.desk.store.write(by=BY) as s:
        return receive_parcel(s, waybill).id


def van_leaves(village: Village) -> None:
    with village.desk.store.write(by=BY) as s:
        finish_van(s, None, note="司机急着走")
    village.desk.sync()


def parcel_at_central(village: Village, waybill: str) -> str:
    return next(row.id for row in village.rows("parcel") if row.text("waybill") == waybill)


def lose(village: Village, waybill: str, fen: int | None = None) -> None:
    with village.server.central.database.write() as connection:
        lose_parcel(connection, parcel_at_central(village, waybill), fen=fen)
    village.desk.sync()


def money(village: Village, order_id: str) -> tuple[str, int, int]:
    """State, what the platform gave back, and what the villager still gets."""
    with village.desk.store.read() as s:
        order, row = get(s, Order, order_id), order_page(s, order_id).row
    return order.state, order.refund_fen, row.owed_fen


def test_weights_and_carrier_reach_the_room(village: Village) -> None:
    shipped(village, Shipped("YT1", 900, 880, "圆风快递"))
    id_ = received(village, "YT1")
    with village.desk.store.write(by=BY) as s:
        row = note_weight(s, id_, 500)
    assert (row.carrier, row.grams, row.difference) == ("圆风快递", 880, Difference(Hand.COUNTY, Hand.HERE, -400))
    with pytest.raises(Invalid), village.server.central.database.write() as connection:
        announce_parcel(connection, village.rows("parcel")[0].centre, "赵六", "X1", hub_grams=200_001)


def test_a_text_is_sent_once_and_told_back(village: Village) -> None:
    sender, database = SimulatedTexts(), village.server.central.database
    shipped(village, Shipped("YT1", 900))
    id_ = received(village, "YT1")
    with village.desk.store.write(by=BY) as s:
        text_owners(s, [id_])
    assert send_texts(database, sender) == {}
    village.desk.sync()
    assert send_texts(database, sender) == {"sent": 1}
    assert send_texts(database, sender) == {}
    village.desk.sync()
    assert [phone for phone, _ in sender.sent()] == ["…1234"]
    with village.desk.store.read() as s:
        assert [row.text for row in parcels_on_shelf(s)] == ["sent"]
        assert s.exec(select(TextMessage)).one().answered_at is not None


def test_a_text_that_cannot_be_delivered_asks_for_a_call(village: Village) -> None:
    sender = SimulatedTexts()
    sender.unreachable.add("13900001234")
    shipped(village, Shipped("YT1", 900))
    id_ = received(village, "YT1")
    with village.desk.store.write(by=BY) as s:
        text_owners(s, [id_])
    village.desk.sync()
    assert send_texts(village.server.central.database, sender) == {"failed": 1}
    village.desk.sync()
    with village.desk.store.read() as s:
        assert [row.text for row in parcels_on_shelf(s)] == ["failed"]


def test_a_parcel_that_was_collected_meanwhile_is_not_texted_about(village: Village) -> None:
    shipped(village, Shipped("YT1", 900))
    id_ = received(village, "YT1")
    with village.desk.store.write(by=BY) as s:
        text_owners(s, [id_])
    with village.desk.store.write(by=BY) as s:
        hand_over(s, id_, "1234")
    village.desk.sync()
    sender = SimulatedTexts()
    assert send_texts(village.server.central.database, sender) == {"withdrawn": 1}
    assert sender.sent() == []
    village.desk.sync()
    with village.desk.store.read() as s:
        assert decisions(s) == []


class Silent:
    """No line to the carrier."""

    def send(self, message_id: str, phone: str, text: str) -> None:
        raise Offline("no_answer")


def test_without_a_line_to_the_carrier_texts_wait(village: Village) -> None:
    shipped(village, Shipped("YT1", 900))
    id_ = received(village, "YT1")
    with village.desk.store.write(by=BY) as s:
        text_owners(s, [id_])
    village.desk.sync()
    assert send_texts(village.server.central.database, Silent()) == {"unanswered": 1}
    assert send_texts(village.server.central.database, SimulatedTexts()) == {"sent": 1}


def test_the_simulated_carrier_remembers_across_restarts(tmp_path) -> None:
    file = tmp_path / "texts.jsonl"
    for _ in range(2):
        assert SimulatedTexts(file).send("m1", "13900001234", "hello").sent
    assert len(SimulatedTexts(file).sent()) == 1


def test_when_everything_is_lost_the_order_is_refused_and_paid_back(village: Village) -> None:
    order_id = shipped(village, Shipped("YT1", 900))
    with pytest.raises(Refused, match="move_not_allowed"):
        lose(village, "YT1")  # nobody has missed it yet
    van_leaves(village)
    lose(village, "YT1")
    assert money(village, order_id) == ("refused", 0, 9480)
    with village.desk.store.read() as s:
        assert s.exec(select(Parcel)).one().state == "lost"


def test_a_missing_parcel_of_an_order_that_was_refused_before_is_lost(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was refused by a central that did not stop parcels on their way yet; its money went back then."""
    order_id = shipped(village, Shipped("YT1", 900))
    monkeypatch.setattr(verbs, "_ON_THE_WAY", frozenset())
    refuse(village, order_id)
    van_leaves(village)
    lose(village, "YT1")
    assert money(village, order_id) == ("refused", 0, 9480)
    with village.desk.store.read() as s:
        assert s.exec(select(Parcel)).one().state == "lost"


def refuse(village: Village, order_id: str) -> None:
    with village.server.central.database.write() as connection:
        refuse_order(connection, order_id, "停业")


@pytest.mark.parametrize("van_at", [None, 1_796_000_000_000])
def test_a_refused_order_stops_its_parcels(village: Village, van_at: int | None) -> None:
    order_id = shipped(village, Shipped("YT1", 900), Shipped("YT2", 300), van_at=van_at)
    refuse(village, order_id)
    village.desk.sync()
    with village.desk.store.read() as s:
        assert {row.state for row in s.exec(select(Parcel))} == {"sent_back"}
        assert van_of(s, van_at).rows == ()
    with pytest.raises(Refused, match="parcel_stopped"):
        received(village, "YT1")
    assert money(village, order_id) == ("refused", 0, 9480)


def test_what_is_here_already_is_not_refused(village: Village) -> None:
    order_id = shipped(village, Shipped("YT1", 900), Shipped("YT2", 300))
    received(village, "YT1")
    village.desk.sync()
    with pytest.raises(Refused, match="order_partly_here"):
        refuse(village, order_id)


@pytest.mark.parametrize("has_it", [True, False])
@pytest.mark.parametrize("pay", ["cash", "on_delivery"])
def test_handed_over_without_a_line_while_central_refused(village: Village, pay: str, has_it: bool) -> None:
    """One key says what is true, and the villager has the goods or the money, never both."""
    order_id = shipped(village, Shipped("YT1", 900), pay=pay)
    refuse(village, order_id)
    id_ = received(village, "YT1")
    with village.desk.store.write(by=BY) as s:
        hand_over(s, id_, "1234")
    village.desk.sync()
    with village.desk.store.read() as s:
        (item,) = [one for one in decisions(s) if one.code == "at_odds"]
    with village.desk.store.write(by=BY) as s:
        (villager_has_it if has_it else it_went_back)(s, item.id)
    village.desk.sync()
    owed = 0 if has_it or pay == "on_delivery" else 9480
    assert money(village, order_id) == ("collected" if has_it else "refused", 0, owed)
    (order,) = village.rows("order")
    assert order.text("state") == ("collected" if has_it else "refused")


@pytest.mark.parametrize("pay", ["payer", "cash", "on_delivery"])
def test_money_that_went_back_is_taken_again_where_the_villager_has_the_goods(village: Village, pay: str) -> None:
    """A child's money, or the villager's own, went back for a refused order; then it turns out that he has it."""
    central, store = village.server.central, village.desk.store
    payments = SimulatedPayments()
    order_id = village.order(pay=pay, **({"payer_phone": "13900004321"} if pay == "payer" else {}))
    if pay == "payer":
        pay_order(central.database, payments, order_id)
    place_waiting(central.database, SimulatedMarketplace())
    with central.database.write() as connection:
        ship_order(connection, order_id, [Shipped("YT1", 900)])
    village.desk.sync()
    refuse(village, order_id)
    settle_payments(central.database, payments)
    id_ = received(village, "YT1")
    with store.write(by=BY) as s:
        assert hand_over(s, id_, "1234").paid_fen == (9480 if pay == "on_delivery" else 0)
    village.desk.sync()
    if pay == "cash":
        with store.write(by=BY) as s:
            pay_out(s, order_id, Signed(on_paper=True), desk_files(store))
    with store.read() as s:
        (item,) = [one for one in decisions(s) if one.code == "at_odds"]
    owes = 0 if pay == "on_delivery" else 9480
    with store.write(by=BY) as s:
        assert villager_has_it(s, item.id) == owes
    village.desk.sync()
    settle_payments(central.database, payments)
    if pay == "payer":
        assert (payments.paid(order_id), payments.kept(order_id)) == (9480, 0), "the child's money stays with him"
    with store.read() as s:
        assert unpaid_goods(s) == ({order_id: owes} if owes else {})
        assert [(row.order_id, row.fen, row.has_it) for row in due_on_delivery(s)] == (
            [(order_id, owes, True)] if owes else []
        )
    if not owes:
        with pytest.raises(Refused, match="nothing_to_take"), store.write(by=BY) as s:
            take_unpaid(s, order_id)
        return
    with store.write(by=BY) as s:
        assert take_unpaid(s, order_id, by_code=pay == "payer").fen == owes
    assert money(village, order_id) == ("collected", 0, 0)
    with store.read() as s:
        assert unpaid_goods(s) == {}
        paper = next(
            paper
            for job in print_queue.jobs(s.connection())
            if isinstance(paper := print_queue.paper_of(s.connection(), job.id), MoneyReceipt)
        )
    assert (paper.fen, paper.by_code, paper.title) == (owes, pay == "payer", "禾洁 浓缩洗衣粉")
    with pytest.raises(Refused, match="nothing_to_take"), store.write(by=BY) as s:
        take_unpaid(s, order_id)
    assert village.desk.sync().agreed


def test_what_the_platform_refunded_as_sent_back_is_not_also_handed_over(village: Village) -> None:
    order_id = shipped(village, Shipped("YT1", 900))
    id_ = received(village, "YT1")
    with village.desk.store.write(by=BY) as s:
        send_back(s, [id_], "refused")
        driver_takes(s, [id_], note="没签")
    village.desk.sync()
    with village.server.central.database.write() as connection:
        refund_order(connection, order_id, 9480)
    village.desk.sync()
    with village.desk.store.write(by=BY) as s:
        s.connection().execute(
            tables.inbox.insert().values(
                at=1, event_id="e", entity="parcel", row_id=id_, field="state", ours="", theirs="", code="at_odds"
            )
        )
    with village.desk.store.read() as s:
        (item,) = decisions(s)
    with pytest.raises(Refused, match="refunded_as_sent_back"), village.desk.store.write(by=BY) as s:
        villager_has_it(s, item.id)
    assert money(village, order_id) == ("sent_back", 9480, 9480)


def test_the_lost_half_of_a_prepaid_order_is_given_back(village: Village) -> None:
    order_id = shipped(village, Shipped("YT1", 900), Shipped("YT2", 400))
    id_ = received(village, "YT1")
    van_leaves(village)
    with pytest.raises(Invalid) as caught:
        lose(village, "YT2")
    assert caught.value.field == "fen"
    lose(village, "YT2", 3500)
    with village.desk.store.write(by=BY) as s:
        assert hand_over(s, id_, "1234").paid_fen == 0
    assert money(village, order_id) == ("collected", 3500, 3500)


def test_what_is_lost_is_not_paid_on_delivery(village: Village) -> None:
    order_id = shipped(village, Shipped("YT1", 900), Shipped("YT2", 300), pay="on_delivery")
    id_ = received(village, "YT1")
    van_leaves(village)
    lose(village, "YT2")
    with village.desk.store.write(by=BY) as s:
        assert hand_over(s, id_, "1234").paid_fen == 7110  # three quarters of ¥94.80
    assert money(village, order_id) == ("collected", 2370, 0)


def test_a_lost_parcel_without_an_order_only_ends(village: Village) -> None:
    village.order()
    with village.server.central.database.write() as connection:
        announce_parcel(connection, village.rows("order")[0].centre, "赵六", "X1", due_fen=1200)
    village.desk.sync()
    van_leaves(village)
    lose(village, "X1")
    with village.desk.store.read() as s:
        assert s.exec(select(Parcel)).one().state == "lost"


def test_the_staff_does_it_in_the_browser(village: Village) -> None:
    browser = Browser(village.server.central).sign_in()
    order_id = village.order()
    place_waiting(village.server.central.database, SimulatedMarketplace())
    browser.open(f"/orders/{order_id}").send(
        "Announce the parcels",
        **{"waybill-0": "YT1", "weight-0": "0.9", "hub-0": "0.88", "waybill-1": "YT2", "carrier": "圆风快递"},
    )
    village.desk.sync()
    received(village, "YT1")
    van_leaves(village)
    browser.open(f"/orders/{order_id}").send("It is lost", lost_amount="")
    assert browser.status == 422
    browser.open(f"/orders/{order_id}").send("It is lost", lost_amount="35")
    village.desk.sync()
    assert money(village, order_id) == ("arrived", 3500, 3500)
    first = next(row for row in village.rows("parcel") if row.text("waybill") == "YT1")
    assert (first.number("sent_grams"), first.number("hub_grams"), first.text("carrier")) == (900, 880, "圆风快递")


def test_one_of_two_parcels_that_went_back_is_found_and_refunded_by_the_staff(village: Village) -> None:
    order_id = shipped(village, Shipped("YT1", 900), Shipped("YT2", 400))
    id_ = received(village, "YT1")
    other = received(village, "YT2")
    with village.desk.store.write(by=BY) as s:
        hand_over(s, id_, "1234")
    with village.server.central.database.read() as connection:
        assert partly_sent_back(connection) == []
    with village.desk.store.write(by=BY) as s:
        send_back(s, [other], "refused")
        driver_takes(s, [other], note="没签")
    village.desk.sync()
    with village.server.central.database.read() as connection:
        assert [row.id for row in partly_sent_back(connection)] == [order_id]
    page = Browser(village.server.central).sign_in().open("/orders?state=sent_back")
    assert order_id in page.text
    with village.desk.store.read() as s:
        assert [row.order_id for row in awaited_refunds(s)] == [order_id]
    with village.server.central.database.write() as connection:
        refund_order(connection, order_id, 4000)
    with village.server.central.database.read() as connection:
        assert partly_sent_back(connection) == []
    village.desk.sync()
    with village.desk.store.read() as s:
        assert awaited_refunds(s) == []
        assert [owed.fen for owed in owed_to_villagers(s)] == [4000]
