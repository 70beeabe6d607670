"""Centres: how they are doing, codes for their computers, revoking one, parcels of strangers."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from villagedesk import clock
from villagedesk.central import fleet, setting_up
from villagedesk.central.console.qr import square
from villagedesk.central.console.views import NOTHING_TRIED, Tried, go_to, refused, render, render_case
from villagedesk.central.console.visits import CentralDep, Form, FormDep, VisitDep, act
from villagedesk.central.devices import CODE_HOURS
from villagedesk.central.follows import TRAINER
from villagedesk.central.inputs import fen, optional_grams, optional_time
from villagedesk.central.rooms import QUIET_MS
from villagedesk.central.staff import Visit
from villagedesk.domain.enrolment import enrolment_square
from villagedesk.errors import AppError

router = APIRouter()

_PAGE = 50


@router.get("/")
def start(visit: VisitDep) -> Response:
    """The first page."""
    return go_to("/centres")


@router.get("/centres")
def centres(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    words: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Every centre with its last contact and what waits there."""
    clean = [text.replace("\0", "") for text in (words, after)]
    with here.database.read() as connection:
        found = fleet.centres(connection, words=clean[0], after=clean[1], limit=_PAGE)
    last = f"{found[-1].name}/{found[-1].id}" if len(found) == _PAGE else ""
    return render(
        request, "centres.html", visit, centres=found, words=words, next=last, quiet=clock.now_ms() - QUIET_MS
    )


@router.get("/centres/{centre}")
def centre(request: Request, here: CentralDep, visit: VisitDep, centre: str) -> Response:
    """One centre with its computers."""
    return _page(request, here, visit, centre)


@router.post("/centres/{centre}/code")
def make_code(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, centre: str) -> Response:
    """Make a code; it is shown on this answer and never again."""
    verb = "make-trainer-code" if form.text("role") == TRAINER else "make-code"
    try:
        code = act(here, visit, verb, centre=centre)["code"]
    except AppError as error:
        return _page(request, here, visit, centre, refused(error, {}))
    return _page(request, here, visit, centre, code=code)


@router.post("/centres/{centre}/revoke")
def revoke(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, centre: str) -> Response:
    """Let a computer in no more."""
    try:
        act(here, visit, "revoke", device=form.text("device"))
    except AppError as error:
        return _page(request, here, visit, centre, refused(error, {}))
    return go_to(f"/centres/{centre}", "revoke")


@router.post("/centres/{centre}/parcel")
def announce(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, centre: str) -> Response:
    """Announce a parcel that belongs to no order."""
    try:
        act(here, visit, "announce", centre=centre, **_parcel(form))
    except AppError as error:
        typed = {
            name: form.text(name)
            for name in ("name", "phone", "waybill", "carrier", "weight", "hub_weight", "due", "van_at")
        }
        return _page(request, here, visit, centre, refused(error, typed))
    return go_to(f"/centres/{centre}", "announce")


def _parcel(form: Form) -> dict[str, object]:
    return {
        "name": form.text("name"),
        "phone": form.text("phone"),
        "waybill": form.text("waybill"),
        "carrier": form.text("carrier"),
        "grams": optional_grams(form.text("weight"), "weight"),
        "hub_grams": optional_grams(form.text("hub_weight"), "hub_weight"),
        "due_fen": fen(form.text("due"), "due") if form.text("due") else 0,
        "van_at": optional_time(form.text("van_at"), "van_at"),
    }


def _page(
    request: Request,
    here: CentralDep,
    visit: Visit,
    centre: str,
    tried: Tried = NOTHING_TRIED,
    *,
    code: str = "",
) -> Response:
    address = str(request.base_url).rstrip("/")  # as whoever reads this reaches it; buyers' phones may use another
    with here.database.read() as connection:
        found = fleet.centre_sum(connection, centre)
        devices = fleet.devices_of(connection, centre)
        file = setting_up.file_of_centre(connection, centre)
    return render_case(
        request,
        "centre.html",
        visit,
        tried,
        centre=found,
        devices=devices,
        file=file,
        code=code,
        code_hours=CODE_HOURS,
        address=address,
        square=square(enrolment_square(address, code)) if code else "",
        quiet=clock.now_ms() - QUIET_MS,
    )
