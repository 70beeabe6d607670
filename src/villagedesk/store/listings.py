"""Offering a lot: the check before it goes up, and what the operator does with an offer."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.crops import HarvestLot, LotForm, LotPhoto, check_harvest_day
from villagedesk.domain.listings import (
    LISTING,
    Check,
    Listing,
    ListingForm,
    ListingState,
    check_listing,
    listing_checks,
    needs_check,
)
from villagedesk.domain.people import Person
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sales import PROMISED, CropOrder
from villagedesk.domain.sellers import Seller, SellerState
from villagedesk.errors import Invalid, Refused
from villagedesk.store.centre import own_centre
from villagedesk.store.crops.lists import lot_page
from villagedesk.store.crops.verbs import keep_photos, record_lot
from villagedesk.store.drafts import clear_draft
from villagedesk.store.files import FileStore
from villagedesk.store.same_person import kept_column
from villagedesk.store.sellers.rights import hindrance_of, refuse_without_right
from villagedesk.store.session import WriteSession, action, get, new_row


@dataclass(frozen=True)
class Standing:
    """Whether a seller may offer anything now, and the name of the village."""

    seller_id: str
    person_id: str
    name: str
    verified: bool
    overdue: bool
    village: str


@dataclass(frozen=True)
class ListingNotice:
    """A listing that needs the operator: it came back from central, or it waits there."""

    id: str
    lot_id: str
    farmer: str
    product: str
    reason: str


@action
def list_lot(
    s: WriteSession,
    lot_id: str,
    form: ListingForm,
    taken: Sequence[tuple[str, str]] = (),
    files: FileStore | None = None,
    *,
    draft_key: str = "",
) -> str:
    """Offer a lot, or a part of it; returns the listing's id. It goes up when central has looked at it.

    Args:
        lot_id: the lot.
        form: what was typed.
        taken: further photos of the lot, as (kind, SHA-256).
        files: where they are.
        draft_key: the draft this offer was, which is forgotten with it.

    Raises:
        Invalid: something typed is not right, or more is offered than is left.
        NotFound: the lot is not on this computer.
        Refused: ``listing_not_ready``: the check before it goes up is not passed.
    """
    keep_photos(s, files, lot_id, taken)
    s.flush()
    form = check_listing(form)
    _refuse_unready(s, lot_id, form, replaced="")
    empty = Listing(lot_id=lot_id, title="", price_fen=0, sale_unit="", quantity=0)
    listing = new_row(s, _write(empty, form))
    _forget_draft(s, draft_key)
    return listing.id


@action
def record_and_list(
    s: WriteSession, lot: LotForm, offer: ListingForm, files: FileStore | None = None, *, draft_key: str = ""
) -> str:
    """Record what a farmer brought and offer it in one go; returns the lot's id.

    Raises:
        Invalid, NotFound, Refused: as ``record_lot`` and ``list_lot``.
    """
    lot_id = record_lot(s, lot, files)
    list_lot(s, lot_id, offer)
    _forget_draft(s, draft_key)
    return lot_id


@action
def list_again(
    s: WriteSession,
    listing_id: str,
    form: ListingForm,
    taken: Sequence[tuple[str, str]] = (),
    files: FileStore | None = None,
    *,
    draft_key: str = "",
) -> None:
    """Mend a listing that was sent back, and offer it again.

    Raises:
        Invalid, Refused: as list_lot; also when it was not sent back.
    """
    listing = get(s, Listing, listing_id)
    LISTING.check(listing.state, ListingState.QUEUED)
    keep_photos(s, files, listing.lot_id, taken)
    s.flush()
    form = check_listing(form)
    _refuse_unready(s, listing.lot_id, form, replaced=listing_id)
    _write(listing, form)
    listing.state = ListingState.QUEUED.value
    listing.refuse_reason = None
    _forget_draft(s, draft_key)


@action
def change_listing(
    s: WriteSession,
    listing_id: str,
    form: ListingForm,
    taken: Sequence[tuple[str, str]] = (),
    files: FileStore | None = None,
    *,
    draft_key: str = "",
) -> bool:
    """Change an offer that is up: price and quantity count at once; another title or pack is checked again first.

    Returns:
        Whether it waits for central now.

    Raises:
        Invalid, Refused: as list_lot; also when it is not up, or less is offered than buyers have ordered of it.
    """
    listing = get(s, Listing, listing_id)
    if listing.state not in (ListingState.LIVE, ListingState.PAUSED):
        raise LISTING.refusal(listing.state, ListingState.QUEUED)
    keep_photos(s, files, listing.lot_id, taken)
    s.flush()
    form = check_listing(form)
    ordered = sum(
        order.quantity
        for order in s.scalars(select(CropOrder).where(col(CropOrder.listing_id) == listing_id))
        if order.state in PROMISED
    )
    if form.quantity < ordered:
        raise Invalid("quantity", "less_than_ordered")
    _refuse_unready(s, listing.lot_id, form, replaced=listing_id)
    again = needs_check(listing, form)
    _write(listing, form)
    if again:
        listing.state = ListingState.QUEUED.value
    _forget_draft(s, draft_key)
    return again


@action
def pause_listing(s: WriteSession, listing_id: str) -> None:
    """Take an offer off for now.

    Raises:
        Refused: it is not on sale.
    """
    _move(s, listing_id, ListingState.PAUSED)


@action
def resume_listing(s: WriteSession, listing_id: str) -> None:
    """Put a paused offer up again.

    Raises:
        Refused: it is not paused, or the seller is stopped.
    """
    listing = get(s, Listing, listing_id)
    lot = get(s, HarvestLot, listing.lot_id)
    if not standing(s, lot.seller_id).verified:
        raise Refused("seller_not_verified")
    _move(s, listing_id, ListingState.LIVE)


@action
def end_listing(s: WriteSession, listing_id: str) -> None:
    """Take an offer off for good; what was not sold of it can be offered again.

    Raises:
        Refused: it has ended already.
    """
    _move(s, listing_id, ListingState.ENDED)


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
        check_harvest_day(lot.harvested_on, clock.today())
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
    )


def standing(s: Session, seller_id: str) -> Standing:
    """Whether a seller may offer anything now; nobody may whose row is not on this computer."""
    seller = s.get(Seller, seller_id)
    person = s.get(Person, seller.person_id) if seller else None
    centre = own_centre(s)
    if seller is None or person is None:
        return Standing(seller_id, "", "", verified=False, overdue=False, village="")
    return Standing(
        seller_id,
        person.id,
        person.name,
        verified=seller.state == SellerState.APPROVED and not hindrance_of(s, person.id),
        overdue=bool(seller.next_verify_on and seller.next_verify_on < clock.today()),
        village=centre.village_name if centre else "",
    )


def free_quantity(s: Session, lot_id: str, *, replaced: str = "") -> int:
    """How much of a lot can still be offered, in grams or pieces."""
    page = lot_page(s, lot_id)
    back = next((row.quantity for row in page.listings if row.id == replaced), 0)
    return page.row.free + back


def listings_in(s: Session, state: str) -> list[ListingNotice]:
    """The listings in one state, the oldest first."""
    found = s.execute(
        select(
            col(Listing.id), col(Listing.lot_id), col(Person.name), col(HarvestLot.product), col(Listing.refuse_reason)
        )
        .join(HarvestLot, col(HarvestLot.id) == col(Listing.lot_id))
        .join(Seller, col(Seller.id) == col(HarvestLot.seller_id))
        .join(Person, col(Person.id) == kept_column(col(Seller.person_id)))
        .where(col(Listing.state) == state)
        .order_by(col(Listing.created_at))
        .limit(500)
    )
    return [ListingNotice(id_, lot_id, name, product, reason or "") for id_, lot_id, name, product, reason in found]


def count_listings(s: Session, state: str) -> int:
    """How many listings are in one state."""
    return int(s.execute(select(func.count()).where(col(Listing.state) == state)).scalar_one())


def _move(s: WriteSession, listing_id: str, to: ListingState) -> None:
    listing = get(s, Listing, listing_id)
    LISTING.check(listing.state, to)
    listing.state = to.value


def _forget_draft(s: WriteSession, draft_key: str) -> None:
    if draft_key:
        clear_draft(s.connection(), "lot", draft_key)
        s.touch("draft")


def _write(listing: Listing, form: ListingForm) -> Listing:
    listing.title, listing.price_fen, listing.quantity = form.title, form.price_fen, form.quantity
    listing.sale_unit, listing.pack = str(form.sale_unit), form.pack
    return listing


def _refuse_unready(s: Session, lot_id: str, form: ListingForm, *, replaced: str) -> None:
    refuse_without_right(s, standing(s, get(s, HarvestLot, lot_id).seller_id).person_id)
    free = free_quantity(s, lot_id, replaced=replaced)
    if form.quantity > free:
        raise Invalid("quantity", "more_than_left")
    failed = [check for check in ready_checks(s, lot_id, form, replaced=replaced) if not check.passed]
    if failed:
        raise Refused("listing_not_ready", count=len(failed), field=failed[0].field)
