"""The paper of a return: the slip that lies in the parcel."""

from villagedesk import clock
from villagedesk.domain import papers
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.orders import Order
from villagedesk.domain.short_code import short_code, shown
from villagedesk.store import print_queue
from villagedesk.store.centre import centre_name
from villagedesk.store.identity import device_key
from villagedesk.store.returns.lists import return_page
from villagedesk.store.session import WriteSession, get


def print_return_slip(s: WriteSession, return_id: str) -> None:
    """Queue the slip for the parcel, with a square that opens the return again.

    Raises:
        NotFound: it is not on this computer.
    """
    page = return_page(s, return_id)
    order = get(s, Order, page.row.order_id)
    paper = papers.ReturnSlip(
        centre=centre_name(s),
        at=s.now,
        person=page.row.name,
        group=page.place,
        number=page.row.number,
        platform_number=order.central_number,
        lines=tuple(
            papers.SlipLine(
                title=line.title, quantity=line.quantity, amount_fen=line.price_fen * line.quantity, icon=line.icon
            )
            for line in page.lines
        ),
        reason=page.row.reason,
        detail=page.detail,
        freight=page.freight_payer,
        carrier=page.row.carrier,
        waybill=page.row.waybill,
        qr=make_label(device_key(s.connection()), Kind.RETURN, return_id, issued_on=clock.today()),
        code=shown(short_code(return_id)),
    )
    print_queue.add_job(s, paper, title=page.row.name, about=return_id)
