"""Acts that come signed over the line: only by whoever may, each once, and a plain word for everything else."""

import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from tests.central.raw_device import RawDevice, new_centre
from tests.central.setting_up import contracted
from tests.central.village import Village
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk import i18n
from villagedesk.central import tables
from villagedesk.central.deps import Central
from villagedesk.central.serve import Server
from villagedesk.central.signed_acts import ACT_CONTEXT
from villagedesk.central.staff import add_staff, find_staff, make_key, set_active
from villagedesk.domain.cose import sign1
from villagedesk.errors import SENTENCES, AppError, sentence

PASSWORD = "four words are better"
Answer = tuple[int, dict[str, Any]]


@dataclass
class Clerk:
    """A member of the staff with a key and a program that signs."""

    server: Server
    name: str
    key: Ed25519PrivateKey = field(init=False)
    id: str = field(init=False)

    def __post_init__(self) -> None:
        with self.server.central.database.write() as connection:
            self.id = add_staff(connection, self.name, PASSWORD)
            self.key = make_key(connection, self.name)

    def do(self, act: str, /, *, id: str = "", **given: Any) -> Answer:
        """Sign and send one act."""
        return self.send(self.text(id=id or secrets.token_hex(16), act=act, **{"with": given}))

    def text(self, **fields: Any) -> bytes:
        return json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")

    def send(self, payload: bytes, *, context: bytes = ACT_CONTEXT, key: Ed25519PrivateKey | None = None) -> Answer:
        """Sign anything and send it."""
        return self.post(sign1(key or self.key, payload, bytes.fromhex(self.id), context=context))

    def post(self, envelope: bytes) -> Answer:
        """Send bytes as they are."""
        response = requests.post(f"{self.server.url}/v1/act", data=envelope, timeout=30)
        assert response.headers["content-type"] == "application/json"
        return response.status_code, response.json()


@pytest.fixture
def clerk(server: Server) -> Clerk:
    return Clerk(server, "周敏")


@pytest.fixture
def village(server: Server, make_desk: Callable[[str], Desk]) -> Village:  # noqa: F811
    return Village(server, make_desk("one"))


def told(answer: Answer) -> tuple[int, str]:
    """Status and code; the code has a sentence in both languages."""
    status, said = answer
    assert 400 <= status < 500, answer
    assert said["code"] in SENTENCES
    for language in i18n.LANGUAGES:
        with i18n.speaking(language):
            assert "{" not in sentence(AppError(said["code"]))
    return status, said["code"]


def acts_kept(central: Central) -> int:
    with central.database.read() as connection:
        return connection.execute(select(func.count()).select_from(tables.signed_act)).scalar_one()


def events(central: Central) -> int:
    with central.database.read() as connection:
        return connection.execute(select(func.count()).select_from(tables.event)).scalar_one()


def state(village: Village, entity: str, id_: str) -> str:
    return next(row.text("state") for row in village.rows(entity) if row.id == id_)


def test_an_act_is_done_and_names_who_did_it(clerk: Clerk, village: Village) -> None:
    seller = village.seller()
    asked = secrets.token_hex(16)
    status, answer = clerk.do("approve", id=asked, seller_id=seller)
    assert (status, answer) == (200, {"act": "approve", "id": asked})
    assert state(village, "seller", seller) == "approved"
    with village.server.central.database.read() as connection:
        bodies = connection.execute(select(tables.event.c.body).order_by(tables.event.c.position)).scalars()
        assert clerk.id in {json.loads(bytes(body))["by"] for body in bodies}


def test_every_act_is_described(server: Server) -> None:
    described = requests.get(f"{server.url}/v1/acts", timeout=30).json()
    assert {"approve", "return", "placed", "out-of-stock", "price-changed", "buy-lot", "make-code"} <= described.keys()
    assert "seller_id" in json.dumps(described["approve"])
    described = requests.get(f"{server.url}/openapi.json", timeout=30).json()
    assert {"/v1/act", "/v1/acts", "/v1/health"} <= set(described["paths"])


def test_the_same_act_again_gets_the_same_answer_and_is_done_once(clerk: Clerk, village: Village) -> None:
    order = village.order()
    text = clerk.text(id=secrets.token_hex(16), act="placed", **{"with": {"order_id": order, "number": "M-1"}})
    first = clerk.send(text)
    assert (first[0], first[1]["state"]) == (200, "placed")
    before = events(village.server.central)
    for _ in range(3):
        assert clerk.send(text) == first
    assert events(village.server.central) == before
    # Another act under the id that was used is not taken for the first one.
    other = json.loads(text) | {"with": {"order_id": order, "number": "M-2"}}
    assert told(clerk.send(clerk.text(**other))) == (409, "act_id_used")
    # Somebody else may have made up the same id.
    assert Clerk(village.server, "李伟").do("refund", id=other["id"], order_id=order, fen=100)[0] == 200


