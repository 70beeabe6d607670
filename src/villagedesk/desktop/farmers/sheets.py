"""The lists of sellers and of villagers as tables for a spreadsheet: numbers masked, so that a lost file gives nobody away."""

from typing import Any

from villagedesk.desktop.exports.produce import PEOPLE
from villagedesk.domain.identity import shown_phone
from villagedesk.domain.reports import Column, Kind, Sheet
from villagedesk.domain.sellers import KIND_WORDS, STATE_WORDS
from villagedesk.i18n import _
from villagedesk.store.people import sellers
from villagedesk.store.reports.export import MOST_ROWS, Told, not_told
from villagedesk.store.sellers import turnover


def seller_sheets(session: Any, told: Told = not_told) -> list[Sheet]:
    """Every seller, and on a second sheet every villager."""
    columns = (
        Column(_("Name"), Kind.TEXT),
        Column(_("Village group"), Kind.TEXT),
        Column(_("Phone"), Kind.TEXT),
        Column(_("End of the ID number"), Kind.TEXT),
        Column(_("Sells as"), Kind.TEXT),
        Column(_("State"), Kind.TEXT),
        Column(_("Sold this year"), Kind.FEN),
    )
    found = sellers(session, limit=MOST_ROWS)
    rows = tuple(
        (
            one.name,
            one.group,
            shown_phone(one.phone),
            f"…{one.id_tail}" if one.id_tail else "",
            _(KIND_WORDS[one.seller_kind]) if one.seller_kind in KIND_WORDS else one.seller_kind,
            _(STATE_WORDS[one.seller]) if one.seller in STATE_WORDS else one.seller,
            turnover(session, one.id).fen,
        )
        for one in found
    )
    return [Sheet(_("Sellers"), columns, rows, cut=len(found) >= MOST_ROWS), PEOPLE.sheet(session, None, told)]
