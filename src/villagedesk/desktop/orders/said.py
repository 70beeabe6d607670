"""What the counter says aloud about an order: the read-back, and the change."""

from collections.abc import Sequence

from villagedesk.desktop.orders.words import full_title
from villagedesk.domain import spoken
from villagedesk.domain.orders import BasketLine, Pay
from villagedesk.domain.spoken import Amount, Count, Name, Part, Pause, Phrase

_PAYS: dict[str, str] = {Pay.ON_DELIVERY: spoken.PAY_ON_DELIVERY, "payer": spoken.CHILD_PAYS}


def order_parts(
    name: str, lines: Sequence[BasketLine], total_fen: int, ceiling_fen: int, pay: str, given_fen: int | None
) -> list[Part]:
    """The whole read-back; the arguments are those of ``words.spoken``."""
    parts: list[Part] = [Name(name), Phrase(spoken.YOU_WANT), Pause()]
    for line in lines:
        parts += [Count(line.quantity, line.unit), Name(full_title(line)), Amount(line.sum_fen), Pause()]
    parts += [Phrase(spoken.TOGETHER), Amount(total_fen), Pause(), Phrase(_PAYS.get(pay, spoken.PAY_CASH)), Pause()]
    if pay == Pay.CASH and given_fen is not None and given_fen > total_fen:
        parts += [*_change(given_fen, given_fen - total_fen), Pause()]
    parts += [Phrase(spoken.IF_DEARER), Amount(ceiling_fen), Pause(), Phrase(spoken.ASK_FIRST), Pause()]
    return [*parts, Phrase(spoken.IS_THAT_RIGHT)]


def taken_parts(change_fen: int) -> list[Part]:
    """After the villager said yes: it is taken, and so much comes back."""
    parts: list[Part] = [Phrase(spoken.ORDER_TAKEN), Pause()]
    if change_fen:
        parts += [Phrase(spoken.YOUR_CHANGE), Amount(change_fen), Pause(), Phrase(spoken.KEEP_IT)]
    return parts


def _change(given_fen: int, change_fen: int) -> list[Part]:
    return [Phrase(spoken.YOU_GIVE), Amount(given_fen), Pause(), Phrase(spoken.YOUR_CHANGE), Amount(change_fen)]
