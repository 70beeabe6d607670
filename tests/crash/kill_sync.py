"""Kill a desk or its central while they sync over a real line: nothing acknowledged is lost, nothing is there twice.

Central and the desk are processes of their own. The desk saves, acknowledges, syncs, again and again; one of the two is
killed and begins again from its disk. At the end of a series both sync in peace and are compared to the last row.
"""

import os
import random
import shutil
import socket
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import KEY
from tests.crash.forked import Child, Tell
from tests.crash.kill import two_rows
from tests.sync.conftest import remote_of
from tests.sync.two_desks import NAMES, _template_folder, check_chain, confirmed_rows, desk_rows, feed_of
from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.serve import Server
from villagedesk.errors import AppError
from villagedesk.store import Store, open_store
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.run import Run


@dataclass
class Outcome:
    """What some kills did. ``differs``: series after which the two were not equal within three good syncs."""

    kills: int = 0
    acknowledged: int = 0
    syncs: int = 0
    lost: int = 0
    doubled: int = 0
    differs: int = 0


def kill_syncs(folder: Path, kills: int, seed: int = 1, series: int = 100) -> Outcome:
    """Kill ``kills`` times, the desk and central in turn; judge after each series."""
    template, chance, outcome = _template_folder(), random.Random(seed), Outcome()
    for first in range(0, kills, series):
        home = folder / str(first)
        shutil.copytree(template, home)
        told = _series(home, range(first, min(kills, first + series)), chance, outcome)
        _in_a_process(lambda tell: _judge(home, told, tell), outcome)  # noqa: B023
        shutil.rmtree(home)
    return outcome


def _series(home: Path, numbers: range, chance: random.Random, outcome: Outcome) -> set[str]:
    told, longest = set[str](), 0.15
    port = _free_port()
    central = _central(home, port)
    desk = _desk(home, numbers[0], port)
    for number in numbers:
        if chance.random() < 0.7:
            desk.hear(5)
        heard = len(desk.told)
        time.sleep(chance.uniform(0.0, longest))
        desk.hear(0)
        # About one sync in each wait, on however slow a machine.
        longest *= 0.93 if any(line.startswith("synced") for line in desk.told[heard:]) else 1.07
        if number % 2:
            central.kill()
            central = _central(home, port)
        else:
            _note(desk.kill(), told, outcome)
            desk = _desk(home, number + 1, port)
        outcome.kills += 1
    _note(desk.kill(), told, outcome)
    central.kill()
    return told


def _note(lines: list[str], told: set[str], outcome: Outcome) -> None:
    told |= {line.split()[1] for line in lines if line.startswith("saved")}
    outcome.syncs += sum(line == "synced True" for line in lines)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _central(home: Path, port: int) -> Child:
    child = Child(lambda tell: _serve(home, port, tell))
    child.hear(20)
    return child


def _serve(home: Path, port: int, tell: Tell) -> None:
    with Server(open_central(CentralConfig(home=home / "central")), port):
        tell("listens")
        time.sleep(600)


def _desk(home: Path, number: int, port: int) -> Child:
    return Child(lambda tell: _work(home, number, port, tell))


def _work(home: Path, number: int, port: int, tell: Tell) -> None:
    store, remote = _opened(home, port)
    for turn in range(100_000):
        for n in range(turn % 3 + 1):
            with store.write(by="x") as s:
                two_rows(s, f"{number}-{turn}-{n}")
            tell(f"saved {number}-{turn}-{n}")
        with suppress(AppError):
            tell(f"synced {Run(store, remote, sleep=lambda seconds: time.sleep(0.01)).go().agreed}")


def _opened(home: Path, port: int) -> tuple[Store, HttpRemote]:
    store = open_store(home / NAMES[0], KEY)
    return store, remote_of(store, f"http://127.0.0.1:{port}")


def _in_a_process(work: object, outcome: Outcome) -> None:
    """The server has threads, and whoever forks may have none."""
    child = Child(work)  # type: ignore[arg-type]
    child.hear_of("judged", 120)
    found = Counter({name: int(count) for name, count in (line.split() for line in child.kill() if " " in line)})
    outcome.acknowledged += found["acknowledged"]
    outcome.lost += found["lost"]
    outcome.doubled += found["doubled"]
    outcome.differs += found["differs"] if found["judged"] else 1


def _judge(home: Path, told: set[str], tell: Tell) -> None:
    port = _free_port()
    with Server(open_central(CentralConfig(home=home / "central")), port) as server:
        store, remote = _opened(home, port)
        agreed = [Run(store, remote, sleep=lambda seconds: None).go().agreed for _ in range(3)][-1]
        ids = Counter(id_ for id_, _, _ in feed_of(server.central))
        centre = (home / "centre").read_text()
        confirmed = confirmed_rows(server.central, centre)
        with store.read() as s:
            connection = s.connection()
            check_chain(connection)
            here = desk_rows(connection, list(confirmed))
            events = {row[0] for row in connection.exec_driver_sql("SELECT id FROM event").fetchall()}
            logs = connection.exec_driver_sql("SELECT count(*) FROM log").scalar_one()
    names = Counter(row["name"] for (entity, _), row in confirmed.items() if entity == "operator")
    tell(f"acknowledged {len(told)}")
    tell(f"lost {sum(not names[name] for name in told)}")
    tell(f"doubled {sum(count > 2 for count in names.values()) + sum(count > 1 for count in ids.values())}")
    tell(f"differs {int(not agreed or here != confirmed or events != set(ids) or logs != 1)}")
    tell("judged 1")
    os._exit(0)
