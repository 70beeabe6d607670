"""A whole day at three PCs with the line cut until the evening: 500 orders, each placed once, the drawer right to the fen."""

import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.store.orders_room import add_villager
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk.central.marketplace import SimulatedMarketplace, Substitute
from villagedesk.central.orders import pay_order, place_waiting, settle_payments
from villagedesk.central.payments import SimulatedPayments
from villagedesk.central.serve import Server
from villagedesk.domain.orders import BasketLine, Decision, Order, OrderState, Pay, basket_total, ceiling_for
from villagedesk.store import get
from villagedesk.store.orders import (
    MoneyMoved,
    OrderPage,
    answer_decision,
    cancel_order,
    confirm_order,
    order_page,
    orders_to_answer,
    orders_to_pay_back,
    pay_back,
    pay_in_cash,
)

BY = "0" * 32
ORDERS = 500
DEAR, DEARER, GONE, SWAPPED, FROZEN = "g-dear", "g-dearer", "g-gone", "g-swapped", "g-frozen"
STOPPED = "停业的店"
RISE = 2000 + 60 + 10  # of oil, rice and what comes instead of the slippers, where the ceiling allows it
GOODS = [
    *(BasketLine(f"g{n}", f"洗衣粉 {n} 号", 990 + 137 * n, seller="好店") for n in range(40)),
    BasketLine(DEAR, "大米", 6000, seller="好店"),  # 1 % dearer in the evening: within the ceiling
    BasketLine(DEARER, "食用油", 7990, seller="好店"),  # a quarter dearer: above it
    BasketLine(GONE, "雨靴", 3500, seller="好店"),
    BasketLine(SWAPPED, "棉拖鞋", 1500, seller="好店", variant="40 码"),
    BasketLine(FROZEN, "名牌酒", 19900, seller=STOPPED),
]


@dataclass
class Day:
    """What the operators remember: the money that went through each drawer, and what each villager agreed to."""

    desks: list[Desk]
    drawer: Counter[int] = field(default_factory=Counter)
    cash: Counter[str] = field(default_factory=Counter)
    ceilings: dict[str, int] = field(default_factory=dict)
    of_child: set[str] = field(default_factory=set)

    def act(self, at: int, act: Callable[..., MoneyMoved], order_id: str) -> MoneyMoved:
        """One action at a PC; its money goes into the drawer there, or out of it."""
        with self.desks[at].store.write(by=BY) as s:
            moved = act(s, order_id)
        self.drawer[at] += moved.fen
        self.cash[order_id] += moved.fen
        return moved

    def page(self, at: int, order_id: str) -> OrderPage:
        """An order as a PC shows it."""
        with self.desks[at].store.read() as s:
            return order_page(s, order_id)

    def sync(self) -> None:
        """Everybody sends, then everybody hears."""
        for desk in (*self.desks, *self.desks):
            desk.sync()


