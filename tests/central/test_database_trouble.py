"""Central's own database in trouble, full, locked or gone in the middle of a request: "later", and nothing half taken."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import msgspec
import psycopg
import pytest
import requests
from sqlalchemy import Connection, event, func, select
from sqlalchemy.exc import DBAPIError

from tests.central.raw_device import RawDevice, body, new_centre, operator, results
from villagedesk import clock
from villagedesk.central import database, push, tables
from villagedesk.central.database import insert_missing
from villagedesk.central.deps import Central
from villagedesk.central.serve import Server
from villagedesk.domain.cose import sign1
from villagedesk.errors import Offline, StorageTrouble
from villagedesk.sync import messages
from villagedesk.sync.codec import WireEvent
from villagedesk.sync.messages import Enrolment, GoodsAsked, PhotoAsked, Trouble

Happens = Callable[[Central], AbstractContextManager[None]]


@pytest.fixture
def device(server: Server) -> RawDevice:
    return RawDevice(server, new_centre(server.central))


def counted(central: Central) -> tuple[int, int]:
    """Events and rows that central has."""
    with central.database.read() as connection:
        events, rows = (
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (tables.event, tables.row)
        )
        return events, rows


@contextmanager
def set_on_connections(central: Central, begin: str, end: str) -> Iterator[None]:
    """Every connection is told one thing when it is taken, and another one when it is given back."""

    def say(connection: Any, what: str) -> None:
        connection.cursor().execute(what)
        if not central.database.is_sqlite:
            connection.commit()

    def taken(connection: Any, *_: Any) -> None:
        say(connection, begin)

    def given_back(connection: Any, *_: Any) -> None:
        say(connection, end)

    event.listen(central.database.engine, "checkout", taken)
    event.listen(central.database.engine, "checkin", given_back)
    yield
    event.remove(central.database.engine, "checkout", taken)
    event.remove(central.database.engine, "checkin", given_back)


@contextmanager
def half_way(do: Callable[[Connection], Any]) -> Iterator[None]:
    """Something happens once the centre's events have their places, before those of a class get theirs."""
    append = push.append

    def between(connection: Connection, fold: Any, *more: Any) -> Any:
        if fold.scope.startswith("class:"):
            do(connection)
        return append(connection, fold, *more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(push, "append", between)
        yield


def full(central: Central) -> AbstractContextManager[None]:
    """The database cannot grow: SQLite by a limit of its own; PostgreSQL says in the middle what it says then."""
    if central.database.is_sqlite:
        return set_on_connections(central, "PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000")
    said = "DO $$ BEGIN RAISE disk_full USING MESSAGE = 'could not extend file: No space left on device'; END $$"
    return half_way(lambda connection: connection.exec_driver_sql(said))


@contextmanager
def locked(central: Central) -> Iterator[None]:
    """Somebody else holds what is needed, for longer than central waits."""
    if central.database.is_sqlite:
        other = database._connect(central.config.home / "central.db")
        other.execute("BEGIN IMMEDIATE")
        settings = "PRAGMA busy_timeout = 100", "PRAGMA busy_timeout = 20000"
    else:
        other = psycopg.connect(central.config.database_url)
        other.execute("LOCK TABLE device IN ACCESS EXCLUSIVE MODE")
        settings = "SET lock_timeout = '100ms'", "SET lock_timeout = 0"
    with set_on_connections(central, *settings):
        yield
    other.close()


def only_readable(central: Central) -> AbstractContextManager[None]:
    """A disk that was mounted read-only, a PostgreSQL that became a standby."""
    if central.database.is_sqlite:
        return set_on_connections(central, "PRAGMA query_only = 1", "PRAGMA query_only = 0")
    said = "SET default_transaction_read_only = "
    return set_on_connections(central, said + "on", said + "off")


def gone(central: Central) -> AbstractContextManager[None]:
    """PostgreSQL lets go of the connection half way; on SQLite the disk breaks there."""

    def cut(connection: Connection) -> None:
        if central.database.is_sqlite:
            raise database.DBAPIError("INSERT", None, database.sqlcipher.OperationalError("disk I/O error"))
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with psycopg.connect(central.config.database_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))

    return half_way(cut)


