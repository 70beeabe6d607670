"""Whatever happens to orders in whatever order, the cash entries say what the villager paid less what he got back."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from tests.conftest import KEY, set_up_operator
from tests.store.orders_room import (
    central_announces,
    central_asks,
    central_says,
    ordered,
    villager,
)
from villagedesk.domain.orders import ORDER, OrderState
from villagedesk.errors import AppError
from villagedesk.store import events, open_store
from villagedesk.store.cash import CashEntry
from villagedesk.store.orders import answer_decision, cancel_order, order_page, orders_to_pay_back, pay_back
from villagedesk.store.parcels import driver_takes, finish_van, hand_over, receive_parcel, send_back

pytestmark = pytest.mark.slow


class Counter(RuleBasedStateMachine):
    """One counter, three orders; the model only adds up the coins that cross the counter."""

    @initialize()
    def open_room(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_store(Path(self.folder.name), KEY)
        with self.store.write() as s:
            self.operator = set_up_operator(s, "王秀兰")
        self.person = villager(self.store, self.operator)
        self.coins: dict[str, int] = {}
        self.waybills: dict[str, list[str]] = {}
        self.last_state: dict[str, str] = {}

    @precondition(lambda self: len(self.coins) < 3)
    @rule(pay=st.sampled_from(["cash", "on_delivery"]))
    def confirm(self, pay: str) -> None:
        slip = ordered(self.store, self.operator, self.person, pay)
        self.coins[slip.order_id] = slip.total_fen if pay == "cash" else 0
        self.waybills[slip.order_id] = []

    @precondition(lambda self: self.coins)
    @rule(data=st.data(), state=st.sampled_from(["placed", "refused"]), grown=st.integers(-500, 500))
    def central_answers(self, data: st.DataObject, state: str, grown: int) -> None:
        order = self.pick(data)
        if ORDER.can(self.page(order).row.state, state):
            total = self.page(order).row.total_fen + (grown if state == "placed" else 0)
            with self.store.write() as s:
                central_says(s, order, state, total_fen=total)

    @precondition(lambda self: self.coins)
    @rule(data=st.data(), price=st.integers(100, 90000), gone=st.sets(st.sampled_from(["g-fert", "g-boots"])))
    def central_has_a_question(self, data: st.DataObject, price: int, gone: set[str]) -> None:
        order = self.pick(data)
        if self.page(order).row.state == "queued":
            with self.store.write() as s:
                central_asks(s, order, prices={"g-powder": price}, gone=tuple(gone))

    @precondition(lambda self: self.coins)
    @rule(data=st.data(), due=st.integers(0, 40000))
    def central_ships(self, data: st.DataObject, due: int) -> None:
        order = self.pick(data)
        if self.page(order).row.state in ("placed", "shipped") and len(self.waybills[order]) < 3:
            waybill = f"W{order[:6]}{len(self.waybills[order])}"
            with self.store.write() as s:
                central_announces(s, order, waybill, due_fen=due)
            self.waybills[order].append(waybill)

    @precondition(lambda self: self.coins)
    @rule(data=st.data(), fen=st.integers(0, 30000))
    def central_refunds(self, data: st.DataObject, fen: int) -> None:
        order = self.pick(data)
        state = self.page(order).row.state
        if state in ("sent_back", "collected"):
            with self.store.write() as s:
                central_says(s, order, state, refund_fen=fen)

    @precondition(lambda self: self.coins)
    @rule(data=st.data(), verb=st.sampled_from([cancel_order, answer_decision, pay_back]))
    def operator_acts(self, data: st.DataObject, verb: object) -> None:
        order = self.pick(data)
        try:
            with self.store.write(by=self.operator) as s:
                moved = verb(s, order)
        except AppError:
            return
        self.coins[order] += moved.fen

    @precondition(lambda self: any(self.waybills.values()))
    @rule(data=st.data())
    def receive(self, data: st.DataObject) -> None:
        # As they were shipped: their names are another chance each time, and the same steps must stay the same.
        waybill = data.draw(st.sampled_from([w for list_ in self.waybills.values() for w in list_]))
        try:
            with self.store.write(by=self.operator) as s:
                receive_parcel(s, waybill)
        except AppError:
            return

    @precondition(lambda self: any(self.waybills.values()))
    @rule(data=st.data(), back=st.booleans())
    def give_or_send_back(self, data: st.DataObject, back: bool) -> None:
        order = self.pick(data)
        for parcel, _, _ in self.page(order).parcels:
            try:
                with self.store.write(by=self.operator) as s:
                    if back:
                        send_back(s, [parcel], "refused")
                        driver_takes(s, [parcel], note="没签")
                    else:
                        self.coins[order] += hand_over(s, parcel, "6721").paid_fen
            except AppError:
                continue

    @rule()
    def the_van_leaves(self) -> None:
        try:
            with self.store.write(by=self.operator) as s:
                finish_van(s, None)
        except AppError:
            return

    @invariant()
    def the_book_says_what_crossed_the_counter(self) -> None:
        for order, coins in getattr(self, "coins", {}).items():
            page = self.page(order)
            assert sum(entry.amount_fen for entry in page.cash) == coins == page.paid_fen
            assert coins >= 0

    @invariant()
    def moves_follow_the_table(self) -> None:
        for order in getattr(self, "coins", {}):
            state = self.page(order).row.state
            before = self.last_state.get(order, state)
            assert state == before or reachable(before, state), (before, state)
            self.last_state[order] = state

    @invariant()
    def the_drawer_has_no_gaps(self) -> None:
        if hasattr(self, "store"):
            with self.store.read() as s:
                numbers = sorted(s.scalars(select(CashEntry.number)))
            assert numbers == list(range(1, len(numbers) + 1))

    def teardown(self) -> None:
        if not hasattr(self, "store"):
            return
        self.settle_everything()
        with self.store.read() as s:
            events.verify_chain(s.connection(), events.current_log(s.connection())[0])
        self.store.close()
        self.folder.cleanup()

    def settle_everything(self) -> None:
        """At the end of the day nothing is owed, and what is over has cost what it says."""
        with self.store.read() as s:
            owed = [row.id for row in orders_to_pay_back(s)]
        for order in owed:
            with self.store.write(by=self.operator) as s:
                self.coins[order] += pay_back(s, order).fen
        self.the_book_says_what_crossed_the_counter()
        for order, coins in self.coins.items():
            row = self.page(order).row
            assert row.owed_fen == 0
            if row.state in ("cancelled", "refused"):
                assert coins == 0
            if row.state == "collected" and not any(p[2] == "missing" for p in self.page(order).parcels):
                assert coins <= row.total_fen

    def pick(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(list(self.coins)))

    def page(self, order: str):
        with self.store.read() as s:
            return order_page(s, order)


def reachable(now: str, to: str) -> bool:
    """Whether ``to`` can be reached in two listed moves; one action may make two, an answer and what follows."""
    return ORDER.can(now, to) or any(ORDER.can(now, via) and ORDER.can(via, to) for via in OrderState)


TestCounter = Counter.TestCase
TestCounter.settings = settings(
    max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
