"""Mistakes of the program at the centres: those that an operator agreed to send, and one as it was sent."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from villagedesk.central import program_reports
from villagedesk.central.console.paging import next_place, read_place
from villagedesk.central.console.views import render
from villagedesk.central.console.visits import CentralDep, VisitDep

router = APIRouter()

_PAGE = 30


@router.get("/mistakes")
def sent(
    request: Request, here: CentralDep, visit: VisitDep, after: Annotated[str, Query(max_length=60)] = ""
) -> Response:
    """What was sent, the newest first."""
    with here.database.read() as connection:
        found = program_reports.mistakes(connection, after=read_place(after), limit=_PAGE)
    return render(request, "mistakes.html", visit, found=found, next=next_place(found, _PAGE))


@router.get("/mistakes/{report}")
def one(request: Request, here: CentralDep, visit: VisitDep, report: str) -> Response:
    """One report."""
    with here.database.read() as connection:
        found = program_reports.mistake(connection, report)
    return render(request, "mistake.html", visit, mistake=found)
