"""Bodies below the signature: what the addresses of central do with a payload before they touch the database."""

import random
from collections.abc import Callable, Sequence

import msgspec
import zstandard

from tests.fuzz.mutate import spoil_bytes, spoil_json, spoil_msgpack
from tests.fuzz.real import real_days
from tests.fuzz.tally import Tally
from villagedesk.central import checks, rounds
from villagedesk.central.routes import sync as routes
from villagedesk.errors import Rejected
from villagedesk.store.events import FIRST_LINK
from villagedesk.sync.codec import WireEvent, batch, encode_events, pack
from villagedesk.sync.cursors import cursors_digest
from villagedesk.sync.messages import Cursor, Enrolment, GoodsAsked, Round
from villagedesk.sync.parts import PieceAsked

OTHERS = (Enrolment, GoodsAsked, PieceAsked)
_NONE = cursors_digest([])


class Bodies:
    """Makes spoiled bodies from real events."""

    def __init__(self, chance: random.Random, events: Sequence[WireEvent]) -> None:
        self.chance, self.events = chance, events
        pieces = [events[n : n + size] for size in (1, 1, 2, 3, 5, 8) for n in range(0, len(events) - 8, 7)]
        self.batches = [encode_events(piece) for piece in chance.sample(pieces, min(60, len(pieces)))]
        self.batches.append(encode_events(events[:60]))
        self.kinds: list[Callable[[], bytes]] = [
            self.noise, self.spoiled_bytes, self.spoiled_fields, self.spoiled_batch, self.spoiled_batch,
            self.spoiled_events, self.spoiled_events, self.as_json, self.frames, self.other_kinds,
        ]  # fmt: skip

    def one(self) -> tuple[str, bytes]:
        """A body, and how it was made."""
        make = self.chance.choice(self.kinds)
        return make.__name__, make()

    def noise(self) -> bytes:
        chance = self.chance
        begin = chance.choice((b"", b"\0", b"\1", b"\2", b"\1\x28\xb5\x2f\xfd", b"\0\x9a", b"[", b"{"))
        return begin + chance.randbytes(chance.choice((0, 1, 7, 60, 400)))

    def spoiled_bytes(self) -> bytes:
        return spoil_bytes(self.chance, self._packed(self._round(self.chance.choice(self.batches))), self.batches)

    def spoiled_fields(self) -> bytes:
        return self._packed(spoil_msgpack(self.chance, self._round(self.chance.choice(self.batches))))

    def spoiled_batch(self) -> bytes:
        """The columns are damaged, all around them is whole."""
        chance = self.chance
        return self._packed(self._round(spoil_bytes(chance, chance.choice(self.batches), self.batches)))

    def spoiled_events(self) -> bytes:
        """The batch is whole, the events in it are not."""
        chance = self.chance
        some = chance.sample(self.events, chance.choice((1, 1, 2, 4)))
        spoil = chance.choice((spoil_json, spoil_json, spoil_bytes))
        sent = [WireEvent(event.id, spoil(chance, event.body), event.scope) for event in some]
        # Most as they are: choosing columns takes far longer than reading them.
        plain = chance.randrange(8) > 0
        data = batch._encode(sent, frozenset(range(len(sent)))) if plain else encode_events(sent)
        return self._packed(self._round(data))

    def as_json(self) -> bytes:
        """For diagnosis a message may be JSON; bytes are base64 there."""
        tree = msgspec.msgpack.decode(self._round(self.chance.choice(self.batches[:20])))
        return spoil_json(self.chance, msgspec.json.encode(tree))

    def frames(self) -> bytes:
        """Compressed frames that are damaged, empty, huge, or say that they are."""
        chance = self.chance
        content = chance.choice((b"", b"x" * 100, self._round(chance.choice(self.batches)), bytes(50_000)))
        frame = zstandard.ZstdCompressor(level=1, write_content_size=chance.random() < 0.7).compress(content)
        match chance.randrange(4):
            case 0:
                # RFC 8878: single segment, eight bytes of content size.
                size = chance.choice((0, 1 << 20, 1 << 31, 1 << 40, (1 << 64) - 1))
                frame = frame[:4] + b"\xe0" + size.to_bytes(8, "little") + frame[chance.randrange(4, 15) :]
            case 1:
                window = bytes([chance.randrange(256)])
                frame = frame[:4] + b"\x00" + window + frame[6:]
            case 2:
                frame = spoil_bytes(chance, frame)
        return b"\1" + frame if chance.random() < 0.7 else b"\2" + frame[4:]

    def other_kinds(self) -> bytes:
        chance = self.chance
        message = chance.choice(
            (Enrolment("ABCD-EFGH", "前台"), GoodsAsked(3, 4000, "whole"), PieceAsked(bytes(32), 0, 65536))
        )
        return self._packed(spoil_msgpack(chance, msgspec.msgpack.encode(message)))

    def _round(self, events: bytes) -> bytes:
        cursors = [Cursor("centre", 5, bytes(16)), Cursor("platform", 2, bytes(16))]
        told = cursors if self.chance.random() < 0.5 else None
        return msgspec.msgpack.encode(Round(bytes(16), bytes(16), 1, FIRST_LINK, events, _NONE, told, 3, 1))

    def _packed(self, message: bytes) -> bytes:
        match self.chance.randrange(24):
            case 0:
                return pack(message)
            case 1:
                return b"\1" + zstandard.ZstdCompressor(level=1).compress(message)
            case _:
                return b"\0" + message


def read(body: bytes) -> str:
    """What a route does with it before it opens a transaction; the code of the answer.

    Raises:
        Exception: what would have been a 500.
    """
    try:
        request = routes._decode(body, Round)
        events = rounds.opened(request)
    except Rejected as error:
        return _other(body) or error.code
    codes = set()
    for event in events:
        found = checks.parse_body(event.body)
        scope = checks.full_scope(event.scope, "0" * 32)
        codes.add("malformed" if found is None else checks.refusal(scope or "", event.id.hex(), found) or "taken")
    return ",".join(sorted(codes)) or "taken"


def _other(body: bytes) -> str:
    """The same bytes at the other addresses."""
    for kind in OTHERS:
        try:
            return type(routes._decode(body, kind)).__name__
        except Rejected:
            continue
    return ""


def run(seed: int, count: int) -> Tally:
    """Throw ``count`` bodies."""
    tally, chance = Tally(), random.Random(f"bodies {seed}")
    with real_days() as real:
        events = real.events
    bodies = Bodies(chance, events)
    for _ in range(count):
        kind, body = bodies.one()
        tally.take(kind, body, lambda body=body: read(body))  # type: ignore[misc]
    return tally.done()
