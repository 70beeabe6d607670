"""What Today shows of crop sales: buyers to answer, claims with their deadline, the scale, boxes, settlements, money."""

from typing import Any

from villagedesk import clock, i18n
from villagedesk.desktop.produce.words import amount
from villagedesk.desktop.today.cards import TodayCard
from villagedesk.domain.sales import CropOrderState
from villagedesk.domain.sales.claims import KIND_WORDS
from villagedesk.i18n import _, ngettext
from villagedesk.store.sales import SaleRow, due_to_farmers, open_claims, sales_in

_NAMED = 3
_STATES = (
    CropOrderState.RECEIVED,
    CropOrderState.ACCEPTED,
    CropOrderState.PACKED,
    CropOrderState.CONFIRMED,
)


def cards(session: Any) -> list[TodayCard]:
    """The cards, in no order."""
    found: dict[str, list[SaleRow]] = {state: [] for state in _STATES}
    for sale in sales_in(session, list(_STATES)):
        found[sale.state].append(sale)
    accepted = found[CropOrderState.ACCEPTED]
    made = [_received(sale) for sale in found[CropOrderState.RECEIVED]]
    made += _claims(session)
    made += _grouped(
        [sale for sale in accepted if sale.missing and sale.filled < sale.quantity and not sale.lots],
        _("to be filled"), _("Choose lots"), 44, "crop_order",
    )  # fmt: skip
    made += _grouped([sale for sale in accepted if sale.to_weigh], _("to weigh in"), _("Weigh in"), 45, "weigh")
    made += _grouped([sale for sale in accepted if sale.to_pack], _("to pack"), _("Pack"), 43, "crop_order")
    made += _grouped(found[CropOrderState.PACKED], _("wait for the van"), _("Hand over"), 42, "crop_order")
    made += _grouped(found[CropOrderState.CONFIRMED], _("to settle"), _("Settle"), 55, "settle")
    made += _pay(session)
    return made


def _received(sale: SaleRow) -> TodayCard:
    return TodayCard(
        danger=75,
        icon="scale",
        kind="act",
        title=_("{buyer} wants {amount} of {product}").format(
            buyer=sale.buyer, amount=amount(sale.quantity, sale.sale_unit), product=sale.product
        ),
        detail=_("to be sent by {date}").format(date=i18n.short_day(sale.ship_by_on)),
        button=_("Answer"),
        place="crop_order",
        params={"order_id": sale.id},
    )


def _claims(session: Any) -> list[TodayCard]:
    return [
        TodayCard(
            danger=82,
            icon="warning",
            kind="act",
            title=_("{buyer} claims {money}: {kind}").format(
                buyer=claim.buyer, money=i18n.money(claim.asked_fen), kind=_(KIND_WORDS.get(claim.kind, claim.kind))
            ),
            detail="  ".join((claim.product, _until(claim.deadline_at))),
            button=_("Answer"),
            place="crop_order",
            params={"order_id": claim.order_id},
        )
        for claim in open_claims(session)
    ]


def _grouped(sales: list[SaleRow], words: str, button: str, danger: int, place: str) -> list[TodayCard]:
    """One card for all orders that wait for the same; the first one's button when it is alone."""
    if not sales:
        return []
    due = min(sale.ship_by_on for sale in sales) <= clock.today()
    count = ngettext("{count} order {what}", "{count} orders {what}", len(sales))
    named = [f"{sale.buyer} {amount(sale.quantity, sale.sale_unit)}" for sale in sales[:_NAMED]]
    went = {"crop_order": ("crop_order", {"order_id": sales[0].id}), "settle": ("settle", {"order_id": sales[0].id})}
    where, params = went.get(place, ("sales", {"view": place}))
    if place == "crop_order" and len(sales) > 1:
        where, params = "sales", {"view": "running"}
    hurry = _("the buyer's goods go out today") if due and place != "settle" else ""
    return [
        TodayCard(
            danger=danger + (5 if hurry else 0),
            icon="scale",
            kind="plain",
            title="  ".join((count.format(count=i18n.number(len(sales)), what=words), sales[0].product)),
            detail=_(", ").join(one for one in (*named, hurry) if one),
            button=button,
            place=where,
            params=params,
        )
    ]


def _pay(session: Any) -> list[TodayCard]:
    due = [one for one in due_to_farmers(session) if not one.held]
    if not due:
        return []
    title = ngettext("{count} farmer waits for {money}", "{count} farmers wait for {money}", len(due)).format(
        count=i18n.number(len(due)), money=i18n.money(sum(one.fen for one in due))
    )
    alone = len(due) == 1
    return [
        TodayCard(
            danger=65,
            icon="cash",
            kind="wait",
            title=title,
            detail=_(", ").join(one.name for one in due[:_NAMED]),
            button=_("Pay"),
            place="pay_farmer" if alone else "sales",
            params={"seller_id": due[0].seller_id} if alone else {"view": "pay"},
        )
    ]


def _until(deadline_at: int) -> str:
    day = i18n.local(deadline_at).date().isoformat()
    return _("to be answered by {time}").format(time=f"{i18n.short_day(day)} {i18n.time_text(deadline_at)}")
