"""Random weeks across the ends of months: the commission's statement equals its recomputation, whoever did what when.

Two PCs take orders, cancel some, hand goods over (now and then both the same, neither knowing of the other), villagers
give goods back, the platform refunds all or a part of it, lines are late. Then every month is recomputed from orders and
refunds, and each order is held against the sum that follows from what the villager kept.
"""

import os
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.store.orders_room import add_villager
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk.central.marketplace import SimulatedMarketplace
from villagedesk.central.orders import Shipped, place_waiting, refund_order, ship_order
from villagedesk.central.returns import approve_return, refund_return
from villagedesk.central.serve import Server
from villagedesk.domain.commission import commission_of
from villagedesk.domain.orders import BasketLine, Order, OrderState
from villagedesk.domain.returns import ReturnForm
from villagedesk.domain.rules import rule_pack
from villagedesk.errors import AppError
from villagedesk.store.commission import check_month, statement
from villagedesk.store.orders import cancel_order, confirm_order
from villagedesk.store.parcels import hand_over, receive_parcel
from villagedesk.store.returns import ask_return, returnable, withdraw_return

BY = "0" * 32
# Kinds of three rates, at prices that do not come out even.
GOODS = [
    BasketLine("g1", "禾洁 浓缩洗衣粉", 2_990, category="日用"),
    BasketLine("g2", "复合肥 45%", 16_777, category="复合肥"),
    BasketLine("g3", "电热水壶", 8_901, category="电热水壶"),
    BasketLine("g4", "儿童雨靴", 3_333, category="雨靴"),
]
MONTHS = ("2026-10", "2026-11", "2026-12", "2027-01", "2027-02")
FIRST = datetime(2026, 10, 28, 2, tzinfo=UTC)
SEEDS = int(os.environ.get("VILLAGEDESK_DAYS", 2))


