"""A centre with something in every state the staff works with, sent by a real desk to a real central."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.sellers_data import seller_forms
from tests.sync.conftest import Desk
from villagedesk import clock
from villagedesk.central.dossiers import approve_dossier
from villagedesk.central.found import Found, rows
from villagedesk.central.serve import Server
from villagedesk.demo.farm import certify
from villagedesk.demo.trained import train
from villagedesk.domain.crops import LotForm
from villagedesk.domain.listings import ListingForm
from villagedesk.domain.orders import BasketLine, Pay
from villagedesk.domain.people import PersonForm
from villagedesk.domain.sellers import Seller
from villagedesk.store import get
from villagedesk.store.crops import record_lot
from villagedesk.store.listings import list_lot
from villagedesk.store.orders import confirm_order
from villagedesk.store.people import add_person
from villagedesk.store.photos import desk_files
from villagedesk.store.sellers import take_on_seller

BY = "0" * 32
LINES = (BasketLine("g1", "禾洁 浓缩洗衣粉", 2990, 2, "2.5 kg"), BasketLine("g2", "雨靴", 3500, 1))
# The smallest thing that begins like a JPEG.
PICTURE = b"\xff\xd8\xff\xe0" + b"a picture of a harvest" * 40


@dataclass
class Village:
    """A desk and its central."""

    server: Server
    desk: Desk

    def rows(self, entity: str, state: str = "") -> list[Found]:
        """What central has."""
        with self.server.central.database.read() as connection:
            return rows(connection, entity, state=state)

    def seller(self) -> str:
        """A dossier that waits; returns the seller's id."""
        before = {row.id for row in self.rows("seller")}
        form = next(iter(seller_forms(1, seed=len(before) + 7)))
        with self.desk.store.write(by=BY) as s:
            take_on_seller(s, dataclasses.replace(form, photos=()), check_same=False)
        self.desk.sync()
        return next(row.id for row in self.rows("seller") if row.id not in before)

    def listing(self, picture: bytes = PICTURE, *, certified: bool = True) -> str:
        """A listing that waits, of an approved seller; returns its id."""
        seller = self.seller()
        with self.server.central.database.write() as connection:
            approve_dossier(connection, seller)
        self.desk.sync()
        files = desk_files(self.desk.store)
        photos = tuple(("whole", files.put(picture + bytes([n]))) for n in range(3))
        lot = LotForm(
            seller_id=seller,
            product="猕猴桃",
            grade="first",
            quantity=310_000,
            harvested_on=clock.today(),
            photos=photos,
        )
        with self.desk.store.write(by=BY) as s:
            lot_id = record_lot(s, lot, files)
        with self.desk.store.read() as s:
            person = get(s, Seller, seller).person_id
        train(self.desk.store, BY, [person], "K03")
        if certified:
            certify(self.desk.store, BY, lot_id)
        with self.desk.store.write(by=BY) as s:
            listing = list_lot(s, lot_id, ListingForm(title="白鹭村猕猴桃 一级", price_fen=420, quantity=310_000))
        self.desk.sync()
        return listing

    def order(self, lines: Sequence[BasketLine] = LINES, pay: str = Pay.CASH, **more: Any) -> str:
        """An order that waits to be placed; returns its id."""
        with self.desk.store.write(by=BY) as s:
            person = add_person(s, PersonForm(name="陈桂花", phone="13900001234"), check_same=False)
        with self.desk.store.write(by=BY) as s:
            slip = confirm_order(s, list(lines), person, pay, read_back=True, **more)
        self.desk.sync()
        return slip.order_id
