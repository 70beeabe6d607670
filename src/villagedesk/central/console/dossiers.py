"""Sellers' dossiers: what waits to be looked at, and one dossier with its photos."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from villagedesk import clock
from villagedesk.central import dossiers
from villagedesk.central.console.paging import next_place, read_place
from villagedesk.central.console.views import NOTHING_TRIED, Tried, go_to, refused, render, render_case
from villagedesk.central.console.visits import CentralDep, FormDep, VisitDep, act
from villagedesk.central.names import names as protected_names
from villagedesk.central.photos import here_of
from villagedesk.domain.consents import PURPOSE_WORDS, WAY_WORDS
from villagedesk.domain.people import RELATION_WORDS
from villagedesk.domain.plots import TENURE_WORDS, place_text
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sellers import KIND_WORDS, SellerState
from villagedesk.errors import AppError, NotFound

router = APIRouter()

_PAGE = 50
STATES = (SellerState.SUBMITTED, SellerState.RETURNED, SellerState.APPROVED, SellerState.FROZEN)
# What may be done with a dossier, and what the act takes from the form.
_ACTS = {"approve": (), "return": ("reason", "field"), "freeze": ("reason",), "lift": ()}


@router.get("/dossiers")
def waiting(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    state: Annotated[SellerState, Query()] = SellerState.SUBMITTED,
    after: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Dossiers in one state."""
    with here.database.read() as connection:
        found = dossiers.dossiers_in(connection, state, after=read_place(after), limit=_PAGE)
    facts: dict[str, Any] = {"found": found, "state": state, "states": STATES, "next": next_place(found, _PAGE)}
    return render(request, "dossiers.html", visit, kinds=KIND_WORDS, **facts)


@router.get("/dossiers/{seller}")
def one(request: Request, here: CentralDep, visit: VisitDep, seller: str) -> Response:
    """One dossier."""
    return _page(request, here, visit, seller)


@router.post("/dossiers/{seller}")
def decide(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, seller: str) -> Response:
    """Approve it, send it back, stop the seller or let him go on."""
    name = form.text("act")
    if name not in _ACTS:
        raise NotFound("act", name)
    typed = {field: form.text(field) for field in _ACTS[name]}
    try:
        act(here, visit, name, seller_id=seller, **typed)
    except AppError as error:
        return _page(request, here, visit, seller, refused(error, typed))
    return go_to("/dossiers", name)


@router.post("/dossiers/{seller}/name")
def allow(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, seller: str) -> Response:
    """The owner of a protected name gave this seller leave to use it."""
    try:
        act(here, visit, "allow-name", name_id=form.text("name"), seller_id=seller)
    except AppError as error:
        return _page(request, here, visit, seller, refused(error, {}))
    return go_to(f"/dossiers/{seller}", "allow-name")


def _page(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    seller: str,
    tried: Tried = NOTHING_TRIED,
) -> Response:
    with here.database.read() as connection:
        found = dossiers.dossier(connection, seller)
        photos = here_of(connection, found.seller.centre, [sha256 for _, sha256 in found.photos])
        known = protected_names(connection)
    return render_case(
        request,
        "dossier.html",
        visit,
        tried,
        dossier=found,
        photos=photos,
        kinds=KIND_WORDS,
        purposes=PURPOSE_WORDS,
        ways=WAY_WORDS,
        relations=RELATION_WORDS,
        tenures=TENURE_WORDS,
        place_text=place_text,
        names=[one for one in known if seller not in one.sellers],
        may_use=[one for one in known if seller in one.sellers],
        next_verify_on=rule_pack(clock.today()).sellers.next_verification(clock.today()),
    )
