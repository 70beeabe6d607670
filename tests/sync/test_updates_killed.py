"""An update from a stick that is killed, at every kind of place: the old version runs or the new one, whole, with the data."""

import io
import os
import shutil
import sys
import tarfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.conftest import KEY
from tests.desktop.test_sync import DESK
from villagedesk import versions
from villagedesk.domain.people import PersonForm
from villagedesk.store import open_store
from villagedesk.store.identity import remember
from villagedesk.store.people import add_person
from villagedesk.sync.updates import PROGRAM, back, here, take, take_in, write_release
from villagedesk.sync.updates.release import EACH

CENTRAL = Ed25519PrivateKey.generate()
FILES = {
    "villagedesk": b"#!/bin/sh\necho Village Desk 0.2.0\n",
    "licences/INDEX.txt": b"x",
    **{f"_internal/{number}": bytes([number]) * (EACH // 3) for number in range(6)},
}
KILLED = 77


@pytest.fixture
def update(tmp_path: Path) -> Path:
    """A small program of several parts, signed."""
    body = tmp_path / "program.tar"
    with tarfile.open(body, "w") as packed:
        for name, data in FILES.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o755
            packed.addfile(entry, io.BytesIO(data))
    target = tmp_path / "program.vdupdate"
    write_release(CENTRAL, PROGRAM, "0.2.0", body, target, system=here(), made_at=1)
    return target


def in_a_child(home: Path, update: Path, dies_at: int, tells: Path) -> int:
    """Take it in, in a process of its own that is gone at its n-th step on files; returns how that ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 1
    try:
        store, steps = open_store(home, KEY), 0

        def step(event: str, _args: object) -> None:
            nonlocal steps
            if event in ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "shutil.rmtree"):
                steps += 1
                if steps == dies_at:
                    os._exit(KILLED)  # nothing is cleared up, as by kill -9

        sys.addaudithook(step)
        take_in(store, update, test=lambda _program, _version: True)
        tells.write_text(str(steps))
        status = 0
    finally:
        os._exit(status)


def begin_anew(home: Path) -> None:
    """As if no update had come."""
    shutil.rmtree(home / "programs", ignore_errors=True)
    (home / "program.json").unlink(missing_ok=True)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills by fork")
def test_a_kill_anywhere_leaves_the_old_version_or_the_new_one(store, home, operator, update, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.frozen", True, raising=False)
    for module in (versions, take, back):
        monkeypatch.setattr(module, "__version__", "0.1.0")
    with store.transaction() as connection:
        remember(connection, replace(DESK, central_key=CENTRAL.public_key().public_bytes_raw()))
    with store.write(by=operator) as s:
        add_person(s, PersonForm(name="陈桂花", phone="13900006721"))
    take_in(store, update, test=lambda _program, _version: True)  # all is imported now, and folders that stay are made
    store.close()
    tells = tmp_path / "steps"
    begin_anew(home)
    assert in_a_child(home, update, 0, tells) == 0
    steps = int(tells.read_text())
    assert steps > 25
    ran = {"old": 0, "new": 0}
    # Each of the last steps, where the switch is, and every third of those before.
    for at in [*range(1, steps - 8, 3), *range(steps - 8, steps + 1)]:
        begin_anew(home)
        assert in_a_child(home, update, at, tells) == KILLED
        chosen = versions.choice(home)
        ran["old" if chosen is None else "new"] += 1
        if chosen is not None:
            assert chosen == versions.Choice("0.2.0", "0.1.0", "0.1.0")
            folder = home / "programs/0.2.0"
            assert {name: (folder / name).read_bytes() for name in FILES} == FILES
        with closing(open_store(home, KEY)) as again:
            if chosen is None:  # what is left of the half one is in nobody's way
                take_in(again, update, test=lambda _program, _version: True)
                assert [path.name for path in (home / "programs").iterdir()] == ["0.2.0"]
                assert not list(home.glob("*.part"))
            with again.read() as s:
                assert s.connection().exec_driver_sql("SELECT count(*) FROM person WHERE name = '陈桂花'").scalar() == 1
    assert min(ran.values()) > 0, ran
