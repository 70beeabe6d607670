"""Calling the farmers in: by phone, by text, from a list on paper."""

from collections.abc import Sequence

from sqlmodel import Session

from villagedesk import i18n
from villagedesk.domain import papers
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.messages import TextMessage, takes_texts
from villagedesk.domain.parcels import CALL_WORDS, Call
from villagedesk.domain.sales import ALLOCATION, AllocationState, CropAllocation, CropOrder
from villagedesk.domain.sales.allocations import TO_WEIGH
from villagedesk.errors import Refused
from villagedesk.i18n import _
from villagedesk.store import print_queue
from villagedesk.store.events import get_meta
from villagedesk.store.sales.parts import farmer_of, open_order, open_part, parts_of, whose
from villagedesk.store.sales.slips import product_name
from villagedesk.store.sales.words import amount
from villagedesk.store.session import WriteSession, action, get, new_row


@action
def note_farmer_called(s: WriteSession, allocation_id: str, call: str) -> None:
    """Write down that a farmer was called, and whether he was told when to bring his goods.

    Raises:
        Refused: the goods were weighed in already, or the order is not being filled.
    """
    part, _order = open_part(s, allocation_id)
    if part.state not in TO_WEIGH:
        raise ALLOCATION.refusal(part.state, AllocationState.CALLED)
    part.call = Call(call).value
    part.calls += 1
    part.called_at = s.now
    if call == Call.REACHED and part.state == AllocationState.PLANNED:
        part.state = AllocationState.CALLED.value


@action
def text_farmers(s: WriteSession, order_id: str) -> int:
    """Write a text to every farmer of an order who has not been told yet; returns how many there are.

    Raises:
        Refused: not one of them can be told by text, or the order is not being filled.
    """
    order = open_order(s, order_id)
    told = 0
    for part in _to_tell(s, order_id):
        person = farmer_of(s, part.seller_id)
        if person is None or not takes_texts(person.phone or ""):
            continue
        text = TextMessage(
            phone=person.phone or "",
            text=_call_text(s, order, part),
            person_id=person.id,
            about="crop_allocation",
            about_id=part.id,
        )
        new_row(s, text)
        part.call, part.called_at, part.calls = Call.REACHED.value, s.now, part.calls + 1
        part.state = AllocationState.CALLED.value
        told += 1
    if not told:
        raise Refused("nobody_to_text")
    return told


@action
def print_call_in_list(s: WriteSession, order_id: str) -> int:
    """Print whom to call for an order; returns how many are on the list.

    Raises:
        Refused: no lot is on the order.
    """
    order = get(s, CropOrder, order_id)
    parts = parts_of(s, order_id)
    if not parts:
        raise Refused("allocation_missing")
    title = _("Call in by {date}: {product} for {buyer}").format(
        date=i18n.date_text(order.ship_by_on), product=product_name(s, order), buyer=order.buyer
    )
    facts = tuple(_call_line(s, order, part) for part in parts)
    print_queue.add_job(s, papers.PlainSheet(title=title, facts=facts), title=title)
    return len(facts)


def _to_tell(s: Session, order_id: str) -> Sequence[CropAllocation]:
    return [part for part in parts_of(s, order_id) if part.state == AllocationState.PLANNED]


def _call_line(s: Session, order: CropOrder, part: CropAllocation) -> tuple[str, str]:
    person, lot = farmer_of(s, part.seller_id), s.get(HarvestLot, part.lot_id)
    who = "  ".join(one for one in (whose(s, part), (person.phone or "") if person else "") if one)
    what = "  ".join((amount(part.quantity, order.sale_unit), lot.code if lot else "", _(CALL_WORDS[Call(part.call)])))
    return who, what


def _call_text(s: Session, order: CropOrder, part: CropAllocation) -> str:
    person = farmer_of(s, part.seller_id)
    return _("{centre}: {name}, please bring {amount} of {product} to the scale by {date}.").format(
        centre=get_meta(s.connection(), "centre_name") or _("The village service centre"),
        name=person.name if person else "",
        amount=amount(part.quantity, order.sale_unit),
        product=product_name(s, order),
        date=i18n.date_text(order.ship_by_on),
    )
