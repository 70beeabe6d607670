"""Clocks that are years off or jump back during the day: nothing is decided by them, nothing breaks on them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.sync.counter_work import WORK, Nothing, staff
from tests.sync.two_desks import NAMES, World, check_chain, confirmed_rows, desk_rows, rows_of
from villagedesk import clock, i18n
from villagedesk.desktop.today.cards import look
from villagedesk.errors import AppError, sentence
from villagedesk.store import Store
from villagedesk.sync.outbox import sync_status

# A battery that is empty, an old board, a typing mistake, the end of 32 bits, far behind everything.
DAYS = ["1970-01-01", "2000-01-01", "2038-01-19", "2099-12-31"]
# Each needs what the ones before it made.
ORDER_OF_WORK = [
    "take_on", "order", "cancel", "take_on", "order", "extra", "call", "plan", "sign", "come_in", "correct_mark",
    "edit", "give", "receive", "receive", "give", "back", "refund", "answer", "mend_dossier", "close", "decide",
]  # fmt: skip


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


def off_by(day: str) -> int:
    """Milliseconds from now to the noon of that day."""
    noon = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)
    return int(noon.timestamp() * 1000) - clock.now_ms()


def day_of_work(world: World, name: str, number: int) -> int:
    """Everything a desk can do, one after the other; a rule may say no, but only in a sentence."""
    done, said = 0, []
    for step, what in enumerate(ORDER_OF_WORK):
        try:
            world.act(name, lambda s, what=what, step=step: WORK[what](s, number + step))
            done += 1
        except Nothing:
            continue
        except AppError as error:
            said.append(sentence(error))
    assert all(said)
    return done


def look_at_everything(store: Store) -> None:
    """Today, the chip, and every time shown in words."""
    with store.read() as s:
        look(s)
        status = sync_status(s.connection())
        times = [status.oldest_at, status.agreed_at, status.tried_at]
        times += [row[0] for row in s.connection().exec_driver_sql("SELECT at FROM event")]
    for at in times:
        if at is not None:
            assert i18n.ago(at)


@pytest.mark.parametrize("day", DAYS)
def test_a_clock_that_is_years_off(world: World, day: str) -> None:
    one, two = NAMES
    assert day_of_work(world, two, 100) > 5
    with clock.shifted(off_by(day)):
        day_of_work(world, one, 200)
        world.sync(one)
        look_at_everything(world.stores[one])
    for what in ("place", "ship", "approve", "return"):
        staff(world, what, 300)
    world.sync(two)
    with clock.shifted(off_by(day)):
        world.sync(one)
        day_of_work(world, one, 400)
        look_at_everything(world.stores[one])
        world.reopen(one)
    day_of_work(world, two, 500)
    day_of_work(world, one, 600)
    _all_agree(world)
    for name in NAMES:
        look_at_everything(world.stores[name])


def test_a_clock_that_jumps_back_at_every_action(world: World) -> None:
    """The log is in the order of what was done, whatever each action claims about its time."""
    one, _ = NAMES
    for number in range(12):
        with clock.shifted(-number * 400 * 24 * 3_600_000):
            assert world.act(one, lambda s, number=number: WORK["take_on"](s, 2 * number + 1))
    _all_agree(world)
    with world.stores[NAMES[1]].read() as s:
        rows = s.connection().exec_driver_sql("SELECT id, at FROM event WHERE body LIKE '%take_on%' ORDER BY position")
        found = [(row[0], row[1]) for row in rows]
    assert [id_ for id_, _ in found] == world.acknowledged[one]
    assert [at for _, at in found] == sorted((at for _, at in found), reverse=True)


def test_the_chip_after_the_clock_was_put_right(world: World) -> None:
    one, _ = NAMES
    with clock.shifted(off_by("2099-12-31")):
        assert world.sync(one).agreed
        world.act(one, lambda s: WORK["take_on"](s, 1))
    look_at_everything(world.stores[one])
    _all_agree(world)


def _all_agree(world: World) -> None:
    for name in (*NAMES, *NAMES, *NAMES):
        report = world.sync(name)
    for name in NAMES:
        report = world.sync(name)
        assert (report.agreed, report.trouble) == (True, None)
        world.read(name, check_chain)
    confirmed = confirmed_rows(world.central(), world.centre)
    for name in NAMES:
        assert world.read(name, lambda c: desk_rows(c, list(confirmed))) == confirmed
    assert world.read(NAMES[0], rows_of) == world.read(NAMES[1], rows_of)
