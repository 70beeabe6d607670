"""The one place where the order screens ask the catalogue, and the words for what it says of goods."""

from collections.abc import Sequence

from sqlmodel import Session

from villagedesk import clock, i18n
from villagedesk.desktop.orders.words import full_title
from villagedesk.domain.goods import Goods, Standing, in_season
from villagedesk.domain.orders import BasketLine
from villagedesk.i18n import N_, _, ngettext
from villagedesk.store import Store, catalogue
from villagedesk.store.catalogue import Catalogue, Found

_STANDING_WORDS = {
    Standing.BRAND_SHOP: N_("brand shop"),
    Standing.AUTHORISED: N_("authorised seller"),
    Standing.WARNED: N_("warned: may not sell this brand"),
}
_OLD_PRICE_DAYS = 3
_DAY_MS = 24 * 3600 * 1000


def find_goods(s: Session, text: str, limit: int, bought: Sequence[str] = ()) -> Found:
    """Goods for what was typed, the most fitting first; those bought before come first of all."""
    return catalogue.search(_catalogue(s), text, bought=bought, limit=limit)


def fresh_lines(s: Session, lines: Sequence[BasketLine]) -> tuple[list[BasketLine], list[str]]:
    """Lines of an older order at today's prices, and the titles of what is not to be had any more.

    While there is no catalogue on this computer nobody knows better, and the lines stay as they were.
    """
    if _catalogue(s).empty:
        return list(lines), []
    known = catalogue.goods_by_id(_catalogue(s), [line.goods_id for line in lines])
    fresh = [_at_today(line, known.get(line.goods_id)) for line in lines]
    gone = [full_title(line) for line, new in zip(lines, fresh, strict=True) if new is None]
    return [line for line in fresh if line is not None], gone


def at_todays_prices(s: Session, lines: Sequence[BasketLine]) -> list[BasketLine]:
    """A basket that was put aside, at the prices of now; what the catalogue does not have stays as it was."""
    known = catalogue.goods_by_id(_catalogue(s), [line.goods_id for line in lines])
    return [_at_today(line, known.get(line.goods_id)) or line for line in lines]


def not_sold_any_more(s: Session, lines: Sequence[BasketLine]) -> BasketLine | None:
    """The first line of a basket that the catalogue does not have any more; None when all can be ordered."""
    if _catalogue(s).empty:
        return None
    known = catalogue.goods_by_id(_catalogue(s), [line.goods_id for line in lines])
    return next((line for line in lines if _at_today(line, known.get(line.goods_id)) is None), None)


def _at_today(line: BasketLine, goods: Goods | None) -> BasketLine | None:
    """A line as the catalogue has it today; None when these goods, or this variant of them, are gone."""
    names = [name for name, _fen in goods.variants] if goods else []
    if goods is None or (line.variant not in names if names else line.variant):
        return None
    return as_line(goods, line.quantity, line.variant)


def known_goods(s: Session, goods_id: str) -> Goods | None:
    """The goods with this id, if they can still be had."""
    return catalogue.goods_by_id(_catalogue(s), [goods_id]).get(goods_id)


def as_line(goods: Goods, quantity: int = 1, variant: str = "") -> BasketLine:
    """Goods as they go into a basket, with the price the villager is told."""
    return BasketLine(
        goods_id=goods.id,
        title=goods.title,
        price_fen=goods.price_of(variant),
        quantity=quantity,
        spec=goods.spec,
        icon=goods.drawing,
        variant=variant,
        seller=goods.seller,
        brand=str(goods.standing.value),
        picture=goods.picture,
        category=goods.category,
        farm_input=goods.farm_input,
        unit=goods.unit,
        reference_fen=goods.reference_fen,
        until=goods.last_day,
    )


def facts(goods: Goods) -> list[str]:
    """When they come, and what else the villager should know."""
    parts = []
    if goods.days:
        parts.append(ngettext("here in {count} day", "here in {count} days", goods.days).format(count=goods.days))
    standing = _STANDING_WORDS.get(goods.standing)
    if standing:
        # Who may not sell a brand is said before anything else.
        parts.insert(0 if goods.standing is Standing.WARNED else len(parts), _(standing))
    if goods.last_day:
        over = goods.last_day < clock.today()
        # An offer that has ended comes before anything else, as in the read-back.
        parts.insert(0 if over else len(parts), offer_words(goods.last_day))
    if not in_season(goods.season, int(clock.today()[5:7])):
        parts.append(_("not its season now"))
    age = (clock.now_ms() - goods.price_at) // _DAY_MS if goods.price_at else 0
    if age > _OLD_PRICE_DAYS:
        parts.append(ngettext("price {count} day old", "price {count} days old", age).format(count=age))
    return parts


def offer_words(last_day: str) -> str:
    """Until when an offer holds, or since when it holds no more."""
    words = _("offer ended on {day}") if last_day < clock.today() else _("offer until {day}")
    return words.format(day=i18n.short_day(last_day))


def price(goods: Goods) -> str:
    """What one costs; with variants of several prices, from which one on."""
    money = i18n.money(goods.price_fen)
    return _("from {money}").format(money=money) if goods.dearest_fen > goods.price_fen else money


def _catalogue(s: Session) -> Catalogue:
    store: Store = s.info["store"]
    return store.catalogue
