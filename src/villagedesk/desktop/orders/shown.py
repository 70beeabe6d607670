"""What the villager's screen shows of an order."""

from villagedesk import i18n
from villagedesk.desktop.orders.words import full_title
from villagedesk.desktop.villager_screen.shows import ChildPaysShow, Item, OrderShow, TakenShow, mask_name_end
from villagedesk.domain import short_code
from villagedesk.domain.orders import PAY_WORDS, Pay
from villagedesk.i18n import _
from villagedesk.store.orders import Basket, Slip

# So long the change of one villager stays there, unless the next one comes before; a child's code is written down.
TAKEN_SECONDS, CODE_SECONDS = 20, 90


def basket_show(basket: Basket) -> OrderShow | None:
    """The basket while it is filled; None while it is nobody's and empty."""
    return None if basket.empty else _show(basket)


def reading_show(basket: Basket, given_fen: int | None) -> OrderShow:
    """The order while it is read back; with the payment code where it is paid by that."""
    if basket.pay == Pay.ON_DELIVERY:
        pays = _("Paid on delivery")
    elif basket.pay != Pay.CASH:
        pays = _(PAY_WORDS[basket.pay])
    elif given_fen is not None and given_fen > basket.total_fen:
        change = i18n.money(given_fen - basket.total_fen)
        pays = _("Cash {given}, change {change}").format(given=i18n.money(given_fen), change=change)
    else:
        pays = _("Paid now")
    code_fen = basket.total_fen if basket.pay == Pay.CODE else 0
    return _show(basket, asking=True, pays=pays, code_fen=code_fen)


def taken_show(slip: Slip) -> tuple[TakenShow | ChildPaysShow, int]:
    """After the villager said yes: his change, or where and with which code his child pays; and for how many seconds."""
    if slip.pay != Pay.PAYER:
        return TakenShow(slip.change_fen), TAKEN_SECONDS
    return child_show(slip.name, slip.total_fen, slip.pay_code, slip.pay_url), CODE_SECONDS


def child_show(name: str, fen: int, pay_code: str, pay_url: str) -> ChildPaysShow:
    """Where a child pays, and with which code: to be photographed, or read to him on the phone."""
    return ChildPaysShow(mask_name_end(name), fen, short_code.shown(pay_code), pay_url)


def _show(basket: Basket, *, asking: bool = False, pays: str = "", code_fen: int = 0) -> OrderShow:
    items = tuple(Item(full_title(line), line.quantity, line.sum_fen, line.icon, line.picture) for line in basket.lines)
    return OrderShow(mask_name_end(basket.name), items, basket.total_fen, asking, pays, code_fen)
