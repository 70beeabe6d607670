"""A batch of events as columns, and back."""

import itertools
import json
from collections.abc import Sequence

import msgspec
import zstandard

from villagedesk.sync.codec.bodies import SLOT, frame_format, take_apart
from villagedesk.sync.codec.column import Around, Batch
from villagedesk.sync.codec.columns import decode_column, encode_column
from villagedesk.sync.codec.integers import read_integers, write_integers
from villagedesk.sync.codec.numbers import (
    MAX_EVENTS,
    MAX_TEXT,
    CodecError,
    Reader,
    block,
    pack_radix,
    unpack_radix,
    varint,
)

__all__ = ["CodecError", "WireEvent", "decode_events", "encode_events", "encode_fitting"]

_VERSION = 1
# A UUIDv7 is 48 bits of time, 4 of version, 12 random, 2 of variant, 62 random (RFC 9562).
_RANDOM_BITS = 74
# A column that equals an earlier one of the same group.
_COPY = 18
# A batch is kept well below what a reader takes.
_MAX_SENT = MAX_TEXT // 4


class WireEvent(msgspec.Struct, frozen=True):
    """An event on the wire: its id (16 bytes), its body's bytes, and its scope as the device names it."""

    id: bytes
    body: bytes
    scope: str


class _Group:
    """The events of one frame."""

    def __init__(self, pieces: list[str]) -> None:
        self.pieces = pieces
        self.which: list[int] = []
        self.rows: list[list[str]] = []

    def columns(self, batch: Batch) -> tuple[str, bytes]:
        """The frame with what is the same in all events filled in, and the columns of the rest."""
        frame = [self.pieces[0]]
        out: list[bytes] = []
        earlier: dict[tuple[str, ...], int] = {}
        for piece, tokens in zip(self.pieces[1:], zip(*self.rows, strict=True), strict=True):
            place = earlier.get(tokens)
            if place is None:
                data = encode_column(tokens, Around(batch, self.which))
            else:
                data = varint(_COPY) + varint(len(out) - place - 1)
            if len(tokens[0]) <= len(data) and tokens.count(tokens[0]) == len(tokens):
                frame += [tokens[0], piece]
                continue
            earlier.setdefault(tokens, len(out))
            out.append(data)
            frame += [SLOT, piece]
            batch.learn(tokens)
        return "".join(frame), b"".join(out)


def encode_events(events: Sequence[WireEvent]) -> bytes:
    """A batch of events, in their order; the same events always give the same bytes.

    What does not come back to the same bytes travels as it is.

    Raises:
        ValueError: more than ``MAX_EVENTS``, or an id that is not of 16 bytes.
    """
    if len(events) > MAX_EVENTS or any(len(event.id) != 16 for event in events):
        raise ValueError("too many events, or an id that is not of 16 bytes")
    encoded = _encode(events, frozenset())
    try:
        back = decode_events(encoded)
        wrong = frozenset(i for i, (a, b) in enumerate(zip(events, back, strict=True)) if a != b)
    except CodecError:
        wrong = frozenset(range(len(events)))
    return _encode(events, wrong) if wrong else encoded


def _encode(events: Sequence[WireEvent], as_they_are: frozenset[int]) -> bytes:
    groups: dict[tuple[str, str], _Group] = {}
    raw: list[bytes] = []
    for index, event in enumerate(events):
        apart = None if index in as_they_are else take_apart(event.body)
        if apart is None:
            raw.append(block(event.body))
            continue
        pieces, tokens = apart
        # Events of one action share most; the same frame under another name is another group.
        action = tokens[0] if tokens and pieces[0] == '{"a":' else ""
        group = groups.setdefault((SLOT.join(pieces), action), _Group(pieces))
        group.which.append(index)
        group.rows.append(tokens)
    return _laid_out(events, list(groups.values()), raw)


def _laid_out(events: Sequence[WireEvent], groups: Sequence[_Group], raw: Sequence[bytes]) -> bytes:
    out = [varint(_VERSION), varint(len(events))]
    if not events:
        return b"".join(out)
    ids = [event.id for event in events]
    batch, order = _batch(ids), [0] * len(events)
    for number, group in enumerate(groups, 1):
        for index in group.which:
            order[index] = number
    columns = [group.columns(batch) for group in groups]
    out += [varint(len(groups)), *(block(frame.encode()) for frame, _ in columns)]
    out += [pack_radix(order, len(groups) + 1), _ids(ids)]
    out.append(encode_column([json.dumps(event.scope) for event in events], None))
    return b"".join([*out, *raw, *(data for _, data in columns)])


