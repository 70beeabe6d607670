"""What Today shows of produce: orders of buyers, offers that came back, offers that wait, and the figure on the strip."""

from typing import Any

from villagedesk import clock, i18n
from villagedesk.desktop.produce.words import amount
from villagedesk.desktop.today.cards import Figure, TodayCard
from villagedesk.domain.listings import ListingState
from villagedesk.domain.sales import CropOrderState
from villagedesk.i18n import _, ngettext
from villagedesk.store.crops import CropOrderRow, LotRow, lots_by_id, orders_for
from villagedesk.store.listings import count_listings, listings_in

_NAMED = 3


def cards(session: Any) -> list[TodayCard]:
    """The cards, in no order."""
    found = [_refused(session), _queued(session)]
    orders = orders_for(session, states=[CropOrderState.RECEIVED, CropOrderState.ACCEPTED])
    lots = lots_by_id(session, sorted({order.lot_id for order in orders}))
    found += [_received(order, lots[order.lot_id]) for order in orders if order.state == CropOrderState.RECEIVED]
    found.append(_weigh_in([order for order in orders if order.state == CropOrderState.ACCEPTED], lots))
    return [card for card in found if card is not None]


def figures(session: Any) -> list[Figure]:
    """How many offers are on sale."""
    live = count_listings(session, ListingState.LIVE)
    return [Figure(_("Produce on sale"), i18n.number(live))] if live else []


def _refused(session: Any) -> TodayCard | None:
    rows = listings_in(session, ListingState.REFUSED)
    if not rows:
        return None
    first = rows[0]
    title = ngettext("{count} offer came back", "{count} offers came back", len(rows)).format(count=len(rows))
    return TodayCard(
        danger=70,
        icon="sprout",
        kind="act",
        title=title,
        detail="  ".join((first.farmer, first.product, first.reason)),
        button=_("Mend"),
        place="lot_form",
        params={"lot_id": first.lot_id, "listing_id": first.id},
    )


def _queued(session: Any) -> TodayCard | None:
    rows = listings_in(session, ListingState.QUEUED)
    if not rows:
        return None
    words = ngettext(
        "{count} offer waits for the county office", "{count} offers wait for the county office", len(rows)
    )
    return TodayCard(
        danger=20,
        icon="sprout",
        kind="plain",
        title=words.format(count=len(rows)),
        detail=_(", ").join(f"{row.farmer} {row.product}" for row in rows[:_NAMED]),
        button=_("Look"),
        place="lot" if len(rows) == 1 else "produce",
        params={"lot_id": rows[0].lot_id} if len(rows) == 1 else {},
    )


def _received(order: CropOrderRow, lot: LotRow) -> TodayCard:
    return TodayCard(
        danger=75,
        icon="scale",
        kind="act",
        title=_("{buyer} wants {amount} of {product}").format(
            buyer=order.buyer, amount=amount(order.quantity, order.sale_unit), product=lot.product
        ),
        detail="  ".join((lot.farmer, _("to be sent by {date}").format(date=i18n.short_day(order.ship_by_on)))),
        button=_("Answer"),
        place="lot",
        params={"lot_id": order.lot_id},
    )


def _weigh_in(orders: list[CropOrderRow], lots: dict[str, LotRow]) -> TodayCard | None:
    if not orders:
        return None
    first = lots[orders[0].lot_id]
    words = ngettext("{count} lot to weigh in", "{count} lots to weigh in", len(orders)).format(count=len(orders))
    named = [f"{lots[one.lot_id].farmer} {amount(one.quantity, one.sale_unit)}" for one in orders[:_NAMED]]
    due = orders[0].ship_by_on
    said = _("the buyer's goods go out today") if due <= clock.today() else i18n.short_day(due)
    return TodayCard(
        danger=45 if due <= clock.today() else 35,
        icon="scale",
        kind="plain",
        title=f"{words}  {first.product}",
        detail=_(", ").join([*named, said]),
        button=_("Look"),
        place="lot",
        params={"lot_id": orders[0].lot_id},
    )
