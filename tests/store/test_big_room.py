"""The made-up years of work are such as the program itself would have left them."""

from pathlib import Path

import pytest
import time_machine

from tests.bench.counter import BEHIND, READS, close_busy_day
from tests.store.big_room import NOW, Room, big_room
from tests.store.big_school import fill
from villagedesk.store.commission import check_month, months_earned, statement


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory):
    made = big_room(Path(tmp_path_factory.mktemp("room")), 900)
    fill(made.store, [])
    with time_machine.travel(NOW / 1000 + 7_200, tick=True):
        yield made
    made.store.close()


def test_the_commission_of_every_month_equals_what_is_recomputed(room: Room) -> None:
    with room.store.read() as s:
        months = [month for month, _fen in months_earned(s)]
        assert len(months) > 30
        assert [month for month in months if not check_month(s, month).equal] == []
        assert sum(check_month(s, month).refunds for month in months) > 5
        assert statement(s, months[5]).open_fen == 0


@pytest.mark.parametrize("name", [*READS, *BEHIND])
def test_everything_that_is_measured_finds_something_to_read(room: Room, name: str) -> None:
    with room.store.read() as s:
        (READS | BEHIND)[name](s, room)


def test_it_is_in_step_with_the_code(room: Room) -> None:
    with room.store.read() as s:
        run = s.connection().exec_driver_sql
        assert run('SELECT count(*) FROM "order"').scalar() == 900
        assert run("SELECT count(*) FROM person WHERE household_id IS NOT NULL").scalar() == 30
        orphans = 'SELECT count(*) FROM commission WHERE order_id NOT IN (SELECT id FROM "order")'
        assert run(orphans).scalar() == 0


def test_a_day_of_a_thousand_movements_is_closed_in_a_second(room: Room) -> None:
    assert close_busy_day(room) < 1_000
