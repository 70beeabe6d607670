"""The served OpenAPI document: every address and status of the devices' face, and real answers are as it says."""

import secrets
from typing import Any

import msgspec
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.central.raw_device import RawDevice, body, new_centre, operator
from tests.central.test_robust import WIRE
from villagedesk.central.deps import Central
from villagedesk.central.devices import make_code
from villagedesk.central.routes import sync
from villagedesk.central.routes.described import MESSAGES
from villagedesk.central.serve import Server
from villagedesk.domain.cose import sign1
from villagedesk.domain.registry import by_name
from villagedesk.errors import StorageTrouble
from villagedesk.sync import messages
from villagedesk.sync.codec import pack, unpack
from villagedesk.sync.messages import Enrolment, GoodsAsked, PhotoAsked
from villagedesk.sync.parts import PieceAsked

CONTEXTS = WIRE | {"/v1/goods/piece": messages.GOODS_CONTEXT, "/v1/photo": messages.PHOTO_CONTEXT}
# Made to happen in a test of their own: a fault of ours, and a disk that is full.
NOT_TRIED = {"500", "503"}


@pytest.fixture
def device(server: Server) -> RawDevice:
    return RawDevice(server, new_centre(server.central))


@pytest.fixture
def document(server: Server) -> Any:
    return requests.get(f"{server.url}/openapi.json", timeout=30).json()


def test_every_address_of_the_devices_is_described(document: Any) -> None:
    assert document["openapi"].startswith("3.1")
    for route in sync.router.routes:
        described = document["paths"][route.path]["post"]  # type: ignore[attr-defined]
        request = described["requestBody"]
        assert CONTEXTS[route.path].decode() in request["description"]  # type: ignore[attr-defined]
        assert set(request["content"]) == {"application/cose"}
        assert {"200", "400", "401", "403", "413", "500", "503"} <= set(described["responses"])
    for message in MESSAGES:
        schema = document["components"]["schemas"][message.__name__]
        names = schema.get("prefixItems") or schema["properties"]
        assert len(names) == len(message.__struct_fields__)


def test_what_has_to_be_known_of_each_kind_of_row_is_told(document: Any) -> None:
    """Whoever writes a central in another language decides by this table, and nothing else."""
    told = document["x-entities"]
    assert set(told) == set(by_name())
    assert told["parcel"]["moves"]["announced"] == ["missing", "on_shelf", "sent_back"]
    assert told["parcel"]["once"] == ["collected"]
    assert told["training_class"]["scope"] == "id"
    assert told["parcel"]["fields"]["due_fen"] == "integer"
    for one in told.values():
        assert set(one["guarded"]) | set(one["tallies"]) <= set(one["fields"])
        assert one["moves"] is None or "state" in one["fields"]


def test_every_reference_leads_somewhere(document: Any) -> None:
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            found.extend(value[key] for key in ("$ref",) if key in value)
            value = list(value.values())
        for one in value if isinstance(value, list) else ():
            walk(one)

    walk(document)
    assert found
    for reference in set(found):
        assert reference.rsplit("/", 1)[1] in document["components"]["schemas"], reference


def fits(document: Any, schema: Any, value: Any) -> list[str]:
    """Where a value is not as the schema says (the part of JSON Schema that our messages use)."""
    if "$ref" in schema:
        return fits(document, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], value)
    if "anyOf" in schema:
        tries = [fits(document, one, value) for one in schema["anyOf"]]
        return [] if [] in tries else [said for one in tries for said in one]
    kinds = {"string": str, "integer": int, "array": list, "object": dict, "boolean": bool, "null": type(None)}
    kind = kinds[schema["type"]]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return [f"{value!r} is no {schema['type']}"]
    said: list[str] = []
    if kind is int and value < schema.get("minimum", value):
        said.append(f"{value} is below {schema['minimum']}")
    if kind is list:
        first = schema.get("prefixItems", [])
        if len(value) < schema.get("minItems", 0) or len(value) > schema.get("maxItems", len(value)):
            said.append(f"{len(value)} of them")
        for place, one in enumerate(value):
            part = first[place] if place < len(first) else schema.get("items", {})
            said += fits(document, part, one) if part else []
    if kind is dict:
        said += [f"{name} is missing" for name in schema.get("required", []) if name not in value]
        for name, one in value.items():
            said += fits(document, schema["properties"][name], one) if name in schema["properties"] else [name]
    return said


