"""How orders are said on the screen: their state as a pill, a line in a list, and the words that are read aloud."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from villagedesk import i18n
from villagedesk.desktop import theme
from villagedesk.domain.orders import STATE_WORDS, BasketLine, OrderState, Pay
from villagedesk.i18n import _, ngettext
from villagedesk.store.orders import OrderRow, Slip

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
    if row.state == OrderState.QUEUED and row.waiting:
        return _("waiting on this PC"), "wait"
    if row.state == OrderState.REFUSED and not row.owed_fen:
        return _(STATE_WORDS[row.state]), "plain"
    return _(STATE_WORDS.get(row.state, row.state)), _KINDS.get(OrderState(row.state), "plain")


def contents(row: OrderRow) -> str:
    """What is in an order, in one line."""
    if row.pieces <= 1:
        return row.title
    return _("{first} and more, {count} pieces").format(first=row.title, count=i18n.number(row.pieces))


def full_title(line: BasketLine) -> str:
    """Goods with their size, as the slip says it."""
    return f"{line.title} {line.spec}".strip()


def spoken(
    name: str, lines: Sequence[BasketLine], total_fen: int, ceiling_fen: int, pay: str, given_fen: int | None
) -> str:
    """What is read aloud to the villager before the order is confirmed."""
    parts = [_("{name}, you want to buy:").format(name=name)]
    parts += [
        _("{count} x {title}, {money};").format(
            count=i18n.number(line.quantity), title=full_title(line), money=i18n.money(line.sum_fen)
        )
        for line in lines
    ]
    parts.append(_("together {money}.").format(money=i18n.money(total_fen)))
    if pay == Pay.ON_DELIVERY:
        parts.append(_("You pay when it is here."))
    elif given_fen is not None and given_fen > total_fen:
        parts.append(
            _("You give {given} in cash and get {change} back.").format(
                given=i18n.money(given_fen), change=i18n.money(given_fen - total_fen)
            )
        )
    else:
        parts.append(_("You pay {money} in cash.").format(money=i18n.money(total_fen)))
    parts.append(
        _("If it gets dearer than {money} together, we ask you first. Is that right?").format(
            money=whole_yuan(ceiling_fen)
        )
    )
    # Chinese sentences follow each other without a space.
    return ("" if i18n.language() == "zh_CN" else " ").join(parts)


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
