"""A villager's order: what it holds, which moves it may make, what it costs and what is owed back.

The desk makes an order ``queued``; the rest of its way is told by central, whose acts arrive by the feed as changes
of these rows:

- *place* (``queued -> placed``): sets ``central_number`` and ``placed_at``. When the price moved, but the new sum is
  not above ``ceiling_fen``, it also sets the lines' ``price_fen`` and the order's ``total_fen``. Where the villager
  allowed it, something else may come for a line: its ``substitute_title`` says what, its ``price_fen`` what it costs.
- *price changed* above the ceiling (``queued -> needs_decision``): ``decision`` = ``price`` and ``new_price_fen`` on
  the lines concerned. *Out of stock*: ``decision`` = ``stock`` and ``out_of_stock`` = true on the lines concerned.
  *Seller frozen*: ``decision`` = ``frozen``, the same lines marked, ``reason`` in words. *Too late* (behind
  ``expires_at``): ``decision`` = ``expired``, or ``unpaid`` when somebody else was to pay. Nothing above the ceiling is
  ever accepted for the villager: the order comes back and waits for his answer, which makes it ``queued`` again or
  ``cancelled``.
- *payer paid*: sets ``payer_paid_at`` and ``payer_paid_fen``; an order that a child pays is not placed before that.
- *refuse* (``queued | placed | shipped -> refused``): it will not come; ``reason`` is shown as it is. The desk pays
  back what it took.
- *ship* (``placed -> shipped``): inserts one ``parcel`` row a parcel, ``announced`` (see ``domain.parcels``).
- *refund*: raises ``refund_fen`` by what the platform gave back; the desk owes the villager that much.

From ``shipped`` on the desk leads: receiving the last announced parcel makes the order ``arrived``, handing over the
last one ``collected``, sending it back ``sent_back``.
"""

from collections.abc import Iterable
from typing import ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from villagedesk.domain.baskets import MAX_LINES as MAX_LINES
from villagedesk.domain.baskets import MAX_QUANTITY as MAX_QUANTITY
from villagedesk.domain.baskets import BasketLine as BasketLine
from villagedesk.domain.baskets import basket_total as basket_total
from villagedesk.domain.baskets import check_basket as check_basket
from villagedesk.domain.baskets import check_ceiling as check_ceiling
from villagedesk.domain.baskets import check_offers as check_offers
from villagedesk.domain.baskets import check_quantity as check_quantity
from villagedesk.domain.baskets import far_too_cheap as far_too_cheap
from villagedesk.domain.baskets import line_key as line_key
from villagedesk.domain.baskets import offer_over as offer_over
from villagedesk.domain.baskets import shown_title as shown_title
from villagedesk.domain.entity import Entity
from villagedesk.domain.identity import check_mobile
from villagedesk.domain.order_states import ENDED as ENDED
from villagedesk.domain.order_states import LEFT_OUT_WORDS as LEFT_OUT_WORDS
from villagedesk.domain.order_states import ORDER as ORDER
from villagedesk.domain.order_states import PAID_HERE as PAID_HERE
from villagedesk.domain.order_states import PAY_WORDS as PAY_WORDS
from villagedesk.domain.order_states import READ_WORDS as READ_WORDS
from villagedesk.domain.order_states import STATE_WORDS as STATE_WORDS
from villagedesk.domain.order_states import WILL_NOT_COME as WILL_NOT_COME
from villagedesk.domain.order_states import WITHOUT as WITHOUT
from villagedesk.domain.order_states import Decision as Decision
from villagedesk.domain.order_states import OrderState as OrderState
from villagedesk.domain.order_states import Pay as Pay
from villagedesk.domain.order_states import ReadBack as ReadBack
from villagedesk.domain.rules import rule_pack
from villagedesk.errors import Invalid


class Order(Entity, table=True):
    """One villager's order; the operator only writes it down for him."""

    __table_args__ = (
        Index("ix_order_float", "state", "total_fen", "refund_fen", "pay", "payer_paid_fen"),
        # What was ordered in some time, by whom and of whom: reports read it from the index alone.
        Index("ix_order_taken", "state", "confirmed_at", "created_by", "person_id", "total_fen"),
        Index("ix_order_of", "person_id", "confirmed_at"),
    )

    guarded: ClassVar = frozenset({"state", "total_fen", "ceiling_fen"})
    tallies: ClassVar = frozenset({"given_back"})
    # Refused: handed over without a line while central refused it, and its parcel is asked about.
    apart: ClassVar = frozenset({OrderState.COLLECTED, OrderState.SENT_BACK, OrderState.REFUSED})
    machine: ClassVar = ORDER

    number: str = Field(index=True)
    person_id: str
    pay: str
    total_fen: int
    ceiling_fen: int
    state: str = OrderState.QUEUED
    confirmed_at: int = Field(index=True)
    expires_at: int
    central_number: str = Field(default="", index=True)
    decision: str = ""
    reason: str = ""
    refund_fen: int = 0
    placed_at: int | None = None
    refused_at: int | None = None  # only where it had been placed: what it cost went back then
    collected_at: int | None = Field(default=None, index=True)
    substitute: bool = False
    # "My child pays": whom central asks, with which code, and when the money was there.
    payer_phone: str = ""
    pay_code: str = Field(default="", index=True)
    payer_paid_at: int | None = None
    payer_paid_fen: int = 0
    # That it was read back to the villager before he said yes: when (ms UTC), and a ReadBack.
    read_at: int | None = None
    read_how: str = ""
    given_back: int = 0  # how often money was given to the villager for it
    collector: str = ""  # who he said will collect it, by name; only told on, whoever comes proves himself

    @property
    def waits_for_payer(self) -> bool:
        """Whether somebody else has still to pay before it may be placed."""
        return self.pay == Pay.PAYER and self.payer_paid_at is None

    @property
    def payer_fen(self) -> int:
        """What somebody else paid of it. Once the villager has paid himself that goes back, and counts no more."""
        return self.payer_paid_fen if self.pay == Pay.PAYER else 0


