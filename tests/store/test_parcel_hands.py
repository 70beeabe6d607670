"""Whatever is done in whatever order: a parcel is never in two hands, and what is due is taken once."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import select

from tests.conftest import KEY, set_up_operator
from tests.store.orders_room import (
    POWDER,
    central_announces,
    central_loses,
    central_says,
    central_sends,
    ordered,
    villager,
)
from villagedesk.domain.cash import CashEntry
from villagedesk.domain.evidence import Signed
from villagedesk.domain.parcels import HandOver, Parcel, ParcelState
from villagedesk.errors import AppError
from villagedesk.store import open_store
from villagedesk.store.parcels import (
    Pickup,
    driver_takes,
    finish_van,
    hand_over,
    keep_here,
    move_parcel,
    note_damage,
    receive_extra,
    receive_parcel,
    send_back,
    take_back_money,
)

PAPER = Signed(on_paper=True)


class Room(RuleBasedStateMachine):
    """One room, its shelf and its drawer. Every action may be refused; nothing else may happen."""

    @initialize()
    def open(self):
        """A centre with one villager."""
        self.folder = TemporaryDirectory()
        self.store = open_store(Path(self.folder.name), KEY)
        with self.store.write() as s:
            self.operator = set_up_operator(s, "王秀兰")
        self.person = villager(self.store, self.operator)
        self.count = 0
        self.ended: dict[str, str] = {}

    def do(self, work):
        """One action; a refusal leaves everything as it was."""
        try:
            with self.store.write(by=self.operator) as s:
                return work(s)
        except AppError:
            return None

    def waybill(self):
        """A number nobody used before."""
        self.count += 1
        return f"W{self.count}"

    @rule(parcels=st.integers(1, 3), pay=st.sampled_from(["cash", "on_delivery"]))
    def order(self, parcels, pay):
        """An order comes in several parcels; the shares of what is due need not add up."""
        slip = ordered(self.store, self.operator, self.person, pay, [POWDER])
        with self.store.write() as s:
            central_says(s, slip.order_id, "placed", central_number="P")
        for _ in range(parcels):
            with self.store.write() as s:
                due = slip.total_fen // parcels if pay != "cash" else 0
                central_announces(s, slip.order_id, self.waybill(), due_fen=due)

    @rule(due=st.integers(0, 3000))
    def foreign(self, due):
        """A parcel of no order."""
        with self.store.write() as s:
            central_sends(s, "吴阿婆", "13900005555", self.waybill(), due_fen=due)

    @rule()
    def extra(self):
        """One that nobody announced."""
        number = self.waybill()
        self.do(lambda s: receive_extra(s, number, person_id=self.person))

    @rule(number=st.integers(1, 12))
    def receive(self, number):
        """The van."""
        self.do(lambda s: receive_parcel(s, f"W{number}"))

    @rule()
    def van_leaves(self):
        """What is not here is missing."""
        self.do(lambda s: finish_van(s, None, signed=PAPER))

    @rule(number=st.integers(0, 20))
    def lost(self, number):
        """Central gives one up that is missing."""
        found = self.parcels(ParcelState.MISSING)
        if found:
            with self.store.write() as s:
                central_loses(s, found[number % len(found)].id)

    @rule(
        number=st.integers(0, 20),
        said=st.sampled_from(["code", "phone", "wrong"]),
        by=st.sampled_from(["", "邻居 老王"]),
        inspected=st.sampled_from(["", "fine", "damaged"]),
        signed=st.booleans(),
    )
    def give(self, number, said, by, inspected, signed):
        """Hand any parcel over, also one that is gone, or with the wrong code."""
        if not (found := self.parcels()):
            return
        parcel = found[number % len(found)]
        code = {"code": parcel.pickup_code, "phone": "6721", "wrong": "000"}[said]
        pickup = Pickup(code, by, inspected=inspected, damage="破了", signed=PAPER if signed else Signed())
        self.do(lambda s: hand_over(s, parcel.id, pickup))

    @rule(number=st.integers(0, 20), reason=st.sampled_from(["overdue", "refused"]))
    def back(self, number, reason):
        """Send any parcel back."""
        if found := self.parcels():
            self.do(lambda s: send_back(s, [found[number % len(found)].id], reason))

    @rule(number=st.integers(0, 20))
    def stay(self, number):
        """It stays after all, whatever happened to it meanwhile."""
        if found := self.parcels():
            self.do(lambda s: keep_here(s, found[number % len(found)].id))

    @rule(number=st.integers(0, 20), signed=st.booleans())
    def driver(self, number, signed):
        """The driver takes any parcel along."""
        if found := self.parcels():
            id_ = found[number % len(found)].id
            self.do(lambda s: driver_takes(s, [id_], signed=PAPER if signed else Signed()))

    @rule(number=st.integers(1, 12))
    def comes_again(self, number):
        """A number that was here comes once more."""
        self.do(lambda s: receive_extra(s, f"W{number}", person_id=self.person))

    @rule(number=st.integers(0, 20))
    def move(self, number):
        """Move it, and find a dent."""
        if found := self.parcels():
            id_ = found[number % len(found)].id
            self.do(lambda s: move_parcel(s, id_, "C-1"))
            self.do(lambda s: note_damage(s, id_, "箱角压扁", no_proof="没带手机"))

    def parcels(self, *states):
        """All parcels, or those in these states."""
        with self.store.read() as s:
            found = s.exec(select(Parcel).order_by(Parcel.waybill)).all()
        return [parcel for parcel in found if not states or parcel.state in states]

    @precondition(lambda self: self.count)
    @invariant()
    def one_hand(self):
        """Each parcel was given away as often as it is gone, once at most, and never comes back."""
        with self.store.read() as s:
            facts = s.exec(select(HandOver)).all()
            entries = s.exec(select(CashEntry)).all()
        given = [fact.parcel_id for fact in facts]
        collected = {parcel.id for parcel in self.parcels(ParcelState.COLLECTED)}
        assert len(given) == len(set(given))
        assert set(given) == collected
        for parcel in self.parcels():
            if parcel.id in self.ended:
                assert parcel.state == self.ended[parcel.id]
            if parcel.state in ("collected", "sent_back", "lost"):
                self.ended[parcel.id] = parcel.state
        taken = {fact.parcel_id: fact.due_fen for fact in facts}
        for parcel_id, fen in taken.items():
            assert sum(entry.amount_fen for entry in entries if entry.parcel_id == parcel_id) == fen
        for order_id in {entry.order_id for entry in entries if entry.order_id}:
            assert sum(entry.amount_fen for entry in entries if entry.order_id == order_id) <= POWDER.sum_fen

    @precondition(lambda self: self.count)
    @invariant()
    def one_place(self):
        """No two parcels have one pickup code."""
        codes = [parcel.pickup_code for parcel in self.parcels(ParcelState.ON_SHELF, ParcelState.GOING_BACK)]
        assert len(codes) == len(set(codes))

    def teardown(self):
        """Close the room."""
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


Room.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestOneRoom = Room.TestCase


def test_money_taken_back_is_not_taken_back_twice(store, operator):
    """The way back is as exact as the way there."""
    with store.write() as s:
        id_ = central_sends(s, "吴阿婆", "13900005555", "W1", due_fen=1200)
    with store.write(by=operator) as s:
        receive_parcel(s, "W1")
    with store.write(by=operator) as s:
        hand_over(s, id_, "5555")
    for expected in (1200, None):
        try:
            with store.write(by=operator) as s:
                got = take_back_money(s, id_)
        except AppError:
            got = None
        assert got == expected
    with store.read() as s:
        assert sum(entry.amount_fen for entry in s.exec(select(CashEntry)).all()) == 0
