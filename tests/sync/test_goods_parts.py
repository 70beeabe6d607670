"""The whole catalogue in parts: cut in the middle of one, gone on with at the byte, damaged, replaced, never in the way."""

import random
from collections.abc import Callable

import pytest
from msgspec.structs import replace as changed

from tests.conftest import KEY
from tests.sync.conftest import Desk, remote_of
from tests.sync.test_unattended import work
from villagedesk import errors
from villagedesk.central import goods_parts
from villagedesk.central.goods import newest_position, publish_goods
from villagedesk.central.serve import Server
from villagedesk.domain.goods import Goods
from villagedesk.errors import AppError, Offline
from villagedesk.store import identity, open_store
from villagedesk.store.catalogue import goods_by_id, import_file, search, write_file
from villagedesk.store.catalogue.arriving import WHOLE, arriving
from villagedesk.store.catalogue.sample import sample_goods
from villagedesk.sync import arrival, parts
from villagedesk.sync.goods import GoodsUpdate
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.messages import GoodsPage
from villagedesk.sync.service import sync_now

MakeDesk = Callable[[str], Desk]
Piece = Callable[[bytes, int, int], bytes]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand goods are worth several parts, and a part several pieces."""
    monkeypatch.setattr(goods_parts, "WORTH_PARTS", 500)
    monkeypatch.setattr(goods_parts, "GOODS_EACH", 200)
    monkeypatch.setattr(arrival, "PIECE_BYTES", 2000)
    monkeypatch.setattr(arrival, "SMALL_PIECE_BYTES", 500)


def publish(server: Server, goods: list[Goods], *, complete: bool = False) -> int:
    with server.central.database.write() as connection:
        return publish_goods(connection, goods, complete=complete)


def snapshot(server: Server) -> parts.Parts:
    return server.central.goods_parts.make_whole(server.central.database)


class Line:
    """A desk's line that counts, and on which pieces can be lost or spoilt."""

    def __init__(self, desk: Desk, piece: Callable[[Piece, int], Piece] = lambda ask, number: ask) -> None:
        self.desk, self._piece = desk, piece
        self.pages, self.pieces, self.bytes = 0, 0, 0

    def goods(self, after: int, max_bytes: int, want: str = "") -> GoodsPage:
        self.pages += 1
        return self.desk.remote.goods(after, max_bytes, want)

    def goods_piece(self, sha256: bytes, start: int, max_bytes: int) -> bytes:
        self.pieces += 1
        data = self._piece(self.desk.remote.goods_piece, self.pieces)(sha256, start, max_bytes)
        self.bytes += len(data)
        return data

    def update(self, newest: int) -> set[str]:
        store = self.desk.store
        with store.read() as s:
            device = identity.device(s.connection())
        assert device is not None
        return GoodsUpdate(store.catalogue, store.pictures, self, device.central_key).go(newest)  # type: ignore[arg-type]


def lost(from_piece: int) -> Callable[[Piece, int], Piece]:
    """From this piece on the line is gone."""

    def piece(ask: Piece, number: int) -> Piece:
        def gone(sha256: bytes, start: int, max_bytes: int) -> bytes:
            raise Offline("no_answer")

        return gone if number >= from_piece else ask

    return piece


def same_goods(desk: Desk, goods: list[Goods]) -> None:
    catalogue = desk.store.catalogue
    assert catalogue.count() == len(goods)
    assert goods_by_id(catalogue, [one.id for one in goods]) == {one.id: one for one in goods}


def test_an_empty_desk_gets_the_snapshot_and_then_what_changed_since(server: Server, make_desk: MakeDesk) -> None:
    goods = [changed(one, ordered=at) for at, one in enumerate(sample_goods(1_000))]
    publish(server, [*goods, *(Goods(f"gone{n}", "旧货", 1) for n in range(50))])
    publish(server, goods, complete=True)
    made = snapshot(server)
    assert [part.count for part in made.parts] == [200] * 5
    newest = publish(server, [changed(goods[3], price_fen=77), Goods("new", "新雨靴", 9)])
    desk = make_desk("a")
    line = Line(desk)
    assert line.update(newest) == {"goods"}
    # One page brought the list, one what changed; everything else came as parts, each byte once.
    assert line.pages == 2
    assert line.bytes == made.size
    goods[3] = changed(goods[3], price_fen=77)
    same_goods(desk, [*goods, Goods("new", "新雨靴", 9)])
    assert desk.store.catalogue.cursor == newest
    assert arriving(desk.store.catalogue, WHOLE) is None
    assert Line(desk).update(newest) == set()


