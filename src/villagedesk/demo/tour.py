"""Pages that the demo's day does not need: opened one after the other for their pictures, in both languages."""

from typing import Any

from villagedesk import i18n
from villagedesk.demo.farm import season_to_show
from villagedesk.demo.hands import Hands
from villagedesk.domain.labels import Kind
from villagedesk.store.fakes import fakes_in
from villagedesk.store.orders import open_orders
from villagedesk.store.returns import owed_to_villagers, returns_in

_OTHERS = (
    "verify",
    "fakes",
    "fake_form",
    "returns",
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
    "visits",
    "imports",
    "class_form",
    "assets",
    "asset_form",
    "asset_check",
    "tickets",
    "ticket_form",
    "line_log",
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
    "assets",
)


def show_other_pages(hands: Hands, main: Any) -> None:
    """A picture of each page that the day has not opened, of one order, and of the help beside it."""
    for place in _OTHERS:
        _show(hands, main, place)
    _show_what_came_after(hands, main)
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
    _show_produce(hands, main)


def _show_what_came_after(hands: Hands, main: Any) -> None:
    """Paying out, one return, and one complaint about a fake."""
    with hands.counter.desk.tasks.store().read() as s:
        owed, back, fakes = owed_to_villagers(s), returns_in(s, "open"), fakes_in(s)
    _show(hands, main, "payout", order_id=owed[0].order_id)
    _show(hands, main, "return", return_id=back[0].id)
    _show(hands, main, "return_form", order_id=back[0].order_id)
    _show(hands, main, "fake", report_id=fakes[0].id)


def _show_produce(hands: Hands, main: Any) -> None:
    """A season, a certificate, one that is not possible yet, what a lot was mixed of, and its whole way, in both languages."""
    store = hands.counter.desk.tasks.store()
    season, mixed, late = season_to_show(store)
    before = i18n.language()
    for language in (before, "zh_CN" if before == "en" else "en"):
        hands.counter.shell.set_language(language)
        for place, params in (
            ("season", {"season_id": season}),
            ("certificate", {"lot_id": mixed}),
            ("lot_stock", {"lot_id": mixed}),
            ("trace", {"kind": int(Kind.LOT), "id": mixed}),
            ("certificates", {}),
        ):
            _show(hands, main, place, language, **params)
        main.go("certificate", lot_id=late)
        hands.rest(400)
        hands.picture(f"certificate refused {language}")
    hands.counter.shell.set_language(before)


def show_why_not_sent(hands: Hands, main: Any) -> None:
    """While the line is cut: why the newest order has not gone out, in both languages, and what waits in the other one."""
    with hands.counter.desk.tasks.store().read() as s:
        newest = max((one for one in open_orders(s) if one.waiting), key=lambda one: one.at)
    before = i18n.language()
    for language in (before, "zh_CN" if before == "en" else "en"):
        hands.counter.shell.set_language(language)
        _show(hands, main, "sync", f"why {language}", entity="order", row_id=newest.id)
    _show(hands, main, "sync", "offline in the other language")
    hands.counter.shell.set_language(before)


def show_other_language(hands: Hands, main: Any) -> None:
    """The same places in the other language, switched while the program runs, and back again."""
    before = i18n.language()
    other = "zh_CN" if before == "en" else "en"
    hands.counter.shell.set_language(other)
    for place in _AGAIN:
        _show(hands, main, place, other)
    hands.counter.shell.set_language(before)
    main.go("today")


def _show(hands: Hands, main: Any, place: str, language: str = "", **params: Any) -> None:
    main.go(place, **params)
    hands.rest(500)
    hands.picture(f"{place.replace('_', ' ')} {language}".strip())
