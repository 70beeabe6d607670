"""What central would remove is shown with names, on Today and on a page of its own; only a manager lets it through."""

import json

import pytest

from tests.desktop.counter import open_window
from tests.store.orders_room import add_villager
from villagedesk import clock
from villagedesk.desktop.widgets import Pill, PlainButton, Text
from villagedesk.domain.operators import Operator
from villagedesk.store import action, get
from villagedesk.sync import refetch
from villagedesk.sync.feed import Entry
from villagedesk.sync.guard import held_back


@action
def promote(s, operator):
    get(s, Operator, operator).role = "manager"


@pytest.fixture
def held(store, operator):
    """A page that would remove two villagers is kept beside."""
    people = []
    for name in ("陈桂花", "李小满", "张建国"):
        with store.write(by=operator) as s:
            people.append(add_villager(s, name, "13900006721"))
    body = {
        "a": "clean",
        "at": 1,
        "by": "central",
        "c": [["person", id_, None] for id_ in people[:2]],
        "off": 0,
        "rp": "",
    }
    entry = Entry(1, clock.new_event_id(), "ab" * 16, 1, json.dumps(body, separators=(",", ":")).encode())
    with store.transaction() as connection:
        refetch.add(connection, refetch.begin_here(connection, "centre", 1_763_870_000_000), [entry])
    return people


def texts(page):
    return [label.text() for label in (*page.findChildren(Text), *page.findChildren(Pill)) if not label.isHidden()]


def press(page, words):
    next(button for button in page.findChildren(PlainButton) if button.text() == words).click()


def test_from_today_to_the_decision(desk, store, operator, held, qtbot, said):
    window = open_window(desk, qtbot)
    window.go("today")
    qtbot.waitUntil(lambda: any("Central wants to remove a lot" in text for text in texts(window.page())))
    window.go("held")
    page = window.page()
    qtbot.waitUntil(lambda: "2 of 3 would go or be emptied" in texts(page))
    assert "陈桂花、李小满" in texts(page) or "李小满、陈桂花" in texts(page)
    press(page, "Yes, remove it")
    press(page, "Really: remove it")
    qtbot.waitUntil(lambda: any("Only a manager" in text for _, text in said))
    assert len(held_back(store)) == 1
    with store.write(by=operator) as s:
        promote(s, operator)
    press(page, "No, and tell the county office")
    qtbot.waitUntil(lambda: held_back(store)[0].refused)
    qtbot.waitUntil(lambda: any("A manager has said no" in text for text in texts(page)))
    press(page, "Yes, remove it")
    press(page, "Really: remove it")
    qtbot.waitUntil(lambda: held_back(store) == [])
    qtbot.waitUntil(lambda: "Nothing is held back." in texts(page))
    assert not page._card_about.isVisible(), "an empty card says nothing"
