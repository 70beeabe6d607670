"""What is put together at the counter before it is an order: its lines, what they cost, and what cannot be ordered."""

from collections.abc import Iterable
from dataclasses import dataclass

from villagedesk.domain.rules import rule_pack
from villagedesk.errors import Invalid, Refused

MAX_QUANTITY = 999
MAX_LINES = 60


@dataclass(frozen=True)
class BasketLine:
    """Goods in a basket that is not confirmed yet; ``price_fen`` is the price of one, as the catalogue shows it."""

    goods_id: str
    title: str
    price_fen: int
    quantity: int = 1
    spec: str = ""
    icon: str = ""
    variant: str = ""
    seller: str = ""
    brand: str = ""
    picture: str = ""
    category: str = ""
    farm_input: str = ""
    unit: str = ""
    reference_fen: int = 0
    until: str = ""

    @property
    def key(self) -> str:
        """What makes it another line than its neighbours, see ``line_key``."""
        return line_key(self.goods_id, self.variant)

    @property
    def sum_fen(self) -> int:
        """What this line costs."""
        return self.price_fen * self.quantity


def line_key(goods_id: str, variant: str = "") -> str:
    """What names a line inside its order: the goods, and their variant where they have one, ``g12/28 码``."""
    return f"{goods_id}/{variant}" if variant else goods_id


def shown_title(title: str, variant: str, spec: str) -> str:
    """Goods, variant and pack as one line: ``儿童雨靴 蓝色 28 码``."""
    return " ".join(part for part in (title, variant, spec) if part)


def basket_total(lines: Iterable[BasketLine]) -> int:
    """What a basket costs, in fen."""
    return sum(line.sum_fen for line in lines)


def far_too_cheap(line: BasketLine, today: str) -> bool:
    """Whether goods cost so much less than in the shops that they may be fakes, by the rules of an ISO date."""
    return line.price_fen * 100 < line.reference_fen * rule_pack(today).orders.cheap_percent


def offer_over(line: BasketLine, today: str) -> bool:
    """Whether the offer of goods ended before an ISO date: they may cost more now, or not be there any more."""
    return bool(line.until) and line.until < today


def check_basket(lines: list[BasketLine]) -> None:
    """Refuse a basket that cannot be ordered.

    Raises:
        Invalid: on the field ``basket`` or ``quantity``.
    """
    if not lines:
        raise Invalid("basket", "basket_empty")
    if len(lines) > MAX_LINES:
        raise Invalid("basket", "basket_too_long", limit=MAX_LINES)
    for line in lines:
        check_quantity(line.quantity)
        if line.price_fen <= 0:
            raise Invalid("basket", "price_missing", title=line.title)


def check_offers(lines: Iterable[BasketLine], today: str, *, told: bool) -> None:
    """Refuse what is offered no more on an ISO date, unless the villager was told so and said yes all the same.

    Raises:
        Refused: ``offer_over``, naming the first of them.
    """
    over = next((line for line in lines if offer_over(line, today)), None)
    if over is not None and not told:
        raise Refused("offer_over", title=shown_title(over.title, over.variant, over.spec), day=over.until)


def check_quantity(quantity: int) -> None:
    """Refuse a quantity that is no count of pieces.

    Raises:
        Invalid: on the field ``quantity``.
    """
    if not 1 <= quantity <= MAX_QUANTITY:
        raise Invalid("quantity", "quantity_out_of_range", limit=MAX_QUANTITY)


def check_ceiling(ceiling_fen: int, total_fen: int) -> None:
    """Refuse a ceiling below what the goods cost already.

    Raises:
        Invalid: on the field ``ceiling``.
    """
    if ceiling_fen < total_fen:
        raise Invalid("ceiling", "ceiling_too_low")
