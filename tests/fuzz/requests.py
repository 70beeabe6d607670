"""Signed requests of an enrolled device to central's real application: never a 5xx, never long."""

import random
import secrets

import msgspec

from tests.fuzz.asgi import Answered, Caller
from tests.fuzz.bodies import Bodies
from tests.fuzz.mutate import odd_value, spoil_bytes, spoil_msgpack
from tests.fuzz.real import Real, real_days
from tests.fuzz.tally import Tally
from villagedesk import clock
from villagedesk.central.app import create_app
from villagedesk.domain.cose import sign1
from villagedesk.store.events import FIRST_LINK, next_link
from villagedesk.sync import messages
from villagedesk.sync.codec import WireEvent, encode_events
from villagedesk.sync.cursors import cursors_digest
from villagedesk.sync.messages import BLOB_CONTEXT, ENROL_CONTEXT, GOODS_CONTEXT, ROUND_CONTEXT, Cursor, Reply, Round

CONTEXTS = {
    "/v1/round": ROUND_CONTEXT,
    "/v1/blob": BLOB_CONTEXT,
    "/v1/goods": GOODS_CONTEXT,
    "/v1/goods/piece": GOODS_CONTEXT,
    "/v1/enrol": ENROL_CONTEXT,
    "/v1/photo": messages.PHOTO_CONTEXT,
}


