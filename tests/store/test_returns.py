"""Goods go back within the time the law gives, never shortened by a wrong clock, and the money reaches the villager."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlmodel import select

from tests.store.orders_room import BOOTS, central_announces, central_says, ordered, shipped
from tests.store.returns_room import (
    JPEG,
    SIGNED,
    asked,
    can_go_back,
    central_moves,
    central_refunds,
    collected,
)
from villagedesk import clock, i18n
from villagedesk.domain import papers
from villagedesk.domain.evidence import Signed
from villagedesk.domain.orders import OrderLine
from villagedesk.domain.returns import RefundKind, Return, ReturnForm
from villagedesk.errors import Invalid, Refused
from villagedesk.store import action, get, photos, print_queue
from villagedesk.store.cash import CashEntry
from villagedesk.store.evidence import evidence_of
from villagedesk.store.orders import order_page, pay_back
from villagedesk.store.parcels import hand_over, receive_parcel
from villagedesk.store.photos import desk_files
from villagedesk.store.returns import (
    ask_return,
    hand_to_courier,
    owed_for_order,
    owed_to_villagers,
    pay_out,
    reprint_return_slip,
    return_page,
    returns_in,
    returns_of_order,
    withdraw_return,
)


def at(text):
    """A moment in China; travelling there takes the local time along."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def order(store, operator, chen):
    with time_machine.travel(at("2026-11-10 10:00"), tick=False):
        return collected(store, operator, chen)


def page(store, return_id):
    with store.read() as s:
        return return_page(s, return_id)


def jobs(store, kind):
    with store.read() as s:
        return [job for job in print_queue.jobs(s.connection()) if job.paper == kind]


def paper(store, kind):
    with store.read() as s:
        return print_queue.paper_of(s.connection(), jobs(store, kind)[0].id)


def cash_of(store):
    with store.read() as s:
        return [(entry.kind, entry.amount_fen, entry.about_id != "") for entry in s.exec(select(CashEntry))]


@action
def kinds_are(s, order_id, *categories):
    lines = s.exec(select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.position))
    for line, category in zip(lines, categories, strict=False):
        line.category = category


# --- asking


def test_a_return_is_written_down_with_its_photo_and_its_deadline(store, operator, order):
    with time_machine.travel(at("2026-11-12 10:00"), tick=False):
        return_id = asked(store, operator, order)
    found = page(store, return_id)
    assert (found.row.state, found.row.reason, found.row.pieces, found.row.goodwill) == ("open", "faulty", 1, False)
    assert (found.detail, found.freight_payer, found.price_fen) == ("It does not go on", "seller", 2990)
    # Collected on the 10th: the 17th counts to its end.
    assert found.row.deadline_at == _ms_at(at("2026-11-18 00:00")) - 1
    ((kind, sha256),) = found.pictures
    assert (kind, desk_files(store).get(sha256)) == ("damage", JPEG)
    with store.read() as s:
        assert photos.next_to_send(s.connection()).sha256 == sha256
        assert [row.id for row in returns_in(s, "open")] == [return_id]
        assert [row.id for row in returns_of_order(s, order)] == [return_id]
        assert returns_in(s, "courier") == []


@pytest.mark.parametrize(
    ("reason", "payer"),
    [
        ("no_reason", "villager"),
        ("wrong", "seller"),
        ("damaged", "seller"),
        ("fake", "seller"),
        ("expired", "seller"),
    ],
)
def test_the_reason_says_who_pays_the_freight(store, operator, order, reason, payer):
    with time_machine.travel(at("2026-11-12 10:00"), tick=False):
        assert page(store, asked(store, operator, order, reason=reason)).freight_payer == payer


