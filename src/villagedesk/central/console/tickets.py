"""Repairs: what the centres reported, by state; one report with its photos and log, and what the county does."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from villagedesk.central import tickets
from villagedesk.central.console.paging import next_place, read_place
from villagedesk.central.console.views import NOTHING_TRIED, Tried, go_to, refused, render, render_case
from villagedesk.central.console.visits import CentralDep, FormDep, VisitDep, act
from villagedesk.central.photos import here_of, is_here
from villagedesk.domain.tickets import SEVERITY_WORDS, TOPIC_WORDS, TicketState, help_cards
from villagedesk.errors import AppError, NotFound

router = APIRouter()

_PAGE = 30
STATES = tuple(TicketState)
_WORDS: dict[str, Any] = {"topics": TOPIC_WORDS, "severities": SEVERITY_WORDS}
# A log is saved, never shown: what stands in it came from outside.
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "no-store",
}


@router.get("/tickets")
def in_state(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    state: Annotated[TicketState, Query()] = TicketState.OPEN,
    after: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Reports in one state."""
    with here.database.read() as connection:
        found = tickets.tickets_in(connection, state, after=read_place(after), limit=_PAGE)
    following = next_place([one.ticket for one in found], _PAGE)
    return render(request, "tickets.html", visit, found=found, state=state, states=STATES, next=following, **_WORDS)


@router.get("/tickets/{ticket}")
def one(request: Request, here: CentralDep, visit: VisitDep, ticket: str) -> Response:
    """One report."""
    return _page(request, here, visit, ticket)


@router.get("/tickets/{ticket}/log")
def log(here: CentralDep, visit: VisitDep, ticket: str) -> Response:
    """The log bundle of a report, to be saved.

    Raises:
        NotFound: there is none, or it is still on its way.
    """
    with here.database.read() as connection:
        found = tickets.ticket_facts(connection, ticket).ticket
        name = found.text("log")
        if not name or not is_here(connection, found.centre, name):
            raise NotFound("log", name)
    headers = {**_HEADERS, "Content-Disposition": f'attachment; filename="log-{found.id[:8]}.zip"'}
    return Response(here.files.get(name), media_type="application/octet-stream", headers=headers)


@router.post("/tickets/{ticket}")
def decide(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, ticket: str) -> Response:
    """Look at it, book a visit, say that it is repaired, or refuse it."""
    name, text = form.text("act"), form.text
    try:
        match name:
            case "see-ticket":
                act(here, visit, name, ticket_id=ticket, answer=text("answer"))
            case "book-visit":
                act(here, visit, name, ticket_id=ticket, day=text("day"), who=text("who"), answer=text("note"))
            case "finish-ticket":
                act(here, visit, name, ticket_id=ticket, work=text("work"), parts=text("parts"))
            case "refuse-ticket":
                act(here, visit, name, ticket_id=ticket, reason=text("reason"))
            case _:
                raise NotFound("act", name)
    except AppError as error:
        return _page(request, here, visit, ticket, refused(error, form.typed()))
    return go_to(f"/tickets/{ticket}", name)


def _page(request: Request, here: CentralDep, visit: VisitDep, ticket: str, tried: Tried = NOTHING_TRIED) -> Response:
    with here.database.read() as connection:
        found = tickets.ticket_facts(connection, ticket)
        names = [sha256 for _, sha256 in found.photos]
        log_name = found.ticket.text("log")
        photos = here_of(connection, found.ticket.centre, [*names, *([log_name] if log_name else [])])
    cards = [help_cards()[one].title for one in found.ticket.text("tried").split() if one in help_cards()]
    return render_case(
        request,
        "ticket.html",
        visit,
        tried,
        facts=found,
        photos=photos,
        log_here=log_name in photos,
        cards=cards,
        **_WORDS,
    )
