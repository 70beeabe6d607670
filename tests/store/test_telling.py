"""Villagers are told by phone or text; nobody gets two texts about one parcel for nothing."""

from dataclasses import replace

import pytest
import time_machine
from sqlmodel import select

from tests.store.orders_room import POWDER, central_sends, ordered, shipped, villager
from villagedesk.domain.messages import TextMessage
from villagedesk.domain.parcels import Parcel
from villagedesk.errors import Refused
from villagedesk.store import action, get, print_queue
from villagedesk.store.household import live_together
from villagedesk.store.parcels import (
    Happened,
    group_rows,
    hand_over,
    not_told,
    note_call,
    parcel_history,
    parcel_row,
    parcels_on_shelf,
    print_call_list,
    receive_parcel,
    text_owners,
)

DAY = "2026-11-23T09:00:00+08:00"


@action
def central_answers(s, state):
    for message in s.exec(select(TextMessage)).all():
        message.state = state


def on_shelf(store, operator, name, phone, waybill, due=0):
    with store.write() as s:
        id_ = central_sends(s, name, phone, waybill, due_fen=due)
    with store.write(by=operator) as s:
        receive_parcel(s, waybill)
    return id_


def texts(store):
    with store.read() as s:
        return s.exec(select(TextMessage)).all()


def wanted(store):
    with store.read() as s:
        return [row.name for row in not_told(parcels_on_shelf(s))]


def send(store, operator, *ids):
    with store.write(by=operator) as s:
        return text_owners(s, ids)


def test_a_text_says_where_what_and_how_much(store, operator):
    id_ = on_shelf(store, operator, "吴阿婆", "13900005555", "Z1", 1200)
    assert send(store, operator, id_) == 1
    (text,) = texts(store)
    with store.read() as s:
        row = parcel_row(s, id_)
    assert (text.phone, text.about, text.about_id, text.state) == ("13900005555", "parcel", id_, "queued")
    for part in ("吴阿婆", row.shelf, row.pickup_code, "¥12.00"):
        assert part in text.text
    assert row.text == "queued"


def test_nobody_is_texted_twice_and_landlines_are_called(store, operator):
    one = on_shelf(store, operator, "吴阿婆", "13900005555", "Z1")
    other = on_shelf(store, operator, "王大勇", "0797-5550199", "Z2")
    assert wanted(store) == ["吴阿婆"]
    assert send(store, operator, one, other) == 1
    for _ in range(2):
        with pytest.raises(Refused, match="nobody_to_text"):
            send(store, operator, one, other)
        with store.write() as s:
            central_answers(s, "sent") if texts(store)[0].state == "queued" else None
    assert wanted(store) == []


def test_a_text_that_failed_may_be_tried_again_and_asks_for_a_call(store, operator):
    id_ = on_shelf(store, operator, "吴阿婆", "13900005555", "Z1")
    send(store, operator, id_)
    with store.write() as s:
        central_answers(s, "failed")
    with store.read() as s:
        assert parcel_row(s, id_).text == "failed"
    assert send(store, operator, id_) == 1


def test_whoever_was_reached_is_reminded_after_some_days(store, operator):
    with time_machine.travel(DAY, tick=False):
        id_ = on_shelf(store, operator, "吴阿婆", "13900005555", "Z1")
        with store.write(by=operator) as s:
            note_call(s, id_, "reached")
        assert wanted(store) == []
    with time_machine.travel("2026-11-26T09:00:00+08:00", tick=False):
        assert wanted(store) == ["吴阿婆"]
        assert send(store, operator, id_) == 1


def test_calls_are_counted_with_their_time(store, operator):
    id_ = on_shelf(store, operator, "吴阿婆", "13900005555", "Z1")
    for call in ("no_answer", "reached"):
        with store.write(by=operator) as s:
            note_call(s, id_, call)
    with store.read() as s:
        parcel = get(s, Parcel, id_)
        assert (parcel.call, parcel.calls) == ("reached", 2)
        assert parcel.called_at >= parcel.arrived_at


def test_what_is_gone_is_not_texted_about(store, operator):
    id_ = on_shelf(store, operator, "吴阿婆", "13900005555", "Z1")
    with store.write(by=operator) as s:
        hand_over(s, id_, "5555")
    with pytest.raises(Refused, match="nobody_to_text"):
        send(store, operator, id_)


