"""Central was set back to before a class was given to a laptop: whoever calls first, nothing of the class is lost."""

from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.store.test_training import add_people
from tests.sync.conftest import Desk
from tests.sync.test_laptops import School, give_to_laptops, morning  # noqa: F401
from villagedesk.central import push, tables
from villagedesk.central.callers import caller
from villagedesk.central.deps import Central
from villagedesk.central.serve import Server
from villagedesk.central.sticks import take_stick
from villagedesk.store import identity
from villagedesk.store import training as room
from villagedesk.sync.codec.batch import WireEvent
from villagedesk.sync.outbox import Chip, SyncStatus, sync_status
from villagedesk.sync.stick import ENDING, read_stick, write_stick
from villagedesk.sync.why import Reason, why_line

pytestmark = pytest.mark.usefixtures("morning")
Copy = dict[Any, list[Any]]


def copy_of(central: Central) -> Copy:
    """All that central has."""
    with central.database.read() as connection:
        return {table: connection.execute(select(table)).all() for table in tables.central.sorted_tables}


def set_back(central: Central, copy: Copy) -> None:
    """Central is what it was, and nobody was told."""
    with central.database.write() as connection:
        for table, rows in copy.items():
            connection.execute(table.delete())
            if rows:
                connection.execute(table.insert(), [row._asdict() for row in rows])


def ids_of(school: School) -> set[str]:
    """The ids of all events of the class that lie on some computer."""
    query = "SELECT id FROM event WHERE scope = ?"
    found: set[str] = set()
    for desk in school.all:
        with desk.store.read() as s:
            found |= set(s.connection().exec_driver_sql(query, (f"class:{school.class_id}",)).scalars())
    return found


def at_central(central: Central, scope: str) -> list[tuple[str, str]]:
    event = tables.event
    with central.database.read() as connection:
        rows = connection.execute(select(event.c.id, event.c.result).where(event.c.scope == scope))
        return [tuple(row) for row in rows]


def settle(school: School) -> None:
    """All of them call a few times."""
    for _ in range(3):
        for desk in school.all:
            desk.sync()


def all_is_there(school: School, central: Central, written: set[str]) -> None:
    settle(school)
    school.all_equal()
    found = at_central(central, f"class:{school.class_id}")
    assert len({id_ for id_, _ in found}) == len(found), "an event has two places"
    assert written <= {id_ for id_, _ in found}
    assert {result for _, result in found} == {"applied"}
    assert all(status_of(desk).chip == Chip.DELIVERED for desk in school.all)


def scopes(central: Central) -> list[str]:
    """The names of all feeds."""
    with central.database.read() as connection:
        return list(connection.execute(select(tables.scope.c.scope)).scalars())


def status_of(desk: Desk) -> SyncStatus:
    with desk.store.read() as s:
        return sync_status(s.connection())


def a_day(school: School) -> None:
    """Each has done something with the class, and all have all of it."""
    school.sign(school.pc, "周小梅", school.morning)
    school.sign(school.one, "赵德明", school.morning)
    school.sign(school.two, "陈桂花", school.morning)
    school.do(school.two, room.walk_in, school.morning, "过路人")
    school.sync()


@pytest.fixture
def begun(make_desk: Callable[..., Desk]) -> School:
    """The class is made, and not given to anybody yet."""
    return School(make_desk, given=False)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_whoever_calls_first_nothing_is_lost(begun: School, server: Server, order: tuple[int, ...]) -> None:
    copy = copy_of(server.central)
    begun.give()
    begun.sync()
    a_day(begun)
    begun.sign(begun.one, "何花", begun.morning)
    written = ids_of(begun)
    rows = begun.rows(begun.one)
    set_back(server.central, copy)
    for n in order:
        begun.all[n].sync()
        assert begun.rows(begun.one) == rows or n != order[0], "nothing leaves the screen"
    all_is_there(begun, server.central, written)


def test_by_sticks_alone(begun: School, server: Server, tmp_path: Path) -> None:
    copy = copy_of(server.central)
    begun.give()
    begun.sync()
    a_day(begun)
    written = ids_of(begun)
    set_back(server.central, copy)
    for turn in range(4):
        for n, desk in enumerate((begun.one, begun.two, begun.pc)):
            place = tmp_path / f"{turn}{n}"
            place.mkdir()
            answer = place / f"answer{ENDING}"
            answer.write_bytes(take_stick(server.central, write_stick(desk.store, place).file.read_bytes()).answer)
            read_stick(desk.store, answer)
    begun.all_equal()
    all_is_there(begun, server.central, written)