class Asked:
    """Requests to central, and what of the document they showed."""

    def __init__(self, server: Server, device: RawDevice, document: Any) -> None:
        self._server, self._device, self._document = server, device, document
        self.seen: set[tuple[str, str]] = set()

    def raw(self, path: str, data: bytes) -> int:
        """Send bytes; the answer has to be one that is described."""
        answer = requests.post(self._server.url + path, data=data, timeout=30)
        described = self._document["paths"][path]["post"]["responses"]
        status = str(answer.status_code)
        assert status in described, (path, status)
        self.seen.add((path, status))
        (content,) = described[status]["content"].values()
        schema = content["schema"]
        if "contentSchema" in schema:
            tree = msgspec.to_builtins(msgspec.msgpack.decode(unpack(answer.content, 4 << 20)))
            assert fits(self._document, schema["contentSchema"], tree) == [], (path, status)
            if status != "200":
                assert tree["code"] in schema["x-codes"], (path, status, tree)
        return answer.status_code

    def signed(self, path: str, payload: bytes, *, key: Ed25519PrivateKey | None = None, kid: bytes = b"") -> int:
        """Sign and send."""
        kid = kid or bytes.fromhex(self._device.id)
        return self.raw(path, sign1(key or self._device.key, payload, kid, context=CONTEXTS[path]))


def test_real_answers_are_as_described(server: Server, device: RawDevice, document: Any) -> None:
    asked, central = Asked(server, device, document), server.central
    other = RawDevice(server, device.centre)
    other.push(body([operator("王秀兰")]))
    stale = device.round([])
    assert asked.signed("/v1/round", messages.encode(stale)) == 200  # somebody else's page, digest
    assert asked.signed("/v1/round", messages.encode(stale)) == 401
    assert asked.signed("/v1/round", messages.encode(device.round([], version=9))) == 403
    data = b"photo"
    name = secrets.token_bytes(32)
    assert asked.signed("/v1/blob", msgspec.msgpack.encode([name, 9, 0, data])) == 200
    assert asked.signed("/v1/blob", msgspec.msgpack.encode([name, 9, 5, b"0123"])) == 400, "not what its name says"
    assert asked.signed("/v1/blob", msgspec.msgpack.encode([name, -1, 5, b"0123"])) == 400
    assert asked.signed("/v1/photo", messages.encode(PhotoAsked(name, 0, 99))) == 200
    assert asked.signed("/v1/goods", messages.encode(GoodsAsked(0))) == 200
    assert asked.signed("/v1/goods/piece", messages.encode(PieceAsked(name, 0, 99))) == 403
    part = bytes.fromhex(central.goods_parts._files.put(b"a part of the catalogue"))
    assert asked.signed("/v1/goods/piece", messages.encode(PieceAsked(part, 2, 4))) == 200
    _enrolments(asked, central, device)
    for path in CONTEXTS:
        own = device.key.public_key().public_bytes_raw() if path == "/v1/enrol" else b""
        assert asked.signed(path, pack(b"\x07"), kid=own) == 400
        assert asked.raw(path, b"\xd2" + bytes(1 << 20)) == 413
        stranger = Ed25519PrivateKey.generate()
        kid = stranger.public_key().public_bytes_raw() if path == "/v1/enrol" else b""
        wrong = sign1(stranger, b"", kid or bytes.fromhex(device.id), context=b"else")
        assert asked.raw(path, wrong) == 401
        assert asked.signed(path, b"", key=stranger, kid=bytes(16)) in (400, 403)
    described = {
        (path, status)
        for path in CONTEXTS
        for status in document["paths"][path]["post"]["responses"]
        if status not in NOT_TRIED
    }
    assert described == asked.seen


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (StorageTrouble("disk_full"), 503),
        (StorageTrouble("disk_read_only"), 503),
        (StorageTrouble("database_locked"), 503),
        (RuntimeError("a bug"), 500),
    ],
    ids=["full", "read only", "locked", "bug"],
)
def test_what_central_answers_when_it_cannot(
    server: Server, device: RawDevice, document: Any, monkeypatch: pytest.MonkeyPatch, trouble: Exception, status: int
) -> None:
    def broken(*_args: Any, **_more: Any) -> Any:
        raise trouble

    asked = Asked(server, device, document)
    for module in ("deps", "routes.sync"):
        monkeypatch.setattr(f"villagedesk.central.{module}.open1", broken)
    for path in CONTEXTS:
        assert asked.signed(path, b"") == status, path


def test_a_part_that_is_damaged_at_central(server: Server, device: RawDevice, document: Any) -> None:
    files = server.central.goods_parts._files
    part = files.put(b"a part of the catalogue")
    files.path(part).write_bytes(b"something else")
    asked = Asked(server, device, document)
    assert asked.signed("/v1/goods/piece", messages.encode(PieceAsked(bytes.fromhex(part), 0, 99))) == 503


def _enrolments(asked: Asked, central: Central, device: RawDevice) -> None:
    key = Ed25519PrivateKey.generate()
    kid = key.public_key().public_bytes_raw()
    with central.database.write() as connection:
        code = make_code(connection, device.centre)
    assert asked.signed("/v1/enrol", messages.encode(Enrolment("AAAA-AAAA", "x")), key=key, kid=kid) == 403
    assert asked.signed("/v1/enrol", messages.encode(Enrolment(code, "x")), key=key, kid=kid) == 200
