"""Orders at the counter: confirmed, cancelled, asked about, paid back; each in one event."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select
from sqlmodel import col

from tests.conftest import KEY
from tests.store.orders_room import BASKET, FERTILISER, POWDER, central_asks, central_says, ordered, villager
from villagedesk.domain import papers
from villagedesk.domain.orders import BasketLine, OrderLine
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.short_code import id_range
from villagedesk.errors import Invalid, NotFound, Refused
from villagedesk.store import Store, events, open_store, print_queue, tables
from villagedesk.store.cash import entries_of_order
from villagedesk.store.drafts import load_draft, save_draft
from villagedesk.store.identity import device_number
from villagedesk.store.orders import (
    Basket,
    answer_decision,
    baskets,
    bought_before,
    cancel_order,
    confirm_order,
    count_open_orders,
    drop_basket,
    ended_orders,
    find_orders,
    lines_again,
    lists,
    load_basket,
    names_of_late,
    new_total,
    open_orders,
    order_page,
    orders_of,
    orders_to_answer,
    orders_to_pay_back,
    pay_back,
    pay_in_cash,
    reprint_slip,
    same_as_last,
    save_basket,
)


def last_event(store: Store) -> dict:
    with store.read() as s:
        body = s.connection().execute(select(tables.event.c.body).order_by(tables.event.c.seq.desc())).scalar()
    return json.loads(body)


def cash_of(store: Store, order_id: str) -> list[int]:
    with store.read() as s:
        return [row.amount_fen for row in reversed(entries_of_order(s, order_id))]


def test_confirming_is_one_event_with_lines_cash_and_slip(store: Store, operator: str, chen: str) -> None:
    with store.write(by=operator) as s:
        slip = confirm_order(s, BASKET, chen, "cash", read_back=True, given_fen=30000)
    body = last_event(store)
    assert body["a"] == "confirm_order"
    assert [change[0] for change in body["c"]] == ["order", "order_line", "order_line", "order_line", "cash_entry"]
    assert s.changed == {"order", "order_line", "cash_entry", "print_job"}
    assert (slip.total_fen, slip.change_fen, slip.name, slip.place) == (26280, 3720, "陈桂花", "三组 12 号")
    assert slip.ceiling_fen == 27100
    with store.read() as r:
        page = order_page(r, slip.order_id)
        assert [line.title for line in page.lines] == [line.title for line in BASKET]
        assert page.row.waiting
        assert page.may_cancel
        assert [(row.number, row.amount_fen) for row in page.cash] == [("1-0001", 26280)]
        job = print_queue.jobs(r.connection())[0]
        assert (job.paper, job.about, job.reprint) == ("order_slip", slip.order_id, 0)
        paper = print_queue.paper_of(r.connection(), job.id)
        assert isinstance(paper, papers.OrderSlip)
        assert paper.number == slip.number  # what the screens show, and not the centre's long id before it
        assert paper.return_days == rule_pack("2026-11-23").returns.reasons["no_reason"].days > 0


def test_numbers_count_the_day_and_carry_the_computers_digit(store: Store, operator: str, chen: str) -> None:
    with store.transaction() as connection:
        assert device_number(connection) == 1
        events.put_meta(connection, "device_number", "3")
    with time_machine.travel("2026-11-23 10:00+08:00", tick=False):
        assert [ordered(store, operator, chen).number for _ in range(3)] == ["1123-301", "1123-302", "1123-303"]
    with time_machine.travel("2027-11-23 10:00+08:00", tick=False):
        assert ordered(store, operator, chen).number == "1123-301"


def test_more_than_a_hundred_orders_a_day_go_on_counting(store: Store, operator: str, chen: str) -> None:
    numbers = [ordered(store, operator, chen, basket=[POWDER]).number for _ in range(102)]
    assert len(set(numbers)) == 102
    assert numbers[-1].endswith("-1102")


def test_what_is_not_right_is_refused_and_leaves_nothing(store: Store, operator: str, chen: str) -> None:
    def confirm(basket: list[BasketLine], person: str = chen, read_back: bool = True, **more: int) -> None:
        with store.write(by=operator) as s:
            confirm_order(s, basket, person, "cash", read_back=read_back, **more)

    with pytest.raises(Invalid, match="basket_empty"):
        confirm([])
    with pytest.raises(Invalid, match="quantity_out_of_range"):
        confirm([BasketLine("g", "x", 100, 0)])
    with pytest.raises(Invalid, match="price_missing"):
        confirm([BasketLine("g", "x", 0, 1)])
    with pytest.raises(Invalid, match="ceiling_too_low"):
        confirm(BASKET, ceiling_fen=26279)
    with pytest.raises(Invalid, match="given_too_little"):
        confirm(BASKET, given_fen=26279)
    with pytest.raises(Refused, match="order_not_read_back"):
        confirm(BASKET, read_back=False)
    with pytest.raises(NotFound):
        confirm(BASKET, person="0" * 32)
    with store.read() as s:
        assert open_orders(s) == []
        assert print_queue.jobs(s.connection()) == []


def test_on_delivery_takes_no_cash_yet(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen, "on_delivery")
    assert cash_of(store, slip.order_id) == []


def test_what_a_child_pays_takes_no_cash_and_has_a_code(store: Store, operator: str, chen: str) -> None:
    with store.write(by=operator) as s:
        slip = confirm_order(s, BASKET, chen, "payer", read_back=True, payer_phone="139 0000 4321", substitute=True)
    assert cash_of(store, slip.order_id) == []
    assert (slip.payer_phone, slip.substitute) == ("13900004321", True)
    low, high = id_range(slip.pay_code)
    assert low <= slip.order_id <= high
    with store.read() as r:
        page = order_page(r, slip.order_id)
        for typed in (page.pay_code, page.pay_code.lower(), f"https://central.example/pay/{page.pay_code}"):
            assert [row.id for row in find_orders(r, typed)] == [slip.order_id]
        assert page.row.waits_for_payer
        assert page.row.expires_at - page.row.at == 48 * 3_600_000
    for phone in ("", "12", "13900004"):
        with pytest.raises(Invalid) as caught, store.write(by=operator) as s:
            confirm_order(s, BASKET, chen, "payer", read_back=True, payer_phone=phone)
        assert caught.value.field == "payer_phone"
        assert (caught.value.code == "payer_phone_missing") == (not phone)
    with store.write(by=operator) as s:
        assert pay_in_cash(s, slip.order_id).fen == 26280
    with store.write(by=operator) as s, pytest.raises(Refused):
        pay_in_cash(s, slip.order_id)
    assert cash_of(store, slip.order_id) == [26280]


def test_a_line_keeps_all_that_was_shown(store: Store, operator: str, chen: str) -> None:
    shown = {"variant": "蓝色", "seller": "靴子铺", "brand": "authorised", "picture": "ab" * 32, "category": "鞋"}
    line = BasketLine("g-boots", "儿童雨靴", 3500, 1, "28 码", "boot", unit="双", farm_input="", **shown)
    slip = ordered(store, operator, chen, basket=[line, POWDER])
    assert slip.lines[0].shown == "儿童雨靴 蓝色 28 码"
    with store.read() as s:
        assert same_as_last(s, chen) == [line, POWDER]


def test_an_offer_that_ended_is_ordered_only_when_the_villager_was_told(store: Store, operator: str, chen: str) -> None:
    line, other = BasketLine("g-oil", "菜籽油", 5980, 1, "5 L", until="2026-11-20"), replace(POWDER, until="2026-11-23")
    with time_machine.travel("2026-11-23T02:00Z", tick=False):
        with pytest.raises(Refused) as refused:
            ordered(store, operator, chen, basket=[other, line])
        assert (refused.value.code, refused.value.params) == (
            "offer_over",
            {"title": "菜籽油 5 L", "day": "2026-11-20"},
        )
        ordered(store, operator, chen, basket=[other])  # the last day is one of the offer
        with store.write(by=operator) as s:
            slip = confirm_order(s, [line], chen, "cash", read_back=True, told_over=True)
    with store.read() as s:
        kept = s.scalars(select(OrderLine).where(col(OrderLine.order_id) == slip.order_id)).one()
        assert kept.until == "2026-11-20"


def test_a_parked_basket_is_read_by_the_versions_before_and_behind(store: Store) -> None:
    line = replace(POWDER, until="2026-11-23")
    save_basket(store, Basket("a", "", "陈桂花", [POWDER, line]))
    with store.read() as s:
        assert load_basket(s.connection(), "a").lines == [POWDER, line]
        plain, _ended = load_draft(s.connection(), "order", "a")["lines"]
    assert "until" not in json.loads(plain), "the version before knows no such field"
    save_draft(store, "order", "b", {"lines": [json.dumps({**json.loads(plain), "of_tomorrow": 1})]})
    with store.read() as s:
        assert load_basket(s.connection(), "b").lines == [POWDER]


def test_cancelling_gives_the_cash_back_by_reversal(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen)
    with store.write(by=operator) as s:
        moved = cancel_order(s, slip.order_id)
    assert moved.fen == -26280
    assert last_event(store)["a"] == "cancel_order"
    assert cash_of(store, slip.order_id) == [26280, -26280]
    with store.read() as r:
        newest = entries_of_order(r, slip.order_id)[0]
        assert newest.reverses == "1-0001"
        assert [row.state for row in ended_orders(r)] == ["cancelled"]
        assert orders_to_pay_back(r) == []
    with pytest.raises(Refused, match="move_not_allowed"), store.write(by=operator) as s:
        cancel_order(s, slip.order_id)


def test_a_placed_order_is_not_cancelled_here(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen)
    with store.write() as s:
        central_says(s, slip.order_id, "placed", central_number="P-1")
    with pytest.raises(Refused), store.write(by=operator) as s:
        cancel_order(s, slip.order_id)
    with store.read() as r:
        assert not order_page(r, slip.order_id).may_cancel
        assert [row.number for row in find_orders(r, "P-1")] == [slip.number]


def test_who_waits_longest_never_drops_off(store: Store, operator: str, chen: str) -> None:
    ids = []
    for day in (16, 17, 18, 19, 20):
        with time_machine.travel(f"2026-11-{day} 02:00+00:00", tick=False):
            ids.append(ordered(store, operator, chen).order_id)
    with store.write() as s:
        central_asks(s, ids[2], prices={"g-fert": 18800})
    with store.read() as r, pytest.MonkeyPatch.context() as patch:
        assert [row.id for row in open_orders(r)] == [ids[2], ids[0], ids[1], ids[3], ids[4]]
        patch.setattr("villagedesk.store.orders.lists._BATCH", 4)
        patch.setattr("villagedesk.store.orders.lists._NEWEST", 1)
        assert [row.id for row in open_orders(r)] == [ids[2], ids[0], ids[1], ids[4]], "and the newest is there"


def test_accepting_a_higher_price_takes_the_difference_and_queues_again(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen)
    with store.write() as s:
        central_asks(s, slip.order_id, prices={"g-fert": 18800})
    with store.read() as r:
        assert [row.id for row in orders_to_answer(r)] == [slip.order_id]
        assert new_total(r, slip.order_id) == 28280
    with store.write(by=operator) as s:
        moved = answer_decision(s, slip.order_id)
    assert (moved.fen, moved.state) == (2000, "queued")
    with store.read() as r:
        page = order_page(r, slip.order_id)
        assert (page.row.total_fen, page.ceiling_fen, page.paid_fen, page.row.decision) == (28280, 28280, 28280, "")
        assert page.lines[1].price_fen == 18800
        assert page.lines[1].new_price_fen is None


def test_going_on_without_what_is_out_of_stock_gives_its_price_back(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen)
    with store.write() as s:
        central_asks(s, slip.order_id, gone=("g-fert",))
    with store.write(by=operator) as s:
        assert answer_decision(s, slip.order_id).fen == -16800
    with store.read() as r:
        page = order_page(r, slip.order_id)
        assert (page.row.total_fen, page.paid_fen, page.row.pieces) == (9480, 9480, 3)
        assert [line.dropped for line in page.lines] == [False, True, False]


def test_nothing_left_can_only_be_cancelled(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen, basket=[FERTILISER])
    with store.write() as s:
        central_asks(s, slip.order_id, gone=("g-fert",))
    with pytest.raises(Refused, match="nothing_left_to_order"), store.write(by=operator) as s:
        answer_decision(s, slip.order_id)
    with store.write(by=operator) as s:
        assert cancel_order(s, slip.order_id).fen == -16800


def test_there_must_be_a_question_to_answer(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen)
    with pytest.raises(Refused), store.write(by=operator) as s:
        answer_decision(s, slip.order_id)


@pytest.mark.parametrize(
    ("state", "fields", "owed"),
    [
        ("refused", {"reason": "该商家已停业"}, 26280),
        ("placed", {"total_fen": 26000}, 280),
        ("placed", {}, 0),
    ],
)
def test_what_is_owed_is_paid_back_once(
    store: Store, operator: str, chen: str, state: str, fields: dict[str, object], owed: int
) -> None:
    slip = ordered(store, operator, chen)
    with store.write() as s:
        central_says(s, slip.order_id, state, **fields)
    with store.read() as r:
        assert [row.owed_fen for row in orders_to_pay_back(r)] == ([owed] if owed else [])
    if owed:
        with store.write(by=operator) as s:
            assert pay_back(s, slip.order_id).fen == -owed
    with pytest.raises(Refused, match="nothing_owed"), store.write(by=operator) as s:
        pay_back(s, slip.order_id)
    with store.read() as r:
        assert orders_to_pay_back(r) == []


def test_the_same_as_last_time(store: Store, operator: str, chen: str) -> None:
    with store.read() as s:
        assert same_as_last(s, chen) == []
    with time_machine.travel("2026-09-12 10:00+08:00", tick=False):
        ordered(store, operator, chen, basket=[POWDER])
    with time_machine.travel("2026-10-01 10:00+08:00", tick=False):
        ordered(store, operator, chen, basket=[FERTILISER])
    with store.read() as s:
        assert same_as_last(s, chen) == [FERTILISER]
        assert list(bought_before(s, chen)) == ["g-fert", "g-powder"]
        assert [row.title for row in orders_of(s, chen)] == [FERTILISER.title, POWDER.title]


def test_a_basket_survives_a_power_cut_and_becomes_an_order(store: Store, home: Path, operator: str, chen: str) -> None:
    with time_machine.travel("2026-10-01 10:00+08:00", tick=False):
        save_basket(store, Basket("a", chen, "陈桂花", list(BASKET), "cash", "300"))
        save_basket(store, Basket("b", "", "李秀英", [POWDER], "on_delivery"))
    store.close()
    again = open_store(home, KEY)
    try:
        with again.read() as s:
            assert [basket.key for basket in baskets(s.connection())] == ["b", "a"]
            kept = load_basket(s.connection(), "a")
        assert kept == Basket("a", chen, "陈桂花", list(BASKET), "cash", "300")
        assert kept.total_fen == 26280
        with again.write(by=operator) as s:
            confirm_order(s, kept.lines, chen, kept.pay, read_back=True, draft_key="a")
        drop_basket(again, "b")
        with again.read() as s:
            assert baskets(s.connection()) == []
    finally:
        again.close()


def test_a_second_slip_says_that_it_is_a_reprint(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen)
    with store.transaction() as connection:
        print_queue.finish(connection, print_queue.next_job(connection)[0].id, "printer")
    with store.write(by=operator) as s:
        reprint_slip(s, slip.order_id)
    assert s.event is None
    with store.read() as r:
        assert print_queue.jobs(r.connection())[0].reprint == 1


def test_the_oldest_debt_stays_on_the_list_however_many_there_are(store, operator, chen, monkeypatch):
    monkeypatch.setattr("villagedesk.store.orders.lists._BATCH", 2)
    slips = [ordered(store, operator, chen) for _ in range(5)]
    for slip in slips:
        with store.write() as s:
            central_says(s, slip.order_id, "refused")
    with store.read() as r:
        assert [row.number for row in orders_to_pay_back(r)] == [slip.number for slip in slips]


def test_open_orders_are_counted_and_the_late_ones_named(store: Store, operator: str, chen: str) -> None:
    with time_machine.travel("2026-11-19 02:00+00:00", tick=True):
        first, over = ordered(store, operator, chen), ordered(store, operator, chen)
        with store.write(by=operator) as s:
            cancel_order(s, over.order_id)
        answered = ordered(store, operator, chen)
        with store.write() as s:
            central_says(s, answered.order_id, "placed")
    with time_machine.travel("2026-11-20 02:00+00:00", tick=True):
        ordered(store, operator, villager(store, operator, "李秀英"))
    for moment, late in (("11-22 01:00", []), ("11-22 03:00", ["陈桂花"]), ("11-23 03:00", ["陈桂花", "李秀英"])):
        with time_machine.travel(f"2026-{moment}+00:00", tick=True), store.read() as s:
            assert names_of_late(s) == late
            assert count_open_orders(s) == len(open_orders(s)) == 3
            assert first.order_id in {row.id for row in open_orders(s)}


@pytest.mark.parametrize("decision", ["stock", "frozen"])
def test_why_a_line_was_left_out_is_kept_and_printed(store: Store, operator: str, chen: str, decision: str) -> None:
    slip = ordered(store, operator, chen)
    with store.write() as s:
        central_asks(s, slip.order_id, gone=("g-fert",), decision=decision)
    with store.write(by=operator) as s:
        answer_decision(s, slip.order_id)
    with store.write(by=operator) as s:
        again = reprint_slip(s, slip.order_id)
    assert [line.dropped_for for line in again.lines] == ["", decision, ""]
    with store.read() as r:
        paper = print_queue.paper_of(r.connection(), print_queue.jobs(r.connection())[0].id)
    assert [line.left_out for line in paper.lines] == ["", decision, ""]
    assert sum(line.amount_fen for line in paper.lines) == paper.total_fen == 9480


def test_what_is_ordered_again_is_what_the_order_held(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen)
    with store.write() as s:
        central_asks(s, slip.order_id, gone=("g-fert",))
    with store.write(by=operator) as s:
        answer_decision(s, slip.order_id)
    ordered(store, operator, chen, basket=[FERTILISER])
    with store.read() as r:
        assert [line.goods_id for line in lines_again(r, slip.order_id)] == ["g-powder", "g-boots"]


def test_a_long_list_of_open_orders_ends_with_the_newest(
    store: Store, operator: str, chen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "_BATCH", 5)
    monkeypatch.setattr(lists, "_NEWEST", 2)
    numbers = [ordered(store, operator, chen, basket=[POWDER]).number for _ in range(8)]
    with store.read() as r:
        assert [row.number for row in open_orders(r)] == [*numbers[:3], *numbers[-2:]]
    with store.write() as s:
        central_asks(s, order_id_of(store, numbers[4]), decision="expired")
    with store.read() as r:
        assert [row.number for row in open_orders(r)] == [numbers[4], *numbers[:2], *numbers[-2:]]


def order_id_of(store: Store, number: str) -> str:
    with store.read() as r:
        return find_orders(r, number)[0].id
