"""What is spoiled: the messages of a small district's real days, and everything open that reads them."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.sync.simulator.district import BY, District, Pc
from tests.sync.simulator.fate import THINGS, THINGS_TO_DO, WEIGHTS
from villagedesk.errors import AppError
from villagedesk.store import identity
from villagedesk.sync.codec import WireEvent

DAYS = 6


@dataclass
class Real:
    """A district that lived some days, its first computer's key, and all its events."""

    district: District
    pc: Pc
    key: Ed25519PrivateKey
    device: str
    events: list[WireEvent]


@contextmanager
def real_days(seed: int = 1) -> Iterator[Real]:
    """A centre with two computers that worked and synced; what the first did last waits."""
    chance = random.Random(seed)
    district = District(1)
    try:
        centre = district.centres[0]
        for district.day in range(DAYS):
            for name in centre.pcs:
                for _ in range(12):
                    what, number = chance.choices(THINGS, WEIGHTS)[0], chance.randrange(10_000)
                    _do(district, name, what, number)
                if district.day < DAYS - 1 or name != "one":
                    centre.sync(name)
        pc = centre.pcs["one"]
        key = pc.read(identity.device_key)
        yield Real(district, pc, key, pc.device(), pc.read(_events))
    finally:
        district.close()


def _do(district: District, name: str, what: str, number: int) -> None:
    try:
        with district.centres[0].pcs[name].store.write(by=BY) as s:
            THINGS_TO_DO[what](s, number)
    except AppError:
        return


def _events(connection: object) -> list[WireEvent]:
    rows = connection.exec_driver_sql("SELECT id, body, scope FROM event ORDER BY log, seq")  # type: ignore[attr-defined]
    return [WireEvent(bytes.fromhex(row[0]), bytes(row[1]), row[2]) for row in rows.fetchall()]
