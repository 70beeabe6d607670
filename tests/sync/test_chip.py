"""The chip never lies: whatever happened before, green after a sync means that central has the same to the last row."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sync.counter_work import STAFF, WORK, staff
from tests.sync.simulator.district import Centre, District
from tests.sync.simulator.judge import chip_is_honest
from villagedesk.errors import AppError
from villagedesk.sync.outbox import Chip, sync_status

NAMES = st.sampled_from(["one", "two"])
NUMBERS = st.integers(0, 999)
TROUBLES = st.lists(st.sampled_from(["", "request lost", "reply lost", "sent twice", "act"]), max_size=5)
STEPS = st.one_of(
    st.tuples(st.just("work"), NAMES, st.sampled_from(sorted(WORK)), NUMBERS),
    st.tuples(st.just("sync"), NAMES, TROUBLES, NUMBERS),
    st.tuples(st.just("sync"), NAMES, TROUBLES, NUMBERS),
    st.tuples(st.just("staff"), NAMES, st.sampled_from(STAFF), NUMBERS),
    st.tuples(st.just("spoil"), NAMES, st.sampled_from(["digest", "count"]), NUMBERS),
    st.tuples(st.sampled_from(["copy central", "set central back"]), NAMES, st.none(), NUMBERS),
)


@settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=4, max_size=14))
def test_green_means_that_both_digests_are_equal(steps: list[tuple[str, str, object, int]]) -> None:
    district = District(1)
    try:
        centre = district.centres[0]
        do(centre, "one", "take_on", 1)
        for what, name, how, number in [*steps, ("sync", "one", [], 1), ("sync", "two", [], 1)]:
            match what:
                case "work":
                    do(centre, name, str(how), number)
                case "sync":
                    synced(centre, name, how, number)  # type: ignore[arg-type]
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
    finally:
        district.close()


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
