"""Which sound is heard: every scan on every page says whether it fits, and what turns red asks for somebody."""

import pytest

from tests.desktop.counter import fill_catalogue, open_window, settle
from tests.store.orders_room import BASKET, central_asks, ordered, shipped
from villagedesk.desktop.more.trials import TRIAL_TEXT
from villagedesk.desktop.needs_you import NeedsYou
from villagedesk.desktop.widgets.states import ChipState
from villagedesk.domain.labels import Kind, make_label
from villagedesk.store.identity import device_key


@pytest.fixture
def heard(desk, monkeypatch):
    """The sounds, in their order."""
    played = []
    monkeypatch.setattr(desk.sounds, "play", played.append)
    return played


@pytest.fixture
def window(desk, store, qtbot):
    fill_catalogue(store)
    return open_window(desk, qtbot)


def announced(store, operator, chen, waybill):
    slip = ordered(store, operator, chen, "cash", BASKET)
    shipped(store, operator, slip.order_id, waybill)
    return slip


def test_parcels(window, desk, heard, store, operator, chen):
    announced(store, operator, chen, "YT8831")
    window.go("parcels")
    desk.bus.scanned.emit("YT8831")
    desk.bus.scanned.emit("YT8831")
    desk.bus.scanned.emit("YT9999")
    assert heard == ["taken", "taken", "wrong"]


def test_the_van(window, desk, heard, store, operator, chen):
    announced(store, operator, chen, "YT8831")
    window.go("van")
    desk.bus.scanned.emit("YT8831")
    desk.bus.scanned.emit("YT9999")
    assert heard == ["taken", "wrong"]


def test_orders(window, desk, heard, store, chen):
    window.go("orders")
    with store.transaction() as connection:
        card = make_label(device_key(connection), Kind.PERSON, chen, issued_on="2026-11-20")
    desk.bus.scanned.emit(card)
    desk.bus.scanned.emit("no such thing at all")
    desk.bus.scanned.emit("6901234567892")
    assert heard == ["taken", "wrong", "wrong"], "no goods carry it"


def test_the_settings(window, desk, heard):
    window.go("settings")
    desk.bus.scanned.emit(TRIAL_TEXT)
    desk.bus.scanned.emit("another keyboard layout")
    desk.bus.scanned.emit("https://pay.example/3")
    assert heard == ["taken", "wrong", "taken"]


def test_a_page_without_scans_lets_the_field_look(window, desk, heard):
    window.go("cash")
    desk.bus.scanned.emit("no such thing at all")
    desk.bus.scanned.emit("陈")
    assert heard[0] == "wrong"


def test_what_turns_red_is_heard_once(desk, heard, store, operator, chen, qtbot):
    slip = ordered(store, operator, chen, "cash", BASKET)
    watch = NeedsYou(desk)
    watch.look()
    assert heard == [], "what was red before is seen on Today"
    with store.write(by=operator) as s:
        central_asks(s, slip.order_id, gone=(BASKET[0].goods_id,))
    desk.bus.changed.emit({"order"})
    settle(qtbot, lambda: heard == ["needs_you"])
    watch.look()
    assert heard == ["needs_you"]


def test_the_chip_asks_for_a_decision_once(desk, heard):
    watch = NeedsYou(desk)
    for state in (
        ChipState("waiting", 2),
        ChipState("needs_you", 1),
        ChipState("needs_you", 1),
        ChipState("needs_you", 2),
    ):
        desk.bus.sync_state.emit(state)
    desk.bus.sync_state.emit(ChipState("delivered"))
    assert heard == ["needs_you", "needs_you"]
    assert watch.parent() is None
