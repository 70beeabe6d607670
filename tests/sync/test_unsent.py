"""What only this computer has is not taken away: giving it back, enrolling it elsewhere, putting an old copy back."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import KEY, set_up_operator
from tests.store.orders_room import add_villager
from tests.sync.conftest import Desk, make_desk  # noqa: F401
from tests.sync.test_photos import take_photo
from tests.sync.test_unattended import central  # noqa: F401
from villagedesk import i18n
from villagedesk.__main__ import main
from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.devices import make_code, set_up_centre
from villagedesk.central.serve import Server
from villagedesk.errors import Refused, Rejected, sentence
from villagedesk.store import Store, events, identity, open_store
from villagedesk.store.photos import waiting
from villagedesk.store.unsent import Unsent, check_nothing_unsent, unsent
from villagedesk.sync import refetch, stick
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.leave import leave
from villagedesk.sync.run import enrol
from villagedesk.sync.stick import write_stick
from villagedesk.sync.stick_command import written_words


@pytest.fixture
def desk(make_desk: Callable[[str], Desk]) -> Desk:  # noqa: F811
    made = make_desk("one")
    made.sync()
    return made


def work(store: Store, name: str = "陈桂花") -> None:
    with store.write(by="x") as s:
        add_villager(s, name, "13900006721")


def found(store: Store) -> Unsent:
    with store.read() as s:
        return unsent(s.connection())


def checked(store: Store) -> None:
    with store.read() as s:
        check_nothing_unsent(s.connection())


def test_what_is_only_here_is_counted(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(desk.store).nothing
    checked(desk.store)
    work(desk.store)
    take_photo(desk.store, 3000)
    seen = found(desk.store)
    assert (seen.actions, seen.photos, seen.on_stick) == (1, 1, False)
    with pytest.raises(Refused) as caught:
        checked(desk.store)
    i18n.set_language("en")
    assert "1 actions and 1 photos" in sentence(caught.value)
    written = write_stick(desk.store, tmp_path)
    assert written.on_own_disk
    assert "own disk" in written_words(written)
    assert not found(desk.store).on_stick, "it would go away with the computer"
    monkeypatch.setattr(stick, "on_own_disk", lambda home, folder: False)
    written = write_stick(desk.store, tmp_path)
    assert "own disk" not in written_words(written)
    assert found(desk.store).on_stick
    checked(desk.store)
    work(desk.store, "李小满")  # and this is not on it
    assert not found(desk.store).on_stick
    write_stick(desk.store, tmp_path)
    take_photo(desk.store, 2000)
    assert not found(desk.store).on_stick
    assert desk.sync().agreed
    assert found(desk.store).nothing


def test_giving_it_back(desk: Desk, tmp_path: Path) -> None:
    home = desk.store.home
    work(desk.store)
    with pytest.raises(Refused, match="unsent_here"):
        leave(desk.store)
    work(desk.store, "李小满")  # it is still open and works
    desk.sync()
    aside = leave(desk.store)
    assert sorted(path.name for path in aside.iterdir() if path.suffix in (".db", ".journal")) == [
        "desk.db",
        "events.journal",
    ]
    old = open_store(shutil.copytree(aside, tmp_path / "looked at"), KEY)
    with old.read() as s:
        assert s.connection().exec_driver_sql("SELECT count(*) FROM person").scalar_one() == 2
    old.close()
    fresh = open_store(home, KEY)
    with fresh.read() as s:
        assert identity.device(s.connection()) is None
        assert not events.has_any(s.connection())
    fresh.close()


def test_it_is_not_given_back_while_central_gets_back_what_it_lost(desk: Desk) -> None:
    """Nothing waits by the old feed, and central does not have it any more."""
    work(desk.store)
    assert desk.sync().agreed
    with desk.store.transaction() as connection:
        refetch.begin(connection, refetch.earlier(connection, "centre", whole=True))
    assert found(desk.store).nothing
    with pytest.raises(Refused, match="central_set_back"):
        leave(desk.store)
    assert desk.sync().agreed
    assert leave(desk.store).exists()
    desk.store = open_store(desk.store.home, KEY)


def test_giving_it_back_from_the_command_line(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VILLAGEDESK_HOME", str(home))
    assert main(["leave"]) == 1
    store = open_store(home)
    work(store)
    store.close()
    (home / "desk.lock").write_text(f"{os.getpid()}\nvillagedesk\n")  # the window is open
    for words in (["leave"], ["backup", "restore", "desk-20200101T000000Z.db"]):
        assert main(words) == 1
        assert "已经打开" in capsys.readouterr().err
    (home / "desk.lock").write_text("999999999\n")  # and it was, before the power went
    assert main(["leave"]) == 1
    said = capsys.readouterr().err
    assert "1" in said
    assert (home / "desk.db").exists()


def test_it_cannot_be_enrolled_at_another_central(desk: Desk, tmp_path: Path) -> None:
    work(desk.store)
    other = open_central(CentralConfig(home=tmp_path / "other"))
    with Server(other) as elsewhere:
        with other.database.write() as connection:
            code = make_code(connection, set_up_centre(connection, name="别的站", village_name="别村"))
        with desk.store.read() as s:
            key, before = identity.device_key(s.connection()), identity.device(s.connection())
        with pytest.raises(Refused, match="enrolled_elsewhere"):
            enrol(desk.store, HttpRemote(elsewhere.url, "00" * 16, key), elsewhere.url, code, "PC")
    other.database.close()
    with desk.store.read() as s:
        assert identity.device(s.connection()) == before
    assert desk.sync().agreed, "and everything still goes where it belongs"


def test_the_same_centre_lets_it_in_again_with_what_waits(desk: Desk, server: Server, centre: str) -> None:
    work(desk.store)
    with server.central.database.write() as connection:
        code, elsewhere = make_code(connection, centre), set_up_centre(connection, name="别的站", village_name="别村")
        wrong = make_code(connection, elsewhere)
    with desk.store.read() as s:
        key = identity.device_key(s.connection())
    remote = HttpRemote(server.url, "00" * 16, key)
    with pytest.raises(Rejected, match="device_elsewhere"):
        enrol(desk.store, remote, server.url, wrong, "PC")
    enrol(desk.store, remote, server.url, code, "PC")
    report = desk.sync()
    assert (report.agreed, report.sent) == (True, 1)


def test_an_old_copy_put_back_forgets_no_photo(desk: Desk, tmp_path: Path) -> None:
    """The database is yesterday's, the files are today's: a photo that was not sent yet is found again, a draft's is not."""
    from villagedesk.domain.people import Person
    from villagedesk.store import action, get
    from villagedesk.store.photos import attach, desk_files

    with desk.store.write() as s:
        operator = set_up_operator(s, "王秀兰")
    desk.store.close()
    shutil.copy(desk.store.home / "desk.db", tmp_path / "yesterday.db")
    store = open_store(desk.store.home, KEY)
    files = desk_files(store)
    photo, draft = files.put(b"\xff\xd8 a photo"), files.put(b"\xff\xd8 never used")

    @action
    def with_photo(s, person):  # type: ignore[no-untyped-def]
        attach(s.connection(), files, photo, "card")
        get(s, Person, person).address = photo

    with store.write(by=operator) as s:
        person = add_villager(s, "陈桂花", "13900006721")
    with store.write(by=operator) as s:
        with_photo(s, person)
    store.close()
    shutil.copy(tmp_path / "yesterday.db", store.home / "desk.db")
    again = open_store(store.home, KEY)
    assert again.brought_back == 2
    with again.read() as s:
        assert waiting(s.connection())[0] == 0, "the copy knows nothing of it"
    report = Desk(again, desk.remote).sync()
    assert (report.agreed, report.photos, report.sent) == (True, 1, 3)
    assert desk_files(again).has(draft)
    again.close()
    desk.store = open_store(store.home, KEY)