class Device:
    """An enrolled key that signs whatever it is given, and keeps to its log as far as central takes it."""

    def __init__(self, chance: random.Random, real: Real) -> None:
        self.chance, self.key, self.id = chance, real.key, bytes.fromhex(real.device)
        self.real, self.bodies = real, Bodies(chance, real.events)
        self.log, self.head, self.link, self.nonce = secrets.token_bytes(16), 0, FIRST_LINK, bytes(16)
        self.cursors: list[Cursor] = []

    def request(self) -> tuple[str, str, bytes]:
        """What is sent, how it was made, and to which address."""
        chance = self.chance
        path = chance.choices(list(CONTEXTS), (12, 3, 2, 2, 1, 1))[0]
        how, payload = self._round() if path == "/v1/round" else self._other(path)
        kid = self.key.public_key().public_bytes_raw() if path == "/v1/enrol" else self.id
        body = sign1(self.key, payload[: 1 << 19], kid, context=CONTEXTS[path])
        if chance.randrange(20) == 0:
            return path, "envelope", spoil_bytes(chance, body)
        return path, how, body

    def take(self, answered: Answered) -> None:
        """Remember the nonce and the places that central gave."""
        if answered.status == 401:
            self.nonce = messages.decode(answered.body, messages.Trouble).nonce or self.nonce
        if answered.status == 200:
            reply = messages.decode(answered.body, Reply)
            self.nonce = reply.nonce
            for page in reply.pages:
                self.cursors = [cursor for cursor in self.cursors if cursor.scope != page.scope]
                if not page.differs:
                    after = page.after + sum(run.count for run in page.runs)
                    self.cursors.append(Cursor(page.scope, after, page.hash))
            if reply.status != "ok" or reply.head != self.head:
                # Central took something that was spoiled on the way to it: a log of its own from here on.
                self.log, self.head, self.link = secrets.token_bytes(16), 0, FIRST_LINK

    def _round(self) -> tuple[str, bytes]:
        chance = self.chance
        if chance.randrange(4) == 0:
            return self.bodies.one()
        some = chance.sample(self.real.events, chance.choice((0, 1, 1, 3)))
        # New ids make them events that central has not seen; their numbers stand for other rows then.
        sent = [WireEvent(bytes.fromhex(clock.new_event_id()), e.body, self._scope(e.scope)) for e in some]
        if sent and chance.random() < 0.6:
            body = chance.choice((self._spoiled, self._odd_row))(sent[0].body)
            sent[0] = WireEvent(sent[0].id, body, sent[0].scope)
        request = self._whole(sent)
        encoded = msgspec.msgpack.encode(request)
        if chance.random() < 0.4:
            encoded = spoil_msgpack(chance, encoded)
            return "round spoiled", b"\0" + encoded
        for event in sent:
            self.link = next_link(self.link, event.id.hex(), event.body)
        self.head += len(sent)
        return "round", b"\0" + encoded

    def _whole(self, sent: list[WireEvent]) -> Round:
        cursors = self.cursors
        if self.chance.randrange(6) == 0:
            cursors = [Cursor(c.scope, odd_number(self.chance, c.position), c.hash) for c in cursors]
        return Round(
            self.nonce, self.log, self.head + 1, self.link, encode_events(sent), cursors_digest(cursors), cursors
        )

    def _scope(self, scope: str) -> str:
        return self.chance.choice((scope, scope, scope, "centre", "platform", "class:" + "ab" * 16, "", "class:x"))

    def _spoiled(self, body: bytes) -> bytes:
        from_json = msgspec.json.decode(body)
        change = self.chance.choice(from_json["c"])
        if isinstance(change[2], dict) and change[2]:
            name = self.chance.choice(list(change[2]))
            change[2][name] = odd_value(self.chance, change[2][name])
        try:
            return msgspec.json.encode(from_json)
        except (ValueError, TypeError, RecursionError, OverflowError):
            return body

    def _odd_row(self, body: bytes) -> bytes:
        """A change of a row that is somebody else's, of another kind, or deleted."""
        from_json = msgspec.json.decode(body)
        for change in from_json["c"]:
            change[0] = self.chance.choice((change[0], "order", "parcel", "cash_entry", "person", "unheard_of"))
            if self.chance.random() < 0.3:
                change[2] = None if isinstance(change[1], str) else change[2]
        return msgspec.json.encode(from_json)

    def _other(self, path: str) -> tuple[str, bytes]:
        chance = self.chance
        if chance.randrange(3) == 0:
            return self.bodies.one()
        size = chance.choice((0, 1, 5, 700, 1 << 30))
        message = {
            "/v1/blob": msgspec.msgpack.encode([chance.randbytes(32), size, 0, chance.randbytes(min(size, 700))]),
            "/v1/goods": msgspec.msgpack.encode(messages.GoodsAsked(0, 65536, chance.choice(("", "whole", "village")))),
            "/v1/goods/piece": msgspec.msgpack.encode({"sha256": bytes(32), "start": 0, "max_bytes": 65536}),
            "/v1/photo": msgspec.msgpack.encode(messages.PhotoAsked(bytes(32), 0, 65536)),
            "/v1/enrol": msgspec.msgpack.encode(messages.Enrolment("ABCD-EFGH", "前台")),
        }[path]
        if chance.random() < 0.8:
            message = spoil_msgpack(chance, message)
        return "spoiled", message if path == "/v1/blob" else b"\0" + message


def odd_number(chance: random.Random, number: int) -> int:
    """A place that is not the device's."""
    return chance.choice((0, number - 1, number + 1, 1 << 40, (1 << 62)))


def run(seed: int, count: int) -> Tally:
    """Send ``count`` requests."""
    tally, chance = Tally(), random.Random(f"requests {seed}")
    with real_days() as real:
        central = real.district.central
        caller = Caller(create_app(central.config, central))
        device = Device(chance, real)
        try:
            for _ in range(count):
                path, how, body = device.request()
                tally.take(f"{path} {how}", body, lambda: _sent(caller, device, path, body))  # noqa: B023
        finally:
            caller.close()
    return tally.done()


def _sent(caller: Caller, device: Device, path: str, body: bytes) -> str:
    answered = caller.post(path, body)
    if answered.raised is not None:
        raise answered.raised
    if answered.status >= 500:
        raise AssertionError(f"answered {answered.status}")
    if path == "/v1/round":
        device.take(answered)
    return str(answered.status)
