"""The sync page: what has to be decided is named and said in words, and one press decides it."""

import pytest
from sqlmodel import select

from tests.desktop.counter import open_window
from tests.store.orders_room import BASKET, central_sends, ordered, villager
from villagedesk import i18n
from villagedesk.desktop.sync.service import SyncService
from villagedesk.desktop.sync.words import field_word, value_words
from villagedesk.desktop.widgets import PlainButton, Text
from villagedesk.domain.cash import CashEntry
from villagedesk.domain.entity import snake
from villagedesk.domain.orders import Order
from villagedesk.domain.people import Person
from villagedesk.domain.registry import ENTITIES
from villagedesk.store import events, tables
from villagedesk.store.bills import take_bill
from villagedesk.store.cash import paid_for
from villagedesk.store.inbox import decisions
from villagedesk.store.orders import cancel_order, confirm_order
from villagedesk.store.parcels import hand_over, receive_parcel


@pytest.fixture
def chen(store, operator):
    return villager(store, operator)


@pytest.fixture
def page(desk, qtbot):
    window = open_window(desk, qtbot)
    window.go("sync")
    return window.page()


def note(store, entity, row_id, code="kept", field=None, ours=None, theirs=None, event_id="e" * 32):
    """What a page of the feed leaves behind when two typed different things."""
    with store.transaction() as connection:
        connection.execute(
            tables.inbox.insert().values(
                at=1_763_870_000_000,
                event_id=event_id,
                entity=entity,
                row_id=row_id,
                field=field,
                ours=ours,
                theirs=theirs,
                code=code,
            )
        )


def texts(page):
    return [label.text() for label in page.findChildren(Text)]


def press(page, words):
    next(button for button in page.findChildren(PlainButton) if button.text() == words).click()


def test_what_waits_is_named_and_there_is_nothing_to_decide(page):
    assert "Operators" in texts(page)
    assert page._decide_card.isHidden()


def test_our_value_is_taken_and_goes_out(page, store, chen):
    note(store, "person", chen, field="phone", ours="13900001111", theirs="13900002222")
    page.refresh()
    assert {"People  陈桂花: phone", "13900001111", "13900002222", "1 thing to decide"} <= set(texts(page))
    press(page, "Use this")
    with store.read() as s:
        assert s.get(Person, chen).phone == "13900001111"
        assert decisions(s) == []


def test_a_sum_is_said_as_money_and_taken_as_a_number(page, store, operator, chen):
    slip = ordered(store, operator, chen)
    note(store, "order", slip.order_id, field="ceiling_fen", ours="30000", theirs="28000")
    page.refresh()
    assert {f"Orders  陈桂花  {slip.number}: highest sum", "¥300.00", "¥280.00"} <= set(texts(page))
    press(page, "Use this")
    with store.read() as s:
        assert s.get(Order, slip.order_id).ceiling_fen == 30000


def test_leaving_what_stands_sends_nothing(page, store, chen):
    note(store, "person", chen, field="phone", ours="13900001111", theirs="13900006721")
    page.refresh()
    with store.read() as s:
        before = s.get(Person, chen).phone
    press(page, "Use that")
    with store.read() as s:
        assert s.get(Person, chen).phone == before
        assert decisions(s) == []


def test_a_refusal_is_told_and_seen(page, store, chen):
    note(store, "person", chen, code="row_unknown")
    page.refresh()
    assert "People  陈桂花 was not accepted" in texts(page)
    press(page, "I have seen it")
    with store.read() as s:
        assert decisions(s) == []


@pytest.mark.parametrize(("entity", "field"), [(snake(e.__name__), f) for e in ENTITIES for f in sorted(e.guarded)])
def test_every_guarded_field_has_its_word(entity, field):
    i18n.set_language("zh_CN")
    assert field_word(field) != field
    assert not field_word(field).isascii()


