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

from villagedesk.domain.crops import SALE_UNITS, Quantity, check_quantity
from villagedesk.domain.entity import Entity
from villagedesk.domain.sale_rules import SaleRules
from villagedesk.domain.states import Machine
from villagedesk.domain.texts import check_text, tidy
from villagedesk.domain.values import Unit
from villagedesk.errors import Invalid, Refused
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


PAUSE_WORDS: dict[str, str] = {
    PauseWhy.CERTIFICATE: N_("No certificate in force covers it any more. Write a new one, then go on selling."),
    PauseWhy.TEST: N_("A test of the lot failed. It cannot be sold until a laboratory has found it good."),
    PauseWhy.SELLER: N_("The county office has stopped the seller."),
    PauseWhy.LOT: N_("The lot does not hold so much any more. Offer less of it, or take the offer off."),
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
class Cover:
    """How much certificates cover and what leans on them already, in grams or pieces of the lot.

    ``used`` is what was promised or offered besides the offer that is looked at; of that offer ``ordered`` is in there.
    """

    certified: int
    used: int
    ordered: int = 0
    sale_unit: str = Unit.JIN

    def missing(self, quantity: int) -> int:
        """For how much of an offer of so much there is no certificate."""
        return max(0, quantity - self.ordered - max(0, self.certified - self.used))

    def refusal(self, quantity: int) -> Refused:
        """The arithmetic, as a sentence."""
        unit = self.sale_unit
        return Refused(
            "listing_certificate_short",
            certified=Quantity(self.certified, unit),
            used=Quantity(self.used, unit),
            offered=Quantity(quantity - self.ordered, unit),
            missing=Quantity(self.missing(quantity), unit),
        )


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


@dataclass(frozen=True)
class OfferLaw:
    """What the law says about offering a lot, each None where nothing stands in the way.

    ``right``: licence, consent, yearly limit. ``training``: the course he lacks. ``interval``: harvested too early.
    ``certificate``: why there is none, from which day one is possible; where it ``blocks`` the offer is not even sent.
    ``covered``: the rule is about such goods at all. ``cover``: what certificates in force cover, where there is one.
    """

    right: Refused | None = None
    training: Refused | None = None
    interval: Refused | None = None
    certificate: Refused | None = None
    blocks: bool = False
    covered: bool = True
    cover: Cover | None = None

    def against(self, quantity: int) -> Refused | None:
        """What is wrong with the certificate of an offer of so much, in grams or pieces."""
        if self.certificate is None and self.cover is not None and self.cover.missing(quantity):
            return self.cover.refusal(quantity)
        return self.certificate


@dataclass(frozen=True)
class Check:
    """One line of the check before a lot goes up. ``count`` belongs to its words; ``field`` is where to mend it.

    ``why`` is the sentence that says what is wrong, where the words of the line do not. A line that is not passed and
    does not ``block`` is a warning.
    """

    name: str
    passed: bool
    field: str
    count: int = 0
    why: Refused | None = None
    blocks: bool = True


CHECK_WORDS: dict[str, str] = {
    "seller": N_("Seller is verified"),
    "verify": N_("Verification is not overdue"),
    "right": N_("Seller may sell this"),
    "training": N_("Seller has passed the course"),
    "harvest": N_("Harvest date is right"),
    "interval": N_("Days to wait after spraying are over"),
    "certificate": N_("Conformity certificate"),
    "quantity": N_("Quantity is in the lot"),
    "price": N_("Price"),
    "title": N_("Title"),
    "name": N_("No protected name in the title"),
    "photo": N_("Photos: {count}"),
}


def listing_checks(
    form: ListingForm,
    *,
    seller_verified: bool,
    verify_overdue: bool,
    photos: int,
    lawful_day: bool,
    free: int,
    rules: SaleRules,
    law: OfferLaw,
    protected: str = "",
) -> list[Check]:
    """The lines of the check before a lot goes up; all that block have to be passed.

    Args:
        form: what is typed so far.
        seller_verified: central has approved the seller and he is not stopped.
        verify_overdue: he should have been looked at again (every six months).
        photos: how many photos the lot has.
        lawful_day: the harvest date is possible.
        free: how much of the lot can still be offered, in grams or pieces.
        rules: how many photos an offer has.
        law: what the law says about the seller and the lot.
        protected: a brand or a place's name in the title that this seller may not use; see ``ProduceRules.protected_in``.
    """
    checks = [
        Check("seller", seller_verified, "seller"),
        Check("verify", not verify_overdue, "seller"),
        Check("right", law.right is None, "seller", why=law.right),
        Check("training", law.training is None, "training", why=law.training),
        Check("harvest", lawful_day, "lot"),
        Check("interval", law.interval is None, "season", why=law.interval),
        Check("quantity", 0 < form.quantity <= free, "quantity"),
        Check("price", 0 < form.price_fen <= MAX_PRICE_FEN, "price"),
        Check("title", 0 < len(tidy(form.title)) <= TITLE_LENGTH, "title"),
        Check("name", not protected, "title", why=_protected(protected)),
        Check("photo", rules.photos_least <= photos <= rules.photos_most, "photo", photos),
    ]
    if law.covered:
        why = law.against(form.quantity)
        paper = Check("certificate", why is None, "certificate", why=why, blocks=law.blocks)
        checks.insert(6, paper)
    return checks


def _protected(name: str) -> Refused | None:
    return Refused("listing_protected_name", name=name) if name else None


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