def test_what_a_laptop_did_before_the_class_was_taken_away(begun: School, server: Server) -> None:
    copy = copy_of(server.central)
    begun.give("刘芳")
    begun.sync()
    begun.do(begun.pc, give_to_laptops, begun.class_id, "")
    begun.give("周敏")
    begun.pc.sync()
    begun.sign(begun.one, "周小梅", begun.morning)  # it does not know yet
    written = ids_of(begun)
    set_back(server.central, copy)
    begun.one.sync()
    begun.pc.sync()
    all_is_there(begun, server.central, written)


def test_a_class_that_central_does_not_have_at_all_comes_back_from_a_laptop_alone(
    make_desk: Callable[..., Desk], server: Server
) -> None:
    empty = copy_of(server.central)
    begun = School(make_desk, given=True)
    before = copy_of(server.central)
    a_day(begun)
    written = ids_of(begun)
    # Of the class there is nothing; the devices are known.
    keep = ("device", "centre")
    set_back(server.central, {table: (before if table.name in keep else empty)[table] for table in empty})
    begun.one.sync()
    found = dict(at_central(server.central, f"class:{begun.class_id}"))
    assert written == set(found)
    assert set(found.values()) == {"applied"}
    all_is_there(begun, server.central, written)


def test_nobody_is_left_who_gave_it_until_it_is_given_again(
    begun: School, server: Server, make_desk: Callable[..., Desk]
) -> None:
    """The PC that gave it is gone as well: what the laptop brings waits, is on its screen, and is not lost."""
    other = make_desk("other")
    other.sync()
    begun.who[id(other)] = begun.who[id(begun.pc)]
    copy = copy_of(server.central)
    begun.give("刘芳")
    begun.sync()
    begun.sign(begun.one, "周小梅", begun.morning)
    begun.one.sync()
    written, rows = ids_of(begun), begun.rows(begun.one)
    begun.pc, begun.all = other, (other, begun.one)
    set_back(server.central, copy)
    settle(begun)
    assert begun.rows(begun.one) == rows
    assert {result for scope in scopes(server.central) for _, result in at_central(server.central, scope)} == {
        "applied"
    }
    assert (status_of(begun.one).chip, status_of(begun.one).trouble) == (Chip.HERE, None)
    with begun.one.store.read() as s:
        assert why_line(s.connection()).reason is Reason.ASIDE
    assert status_of(other).chip == Chip.DELIVERED
    begun.give("刘芳")
    begun.do(other, room.sign_in, begun.morning, begun.place(begun.one, "赵德明"))
    all_is_there(begun, server.central, written)


def test_what_lies_aside_and_comes_with_the_giving_has_one_place(begun: School, server: Server) -> None:
    """A PC that sends again what it holds names the laptop, then something of the centre, then what the laptop did."""
    central, scope = server.central, f"class:{begun.class_id}"
    copy = copy_of(central)
    before = {row.id for row in copy[tables.event]}
    begun.give()
    begun.do(begun.pc, add_people, "新来的")
    begun.sync()
    begun.sign(begun.one, "何花", begun.morning)
    written = ids_of(begun)
    begun.sync()
    with central.database.read() as connection:
        asked = select(tables.event).order_by(tables.event.c.taken_at, tables.event.c.position)
        lost = [row for row in connection.execute(asked) if row.id not in before]
    set_back(central, copy)
    begun.one.sync()
    of_class = [row for row in lost if row.scope == scope]
    of_centre = [row for row in lost if row.scope.startswith("centre:")]
    assert of_class[1:]
    assert of_centre
    with begun.pc.store.read() as s:
        device = identity.device(s.connection())
    assert device is not None
    with central.database.write() as connection:
        who = caller(connection, device.id)
        sent = [
            *(WireEvent(bytes.fromhex(row.id), bytes(row.body), scope) for row in of_class[:-1]),
            *(WireEvent(bytes.fromhex(row.id), bytes(row.body), "centre") for row in of_centre[:1]),
            WireEvent(bytes.fromhex(of_class[-1].id), bytes(of_class[-1].body), scope),
        ]
        push._take(connection, who, "ab" * 16, 0, bytes(32), sent)
    found = [id_ for id_, _ in at_central(central, scope)]
    assert sorted(found) == sorted(set(found)), "an event has two places"
    assert {row.id for row in of_class} <= set(found)
    all_is_there(begun, central, written)
