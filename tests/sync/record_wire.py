"""Keeps what this version says over the wire, for all later ones: ``python -m tests.sync.record_wire``.

It uses only what every version has, so that an older one's sources can be recorded too (``PYTHONPATH``, in their folder).
"""

import json
import random
import sqlite3
import sys
import tempfile
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from tests.conftest import KEY
from tests.sync import counter_work
from tests.sync.conftest import remote_of
from villagedesk import __version__
from villagedesk.central import tables
from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.devices import make_code, set_up_centre
from villagedesk.central.marketplace import SimulatedMarketplace
from villagedesk.central.serve import Server
from villagedesk.errors import AppError
from villagedesk.store import Store, identity, open_store
from villagedesk.store.migrations import MIGRATIONS
from villagedesk.sync import messages
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.run import Run, enrol

FOLDER = Path(__file__).parents[1] / "data" / "wire"
ACTIONS = 160
BY = "0" * 32


class Recorder:
    """The real line, which keeps what went over it. ``before`` is called before each round that brings something."""

    def __init__(self, real: HttpRemote, before: Any = lambda: None) -> None:
        self._real, self._before = real, before
        self.rounds: list[tuple[bytes, bytes]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def round(self, request: messages.Round) -> messages.Reply:
        if request.events:
            self._before()
        reply = self._real.round(request)
        self.rounds.append((messages.encode(request), messages.encode(reply)))
        return reply


def record(folder: Path) -> dict[str, bytes]:
    """A day of one computer that reaches central in one round, and what a second one then gets.

    Returns:
        ``central.db`` before the round, ``central.key``, ``request``, ``reply-N`` for the second computer, ``rows.json``.
    """
    kept: dict[str, bytes] = {}
    central = open_central(CentralConfig(home=folder / "central"), SimulatedMarketplace())
    kept["central.key"] = (folder / "central" / "central.key").read_bytes()
    with Server(central) as server:
        with central.database.write() as connection:
            centre = set_up_centre(connection, name="白鹭村服务站", village_name="白鹭村")
            codes = [make_code(connection, centre) for _ in range(2)]
        one = _enrolled(folder / "one", server.url, codes[0])
        _run(one, Recorder(remote_of(one)))
        _work(one, central)

        def keep_central() -> None:
            with (
                sqlite3.connect(folder / "central" / "central.db") as source,
                sqlite3.connect(folder / "copy.db") as copy,
            ):
                source.backup(copy)
                copy.execute("VACUUM")
            kept["central.db"] = (folder / "copy.db").read_bytes()

        line = Recorder(remote_of(one), keep_central)
        _run(one, line)
        kept["request"] = line.rounds[0][0]
        two = _enrolled(folder / "two", server.url, codes[1])
        second = Recorder(remote_of(two))
        _run(two, second)
        kept |= {f"reply-{number}": reply for number, (_request, reply) in enumerate(second.rounds)}
        with central.database.read() as connection:
            row = tables.row
            found = connection.execute(select(row.c.entity, row.c.id, row.c.data).where(row.c.data.is_not(None))).all()
        kept["rows.json"] = json.dumps(
            {f"{r.entity} {r.id}": json.loads(r.data) for r in found}, ensure_ascii=False
        ).encode()
        for store in (one, two):
            store.close()
    return kept


def _enrolled(home: Path, url: str, code: str) -> Store:
    store = open_store(home, KEY)
    with store.transaction() as connection:
        key = identity.device_key(connection)
    enrol(store, HttpRemote(url, "00" * 16, key), url, code, home.name)
    return store


def _run(store: Store, line: Recorder) -> None:
    if not Run(store, line, sleep=lambda seconds: None).go().agreed:  # type: ignore[arg-type]
        raise SystemExit("the two sides do not agree")


def _work(store: Store, central: Any) -> None:
    chance, world = random.Random(7), SimpleNamespace(central=lambda: central)
    for number in range(ACTIONS):
        name = chance.choice(sorted(counter_work.WORK))
        try:
            with store.write(by=BY) as s:
                counter_work.WORK[name](s, chance.randrange(1_000_000))
        except AppError:
            continue  # a rule said no, or there is nothing to do it with
        if number % 40 == 0:
            counter_work.staff(world, "place", number)  # type: ignore[arg-type]


def main() -> None:
    """Write the recording of this version."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER / f"v{len(MIGRATIONS):04d}.zip"
    with tempfile.TemporaryDirectory() as name:
        kept = record(Path(name))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for part, data in sorted(kept.items()):
            file.writestr(zipfile.ZipInfo(part), data, zipfile.ZIP_DEFLATED, 9)
    print(f"{target}: version {__version__}, {target.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
