"""A listing offers a lot, or a part of it, for a price; and the checks it has to pass before it may go up.

The desk makes a listing ``queued``; central answers, and its acts arrive by the feed as changes of these rows:

- *approve* (``queued -> live``).
- *refuse* (``queued -> refused``): sets ``refuse_reason``, shown as it is. The desk corrects it and queues it again.
- *take down* (``live | paused -> taken_down``): sets ``refuse_reason``.

Pausing, going on and being sold out are the desk's own moves. So is changing an offer that is up: price and quantity count at
once, another title or pack makes it ``queued`` again, for that is what central had looked at.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.crops import SALE_UNITS, check_quantity
from villagedesk.domain.entity import Entity
from villagedesk.domain.states import Machine
from villagedesk.domain.texts import check_text
from villagedesk.domain.values import Unit
from villagedesk.errors import Invalid
from villagedesk.i18n import N_


class ListingState(StrEnum):
    """Where a listing stands."""

    QUEUED = "queued"
    LIVE = "live"
    REFUSED = "refused"
    PAUSED = "paused"
    SOLD_OUT = "sold_out"
    TAKEN_DOWN = "taken_down"
    ENDED = "ended"


STATE_WORDS: dict[str, str] = {
    ListingState.QUEUED: N_("being checked"),
    ListingState.LIVE: N_("on sale"),
    ListingState.REFUSED: N_("sent back"),
    ListingState.PAUSED: N_("paused"),
    ListingState.SOLD_OUT: N_("sold out"),
    ListingState.TAKEN_DOWN: N_("taken down"),
    ListingState.ENDED: N_("ended"),
}

LISTING = Machine(
    "listing",
    {
        ListingState.QUEUED: {ListingState.LIVE, ListingState.REFUSED, ListingState.ENDED},
        ListingState.REFUSED: {ListingState.QUEUED, ListingState.ENDED},
        ListingState.LIVE: {
            ListingState.QUEUED,
            ListingState.PAUSED,
            ListingState.SOLD_OUT,
            ListingState.TAKEN_DOWN,
            ListingState.ENDED,
        },
        ListingState.PAUSED: {
            ListingState.QUEUED,
            ListingState.LIVE,
            ListingState.SOLD_OUT,
            ListingState.TAKEN_DOWN,
            ListingState.ENDED,
        },
    },
    STATE_WORDS,
)


class PauseWhy(StrEnum):
    """Why an offer was paused by itself; an operator's own pause has none."""

    CERTIFICATE = "certificate"
    TEST = "test"
    SELLER = "seller"
    LOT = "lot"
    NAME = "name"


PAUSE_WORDS: dict[str, str] = {
    PauseWhy.CERTIFICATE: N_("No certificate in force covers it any more. Write a new one, then go on selling."),
    PauseWhy.TEST: N_("A test of the lot failed. It cannot be sold until a laboratory has found it good."),
    PauseWhy.SELLER: N_("The county office has stopped the seller."),
    PauseWhy.LOT: N_("The lot does not hold so much any more. Offer less of it, or take the offer off."),
    PauseWhy.NAME: N_(
        "Its title has a name that is protected now. Change the title, or bring the leave of the name's owner."
    ),
}

# States in which a listing holds its quantity: it cannot be offered a second time.
OPEN = frozenset({ListingState.QUEUED, ListingState.LIVE, ListingState.PAUSED, ListingState.REFUSED})

TITLE_LENGTH = 60
MAX_PRICE_FEN = 1_000_000


class Listing(Entity, table=True):
    """One offer. ``quantity`` is counted as that of the lot; the price is for one ``sale_unit``.

    ``pack`` is what one box or bag holds, in grams or pieces; 0 where nothing is said. ``was_title``, ``was_price_fen`` and
    ``was_pack`` are what central had approved before a change that it has to look at, empty where there is none;
    ``paused_for`` is a ``PauseWhy``, "" for a pause of the operator's own.
    """

    guarded: ClassVar = frozenset({"price_fen", "quantity", "state"})
    machine: ClassVar = LISTING

    lot_id: str = Field(index=True)
    title: str
    price_fen: int
    sale_unit: str
    quantity: int
    pack: int = 0
    # What a buyer has to take at least, in grams or pieces; 0 where nothing is said.
    least: int = 0
    state: str = Field(default=ListingState.QUEUED, index=True)
    refuse_reason: str | None = None
    was_title: str = ""
    was_price_fen: int = 0
    was_pack: int = 0
    paused_for: str = ""


@dataclass(frozen=True)
class ListingForm:
    """What is known when a lot goes up. ``quantity`` is in grams or pieces, ``price_fen`` for one ``sale_unit``.

    ``pack`` is what one box holds, ``least`` what a buyer takes at least; 0 where nothing is said.
    """

    title: str = ""
    price_fen: int = 0
    quantity: int = 0
    sale_unit: str = Unit.JIN
    pack: int = 0
    least: int = 0


def check_listing(form: ListingForm) -> ListingForm:
    """The form as it is kept.

    Raises:
        Invalid: on the field ``title``, ``price``, ``quantity`` or ``sale_unit``.
    """
    if form.sale_unit not in SALE_UNITS:
        raise Invalid("sale_unit", "field_required")
    return replace(
        form,
        quantity=check_quantity(form.quantity),
        price_fen=check_price(form.price_fen),
        title=check_title(form.title),
        pack=check_pack(form.pack, form.quantity),
        least=check_least(form.least, form.quantity),
    )


def check_pack(pack: int, quantity: int) -> int:
    """What one box holds, in grams or pieces; 0 where nothing is said.

    Raises:
        Invalid: on the field ``pack``: below zero, or more than all that is offered.
    """
    if pack < 0:
        raise Invalid("pack", "negative")
    if pack > quantity:
        raise Invalid("pack", "pack_too_large")
    return pack


def check_least(least: int, quantity: int) -> int:
    """What a buyer has to take at least, in grams or pieces; 0 where nothing is said.

    Raises:
        Invalid: on the field ``least``: below zero, or more than all that is offered.
    """
    if least < 0:
        raise Invalid("least", "negative")
    if least > quantity:
        raise Invalid("least", "least_too_large")
    return least


def needs_check(listing: Listing, form: ListingForm) -> bool:
    """Whether central has to look at an offer again before what was changed counts."""
    return listing.title != form.title or listing.pack != form.pack


def check_price(price_fen: int) -> int:
    """A price for one sale unit, in fen.

    Raises:
        Invalid: on the field ``price``.
    """
    if price_fen < 0:
        raise Invalid("price", "negative")
    if price_fen == 0:
        raise Invalid("price", "must_be_more_than_zero")
    if price_fen > MAX_PRICE_FEN:
        raise Invalid("price", "price_too_large")
    return price_fen


def check_title(text: str) -> str:
    """A listing's title as it is kept.

    Raises:
        Invalid: on the field ``title``: empty or too long.
    """
    return check_text("title", text, TITLE_LENGTH, required=True)


def suggested_title(village: str, product: str, grade: str, quantity_text: str = "") -> str:
    """What a title may say when nobody has typed one: village, product, grade, how it is packed."""
    return " ".join(part for part in (f"{village}{product}", grade, quantity_text) if part)[:TITLE_LENGTH]
