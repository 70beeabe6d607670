"""Bytes and time of the wire codec: onboarding actions in growing pieces, one-field updates, single actions."""

import random
import time
from collections.abc import Callable
from typing import Any

import zstandard

from tests.bench.onboarding_data import floor_bytes, onboarding_events, phone_updates
from tests.fuzz.real import real_days
from villagedesk.sync.codec import WireEvent, decode_events, encode_events, encode_fitting, pack, unpack

_JSON_PIECE = 64 * 1024
_MAX_EVENTS = 1000
_FIRST, _LARGEST = 16 * 1024, 64 * 1024


def run(quick: bool) -> dict[str, dict[str, Any]]:
    """The figures of the codec alone; HTTP, signature and envelope are in ``wire``."""
    events = onboarding_events(200 if quick else 1000)
    count, updates = len(events), phone_updates(10)
    plain = sum(len(event.body) for event in events) / count
    pieces = in_pieces(events)
    whole = encode_events(events)
    packed = pack(whole)
    encode, decode = cpu_ms(lambda: encode_events(events)), cpu_ms(lambda: decode_events(whole))
    squeeze = cpu_ms(lambda: pack(whole))
    bodies = plain * count / _JSON_PIECE
    return {
        "JSON, an onboarding action": _figure(round(plain, 1), "B", ""),
        "codec output, an action": _figure(round(len(whole) / count, 1), "B", "<= 50"),
        "packed, an action": _figure(round(len(packed) / count, 1), "B", ""),
        "in growing pieces, an action": _figure(round(sum(pieces) / count, 1), "B", "<= 60"),
        "pieces": _figure(len(pieces), "", f"<= {2 * max(1, -(-sum(pieces) // _LARGEST))}"),
        "entropy floor, an action": _figure(round(sum(floor_bytes().values()), 1), "B", ""),
        "10 updates of one field": _figure(len(pack(encode_events(updates))), "B", "<= 700"),
        "one update": _figure(len(pack(encode_events(updates[:1]))), "B", ""),
        "one onboarding action alone": _figure(len(pack(encode_events(events[:1]))), "B", ""),
        **_dictionary(20 if quick else 60),
        "no event": _figure(len(pack(encode_events([]))), "B", "<= 4"),
        "encode and pack, CPU a 64 KB of JSON": _figure(round((encode + squeeze) / bodies, 1), "ms", "<= 20"),
        "decode, CPU a 1,000 events": _figure(round(decode * 1000 / count, 1), "ms", "<= 40"),
    }


def _dictionary(tries: int) -> dict[str, dict[str, Any]]:
    """What the trained dictionary saves on the actions of some working days, sent as they come and ten at a time."""
    with real_days() as real:
        events = real.events
    chance, figures = random.Random(1), {}
    for count in (1, 10):
        starts = [chance.randrange(len(events) - count) for _ in range(tries)]
        batches = [encode_events(events[at : at + count]) for at in starts]
        for name, sizes in (
            ("", [len(pack(batch)) for batch in batches]),
            (", without the dictionary", [_without(batch) for batch in batches]),
        ):
            size = sum(sizes) / tries / count
            figures[f"a day's actions by {count}, each{name}"] = _figure(round(size, 1), "B", "")
    return figures


def _without(batch: bytes) -> int:
    return 1 + min(len(batch), len(zstandard.ZstdCompressor(level=19).compress(batch)))


def in_pieces(events: list[WireEvent]) -> list[int]:
    """The bytes of each piece when a device sends them all over a line without cuts: 16 KB, then 32, then 64."""
    sizes, limit, rest = [], _FIRST, events
    while rest:
        encoded, taken = encode_fitting(rest[:_MAX_EVENTS], limit)
        message = pack(encoded)
        assert decode_events(unpack(message, 1 << 20)) == rest[:taken]
        sizes.append(len(message))
        rest, limit = rest[taken:], min(2 * limit, _LARGEST)
    return sizes


def cpu_ms(work: Callable[[], object], times: int = 5) -> float:
    """The best of some runs, in CPU milliseconds."""
    found = []
    for _ in range(times):
        begin = time.process_time()
        work()
        found.append((time.process_time() - begin) * 1000)
    return min(found)


def _figure(value: float, unit: str, target: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "target": target}


if __name__ == "__main__":
    for part, number in floor_bytes().items():
        print(f"{part:20} {number:5.2f} B")
