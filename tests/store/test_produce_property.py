"""Random weeks of a selling room: lots recorded, mixed, split, lost, sold, claimed, settled and paid in any order.

No balance is ever below zero, what came in is what lies here, was lost or went to buyers, every settlement adds up to the
fen and so do its farmers' shares, and what left the drawer is what the paid lots came to.
"""

import os
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel, select

from tests.conftest import KEY, set_up_operator
from tests.store.people_of_a_village import central_sets, lot_form
from tests.store.sales_room import SIGNED, central_claims, central_orders, farmer, kilos
from villagedesk.domain.cash import CashEntry
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.lot_moves import LotMove, MoveKind
from villagedesk.domain.sales import CropAllocation, CropClaim, CropOrder
from villagedesk.domain.sales.claims import COUNTED
from villagedesk.domain.values import line_total_fen
from villagedesk.errors import AppError
from villagedesk.store import Store, open_store
from villagedesk.store.cash.at_platform import float_balance
from villagedesk.store.crops import lose_of_lot, mix_lots, record_lot, split_lot
from villagedesk.store.crops.balance import balances
from villagedesk.store.photos import desk_files
from villagedesk.store.sales import (
    SettleForm,
    accept_crop_order,
    agree_to_claim,
    finish_packing,
    hand_to_van,
    object_to_claim,
    pack_lot,
    pay_farmer_cash,
    put_on_order,
    sale_page,
    settle_order,
    suggest_lots,
    take_back_settlement,
    take_off_order,
    unpack_lot,
    weigh_again,
    weigh_in,
)

FARMERS = 3
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["lot", "lot", "mix", "mix", "split", "lose", "order", "order", "fill", "fill", "fill", "weigh", "pack", "go_on", "go_on", "go_on",
             "claim", "answer", "settle", "settle", "take_back", "pay", "off", "again", "unpack"]
        ),
        st.integers(0, 10_000),
        st.integers(1, 40_000),
    ),
    min_size=10,
    max_size=45,
)  # fmt: skip


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.clock.today", lambda: "2026-11-23")


