"""A whole district of bad luck: two desks and central in any order of work, sync, lost replies, stops and restores.

``VILLAGEDESK_DAYS=500`` runs it for long, with other days each time.
"""

import json
import os
from collections import Counter

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.sync.counter_work import STAFF, WORK, staff, work
from tests.sync.two_desks import (
    NAMES,
    World,
    check_chain,
    confirmed_rows,
    desk_rows,
    events_of,
    feed_of,
    rows_of,
)
from villagedesk.sync.merge import only_meant

DAYS = int(os.environ.get("VILLAGEDESK_DAYS", "0"))
TROUBLES = ["", "request lost", "reply lost", "sent twice", "central stops", "act", "act after"]

desks = st.sampled_from(NAMES)
numbers = st.integers(0, 9999)
things = st.sampled_from(sorted(WORK))


class TwoDesks(RuleBasedStateMachine):
    """What nobody may ever see: an acknowledged action gone, an event twice, two desks that differ."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.restored: Counter[str] = Counter()

    @rule(name=desks, what=st.lists(things, min_size=1, max_size=6), number=numbers)
    def work(self, name: str, what: list[str], number: int) -> None:
        for n, thing in enumerate(what):
            work(self.world, name, thing, number + n)

    @rule(name=desks, number=numbers)
    def busy_day(self, name: str, number: int) -> None:
        for n, thing in enumerate(("take_on", "order", "plan", "sign", "edit", "extra")):
            work(self.world, name, thing, number + n)

    @rule(name=desks, number=numbers)
    def a_parcel_comes_and_goes(self, name: str, number: int) -> None:
        self.world.sync(name)
        staff(self.world, "place", number)
        staff(self.world, "ship", number)
        self.world.sync(name)
        for thing in ("receive", "receive", "give"):
            work(self.world, name, thing, number)

    @rule(what=st.sampled_from(STAFF), number=numbers)
    def the_staff_acts(self, what: str, number: int) -> None:
        staff(self.world, what, number)

    @rule(name=desks, troubles=st.lists(st.sampled_from(TROUBLES), max_size=4), what=things, number=numbers)
    def sync(self, name: str, troubles: list[str], what: str, number: int) -> None:
        self.world.sync(name, troubles, lambda: work(self.world, name, what, number))
        self.world.start_central()

    @rule(name=desks)
    def reopen(self, name: str) -> None:
        self.world.reopen(name)

    @rule(name=desks)
    def back_up(self, name: str) -> None:
        self.world.back_up(name)

    @rule(name=desks)
    def restore(self, name: str) -> None:
        """Only what had been delivered can come back; so everything is sent before the disk breaks."""
        self.world.start_central()
        assert self.world.sync(name).agreed
        self.restored[name] += self.world.restore(name)

    @rule()
    def stop_central(self) -> None:
        self.world.stop_central()

    @precondition(lambda self: bool(sum(map(len, self.world.acknowledged.values()))))
    @rule()
    def settle(self) -> None:
        """Let everything through and compare the three of them to the last row."""
        self.world.start_central()
        for name in (*NAMES, *NAMES):
            report = self.world.sync(name)
        for name in NAMES:
            report = self.world.sync(name)
            assert (report.agreed, report.trouble, report.sent) == (True, None, 0), (name, report)
        self._nothing_is_lost_or_double()
        self._everybody_has_the_same()

    def _nothing_is_lost_or_double(self) -> None:
        feed = feed_of(self.world.central())
        ids = [id_ for id_, _, _ in feed]
        assert len(ids) == len(set(ids)), "an event is in the feed twice"
        decided = {id_: (result, kept) for id_, result, kept in feed}
        for name in NAMES:
            assert set(self.world.acknowledged[name]) <= decided.keys(), "an acknowledged action did not arrive"
            here = self.world.read(name, events_of)
            assert set(here) == decided.keys(), "a desk does not have every event"
            self.world.read(name, check_chain)
            logs = self.world.read(name, lambda c: c.exec_driver_sql("SELECT count(*) FROM log").scalar_one())
            assert logs <= 1 + self.restored[name], "a new log without a restore"
            self._what_did_not_go_in_is_told(name, decided)

    def _what_did_not_go_in_is_told(self, name: str, decided: dict[str, tuple[str, str | None]]) -> None:
        told = {
            row[0] for row in self.world.read(name, lambda c: c.exec_driver_sql("SELECT event_id FROM inbox").all())
        }
        for id_ in self.world.acknowledged[name]:
            result, kept = decided[id_]
            if (result != "applied" or kept) and not (self.world.folder / f"{name}-copy").exists():
                assert id_ in told or self._was_only_meant(name, id_), f"the desk was not told about {result} {kept}"

    def _was_only_meant(self, name: str, id_: str) -> bool:
        """Putting a parcel aside for the van, while somebody else handed it over: nobody has to decide that."""
        find = "SELECT body, kept FROM event WHERE id = ?"
        body, kept = self.world.read(name, lambda c: c.exec_driver_sql(find, (id_,)).one())
        changes = json.loads(body)["c"]
        return all(
            only_meant(changes[index][0], field, changes[index][2][field][1])
            for index, field in json.loads(kept or "[]")
        )

    def _everybody_has_the_same(self) -> None:
        confirmed = confirmed_rows(self.world.central(), self.world.centre)
        copies = [self.world.read(name, rows_of) for name in NAMES]
        for table in copies[0]:
            assert copies[0][table] == copies[1][table], f"the desks differ in {table}"
        for name in NAMES:
            assert self.world.read(name, lambda c: desk_rows(c, list(confirmed))) == confirmed
        assert sum(
            len(copies[0][table]) for table in copies[0] if table not in ("person_key", "owed", "went_back")
        ) == len(confirmed)
        for name in NAMES:
            assert self.world.read(name, lambda c: c.exec_driver_sql("SELECT count(*) FROM shadow").scalar()) == 0

    def teardown(self) -> None:
        try:
            if any(self.world.acknowledged.values()):
                self.settle()
            self._a_parcel_is_given_once()
        finally:
            self.world.close()

    def _a_parcel_is_given_once(self) -> None:
        """Each desk gives a parcel away at most once, and what was given away never lies on the shelf again."""
        for name in NAMES:
            given: Counter[str] = Counter()
            for (body,) in self.world.read(
                name, lambda c: c.exec_driver_sql("SELECT body FROM event WHERE link IS NOT NULL").all()
            ):
                event = json.loads(body)
                if event["a"] == "hand_over":
                    given.update(change[1] for change in event["c"] if change[0] == "parcel")
            assert set(given.values()) <= {1}, f"{name} gave a parcel away twice"
            states = self.world.read(name, lambda c: dict(c.exec_driver_sql("SELECT id, state FROM parcel").all()))
            assert all(states[parcel] != "on_shelf" for parcel in given)


TestTwoDesks = TwoDesks.TestCase
TestTwoDesks.settings = settings(
    max_examples=DAYS or 6,
    stateful_step_count=40 if DAYS else 22,
    derandomize=not DAYS,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink] if DAYS else [Phase.generate],
)
