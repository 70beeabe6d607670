"""Photos go last, smallest first, resumed at the byte; one that is broken holds up neither the others nor the rest."""

import hashlib
import os
from collections.abc import Callable

import pytest

from tests.sync.conftest import Desk, make_desk  # noqa: F401
from tests.sync.test_unattended import central, work  # noqa: F401
from villagedesk.central.photos import is_here
from villagedesk.central.serve import Server
from villagedesk.errors import Offline, Rejected
from villagedesk.store import Store
from villagedesk.store.photos import attach, desk_files, waiting
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.messages import Reply, Round
from villagedesk.sync.outbox import Chip, SyncStatus, sync_status
from villagedesk.sync.run import Report, Run


@pytest.fixture
def desk(make_desk: Callable[[str], Desk]) -> Desk:  # noqa: F811
    made = make_desk("one")
    made.sync()
    return made


def take_photo(store: Store, size: int) -> str:
    name = desk_files(store).put(os.urandom(size))
    with store.transaction() as connection:
        attach(connection, desk_files(store), name, "lot")
    return name


def status(store: Store) -> SyncStatus:
    with store.read() as s:
        return sync_status(s.connection())


def left(store: Store) -> tuple[int, int]:
    with store.read() as s:
        return waiting(s.connection())


class BlobLine:
    """The real line; ``trouble`` is asked before and after each piece of a photo."""

    def __init__(self, real: HttpRemote, trouble: Callable[[int, bool], None]) -> None:
        self._real, self._trouble, self._count = real, trouble, 0
        self.pieces: list[tuple[str, int, int]] = []

    def round(self, request: Round) -> Reply:
        return self._real.round(request)

    def blob(self, sha256: str, size: int, offset: int, data: bytes) -> int:
        self._count += 1
        self._trouble(self._count, False)
        self.pieces.append((sha256, offset, len(data)))
        have = self._real.blob(sha256, size, offset, data)
        self._trouble(self._count, True)
        return have


def sync(desk: Desk, trouble: Callable[[int, bool], None] = lambda count, after: None) -> tuple[Report, BlobLine]:
    line = BlobLine(desk.remote, trouble)
    return Run(desk.store, line, sleep=lambda s: None).go(), line  # type: ignore[arg-type]


def cut(at: int, after: bool) -> Callable[[int, bool], None]:
    def trouble(count: int, now: bool) -> None:
        if count == at and now is after:
            raise Offline()

    return trouble


def test_smallest_first_and_the_chip_waits_for_them(desk: Desk) -> None:
    big, small = take_photo(desk.store, 90_000), take_photo(desk.store, 4_000)
    assert status(desk.store).chip is Chip.HERE
    report, line = sync(desk)
    assert (report.photos, report.agreed) == (2, True)
    assert [name for name, _, _ in line.pieces] == [small, big, big, big]
    assert status(desk.store).chip is Chip.DELIVERED
    assert sync(desk)[1].pieces == []


@pytest.mark.parametrize("after", [False, True])
def test_a_cut_line_goes_on_at_the_byte(desk: Desk, server: Server, centre: str, after: bool) -> None:
    name = take_photo(desk.store, 100_000)
    report, _ = sync(desk, cut(2, after))
    assert (report.photos, report.agreed) == (0, True)
    assert left(desk.store)[0] == 1
    _, line = sync(desk)
    assert sum(size for _, _, size in line.pieces) <= 100_000 - 32 * 1024 + (32 * 1024 if after else 0)
    with server.central.database.read() as connection:
        assert is_here(connection, centre, name)
    assert hashlib.sha256(server.central.files.get(name)).hexdigest() == name


def test_central_that_lost_its_half_gets_it_again(desk: Desk, server: Server) -> None:
    name = take_photo(desk.store, 100_000)
    sync(desk, cut(3, False))
    server.central.files.path(name).with_name(f"{name}.part").unlink()
    assert sync(desk)[0].photos == 1
    assert server.central.files.has(name)


def test_a_half_that_was_damaged_at_central_is_sent_anew(desk: Desk, server: Server) -> None:
    name = take_photo(desk.store, 100_000)
    sync(desk, cut(3, False))
    server.central.files.path(name).with_name(f"{name}.part").write_bytes(bytes(65536))
    report, _ = sync(desk)
    assert (report.photos, report.trouble) == (1, None)
    assert server.central.files.has(name)


def test_one_that_never_arrives_whole_holds_up_no_other(desk: Desk, server: Server) -> None:
    bad, good = take_photo(desk.store, 1_000), take_photo(desk.store, 2_000)

    class Bad(BlobLine):
        def blob(self, sha256: str, size: int, offset: int, data: bytes) -> int:
            if sha256 == bad:
                raise Rejected("file_damaged")
            return super().blob(sha256, size, offset, data)

    work(desk.store)
    line = Bad(desk.remote, lambda count, after: None)
    report = Run(desk.store, line, sleep=lambda s: None).go()  # type: ignore[arg-type]
    assert (report.agreed, report.photos, report.trouble) == (True, 1, "file_damaged")
    assert server.central.files.has(good)
    assert left(desk.store) == (1, 1_000)
    assert status(desk.store).trouble == "file_damaged"
    assert sync(desk)[0].photos == 1
    assert status(desk.store).chip is Chip.DELIVERED


def test_one_that_is_damaged_on_this_disk_holds_up_no_other(desk: Desk, server: Server) -> None:
    bad, good = take_photo(desk.store, 1_000), take_photo(desk.store, 2_000)
    desk_files(desk.store).path(bad).write_bytes(b"nothing of it is left")
    report, _ = sync(desk)
    assert (report.agreed, report.photos, report.trouble) == (True, 1, "file_damaged")
    assert server.central.files.has(good)
    # It is told once; sending it is impossible, so it does not keep the chip from green for ever.
    assert sync(desk)[0].trouble is None
    assert status(desk.store).chip is Chip.DELIVERED


def test_one_that_is_gone_from_this_disk_holds_up_no_other(desk: Desk) -> None:
    bad = take_photo(desk.store, 1_000)
    take_photo(desk.store, 2_000)
    desk_files(desk.store).remove(bad)
    assert sync(desk)[0].photos == 1
    assert status(desk.store).chip is Chip.DELIVERED


def test_central_with_a_full_disk_is_only_a_line_that_is_down(
    desk: Desk, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_photo(desk.store, 50_000)
    with monkeypatch.context() as patched:
        patched.setattr("villagedesk.store.files._append", _full)
        report, _ = sync(desk)
    assert (report.agreed, report.photos) == (True, 0)
    assert sync(desk)[0].photos == 1


def _full(path: object, data: bytes) -> None:
    raise OSError(28, "No space left on device")
