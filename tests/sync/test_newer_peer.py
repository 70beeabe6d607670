"""Fields, entities and events of a newer version: kept, never lost, and both sides still agree to the last row."""

import json
from collections.abc import Callable

import pytest

from tests.store.orders_room import add_villager
from tests.sync.conftest import Desk, make_desk  # noqa: F401
from tests.sync.test_unattended import central  # noqa: F401
from villagedesk import clock
from villagedesk.central import acts
from villagedesk.central.serve import Server
from villagedesk.domain.entity import row_id
from villagedesk.domain.people import PersonForm
from villagedesk.store import Store, events, shadow
from villagedesk.store.people import correct_person
from villagedesk.store.rows import read_row, write_row
from villagedesk.sync.apply import Applier
from villagedesk.sync.feed import Entry
from villagedesk.sync.outbox import Chip, sync_status

MakeDesk = Callable[[str], Desk]
BY = "0" * 32
NEWER = {"name": "陈桂花", "phone": "13900006721", "blood_group": "A", "steps": 7, "walks": True, "empty": ""}


def from_central(server: Server, centre: str, changes: list[list[object]]) -> str:
    with server.central.database.write() as connection:
        return acts.write(connection, f"centre:{centre}", centre, "try", changes)


def newer_action(store: Store, changes: list[list[object]]) -> str:
    """What a newer version of this program would write: its rows and their event."""
    event_id, now = clock.new_event_id(), clock.now_ms()
    body = events.make_body("newer", by=BY, at=now, offset=480, rule_pack="", changes=changes)
    with store.transaction() as connection:
        events.append(connection, event_id, "centre", now, body)
        for name, number, fields in changes:
            if isinstance(number, int):
                id_ = row_id(event_id, number)
                shadow.keep(connection, str(name), id_, None)
                write_row(connection, str(name), id_, fields, at=now, by=BY)  # type: ignore[arg-type]
            else:
                row = read_row(connection, str(name), str(number)) or {}
                shadow.keep(connection, str(name), str(number), row)
                new = {field: pair[1] for field, pair in fields.items()}  # type: ignore[attr-defined]
                write_row(connection, str(name), str(number), row | new, at=now, by=BY)
    return event_id


def row(store: Store, name: str, id_: str) -> dict[str, object] | None:
    with store.read() as s:
        return read_row(s.connection(), name, id_)  # type: ignore[return-value]


def chip(store: Store) -> tuple[Chip, int]:
    with store.read() as s:
        found = sync_status(s.connection())
        return found.chip, found.decisions


def correct(store: Store, person: str, **typed: str) -> None:
    with store.write(by=BY) as s:
        correct_person(s, person, PersonForm(name="陈桂花", phone="13900006721", **typed))


def test_a_field_nobody_here_knows_survives_an_edit(make_desk: MakeDesk, server: Server, centre: str) -> None:  # noqa: F811
    one, two = make_desk("one"), make_desk("two")
    person = row_id(from_central(server, centre, [["person", 0, NEWER]]), 0)
    one.sync()
    correct(one.store, person, address="三组 12 号")
    # Before central has seen the edit something foreign comes, and the row is folded anew.
    from_central(server, centre, [["person", person, {"steps": [7, 8], "nickname": [None, "桂花姐"]}]])
    for desk in (one, two, one):
        assert desk.sync().agreed
    expected = {**NEWER, "steps": 8, "nickname": "桂花姐", "address": "三组 12 号"}
    for desk in (one, two):
        found = row(desk.store, "person", person)
        assert found is not None
        assert {k: v for k, v in found.items() if v} == {k: v for k, v in expected.items() if v}
    correct(two.store, person, address="四组 3 号")
    correct(two.store, person, address="五组 3 号")
    assert two.sync().agreed
    assert one.sync().agreed
    assert (row(one.store, "person", person) or {})["blood_group"] == "A"


