"""kill -9 of central at random moments while two desks work and sync: afterwards all three have the same, once."""

import os
import random
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.sync.conftest import remote_of
from tests.sync.counter_work import work
from tests.sync.two_desks import NAMES, World, check_chain, confirmed_rows, desk_rows, events_of, feed_of, rows_of
from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.serve import Server
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.run import Run

KILLS = int(os.environ.get("VILLAGEDESK_CENTRAL_KILLS", "8"))
THINGS = ("take_on", "order", "edit", "extra", "plan", "call", "cancel", "sign", "give")


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    made.stop_central()
    yield made
    made.close()


@contextmanager
def central_of_its_own(home: Path, port: int) -> Iterator[int]:
    """Central in another process; yields its id once it listens."""
    child = os.fork()
    if child == 0:
        try:
            with Server(open_central(CentralConfig(home=home)), port):
                time.sleep(60)
        finally:
            os._exit(1)
    try:
        for _ in range(2000):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.005)
        yield child
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_nothing_is_lost_or_double_when_central_dies(world: World) -> None:
    chance = random.Random(20261123)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    gave_up = 0
    for kill in range(KILLS):
        with central_of_its_own(world.folder / "central", port) as child:
            end = threading.Timer(chance.uniform(0.0, 0.12), os.kill, [child, signal.SIGKILL])
            end.start()
            for n, name in enumerate(NAMES * 2):
                for thing in chance.sample(THINGS, 2):
                    work(world, name, thing, kill * 10 + n)
                gave_up += _sync(world, name, port)
            end.join()
    assert gave_up > KILLS / 4, "central was hardly ever away"
    _everybody_agrees(world)


def _sync(world: World, name: str, port: int) -> bool:
    """Sync with the central of its own; whether it was given up."""
    remote: HttpRemote = remote_of(world.stores[name], f"http://127.0.0.1:{port}")
    try:
        return Run(world.stores[name], remote, sleep=lambda seconds: None).go().gave_up
    finally:
        remote.close()


def _everybody_agrees(world: World) -> None:
    for name in (*NAMES, *NAMES):
        world.start_central()
        world.sync(name)
    for name in NAMES:
        assert world.sync(name).agreed
    ids = [id_ for id_, _, _ in feed_of(world.central())]
    assert len(ids) == len(set(ids))
    confirmed = confirmed_rows(world.central(), world.centre)
    for name in NAMES:
        assert set(world.acknowledged[name]) <= set(ids)
        assert set(world.read(name, events_of)) == set(ids)
        world.read(name, check_chain)
        assert world.read(name, lambda c: desk_rows(c, list(confirmed))) == confirmed
        assert world.read(name, lambda c: c.exec_driver_sql("SELECT count(*) FROM log").scalar_one()) == 1
    assert world.read(NAMES[0], rows_of) == world.read(NAMES[1], rows_of)
