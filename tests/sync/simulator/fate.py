"""What happens to a district, day by day; which seed decides what, and a seed that found something is kept as a test."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.sync.counter_work import STAFF, WORK, Op, close, come_in, correct_mark, decide, pick, plan, staff
from tests.sync.simulator.cheap import plain_wire, straight_to_sqlite
from tests.sync.simulator.district import DAY_MS, LAPTOPS, PCS, Centre, District, Pc
from tests.sync.simulator.judge import chip_is_honest, judge
from villagedesk import clock
from villagedesk.central.sticks import take_stick
from villagedesk.domain.people import Plot
from villagedesk.domain.training import TrainingClass
from villagedesk.errors import AppError, StorageTrouble
from villagedesk.store import WriteSession, action, get
from villagedesk.store.training import sign_in
from villagedesk.sync import pages
from villagedesk.sync.stick import ENDING, read_stick, write_stick


@action
def remove(s: WriteSession, number: int) -> None:
    """Deletes are rare in a working day; the simulator has them every week."""
    s.delete(get(s, Plot, pick(s.connection(), number, "SELECT id FROM plot")))


@action
def give_class(s: WriteSession, class_id: str, devices: str) -> None:
    """As the page of the class does; it has more fields than a simulated day needs."""
    get(s, TrainingClass, class_id).laptop = devices


def sign_somebody(s: WriteSession, number: int) -> object:
    """A trainer ticks somebody who is on the list."""
    enrolment = pick(s.connection(), number, "SELECT id FROM enrolment")
    sessions = s.connection().exec_driver_sql(
        "SELECT t.id FROM training_session t JOIN enrolment e ON e.class_id = t.class_id WHERE e.id = ?", (enrolment,)
    )
    return sign_in(s, sessions.scalars().first() or "", enrolment)


# On a trainer's laptop there are classes and nothing else.
TRAINERS_WORK: tuple[Op, ...] = (come_in, come_in, sign_somebody, sign_somebody, correct_mark, close, decide)

THINGS_TO_DO: dict[str, Op] = {**WORK, "remove": remove}
THINGS = sorted(THINGS_TO_DO)
# Most of a day are villagers, orders and parcels.
WEIGHTS = [4 if name in ("take_on", "order", "edit", "extra", "give", "receive") else 1 for name in THINGS]
TROUBLES = ["", "", "", "", "request lost", "reply lost", "reply lost", "sent twice", "act"]
YEARS_MS = 365 * DAY_MS


@dataclass(frozen=True)
class Chances:
    """How likely each kind of bad luck is, for one PC on one day (central's own: for the district on one day)."""

    sync: float = 0.55
    power_cut: float = 0.06
    back_up: float = 0.12
    restore: float = 0.012
    clone: float = 0.006
    stick: float = 0.12
    wrong_clock: float = 0.03
    central_back_up: float = 0.12
    central_restore: float = 0.02
    # Of a centre with trainers' laptops, on one day: a class is made, and one is given to other laptops than before.
    new_class: float = 0.06
    give: float = 0.12


@dataclass
class Outcome:
    """One seed. ``problems``: what nobody may ever see, in words; empty when all is well."""

    seed: int
    problems: list[str] = field(default_factory=list)
    actions: int = 0
    syncs: int = 0
    cuts: int = 0
    restores: int = 0
    clones: int = 0
    central_restores: int = 0
    sticks: int = 0
    resets: int = 0
    gone: int = 0
    given: int = 0


def simulate(
    seed: int, centres: int, days: int, chances: Chances | None = None, tell: Callable[[str], object] = str
) -> Outcome:
    """Let the days pass, then three good syncs for each PC, then judge; ``tell`` hears how far it is."""
    outcome = Outcome(seed)
    before = pages.PIECE_SECONDS, pages.PAUSE_SECONDS
    district = District(centres, laptops=True)
    try:
        with plain_wire(random.Random(f"{seed}/wire")), straight_to_sqlite():
            _let_pass(district, days, chances or Chances(), outcome, tell)
        tell("judging")
        for centre in district.centres:
            outcome.problems += judge(centre)
            outcome.actions += len(centre.acknowledged)
            outcome.resets += centre.resets
            outcome.gone += len(centre.gone & centre.acknowledged)
    finally:
        pages.PIECE_SECONDS, pages.PAUSE_SECONDS = before
        district.close()
    return outcome


def _let_pass(district: District, days: int, chances: Chances, outcome: Outcome, tell: Callable[[str], object]) -> None:
    seed = outcome.seed
    fates: list[_Fate] = []
    for n, centre in enumerate(district.centres):
        if centre.laptops:  # first: what a laptop may do often hangs on what its PCs have not told yet
            fates.append(_OfLaptops(centre, random.Random(f"{seed}/{n}/laptops"), chances, outcome))
        fates.append(_Fate(centre, random.Random(f"{seed}/{n}"), chances, outcome))
    chance = random.Random(f"{seed}/central")
    for district.day in range(days):
        for fate in fates:
            fate.day()
        _day_of_central(district, chance, chances, outcome)
        tell(f"day {district.day + 1} of {days}: {len(outcome.problems)} problems")
    for _ in range(3):
        for fate in fates:
            fate.good_syncs()


def _day_of_central(district: District, chance: random.Random, chances: Chances, outcome: Outcome) -> None:
    if chance.random() < chances.central_back_up:
        district.back_up_central()
    if district.central_backups and chance.random() < chances.central_restore:
        district.restore_central(chance.choice(district.central_backups))
        outcome.central_restores += 1


class _Fate:
    """What happens to one centre."""

    def __init__(self, centre: Centre, chance: random.Random, chances: Chances, outcome: Outcome) -> None:
        self._centre, self._chance, self._chances, self._outcome = centre, chance, chances, outcome

    def day(self) -> None:
        for pc in list(self._centre.pcs.values()):
            self._of_a_pc(pc)
        if self._chance.random() < 0.5:
            with clock.shifted(self._centre.district.day * DAY_MS):
                staff(self._centre, self._chance.choice(STAFF), self._number())  # type: ignore[arg-type]
        self._may_be_cloned(PCS[0], "clone")

    def good_syncs(self) -> None:
        """The line is good now."""
        for name in self._centre.pcs:
            self._sync(name, [])

    def _may_be_cloned(self, name: str, copy: str) -> None:
        if copy not in self._centre.machines and self._happens("clone"):
            self._centre.clone(name)
            self._outcome.clones += 1

    def _of_a_pc(self, pc: Pc) -> None:
        if self._happens("wrong_clock"):
            pc.clock_off = self._chance.choice([0, 0, -50 * YEARS_MS, 12 * YEARS_MS, 73 * YEARS_MS, -DAY_MS, 3_600_000])
        if self._happens("power_cut"):
            pc.fuse.left = self._chance.randrange(1, 25)
            self._outcome.cuts += 1
        for _ in range(self._chance.choice((0, 1, 1, 2, 3))):
            self._work(pc.name)
        if self._happens("sync"):
            self._sync(pc.name, self._chance.choices(TROUBLES, k=self._chance.randrange(6)))
        if self._happens("stick"):
            self._carry(pc)
        if self._happens("back_up"):
            pc.back_up()
        if pc.fuse.left is not None:
            pc.lose_power()
        if pc.backups and self._happens("restore"):
            with self._centre.disk_replaced():
                pc.put_disk(self._chance.choice(pc.backups))
            self._outcome.restores += 1

    def _work(self, name: str) -> None:
        what = self._thing()
        with self._centre.machines[name].at_work():
            self._do(name, what, self._number())

    def _thing(self) -> Op:
        return THINGS_TO_DO[self._chance.choices(THINGS, WEIGHTS)[0]]

    def _do(self, name: str, what: Op, number: int) -> None:
        try:
            self._centre.act(name, lambda s: what(s, number))
        except StorageTrouble:
            raise
        except AppError:
            return  # a rule said no, or there was nothing to do it with

    def _sync(self, name: str, troubles: list[str]) -> None:
        self._outcome.syncs += 1
        pc, what, number = self._centre.machines[name], self._thing(), self._number()
        # A page in many small transactions or in few: a power cut may come between any two.
        pages.PIECE_SECONDS = self._chance.choice((0.0, 0.0, 0.01)) if pc.fuse.left else 0.01
        pages.PAUSE_SECONDS = 0.0
        with pc.at_work():
            report = self._centre.sync(name, troubles, lambda: self._do(name, what, number))
            if report.agreed:
                self._outcome.problems += chip_is_honest(pc)

    def _carry(self, pc: Pc) -> None:
        """Something happens with a stick; those of long ago are still about."""
        self._outcome.sticks += 1
        folder = self._centre.district.new_folder("stick")
        folder.mkdir()
        with pc.at_work():
            match self._chance.randrange(4):
                case 0 | 1:
                    pc.sticks_up.append(write_stick(pc.store, folder).file.read_bytes())
                case 2 if pc.sticks_up:
                    data = self._chance.choice(pc.sticks_up[-4:])
                    pc.sticks_down.append(take_stick(self._centre.district.central, data).answer)
                case 3 if pc.sticks_down:
                    file = folder / f"answer{ENDING}"
                    file.write_bytes(self._chance.choice(pc.sticks_down[-4:]))
                    read_stick(pc.store, file)

    def _happens(self, what: str) -> bool:
        return bool(self._chance.random() < getattr(self._chances, what))

    def _number(self) -> int:
        return self._chance.randrange(10_000)


class _OfLaptops(_Fate):
    """What happens to the trainers' laptops of a centre, and to its classes."""

    def day(self) -> None:
        centre = self._centre
        for name, what in (("new_class", plan), ("give", self._give)):
            if self._happens(name):
                pc = self._chance.choice(PCS)
                with centre.pcs[pc].at_work():
                    self._do(pc, what, self._number())
        for laptop in list(centre.laptops.values()):
            self._of_a_pc(laptop)
        self._may_be_cloned(LAPTOPS[0], "laptop's clone")

    def good_syncs(self) -> None:
        for name in self._centre.laptops:
            self._sync(name, [])

    def _thing(self) -> Op:
        return TRAINERS_WORK[self._chance.randrange(len(TRAINERS_WORK))]

    def _give(self, s: WriteSession, number: int) -> object:
        """A class goes to one laptop, to the other, to both, or is taken away."""
        devices = sorted({laptop.device() for laptop in self._centre.laptops.values()})
        chosen = [device for n, device in enumerate(devices) if number >> n & 1]
        self._outcome.given += 1
        return give_class(s, pick(s.connection(), number // 8, "SELECT id FROM training_class"), " ".join(chosen))