class Weeks:
    """Two PCs, their central, and what was done."""

    def __init__(self, server: Server, desks: tuple[Desk, Desk], seed: int) -> None:
        self.central, self.desks, self.chance = server.central.database, desks, random.Random(seed)
        self.market = SimulatedMarketplace()
        self.orders: list[str] = []
        self.parcels: dict[str, list[tuple[str, str]]] = {}  # by order: the parcels' ids and codes
        self.returns: list[str] = []
        self.did: dict[str, int] = {}
        self.person = self.do(add_villager, "陈桂花", "13900006721")
        self.everybody_syncs()

    def do(self, action: Callable[..., object], *args: object, desk: int = 0, **more: object) -> object:
        """One action at a PC; None where a rule said no."""
        try:
            with self.desks[desk].store.write(by=BY) as s:
                return action(s, *args, **more)
        except AppError:
            return None

    def at_central(self, act: Callable[..., object], *args: object, **more: object) -> bool:
        try:
            with self.central.write() as connection:
                act(connection, *args, **more)
            return True
        except AppError:
            return False

    def everybody_syncs(self) -> None:
        for desk in (*self.desks, *self.desks):
            desk.sync()

    def step(self) -> None:
        name = self.chance.choices(
            ["order", "cancel", "van", "hand_over", "refund", "ask", "answer", "sync"], [5, 1, 3, 5, 2, 2, 2, 3]
        )[0]
        if getattr(self, name)():
            self.did[name] = self.did.get(name, 0) + 1

    def order(self) -> bool:
        lines = [
            BasketLine(**{**one.__dict__, "quantity": self.chance.randint(1, 3)})
            for one in self.chance.sample(GOODS, self.chance.choice((1, 1, 2, 3)))
        ]
        slip = self.do(confirm_order, lines, self.person, "cash", read_back=True)
        self.orders.append(slip.order_id)
        return True

    def cancel(self) -> bool:
        return bool(self.do(cancel_order, self.chance.choice(self.orders))) if self.orders else False

    def van(self) -> bool:
        self.desks[0].sync()
        place_waiting(self.central, self.market)
        for order in self.orders:
            waybills = [f"YT{self.orders.index(order):03d}{n}" for n in range(self.chance.choice((1, 1, 2)))]
            if order not in self.parcels and self.at_central(ship_order, order, [Shipped(w, 900) for w in waybills]):
                self.desks[0].sync()
                rows = [self.do(receive_parcel, waybill) for waybill in waybills]
                self.parcels[order] = [(row.id, row.pickup_code) for row in rows]
        self.everybody_syncs()
        return bool(self.parcels)

    def hand_over(self) -> bool:
        """One parcel, at one PC; one in five times at both, and neither knows of the other."""
        if not self.parcels:
            return False
        parcel, code = self.chance.choice(self.chance.choice(list(self.parcels.values())))
        which = (0, 1) if self.chance.random() < 0.2 else (self.chance.randrange(2),)
        given = [self.do(hand_over, parcel, code, desk=desk) for desk in which]
        return any(given)

    def refund(self) -> bool:
        """The platform gives some of an order back, or all of it, before or after it was handed over."""
        if not self.parcels:
            return False
        order = self.chance.choice(list(self.parcels))
        with self.desks[0].store.read() as s:
            left = s.get(Order, order).total_fen - s.get(Order, order).refund_fen
        fen = left if self.chance.random() < 0.3 else self.chance.randint(1, max(1, left))
        return self.at_central(refund_order, order, fen)

    def ask(self) -> bool:
        """A villager wants to give some pieces back; now and then he keeps them after all."""
        if not self.parcels:
            return False
        order = self.chance.choice(list(self.parcels))
        try:
            with self.desks[0].store.read() as s:
                lines = [line for line in returnable(s, order).lines if line.left]
        except AppError:
            return False
        line = self.chance.choice(lines)
        form = ReturnForm(order, {line.id: self.chance.randint(1, line.left)}, "no_reason")
        found = self.do(ask_return, form, None)
        if found and self.chance.random() < 0.2:
            self.do(withdraw_return, found)
        elif found:
            self.returns.append(str(found))
        return bool(found)

    def answer(self) -> bool:
        if not self.returns:
            return False
        self.desks[0].sync()
        one = self.returns.pop(self.chance.randrange(len(self.returns)))
        return self.at_central(approve_return, one) and self.at_central(refund_return, one)

    def sync(self) -> bool:
        self.desks[self.chance.randrange(2)].sync()
        return True

    # --- what has to hold

    def check(self) -> None:
        self.everybody_syncs()
        for desk in self.desks:
            with desk.store.read() as s:
                checks = [check_month(s, month) for month in MONTHS]
                assert [found.wrong for found in checks] == [()] * len(MONTHS)
                assert all(found.equal for found in checks)
                sums = [statement(s, month).sum_fen for month in MONTHS]
                assert sums == [found.recorded_fen for found in checks]
        assert sum(sums) == sum(self._by_what_was_kept(order) for order in self.orders)

    def _by_what_was_kept(self, order_id: str) -> int:
        """What an order earned in the end, by its lines; where rates are mixed, what its own rows say, within bounds."""
        with self.desks[0].store.read() as s:
            order = s.get(Order, order_id)
            run = s.connection().exec_driver_sql
            lines = run("SELECT category, price_fen * quantity FROM order_line WHERE order_id = ?", (order_id,)).all()
            fen = int(run("SELECT coalesce(sum(fen), 0) FROM commission WHERE order_id = ?", (order_id,)).scalar_one())
        if order.state != OrderState.COLLECTED:
            assert fen == 0, "nobody has it"
            return 0
        rules = rule_pack("").commission
        rates = {rules.rate_for(category) for category, _fen in lines}
        kept = order.total_fen - order.refund_fen
        if len(rates) == 1:
            return commission_of(kept, rates.pop())
        assert commission_of(kept, min(rates)) - len(rates) <= fen <= commission_of(kept, max(rates)) + len(rates)
        return fen


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_month_equals_its_recomputation(
    server: Server,
    make_desk: Callable[[str], Desk],  # noqa: F811
    seed: int,
) -> None:
    with time_machine.travel(FIRST, tick=True) as clock:
        weeks = Weeks(server, (make_desk("one"), make_desk("two")), seed)
        at = FIRST
        for number in range(70):
            at += timedelta(hours=weeks.chance.choice((1, 3, 9, 30)))
            clock.move_to(at)
            weeks.step()
            if number % 23 == 22:
                weeks.check()
        weeks.check()
        assert at > FIRST + timedelta(days=20), "the end of a month lies in between"
        assert {"order", "hand_over", "refund", "ask"} <= set(weeks.did), weeks.did
