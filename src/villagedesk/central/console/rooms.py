"""Rooms: one line a centre with what is overdue there, line and power of a month, and equipment without a warranty."""

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from villagedesk import clock
from villagedesk.central import rooms
from villagedesk.central.console.centres import QUIET_MS
from villagedesk.central.console.views import render
from villagedesk.central.console.visits import CentralDep, VisitDep

router = APIRouter()

_PAGE = 50


@router.get("/rooms")
def in_county(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    month: Annotated[str, Query(max_length=7)] = "",
    words: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Every room with what the county should know of it."""
    words, after = words.replace("\0", ""), after.replace("\0", "")
    month = month if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month) else clock.today()[:7]
    with here.database.read() as connection:
        found = rooms.rooms(connection, month, words=words, after=after, limit=_PAGE)
    last = f"{found[-1].centre.name}/{found[-1].centre.id}" if len(found) == _PAGE else ""
    return render(
        request,
        "rooms.html",
        visit,
        found=found,
        month=month,
        words=words,
        next=last,
        quiet=clock.now_ms() - QUIET_MS,
    )
