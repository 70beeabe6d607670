"""Photos come back when somebody wants to see them, leave the disk when there are many, and are asked for no longer than
they can be had.
"""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import KEY
from tests.sync.conftest import Desk, make_desk  # noqa: F401
from tests.sync.test_photos import take_photo
from tests.sync.test_unattended import central  # noqa: F401
from villagedesk import clock
from villagedesk.central.backup import begin_backup, end_backup
from villagedesk.central.devices import make_code, set_up_centre
from villagedesk.central.serve import Server
from villagedesk.central.sticks import take_stick
from villagedesk.errors import Offline
from villagedesk.store import Store, open_store, room
from villagedesk.store.files import FileStore
from villagedesk.store.photo_room import thin_photos
from villagedesk.store.photos import FETCHED, KEPT, SENT, WAITING, WANTED, desk_files, want
from villagedesk.sync.messages import PhotoPiece
from villagedesk.sync.run import Run
from villagedesk.sync.stick import Received, read_stick, write_stick
from villagedesk.sync.stick_command import received_words

MakeDesk = Callable[[str], Desk]


@pytest.fixture
def desks(make_desk: MakeDesk) -> tuple[Desk, Desk]:  # noqa: F811
    one, two = make_desk("one"), make_desk("two")
    for desk in (one, two):
        assert desk.sync().agreed
    return one, two


def look_at(store: Store, name: str) -> None:
    with store.transaction() as connection:
        want(connection, name)


def states(store: Store) -> dict[str, str]:
    with store.read() as s:
        return dict(s.connection().exec_driver_sql("SELECT sha256, state FROM blob").all())


def work(store: Store) -> None:
    from tests.store.orders_room import add_villager

    with store.write(by="x") as s:
        add_villager(s, "陈桂花", "13900006721")


def make_durable(desk: Desk, server: Server) -> None:
    """The next event is in two backups, and with it all that was sent before."""
    work(desk.store)
    desk.sync()
    for _ in range(2):
        with server.central.database.write() as connection:
            begin_backup(connection)
            end_backup(connection)
    desk.sync()


class CutLine:
    """The real line, that ends before the n-th piece of a photo that comes."""

    def __init__(self, desk: Desk, pieces: int) -> None:
        self._real, self._left = desk.remote, pieces
        self.asked: list[int] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def photo(self, sha256: str, start: int, max_bytes: int) -> PhotoPiece:
        self._left -= 1
        if self._left < 0:
            raise Offline()
        self.asked.append(start)
        return self._real.photo(sha256, start, max_bytes)


def sync(desk: Desk, line: object) -> object:
    return Run(desk.store, line, sleep=lambda s: None).go()  # type: ignore[arg-type]


