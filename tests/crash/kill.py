"""Kill a writing desk, or cut its power, at random moments and look whether every acknowledged action is there.

The program is forked, so that the libraries are loaded once and a kill takes milliseconds. Each child opens the desk,
acts, and acknowledges every action on a pipe after the commit; SIGKILL can come at any moment, opening included.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import select

from tests.conftest import KEY
from villagedesk.domain.operators import Operator
from villagedesk.store import Store, WriteSession, action, events, new_row, open_store
from villagedesk.store.journal import read_journal

# Seconds; opening takes about half of it.
LONGEST = 0.15

# Does one action under a name, and calls the second argument to acknowledge it.
Writer = Callable[[Store, str, Callable[[], object]], None]


@dataclass
class Outcome:
    """What some kills did."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    half: int = 0
    astray: int = 0


@action
def two_rows(s: WriteSession, name: str) -> None:
    """An action of two rows: both or none must be there afterwards."""
    new_row(s, Operator(name=name, role="operator"))
    new_row(s, Operator(name=name, role="trainer"))


def acknowledge_when_saved(store: Store, name: str, acknowledge: Callable[[], object]) -> None:
    """How the program works: said only when it is on the disk."""
    with store.write(by="x") as s:
        two_rows(s, name)
    acknowledge()


def kill(child: int) -> None:
    """SIGKILL, and nothing of the process is left."""
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def kill_often(
    home: Path,
    kills: int,
    seed: int = 1,
    writer: Writer = acknowledge_when_saved,
    cut: Callable[[int], None] = kill,
) -> Outcome:
    """Stop a writer ``kills`` times by force, ``cut`` says how, and judge what is left, all in ``home``."""
    chance, outcome, told = random.Random(seed), Outcome(), set[str]()
    open_store(home, KEY).close()
    for number in range(kills):
        # From before the file is open; and, on however slow a machine, in the middle of writing.
        moment = (number % 2 == 1, chance.uniform(0.0, LONGEST))
        told |= _one_kill(home, f"{number}-", moment, writer, cut)
        outcome.kills += 1
    store = open_store(home, KEY)
    try:
        with store.read() as s:
            names = Counter(s.exec(select(Operator.name)).scalars())  # type: ignore[call-overload]
            log, head, _ = events.current_log(s.connection())
            counted = events.verify_chain(s.connection(), log)
        outcome.acknowledged = len(told)
        outcome.lost = len(told - names.keys())
        outcome.half = sum(count != 2 for count in names.values())
        # Rows without their event, or an event without its rows.
        outcome.astray = abs(len(names) - counted) + abs(head - counted)
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


def _start(home: Path, prefix: str, writer: Writer) -> tuple[int, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _write_until_killed(home, prefix, writing, writer)
    os.close(writing)
    return child, reading


def _one_kill(
    home: Path, prefix: str, moment: tuple[bool, float], writer: Writer, cut: Callable[[int], None]
) -> set[str]:
    """One writer; ``moment``: so many seconds after its start, or (True) after its first acknowledgement."""
    child, reading = _start(home, prefix, writer)
    told = os.read(reading, 64) if moment[0] else b""
    time.sleep(moment[1])
    cut(child)
    while piece := os.read(reading, 65536):
        told += piece
    os.close(reading)
    return set(told.decode().split())


def _write_until_killed(home: Path, prefix: str, writing: int, writer: Writer) -> None:
    try:
        store = open_store(home, KEY)
        for number in range(100_000):
            name = f"{prefix}{number}"
            writer(store, name, partial(os.write, writing, f"{name}\n".encode()))
    finally:
        os._exit(1)
