"""A child pays for an order: nothing is placed before that, nobody pays twice, and what is too much goes back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlmodel import select

from tests.central.village import BY, LINES, PICTURE, Village
from tests.sync.conftest import centre, make_desk  # noqa: F401
from villagedesk import clock
from villagedesk.central import tables
from villagedesk.central.looks import take_in_old
from villagedesk.central.marketplace import Answer, Outcome, SimulatedMarketplace
from villagedesk.central.orders import (
    Shipped,
    answer_order,
    pay_order,
    payer_paid,
    payer_view,
    place_waiting,
    refund_order,
    refuse_order,
    settle_payments,
    ship_order,
)
from villagedesk.central.payments import SimulatedPayments
from villagedesk.central.returns import refund_fake, refund_return
from villagedesk.central.serve import Server
from villagedesk.central.texts import SimulatedTexts, send_texts
from villagedesk.domain.fakes import FakeForm
from villagedesk.domain.messages import TextMessage
from villagedesk.domain.orders import Order, Pay
from villagedesk.domain.people import PersonForm
from villagedesk.domain.returns import ReturnForm
from villagedesk.errors import Invalid, NotFound, Offline, Refused
from villagedesk.store import get
from villagedesk.store.cash.at_platform import FloatKind, float_balance
from villagedesk.store.fakes import bought_for, report_fake
from villagedesk.store.orders import (
    OrderPage,
    answer_decision,
    cancel_order,
    confirm_order,
    order_page,
    orders_to_pay_back,
    pay_in_cash,
)
from villagedesk.store.parcels import hand_over, parcels_on_shelf, receive_parcel
from villagedesk.store.people import add_person
from villagedesk.store.photos import desk_files
from villagedesk.store.returns import ask_return, returnable

SUM = 2 * 2990 + 3500


@pytest.fixture
def village(server: Server, make_desk: object) -> Village:  # noqa: F811
    return Village(server, make_desk("one"))  # type: ignore[operator]


@pytest.fixture
def payments(tmp_path: Path) -> SimulatedPayments:
    return SimulatedPayments(tmp_path / "payments.jsonl")


def asked(village: Village) -> str:
    """An order that a child is to pay; its id."""
    with village.desk.store.write(by=BY) as s:
        person = add_person(s, PersonForm(name="陈桂花", phone="13900001234"), check_same=False)
    with village.desk.store.write(by=BY) as s:
        slip = confirm_order(s, list(LINES), person, Pay.PAYER, read_back=True, payer_phone="139 0000 4321")
    village.desk.sync()
    return slip.order_id


def page(village: Village, order: str) -> OrderPage:
    village.desk.sync()
    with village.desk.store.read() as s:
        return order_page(s, order)


def paid_cash(village: Village, order: str) -> int:
    return page(village, order).paid_fen


def test_it_is_placed_only_once_it_is_paid(village: Village, payments: SimulatedPayments) -> None:
    order, database, market = asked(village), village.server.central.database, SimulatedMarketplace()
    assert place_waiting(database, market) == {"waits_for_payer": 1}
    shown = page(village, order)
    assert (shown.payer_phone, shown.paid_fen, shown.row.waits_for_payer) == ("13900004321", 0, True)
    with database.read() as connection:
        view = payer_view(connection, shown.pay_code.lower())
    assert (view.person, view.total_fen, view.may_pay, view.paid) == ("陈**", SUM, True, False)
    assert view.goods[0] == ("禾洁 浓缩洗衣粉 2.5 kg", 2, 5980)
    with database.write() as connection, pytest.raises(Refused, match="payer_not_paid"):
        answer_order(connection, order, Answer(Outcome.PLACED, "X1"))
    pay_order(database, payments, order)
    with pytest.raises(Refused, match="payer_paid_already"):
        pay_order(database, payments, order)
    assert place_waiting(database, market) == {"placed": 1}
    shown = page(village, order)
    assert (shown.row.state, shown.payer_paid_fen, shown.row.owed_fen) == ("placed", SUM, 0)
    assert shown.placed_at is not None
    with database.write() as connection:
        ship_order(connection, order, [Shipped("YT1", 900)])
    assert village.rows("parcel")[0].number("due_fen") == 0
    assert village.desk.sync().agreed


def test_an_unknown_code_tells_nothing(village: Village) -> None:
    order, database = village.order(), village.server.central.database  # cash: has no code
    code = page(village, asked(village)).pay_code
    with database.read() as connection:
        with pytest.raises(Invalid, match="short_code_wrong"):
            payer_view(connection, code[:-1] + ("0" if code[-1] != "0" else "1"))
        with pytest.raises(NotFound):
            payer_view(connection, "00000000")
    with database.write() as connection, pytest.raises(Refused, match="payer_not_awaited"):
        payer_paid(connection, order)


@pytest.mark.parametrize("answer", ["cash", "longer", "cancel", "paid after all"])
def test_not_paid_in_time_the_villager_is_asked(
    village: Village, payments: SimulatedPayments, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    order, database, market = asked(village), village.server.central.database, SimulatedMarketplace()
    until = village.rows("order")[0].number("expires_at")
    with monkeypatch.context() as later:
        later.setattr("villagedesk.clock.now_ms", lambda: until + 1)
        assert place_waiting(database, market) == {"unpaid": 1}
    assert page(village, order).row.decision == "unpaid"
    if answer == "paid after all":
        pay_order(database, payments, order)
    else:
        with village.desk.store.write(by=BY) as s:
            moved = {"cash": pay_in_cash, "longer": answer_decision, "cancel": cancel_order}[answer](s, order)
        assert moved.fen == (SUM if answer == "cash" else 0)
    village.desk.sync()
    outcomes = {"cash": {"placed": 1}, "longer": {"waits_for_payer": 1}, "cancel": {}, "paid after all": {"placed": 1}}
    assert place_waiting(database, market) == outcomes[answer]
    shown = page(village, order)
    assert shown.paid_fen == (SUM if answer == "cash" else 0)
    if answer in ("cash", "cancel"):
        with pytest.raises(Refused, match="payer_not_awaited"):
            pay_order(database, payments, order)
        assert payments.paid(order) == 0


def test_paid_here_and_there_at_once_the_child_gets_the_money_back(
    village: Village, payments: SimulatedPayments
) -> None:
    order, database = asked(village), village.server.central.database
    pay_order(database, payments, order)
    with village.desk.store.write(by=BY) as s:
        assert pay_in_cash(s, order).fen == SUM  # this PC has not heard of it yet
    shown = page(village, order)
    assert (shown.row.pay, shown.paid_fen, shown.row.owed_fen) == ("cash", SUM, 0)
    assert place_waiting(database, SimulatedMarketplace()) == {"placed": 1}
    settle_payments(database, payments)
    assert (payments.paid(order), payments.kept(order)) == (SUM, 0)
    assert page(village, order).row.state == "placed"
    with village.desk.store.read() as s:
        assert float_balance(s)[FloatKind.ORDER] == -SUM, "the room's own money buys it"


def test_what_is_refunded_goes_to_each_who_paid(village: Village, payments: SimulatedPayments) -> None:
    """The price rose within the ceiling after the child had paid: the villager paid the rest at the counter."""
    order, database, market = asked(village), village.server.central.database, SimulatedMarketplace()
    pay_order(database, payments, order)
    market.prices["g2"] = 3600
    place_waiting(database, market)
    with database.write() as connection:
        ship_order(connection, order, [Shipped("YT1", 900)])
    village.desk.sync()
    with village.desk.store.write(by=BY) as s:
        parcel = receive_parcel(s, "YT1")
    assert parcel.due_fen == 100
    with village.desk.store.write(by=BY) as s:
        hand_over(s, parcel.id, parcel.pickup_code)
    assert page(village, order).paid_fen == 100
    with database.write() as connection:
        refund_order(connection, order, 500)
    settle_payments(database, payments)
    assert payments.kept(order) == SUM - 400
    assert page(village, order).row.owed_fen == 100
    with village.desk.store.read() as s:
        assert [row.id for row in orders_to_pay_back(s)] == [order]
        assert sum(float_balance(s).values()) == 0, "the rest that the room bore came back"


def test_what_is_too_much_goes_back_to_who_paid(village: Village, payments: SimulatedPayments) -> None:
    order, database, market = asked(village), village.server.central.database, SimulatedMarketplace()
    pay_order(database, payments, order)
    market.prices["g2"] = 3000
    place_waiting(database, market)
    settle_payments(database, payments)
    assert (payments.paid(order), payments.kept(order)) == (SUM, SUM - 500)
    with database.write() as connection:
        refund_order(connection, order, 1000)
    settle_payments(database, payments)
    assert payments.kept(order) == SUM - 1500
    with database.write() as connection:
        refuse_order(connection, order, "商家发不了货")
    assert settle_payments(database, payments) == 0
    assert payments.kept(order) == 0
    assert paid_cash(village, order) == 0
    assert page(village, order).row.owed_fen == 0


def collected(village: Village, order: str) -> None:
    """The villager has what the child paid for."""
    store = village.desk.store
    with village.server.central.database.write() as connection:
        ship_order(connection, order, [Shipped("YT1", 900)])
    village.desk.sync()
    with store.write(by=BY) as s:
        receive_parcel(s, "YT1")
    with store.read() as s:
        (row,) = parcels_on_shelf(s)
    with store.write(by=BY) as s:
        hand_over(s, row.id, row.pickup_code)
    village.desk.sync()


def returned(village: Village, order: str) -> Callable[[Connection], None]:
    """Something of it goes back; what gives 2,990 fen back for it."""
    store = village.desk.store
    files = desk_files(store)
    with store.read() as s:
        line = returnable(s, order).lines[0].id
    photo = ("damage", files.put(PICTURE))
    with store.write(by=BY) as s:
        return_id = ask_return(s, ReturnForm(order, {line: 1}, "faulty", "坏了", photos=(photo,)), files)
    return lambda connection: refund_return(connection, return_id)


def found_fake(village: Village, order: str) -> Callable[[Connection], None]:
    """Something of it is a fake; what gives 2,990 fen back for it."""
    store = village.desk.store
    files = desk_files(store)
    with store.read() as s:
        bought = bought_for(s, order_id=order)
    photos = (("goods", files.put(PICTURE)),)
    line = bought.goods[0].line_id
    form = FakeForm(bought.person_id, "洗衣粉", "印错了字", "退款", order, line, photos=photos)
    with store.write(by=BY) as s:
        report_id = report_fake(s, form, files)
    return lambda connection: refund_fake(connection, report_id, 2990)


@pytest.mark.parametrize("why", [returned, found_fake])
def test_a_refund_after_the_hand_over_goes_back_to_the_child(
    village: Village, payments: SimulatedPayments, why: Callable[[Village, str], Callable[[Connection], None]]
) -> None:
    order, database = asked(village), village.server.central.database
    pay_order(database, payments, order)
    place_waiting(database, SimulatedMarketplace())
    collected(village, order)
    assert settle_payments(database, payments) == 0, "the order is over: nobody looks at its payment any more"
    refund = why(village, order)
    village.desk.sync()
    with database.write() as connection:
        refund(connection)
    settle_payments(database, payments)
    assert payments.kept(order) == SUM - 2990
    assert page(village, order).row.owed_fen == 0, "the villager paid nothing, so he gets nothing"


def test_a_refund_while_the_payment_is_looked_at_is_not_forgotten(village: Village, tmp_path: Path) -> None:
    order, database = asked(village), village.server.central.database

    class Slow(SimulatedPayments):
        refunds = 0

        def keep(self, order_id: str, fen: int) -> None:
            super().keep(order_id, fen)
            if self.refunds:
                self.refunds -= 1
                with database.write() as connection:
                    refund_order(connection, order_id, 1000)

    payments = Slow(tmp_path / "slow.jsonl")
    pay_order(database, payments, order)
    place_waiting(database, SimulatedMarketplace())
    collected(village, order)
    payments.refunds = 1
    assert settle_payments(database, payments) == 1, "it is looked at once more"
    assert settle_payments(database, payments) == 0
    assert payments.kept(order) == SUM - 1000


def test_a_stop_in_the_middle_takes_the_money_once(village: Village, tmp_path: Path) -> None:
    order, database = asked(village), village.server.central.database
    file = tmp_path / "money.jsonl"

    class Stopping(SimulatedPayments):
        def take(self, order_id: str, fen: int) -> int:
            super().take(order_id, fen)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pay_order(database, Stopping(file), order)
    payments = SimulatedPayments(file)
    settle_payments(database, payments)
    assert (payments.kept(order), page(village, order).payer_paid_fen) == (SUM, SUM)
    assert len(file.read_text().splitlines()) == 1


def test_without_the_payment_service_nothing_is_said_to_be_paid(village: Village) -> None:
    class Unreachable(SimulatedPayments):
        def paid(self, order_id: str) -> int:
            raise Offline()

    order, database = asked(village), village.server.central.database
    with pytest.raises(Offline):
        pay_order(database, Unreachable(), order)
    assert settle_payments(database, Unreachable()) == 1
    assert page(village, order).row.waits_for_payer


def texted(village: Village, order: str) -> str:
    village.desk.sync()
    with village.desk.store.read() as s:
        return order_page(s, order).payer_text


def test_the_child_is_told_by_text_where_to_pay(village: Village, payments: SimulatedPayments) -> None:
    order, database, sender = asked(village), village.server.central.database, SimulatedTexts()
    assert texted(village, order) == "queued"
    with village.desk.store.read() as s:
        text = s.scalars(select(TextMessage)).one()
        code = order_page(s, order).pay_code
    assert text.phone == "13900004321"
    assert f"{village.server.url}/pay/{code}" in text.text
    assert "¥94.80" in text.text
    assert "陈**" in text.text
    assert "桂花" not in text.text, "a wrong number learns no name"
    assert send_texts(database, sender) == {"sent": 1}
    assert send_texts(database, sender) == {}
    assert texted(village, order) == "sent"
    pay_order(database, payments, order)
    assert page(village, order).payer_paid_fen == SUM


@pytest.mark.parametrize("what", ["paid", "cancelled", "in cash"])
def test_nobody_is_asked_to_pay_what_is_paid_or_over(village: Village, payments: SimulatedPayments, what: str) -> None:
    order, database, sender = asked(village), village.server.central.database, SimulatedTexts()
    if what == "paid":
        pay_order(database, payments, order)
    else:
        with village.desk.store.write(by=BY) as s:
            (cancel_order if what == "cancelled" else pay_in_cash)(s, order)
    village.desk.sync()
    assert send_texts(database, sender) == {"withdrawn": 1}
    assert (sender.sent(), texted(village, order)) == ([], "" if what == "in cash" else "withdrawn")


def test_who_has_not_paid_is_reminded(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    order, database, sender = asked(village), village.server.central.database, SimulatedTexts()
    send_texts(database, sender)
    until = village.rows("order")[0].number("expires_at")
    with monkeypatch.context() as later:
        later.setattr("villagedesk.clock.now_ms", lambda: until + 1)
        assert place_waiting(database, SimulatedMarketplace()) == {"unpaid": 1}
    village.desk.sync()
    with village.desk.store.write(by=BY) as s:
        answer_decision(s, order)
    assert texted(village, order) == "queued"
    assert send_texts(database, sender) == {"sent": 1}
    assert len(sender.sent()) == 2


class Counting(SimulatedPayments):
    """Counts how often a payment is looked at."""

    asked = 0

    def keep(self, order_id: str, fen: int) -> None:
        self.asked += 1
        super().keep(order_id, fen)


def test_a_payment_is_asked_for_when_its_order_changes_and_else_less_and_less_often(
    village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, database = asked(village), village.server.central.database
    payments = Counting(tmp_path / "money.jsonl")
    pay_order(database, payments, order)
    settle_payments(database, payments)
    payments.asked, now, hours = 0, clock.now_ms(), []
    for minute in range(0, 24 * 60, 5):
        before = payments.asked
        monkeypatch.setattr("villagedesk.clock.now_ms", lambda at=now + minute * 60_000: at)
        assert settle_payments(database, payments) == (1 if payments.asked > before else 0)
        hours += [minute // 60] * (payments.asked - before)
    assert 5 < len(hours) < 20
    assert hours[-1] - hours[-2] >= 5, "in the end every six hours"
    payments.asked = 0
    with database.write() as connection:
        refuse_order(connection, order, "商家发不了货")
    assert settle_payments(database, payments) == 0
    assert (payments.asked, payments.kept(order)) == (1, 0)
    monkeypatch.setattr("villagedesk.clock.now_ms", lambda: now + 100 * 86_400_000)
    assert settle_payments(database, payments) == 0
    assert payments.asked == 1, "it is settled: nobody asks any more"


def test_a_payment_of_an_older_central_is_looked_at(village: Village, payments: SimulatedPayments) -> None:
    order, database = asked(village), village.server.central.database
    pay_order(database, payments, order)
    with database.write() as connection:
        connection.execute(tables.payment_look.delete())
        refuse_order(connection, order, "停业")
    assert settle_payments(database, payments) == 0
    assert payments.kept(order) == SUM
    with database.write() as connection:
        take_in_old(connection)
    settle_payments(database, payments)
    assert payments.kept(order) == 0


def test_the_staff_may_say_that_it_is_paid(village: Village) -> None:
    order, database = asked(village), village.server.central.database
    with database.write() as connection:
        payer_paid(connection, order)
    assert page(village, order).payer_paid_fen == SUM
    with village.desk.store.write(by=BY) as s, pytest.raises(Refused, match="payer_paid_already"):
        pay_in_cash(s, order)
    with village.desk.store.read() as s:
        assert get(s, Order, order).expires_at > get(s, Order, order).payer_paid_at
