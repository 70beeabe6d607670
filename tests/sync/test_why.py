"""Why is this not sent: every reason that there is, from what the database says; and what waits, heap by heap."""

import pytest

from tests.store.orders_room import ordered, villager
from villagedesk.domain.registry import ENTITIES, snake
from villagedesk.store import Store, events, tables
from villagedesk.store.photos import attach, desk_files
from villagedesk.sync.kinds import Kind, kind_of
from villagedesk.sync.outbox import Chip, sync_status, waiting_kinds, waiting_things
from villagedesk.sync.why import Reason, Why, why_kind, why_row

NOW = 1_763_870_000_000


@pytest.fixture
def order(store: Store, operator: str) -> str:
    """An order that waits here, on a computer that is enrolled."""
    meta(store, device="ab" * 16)
    return ordered(store, operator, villager(store, operator)).order_id


def meta(store: Store, **facts: str) -> None:
    with store.transaction() as connection:
        for key, value in facts.items():
            events.put_meta(connection, key, value)


def run(store: Store, statement: str, *values: object) -> None:
    with store.transaction() as connection:
        connection.exec_driver_sql(statement, values)


def all_at_central(store: Store) -> None:
    """As if central had taken everything."""
    run(store, "UPDATE event SET position = seq, result = 'applied'")
    run(store, "DELETE FROM shadow")


def photo(store: Store, size: int = 50_000) -> str:
    name = desk_files(store).put(b"p" * size)
    with store.transaction() as connection:
        attach(connection, desk_files(store), name, "damage", NOW)
    return name


def ask(store: Store, order: str, *, sending: bool = False) -> Why:
    with store.read() as s:
        return why_row(s.connection(), "order", order, sending=sending)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"device": "ab"}, Reason.SOON),
        ({"sync_trouble": "offline"}, Reason.NO_LINE),
        ({"sync_trouble": "central_silent"}, Reason.CENTRAL_SILENT),
        ({"sync_trouble": "central_trouble"}, Reason.CENTRAL_TROUBLE),
        ({"sync_trouble": "wire_broken"}, Reason.CENTRAL_TROUBLE),
        ({"sync_trouble": "device_unknown"}, Reason.DEVICE_UNKNOWN),
        ({"sync_trouble": "central_too_new"}, Reason.CENTRAL_TOO_NEW),
        ({"sync_trouble": "disk_full"}, Reason.DISK),
        ({"sync_trouble": "feed_differs"}, Reason.SOON),
        ({"sync_trouble": "feed_removes_much"}, Reason.SOON),
        ({"stopped_at": str(NOW)}, Reason.STOPPED),
    ],
)
def test_what_holds_up_an_order_that_waits(store: Store, order: str, facts: dict[str, str], reason: Reason) -> None:
    meta(store, answered_at=str(NOW), **facts)
    why = ask(store, order)
    assert why.reason is reason
    assert why.is_here
    assert why.code == facts.get("sync_trouble", "")
    assert why.since == NOW
    with store.read() as s:
        assert why.waits_since == events.waiting(s.connection())[1] or why.waits_since is not None


def test_a_computer_that_is_not_enrolled(store: Store, order: str) -> None:
    run(store, "DELETE FROM meta WHERE key = 'device'")
    meta(store, sync_trouble="offline")
    assert ask(store, order, sending=True).reason is Reason.NOT_ENROLLED


def test_while_it_is_being_sent(store: Store, order: str) -> None:
    meta(store, sync_trouble="offline")
    assert ask(store, order, sending=True).reason is Reason.SENDING


def test_while_central_gets_back_what_it_lost(store: Store, order: str) -> None:
    run(
        store,
        "INSERT INTO reset(scope, step, base, base_hash, position, hash) VALUES ('centre', 0, 0, x'00', 0, x'00')",
    )
    assert ask(store, order).reason is Reason.SET_BACK


@pytest.mark.parametrize(("ahead", "told"), [(9 * 60_000, 0), (-11 * 60_000, -11 * 60_000)])
def test_a_wrong_clock_is_told_beside_it(store: Store, order: str, ahead: int, told: int) -> None:
    meta(store, sync_trouble="offline", clock_ahead=str(ahead))
    why = ask(store, order)
    assert (why.reason, why.clock_ahead) == (Reason.NO_LINE, told)


def test_central_keeps_what_it_does_not_know_yet(store: Store, order: str) -> None:
    all_at_central(store)
    run(store, "UPDATE event SET result = 'deferred'")
    why = ask(store, order)
    assert (why.reason, why.is_here) == (Reason.DEFERRED, False)
    assert why.waits_since is not None


def test_central_keeps_what_a_laptop_did_for_a_class_that_it_was_not_given(store: Store, order: str) -> None:
    meta(store, role="trainer", central_head="0")
    assert ask(store, order).reason is Reason.SOON
    meta(store, central_head="99")
    why = ask(store, order)
    assert (why.reason, why.is_here) == (Reason.ASIDE, False)


