"""Desks enrolled at a real central."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.central.conftest import (  # noqa: F401
    central,
    postgresql,
    quick_central,
    server,
)
from tests.conftest import KEY, begun
from villagedesk.central.devices import make_code, set_up_centre
from villagedesk.central.serve import Server
from villagedesk.store import Store, identity, open_store
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.run import Report, Run, enrol


@dataclass
class Desk:
    """One PC of the centre: its store and its line to central."""

    store: Store
    remote: HttpRemote

    def sync(self) -> Report:
        return Run(self.store, self.remote, sleep=lambda seconds: None).go()


@pytest.fixture
def centre(server: Server) -> str:  # noqa: F811
    """The id of a centre."""
    with server.central.database.write() as connection:
        return set_up_centre(connection, name="白鹭村服务站", village_name="白鹭村", village_code="990185100201")


@pytest.fixture
def make_desk(server: Server, centre: str, tmp_path: Path) -> Iterator[Callable[..., Desk]]:  # noqa: F811
    """Enrol a PC of the centre, or a trainer's laptop, under a name."""
    made: list[Desk] = []

    def make(name: str, role: str = "pc") -> Desk:
        store = open_store(begun(tmp_path / name), KEY)
        with server.central.database.write() as connection:
            code = make_code(connection, centre, role=role)
        with store.transaction() as connection:
            key = identity.device_key(connection)
        enrol(store, HttpRemote(server.url, "00" * 16, key), server.url, code, name)
        made.append(Desk(store, remote_of(store)))
        return made[-1]

    yield make
    for desk in made:
        desk.store.close()
        desk.remote.close()


def remote_of(store: Store, url: str | None = None) -> HttpRemote:
    """The line of an enrolled desk."""
    with store.read() as s:
        device = identity.device(s.connection())
        assert device is not None
        return HttpRemote(url or device.central_url, device.id, identity.device_key(s.connection()))
