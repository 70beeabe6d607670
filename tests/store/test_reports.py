"""Reports: counted by hand and by the program, the same; only what was bought, known and settled counts."""

from datetime import datetime

import pytest
import time_machine

from tests.conftest import set_up_operator
from tests.store.orders_room import BOOTS, FERTILISER, POWDER, central_says, shipped, villager
from tests.store.test_commission import central_refunds
from villagedesk.domain.orders import BasketLine
from villagedesk.domain.people import Person
from villagedesk.domain.reports import period_of
from villagedesk.domain.sales import CropOrder
from villagedesk.store import Store, action, get, new_row
from villagedesk.store.orders import cancel_order, confirm_order
from villagedesk.store.parcels import hand_over, receive_parcel
from villagedesk.store.reports import households, operators, overview, village
from villagedesk.store.reports.overview import span_ms

MONTH = period_of("month", "2026-11-23")


def local(text: str) -> datetime:
    """A time of day where the tests run."""
    return datetime.fromisoformat(text).astimezone()


@action
def lives_with(s, person_id: str, household_id: str) -> None:
    """Whom somebody lives with, as the feed would tell it."""
    get(s, Person, person_id).household_id = household_id


@action
def central_buys(s, state: str, **settled: int) -> None:
    """A buyer's order as central's row."""
    new_row(
        s,
        CropOrder(
            lot_id="l", listing_id="l", buyer="丰源", quantity=10_000, price_fen=420, sale_unit="jin", ship_by_on="2026-11-25", state=state, **settled
        ),
    )  # fmt: skip


def order(store: Store, by: str, person: str, *lines: BasketLine, at: str) -> str:
    with time_machine.travel(local(at), tick=True), store.write(by=by) as s:
        return confirm_order(s, list(lines), person, "cash", read_back=True).order_id


def give(store: Store, by: str, order_id: str, waybill: str, at: str) -> None:
    with time_machine.travel(local(at), tick=True):
        shipped(store, by, order_id, waybill)
        with store.write(by=by) as s:
            row = receive_parcel(s, waybill)
        with store.write(by=by) as s:
            hand_over(s, row.id, row.pickup_code)


@pytest.fixture
def room(store: Store, operator: str) -> dict[str, str]:
    """A small November: two operators, three villagers of two households, four orders, one cancelled, one of October."""
    with store.write() as s:
        other = set_up_operator(s, "李明")
    chen, wu = villager(store, operator), villager(store, operator, "吴阿婆", "13900006722")
    zhao = villager(store, operator, "赵德明", "13900006723")
    with store.write(by=operator) as s:
        lives_with(s, wu, chen)
    with store.write(by=operator) as s:
        lives_with(s, chen, chen)
    known = BasketLine("g-pot", "铁锅", 6000, 2, category="铁锅", reference_fen=7500)
    dear = BasketLine("g-tea", "砖茶", 1000, 1, category="砖茶", reference_fen=900)
    ids = {
        "october": order(store, operator, chen, BOOTS, at="2026-10-31T23:59:59"),
        "first": order(store, operator, chen, POWDER, known, at="2026-11-01T00:00:00"),
        "second": order(store, other, wu, FERTILISER, at="2026-11-20T10:10:00"),
        "third": order(store, operator, zhao, dear, BOOTS, at="2026-11-20T10:50:00"),
        "gone": order(store, operator, zhao, known, at="2026-11-21T09:00:00"),
    }
    with time_machine.travel(local("2026-11-21T10:00:00"), tick=True), store.write(by=operator) as s:
        cancel_order(s, ids["gone"])
    give(store, other, ids["second"], "YT2", "2026-11-22T10:00:00")
    return ids | {"chen": chen, "wu": wu, "zhao": zhao, "operator": operator, "other": other}


@pytest.fixture(autouse=True)
def _a_day():
    with time_machine.travel(local("2026-11-23T10:00:00"), tick=True):
        yield


