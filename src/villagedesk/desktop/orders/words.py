"""How orders are said on the screen: their state as a pill, a line in a list, and the words that are read aloud."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from villagedesk import clock, i18n
from villagedesk.desktop import theme
from villagedesk.domain.goods import Standing
from villagedesk.domain.identity import shown_phone
from villagedesk.domain.orders import (
    LEFT_OUT_WORDS,
    PAY_WORDS,
    STATE_WORDS,
    BasketLine,
    OrderState,
    Pay,
    ceiling_for,
    far_too_cheap,
    offer_over,
    shown_title,
)
from villagedesk.i18n import _, ngettext
from villagedesk.store.orders import Basket, OrderRow, Slip

_KINDS = {
    OrderState.QUEUED: "wait",
    OrderState.NEEDS_DECISION: "act",
    OrderState.PLACED: "info",
    OrderState.SHIPPED: "info",
    OrderState.ARRIVED: "good",
    OrderState.REFUSED: "act",
}


def state_pill(row: OrderRow) -> tuple[str, str]:
    """The pill of an order: its word and kind. What central has not seen yet is said to be on this PC."""
    if row.state == OrderState.QUEUED and row.waits_for_payer:
        return _("waits for the child's money"), "wait"
    if row.state == OrderState.QUEUED and row.waiting:
        return _("waiting on this PC"), "wait"
    if row.state == OrderState.REFUSED and not row.owed_fen:
        return _(STATE_WORDS[row.state]), "plain"
    return _(STATE_WORDS.get(row.state, row.state)), _KINDS.get(OrderState(row.state), "plain")


def left_out_words(why: str) -> str:
    """Why a line does not come: a Decision, or "" where that is not known."""
    return _(LEFT_OUT_WORDS.get(why, LEFT_OUT_WORDS[""]))


def moved_words(fen: int, phone_fen: int) -> str:
    """What the operator does with money now: ``fen`` is taken, or given when negative; ``phone_fen`` of it by phone."""
    words = []
    for moved, give, take in (
        (fen - phone_fen, _("Give {money} to the villager."), _("Take {money} from the villager.")),
        (phone_fen, _("Send {money} back by phone."), _("Let {money} be paid by the centre's code.")),
    ):
        if moved:
            words.append((give if moved < 0 else take).format(money=i18n.money(abs(moved))))
    return " ".join(words)


def instead_words() -> str:
    """The choice against the usual way of money that was paid by the centre's code."""
    return _("In cash, not by phone")


def contents(row: OrderRow) -> str:
    """What is in an order, in one line."""
    if row.pieces <= 1:
        return row.title
    return _("{first} and more, {count} pieces").format(first=row.title, count=i18n.number(row.pieces))


def full_title(line: BasketLine) -> str:
    """Goods with their variant and size, as the slip says it."""
    return shown_title(line.title, line.variant, line.spec)


def warnings(line: BasketLine) -> list[str]:
    """What the villager has to hear about goods before he says yes: the seller, the price, seed and the like."""
    found = [seller_warning(line)] if line.brand == Standing.WARNED else []
    return [*found, *other_warnings(line)]


def seller_warning(line: BasketLine) -> str:
    """That a seller may not sell a brand."""
    words = _("Careful: {seller} may not sell this brand, {title} may be a fake.")
    return words.format(seller=line.seller or _("this seller"), title=line.title)


def other_warnings(line: BasketLine) -> list[str]:
    """What is odd besides the brand: an offer that ended, far too cheap, a farm input of a seller nobody vouches for."""
    found = [ended] if (ended := offer_warning(line)) else []
    if far_too_cheap(line, clock.today()):
        words = _("Careful: shops ask {money} for {title}. So cheap, it may be a fake.")
        found.append(words.format(money=i18n.money(line.reference_fen), title=line.title))
    if line.farm_input and line.brand == Standing.UNKNOWN:
        words = _("{title}: nobody vouches for this seller. Look at licence and pack before you take it.")
        found.append(words.format(title=line.title))
    return found


def offer_warning(line: BasketLine) -> str:
    """That the offer of goods has ended, for him to say whether he wants them all the same; "" while it holds."""
    if not offer_over(line, clock.today()):
        return ""
    words = _("The offer of {title} ended on {day}: it may cost more now, or be sold out.")
    return words.format(title=line.title, day=i18n.short_day(line.until))


