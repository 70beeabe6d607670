"""Put the console together: its pages, its style sheet, and what somebody sees who may not come in."""

from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

from villagedesk.central.console import (
    application,
    cash,
    centres,
    certificates,
    course_certificates,
    courses,
    dossiers,
    fakes,
    labels,
    listings,
    names,
    orders,
    pay,
    photos,
    program_reports,
    returns,
    rooms,
    sale_farmers,
    sales,
    setting_up,
    sign_in,
    tickets,
)
from villagedesk.central.console.views import FOLDER, render
from villagedesk.central.console.visits import COOKIE, NotSignedIn, path_of_ours
from villagedesk.central.staff import visit_of
from villagedesk.errors import AppError


def install(app: FastAPI) -> None:
    """Add the console to central's application; none of it is part of the described API."""
    room = (tickets, program_reports, rooms)
    staffs = (
        centres,
        dossiers,
        listings,
        names,
        sale_farmers,
        sales,
        orders,
        returns,
        fakes,
        certificates,
        course_certificates,
        courses,
        cash,
        photos,
    )
    for part in (sign_in, setting_up, *staffs, *room, pay, labels, application):
        app.include_router(part.router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    app.add_exception_handler(NotSignedIn, _sign_in_first)


def trouble_page(request: Request, status: int, error: AppError) -> Response:
    """A page that says what went wrong and where to go on."""
    # With central itself in trouble nothing more is asked of it.
    visit = visit_of(request.app.state.central.database, request.cookies.get(COOKIE, "")) if status < 500 else None
    return render(request, "trouble.html", visit, status=status, error=error, back=_page_before(request))


def _page_before(request: Request) -> str:
    """The page of ours that a form was sent from; "" when there is none."""
    path = path_of_ours(request, request.headers.get("referer", "")) if request.method == "POST" else None
    return path if path and path.startswith("/") and not path.startswith("//") else ""


async def _sign_in_first(request: Request, error: Exception) -> Response:
    return sign_in.sign_in_first(request.url.path if request.method == "GET" else "/")
