"""Goods of the catalogue: what can be bought for a villager, as central publishes it. Not a synced entity."""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

import msgspec

from villagedesk.domain.kinds import kind_of
from villagedesk.errors import Invalid

MAX_TITLE = 200
MAX_TEXT = 100
MAX_PRICE_FEN = 100_000_000
MAX_DAYS = 365
MAX_VARIANTS = 60
MAX_VARIANT = 40
# What ``icon`` says when nobody said anything.
NO_ICON = "box"
_BARCODE_DIGITS = (8, 13)
_SEASON = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|1[0-2])")


class Standing(StrEnum):
    """How the seller stands to the brand of what is sold."""

    UNKNOWN = ""
    AUTHORISED = "authorised"
    BRAND_SHOP = "brand_shop"
    WARNED = "warned"  # the platform says: this seller may not sell this brand


class FarmInput(StrEnum):
    """Goods whose packing is checked when they are handed over."""

    NONE = ""
    SEED = "seed"
    FERTILISER = "fertiliser"
    PESTICIDE = "pesticide"


_STANDINGS = frozenset(Standing) - {Standing.UNKNOWN}
_FARM_INPUTS = frozenset(FarmInput)


class Goods(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to buy, as it travels in a catalogue file or a feed page. Unknown fields are passed over.

    ``title`` is what it is, ``spec`` the pack or size ("2.5 kg", "28 码"), ``unit`` what one counts ("袋"),
    ``days`` how long it takes to arrive, ``price_at`` when the price was true (ms UTC), ``icon`` a drawing for goods
    without a ``picture`` (the SHA-256 of a thumbnail), ``category`` the kind of goods ("洗衣粉").
    ``active=False`` takes it out of the catalogue.

    ``barcode`` is the EAN on the pack, 8 or 13 digits. ``variants`` are names with their own price in fen
    (``[["28 码", 3500], ...]``); ``price_fen`` is the lowest of them. ``brand_standing`` is a Standing, ``farm_input``
    a FarmInput, ``ordered`` how often it was ordered on the platform lately, ``season`` the months in which it is sown
    or used ("03-05", "10-02"), "" for the whole year.
    ``reference_fen`` is what one of it costs in the shops of the county town, as the platform found out; 0 is not known.
    ``until`` is the last day on which they are offered at this price, an ISO date; "" for an offer without an end.
    A word that only a newer central knows counts as not said.
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
    icon: str = NO_ICON
    picture: str = ""
    active: bool = True
    barcode: str = ""
    variants: tuple[tuple[str, int], ...] = ()
    brand_standing: str = ""
    ordered: int = 0
    farm_input: str = ""
    season: str = ""
    reference_fen: int = 0
    until: str = ""

    @property
    def shown(self) -> str:
        """Title and pack as one line: ``禾洁 浓缩洗衣粉 2.5 kg``."""
        return f"{self.title} {self.spec}".strip()

    @property
    def searched(self) -> str:
        """What they are found by: title, pack and the names of the variants."""
        return " ".join((self.shown, *(name for name, _fen in self.variants)))

    @property
    def standing(self) -> Standing:
        """How the seller stands to the brand; ``brand_shop`` is how earlier versions said it."""
        if self.brand_standing in _STANDINGS:
            return Standing(self.brand_standing)
        return Standing.BRAND_SHOP if self.brand_shop else Standing.UNKNOWN

    @property
    def drawing(self) -> str:
        """The drawn picture of its kind: a name in resources/kinds, or in resources/icons."""
        named = kind_of(self.category)
        if named:
            return named
        return self.icon if self.icon not in ("", NO_ICON) else kind_of(self.title) or NO_ICON

    @property
    def last_day(self) -> str:
        """The last day of the offer, an ISO date; "" when it has no end."""
        return day_or_none(self.until)

    @property
    def dearest_fen(self) -> int:
        """What the dearest variant costs; the price where there are none."""
        return max((fen for _name, fen in self.variants), default=self.price_fen)

    def price_of(self, variant: str) -> int:
        """What a variant costs, in fen; "" or one that is not there any more costs what the goods cost."""
        return dict(self.variants).get(variant, self.price_fen)


def day_or_none(text: str) -> str:
    """An ISO date as it is; "" for whatever is none, for that counts as not said."""
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else ""
    except ValueError:
        return ""


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
            and 0 <= goods.ordered < 1 << 53
            and 0 <= goods.reference_fen <= MAX_PRICE_FEN
            and max(map(len, _texts(goods))) <= MAX_TEXT
            and _variants_fine(goods)
        )
    )
    if not fine:
        raise Invalid("goods", "goods_broken", id=goods.id[:MAX_TEXT])
    return goods


