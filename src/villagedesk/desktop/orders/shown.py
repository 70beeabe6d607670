"""What the villager's screen shows of an order."""

from villagedesk import i18n
from villagedesk.desktop.orders.words import full_title
from villagedesk.desktop.villager_screen.shows import Item, OrderShow, mask_name_end
from villagedesk.domain.orders import PAY_WORDS, Pay
from villagedesk.i18n import _
from villagedesk.store.orders import Basket

# So long the change of one villager stays there, unless the next one comes before.
TAKEN_SECONDS = 20


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


def _show(basket: Basket, *, asking: bool = False, pays: str = "", code_fen: int = 0) -> OrderShow:
    items = tuple(Item(full_title(line), line.quantity, line.sum_fen, line.icon, line.picture) for line in basket.lines)
    return OrderShow(mask_name_end(basket.name), items, basket.total_fen, asking, pays, code_fen)
