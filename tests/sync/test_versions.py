"""Old and new programs with each other: a clear sentence, nothing lost, and what was not known then is applied later."""

from collections.abc import Callable

import msgspec
import pytest

from tests.conftest import KEY
from tests.store.orders_room import add_villager
from tests.sync.conftest import Desk
from tests.sync.test_newer_peer import newer_action
from tests.sync.test_unattended import central  # noqa: F401
from villagedesk.central import rounds
from villagedesk.central.serve import Server
from villagedesk.errors import Rejected, sentence
from villagedesk.store import Store, events, open_store
from villagedesk.store.migrations import adopt
from villagedesk.sync import messages
from villagedesk.sync.messages import Page, Reply, Round
from villagedesk.sync.outbox import sync_status
from villagedesk.sync.run import Run


@pytest.fixture
def desk(make_desk: Callable[[str], Desk]) -> Desk:
    made = make_desk("one")
    made.sync()
    with made.store.write(by="x") as s:
        add_villager(s, "陈桂花", "13900006721")
    return made


def waiting(store: Store) -> int:
    with store.read() as s:
        return events.waiting(s.connection())[0]


@pytest.mark.parametrize(("oldest", "newest"), [(2, 3), (0, 0)], ids=["central is newer", "central is older"])
def test_a_version_that_is_not_spoken_is_said_and_loses_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, oldest: int, newest: int
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(rounds, "OLDEST_PROTOCOL", oldest)
        patched.setattr(rounds, "PROTOCOL", newest)
        with pytest.raises(Rejected) as caught:
            desk.sync()
    assert caught.value.code == ("central_too_new" if oldest else "central_too_old")
    assert len(sentence(caught.value)) > 20
    with desk.store.read() as s:
        assert sync_status(s.connection()).trouble == caught.value.code
    with desk.store.write(by="x") as s:
        add_villager(s, "李小满", "13900006722")  # work goes on
    assert waiting(desk.store) == 2
    report = desk.sync()
    assert (report.agreed, report.sent) == (True, 2)


def _grown(kind: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """The same message as a newer version sends it: with one more field at its end."""
    fields = [
        (f.name, f.type)
        if f.required
        else (
            f.name,
            f.type,
            f.default if f.default is not msgspec.NODEFAULT else msgspec.field(default_factory=f.default_factory),
        )
        for f in msgspec.structs.fields(kind)
    ]
    return msgspec.defstruct(
        f"Newer{kind.__name__}",
        [*fields, ("newer", list[int], msgspec.field(default_factory=lambda: [1, 2, 3]))],
        array_like=True,
    )


def _some(kind: str) -> object:
    """A value of this kind."""
    if "list" in kind:
        return []
    return 7 if "int" in kind else b"\x01" if "bytes" in kind else "ok"


@pytest.mark.parametrize("kind", [Round, Reply, Page])
def test_a_field_more_at_the_end_is_passed_over_and_one_less_has_its_default(kind: type[msgspec.Struct]) -> None:
    needed = {f.name: _some(str(f.type)) for f in msgspec.structs.fields(kind) if f.required}
    newer = _grown(kind)(**needed)
    read = messages.decode(messages.encode(newer), kind)
    assert read == kind(**needed)
    packed = msgspec.msgpack.decode(msgspec.msgpack.encode(kind(**needed)))
    older = msgspec.msgpack.decode(msgspec.msgpack.encode(packed[: len(needed)]), type=kind)
    assert older == kind(**needed)


def test_a_desk_of_the_first_version_speaks_with_this_central(desk: Desk, server: Server) -> None:
    """It does not say what came later (``told``), and knows no more of the answer than there was then."""

    class FirstVersion:
        def __getattr__(self, name: str) -> object:
            return getattr(desk.remote, name)

        def round(self, request: Round) -> Reply:
            fields = [field.name for field in msgspec.structs.fields(Round)]
            first = fields.index("version") + 1  # the last one of then; what came later stands behind it
            body = messages.pack(
                msgspec.msgpack.encode(msgspec.msgpack.decode(msgspec.msgpack.encode(request))[:first])
            )
            answer = desk.remote._post("round", "/v1/round", body, messages.ROUND_CONTEXT)
            return messages.decode(answer, Reply)

    report = Run(desk.store, FirstVersion(), sleep=lambda s: None).go()  # type: ignore[arg-type]
    assert (report.agreed, report.sent) == (True, 1)


def test_what_was_not_known_is_in_its_table_after_the_migration(desk: Desk, make_desk: Callable[[str], Desk]) -> None:
    """A newer desk's thing waits at central; a copy that learns it from central keeps it, and its migration moves it."""
    event = newer_action(desk.store, [["tractor", 0, {"plate": "浙A 12345", "wheels": 4, "colour": "red"}]])
    assert desk.sync().agreed
    with desk.store.read() as s:
        run = s.connection().exec_driver_sql
        assert run("SELECT entity, data FROM unknown_row").all() == [
            ("tractor", '{"colour":"red","plate":"浙A 12345","wheels":4}')
        ]
    desk.store.close()
    store = open_store(desk.store.home, KEY)
    desk.store = store
    with store.transaction() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE tractor(id VARCHAR PRIMARY KEY, created_at INTEGER, created_by VARCHAR, extra VARCHAR,"
            " plate VARCHAR, wheels INTEGER)"
        )
        raw = connection.connection.dbapi_connection
        adopt.adopt(raw, new=("tractor",), grown=())
        found = connection.exec_driver_sql("SELECT plate, wheels, extra FROM tractor").one()
        assert tuple(found) == ("浙A 12345", 4, '{"colour":"red"}')
        assert connection.exec_driver_sql("SELECT count(*) FROM unknown_row").scalar_one() == 0
        connection.exec_driver_sql("DROP TABLE tractor")
    assert event
