"""What Today shows of produce: offers that came back, that wait, that were paused, and the figure on the strip."""

from typing import Any

from villagedesk import i18n
from villagedesk.desktop.today.cards import Figure, TodayCard
from villagedesk.domain.listings import PAUSE_WORDS, ListingState
from villagedesk.i18n import _, ngettext
from villagedesk.store.crops.balance import short_lots
from villagedesk.store.listings import count_listings, listings_in, more_than_lot, paused_by_themselves

_NAMED = 3


def cards(session: Any) -> list[TodayCard]:
    """The cards, in no order."""
    found = [_refused(session), _queued(session), _short(session), _paused(session), _over(session)]
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


def _short(session: Any) -> TodayCard | None:
    """Two computers took from one lot without knowing of each other."""
    rows = short_lots(session.connection())
    if not rows:
        return None
    words = ngettext("{count} lot has to be counted", "{count} lots have to be counted", len(rows))
    return TodayCard(
        danger=65,
        icon="sack",
        kind="act",
        title=words.format(count=i18n.number(len(rows))),
        detail=_("More was taken out than there was: {lots}").format(
            lots=_(", ").join(f"{product} {code}" for _id, code, product in rows[:_NAMED])
        ),
        button=_("Look"),
        place="lot_stock",
        params={"lot_id": rows[0][0]},
    )


def _paused(session: Any) -> TodayCard | None:
    """Offers that are down because a certificate, the seller's right or the goods are gone."""
    rows = paused_by_themselves(session)
    if not rows:
        return None
    first = rows[0]
    words = ngettext("{count} offer was paused", "{count} offers were paused", len(rows))
    why = _(PAUSE_WORDS.get(first.paused_for, first.paused_for))
    return TodayCard(
        danger=68,
        icon="sprout",
        kind="act",
        title=words.format(count=i18n.number(len(rows))),
        detail="  ".join(part for part in (first.farmer, first.product, why) if part),
        button=_("Look"),
        place="lot",
        params={"lot_id": first.lot_id},
    )


def _over(session: Any) -> TodayCard | None:
    rows = more_than_lot(session)
    if not rows:
        return None
    words = ngettext(
        "{count} offer is for more than its lot holds", "{count} offers are for more than their lots hold", len(rows)
    )
    return TodayCard(
        danger=66,
        icon="sprout",
        kind="act",
        title=words.format(count=i18n.number(len(rows))),
        detail=_(", ").join(" ".join(part for part in (row.farmer, row.product) if part) for row in rows[:_NAMED]),
        button=_("Look"),
        place="lot",
        params={"lot_id": rows[0].lot_id},
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