def ended_words(line: BasketLine) -> str:
    """The same at the line itself, for the operator."""
    if not offer_over(line, clock.today()):
        return ""
    words = _("The offer ended on {day}: dearer now perhaps, or sold out.")
    return words.format(day=i18n.short_day(line.until))


def spoken(basket: Basket, given_fen: int | None) -> str:
    """What is read aloud to the villager before the order is confirmed."""
    parts = [_("{name}, you want to buy:").format(name=basket.name)]
    parts += [
        _("{count} x {title}, {money};").format(
            count=i18n.number(line.quantity), title=full_title(line), money=i18n.money(line.sum_fen)
        )
        for line in basket.lines
    ]
    parts += [words for line in basket.lines for words in warnings(line)]
    parts += [_("together {money}.").format(money=i18n.money(basket.total_fen)), _paying(basket, given_fen)]
    if basket.collector_name:
        parts.append(_("{name} collects it for you.").format(name=basket.collector_name))
    if basket.substitute:
        parts.append(_("If something is sold out, something alike may come instead."))
    parts.append(
        _("If it gets dearer than {money} together, we ask you first. Is that right?").format(
            money=whole_yuan(ceiling_of(basket))
        )
    )
    # Chinese sentences follow each other without a space.
    return ("" if i18n.language() == "zh_CN" else " ").join(parts)


def _paying(basket: Basket, given_fen: int | None) -> str:
    total = basket.total_fen
    if basket.pay == Pay.ON_DELIVERY:
        return _("You pay when it is here.")
    if basket.pay == Pay.PAYER:
        return _("Your child pays, phone {phone}; we order as soon as the money is there.").format(
            phone=shown_phone(basket.payer_phone)
        )
    if basket.pay == Pay.CODE:
        return _("You pay {money} by scanning the code.").format(money=i18n.money(total))
    if given_fen is not None and given_fen > total:
        return _("You give {given} in cash and get {change} back.").format(
            given=i18n.money(given_fen), change=i18n.money(given_fen - total)
        )
    return _("You pay {money} in cash.").format(money=i18n.money(total))


def paying_words(basket: Basket, given_fen: int | None) -> str:
    """How it is paid, in a few large words."""
    total = basket.total_fen
    if basket.pay == Pay.ON_DELIVERY:
        return _("Paid on delivery")
    if basket.pay == Pay.PAYER:
        return _("The child pays: {phone}").format(phone=shown_phone(basket.payer_phone))
    if basket.pay == Pay.CODE:
        return _(PAY_WORDS[Pay.CODE])
    if given_fen is not None and given_fen > total:
        return _("Cash {given}, change {change}").format(
            given=i18n.money(given_fen), change=i18n.money(given_fen - total)
        )
    return _("Cash")


def ceiling_of(basket: Basket) -> int:
    """The highest sum that is accepted without asking, in fen."""
    return ceiling_for(basket.total_fen, clock.today()) if basket.ceiling_fen is None else basket.ceiling_fen


def shortened(text: str, width: int) -> str:
    """A text for a narrow column, cut with an ellipsis; ``width`` is in pixels at 100 %. Its page shows it whole."""
    return QFontMetrics(theme.font("body")).elidedText(text, Qt.TextElideMode.ElideRight, theme.px(width))


def taken_words(slip: Slip) -> str:
    """What the banner says when an order is on the disk."""
    words = _("Order {number} for {name} is taken.").format(number=slip.number, name=slip.name)
    if slip.change_fen:
        words += " " + _("Change {money}").format(money=i18n.money(slip.change_fen))
    return words


def whole_yuan(fen: int) -> str:
    """An amount without empty decimals: ``¥271``."""
    shown = i18n.money(fen)
    return shown[:-3] if fen % 100 == 0 else shown


def kinds_and_pieces(lines: Sequence[BasketLine]) -> str:
    """How much is in a basket: ``3 kinds, 4 pieces``."""
    kinds = ngettext("{count} kind", "{count} kinds", len(lines)).format(count=len(lines))
    pieces = sum(line.quantity for line in lines)
    return _("{kinds}, {pieces}").format(
        kinds=kinds, pieces=ngettext("{count} piece", "{count} pieces", pieces).format(count=i18n.number(pieces))
    )
