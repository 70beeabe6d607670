"""Mistakes that somebody could make in the engine. Each is planted for one run, and the judge has to find it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, select

from tests.sync.simulator.fate import Chances, simulate
from villagedesk import clock
from villagedesk.central import aside, callers, follows, push, rounds, tables
from villagedesk.central import feed as central_feed
from villagedesk.store import Store, events
from villagedesk.store.session import WriteSession
from villagedesk.sync import apply, engine, merge, pages, refetch, reset, run
from villagedesk.sync.feed import Entry, next_hash

Plant = Callable[[pytest.MonkeyPatch], None]

QUIET = Chances(central_restore=0, stick=0, clone=0, restore=0)
DISKS = Chances(central_restore=0, clone=0.05, restore=0.06, back_up=0.3)
CENTRAL = Chances(central_restore=0.12, central_back_up=0.4, restore=0.01)
LAPTOPS = Chances(central_restore=0.2, central_back_up=0.6, restore=0, clone=0, new_class=0.3, give=0.6)


@dataclass(frozen=True)
class Bug:
    """A mistake, and the kind of luck in which it shows."""

    name: str
    plant: Plant
    chances: Chances


BUGS: dict[str, Bug] = {}


def bug(chances: Chances) -> Callable[[Plant], Plant]:
    """Enter a mistake into the list."""

    def enter(plant: Plant) -> Plant:
        BUGS[plant.__name__] = Bug(plant.__name__, plant, chances)
        return plant

    return enter


def caught(name: str, seeds: range, centres: int = 3, days: int = 25) -> str | None:
    """What the judge says about the first seed in which it notices the mistake; None when it never does."""
    found = BUGS[name]
    for seed in seeds:
        with pytest.MonkeyPatch.context() as patch:
            found.plant(patch)
            try:
                problems = simulate(seed, centres, days, found.chances).problems
            except Exception as error:  # a mistake that stops the program is noticed too
                return f"seed {seed}: {type(error).__name__}: {error}"
        if problems:
            return f"seed {seed}: {problems[0]}"
    return None


@bug(QUIET)
def acknowledged_before_the_commit(patch: pytest.MonkeyPatch) -> None:
    """The green tick comes first, and now and then the power goes before the commit."""
    finish, count = WriteSession.finish, iter(range(10**9))

    def careless(self: WriteSession) -> None:
        if next(count) % 20 == 19:
            self.flush()
            self._write_event(self.connection())
            self.rollback()
        else:
            finish(self)

    patch.setattr(WriteSession, "finish", careless)


@bug(QUIET)
def cursor_moved_before_the_rows(patch: pytest.MonkeyPatch) -> None:
    """Two transactions where there must be one; a power cut may come between."""
    take_page = pages.take_page

    def careless(store: Store, page: Any, at: int, changed: set[str], *, overlapping: bool = False) -> bool:
        if page.more or not page.runs:
            return take_page(store, page, at, changed, overlapping=overlapping)
        with store.read() as s:
            here = s.connection().exec_driver_sql("SELECT * FROM cursor WHERE scope = ?", (page.scope,)).fetchone()
            end, hash_ = pages._cursor(s.connection(), page.scope)
            for entry in pages.page_entries(s.connection(), page):
                end, hash_ = entry.position, next_hash(hash_, entry)
        put = "INSERT OR REPLACE INTO cursor VALUES (?, ?, ?, ?, ?)"
        with store.transaction() as c:
            c.exec_driver_sql(put, (page.scope, end, hash_, page.count, page.digest.hex()))
        with store.transaction() as c:
            c.exec_driver_sql("DELETE FROM cursor WHERE scope = ?", (page.scope,))
            if here is not None:
                c.exec_driver_sql(put, tuple(here))
        return take_page(store, page, at, changed, overlapping=overlapping)

    patch.setattr(run, "take_page", careless)


@bug(QUIET)
def own_events_skipped_on_apply(patch: pytest.MonkeyPatch) -> None:
    """ "They stand in the rows already." But not in what is confirmed."""
    take = apply.Applier._take_change

    def careless(self: apply.Applier, entry: Entry, change: Any, stay: set[str], *, own: bool, body: Any) -> None:
        if not own:
            take(self, entry, change, stay, own=own, body=body)

    patch.setattr(apply.Applier, "_take_change", careless)


@bug(QUIET)
def digest_without_deletes(patch: pytest.MonkeyPatch) -> None:
    """A row that went away still counts."""
    digest = apply.Applier._digest

    def careless(self: apply.Applier, name: str, id_: str, before: Any, after: Any) -> None:
        if after is not None:
            digest(self, name, id_, before, after)

    patch.setattr(apply.Applier, "_digest", careless)


@bug(QUIET)
def last_writer_wins(patch: pytest.MonkeyPatch) -> None:
    """A guarded field is overwritten by who comes last."""
    stays = merge._stays
    patch.setattr(merge, "_stays", lambda entity, field, *rest: field == "state" and stays(entity, field, *rest))


@bug(QUIET)
def decisions_are_guessed(patch: pytest.MonkeyPatch) -> None:
    """A desk takes its own change whole, whatever central decided about it."""
    change = apply.merge.apply

    def careless(current: Any, what: Any, kept: Any) -> Any:
        return change(current, what, frozenset())

    patch.setattr(apply, "merge", _Changed(merge, apply=careless))


@bug(QUIET)
def waiting_changes_are_dropped_by_a_foreign_one(patch: pytest.MonkeyPatch) -> None:
    """What waits is no longer counted once somebody else changed the row."""
    put = apply.shadow.put

    def careless(connection: Connection, entity: str, row_id: str, data: Any, waiting: int) -> None:
        put(connection, entity, row_id, data, waiting - 1)

    patch.setattr(apply, "shadow", _Changed(apply.shadow, put=careless))


@bug(DISKS)
def known_ids_are_not_looked_for(patch: pytest.MonkeyPatch) -> None:
    """A new log brings events again that are in the feed."""
    patch.setattr(push, "known_ids", lambda connection, ids: set())


@bug(DISKS)
def taken_by_number_only(patch: pytest.MonkeyPatch) -> None:
    """Who wrote an event with a number that is taken is not looked at: a clone's work is passed over."""
    patch.setattr(push, "_same_overlap", lambda *args: True)
    patch.setattr(push, "_link_at", lambda *args: b"")


