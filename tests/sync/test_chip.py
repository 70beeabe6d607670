"""The chip never lies: whatever happened before, green after a sync means that central has the same to the last row."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sync.counter_work import STAFF, WORK, staff
from tests.sync.simulator.district import Centre, District, Pc
from tests.sync.simulator.judge import at_central, at_desk, chip_is_honest
from villagedesk import clock
from villagedesk.central.sticks import take_stick
from villagedesk.desktop.sync.service import chip_state
from villagedesk.errors import AppError
from villagedesk.store.inbox import count_decisions, decisions, leave_theirs
from villagedesk.store.photos import attach, desk_files
from villagedesk.sync.guard import waiting_for_word
from villagedesk.sync.history import agreements
from villagedesk.sync.outbox import Chip, sync_status, waiting_kinds
from villagedesk.sync.stick import ENDING, read_stick, write_stick
from villagedesk.sync.why import Reason, why_line

NAMES = st.sampled_from(["one", "two"])
NUMBERS = st.integers(0, 999)
TROUBLES = st.lists(st.sampled_from(["", "request lost", "reply lost", "sent twice", "act"]), max_size=5)
STEPS = st.one_of(
    st.tuples(st.just("work"), NAMES, st.sampled_from(sorted(WORK)), NUMBERS),
    st.tuples(st.just("sync"), NAMES, TROUBLES, NUMBERS),
    st.tuples(st.just("sync"), NAMES, TROUBLES, NUMBERS),
    st.tuples(st.just("stick"), NAMES, st.sampled_from(["written", "read", "there and back"]), NUMBERS),
    st.tuples(st.just("photo"), NAMES, st.sampled_from(["sent", "lost on the way"]), NUMBERS),
    st.tuples(st.just("decide"), NAMES, st.none(), NUMBERS),
    st.tuples(st.just("staff"), NAMES, st.sampled_from(STAFF), NUMBERS),
    st.tuples(st.just("spoil"), NAMES, st.sampled_from(["digest", "count"]), NUMBERS),
    st.tuples(st.sampled_from(["copy central", "set central back"]), NAMES, st.none(), NUMBERS),
)


@settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=4, max_size=14))
def test_green_means_that_both_digests_are_equal(steps: list[tuple[str, str, object, int]]) -> None:
    district = District(1)
    try:
        centre, sticks = district.centres[0], Sticks(district)
        do(centre, "one", "take_on", 1)
        for what, name, how, number in [*steps, ("sync", "one", [], 1), ("sync", "two", [], 1)]:
            match what:
                case "work":
                    do(centre, name, str(how), number)
                case "sync":
                    synced(centre, name, how, number)  # type: ignore[arg-type]
                case "stick":
                    sticks.carry(centre.pcs[name], str(how))
                case "photo":
                    photo(centre.pcs[name], str(how), number)
                case "decide":
                    decide(centre.pcs[name])
                case "staff":
                    staff(centre, str(how), number)  # type: ignore[arg-type]
                case "spoil":
                    value = "'00'" if how == "digest" else "count + 1"
                    with centre.pcs[name].store.transaction() as connection:
                        connection.exec_driver_sql(f"UPDATE cursor SET {how} = {value} WHERE scope = 'centre'")
                case "copy central":
                    district.back_up_central()
                case "set central back" if district.central_backups:
                    district.restore_central(district.central_backups[0])
            for pc in centre.pcs.values():
                for sending in (False, True):
                    assert chip_and_rows_agree(pc, sending=sending) == []
    finally:
        district.close()


class Sticks:
    """Sticks between the computers and central, and what central had when it wrote each answer."""

    def __init__(self, district: District) -> None:
        self._district = district
        self._answers: dict[str, list[tuple[bytes, dict[str, tuple[object, ...]]]]] = {}

    def carry(self, pc: Pc, how: str) -> None:
        """Central reads a new stick and answers, or an answer of some time ago is read; green is then of that moment."""
        folder = self._district.new_folder("stick")
        folder.mkdir()
        answers = self._answers.setdefault(pc.name, [])
        if how != "read":
            up = write_stick(pc.store, folder).file.read_bytes()
            answers.append((take_stick(self._district.central, up).answer, at_central(pc)))
        if how == "written" or not answers:
            return
        answer, then = answers[-1]
        file = folder / f"answer{ENDING}"
        file.write_bytes(answer)
        received = read_stick(pc.store, file)
        status = pc.read(sync_status)
        if received.agreed:
            assert status.waiting == 0
            assert {scope: place for scope, place in at_desk(pc).items() if place[0]} == then
        if status.chip is Chip.DELIVERED:
            assert status.by_stick or status.agreed_at
            assert "stick" in chip_state(status, 0, 0).text() or not status.by_stick


def photo(pc: Pc, how: str, number: int) -> None:
    """A photo is taken; one that is lost afterwards can never be sent, and must not hold the chip for ever."""
    files = desk_files(pc.store)
    name = files.put(f"photo {number}".encode() * 500)
    with pc.store.transaction() as connection:
        attach(connection, files, name, "lot")
    if how == "lost on the way":
        files.remove(name)


def decide(pc: Pc) -> None:
    with pc.store.write(by="x") as s:
        for one in decisions(s)[:1]:
            leave_theirs(s, one.id)


def chip_and_rows_agree(pc: Pc, *, sending: bool) -> list[str]:
    """The chip, the heaps on the sync page, what it says of comparisons, and the answer to "why?" tell one story."""
    with pc.store.read() as s:
        connection = s.connection()
        status = sync_status(connection, sending=sending)
        heaps, compared = waiting_kinds(connection), agreements(connection)
        open_, why = count_decisions(s), why_line(connection, sending=sending)
        open_ += waiting_for_word(connection)
    chip, waiting = chip_state(status, 2, 1), sum(heap.count for heap in heaps)
    said = []
    if (chip.kind == "needs_you") != bool(open_):
        said.append("asks for a decision, and there is none, or the other way round")
    if chip.kind == "delivered" and (heaps or any(one.differs for one in compared if one.scope == "centre")):
        said.append("green, and yet the page says that something waits or differs")
    if chip.kind == "waiting" and chip.count != waiting:
        said.append(f"{chip.count} on the chip, {waiting} on the page")
    if chip.kind == "sending" and (not sending or (chip.done, chip.count) != (3, 3 + waiting)):
        said.append(f"sends {chip.done} of {chip.count}, and {waiting} wait")
    if heaps and chip.kind != "needs_you" and chip.at != min(heap.oldest_at for heap in heaps):
        said.append("another age on the chip than on the page")
    if chip.at is None and (heaps or open_ or chip.kind == "delivered"):
        said.append("no age")
    if chip.kind == "delivered" and not chip.connected:
        said.append("green, and the line is down")
    if why.reason is Reason.NO_LINE and chip.kind == "waiting" and chip.connected:
        said.append("no line on the page, a line on the chip")
    return said


def do(centre: Centre, name: str, what: str, number: int) -> None:
    try:
        centre.act(name, lambda s: WORK[what](s, number))
    except AppError:
        return  # a rule said no, or there was nothing to do it with


def synced(centre: Centre, name: str, troubles: list[str], number: int) -> None:
    """Green is allowed to be of an earlier moment (the chip names it) only when no reply told better since."""
    pc = centre.pcs[name]
    report = centre.sync(name, troubles, lambda: do(centre, name, "order", number))
    status = pc.read(sync_status)
    if status.chip is Chip.DELIVERED and (report.agreed or not report.gave_up):
        assert chip_is_honest(pc) == []


def test_a_computer_that_only_knows_sticks_is_green_as_of_what_the_stick_says() -> None:
    district = District(1)
    try:
        centre, sticks = district.centres[0], Sticks(district)
        pc = centre.pcs["one"]
        do(centre, "one", "take_on", 1)
        sticks.carry(pc, "written")
        written = clock.now_ms()
        do(centre, "one", "take_on", 2)
        sticks.carry(pc, "read")
        assert pc.read(sync_status).chip is Chip.HERE, "what was done since waits"
        sticks.carry(pc, "there and back")
        status = pc.read(sync_status)
        assert (status.chip, status.by_stick) == (Chip.DELIVERED, True)
        assert status.agreed_at is not None
        assert written <= status.agreed_at <= clock.now_ms()
        assert chip_is_honest(pc) == []
        # Central goes on, and an old answer is read again: it is still of that moment, and nothing is called different.
        do(centre, "two", "take_on", 3)
        centre.sync("two")
        sticks.carry(pc, "read")
        assert pc.read(sync_status).agreed_at == status.agreed_at
        assert not any(one.differs for one in pc.read(agreements))
        centre.sync("one")
        assert not pc.read(sync_status).by_stick
        sticks.carry(pc, "read")
        assert (pc.read(sync_status).chip, pc.read(sync_status).by_stick) == (Chip.DELIVERED, False)
        assert not any(one.differs for one in pc.read(agreements))
    finally:
        district.close()
