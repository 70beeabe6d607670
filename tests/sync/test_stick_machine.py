"""Two computers, central and a stick in any order: work, bad lines, old sticks, restored disks, wrong clocks, cuts.

Hypothesis looks for the order; the judge of the simulator says what nobody may ever see. Everything is real but the wire.
``VILLAGEDESK_DAYS=500`` runs it for long, with other days each time.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.sync.counter_work import STAFF, staff
from tests.sync.simulator.district import DAY_MS, District, Pc
from tests.sync.simulator.fate import THINGS, THINGS_TO_DO, TROUBLES, YEARS_MS
from tests.sync.simulator.judge import chip_is_honest, judge
from villagedesk import clock
from villagedesk.central.sticks import take_stick
from villagedesk.errors import AppError, Refused, StorageTrouble
from villagedesk.store import events
from villagedesk.sync.stick import ENDING, read_stick, write_stick

DAYS = int(os.environ.get("VILLAGEDESK_DAYS", "0"))
PCS = ("one", "two")

names = st.sampled_from(PCS)
numbers = st.integers(0, 9999)
things = st.sampled_from(THINGS)
clocks = st.sampled_from([0, -DAY_MS, 3_600_000, -50 * YEARS_MS, 12 * YEARS_MS, 73 * YEARS_MS])


class Sticks(RuleBasedStateMachine):
    """At the end nothing is lost or doubled, and after three good syncs all have the same rows, digests and fen."""

    def __init__(self) -> None:
        super().__init__()
        self.district = District(1)
        self.centre = self.district.centres[0]
        # Every file that was ever written, in the order of writing: those of the desks, and central's answers.
        self.up: list[bytes] = []
        self.down: list[bytes] = []

    def pc(self, name: str) -> Pc:
        return self.centre.pcs[name]

    @rule(name=names, what=st.lists(things, min_size=1, max_size=5), number=numbers)
    def act(self, name: str, what: list[str], number: int) -> None:
        with self.pc(name).at_work():
            for n, thing in enumerate(("take_on", *what) if number % 3 == 0 else what):
                self._do(name, thing, number + n)

    def _do(self, name: str, what: str, number: int) -> None:
        try:
            self.centre.act(name, lambda s: THINGS_TO_DO[what](s, number))
        except StorageTrouble:
            raise
        except AppError:
            return

    @rule(what=st.sampled_from(STAFF), number=numbers)
    def the_staff_acts(self, what: str, number: int) -> None:
        with clock.shifted(self.district.day * DAY_MS):
            staff(self.centre, what, number)  # type: ignore[arg-type]

    @rule(name=names, troubles=st.lists(st.sampled_from(TROUBLES), max_size=5), what=things, number=numbers)
    def sync(self, name: str, troubles: list[str], what: str, number: int) -> None:
        pc = self.pc(name)
        with pc.at_work():
            report = self.centre.sync(name, troubles, lambda: self._do(name, what, number))
            if report.agreed:
                assert chip_is_honest(pc) == []

    @rule(name=names, after=st.integers(1, 24), what=things, number=numbers)
    def the_power_fails(self, name: str, after: int, what: str, number: int) -> None:
        """At one of the next transactions of a sync."""
        pc = self.pc(name)
        pc.fuse.left = after
        with pc.at_work():
            self._do(name, what, number)
            self.centre.sync(name)
        pc.fuse.left = None
        pc.lose_power()

    @rule(name=names)
    def write_a_stick(self, name: str) -> None:
        folder = self.district.new_folder("stick")
        folder.mkdir()
        with self.pc(name).at_work():
            self.up.append(write_stick(self.pc(name).store, folder).file.read_bytes())

    @precondition(lambda self: self.up)
    @rule(which=st.integers(0, 30))
    def central_reads(self, which: int) -> None:
        """Any file that a desk ever wrote, the newest most often, some again and again."""
        answer = take_stick(self.district.central, self.up[-1 - which % len(self.up)]).answer
        self.down.append(answer)

    @precondition(lambda self: self.up or self.down)
    @rule(name=names, which=st.integers(0, 30))
    def a_desk_reads(self, name: str, which: int) -> None:
        """Any file: an answer for it, for the other desk, or what a desk wrote for central."""
        files = [*self.up, *self.down, *self.down]
        self._read(name, files[-1 - which % len(files)])

    @precondition(lambda self: self.down)
    @rule(name=names, at=st.integers(0, 1 << 20), cut=st.booleans())
    def a_desk_reads_what_is_damaged(self, name: str, at: int, *, cut: bool) -> None:
        data = bytearray(self.down[-1])
        at = 8 + at % (len(data) - 8)
        if cut:
            del data[at:]
        else:
            data[at] ^= 1
        before = self.pc(name).read(events.waiting)
        assert not self._read(name, bytes(data)), "a damaged file was taken"
        assert self.pc(name).read(events.waiting) == before

    def _read(self, name: str, data: bytes) -> bool:
        pc = self.pc(name)
        file = self.district.new_folder("stick").with_suffix(ENDING)
        file.write_bytes(data)
        with pc.at_work():
            try:
                read_stick(pc.store, file)
            except Refused:
                return False
            return True
        return False

    @rule(name=names)
    def back_up(self, name: str) -> None:
        self.pc(name).back_up()

    @precondition(lambda self: any(pc.backups for pc in self.centre.pcs.values()))
    @rule(name=names, which=st.integers(0, 2))
    def another_disk(self, name: str, which: int) -> None:
        """The computer is what it was when one of its copies was taken."""
        pc = self.pc(name)
        if pc.backups:
            with self.centre.disk_replaced():
                pc.put_disk(pc.backups[which % len(pc.backups)])

    @rule()
    def back_up_central(self) -> None:
        self.district.back_up_central()

    @precondition(lambda self: self.district.central_backups)
    @rule(which=st.integers(0, 2))
    def set_central_back(self, which: int) -> None:
        copies = self.district.central_backups
        self.district.restore_central(copies[which % len(copies)])

    @rule(name=names, off=clocks)
    def change_a_clock(self, name: str, off: int) -> None:
        self.pc(name).clock_off = off

    @rule()
    def a_day_passes(self) -> None:
        self.district.day += 1

    @rule()
    def the_line_is_good(self) -> None:
        """Three good syncs of each, and everything is equal."""
        for _ in range(3):
            for name in PCS:
                with self.pc(name).at_work():
                    self.centre.sync(name)
        assert judge(self.centre) == []

    def teardown(self) -> None:
        try:
            self.the_line_is_good()
        finally:
            self.district.close()


TestSticks = pytest.mark.timeout(0 if DAYS else 180)(Sticks.TestCase)
TestSticks.settings = settings(
    max_examples=DAYS or 8,
    stateful_step_count=60 if DAYS else 25,
    derandomize=not DAYS,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink] if DAYS else [Phase.generate],
)
