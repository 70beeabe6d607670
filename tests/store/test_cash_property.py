"""Random days at two drawers: books balance to the fen, numbers have no gap, nothing is reversed twice, no drawer mixes."""

import itertools
import os
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from tests.conftest import KEY, set_up_operator
from tests.store.orders_room import BASKET, central_says, ordered, villager
from villagedesk.domain.cash import CashEntry, CashKind
from villagedesk.domain.cash_count import count_fen
from villagedesk.domain.cash_day import CashDay
from villagedesk.domain.orders import Order, owed_back
from villagedesk.errors import AppError
from villagedesk.store import Store, events, open_store
from villagedesk.store.bills import newest_bills, pay_in_bill, reverse_bill, take_bill
from villagedesk.store.cash import note_cash, reverse_entry
from villagedesk.store.cash_days import NOBODY, Seen, close_day, count_day, drawer_now, open_day, pass_over_day
from villagedesk.store.deposits import bank_deposit, deposits, pack_deposit, unpack_deposit
from villagedesk.store.orders import cancel_order, pay_back

COUNTS = st.dictionaries(st.sampled_from(["10000", "500", "100c", "10"]), st.integers(0, 9), max_size=3)
OPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["order", "cancel", "refuse", "pay_back", "note", "float", "reverse", "bill", "pay_in", "bill_back", "pack",
             "bank", "unpack", "open", "count", "close", "pass_over", "drawer"]
        ),
        st.integers(0, 10_000),
        COUNTS,
    ),
    min_size=5,
    max_size=45,
)  # fmt: skip


class Room:
    """One computer that may become the other one; ``cash`` is what really lies in each drawer."""

    def __init__(self, store: Store) -> None:
        self.store = store
        with store.write() as s:
            self.operator = set_up_operator(s, "王秀兰")
        self.person = villager(store, self.operator)
        self.orders: list[str] = []

    def do(self, function: Any, *args: Any, **more: Any) -> Any:
        """One action; None when a rule said no, and then nothing may have changed."""
        try:
            with self.store.write(by=self.operator) as s:
                return function(s, *args, **more)
        except AppError:
            return None

    def run(self, name: str, n: int, count: dict[str, int]) -> None:
        """One thing that somebody does."""
        with self.store.read() as s:
            entries = [row.id for row in s.exec(select(CashEntry).order_by(col(CashEntry.id)))]
            bills, bags, drawer = newest_bills(s), deposits(s), drawer_now(s)
        match name:
            case "order":
                self.orders.append(ordered(self.store, self.operator, self.person, basket=BASKET[: 1 + n % 3]).order_id)
            case "cancel" | "pay_back" | "refuse" if self.orders:
                order = self.orders[n % len(self.orders)]
                if name == "refuse":
                    self.do(central_says, order, "refused", reason="没货")
                else:
                    self.do(cancel_order if name == "cancel" else pay_back, order)
            case "note":
                kind = ("opening", "paid_in", "paid_out")[n % 3]
                self.do(note_cash, kind, n + 1, "随便")
            case "float":
                self.do(note_cash, "paid_in", n + 1, "县里", account="float")
            case "reverse" if entries:
                self.do(reverse_entry, entries[n % len(entries)])
            case "bill":
                self.do(take_bill, ("phone", "tv")[n % 2], "13900006721", n + 1)
            case "pay_in" if bills:
                self.do(pay_in_bill, bills[n % len(bills)].id, str(n))
            case "bill_back" if bills:
                self.do(reverse_bill, bills[n % len(bills)].id, "没缴成")
            case "pack":
                self.do(pack_deposit, f"HX-{n}", count)
            case "bank" if bags:
                self.do(bank_deposit, bags[n % len(bags)].id, str(n))
            case "unpack" if bags:
                self.do(unpack_deposit, bags[n % len(bags)].id)
            case "open":
                self.do(open_day, count, kind=("opening", "paid_out", "difference")[n % 3], note="早上")
            case "count":
                self.do(count_day, count)
            case "close" if drawer.day is not None:
                seen = NOBODY if n % 2 else Seen("villager", self.person, "")
                self.do(close_day, drawer.day.id, reason="找错钱" * (n % 3), seen=seen)
            case "pass_over":
                self.do(pass_over_day)
            case "drawer":
                with self.store.transaction() as connection:
                    events.put_meta(connection, "device_number", str(1 + n % 2))

    def check(self) -> None:
        """What must hold after every step."""
        with self.store.read() as s:
            entries = list(s.exec(select(CashEntry)))
            days = list(s.exec(select(CashDay)))
            orders = list(s.exec(select(Order)))
            kept = dict(s.connection().exec_driver_sql("SELECT order_id, fen FROM owed").fetchall())
        for drawer in (1, 2):
            mine = sorted((entry for entry in entries if entry.drawer == drawer), key=lambda entry: entry.number)
            assert [entry.number for entry in mine] == list(range(1, len(mine) + 1))
            _check_days(mine, [day for day in days if day.drawer == drawer])
        by_id = {entry.id: entry for entry in entries}
        backs = [entry for entry in entries if entry.reversal_of]
        assert max(Counter(entry.reversal_of for entry in backs).values(), default=1) == 1
        for entry in backs:
            other = by_id[entry.reversal_of]
            assert (entry.amount_fen, other.reversal_of) == (-other.amount_fen, "")
            assert (entry.kind, entry.account, entry.order_id) == (other.kind, other.account, other.order_id)
        paid = Counter[str]()
        for entry in entries:
            paid[entry.order_id] += entry.amount_fen
        owed = {o.id: owed_back(o.state, o.total_fen, o.refund_fen, paid[o.id]) for o in orders}
        assert kept == {id_: fen for id_, fen in owed.items() if fen}