def test_the_same_act_at_once_is_done_once(clerk: Clerk, village: Village) -> None:
    order = village.order()
    text = clerk.text(id=secrets.token_hex(16), act="placed", **{"with": {"order_id": order, "number": "M-1"}})
    before = events(village.server.central)
    answers = at_once(*[lambda: clerk.send(text)] * 4)
    assert [status for status, _ in answers] == [200] * 4
    assert len({json.dumps(answer) for _, answer in answers}) == 1
    assert events(village.server.central) == before + 1


def test_a_code_is_told_once(clerk: Clerk) -> None:
    central = clerk.server.central
    _setup, centre_id = contracted(central)
    text = clerk.text(id=secrets.token_hex(16), act="make-code", **{"with": {"centre": centre_id}})
    status, first = clerk.send(text)
    assert (status, len(first["code"]) > 6) == (200, True)
    assert clerk.send(text) == (200, first | {"code": None})
    with central.database.read() as connection:
        kept = connection.execute(select(tables.signed_act.c.answer)).scalars().all()
    assert not any(first["code"] in text for text in kept)


def test_two_answer_the_same_order_at_once(clerk: Clerk, village: Village) -> None:
    other = Clerk(village.server, "李伟")
    for n in range(4):
        order = village.order()
        answers = at_once(
            lambda order=order, n=n: clerk.do("placed", order_id=order, number=f"M-{n}"),
            lambda order=order: other.do("out-of-stock", order_id=order, goods=["g2"]),
        )
        assert sorted(status for status, _ in answers) == [200, 409]
        won = next(said["state"] for status, said in answers if status == 200)
        assert state(village, "order", order) == won
        assert told(next(one for one in answers if one[0] != 200))[1] in ("move_not_allowed", "act_does_not_fit")
    seller = village.seller()
    answers = at_once(
        lambda: clerk.do("approve", seller_id=seller),
        lambda: other.do("approve", seller_id=seller),
    )
    assert sorted(status for status, _ in answers) == [200, 409]
    assert village.desk.sync().agreed


def at_once(*works: Callable[[], Answer]) -> list[Answer]:
    """Do several things in the same moment; what each gave."""
    gate, found = threading.Barrier(len(works)), [(0, dict[str, Any]())] * len(works)

    def run(n: int) -> None:
        gate.wait()
        found[n] = works[n]()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


def test_only_who_may(clerk: Clerk, village: Village) -> None:
    central = village.server.central
    seller = village.seller()
    text = clerk.text(id=secrets.token_hex(16), act="approve", **{"with": {"seller_id": seller}})
    good = sign1(clerk.key, text, bytes.fromhex(clerk.id), context=ACT_CONTEXT)
    device = RawDevice(village.server, new_centre(central))
    before = events(central)
    tries: dict[str, tuple[bytes, tuple[int, str]]] = {
        "another's key": (
            sign1(Ed25519PrivateKey.generate(), text, bytes.fromhex(clerk.id), context=ACT_CONTEXT),
            (401, "signature_wrong"),
        ),
        "made for something else": (
            sign1(clerk.key, text, bytes.fromhex(clerk.id), context=b"villagedesk round 1"),
            (401, "signature_wrong"),
        ),
        "a signature that was touched": (good[:-1] + bytes([good[-1] ^ 1]), (401, "signature_wrong")),
        "a text that was touched": (good.replace(b"approve", b"freezes"), (401, "signature_wrong")),
        "nobody": (sign1(clerk.key, text, secrets.token_bytes(16), context=ACT_CONTEXT), (403, "device_unknown")),
        "a short name": (sign1(clerk.key, text, b"x", context=ACT_CONTEXT), (403, "device_unknown")),
        "a computer of a centre": (
            sign1(device.key, text, bytes.fromhex(device.id), context=ACT_CONTEXT),
            (403, "device_unknown"),
        ),
        "cut": (good[:-10], (400, "wire_broken")),
        "more behind": (good + b"\0", (400, "wire_broken")),
        "empty": (b"", (400, "wire_broken")),
        "not signed": (text, (400, "wire_broken")),
    }
    for name, (envelope, expected) in tries.items():
        assert told(clerk.post(envelope)) == expected, name
    assert (events(central), acts_kept(central), state(village, "seller", seller)) == (before, 0, "submitted")
    assert clerk.post(good)[0] == 200


