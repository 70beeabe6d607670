"""A damaged database: every flipped bit is noticed, and nothing that was acknowledged is lost by mending it."""

import os
import random
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from tests.conftest import KEY
from tests.store.orders_room import ordered, villager
from tests.sync.two_desks import NAMES, World, confirmed_rows, desk_rows
from villagedesk import paths
from villagedesk.__main__ import main
from villagedesk.errors import NotFound, StorageTrouble
from villagedesk.store import Store, events, open_store
from villagedesk.store.backup import take_backup
from villagedesk.store.damage import note_damage
from villagedesk.store.engine import make_reader
from villagedesk.store.orders import orders_of
from villagedesk.sync.repair import bring_back, is_damaged, mend_if_noted, repair, restore

FLIPS = 400
# How many of them are also mended; 400 by VILLAGEDESK_FLIPS=400.
MENDED = int(os.environ.get("VILLAGEDESK_FLIPS", "3"))


def flip(path: Path, at: int, bit: int = 0) -> None:
    """Turn one bit of a file over."""
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1 << bit]))


def break_it(home: Path) -> None:
    """Damage the second half of the database, as a dying disk does."""
    path = paths.desk_db(home)
    for at in range(path.stat().st_size // 2, path.stat().st_size, 4096):
        flip(path, at + 50)


def test_every_flipped_bit_is_noticed(store: Store, operator: str, home: Path, tmp_path: Path) -> None:
    ordered(store, operator, villager(store, operator))
    store.close()
    trial, chance = tmp_path / "trial", random.Random(400)
    trial.mkdir()
    copy = paths.desk_db(trial)
    shutil.copy(paths.desk_db(home), copy)
    assert not is_damaged(trial, KEY)
    size = copy.stat().st_size
    for _ in range(FLIPS):
        at, bit = chance.randrange(size), chance.randrange(8)
        flip(copy, at, bit)
        assert is_damaged(trial, KEY), (at, bit)
        flip(copy, at, bit)
    assert not is_damaged(trial, KEY)


def test_a_flipped_bit_anywhere_loses_no_unsent_action(store: Store, operator: str, home: Path, tmp_path: Path) -> None:
    """Each is mended as the program does it, and every action is there once: before the copy, since then, just now."""
    person = villager(store, operator)
    ordered(store, operator, person)
    take_backup(store)
    for _ in range(3):
        ordered(store, operator, person)
    with store.read() as s:
        log, head, _ = events.current_log(s.connection())
        done = [(event.id, event.body) for event in events.events_after(s.connection(), log, 0)]
        numbers = sorted(order.number for order in orders_of(s, person))
    store.close()
    whole, size, chance = paths.desk_db(home).read_bytes(), paths.desk_db(home).stat().st_size, random.Random(401)
    for number in range(MENDED):
        trial = tmp_path / f"trial{number}"
        shutil.copytree(home, trial)
        paths.desk_db(trial).write_bytes(whole)
        at, bit = chance.randrange(size), chance.randrange(8)
        flip(paths.desk_db(trial), at, bit)
        assert is_damaged(trial, KEY), (at, bit)
        assert repair(trial, KEY).brought_back == 3, (at, bit)
        mended = open_store(trial, KEY)
        with mended.read() as s:
            connection = s.connection()
            assert [(e.id, e.body) for e in events.events_after(connection, log, 0)] == done, (at, bit)
            assert events.waiting(connection)[0] == events.verify_chain(connection, log) == head
            assert sorted(order.number for order in orders_of(s, person)) == numbers
        mended.close()
        shutil.rmtree(trial)


def test_what_was_done_since_the_copy_comes_back(store: Store, operator: str, home: Path) -> None:
    person = villager(store, operator)
    ordered(store, operator, person)
    backup = take_backup(store)
    slips = [ordered(store, operator, person) for _ in range(3)]
    with store.read() as s:
        before = events.current_log(s.connection())
    store.close()
    break_it(home)
    assert is_damaged(home, KEY)
    done = repair(home, KEY)
    assert (done.backup_at, done.brought_back) == (backup.at, 3)
    assert (done.damaged / "desk.db").exists()
    again = open_store(home, KEY)
    with again.read() as s:
        assert {order.number for order in orders_of(s, person)} >= {slip.number for slip in slips}
        assert events.current_log(s.connection()) == before, "central must see no difference"
        assert events.verify_chain(s.connection(), before[0]) == before[1]
    ordered(again, operator, person)
    again.close()


def test_without_a_good_copy_nothing_is_changed(store: Store, operator: str, home: Path) -> None:
    villager(store, operator)
    bad = take_backup(store).path
    store.close()
    flip(bad, 9000)
    break_it(home)
    content = paths.desk_db(home).read_bytes()
    with pytest.raises(StorageTrouble, match="no_backup"):
        repair(home, KEY)
    assert paths.desk_db(home).read_bytes() == content


def damaged_where_opening_does_not_look(home: Path) -> None:
    """Turn a bit of one page that is not read when the database is opened, and is by a list (a free page never is)."""
    path = paths.desk_db(home)
    for at in range(path.stat().st_size - 4096, 4096, -4096):
        flip(path, at + 50)
        try:
            opened = open_store(home, KEY)
        except StorageTrouble:
            flip(path, at + 50)
            continue
        engine = make_reader(path, KEY)  # not by the store, which would note it
        try:
            with engine.connect() as connection:
                look_at_all_lists(connection)
        except DatabaseError:
            return
        finally:
            engine.dispose()
            opened.close()
        flip(path, at + 50)
    raise AssertionError("every page is read")


def look_at_all_lists(connection: Connection) -> None:
    run = connection.exec_driver_sql
    for (name,) in run("SELECT name FROM sqlite_master WHERE rootpage > 0 AND type = 'table'").fetchall():
        run(f'SELECT * FROM "{name}"').fetchall()
    run("PRAGMA integrity_check").fetchall()


@pytest.mark.parametrize("met", ["by a list", "by the hourly copy"])
def test_damage_that_is_met_later_is_mended_at_the_next_start(
    store: Store, operator: str, home: Path, met: str
) -> None:
    person = villager(store, operator)
    take_backup(store)
    ordered(store, operator, person)
    store.close()
    damaged_where_opening_does_not_look(home)
    assert mend_if_noted(home, KEY) is None, "nobody met it yet"
    opened = open_store(home, KEY)
    with pytest.raises(StorageTrouble, match="database_damaged"):
        if met == "by a list":
            with opened.read() as s:
                look_at_all_lists(s.connection())
        else:
            take_backup(opened)
    opened.close()
    done = mend_if_noted(home, KEY)
    assert done is not None
    assert not is_damaged(home, KEY)
    assert mend_if_noted(home, KEY) is None
    opened = open_store(home, KEY)
    with opened.read() as s:
        assert len(orders_of(s, person)) == 1
    opened.close()


def test_without_a_good_copy_what_can_be_read_stays(store: Store, home: Path) -> None:
    store.close()
    damaged_where_opening_does_not_look(home)
    note_damage(home)
    before = paths.desk_db(home).read_bytes()
    assert mend_if_noted(home, KEY) is None
    assert paths.desk_db(home).read_bytes() == before


def test_an_older_copy_serves_when_the_newest_is_damaged(
    store: Store, operator: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = villager(store, operator)
    first = take_backup(store)
    ordered(store, operator, person)
    monkeypatch.setattr("villagedesk.clock.now_ms", lambda: first.at + 7_200_000)
    second = take_backup(store)
    monkeypatch.undo()
    store.close()
    flip(second.path, 9000)
    break_it(home)
    assert repair(home, KEY).backup_at == first.at


def test_events_of_a_log_that_was_opened_later_move_over(
    store: Store, operator: str, home: Path, tmp_path: Path
) -> None:
    """As after a restore: the same ids, the next places of the log that is written now."""
    person = villager(store, operator)
    store.close()
    old = tmp_path / "old"
    shutil.copytree(home, old)
    later = open_store(home, KEY)
    with later.transaction() as connection:
        events.open_log(connection, "ab" * 16, 1)
    ordered(later, operator, person)
    with later.read() as s:
        (event,) = events.events_after(s.connection(), "ab" * 16, 0)
    later.close()
    mended = open_store(old, KEY)
    with mended.transaction() as connection:
        assert bring_back(connection, [event]) == 1
        assert bring_back(connection, [event]) == 0
    with mended.read() as s:
        log, head, _ = events.current_log(s.connection())
        assert events.verify_chain(s.connection(), log) == head
        assert len(orders_of(s, person)) == 1
    mended.close()


def test_central_and_the_mended_desk_agree_again() -> None:
    """Sent, then damaged; sent by the other PC meanwhile; not sent: all three come together."""
    from tests.sync.counter_work import work

    world = World()
    try:
        one, two = NAMES[:2]
        work(world, one, "take_on", 1)
        world.sync(one)
        backup = take_backup(world.stores[one])
        work(world, one, "order", 2)
        world.sync(one)  # central has this one, the copy does not
        work(world, two, "take_on", 3)
        world.sync(two)
        work(world, one, "take_on", 4)  # nobody has this one but the second file
        home, key = world.stores[one].home, world.stores[one].key
        world.stores[one].close()
        break_it(home)
        done = repair(home, key)
        assert done.backup_at == backup.at
        world.stores[one] = open_store(home, key)
        for name in (one, two, one, two):
            world.sync(name)
        assert world.sync(one).agreed
        assert world.sync(two).agreed
        confirmed = confirmed_rows(world.central(), world.centre)
        for name in (one, two):
            assert world.read(name, lambda c: desk_rows(c, list(confirmed))) == confirmed
    finally:
        world.close()


def test_unsent_work_is_read_from_the_damaged_database_when_the_second_file_is_gone(
    store: Store, operator: str, home: Path
) -> None:
    person = villager(store, operator)
    take_backup(store)
    numbers = [ordered(store, operator, person).number for _ in range(4)]
    store.close()
    paths.journal(home).unlink()
    done = repair(home, KEY)
    assert done.brought_back == 4
    again = open_store(home, KEY)
    with again.read() as s:
        assert {order.number for order in orders_of(s, person)} == set(numbers)
        log, head, _ = events.current_log(s.connection())
        assert events.verify_chain(s.connection(), log) == head
    again.close()


def test_a_copy_that_was_chosen_is_put_back_and_nothing_is_lost(
    store: Store, operator: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    person = villager(store, operator)
    old = take_backup(store).path.name
    numbers = [ordered(store, operator, person).number for _ in range(2)]
    store.close()
    with pytest.raises(NotFound):
        restore(home, "desk-20200101T000000Z.db", KEY)
    (home / "desk.key").write_text(KEY.hex())
    monkeypatch.setenv("VILLAGEDESK_HOME", str(home))
    assert main(["backup", "restore", old]) == 0
    assert "2" in capsys.readouterr().out
    again = open_store(home, KEY)
    with again.read() as s:
        assert {order.number for order in orders_of(s, person)} == set(numbers)
    again.close()
