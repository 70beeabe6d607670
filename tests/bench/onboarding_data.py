"""Onboarding actions as events, taken on at the pace of an office and always the same, and how few bytes they can take."""

import json
import math
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import sellers_data
from tests.bench.sellers_data import seller_forms
from villagedesk.domain.entity import canonical, row_id
from villagedesk.store import events, open_store
from villagedesk.store.sellers import take_on_seller
from villagedesk.sync.codec import WireEvent

OPERATOR = "8b7bcd0c291d1085bffb899df4265768"
# Natural logarithms of the milliseconds between two actions: half of them within four minutes.
_GAP, _SPREAD = 12.4, 0.9
_ROWS = 16


def onboarding_events(count: int, seed: int = 3) -> list[WireEvent]:
    """``count`` events as the store makes them: person, seller, consents, plot and account rows in each."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder), bytes(range(32)))
        for form in seller_forms(count):
            with store.write(by=OPERATOR) as s:
                take_on_seller(s, form, check_same=False)
        with store.read() as s:
            connection = s.connection()
            log, _, _ = events.current_log(connection)
            made = [(e.id, bytes(e.body), e.scope) for e in events.events_after(connection, log, 0)]
        store.close()
    times = _times(random.Random(seed))
    chance = random.Random(seed + 1)
    return [_at(id_, body, scope, next(times), chance) for id_, body, scope in made]


def phone_updates(count: int, seed: int = 5) -> list[WireEvent]:
    """``count`` events of one changed field each."""
    chance = random.Random(seed)
    times, made = _times(chance), []
    for _ in range(count):
        at = next(times)
        phones = [f"1{chance.choice(('38', '39', '50', '87', '59'))}{chance.randrange(10**8):08d}" for _ in range(2)]
        change = ["person", f"{chance.getrandbits(128):032x}", {"phone": phones}]
        body = {"a": "correct_person", "at": at, "by": OPERATOR, "c": [change], "off": 480, "rp": "2026-02"}
        made.append(WireEvent(bytes.fromhex(_uuid7(at, chance)), canonical(body), "centre"))
    return made


def floor_bytes() -> dict[str, float]:
    """The entropy of one onboarding event by its parts, in bytes: nothing that gives it back can take less."""
    data, log2 = sellers_data, math.log2
    one_two_three = 1.5  # bits of a choice among 1, 2, 2, 3 (crops)
    one_two = log2(3) - 2 / 3  # of a choice among 1, 2, 2 (letters of the given name)
    crops = len(data._CROPS)
    kept = -(0.7 * log2(0.7) + 0.3 * log2(0.3))
    bits = {
        "event id": 74,
        "time": (_GAP + math.log(_SPREAD) + 0.5 * math.log(2 * math.pi * math.e)) / math.log(2),
        "name": log2(len(set(data._SURNAMES))) + one_two + 5 / 3 * log2(len(set(data._GIVEN))),
        "resident ID": log2(8) + log2(22_000) + log2(1000),
        "phone": log2(5) + 8 * log2(10),
        "village and group": log2(36) + log2(8),
        "crops": one_two_three + sum(w * log2(math.perm(crops, n)) for n, w in ((1, 0.25), (2, 0.5), (3, 0.25))),
        "area": log2(595),
        "bank card": 14 * log2(10),
        "consents": 2 * kept,
    }
    return {name: number / 8 for name, number in bits.items()}


def _times(chance: random.Random) -> Iterator[int]:
    now = 1_795_000_000_000
    while True:
        now += int(chance.lognormvariate(_GAP, _SPREAD))
        yield now


def _at(id_: str, body: bytes, scope: str, at: int, chance: random.Random) -> WireEvent:
    """The same event at another time, with its own id and what follows from it."""
    new = _uuid7(at, chance)
    text = body.decode()
    for n in range(_ROWS):
        text = text.replace(row_id(id_, n), row_id(new, n))
    content = json.loads(text)
    content |= {"at": at, "off": 480}
    return WireEvent(bytes.fromhex(new), canonical(content), scope)


def _uuid7(at: int, chance: random.Random) -> str:
    return f"{at << 80 | 7 << 76 | chance.getrandbits(12) << 64 | 2 << 62 | chance.getrandbits(62):032x}"
