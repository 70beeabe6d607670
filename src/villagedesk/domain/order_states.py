"""Where an order stands and which moves it may make, how it is paid, and what its villager may be asked."""

from enum import StrEnum

from villagedesk.domain.states import Machine
from villagedesk.i18n import N_


class OrderState(StrEnum):
    """Where an order stands."""

    QUEUED = "queued"
    NEEDS_DECISION = "needs_decision"
    PLACED = "placed"
    SHIPPED = "shipped"
    ARRIVED = "arrived"
    COLLECTED = "collected"
    SENT_BACK = "sent_back"
    REFUSED = "refused"
    CANCELLED = "cancelled"


STATE_WORDS: dict[str, str] = {
    OrderState.QUEUED: N_("waiting to be placed"),
    OrderState.NEEDS_DECISION: N_("ask the villager"),
    OrderState.PLACED: N_("placed"),
    OrderState.SHIPPED: N_("on the way"),
    OrderState.ARRIVED: N_("ready to collect"),
    OrderState.COLLECTED: N_("collected"),
    OrderState.SENT_BACK: N_("sent back"),
    OrderState.REFUSED: N_("not possible"),
    OrderState.CANCELLED: N_("cancelled"),
}

ORDER = Machine(
    "order",
    {
        OrderState.QUEUED: {
            OrderState.PLACED,
            OrderState.NEEDS_DECISION,
            OrderState.REFUSED,
            OrderState.CANCELLED,
        },
        OrderState.NEEDS_DECISION: {OrderState.QUEUED, OrderState.CANCELLED},
        # The van can be faster than the line: a parcel may be here before central said that it was shipped.
        OrderState.PLACED: {OrderState.SHIPPED, OrderState.ARRIVED, OrderState.REFUSED},
        # Collected at once: what came was handed over already, and the rest turned out to be missing.
        OrderState.SHIPPED: {OrderState.ARRIVED, OrderState.COLLECTED, OrderState.SENT_BACK, OrderState.REFUSED},
        OrderState.ARRIVED: {OrderState.COLLECTED, OrderState.SENT_BACK},
        # Only with a parcel of which two computers told different ends: see ``store.parcels.both_ways``.
        OrderState.COLLECTED: {OrderState.SENT_BACK},
        # Arrived: the parcel that was sent back came again.
        OrderState.SENT_BACK: {OrderState.COLLECTED, OrderState.ARRIVED},
        OrderState.REFUSED: {OrderState.COLLECTED},
    },
    STATE_WORDS,
)


# States in which the villager gets neither goods nor a bill: what he paid goes back to him.
WILL_NOT_COME = frozenset({OrderState.REFUSED, OrderState.CANCELLED})

# States in which nothing is still to come.
ENDED = frozenset({OrderState.COLLECTED, OrderState.SENT_BACK, OrderState.REFUSED, OrderState.CANCELLED})


class Pay(StrEnum):
    """How the villager pays."""

    CASH = "cash"
    ON_DELIVERY = "on_delivery"
    PAYER = "payer"
    CODE = "code"


PAY_WORDS: dict[str, str] = {
    Pay.CASH: N_("Cash"),
    Pay.ON_DELIVERY: N_("On delivery"),
    Pay.PAYER: N_("Child pays"),
    Pay.CODE: N_("By code"),
}

# What the villager pays here and at once: into the drawer, or onto the centre's payment account.
PAID_HERE = frozenset({Pay.CASH, Pay.CODE})


class Decision(StrEnum):
    """What the villager has to be asked before an order can go on."""

    PRICE = "price"
    STOCK = "stock"
    FROZEN = "frozen"
    EXPIRED = "expired"
    UNPAID = "unpaid"


class ReadBack(StrEnum):
    """How an order was read back to the villager before he said yes."""

    FIGURES = "figures"
    ALOUD = "aloud"


READ_WORDS: dict[str, str] = {
    ReadBack.FIGURES: N_("Read back in large figures, {when}"),
    ReadBack.ALOUD: N_("Read back aloud, {when}"),
}

# Questions about goods that cannot be had: the order can go on without them.
WITHOUT = frozenset({Decision.STOCK, Decision.FROZEN})

# Why a line was left out; "" was written before that was kept.
LEFT_OUT_WORDS: dict[str, str] = {
    "": N_("left out"),
    Decision.STOCK: N_("out of stock, left out"),
    Decision.FROZEN: N_("the platform stopped the seller, left out"),
}
