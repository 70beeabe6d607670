"""Labels for tests: this centre's, a neighbour's, a withdrawn computer's, a stranger's, a forged one; and pictures."""

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from villagedesk.domain.centre import SigningKey
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.labels import Kind, Verdict, make_label
from villagedesk.domain.orders import Order
from villagedesk.domain.parcels import Parcel
from villagedesk.domain.people import Person
from villagedesk.domain.sellers import Seller
from villagedesk.store import Store, WriteSession, action, events, identity, new_row

DAY = "2026-11-18"
ELSEWHERE = "ab" * 16
FACTS = {
    "product": "徐香猕猴桃",
    "grade": "一级",
    "grams": 310_000,
    "farmer": "张建国",
    "village": "白鹭村 三组",
    "harvested_on": DAY,
}


@action
def record(s: WriteSession, state: str = "approved") -> tuple[str, str]:
    """A farmer with a lot; returns the ids of both."""
    person = new_row(s, Person(name="张建国", village_group="三组"))
    seller = new_row(s, Seller(person_id=person.id, kind="own_produce", state=state))
    lot = HarvestLot(code="20261118-03", seller_id=seller.id, product="徐香猕猴桃", quantity=310_000, harvested_on=DAY)
    return person.id, new_row(s, lot).id


@action
def record_order(s: WriteSession, person_id: str) -> tuple[str, str]:
    """An order of that person with its parcel on the shelf; returns the ids of parcel and order."""
    order = new_row(
        s,
        Order(
            number="1123-101",
            person_id=person_id,
            pay="cash",
            total_fen=2990,
            ceiling_fen=3100,
            state="arrived",
            confirmed_at=s.now,
            expires_at=s.now,
        ),
    )
    parcel = Parcel(
        order_id=order.id, person_id=person_id, waybill="SF1", state="on_shelf", shelf="A-07", pickup_code="482073"
    )
    return new_row(s, parcel).id, order.id


@action
def know_key(s: WriteSession, key: Ed25519PrivateKey, revoked_on: str | None = None) -> None:
    """What the platform tells about a neighbour's computer."""
    public = key.public_key().public_bytes_raw()
    device = hashlib.sha256(public).hexdigest()[:32]
    new_row(s, SigningKey(device=device, public_key=public.hex(), issuer="青石桥村服务站", revoked_on=revoked_on))


class Labels:
    """One label for every answer, made with real keys; ``person_id`` and ``lot_id`` are on this computer."""

    def __init__(self, store: Store, operator: str, *, state: str = "approved") -> None:
        with store.transaction() as connection:
            own = identity.device_key(connection)
            events.put_meta(connection, "centre_name", "白鹭村服务站")
        with store.write(operator) as s:
            self.person_id, self.lot_id = record(s, state)
        neighbour, gone, self.stranger = (Ed25519PrivateKey.generate() for _ in range(3))
        with store.write() as s:
            know_key(s, neighbour)
        with store.write() as s:
            know_key(s, gone, revoked_on="2026-01-01")
        self.own = own
        here = make_label(own, Kind.LOT, self.lot_id, issued_on=DAY, **FACTS)
        self.here = here
        self.card = make_label(own, Kind.PERSON, self.person_id, issued_on=DAY)
        self.elsewhere = make_label(neighbour, Kind.LOT, ELSEWHERE, issued_on=DAY, **FACTS)
        self.unknown = make_label(self.stranger, Kind.LOT, ELSEWHERE, issued_on=DAY, **FACTS)
        self.by_verdict = {
            Verdict.VALID: self.elsewhere,
            Verdict.EXPIRED: make_label(neighbour, Kind.PERSON, ELSEWHERE, issued_on=DAY, expires_on="2026-11-19"),
            Verdict.REVOKED: make_label(gone, Kind.LOT, ELSEWHERE, issued_on=DAY, **FACTS),
            Verdict.WRONG_SIGNATURE: forged(here),
            Verdict.UNKNOWN_KEY: self.unknown,
            Verdict.OUT_OF_SCOPE: make_label(own, 99, ELSEWHERE, issued_on=DAY),  # type: ignore[arg-type]
            Verdict.NOT_OURS: "6901234567892",
        }

    def about(self, kind: Kind, id_: str) -> str:
        """A label of this centre about anything."""
        return make_label(self.own, kind, id_, issued_on=DAY)


def forged(text: str) -> str:
    """The same label with one character of the signature changed."""
    return text[:-6] + ("A" if text[-6] != "A" else "B") + text[-5:]


def picture_of(texts: list[str], path: Path) -> Path:
    """A picture with these squares beside each other."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter

    from villagedesk.desktop.printing import qr

    pixels = 5
    squares = [qr.modules(text) for text in texts]
    sides = [(len(square) + 10) * pixels for square in squares]
    image = QImage(sum(sides), max(sides), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    left = 5 * pixels
    for square, side in zip(squares, sides, strict=True):
        for y, line in enumerate(square):
            for x, dark in enumerate(line):
                if dark:
                    painter.fillRect(left + x * pixels, (y + 5) * pixels, pixels, pixels, Qt.GlobalColor.black)
        left += side
    painter.end()
    assert image.save(str(path))
    return path
