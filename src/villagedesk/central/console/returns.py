"""Returns: what villagers want to give back, whether they may, and the money for it."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from villagedesk.central import returns
from villagedesk.central.console.paging import next_place, read_place
from villagedesk.central.console.views import NOTHING_TRIED, Tried, go_to, refused, render, render_case
from villagedesk.central.console.visits import CentralDep, Form, FormDep, VisitDep, act
from villagedesk.central.inputs import fen
from villagedesk.central.photos import here_of
from villagedesk.domain.returns import FREIGHT_WORDS, REASON_WORDS, ReturnState
from villagedesk.errors import AppError, NotFound

router = APIRouter()

_PAGE = 30
STATES = tuple(ReturnState)


@router.get("/returns")
def in_state(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    state: Annotated[ReturnState, Query()] = ReturnState.OPEN,
    after: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Returns in one state."""
    with here.database.read() as connection:
        found = returns.returns_in(connection, state, after=read_place(after), limit=_PAGE)
    following = next_place([one.back for one in found], _PAGE)
    facts: dict[str, Any] = {"found": found, "state": state, "states": STATES, "next": following}
    return render(request, "returns.html", visit, reasons=REASON_WORDS, **facts)


@router.post("/returns/ask")
def ask(request: Request, here: CentralDep, visit: VisitDep, form: FormDep) -> Response:
    """Ask the marketplace about every return that waits."""
    act(here, visit, "answer-returns")
    return go_to("/returns", "answer-returns")


@router.get("/returns/{back}")
def one(request: Request, here: CentralDep, visit: VisitDep, back: str) -> Response:
    """One return with its goods and photos."""
    return _page(request, here, visit, back)


@router.post("/returns/{back}")
def decide(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, back: str) -> Response:
    """Answer it, note that the goods are back, or give the money back."""
    name = form.text("act")
    try:
        act(here, visit, name, return_id=back, **_given(name, form))
    except AppError as error:
        return _page(request, here, visit, back, refused(error, form.typed()))
    return go_to(f"/returns/{back}", name)


def _given(name: str, form: Form) -> dict[str, Any]:
    """What an act takes from the form.

    Raises:
        Invalid: something typed is not right. NotFound: there is no such act for a return.
    """
    match name:
        case "approve-return":
            return {"answer": form.text("answer")}
        case "refuse-return":
            return {"reason": form.text("reason")}
        case "goods-back":
            return {}
        case "refund-return":
            return {"fen": fen(form.text("amount"), "amount")}
        case _:
            raise NotFound("act", name)


def _page(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    back: str,
    tried: Tried = NOTHING_TRIED,
) -> Response:
    with here.database.read() as connection:
        found = returns.return_facts(connection, back)
        photos = here_of(connection, found.back.centre, [sha256 for _, sha256 in found.photos])
    return render_case(
        request,
        "return.html",
        visit,
        tried,
        facts=found,
        photos=photos,
        reasons=REASON_WORDS,
        payers=FREIGHT_WORDS,
    )
