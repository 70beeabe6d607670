"""Complaints about fakes: passed on to the seller, his answer, and the money he gives back."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from villagedesk.central import fakes
from villagedesk.central.console.paging import next_place, read_place
from villagedesk.central.console.views import NOTHING_TRIED, Tried, go_to, refused, render, render_case
from villagedesk.central.console.visits import CentralDep, FormDep, VisitDep, act
from villagedesk.central.inputs import fen
from villagedesk.central.photos import here_of
from villagedesk.domain.fakes import FakeState
from villagedesk.domain.returns import REFUND_WORDS
from villagedesk.errors import AppError, NotFound

router = APIRouter()

_PAGE = 30
STATES = tuple(FakeState)


@router.get("/fakes")
def in_state(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    state: Annotated[FakeState, Query()] = FakeState.TAKEN,
    after: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Complaints in one state."""
    with here.database.read() as connection:
        found = fakes.fakes_in(connection, state, after=read_place(after), limit=_PAGE)
    following = next_place([one.report for one in found], _PAGE)
    return render(request, "fakes.html", visit, found=found, state=state, states=STATES, next=following)


@router.get("/fakes/{report}")
def one(request: Request, here: CentralDep, visit: VisitDep, report: str) -> Response:
    """One complaint with its photos."""
    return _page(request, here, visit, report)


@router.post("/fakes/{report}")
def decide(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, report: str) -> Response:
    """Pass it on, write the seller's answer, or give money back."""
    name = form.text("act")
    try:
        match name:
            case "pass-on-fake":
                act(here, visit, name, report_id=report)
            case "answer-fake":
                act(here, visit, name, report_id=report, answer=form.text("answer"))
            case "refund-fake":
                act(here, visit, name, report_id=report, fen=fen(form.text("amount"), "amount"))
            case "award":
                act(here, visit, name, **_award(here, report, form.text("damages")))
            case _:
                raise NotFound("act", name)
    except AppError as error:
        return _page(request, here, visit, report, refused(error, form.typed()))
    return go_to(f"/fakes/{report}", name)


def _award(here: CentralDep, report: str, typed: str) -> dict[str, Any]:
    with here.database.read() as connection:
        order = fakes.fake_facts(connection, report).report.text("order_id")
    return {"order_id": order, "fen": fen(typed, "damages"), "report_id": report}


def _page(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    report: str,
    tried: Tried = NOTHING_TRIED,
) -> Response:
    with here.database.read() as connection:
        found = fakes.fake_facts(connection, report)
        photos = here_of(connection, found.report.centre, [sha256 for _, sha256 in found.photos])
    return render_case(
        request,
        "fake.html",
        visit,
        tried,
        facts=found,
        photos=photos,
        given_words=REFUND_WORDS,
    )
