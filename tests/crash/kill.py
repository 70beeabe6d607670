"""Kill a writing desk at random moments and look whether every acknowledged action is there.

The program is forked, so that the libraries are loaded once and a kill takes milliseconds. Each child opens the desk,
acts, and acknowledges every action on a pipe after the commit; SIGKILL can come at any moment, opening included.
"""

import os
import random
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from tests.conftest import KEY
from villagedesk.domain.operators import Operator
from villagedesk.store import WriteSession, action, events, new_row, open_store
from villagedesk.store.journal import read_journal


@dataclass
class Outcome:
    """What some kills did."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    half: int = 0


@action
def two_rows(s: WriteSession, name: str) -> None:
    """An action of two rows: both or none must be there afterwards."""
    new_row(s, Operator(name=name, role="operator"))
    new_row(s, Operator(name=name, role="trainer"))


def kill_often(home: Path, kills: int, seed: int = 1) -> Outcome:
    """Kill a writer ``kills`` times and judge what is left, all in ``home``."""
    chance, outcome, told = random.Random(seed), Outcome(), set[str]()
    open_store(home, KEY).close()
    # From before the file is open to well into writing, on a quick machine and on a slow one.
    longest = 2 * _time_to_first_action(home)
    for number in range(kills):
        told |= _one_kill(home, f"{number}-", chance.uniform(0.0, longest))
        outcome.kills += 1
    store = open_store(home, KEY)
    try:
        with store.read() as s:
            names = list(s.exec(select(Operator.name)).scalars())  # type: ignore[call-overload]
            events.verify_chain(s.connection(), events.current_log(s.connection())[0])
        outcome.acknowledged = len(told)
        outcome.lost = len(told - set(names))
        outcome.half = sum(names.count(name) != 2 for name in set(names[-50:]))
    finally:
        store.close()
    return outcome


def journal_misses(home: Path) -> int:
    """How many events of the database the second copy does not have."""
    store = open_store(home, KEY)
    try:
        with store.read() as s:
            log, head, _ = events.current_log(s.connection())
    finally:
        store.close()
    copied = {e.seq for e in read_journal(home / "events.journal", KEY) if e.log == log}
    return len(set(range(1, head + 1)) - copied)


def _time_to_first_action(home: Path) -> float:
    begun = time.monotonic()
    child, reading = _start(home, "first-")
    os.read(reading, 1)
    _kill(child)
    os.close(reading)
    return time.monotonic() - begun


def _start(home: Path, prefix: str) -> tuple[int, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _write_until_killed(home, prefix, writing)
    os.close(writing)
    return child, reading


def _kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _one_kill(home: Path, prefix: str, after: float) -> set[str]:
    child, reading = _start(home, prefix)
    time.sleep(after)
    _kill(child)
    told = b""
    while piece := os.read(reading, 65536):
        told += piece
    os.close(reading)
    return set(told.decode().split())


def _write_until_killed(home: Path, prefix: str, writing: int) -> None:
    try:
        store = open_store(home, KEY)
        for number in range(100_000):
            name = f"{prefix}{number}"
            with store.write(by="x") as s:
                two_rows(s, name)
            os.write(writing, f"{name}\n".encode())
    finally:
        os._exit(1)
