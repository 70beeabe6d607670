"""What a central that was older kept without knowing it counts once it is newer: on every desk, once, and both agree."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.conftest import set_up_operator
from tests.store.orders_room import add_villager
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk.central import feed, learnt, worker
from villagedesk.central.found import rows
from villagedesk.central.serve import Server
from villagedesk.domain.registry import by_name
from villagedesk.domain.support import ProgramReport
from villagedesk.store import WriteSession, action, new_row

NAME = "program_report"


@action
def report(s: WriteSession, text: str) -> str:
    """An action whose entity an older central does not know."""
    return new_row(s, ProgramReport(version="0.1.0", system="x", text=text)).id


@contextmanager
def not_known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As before this entity was there."""
    less = {name: kind for name, kind in by_name().items() if name != NAME}
    with monkeypatch.context() as patched:
        patched.setattr(feed, "by_name", lambda: less)
        patched.setattr(learnt, "by_name", lambda: less)
        yield


def texts(desk: Desk) -> list[str]:
    with desk.store.read() as s:
        return sorted(s.connection().exec_driver_sql("SELECT text FROM program_report").scalars())


def test_what_an_older_server_keeps_after_the_new_one_has_looked(
    make_desk: Callable[..., Desk],  # noqa: F811
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Servers on one database are renewed one by one; nobody has to start the new one again."""
    desk = make_desk("one")
    with not_known(monkeypatch):
        with desk.store.write(by="x") as s:
            report(s, "kept")
        assert desk.sync().agreed
    monkeypatch.setattr(worker, "LEARN_EVERY_S", 0.0)
    running = worker.Worker(server.central, 0.01)
    running.start()
    for _ in range(500):
        with server.central.database.read() as connection:
            if list(rows(connection, NAME)):
                break
        time.sleep(0.01)
    running.stop()
    assert desk.sync().agreed
    with desk.store.read() as s:
        assert s.connection().exec_driver_sql("SELECT count(*) FROM event WHERE result = 'deferred'").scalar() == 0


def test_what_was_kept_counts_once_it_is_known(
    make_desk: Callable[..., Desk],  # noqa: F811
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, two = make_desk("one"), make_desk("two")
    with one.store.write() as s:
        who = set_up_operator(s, "王秀兰")
    database = server.central.database
    with not_known(monkeypatch):
        for text in ("first", "second"):
            with one.store.write(by=who) as s:
                report(s, text)
        with one.store.write(by=who) as s:
            add_villager(s, "陈桂花", "13900006721")
        for desk in (one, two, one):
            assert desk.sync().agreed
        assert texts(one) == ["first", "second"]
        assert texts(two) == []
        assert learnt.apply_deferred(database) == 0  # still not known
    assert learnt.apply_deferred(database) == 2
    assert learnt.apply_deferred(database) == 0  # once
    for desk in (one, two, one):
        assert desk.sync().agreed
    assert texts(one) == texts(two) == ["first", "second"]
    with database.read() as connection:
        assert [row.text("text") for row in rows(connection, NAME)] in (["first", "second"], ["second", "first"])
    with one.store.read() as s:
        run = s.connection().exec_driver_sql
        assert run("SELECT count(*) FROM event WHERE result = 'deferred'").scalar() == 0
        assert run("SELECT count(*) FROM shadow").scalar() == 0
    # A computer that joins now reads both places of each.
    assert make_desk("three").sync().agreed
