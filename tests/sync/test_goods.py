"""The goods catalogue on its way to a desk: pages of the size that was asked for, cut lines, another catalogue."""

import random
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace as changed
from sqlalchemy import func, select

from tests.sync.conftest import Desk
from villagedesk import errors
from villagedesk.central import tables
from villagedesk.central.goods import PackedPages, newest_position, publish_file, publish_goods, write_catalogue
from villagedesk.central.serve import Server
from villagedesk.domain.goods import Goods
from villagedesk.errors import AppError, Offline
from villagedesk.store import identity
from villagedesk.store.catalogue import goods_by_id, import_file, write_file
from villagedesk.store.catalogue.sample import sample_goods
from villagedesk.sync.goods import PAGE_BYTES, SMALL_PAGE_BYTES, GoodsUpdate
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.messages import GoodsColumns, GoodsPage, columns_of, decode, goods_of
from villagedesk.sync.service import sync_now
from villagedesk.sync.unattended import sync_once


def publish(server: Server, goods: list[Goods], *, complete: bool = False) -> int:
    with server.central.database.write() as connection:
        return publish_goods(connection, goods, complete=complete)


class Line:
    """A desk's line on which some answers are lost."""

    def __init__(self, desk: Desk, lost: Callable[[int, int], bool]) -> None:
        self.desk, self._lost = desk, lost
        self.asked: list[int] = []

    def goods(self, after: int, max_bytes: int, want: str = "") -> GoodsPage:
        self.asked.append(max_bytes)
        page = self.desk.remote.goods(after, max_bytes, want)
        if self._lost(len(self.asked), max_bytes):
            raise Offline("no_answer")
        return page

    def update(self, newest: int) -> set[str]:
        store = self.desk.store
        with store.read() as s:
            device = identity.device(s.connection())
        assert device is not None
        return GoodsUpdate(store.catalogue, store.pictures, self, device.central_key).go(newest)  # type: ignore[arg-type]


def test_goods_travel_in_columns() -> None:
    goods = list(sample_goods(200))
    assert goods_of(columns_of(goods)) == goods
    assert goods_of(columns_of([])) == []
    columns = columns_of(goods)
    columns.price_fen.pop()
    with pytest.raises(Offline) as caught:
        goods_of(columns)
    assert caught.value.code == "wire_broken"


def test_a_desk_and_a_central_of_different_ages_understand_each_other() -> None:
    goods = [Goods("a", "雨靴", 1), Goods("b", "雨鞋", 2, barcode="96385074", variants=(("M", 2), ("L", 3)), ordered=9)]
    wire = msgspec.msgpack.decode(msgspec.msgpack.encode(columns_of(goods)))
    assert goods_of(msgspec.convert(wire, GoodsColumns)) == goods
    # What nobody says costs a byte, not a list.
    assert wire[15:] == [[], [0, 9], [], [], [], []]
    of_tomorrow = msgspec.convert([*wire, [1, 2]], GoodsColumns)
    assert goods_of(of_tomorrow) == goods
    with_an_end = [*goods, Goods("c", "雨伞", 3, until="2026-11-30")]
    ended = msgspec.msgpack.decode(msgspec.msgpack.encode(columns_of(with_an_end)))
    assert goods_of(msgspec.convert(ended, GoodsColumns)) == with_an_end
    assert [one.until for one in goods_of(msgspec.convert(ended[:20], GoodsColumns))] == ["", "", ""]
    of_yesterday = msgspec.convert(wire[:13], GoodsColumns)
    assert [one.title for one in goods_of(of_yesterday)] == ["雨靴", "雨鞋"]
    uneven = msgspec.convert([*wire[:13], ["1"]], GoodsColumns)
    with pytest.raises(Offline):
        goods_of(uneven)


