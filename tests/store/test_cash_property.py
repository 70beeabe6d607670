"""Random days at two drawers: books balance to the fen, numbers have no gap, nothing is reversed twice, no drawer mixes.

With bills, money paid by code, refunds of the platform and their payouts, and goods that were not paid: each account holds
what crossed the counter, was paid in or was moved, by a model that only looks at what the operator was told.
"""

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
from tests.store.returns_room import central_refunds
from villagedesk.domain.bills import ACCOUNT_OF, PaidFrom
from villagedesk.domain.cash import FROM_TO, CashEntry, CashKind, Move
from villagedesk.domain.cash_count import count_fen
from villagedesk.domain.cash_day import CashDay, Deposit
from villagedesk.domain.orders import Order, owed_back, still_to_take
from villagedesk.errors import AppError
from villagedesk.store import Store, events, get, open_store
from villagedesk.store.bills import BillRow, company_gave_back, newest_bills, pay_in_bill, reverse_bill, take_bill
from villagedesk.store.cash import move_money, note_cash, reverse_entry
from villagedesk.store.cash.at_platform import float_shown
from villagedesk.store.cash_days import (
    NOBODY,
    CodeLook,
    Seen,
    close_day,
    count_day,
    drawer_now,
    open_day,
    pass_over_day,
)
from villagedesk.store.deposits import bank_deposit, deposits, pack_deposit, unpack_deposit
from villagedesk.store.orders import cancel_order, pay_back, take_unpaid
from villagedesk.store.owed import unpaid_goods

COUNTS = st.dictionaries(st.sampled_from(["10000", "500", "100c", "10"]), st.integers(0, 9), max_size=3)
OPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["order", "order", "cancel", "refuse", "deliver", "refund", "pay_back", "take", "note", "float", "reverse",
             "bill", "bill", "pay_in", "bill_back", "move", "pack", "bank", "unpack", "open", "count", "close",
             "pass_over", "drawer"]
        ),
        st.integers(0, 10_000),
        COUNTS,
    ),
    min_size=5,
    max_size=60,
)  # fmt: skip