@pytest.mark.parametrize(
    ("entity", "field", "value", "said"),
    [
        ("parcel", "state", "collected", "handed over"),
        ("listing", "price_fen", "1250", "¥12.50"),
        ("order_line", "dropped", "True", "yes"),
        ("harvest_lot", "harvested_on", "2026-11-18", "November 18, 2026"),
        ("seller", "kind", "licence", "Business licence"),
        ("person", "phone", None, "—"),
    ],
)
def test_values_are_said_in_words(entity, field, value, said):
    assert value_words(entity, field, value) == said


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (25 * 60_000, "25 minutes fast"),
        (-3 * 3_600_000, "3 hours slow"),
        (-9_000 * 86_400_000, "9,000 days slow"),
        (9 * 60_000, ""),
        (-9 * 60_000, ""),
    ],
)
def test_a_clock_that_is_wrong_is_said_once(desk, store, qtbot, said, ahead, words):
    with store.transaction() as connection:
        events.put_meta(connection, "device", "ab" * 16)
        events.put_meta(connection, "clock_ahead", str(ahead))
    service = SyncService(desk)
    for _ in range(2):
        with qtbot.waitSignal(desk.bus.sync_state):
            service.refresh()
    found = [text for _, text in said if "clock" in text]
    assert len(found) == (1 if words else 0)
    assert all(words in text for text in found)
    page = open_window(desk, qtbot)
    page.go("sync")
    qtbot.wait(50)
    assert any("clock" in text for text in texts(page.page())) == bool(words)


def test_the_clock_is_compared_at_each_contact(desk):
    from tests.sync.two_desks import NAMES, World
    from villagedesk.sync.outbox import sync_status

    world = World()
    try:
        world.sync(NAMES[0])
        status = world.read(NAMES[0], sync_status)
        assert abs(status.clock_ahead) < 60_000
        assert not status.clock_wrong
    finally:
        world.close()


def test_a_parcel_that_was_handed_over_twice_is_told_once(page, store, operator, chen):
    with store.write() as s:
        parcel = central_sends(s, "吴阿婆", "13900005555", "ZT3")
    note(store, "parcel", parcel, "happened_twice", "state", "collected", "collected")
    page.refresh()
    assert "Handed over twice" in texts(page)
    assert any(text.startswith("ZT3  Another computer had handed this parcel over already") for text in texts(page))
    press(page, "Look")
    assert page.window().place() == "parcel"
    press(page, "I have seen it")
    with store.read() as s:
        assert decisions(s) == []


@pytest.mark.parametrize("truth", ["The villager has it", "It went back: give ¥42.00 back"])
def test_a_parcel_handed_over_here_and_sent_back_there_is_decided(page, store, operator, chen, truth):
    with store.write(by=operator) as s:
        central_sends(s, "吴阿婆", "13900005555", "ZT4", due_fen=4200)
    with store.write(by=operator) as s:
        parcel = receive_parcel(s, "ZT4")
    with store.write(by=operator) as s:
        hand_over(s, parcel.id, parcel.pickup_code)
    note(store, "parcel", parcel.id, "at_odds", "state", "sent_back", "collected")
    page.refresh()
    assert "Handed over and sent back" in texts(page)
    press(page, truth)
    if truth.startswith("It went back"):
        with store.read() as s:
            assert len(decisions(s)) == 1, "it is asked twice"
        press(page, "Really: it went back")
    with store.read() as s:
        assert decisions(s) == []
        assert sum(s.scalars(select(CashEntry.amount_fen))) == (4200 if truth == "The villager has it" else 0)


def test_money_that_two_computers_gave_is_booked_back(page, store, operator, chen):
    with store.write(by=operator) as s:
        order_id = confirm_order(s, BASKET, chen, "cash", read_back=True).order_id
    with store.write(by=operator) as s:
        cancel_order(s, order_id)
    event_id = s.event.id
    note(store, "order", order_id, "happened_twice", "given_back", "1", "1", event_id=event_id)
    page.refresh()
    assert "Money given twice" in texts(page)
    press(page, "The money is back")
    with store.read() as s:
        assert len(decisions(s)) == 1, "it is asked twice"
    press(page, "Really: it is back")
    with store.read() as s:
        assert decisions(s) == []
        assert paid_for(s, [order_id]) == {order_id: 26280}


def test_a_bill_that_two_computers_paid_in_has_no_button_that_moves_money(page, store, operator):
    with store.write(by=operator) as s:
        taken = take_bill(s, "power", "620011112222", 5000)
    note(store, "bill", taken.id, "happened_twice", "state", "done", "done")
    page.refresh()
    assert "Paid in twice" in texts(page)
    assert "The money is back" not in [button.text() for button in page.findChildren(PlainButton)]
    press(page, "Look")
    assert page.window().place() == "bills"
