"""Pages that the demo's day does not need: opened one after the other for their pictures, in both languages."""

from typing import Any

from villagedesk import i18n
from villagedesk.demo.hands import Hands
from villagedesk.store.orders import open_orders

_OTHERS = (
    "verify",
    "calls",
    "more",
    "reports",
    "commission",
    "cash_float",
    "cash_owed",
    "cash_bank",
    "cash_days",
    "prints",
    "goods",
    "settings",
    "operators",
    "person_form",
    "class_form",
)
_AGAIN = (
    "today",
    "orders",
    "parcels",
    "cash",
    "cash_count",
    "bills",
    "farmers",
    "produce",
    "training",
    "verify",
    "more",
    "reports",
    "sync",
    "settings",
)


def show_other_pages(hands: Hands, main: Any) -> None:
    """A picture of each page that the day has not opened, of one order, and of the help beside it."""
    for place in _OTHERS:
        _show(hands, main, place)
    _show(hands, main, "order_list")
    hands.press("Return")
    hands.wait("the order's page", lambda: main.place() == "order")
    hands.rest(400)
    hands.picture("one order")
    with hands.counter.desk.tasks.store().read() as s:
        buyer = open_orders(s)[0].person_id
    main.go("passbook", person_id=buyer)
    hands.rest(400)
    hands.picture("passbook")
    hands.press("F1")
    hands.wait("the help beside the page", main.help.isVisible)
    hands.picture("help")
    hands.press("F1")


def show_other_language(hands: Hands, main: Any) -> None:
    """The same places in the other language, switched while the program runs, and back again."""
    before = i18n.language()
    other = "zh_CN" if before == "en" else "en"
    hands.counter.shell.set_language(other)
    for place in _AGAIN:
        _show(hands, main, place, other)
    hands.counter.shell.set_language(before)
    main.go("today")


def _show(hands: Hands, main: Any, place: str, language: str = "") -> None:
    main.go(place)
    hands.rest(500)
    hands.picture(f"{place.replace('_', ' ')} {language}".strip())
