"""What anybody may throw at central's addresses: an answer that says what is wrong, never a 500, nothing stored."""

import json
import logging
import secrets
import socket
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from tests.central.raw_device import RawDevice, body, new_centre, operator, results
from villagedesk import clock, i18n
from villagedesk.central import tables
from villagedesk.central.deps import Central
from villagedesk.central.devices import make_code
from villagedesk.central.serve import Server
from villagedesk.domain.cose import sign1
from villagedesk.errors import SENTENCES, AppError, sentence
from villagedesk.sync import messages
from villagedesk.sync.codec import WireEvent, pack
from villagedesk.sync.messages import BLOB_CONTEXT, ENROL_CONTEXT, GOODS_CONTEXT, ROUND_CONTEXT, Trouble

WIRE = {
    "/v1/round": ROUND_CONTEXT,
    "/v1/blob": BLOB_CONTEXT,
    "/v1/goods": GOODS_CONTEXT,
    "/v1/enrol": ENROL_CONTEXT,
}
Counts = dict[str, int]


@pytest.fixture
def device(server: Server) -> RawDevice:
    return RawDevice(server, new_centre(server.central))


@pytest.fixture(autouse=True)
def no_bug_of_ours(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing that comes from outside may look like a fault of the program in the log."""
    yield
    assert not [r for r in caplog.get_records("call") if r.levelno >= logging.ERROR]


def counts(central: Central) -> Counts:
    """How many rows every table has."""
    with central.database.read() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables.central.sorted_tables
        }


def post(server: Server, path: str, data: Any, **headers: str) -> tuple[int, str]:
    """Send bytes; status and code, which has a sentence in every language."""
    response = requests.post(server.url + path, data=data, headers=headers, timeout=30)
    if response.status_code == 200:
        return 200, ""
    if path in WIRE:
        code = messages.decode(response.content, Trouble).code
    else:
        code = response.json()["code"]
    assert code in SENTENCES
    for language in i18n.LANGUAGES:
        with i18n.speaking(language):
            assert sentence(AppError(code))
    return response.status_code, code


def signed(device: RawDevice, path: str, payload: bytes) -> bytes:
    """A payload as this device would send it to this address."""
    kid = device.key.public_key().public_bytes_raw() if path == "/v1/enrol" else bytes.fromhex(device.id)
    return sign1(device.key, payload, kid, context=WIRE[path])


DEEP_LIST, DEEP_MAP = b"[" * 50_000 + b"]" * 50_000, b'{"a":' * 50_000 + b"1" + b"}" * 50_000
PAYLOADS: dict[str, bytes] = {
    "empty": b"",
    "noise": b"\x00\xff\x13" * 40,
    "text": "你好".encode(),
    "1e999": b"[1e999]",
    "1e999 in a field": b'{"after":1e999,"code":1e999}',
    "NaN": b'{"after":NaN}',
    "surrogate": b'{"code":"\\ud800","device_name":"\\udfff","after":"\\ud800"}',
    "surrogate in bytes": pack(b"\x82\xa4code\xa3\xed\xa0\x80\xabdevice_name\xa1x"),
    "deep list": DEEP_LIST,
    "deep map": DEEP_MAP,
    "deep field nobody knows": b'{"after":0,"more":' + DEEP_LIST + b"}",
    "deep msgpack": pack(b"\x91" * 100_000 + b"\x01"),
    "deep msgpack in a field": pack(b"\x82\xa5after\x00\xa4more" + b"\x91" * 100_000 + b"\x01"),
    "a number for all": b"7",
    "huge number": b'{"after":' + b"9" * 5000 + b"}",
    "cut msgpack": pack(b"\x9a\xc4\xff\x00\x00"),
    "claims gigabytes": pack(b"\xdd\xff\xff\xff\xff"),
    "a list too short": pack(msgspec.msgpack.encode([b"", b""])),
    "cut frame": pack(b"a" * 5000)[:-3],
    "unknown frame": b"\x7f" + b"a" * 100,
    "a bomb": pack(b"\0" * (8 << 20)),
}


@pytest.mark.parametrize("path", WIRE)
def test_payloads_that_make_no_sense(server: Server, device: RawDevice, path: str) -> None:
    before = counts(server.central)
    for name, payload in PAYLOADS.items():
        status, code = post(server, path, signed(device, path, payload))
        assert (status, code) == (400, "wire_broken"), name
    assert counts(server.central) == before
    assert results(device.push(body([operator()]))) == [""], "the device goes on as if nothing had been"


@pytest.mark.parametrize("path", [*WIRE, "/v1/act"])
def test_bodies_that_nobody_signed(server: Server, path: str) -> None:
    before = counts(server.central)
    for name, payload in PAYLOADS.items():
        assert post(server, path, payload) == (400, "wire_broken"), name
        assert post(server, path, payload, **{"Content-Type": "application/json"})[0] == 400, name
    # Behind the limit nothing is looked at, whether its length was told or not.
    large = b"\xd2" + b"a" * (1 << 20)
    assert post(server, path, large) == (413, "too_large")
    assert post(server, path, iter([large[:700_000], large[700_000:]])) == (413, "too_large")
    assert counts(server.central) == before


@pytest.mark.parametrize("path", ["/v1/round", "/v1/blob", "/v1/goods"])
def test_signatures_of_others(server: Server, device: RawDevice, path: str) -> None:
    before = counts(server.central)
    kid, stranger = bytes.fromhex(device.id), Ed25519PrivateKey.generate()
    fine = messages.encode(device.round([]))
    assert post(server, path, sign1(stranger, fine, kid, context=WIRE[path])) == (401, "signature_wrong")
    assert post(server, path, sign1(device.key, fine, kid, context=b"else")) == (401, "signature_wrong")
    for name in (secrets.token_bytes(16), b"", b"x" * 200, bytes(32)):
        assert post(server, path, sign1(stranger, fine, name, context=WIRE[path])) == (403, "device_unknown")
    assert counts(server.central) == before


def test_what_only_a_content_type_says_is_not_believed(server: Server, device: RawDevice) -> None:
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/html", "nonsense", ""):
        good = device.signed(device.round([]))
        device.nonce = device.remote.round(device.round([])).nonce
        assert post(server, "/v1/round", good, **{"Content-Type": kind})[0] in (200, 401)


def test_a_version_that_is_not_spoken_here(server: Server, device: RawDevice) -> None:
    before = counts(server.central)
    event = WireEvent(bytes.fromhex(clock.new_event_id()), body([operator()]), "centre")
    for version, code in (
        (0, "central_too_new"),
        (-1, "central_too_new"),
        (2, "central_too_old"),
        (1 << 40, "central_too_old"),
    ):
        message = device.signed(device.round([event], version=version))
        assert post(server, "/v1/round", message) == (403, code), version
    assert counts(server.central) == before


def test_a_push_that_comes_again(server: Server, device: RawDevice) -> None:
    event = WireEvent(bytes.fromhex(clock.new_event_id()), body([operator()]), "centre")
    message = device.signed(device.round([event]))
    assert post(server, "/v1/round", message) == (200, "")
    after = counts(server.central)
    for _ in range(3):
        assert post(server, "/v1/round", message)[0] == 401
    assert counts(server.central) == after


def test_rows_of_another_centre(server: Server, device: RawDevice) -> None:
    """Whoever knows an id of another centre neither reads nor changes what is behind it."""
    event_id = clock.new_event_id()
    device.push(body([operator("王秀兰")]), ids=[bytes.fromhex(event_id)])
    with server.central.database.read() as connection:
        (theirs,) = connection.execute(select(tables.row.c.id).where(tables.row.c.entity == "operator")).scalars()
    other = RawDevice(server, new_centre(server.central, "乙"))
    rename = body([["operator", theirs, {"name": ["王秀兰", "别人"]}]])
    delete = body([["operator", theirs, None]])
    # What is not in the own feed is deleted there already.
    assert results(other.push(rename, delete)) == ["row_unknown", ""]
    # Their event, sent once more under its own id, changes nothing either: it has its place.
    assert other.push(body([operator("假的")]), ids=[bytes.fromhex(event_id)]).status == "ok"
    # Nor their log.
    stolen = other.round([], log=device.log, first=device.head + 1, previous=device.link)
    assert post(server, "/v1/round", other.signed(stolen)) == (403, "device_unknown")
    with server.central.database.read() as connection:
        own = (tables.row.c.id == theirs) & (tables.row.c.scope == f"centre:{device.centre}")
        kept = connection.execute(select(tables.row.c.data).where(own)).scalar_one()
    assert json.loads(kept)["name"] == "王秀兰"


def test_enrolments_that_are_not_possible(server: Server, device: RawDevice) -> None:
    with server.central.database.write() as connection:
        code = make_code(connection, device.centre)
    before, key = counts(server.central), Ed25519PrivateKey.generate()

    def enrol(**fields: Any) -> tuple[int, str]:
        payload = pack(msgspec.msgpack.encode(fields))
        return post(
            server, "/v1/enrol", sign1(key, payload, key.public_key().public_bytes_raw(), context=ENROL_CONTEXT)
        )

    assert enrol(code="AAAA-AAAA", device_name="x") == (403, "enrol_code_wrong")
    for odd in ("", "\0", "x" * 100_000, "💥", "' OR 1=1"):
        assert enrol(code=odd, device_name="x") == (403, "enrol_code_wrong"), odd
    assert enrol(code=5, device_name="x") == (400, "wire_broken")
    assert enrol(code=code) == (400, "wire_broken")
    assert counts(server.central) == before
    # A name is only a name: it is tidied and cut, and no reason to turn a computer away.
    assert enrol(code=code, device_name="\0前\n台" + "x" * 100_000) == (200, "")
    with server.central.database.read() as connection:
        kept = (
            connection.execute(select(tables.device.c.name).order_by(tables.device.c.number.desc())).scalars().first()
        )
    assert kept is not None
    assert ("\0" not in kept, len(kept) <= 100, "前" in kept) == (True, True, True)
    assert enrol(code=code, device_name="again") == (200, ""), "the answer may have been lost"
    key = Ed25519PrivateKey.generate()
    assert enrol(code=code, device_name="x") == (403, "enrol_code_used")


def test_photos_that_are_none(server: Server, device: RawDevice) -> None:
    before = counts(server.central)
    name = bytes(32)
    for name_, size, offset, data in (
        (b"short", 5, 0, b"12345"),
        (name, 0, 0, b""),
        (name, -1, 0, b"1"),
        (name, 1 << 40, 0, b"1"),
        (name, 5, 6, b""),
        (name, 5, -1, b"1"),
        (name, 1 << 63, 0, b"1"),
    ):
        payload = msgspec.msgpack.encode([name_, size, offset, data])
        status, _ = post(server, "/v1/blob", signed(device, "/v1/blob", payload))
        assert 400 <= status < 500, (size, offset)
    assert counts(server.central) == before
    assert device.remote.blob("00" * 32, 5, 0, b"more than five") == 0, "not taken"
    payload = msgspec.msgpack.encode([name, 5, 0, b"12345"])
    status, _ = post(server, "/v1/blob", signed(device, "/v1/blob", payload))
    assert 400 <= status < 500, "what came is not what its name says"
    assert device.remote.blob("00" * 32, 5, 0, b"123") == 3, "and can be sent again from the start"


def test_goods_from_positions_that_are_none(server: Server, device: RawDevice) -> None:
    for after, limit in ((-5, 10), (1 << 62, 10), (0, -1), (0, 1 << 62), (7, 0)):
        asked = messages.encode(messages.GoodsAsked(after, limit))
        assert post(server, "/v1/goods", signed(device, "/v1/goods", asked)) == (200, ""), (after, limit)


def test_methods_and_addresses(server: Server) -> None:
    for path in (*WIRE, "/v1/act"):
        for method in ("GET", "PUT", "DELETE", "PATCH"):
            assert requests.request(method, server.url + path, timeout=30).status_code == 405, (method, path)
    for path in ("/v1/nothing", "/v1/round/more", "/v1/%00", "/v1/%ff%fe", "/v2/round"):
        assert requests.post(server.url + path, data=b"x", timeout=30).status_code in (404, 405), path
    assert requests.get(f"{server.url}/v1/nothing", timeout=30).json() == {"code": "not_found"}


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("application/json", b'{"name":1e999,"password":NaN}'),
        ("application/json", DEEP_LIST),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        (FORM, b"name=%00%ff%ed%a0%80&password=%ff"),
        (FORM, b"&".join(b"a%d=1" % n for n in range(5000))),
        (FORM, b"=" * 5000),
        (FORM, b"visit_key=%ff&form_key=%ed%a0%80&to=//elsewhere"),
        (FORM, b"name=" + b"x" * 900_000),
        (FORM, b"name=" + b"x" * 2_000_000),
        ("", b"\xff" * 1000),
    ],
    ids=range(10),
)
def test_forms_of_strangers(server: Server, kind: str, data: bytes) -> None:
    before = counts(server.central)
    for path in (
        "/sign-in",
        "/sign-out",
        "/centres/files/new",
        "/orders/" + "0" * 32,
        "/listings/x/buy",
        "/orders/place",
    ):
        answer = requests.post(
            server.url + path, data=data, headers={"Content-Type": kind}, timeout=30, allow_redirects=False
        )
        assert answer.status_code in (303, 400, 403, 404, 413), (path, answer.status_code)
        assert answer.headers.get("location", "/sign-in").startswith("/sign-in"), path
    assert counts(server.central) == before


@pytest.mark.parametrize(
    "raw",
    [
        b"POST /v1/round HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nonly a little",
        b"POST /v1/act HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nhalf",
        b"POST /v1/round HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnot a number\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nname=",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(50),
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nCookie: vd_session=\xff\xfe; vd_language=\xff\r\n\r\n",
    ],
    ids=range(8),
)
def test_lines_that_break_off(server: Server, raw: bytes) -> None:
    before = counts(server.central)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(raw)
        line.shutdown(socket.SHUT_WR)
        answer = line.recv(1000)
    assert b" 500 " not in answer[:20]
    assert requests.get(f"{server.url}/v1/health", timeout=30).json() == {"status": "ok"}
    assert counts(server.central) == before
