"""Villagers are told by phone or text; nobody gets two texts about one parcel for nothing."""

import pytest
import time_machine
from sqlmodel import select

from tests.store.orders_room import central_sends
from villagedesk.domain.messages import TextMessage
from villagedesk.domain.parcels import Parcel
from villagedesk.errors import Refused
from villagedesk.store import action, get
from villagedesk.store.parcels import (
    hand_over,
    not_told,
    note_call,
    parcel_row,
    parcels_on_shelf,
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
