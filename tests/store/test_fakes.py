"""A complaint about a fake from the first photo to its outcome; what was advanced is never paid twice."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlmodel import select

from tests.store.orders_room import BOOTS
from tests.store.returns_room import (
    JPEG,
    SIGNED,
    asked,
    central_answers_fake,
    central_refunds,
    collected,
)
from villagedesk.domain import fakes
from villagedesk.domain.evidence import Signed
from villagedesk.domain.fakes import FakeForm, FakeReport
from villagedesk.domain.rules import rule_pack
from villagedesk.errors import Invalid, Refused
from villagedesk.store import action, get, print_queue
from villagedesk.store.cash import CashEntry
from villagedesk.store.fakes import (
    add_photos,
    advance_refund,
    bought_for,
    fake_page,
    fakes_in,
    note_outcome,
    print_packet,
    report_fake,
    seal_sample,
    to_12315,
)
from villagedesk.store.photos import desk_files
from villagedesk.store.returns import owed_for_order, pay_out


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def order(store, operator, chen):
    return collected(store, operator, chen)


def form_of(store, order="", person="", line=0, **more):
    with store.read() as s:
        bought = bought_for(s, order_id=order, person_id=person)
    goods = bought.goods[line] if bought.goods else None
    photo = ("goods", desk_files(store).put(JPEG))
    facts = {
        "person_id": bought.person_id,
        "title": goods.title if goods else "",
        "order_id": order,
        "order_line_id": goods.line_id if goods else "",
        "wrong_with_it": "The print is blurred, it does not foam",
        "claim": "Money back and threefold damages",
        "photos": (photo,),
    }
    return FakeForm(**(facts | more))


def reported(store, operator, order, **more):
    with store.write(by=operator) as s:
        return report_fake(s, form_of(store, order, **more), desk_files(store))


def page(store, report_id):
    with store.read() as s:
        return fake_page(s, report_id)


def jobs(store, kind):
    with store.read() as s:
        return [job for job in print_queue.jobs(s.connection()) if job.paper == kind]


def paper(store, kind):
    with store.read() as s:
        return print_queue.paper_of(s.connection(), jobs(store, kind)[0].id)


def test_a_report_takes_the_facts_of_the_order(store, operator, order):
    with time_machine.travel(at("2026-11-23 15:00"), tick=False):
        report_id = reported(store, operator, order)
        found = page(store, report_id)
        assert (found.row.number[:6], found.row.name, found.row.title) == ("F1123-", "陈桂花", "禾洁 浓缩洗衣粉 2.5 kg")
        assert (found.row.price_fen, found.icon, len(found.pictures)) == (5980, "bottle", 1)
        assert found.damages.fen(5980) == 50_000
        # Seven days for the answer, to the end of the last one.
        assert found.row.deadline_at == int(at("2026-12-01 00:00").timestamp() * 1000) - 1
        second = page(store, reported(store, operator, order, line=1)).row.number
        assert int(second[-2:]) == int(found.row.number[-2:]) + 1
    with store.read() as s:
        assert len(fakes_in(s)) == 2
        assert fakes_in(s, over=True) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"wrong_with_it": ""}, "wrong_with_it"),
        ({"claim": ""}, "claim"),
        ({"photos": ()}, "photos"),
        ({"photos": (("goods", "0" * 64),) * 9}, "photos"),
        ({"photos": (("rumour", "0" * 64),)}, "photos"),
        ({"price_fen": -1}, "price"),
        ({"seal_number": "9" * 21}, "seal_number"),
    ],
)
def test_what_nobody_could_judge_is_told_at_its_field(store, operator, order, wrong, field):
    with pytest.raises(Invalid) as caught:
        reported(store, operator, order, **wrong)
    assert caught.value.field == field


def test_something_bought_elsewhere_is_written_down_too(store, operator, chen):
    with store.write(by=operator) as s:
        form = form_of(store, person=chen, title="青日 洗衣液", seller="街上的摊子", price_fen=2500, scanned="VD1:XX")
        report_id = report_fake(s, form, desk_files(store))
    found = page(store, report_id)
    assert (found.seller, found.row.price_fen, found.scanned) == ("街上的摊子", 2500, "VD1:XX")
    assert found.may_advance_fen == 0, "nothing that we know of was paid here"


def test_the_sample_is_sealed_once(store, operator, order):
    report_id = reported(store, operator, order)
    assert jobs(store, "seal_label") == []
    with pytest.raises(Invalid), store.write(by=operator) as s:
        seal_sample(s, report_id, " ")
    with store.write(by=operator) as s:
        seal_sample(s, report_id, "A 0417")
    assert (paper(store, "seal_label").seal, page(store, report_id).seal_number) == ("A 0417", "A 0417")
    with pytest.raises(Refused) as caught, store.write(by=operator) as s:
        seal_sample(s, report_id, "A 0418")
    assert caught.value.code == "already_sealed"
    with store.write(by=operator) as s:
        seal_sample(s, report_id, "A 0417")  # the label once more
    assert [job.reprint for job in jobs(store, "seal_label")] == [0, 0]  # none is on paper yet


def test_the_variant_stands_on_the_form_and_the_packet(store, operator, chen):
    boots = [replace(BOOTS, spec="童鞋", variant=variant) for variant in ("蓝 28", "红 30")]
    order = collected(store, operator, chen, basket=boots)
    with store.read() as s:
        shown = [goods.title for goods in bought_for(s, order_id=order).goods]
    assert shown == ["儿童雨靴 蓝 28 童鞋", "儿童雨靴 红 30 童鞋"]
    report_id = reported(store, operator, order, line=1)
    with store.write(by=operator) as s:
        print_packet(s, report_id)
    assert paper(store, "complaint").title == "儿童雨靴 红 30 童鞋"


@pytest.mark.parametrize("sent", [False, True])
def test_the_packet_says_no_answer_in_time_only_when_the_time_is_over(store, operator, order, sent):
    with time_machine.travel(at("2026-11-23 15:00"), tick=False):
        report_id = reported(store, operator, order)
    with time_machine.travel(at("2026-11-30 23:00"), tick=False), store.write(by=operator) as s:
        (to_12315 if sent else print_packet)(s, report_id)
    assert paper(store, "complaint").answer_until == int(at("2026-12-01 00:00").timestamp() * 1000) - 1
    with time_machine.travel(at("2026-12-01 08:00"), tick=False), store.write(by=operator) as s:
        print_packet(s, report_id)
    with store.read() as s:
        last = max(job.id for job in jobs(store, "complaint"))
        assert print_queue.paper_of(s.connection(), last).answer_until is None


def test_the_packet_holds_everything_and_the_days_begin(store, operator, order):
    with time_machine.travel(at("2026-11-23 15:00"), tick=False):
        report_id = reported(store, operator, order, seal_number="A1")
    with store.write(by=operator) as s:
        print_packet(s, report_id)
    assert page(store, report_id).row.state == "taken"
    with time_machine.travel(at("2026-11-26 15:00"), tick=False):
        with store.write() as s:
            central_answers_fake(s, report_id, "answered", "卖家说是正品")
        with store.write(by=operator) as s:
            add_photos(s, report_id, [("paper", desk_files(store).put(JPEG + b"2"))], desk_files(store))
        with store.write(by=operator) as s:
            to_12315(s, report_id)
        found = page(store, report_id)
        # A Thursday: seven working days are until Monday in a week.
        assert found.row.deadline_at == int(at("2026-12-08 00:00").timestamp() * 1000) - 1
    packet = paper(store, "complaint")
    assert (packet.person, packet.phone, packet.address) == ("陈桂花", "13900006721", "三组 12 号")
    assert (packet.answer, packet.seal, packet.price_fen) == ("卖家说是正品", "A1", 5980)
    assert packet.damages[1] == 50_000
    assert {kind for kind, _ in packet.evidence} == {"goods", "paper"}
    with pytest.raises(Invalid), store.write(by=operator) as s:
        note_outcome(s, report_id, "")
    with store.write(by=operator) as s:
        note_outcome(s, report_id, "退一赔三，已到账")
    assert (page(store, report_id).row.state, page(store, report_id).is_open) == ("closed", False)
    for act in (lambda s: to_12315(s, report_id), lambda s: note_outcome(s, report_id, "again")):
        with pytest.raises(Refused), store.write(by=operator) as s:
            act(s)
    with pytest.raises(Refused), store.write(by=operator) as s:
        add_photos(s, report_id, [], desk_files(store))


def test_working_days_leave_out_holidays_and_count_worked_weekends():
    calendar = rule_pack("2026-09-01").calendar
    assert calendar.after("2026-11-26", 1) == "2026-11-27"
    assert calendar.after("2026-11-27", 1) == "2026-11-30"
    # 1 to 7 October off, Saturday the 10th worked.
    assert calendar.after("2026-09-30", 3) == "2026-10-10"


# --- the advance


def test_an_advance_is_paid_against_a_signature_within_the_rules(store, operator, order):
    report_id = reported(store, operator, order)
    assert page(store, report_id).may_advance_fen == 5980
    for fen in (0, -1, 5981):
        with pytest.raises(Invalid) as caught, store.write(by=operator) as s:
            advance_refund(s, report_id, fen, SIGNED, desk_files(store))
        assert caught.value.field == "advance"
    with pytest.raises(Invalid) as unsigned, store.write(by=operator) as s:
        advance_refund(s, report_id, 5980, Signed(), desk_files(store))
    assert unsigned.value.field == "signature"
    with store.write(by=operator) as s:
        advance_refund(s, report_id, 4000, SIGNED, desk_files(store))
    found = page(store, report_id)
    assert (found.advanced_fen, found.may_advance_fen) == (4000, 1980)
    with store.read() as s:
        last = list(s.exec(select(CashEntry)))[-1]
        assert (last.kind, last.amount_fen, last.about_id) == ("advance_refund", -4000, report_id)
        assert owed_for_order(s, order).fen == 0
    assert paper(store, "payout_slip").parts == (("advance", 4000),)


def test_dear_goods_are_advanced_up_to_the_limit_of_the_rules(store, operator, order):
    report_id = reported(store, operator, order, line=1)  # ¥168.00
    assert page(store, report_id).may_advance_fen == 16_800
    assert fakes.most_advance(90_000, 90_000, "2026-11-23") == 20_000


def test_the_refund_of_the_report_settles_the_advance(store, operator, order):
    report_id = reported(store, operator, order)
    with store.write(by=operator) as s:
        advance_refund(s, report_id, 4000, SIGNED, desk_files(store))
    with store.write() as s:
        central_refunds(s, order, 5980, report_id=report_id)
    with store.read() as s:
        assert owed_for_order(s, order).fen == 1980
    assert page(store, report_id).may_advance_fen == 0
    with store.write(by=operator) as s:
        pay_out(s, order, SIGNED, desk_files(store))
    with store.read() as s:
        assert owed_for_order(s, order).fen == 0


def test_another_refund_is_paid_in_full_while_an_advance_waits_for_its_own(store, operator, order):
    report_id = reported(store, operator, order)
    with store.write(by=operator) as s:
        advance_refund(s, report_id, 5980, SIGNED, desk_files(store))
    with store.write() as s:
        central_refunds(s, order, 3500)  # the boots
    with store.read() as s:
        assert owed_for_order(s, order).fen == 3500
    with store.write() as s:
        central_refunds(s, order, 26_280 - 3500)  # everything else, without the report's name on it
    with store.read() as s:
        assert owed_for_order(s, order).fen == 26_280 - 5980, "never more than he paid"


def test_nothing_is_advanced_that_is_owed_already(store, operator, order):
    with store.write() as s:
        central_refunds(s, order, 26_280 - 1000)
    assert page(store, reported(store, operator, order)).may_advance_fen == 1000


def test_a_wrong_clock_never_shortens_the_days_of_12315(store, operator, order):
    with time_machine.travel(at("2026-11-26 15:00"), tick=False):
        report_id = reported(store, operator, order)
    with time_machine.travel(at("2020-01-01 08:00"), tick=False):
        with store.write(by=operator) as s:
            to_12315(s, report_id)
        assert page(store, report_id).row.deadline_at > int(at("2026-12-01 00:00").timestamp() * 1000)


@action
def _close(s, report_id):
    get(s, FakeReport, report_id).state = "closed"


def test_nothing_is_advanced_for_what_is_over(store, operator, order):
    report_id = reported(store, operator, order)
    with store.write(by=operator) as s:
        _close(s, report_id)
    assert page(store, report_id).may_advance_fen == 0


def test_a_square_that_holds_pages_of_text_is_kept_in_part(store, operator, order):
    with store.write(by=operator) as s:
        report = report_fake(s, form_of(store, order, scanned="x" * 100_000), desk_files(store))
    with store.read() as s:
        assert fake_page(s, report).scanned == "x" * fakes.SCANNED_LENGTH


@pytest.mark.parametrize("count", [1, 2])
def test_a_return_of_the_fake_settles_what_was_advanced_for_it(store, operator, order, count):
    report_id = reported(store, operator, order)
    with store.write(by=operator) as s:
        advance_refund(s, report_id, 5980, SIGNED, desk_files(store))
    back = asked(store, operator, order, count=count, reason="fake")
    with store.write() as s:
        central_refunds(s, order, 2990 * count, return_id=back)
    with store.read() as s:
        assert owed_for_order(s, order).fen == 0, "he has had the money for it"
    assert page(store, report_id).refunded_fen == 2990 * count
    with store.write(by=operator) as s:
        pay_out(s, order, SIGNED, desk_files(store))
    with store.read() as s:
        given = [e.amount_fen for e in s.exec(select(CashEntry)) if e.amount_fen < 0]
    assert given == [-5980]


def test_a_return_of_other_goods_settles_nothing(store, operator, order):
    report_id = reported(store, operator, order)
    with store.write(by=operator) as s:
        advance_refund(s, report_id, 5980, SIGNED, desk_files(store))
    back = asked(store, operator, order, line=2, reason="faulty")
    with store.write() as s:
        central_refunds(s, order, 3500, return_id=back)
    with store.read() as s:
        assert owed_for_order(s, order).fen == 3500


def test_goods_that_were_refunded_or_advanced_are_not_advanced_again(store, operator, order):
    first, second = reported(store, operator, order), reported(store, operator, order)
    with store.write(by=operator) as s:
        advance_refund(s, first, 2000, SIGNED, desk_files(store))
    assert page(store, second).may_advance_fen == 3980, "a second complaint is about the same money"
    back = asked(store, operator, order, count=2, reason="fake")
    with store.write() as s:
        central_refunds(s, order, 5980, return_id=back)
    assert page(store, second).may_advance_fen == 0
    with store.read() as s:
        assert owed_for_order(s, order).fen == 3980
