"""How long the operator's save waits for the writer while a feed of farmers comes in: wall time, beside an idle desk."""

import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from tests.bench.sellers_data import seller_forms
from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.devices import make_code, set_up_centre
from villagedesk.central.serve import Server
from villagedesk.domain.people import PersonForm
from villagedesk.store import Store, identity, open_store
from villagedesk.store.people import add_person
from villagedesk.store.sellers import take_on_seller
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.run import Run, enrol

BY = "0" * 32
# Seconds between two saves: quicker than anybody, and slow enough for the sync to come to an end.
_PAUSE = 0.06


def longest_waits(count: int) -> tuple[float, float]:
    """The longest save on an idle desk, and while ``count`` farmers come in; both in ms."""
    with tempfile.TemporaryDirectory() as folder, Server(open_central(CentralConfig(home=Path(folder)))) as server:
        with server.central.database.write() as connection:
            centre = set_up_centre(connection, name="白鹭村服务站", village_name="白鹭村")
        one, two = (_desk(Path(folder) / name, server, centre) for name in ("one", "two"))
        for form in seller_forms(count):
            with one.write(by=BY) as s:
                take_on_seller(s, form, check_same=False)
        _sync(one, server)
        with _Operator(two) as operator:
            time.sleep(1.5)
            idle = operator.longest()
            _sync(two, server)
            busy = operator.longest()
        for store in (one, two):
            store.close()
    return round(idle * 1000, 1), round(busy * 1000, 1)


class _Operator:
    """Saves again and again in a thread of his own, as the window's writer does."""

    def __init__(self, store: Store) -> None:
        self._store, self._waits, self._end = store, [0.0], threading.Event()
        self._thread = threading.Thread(target=self._work)

    def __enter__(self) -> "_Operator":
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._end.set()
        self._thread.join()

    def longest(self) -> float:
        """The longest save since the last call, in seconds."""
        waits, self._waits = self._waits, [0.0]
        return max(waits)

    def _work(self) -> None:
        number = 0
        while not self._end.wait(_PAUSE):
            begun = time.perf_counter()
            with self._store.write(by=BY) as s:
                add_person(s, PersonForm(name="陈" + chr(0x4E00 + number)), check_same=False)
            self._waits.append(time.perf_counter() - begun)
            number += 1


def _desk(home: Path, server: Server, centre: str) -> Store:
    store = open_store(home, bytes(32))
    with server.central.database.write() as connection:
        code = make_code(connection, centre)
    with store.transaction() as connection:
        key = identity.device_key(connection)
    enrol(store, HttpRemote(server.url, "00" * 16, key), server.url, code, home.name)
    return store


def _sync(store: Store, server: Server) -> None:
    with store.read() as s:
        device = identity.device(s.connection())
        key = identity.device_key(s.connection())
    assert device is not None
    remote = HttpRemote(server.url, device.id, key)
    Run(store, remote).go()
    remote.close()
