"""Syncing on a disk that fills up, beside a program that holds the file, or in a folder nobody may write to."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import KEY
from tests.store.disks import mounted, read_only, told_plainly
from tests.store.test_disk_trouble import somebody_holds_the_lock
from tests.sync.conftest import Desk
from tests.sync.test_unattended import TROUBLE, central, ended, prepare, said, start, work  # noqa: F401
from villagedesk import i18n
from villagedesk.__main__ import main
from villagedesk.errors import StorageTrouble
from villagedesk.store import Store, open_store
from villagedesk.sync.outbox import Chip, sync_status

MakeDesk = Callable[[str], Desk]
Fill = Callable[[Store], object]


def names(store: Store) -> list[str]:
    with store.read() as s:
        return [row[0] for row in s.connection().exec_driver_sql("SELECT name FROM operator ORDER BY name")]


def chip(store: Store) -> Chip:
    with store.read() as s:
        return sync_status(s.connection()).chip


@contextmanager
def no_page_more(store: Store) -> Iterator[None]:
    """The database may not grow; works for every user."""
    with store.transaction() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")
    yield
    with store.transaction() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")


@pytest.mark.parametrize("kind", ["limited", "small"])
def test_full_while_a_page_is_applied(make_desk: MakeDesk, tmp_path: Path, kind: str) -> None:
    one = make_desk("one")
    for number in range(900):
        work(one.store, f"操作员{number}" + "长" * 300)
    one.sync()
    if kind == "small":
        with mounted(tmp_path / "two") as disk:
            two = make_desk("two")
            _fills_up_and_goes_on(one, two, disk.full)
            two.store.close()
        return
    two = make_desk("two")
    _fills_up_and_goes_on(one, two, lambda: no_page_more(two.store))


def _fills_up_and_goes_on(one: Desk, two: Desk, full: Callable[[], object]) -> None:
    work(two.store, "刘芳")
    with full():  # type: ignore[attr-defined]
        for _ in range(2):
            with pytest.raises(StorageTrouble) as caught:
                two.sync()
            told_plainly(caught.value, "disk_full")
        assert chip(two.store) is Chip.HERE
        _whole(two.store)
    assert two.sync().agreed
    assert one.sync().agreed
    assert names(one.store) == names(two.store)
    assert len(names(two.store)) == 901
    assert chip(two.store) is Chip.DELIVERED


def _whole(store: Store) -> None:
    """What is there is a piece of the feed up to the cursor, and nothing else."""
    with store.read() as s:
        run = s.connection().exec_driver_sql
        position = run("SELECT coalesce(max(position), 0) FROM cursor WHERE scope = 'centre'").scalar_one()
        placed = run("SELECT count(*) FROM event WHERE scope = 'centre' AND position IS NOT NULL").scalar_one()
        operators = run("SELECT count(*) FROM event WHERE position IS NOT NULL AND body LIKE '%set_up_operator%'")
        assert placed == position
        assert len(names(store)) == operators.scalar_one() + (1 if position < 903 else 0)


def test_locked_while_a_page_is_applied(make_desk: MakeDesk) -> None:
    one, two = make_desk("one"), make_desk("two")
    work(one.store)
    one.sync()
    with two.store.transaction() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 100")
    with somebody_holds_the_lock(two.store.home):
        with pytest.raises(StorageTrouble) as caught:
            two.sync()
        told_plainly(caught.value, "database_locked")
    assert two.sync().agreed
    assert names(two.store) == ["王秀兰"]


def test_the_unattended_sync_in_a_folder_nobody_may_write_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    store = open_store(home, KEY)
    prepare(store)
    store.close()
    monkeypatch.setenv("VILLAGEDESK_HOME", str(home))
    monkeypatch.setattr("villagedesk.log.start", lambda folder: folder.mkdir(exist_ok=True))
    assert main(["sync", "--once"]) == TROUBLE  # once before, for the other user may not read the libraries
    capsys.readouterr()
    (home / "logs").rmdir()
    with read_only(home):
        assert main(["sync", "--once"]) == TROUBLE
    i18n.set_language("zh_CN")
    assert capsys.readouterr().err.splitlines() == [said("disk_read_only")]


def test_the_unattended_sync_on_a_full_disk(tmp_path: Path) -> None:
    home = tmp_path / "home"
    store = open_store(home, KEY)
    prepare(store)
    store.close()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        process = start(home)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    code, line = ended(process)
    assert (code, line) in ((TROUBLE, said("disk_full")), (TROUBLE, said("not_enrolled")))
