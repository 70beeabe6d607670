"""The village pack: made by central, taken in from a file or by the network, with thumbnails looked up by their hash."""

import hashlib
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from tests.sync.conftest import Desk
from villagedesk import errors, i18n
from villagedesk.central import goods_parts
from villagedesk.central.goods import publish_file, publish_goods
from villagedesk.central.serve import Server
from villagedesk.domain.goods import Goods
from villagedesk.errors import AppError, Invalid, Offline, Refused, StorageTrouble
from villagedesk.store import open_store
from villagedesk.store.catalogue import goods_by_id, open_pictures, search, write_file
from villagedesk.store.catalogue.arriving import VILLAGE, arriving, village_pack_of, wish, wished
from villagedesk.store.catalogue.sample import sample_goods
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.pack import take_in_pack, write_pack
from villagedesk.sync.service import sync_now

KEY = bytes(range(32))
MakeDesk = Callable[[str], Desk]


def picture(number: int, size: int = 900) -> bytes:
    """Bytes that begin like a JPEG and that no compressor makes small."""
    return b"\xff\xd8\xff" + random.Random(number).randbytes(size)


def name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few hundred goods make several parts."""
    monkeypatch.setattr(goods_parts, "GOODS_EACH", 100)
    monkeypatch.setattr(goods_parts, "PICTURE_BYTES", 20_000)


@pytest.fixture
def goods(server: Server, tmp_path: Path) -> list[Goods]:
    """Six hundred published goods; the first hundred are ordered most and have thumbnails."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    made = []
    for at, one in enumerate(sample_goods(600)):
        name = f"{one.id}.jpg" if at < 100 else ""
        if name:
            (folder / name).write_bytes(picture(at))
        made.append(changed(one, ordered=max(0, 400 - at), picture=name))
    write_file(tmp_path / "goods.ndjson", made)
    central = server.central
    publish_file(central.database, tmp_path / "goods.ndjson", pictures=(folder, central.thumbnails))
    return [changed(one, picture=name_of(picture(at)) if at < 100 else "") for at, one in enumerate(made)]


@pytest.fixture
def pack(server: Server, goods: list[Goods], tmp_path: Path) -> Path:
    """The pack of the 300 goods that are ordered most."""
    central = server.central
    made = central.goods_parts.make_village(central.database, central.thumbnails, most=300)
    assert (made.count("goods"), made.count("pictures")) == (300, 100)
    central.goods_parts.write_pack(tmp_path / "village.vdpack", made)
    return tmp_path / "village.vdpack"


def complete(desk: Desk, goods: list[Goods]) -> None:
    store = desk.store
    assert store.catalogue.count() >= 300
    assert goods_by_id(store.catalogue, [one.id for one in goods[:300]]) == {one.id: one for one in goods[:300]}
    assert store.pictures.count() == 100
    assert store.pictures.get(goods[7].picture) == picture(7)
    assert arriving(store.catalogue, VILLAGE) is None


def test_a_pack_fills_an_empty_desk_and_the_line_brings_the_rest(
    make_desk: MakeDesk, goods: list[Goods], pack: Path
) -> None:
    desk, told = make_desk("a"), list[tuple[int, int]]()
    taken = take_in_pack(desk.store, pack, progress=lambda done, size: told.append((done, size)))
    assert (taken.goods, taken.pictures, taken.new, taken.whole) == (300, 100, True, True)
    assert told[-1][0] == told[-1][1] > 90_000
    complete(desk, goods)
    assert desk.store.catalogue.cursor == 0
    assert not take_in_pack(desk.store, pack).new
    sync_now(desk.store)
    assert desk.store.catalogue.count() == 600
    complete(desk, goods)


def test_thumbnails_lie_encrypted_and_survive_a_restart(make_desk: MakeDesk, goods: list[Goods], pack: Path) -> None:
    desk = make_desk("a")
    take_in_pack(desk.store, pack)
    home = desk.store.home
    desk.store.close()
    on_disk = b"".join(file.read_bytes() for file in home.glob("*.db*"))
    assert picture(7)[:200] not in on_disk
    assert "复合肥".encode() not in on_disk
    pictures = open_pictures(home, KEY)
    assert pictures.get(goods[7].picture) == picture(7)
    assert pictures.get("00" * 32) is pictures.get("box") is pictures.get("x" * 64) is None
    pictures.close()
    # With another key, or damaged, they begin anew: a pack fills them again.
    other = open_pictures(home, bytes(32))
    assert other.count() == 0
    other.close()


