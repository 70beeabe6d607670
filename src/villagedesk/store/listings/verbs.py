"""What the operator does with an offer: put a lot up, mend it, change it, pause it, take it off."""

from collections.abc import Sequence

from sqlmodel import Session

from villagedesk.domain.crops import HarvestLot, LotForm
from villagedesk.domain.listings import LISTING, Listing, ListingForm, ListingState, check_listing, needs_check
from villagedesk.errors import Invalid, Refused
from villagedesk.store.crops.balance import balance
from villagedesk.store.crops.offers import ordered_of
from villagedesk.store.crops.verbs import keep_photos, record_lot
from villagedesk.store.drafts import clear_draft
from villagedesk.store.files import FileStore
from villagedesk.store.listings.checks import (
    check_paper,
    free_quantity,
    law_of,
    protected_for,
    protected_names,
    ready_checks,
    standing,
)
from villagedesk.store.session import WriteSession, action, get, new_row


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
    if form.quantity < ordered_of(s, listing_id):
        raise Invalid("quantity", "less_than_ordered")
    _refuse_unready(s, listing.lot_id, form, replaced=listing_id)
    again = needs_check(listing, form)
    if again and not listing.was_title:
        listing.was_title, listing.was_price_fen, listing.was_pack = listing.title, listing.price_fen, listing.pack
    _write(listing, form)
    if not again and listing.state == ListingState.LIVE:
        s.flush()
        check_paper(s, get(s, HarvestLot, listing.lot_id), listing)
    if again:
        listing.state, listing.paused_for = ListingState.QUEUED.value, ""
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
        Refused: it is not paused, the seller is stopped or without the right to sell it, the lot has no certificate,
            or the title has a protected name.
    """
    listing = get(s, Listing, listing_id)
    lot = get(s, HarvestLot, listing.lot_id)
    if not standing(s, lot.seller_id).verified:
        raise Refused("seller_not_verified")
    law = law_of(s, lot)
    for hindrance in (law.right, law.training, law.interval, law.certificate if law.blocks else None):
        if hindrance is not None:
            raise hindrance
    check_paper(s, lot, listing)
    name = protected_for(ListingForm(listing.title), lot.product, standing(s, lot.seller_id), protected_names(s))
    if name:
        raise Refused("listing_protected_name", name=name)
    figures = balance(s.connection(), lot.id)
    if figures.offered > figures.stock:
        raise Refused("listing_more_than_lot")
    _move(s, listing_id, ListingState.LIVE)


@action
def end_listing(s: WriteSession, listing_id: str) -> None:
    """Take an offer off for good; what was not sold of it can be offered again.

    Raises:
        Refused: it has ended already.
    """
    _move(s, listing_id, ListingState.ENDED)


def _move(s: WriteSession, listing_id: str, to: ListingState) -> None:
    listing = get(s, Listing, listing_id)
    LISTING.check(listing.state, to)
    listing.state, listing.paused_for = to.value, ""


def _forget_draft(s: WriteSession, draft_key: str) -> None:
    if draft_key:
        clear_draft(s.connection(), "lot", draft_key)
        s.touch("draft")


def _write(listing: Listing, form: ListingForm) -> Listing:
    listing.title, listing.price_fen, listing.quantity = form.title, form.price_fen, form.quantity
    listing.sale_unit, listing.pack, listing.least = str(form.sale_unit), form.pack, form.least
    return listing


def _refuse_unready(s: Session, lot_id: str, form: ListingForm, *, replaced: str) -> None:
    if not get(s, HarvestLot, lot_id).seller_id:
        raise Refused("mixed_lot_not_listed")
    free = free_quantity(s, lot_id, replaced=replaced)
    failed = [one for one in ready_checks(s, lot_id, form, replaced=replaced) if one.blocks and not one.passed]
    right = next((one.why for one in failed if one.name in ("right", "training") and one.why), None)
    if right is not None:
        raise right
    if form.quantity > free:
        raise Invalid("quantity", "more_than_left")
    if failed:
        # One sentence that says what is wrong helps more than "look at the list".
        raise failed[0].why or Refused("listing_not_ready", count=len(failed), field=failed[0].field)
