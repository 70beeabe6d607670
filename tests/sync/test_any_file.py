"""Packs of goods and lists of villages by the door of the updates: whole, newer and signed, or a sentence and no change."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from tests.sync.conftest import Desk
from tests.sync.test_pack import goods, pack  # noqa: F401
from villagedesk import clock, i18n, paths
from villagedesk.central import releases
from villagedesk.central.serve import Server
from villagedesk.domain import villages
from villagedesk.domain.goods import Goods
from villagedesk.errors import AppError, Refused, sentence
from villagedesk.store import identity
from villagedesk.store.catalogue.arriving import VILLAGE, arriving, village_pack_of
from villagedesk.store.centre import own_centre
from villagedesk.sync.run import Run
from villagedesk.sync.updates import VILLAGES, Taken, command, take_in, write_release
from villagedesk.sync.updates.any_file import CATALOGUE, take_any

# What central's database is does not matter here.
pytestmark = pytest.mark.parametrize("central", ["sqlite"], indirect=True)
MakeDesk = Callable[[str], Desk]
LISTS = sorted(paths.resource("divisions/villages").glob("*.zst"))


def test_a_pack_of_goods_comes_by_the_same_door(make_desk: MakeDesk, goods: list[Goods], pack: Path) -> None:  # noqa: F811
    desk, seen = make_desk("a"), []
    taken = take_any(desk.store, pack, progress=lambda done, size: seen.append((done, size)))
    assert taken.kind == CATALOGUE
    assert desk.store.catalogue.count() == 300
    assert seen[-1][0] == seen[-1][1]
    i18n.set_language("en")
    assert command.words_of(taken).startswith("The goods pack of ")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ("half", "pack_cut"),
        ("one byte short", "pack_cut"),
        ("last byte", "pack_cut"),
        ("list", "pack_not_ours"),
        ("head", "pack_cut"),
        ("mark", "update_unknown"),
        ("other central", "pack_not_ours"),
        ("older", "pack_older"),
    ],
)
def test_a_pack_that_is_not_right_changes_nothing(
    make_desk: MakeDesk,
    server: Server,
    goods: list[Goods],  # noqa: F811
    pack: Path,  # noqa: F811
    spoil: str,
    code: str,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = make_desk("a")
    data = bytearray(pack.read_bytes())
    match spoil:
        case "half":
            del data[len(data) // 2 :]
        case "one byte short":
            del data[-1]
        case "last byte":
            data[-1] ^= 1
        case "list":
            data[60] ^= 1
        case "head":
            del data[40:]
        case "mark":
            data[0] ^= 1
        case "other central":
            key, real = Ed25519PrivateKey.generate().public_key().public_bytes_raw(), identity.device

            def foreign(connection: Connection) -> identity.Device | None:
                device = real(connection)
                return device and replace(device, central_key=key)

            monkeypatch.setattr(identity, "device", foreign)
        case "older":
            later = clock.now_ms() + 86_400_000
            with monkeypatch.context() as patched:
                patched.setattr(clock, "now_ms", lambda: later)
                newer = pack.with_name("newer.vdpack")
                parts = server.central.goods_parts.make_village(server.central.database, server.central.thumbnails)
                server.central.goods_parts.write_pack(newer, parts)
            take_any(desk.store, newer)
    pack.write_bytes(data)
    before = desk.store.catalogue.count(), desk.store.pictures.count(), village_pack_of(desk.store.catalogue)
    with pytest.raises(AppError) as caught:
        take_any(desk.store, pack)
    assert caught.value.code in (code, "pack_unknown" if spoil == "list" else code)
    i18n.set_language(language)
    assert len(sentence(caught.value)) > 10
    after = desk.store.catalogue.count(), desk.store.pictures.count(), village_pack_of(desk.store.catalogue)
    assert before == after
    assert arriving(desk.store.catalogue, VILLAGE) is None


# --- villages


@pytest.fixture
def newer_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A shipped list as one of another year, and the folder where lists are kept."""
    if not LISTS:
        pytest.skip("no list is shipped")

    def make(year: str) -> Path:
        from zstandard import ZstdCompressor, ZstdDecompressor

        text = ZstdDecompressor().decompress(LISTS[0].read_bytes(), max_output_size=16 << 20)
        edition = villages.read_pack(LISTS[0].read_bytes())[0].encode()
        path = tmp_path / f"list-{year}"
        path.write_bytes(ZstdCompressor().compress(text.replace(edition, year.encode(), 1)))
        return path

    return make


def test_a_newer_list_of_villages_comes_over_the_line_once(
    make_desk: MakeDesk, server: Server, centre: str, newer_list: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    desk = make_desk("a")
    Run(desk.store, desk.remote, sleep=lambda s: None).go()
    monkeypatch.setenv("VILLAGEDESK_HOME", str(desk.store.home))
    edition, province, _count = villages.read_pack(LISTS[0].read_bytes())
    with desk.store.read() as s:
        found = own_centre(s)
        assert found is not None
    monkeypatch.setattr(
        command, "own_centre", lambda _s: found.model_copy(update={"village_code": f"{province}0000000000"})
    )
    villages._pack.cache_clear()
    with pytest.raises(AppError, match="update_none"):
        command.by_line(desk.store)
    words = Namespace(
        kind=VILLAGES, version=edition, file=newer_list("2099"), target=tmp_path / "x.vdupdate", system=""
    )
    with pytest.raises(Refused, match="villages_other_year"):
        releases._run(server.central, words)
    words.version = "2099"
    assert releases._run(server.central, words) == 0
    assert command.by_line(desk.store) == Taken(VILLAGES, "2099")
    assert not villages.is_newer(province, "2099")
    assert not list(desk.store.home.glob("fetched-*"))
    with pytest.raises(AppError, match="update_none"):
        command.by_line(desk.store)
    villages._pack.cache_clear()


def test_an_older_list_of_villages_is_refused_and_the_newer_stays(
    make_desk: MakeDesk, server: Server, newer_list: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    desk = make_desk("a")
    monkeypatch.setenv("VILLAGEDESK_HOME", str(desk.store.home))
    villages._pack.cache_clear()

    def released(year: str) -> Path:
        target = tmp_path / f"{year}.vdupdate"
        write_release(server.central.key, VILLAGES, year, newer_list(year), target, system="", made_at=clock.now_ms())
        return target

    assert take_any(desk.store, released("2098")) == Taken(VILLAGES, "2098")
    kept = [path.read_bytes() for path in (desk.store.home / "villages").iterdir()]
    with pytest.raises(AppError, match="village_pack_older") as caught:
        take_in(desk.store, released("2001"))
    assert "2098" in sentence(caught.value)
    assert [path.read_bytes() for path in (desk.store.home / "villages").iterdir()] == kept
    villages._pack.cache_clear()
