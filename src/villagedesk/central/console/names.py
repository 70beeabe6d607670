"""Protected names: brands and places of origin that not everybody may sell under; put on the list, taken off, allowed."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from villagedesk.central import names
from villagedesk.central.console.views import NOTHING_TRIED, Tried, go_to, refused, render_case
from villagedesk.central.console.visits import CentralDep, FormDep, VisitDep, act
from villagedesk.domain.protected_names import KIND_WORDS
from villagedesk.errors import AppError, NotFound

router = APIRouter()

_MOST = 200
_FIELDS = ("name", "owner", "kind", "areas")


@router.get("/names")
def all_names(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    words: Annotated[str, Query(max_length=100)] = "",
    removed: Annotated[bool, Query()] = False,
) -> Response:
    """The list, with the form for another one."""
    return _list(request, here, visit, words.replace("\0", ""), removed)


@router.post("/names")
def add(request: Request, here: CentralDep, visit: VisitDep, form: FormDep) -> Response:
    """Put a name on the list."""
    typed = {field: form.text(field) for field in _FIELDS}
    try:
        act(here, visit, "protect-name", **typed)
    except AppError as error:
        return _list(request, here, visit, "", False, refused(error, typed))
    return go_to("/names", "protect-name")


@router.get("/names/{name}")
def one_name(request: Request, here: CentralDep, visit: VisitDep, name: str) -> Response:
    """One name: who may use it, and which offers have it."""
    return _page(request, here, visit, name)


@router.post("/names/{name}")
def decide(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, name: str) -> Response:
    """Take it off the list, or a seller's leave away."""
    chosen = form.text("act")
    try:
        match chosen:
            case "unprotect-name":
                act(here, visit, chosen, name_id=name)
            case "forbid-name":
                act(here, visit, chosen, name_id=name, seller_id=form.text("seller"))
            case _:
                raise NotFound("act", chosen)
    except AppError as error:
        return _page(request, here, visit, name, refused(error, {}))
    return go_to(f"/names/{name}", chosen)


def _list(
    request: Request, here: CentralDep, visit: VisitDep, words: str, removed: bool, tried: Tried = NOTHING_TRIED
) -> Response:
    with here.database.read() as connection:
        found = names.names(connection, words=words, removed=removed)
    facts = {"found": found[:_MOST], "more": max(0, len(found) - _MOST), "words": words, "removed": removed}
    return render_case(request, "names.html", visit, tried, kinds=KIND_WORDS, **facts)


def _page(request: Request, here: CentralDep, visit: VisitDep, name: str, tried: Tried = NOTHING_TRIED) -> Response:
    with here.database.read() as connection:
        found = names.name(connection, name)
        facts = {
            "offers": names.offers_with(connection, found),
            "paused": names.paused_with(connection, found),
            "sellers": names.sellers_of(connection, found),
        }
    return render_case(request, "name.html", visit, tried, found=found, kinds=KIND_WORDS, **facts)
