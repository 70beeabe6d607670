"""Actions, their events and what is captured."""

import json

import pytest
from sqlalchemy import select, update

from villagedesk.domain.cash import CashEntry
from villagedesk.domain.entity import row_id
from villagedesk.domain.operators import Operator
from villagedesk.errors import NotFound
from villagedesk.store import Store, WriteSession, action, events, get, new_row, shadow, tables


@action
def rename(s: WriteSession, id_: str, *names: str) -> None:
    row = get(s, Operator, id_)
    for name in names:
        row.name = name
        s.flush()


def last_body(store: Store) -> dict:
    with store.read() as s:
        return json.loads(
            s.connection().execute(select(tables.event.c.body).order_by(tables.event.c.seq.desc())).scalar()
        )


def test_an_action_is_one_event_with_derived_ids(store: Store, operator: str) -> None:
    body = last_body(store)
    assert body["a"] == "set_up_operator"
    assert body["c"] == [["operator", 0, {"active": True, "name": "王秀兰", "role": "operator"}]]
    with store.read() as s:
        event_id = s.connection().execute(select(tables.event.c.id)).scalar()
    assert operator == row_id(event_id, 0)


def test_an_update_carries_the_base_value_over_all_flushes(store: Store, operator: str) -> None:
    with store.write(by=operator) as s:
        rename(s, operator, "王秀", "王兰")
    assert last_body(store)["c"] == [["operator", operator, {"name": ["王秀兰", "王兰"]}]]
    assert s.changed == {"operator"}


def test_a_to_b_to_a_is_no_event(store: Store, operator: str) -> None:
    with store.write(by=operator) as s:
        rename(s, operator, "王秀", "王秀兰")
    assert s.event is None
    with store.read() as r:
        assert events.waiting(r.connection())[0] == 1


def test_a_failed_action_leaves_nothing(store: Store, operator: str) -> None:
    with pytest.raises(NotFound), store.write(by=operator) as s:
        rename(s, operator, "别人")
        get(s, Operator, "0" * 32)
    with store.read() as r:
        assert get(r, Operator, operator).name == "王秀兰"
        assert events.verify_chain(r.connection(), events.current_log(r.connection())[0]) == 1


def test_bulk_changes_are_refused(store: Store, operator: str) -> None:
    with pytest.raises(TypeError, match="bulk"), store.write(by=operator) as s:
        s.execute(update(Operator).values(name="x"))


def test_rows_outside_an_action_are_our_bug(store: Store) -> None:
    with pytest.raises(TypeError, match="@action"), store.write() as s:
        new_row(s, Operator(name="x"))
    with pytest.raises(TypeError, match="new_row"), store.write() as s:
        s.add(Operator(id="1", name="x"))


@pytest.mark.parametrize("value", [1.5, 100.0, "100"])
def test_a_value_of_another_kind_never_gets_into_an_event(store: Store, operator: str, value: object) -> None:
    """SQLite takes a float in an INTEGER column; the other side would never agree."""

    @action
    def enter(s: WriteSession, fen: object) -> CashEntry:
        return new_row(s, CashEntry(drawer=1, number=1, kind="float", amount_fen=fen))

    @action
    def spoil(s: WriteSession, id_: str) -> None:
        get(s, CashEntry, id_).amount_fen = value  # type: ignore[assignment]

    with store.write(by=operator) as s:
        id_ = enter(s, 200).id
    for act, what in ((enter, value), (spoil, id_)):
        with pytest.raises(TypeError, match="amount_fen cannot travel"), store.write(by=operator) as s:
            act(s, what)
    with store.read() as r:
        assert get(r, CashEntry, id_).amount_fen == 200
        assert events.verify_chain(r.connection(), events.current_log(r.connection())[0]) == 2


def test_the_chain_breaks_when_a_body_is_changed(store: Store, operator: str) -> None:
    with store.transaction() as connection:
        log = events.current_log(connection)[0]
        assert events.verify_chain(connection, log) == 1
        connection.execute(update(tables.event).values(body=b"{}"))
        with pytest.raises(ValueError, match="breaks at event 1"):
            events.verify_chain(connection, log)


def test_the_confirmed_state_is_kept_aside(store: Store, operator: str) -> None:
    with store.write(by=operator) as s:
        rename(s, operator, "王兰")
    with store.read() as r:
        assert shadow.find(r.connection(), "operator", operator) == (None, 2)
        assert shadow.waiting_ids(r.connection(), "operator", [operator, "x"]) == {operator}


def test_what_waits_is_counted_without_reading_the_centres_other_events(store: Store) -> None:
    with store.read() as s:
        plan = s.connection().exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT count(*), min(at) FROM event WHERE position IS NULL"
        )
        assert [row[3] for row in plan] == ["SCAN event USING INDEX event_waiting"]
