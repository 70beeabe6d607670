"""Villagers' orders: what waits to be placed, answers by hand, parcels on the van, money given back."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from villagedesk.central import orders
from villagedesk.central.console.paging import next_place, read_place
from villagedesk.central.console.views import NOTHING_TRIED, Tried, go_to, refused, render, render_case
from villagedesk.central.console.visits import CentralDep, Form, FormDep, VisitDep, act
from villagedesk.central.inputs import fen, optional_grams, optional_time
from villagedesk.domain.orders import PAY_WORDS, OrderState
from villagedesk.errors import AppError, NotFound

router = APIRouter()

_PAGE = 50
STATES = (
    OrderState.QUEUED,
    OrderState.NEEDS_DECISION,
    OrderState.PLACED,
    OrderState.SHIPPED,
    OrderState.ARRIVED,
    OrderState.COLLECTED,
    OrderState.SENT_BACK,
    OrderState.REFUSED,
)
# How many parcels the form for the van offers.
PARCELS = 4


@router.get("/orders")
def in_state(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    state: Annotated[OrderState, Query()] = OrderState.QUEUED,
    after: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Orders in one state."""
    with here.database.read() as connection:
        found = orders.orders_in(connection, state, after=read_place(after), limit=_PAGE)
        first = state is OrderState.SENT_BACK and not after
        partly = orders.partly_sent_back(connection) if first else []
    facts: dict[str, Any] = {
        "found": found,
        "state": state,
        "states": STATES,
        "next": next_place(found, _PAGE),
        "pays": PAY_WORDS,
        "partly": partly,
    }
    return render(request, "orders.html", visit, by_itself=here.config.place_every > 0, **facts)


@router.post("/orders/place")
def place(request: Request, here: CentralDep, visit: VisitDep, form: FormDep) -> Response:
    """Ask the marketplace for every waiting order."""
    act(here, visit, "place")
    return go_to("/orders", "place")


@router.get("/orders/{order}")
def one(request: Request, here: CentralDep, visit: VisitDep, order: str) -> Response:
    """One order with its lines and parcels."""
    return _page(request, here, visit, order)


@router.post("/orders/{order}")
def decide(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, order: str) -> Response:
    """Answer it, put it on the van, or give money back."""
    name = form.text("act")
    try:
        about = {} if name == "lose-parcel" else {"order_id": order}
        act(here, visit, name, **about, **_given(name, form))
    except AppError as error:
        typed = form.typed() | {f"gone-{goods}": "1" for goods in form.all("gone")}
        return _page(request, here, visit, order, refused(error, typed))
    return go_to(f"/orders/{order}", name)


def _given(name: str, form: Form) -> dict[str, Any]:
    """What an act takes from the form.

    Raises:
        Invalid: something typed is not right. NotFound: there is no such act for an order.
    """
    match name:
        case "placed":
            return {"number": form.text("number"), "prices": _prices(form), "instead": _instead(form)}
        case "payer-paid":
            return {}
        case "seller-frozen":
            return {"goods": form.all("gone"), "reason": form.text("frozen_reason")}
        case "price-changed":
            return {"prices": _prices(form)}
        case "out-of-stock":
            return {"goods": form.all("gone")}
        case "refuse":
            return {"reason": form.text("reason")}
        case "ship":
            return {"parcels": _parcels(form), "van_at": optional_time(form.text("van_at"), "van_at")}
        case "lose-parcel":
            text = form.text("lost_amount")
            return {"parcel_id": form.text("parcel"), "fen": fen(text, "lost_amount") if text else None}
        case "refund":
            return {"fen": fen(form.text("amount"), "amount")}
        case _:
            raise NotFound("act", name)


def _instead(form: Form) -> list[dict[str, Any]]:
    prices = _prices(form)
    return [
        {"goods": goods, "title": title, "price_fen": prices.get(goods) or fen(form.text(f"was-{goods}"), "prices")}
        for goods, title in form.starting("instead-").items()
        if title
    ]


def _prices(form: Form) -> dict[str, int]:
    return {goods: fen(text, "prices") for goods, text in form.starting("price-").items() if text}


def _parcels(form: Form) -> list[dict[str, Any]]:
    found = []
    for n in range(PARCELS):
        waybill, weight, hub = (form.text(f"{name}-{n}") for name in ("waybill", "weight", "hub"))
        if waybill or weight or hub:
            found.append(
                {
                    "waybill": waybill,
                    "grams": optional_grams(weight, "weight"),
                    "hub_grams": optional_grams(hub, "weight"),
                    "carrier": form.text("carrier"),
                }
            )
    return found


def _page(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    order: str,
    tried: Tried = NOTHING_TRIED,
) -> Response:
    with here.database.read() as connection:
        found = orders.order_facts(connection, order)
    return render_case(
        request,
        "order.html",
        visit,
        tried,
        facts=found,
        pays=PAY_WORDS,
        parcels=range(PARCELS),
    )
