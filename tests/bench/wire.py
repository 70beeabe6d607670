"""Bytes and requests of a sync, counted by a proxy outside the program: 1,000 records, a 1 % round, an empty round."""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.proxy import Counts, Proxy
from tests.bench.sellers_data import seller_forms
from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.devices import make_code, set_up_centre
from villagedesk.central.serve import Server
from villagedesk.domain.people import Person
from villagedesk.store import Store, WriteSession, action, get, identity, open_store
from villagedesk.store.sellers import take_on_seller
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.run import Run, enrol


@action
def correct_phone(s: WriteSession, person_id: str, phone: str) -> None:
    """One field of one record."""
    get(s, Person, person_id).phone = phone


def run(quick: bool) -> dict[str, dict[str, Any]]:
    """The figures of the wire."""
    count = 100 if quick else 1000
    with tempfile.TemporaryDirectory() as folder, _centre(Path(folder)) as (proxy, one, two):
        people = take_on(one.store, count)
        up = one.sync(proxy)
        down = two.sync(proxy)
        for person_id in random.Random(3).sample(people, 10):
            with one.store.write(by="0" * 32) as s:
                correct_phone(s, person_id, f"139{random.Random(person_id).randrange(10**8):08d}")
        update, empty = one.sync(proxy), one.sync(proxy)
    pieces = max(1, up.up // 65536 + (up.up % 65536 > 0))
    return {
        "bytes up an onboarding action": _figure(round(up.up / count, 1), "B", "<= 60"),
        "requests for all of them": _figure(up.requests, "", f"<= {2 * pieces}"),
        "bytes down an action, second PC": _figure(round(down.down / count, 1), "B", ""),
        "1 % round, both ways": _figure(update.up + update.down, "B", "<= 1536"),
        "1 % round, requests": _figure(update.requests, "", "1"),
        "1 % round, connections": _figure(update.connections, "", "1"),
        "empty round, both ways": _figure(empty.up + empty.down, "B", "<= 700"),
        "empty round, requests": _figure(empty.requests, "", "1"),
    }


def take_on(store: Store, count: int) -> list[str]:
    """Take on invented sellers, one action each; returns their person ids."""
    for form in seller_forms(count):
        with store.write(by="0" * 32) as s:
            take_on_seller(s, form, check_same=False)
    with store.read() as s:
        return [row[0] for row in s.connection().exec_driver_sql("SELECT id FROM person")]


class Bench:
    """One PC behind the counting proxy."""

    def __init__(self, store: Store, port: int) -> None:
        self.store = store
        with store.read() as s:
            device = identity.device(s.connection())
            assert device is not None
            self._device, self._key, self._port = device.id, identity.device_key(s.connection()), port

    def sync(self, proxy: Proxy) -> Counts:
        """One sync from a fresh start of the program, and what it cost."""
        remote = HttpRemote(f"http://127.0.0.1:{self._port}", self._device, self._key)
        proxy.take()
        report = Run(self.store, remote).go()
        remote.close()
        assert report.agreed, report
        return proxy.take()


@contextmanager
def _centre(folder: Path) -> Iterator[tuple[Proxy, Bench, Bench]]:
    central = open_central(CentralConfig(home=folder / "central"))
    with central.database.write() as connection:
        centre = set_up_centre(connection, name="白鹭村服务站", village_name="白鹭村")
    with Server(central) as server, Proxy(server.port) as proxy:
        desks = []
        for name in ("one", "two"):
            with central.database.write() as connection:
                code = make_code(connection, centre)
            store = open_store(folder / name, bytes(range(32)))
            with store.transaction() as connection:
                key = identity.device_key(connection)
            enrol(store, HttpRemote(server.url, "00" * 16, key), server.url, code, name)
            desks.append(Bench(store, proxy.port))
            desks[-1].sync(proxy)
        yield proxy, desks[0], desks[1]
        for desk in desks:
            desk.store.close()
    central.database.close()


def _figure(value: float, unit: str, target: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "target": target}