def test_one_of_the_other_computer_is_brought(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    name = take_photo(one.store, 90_000)
    one.sync()
    look_at(two.store, name)
    report = two.sync()
    assert report.agreed
    assert "photo" in report.changed
    assert hashlib.sha256(desk_files(two.store).get(name)).hexdigest() == name
    assert states(two.store) == {name: FETCHED}
    line = CutLine(two, 9)
    sync(two, line)
    assert line.asked == [], "once"


def test_it_goes_on_at_the_byte_after_a_cut_and_a_restart(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    name = take_photo(one.store, 100_000)
    one.sync()
    look_at(two.store, name)
    sync(two, CutLine(two, 2))
    part = desk_files(two.store).path(name).with_name(f"{name}.part")
    assert 65_536 < part.stat().st_size < 66_000
    plain = desk_files(one.store).get(name)
    assert plain[:64] not in part.read_bytes(), "what arrives lies on the disk encrypted"
    two.store.close()
    # The power went while a piece was written: it is torn.
    part.write_bytes(part.read_bytes() + b"\x00\x00\x80\x1c" + b"x" * 500)
    two.store = open_store(two.store.home, KEY)
    line = CutLine(two, 9)
    sync(two, line)
    assert line.asked == [65_536, 98_304]
    assert desk_files(two.store).get(name) == plain


@pytest.mark.parametrize("how", ["on the way", "on this disk"])
def test_wrong_bytes_are_never_taken(desks: tuple[Desk, Desk], how: str) -> None:
    one, two = desks
    name = take_photo(one.store, 50_000)
    one.sync()
    look_at(two.store, name)
    line = CutLine(two, 99)
    if how == "on this disk":
        sync(two, CutLine(two, 1))
        part = desk_files(two.store).path(name).with_name(f"{name}.part")
        content = bytearray(part.read_bytes())
        content[200] ^= 1
        part.write_bytes(content)
    else:
        real = line.photo

        def spoil(sha256: str, start: int, max_bytes: int) -> PhotoPiece:
            piece = real(sha256, start, max_bytes)
            return piece if len(line.asked) > 1 else PhotoPiece(piece.size, b"x" + piece.data[1:])

        line.photo = spoil  # type: ignore[method-assign]
    sync(two, line)
    assert desk_files(two.store).get(name) == desk_files(one.store).get(name)
    assert 0 in line.asked, "from the start"


def test_what_central_does_not_have_is_asked_for_once(desks: tuple[Desk, Desk]) -> None:
    _, two = desks
    name = hashlib.sha256(b"lost long ago").hexdigest()
    look_at(two.store, name)
    assert two.sync().agreed
    assert states(two.store) == {}
    line = CutLine(two, 9)
    sync(two, line)
    assert line.asked == []


def by_stick(desk: Desk, server: Server, folder: Path) -> Received:
    folder.mkdir()
    written = write_stick(desk.store, folder).file
    written.write_bytes(take_stick(server.central, written.read_bytes()).answer)
    return read_stick(desk.store, written)


def test_a_stick_brings_what_is_wanted(desks: tuple[Desk, Desk], server: Server, tmp_path: Path) -> None:
    one, two = desks
    names = [take_photo(one.store, size) for size in (90_000, 1_000, 50_000)]
    lost = hashlib.sha256(b"lost long ago").hexdigest()
    one.sync()
    for name in (*names[:2], lost):
        look_at(two.store, name)
    done = by_stick(two, server, tmp_path / "first")
    assert (done.agreed, done.brought, "photo" in done.changed) == (True, 2, True)
    assert "2" in received_words(done)
    for name in names[:2]:
        assert desk_files(two.store).get(name) == desk_files(one.store).get(name)
    assert states(two.store) == {names[0]: FETCHED, names[1]: FETCHED, lost: WANTED}
    assert by_stick(two, server, tmp_path / "second").brought == 0


def test_a_stick_brings_no_photo_where_there_is_no_room(
    desks: tuple[Desk, Desk], server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = desks
    name = take_photo(one.store, 90_000)
    work(one.store)
    one.sync()
    look_at(two.store, name)
    with monkeypatch.context() as patch:
        patch.setattr(room, "LOW_BYTES", 1 << 60)
        patch.setattr(room, "_LOW_SHARE", 1)
        done = by_stick(two, server, tmp_path / "full")
    assert (done.agreed, done.entries, done.brought) == (True, 1, 0), "everything else was taken"
    assert done.trouble is not None
    assert done.trouble.code == "disk_low"
    assert states(two.store) == {name: WANTED}
    assert by_stick(two, server, tmp_path / "room again").brought == 1


def test_another_centre_gets_nothing(desks: tuple[Desk, Desk], server: Server, tmp_path: Path) -> None:
    from tests.sync.conftest import remote_of
    from villagedesk.store import identity
    from villagedesk.sync.http import HttpRemote
    from villagedesk.sync.run import enrol

    name = take_photo(desks[0].store, 5_000)
    desks[0].sync()
    store = open_store(tmp_path / "elsewhere", KEY)
    with server.central.database.write() as connection:
        code = make_code(connection, set_up_centre(connection, name="别的站", village_name="别村"))
    with store.transaction() as connection:
        key = identity.device_key(connection)
    enrol(store, HttpRemote(server.url, "00" * 16, key), server.url, code, "PC")
    assert remote_of(store).photo(name, 0, 1000) == PhotoPiece(0, b"")
    look_at(store, name)
    assert by_stick(Desk(store, remote_of(store)), server, tmp_path / "stick").brought == 0
    for odd in ("00" * 32, "ab" * 31):
        assert remote_of(store).photo(odd, -5, 1 << 40).size == 0
    assert desks[1].remote.photo(name, 4_990, 1 << 40).data == desk_files(desks[0].store).get(name)[-10:]
    store.close()


def test_only_what_central_keeps_for_good_leaves_the_disk_and_it_comes_back(
    desks: tuple[Desk, Desk], server: Server
) -> None:
    one, _ = desks
    with clock.shifted(-5 * 86_400_000):
        first, second = take_photo(one.store, 40_000), take_photo(one.store, 41_000)
    one.sync()
    assert set(states(one.store).values()) == {SENT}
    assert thin_photos(one.store, 0) == 0, "central might lose it"
    make_durable(one, server)
    assert states(one.store) == {first: KEPT, second: KEPT}
    waiting = take_photo(one.store, 42_000)
    assert thin_photos(one.store, 90_000) == 1
    assert (desk_files(one.store).has(first), desk_files(one.store).has(second)) == (False, True), "the oldest"
    assert thin_photos(one.store, 0) == 1
    assert desk_files(one.store).has(waiting), "never what was not sent"
    look_at(one.store, first)
    one.sync()
    assert desk_files(one.store).has(first)
    assert thin_photos(one.store, 0) == 0, "somebody wanted to see it today"
    with clock.shifted(2 * 86_400_000):
        assert thin_photos(one.store, 0) == 1
    assert not desk_files(one.store).has(first)
    assert states(one.store)[waiting] in (WAITING, SENT)


KILLED = """
import sys; from pathlib import Path
from villagedesk.store import open_store
from villagedesk.sync.service import sync_now
from tests.sync.test_photos_back import slowly
slowly()
store = open_store(Path(sys.argv[1]), bytes(range(32)))
print("begun", flush=True)
sync_now(store)
"""


def slowly() -> None:
    """Each piece of a photo takes a moment, in both directions."""
    from villagedesk.sync.http import HttpRemote

    for name in ("blob", "photo"):
        real = getattr(HttpRemote, name)

        def slow(self: HttpRemote, *args: object, real: Callable[..., object] = real) -> object:
            time.sleep(0.15)
            return real(self, *args)

        setattr(HttpRemote, name, slow)


@pytest.mark.parametrize("way", ["up", "down"])
def test_killed_in_the_middle_of_a_file(desks: tuple[Desk, Desk], server: Server, way: str) -> None:
    one, two = desks
    name = take_photo(one.store, 400_000)
    if way == "down":
        one.sync()
        look_at(two.store, name)
    desk = one if way == "up" else two
    target = server.central.files if way == "up" else desk_files(two.store)
    desk.store.close()
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(desk.store.home)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    try:
        until(lambda: target.received(name) > 60_000)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    here = target.received(name)
    assert 60_000 < here < 400_000
    desk.store = open_store(desk.store.home, KEY)
    assert desk.sync().agreed
    whole = server.central.files if way == "up" else desk_files(desk.store)
    assert hashlib.sha256(whole.get(name)).hexdigest() == name
    assert not whole.received(name)


def until(true: Callable[[], bool]) -> None:
    end = clock.monotonic() + 60
    while not true():
        assert clock.monotonic() < end
        time.sleep(0.02)


def test_parts_of_a_plain_store_and_of_a_sealed_one(tmp_path: Path) -> None:
    data = os.urandom(10_000)
    name = hashlib.sha256(data).hexdigest()
    for key in (None, KEY):
        files = FileStore(tmp_path / str(bool(key)), key)
        assert files.receive(name, 5, data[5:], 10_000) == 0, "it does not begin where we are"
        assert files.receive(name, 0, data[:4_000], 10_000) == 4_000
        assert files.received(name) == 4_000
        assert FileStore(tmp_path / str(bool(key)), key).receive(name, 4_000, data[4_000:], 10_000) == 10_000
        assert files.get(name) == data
        files.drop_received(name)