@bug(DISKS)
def a_new_log_gives_new_ids(patch: pytest.MonkeyPatch) -> None:
    """The events that move over become others."""
    real = run.open_incarnation

    def careless(connection: Connection) -> tuple[str, int]:
        log, head = real(connection)
        link = events.FIRST_LINK
        for event in events.events_after(connection, log, 0):
            new = clock.new_event_id()
            link = events.next_link(link, new, event.body)
            connection.exec_driver_sql("UPDATE event SET id = ?, link = ? WHERE id = ?", (new, link, event.id))
        connection.exec_driver_sql("UPDATE log SET head_link = ? WHERE id = ?", (link, log))
        return log, head

    patch.setattr(run, "open_incarnation", careless)


@bug(DISKS)
def a_new_log_turns_the_order(patch: pytest.MonkeyPatch) -> None:
    """What waits is moved over the newest first."""
    real = run.open_incarnation

    def careless(connection: Connection) -> tuple[str, int]:
        log, _, _ = events.current_log(connection)
        query = "SELECT id FROM event WHERE log = ? AND position IS NULL ORDER BY seq DESC"
        return real(connection, list(connection.exec_driver_sql(query, (log,)).scalars()))

    patch.setattr(run, "open_incarnation", careless)


@bug(DISKS)
def a_head_beyond_ours_is_passed_over(patch: pytest.MonkeyPatch) -> None:
    """A restored computer goes on as if nothing were; and central takes by number."""
    real = engine._replied

    def careless(state: engine.State, reply: Any, taken: int) -> Any:
        reply.head = min(reply.head, state.head)
        return real(state, reply, taken)

    patch.setattr(engine, "_replied", careless)
    taken_by_number_only(patch)


