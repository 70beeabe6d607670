"""The check of an offer before it goes up: one line a point, what the law says about it, and what certificates cover."""

from dataclasses import dataclass

from villagedesk.domain.crops import Quantity
from villagedesk.domain.listings.offers import MAX_PRICE_FEN, TITLE_LENGTH, ListingForm
from villagedesk.domain.sale_rules import SaleRules
from villagedesk.domain.texts import tidy
from villagedesk.domain.values import Unit
from villagedesk.errors import Refused
from villagedesk.i18n import N_


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