def test_what_is_ordered_most_comes_with_the_first_part(server: Server, make_desk: MakeDesk) -> None:
    goods = [changed(one, ordered=at) for at, one in enumerate(sample_goods(1_000))]
    newest = publish(server, goods)
    first = snapshot(server).parts[0]
    desk = make_desk("a")
    Line(desk, lost(first.size // 2000 + 2)).update(newest)
    assert desk.store.catalogue.count() == 200
    assert goods_by_id(desk.store.catalogue, ["g0000999", "g0000800"]).keys() == {"g0000999", "g0000800"}


def test_a_cut_in_the_middle_of_a_part_goes_on_at_the_byte_also_after_a_restart(
    server: Server, make_desk: MakeDesk
) -> None:
    goods = list(sample_goods(1_000))
    newest = publish(server, goods)
    made = snapshot(server)
    desk = make_desk("a")
    brought, chance = 0, random.Random(3)
    for _run in range(200):
        line = Line(desk, lost(chance.randrange(2, 5)))
        assert line.update(newest) == {"goods"}
        brought += line.bytes
        under_way = arriving(desk.store.catalogue, WHOLE)
        if under_way is None:
            break
        assert brought == sum(part.size for part in made.parts[: under_way.next]) + under_way.have
        assert desk.store.catalogue.cursor == 0
        # The program is ended and started again.
        home = desk.store.home
        desk.store.close()
        desk.store = open_store(home, KEY)
    assert brought == made.size
    same_goods(desk, goods)
    assert desk.store.catalogue.cursor == newest
    desk.store.close()


def test_an_old_catalogue_keeps_only_what_the_snapshot_names(server: Server, make_desk: MakeDesk) -> None:
    old = list(sample_goods(1_000))
    desk = make_desk("a")
    Line(desk).update(publish(server, old))
    new = [changed(one, price_fen=one.price_fen + 1) for one in old[300:]]
    newest = publish(server, new, complete=True)
    snapshot(server)
    cut = Line(desk, lost(4))
    cut.update(newest)
    assert cut.pages == 1
    assert desk.store.catalogue.count() == 1_000  # nothing goes before everything is here
    Line(desk).update(newest)
    same_goods(desk, new)
    # And a desk that is only a little behind gets pages, as ever.
    publish(server, [changed(new[0], price_fen=5)])
    line = Line(desk)
    line.update(newest + 1)
    assert (line.pages, line.pieces) == (1, 0)


def spoilt(pieces: set[int]) -> Callable[[Piece, int], Piece]:
    def piece(ask: Piece, number: int) -> Piece:
        def wrong(sha256: bytes, start: int, max_bytes: int) -> bytes:
            data = ask(sha256, start, max_bytes)
            return bytes([data[0] ^ 1]) + data[1:]

        return wrong if number in pieces else ask

    return piece


def test_wrong_bytes_are_fetched_again_and_then_told(server: Server, make_desk: MakeDesk) -> None:
    goods = list(sample_goods(600))
    newest = publish(server, goods)
    made = snapshot(server)
    desk = make_desk("a")
    with pytest.raises(AppError) as caught:
        Line(desk, spoilt(set(range(9999)))).update(newest)
    assert caught.value.code == "goods_part_wrong"
    assert "fetched again" in errors.sentence(caught.value)
    assert desk.store.catalogue.count() == 0
    line = Line(desk, spoilt({2}))
    line.update(newest)
    assert made.size < line.bytes < 2 * made.size
    same_goods(desk, goods)


def test_central_made_a_newer_snapshot_meanwhile(server: Server, make_desk: MakeDesk) -> None:
    goods = list(sample_goods(1_000))
    publish(server, goods)
    snapshot(server)
    desk = make_desk("a")
    Line(desk, lost(3)).update(1_000)
    for price in (1, 2, 3):  # two lists later the first one's parts are gone
        goods = [changed(one, price_fen=price) for one in goods]
        newest = publish(server, goods)
        snapshot(server)
    Line(desk).update(newest)
    same_goods(desk, goods)
    assert desk.store.catalogue.cursor == newest
    kept = list((server.central.config.home / "goods" / "parts").glob("??/*"))
    assert len(kept) == 10


def test_a_stick_that_is_newer_ends_what_was_under_way(server: Server, make_desk: MakeDesk, tmp_path) -> None:
    goods = list(sample_goods(1_000))
    newest = publish(server, goods)
    snapshot(server)
    desk = make_desk("a")
    Line(desk, lost(8)).update(newest)
    assert 0 < desk.store.catalogue.count() < 1_000
    write_file(tmp_path / "goods.csv", goods[:900], cursor=newest + 5)
    import_file(desk.store.catalogue, tmp_path / "goods.csv")
    assert arriving(desk.store.catalogue, WHOLE) is None
    assert desk.store.catalogue.count() == 900


def test_a_list_of_another_central_is_passed_over(
    server: Server, make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    goods = list(sample_goods(600))
    newest = publish(server, goods)
    snapshot(server)
    desk = make_desk("a")
    real = HttpRemote.goods

    def forged(remote: HttpRemote, after: int, max_bytes: int, want: str = "") -> GoodsPage:
        page = real(remote, after, max_bytes, want)
        page.parts = page.parts[:-1] + bytes([page.parts[-1] ^ 1]) if page.parts else b""
        return page

    monkeypatch.setattr(HttpRemote, "goods", forged)
    line = Line(desk)
    line.update(newest)
    assert line.pieces == 0
    same_goods(desk, goods)


# ---------------------------------------------------------------- beside everything else


@pytest.fixture
def slow_goods(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """What is in the list is done while the first pieces come, one each."""
    todo: list[Callable[[], object]] = []
    real = HttpRemote.goods_piece

    def piece(remote: HttpRemote, sha256: bytes, start: int, max_bytes: int) -> bytes:
        if todo:
            todo.pop(0)()
        return real(remote, sha256, start, max_bytes)

    monkeypatch.setattr(HttpRemote, "goods_piece", piece)
    return todo


def test_what_is_done_meanwhile_goes_out_before_the_next_piece(
    server: Server, make_desk: MakeDesk, slow_goods: list[Callable[[], object]]
) -> None:
    goods = list(sample_goods(1_000))
    publish(server, goods)
    snapshot(server)
    desk, sent_at = make_desk("a"), list[tuple[int, int]]()
    slow_goods.append(lambda: work(desk.store, "新操作员"))
    sync_now(desk.store, progress=lambda report: sent_at.append((report.sent, report.goods_done)))
    first = next(done for sent, done in sent_at if sent)
    assert first <= 2 * 2000  # out after the piece in which it was made, and the catalogue has many
    assert desk.store.catalogue.count() == 1_000


def test_a_change_elsewhere_comes_within_a_minute(
    server: Server,
    make_desk: MakeDesk,
    slow_goods: list[Callable[[], object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publish(server, list(sample_goods(1_000)))
    snapshot(server)
    desk, other = make_desk("a"), make_desk("b")
    seconds = [0.0]
    monkeypatch.setattr("villagedesk.clock.monotonic", lambda: seconds[0])

    def a_minute_later() -> None:
        work(other.store, "别处的操作员")
        other.sync()
        seconds[0] += 61

    slow_goods += [lambda: None, a_minute_later]
    came_at: list[tuple[bool, int]] = []
    report = sync_now(desk.store, progress=lambda r: came_at.append(("operator" in r.changed, r.goods_done)))
    before = next(done for came, done in came_at if came)
    assert 0 < before <= 3 * 2000
    assert report.agreed
    assert desk.store.catalogue.count() == 1_000


def test_a_full_disk_is_told_and_goes_on_once_there_is_room(server: Server, make_desk: MakeDesk) -> None:
    goods = list(sample_goods(2_000))
    publish(server, goods)
    snapshot(server)
    desk = make_desk("a")
    catalogue = desk.store.catalogue
    writer = catalogue._writer
    writer.execute(f"PRAGMA max_page_count = {writer.execute('PRAGMA page_count').fetchone()[0] + 60}")
    report = sync_now(desk.store)
    assert report.agreed
    assert report.goods_trouble is not None
    assert report.goods_trouble.code == "disk_full"
    assert catalogue.trouble is report.goods_trouble
    assert search(catalogue, goods[0].title).empty == (catalogue.count() == 0)
    writer.execute("PRAGMA max_page_count = 1073741823")
    report = sync_now(desk.store)
    assert report.goods_trouble is None
    same_goods(desk, goods)


def test_central_without_parts_and_a_desk_without_parts_go_on_as_before(server: Server, make_desk: MakeDesk) -> None:
    goods = list(sample_goods(700))
    newest = publish(server, goods)
    desk = make_desk("a")
    assert desk.remote.goods(0, 64 * 1024, WHOLE).parts == b""
    snapshot(server)
    assert desk.remote.goods(0, 64 * 1024).parts == b""  # an older desk does not ask for them
    with server.central.database.read() as connection:
        assert newest_position(connection) == newest
        assert not server.central.goods_parts.stale(connection)
    old = remote_of(desk.store)
    assert old.goods(newest, 100).position == newest
    old.close()
