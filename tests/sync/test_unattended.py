"""``villagedesk sync --once`` as the schedule starts it: a process of its own, beside the window or alone."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.conftest import KEY, set_up_operator
from tests.sync.conftest import Desk
from tests.sync.gate import Gate
from villagedesk import clock, i18n
from villagedesk.central import tables
from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.deps import Central
from villagedesk.central.serve import Server
from villagedesk.errors import AppError, Refused, sentence
from villagedesk.settings import Settings
from villagedesk.store import Store, events, identity, open_store
from villagedesk.store.support import crashes
from villagedesk.sync.history import past_syncs
from villagedesk.sync.outbox import Chip, SyncStatus, sync_status
from villagedesk.sync.run import Report
from villagedesk.sync.service import sync_now
from villagedesk.sync.traffic import used
from villagedesk.sync.unattended import sync_every, sync_once

DONE, TROUBLE, RUNNING = 0, 1, 3


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    """SQLite is enough: what is tried here happens at the desk."""
    opened = open_central(CentralConfig(home=tmp_path / "central"))
    yield opened
    opened.database.close()


@pytest.fixture
def gate(server: Server) -> Iterator[Gate]:
    made = Gate(server.port)
    yield made
    made.close()


@pytest.fixture
def desk(make_desk: Callable[[str], Desk], gate: Gate) -> Desk:
    """An enrolled desk whose line leads through the gate; the window has it open."""
    made = make_desk("one")
    prepare(made.store)
    point_to(made.store, gate.url)
    return made


def prepare(store: Store, language: str = "en") -> None:
    """The key where a process of its own finds it, and the language of the computer."""
    (store.home / "desk.key").write_text(KEY.hex())
    Settings(language=language).save(store.home / "settings.json")


def point_to(store: Store, url: str) -> None:
    with store.transaction() as connection:
        events.put_meta(connection, "central_url", url)


def start(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "villagedesk", "sync", "--once"],
        env={**os.environ, "VILLAGEDESK_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Status and the one sentence that was said."""
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in err, err
    (line,) = (out + err).strip().splitlines()
    return process.returncode, line


def said(code: str, language: str = "en") -> str:
    i18n.set_language(language)
    try:
        return sentence(AppError(code))
    finally:
        i18n.set_language("zh_CN")


def status(store: Store) -> SyncStatus:
    with store.read() as s:
        return sync_status(s.connection())


def work(store: Store, name: str = "王秀兰") -> None:
    with store.write(by="x") as s:
        set_up_operator(s, name)


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.Popen[str]]:
    """A sync whose central is away; it tries for some seconds, so it is started before the other tests."""
    home = tmp_path_factory.mktemp("away")
    store = open_store(home, KEY)
    prepare(store, "zh_CN")
    with store.transaction() as connection:
        identity.device_key(connection)
        identity.remember(connection, identity.Device("0" * 32, 1, "c", "pc", "http://127.0.0.1:9", bytes(32)))
    work(store)
    store.close()
    return home, start(home)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_computer_that_is_not_enrolled(away: object, store: Store, language: str) -> None:
    prepare(store, language)
    assert ended(start(store.home)) == (TROUBLE, said("not_enrolled", language))


def test_all_is_delivered_and_the_window_knows(desk: Desk, gate: Gate) -> None:
    work(desk.store)
    assert status(desk.store).chip is Chip.HERE
    gate.open()
    code, line = ended(start(desk.store.home))
    assert code == DONE
    counted = re.fullmatch(
        r"All delivered: 1 sent, 2 received, 0 photos\. Over the line: (\d+) B up, (\d+) B down, and about \d+ B around them\.",
        line,
    )
    assert counted, line
    with desk.store.read() as s:
        today = used(s.connection(), clock.today())
        (past,) = past_syncs(s.connection())
    assert (today.up, today.down) == (int(counted[1]), int(counted[2]))
    assert (past.agreed, past.sent, past.received, past.bytes) == (True, 1, 2, today.all)
    now = status(desk.store)
    assert (now.chip, now.waiting, now.trouble) == (Chip.DELIVERED, 0, None)
    assert now.agreed_at == now.tried_at
    # What was sent from outside is not sent again from inside.
    assert sync_now(desk.store).sent == 0


