"""Rooms: one line a centre with what is overdue there, line and power of a month, contracts, warranties; also as a file."""

import csv
import io
import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from villagedesk import clock, i18n
from villagedesk.central import rooms
from villagedesk.central.console.views import HEADERS, language_of, render
from villagedesk.central.console.visits import CentralDep, VisitDep
from villagedesk.central.rooms import QUIET_MS, By, Room, Why
from villagedesk.domain.reports import harmless
from villagedesk.i18n import N_, _

router = APIRouter()

_PAGE = 50
SORTS: dict[str, str] = {
    By.NAME: N_("by name"),
    By.OVERDUE: N_("most overdue first"),
    By.CONTACT: N_("longest silent first"),
    By.LINE: N_("longest without a line first"),
    By.CONTRACT: N_("contract that ends first"),
}
WHY: dict[str, str] = {
    Why.REPAIRS: N_("repair overdue"),
    Why.SILENT: N_("not heard of"),
    Why.CONTRACT: N_("contract"),
    Why.LINE: N_("line"),
}


@router.get("/rooms")
def in_county(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    month: Annotated[str, Query(max_length=7)] = "",
    words: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[str, Query(max_length=200)] = "",
    by: Annotated[str, Query(max_length=20)] = By.NAME,
    only: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Every room with what the county should know of it."""
    words, after, month = words.replace("\0", ""), after.replace("\0", ""), _month(month)
    with here.database.read() as connection:
        if only or by != By.NAME:
            found = rooms.sorted_rooms(connection, month, words=words, by=by, only_overdue=bool(only))
            last = ""
        else:
            found = rooms.rooms(connection, month, words=words, after=after, limit=_PAGE)
            last = f"{found[-1].centre.name}/{found[-1].centre.id}" if len(found) == _PAGE else ""
    return render(
        request,
        "rooms.html",
        visit,
        found=found,
        month=month,
        words=words,
        by=by if by in SORTS else By.NAME.value,
        only=only,
        sorts=SORTS,
        why=WHY,
        next=last,
        quiet=clock.now_ms() - QUIET_MS,
    )


@router.get("/rooms.csv")
def as_file(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    month: Annotated[str, Query(max_length=7)] = "",
    words: Annotated[str, Query(max_length=100)] = "",
    by: Annotated[str, Query(max_length=20)] = By.NAME,
    only: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The same list for a spreadsheet: UTF-8 with its mark, no cell that a spreadsheet would take for a formula."""
    month = _month(month)
    with here.database.read() as connection:
        found = rooms.sorted_rooms(connection, month, words=words.replace("\0", ""), by=by, only_overdue=bool(only))
    out = io.StringIO(newline="")
    with i18n.speaking(language_of(request)):
        table = csv.writer(out)
        table.writerow(_head())
        table.writerows([harmless(cell) for cell in _cells(room)] for room in found)
    headers = HEADERS | {"Content-Disposition": f'attachment; filename="rooms-{month}.csv"'}
    return Response(out.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


def _head() -> list[str]:
    return [
        _("Centre"),
        _("County"),
        _("Last contact"),
        _("Repairs running"),
        _("Repairs overdue"),
        _("Hours without a line"),
        _("Best speed, kbit/s"),
        _("Line"),
        _("Power cuts"),
        _("Hours without power"),
        _("Things"),
        _("Out of warranty"),
        _("Contract until"),
        _("To see to"),
    ]


def _cells(room: Room) -> list[str]:
    seen = i18n.local(room.centre.seen_at).strftime("%Y-%m-%d %H:%M") if room.centre.seen_at else ""
    counts = (room.running, room.overdue, room.down_hours, room.best_kbit)
    return [
        room.centre.name,
        room.centre.county,
        seen,
        *map(str, counts),
        room.line,
        str(room.power_cuts),
        str(room.power_hours),
        str(room.things),
        str(room.out_of_warranty),
        room.contract_until,
        _(", ").join(_(WHY[why]) for why in room.why),
    ]


def _month(text: str) -> str:
    return text if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text) else clock.today()[:7]
