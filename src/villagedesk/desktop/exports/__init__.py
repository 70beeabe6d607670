"""Every list of the program as a file for a spreadsheet: which tables belong to which page, and the button for them."""

from collections.abc import Sequence
from typing import Any

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.exports import counter, produce, room
from villagedesk.desktop.exports.tables import ListExport
from villagedesk.desktop.reports.save import ExportButton
from villagedesk.domain.reports import Sheet
from villagedesk.i18n import _
from villagedesk.store.reports.export import Told, not_told

# By the name of the place in ``desktop.navigation``; sellers, commission and reports make their own tables.
EXPORTS: dict[str, tuple[ListExport, ...]] = {
    "order_list": (counter.ORDERS,),
    "parcels": (counter.PARCELS,),
    "calls": (counter.PARCELS,),
    "going_back": (counter.PARCELS,),
    "returns": (counter.RETURNS,),
    "fakes": (counter.FAKES,),
    "bills": (counter.BILLS,),
    "cash": (counter.CASH,),
    "cash_float": (counter.FLOAT,),
    "cash_owed": (counter.OWED, counter.DUE),
    "cash_bank": (counter.BAGS,),
    "cash_days": (counter.DAYS,),
    "produce": (produce.LOTS, produce.OFFERS),
    "seasons": (produce.SEASONS,),
    "certificates": (produce.CERTIFICATES,),
    "sales": (produce.CROP_ORDERS, produce.DUE, produce.PAYOUTS),
    "prices": (produce.MARKETS,),
    "training": (produce.CLASSES,),
    "assets": (room.ASSETS,),
    "tickets": (room.TICKETS,),
    "line_log": (room.LINE,),
}


def sheets_of(place: str, session: Any, page: Any, told: Told = not_told) -> Sequence[Sheet]:
    """The tables of a page, in the language of the moment; ``told`` hears how far each is."""
    return [one.sheet(session, page, told) for one in EXPORTS[place]]


def export_button(desk: Desk, place: str, page: Any) -> ExportButton:
    """The button "To a file" for the page of a place."""
    button = ExportButton(
        desk,
        lambda session, told: sheets_of(place, session, page, told),
        lambda: _(EXPORTS[place][0].title),
        parent=page,
    )
    button.retranslate()
    return button
