"""Builds resources/wire/dictionary-1, what both ends of the wire know beforehand; run it before a first release only.

    python resources/wire/build_dictionary.py [FOLDER ...]

A message of one or two events is mostly names of fields. They are gathered from the events of an invented village, of
the data folders named (for instance one that ``villagedesk demo --headless --folder`` left), and from the declared
entities; every name of a person, number and id is scrambled first. Once released, the file must never change, because
the other end has the old one: a better dictionary is a new file with a new tag in ``sync/codec/packing.py``.
"""

import random
import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import zstandard

from villagedesk.demo.world import built_world
from villagedesk.domain.entity import canonical
from villagedesk.domain.registry import by_name, field_kinds, synced_fields
from villagedesk.store import open_store
from villagedesk.sync.codec import WireEvent, encode_events
from villagedesk.sync.codec.bodies import take_apart
from villagedesk.sync.codec.written import luhn_digit, resident_digit

FILE = Path(__file__).with_name("dictionary-1")
SIZE = 16 * 1024
# So many of each kind of event, that one done often does not crowd out the others.
EACH = 24
_chance = random.Random(1)


def main() -> None:
    """Gather, scramble, train, write."""
    if not FILE.exists():
        # The invented village speaks over this wire too, so something must be there.
        FILE.write_bytes(bytes(8))
    events = [event for folder in map(Path, sys.argv[1:]) for event in of_desk(folder)]
    with tempfile.TemporaryDirectory() as folder, built_world(Path(folder), print, goods=500, people=80) as world:
        events += of_desk(world.home)
    samples = list(of_events(events)) + list(of_entities())
    data = zstandard.train_dictionary(SIZE, samples, level=19).as_bytes()
    FILE.write_bytes(data)
    print(f"{len(samples)} messages, {len(data)} bytes in {FILE}")


def of_desk(home: Path) -> list[WireEvent]:
    """Every event a desk has."""
    store = open_store(home)
    try:
        with store.read() as s:
            rows = s.connection().exec_driver_sql("SELECT id, body, scope FROM event ORDER BY id").fetchall()
    finally:
        store.close()
    return [WireEvent(bytes.fromhex(id_), bytes(body), scope) for id_, body, scope in rows if body]


def of_events(events: list[WireEvent]) -> Iterator[bytes]:
    """Batches of one event of each kind, and some of a few neighbours."""
    of_kind: dict[str, list[WireEvent]] = {}
    for event in events:
        pieces, tokens = take_apart(event.body) or ([], [""])
        of_kind.setdefault(tokens[0] + "".join(pieces), []).append(event)
    # A rare kind counts as much as a common one.
    for same in of_kind.values():
        for number in range(EACH):
            yield encode_events([scrambled(same[number % len(same)])])
    for start in range(0, len(events) - 5, 5):
        yield encode_events([scrambled(event) for event in events[start : start + 5]])


def of_entities() -> Iterator[bytes]:
    """A new row and a change of each field, of everything that is declared."""
    values = {str: lambda: _letters(4), int: lambda: _chance.randrange(1, 10**6), bool: lambda: True}
    for name in by_name():
        kinds = field_kinds(name)
        fields = [field for field in synced_fields(name) if field in kinds]
        for _ in range(2):
            yield _one([name, 0, {field: values[kinds[field]]() for field in fields}])
            for field in fields:
                yield _one([name, _hex(32), {field: [values[kinds[field]](), values[kinds[field]]()]}])


def _one(change: list[object]) -> bytes:
    id_ = _event_id()
    at = int.from_bytes(id_[:6], "big")
    body = {"a": f"correct_{change[0]}", "at": at, "by": _hex(32), "c": [change], "off": 480, "rp": "2026-02"}
    return encode_events([WireEvent(id_, canonical(body), "centre")])


def scrambled(event: WireEvent) -> WireEvent:
    """The same event of somebody else at another time: no name, number or id is left."""
    pieces, tokens = take_apart(event.body) or ([], [])
    id_ = _event_id()
    later = int.from_bytes(id_[:6], "big") - int.from_bytes(event.id[:6], "big")
    new = [_scramble(token, later) for token in tokens]
    body = "".join(piece + token for piece, token in zip(pieces, [*new, ""], strict=True))
    return WireEvent(id_, re.sub(r'"off":-?\d+', '"off":480', body).encode() or event.body, event.scope)


def _scramble(token: str, later: int) -> str:
    if re.fullmatch(r'"\d{4}-\d\d"|-?\d|"[a-z_]+"', token):
        return token
    if re.fullmatch(r"1[78]\d{11}", token):
        return str(int(token) + later)
    if re.fullmatch(r'"\d{4}-\d\d-\d\d"', token):
        return f'"{date(2026, 1, 1) + timedelta(days=_chance.randrange(700))}"'
    if re.fullmatch(r'"[0-9a-f]{32,}"', token):
        return f'"{_hex(len(token) - 2)}"'
    if re.fullmatch(r'"\d{17}[\dX]"', token):
        born = date(1950, 1, 1) + timedelta(days=_chance.randrange(20_000))
        first = f"{_digits(6)}{born:%Y%m%d}{_digits(3)}"
        return f'"{first}{resident_digit(first)}"'
    if re.fullmatch(r'"\d{16,19}"', token):
        first = _digits(len(token) - 3)
        return f'"{first}{luhn_digit(first)}"'
    token = re.sub(r"[1-9]", lambda found: str(_chance.randrange(1, 10)), token)
    return re.sub(r"[^\x00-\x7f]", lambda found: _letters(1), token)


def _digits(count: int) -> str:
    return "".join(_chance.choices("0123456789", k=count))


def _letters(count: int) -> str:
    return "".join(chr(_chance.randrange(0x4E00, 0x9FA5)) for _ in range(count))


def _hex(length: int) -> str:
    return "".join(_chance.choices("0123456789abcdef", k=length))


def _event_id() -> bytes:
    time = 1_790_000_000_000 + _chance.randrange(10**10)
    number = time << 80 | 7 << 76 | _chance.getrandbits(12) << 64 | 2 << 62 | _chance.getrandbits(62)
    return number.to_bytes(16, "big")


if __name__ == "__main__":
    main()
