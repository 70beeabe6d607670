"""Take a page of a feed: read and checked first, then written piece by piece, so that nobody waits long to save."""

import logging
import time
from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.store import Store, events
from villagedesk.store.county_courses import COURSES, take_up_courses
from villagedesk.sync import guard, rebuild, refetch, reset
from villagedesk.sync.apply import Applier, FeedBroken, Waiting
from villagedesk.sync.codec import CodecError, WireEvent, decode_events
from villagedesk.sync.cursors import HASH_BYTES
from villagedesk.sync.feed import APPLIED, FIRST_HASH, Entry, next_hash
from villagedesk.sync.given_back import note_seal
from villagedesk.sync.incarnation import open_incarnation
from villagedesk.sync.messages import Page

# Seconds of writing before the operator gets his turn; the indexes that follow and the commit come on top.
PIECE_SECONDS = 0.010
# Seconds between two pieces: another process of this desk looks again and again whether the file is free, and would
# otherwise hardly ever find it so.
PAUSE_SECONDS = 0.008

_log = logging.getLogger(__name__)


def take_page(store: Store, page: Page, at: int, changed: set[str], *, overlapping: bool = False) -> bool:
    """Write one page. Each piece is a transaction with its cursor; after a power cut the rest is asked for again.

    Args:
        store: the desk.
        page: as it came.
        at: central's time, ms UTC.
        changed: gets the names of what changed, also when it ends with trouble.
        overlapping: it may begin before the cursor, as pages on a stick do; only what is new is taken.

    Returns:
        Whether the scope now is as central has it; True as well when that cannot be told yet.

    Raises:
        FeedBroken: it does not continue what is here, or its hash does not fit; nothing of it was written.
        StorageTrouble: the disk makes trouble; whole pieces may have been written.
    """
    waiting = Waiting(page.scope)
    with store.read() as s:
        connection = s.connection()
        entries = page_entries(connection, page)
        under_way = refetch.under_way(connection, page.scope)
        here = (under_way.position, under_way.hash) if under_way else _cursor(connection, page.scope)
        entries = _check(page, entries, here, overlapping=overlapping)
        much = under_way is None and guard.removes_much(connection, page.scope, entries)
        if any(not run.own or run.kept or run.result for run in page.runs):
            waiting.read(connection)
    if much:
        _log.warning("sync: a page of %s would remove much; it is kept aside", page.scope)
        with store.transaction() as connection:
            under_way = refetch.begin_here(connection, page.scope, at)
    if under_way is not None:
        return _take_beside(store, page, under_way, entries, at, changed)
    while entries:
        with store.transaction() as connection:
            entries, names = _write_piece(connection, page.scope, entries, waiting, at)
            if not entries:
                note_seal(connection, page)
        changed |= names
        if entries:
            time.sleep(PAUSE_SECONDS)
    with store.read() as s:
        connection = s.connection()
        if COURSES in changed:
            take_up_courses(connection)
        if page.more or _agrees(connection, page):
            return True
        wrong = _ends_there(page, *_cursor(connection, page.scope)) and rebuild.may_begin(connection, page.scope)
    if wrong:
        # The same feed and yet other rows: this copy went wrong somewhere.
        rebuild.begin(store, page.scope)
    return False


def page_entries(connection: Connection, page: Page) -> list[Entry]:
    """The entries of a page; bodies of own events come from this computer's log.

    Raises:
        FeedBroken: a body is missing or the page is damaged.
    """
    try:
        foreign = iter(decode_events(page.events) if page.events else [])
        entries, position = [], page.after
        for run in page.runs:
            log = page.logs[run.log].hex()
            kept = tuple((index, name) for index, name in run.kept)
            bodies = _own(connection, log, run.first, run.count) if run.own else _next(foreign, run.count)
            for seq, (id_, body) in enumerate(bodies, run.first):
                position += 1
                entries.append(Entry(position, id_, log, seq, body, run.result or APPLIED, kept))
        return entries
    except (CodecError, LookupError) as error:
        raise FeedBroken("wire_broken", scope=page.scope) from error


def _write_piece(
    connection: Connection, scope: str, entries: list[Entry], waiting: Waiting, at: int
) -> tuple[list[Entry], set[str]]:
    """Apply entries for a moment; returns those that are left, and the names of what changed."""
    applier, done = Applier(connection, scope, waiting), 0
    end = clock.monotonic() + PIECE_SECONDS
    while done < len(entries) and (not done or clock.monotonic() < end):
        applier.take(entries[done], at=at)
        done += 1
    return entries[done:], applier.finish().changed


