"""What each page of the window is opened with, so that a picture of it shows something: the newest of what it is about."""

from typing import Any

from sqlmodel import Session

from villagedesk.domain.labels import Kind
from villagedesk.store import Store
from villagedesk.store.fakes import fakes_in
from villagedesk.store.farm_inputs import inputs_in
from villagedesk.store.orders import open_orders
from villagedesk.store.parcels import parcels_on_shelf
from villagedesk.store.returns import owed_to_villagers, returns_in
from villagedesk.store.sales import due_to_farmers


def what_to_show(store: Store) -> dict[str, dict[str, Any]]:
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


def class_to_come(store: Store) -> dict[str, dict[str, Any]]:
    """The pages of a class as they are while it is held, from the first sitting that is not over; none where there is none."""
    with store.read() as s:
        session, class_ = s.connection().exec_driver_sql(_NEXT).first() or ("", "")
        enrolment = str(s.connection().exec_driver_sql(_NOT_ASSESSED, (class_,)).scalar() or "")
    pages = {"sign_in": {"session_id": session}, "paper_sheet": {"session_id": session}} if session else {}
    return pages | ({"assess": {"enrolment_id": enrolment}} if enrolment else {})


_NEXT = "SELECT id, class_id FROM training_session WHERE state <> 'closed' ORDER BY held_on, begins LIMIT 1"
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
