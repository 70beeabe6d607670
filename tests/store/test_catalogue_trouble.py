"""An import that goes wrong half way: a full disk, kill -9, a stick pulled out. What was there can be searched on."""

import os
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import KEY
from tests.store.disks import Disk, disk, told_plainly  # noqa: F401
from villagedesk.domain.goods import Goods
from villagedesk.errors import AppError, StorageTrouble
from villagedesk.store.catalogue import (
    Catalogue,
    apply_page,
    goods_by_id,
    import_file,
    import_goods,
    open_catalogue,
    search,
    write_file,
)
from villagedesk.store.engine import connect

OLD_CURSOR, FILE_CURSOR = 50, 20
KILLS = 12


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """A catalogue of 600 goods at OLD_CURSOR."""
    opened = open_catalogue(tmp_path / "home", KEY)
    import_goods(opened, old_goods(600), cursor=OLD_CURSOR)
    yield opened
    opened.close()


def old_goods(count: int) -> list[Goods]:
    return [Goods(f"g{n:05}", f"山泉 洗衣粉{n}", 1000 + n, "2.5 kg", category="洗衣粉") for n in range(count)]


def new_goods(count: int) -> list[Goods]:
    """The same ids under another name; every third comes from a brand shop now."""
    return [
        Goods(f"g{n:05}", f"禾洁 皂粉{n}", 5000 + n, "1 kg", brand_shop=n % 3 == 0, category="皂粉")
        for n in range(count)
    ]


def usable(catalogue: Catalogue, count: int = 600) -> int:
    """Everything is there, each of the goods as it was or as it is in the file; returns how many are new."""
    # A connection of its own: one that has searched before looks at the index as it was then.
    connection = connect(catalogue.path, KEY)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    with catalogue.writing() as connection:
        connection.execute("INSERT INTO words(words) VALUES ('integrity-check')")
    old, new = ({goods.id: goods for goods in goods_of(count)} for goods_of in (old_goods, new_goods))
    there = goods_by_id(catalogue, list(old))
    assert catalogue.count() == len(there) == count
    assert all(goods in (old[id_], new[id_]) for id_, goods in there.items())
    changed = {id_ for id_, goods in there.items() if goods == new[id_]}
    assert {goods.id for goods in search(catalogue, "皂粉", limit=2 * count).goods} == changed
    assert {goods.id for goods in search(catalogue, "xyf", limit=2 * count).goods} == old.keys() - changed
    return len(changed)


# ---------------------------------------------------------------- the disk


def test_a_full_disk_is_told_and_what_was_there_stays(disk: Disk, tmp_path: Path) -> None:  # noqa: F811
    file = tmp_path / "c.ndjson"
    write_file(file, new_goods(600), cursor=FILE_CURSOR)
    catalogue = open_catalogue(disk.home, KEY)
    import_goods(catalogue, old_goods(600), cursor=OLD_CURSOR)
    with disk.full():
        with pytest.raises(StorageTrouble) as full:
            import_file(catalogue, file)
        with pytest.raises(StorageTrouble):
            apply_page(catalogue, new_goods(600), OLD_CURSOR + 1)
        found = search(catalogue, "洗衣粉")
    told_plainly(full.value, "disk_full")
    assert len(found.goods) == 50
    assert usable(catalogue) == 0
    assert catalogue.cursor == OLD_CURSOR
    assert import_file(catalogue, file).changed == 600
    assert usable(catalogue) == 600
    catalogue.close()


