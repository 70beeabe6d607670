"""What the find panel shows of a villager, of goods, and of a variant: one row each."""

from villagedesk import i18n
from villagedesk.desktop.orders.goods import facts, price
from villagedesk.desktop.widgets import CardRow, kept_picture
from villagedesk.domain.goods import Goods
from villagedesk.i18n import _
from villagedesk.store.orders import Buyer
from villagedesk.store.person_rows import PersonRow


def goods_row(goods: Goods, buyer: Buyer | None) -> CardRow:
    """Goods: when they come, when this villager bought them, who sells them, how old the price is."""
    details = facts(goods)
    before = buyer.bought.get(goods.id) if buyer else None
    if before:
        day = i18n.short_day(i18n.local(before[1]).date().isoformat())
        details.insert(1, _("bought on {day}").format(day=day))
    if goods.seller:
        details.append(goods.seller)
    return CardRow(
        goods.id,
        goods.shown,
        "  ".join(details),
        price(goods),
        icon=goods.drawing,
        picture=kept_picture(goods.picture),
    )


def variant_rows(goods: Goods | None, typed: str) -> list[CardRow]:
    """The variants of goods whose name holds what was typed."""
    if goods is None:
        return []
    picture = kept_picture(goods.picture)
    return [
        CardRow(name, f"{goods.title} {name}", goods.spec, i18n.money(fen), icon=goods.drawing, picture=picture)
        for name, fen in goods.variants
        if typed.casefold() in name.casefold()
    ]


def person_row(person: PersonRow) -> CardRow:
    """A villager: group, phone tail, nickname."""
    tail = _("phone …{tail}").format(tail=person.phone[-4:]) if person.phone else ""
    detail = "  ".join(part for part in (person.group, tail, person.nickname) if part)
    return CardRow(person.id, person.name, detail, avatar=person.name)
