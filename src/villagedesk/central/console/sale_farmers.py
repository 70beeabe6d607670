"""What the staff decides for farmers: a grade in dispute, by its sealed sample, and what became of a bank transfer."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from villagedesk import clock
from villagedesk.central import sales
from villagedesk.central.console.paging import next_place, read_place
from villagedesk.central.console.views import NOTHING_TRIED, Tried, go_to, refused, render, render_case
from villagedesk.central.console.visits import CentralDep, FormDep, VisitDep, act
from villagedesk.central.photos import here_of
from villagedesk.domain.crops import grade_text, grades
from villagedesk.domain.sales import PayoutState
from villagedesk.domain.sales.allocations import DisputeState
from villagedesk.errors import AppError, NotFound

router = APIRouter()

_PAGE = 30
GRADE_STATES = tuple(DisputeState)
TRANSFER_STATES = (PayoutState.ASKED, PayoutState.CONFIRMED, PayoutState.FAILED)


@router.get("/sales/grades")
def disputes(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    state: Annotated[DisputeState, Query()] = DisputeState.OPEN,
    after: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Disputed grades in one state."""
    with here.database.read() as connection:
        found = sales.grades_in(connection, state, after=read_place(after), limit=_PAGE)
    return render(
        request,
        "grades.html",
        visit,
        found=found,
        state=state,
        states=GRADE_STATES,
        grade_text=grade_text,
        next=next_place([case.dispute for case in found], _PAGE),
    )


@router.get("/sales/grades/{dispute}")
def dispute_page(request: Request, here: CentralDep, visit: VisitDep, dispute: str) -> Response:
    """One disputed grade with the photo of its sealed sample."""
    return _grade(request, here, visit, dispute)


@router.post("/sales/grades/{dispute}")
def decide_grade(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, dispute: str) -> Response:
    """Say which grade counts."""
    try:
        act(here, visit, "decide-grade", dispute_id=dispute, grade=form.text("grade"), answer=form.text("answer"))
    except AppError as error:
        return _grade(request, here, visit, dispute, refused(error, form.typed()))
    return go_to(f"/sales/grades/{dispute}", "decide-grade")


@router.get("/sales/transfers")
def transfers(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    state: Annotated[PayoutState, Query()] = PayoutState.ASKED,
    after: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Farmers' transfers in one state."""
    with here.database.read() as connection:
        found = sales.transfer_cases(connection, state, after=read_place(after), limit=_PAGE)
    following = next_place([case.payout for case in found], _PAGE)
    return render(request, "transfers.html", visit, found=found, state=state, states=TRANSFER_STATES, next=following)


@router.get("/sales/transfers/{payout}")
def transfer_page(request: Request, here: CentralDep, visit: VisitDep, payout: str) -> Response:
    """One transfer with what it pays."""
    return _transfer(request, here, visit, payout)


@router.post("/sales/transfers/{payout}")
def answer_transfer(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, payout: str) -> Response:
    """The bank made it under this reference, or did not."""
    name = form.text("act")
    try:
        match name:
            case "confirm-transfer":
                act(here, visit, name, payout_id=payout, reference=form.text("reference"))
            case "fail-transfer":
                act(here, visit, name, payout_id=payout, reason=form.text("reason"))
            case _:
                raise NotFound("act", name)
    except AppError as error:
        return _transfer(request, here, visit, payout, refused(error, form.typed()))
    return go_to("/sales/transfers", name)


def _grade(request: Request, here: CentralDep, visit: VisitDep, dispute: str, tried: Tried = NOTHING_TRIED) -> Response:
    with here.database.read() as connection:
        found = sales.grade_case(connection, dispute)
        photos = here_of(connection, found.dispute.centre, [sha256 for _, sha256 in found.photos])
    return render_case(
        request,
        "grade.html",
        visit,
        tried,
        case=found,
        photos=photos,
        grade_text=grade_text,
        grades=grades(clock.today()),
    )


def _transfer(
    request: Request, here: CentralDep, visit: VisitDep, payout: str, tried: Tried = NOTHING_TRIED
) -> Response:
    with here.database.read() as connection:
        found = sales.transfer_case(connection, payout)
    return render_case(request, "transfer.html", visit, tried, case=found)