def test_a_full_list_keeps_those_that_have_waited_longest(store, operator, order):
    first, last = (asked(store, operator, order) for _ in range(2))
    with store.write(by=operator) as s:
        for at_ms, return_id in ((1, first), (2, last)):
            central_moves(s, return_id, "approved", asked_at=at_ms)
    with store.read() as s:
        assert [row.id for row in returns_in(s, "open", limit=1)] == [first]
    for return_id in (first, last):
        with store.write(by=operator) as s:
            withdraw_return(s, return_id)
    with store.read() as s:
        assert [row.id for row in returns_in(s, "over", limit=1)] == [last]


def test_too_late_is_written_down_as_a_request_for_goodwill(store, operator, order):
    quantities = {can_go_back(store, order).lines[0].id: 1}
    with time_machine.travel(at("2026-11-17 23:59"), tick=False) as travel:
        found = can_go_back(store, order)
        assert found.right("no_reason", quantities, opened=False, now=clock.now_ms()).holds
        travel.move_to(at("2026-11-18 00:01"))
        right = can_go_back(store, order).right("no_reason", quantities, opened=False, now=clock.now_ms())
        assert (right.holds, right.in_time, right.exception) == (False, False, "")
        return_id = asked(store, operator, order, reason="no_reason")
        assert page(store, return_id).row.goodwill
        # A fake, and what came past its date, have no such short term.
        assert not page(store, asked(store, operator, order, line=1, reason="fake")).row.goodwill
        assert not page(store, asked(store, operator, order, line=2, reason="expired")).row.goodwill


def test_kinds_of_goods_without_the_right(store, operator, order):
    with store.write(by=operator) as s:
        kinds_are(s, order, "水果", "软件", "雨靴")
    found = can_go_back(store, order)
    fruit, software, boots = ({line.id: 1} for line in found.lines)
    now = _ms_at(at("2026-11-11 10:00"))
    assert "cannot be given back for no reason" in found.right("no_reason", fruit, opened=False, now=now).exception
    assert found.right("faulty", fruit, opened=False, now=now).holds
    assert found.right("no_reason", software, opened=False, now=now).holds
    assert not found.right("no_reason", software, opened=True, now=now).holds
    assert (found.asks_opened(software), found.asks_opened(fruit), found.asks_opened(boots)) == (True, False, False)
    i18n.set_language("zh_CN")
    assert "不能七天无理由退" in found.right("no_reason", fruit, opened=False, now=now).exception
    i18n.set_language("en")


def _ms_at(moment):
    with time_machine.travel(moment, tick=False):
        return clock.now_ms()


def test_a_clock_that_was_set_back_never_shortens_the_time(store, operator, chen):
    """The room's clock fell back to 2020; central's clock (when it placed the order) stands in the rows it wrote."""
    with time_machine.travel(at("2026-11-10 10:00"), tick=False):
        slip = ordered(store, operator, chen)
        parcel = shipped(store, operator, slip.order_id, "YT1")
    with time_machine.travel(at("2020-01-01 08:00"), tick=False):
        with store.write(by=operator) as s:
            receive_parcel(s, "YT1")
        with store.write(by=operator) as s:
            hand_over(s, parcel, "6721")
        assert not page(store, asked(store, operator, slip.order_id)).row.goodwill
    with time_machine.travel(at("2026-11-17 20:00"), tick=False):
        later = page(store, asked(store, operator, slip.order_id, line=1)).row
    assert not later.goodwill
    assert later.deadline_at == _ms_at(at("2026-11-18 00:00")) - 1


def test_what_still_lies_here_has_its_days_before_it(store, operator, chen):
    with time_machine.travel(at("2026-10-01 10:00"), tick=False):
        slip = ordered(store, operator, chen)
        shipped(store, operator, slip.order_id, "YT1")
    with store.write(by=operator) as s:
        receive_parcel(s, "YT1")
    with time_machine.travel(at("2026-11-20 10:00"), tick=False):
        assert not page(store, asked(store, operator, slip.order_id)).row.goodwill


