"""A device without a desk behind it: it signs and sends whatever a test wants, also what no desk would."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from villagedesk import clock
from villagedesk.central.deps import Central
from villagedesk.central.devices import make_code, set_up_centre
from villagedesk.central.serve import Server
from villagedesk.domain.cose import sign1
from villagedesk.domain.entity import canonical
from villagedesk.store.events import FIRST_LINK, next_link
from villagedesk.sync import messages
from villagedesk.sync.codec import WireEvent, encode_events
from villagedesk.sync.cursors import cursors_digest
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.messages import Cursor, Enrolment, Reply, Round
from villagedesk.sync.remote import NonceUnknown


def new_centre(central: Central, name: str = "白鹭村服务站") -> str:
    with central.database.write() as connection:
        return set_up_centre(connection, name=name, village_name="白鹭村")


def body(changes: list[Any], action: str = "try", **more: Any) -> bytes:
    """A canonical event body."""
    return canonical({"a": action, "at": clock.now_ms(), "by": "0" * 32, "c": changes, "off": 0, "rp": "", **more})


def operator(name: str = "王秀兰", **more: Any) -> list[Any]:
    """The change that makes an operator."""
    return ["operator", 0, {"name": name, "role": "operator", "active": True, **more}]


@dataclass
class RawDevice:
    """One enrolled key, its log and its line."""

    server: Server
    centre: str
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    log: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    head: int = 0
    link: bytes = FIRST_LINK
    id: str = ""
    nonce: bytes = b""
    cursors: list[Cursor] = field(default_factory=list)
    role: str = "pc"

    def __post_init__(self) -> None:
        with self.server.central.database.write() as connection:
            code = make_code(connection, self.centre, role=self.role)
        answer = HttpRemote(self.server.url, "00" * 16, self.key).enrol(Enrolment(code, "raw"))
        self.id, self.nonce, self.number = answer.device, answer.nonce, answer.number
        self.remote = HttpRemote(self.server.url, self.id, self.key)
        self.push()

    def push(self, *bodies: bytes, scope: str = "centre", ids: list[bytes] | None = None) -> Reply:
        """Send events and take the next pages; the reply is returned as it came."""
        events = [
            WireEvent(ids[n] if ids else bytes.fromhex(clock.new_event_id()), text, scope)
            for n, text in enumerate(bodies)
        ]
        reply = self.send(self.round(events))
        if reply.status == "ok":
            for event in events:
                self.link = next_link(self.link, event.id.hex(), event.body)
            self.head += len(events)
            self.take(reply)
        return reply

    def round(self, sent: list[WireEvent], **more: Any) -> Round:
        """The message, unsigned."""
        fields = {
            "nonce": self.nonce,
            "log": self.log,
            "first": self.head + 1,
            "previous": self.link,
            "events": encode_events(sent),
            "cursors_digest": cursors_digest(self.cursors),
            "cursors": self.cursors,
        }
        return Round(**(fields | more))

    def send(self, request: Round) -> Reply:
        """Send a message; a stale nonce is taken over and it is sent again."""
        try:
            reply = self.remote.round(request)
        except NonceUnknown as error:
            request.nonce = error.nonce
            reply = self.remote.round(request)
        self.nonce = reply.nonce
        return reply

    def take(self, reply: Reply) -> None:
        """Stand where the reply's pages end."""
        for page in reply.pages:
            after = page.after + sum(run.count for run in page.runs)
            known = next((c for c in self.cursors if c.scope == page.scope), None)
            self.cursors = [c for c in self.cursors if c.scope != page.scope]
            self.cursors.append(Cursor(page.scope, after, page.hash or (known.hash if known else b"")))

    def signed(self, request: Round) -> bytes:
        """The bytes of a request as they go over the line."""
        return sign1(self.key, messages.encode(request), bytes.fromhex(self.id), context=messages.ROUND_CONTEXT)


def results(reply: Reply, scope: str = "centre") -> list[str]:
    """What central decided about each entry of one page; "" is applied."""
    page = next(page for page in reply.pages if page.scope == scope)
    return [run.result for run in page.runs for _ in range(run.count)]


def loads(text: str) -> Any:
    return json.loads(text)