def test_an_entity_nobody_here_knows_is_kept(make_desk: MakeDesk, server: Server) -> None:  # noqa: F811
    """A newer desk beside an older central: its rows stay on its screen, the event waits at central, nobody is asked."""
    one, two = make_desk("one"), make_desk("two")
    with one.store.write(by=BY) as s:
        person = add_villager(s, "陈桂花", "13900006721")
    one.sync()
    tractor = row_id(newer_action(one.store, [["tractor", 0, {"plate": "浙A 12345"}]]), 0)
    mixed = newer_action(
        one.store, [["tractor", 0, {"plate": "浙A 2"}], ["person", person, {"address": ["12 号", "一组"]}]]
    )
    assert one.sync().agreed
    assert chip(one.store) == (Chip.DELIVERED, 0)
    assert row(one.store, "tractor", tractor) == {"plate": "浙A 12345"}
    assert (row(one.store, "person", person) or {})["address"] == "一组"
    assert two.sync().agreed
    assert row(two.store, "tractor", tractor) is None
    with two.store.read() as s:
        run = s.connection().exec_driver_sql
        assert run("SELECT result FROM event WHERE id = ?", (mixed,)).scalar_one() == "deferred"
    # Somebody else's work on the same row hides nothing of it.
    correct(two.store, person, nickname="桂花姐")
    two.sync()
    assert one.sync().agreed
    found = row(one.store, "person", person) or {}
    assert (found["address"], found["nickname"]) == ("一组", "桂花姐")
    assert row(one.store, "tractor", tractor) == {"plate": "浙A 12345"}


def test_a_deferred_event_that_central_knows_at_last(make_desk: MakeDesk) -> None:  # noqa: F811
    """Central gives it a second place once it knows the kind: then the rows are confirmed, on every desk."""
    one = make_desk("one")
    event_id = newer_action(one.store, [["tractor", 0, {"plate": "浙A 12345"}]])
    tractor = row_id(event_id, 0)
    assert one.sync().agreed
    with one.store.transaction() as connection:
        log, seq, body = connection.exec_driver_sql("SELECT log, seq, body FROM event WHERE id = ?", (event_id,)).one()
        before = Applier(connection, "centre").done
        position, count = before.position, before.count
        applier = Applier(connection, "centre")
        applier.take(Entry(position + 1, event_id, log, seq, bytes(body)), at=0)
        assert applier.finish().count == count + 1
        assert shadow.find(connection, "tractor", tractor) is None
        assert read_row(connection, "tractor", tractor) == {"plate": "浙A 12345"}


def test_values_of_any_kind_stand_in_the_digest(make_desk: MakeDesk, server: Server, centre: str) -> None:  # noqa: F811
    one = make_desk("one")
    odd = {"name": "李小满", "a": 0, "b": False, "c": -(2**62), "d": "长" * 2000, "e": True, "f": " \n\t"}
    id_ = row_id(from_central(server, centre, [["person", 0, odd]]), 0)
    assert one.sync().agreed
    from_central(server, centre, [["person", id_, {"a": [0, 5], "d": [odd["d"], None], "e": [True, False]}]])
    assert one.sync().agreed
    with one.store.read() as s:
        extra = s.connection().exec_driver_sql("SELECT extra FROM person WHERE id = ?", (id_,)).scalar_one()
    assert json.loads(extra)["a"] == 5


@pytest.mark.parametrize("code", ["some_new_refusal", "applied_later"])
def test_a_decision_nobody_here_knows(make_desk: MakeDesk, code: str) -> None:  # noqa: F811
    """A newer central may say something new about an event: it was not applied, and the operator is told."""
    one = make_desk("one")
    with one.store.write(by=BY) as s:
        person = add_villager(s, "陈桂花", "13900006721")
    with one.store.transaction() as connection:
        log, seq, body, event_id = connection.exec_driver_sql("SELECT log, seq, body, id FROM event").one()
        applier = Applier(connection, "centre")
        applier.take(Entry(applier.done.position + 1, event_id, log, seq, bytes(body), code), at=0)
        applier.finish()
    assert row(one.store, "person", person) is None
    assert chip(one.store) == (Chip.NEEDS_YOU, 1)
