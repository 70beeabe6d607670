"""Numbers on slips after a database was put back from an older copy: none is given a second time."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from sqlmodel import col, select

from tests.conftest import KEY
from tests.store.orders_room import ordered, villager
from tests.store.people_of_a_village import lot_form, verified_seller
from tests.store.returns_room import JPEG
from villagedesk import paths
from villagedesk.domain.cash import CashEntry
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.fakes import FakeForm, FakeReport
from villagedesk.store import Store, get, numbers, open_store
from villagedesk.store.backup import take_backup
from villagedesk.store.bills import take_bill
from villagedesk.store.cash import note_cash
from villagedesk.store.cash_days import cash_days, close_day, count_day, drawer_now, open_day
from villagedesk.store.crops import record_lot
from villagedesk.store.fakes import report_fake
from villagedesk.store.photos import desk_files
from villagedesk.sync.repair import repair

NOON = "2026-11-23 04:00+00:00"


class Room:
    """One of everything that gets a number, at one desk that can be set back."""

    def __init__(self, home: Path, store: Store, operator: str) -> None:
        self.home, self.store, self.operator = home, store, operator
        self.chen = villager(store, operator)
        self.seller = verified_seller(store, operator)[1]

    def order(self) -> str:
        return ordered(self.store, self.operator, self.chen).number

    def bill(self) -> str:
        with self.store.write(by=self.operator) as s:
            return take_bill(s, "phone", "139 0000 6721", 5_000, again=True).number

    def report(self) -> str:
        photo = desk_files(self.store).put(JPEG)
        form = FakeForm(self.chen, "洗衣粉", wrong_with_it="掺水", claim="退钱", photos=(("goods", photo),))
        with self.store.write(by=self.operator) as s:
            id_ = report_fake(s, form, desk_files(self.store))
            return get(s, FakeReport, id_).number

    def lot(self) -> str:
        with self.store.write(by=self.operator) as s:
            return get(s, HarvestLot, record_lot(s, lot_form(self.seller, harvested_on="2026-11-20"))).code

    def entry(self) -> str:
        with self.store.write(by=self.operator) as s:
            return str(get(s, CashEntry, note_cash(s, "paid_in", 100, "x")).number)

    def book(self) -> list[int]:
        with self.store.read() as s:
            return list(s.scalars(select(CashEntry.number).order_by(col(CashEntry.number))))

    def keep(self) -> None:
        """A copy of the database as it is now, as somebody makes by hand."""
        self.store.close()
        shutil.copy(paths.desk_db(self.home), self.home / "by-hand.db")
        self.store = open_store(self.home, KEY)

    def set_back(self, *, journal: bool) -> None:
        self.store.close()
        for part in ("-wal", "-shm"):
            paths.desk_db(self.home).with_name(f"desk.db{part}").unlink(missing_ok=True)
        shutil.copy(self.home / "by-hand.db", paths.desk_db(self.home))
        if not journal:
            paths.journal(self.home).unlink()
        self.store = open_store(self.home, KEY)


@pytest.fixture
def room(home: Path, store: Store, operator: str):  # type: ignore[no-untyped-def]
    with time_machine.travel(NOON, tick=True):
        made = Room(home, store, operator)
        yield made
        made.store.close()


MADE: list[Callable[[Room], str]] = [Room.order, Room.bill, Room.report, Room.lot, Room.entry]


@pytest.mark.parametrize("journal", [True, False])
@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_no_number_is_given_again_after_the_database_was_put_back(
    room: Room, make: Callable[[Room], str], journal: bool
) -> None:
    make(room)
    room.keep()
    given = {make(room) for _ in range(3)}
    room.set_back(journal=journal)
    again = {make(room) for _ in range(3)}
    assert len(given | again) == 6


def test_what_was_done_since_the_copy_is_there_again(room: Room) -> None:
    room.keep()
    slip = ordered(room.store, room.operator, room.chen)
    room.set_back(journal=True)
    assert room.store.brought_back == 1
    assert room.book() == [1]
    assert slip.number != room.order()
    room.store.close()
    room.store = open_store(room.home, KEY)
    assert room.store.brought_back == 0
    assert len(room.book()) == 2


def test_numbers_left_free_are_of_that_day_only_and_the_book_goes_on(room: Room) -> None:
    room.order()
    room.keep()
    room.set_back(journal=False)
    assert room.order() == f"1123-1{1 + numbers.A_DAY + 1}"
    assert room.book()[-1] == 1 + numbers.A_DAY_OF_CASH + 1
    with time_machine.travel("2026-11-24 04:00+00:00", tick=True):
        assert room.order() == "1124-101"
        assert room.book()[-1] == 1 + numbers.A_DAY_OF_CASH + 2


def test_an_old_copy_leaves_more_of_the_book_free(room: Room) -> None:
    room.entry()
    room.keep()
    with time_machine.travel("2026-11-26 05:00+00:00", tick=True):
        room.set_back(journal=False)
        assert room.entry() == str(1 + 4 * numbers.A_DAY_OF_CASH + 1)


def test_a_lost_journal_of_an_empty_desk_leaves_nothing_free(home: Path) -> None:
    open_store(home, KEY).close()
    paths.journal(home).unlink()
    store = open_store(home, KEY)
    with store.transaction() as connection:
        assert connection.exec_driver_sql("SELECT * FROM meta WHERE key LIKE 'numbers%'").fetchall() == []
    store.close()


def test_a_day_counts_its_entries_and_not_its_numbers(room: Room) -> None:
    with room.store.write(by=room.operator) as s:
        open_day(s, {"100": 5})
    room.entry()
    room.keep()
    room.set_back(journal=False)
    room.entry()
    with room.store.write(by=room.operator) as s:
        day = count_day(s, {"100": 7})
        close_day(s, day.id)
    with room.store.read() as s:
        assert [(row.entries, row.difference_fen) for row in cash_days(s)] == [(2, 0)]
        assert drawer_now(s).since == 0
        assert drawer_now(s).carried == {"100": 7}


def test_a_day_opened_after_it_leaves_what_was_lost_to_the_day_before(room: Room) -> None:
    """What central brings later lies in the gap; it was in the drawer already when that was counted."""
    with room.store.write(by=room.operator) as s:
        open_day(s, {"100": 5})
        close_day(s, count_day(s, {"100": 5}).id)
    room.keep()
    room.set_back(journal=False)
    with room.store.write(by=room.operator) as s:
        day = open_day(s, {"100": 9})
    assert room.book() == [numbers.A_DAY_OF_CASH + 1]
    with room.store.read() as s:
        found = next(row for row in cash_days(s) if row.id == day)
        assert (found.entries, found.opening_fen) == (1, 500)


def test_a_mended_desk_whose_journal_is_gone_leaves_numbers_free(room: Room) -> None:
    room.order()
    take_backup(room.store)
    given = {room.order() for _ in range(3)}
    room.store.close()
    paths.journal(room.home).unlink()
    paths.desk_db(room.home).write_bytes(bytes(8192))
    assert repair(room.home, KEY).brought_back == 0
    room.store = open_store(room.home, KEY)
    assert room.order() not in given


def test_a_computer_after_a_power_cut_counts_on_as_before(room: Room) -> None:
    first = room.order()
    room.store.close()
    room.store = open_store(room.home, KEY)
    assert (first, room.order()) == ("1123-101", "1123-102")
    assert room.book() == [1, 2]
