"""A device written from PROTOCOL.md alone, with none of the program's code: central understands it, and both sums agree.

Only the bodies of others' events are read by the program's codec; its own text is at the head of ``sync/codec``.
"""

import hashlib
import json
import secrets
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.central.raw_device import new_centre
from tests.sync.test_unattended import central  # noqa: F401
from villagedesk.central.devices import make_code
from villagedesk.central.serve import Server
from villagedesk.central.sticks import take_stick
from villagedesk.domain.entity import canonical_row
from villagedesk.sync.codec import decode_events

DICTIONARY = Path("resources/wire/dictionary-1").read_bytes()
PERSON, PHONE = "person", "13900006721"


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


# --- section 3: canonical JSON


def text(value: str) -> str:
    short = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(short.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in value) + '"'


def canonical(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{text(key)}:{canonical(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, str):
        return text(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def event_body(action: str, changes: list[Any]) -> bytes:
    fields = {"a": action, "at": 1_763_870_000_000, "by": "0" * 32, "c": changes, "off": 480, "rp": ""}
    return canonical(fields).encode()


def test_every_sign_of_a_text_is_written_as_the_text_says() -> None:
    signs = [chr(n) for n in range(0x11000) if not 0xD800 <= n < 0xE000]
    for sign in signs[:0x2100]:
        assert canonical_row({"name": sign}).decode() == canonical({"name": sign}), hex(ord(sign))
    assert canonical_row({"name": "".join(signs)}).decode() == canonical({"name": "".join(signs)})


# --- section 5: COSE_Sign1, in CBOR by hand


def cbor_bytes(data: bytes) -> bytes:
    size = len(data)
    if size < 24:
        return bytes([0x40 + size]) + data
    for first, width in ((0x58, 1), (0x59, 2), (0x5A, 4)):
        if size < 1 << 8 * width:
            return bytes([first]) + size.to_bytes(width, "big") + data
    raise AssertionError


def signed(key: Ed25519PrivateKey, kid: bytes, context: bytes, payload: bytes) -> bytes:
    protected = b"\xa2\x01\x27\x04" + cbor_bytes(kid)  # {1: -8, 4: kid}
    covered = b"\x84\x6aSignature1" + cbor_bytes(protected) + cbor_bytes(context) + cbor_bytes(payload)
    return b"\xd2\x84" + cbor_bytes(protected) + b"\xa0" + cbor_bytes(payload) + cbor_bytes(key.sign(covered))


def payload_of(message: bytes) -> bytes:
    """What is signed in central's message; whether it is signed well is its own code's matter."""
    assert message[:2] == b"\xd2\x84"
    _, rest = cbor_item(message[2:])
    assert rest[:1] == b"\xa0"
    return cbor_item(rest[1:])[0]


def cbor_item(data: bytes) -> tuple[bytes, bytes]:
    width = {0x58: 1, 0x59: 2, 0x5A: 4}.get(data[0], 0)
    size = int.from_bytes(data[1 : 1 + width], "big") if width else data[0] - 0x40
    return data[1 + width : 1 + width + size], data[1 + width + size :]


# --- section 11: packing; here a message goes as it is


def packed(value: Any) -> bytes:
    return b"\0" + msgspec.msgpack.encode(value)


def unpacked(data: bytes) -> Any:
    match data[:1]:
        case b"\0":
            return msgspec.msgpack.decode(data[1:])
        case b"\1":
            return msgspec.msgpack.decode(zstandard.decompress(data[1:]))
        case b"\2":
            known = zstandard.ZstdCompressionDict(DICTIONARY)
            opener = zstandard.ZstdDecompressor(dict_data=known)
            return msgspec.msgpack.decode(opener.decompress(b"\x28\xb5\x2f\xfd" + data[1:]))
    raise AssertionError(data[:1])


def batch(events: list[tuple[bytes, bytes]]) -> bytes:
    """Events whose bodies travel as they are: no frames, ids one after the other, the one scope, blocks."""
    if not events:
        return varint(1) + varint(0)
    ids = b"".join(id_ for id_, _ in events)
    scope = b'"centre"'
    column = (b"\0" if len(events) > 1 else b"") + b"\1" + varint(len(scope)) + scope
    blocks = b"".join(varint(len(body)) + body for _, body in events)
    return varint(1) + varint(len(events)) + varint(0) + varint(0) + ids + column + blocks


def varint(number: int) -> bytes:
    return bytes([number]) if number < 128 else bytes([number & 127 | 128]) + varint(number >> 7)


# --- the device


class Device:
    """Its key, its log and its place in each feed, by the text."""

    def __init__(self, server: Server) -> None:
        self.server, self.key = server, Ed25519PrivateKey.generate()
        centre = new_centre(server.central)
        with server.central.database.write() as connection:
            code = make_code(connection, centre)
        kid = self.key.public_key().public_bytes_raw()
        _, told = self.ask("/v1/enrol", kid, b"villagedesk enrol 1", packed({"code": code, "device_name": "by hand"}))
        assert told["device"] == sha(kid)[:16].hex()
        self.id, self.nonce, self.central = bytes.fromhex(told["device"]), told["nonce"], told["central_key"]
        self.log, self.head, self.link = secrets.token_bytes(16), 0, bytes(32)
        self.sent: dict[int, tuple[bytes, bytes]] = {}
        self.cursors: dict[str, tuple[int, bytes]] = {}
        self.rows: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}

    def ask(self, path: str, kid: bytes, context: bytes, payload: bytes) -> tuple[int, Any]:
        answer = requests.post(self.server.url + path, data=signed(self.key, kid, context, payload), timeout=30)
        return answer.status_code, unpacked(answer.content)

    def round(self, *bodies: bytes, nonce: bytes | None = None, cursors: bool = False) -> list[Any]:
        """The array of section 5, without the fields at the end that have a default."""
        events = [(secrets.token_bytes(16), body) for body in bodies]
        first, previous = self.head + 1, self.link
        for id_, body in events:
            self.link = sha(self.link, id_, sha(body))
            self.head += 1
            self.sent[self.head] = (id_, body)
        listed = ";".join(
            f"{scope},{at},{hash_[:16].hex()}" for scope, (at, hash_) in sorted(self.cursors.items()) if at
        )
        named = [[scope, at, hash_[:16]] for scope, (at, hash_) in sorted(self.cursors.items())] if cursors else None
        nonce = self.nonce if nonce is None else nonce
        return [nonce, self.log, first, previous, batch(events), sha(listed.encode())[:16], named, len(events), 0, 1]

    def sync(self, *bodies: bytes) -> list[Any]:
        """One round over the line; its pages are taken, and the reply is given back as it came."""
        status, reply = self.ask("/v1/round", self.id, b"villagedesk round 1", packed(self.round(*bodies)))
        assert status == 200
        self.nonce = reply[1]
        for page in reply[5]:
            self.take(page)
        return reply  # type: ignore[no-any-return]

    def take(self, page: list[Any]) -> None:
        """Sections 7 and 10: the running hash behind the page, and at the feed's end number and digest of its rows."""
        scope, after, runs, logs, events, behind, more, count, digest = page[:9]
        position, hash_ = self.cursors.get(scope, (0, bytes(32)))
        assert after == position
        foreign = iter(decode_events(events) if events else [])
        for log, first, number, own, result, kept in runs:
            for seq in range(first, first + number):
                if own:
                    assert logs[log] == self.log
                    id_, body = self.sent[seq]
                else:
                    one = next(foreign)
                    id_, body = one.id, one.body
                decided = canonical([result or "applied", [list(one) for one in kept]])
                hash_ = sha(hash_, id_, sha(body), decided.encode())
                position += 1
                if not result:
                    self.fold(scope, id_, json.loads(body)["c"], [tuple(one) for one in kept])
        self.cursors[scope] = (position, hash_)
        assert hash_[:16] == behind or not runs
        if not more:
            rows = self.rows.get(scope, {})
            assert (len(rows), self.digest(scope)) == (count, digest)

    def fold(self, scope: str, event: bytes, changes: list[Any], kept: list[tuple[int, str]]) -> None:
        rows = self.rows.setdefault(scope, {})
        for index, (entity, which, fields) in enumerate(changes):
            if isinstance(which, int):
                rows[entity, sha(event, which.to_bytes(4, "big"))[:16].hex()] = dict(fields)
            elif fields is None:
                rows.pop((entity, which), None)
            elif (entity, which) in rows:
                news = {name: new for name, (_, new) in fields.items() if (index, name) not in kept}
                rows[entity, which].update(news)

    def digest(self, scope: str) -> bytes:
        total = 0
        for (entity, id_), row in self.rows.get(scope, {}).items():
            full = {name: value for name, value in row.items() if value not in (None, "", 0, False)}
            share = sha(f"{entity}\0{id_}\0{canonical(full)}".encode())[:16]
            total += int.from_bytes(share, "big")
        return (total % 2**128).to_bytes(16, "big")


@pytest.fixture
def device(server: Server) -> Device:
    return Device(server)


def a_day(device: Device) -> list[bytes]:
    """New rows, changed ones, one that central refuses and one that goes."""
    first = event_body("add", [[PERSON, 0, {"name": '陈"桂"花\n', "phone": None}], [PERSON, 1, {"name": "李小满"}]])
    device.sync(first)
    id_, _ = device.sent[device.head]
    chen, li = (sha(id_, n.to_bytes(4, "big"))[:16].hex() for n in (0, 1))
    return [
        event_body("edit", [[PERSON, chen, {"phone": [None, PHONE], "village_group": [None, ""]}]]),
        event_body("edit", [[PERSON, "ab" * 16, {"phone": [None, PHONE]}]]),
        event_body("edit", [[PERSON, chen, {"phone": ["13900009999", "13900008888"], "nickname": ["老三", "老四"]}]]),
        event_body("drop", [[PERSON, li, None]]),
    ]


def test_a_day_over_the_line(device: Device) -> None:
    reply = device.sync(*a_day(device))
    assert (reply[0], reply[3]) == ("ok", device.head)
    (page,) = [page for page in reply[5] if page[0] == "centre"]
    decided = [(result, [list(one) for one in kept]) for *_, result, kept in page[2]]
    assert ("row_unknown", []) in decided
    assert ("", [[0, "phone"]]) in decided, "a guarded field with a stale base stays, another one does not"
    assert [row for (entity, _), row in device.rows["centre"].items() if entity == PERSON] == [
        {"name": '陈"桂"花\n', "phone": PHONE, "village_group": "", "nickname": "老四"}
    ]
    assert device.sync()[0] == "ok", "the digest of the cursors is central's: they need not travel"


def test_what_is_not_as_the_text_says_is_noticed(device: Device) -> None:
    device.sync(*a_day(device))
    position, hash_ = device.cursors["centre"]
    device.cursors["centre"] = (position, bytes(32))
    assert device.sync()[0] == "cursors"
    device.cursors["centre"] = (position, hash_)
    old = device.round(nonce=bytes(len(device.nonce)))
    status, trouble = device.ask("/v1/round", device.id, b"villagedesk round 1", packed(old))
    assert (status, len(trouble["nonce"])) == (401, len(device.nonce))
    again = device.round()
    again[0], again[3] = trouble["nonce"], bytes(32)
    assert device.ask("/v1/round", device.id, b"villagedesk round 1", packed(again))[1][0] == "fork"
    message = signed(device.key, device.id, b"villagedesk blob 1", packed(device.round()))
    assert requests.post(device.server.url + "/v1/round", data=message, timeout=30).status_code == 401, (
        "made for another"
    )


def test_a_photo_goes_in_pieces(device: Device) -> None:
    photo = secrets.token_bytes(40_000)

    def piece(begin: int, end: int) -> int:
        payload = msgspec.msgpack.encode([sha(photo), len(photo), begin, photo[begin:end]])
        return int(device.ask("/v1/blob", device.id, b"villagedesk blob 1", payload)[1]["have"])

    assert [piece(0, 0), piece(0, 32_768), piece(0, 0), piece(32_768, 40_000)] == [0, 32_768, 32_768, 40_000]


# --- section 15: a stick


def curve_point(public: bytes) -> bytes:
    y = int.from_bytes(public, "little") % 2**255
    return ((1 + y) * pow(1 - y, -1, 2**255 - 19) % (2**255 - 19)).to_bytes(32, "little")


def stick_key(shared: bytes, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt, b"villagedesk stick 1").derive(shared))


def file_with(receiver: bytes, kind: bytes, message: bytes) -> bytes:
    once, theirs = X25519PrivateKey.generate(), curve_point(receiver)
    public = once.public_key().public_bytes_raw()
    key = stick_key(once.exchange(X25519PublicKey.from_public_bytes(theirs)), public + theirs)
    sealed = public + key.encrypt(bytes(12), kind + message, None)
    frame = sha(receiver)[:16] + len(sealed).to_bytes(4, "big") + sealed
    whole = b"VDSTICK1" + (1).to_bytes(4, "big") + frame
    return whole + sha(whole)


def first_frame(key: Ed25519PrivateKey, file: bytes) -> tuple[bytes, bytes]:
    assert file[:8] == b"VDSTICK1"
    assert sha(file[:-32]) == file[-32:]
    assert file[12:28] == sha(key.public_key().public_bytes_raw())[:16]
    sealed = file[32 : 32 + int.from_bytes(file[28:32], "big")]
    secret = X25519PrivateKey.from_private_bytes(hashlib.sha512(key.private_bytes_raw()).digest()[:32])
    shared = secret.exchange(X25519PublicKey.from_public_bytes(sealed[:32]))
    opened = stick_key(shared, sealed[:32] + secret.public_key().public_bytes_raw()).decrypt(
        bytes(12), sealed[32:], None
    )
    return opened[:1], opened[1:]


def test_a_day_by_stick(device: Device) -> None:
    device.sync()  # so that there is somewhere to stand
    payload = packed(device.round(event_body("add", [[PERSON, 0, {"name": "王秀兰"}]]), nonce=b"", cursors=True))
    message = signed(device.key, device.id, b"villagedesk stick 1 r", payload)
    taken = take_stick(device.server.central, file_with(device.central, b"r", message))
    assert [(one.status, one.actions) for one in taken.devices] == [("ok", 1)]
    kind, answer = first_frame(device.key, taken.answer)
    told = unpacked(payload_of(answer))
    assert (kind, told["reply"][0], told["reply"][1], told["reply"][3]) == (b"a", "ok", b"", 1)
    for page in told["reply"][5]:
        device.take(page)
    assert device.rows["centre"]
