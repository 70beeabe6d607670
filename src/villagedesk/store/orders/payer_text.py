"""The text to a child far away who is to pay: where, with which code, and how much; central sends it like any other."""

from villagedesk import i18n
from villagedesk.domain.identity import mask_name
from villagedesk.domain.messages import TextMessage
from villagedesk.domain.orders import Order
from villagedesk.domain.people import Person
from villagedesk.domain.short_code import shown
from villagedesk.i18n import _
from villagedesk.store.centre import centre_name
from villagedesk.store.orders.page import pay_url
from villagedesk.store.session import WriteSession, new_row


def text_payer(s: WriteSession, order: Order, person: Person | None) -> None:
    """Queue the text, as part of an action; central withdraws it when the order is paid or over before it went out."""
    new_row(
        s,
        TextMessage(
            phone=order.payer_phone,
            text=_words(s, order, person.name if person else ""),
            person_id=order.person_id,
            about="order",
            about_id=order.id,
        ),
    )


def _words(s: WriteSession, order: Order, name: str) -> str:
    url = pay_url(s.connection(), order.pay_code)
    # As on the page that he opens: a wrong number learns no more than how the name begins.
    return _("{centre}: {name} bought goods for {money} and asks you to pay. Open {place}, the code is {code}.").format(
        centre=centre_name(s) or _("The village service centre"),
        name=mask_name(name),
        money=i18n.money(order.total_fen),
        place=url or _("the platform's page"),
        code=shown(order.pay_code),
    )