def _check_days(book: list[CashEntry], days: list[CashDay]) -> None:
    """Each day: opening + entries = by the book; + the difference = counted; the next one begins with that."""

    def moved(first: int, last: int) -> int:
        named = [e for e in book if first <= e.number <= last and e.account == ""]
        return sum(e.amount_fen for e in named if not (e.kind == CashKind.DIFFERENCE and e.about_id))

    days.sort(key=lambda day: (day.first_number, day.opened_at, day.state == "open"))
    assert sum(day.state == "open" for day in days) <= 1
    for day in days:
        if day.expected_fen is not None:
            assert day.last_number is not None
            assert day.expected_fen == day.opening_fen + moved(day.first_number, day.last_number)
        named = [e.amount_fen for e in book if e.kind == CashKind.DIFFERENCE and e.about_id == day.id]
        if day.state != "open" and day.counted_fen is not None:
            assert day.counted_fen - (day.expected_fen or 0) == sum(named)
            assert day.witness or day.state == "to_check"
    for before, after in itertools.pairwise(days):
        assert after.first_number == (before.last_number or 0) + 1
        assert after.opening_fen == (before.expected_fen if before.counted_fen is None else before.counted_fen)


# More by VILLAGEDESK_CASH_DAYS=500.
EXAMPLES = int(os.environ.get("VILLAGEDESK_CASH_DAYS", "12"))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(OPS)
def test_random_days_balance(ops: list[tuple[str, int, dict[str, int]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "home", KEY)
        try:
            room = Room(store)
            for name, n, count in ops:
                room.run(name, n, count)
            room.check()
            _close_and_compare(room)
        finally:
            store.close()


def _close_and_compare(room: Room) -> None:
    """What is counted at the end, right to the fen, leaves no difference."""
    with room.store.read() as s:
        drawer = drawer_now(s)
        mine = list(s.exec(select(CashEntry).where(col(CashEntry.drawer) == drawer.number)))
    probe = room.do(count_day, {})
    lies_there = probe.expected_fen
    assert lies_there == probe.opening_fen + sum(
        e.amount_fen
        for e in mine
        if e.account == "" and e.number > _last(room, drawer.number) and not (e.kind == "difference" and e.about_id)
    )
    if lies_there >= 0 and lies_there % 10 == 0 and lies_there // 10 < 9_000:
        counted = room.do(count_day, {"10": lies_there // 10})
        assert count_fen(counted.closing_count) == lies_there
        assert counted.difference_fen == 0


def _last(room: Room, drawer: int) -> int:
    """The number of the last entry that an earlier day or the time before the first count has."""
    with room.store.read() as s:
        day = drawer_now(s).day
        assert day is not None
        row = s.get(CashDay, day.id)
        assert row is not None
    return row.first_number - 1
