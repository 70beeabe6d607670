"""A batch of events as columns, and back."""

import itertools

import msgspec

from villagedesk.sync.codec.columns import decode_column, encode_column
from villagedesk.sync.codec.integers import Around, read_integers, write_integers
from villagedesk.sync.codec.numbers import MAX_ITEMS, CodecError, Reader, block, pack_radix, unpack_radix, varint
from villagedesk.sync.codec.shapes import Value, count_values, put_together, take_apart

__all__ = ["CodecError", "WireEvent", "decode_events", "encode_events", "encode_fitting"]

_VERSION = 1
# A UUIDv7 is 48 bits of time, 4 of version, 12 random, 2 of variant, 62 random (RFC 9562).
_RANDOM_BITS = 74
_MAX_BODY = 4 << 20


class WireEvent(msgspec.Struct, frozen=True):
    """An event on the wire: its id (16 bytes), its body's bytes, and its scope as the device names it."""

    id: bytes
    body: bytes
    scope: str


def encode_events(events: "list[WireEvent]") -> bytes:
    """A batch of events, in their order; the same events always give the same bytes."""
    apart = [take_apart(event.body) for event in events]
    shapes: dict[str, int] = {}
    # 0 stands for a body that travels as it is.
    which = [0 if found is None else shapes.setdefault(found[0], len(shapes) + 1) for found in apart]
    out = [varint(_VERSION), varint(len(events)), varint(len(shapes))]
    out += [block(shape.encode()) for shape in shapes]
    if not events:
        return b"".join(out)
    out += [pack_radix(which, len(shapes) + 1), _ids([event.id for event in events])]
    out.append(encode_column([event.scope for event in events], _around([event.id for event in events])))
    out += [block(event.body) for event, found in zip(events, apart, strict=True) if found is None]
    for number in shapes.values():
        chosen = [i for i, w in enumerate(which) if w == number]
        around = _around([events[i].id for i in chosen])
        columns = zip(*((apart[i] or ("", []))[1] for i in chosen), strict=True)
        out += [encode_column(column, around) for column in columns]
    return b"".join(out)


def encode_fitting(events: list[WireEvent], limit: int) -> tuple[bytes, int]:
    """As many of the first events as fit ``limit`` bytes, but at least one; returns the batch and how many they are."""
    count = len(events)
    while count:
        encoded = encode_events(events[:count])
        if len(encoded) <= limit or count == 1:
            return encoded, count
        # Columns grow about evenly; a little less than in proportion, so that it rarely takes a third try.
        count = max(1, min(count - 1, count * limit * 9 // (len(encoded) * 10)))
    return b"", 0


def decode_events(data: bytes) -> list[WireEvent]:
    """The events of a batch.

    Raises:
        CodecError: damaged, or made by a version that this one does not know.
    """
    reader = Reader(data)
    if reader.varint() != _VERSION:
        raise CodecError("unknown version")
    count, shapes = reader.varint(MAX_ITEMS), []
    for _ in range(reader.varint(max(count, 0))):
        shapes.append(_text(reader.block()))
    if not count:
        return []
    which = unpack_radix(reader, count, len(shapes) + 1)
    ids = _read_ids(reader, count)
    scopes = decode_column(reader, count, _around(ids))
    bodies: dict[int, bytes] = {i: reader.block() for i, w in enumerate(which) if w == 0}
    for number, shape in enumerate(shapes, 1):
        chosen = [i for i, w in enumerate(which) if w == number]
        bodies.update(_bodies(reader, shape, chosen, [ids[i] for i in chosen]))
    if not reader.done():
        raise CodecError("too long")
    if not all(isinstance(scope, str) for scope in scopes):
        raise CodecError("not a scope")
    return [WireEvent(ids[i], bodies[i], str(scopes[i])) for i in range(count)]


def _bodies(reader: Reader, shape: str, chosen: list[int], ids: list[bytes]) -> dict[int, bytes]:
    if not chosen:
        raise CodecError("a shape without events")
    around = _around(ids)
    width = count_values(shape)
    if width * len(chosen) > 20 * MAX_ITEMS:
        raise CodecError("too many values")
    columns = [decode_column(reader, len(chosen), around) for _ in range(width)]
    rows: list[list[Value]] = [list(row) for row in zip(*columns, strict=True)] if columns else [[] for _ in chosen]
    return {i: put_together(shape, row) for i, row in zip(chosen, rows, strict=True)}


def _around(ids: list[bytes]) -> Around:
    return Around([id_.hex() for id_ in ids], [int.from_bytes(id_[:6], "big") for id_ in ids])


def _ids(ids: list[bytes]) -> bytes:
    if not all(len(i) == 16 and i[6] >> 4 == 7 and i[8] >> 6 == 2 for i in ids):
        return varint(0) + b"".join(block(i) for i in ids)
    times = [int.from_bytes(i[:6], "big") for i in ids]
    steps = [times[0], *(b - a for a, b in itertools.pairwise(times))]
    random = [_random_part(int.from_bytes(i, "big")) for i in ids]
    first, rest = varint(steps[0]), write_integers(steps[1:]) if len(ids) > 1 else b""
    return varint(1) + first + rest + pack_radix(random, 1 << _RANDOM_BITS)


def _read_ids(reader: Reader, count: int) -> list[bytes]:
    if reader.varint(1) == 0:
        return [_whole_id(reader.block()) for _ in range(count)]
    now, times = reader.varint(1 << 48), []
    for step in [0, *(read_integers(reader, count - 1) if count > 1 else [])]:
        now += step
        if not 0 <= now < 1 << 48:
            raise CodecError("no such time")
        times.append(now)
    random = unpack_radix(reader, count, 1 << _RANDOM_BITS)
    return [_uuid7(time, part).to_bytes(16, "big") for time, part in zip(times, random, strict=True)]


def _whole_id(data: bytes) -> bytes:
    if len(data) != 16:
        raise CodecError("not an id")
    return data


def _random_part(number: int) -> int:
    return (number >> 64 & 0xFFF) << 62 | number & (1 << 62) - 1


def _uuid7(time: int, random: int) -> int:
    return time << 80 | 7 << 76 | (random >> 62) << 64 | 2 << 62 | random & (1 << 62) - 1


def _text(data: bytes) -> str:
    if len(data) > _MAX_BODY:
        raise CodecError("too long")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise CodecError("not text") from error
