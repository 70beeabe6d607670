"""Writing and reading a stick from the sync page, and from the command lines of both sides."""

import pytest

from tests.central.conftest import (  # noqa: F401
    central,
    postgresql,
    quick_central,
    server,
)
from tests.desktop.counter import open_window
from tests.store.orders_room import ordered, villager
from villagedesk import i18n
from villagedesk.__main__ import main
from villagedesk.central.devices import make_code, set_up_centre
from villagedesk.central.sticks import take_stick
from villagedesk.desktop.sync import screen
from villagedesk.desktop.widgets import PlainButton
from villagedesk.store import events, identity, open_store
from villagedesk.store.key import load_key
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.run import enrol
from villagedesk.sync.stick import ENDING


@pytest.fixture
def enrolled(store, server):  # noqa: F811
    enrol_at(store, server)
    return store


def enrol_at(store, server):  # noqa: F811
    with server.central.database.write() as connection:
        code = make_code(connection, set_up_centre(connection, name="白鹭村服务站", village_name="白鹭村"))
    with store.transaction() as connection:
        key = identity.device_key(connection)
    enrol(store, HttpRemote(server.url, "00" * 16, key), server.url, code, "PC")


def press(page, words):
    next(button for button in page.findChildren(PlainButton) if button.text().startswith(words)).click()


def waiting(store):
    with store.read() as s:
        return events.waiting(s.connection())[0]


@pytest.mark.parametrize("central", ["sqlite"], indirect=True)
def test_there_and_back_from_the_page(desk, enrolled, operator, server, qtbot, said, tmp_path, monkeypatch):  # noqa: F811
    ordered(enrolled, operator, villager(enrolled, operator))
    window = open_window(desk, qtbot)
    window.go("sync")
    monkeypatch.setattr(screen, "ask_folder", lambda _parent, _title: tmp_path)
    press(window.page(), "Read a stick")
    qtbot.waitUntil(lambda: any("no file of Village Desk" in text for _, text in said), timeout=10_000)
    press(window.page(), "Write a stick")
    qtbot.waitUntil(lambda: any("actions and 0 photos are in" in text for _, text in said), timeout=10_000)
    (file,) = tmp_path.glob(f"*{ENDING}")
    taken = take_stick(server.central, file.read_bytes())
    file.write_bytes(taken.answer)
    assert waiting(enrolled) > 0
    press(window.page(), "Read a stick")
    qtbot.waitUntil(lambda: any("Both sides are equal now." in text for _, text in said), timeout=10_000)
    assert waiting(enrolled) == 0


@pytest.mark.parametrize("central", ["sqlite"], indirect=True)
def test_there_and_back_from_the_command_lines(server, home, tmp_path, monkeypatch, capsys):  # noqa: F811
    monkeypatch.setenv("VILLAGEDESK_HOME", str(home))
    monkeypatch.setattr(i18n, "set_language", lambda _language: None)
    stick, central_home = tmp_path / "stick", str(server.central.config.home)
    stick.mkdir()
    store = open_store(home)
    enrol_at(store, server)
    villager(store, "0" * 32)
    store.close()
    assert main(["stick", "write", str(stick)]) == 0
    (file,) = stick.glob(f"*{ENDING}")
    bad = stick / "bad.vdstick"
    bad.write_bytes(file.read_bytes()[:-1])
    assert main(["central", "stick", "--home", central_home, str(bad), str(file)]) == 1
    out = capsys.readouterr().out
    assert "cut short or was changed" in out
    assert "1 new actions" in out
    bad.unlink()
    file.unlink()
    assert main(["stick", "read", str(stick)]) == 0
    assert "Both sides are equal now." in capsys.readouterr().out
    again = open_store(home, load_key(home, may_create=False))
    assert waiting(again) == 0
    again.close()
