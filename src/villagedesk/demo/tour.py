"""Pages that the demo's day does not need: opened one after the other for their pictures, in both languages."""

from typing import Any

from sqlmodel import Session

from villagedesk import i18n
from villagedesk.demo import guards
from villagedesk.demo.farm import season_to_show
from villagedesk.demo.hands import Hands
from villagedesk.desktop.navigation import SCREENS
from villagedesk.domain.labels import Kind
from villagedesk.store import Store
from villagedesk.store.fakes import fakes_in
from villagedesk.store.farm_inputs import inputs_in
from villagedesk.store.orders import open_orders
from villagedesk.store.parcels import parcels_on_shelf
from villagedesk.store.returns import owed_to_villagers, returns_in
from villagedesk.store.sales import due_to_farmers


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
    about = _what_to_show(hands.counter.desk.tasks.store())
    before = i18n.language()
    for language in (before, "zh_CN" if before == "en" else "en"):
        hands.counter.shell.set_language(language)
        for place in SCREENS:
            main.go_by_hand(place.name, **about.get(place.name, {}))  # what one page said is not said on the next
            hands.rest(300)
            hands.picture(f"{place.name.replace('_', ' ')} {language}")
    hands.counter.shell.set_language(before)
    main.go("today")


def _what_to_show(store: Store) -> dict[str, dict[str, Any]]:
    """By the name of a place, what it is opened with; a place that is not here shows what it shows by itself."""
    with store.read() as s:
        orders, shelf = open_orders(s), parcels_on_shelf(s)
        packs = [one.id for one in shelf if inputs_in(s, one.id)]
        owed, back, fakes = owed_to_villagers(s), returns_in(s, "open"), fakes_in(s)
        lot, season = _newest(s, "harvest_lot"), _newest(s, "crop_season")
        seller, sale = _newest(s, "seller"), _newest(s, "crop_order")
        coming = _newest(s, "training_class")
        session, class_ = s.connection().exec_driver_sql(_HELD).first() or ("", coming)
        ticket, thing, due = _newest(s, "ticket"), _newest(s, "asset"), due_to_farmers(s)
        enrolment = str(s.connection().exec_driver_sql(_NOT_ASSESSED, (class_,)).scalar() or "")
        person = orders[0].person_id if orders else ""
        farmer = str(
            s.connection().exec_driver_sql("SELECT person_id FROM seller WHERE id = ?", (seller,)).scalar() or ""
        )
    found: dict[str, dict[str, Any]] = {
        "order": {"order_id": orders[0].id} if orders else {},
        "parcel": {"parcel_id": shelf[0].id} if shelf else {},
        "pack": {"parcel_id": packs[0]} if packs else {},
        "parcels": {"parcel_id": shelf[0].id} if shelf else {},
        "payout": {"order_id": owed[0].order_id} if owed else {},
        "return": {"return_id": back[0].id} if back else {},
        "return_form": {"order_id": back[0].order_id} if back else {},
        "fake": {"report_id": fakes[0].id} if fakes else {},
        "passbook": {"person_id": person},
        "proxies": {"person_id": person},
        "farmer": {"person_id": farmer},
        "dossier": {"person_id": farmer},
        "pay_farmer": {"seller_id": due[0].seller_id if due else ""},
        "seasons": {"person_id": farmer},
        "ticket": {"ticket_id": ticket},
        "asset": {"asset_id": thing},
        "lot": {"lot_id": lot},
        "certificate": {"lot_id": lot},
        "lot_stock": {"lot_id": lot},
        "trace": {"kind": int(Kind.LOT), "id": lot},
        "season": {"season_id": season},
        "crop_order": {"order_id": sale},
        "settle": {"order_id": sale},
        "sign_in": {"session_id": session},
        "paper_sheet": {"session_id": session},
        "class": {"class_id": coming},
        **{name: {"class_id": class_} for name in ("allowances", "class_results", "survey", "handouts")},
        "assess": {"enrolment_id": enrolment},
    }
    return {place: {name: value for name, value in about.items() if value} for place, about in found.items()}


# The sitting in which somebody was marked last.
_HELD = "SELECT session_id, class_id FROM attendance ORDER BY created_at DESC LIMIT 1"
_NOT_ASSESSED = (
    "SELECT id FROM enrolment e WHERE e.class_id = ? AND e.id NOT IN (SELECT enrolment_id FROM assessment)"
    " ORDER BY e.name LIMIT 1"
)


def _newest(s: Session, table: str) -> str:
    """The id of the newest row; "" where there is none."""
    return str(
        s.connection().exec_driver_sql(f"SELECT id FROM {table} ORDER BY created_at DESC LIMIT 1").scalar() or ""
    )


def _show(hands: Hands, main: Any, place: str, language: str = "", **params: Any) -> None:
    main.go(place, **params)
    hands.rest(500)
    hands.picture(f"{place.replace('_', ' ')} {language}".strip())
