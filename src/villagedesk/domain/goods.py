"""Goods of the catalogue: what can be bought for a villager, as central publishes it. Not a synced entity."""

import msgspec

from villagedesk.errors import Invalid

MAX_TITLE = 200
MAX_TEXT = 100
MAX_PRICE_FEN = 100_000_000
MAX_DAYS = 365


class Goods(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to buy, as it travels in a catalogue file or a feed page. Unknown fields are passed over.

    ``title`` is what it is, ``spec`` the pack or size ("2.5 kg", "28 码"), ``unit`` what one counts ("袋"),
    ``days`` how long it takes to arrive, ``price_at`` when the price was true (ms UTC), ``icon`` a name in
    resources/icons for goods without a ``picture`` (its SHA-256), ``category`` the kind of goods ("洗衣粉").
    ``active=False`` takes it out of the catalogue.
    """

    id: str
    title: str = ""
    price_fen: int = 0
    spec: str = ""
    unit: str = ""
    seller: str = ""
    brand_shop: bool = False
    days: int = 0
    price_at: int = 0
    category: str = ""
    icon: str = "box"
    picture: str = ""
    active: bool = True

    @property
    def shown(self) -> str:
        """Title and pack as one line: ``禾洁 浓缩洗衣粉 2.5 kg``."""
        return f"{self.title} {self.spec}".strip()


_DECODER = msgspec.json.Decoder(Goods)


def check_goods(goods: Goods) -> Goods:
    """Goods as they may enter the catalogue.

    Raises:
        Invalid: ``goods_broken``: no id or title, a price or number out of range, a text too long.
    """
    fine = 0 < len(goods.id) <= MAX_TEXT and (
        not goods.active
        or (
            0 < len(goods.title.strip()) <= MAX_TITLE
            and 0 < goods.price_fen <= MAX_PRICE_FEN
            and 0 <= goods.days <= MAX_DAYS
            and 0 <= goods.price_at < 1 << 53
            and max(map(len, (goods.spec, goods.unit, goods.seller, goods.category, goods.icon, goods.picture)))
            <= MAX_TEXT
        )
    )
    if not fine:
        raise Invalid("goods", "goods_broken", id=goods.id[:MAX_TEXT])
    return goods


def goods_from_json(line: bytes | str) -> Goods:
    """One goods from its JSON object.

    Raises:
        Invalid: ``goods_broken``: it is no such object, see ``check_goods``.
    """
    try:
        return check_goods(_DECODER.decode(line))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Invalid("goods", "goods_broken", id="", detail=str(error)) from error
