"""What the operator does with a harvest lot: record it, add a photo, print its signed label."""

from collections.abc import Sequence

from sqlmodel import Session

from villagedesk import clock
from villagedesk.domain import papers
from villagedesk.domain.crops import HarvestLot, LotForm, LotPhoto, check_lot, crop_icon, grade_text
from villagedesk.domain.seasons import CropSeason
from villagedesk.domain.sellers import Seller, SellerState
from villagedesk.domain.short_code import short_code
from villagedesk.errors import Invalid, Refused
from villagedesk.store import photos, print_queue
from villagedesk.store.crops.lists import label_text, lot_page
from villagedesk.store.crops.pictures import whole_picture
from villagedesk.store.drafts import clear_draft
from villagedesk.store.files import FileStore
from villagedesk.store.numbers import LOTS, next_number
from villagedesk.store.sellers.rights import seller_of
from villagedesk.store.session import WriteSession, action, get, new_row

MAX_COPIES = 200


@action
def record_lot(s: WriteSession, form: LotForm, files: FileStore | None = None, *, draft_key: str = "") -> str:
    """Record what a farmer brought; returns the lot's id.

    Args:
        form: what was typed.
        files: where the photos of the form are; not needed without photos.
        draft_key: the draft this lot was, which is forgotten with it.

    Raises:
        Invalid: something typed is not right.
        NotFound: the seller is not on this computer.
        Refused: ``seller_stopped``.
    """
    form = check_lot(form, clock.today())
    if not form.seller_id:
        raise Invalid("seller_id", "seller_missing")
    seller = refuse_stopped(s, form.seller_id)
    season = get(s, CropSeason, form.season_id) if form.season_id else None
    if season is not None and season.person_id != seller.person_id:
        raise Invalid("season_id", "season_of_another")
    lot = new_row(
        s,
        HarvestLot(
            code=next_number(s, LOTS),
            seller_id=form.seller_id,
            product=form.product,
            variety=form.variety or None,
            grade=form.grade,
            quantity=form.quantity,
            sale_unit=form.sale_unit,
            harvested_on=form.harvested_on,
            plot=form.plot or None,
            season_id=form.season_id,
            gtin=form.gtin,
        ),
    )
    keep_photos(s, files, lot.id, form.photos)
    if draft_key:
        clear_draft(s.connection(), "lot", draft_key)
        s.touch("draft")
    return lot.id


def keep_photos(s: WriteSession, files: FileStore | None, lot_id: str, taken: Sequence[tuple[str, str]]) -> None:
    """Note the photos of a lot, and that they have to be sent."""
    for kind, sha256 in taken:
        if files is not None:
            photos.attach(s.connection(), files, sha256, "lot")
            s.touch("blob")
        new_row(s, LotPhoto(lot_id=lot_id, kind=kind, sha256=sha256))


def refuse_stopped(s: Session, seller_id: str) -> Seller:
    """The seller, unless he may not bring or offer anything now.

    Raises:
        NotFound: he is not on this computer.
        Refused: ``seller_stopped``.
    """
    seller = get(s, Seller, seller_id)
    # A stop is the person's: it also holds where another row that is him was stopped.
    counts = seller_of(s, seller.person_id) or seller
    if SellerState.FROZEN in (seller.state, counts.state):
        raise Refused("seller_stopped")
    return seller


def print_lot_label(s: WriteSession, lot_id: str, copies: int = 1) -> int:
    """Queue the signed label of a lot; returns the number of the print job.

    Raises:
        Invalid: on the field ``copies``.
        NotFound: the lot is not on this computer.
    """
    if not 1 <= copies <= MAX_COPIES:
        raise Invalid("copies", "copies_out_of_range", limit=MAX_COPIES)
    page = lot_page(s, lot_id)
    row = page.row
    paper = papers.LotLabel(
        product=row.product,
        grade=grade_text(row.grade),
        quantity=row.quantity,
        unit=row.sale_unit,
        farmer=row.farmer,
        village=page.village,
        harvested_on=row.harvested_on,
        qr=label_text(s, row),
        code=short_code(lot_id),
        icon=crop_icon(row.product),
        picture=whole_picture(s, lot_id),
    )
    return print_queue.add_job(s, paper, title=f"{row.product} {row.code}", about=lot_id, copies=copies)
