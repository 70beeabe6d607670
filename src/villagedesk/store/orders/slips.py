"""The papers of an order's money, put into the print queue in the transaction of the action: no paper without it.

The slip when it is taken, a new one when it costs something else, a receipt for what is taken later, and one to be
signed for what goes back.
"""

from dataclasses import dataclass

from villagedesk import clock
from villagedesk.domain import cash_papers, papers
from villagedesk.domain.cash import Account, CashEntry
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.orders import Order, Pay
from villagedesk.domain.papers import LEFT_OUT
from villagedesk.domain.people import Person
from villagedesk.domain.returns import Reason, RefundKind
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.short_code import short_code, shown
from villagedesk.i18n import local
from villagedesk.store import print_queue
from villagedesk.store.centre import centre_name
from villagedesk.store.identity import device_key
from villagedesk.store.orders.lists import order_summaries, place_of
from villagedesk.store.orders.page import Slip
from villagedesk.store.session import WriteSession


def print_slip(s: WriteSession, slip: Slip, *, renewed: bool = False) -> None:
    """Queue the slip that the villager takes home, with a picture for each line and a signed square.

    Args:
        renewed: the order costs something else now, so this is no reprint of the slip that he has.
    """
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
                left_out=(line.dropped_for or LEFT_OUT) if line.dropped else "",
            )
            for line in slip.lines
        ),
        total_fen=slip.total_fen,
        cash_fen=(slip.given_fen or slip.total_fen) if slip.pay == Pay.CASH else None,
        by_code=slip.pay == Pay.CODE,
        number=slip.number,  # as on the screens; the centre's name stands at the top
        qr=qr,
        code=shown(short_code(slip.order_id)),
        ceiling_fen=slip.ceiling_fen,
        substitute=slip.substitute,
        collector=slip.collector,
        payer_tail=slip.payer_phone[-4:],
        pay_code=slip.pay_code if slip.pay == Pay.PAYER else "",
        pay_url=slip.pay_url,
        return_days=rule_pack(local(slip.at).date().isoformat()).returns.reasons[Reason.NO_REASON].days,
    )
    about = f"{slip.order_id}-{slip.total_fen}"
    if not renewed and not print_queue.was_queued(s.connection(), about):
        about = slip.order_id
    print_queue.add_job(s, paper, title=slip.name, about=about)


@dataclass(frozen=True)
class GivenBack:
    """Money that goes back to a villager: whose, for which order, and for what, as (RefundKind, fen)."""

    order_id: str
    number: str
    name: str
    place: str
    title: str
    parts: tuple[tuple[str, int], ...]
    phone_fen: int = 0


def print_payout_slip(s: WriteSession, given: GivenBack, *, signed: bool) -> None:
    """Queue the receipt; without a signature on the screen two, of which one is signed and stays here."""
    paper = papers.PayoutSlip(
        centre=centre_name(s),
        at=s.now,
        person=given.name,
        group=given.place,
        number=given.number,
        title=given.title,
        parts=given.parts,
        signed=signed,
        phone_fen=given.phone_fen,
        qr=make_label(device_key(s.connection()), Kind.ORDER, given.order_id, issued_on=clock.today()),
        code=shown(short_code(given.order_id)),
    )
    print_queue.add_job(s, paper, title=given.name, about=given.order_id, copies=1 if signed else 2)


def print_back_slip(s: WriteSession, order: Order, fen: int, phone_fen: int) -> None:
    """Queue the receipt for a price, or a part of it, that goes back to the villager right now; he signs on it."""
    person = s.get(Person, order.person_id)
    given = GivenBack(
        order_id=order.id,
        number=order.number,
        name=person.name if person else "",
        place=place_of(person),
        title=order_summaries(s, [order.id]).get(order.id, ("", 0))[0],
        parts=((RefundKind.PRICE.value, fen),),
        phone_fen=phone_fen,
    )
    print_payout_slip(s, given, signed=False)


def print_money_receipt(s: WriteSession, entry: CashEntry, *, number: str, waybill: str, title: str, name: str) -> None:
    """Queue the receipt for money that was taken at a hand-over, or later.

    Args:
        entry: what was booked for it.
        number: of the order; "" for a parcel without one.
        name: who is on the parcel, where he is not on file.
    """
    person = s.get(Person, entry.person_id) if entry.person_id else None
    label = (Kind.ORDER, entry.order_id) if entry.order_id else (Kind.PARCEL, entry.parcel_id)
    paper = cash_papers.MoneyReceipt(
        centre=centre_name(s),
        at=s.now,
        person=person.name if person else name,
        group=place_of(person),
        number=number,
        waybill=waybill,
        title=title,
        fen=entry.amount_fen,
        by_code=entry.account == Account.CODE,
        qr=make_label(device_key(s.connection()), *label, issued_on=clock.today()),
        code=shown(short_code(entry.id)),
    )
    print_queue.add_job(s, paper, title=paper.person, about=entry.id)