def test_a_device_that_was_revoked(desk: Desk, gate: Gate, server: Server) -> None:
    with server.central.database.write() as connection:
        connection.execute(update(tables.device).values(revoked=1))
    work(desk.store)
    gate.open()
    assert ended(start(desk.store.home)) == (TROUBLE, said("device_unknown"))
    now = status(desk.store)
    assert (now.chip, now.waiting, now.trouble) == (Chip.HERE, 1, "device_unknown")


def test_two_started_together(desk: Desk, gate: Gate) -> None:
    work(desk.store)
    both = [start(desk.store.home) for _ in range(2)]
    assert gate.knocked.wait(30)
    while all(process.poll() is None for process in both):
        threading.Event().wait(0.02)
    late = next(process for process in both if process.poll() is not None)
    assert ended(late) == (RUNNING, said("sync_running"))
    gate.open()
    (first,) = (process for process in both if process is not late)
    assert ended(first)[0] == DONE
    assert status(desk.store).chip is Chip.DELIVERED


def test_while_the_window_syncs_and_the_other_way_round(desk: Desk, gate: Gate) -> None:
    work(desk.store)
    window = threading.Thread(target=sync_now, args=[desk.store])
    window.start()
    assert gate.knocked.wait(30)
    work(desk.store, "刘芳")  # the counter goes on
    assert ended(start(desk.store.home)) == (RUNNING, said("sync_running"))
    with pytest.raises(Refused, match="sync_running"):
        sync_now(desk.store)
    gate.open()
    window.join(30)
    assert status(desk.store).chip is Chip.DELIVERED


def test_a_sync_that_was_killed_stands_in_nobodys_way(desk: Desk, gate: Gate) -> None:
    work(desk.store)
    process = start(desk.store.home)
    assert gate.knocked.wait(30)
    process.kill()
    process.communicate(timeout=30)
    gate.open()
    assert sync_now(desk.store).agreed


def test_central_is_away(away: tuple[Path, subprocess.Popen[str]]) -> None:
    home, process = away
    code, line = ended(process)
    assert (code, line.startswith(said("offline", "zh_CN"))) == (TROUBLE, True)
    store = open_store(home, KEY)
    now = status(store)
    assert (now.chip, now.waiting, now.trouble) == (Chip.HERE, 1, "offline")
    assert now.tried_at is not None
    assert now.agreed_at is None
    store.close()


def test_the_schedule_comes_less_often_while_the_line_is_down(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = [Report(gave_up=True, trouble="offline")] * 3 + [Refused("sync_running"), Report(agreed=True), Report()]
    slept: list[float] = []

    def sync(store: Store) -> Report:
        end = ends.pop(0)
        if isinstance(end, AppError):
            raise end
        return end

    monkeypatch.setattr("villagedesk.sync.unattended.sync_now", sync)
    assert sync_every(store, 15, sleep=slept.append, times=6) == TROUBLE
    # Another sync that is under way is no failure: somebody else gets through.
    for seconds, minutes in zip(slept, (30, 60, 120, 15, 15), strict=True):
        assert 0.8 * minutes <= seconds / 60 <= 1.2 * minutes


def test_a_mistake_of_the_program_is_kept_and_the_next_sync_tries_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ends: list[Report | Exception] = [KeyError("of 张建国, 139 0000 6722"), Report(agreed=True)]

    def sync(store: Store) -> Report:
        end = ends.pop(0)
        if isinstance(end, Exception):
            raise end
        return end

    monkeypatch.setattr("villagedesk.sync.unattended.sync_now", sync)
    told: list[str] = []
    assert sync_once(store, told.append) == TROUBLE
    assert i18n._("Support") in told[-1]
    (crash,) = crashes(store.home)
    assert "KeyError" in crash.text
    assert "6722" not in crash.text
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == ["a mistake of ours"]
    assert sync_every(store, 15, sleep=lambda _seconds: None, times=1) == DONE
