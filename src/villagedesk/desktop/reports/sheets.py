"""The parts of a report as tables for a file, in the language of the moment."""

from collections.abc import Sequence

from villagedesk.domain.reports import Column, Kind, Sheet
from villagedesk.i18n import _
from villagedesk.store.reports import HouseholdRow, OperatorRow, Overview, Village


def overview_sheet(shown: Overview) -> Sheet:
    """Each hour, day or month, the oldest first."""
    columns = (Column(_("When")), Column(_("No. of orders"), Kind.COUNT), Column(_("Bought"), Kind.FEN))
    rows = tuple((_whole(slot.key), slot.orders, slot.fen) for slot in shown.slots)
    return Sheet(_("Overview"), columns, rows)


def household_sheet(rows: Sequence[HouseholdRow]) -> Sheet:
    """Every household that ordered."""
    columns = (
        Column(_("Household")),
        Column(_("People who ordered"), Kind.COUNT),
        Column(_("No. of orders"), Kind.COUNT),
        Column(_("Bought"), Kind.FEN),
    )
    return Sheet(_("Households"), columns, tuple((row.name, row.people, row.orders, row.fen) for row in rows))


def operator_sheet(rows: Sequence[OperatorRow]) -> Sheet:
    """Every operator who worked."""
    columns = (
        Column(_("Operator")),
        Column(_("No. of orders"), Kind.COUNT),
        Column(_("Bought"), Kind.FEN),
        Column(_("Handed over"), Kind.COUNT),
        Column(_("Earned"), Kind.FEN),
    )
    return Sheet(
        _("Operators"),
        columns,
        tuple((row.name, row.orders, row.fen, row.handed_over, row.earned_fen) for row in rows),
    )


def village_sheets(shown: Village) -> list[Sheet]:
    """What was bought, by its kind; and the three sums with what they rest on."""
    columns = (Column(_("Kind")), Column(_("Pieces"), Kind.COUNT), Column(_("Bought"), Kind.FEN))
    kinds = tuple((kind.name or _("Other goods"), kind.pieces, kind.fen) for kind in shown.kinds)
    saved = shown.saved
    sums = (
        (_("Bought"), shown.fen, saved.lines),
        (_("Saved against prices in the county town"), saved.fen if saved.known else None, saved.known),
        (_("Crops sold and settled"), shown.sold.fen, shown.sold.sales),
    )
    about = (Column(_("What")), Column(_("Sum"), Kind.FEN), Column(_("From how many lines"), Kind.COUNT))
    return [Sheet(_("The village"), columns, kinds), Sheet(_("Bought, saved, sold"), about, sums)]


def _whole(key: str) -> str:
    return f"{int(key):02d}:00" if len(key) < 3 else key
