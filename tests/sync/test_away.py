"""Ninety days without a line: a few actions a day, and meanwhile others change the same rows; one sync, and all is equal."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace as changed

from tests.sync.conftest import Desk
from tests.sync.counter_work import WORK, Nothing, staff
from tests.sync.test_unattended import central  # noqa: F401
from tests.sync.two_desks import NAMES, World, check_chain, confirmed_rows, desk_rows, rows_of
from villagedesk import clock
from villagedesk.central import goods_parts
from villagedesk.central.goods import publish_goods
from villagedesk.central.serve import Server
from villagedesk.errors import AppError
from villagedesk.store import events
from villagedesk.store.catalogue import goods_by_id
from villagedesk.store.catalogue.sample import sample_goods
from villagedesk.sync.service import sync_now

DAY_MS, DAYS = 86_400_000, 90
A_DAY = ["take_on", "order", "edit", "order", "extra", "call", "cancel", "plan", "sign", "give", "receive", "refund"]


def some_work(world: World, name: str, day: int, count: int) -> int:
    done = 0
    for number in range(count):
        what = A_DAY[(day * 5 + number * 3) % len(A_DAY)]
        try:
            world.act(name, lambda s, what=what, number=number: WORK[what](s, day * 7 + number))
            done += 1
        except (Nothing, AppError):
            continue
    return done


def test_ninety_days_and_one_sync() -> None:
    world = World()
    try:
        one, two = NAMES
        some_work(world, two, 1, 8)
        for name in (two, one, two):
            world.sync(name)
        first = clock.now_ms()
        before = len(world.acknowledged[one])
        for day in range(DAYS):
            with clock.shifted(day * DAY_MS):
                some_work(world, one, day, 3)
                if day % 9 == 0:
                    some_work(world, two, 500 + day, 4)
                    world.sync(two)
                    for what in ("place", "ship", "approve"):
                        staff(world, what, day)
        done = len(world.acknowledged[one]) - before
        assert done > 120
        with clock.shifted(DAYS * DAY_MS):
            waiting, oldest = world.read(one, events.waiting)
            assert waiting == done
            assert oldest is not None
            assert oldest - first < DAY_MS
            report = world.sync(one)
            assert (report.agreed, report.trouble, report.sent) == (True, None, done)
            assert report.received > 15
            assert report.rounds <= 6
            assert world.sync(two).agreed
            assert world.sync(one).agreed
            confirmed = confirmed_rows(world.central(), world.centre)
            for name in NAMES:
                world.read(name, check_chain)
                assert world.read(name, lambda c: desk_rows(c, list(confirmed))) == confirmed
            assert world.read(one, rows_of) == world.read(two, rows_of)
            held = set(world.acknowledged[one]) | set(world.acknowledged[two])
            with world.central().database.read() as connection:
                there = list(connection.exec_driver_sql("SELECT id FROM event").scalars())
            assert held <= set(there)
            assert len(there) == len(set(there))
    finally:
        world.close()


@pytest.mark.parametrize(("daily", "whole"), [(20, True), (2, False)], ids=["much changed", "little changed"])
def test_goods_come_the_shorter_way(
    server: Server,
    make_desk: Callable[[str], Desk],
    monkeypatch: pytest.MonkeyPatch,
    daily: int,
    whole: bool,
) -> None:
    monkeypatch.setattr(goods_parts, "WORTH_PARTS", 300)
    monkeypatch.setattr(goods_parts, "GOODS_EACH", 200)
    goods = list(sample_goods(600))

    def publish(some: list[object]) -> None:
        with server.central.database.write() as connection:
            publish_goods(connection, some, complete=False)  # type: ignore[arg-type]

    desk = make_desk("one")
    publish(goods)  # type: ignore[arg-type]
    assert sync_now(desk.store).goods_trouble is None
    for day in range(DAYS):
        changes = [changed(goods[(day * daily + n) % 600], price_fen=100 + day * daily + n) for n in range(daily)]
        for one in changes:
            goods[goods.index(next(g for g in goods if g.id == one.id))] = one
        publish(changes)  # type: ignore[arg-type]
    server.central.goods_parts.make_whole(server.central.database)
    pieces: list[int] = []
    real = type(desk.remote).goods_piece

    def counted(self: object, sha256: bytes, start: int, max_bytes: int) -> bytes:
        pieces.append(start)
        return real(self, sha256, start, max_bytes)  # type: ignore[arg-type]

    monkeypatch.setattr(type(desk.remote), "goods_piece", counted)
    with clock.shifted(DAYS * DAY_MS):
        assert sync_now(desk.store).goods_trouble is None
    assert bool(pieces) is whole
    found = goods_by_id(desk.store.catalogue, [one.id for one in goods])
    assert {one.id: one.price_fen for one in goods} == {id_: one.price_fen for id_, one in found.items()}
