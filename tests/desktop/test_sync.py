"""The sync page: what has to be decided is named and said in words, and one press decides it."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlmodel import select

from tests.desktop.counter import open_window
from tests.desktop.counter import press as key
from tests.desktop.test_screens import cut_off
from tests.store.orders_room import BASKET, central_sends, ordered
from villagedesk import clock, i18n
from villagedesk.desktop import navigation
from villagedesk.desktop.sync.decisions import DecisionCard
from villagedesk.desktop.sync.facts import line_words
from villagedesk.desktop.sync.heaps import time_left
from villagedesk.desktop.sync.progress import IDLE, SENDING, STOPPING, Progress, RunView
from villagedesk.desktop.sync.reasons import what_is_the_matter, what_to_do
from villagedesk.desktop.sync.service import SyncService
from villagedesk.desktop.sync.why_button import WhyButton
from villagedesk.desktop.sync.words import field_word, value_words
from villagedesk.desktop.widgets import PlainButton, Text
from villagedesk.domain.cash import CashEntry
from villagedesk.domain.entity import canonical, snake
from villagedesk.domain.orders import Order
from villagedesk.domain.people import Person
from villagedesk.domain.registry import ENTITIES
from villagedesk.errors import Refused
from villagedesk.store import events, identity, tables
from villagedesk.store.bills import take_bill
from villagedesk.store.cash import paid_for
from villagedesk.store.catalogue.arriving import WHOLE, add_piece, begin_arrival
from villagedesk.store.deposits import pack_deposit
from villagedesk.store.identity import Device, remember
from villagedesk.store.inbox import decisions, use_ours
from villagedesk.store.orders import cancel_order, confirm_order
from villagedesk.store.parcels import hand_over, receive_parcel
from villagedesk.sync.history import PastSync, note_agreement, note_sync
from villagedesk.sync.meter import Line, Traffic
from villagedesk.sync.outbox import waiting_kinds
from villagedesk.sync.parts import GOODS, Part, Parts, sign_parts
from villagedesk.sync.run import Report
from villagedesk.sync.traffic import note_traffic
from villagedesk.sync.why import Reason, Why

DESK = Device("ab" * 16, 1, "cd" * 16, "desk", "http://127.0.0.1:9", bytes(32))


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
    next(button for button in page.findChildren(PlainButton) if button.text().rstrip(" 123") == words).click()


def test_what_waits_is_named_and_there_is_nothing_to_decide(page):
    assert {"People and the rest", "On this computer"} <= set(texts(page))
    assert page._decide_card.isHidden()


def test_goods_that_came_in_part_are_shown_between_syncs(page, store):
    """The rest of a catalogue of hundreds of megabytes comes over days."""
    central = Ed25519PrivateKey.generate()
    with store.transaction() as connection:
        remember(connection, replace(DESK, central_key=central.public_key().public_bytes_raw()))
    made = [Part(bytes([n]) * 32, 500_000, GOODS, 100) for n in range(4)]
    begin_arrival(store.catalogue, WHOLE, sign_parts(central, Parts(WHOLE, 7, 1_763_870_000_000, made)))
    add_piece(store.catalogue, WHOLE, 0, bytes(200_000))
    page.refresh()
    assert {"Goods catalogue", "goes on with the next sync"} <= {one.text() for one in page.findChildren(QLabel)}
    assert any("1.8 MB left" in text for text in texts(page))


def test_our_value_is_taken_and_goes_out(page, store, chen):
    note(store, "person", chen, field="phone", ours="13900001111", theirs="13900002222")
    page.refresh()
    assert {"People  陈桂花: phone", "139 0000 1111", "139 0000 2222", "1 thing to decide"} <= set(texts(page))
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
    press(page, "Keep that")
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
        ("order_line", "dropped", "True", "Yes"),
        ("harvest_lot", "harvested_on", "2026-11-18", "18 November 2026"),
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
        (-3 * 3_600_000, "3 h slow"),
        (-9_000 * 86_400_000, "9,000 days slow"),
        (9 * 60_000, ""),
        (-9 * 60_000, ""),
    ],
)
def test_a_clock_that_is_wrong_is_said_once(desk, store, qtbot, said, ahead, words):
    with store.transaction() as connection:
        remember(connection, DESK)
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


@pytest.mark.parametrize(("entity", "state", "moves"), [("bill", "done", True), ("deposit", "banked", False)])
def test_what_two_computers_paid_in_is_told(page, store, operator, entity, state, moves):
    """A bill's money left an account on both; a bag's left no drawer a second time."""
    with store.write(by=operator) as s:
        made = take_bill(s, "power", "620011112222", 5000).id if moves else pack_deposit(s, "HX-1", {"10000": 1})
    note(store, entity, made, "happened_twice", "state", state, state)
    page.refresh()
    assert "Paid in twice" in texts(page)
    buttons = [button.text() for button in page.findChildren(PlainButton)]
    assert any(words.startswith("The money is back") for words in buttons) == moves
    press(page, "Look")
    assert page.window().place() == ("bills" if moves else "cash_bank")


# --- why is this not sent


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_says_what_is_the_matter_and_what_to_do(reason, language):
    i18n.set_language(language)
    why = Why(reason, "row_unknown", 1_763_870_000_000, 1_763_860_000_000, 2, 90_000, 25 * 60_000)
    matter, to_do = what_is_the_matter(why), what_to_do(why, 1_763_880_000_000)
    assert matter.endswith("." if language == "en" else "。")
    assert "row_unknown" not in matter, "no code where there are words"
    assert to_do or reason is Reason.DELIVERED
    assert any("一" <= letter <= "龥" for letter in matter) == (language == "zh_CN")


def test_one_press_on_an_order_that_waits_says_why(desk, store, operator, chen, qtbot):
    slip = ordered(store, operator, chen)
    with store.transaction() as connection:
        remember(connection, DESK)
        events.put_meta(connection, "sync_trouble", "offline")
    window = open_window(desk, qtbot)
    window.go("order", order_id=slip.order_id)
    press(window.page(), "Why not sent?")
    page = window.page()
    assert window.place() == "sync"
    shown = texts(page._why)
    assert shown[0] == f"Why is this not sent? Orders  陈桂花  {slip.number}"
    assert shown[1].startswith(
        "There is no line. Central has never answered this computer yet. It has waited here since"
    )
    assert "Write a stick" in shown[2]
    assert window.focusWidget() is page._why.close_button
    key(window, Qt.Key.Key_Escape)
    assert page._why.isHidden()
    assert window.place() == "sync"
    key(window, Qt.Key.Key_Escape)
    assert window.place() == "order"


def test_a_heap_that_waits_says_why_and_what_is_in_it(page, store, operator, chen):
    slips = [ordered(store, operator, chen) for _ in range(3)]
    page.refresh()
    next(heap for heap in page._heaps.values() if heap.kind == "orders").why.click()
    shown = texts(page._why)
    assert shown[1].startswith("This computer is not enrolled")
    assert [text.split("  ")[-1] for text in shown[-3:]] == [slip.number for slip in slips]


# --- sending


def test_bars_move_while_it_is_sent_and_stop_keeps_what_is_done(page, desk, store, operator, chen):
    for _ in range(3):
        ordered(store, operator, chen)
    page.refresh()
    asked = []
    desk.stop_sync = lambda: asked.append(True)
    bars = Progress()
    with store.read() as s:
        waiting = waiting_kinds(s.connection())
    show_run(desk, RunView(SENDING, bars.heaps(waiting)))
    assert page._now.isHidden()
    assert {"This connection", "being sent"} <= set(texts_and_pills(page))
    show_run(desk, RunView(SENDING, bars.heaps([replace(one, count=1) for one in waiting if one.kind == "orders"])))
    assert {"2 of 3", "✓ delivered"} <= set(texts_and_pills(page))
    key(page, Qt.Key.Key_0)
    assert asked == [True]
    show_run(desk, RunView(STOPPING, bars.heaps(waiting)))
    assert not page._stop.isEnabled()
    show_run(desk, RunView(IDLE, bars.heaps([])))
    page.refresh()
    assert page._stop.isHidden()
    assert not page._now.isHidden()


@pytest.mark.parametrize(
    ("size", "line", "words"),
    [
        (90_000, Line(4_500, 900), "about 21 seconds"),
        (9_000_000, Line(4_500, 0), "about 34 minutes"),
        (90_000, Line(), ""),
        (0, Line(4_500), ""),
    ],
)
def test_the_time_left_comes_from_the_measured_speed(size, line, words):
    assert time_left(size, line) == words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (Line(), "Nobody knows yet how quick the line is."),
        (Line(0, 400), "The line is quick."),
        (Line(90_000, 900), "The line is quick."),
        (Line(0, 1_800), "The line is slow."),
        (Line(5_000, 900), "The line is slow: a photo takes about 21 seconds."),
        (Line(500, 2_000), "The line is very slow: a photo takes about 4 minutes."),
    ],
)
def test_the_line_is_quick_or_slow_in_words(line, words):
    assert line_words(line) == words


def test_what_was_used_compared_and_synced_is_told(page, store, qtbot):
    now = clock.now_ms()
    with store.transaction() as connection:
        note_traffic(connection, {"round": Traffic(1_000, 2_000, 500, 2_000, 2)}, 12_000)
        note_agreement(connection, "centre", now, agrees=True)
        note_agreement(connection, "class:x", now, agrees=False)
        note_sync(connection, PastSync(now - 60_000, now, "line", True, "", 3, 4, 1, 3_500))
        for at in (now, now + 1):
            note_sync(connection, PastSync(at, at, "line", False, "offline", 0, 0, 0, 100))
    page.refresh()
    shown = texts_and_pills(page)
    time = i18n.time_text(now)
    assert (
        "Today 4\u00a0KB: 1\u00a0KB sent, 2\u00a0KB received  This month 4\u00a0KB  Saved this month: 10\u00a0KB"
        in shown
    )
    assert {"This centre's records", f"✓ the same  {time}", f"not the same  {time}"} <= set(shown)
    assert "3 sent, 4 received, 1 photos  4 KB" in shown
    assert any("2 times" in text for text in shown)
    assert any("copy of this computer's data" in text.lower() for text in shown)
    with store.transaction() as connection:
        for at in range(8):
            note_sync(connection, PastSync(now, now, "line", True, "", at + 1, 0, 0, 100))
    page.refresh()
    qtbot.waitUntil(lambda: not list(cut_off(page)))


# --- deciding with the keys


def test_the_keys_decide_the_first_one_and_later_puts_it_behind(page, store, chen):
    note(store, "person", chen, field="phone", ours="13900001111", theirs="13900002222")
    note(store, "person", chen, field="name", ours="陈桂花", theirs="陈贵花")
    page.open()
    assert page.window().focusWidget().text() == "Use this  1"
    key(page, Qt.Key.Key_3)
    assert title_of_first(page) == "People  陈桂花: name"
    key(page, Qt.Key.Key_2)
    with store.read() as s:
        assert [one.field for one in decisions(s)] == ["phone"]
    key(page, Qt.Key.Key_1)
    with store.read() as s:
        assert s.get(Person, chen).phone == "13900001111"
    shown = texts(page)
    assert page._decide_card.isHidden()
    assert {"Decided in the last 30 days", "People  陈桂花: phone"} <= set(shown)
    assert any(text.startswith("Used: 139 0000 1111  王秀兰") for text in shown)
    assert any(text.startswith("Kept: 陈贵花  王秀兰") for text in shown)


@pytest.mark.parametrize(
    ("told", "where"), [([], "Another computer"), ([("a" * 32, 2, "KIOSK-2")], "Computer 2 (KIOSK-2)")]
)
def test_who_typed_what_when_and_where_stands_above_it(page, store, operator, chen, told, where):
    with store.transaction() as connection:
        identity.note_computers(connection, told)
    with store.read() as s:
        (own,) = s.connection().exec_driver_sql("SELECT id FROM event ORDER BY seq DESC LIMIT 1").scalars()
    body = canonical({"a": "x", "at": 1_763_870_000_000, "by": operator, "c": [["person", chen, {"phone": ["", "1"]}]]})
    with store.transaction() as connection:
        run = connection.exec_driver_sql
        run("UPDATE event SET position = seq + 1")
        run(
            "INSERT INTO event(id, log, seq, scope, at, body, position, result) VALUES (?,?,1,'centre',1,?,1,'applied')",
            ("f" * 32, "a" * 32, body),
        )
    note(store, "person", chen, field="phone", ours="13900001111", theirs="1", event_id=own)
    page.refresh()
    shown = texts(page)
    assert any(text.startswith("This computer  ") for text in shown)
    assert f"{where}  {i18n.ago(1_763_870_000_000)}  王秀兰" in shown


def test_a_move_that_is_no_longer_possible_is_told_and_cannot_be_forced(page, store, operator, chen):
    slip = ordered(store, operator, chen)
    note(store, "order", slip.order_id, field="state", ours="cancelled", theirs="placed")
    page.refresh()
    shown = texts(page)
    assert any("Here it became “cancelled”" in text for text in shown)
    assert "Use this" not in " ".join(button.text() for button in page.findChildren(PlainButton))
    with store.write(by=operator) as s, pytest.raises(Refused, match="not_possible_now"):
        use_ours(s, decisions(s)[0].id)
    press(page, "Look")
    assert page.window().place() == "order"


def test_a_row_that_was_deleted_is_settled_with_all_its_fields(page, store, chen):
    for field in ("name", "phone"):
        note(store, "person", "0" * 32, field=field, ours="x")
    page.refresh()
    assert "People was deleted meanwhile" in texts(page)
    press(page, "I have seen it")
    with store.read() as s:
        assert decisions(s) == []


def show_run(desk, run):
    desk.sync_run = run
    desk.bus.sync_run.emit(run)


def texts_and_pills(page):
    return [label.text() for label in page.findChildren(QLabel)]


def title_of_first(page):
    return page.findChildren(DecisionCard)[0].findChildren(Text)[0].text()


@pytest.mark.parametrize("place", ["order", "parcel", "farmer", "return", "fake"])
def test_a_page_whose_row_waits_asks_why(desk, went, qtbot, place):
    page = navigation.place(place).build(desk)
    qtbot.addWidget(page)
    (why,) = page.findChildren(WhyButton)
    assert why.isHidden()
    why.set_row("order", "7", waiting=True)
    assert not why.isHidden()
    why.click()
    assert went == [("sync", {"entity": "order", "row_id": "7"})]


@pytest.mark.parametrize(("rebuilt", "agreed", "told"), [(True, True, 1), (True, False, 0), (False, True, 0)])
def test_a_copy_that_was_made_anew_is_told(desk, store, said, rebuilt, agreed, told):
    service = SyncService(desk)
    service._done(Report(agreed=agreed, rebuilt=rebuilt))
    service.stop()
    assert sum("made anew" in text for _, text in said) == told