def test_whoever_left_acts_no_more(clerk: Clerk, village: Village) -> None:
    central, seller = village.server.central, village.seller()
    done = clerk.text(id=secrets.token_hex(16), act="approve", **{"with": {"seller_id": seller}})
    assert clerk.send(done)[0] == 200
    with central.database.write() as connection:
        set_active(connection, clerk.name, False)
    assert told(clerk.do("freeze", seller_id=seller, reason="x")) == (403, "device_unknown")
    assert told(clerk.send(done)) == (403, "device_unknown"), "not even an answer of before is given out"
    with central.database.write() as connection:
        set_active(connection, clerk.name, True)
    assert clerk.send(done)[0] == 200
    # A key that was replaced counts no longer.
    with central.database.write() as connection:
        make_key(connection, clerk.name)
        assert find_staff(connection, clerk.name).has_key
    assert told(clerk.do("freeze", seller_id=seller, reason="x")) == (401, "signature_wrong")
    assert state(village, "seller", seller) == "approved"


ID = "ab" * 16
DEEP = b'{"id":"%s","act":"approve","with":{"seller_id":%s}}'


def malformed() -> dict[str, tuple[bytes, tuple[int, str]]]:
    def text(**fields: Any) -> bytes:
        return json.dumps({"id": ID, "act": "refund", "with": {}} | fields).encode()

    bad, given, none = (400, "malformed"), (422, "act_parameters"), (404, "not_found")
    order = {"order_id": "0" * 32}
    return {
        "not json": (b"\xff\x00", bad),
        "empty": (b"", bad),
        "a list": (b"[]", bad),
        "no act": (b'{"id":"%s"}' % ID.encode(), bad),
        "id missing": (b'{"act":"place"}', bad),
        "id short": (text(id="ab"), bad),
        "id in capitals": (text(id=ID.upper()), bad),
        "id a number": (text(id=5), bad),
        "more than is known": (text(more=1), bad),
        "with a list": (text(**{"with": []}), bad),
        "NaN": (b'{"id":"%s","act":"refund","with":{"fen":NaN}}' % ID.encode(), bad),
        "cut": (text()[:-4], bad),
        "too deep": (DEEP % (ID.encode(), b"[" * 50_000 + b"]" * 50_000), bad),
        "unknown act": (text(act="fly"), none),
        "an act of another kind": (text(act="__class__"), none),
        "a surrogate as act": (text(act="\ud800"), bad),
        "nothing given": (text(), given),
        "one missing": (text(**{"with": order}), given),
        "one too many": (text(**{"with": order | {"fen": 1, "by": "me"}}), given),
        "a text for a number": (text(**{"with": order | {"fen": "1"}}), given),
        "a float": (text(**{"with": order | {"fen": 1.5}}), given),
        "a whole float": (b'{"id":"%s","act":"refund","with":{"order_id":"x","fen":1.0}}' % ID.encode(), given),
        "1e999": (b'{"id":"%s","act":"refund","with":{"order_id":"x","fen":1e999}}' % ID.encode(), bad),
        "huge": (text(**{"with": order | {"fen": 1 << 60}}), given),
        "yes": (text(**{"with": order | {"fen": True}}), given),
        "a list for an id": (text(**{"with": {"order_id": ["0" * 32], "fen": 1}}), given),
        "nul": (text(**{"with": {"order_id": "a\0", "fen": 1}}), given),
        "surrogate": (b'{"id":"%s","act":"refund","with":{"order_id":"\\ud800","fen":1}}' % ID.encode(), bad),
        "an id that is none": (text(**{"with": {"order_id": "x", "fen": 1}}), none),
        "an order that is not there": (text(**{"with": order | {"fen": 1}}), none),
        "long text": (text(**{"with": {"order_id": "x" * 30_000, "fen": 1}}), given),
    }


@pytest.mark.parametrize("name", malformed())
def test_what_makes_no_sense(clerk: Clerk, name: str) -> None:
    payload, expected = malformed()[name]
    assert told(clerk.send(payload)) == expected
    assert (acts_kept(clerk.server.central), events(clerk.server.central)) == (0, 0)


def test_what_was_refused_may_be_sent_again_when_it_is_right(clerk: Clerk, village: Village) -> None:
    order, id_ = village.order(), secrets.token_hex(16)
    refund = {"order_id": order, "fen": 3500}
    assert told(clerk.do("refund", id=id_, **refund)) == (409, "order_not_placed")
    assert clerk.do("placed", order_id=order, number="M-1")[0] == 200
    assert clerk.do("refund", id=id_, **refund)[0] == 200
    assert told(clerk.do("refund", order_id=order, fen=-1)) == (422, "refund_out_of_range")
    assert told(clerk.do("refund", order_id=order, fen=10**9)) == (422, "refund_out_of_range")
    assert told(clerk.do("return", seller_id=village.seller(), reason=" ")) == (422, "field_required")


def test_nothing_of_what_was_sent_is_repeated(clerk: Clerk) -> None:
    secret = "110105194912310021"
    answers = [
        clerk.do("refund", order_id=secret, fen=1),
        clerk.do("refund", order_id=secret, fen=secret),
        clerk.do("return", seller_id="0" * 32, reason=secret, field=secret),
        clerk.do(secret),
    ]
    for answer in answers:
        told(answer)
        assert secret not in json.dumps(answer)