def test_no_more_goes_back_than_came(store, operator, order):
    first = asked(store, operator, order, count=2)
    with pytest.raises(Invalid) as caught:
        asked(store, operator, order, count=1)
    assert (caught.value.field, caught.value.params["left"]) == ("lines", 0)
    with store.write(by=operator) as s:
        withdraw_return(s, first)
    asked(store, operator, order, count=2)
    for quantities in ({}, {"no such line": 1}, {can_go_back(store, order).lines[1].id: -1}):
        form = ReturnForm(order, quantities, "faulty")
        with pytest.raises(Invalid), store.write(by=operator) as s:
            ask_return(s, form, desk_files(store))
    form = ReturnForm(order, {can_go_back(store, order).lines[1].id: 1}, "because")
    with pytest.raises(Invalid), store.write(by=operator) as s:
        ask_return(s, form, desk_files(store))


def test_nothing_goes_back_of_an_order_that_did_not_come(store, operator, chen):
    slip = ordered(store, operator, chen)
    with pytest.raises(Refused) as caught:
        can_go_back(store, slip.order_id)
    assert caught.value.code == "nothing_to_return"


# --- the courier


def test_the_courier_takes_it_with_a_slip_in_it(store, operator, order):
    return_id = asked(store, operator, order)
    with pytest.raises(Refused), store.write(by=operator) as s:
        hand_to_courier(s, return_id, "青溪快递", "SF 99", 0)
    with store.write() as s:
        central_moves(s, return_id, "approved")
    with pytest.raises(Invalid) as caught, store.write(by=operator) as s:
        hand_to_courier(s, return_id, "青溪快递", "  ", 0)
    assert caught.value.field == "waybill"
    with store.write(by=operator) as s:
        hand_to_courier(s, return_id, "青溪快递", "SF 99", 1200)
    found = page(store, return_id)
    assert (found.row.state, found.row.waybill, found.freight_fen) == ("handed_to_courier", "SF99", 1200)
    slip = paper(store, "return_slip")
    assert isinstance(slip, papers.ReturnSlip)
    assert (slip.waybill, slip.freight, slip.reason, slip.lines[0].quantity) == ("SF99", "seller", "faulty", 1)
    with pytest.raises(Refused), store.write(by=operator) as s:
        withdraw_return(s, return_id)
    with store.write(by=operator) as s:
        reprint_return_slip(s, return_id)
    assert len(jobs(store, "return_slip")) == 2


def test_the_variant_stands_on_the_form_the_page_and_the_slip(store, operator, chen):
    boots = [replace(BOOTS, spec="童鞋", variant=variant) for variant in ("蓝 28", "红 30")]
    order = collected(store, operator, chen, basket=boots)
    assert [line.title for line in can_go_back(store, order).lines] == ["儿童雨靴 蓝 28 童鞋", "儿童雨靴 红 30 童鞋"]
    return_id = asked(store, operator, order, line=1)
    assert [line.title for line in page(store, return_id).lines] == ["儿童雨靴 红 30 童鞋"]
    with store.write() as s:
        central_moves(s, return_id, "approved")
    with store.write(by=operator) as s:
        hand_to_courier(s, return_id, "青溪快递", "SF 99", 0)
    assert paper(store, "return_slip").lines[0].title == "儿童雨靴 红 30 童鞋"


# --- the money


def test_the_refund_is_paid_out_against_a_signature_and_only_once(store, operator, order):
    return_id = asked(store, operator, order)
    with store.write() as s:
        central_refunds(s, order, 2990, return_id=return_id)
    with store.read() as s:
        (owed,) = owed_to_villagers(s)
        assert (owed.fen, owed.name, owed.since is not None) == (2990, "陈桂花", True)
        assert returns_in(s, "over")[0].owed_fen == 2990
    with pytest.raises(Invalid) as caught, store.write(by=operator) as s:
        pay_out(s, order, Signed(), desk_files(store))
    assert caught.value.field == "signature"
    with store.write(by=operator) as s:
        assert pay_out(s, order, SIGNED, desk_files(store)).fen == 2990
    assert cash_of(store)[-1] == ("refund", -2990, False)
    assert page(store, return_id).row.state == "paid_out"
    slip = paper(store, "payout_slip")
    assert (slip.parts, slip.signed, slip.person) == ((("price", 2990),), True, "陈桂花")
    with store.read() as s:
        assert [one.kind for one in evidence_of(s, order)] == ["signature"]
        assert owed_to_villagers(s) == []
    with pytest.raises(Refused) as again, store.write(by=operator) as s:
        pay_out(s, order, SIGNED, desk_files(store))
    assert again.value.code == "nothing_owed"


