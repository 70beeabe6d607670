"""The one page of central for everybody: a child far away types the code of an order, sees what it is, and pays.

It shows the goods, the sum and how the villager's name begins, and nothing else of anybody. Guessing codes is slowed
down, for one address and for all of them together, and knowing one code makes no guess free.
"""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from villagedesk.central import orders, throttle
from villagedesk.central.console.views import go_to, render
from villagedesk.central.console.visits import AnyFormDep, CentralDep
from villagedesk.central.deps import Central
from villagedesk.domain.short_code import shown
from villagedesk.errors import AppError, Invalid, NotFound, Refused

router = APIRouter()

# Wrong codes that cost nothing, from one address (a whole mobile network can be one) and from everywhere.
_FREE_HERE, _FREE_ALL = 20, 2_000
_ALL = "pay"
# Longer texts are no code; they are not even looked at.
_LONGEST = 40


@router.get("/pay")
def ask(request: Request) -> Response:
    """Ask for the code."""
    return _ask(request, "")


@router.post("/pay")
def typed(request: Request, form: AnyFormDep) -> Response:
    """A code was typed: go to its page."""
    code = "".join(form.text("code")[:_LONGEST].split()).replace("-", "").upper()
    if not code.isalnum() or not code.isascii():
        return _ask(request, form.text("code")[:_LONGEST], Invalid("code", "short_code_wrong"), 422)
    return go_to(f"/pay/{code}")


@router.get("/pay/{code}")
def look(request: Request, here: CentralDep, code: str) -> Response:
    """What there is to pay."""
    try:
        found = _found(request, here, code)
    except AppError as error:
        return _ask(request, code[:_LONGEST], _told(error), 404)
    return render(request, "pay.html", view=found, code=shown(code.upper()), asked=code)


@router.post("/pay/{code}")
def pay(request: Request, here: CentralDep, form: AnyFormDep, code: str) -> Response:
    """The button was pressed: take the money."""
    try:
        found = _found(request, here, code)
    except AppError as error:
        return _ask(request, code[:_LONGEST], _told(error), 404)
    try:
        orders.pay_order(here.database, here.payments, found.order_id)
    except AppError as error:
        return render(
            request, "pay.html", status=409, error=error, view=_again(here, code), code=shown(code.upper()), asked=code
        )
    return go_to(f"/pay/{code}", "pay")


def _found(request: Request, here: Central, code: str) -> orders.PayerView:
    """The order of a code; a wrong one is counted against the address it came from.

    Raises:
        AppError: there is none, or it has to wait.
    """
    if len(code) > _LONGEST:
        raise NotFound("order")
    address = f"{_ALL} {request.client.host if request.client else ''}"
    throttle.take_try(here.database, {address: _FREE_HERE, _ALL: _FREE_ALL})
    view = _again(here, code)
    throttle.take_back(here.database, address, _ALL)
    return view


def _again(here: Central, code: str) -> orders.PayerView:
    with here.database.read() as connection:
        return orders.payer_view(connection, code)


def _told(error: AppError) -> AppError:
    return Refused("pay_code_unknown") if isinstance(error, NotFound) else error


def _ask(request: Request, code: str, error: AppError | None = None, status: int = 200) -> Response:
    return render(request, "pay_code.html", status=status, error=error, typed={"code": code})