@pytest.mark.parametrize(
    ("result", "code", "reason"), [("row_unknown", "row_unknown", Reason.REFUSED), ("applied", "kept", Reason.KEPT)]
)
def test_central_said_no(store: Store, order: str, result: str, code: str, reason: Reason) -> None:
    all_at_central(store)
    run(store, "UPDATE event SET result = ?", result)
    with store.read() as s:
        event_id = s.connection().exec_driver_sql("SELECT id FROM event ORDER BY seq DESC").scalar()
    with store.transaction() as connection:
        connection.execute(
            tables.inbox.insert().values(at=NOW, event_id=event_id, entity="order", row_id=order, code=code)
        )
    why = ask(store, order)
    assert (why.reason, why.code, why.since, why.is_here) == (reason, code if result != "applied" else "", NOW, False)
    assert why.decision == 1
    run(store, "UPDATE inbox SET done_at = ?", NOW)
    assert ask(store, order).reason is Reason.DELIVERED, "somebody has taken note of it"


@pytest.mark.parametrize(("trouble", "reason"), [("", Reason.PHOTO), ("offline", Reason.NO_LINE)])
def test_a_photo_is_still_to_be_sent(store: Store, order: str, operator: str, trouble: str, reason: Reason) -> None:
    all_at_central(store)
    name = photo(store)
    run(store, "UPDATE blob SET sent_bytes = 20000")
    row = "INSERT INTO evidence(id, created_at, created_by, extra, about, about_id, kind, sha256, note) VALUES"
    run(store, f"{row} ('e', 1, ?, '', 'order', ?, 'damage', ?, '')", operator, order, name)
    meta(store, sync_trouble=trouble)
    why = ask(store, order)
    assert (why.reason, why.photos, why.photo_bytes, why.waits_since) == (reason, 1, 30_000, NOW)
    with store.read() as s:
        heap = why_kind(s.connection(), Kind.PHOTOS)
    assert (heap.reason, heap.photos, heap.photo_bytes) == (reason, 1, 30_000)


def test_it_is_there(store: Store, order: str) -> None:
    all_at_central(store)
    meta(store, agreed_at=str(NOW))
    assert ask(store, order) == Why(Reason.DELIVERED, since=NOW)
    meta(store, sync_trouble="feed_differs", agreed_at="")
    assert ask(store, order).reason is Reason.DIFFERS


def test_every_reason_can_be_reached() -> None:
    reached = {
        *(reason for _, reason in REACHED),
        Reason.NOT_ENROLLED,
        Reason.SENDING,
        Reason.SET_BACK,
        Reason.ASIDE,
        Reason.DEFERRED,
    }
    reached |= {Reason.REFUSED, Reason.KEPT, Reason.PHOTO, Reason.DELIVERED, Reason.DIFFERS}
    assert reached == set(Reason)


REACHED = test_what_holds_up_an_order_that_waits.pytestmark[0].args[1]


# --- what waits


def test_what_waits_is_told_heap_by_heap(store: Store, order: str) -> None:
    with store.read() as s:
        first = waiting_kinds(s.connection())
        things = waiting_things(s.connection(), Kind.ORDERS)
        heap = why_kind(s.connection(), Kind.ORDERS)
    assert [one.kind for one in first] == [Kind.ORDERS, Kind.OTHER]
    assert first[0].count == 1
    assert first[0].size > 200
    assert [(one.entity, one.row_id) for one in things] == [("order", order)]
    assert (heap.reason, heap.waits_since) == (Reason.SOON, things[0].at)
    photo(store)
    all_at_central(store)
    with store.read() as s:
        (left,) = waiting_kinds(s.connection())
        status = sync_status(s.connection())
    assert (left.kind, left.count, left.size, left.oldest_at) == (Kind.PHOTOS, 1, 50_000, NOW)
    assert (status.chip, status.waiting, status.photos, status.oldest_at) == (Chip.HERE, 0, 1, NOW)


def test_waiting_is_counted_by_its_own_index(store: Store, order: str) -> None:
    """The log of years must not be read for the chip."""
    with store.read() as s:
        plan = s.connection().exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT count(*), min(at) FROM event WHERE position IS NULL"
        )
        assert all("event_waiting" in row[3] for row in plan)


@pytest.mark.parametrize("entity", [snake(one.__name__) for one in ENTITIES])
def test_every_entity_has_its_heap(entity: str) -> None:
    assert kind_of(entity) not in (Kind.PHOTOS, Kind.GOODS)


def test_what_a_newer_version_makes_has_a_heap_too(store: Store) -> None:
    assert (kind_of("crop_auction"), kind_of("drone")) == (Kind.FARMERS, Kind.OTHER)