def test_goods_that_cannot_be_hold_up_no_other(server: Server, make_desk: Callable[[str], Desk]) -> None:
    """Our central publishes none such; one in another language, or of tomorrow, may."""
    newest = publish(server, [Goods("a", "雨靴", 100), Goods("b", "雨鞋", 200)])
    desk = make_desk("a")
    assert Line(desk, lambda n, size: False).update(newest) == {"goods"}

    class Other(Line):
        def goods(self, after: int, max_bytes: int, want: str = "") -> GoodsPage:
            odd = [
                Goods("a", "雨靴", 0),
                Goods("b", "雨鞋", 300),
                Goods("", "什么", 1),
                Goods("c", "", 1),
                Goods("d", "雨伞", 9),
            ]
            return GoodsPage(columns_of(odd), newest + 5, False)

    assert Other(desk, lambda n, size: False).update(newest + 5) == {"goods"}
    here = goods_by_id(desk.store.catalogue, ["a", "b", "c", "d"])
    assert {id_: one.price_fen for id_, one in here.items()} == {"b": 300, "d": 9}, "what has no price is sold no more"
    assert desk.store.catalogue.cursor == newest + 5


@pytest.mark.parametrize("max_bytes", [64 * 1024, 8 * 1024, 3000])
def test_a_page_is_no_larger_than_asked_for(server: Server, max_bytes: int) -> None:
    chance = random.Random(7)
    # Titles that no compressor makes small.
    goods = [Goods(f"g{n}", "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(40)), 1) for n in range(3000)]
    publish(server, goods)
    pages, after, found = PackedPages(), 0, 0
    with server.central.database.read() as connection:
        while True:
            packed = pages.page(connection, after, max_bytes)
            page = decode(packed, GoodsPage)
            here = len(goods_of(page.columns))
            assert len(packed) <= max_bytes or here <= 50
            found, after = found + here, page.position
            if not page.more:
                break
        assert pages.page(connection, 0, max_bytes) is pages.page(connection, 0, max_bytes)
    assert found == 3000


def test_a_cut_line_keeps_what_came_and_asks_for_less(server: Server, make_desk: Callable[[str], Desk]) -> None:
    newest = publish(server, list(sample_goods(12_000)))
    desk = make_desk("a")
    line = Line(desk, lambda n, size: size == PAGE_BYTES and n > 1)
    assert line.update(newest) == {"goods"}
    assert set(line.asked[2:]) == {SMALL_PAGE_BYTES}
    assert desk.store.catalogue.count() == 12_000
    newest = publish(server, [changed(goods, price_fen=77) for goods in sample_goods(8_000)])
    gone = Line(desk, lambda n, size: n > 2)
    assert gone.update(newest) == {"goods"}
    kept = desk.store.catalogue.cursor
    assert 12_000 < kept < newest
    assert Line(desk, lambda n, size: False).update(newest) == {"goods"}
    assert desk.store.catalogue.cursor == newest
    assert {g.price_fen for g in goods_by_id(desk.store.catalogue, ["g0000000", "g0007999"]).values()} == {77}


def test_a_desk_that_followed_another_catalogue_begins_at_the_start(
    server: Server, make_desk: Callable[[str], Desk]
) -> None:
    newest = publish(server, list(sample_goods(300)))
    desk = make_desk("a")
    line = Line(desk, lambda n, size: False)
    line.update(newest)
    with desk.store.catalogue.writing() as connection:
        connection.execute("UPDATE meta SET value = 9999 WHERE name = 'cursor'")
        connection.execute("UPDATE goods SET price_fen = 1")
    line.update(newest)
    assert desk.store.catalogue.cursor == newest
    wanted = next(sample_goods(1))
    assert goods_by_id(desk.store.catalogue, [wanted.id])[wanted.id].price_fen == wanted.price_fen


def test_what_is_as_it_was_keeps_its_place(server: Server) -> None:
    goods = list(sample_goods(50))
    assert publish(server, goods) == 50
    assert publish(server, goods) == 50
    assert publish(server, [changed(goods[3], price_fen=1), *goods[4:]]) == 51


def test_goods_that_are_not_in_the_whole_list_any_more_go(server: Server, make_desk: Callable[[str], Desk]) -> None:
    goods = list(sample_goods(60))
    desk = make_desk("a")
    line = Line(desk, lambda n, size: False)
    line.update(publish(server, goods))
    newest = publish(server, goods[:40], complete=True)
    assert newest == 80
    line.update(newest)
    assert desk.store.catalogue.count() == 40
    assert publish(server, goods[:40], complete=True) == 80


@pytest.mark.parametrize("name", ["goods.ndjson.zst", "goods.csv"])
def test_a_file_is_published_whole_or_not_at_all(server: Server, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    write_file(file, sample_goods(1500))
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    with pytest.raises(AppError) as caught:
        publish_file(server.central.database, file)
    assert caught.value.code == ("catalogue_no_end" if name.endswith(".csv") else "catalogue_cut")
    with server.central.database.read() as connection:
        assert newest_position(connection) == 0
        assert connection.execute(select(func.count()).select_from(tables.goods)).scalar_one() == 0
    file.write_bytes(content)
    assert publish_file(server.central.database, file) == (1500, 1500)


def test_a_stick_brings_the_catalogue_and_the_line_only_what_is_newer(
    server: Server, make_desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    goods = list(sample_goods(400))
    publish(server, [*goods, Goods("old", "雨靴", 1)])
    publish(server, goods, complete=True)
    file = tmp_path / "goods.csv.gz"
    assert write_catalogue(server.central.database, file) == (400, 402)
    desk = make_desk("a")
    assert import_file(desk.store.catalogue, file).added == 400
    assert desk.store.catalogue.cursor == 402
    newest = publish(server, [changed(goods[0], price_fen=5)])
    line = Line(desk, lambda n, size: False)
    line.update(newest)
    assert len(line.asked) == 1
    assert goods_by_id(desk.store.catalogue, [goods[0].id])[goods[0].id].price_fen == 5
    with pytest.raises(AppError) as caught:
        write_catalogue(server.central.database, tmp_path / "nowhere" / "goods.csv")
    assert caught.value.code == "file_not_writable"


def test_goods_this_version_does_not_take_are_told_and_hold_nothing_else_up(
    server: Server, make_desk: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("villagedesk.central.goods.MAX_PAGE", 100)
    newest = publish(server, list(sample_goods(250)))
    desk = make_desk("a")
    whole = HttpRemote.goods

    def from_a_newer_central(remote: HttpRemote, after: int, max_bytes: int, want: str = "") -> GoodsPage:
        page = whole(remote, after, max_bytes, want)
        if after:
            page.columns.days[min(50, len(page.columns.days) - 1)] = 99_999
        return page

    monkeypatch.setattr(HttpRemote, "goods", from_a_newer_central)
    report = sync_now(desk.store)
    catalogue = desk.store.catalogue
    assert report.agreed
    assert report.goods_trouble is not None
    assert catalogue.trouble is report.goods_trouble
    assert "g0000150" in errors.sentence(report.goods_trouble)
    assert "goods" in report.changed
    # One of each page behind the first cannot be had; all others can.
    assert (catalogue.cursor, catalogue.count()) == (newest, 248)
    newest = publish(server, [changed(goods, price_fen=77) for goods in sample_goods(250)])
    said: list[str] = []
    assert sync_once(desk.store, said.append) == 0
    assert said[-1] == errors.sentence(catalogue.trouble)
    monkeypatch.setattr(HttpRemote, "goods", whole)
    newest = publish(server, [changed(goods, price_fen=88) for goods in sample_goods(250)])
    report = sync_now(desk.store)
    assert (report.goods_trouble, catalogue.trouble) == (None, None)
    assert (catalogue.cursor, catalogue.count()) == (newest, 250)
