"""Pages that the demo's day does not need: opened one after the other for their pictures, in both languages."""

from typing import Any

from villagedesk import i18n
from villagedesk.demo import guards
from villagedesk.demo.about import what_to_show
from villagedesk.demo.farm import season_to_show
from villagedesk.demo.hands import Hands
from villagedesk.desktop.navigation import SCREENS
from villagedesk.domain.labels import Kind
from villagedesk.store.orders import open_orders


def show_other_pages(hands: Hands, main: Any) -> None:
    """A picture of one order, opened from the list by keys, of its villager's passbook, and of the help beside it."""
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
    guards.show(hands, main)


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


def show_every_page(hands: Hands, main: Any) -> None:
    """Every place of the window in both languages, switched while the program runs; each with what it is about."""
    about = what_to_show(hands.counter.desk.tasks.store())
    before = i18n.language()
    for language in (before, "zh_CN" if before == "en" else "en"):
        hands.counter.shell.set_language(language)
        for place in SCREENS:
            main.go_by_hand(place.name, **about.get(place.name, {}))  # what one page said is not said on the next
            hands.rest(300)
            hands.picture(f"{place.name.replace('_', ' ')} {language}")
        for view in ("households", "operators", "village"):
            _show(hands, main, "reports", f"{view} {language}", view=view)
        main.page().views.set_value("overview")
    hands.counter.shell.set_language(before)
    main.go("today")


def _show(hands: Hands, main: Any, place: str, language: str = "", **params: Any) -> None:
    main.go(place, **params)
    hands.rest(500)
    hands.picture(f"{place.replace('_', ' ')} {language}".strip())