def test_one_text_names_all_the_parcels_for_one_phone(store, operator):
    one = on_shelf(store, operator, "吴阿婆", "13900005555", "Z1", 1200)
    two = on_shelf(store, operator, "吴阿婆", "139 0000 5555", "Z2", 300)
    other = on_shelf(store, operator, "王大勇", "13900006666", "Z3")
    assert send(store, operator, one, two, other) == 2
    text = next(text for text in texts(store) if text.phone == "13900005555")
    with store.read() as s:
        rows = [parcel_row(s, id_) for id_ in (one, two)]
    for row in rows:
        assert f"{row.shelf} code {row.pickup_code}" in text.text
        assert row.text == "queued"
    assert "¥15.00" in text.text
    assert (text.about_id, text.also_about) == (one, two)
    with store.write() as s:
        central_answers(s, "failed")
    assert [row.name for row in rows_on_shelf(store) if row.text == "failed"] == ["吴阿婆", "吴阿婆", "王大勇"]
    later = on_shelf(store, operator, "吴阿婆", "13900005555", "Z4")
    with store.write() as s:
        central_answers(s, "sent")
    assert send(store, operator, one, two, later) == 1
    assert len(texts(store)) == 3
    assert texts(store)[-1].about_id == later or any(text.about_id == later for text in texts(store)), (
        "only the new one"
    )
    with store.read() as s:
        assert any(step.kind == Happened.TEXTED for step in parcel_history(s, two).steps)


def rows_on_shelf(store):
    with store.read() as s:
        return parcels_on_shelf(s)


def test_a_household_is_called_once(store, operator):
    chen, lin = villager(store, operator), villager(store, operator, "林秀", "")
    with store.write(by=operator) as s:
        live_together(s, chen, lin)
    for at, person in enumerate((chen, lin)):
        slip = ordered(store, operator, person, basket=[POWDER])
        shipped(store, operator, slip.order_id, f"H{at}")
        with store.write(by=operator) as s:
            receive_parcel(s, f"H{at}")
    on_shelf(store, operator, "外地老李", "", "Z1")
    on_shelf(store, operator, "外地老王", "", "Z2")
    groups = group_rows(rows_on_shelf(store))
    assert [(group.names, group.phone) for group in groups] == [
        (["陈桂花", "林秀"], "13900006721"),
        (["外地老李"], ""),
        (["外地老王"], ""),
    ]
    assert send(store, operator, *groups[0].ids) == 1
    assert "林秀" in texts(store)[0].text
    with store.write(by=operator) as s:
        note_call(s, groups[0].ids, "reached")
    assert group_rows(rows_on_shelf(store))[0].call == "reached"


def test_two_households_with_one_phone_are_one_call(store, operator):
    for name, phone, waybill in (("甲", "13900001111", "1"), ("乙", "13900002222", "2"), ("丙", "13900001111", "3")):
        on_shelf(store, operator, name, phone, waybill)
    rows = [replace(row, household="h" if row.name in "甲乙" else "") for row in rows_on_shelf(store)]
    assert [group.names for group in group_rows(rows[::-1])] == [["甲", "乙", "丙"]]
    late = [replace(row, household="") for row in rows]
    late[2] = replace(late[2], phone="13900002222", person_id="p")
    late[0] = replace(late[0], person_id="p")
    assert [group.names for group in group_rows(late)] == [["甲", "乙", "丙"]]


def test_the_list_on_paper_has_a_line_a_call_and_room_to_write(store, operator):
    on_shelf(store, operator, "陈桂花", "13900006721", "YT1", due=5980)
    on_shelf(store, operator, "陈桂花", "13900006721", "YT2")
    on_shelf(store, operator, "李秀英", "", "YT3")
    with store.write(by=operator) as s:
        assert print_call_list(s) == 3
    with store.read() as s:
        paper = print_queue.paper_of(s.connection(), print_queue.jobs(s.connection())[0].id)
    rows = [dict(zip(paper.head, row, strict=True)) for row in paper.rows]
    assert [(row["Place"], row["Name"], row["Phone"], row["To pay"]) for row in rows] == [
        ("A-01, A-02", "陈桂花", "139 0000 6721", "¥59.80"),
        ("A-03", "李秀英", "", ""),
    ]
    assert {row["Told, by hand"] for row in rows} == {""}