def encode_fitting(events: Sequence[WireEvent], limit: int) -> tuple[bytes, int]:
    """As many of the first events as fit ``limit`` bytes on the wire, but at least one; the batch and how many."""
    if not events:
        return b"", 0
    # No more than could fit at the best, so that little is encoded in vain.
    lengths = itertools.accumulate(len(event.body) for event in events)
    most = min(limit * 50, _MAX_SENT)
    count = max(1, sum(1 for length in lengths if length <= most))
    while True:
        encoded = encode_events(events[:count])
        size = min(len(encoded), len(zstandard.ZstdCompressor(level=1).compress(encoded)))
        if size <= limit or count == 1:
            return encoded, count
        # Columns grow about evenly; a little less than in proportion, so that it rarely takes a third try.
        count = max(1, min(count - 1, count * limit * 9 // (size * 10)))


def decode_events(data: bytes, max_text: int = MAX_TEXT) -> list[WireEvent]:
    """The events of a batch.

    Args:
        data: what ``encode_events`` made.
        max_text: most characters that all bodies together may have.

    Raises:
        CodecError: damaged, larger than allowed, or made by a version that this one does not know.
    """
    reader = Reader(data, max_text)
    if reader.varint() != _VERSION:
        raise CodecError("unknown version")
    count = reader.varint(MAX_EVENTS)
    if not count:
        return _whole(reader, [])
    frames = [reader.text() for _ in range(reader.varint(count))]
    order = unpack_radix(reader, count, len(frames) + 1)
    batch = _batch(_read_ids(reader, count))
    scopes = _scopes(reader, count)
    bodies = {index: reader.block() for index, number in enumerate(order) if number == 0}
    chosen: list[list[int]] = [[] for _ in range(len(frames) + 1)]
    for index, number in enumerate(order):
        chosen[number].append(index)
    for frame, which in zip(frames, chosen[1:], strict=True):
        bodies.update(zip(which, _bodies(reader, frame, Around(batch, which)), strict=True))
    return _whole(reader, [WireEvent(batch.ids[i], bodies[i], scopes[i]) for i in range(count)])


def _whole(reader: Reader, events: list[WireEvent]) -> list[WireEvent]:
    if not reader.done():
        raise CodecError("too long")
    return events


def _bodies(reader: Reader, frame: str, around: Around) -> list[bytes]:
    form, slots = frame_format(frame)
    count = len(around.which)
    if not count:
        raise CodecError("a frame without events")
    reader.spend_text(len(frame) * count)
    columns: list[list[str]] = []
    for _ in range(slots):
        column = _read_column(reader, columns, around)
        if len(column) != count:
            raise CodecError("a column has another length")
        reader.spend_text(sum(map(len, column)))
        around.batch.learn(column)
        columns.append(column)
    rows = zip(*columns, strict=True) if columns else itertools.repeat((), count)
    return [(form % row).encode() for row in rows]


def _read_column(reader: Reader, columns: Sequence[list[str]], around: Around) -> list[str]:
    if not reader.follows(_COPY):
        return decode_column(reader, len(around.which), around)
    reader.spend_values(len(around.which))
    back = reader.varint()
    if back >= len(columns):
        raise CodecError("no such column")
    return columns[len(columns) - 1 - back]


def _scopes(reader: Reader, count: int) -> list[str]:
    tokens = decode_column(reader, count, None)
    try:
        scopes = {token: json.loads(token) for token in set(tokens)}
    except (ValueError, RecursionError) as error:
        raise CodecError("not a scope") from error
    if len(tokens) != count or not all(isinstance(scope, str) for scope in scopes.values()):
        raise CodecError("not a scope")
    return [scopes[token] for token in tokens]


def _batch(ids: list[bytes]) -> Batch:
    return Batch(ids, [int.from_bytes(id_[:6], "big") for id_ in ids])


def _ids(ids: Sequence[bytes]) -> bytes:
    """1, the first time, integers of the steps between times, the random parts; or 0 and the ids when not UUIDv7."""
    if not all(len(i) == 16 and i[6] >> 4 == 7 and i[8] >> 6 == 2 for i in ids):
        return varint(0) + b"".join(ids)
    times = [int.from_bytes(i[:6], "big") for i in ids]
    steps = [b - a for a, b in itertools.pairwise(times)]
    random = [_random_part(int.from_bytes(i, "big")) for i in ids]
    return (
        varint(1) + varint(times[0]) + (write_integers(steps) if steps else b"") + pack_radix(random, 1 << _RANDOM_BITS)
    )


def _read_ids(reader: Reader, count: int) -> list[bytes]:
    if reader.varint(1) == 0:
        return [reader.take(16) for _ in range(count)]
    now, times = reader.varint(1 << 48), []
    for step in [0, *read_integers(reader, count - 1)]:
        now += step
        if not 0 <= now < 1 << 48:
            raise CodecError("no such time")
        times.append(now)
    random = unpack_radix(reader, count, 1 << _RANDOM_BITS)
    return [_uuid7(time, part).to_bytes(16, "big") for time, part in zip(times, random, strict=True)]


def _random_part(number: int) -> int:
    return (number >> 64 & 0xFFF) << 62 | number & (1 << 62) - 1


def _uuid7(time: int, random: int) -> int:
    return time << 80 | 7 << 76 | (random >> 62) << 64 | 2 << 62 | random & (1 << 62) - 1