def test_a_disk_that_becomes_full_half_way_keeps_the_pieces_before(
    disk: Disk,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("villagedesk.store.catalogue.imports.BATCH", 100)
    file = tmp_path / "c.csv.gz"
    write_file(file, new_goods(600), cursor=FILE_CURSOR)
    catalogue = open_catalogue(disk.home, KEY)
    import_goods(catalogue, old_goods(600), cursor=OLD_CURSOR)
    filled = disk.full()

    def fill_up(done: int, _total: int) -> None:
        if done == 300:
            filled.__enter__()

    with pytest.raises(StorageTrouble) as full:
        import_file(catalogue, file, progress=fill_up)
    assert len(search(catalogue, "皂粉").goods) == 50
    assert catalogue.cursor == FILE_CURSOR
    filled.__exit__(None, None, None)
    told_plainly(full.value, "disk_full")
    assert usable(catalogue) == 300
    catalogue.close()
    # The program is started again, and the operator takes the same file.
    again = open_catalogue(disk.home, KEY)
    assert usable(again) == 300
    assert import_file(again, file).same == 300
    assert usable(again) == 600
    again.close()


def test_a_stick_that_is_pulled_out_is_told(catalogue: Catalogue, tmp_path: Path) -> None:
    source = Path("/proc/self/mem")
    if not source.exists():
        pytest.skip("Linux only")
    (tmp_path / "c.ndjson").symlink_to(source)  # reading it fails with EIO, as from a stick that is gone
    with pytest.raises(AppError) as gone:
        import_file(catalogue, tmp_path / "c.ndjson")
    told_plainly(gone.value, "catalogue_no_file")
    assert usable(catalogue) == 0


def test_each_bad_file_has_its_sentence_in_both_languages(catalogue: Catalogue, tmp_path: Path) -> None:
    file = tmp_path / "c.ndjson"
    write_file(file, new_goods(600))
    whole = file.read_bytes()
    sqlite3.connect(tmp_path / "c.db").execute("CREATE TABLE t(a)")
    cases = {
        "half of it": (whole[: len(whole) // 2], "catalogue_cut"),
        "another hash": (whole.replace(b"5001", b"5002", 1), "catalogue_cut"),
        "a spreadsheet": (b"PK\x03\x04" + os.urandom(5000), "catalogue_unknown"),
        "a database": ((tmp_path / "c.db").read_bytes(), "catalogue_unknown"),
        "goods without a price": (whole.replace(b'"price_fen":5001', b'"price_fen":0000', 1), "catalogue_cut"),
    }
    for content, code in cases.values():
        file.write_bytes(content)
        with pytest.raises(AppError) as trouble:
            import_file(catalogue, file)
        told_plainly(trouble.value, code)
    write_file(file, [*new_goods(300), Goods("g-bad", "糖", -1)])
    with pytest.raises(AppError) as trouble:
        import_file(catalogue, file)
    told_plainly(trouble.value, "goods_broken")
    assert usable(catalogue) == 0
    assert catalogue.cursor == OLD_CURSOR


# ---------------------------------------------------------------- the program


def import_in_child(home: Path, file: Path) -> tuple[int, int]:
    """Import in a process of its own; returns its id and a pipe with one byte for each batch that is done."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            import_file(open_catalogue(home, KEY), file, progress=lambda done, total: os.write(into, b"."))
        finally:
            os._exit(0)
    os.close(into)
    return child, out


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_kill_9_at_any_moment_leaves_a_catalogue_that_can_be_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("villagedesk.store.catalogue.imports.BATCH", 20)
    file, chance, half_way = tmp_path / "c.ndjson.zst", random.Random(5), 0
    write_file(file, new_goods(600), cursor=FILE_CURSOR)
    for kill in range(KILLS):
        home = tmp_path / str(kill)
        before = open_catalogue(home, KEY)
        import_goods(before, old_goods(600), cursor=OLD_CURSOR)
        before.close()
        child, done = import_in_child(home, file)
        told = sum(len(os.read(done, 1)) for _ in range(chance.randrange(30)))
        time.sleep(chance.uniform(0, 0.01))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(done)
        after = open_catalogue(home, KEY)
        new = usable(after)
        assert new >= 20 * told
        half_way += 0 < new < 600
        # What the older file brought is behind the feed now, so the feed must bring it again.
        assert after.cursor == (FILE_CURSOR if new else OLD_CURSOR)
        assert import_file(after, file).same == new
        assert (usable(after), after.cursor) == (600, FILE_CURSOR)
        after.close()
    assert half_way > KILLS // 2


def test_an_import_cut_off_never_leaves_old_goods_at_a_new_place(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("villagedesk.store.catalogue.imports.BATCH", 100)
    for cursor, expected in ((FILE_CURSOR, FILE_CURSOR), (OLD_CURSOR + 9, FILE_CURSOR)):
        file, done = tmp_path / "c.csv", list[int]()
        write_file(file, new_goods(600), cursor=cursor)
        import_file(catalogue, file, progress=lambda n, _: done.append(n), cancelled=lambda: bool(done))  # noqa: B023
        assert catalogue.cursor == expected
    assert import_file(catalogue, file).whole
    assert catalogue.cursor == OLD_CURSOR + 9


# ---------------------------------------------------------------- searching meanwhile


def test_who_searches_meanwhile_finds_goods_as_they_were_or_are(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("villagedesk.store.catalogue.imports.BATCH", 50)
    file, over, trouble, times = tmp_path / "c.ndjson", threading.Event(), list[BaseException](), list[float]()
    write_file(file, new_goods(600))
    versions = {*old_goods(600), *new_goods(600)}

    def look() -> None:
        try:
            while not over.is_set():
                begun = time.monotonic()
                found = [search(catalogue, typed).goods for typed in ("洗衣粉", "zf", "zaofen", "kg")]
                times.append((time.monotonic() - begun) / 4)
                # Each search sees another moment: the powder may be renamed just before it is asked for, each time.
                assert len(found[3]) == 50
                assert all(versions.issuperset(goods) for goods in found)
        except BaseException as error:
            trouble.append(error)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        for _ in range(3):
            import_file(catalogue, file)
            apply_page(catalogue, old_goods(600), 3)
    finally:
        over.set()
        thread.join()
    assert trouble == []
    assert usable(catalogue) == 0
    # The exact figure is measured by the bench; here it is enough that nobody waits for the import's end.
    assert sorted(times)[len(times) // 2] < 0.1


@pytest.mark.parametrize("typed", ["皂粉", "zf", "粉 kg", "洗衣粉2", "肥皂粉"])
def test_one_search_sees_one_moment(catalogue: Catalogue, typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("villagedesk.store.catalogue.search")  # the function hides it
    before, numbers = search(catalogue, typed, limit=1000), module._numbers

    def renamed_meanwhile(connection: Any, question: str, most: int) -> list[int]:
        found = list(numbers(connection, question, most))
        apply_page(catalogue, new_goods(600), OLD_CURSOR)
        return found

    monkeypatch.setattr(module, "_numbers", renamed_meanwhile)
    assert search(catalogue, typed, limit=1000) == before
    monkeypatch.undo()
    assert search(catalogue, typed, limit=1000) != before


def test_an_import_gives_way_to_a_search_but_not_for_ever(catalogue: Catalogue) -> None:
    catalogue.give_way()
    with catalogue.searching():
        begun = time.monotonic()
        catalogue.give_way()
        assert 0.01 < time.monotonic() - begun < 5