def test_a_pack_never_makes_newer_goods_older(
    server: Server, make_desk: MakeDesk, goods: list[Goods], pack: Path
) -> None:
    desk = make_desk("a")
    with server.central.database.write() as connection:
        publish_goods(connection, [changed(goods[0], price_fen=5)])
    sync_now(desk.store)
    take_in_pack(desk.store, pack)
    assert goods_by_id(desk.store.catalogue, [goods[0].id])[goods[0].id].price_fen == 5
    assert desk.store.pictures.count() == 100
    assert desk.store.catalogue.cursor == 601


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.999])
def test_nothing_of_a_pack_that_was_cut_is_taken_in(
    make_desk: MakeDesk, goods: list[Goods], pack: Path, share: float
) -> None:
    desk = make_desk("a")
    whole = pack.read_bytes()
    pack.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(AppError) as caught:
        take_in_pack(desk.store, pack)
    assert caught.value.code == "pack_cut"
    assert errors.sentence(caught.value)
    assert (desk.store.catalogue.count(), desk.store.pictures.count()) == (0, 0)
    pack.write_bytes(whole)
    take_in_pack(desk.store, pack)
    complete(desk, goods)


def test_each_bad_pack_has_its_sentence_and_changes_nothing(
    make_desk: MakeDesk, goods: list[Goods], pack: Path, tmp_path: Path
) -> None:
    desk = make_desk("a")
    whole = pack.read_bytes()
    signed_at = 12 + whole[12:].index(b"village")
    cases = {
        "of another platform": (whole[:signed_at] + b"v1llage" + whole[signed_at + 7 :], "pack_not_ours"),
        "no pack": (b"PK\x03\x04" * 500, "pack_unknown"),
        "nothing": (b"", "pack_unknown"),
        "a list without end": (whole[:8] + b"\xff" * 4 + whole[12:], "pack_unknown"),
        "a bit of a part": (whole[:-3000] + bytes([whole[-3000] ^ 1]) + whole[-2999:], "pack_cut"),
    }
    for what, (content, code) in cases.items():
        pack.write_bytes(content)
        with pytest.raises(AppError) as caught:
            take_in_pack(desk.store, pack)
        assert caught.value.code == code, what
        for language in i18n.LANGUAGES:
            i18n.set_language(language)
            assert errors.sentence(caught.value)
        assert (desk.store.catalogue.count(), desk.store.pictures.count()) == (0, 0)
    with pytest.raises(AppError) as caught:
        take_in_pack(desk.store, tmp_path / "gone.vdpack")
    assert caught.value.code == "catalogue_no_file"
    pack.write_bytes(whole)
    take_in_pack(desk.store, pack)
    complete(desk, goods)


def test_a_computer_that_is_not_enrolled_trusts_no_pack(pack: Path, tmp_path: Path) -> None:
    store = open_store(tmp_path / "new", KEY)
    with pytest.raises(Refused) as caught:
        take_in_pack(store, pack)
    assert caught.value.code == "not_enrolled"
    store.close()


def test_it_can_be_stopped_and_goes_on(make_desk: MakeDesk, goods: list[Goods], pack: Path) -> None:
    desk, told = make_desk("a"), list[int]()
    taken = take_in_pack(
        desk.store, pack, progress=lambda done, size: told.append(done), cancelled=lambda: len(told) == 2
    )
    assert not taken.whole
    assert desk.store.catalogue.count() == 200
    take_in_pack(desk.store, pack)
    complete(desk, goods)


def test_a_full_disk_leaves_what_was_whole(make_desk: MakeDesk, goods: list[Goods], pack: Path) -> None:
    desk = make_desk("a")
    connection = desk.store.pictures._connection
    connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0] + 6}")
    with pytest.raises(StorageTrouble) as caught:
        take_in_pack(desk.store, pack)
    assert caught.value.code == "disk_full"
    assert desk.store.catalogue.count() == 300
    connection.execute("PRAGMA max_page_count = 1073741823")
    take_in_pack(desk.store, pack)
    complete(desk, goods)


def test_a_pack_beside_the_program_fills_a_new_computer_by_itself(
    server: Server, make_desk: MakeDesk, goods: list[Goods], pack: Path
) -> None:
    desk = make_desk("a")
    folder = desk.store.home / "packs"
    folder.mkdir()
    (folder / "village.vdpack").write_bytes(pack.read_bytes())
    (folder / "broken.vdpack").write_bytes(b"not a pack")
    report = sync_now(desk.store)
    assert report.goods_trouble is not None  # the broken one is told
    (folder / "broken.vdpack").unlink()
    assert "goods" in sync_now(desk.store).changed
    complete(desk, goods)
    assert "goods" not in sync_now(desk.store).changed  # once


