"""A room after years of work: many orders with all that belongs to them, written straight into the tables.

``big_room(folder, orders)`` takes about a second for 6,000 orders, half a minute for 180,000. Ids are spread like real
ones, days are the last five years, and what is open lies at their end, as in a room that is at work. Everything
follows from the number alone. The commission stands there as the program would have written it.
"""

import hashlib
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.bench.people import fill, invented
from tests.store.big_sales import sales_rows
from villagedesk.domain.cash import CashEntry
from villagedesk.domain.commission import Commission, CommissionPayout, GivenBack, OrderFacts, SoldLine, commission_for
from villagedesk.domain.entity import Entity, row_id
from villagedesk.domain.operators import Operator
from villagedesk.domain.orders import Order, OrderLine
from villagedesk.domain.parcels import HandOver, Parcel
from villagedesk.domain.returns import Refund, Return, ReturnLine
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sales import CropOrder
from villagedesk.domain.sellers import Seller
from villagedesk.store import Store, open_store, owed, went_back

NOW = 1_795_399_200_000  # 2026-11-23 10:00 in China
DAY = 86_400_000
DAYS = 1_825
_PIECE = 10_000
_KINDS = [
    ("洗衣粉", "禾洁 浓缩洗衣粉", 2990),
    ("复合肥45%", "复合肥 45%", 16800),
    ("雨靴", "儿童雨靴", 3500),
    ("电热水壶", "青月 电热水壶", 8900),
    ("毛巾", "纯棉毛巾 5 条", 2490),
    ("大米", "长粒香米 10 kg", 5980),
    ("生抽", "白浪 生抽", 1190),
    ("棉鞋", "老北方棉鞋", 4990),
]


@dataclass
class Room:
    """The store, and ids to ask for."""

    store: Store
    orders: int
    operators: list[str]
    people: list[str]
    order_ids: list[str]
    busy_person: str
    sale_ids: list[str]
    seller: str