def as_far_as_they_can_be(found: Iterable[Goods], odd: list[Invalid] | None = None) -> list[Goods]:
    """Goods of a feed: what cannot be (no price, no title) is not to be had, so that one of them holds up no other.

    ``odd`` takes what was wrong with each.
    """
    kept = []
    for goods in found:
        try:
            kept.append(check_goods(goods))
        except Invalid as error:
            if odd is not None:
                odd.append(error)
            if 0 < len(goods.id) <= MAX_TEXT:
                kept.append(Goods(goods.id, active=False))
    return kept


def check_published(goods: Goods) -> Goods:
    """Goods as central may publish them: also what older or newer desks would only pass over is looked at.

    Raises:
        Invalid: ``goods_broken``, or ``goods_barcode_wrong``: the digits do not add up, somebody mistyped them.
    """
    check_goods(goods)
    if goods.barcode and not is_barcode(goods.barcode):
        raise Invalid("goods", "goods_barcode_wrong", id=goods.id, barcode=goods.barcode)
    known = goods.brand_standing in {*_STANDINGS, ""} and goods.farm_input in _FARM_INPUTS
    if not known or (goods.season and not _SEASON.fullmatch(goods.season)) or goods.until != goods.last_day:
        raise Invalid("goods", "goods_broken", id=goods.id)
    if goods.variants and goods.price_fen != min(fen for _name, fen in goods.variants):
        raise Invalid("goods", "goods_broken", id=goods.id)
    return goods


def is_barcode(text: str) -> bool:
    """Whether these are the digits of an EAN-13 or EAN-8 with a right check digit (GS1 General Specifications, 7.9)."""
    if len(text) not in _BARCODE_DIGITS or not (text.isascii() and text.isdigit()):
        return False
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(text)))
    return weighed % 10 == 0


def with_check_digit(digits: str) -> str:
    """The 7 or 12 digits of an EAN with their check digit."""
    return next(code for check in range(10) if is_barcode(code := f"{digits}{check}"))


def barcode_in(text: str) -> str:
    """The barcode that a scan or typed digits mean; "" when they are none. A UPC of 12 digits is an EAN with a 0."""
    digits = text.strip()
    digits = f"0{digits}" if len(digits) == 12 else digits
    return digits if is_barcode(digits) else ""


def in_season(season: str, month: int) -> bool:
    """Whether goods with this ``season`` are sown or used in a month (1 to 12); always when none is said."""
    told = _SEASON.fullmatch(season)
    if told is None:
        return True
    first, last = int(told[1]), int(told[2])
    return first <= month <= last if first <= last else month >= first or month <= last


def goods_from_json(line: bytes | str) -> Goods:
    """One goods from its JSON object.

    Raises:
        Invalid: ``goods_broken``: it is no such object, see ``check_goods``.
    """
    try:
        return check_goods(_DECODER.decode(line))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Invalid("goods", "goods_broken", id="", detail=str(error)) from error


def _texts(goods: Goods) -> tuple[str, ...]:
    return (
        goods.spec,
        goods.unit,
        goods.seller,
        goods.category,
        goods.icon,
        goods.picture,
        goods.barcode,
        goods.brand_standing,
        goods.farm_input,
        goods.season,
        goods.until,
    )


def _variants_fine(goods: Goods) -> bool:
    names = [name for name, _fen in goods.variants]
    return (
        len(names) <= MAX_VARIANTS
        and len(set(names)) == len(names)
        and all(0 < len(name.strip()) <= MAX_VARIANT for name in names)
        and all(0 < fen <= MAX_PRICE_FEN for _name, fen in goods.variants)
    )
