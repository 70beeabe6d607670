"""What is typed into the form for a lot and its offer, as the forms of the store, and what is wrong with it."""

from collections.abc import Callable

from villagedesk import clock
from villagedesk.desktop.produce.lot_fields import LotFields
from villagedesk.domain.crops import LotForm, check_gtin, check_lot
from villagedesk.domain.listings import ListingForm, check_listing
from villagedesk.domain.people import found_problems
from villagedesk.errors import Invalid


def typed_lot(rows: LotFields, seller_id: str) -> LotForm:
    """The lot as typed; what cannot be read is left out."""
    return LotForm(
        seller_id=seller_id,
        product=rows.product.text(),
        grade=str(rows.grade.value() or ""),
        quantity=rows.quantity.grams() or 0,
        sale_unit=rows.quantity.unit(),
        harvested_on=rows.harvested_on.iso() or "",
        photos=rows.taken(),
        gtin=rows.gtin.text(),
    )


def typed_offer(rows: LotFields) -> ListingForm:
    """The offer as typed; what cannot be read is left out."""
    return ListingForm(
        title=rows.title.text(),
        price_fen=rows.price.fen() or 0,
        quantity=rows.quantity.grams() or 0,
        sale_unit=rows.quantity.unit(),
        pack=rows.packed(),
        least=rows.least_order(),
    )


def problems_of(rows: LotFields, lot: LotForm, *, recorded: bool, offering: bool) -> dict[str, Invalid]:
    """What is not right, by field, with what cannot be read.

    Args:
        rows: the fields.
        lot: the lot as typed.
        recorded: the lot is on file already, and nothing of it can be typed.
        offering: the offer counts too.
    """
    checks: list[Callable[[], object]] = [rows.quantity.read]
    if not recorded:
        checks += [
            rows.harvested_on.read,
            lambda: check_lot(lot, clock.today()),
            lambda: check_gtin(lot.gtin),
        ]
    if offering:
        checks += [rows.price.read, rows.read_pack, rows.read_least, lambda: check_listing(typed_offer(rows))]
    return found_problems(*checks)
