"""The order slip, put into the print queue in the transaction of the order: no paper without its order."""

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.domain import papers
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.orders import Pay
from villagedesk.domain.returns import Reason
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.short_code import short_code, shown
from villagedesk.i18n import local
from villagedesk.store import print_queue
from villagedesk.store.centre import centre_name
from villagedesk.store.events import get_meta
from villagedesk.store.identity import device_key
from villagedesk.store.orders.page import Slip
from villagedesk.store.session import WriteSession


def pay_url(connection: Connection, pay_code: str) -> str:
    """Where a child pays with this code: a page at central; "" while this computer belongs to none."""
    central = get_meta(connection, "central_url")
    return f"{central.rstrip('/')}/pay/{pay_code}" if central else ""


def print_slip(s: WriteSession, slip: Slip) -> None:
    """Queue the slip that the villager takes home, with a picture for each line and a signed square."""
    qr = make_label(
        device_key(s.connection()), Kind.ORDER, slip.order_id, issued_on=clock.today(), total_fen=slip.total_fen
    )
    paper = papers.OrderSlip(
        centre=centre_name(s),
        at=slip.at,
        person=slip.name,
        group=slip.place,
        lines=tuple(
            papers.SlipLine(
                title=line.shown,
                quantity=line.quantity,
                amount_fen=line.sum_fen,
                icon=line.icon,
                picture=line.picture,
                instead=line.instead,
            )
            for line in slip.lines
            if not line.dropped
        ),
        total_fen=slip.total_fen,
        cash_fen=(slip.given_fen or slip.total_fen) if slip.pay == Pay.CASH else None,
        by_code=slip.pay == Pay.CODE,
        number=slip.number,  # as on the screens; the centre's name stands at the top
        qr=qr,
        code=shown(short_code(slip.order_id)),
        ceiling_fen=slip.ceiling_fen,
        substitute=slip.substitute,
        payer_tail=slip.payer_phone[-4:],
        pay_code=slip.pay_code if slip.pay == Pay.PAYER else "",
        pay_url=pay_url(s.connection(), slip.pay_code) if slip.pay == Pay.PAYER else "",
        return_days=rule_pack(local(slip.at).date().isoformat()).returns.reasons[Reason.NO_REASON].days,
    )
    print_queue.add_job(s.connection(), paper, title=slip.name, about=slip.order_id)
    s.touch("print_job")