# ---------------------------------------------------------------- by network


def test_it_comes_by_network_when_it_is_wanted_and_goes_on_after_a_cut(
    make_desk: MakeDesk, goods: list[Goods], pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk("a")
    sync_now(desk.store)
    assert desk.store.pictures.count() == 0  # 70 MB come only when somebody asked for them
    wish(desk.store.catalogue, wanted=True)
    real, asked = HttpRemote.goods_piece, list[int]()

    def cut(remote: HttpRemote, sha256: bytes, start: int, max_bytes: int) -> bytes:
        asked.append(start)
        if len(asked) > 6:
            raise Offline("no_answer")
        return real(remote, sha256, start, max_bytes)

    monkeypatch.setattr(HttpRemote, "goods_piece", cut)
    sync_now(desk.store)
    assert wished(desk.store.catalogue)
    under_way = arriving(desk.store.catalogue, VILLAGE)
    assert under_way is not None
    assert under_way.next > 3
    monkeypatch.setattr(HttpRemote, "goods_piece", real)
    sync_now(desk.store)
    complete(desk, goods)
    assert not wished(desk.store.catalogue)
    assert village_pack_of(desk.store.catalogue) > 0
    wish(desk.store.catalogue, wanted=True)
    assert "goods" not in sync_now(desk.store).changed  # nothing newer


def test_what_a_stick_began_the_network_ends(make_desk: MakeDesk, goods: list[Goods], pack: Path) -> None:
    desk = make_desk("a")
    take_in_pack(desk.store, pack, cancelled=lambda: desk.store.pictures.count() > 0)
    came = desk.store.pictures.count()
    assert 0 < came < 100
    wish(desk.store.catalogue, wanted=True)
    sync_now(desk.store)
    complete(desk, goods)


def test_a_county_without_a_pack_says_so(server: Server, make_desk: MakeDesk, goods: list[Goods]) -> None:
    desk = make_desk("a")
    wish(desk.store.catalogue, wanted=True)
    report = sync_now(desk.store)
    assert report.agreed
    assert report.goods_trouble is not None
    assert report.goods_trouble.code == "pack_not_made"
    assert not wished(desk.store.catalogue)
    assert sync_now(desk.store).goods_trouble is None


def test_pictures_of_goods_that_went_are_let_go(
    server: Server, make_desk: MakeDesk, goods: list[Goods], pack: Path, tmp_path: Path
) -> None:
    desk, central = make_desk("a"), server.central
    take_in_pack(desk.store, pack)
    sync_now(desk.store)
    with central.database.write() as connection:
        publish_goods(connection, goods[60:], complete=True)
    sync_now(desk.store)
    newer = central.goods_parts.make_village(central.database, central.thumbnails, most=300)
    central.goods_parts.write_pack(tmp_path / "newer.vdpack", newer)
    take_in_pack(desk.store, tmp_path / "newer.vdpack")
    assert desk.store.pictures.count() == 40
    assert search(desk.store.catalogue, goods[70].title).goods


# ---------------------------------------------------------------- at central


@pytest.mark.parametrize("content", [b"GIF89a" + b"x" * 99, picture(1, 17 << 10), b""])
def test_central_takes_small_pictures_only(server: Server, tmp_path: Path, content: bytes) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(content)
    write_file(tmp_path / "goods.csv", [Goods("a", "雨靴", 1, picture="a.jpg")])
    with pytest.raises(Invalid) as caught:
        publish_file(server.central.database, tmp_path / "goods.csv", pictures=(folder, server.central.thumbnails))
    assert caught.value.code == "goods_picture_wrong"
    assert "a.jpg" in errors.sentence(caught.value)


def test_a_picture_outside_the_folder_is_never_read(server: Server, tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(picture(1))
    folder = tmp_path / "pictures"
    folder.mkdir()
    write_file(tmp_path / "goods.csv", [Goods("a", "雨靴", 1, picture="../secret.jpg")])
    publish_file(server.central.database, tmp_path / "goods.csv", pictures=(folder, server.central.thumbnails))
    assert list(server.central.thumbnails.names()) == []


def test_no_goods_no_pack(server: Server, tmp_path: Path) -> None:
    central = server.central
    with pytest.raises(Refused):
        central.goods_parts.make_village(central.database, central.thumbnails)
    assert write_pack(tmp_path / "x.vdpack", b"", []) == 12