class Room:
    """A room in which anything is tried; what a rule refuses changes nothing."""

    def __init__(self, store: Store) -> None:
        self.store, self.files = store, desk_files(store)
        with store.write() as s:
            self.operator = set_up_operator(s, "王秀兰")
        self.sellers = [farmer(store, self.operator, number)[1] for number in range(1, FARMERS + 1)]

    def all(self, entity: type[SQLModel]) -> list[Any]:
        with self.store.read() as s:
            return list(s.exec(select(entity).order_by(entity.id)))  # type: ignore[attr-defined]

    def do(self, function: Any, *args: Any, by: str = "", **more: Any) -> Any:
        try:
            with self.store.write(by=by or self.operator) as s:
                return function(s, *args, **more)
        except AppError:
            return None

    def run(self, name: str, n: int, grams: int) -> None:
        """One thing that somebody tries."""
        lots, orders = self.all(HarvestLot), self.all(CropOrder)
        parts = [part for part in self.all(CropAllocation) if not part.share_of]
        lot = lots[n % len(lots)].id if lots else ""
        match name:
            case "lot":
                self.do(record_lot, lot_form(self.sellers[n % FARMERS], quantity=grams))
            case "order":
                self.do(self._bought, grams)
            case "mix" if len(lots) > 1:
                other = lots[(n + 1 + grams) % len(lots)].id
                self.do(mix_lots, [(lot, 1 + grams // 3), (other, 1 + grams // 5)])
            case "split" if lots:
                self.do(split_lot, lot, [1 + grams // 4, 1 + grams // 7][: 1 + n % 2])
            case "lose" if lots:
                self.do(lose_of_lot, lot, 1 + grams // 9, "rotten")
            case "off" | "again" | "weigh" | "pack" | "unpack" if parts:
                self.about_part(name, parts[n % len(parts)], n, grams)
            case "pay":
                self.do(pay_farmer_cash, self.sellers[n % FARMERS], SIGNED, self.files)
            case "fill" | "go_on" | "claim" | "answer" | "settle" | "take_back" if orders:
                self.about_order(name, orders[n % len(orders)], n, grams)

    @staticmethod
    def _bought(s: Any, grams: int) -> None:
        accept_crop_order(s, central_orders(s, grams))

    def about_part(self, name: str, part: CropAllocation, n: int, grams: int) -> None:
        """The scale, the boxes, or off the order."""
        match name:
            case "weigh":
                self.do(weigh_in, part.id, kilos((part.quantity + n % 5 + 1_000, 1_000 + n % 3)), self.files, SIGNED)
            case "pack":
                self.do(pack_lot, part.id, 1 + n % 12)
            case "unpack":
                self.do(unpack_lot, part.id)
            case "again":
                self.do(weigh_again, part.id)
            case "off":
                self.do(take_off_order, part.id)

    def about_order(self, name: str, order: CropOrder, n: int, grams: int) -> None:
        """Fill it, bring it a step further, claim, answer, settle."""
        match name:
            case "fill":
                with self.store.read() as s:
                    found = suggest_lots(s, order.id)
                chosen = {one.lot_id: one.suggested - n % 3 for one in found if one.suggested > 3}
                self.do(put_on_order, order.id, chosen)
            case "go_on":
                self.further(order)
            case "claim" if order.state in ("handed_over", "delivered", "confirmed", "claimed"):
                parts = [part.id for part in self.page(order).parts]
                about = parts[n % len(parts)] if n % 2 and parts else ""
                self.do(central_claims, order.id, 1 + grams % 900, about, by="central")
            case "answer":
                claims = [claim for claim in self.all(CropClaim) if claim.order_id == order.id]
                for claim in claims:
                    self.do(agree_to_claim if n % 3 else object_to_claim, claim.id, *(() if n % 3 else ("不对",)))
            case "settle":
                self.do(
                    settle_order, order.id, SettleForm(freight_fen=n % 700, packing_fen=grams % 300, cost_reason="实付")
                )
            case "take_back":
                self.do(take_back_settlement, order.id)

    def further(self, order: CropOrder) -> None:
        """The next natural step of an order, so that random weeks get to the money."""
        page = self.page(order)
        match order.state:
            case "accepted":
                for part in page.parts:
                    if part.state in ("planned", "called"):
                        loads = kilos((part.quantity + 2_000, 2_000))
                        self.do(weigh_in, part.id, loads, self.files, SIGNED)
                    self.do(pack_lot, part.id, 1 + part.quantity // 9_000)
                self.do(finish_packing, order.id)
            case "packed":
                boxes = sum(part.boxes for part in page.parts)
                self.do(hand_to_van, order.id, "老马", SIGNED, self.files, counted=boxes)
            case "handed_over" | "delivered":
                self.do(central_sets, CropOrder, order.id, by="central", state="confirmed")

    def page(self, order: CropOrder) -> Any:
        with self.store.read() as s:
            return sale_page(s, order.id)

    # --- what must always hold

    def check(self) -> None:
        """Masses and money."""
        lots, moves = self.all(HarvestLot), self.all(LotMove)
        made = {move.to_lot for move in moves if move.to_lot}
        with self.store.read() as s:
            figures = balances(s.connection(), [lot.id for lot in lots])
            farmers_fen = float_balance(s)["farmers"]
        for one in figures.values():
            assert one.short == 0
            assert one.quantity == one.moved + one.lost + one.promised + one.stock, "nothing hides behind a zero"
        came = sum(lot.quantity for lot in lots if lot.id not in made)
        lost = sum(move.quantity for move in moves if move.kind == MoveKind.LOST)
        assert came == lost + sum(one.held for one in figures.values()), "mass in is mass out"
        for lot_id in made:
            assert figures[lot_id].quantity == sum(move.quantity for move in moves if move.to_lot == lot_id)
        for order in self.all(CropOrder):
            self.check_order(order)
        paid = sum(part.net_fen for part in self.all(CropAllocation) if part.state == "paid")
        booked = sum(entry.amount_fen for entry in self.all(CashEntry) if entry.kind == "crop_payout")
        assert paid == -booked == farmers_fen

    def check_order(self, order: CropOrder) -> None:
        """What one order came to, and whose it is."""
        rows = [part for part in self.all(CropAllocation) if part.order_id == order.id and part.state != "dropped"]
        wholes = [part for part in rows if not part.share_of]
        assert sum(part.weighed or part.quantity for part in wholes) <= order.quantity + 5 * len(wholes)
        owed = [part for part in rows if part.seller_id]
        for whole in wholes:
            shares = [part for part in rows if part.share_of == whole.id]
            assert bool(shares) == (not whole.seller_id)
            if shares:
                assert sum(part.quantity for part in shares) == whole.quantity
        if order.state != "settled":
            assert not [part for part in owed if part.state in ("settled", "paid")]
            return
        weighed = Counter[int]()
        for whole in wholes:
            weighed[whole.price_fen] += whole.weighed
        assert order.gross_fen == sum(line_total_fen(grams, "jin", price) for price, grams in weighed.items())
        claims = [claim for claim in self.all(CropClaim) if claim.order_id == order.id and claim.state in COUNTED]
        assert order.claim_fen == sum(claim.fen for claim in claims)
        assert sum(part.net_fen for part in owed) == order.net_fen
        assert sum(part.gross_fen for part in owed) == order.gross_fen
        assert sum(part.weighed for part in owed) == sum(part.weighed for part in wholes)
        for part in owed:
            taken = part.platform_fen + part.service_fen + part.freight_fen + part.packing_fen + part.claim_fen
            assert part.net_fen == part.gross_fen - taken - part.other_fen >= 0


@settings(
    max_examples=int(os.environ.get("VILLAGEDESK_EXAMPLES", "5")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(STEPS)
def test_random_weeks_add_up(steps: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "home", KEY)
        try:
            room = Room(store)
            for step in steps:
                room.run(*step)
            room.check()
        finally:
            store.close()


def test_a_whole_week_reaches_the_money() -> None:
    """The random weeks could all stop early; this one does not."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "home", KEY)
        try:
            room = Room(store)
            for number in range(FARMERS):
                room.run("lot", number, 30_000)
            room.run("mix", 0, 30_000)
            room.run("order", 0, 85_000)
            for name in ("fill", "go_on", "go_on", "claim", "answer", "go_on", "settle"):
                room.run(name, 3 if name == "fill" else 1, 35_000)
                room.check()
            for number in range(FARMERS):
                room.run("pay", number, 1)
                room.check()
            assert [order.state for order in room.all(CropOrder)] == ["settled"]
            assert {part.state for part in room.all(CropAllocation) if part.seller_id} == {"paid"}
            assert any(part.share_of for part in room.all(CropAllocation)), "the mixed lot was sold, too"
        finally:
            store.close()
