"""Orders that were collected, and central's answers to returns and complaints as rows, for the tests of both."""

from tests.store.orders_room import BASKET, ordered, shipped
from villagedesk.domain.evidence import EvidenceKind, Signed
from villagedesk.domain.fakes import FakeReport, FakeState
from villagedesk.domain.orders import BasketLine, Order
from villagedesk.domain.returns import RETURN, Refund, RefundKind, Return, ReturnForm, ReturnState
from villagedesk.store import Store, WriteSession, action, get, new_row
from villagedesk.store.parcels import hand_over, receive_parcel
from villagedesk.store.photos import desk_files
from villagedesk.store.returns import Returnable, ask_return, returnable

# The smallest things that begin like what they are.
JPEG = b"\xff\xd8\xff\xe0" + b"a picture of goods" * 20
PNG = b"\x89PNG\r\n\x1a\n" + b"a name"
SIGNED = Signed(PNG)


@action
def central_moves(s: WriteSession, return_id: str, state: str, **fields: object) -> None:
    """What central's answer does to a return."""
    row = get(s, Return, return_id)
    RETURN.check(row.state, state)
    row.state = ReturnState(state).value
    for name, value in fields.items():
        setattr(row, name, value)


@action
def central_refunds(
    s: WriteSession,
    order_id: str,
    fen: int,
    *,
    return_id: str = "",
    report_id: str = "",
    kind: str = RefundKind.PRICE,
) -> str:
    """The platform gave money back: for a return, for a fake, or just so."""
    order = get(s, Order, order_id)
    if kind == RefundKind.PRICE:
        order.refund_fen += fen
    if return_id:
        row = get(s, Return, return_id)
        row.state, row.fen = ReturnState.REFUNDED.value, fen
    facts = {"return_id": return_id, "report_id": report_id, "person_id": order.person_id}
    return new_row(s, Refund(order_id=order_id, fen=fen, kind=kind, **facts)).id


@action
def central_answers_fake(s: WriteSession, report_id: str, state: str, answer: str = "") -> None:
    """What central's act does to a complaint."""
    report = get(s, FakeReport, report_id)
    report.state, report.answer = FakeState(state).value, answer


def collected(
    store: Store,
    operator: str,
    person: str,
    waybill: str = "YT8831",
    pay: str = "cash",
    basket: list[BasketLine] = BASKET,
) -> str:
    """An order whose one parcel the villager has; the order's id."""
    slip = ordered(store, operator, person, pay, basket)
    parcel = shipped(store, operator, slip.order_id, waybill, due_fen=slip.total_fen if pay != "cash" else 0)
    with store.write(by=operator) as s:
        receive_parcel(s, waybill)
    with store.write(by=operator) as s:
        hand_over(s, parcel, "6721")
    return slip.order_id


def can_go_back(store: Store, order_id: str) -> Returnable:
    """What can go back of an order."""
    with store.read() as s:
        return returnable(s, order_id)


def asked(store: Store, operator: str, order_id: str, *, count: int = 1, line: int = 0, reason: str = "faulty") -> str:
    """A return of some pieces of one line, with a photo; its id."""
    files = desk_files(store)
    quantities = {can_go_back(store, order_id).lines[line].id: count}
    photos = ((EvidenceKind.DAMAGE.value, files.put(JPEG)),)
    form = ReturnForm(order_id, quantities, reason, "It does not go on", photos=photos)
    with store.write(by=operator) as s:
        return ask_return(s, form, files)
