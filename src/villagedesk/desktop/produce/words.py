"""How the pages speak of lots, offers and buyers' orders."""

from villagedesk import i18n
from villagedesk.domain.crops import UNIT_WORDS
from villagedesk.domain.listings import STATE_WORDS, ListingState
from villagedesk.domain.sales import STATE_WORDS as ORDER_WORDS
from villagedesk.domain.sales import CropOrderState
from villagedesk.domain.values import GRAMS, Unit, plain_quantity
from villagedesk.i18n import _

_KINDS = {
    ListingState.QUEUED: "info",
    ListingState.LIVE: "good",
    ListingState.REFUSED: "act",
    ListingState.PAUSED: "plain",
    ListingState.SOLD_OUT: "plain",
    ListingState.TAKEN_DOWN: "act",
    ListingState.ENDED: "plain",
}
_ORDER_KINDS = {
    CropOrderState.RECEIVED: "act",
    CropOrderState.ACCEPTED: "good",
    CropOrderState.PACKED: "wait",
    CropOrderState.HANDED_OVER: "info",
    CropOrderState.DELIVERED: "info",
    CropOrderState.CLAIMED: "act",
    CropOrderState.CONFIRMED: "wait",
    CropOrderState.SETTLED: "good",
    CropOrderState.DECLINED: "plain",
    CropOrderState.WITHDRAWN: "plain",
}


def amount(quantity: int, sale_unit: str) -> str:
    """``620 斤``, ``90 个``."""
    if sale_unit in GRAMS:
        return i18n.weight(quantity, sale_unit)
    return f"{plain_quantity(quantity, sale_unit)} {unit(sale_unit)}"


def unit(sale_unit: str) -> str:
    """What a price is for: 斤, kg, 个."""
    if sale_unit == Unit.KG:
        return "kg"  # the same sign as in every weight
    return _(UNIT_WORDS[sale_unit]) if sale_unit in UNIT_WORDS else sale_unit


def price(price_fen: int, sale_unit: str) -> str:
    """``¥4.20/斤``."""
    return f"{i18n.money(price_fen)}/{unit(sale_unit)}"


def listing_pill(state: str, waiting: bool) -> tuple[str, str]:
    """Text and kind of the pill for a ListingState; "" is a lot that was never offered."""
    if not state:
        return (_("Here, waiting to be sent"), "wait") if waiting else (_("not offered"), "plain")
    if waiting and state == ListingState.QUEUED:
        return _("Here, waiting to be sent"), "wait"
    words = _(STATE_WORDS[state]) if state in STATE_WORDS else state
    return words, _KINDS[ListingState(state)] if state in set(ListingState) else "plain"


def order_pill(state: str, waiting: bool) -> tuple[str, str]:
    """Text and kind of the pill for a CropOrderState."""
    if waiting:
        return _("Here, waiting to be sent"), "wait"
    words = _(ORDER_WORDS[state]) if state in ORDER_WORDS else state
    return words, _ORDER_KINDS[CropOrderState(state)] if state in set(CropOrderState) else "plain"
