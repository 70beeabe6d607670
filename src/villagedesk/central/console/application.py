"""An application's own page, for whoever applied: how it stands, and what the county still needs, without a sign-in.

Who has the address has the page; its key cannot be guessed. It shows no more than was typed into the application.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from villagedesk.central import setting_up
from villagedesk.central.console.views import NOTHING_TRIED, Tried, go_to, refused, render
from villagedesk.central.console.visits import CentralDep, PhotoForm, with_pictures
from villagedesk.central.deps import Central
from villagedesk.central.found import Found, one
from villagedesk.central.inputs import whole
from villagedesk.central.photos import keep_paper
from villagedesk.domain import setting_up as setups
from villagedesk.domain.setting_up import SetupState
from villagedesk.errors import AppError, Invalid, Refused

router = APIRouter()

WORDS: dict[str, Any] = {
    "tenures": setups.PREMISES_WORDS,
    "lines": setups.LINE_WORDS,
    "powers": setups.POWER_WORDS,
    "missing_words": setups.MISSING_WORDS,
}


def own(here: CentralDep, setup: str, key: str) -> Found:
    """The application that an address is about.

    Raises:
        NotFound: there is none, or the key is another one's.
    """
    setting_up.check_application_key(here, setup, key)
    with here.database.read() as connection:
        return one(connection, "centre_setup", setup)


OwnDep = Annotated[Found, Depends(own)]


async def own_form(request: Request, setup: OwnDep) -> PhotoForm:
    """What was typed and chosen; nothing is read of what comes for an application that waits for nothing.

    Raises:
        Refused: it was not sent back, or what came is too large. FormStale: it came from another site.
    """
    if setup.text("state") != SetupState.RETURNED:
        raise Refused("setup_not_now")
    return await with_pictures(request)


@router.get("/application/{setup}/{key}")
def look(request: Request, setup: OwnDep) -> Response:
    """How it stands."""
    return _page(request, setup)


@router.post("/application/{setup}/{key}")
def complete(
    request: Request, here: CentralDep, setup: OwnDep, form: Annotated[PhotoForm, Depends(own_form)]
) -> Response:
    """Send what was missing."""
    try:
        given = completed(here, setup, form)
        with here.database.write() as connection:
            setting_up.complete_application(connection, setup.id, **given, by=setting_up.APPLICANT)
    except AppError as error:
        return _page(request, setup, refused(error, form.typed()))
    return go_to(request.url.path, "complete-application")


def completed(here: Central, setup: Found, form: PhotoForm) -> dict[str, Any]:
    """What a form brought, its papers kept.

    Raises:
        Invalid: on a number that is none, or a paper that is neither picture nor PDF.
    """
    area, papers = whole(form.text("area_m2"), "area_m2"), kept_papers(here, setup, form)
    return {field: form.text(field) for field in setting_up.FACTS} | {"area_m2": area, "papers": papers}


def kept_papers(here: Central, setup: Found, form: PhotoForm) -> list[str]:
    """The SHA-256 of each paper that a form brought, kept here.

    Raises:
        Invalid: they are too many, or one is neither picture nor PDF.
    """
    if len(form.photos) + len(setup.text("papers").split()) > setups.MAX_PAPERS:
        raise Invalid(setups.PAPERS, "papers_many", limit=setups.MAX_PAPERS)
    return [keep_paper(here.database, here.files, setup.centre, data) for data in form.photos]


def facts_of(setup: Found, typed: Mapping[str, str]) -> dict[str, str]:
    """What stands in the form: what was typed, else what is on file."""
    area = str(setup.number("area_m2") or "")
    return {field: setup.text(field) for field in setting_up.FACTS} | {"area_m2": area} | dict(typed)


def _page(request: Request, setup: Found, tried: Tried = NOTHING_TRIED) -> Response:
    return render(
        request,
        "application.html",
        status=422 if tried.error else 200,
        error=tried.error,
        setup=setup,
        facts=facts_of(setup, tried.typed),
        missing=setting_up.missing_of(setup),
        papers=len(setup.text("papers").split()),
        **WORDS,
    )