def take_orders(day: Day, chance: random.Random) -> list[str]:
    """A day without a line; returns the orders. Some are cancelled again before the evening."""
    people: dict[int, list[str]] = {}
    for at, desk in enumerate(day.desks):
        with desk.store.write(by=BY) as s:
            people[at] = [add_villager(s, f"村民{at}{n}", f"139000{at}{n:04d}") for n in range(20)]
    orders = []
    for number in range(ORDERS):
        at = number % len(day.desks)
        basket = chance.sample(GOODS, chance.randint(1, 4))
        total = basket_total(basket)
        pay = chance.choice([Pay.CASH, Pay.CASH, Pay.ON_DELIVERY, Pay.PAYER])
        ceiling = chance.choice([None, None, total, total * 2])
        with day.desks[at].store.write(by=BY) as s:
            slip = confirm_order(
                s,
                basket,
                chance.choice(people[at]),
                pay,
                read_back=True,
                ceiling_fen=ceiling,
                given_fen=-(-total // 10_000) * 10_000 if pay == Pay.CASH else None,
                substitute=chance.random() < 0.5,
                payer_phone="13900004321" if pay == Pay.PAYER else "",
            )
        day.ceilings[slip.order_id] = ceiling_for(total, "2026-11-23") if ceiling is None else ceiling
        if pay == Pay.CASH:
            day.drawer[at] += total
            day.cash[slip.order_id] += total
        if pay == Pay.PAYER:
            day.of_child.add(slip.order_id)
        if number % 25 == 7:
            day.act(at, cancel_order, slip.order_id)
        orders.append(slip.order_id)
    return orders


def answer_everything(day: Day, chance: random.Random) -> Counter[str]:
    """Every villager who has to be asked answers, at whatever PC he comes to; returns how often which question came."""
    asked: Counter[str] = Counter()
    with day.desks[0].store.read() as s:
        waiting = orders_to_answer(s)
    for row in waiting:
        at, page = chance.randrange(len(day.desks)), day.page(0, row.id)
        asked[row.decision] += 1
        if row.decision == Decision.FROZEN:
            assert page.reason, "it comes back with words"
        nothing_left = all(line.out_of_stock or line.dropped for line in page.lines)
        if nothing_left or chance.random() < 0.2:
            day.act(at, cancel_order, row.id)
        elif row.decision == Decision.UNPAID and chance.random() < 0.5:
            day.act(at, pay_in_cash, row.id)
        else:
            day.act(at, answer_decision, row.id)
            # "Yes" to a new price is what the villager accepts from now on.
            day.ceilings[row.id] = max(day.ceilings[row.id], day.page(at, row.id).row.total_fen)
    return asked


def waits(day: Day, order_id: str) -> bool:
    """Whether an order still waits for a child's money."""
    with day.desks[0].store.read() as s:
        order = get(s, Order, order_id)
        return order.waits_for_payer and order.state == OrderState.QUEUED


@pytest.mark.slow
@pytest.mark.parametrize("central", ["sqlite"], indirect=True)
@pytest.mark.timeout(300)
def test_500_orders_of_a_day_without_a_line(
    server: Server,
    make_desk: Callable[[str], Desk],  # noqa: F811
    tmp_path: Path,
) -> None:
    chance = random.Random(20261123)
    day = Day([make_desk(name) for name in ("one", "two", "three")])
    file = tmp_path / "market.jsonl"
    market, payments = SimulatedMarketplace(file), SimulatedPayments()
    market.prices |= {DEAR: 6060, DEARER: 9990}
    market.missing |= {GONE, SWAPPED}
    market.instead[SWAPPED] = Substitute("g-other", "棉拖鞋 41 码", 1510)
    market.frozen[STOPPED] = "卖家被平台停业"
    database = server.central.database

    orders = take_orders(day, chance)
    day.sync()  # the evening
    asked: Counter[str] = Counter()
    for evening in range(5):
        for order in sorted(day.of_child):
            if chance.random() < 0.5 and waits(day, order):
                pay_order(database, payments, order)
        place_waiting(database, market)
        day.sync()
        asked += answer_everything(day, chance)
        day.sync()
        if evening == 2:  # who has not paid by now does so, or is not waited for
            for order in sorted(day.of_child):
                if waits(day, order):
                    day.act(1, pay_in_cash, order)
            day.sync()
    settle_payments(database, payments)
    with day.desks[2].store.read() as s:
        owed = orders_to_pay_back(s)
    for row in owed:  # the price fell within the ceiling, or something cheaper came
        assert day.act(2, pay_back, row.id).fen == -row.owed_fen
    day.sync()

    pages = {order: day.page(0, order) for order in orders}
    states = Counter(page.row.state for page in pages.values())
    assert set(states) == {OrderState.PLACED, OrderState.CANCELLED}
    assert {Decision.PRICE, Decision.STOCK, Decision.FROZEN} <= set(asked)
    assert any(line.instead for page in pages.values() for line in page.lines)
    assert len({page.row.number for page in pages.values()}) == ORDERS
    # Placed exactly once, and nothing above what was agreed to.
    noted = Counter(json.loads(line)["order"] for line in file.read_text().splitlines())
    placed = {order for order, page in pages.items() if page.row.state == OrderState.PLACED}
    assert set(noted) == placed
    assert set(noted.values()) == {1}
    for order in placed:
        assert pages[order].row.total_fen == sum(line.sum_fen for line in pages[order].lines)
        assert pages[order].row.total_fen <= day.ceilings[order]
        assert not any(line.goods_id == FROZEN and not line.dropped for line in pages[order].lines)
    # Every villager and every child has paid what his order costs; what it rose by within the ceiling is paid with the
    # last parcel, and nobody is owed anything.
    for order, page in pages.items():
        assert page.paid_fen == day.cash[order], page.row
        assert page.row.owed_fen == 0
        cash = page.row.total_fen if order in placed and page.row.pay == Pay.CASH else 0
        assert cash - RISE <= page.paid_fen <= cash, page.row
        child = page.row.total_fen if order in placed and page.row.pay == Pay.PAYER else 0
        assert payments.kept(order) == min(child, page.payer_paid_fen), page.row
    # The drawers, to the fen, against what the operators counted.
    for at, desk in enumerate(day.desks):
        with desk.store.read() as s:
            run = s.connection().exec_driver_sql
            query = "SELECT coalesce(sum(amount_fen), 0) FROM cash_entry WHERE drawer = ?"
            number = run("SELECT value FROM meta WHERE key = 'device_number'").scalar_one()
            assert run(query, (int(number),)).scalar_one() == day.drawer[at]
        assert desk.sync().agreed
        some = chance.sample(orders, 30)  # that the digests agree says it of all of them
        assert {order: day.page(at, order) for order in some} == {order: pages[order] for order in some}
