"""Listings: what waits to be looked at with its photos, what is on sale, and buyers' orders for it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from villagedesk import clock
from villagedesk.central import listings
from villagedesk.central.console.paging import next_place, read_place
from villagedesk.central.console.views import NOTHING_TRIED, Tried, go_to, refused, render, render_case
from villagedesk.central.console.visits import CentralDep, Form, FormDep, VisitDep, act
from villagedesk.central.photos import here_of
from villagedesk.domain.crops import grade_text
from villagedesk.domain.listings import PAUSE_WORDS, ListingState
from villagedesk.domain.values import parse_quantity
from villagedesk.errors import AppError, NotFound

router = APIRouter()

_PAGE = 20
STATES = (
    ListingState.QUEUED,
    ListingState.LIVE,
    ListingState.PAUSED,
    ListingState.REFUSED,
    ListingState.TAKEN_DOWN,
)
_ACTS = {"approve-listing": (), "refuse-listing": ("reason",), "take-down": ("reason",)}


@router.get("/listings")
def in_state(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    state: Annotated[ListingState, Query()] = ListingState.QUEUED,
    after: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Listings in one state."""
    with here.database.read() as connection:
        found = listings.offers_in(connection, state, after=read_place(after), limit=_PAGE)
    following = next_place([offer.listing for offer in found], _PAGE)
    return render(request, "listings.html", visit, found=found, state=state, states=STATES, next=following)


@router.get("/listings/{listing}")
def one(request: Request, here: CentralDep, visit: VisitDep, listing: str) -> Response:
    """One listing with its lot and photos."""
    return _page(request, here, visit, listing)


@router.post("/listings/{listing}")
def decide(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, listing: str) -> Response:
    """Put it on sale, send it back, or take it down."""
    name = form.text("act")
    if name not in _ACTS:
        raise NotFound("act", name)
    typed = {field: form.text(field) for field in _ACTS[name]}
    try:
        act(here, visit, name, listing_id=listing, **typed)
    except AppError as error:
        return _page(request, here, visit, listing, refused(error, typed))
    return go_to("/listings", name)


@router.post("/listings/{listing}/buy")
def buy(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, listing: str) -> Response:
    """Make a buyer's order for a part of the lot."""
    typed = {field: form.text(field) for field in ("buyer", "quantity", "ship_by_on")}
    try:
        with here.database.read() as connection:
            unit = listings.offer(connection, listing).listing.text("sale_unit")
        bought = typed | {"quantity": parse_quantity(typed["quantity"], unit)}
        act(here, visit, "buy-lot", listing_id=listing, **bought)
    except AppError as error:
        return _page(request, here, visit, listing, refused(error, typed))
    return go_to(f"/listings/{listing}", "buy-lot")


@router.post("/listings/{listing}/withdraw")
def withdraw(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, listing: str) -> Response:
    """Take a buyer's order back."""
    try:
        act(here, visit, "withdraw", order_id=form.text("order"), reason=form.text("reason"))
    except AppError as error:
        return _page(request, here, visit, listing, refused(error, _typed(form)))
    return go_to(f"/listings/{listing}", "withdraw")


def _typed(form: Form) -> dict[str, str]:
    return {f"withdraw-{form.text('order')}": form.text("reason")}


def _page(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    listing: str,
    tried: Tried = NOTHING_TRIED,
) -> Response:
    with here.database.read() as connection:
        found = listings.offer(connection, listing)
        photos = here_of(connection, found.listing.centre, [sha256 for _, sha256 in found.photos])
    return render_case(
        request,
        "listing.html",
        visit,
        tried,
        offer=found,
        photos=photos,
        grade_text=grade_text,
        pause_words=PAUSE_WORDS,
        today=clock.today(),
    )