def _take_beside(
    store: Store, page: Page, under_way: refetch.Reset, entries: list[Entry], at: int, changed: set[str]
) -> bool:
    """Put a page beside what stands, and all of it in its place when the feed's end is here."""
    with store.transaction() as connection:
        refetch.add(connection, under_way, entries)
        come = refetch.under_way(connection, page.scope)
    if (
        come is None
        or come.held in (refetch.ASKED, refetch.REFUSED)
        or page.more
        or not _ends_there(page, come.position, come.hash)
    ):
        return True
    with store.read() as s:
        prepared = reset.prepare(s.connection(), come)
        much = not come.held and guard.would_remove_much(s.connection(), prepared)
    if much:
        with store.transaction() as connection:
            refetch.hold(connection, page.scope, at)
        return True
    try:
        with store.transaction() as connection:
            names = reset.swap(connection, prepared, at=at)
            note_seal(connection, page)
            agreed = _agrees(connection, page)
            if not agreed and come.base:
                raise _DiffersBefore
    except _DiffersBefore:
        # The same events and yet other rows: our copy was wrong before the base, so all of it is fetched.
        begin_again(store, page.scope, whole=True)
        return False
    changed |= names
    return agreed


def begin_again(store: Store, scope: str, *, whole: bool = False) -> None:
    """Central does not know our place in a feed: have it fetched again beside what stands, see ``reset``."""
    with store.read() as s:
        there = refetch.earlier(s.connection(), scope, whole=whole)
        lacks = not there.base and refetch.lets_go(s.connection(), scope, _cursor(s.connection(), scope)[0])
    with store.transaction() as connection:
        refetch.begin(connection, there)
        if lacks:
            # Central leaves out the bodies of the log that this computer writes: under a new one they come again.
            open_incarnation(connection)


class _DiffersBefore(Exception):
    """Nothing of the swap is kept."""


def _ends_there(page: Page, position: int, hash_: bytes) -> bool:
    """Whether the page ends at a place, and not where an older page on a stick did."""
    end = page.after + sum(run.count for run in page.runs)
    return end == position and (not page.runs or page.hash == hash_[:HASH_BYTES])


def stands_at_end(connection: Connection, page: Page) -> bool:
    """Whether this computer stands where the page ends, so that its count and digest can be compared with ours."""
    return _ends_there(page, *_cursor(connection, page.scope))


def _cursor(connection: Connection, scope: str) -> tuple[int, bytes]:
    found = connection.exec_driver_sql("SELECT position, hash FROM cursor WHERE scope = ?", (scope,)).fetchone()
    return (found[0], bytes(found[1])) if found else (0, FIRST_HASH)


def _check(page: Page, entries: list[Entry], here: tuple[int, bytes], *, overlapping: bool) -> list[Entry]:
    """Refuse a page that does not continue from here to the hash it names, before any of it is written.

    Returns the entries behind our place.
    """
    position, hash_ = here
    if not entries or (overlapping and entries[-1].position <= position):
        return []
    if page.after > position or (page.after < position and not overlapping):
        raise FeedBroken("wire_broken", scope=page.scope, expected=position, found=page.after)
    fresh = entries[position - page.after :]
    for entry in fresh:
        hash_ = next_hash(hash_, entry)
    if hash_[:HASH_BYTES] != page.hash:
        raise FeedBroken("wire_broken", scope=page.scope)
    return fresh


def _own(connection: Connection, log: str, first: int, count: int) -> list[tuple[str, bytes]]:
    found = [(e.id, e.body) for e in events.events_after(connection, log, first - 1, limit=count)]
    if len(found) != count:
        raise LookupError(f"events {first} to {first + count - 1} of log {log}")
    return found


def _next(foreign: Iterator[WireEvent], count: int) -> list[tuple[str, bytes]]:
    found = [(e.id.hex(), e.body) for e in islice(foreign, count)]
    if len(found) != count:
        raise LookupError("the page has too few events")
    return found


def _agrees(connection: Connection, page: Page) -> bool:
    found = connection.exec_driver_sql("SELECT count, digest FROM cursor WHERE scope = ?", (page.scope,)).fetchone()
    count, digest = (found[0], int(found[1], 16)) if found else (0, 0)
    return bool(count == page.count and digest == int.from_bytes(page.digest, "big"))