class Room:
    """One computer that may become the other one; ``cash`` is what really lies in each drawer."""

    def __init__(self, store: Store) -> None:
        self.store = store
        with store.write() as s:
            self.operator = set_up_operator(s, "王秀兰")
        self.person = villager(store, self.operator)
        self.orders: list[str] = []
        # What crossed the counter, by account; and the entries by which a count put the book right.
        self.lies = Counter[str]()
        self.of_counts: set[str] = set()

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
            self.known = set(entries)
            bills, bags, drawer = newest_bills(s), deposits(s), drawer_now(s)
        match name:
            case "order":
                self.order(n)
            case "cancel" | "pay_back" | "refuse" | "deliver" | "refund" | "take" if self.orders:
                self.about_order(name, self.orders[n % len(self.orders)], n)
            case "note":
                kind = ("opening", "paid_in", "paid_out")[n % 3]
                if self.do(note_cash, kind, n + 1, "随便"):
                    self.lies[""] += -(n + 1) if kind == "paid_out" else n + 1
            case "float":
                if self.do(note_cash, "paid_in", n + 1, "县里", account="float"):
                    self.lies["float"] += n + 1
            case "reverse" if entries:
                self.reverse(entries[n % len(entries)])
            case "bill" | "pay_in" | "bill_back" if bills or name == "bill":
                self.about_bill(name, bills[n % len(bills)] if bills else None, n)
            case "move":
                source, target = FROM_TO[(move := list(Move)[n % 3])]
                if self.do(move_money, move, n + 1, "T-1"):
                    self.lies[source] -= n + 1
                    self.lies[target] += n + 1
            case "pack":
                if self.do(pack_deposit, f"HX-{n}", count):
                    self.lies[""] -= count_fen(count)
            case "bank" if bags:
                self.do(bank_deposit, bags[n % len(bags)].id, str(n))
            case "unpack" if bags:
                bag = bags[n % len(bags)]
                self.do(unpack_deposit, bag.id)
                with self.store.read() as s:
                    self.lies[""] += (
                        bag.fen if bag.state == "packed" and get(s, Deposit, bag.id).state == "unpacked" else 0
                    )
            case "open":
                self.do(open_day, count, kind=("opening", "paid_out", "difference")[n % 3], note="早上")
                self.note_of_count(entries)
            case "count":
                self.do(count_day, count)
            case "close" if drawer.day is not None:
                seen = NOBODY if n % 2 else Seen("villager", self.person, "")
                code = CodeLook(("", "yes", "no")[n % 3])
                self.do(close_day, drawer.day.id, reason="找错钱" * (n % 3), seen=seen, code=code)
                self.note_of_count(entries)
            case "pass_over":
                self.do(pass_over_day)
            case "drawer":
                with self.store.transaction() as connection:
                    events.put_meta(connection, "device_number", str(1 + n % 2))

    def order(self, n: int) -> None:
        """A villager orders, and pays in cash, by code or when it comes."""
        pay = ("cash", "code", "on_delivery")[n % 3]
        slip = ordered(self.store, self.operator, self.person, pay, basket=BASKET[: 1 + n // 3 % 3])
        self.orders.append(slip.order_id)
        self.lies["code" if pay == "code" else ""] += 0 if pay == "on_delivery" else slip.total_fen

    def about_order(self, name: str, order: str, n: int) -> None:
        """Central or the operator does something with an order."""
        moved = None
        match name:
            case "refuse":
                self.do(central_says, order, "refused", reason="没货")
            case "deliver":  # as when a villager is said to have what was refused: whether he paid or not
                with self.store.read() as s:
                    state = get(s, Order, order).state
                if state in ("queued", "refused"):
                    self.do(central_says, order, "collected")
            case "refund":
                with self.store.read() as s:
                    row = get(s, Order, order)
                    left = row.total_fen - row.refund_fen
                if row.state == "collected" and left:
                    self.do(central_refunds, order, 1 + n % left)
            case "cancel":
                moved = self.do(cancel_order, order, in_cash=bool(n % 2))
            case "pay_back":
                moved = self.do(pay_back, order, in_cash=bool(n % 2))
            case "take":
                moved = self.do(take_unpaid, order, by_code=bool(n % 2))
        if moved is not None:
            self.lies[""] += moved.fen - moved.phone_fen
            self.lies["code"] += moved.phone_fen

    def about_bill(self, name: str, bill: BillRow | None, n: int) -> None:
        """A bill is taken, paid in, or its money goes back."""
        if name == "bill":
            row = self.do(take_bill, ("phone", "tv")[n % 2], "13900006721", n % 50 + 1, by_code=n % 3 == 0, again=n % 2)
            if row is not None:
                self.lies["code" if row.by_code else ""] += row.sum_fen
            return
        assert bill is not None
        if name == "pay_in":
            row = self.do(pay_in_bill, bill.id, str(n), list(ACCOUNT_OF)[n % 4])
            if row is not None:
                self.lies[ACCOUNT_OF[PaidFrom(row.paid_from)]] -= row.fen
            return
        if self.do(reverse_bill, bill.id, "没缴成") is not None:
            self.lies["code" if bill.by_code else ""] -= bill.sum_fen
        elif self.do(company_gave_back, bill.id) is not None:
            self.lies[ACCOUNT_OF[PaidFrom(bill.paid_from)]] += bill.fen

    def reverse(self, entry_id: str) -> None:
        """An entry is taken back in the book, with its other half where money was moved."""
        with self.store.read() as s:
            entry = get(s, CashEntry, entry_id)
            halves = [entry]
            if entry.kind == CashKind.MOVED:
                halves = list(s.exec(select(CashEntry).where(col(CashEntry.about_id) == entry.about_id)))
        if self.do(reverse_entry, entry_id):
            for half in halves:
                if half.id in self.of_counts:
                    continue
                self.lies[half.account] -= half.amount_fen
            if entry_id in self.of_counts:
                self.of_counts |= self.new_entries() - self.known

    def new_entries(self) -> set[str]:
        with self.store.read() as s:
            return {row.id for row in s.exec(select(CashEntry))}

    def note_of_count(self, before: list[str]) -> None:
        """What a count booked is no money that crossed the counter."""
        self.of_counts |= self.new_entries() - set(before)

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
            assert (entry.kind, entry.order_id) == (other.kind, other.order_id)
            # A cancelled order that was paid by code may be given back out of the drawer.
            in_cash = entry.kind == CashKind.ORDER_PAID and (entry.account, other.account) == ("", "code")
            assert entry.account == other.account or in_cash
        paid = Counter[str]()
        for entry in entries:
            paid[entry.order_id] += entry.amount_fen
        facts = {o.id: (o.state, o.total_fen, o.refund_fen, paid[o.id]) for o in orders}
        owed = {id_: owed_back(*known) or -still_to_take(*known) for id_, known in facts.items()}
        assert kept == {id_: fen for id_, fen in owed.items() if fen}
        lies = Counter[str]()
        for entry in entries:
            lies[entry.account] += 0 if entry.id in self.of_counts else entry.amount_fen
        assert {account: fen for account, fen in lies.items() if fen} == {a: fen for a, fen in self.lies.items() if fen}
        assert lies["own"] <= 0, "nobody gets back more than he laid out"
        with self.store.read() as s:
            for id_, fen in unpaid_goods(s).items():
                assert fen == -owed[id_]
            shown = float_shown(s, limit=1000)
        assert (shown.fen, shown.code_fen, shown.own_fen) == (
            sum(line.fen for line in shown.lines),
            lies["code"],
            -lies["own"],
        )


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
