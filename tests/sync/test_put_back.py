"""A database that somebody put back from an older copy by hand, the journal beside it as it was: nothing is lost."""

import shutil
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.conftest import KEY
from tests.sync.counter_work import work
from tests.sync.two_desks import NAMES, World, confirmed_rows, desk_rows
from villagedesk import paths
from villagedesk.store import events, open_store


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


def copy(world: World, name: str) -> None:
    home = world.stores[name].home
    world.reopen(name)  # what stands in the log beside it is in the file now
    shutil.copy(paths.desk_db(home), home / "by-hand.db")


def put_back(world: World, name: str) -> None:
    home = world.stores[name].home
    world.stores[name].close()
    for part in ("-wal", "-shm"):
        paths.desk_db(home).with_name(f"desk.db{part}").unlink(missing_ok=True)
    shutil.copy(home / "by-hand.db", paths.desk_db(home))
    world.stores[name] = open_store(home, KEY)


def logs(world: World, name: str) -> int:
    return int(world.read(name, lambda c: c.exec_driver_sql("SELECT count(*) FROM log").scalar_one()))


@pytest.mark.parametrize("sent", ["all", "a part", "nothing"])
@pytest.mark.parametrize("worked_before_it_was_opened", [True, False])
def test_both_sides_agree_and_no_number_is_given_twice(
    world: World, sent: str, worked_before_it_was_opened: bool
) -> None:
    one, two = NAMES[:2]
    work(world, one, "take_on", 1)
    world.sync(one)
    copy(world, one)
    for number in range(3):
        work(world, one, "order", number)
        if sent == "all" or (sent == "a part" and number == 1):
            world.sync(one)
    work(world, two, "take_on", 7)
    world.sync(two)
    before = world.read(one, lambda c: events.current_log(c))
    put_back(world, one)
    assert world.stores[one].brought_back > 0
    assert world.read(one, lambda c: events.current_log(c)) == before, "central sees no difference"
    if worked_before_it_was_opened:
        work(world, one, "order", 5)
    for name in (one, two, one, two):
        world.sync(name)
    assert world.sync(one).agreed
    assert world.sync(two).agreed
    assert logs(world, one) == 1, "it was no fork"
    confirmed = confirmed_rows(world.central(), world.centre)
    for name in (one, two):
        assert world.read(name, lambda c: desk_rows(c, list(confirmed))) == confirmed
        numbers = world.read(name, lambda c: c.exec_driver_sql('SELECT number FROM "order"').scalars().all())
        assert len(numbers) == 3 + worked_before_it_was_opened
        assert max(Counter(numbers).values()) == 1
        assert world.read(name, lambda c: c.exec_driver_sql("SELECT max(n) FROM (SELECT count(*) n FROM cash_entry GROUP BY drawer, number)").scalar()) in (None, 1)  # fmt: skip
