"""Central says truthfully what is safe; desks keep everything else whole, and let go of what is, with all chains holding."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.orders_room import add_villager
from tests.sync.conftest import Desk, make_desk, remote_of  # noqa: F401
from villagedesk import clock
from villagedesk.central.app import open_central
from villagedesk.central.backup import begin_backup, end_backup, take_backup
from villagedesk.central.command import run as central_command
from villagedesk.central.config import CentralConfig
from villagedesk.central.serve import Server
from villagedesk.errors import Refused
from villagedesk.store import Store, events
from villagedesk.store.durable import durable_of, prune
from villagedesk.store.events import is_gone
from villagedesk.sync.run import Run

SQLITE = pytest.mark.parametrize("central", ["sqlite"], indirect=True)


@pytest.fixture
def desk(make_desk: Callable[[str], Desk]) -> Desk:  # noqa: F811
    return make_desk("one")


def work(store: Store, count: int = 1) -> None:
    for number in range(count):
        with store.write(by="x") as s:
            add_villager(s, f"村民{number}", "13900006721")


def backed_up(server: Server) -> None:
    """As around the tool of a PostgreSQL."""
    with server.central.database.write() as connection:
        begin_backup(connection)
    with server.central.database.write() as connection:
        end_backup(connection)


def durable(desk: Desk) -> int:
    assert desk.sync().agreed
    with desk.store.read() as s:
        log, seq = durable_of(s.connection())
        assert log == events.current_log(s.connection())[0]
    return seq


def test_only_what_two_backups_hold_is_durable(desk: Desk, server: Server) -> None:
    work(desk.store, 2)
    assert durable(desk) == 0, "there is no backup"
    backed_up(server)
    assert durable(desk) == 0, "there is one, and it may be lost"
    work(desk.store)
    assert durable(desk) == 0
    backed_up(server)
    assert durable(desk) == 2
    with server.central.database.write() as connection:
        begin_backup(connection)  # it is never finished
    assert durable(desk) == 2
    backed_up(server)
    assert durable(desk) == 3


def bodies(store: Store) -> dict[str, bytes]:
    with store.read() as s:
        return {row[0]: bytes(row[1]) for row in s.connection().exec_driver_sql("SELECT id, body FROM event")}


@SQLITE
def test_what_is_durable_is_let_go_of_and_the_chains_hold(
    desk: Desk,
    make_desk: Callable[[str], Desk],  # noqa: F811
    server: Server,
) -> None:
    two = make_desk("two")
    work(two.store, 3)
    two.sync()
    work(desk.store, 5)
    desk.sync()
    assert prune(desk.store, 0) == 0, "nothing is durable"
    for _ in range(2):
        backed_up(server)
    work(desk.store)  # and this is not
    desk.sync()
    with clock.shifted(86_400_000):
        assert prune(desk.store, 2) == 8, "the county's and those of the other desk too, and the newest two stay"
        assert prune(desk.store, 0) == 0, "once a day"
    gone = [id_ for id_, body in bodies(desk.store).items() if is_gone(body)]
    assert len(gone) == 8
    with desk.store.read() as s:
        log, head, _ = events.current_log(s.connection())
        assert events.verify_chain(s.connection(), log) == head
    work(desk.store)
    assert desk.sync().agreed
    desk.store.close()


@SQLITE
def test_a_desk_that_has_let_go_gets_everything_again_when_it_has_to(desk: Desk, server: Server) -> None:
    work(desk.store, 5)
    desk.sync()
    for _ in range(2):
        backed_up(server)
    desk.sync()
    before = rows(desk.store)
    with clock.shifted(86_400_000):
        assert prune(desk.store, 0) == 6
    with desk.store.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM person")
        connection.exec_driver_sql("UPDATE cursor SET digest = '01' WHERE scope = 'centre'")
    work(desk.store)
    report = desk.sync()
    assert (report.agreed, report.rebuilt) == (True, True)
    assert report.received >= 5
    assert set(before) < set(rows(desk.store))
    assert len(rows(desk.store)) == len(before) + 1


def rows(store: Store) -> list[tuple[object, ...]]:
    with store.read() as s:
        return [tuple(row) for row in s.connection().exec_driver_sql("SELECT * FROM person ORDER BY id")]


@SQLITE
@pytest.mark.parametrize("which", [-1, -2], ids=["the newest backup", "the one before it"])
def test_central_from_a_backup_gets_back_what_desks_hold(
    desk: Desk,
    server: Server,
    tmp_path: Path,
    which: int,
) -> None:
    """Whichever backup is left: what it lacks was not durable, so the desk still has it whole."""
    folder = tmp_path / "backups"
    for number in range(3):
        work(desk.store, 2)
        desk.sync()
        with clock.shifted(number * 3_600_000):
            take_backup(server.central, folder)
    work(desk.store, 2)
    desk.sync()
    assert durable(desk) == 4
    with clock.shifted(86_400_000):
        assert prune(desk.store, 0) == 5
    all_ids = set(bodies(desk.store))
    backup = sorted(folder.glob("central-*"))[which]
    restored = tmp_path / "restored"
    shutil.copytree(backup, restored)
    shutil.copytree(folder / "files", restored / "files", dirs_exist_ok=True) if (folder / "files").exists() else None
    other = open_central(CentralConfig(home=restored))
    with Server(other) as again:
        remote = remote_of(desk.store, again.url)
        report = Run(desk.store, remote, sleep=lambda seconds: None).go()
        remote.close()
        assert (report.agreed, report.trouble) == (True, None)
        with other.database.read() as connection:
            there = set(connection.exec_driver_sql("SELECT id FROM event").scalars())
    other.database.close()
    assert all_ids <= there, "nothing is lost"


@SQLITE
def test_photos_are_in_the_backup_and_the_command_does_it(
    desk: Desk,
    server: Server,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from tests.sync.test_photos import take_photo

    name = take_photo(desk.store, 5000)
    desk.sync()
    home = str(server.central.config.home)
    assert central_command(type("O", (), {"words": ["backup", str(tmp_path / "b"), "--home", home]})()) == 0
    assert "central-" in capsys.readouterr().out
    (backup,) = (tmp_path / "b").glob("central-*")
    assert (backup / "central.key").read_bytes() == server.central.key.private_bytes_raw()
    assert (tmp_path / "b" / "files" / name[:2] / name).exists()
    for word in ("--begin", "--done"):
        assert central_command(type("O", (), {"words": ["backup", word, "--home", home]})()) == 0


@pytest.mark.parametrize("central", ["postgresql"], indirect=True)
def test_on_postgresql_its_own_tools_make_the_copy(server: Server, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="central_backup_postgresql"):
        take_backup(server.central, tmp_path)
