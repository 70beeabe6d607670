"""A copy whose rows are not what its feed makes: noticed at the next round or when it is counted, made anew, and told."""

from collections.abc import Callable

import pytest

from tests.conftest import set_up_operator
from tests.store.orders_room import add_villager
from tests.sync.conftest import Desk, make_desk  # noqa: F401
from tests.sync.test_unattended import central  # noqa: F401
from villagedesk import clock
from villagedesk.central.serve import Server
from villagedesk.domain.people import PersonForm
from villagedesk.store import Store, events
from villagedesk.store.digests import counted, kept
from villagedesk.store.people import correct_person
from villagedesk.sync.outbox import sync_status
from villagedesk.sync.rebuild import DAY_MS, count_anew
from villagedesk.sync.service import sync_now

SPOILT = {
    "another value": "UPDATE person SET phone = '13900009999' WHERE id = :id",
    "a row too few": "DELETE FROM person WHERE id = :id",
    "a row too many": "INSERT INTO person SELECT 'ab' || substr(id, 3), {rest} FROM person WHERE id = :id",
}


@pytest.fixture
def desk(make_desk: Callable[[str], Desk]) -> Desk:  # noqa: F811
    made = make_desk("one")
    with made.store.write() as s:
        operator = set_up_operator(s, "王秀兰")
    for number in range(3):
        with made.store.write(by=operator) as s:
            add_villager(s, f"陈桂{'花兰香'[number]}", f"1390000672{number}")
    assert made.sync().agreed
    return made


def rows(store: Store) -> list[tuple[object, ...]]:
    with store.read() as s:
        return sorted(tuple(row) for row in s.connection().exec_driver_sql("SELECT * FROM person"))


def person(store: Store, *, last: bool = False) -> str:
    with store.read() as s:
        ids = s.connection().exec_driver_sql("SELECT id FROM person ORDER BY id").scalars().all()
        return str(ids[-1 if last else 0])


def spoil(store: Store, how: str, id_: str) -> None:
    with store.transaction() as connection:
        names = [f'"{row[1]}"' for row in connection.exec_driver_sql("PRAGMA table_info(person)") if row[1] != "id"]
        connection.exec_driver_sql(SPOILT[how].format(rest=", ".join(names)).replace(":id", "?"), (id_,))


def edit(store: Store, id_: str, address: str) -> None:
    with store.write(by="x") as s:
        correct_person(s, id_, PersonForm(name="陈桂花", phone="13900006720", address=address))


def test_what_was_counted_is_what_was_kept(desk: Desk) -> None:
    edit(desk.store, person(desk.store), "三组 12 号")  # waits, and is not confirmed yet
    with desk.store.read() as s:
        assert counted(s.connection()) == kept(s.connection())


@pytest.mark.parametrize("how", SPOILT)
def test_a_difference_is_found_by_counting_and_mended_without_asking_for_the_feed(desk: Desk, how: str) -> None:
    edit(desk.store, person(desk.store), "三组 12 号")
    waiting = rows(desk.store)
    spoil(desk.store, how, person(desk.store, last=True))
    assert rows(desk.store) != waiting
    assert not count_anew(desk.store)
    report = desk.sync()
    assert (report.agreed, report.rebuilt, report.trouble) == (True, True, None)
    assert report.received == 0, "all of it was here"
    assert rows(desk.store) == waiting
    with desk.store.read() as s:
        assert counted(s.connection()) == kept(s.connection())
        assert sync_status(s.connection()).rebuilt_at


def test_it_is_counted_once_a_day_behind_a_sync(desk: Desk, server: Server) -> None:
    assert sync_now(desk.store).agreed
    before = rows(desk.store)
    spoil(desk.store, "another value", person(desk.store))
    assert not sync_now(desk.store).rebuilt, "not twice on one day"
    with clock.shifted(DAY_MS + 1):
        report = sync_now(desk.store)
    assert (report.agreed, report.rebuilt) == (True, True)
    assert rows(desk.store) == before


def test_a_digest_that_does_not_fit_makes_the_rows_anew(desk: Desk) -> None:
    before = rows(desk.store)
    with desk.store.transaction() as connection:
        connection.exec_driver_sql("UPDATE cursor SET digest = '01' WHERE scope = 'centre'")
    report = desk.sync()
    assert (report.agreed, report.rebuilt, report.received) == (True, True, 0)
    assert rows(desk.store) == before
    report = desk.sync()
    assert (report.agreed, report.rebuilt, report.rounds) == (True, False, 1)


def test_a_feed_that_is_not_whole_here_is_fetched(desk: Desk) -> None:
    """The event that made the row is damaged too."""
    before = rows(desk.store)
    with desk.store.transaction() as connection:
        connection.exec_driver_sql("UPDATE cursor SET digest = '01' WHERE scope = 'platform'")
        connection.exec_driver_sql(
            "UPDATE event SET body = CAST(replace(CAST(body AS TEXT), 'enrol', 'unrol') AS BLOB) WHERE scope = 'platform'"
        )
    report = desk.sync()
    assert (report.agreed, report.rebuilt) == (True, True)
    assert report.received > 0
    assert rows(desk.store) == before
    with desk.store.read() as s:
        bodies = s.connection().exec_driver_sql("SELECT body FROM event WHERE scope = 'platform'").scalars().all()
    assert all(b"unrol" not in body for body in bodies)


def test_central_that_is_wrong_is_told_and_not_asked_again_and_again(desk: Desk, server: Server) -> None:
    before = rows(desk.store)
    with server.central.database.write() as connection:
        connection.exec_driver_sql("UPDATE scope SET digest = '01' WHERE scope LIKE 'centre:%'")
    report = desk.sync()
    assert (report.agreed, report.trouble) == (False, "feed_differs")
    assert rows(desk.store) == before, "nothing leaves the screen by that"
    desk.sync()  # the feed is fetched once, in case it was not whole here
    for _ in range(2):
        report = desk.sync()
        assert (report.agreed, report.trouble, report.rounds) == (False, "feed_differs", 1)
    with desk.store.read() as s:
        assert events.waiting(s.connection())[0] == 0