def test_a_month_day_by_day(store: Store, room: dict[str, str]) -> None:
    with store.read() as s:
        found = overview(s, MONTH)
    assert (found.orders, found.fen, found.handed_over) == (3, 5980 + 12000 + 16800 + 4500, 1)
    assert [(slot.key, slot.orders, slot.fen) for slot in found.slots if slot.orders] == [
        ("2026-11-01", 1, 17980),
        ("2026-11-20", 2, 21300),
    ]
    assert len(found.slots) == 23, "days that have begun"
    assert (len(found.before), sum(slot.fen for slot in found.before)) == (31, 3500)
    assert found.earned_fen == 504


def test_a_day_hour_by_hour_and_a_year_month_by_month(store: Store, room: dict[str, str]) -> None:
    with store.read() as s:
        day = overview(s, period_of("day", "2026-11-20"))
        year = overview(s, period_of("year", "2026-11-20"))
        today = overview(s, period_of("day", "2026-11-23"))
    assert [(slot.key, slot.orders) for slot in day.slots if slot.orders] == [("10", 2)]
    assert len(day.slots) == 24
    assert [(slot.key, slot.orders) for slot in year.slots if slot.orders] == [("2026-10", 1), ("2026-11", 3)]
    assert len(year.slots) == 11
    assert (today.orders, today.slots[-1].key) == (0, "10")


def test_what_was_given_back_counts_when_it_was(store: Store, room: dict[str, str]) -> None:
    with store.write() as s:
        central_refunds(s, room["second"], 5000)
    with store.read() as s:
        assert overview(s, period_of("day", "2026-11-23")).given_back_fen == 5000
        assert overview(s, period_of("day", "2026-11-22")).given_back_fen == 0


def test_who_lives_together_is_one_household(store: Store, room: dict[str, str]) -> None:
    with store.read() as s:
        rows, count = households(s, MONTH)
        first, _ = households(s, MONTH, most=1)
    assert count == 2
    assert [(row.name, row.people, row.orders, row.fen) for row in rows] == [
        ("陈桂花", 2, 2, 34780),
        ("赵德明", 1, 1, 4500),
    ]
    assert first == rows[:1]


def test_each_operator_has_his_own_work(store: Store, room: dict[str, str]) -> None:
    with store.read() as s:
        rows = operators(s, MONTH)
        assert operators(s, period_of("month", "2026-09-01")) == []
    assert [(row.name, row.orders, row.fen, row.earned_fen) for row in rows] == [
        ("王秀兰", 2, 22480, 0),
        ("李明", 1, 16800, 504),
    ]


def test_saved_is_reckoned_only_where_a_price_is_known(store: Store, room: dict[str, str]) -> None:
    with store.read() as s:
        found = village(s, MONTH)
        nothing = village(s, period_of("month", "2026-10-01"))
    kinds = {kind.name: (kind.pieces, kind.fen) for kind in found.kinds}
    assert kinds == {"铁锅": (2, 12000), "砖茶": (1, 1000), "": (4, 26280)}
    assert found.fen == 39280
    assert (found.saved.fen, found.saved.known, found.saved.lines) == (2 * 1500 - 100, 2, 5)
    assert (nothing.saved.fen, nothing.saved.known, nothing.saved.lines) == (0, 0, 1)


def test_only_settled_crop_sales_count_as_sold_in_the_month_they_were_settled(
    store: Store, room: dict[str, str]
) -> None:
    begin, end = span_ms(MONTH)
    for state in ("received", "accepted", "declined", "confirmed"):
        with store.write() as s:
            central_buys(s, state)
    with store.read() as s:
        assert village(s, MONTH).sold.fen == 0
    for settled_at in (begin, end - 1, end):
        with store.write() as s:
            central_buys(s, "settled", gross_fen=8400, settled_at=settled_at)
    with store.read() as s:
        sold = village(s, MONTH).sold
    assert (sold.fen, sold.sales) == (16_800, 2)


def test_what_central_refused_was_not_bought(store: Store, room: dict[str, str]) -> None:
    with store.write() as s:
        central_says(s, room["third"], "refused", reason="停产")
    with store.read() as s:
        assert overview(s, MONTH).orders == 2
        assert [kind.name for kind in village(s, MONTH).kinds] == ["", "铁锅"]
        assert [row.name for row in households(s, MONTH)[0]] == ["陈桂花"]