@contextmanager
def not_there(central: Central) -> Iterator[None]:
    """Nobody can open the database."""
    central.database.close()
    file, url = central.config.home / "central.db", central.config.database_url
    if central.database.is_sqlite:
        away = file.rename(file.with_suffix(".away"))
        file.mkdir()
        yield
        file.rmdir()
        away.rename(file)
        return
    head, _, query = url.partition("?")
    base, name = head.rsplit("/", 1)
    with psycopg.connect(f"{base}/postgres?{query}", autocommit=True) as other:
        other.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        yield
        other.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def piece(device: RawDevice) -> messages.Round:
    """A piece of log for two feeds, so large that the file must grow."""
    class_id = clock.new_event_id()
    names = [body([operator("秀" * 5000)]) for _ in range(20)]
    in_class = body([["handout", 0, {"class_id": class_id}]])
    made = [(text, "centre") for text in names] + [(in_class, f"class:{class_id}")]
    return device.round([WireEvent(bytes.fromhex(clock.new_event_id()), *one) for one in made])


@pytest.mark.parametrize("happens", [full, locked, only_readable, gone, not_there])
def test_a_device_comes_again_and_nothing_is_half_taken(
    server: Server, device: RawDevice, happens: Happens, caplog: pytest.LogCaptureFixture
) -> None:
    central = server.central
    request, before = piece(device), counted(central)
    with happens(central):
        answer = requests.post(f"{server.url}/v1/round", data=device.signed(request), timeout=30)
        with pytest.raises(Offline) as told:
            device.remote.round(request)
    said = messages.decode(answer.content, Trouble)
    # It is not the device's disk that is full: it is only told that central cannot answer.
    assert (answer.status_code, said.code, said.retry_after) == (503, "central_trouble", 10)
    assert answer.headers["Retry-After"] == "10"
    assert (told.value.code, told.value.params) == ("central_trouble", {"retry_after": 10})
    assert counted(central) == before
    logged = [r for r in caplog.get_records("call") if r.levelno >= logging.ERROR]
    assert len(logged) == 2
    assert not any(r.exc_info or "秀" in r.getMessage() for r in logged), (
        "no bug of ours, and no place for what was sent"
    )
    # As soon as it is over the same message is taken, once.
    reply = device.send(request)
    assert (reply.status, reply.head, results(reply)) == ("ok", 21, [""] * 20)
    assert counted(central)[0] == before[0] + 21
    assert device.send(device.round([], first=22, previous=b"")).head == 21


def test_every_address_says_later(server: Server, device: RawDevice) -> None:
    own = device.key.public_key().public_bytes_raw()
    known = bytes.fromhex(device.id)
    asked = {
        "/v1/enrol": (own, messages.ENROL_CONTEXT, messages.encode(Enrolment("AAAA-AAAA", "x"))),
        "/v1/blob": (known, messages.BLOB_CONTEXT, msgspec.msgpack.encode([bytes(32), 5, 0, b"123"])),
        "/v1/photo": (known, messages.PHOTO_CONTEXT, messages.encode(PhotoAsked(bytes(32), 0, 10))),
        "/v1/goods": (known, messages.GOODS_CONTEXT, messages.encode(GoodsAsked(0, 10))),
    }
    with not_there(server.central):
        for path, (kid, context, payload) in asked.items():
            signed = sign1(device.key, payload, kid, context=context)
            answer = requests.post(server.url + path, data=signed, timeout=30)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10"), path
            assert messages.decode(answer.content, Trouble).code == "central_trouble", path


def test_people_read_a_sentence(server: Server) -> None:
    cookies = {"vd_session": "a" * 43, "vd_language": "en"}
    with not_there(server.central):
        page = requests.get(f"{server.url}/centres", timeout=30, cookies=cookies)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "10")
    assert "then look whether what you did is there" in page.text
    assert "central.db" not in page.text
    assert "FATAL" not in page.text, "anybody may read it"
    assert requests.get(f"{server.url}/centres", timeout=30, cookies=cookies).status_code == 200


def test_a_fault_of_the_program_stays_one(central: Central) -> None:
    """What breaks a rule of the tables is no trouble that passes; it must not hide behind "later"."""
    with pytest.raises(database.IntegrityError), central.database.write() as connection:
        for _ in range(2):
            connection.execute(tables.fact.insert().values(key="one", value="x"))
    with pytest.raises(DBAPIError), central.database.read() as connection:
        connection.exec_driver_sql("SELECT nothing FROM nowhere")
    with central.database.write() as connection:
        insert_missing(connection, tables.fact, key="one", value="x")
    with not_there(central), pytest.raises(StorageTrouble, match="central_database"), central.database.read():
        pass