def test_signed_on_paper_prints_two_receipts(store, operator, order):
    with store.write() as s:
        central_refunds(s, order, 100)
    with store.write(by=operator) as s:
        pay_out(s, order, Signed(on_paper=True), desk_files(store))
    assert [job.copies for job in jobs(store, "payout_slip")] == [2]
    assert not paper(store, "payout_slip").signed


def test_freight_and_damages_come_on_top_of_the_price(store, operator, order):
    total = _total(store, order)
    with store.write() as s:
        central_refunds(s, order, total)
    with store.write() as s:
        central_refunds(s, order, 1200, kind=RefundKind.FREIGHT)
    with store.write() as s:
        central_refunds(s, order, 50_000, kind=RefundKind.DAMAGES)
    with store.read() as s:
        assert owed_for_order(s, order).fen == total + 51_200
    with store.write(by=operator) as s:
        pay_out(s, order, SIGNED, desk_files(store))
    price, *awards = cash_of(store)[-3:]
    assert price == ("refund", -total, False)
    # Two awards of one millisecond have no order of their own.
    assert sorted(awards) == [("award", -50_000, True), ("award", -1200, True)]
    with store.read() as s:
        assert owed_for_order(s, order).fen == 0
        assert order_page(s, order).paid_fen == 0
        assert owed_to_villagers(s) == []


def _total(store, order):
    with store.read() as s:
        return order_page(s, order).row.total_fen


def test_what_nobody_is_owed_here_is_only_put_away(store, operator, chen):
    """Paid by somebody else: the platform gave it back to him, and no cash leaves the drawer."""
    slip = ordered(store, operator, chen, "on_delivery", [BOOTS])
    with store.write() as s:
        central_says(s, slip.order_id, "placed")
    with store.write() as s:
        central_announces(s, slip.order_id, "YT7", due_fen=0)
    with store.write(by=operator) as s:
        receive_parcel(s, "YT7")
    return_id = asked(store, operator, slip.order_id)
    with store.write() as s:
        central_refunds(s, slip.order_id, 3500, return_id=return_id)
    with store.read() as s:
        assert owed_to_villagers(s) == []
    with store.write(by=operator) as s:
        assert pay_out(s, slip.order_id, Signed(), desk_files(store)).fen == 0
    assert page(store, return_id).row.state == "paid_out"
    assert cash_of(store) == []


def test_money_paid_from_the_order_page_ends_the_return_too(store, operator, order):
    return_id = asked(store, operator, order)
    with store.write() as s:
        central_refunds(s, order, 2990, return_id=return_id)
    with store.write(by=operator) as s:
        pay_back(s, order)
    assert page(store, return_id).row.state == "paid_out"


def test_the_seller_has_seven_days_with_the_goods(store, operator, order):
    return_id = asked(store, operator, order)
    with store.write() as s:
        central_moves(s, return_id, "approved")
    with store.write(by=operator) as s:
        hand_to_courier(s, return_id, "", "SF1")
    assert page(store, return_id).row.refund_due is None
    with store.write() as s:
        _goods_are_back(s, return_id, _ms_at(at("2026-11-20 09:00")))
    with time_machine.travel(at("2026-11-22 09:00"), tick=False):
        assert page(store, return_id).row.refund_due == _ms_at(at("2026-11-28 00:00")) - 1


@action
def _goods_are_back(s, return_id, at):
    get(s, Return, return_id).back_at = at