@bug(CENTRAL)
def a_gap_is_passed_over(patch: pytest.MonkeyPatch) -> None:
    """Central lacks what it had: the device goes on behind it."""
    real = engine._replied

    def careless(state: engine.State, reply: Any, taken: int) -> Any:
        if reply.status == "gap":
            reply.status, reply.head = "ok", taken
        return real(state, reply, taken)

    patch.setattr(engine, "_replied", careless)


@bug(CENTRAL)
def central_set_back_is_taken_as_trouble(patch: pytest.MonkeyPatch) -> None:
    """Only told, not mended."""
    patch.setattr(refetch, "begin", lambda connection, there: None)


@bug(CENTRAL)
def only_own_events_are_sent_again(patch: pytest.MonkeyPatch) -> None:
    """What only the second computer still holds is gone."""
    real = reset._send_again

    def careless(connection: Connection, scope: str, lost: list[Any]) -> None:
        real(connection, scope, [event for event in lost if event.link is not None])

    patch.setattr(reset, "_send_again", careless)


@bug(CENTRAL)
def sent_before_it_was_looked(patch: pytest.MonkeyPatch) -> None:
    """Own events go to a central that was set back before those that they build on."""
    patch.setattr(rounds, "knows", lambda *args: True)
    real = engine._send
    patch.setattr(engine, "_send", lambda state: real(replace(state, look=False)))


@bug(Chances(central_restore=0, stick=0.6, clone=0, restore=0))
def stick_pages_are_always_new(patch: pytest.MonkeyPatch) -> None:
    """A page of an old stick is put behind what is there, as if it went on from it."""

    def careless(page: Any, entries: list[Entry], here: tuple[int, bytes], *, overlapping: bool) -> list[Entry]:
        if overlapping:
            return [replace(entry, position=here[0] + n) for n, entry in enumerate(entries, 1)]
        return check(page, entries, here, overlapping=overlapping)

    check = pages._check
    patch.setattr(pages, "_check", careless)


@bug(QUIET)
def a_refused_event_blocks_the_others(patch: pytest.MonkeyPatch) -> None:
    """Central leaves out what does not fit instead of giving it a place."""
    real = central_feed._take

    def careless(fold: Any, event: Any, body: Any, *, trusted: bool) -> Entry:
        entry = real(fold, event, body, trusted=trusted)
        if entry.kept:
            fold.position -= 1
        return entry

    patch.setattr(central_feed, "_take", careless)


@bug(LAPTOPS)
def refused_what_a_laptop_may_write_later(patch: pytest.MonkeyPatch) -> None:
    """Central was set back to before a class was given: what the laptop brings is refused in the centre's feed, and known."""
    real = push.may_write
    patch.setattr(push, "may_write", lambda *args: follows.Rights(real(*args).now, {}))
    patch.setattr(callers.Caller, "own_scope", property(lambda self: f"centre:{self.centre}"))


@bug(LAPTOPS)
def what_was_kept_aside_is_never_taken(patch: pytest.MonkeyPatch) -> None:
    """The class is given again, and nobody looks for what came before."""
    patch.setattr(follows, "take_from_aside", lambda *args: [])


@bug(LAPTOPS)
def what_is_kept_aside_is_known(patch: pytest.MonkeyPatch) -> None:
    """A PC brings the same events, and they are passed over."""
    event = tables.event.c
    query = select(event.id).where(event.id.in_(bindparam("ids", expanding=True)))
    patch.setattr(aside, "_KNOWN", query)
    patch.setattr(follows, "take_from_aside", lambda *args: [])


class _Changed:
    """A module in which some names mean something else."""

    def __init__(self, module: Any, **others: Any) -> None:
        self._module = module
        self.__dict__.update(others)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)
