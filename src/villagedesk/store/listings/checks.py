"""The check before a lot goes up: what is known of the seller, the lot, its harvest day and its certificate."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.certificates import CertificateState
from villagedesk.domain.crops import HarvestLot, LotPhoto, check_harvest_day
from villagedesk.domain.listings import Check, Listing, ListingForm, OfferLaw, listing_checks
from villagedesk.domain.people import Person
from villagedesk.domain.produce_rules import ProtectedName
from villagedesk.domain.protected_names import PlatformName, as_rule
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.seasons import CropSeason
from villagedesk.domain.sellers import Seller, SellerState
from villagedesk.errors import Invalid, Refused
from villagedesk.store.centre import own_centre
from villagedesk.store.certificates import allowed, certificates_of
from villagedesk.store.crops.lists import lot_page
from villagedesk.store.crops.offers import cover_of, needs_paper
from villagedesk.store.moments import likely_day, sure_day
from villagedesk.store.same_person import kept_of
from villagedesk.store.sellers.rights import hindrance_of
from villagedesk.store.session import get
from villagedesk.store.training_results.rights import training_refusal

# Said by another line of the check, or no reason against a certificate that is there already.
_OTHER_LINES = frozenset({"certificate_seller_stopped", "certificate_too_early", "certificate_too_much"})
_SAID_OF_SELLER = frozenset({"seller_stopped", "seller_not_verified"})


@dataclass(frozen=True)
class Standing:
    """Who sells, whether he is verified, the name of the centre's village, and the code of his own."""

    seller_id: str
    person_id: str
    name: str
    verified: bool
    overdue: bool
    village: str
    village_code: str = ""


def ready_checks(s: Session, lot_id: str, form: ListingForm, *, replaced: str = "") -> list[Check]:
    """The lines of the check before a lot goes up, for what stands in the form now.

    Args:
        lot_id: the lot.
        form: what is typed so far; nothing of it has to be right yet.
        replaced: the listing that is mended, whose quantity is free again.

    Raises:
        NotFound: the lot is not on this computer.
    """
    lot = get(s, HarvestLot, lot_id)
    seller = standing(s, lot.seller_id)
    photos = s.scalars(select(col(LotPhoto.id)).where(col(LotPhoto.lot_id) == lot_id)).all()
    try:
        check_harvest_day(lot.harvested_on, likely_day(s.connection()))
        lawful_day = True
    except Invalid:
        lawful_day = False
    return listing_checks(
        form,
        seller_verified=seller.verified,
        verify_overdue=seller.overdue,
        photos=len(photos),
        lawful_day=lawful_day,
        free=free_quantity(s, lot_id, replaced=replaced),
        rules=rule_pack(clock.today()).sales,
        law=law_of(s, lot, replaced),
        protected=protected_for(form, lot.product, seller, protected_names(s)),
    )


def protected_for(form: ListingForm, product: str, seller: Standing, names: Sequence[ProtectedName]) -> str:
    """The protected name in a title or product that a seller may not use; "" where there is none.

    Args:
        names: what the platform told besides the rules; see ``protected_names``.
    """
    rules = rule_pack(clock.today()).produce
    return rules.protected_in(f"{form.title} {product}", seller.village_code, seller.seller_id, names)


def protected_names(s: Session) -> tuple[ProtectedName, ...]:
    """The names that the platform protects today, besides those of the rules."""
    columns = select(col(PlatformName.name), col(PlatformName.areas), col(PlatformName.sellers))
    return tuple(as_rule(*found) for found in s.execute(columns.where(col(PlatformName.removed_on) == "")))


def law_of(s: Session, lot: HarvestLot, listing_id: str = "") -> OfferLaw:
    """What the law says about offering a recorded lot today.

    Args:
        lot: the lot.
        listing_id: the offer that is mended or changed; "" for a new one.
    """
    rules = rule_pack(clock.today()).produce
    refusals = allowed(s, lot.id)
    early = next((one for one in refusals if one.code == "certificate_too_early"), None)
    person_id = standing(s, lot.seller_id).person_id
    right = _right(s, person_id, own_produce=_is_own(s, lot))
    trained = training_refusal(s, person_id, lot.product)
    if not rules.needs_certificate(lot.product):
        return OfferLaw(right, trained, early, covered=False)
    reasons = [one for one in refusals if one.code not in _OTHER_LINES]
    if reasons:
        return OfferLaw(right, trained, early, reasons[0], blocks=True)
    if any(one.state == CertificateState.VALID for one in certificates_of(s, lot.id)):
        listing = s.get(Listing, listing_id) if listing_id else None
        return OfferLaw(right, trained, early, cover=cover_of(s, lot, listing))
    return OfferLaw(right, trained, early, _missing())


def law_of_new(s: Session, person_id: str, product: str = "") -> OfferLaw:
    """The same for a lot that is being recorded: it has no season and cannot have a certificate yet."""
    right, trained = _right(s, person_id, own_produce=False), training_refusal(s, person_id, product)
    return OfferLaw(right, trained, certificate=_missing())


def check_paper(s: Session, lot: HarvestLot, listing: Listing) -> None:
    """Whether an offer may be on sale as to its certificates: they cover all of it, it needs none, or the rules only warn.

    Raises:
        Refused: it may not.
    """
    if not needs_paper(lot):
        return
    if not any(one.state == CertificateState.VALID for one in certificates_of(s, lot.id)):
        raise Refused("listing_no_certificate")
    cover = cover_of(s, lot, listing)
    if cover.missing(listing.quantity):
        raise cover.refusal(listing.quantity)


def standing(s: Session, seller_id: str) -> Standing:
    """Who sells, and whether he is verified; nobody is whose row is not on this computer."""
    seller = s.get(Seller, seller_id)
    person = s.get(Person, seller.person_id) if seller else None
    centre = own_centre(s)
    if seller is None or person is None:
        return Standing(seller_id, "", "", verified=False, overdue=False, village="")
    return Standing(
        seller_id,
        person.id,
        person.name,
        verified=seller.state == SellerState.APPROVED,
        overdue=bool(seller.next_verify_on and seller.next_verify_on < sure_day(s.connection())),
        village=centre.village_name if centre else "",
        village_code=person.village_code or (centre.village_code if centre else "") or "",
    )


def free_quantity(s: Session, lot_id: str, *, replaced: str = "") -> int:
    """How much of a lot can still be offered, in grams or pieces."""
    page = lot_page(s, lot_id)
    back = next((row.quantity for row in page.listings if row.id == replaced), 0)
    return page.row.free + back


def _missing() -> Refused:
    before_sale = rule_pack(clock.today()).produce.certificate.before_sale
    return Refused("listing_certificate_missing" if before_sale else "listing_certificate_advised")


def _right(s: Session, person_id: str, *, own_produce: bool) -> Refused | None:
    """What of licence, consent and yearly limit keeps him from offering it; whether he is verified is another line."""
    code = hindrance_of(s, person_id, own_produce=own_produce) if person_id else ""
    if not code or code in _SAID_OF_SELLER:
        return None
    if code == "turnover_over" and not own_produce and not hindrance_of(s, person_id):
        return Refused("listing_not_own")
    return Refused(code)


def _is_own(s: Session, lot: HarvestLot) -> bool:
    """Whether a lot is known to be the seller's own produce: it is a harvest of one of his seasons."""
    season = s.get(CropSeason, lot.season_id) if lot.season_id else None
    seller = s.get(Seller, lot.seller_id) if lot.seller_id else None
    return bool(season and seller and kept_of(s, season.person_id) == kept_of(s, seller.person_id))
