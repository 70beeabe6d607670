"""What earlier versions said over the wire, kept in ``tests/data/wire``: this version still takes it and makes the same rows.

A desk of that version speaks with this central (which opens that version's database), and that central with a desk of now.
``tests/bench/versions.py`` lets both work together as processes.
"""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from tests.conftest import KEY, begun
from tests.sync.record_wire import FOLDER, record
from villagedesk.central import tables
from villagedesk.central.app import open_central
from villagedesk.central.callers import caller
from villagedesk.central.config import CentralConfig
from villagedesk.central.marketplace import SimulatedMarketplace
from villagedesk.central.rounds import opened, take_round
from villagedesk.domain.registry import by_name
from villagedesk.store import identity, open_store
from villagedesk.store.migrations import MIGRATIONS
from villagedesk.store.rows import read_row
from villagedesk.sync import messages
from villagedesk.sync.messages import GoodsPage, Reply, Round, columns_of
from villagedesk.sync.run import Run

Kept = dict[str, bytes]
NAMES = [path.stem for path in sorted(FOLDER.glob("*.zip"))]


@pytest.fixture(scope="module", params=[*NAMES, "this version"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """One recording; that of this version is made anew, so that the recorder stays able to."""
    if request.param == "this version":
        return record(tmp_path_factory.mktemp("recording"))
    with zipfile.ZipFile(FOLDER / f"{request.param}.zip") as file:
        return {name: file.read(name) for name in file.namelist()}


def _said(row: Any) -> Any:
    return {name: value for name, value in row.items() if value}


def _rows(kept: Kept) -> dict[str, Any]:
    return {key: _said(row) for key, row in json.loads(kept["rows.json"]).items()}


def test_there_is_a_recording_of_every_form_before_this_one() -> None:
    """Red after a new migration? Record the version before: see ``record_wire``."""
    assert [f"v{number:04d}" for number in range(3, len(MIGRATIONS))] == NAMES


def test_this_central_takes_what_a_desk_of_then_sends(kept: Kept, tmp_path: Path) -> None:
    home = tmp_path / "central"
    home.mkdir()
    for name in ("central.db", "central.key"):
        (home / name).write_bytes(kept[name])
    central = open_central(CentralConfig(home=home), SimulatedMarketplace())
    request = messages.decode(kept["request"], Round)
    with central.database.write() as connection:
        log = connection.execute(select(tables.device.c.id)).scalars().all()
        who = next(one for one in (caller(connection, id_) for id_ in log) if one.cursors)
        request.nonce = who.nonce  # it was given out anew
        events = opened(request)
        assert len(events) > 40
        reply = take_round(connection, who, request, events, 64 * 1024)
    assert (reply.status, reply.head) == ("ok", request.first - 1 + len(events))
    assert not any(page.differs for page in reply.pages)
    assert messages.decode(messages.encode(reply), Reply) == reply
    row, event = tables.row, tables.event
    with central.database.read() as connection:
        results = set(connection.execute(select(event.c.result)).scalars())
        found = {f"{r.entity} {r.id}": _said(json.loads(r.data)) for r in connection.execute(select(row)) if r.data}
    assert results == {"applied"}
    # What central itself adds (a settlement, say) has ids of its own each time.
    wanted = {key: value for key, value in _rows(kept).items() if key in found}
    assert found == {**found, **wanted}
    assert len(wanted) >= len(events) / 2
    central.database.close()


class Central:
    """The replies of a central of then, one after the other."""

    def __init__(self, replies: list[bytes]) -> None:
        self._replies = replies

    def round(self, request: Round) -> Reply:
        assert not request.events
        reply = messages.decode(self._replies.pop(0), Reply)
        reply.nonce = reply.nonce or bytes(16)
        return reply

    def goods(self, after: int, max_bytes: int, want: str = "") -> GoodsPage:
        return GoodsPage(columns_of([]), after, more=False)


def test_a_desk_of_now_takes_what_central_of_then_gives(kept: Kept, tmp_path: Path) -> None:
    store = open_store(begun(tmp_path / "desk"), KEY)
    key = Ed25519PrivateKey.from_private_bytes(kept["central.key"]).public_key().public_bytes_raw()
    with store.transaction() as connection:
        identity.remember(connection, identity.Device("0" * 32, 2, "0" * 32, "pc", "http://127.0.0.1:9", key))
    replies = [kept[name] for name in sorted(kept) if name.startswith("reply-")]
    report = Run(store, Central(replies), sleep=lambda seconds: None).go()  # type: ignore[arg-type]
    assert report.agreed  # count and digest of all rows are those that central of then had
    wanted = _rows(kept)
    with store.read() as s:
        found = {}
        for key in wanted:
            name, id_ = key.split()
            assert name in by_name()
            found[key] = _said(read_row(s.connection(), name, id_) or {})
    assert found == wanted
    store.close()
