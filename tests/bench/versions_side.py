"""One end of ``versions``: runs in the tree of either version and uses only what both of them have.

python versions_side.py centre CENTRAL            makes a centre; prints its id and three codes for computers
python versions_side.py enrol HOME URL CODE NAME  a computer of it
python versions_side.py work HOME URL SEED N      does N things at it, with a sync after every ten and at the end
python versions_side.py sync HOME URL             syncs until both sides agree
python versions_side.py staff CENTRAL SEED N      what the platform's people do with what is there
python versions_side.py rows HOME                 prints every synced row, also of what this version does not know,
                                                      and which of them central keeps without knowing them
python versions_side.py central-rows CENTRAL ID   the same of central, for one centre
python versions_side.py stick HOME FOLDER         writes what waits; central's answer is read by ``read-stick``
python versions_side.py read-stick HOME FOLDER
"""

import json
import random
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from tests.conftest import KEY
from tests.sync import counter_work
from tests.sync.conftest import remote_of
from villagedesk.central import tables
from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.devices import make_code, set_up_centre
from villagedesk.central.marketplace import SimulatedMarketplace
from villagedesk.domain.entity import row_id
from villagedesk.domain.registry import by_name
from villagedesk.errors import AppError
from villagedesk.store import Store, identity, open_store
from villagedesk.store.rows import read_row
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.run import Run, enrol
from villagedesk.sync.stick import read_stick, write_stick

BY = "0" * 32


def main(what: str, *words: str) -> Any:
    """Do one of the things above; what is returned is printed as JSON."""
    return globals()[f"_{what.replace('-', '_')}"](*words)


def _central(home: str) -> Any:
    return open_central(CentralConfig(home=Path(home)), SimulatedMarketplace())


def _centre(home: str) -> Any:
    database = _central(home).database
    with database.write() as connection:
        centre = set_up_centre(connection, name="白鹭村服务站", village_name="白鹭村")
        codes = [make_code(connection, centre) for _ in range(3)]
    database.close()
    return [centre, *codes]


def _enrol(home: str, url: str, code: str, name: str) -> None:
    store = open_store(Path(home), KEY)
    with store.transaction() as connection:
        key = identity.device_key(connection)
    enrol(store, HttpRemote(url, "00" * 16, key), url, code, name)
    store.close()


def _work(home: str, url: str, seed: str, count: str) -> Any:
    chance, done = random.Random(int(seed)), 0
    store = open_store(Path(home), KEY)
    names = sorted(counter_work.WORK)
    for number in range(int(count)):
        try:
            with store.write(by=BY) as s:
                counter_work.WORK[chance.choice(names)](s, chance.randrange(1_000_000))
            done += 1
        except AppError:
            pass  # a rule said no, or there is nothing to do it with
        if number % 10 == 9:
            _run(store, url)
    done += _newer(store)
    _until_agreed(store, url)
    store.close()
    return done


def _newer(store: Store) -> int:
    """Things of a kind that the version before does not know; 0 where this one does not either."""
    if "program_report" not in by_name():
        return 0
    from villagedesk.domain.support import ProgramReport
    from villagedesk.store import action, new_row

    @action
    def report(s: Any) -> None:
        new_row(s, ProgramReport(version="x", system="x", text="x"))

    with store.write(by=BY) as s:
        report(s)
    return 1


def _run(store: Store, url: str) -> Any:
    remote = remote_of(store, url)
    try:
        return Run(store, remote, sleep=lambda seconds: None).go()
    finally:
        remote.close()


def _until_agreed(store: Store, url: str) -> int:
    for number in range(1, 6):
        if _run(store, url).agreed:
            return number
    raise SystemExit("the two sides do not agree")


def _sync(home: str, url: str) -> Any:
    store = open_store(Path(home), KEY)
    rounds = _until_agreed(store, url)
    store.close()
    return rounds


def _staff(home: str, seed: str, count: str) -> None:
    central, chance = _central(home), random.Random(int(seed))
    world: Any = SimpleNamespace(central=lambda: central)
    for _ in range(int(count)):
        counter_work.staff(world, chance.choice(counter_work.STAFF), chance.randrange(1_000_000))
    central.database.close()


def _rows(home: str) -> Any:
    store = open_store(Path(home), KEY)
    with store.read() as s:
        connection = s.connection()
        keys = [(name, id_) for name in by_name() for (id_,) in connection.exec_driver_sql(f'SELECT id FROM "{name}"')]
        keys += [tuple(key) for key in connection.exec_driver_sql("SELECT entity, id FROM unknown_row")]
        found = {f"{name} {id_}": _said(read_row(connection, name, id_)) for name, id_ in keys}
        kept = connection.exec_driver_sql("SELECT id, body FROM event WHERE result = 'deferred' AND link IS NOT NULL")
        touched = [(id_, change) for id_, body in kept for change in json.loads(body)["c"]]
    store.close()
    # What central keeps without knowing it stands on this computer alone until central is newer.
    waiting = {f"{c[0]} {row_id(id_, c[1]) if isinstance(c[1], int) else c[1]}" for id_, c in touched}
    return {"rows": found, "waiting": sorted(waiting)}


def _central_rows(home: str, centre: str) -> Any:
    database, row, scope = _central(home).database, tables.row, tables.scope
    with database.read() as connection:
        found = connection.execute(
            select(row.c.entity, row.c.id, row.c.data)
            .join(scope, scope.c.scope == row.c.scope)
            .where(scope.c.centre.in_([centre, ""]), row.c.data.is_not(None))
        ).all()
    database.close()
    return {f"{entity} {id_}": _said(json.loads(data)) for entity, id_, data in found}


def _said(row: Any) -> Any:
    return {name: value for name, value in (row or {}).items() if value}


def _stick(home: str, folder: str) -> Any:
    store = open_store(Path(home), KEY)
    written = write_stick(store, Path(folder))
    store.close()
    return str(written.file)


def _read_stick(home: str, folder: str) -> Any:
    store = open_store(Path(home), KEY)
    received = read_stick(store, Path(folder))
    store.close()
    return received.agreed


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