class OrderLine(Entity, table=True):
    """One kind of goods in an order, as it was shown to the villager. A dropped line costs nothing."""

    __table_args__ = (
        # What the village bought, by the kind of goods; and what it saved, where that is known.
        Index("ix_order_line_bought", "category", "created_at", "dropped", "quantity", "price_fen"),
        Index(
            "ix_order_line_reference",
            *("created_at", "dropped", "quantity", "price_fen", "reference_fen"),
            sqlite_where=text("reference_fen > 0"),
        ),
    )

    guarded: ClassVar = frozenset({"price_fen", "quantity", "dropped"})

    order_id: str = Field(index=True)
    position: int = 0
    goods_id: str
    title: str
    spec: str = ""
    icon: str = ""
    price_fen: int
    quantity: int
    new_price_fen: int | None = None
    out_of_stock: bool = False
    dropped: bool = False
    dropped_for: str = ""  # the Decision that left it out
    variant: str = ""
    seller: str = ""
    brand: str = ""  # how the seller stands to the brand, see domain.goods
    picture: str = ""
    category: str = ""
    farm_input: str = ""
    unit: str = ""
    # What the seller sends instead, where the villager allowed that.
    substitute_id: str = ""
    substitute_title: str = ""
    reference_fen: int = 0  # what one cost in the shops of the county town, as the goods said; 0 is not known
    until: str = ""  # the last day of the offer, an ISO date, as the goods said; "" for one without an end


def order_total(lines: Iterable[OrderLine]) -> int:
    """What the lines of an order cost together, in fen; dropped ones cost nothing."""
    return sum(line.price_fen * line.quantity for line in lines if not line.dropped)


def ceiling_for(total_fen: int, today: str) -> int:
    """The highest sum that is accepted without asking again, unless the villager says another: fen, whole yuan.

    By how much a price may rise is a rule in force on an ISO date.
    """
    return -(-total_fen * (100 + rule_pack(today).orders.ceiling_percent) // 10_000) * 100


def waits_until(now: int, today: str, *, for_payer: bool = False) -> int:
    """Until when an order waits for a line before the villager is asked whether he still wants it; ms UTC.

    Args:
        now: when he said yes, ms UTC.
        today: the ISO date whose rules are in force.
        for_payer: it waits for somebody else's money, which has its own time.
    """
    rules = rule_pack(today).orders
    return now + (rules.payer_wait_hours if for_payer else rules.wait_hours) * 3_600_000


def owed_back(state: str, total_fen: int, refund_fen: int, paid_fen: int, payer_fen: int = 0) -> int:
    """How much cash the villager still has to get back for an order, in fen.

    Args:
        state: an OrderState.
        total_fen: what the order costs now.
        refund_fen: what the platform gave back.
        paid_fen: what the villager has paid, less what he got back.
        payer_fen: what somebody else paid at the platform; it goes back there, never out of the drawer.
    """
    over = state in WILL_NOT_COME
    return max(0, paid_fen - (0 if over else due_in_cash(total_fen, refund_fen, payer_fen)))


def still_to_take(state: str, total_fen: int, refund_fen: int, paid_fen: int, payer_fen: int = 0) -> int:
    """What the villager still pays for goods that he has, in fen; the arguments are those of ``owed_back``.

    Seldom more than nothing: his money, or his child's, went back for an order that was refused, and then it turned
    out that he has the goods.
    """
    if state != OrderState.COLLECTED:
        return 0
    return max(0, due_in_cash(total_fen, refund_fen, payer_fen) - paid_fen)


def due_in_cash(total_fen: int, refund_fen: int, payer_fen: int = 0) -> int:
    """What the villager himself pays for an order in all, in fen; the arguments are those of ``owed_back``."""
    return max(0, total_fen - refund_fen - payer_fen)


def kept_of_payer(state: str, total_fen: int, refund_fen: int, payer_fen: int) -> int:
    """How much of what somebody else paid for an order is kept; the rest goes back to him. Fen, see ``owed_back``."""
    over = state in WILL_NOT_COME
    return 0 if over else min(payer_fen, max(0, total_fen - refund_fen))


def check_payer_phone(text: str) -> str:
    """The mobile number of the child who is to pay, in plain digits.

    Raises:
        Invalid: on the field ``payer_phone``: it is not there, or is no mobile number.
    """
    if not text.strip():
        raise Invalid("payer_phone", "payer_phone_missing")
    return check_mobile(text, field="payer_phone")


def order_number(day: str, device: int, sequence: int) -> str:
    """The number on the slip, ``1123-014``: month and day, the computer's digit, the how-manieth of the day there.

    Two computers of one centre never give the same number, also when neither knows of the other.
    """
    return f"{day[5:7]}{day[8:10]}-{device}{sequence:02d}"
