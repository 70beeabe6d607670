"""Certificates of courses of all centres: found by number or name, by centre and course, taken back, and as a list to print."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from villagedesk.central.console.paging import next_place, read_place
from villagedesk.central.console.views import NOTHING_TRIED, Tried, go_to, language_of, refused, render, render_case
from villagedesk.central.console.visits import CentralDep, FormDep, VisitDep, act
from villagedesk.central.courses import known_courses
from villagedesk.central.found import Found, centre_names, is_id, one, rows
from villagedesk.domain.training_results import TrainingCertificateState
from villagedesk.errors import AppError, NotFound

router = APIRouter()

_PAGE, _PRINTED = 30, 500
STATES = tuple(TrainingCertificateState)
StateQuery = Annotated[TrainingCertificateState, Query()]
TextQuery = Annotated[str, Query(max_length=60)]


@router.get("/course-certificates")
def in_state(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    state: StateQuery = TrainingCertificateState.VALID,
    after: TextQuery = "",
    text: TextQuery = "",
    centre: TextQuery = "",
    course: TextQuery = "",
) -> Response:
    """Certificates in one state, narrowed by centre, course, and a number or name."""
    return _list(request, here, visit, "course_certificates.html", _PAGE, state, after, text, centre, course)


@router.get("/course-certificates/print")
def printed(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    state: StateQuery = TrainingCertificateState.VALID,
    text: TextQuery = "",
    centre: TextQuery = "",
    course: TextQuery = "",
) -> Response:
    """The same without the rail, as a table that a browser prints."""
    return _list(request, here, visit, "course_certificates_print.html", _PRINTED, state, "", text, centre, course)


@router.get("/course-certificates/{certificate_id}")
def one_certificate(request: Request, here: CentralDep, visit: VisitDep, certificate_id: str) -> Response:
    """One certificate."""
    return _page(request, here, visit, certificate_id)


@router.post("/course-certificates/{certificate_id}")
def decide(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, certificate_id: str) -> Response:
    """Take it back, everywhere."""
    name = form.text("act")
    try:
        if name != "revoke-training-certificate":
            raise NotFound("act", name)
        act(here, visit, name, certificate_id=certificate_id, reason=form.text("reason"))
    except AppError as error:
        return _page(request, here, visit, certificate_id, refused(error, form.typed()))
    return go_to(f"/course-certificates/{certificate_id}", name)


def _list(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    template: str,
    limit: int,
    state: TrainingCertificateState,
    after: str,
    text: str,
    centre: str,
    course: str,
) -> Response:
    typed = text.replace("\0", "").strip()
    with here.database.read() as connection:
        known = _titles(request, connection)
        says = [part for part in (typed, f'"{course}"' if course in known else "") if part]
        found = rows(
            connection,
            "training_certificate",
            state=state,
            centre=centre if is_id(centre) else "",
            after=read_place(after),
            limit=limit,
            says=says,
        )
        names = centre_names(connection, [one.centre for one in found] + ([centre] if is_id(centre) else []))
    return render(
        request,
        template,
        visit,
        found=found,
        centres=names,
        courses=known,
        titles={one.id: _title(known, one) for one in found},
        state=state,
        states=STATES,
        filters={"text": typed, "centre": centre if centre in names else "", "course": course},
        next=next_place(found, limit),
    )


def _page(
    request: Request, here: CentralDep, visit: VisitDep, certificate_id: str, tried: Tried = NOTHING_TRIED
) -> Response:
    with here.database.read() as connection:
        certificate = one(connection, "training_certificate", certificate_id)
        centre = centre_names(connection, [certificate.centre]).get(certificate.centre, "")
        known = _titles(request, connection)
    return render_case(
        request,
        "course_certificate.html",
        visit,
        tried,
        certificate=certificate,
        centre_name=centre,
        title=_title(known, certificate),
    )


def _titles(request: Request, connection: Connection) -> dict[str, str]:
    """The title of every course by its code: the program's, and those that the county gave out."""
    return {code: found.course.title.said(language_of(request)) for code, found in known_courses(connection).items()}


def _title(known: dict[str, str], one: Found) -> str:
    return known.get(one.text("course")) or one.text("title")
