"""Two PCs of one centre and a real central on a port, with a line that does what lines do. For the state machine."""

import atexit
import json
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from tests.conftest import KEY
from tests.sync.conftest import remote_of
from villagedesk.central import tables
from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.deps import Central
from villagedesk.central.devices import make_code, set_up_centre
from villagedesk.central.marketplace import SimulatedMarketplace
from villagedesk.central.serve import Server
from villagedesk.domain.entity import PLATFORM_SCOPE
from villagedesk.domain.registry import by_name
from villagedesk.errors import Offline
from villagedesk.store import WriteSession, events, identity, open_store
from villagedesk.store.rows import read_row
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.messages import Reply, Round
from villagedesk.sync.run import Report, Run, enrol

NAMES = ("one", "two")
BY = "0" * 32
_template: list[Path] = []


def _template_folder() -> Path:
    """Central and two enrolled desks, made once; each example begins with a copy."""
    if not _template:
        folder = Path(tempfile.mkdtemp(prefix="vd-two-desks-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        with Server(_central(folder)) as server:
            with server.central.database.write() as connection:
                centre = set_up_centre(connection, name="白鹭村服务站", village_name="白鹭村")
            for name in NAMES:
                store = open_store(folder / name, KEY)
                with server.central.database.write() as connection:
                    code = make_code(connection, centre)
                with store.transaction() as connection:
                    key = identity.device_key(connection)
                enrol(store, HttpRemote(server.url, "00" * 16, key), server.url, code, name)
                store.close()
        (folder / "centre").write_text(centre)
        _template.append(folder)
    return _template[0]


def _central(folder: Path) -> Central:
    return open_central(CentralConfig(home=folder / "central"), SimulatedMarketplace())


class Line:
    """The real line, with one trouble for each request: see ``round``. Without further troubles it is good."""

    def __init__(self, world: "World", name: str, troubles: list[str], meanwhile: Callable[[], object]) -> None:
        self._world, self._name, self._troubles, self._meanwhile = world, name, list(troubles), meanwhile
        self._real = world.remote(name)

    def round(self, request: Round) -> Reply:
        trouble = self._troubles.pop(0) if self._troubles else ""
        if trouble == "act":  # the operator goes on working while the request is under way
            self._meanwhile()
        if trouble == "request lost" or self._world.server is None:
            raise Offline()
        reply = self._real.round(request)
        if trouble == "sent twice":
            reply = self._real.round(request)
        if trouble == "act after":
            self._meanwhile()
        if trouble == "central stops":
            self._world.stop_central()
        if trouble in ("central stops", "reply lost"):
            raise Offline()
        return reply

    def pause(self, seconds: float) -> None:
        """What happens while the program waits before it tries again: the operator works, central comes back."""
        if self._troubles:
            self._meanwhile()
        self._world.start_central()

    def blob(self, *args: Any) -> int:
        return self._real.blob(*args)

    def close(self) -> None:
        self._real.close()


class World:
    """Everything of one example. ``acknowledged``: per desk the ids of events whose commit returned."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="vd-two-desks-")) / "world"
        shutil.copytree(_template_folder(), self.folder)
        self.centre = (self.folder / "centre").read_text()
        self.server: Server | None = None
        self.start_central()
        self.stores = {name: open_store(self.folder / name, KEY) for name in NAMES}
        self.acknowledged: dict[str, list[str]] = {name: [] for name in NAMES}

    def start_central(self) -> None:
        if self.server is None:
            self.server = Server(_central(self.folder)).__enter__()

    def stop_central(self) -> None:
        if self.server is not None:
            self.server.__exit__(None, None, None)
            self.server = None

    def central(self) -> Central:
        self.start_central()
        assert self.server is not None
        return self.server.central

    def remote(self, name: str) -> HttpRemote:
        return remote_of(self.stores[name], self.server.url if self.server else "http://127.0.0.1:9")

    def act(self, name: str, op: Callable[[WriteSession], Any]) -> Any:
        """One action at one desk; it is acknowledged when this returns."""
        with self.stores[name].write(by=BY) as s:
            result = op(s)
        if s.event is not None:
            self.acknowledged[name].append(s.event.id)
        return result

    def sync(self, name: str, troubles: list[str] | None = None, meanwhile: Callable[[], object] = lambda: 0) -> Report:
        line = Line(self, name, troubles or [], meanwhile)
        try:
            return Run(self.stores[name], line, sleep=line.pause).go()  # type: ignore[arg-type]
        finally:
            line.close()

    def reopen(self, name: str) -> None:
        self.stores[name].close()
        self.stores[name] = open_store(self.folder / name, KEY)

    def restore(self, name: str) -> bool:
        """The disk of yesterday: the copy that ``back_up`` took is what the PC has now; False when there is none."""
        copy = self.folder / f"{name}-copy"
        if not copy.exists():
            return False
        self.stores[name].close()
        shutil.rmtree(self.folder / name)
        shutil.copytree(copy, self.folder / name)
        self.stores[name] = open_store(self.folder / name, KEY)
        return True

    def back_up(self, name: str) -> None:
        copy = self.folder / f"{name}-copy"
        shutil.rmtree(copy, ignore_errors=True)
        self.stores[name].close()
        shutil.copytree(self.folder / name, copy)
        self.stores[name] = open_store(self.folder / name, KEY)

    def read(self, name: str, op: Callable[[Connection], Any]) -> Any:
        with self.stores[name].read() as s:
            return op(s.connection())

    def close(self) -> None:
        for store in self.stores.values():
            store.close()
        self.stop_central()
        shutil.rmtree(self.folder.parent, ignore_errors=True)


@cache
def _tables() -> tuple[str, ...]:
    return (*by_name(), "unknown_row", "person_key", "owed", "went_back")


def rows_of(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every synced row with all its columns, and what follows from the rows."""
    return {
        name: sorted(tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')) for name in _tables()
    }


def confirmed_rows(
    central: Central, centre: str, scopes: set[str] | None = None
) -> dict[tuple[str, str], dict[str, Any]]:
    """Central's rows of this centre, of its classes (or only of the feeds that are named) and of the platform."""
    row, scope = tables.row, tables.scope
    with central.database.read() as connection:
        found = connection.execute(
            select(row.c.entity, row.c.id, row.c.data, row.c.scope)
            .join(scope, scope.c.scope == row.c.scope)
            .where(scope.c.centre.in_([centre, ""]), row.c.data.is_not(None))
        )
        return {
            (entity, id_): _not_empty(json.loads(data))
            for entity, id_, data, name in found
            if scopes is None or name in scopes or name == PLATFORM_SCOPE
        }


def desk_rows(connection: Connection, keys: list[tuple[str, str]]) -> dict[tuple[str, str], dict[str, Any]]:
    """The same rows of a desk, read without the ORM."""
    found = {key: read_row(connection, *key) for key in keys}
    return {key: _not_empty(row) for key, row in found.items() if row is not None}


def _not_empty(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value}


def feed_of(central: Central) -> list[tuple[str, str, str | None]]:
    """Every event that central has: id, result, what was kept."""
    event = tables.event
    with central.database.read() as connection:
        return [tuple(row) for row in connection.execute(select(event.c.id, event.c.result, event.c.kept))]


def events_of(connection: Connection) -> list[str]:
    return [row[0] for row in connection.exec_driver_sql("SELECT id FROM event")]


def check_chain(connection: Connection) -> None:
    log, head, _ = events.current_log(connection)
    assert events.verify_chain(connection, log) == head
