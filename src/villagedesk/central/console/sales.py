"""Crop sales: buyers' orders with their lots, what a buyer claims with its photos, and a new order for a kind of produce."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from villagedesk import clock
from villagedesk.central import sales
from villagedesk.central.console.paging import next_place, read_place
from villagedesk.central.console.views import NOTHING_TRIED, Tried, go_to, refused, render, render_case
from villagedesk.central.console.visits import CentralDep, Form, FormDep, PhotoFormDep, VisitDep, act
from villagedesk.central.found import check_centre, one
from villagedesk.central.inputs import fen
from villagedesk.central.photos import here_of, keep_photo
from villagedesk.domain.crops import SALE_UNITS, UNIT_WORDS, grade_text, grades
from villagedesk.domain.sales import ClaimKind, ClaimState, CropOrderState
from villagedesk.domain.sales.claims import KIND_WORDS
from villagedesk.domain.values import parse_quantity
from villagedesk.errors import AppError, NotFound

router = APIRouter()

_PAGE = 30
STATES = (
    CropOrderState.RECEIVED,
    CropOrderState.ACCEPTED,
    CropOrderState.PACKED,
    CropOrderState.HANDED_OVER,
    CropOrderState.DELIVERED,
    CropOrderState.CLAIMED,
    CropOrderState.CONFIRMED,
    CropOrderState.SETTLED,
)
CLAIM_STATES = tuple(ClaimState)


@router.get("/sales")
def in_state(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    state: Annotated[CropOrderState, Query()] = CropOrderState.HANDED_OVER,
    after: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Buyers' orders in one state."""
    with here.database.read() as connection:
        found = sales.sales_in(connection, state, after=read_place(after), limit=_PAGE)
    following = next_place([sale.order for sale in found], _PAGE)
    return render(request, "sales.html", visit, found=found, state=state, states=STATES, next=following)


@router.get("/sales/new")
def new(
    request: Request, here: CentralDep, visit: VisitDep, centre: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """The form for a buyer's order for a kind of produce, from one centre."""
    return _new(request, here, visit, centre)


@router.post("/sales/new")
def buy(request: Request, here: CentralDep, visit: VisitDep, form: FormDep) -> Response:
    """Make a buyer's order for a kind of produce."""
    typed = form.typed()
    try:
        given: dict[str, Any] = {
            name: form.text(name) for name in ("centre", "buyer", "product", "ship_by_on", "grade", "number")
        }
        unit = form.text("sale_unit") if form.text("sale_unit") in SALE_UNITS else "jin"
        given |= {
            "sale_unit": unit,
            "quantity": parse_quantity(form.text("quantity"), unit),
            "price_fen": fen(form.text("price"), "price"),
        }
        done = act(here, visit, "buy-produce", **given)
    except AppError as error:
        return _new(request, here, visit, form.text("centre"), refused(error, typed))
    return go_to(f"/sales/{done['crop_order']}", "buy-produce")


@router.get("/sales/claims")
def claims(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    state: Annotated[ClaimState, Query()] = ClaimState.OBJECTED,
    after: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Buyers' claims in one state."""
    with here.database.read() as connection:
        found = sales.claims_in(connection, state, after=read_place(after), limit=_PAGE)
    return render(
        request,
        "claims.html",
        visit,
        found=found,
        state=state,
        states=CLAIM_STATES,
        kinds=KIND_WORDS,
        next=next_place([case.claim for case in found], _PAGE),
    )


@router.get("/sales/claims/{claim}")
def claim_page(request: Request, here: CentralDep, visit: VisitDep, claim: str) -> Response:
    """One claim with the photos of both sides."""
    return _claim(request, here, visit, claim)


@router.post("/sales/claims/{claim}")
def decide(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, claim: str) -> Response:
    """Decide a claim, or note that the buyer wants nothing after all."""
    name = form.text("act")
    try:
        match name:
            case "decide-claim":
                act(here, visit, name, claim_id=claim, fen=fen(form.text("fen"), "fen"), answer=form.text("answer"))
            case "withdraw-claim":
                act(here, visit, name, claim_id=claim)
            case _:
                raise NotFound("act", name)
    except AppError as error:
        return _claim(request, here, visit, claim, refused(error, form.typed()))
    return go_to(f"/sales/claims/{claim}", name)


@router.post("/sales/claims/{claim}/photo")
def add_photo(request: Request, here: CentralDep, visit: VisitDep, sent: PhotoFormDep, claim: str) -> Response:
    """Keep a picture that the buyer sent; the centre sees it beside his claim."""
    try:
        with here.database.read() as connection:
            centre = one(connection, "crop_claim", claim).centre
        name = keep_photo(here.database, here.files, centre, sent.photo)
        with here.database.write() as connection:
            sales.add_claim_photo(connection, claim, name, by=visit.staff)
    except AppError as error:
        return _claim(request, here, visit, claim, refused(error, {}))
    return go_to(f"/sales/claims/{claim}", "claim-photo")


@router.get("/sales/{order}")
def one_sale(request: Request, here: CentralDep, visit: VisitDep, order: str) -> Response:
    """One buyer's order with its lots and claims."""
    return _page(request, here, visit, order)


@router.post("/sales/{order}")
def go_on(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, order: str) -> Response:
    """It arrived, the buyer is content, he claims something, or he does not want it any more."""
    name = form.text("act")
    try:
        match name:
            case "deliver-crop" | "confirm-crop":
                act(here, visit, name, order_id=order)
            case "withdraw":
                act(here, visit, name, order_id=order, reason=form.text("reason"))
            case "claim-crop":
                act(here, visit, name, order_id=order, **_claimed(form))
            case _:
                raise NotFound("act", name)
    except AppError as error:
        return _page(request, here, visit, order, refused(error, form.typed()))
    return go_to(f"/sales/{order}", name)


def _claimed(form: Form) -> dict[str, Any]:
    return {
        "kind": form.text("kind"),
        "fen": fen(form.text("fen"), "fen"),
        "detail": form.text("detail"),
        "lots": form.all("lot"),
    }


def _page(request: Request, here: CentralDep, visit: VisitDep, order: str, tried: Tried = NOTHING_TRIED) -> Response:
    with here.database.read() as connection:
        found = sales.sale(connection, order)
        lots = sales.lots_of(connection, found)
    return render_case(
        request,
        "sale.html",
        visit,
        tried,
        sale=found,
        lots=lots,
        kinds=KIND_WORDS,
        kind_names=tuple(ClaimKind),
        grade_text=grade_text,
    )


def _claim(request: Request, here: CentralDep, visit: VisitDep, claim: str, tried: Tried = NOTHING_TRIED) -> Response:
    with here.database.read() as connection:
        found = sales.claim_case(connection, claim)
        names = [sha256 for _, sha256 in (*found.from_buyer, *found.from_centre)]
        photos = here_of(connection, found.claim.centre, names)
    return render_case(request, "claim.html", visit, tried, case=found, photos=photos, kinds=KIND_WORDS)


def _new(request: Request, here: CentralDep, visit: VisitDep, centre: str, tried: Tried = NOTHING_TRIED) -> Response:
    with here.database.read() as connection:
        name = check_centre(connection, centre)
    return render_case(
        request,
        "sale_new.html",
        visit,
        tried,
        centre=centre,
        centre_name=name,
        units={unit: UNIT_WORDS[unit] for unit in SALE_UNITS},
        grades=grades(clock.today()),
        today=clock.today(),
    )
