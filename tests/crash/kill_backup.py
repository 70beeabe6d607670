"""Kill a desk while it takes its copies: each copy is whole or not there, and nothing that was acknowledged is lost."""

import random
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from tests.conftest import KEY
from tests.crash.forked import Child, Tell
from tests.crash.kill import two_rows
from villagedesk import clock
from villagedesk.domain.operators import Operator
from villagedesk.errors import StorageTrouble
from villagedesk.store import Store, open_store
from villagedesk.store.backup import backups, check, take_backup
from villagedesk.store.engine import connect

HOUR_MS = 3_600_000


@dataclass
class Outcome:
    """What some kills did. ``broken``: copies that are not whole; ``short``: copies without what was saved before them."""

    kills: int = 0
    acknowledged: int = 0
    copies: int = 0
    lost: int = 0
    broken: int = 0
    short: int = 0
    missing: int = 0


def kill_backups(home: Path, kills: int, seed: int = 1) -> Outcome:
    """Kill ``kills`` times, and judge after each."""
    chance, outcome, told, seen, longest = random.Random(seed), Outcome(), set[str](), set[str](), 0.1
    open_store(home, KEY).close()
    for number in range(kills):
        child = Child(lambda tell, number=number: _work(home, number, tell))  # type: ignore[misc]
        if number % 4:
            child.hear_of("begin")
        time.sleep(chance.uniform(0.0, longest))
        lines = child.kill()
        # Half of them while the first copy is taken, on however slow a machine.
        longest *= 0.93 if any(line.startswith("copy") for line in lines) else 1.07
        _judge_copies(home, lines, told, seen, outcome)
        outcome.kills += 1
    outcome.acknowledged = len(told)
    outcome.lost = len(told - _names(home))
    return outcome


def _work(home: Path, number: int, tell: Tell) -> None:
    """Save, copy, save, as often as there is time; each copy has an hour of its own, or it would replace another."""
    store = open_store(home, KEY)
    for turn in range(100):
        with clock.shifted((number * 100 + turn) * HOUR_MS):
            for n in range(2):
                _save(store, f"{number}-{turn}-{n}", tell)
            tell(f"begin {turn}")
            copy = take_backup(store)
            tell(f"copy {turn} {copy.path.name}")


def _save(store: Store, name: str, tell: Tell) -> None:
    with store.write(by="x") as s:
        two_rows(s, name)
    tell(f"saved {name}")


def _judge_copies(home: Path, lines: list[str], told: set[str], seen: set[str], outcome: Outcome) -> None:
    before: list[set[str]] = []
    for line in lines:
        what, *rest = line.split()
        if what == "saved":
            told.add(rest[0])
        elif what == "begin":
            before.append(set(told))
        elif not any(backup.path.name == rest[1] for backup in backups(home)):
            outcome.missing += 1
    new = sorted((b for b in backups(home) if b.path.name not in seen), key=lambda backup: backup.at)
    # A copy may have got its name without having been told of.
    for copy, known in zip(new, before, strict=False):
        seen.add(copy.path.name)
        outcome.copies += 1
        try:
            check(copy.path, KEY, chain=True)
            outcome.short += not known <= _names_in(copy.path)
        except StorageTrouble:
            outcome.broken += 1
    outcome.broken += len(new) > len(before)


def _names_in(path: Path) -> set[str]:
    connection = connect(path, KEY)
    try:
        return {row[0] for row in connection.execute("SELECT name FROM operator").fetchall()}
    finally:
        connection.close()


def _names(home: Path) -> set[str]:
    store = open_store(home, KEY)
    try:
        with store.read() as s:
            names = Counter(s.scalars(select(Operator.name)))  # type: ignore[call-overload]
        return {name for name, count in names.items() if count == 2}
    finally:
        store.close()