def big_room(folder: Path, orders: int, *, people: int = 0) -> Room:
    """A store in an empty folder with so many orders; people: as many as a village with so many orders has."""
    count = people or max(60, min(6_000, orders // 30))
    store = open_store(folder, bytes(range(32)))
    fill(store, list(invented(count)))
    ids = [row_id("00" * 16, number) for number in range(count)]
    made = _Years(orders, ids)
    with store.transaction() as connection:
        connection.exec_driver_sql("PRAGMA cache_size = -400000")
        indexes = _without_indexes(connection)
        for tables in made.pieces():
            for entity, rows in tables.items():
                _insert(connection, entity, rows)
        sales = sales_rows(NOW, max(16, orders // 60), ids, made.operators[0], _id)
        for entity, rows in sales.items():
            _insert(connection, entity, rows)
        for sql in indexes:
            connection.exec_driver_sql(sql)
        _live_together(connection)
        owed.refresh(connection, made.order_ids)
        went_back.refresh(connection, made.order_ids)
        connection.exec_driver_sql("PRAGMA cache_size = -2000")
    sale_ids = [row["id"] for row in sales[CropOrder]]
    return Room(store, orders, made.operators, ids, made.order_ids, ids[0], sale_ids, sales[Seller][0]["id"])


class _Years:
    """The rows of some years, made one day after the other."""

    def __init__(self, orders: int, people: Sequence[str]) -> None:
        self._chance = random.Random(orders)
        self._people = people
        self._count = orders
        self._rows: dict[type[Entity], list[dict[str, Any]]] = {}
        self._months: dict[str, int] = {}
        self.operators = [_id("operator", n) for n in range(3)]
        self.order_ids: list[str] = []
        self._cash = 0

    def pieces(self) -> Iterator[dict[type[Entity], list[dict[str, Any]]]]:
        """Every table with some of its rows, again and again, so that not all of them are in memory at once."""
        for n, name in enumerate(("王秀兰", "李明", "刘芳")):
            row = {"id": self.operators[n], "created_at": 0, "created_by": "", "name": name, "role": "operator"}
            self._rows.setdefault(Operator, []).append(row)
        for n in range(self._count):
            # Evenly over the years, the last ones this morning.
            begun = NOW - DAYS * DAY + n * DAYS * (DAY // 1000) // self._count * 1000
            self._order(n, begun + self._chance.randrange(3_600_000))
            if n % _PIECE == _PIECE - 1:
                yield self._rows
                self._rows = {}
        for number, month in enumerate(sorted(self._months)[:-1]):
            self._add(CommissionPayout, NOW, "", number, month=month, fen=self._months[month], paid_on=f"{month}-28")
        yield self._rows

    def _add(self, entity: type[Entity], at: int, by: str, n: int, **values: Any) -> str:
        id_ = _id(entity.__name__, n)
        rows = self._rows.setdefault(entity, [])
        rows.append({"id": id_, "created_at": at, "created_by": by, **values})
        return id_

    def _order(self, n: int, at: int) -> None:
        chance, age = self._chance, (NOW - at) // DAY
        # The first villager of the list buys as often as a hundred others.
        person = self._people[0] if chance.random() < 0.01 else chance.choice(self._people)
        by = self.operators[0 if chance.random() < 0.7 else chance.randrange(3)]
        lines = [
            (k, chance.choice((1, 1, 1, 2, 3)))
            for k in chance.sample(range(len(_KINDS)), chance.choice((1, 1, 2, 2, 3)))
        ]
        total = sum(_KINDS[k][2] * quantity for k, quantity in lines)
        state = self._state(age)
        pay = "on_delivery" if n % 4 == 3 else "cash"
        collected = at + chance.randrange(2, 6) * DAY if state == "collected" else None
        if collected is not None and collected > NOW:
            collected = NOW - chance.randrange(1, 5) * 3_600_000
        order = self._add(
            Order, at, by, n, number=f"{n % 1231:04d}-{n % 10}{n % 97:02d}", person_id=person, pay=pay, total_fen=total,
            ceiling_fen=total + 500, state=state, confirmed_at=at, expires_at=at + 3 * DAY,
            central_number=f"P{n:07d}" if state not in ("queued", "cancelled") else "",
            collected_at=collected,
        )  # fmt: skip
        row = self._rows[Order][-1]
        self.order_ids.append(order)
        sold = []
        for position, (k, quantity) in enumerate(lines):
            kind, title, fen = _KINDS[k]
            line = self._add(
                OrderLine, at, by, n * 4 + position, order_id=order, position=position, goods_id=f"g{k}", title=title,
                price_fen=fen, quantity=quantity, category=kind,
            )  # fmt: skip
            sold.append(SoldLine(kind, fen * quantity, line))
        if pay == "cash":
            self._book(at, by, "order_paid", total, order, person)
            if state == "cancelled":
                self._book(at + DAY, by, "order_paid", -total, order, person)
        if state in ("shipped", "arrived", "collected", "sent_back"):
            self._parcel(n, at, by, order, person, state, total if pay == "on_delivery" else 0, collected)
        if state == "sent_back" and pay == "cash" and at < NOW - 30 * DAY:
            self._refund_whole(n, row, at + 16 * DAY)
        if collected is not None:
            if pay == "on_delivery":
                self._book(collected, by, "on_delivery", total, order, person)
            self._earn(n, by, OrderFacts(order, collected, tuple(sold)), collected)
            if n % 50 == 17 and age > 8:
                self._refund(n, row, sold, collected + 3 * DAY)

    def _state(self, age: int) -> str:
        roll = self._chance.random()
        if age < 1:
            return "queued" if roll < 0.3 else "placed"
        if age < 3:
            return "placed" if roll < 0.5 else "shipped"
        if age < 6:
            return "arrived" if roll < 0.3 else "collected"
        return "collected" if roll < 0.93 else "cancelled" if roll < 0.97 else "sent_back"

    def _parcel(
        self, n: int, at: int, by: str, order: str, person: str, state: str, due: int, collected: int | None
    ) -> None:
        now = {"shipped": "announced", "arrived": "on_shelf"}.get(state, state)
        here = at + DAY if state != "shipped" else None
        back = {"sent_back_at": min(at + 11 * DAY, NOW), "sent_back_reason": "overdue" if n % 10 else "refused"}
        parcel = self._add(
            Parcel, at + DAY // 2, "", n, order_id=order, person_id=person, waybill=f"YT{n:09d}", grams=900, due_fen=due,
            van_at=at + DAY, state=now, arrived_at=here, collected_at=collected,
            shelf=f"{'ABCDEF'[n % 6]}-{n % 20 + 1:02d}" if here else "", pickup_code=f"1{n % 100_000:05d}" if here else "",
            **(back if state == "sent_back" else {}),
        )  # fmt: skip
        if collected is not None:
            self._add(HandOver, collected, by, n, parcel_id=parcel, person_id=person, handed_at=collected, proof="code")

    def _earn(self, n: int, by: str, facts: OrderFacts, at: int, refund: str = "") -> None:
        """What a hand-over earned, or what a refund took back of it."""
        shares = [share for share in commission_for(facts, _pack()) if share.refund_id == refund]
        for number, share in enumerate(shares, 5 if refund else 0):
            self._months[share.month] = self._months.get(share.month, 0) + share.fen
            self._add(
                Commission, at, by, n * 8 + number, order_id=share.order_id, month=share.month, base_fen=share.base_fen,
                rate=share.rate, fen=share.fen, rules=share.rules, refund_id=refund,
            )  # fmt: skip

    def _refund_whole(self, n: int, order: dict[str, Any], at: int) -> None:
        """All of it went back with the driver, and the villager has his money."""
        order["refund_fen"] = fen = order["total_fen"]
        self._add(Refund, at, "", n, order_id=order["id"], person_id=order["person_id"], fen=fen, refunded_at=at)
        self._book(at + DAY, self.operators[0], "refund", -fen, order["id"], order["person_id"])

    def _refund(self, n: int, order: dict[str, Any], sold: list[SoldLine], at: int) -> None:
        """One line went back, the platform refunded it, and most villagers have their cash."""
        line, person, by = sold[0], order["person_id"], self.operators[0]
        returned = self._add(
            Return, at - DAY, by, n, order_id=order["id"], person_id=person, reason="faulty", state="paid_out",
            asked_at=at - DAY, deadline_at=at + DAY, fen=line.fen,
        )  # fmt: skip
        self._add(ReturnLine, at - DAY, by, n, return_id=returned, order_line_id=line.id, quantity=1)
        fen = next(kind[2] for kind in _KINDS if kind[0] == line.category)
        refund = self._add(
            Refund, at, "", n, order_id=order["id"], return_id=returned, person_id=person, fen=fen, refunded_at=at
        )
        order["refund_fen"] = fen
        given = GivenBack(refund, at, fen, ((line.id, fen),))
        self._earn(n, "", OrderFacts(order["id"], order["collected_at"], tuple(sold), (given,)), at, refund)
        # Nobody waits for his money for years; some of the last weeks have not come for it yet.
        if n % 200 != 17 or at < NOW - 40 * DAY:
            self._book(at + DAY, by, "refund", -fen, order["id"], person)

    def _book(self, at: int, by: str, kind: str, fen: int, order: str, person: str) -> None:
        self._cash += 1
        self._add(
            CashEntry, at, by, self._cash, drawer=1, number=self._cash, kind=kind, amount_fen=fen, order_id=order,
            person_id=person,
        )  # fmt: skip


@cache
def _pack() -> Any:
    return rule_pack("2026-11-23")


def _id(kind: str, n: int) -> str:
    return hashlib.sha256(f"{kind} {n}".encode()).hexdigest()[:32]


def _insert(connection: Any, entity: type[Entity], rows: Iterable[dict[str, Any]]) -> None:
    """Every row with the defaults of what it does not say, so that a new field needs nothing here."""
    table = entity.__table__  # type: ignore[attr-defined]
    names = [column.name for column in table.columns]
    blank = {name: _default(entity, name) for name in names}
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    values = [tuple((blank | row)[name] for name in names) for row in rows]
    for start in range(0, len(values), 20_000):
        connection.exec_driver_sql(
            f'INSERT INTO "{table.name}"({columns}) VALUES ({marks})', values[start : start + 20_000]
        )


def _without_indexes(connection: Any) -> list[str]:
    """Drop the indexes for now, for they cost more entry by entry; returns how to make them again."""
    found = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name NOT IN"
        " ('person', 'person_key', 'event')"
    ).fetchall()
    for name, _sql in found:
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
    return [sql for _name, sql in found]


def _live_together(connection: Any) -> None:
    """Every fourth villager lives with the one before."""
    connection.exec_driver_sql(
        "UPDATE person SET household_id = (SELECT o.id FROM person o WHERE o.rowid = person.rowid - 1)"
        " WHERE rowid % 4 = 0"
    )
    connection.exec_driver_sql(
        "UPDATE person SET household_id = id WHERE id IN (SELECT household_id FROM person WHERE rowid % 4 = 0)"
    )


def _default(entity: type[Entity], name: str) -> Any:
    field = entity.model_fields[name]
    if field.is_required():
        return None
    value = field.get_default(call_default_factory=True)
    return str.__str__(value) if isinstance(value, str) else value
