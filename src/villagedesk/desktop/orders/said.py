"""What the counter says aloud about an order: the read-back, and the change."""

from villagedesk.desktop.orders.words import ceiling_of, full_title, other_warnings
from villagedesk.domain import spoken
from villagedesk.domain.goods import Standing
from villagedesk.domain.orders import Pay
from villagedesk.domain.spoken import Amount, Count, Name, Part, Pause, Phrase
from villagedesk.i18n import _
from villagedesk.store.orders import Basket

_PAYS: dict[str, str] = {
    Pay.CASH: spoken.PAY_CASH,
    Pay.ON_DELIVERY: spoken.PAY_ON_DELIVERY,
    Pay.PAYER: spoken.CHILD_PAYS,
}


def order_parts(basket: Basket, given_fen: int | None) -> list[Part]:
    """The whole read-back, in the order of ``words.spoken``."""
    parts: list[Part] = [Name(basket.name), Phrase(spoken.YOU_WANT), Pause()]
    for line in basket.lines:
        parts += [Count(line.quantity, line.unit), Name(full_title(line)), Amount(line.sum_fen), Pause()]
        if line.brand == Standing.WARNED:
            parts += [Phrase(spoken.WARNED), Pause()]
        for words in other_warnings(line):
            parts += [Name(words), Pause()]
    total = basket.total_fen
    parts += [Phrase(spoken.TOGETHER), Amount(total), Pause()]
    if basket.pay in _PAYS:  # that a code is scanned is seen on the villager's screen
        parts += [Phrase(_PAYS[basket.pay]), Pause()]
    if basket.pay == Pay.CASH and given_fen is not None and given_fen > total:
        parts += [Phrase(spoken.YOU_GIVE), Amount(given_fen), Pause()]
        parts += [Phrase(spoken.YOUR_CHANGE), Amount(given_fen - total), Pause()]
    if basket.collector_name:
        parts += [Name(_("{name} collects it for you.").format(name=basket.collector_name)), Pause()]
    parts += [Phrase(spoken.SUBSTITUTE if basket.substitute else spoken.NO_SUBSTITUTE), Pause()]
    parts += [Phrase(spoken.IF_DEARER), Amount(ceiling_of(basket)), Pause(), Phrase(spoken.ASK_FIRST), Pause()]
    return [*parts, Phrase(spoken.IS_THAT_RIGHT)]


def taken_parts(change_fen: int) -> list[Part]:
    """After the villager said yes: it is taken, and so much comes back."""
    parts: list[Part] = [Phrase(spoken.ORDER_TAKEN), Pause()]
    if change_fen:
        parts += [Phrase(spoken.YOUR_CHANGE), Amount(change_fen), Pause(), Phrase(spoken.KEEP_IT)]
    return parts
