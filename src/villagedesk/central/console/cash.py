"""Tills: days to be looked at, the code that is read out by phone, and bags of money on their way to the bank."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from villagedesk.central import cash, fleet
from villagedesk.central.console.paging import next_place, read_place
from villagedesk.central.console.views import NOTHING_TRIED, Tried, go_to, refused, render, render_case
from villagedesk.central.console.visits import CentralDep, Form, FormDep, VisitDep, act
from villagedesk.central.found import centre_names
from villagedesk.central.inputs import fen
from villagedesk.central.photos import here_of
from villagedesk.domain.cash_count import PIECES, piece_words, read_count
from villagedesk.domain.cash_day import ARRIVED_WORDS, WITNESS_WORDS, DayState, DepositState
from villagedesk.domain.values import parse_count
from villagedesk.errors import AppError, NotFound

router = APIRouter()

_PAGE = 30
_MOST_CENTRES = 500
STATES = (DayState.TO_CHECK, DayState.CLOSED, DayState.CHECKED, DayState.OPEN)


@router.get("/days")
def in_state(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    state: Annotated[DayState, Query()] = DayState.TO_CHECK,
    after: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Days in one state."""
    with here.database.read() as connection:
        found = cash.days_in(connection, state, after=read_place(after), limit=_PAGE)
    following = next_place([one.day for one in found], _PAGE)
    return render(request, "days.html", visit, found=found, state=state, states=STATES, next=following)


@router.get("/days/code")
def code_form(
    request: Request, here: CentralDep, visit: VisitDep, centre: Annotated[str, Query(max_length=32)] = ""
) -> Response:
    """The form for a count that is read out by phone; with a centre it is chosen already."""
    return _code_page(request, here, visit, typed={"centre": centre} if centre else None)


@router.post("/days/code")
def code(request: Request, here: CentralDep, visit: VisitDep, form: FormDep) -> Response:
    """Compute the code, note that it was given, and show it."""
    typed = {name: form.text(name) for name in ("centre", "drawer", "day", "counted", "expected")}
    try:
        done = act(here, visit, "day-code", **_said(form))
    except NotFound as error:
        return _code_page(request, here, visit, typed=typed, error=AppError("day_code_no_drawer", **error.params))
    except AppError as error:
        return _code_page(request, here, visit, typed=typed, error=error)
    return _code_page(request, here, visit, typed=typed, given=str(done["code"]))


@router.get("/days/{day}")
def one(request: Request, here: CentralDep, visit: VisitDep, day: str) -> Response:
    """One day."""
    return _page(request, here, visit, day)


@router.post("/days/{day}")
def decide(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, day: str) -> Response:
    """Note that it was looked at."""
    note = form.text("note")
    try:
        act(here, visit, "check-day", day_id=day, note=note)
    except AppError as error:
        return _page(request, here, visit, day, refused(error, {"note": note}))
    return go_to(f"/days/{day}", "check-day")


@router.get("/deposits")
def bags(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    state: Annotated[DepositState, Query()] = DepositState.PACKED,
    after: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Bags of money in one state."""
    with here.database.read() as connection:
        found = cash.deposits_in(connection, state, after=read_place(after), limit=_PAGE)
        photos = {one.bag.id: cash.proofs_of(connection, one.bag, "deposit") for one in found}
    following = next_place([one.bag for one in found], _PAGE)
    facts: dict[str, Any] = {"found": found, "state": state, "states": tuple(DepositState), "next": following}
    return render(request, "deposits.html", visit, photos=photos, **facts)


def _said(form: Form) -> dict[str, Any]:
    """What was read out, as numbers.

    Raises:
        Invalid: something typed is no number or amount.
    """
    expected = form.text("expected").strip()
    below = expected.startswith("-")
    book = fen(expected.removeprefix("-"), "expected")
    return {
        "centre": form.text("centre"),
        "drawer": parse_count(form.text("drawer"), field="drawer"),
        "day": form.text("day"),
        "counted_fen": fen(form.text("counted"), "counted"),
        "expected_fen": -book if below else book,
    }


def _code_page(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    *,
    typed: dict[str, str] | None = None,
    given: str = "",
    error: AppError | None = None,
) -> Response:
    with here.database.read() as connection:
        centres = {row.id: row.name for row in fleet.centres(connection, limit=_MOST_CENTRES)}
        if typed and typed.get("centre"):  # also one that is behind the list's end
            centres |= centre_names(connection, [typed["centre"]])
    status = 422 if error else 200
    facts: dict[str, Any] = {"centres": centres, "typed": typed or {}, "given": given, "error": error}
    return render(request, "day_code.html", visit, status=status, **facts)


def _page(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    day: str,
    tried: Tried = NOTHING_TRIED,
) -> Response:
    with here.database.read() as connection:
        found = cash.day_facts(connection, day)
        proofs = cash.proofs_of(connection, found.day, "cash_day")
        photos = here_of(connection, found.day.centre, [sha256 for _, sha256 in proofs])
    pieces = read_count(found.day.text("closing_count"))
    return render_case(
        request,
        "day.html",
        visit,
        tried,
        facts=found,
        proofs=proofs,
        photos=photos,
        witnesses=WITNESS_WORDS,
        arrived=ARRIVED_WORDS,
        pieces=[(piece, pieces[piece.key]) for piece in PIECES if piece.key in pieces],
        piece_words=piece_words,
        may_check=found.day.text("state") in (DayState.TO_CHECK, DayState.CLOSED),
    )
