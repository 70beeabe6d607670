"""What Today shows of orders: questions to villagers, what comes instead, what waits too long. Money: see returns."""

from sqlmodel import Session

from villagedesk import clock, i18n
from villagedesk.desktop.today.cards import Figure, TodayCard
from villagedesk.domain.orders import Decision
from villagedesk.domain.parcels import DAY_MS
from villagedesk.i18n import _, ngettext
from villagedesk.store.orders import (
    OrderRow,
    count_open_orders,
    days_of_latest,
    names_of_late,
    orders_to_answer,
    orders_with_substitutes,
)

# So long Today says that something else comes; the parcel is seldom here sooner.
_TELL_DAYS = 3
_SINGLE = 3  # up to so many a card each; more of them share one card


def cards(s: Session) -> list[TodayCard]:
    """The cards, the most urgent first."""
    return [*_question_cards(orders_to_answer(s)), *_late_cards(s), *_instead_cards(s)]


def figures(s: Session) -> list[Figure]:
    """How many orders are open."""
    return [Figure(_("Open orders"), i18n.number(count_open_orders(s)))]


def _question_cards(rows: list[OrderRow]) -> list[TodayCard]:
    if len(rows) > _SINGLE:
        title = ngettext("{count} order needs an answer", "{count} orders need an answer", len(rows))
        names = _(", ").join(row.name for row in rows[:4])
        return [
            TodayCard(
                70, "bag", "act", title.format(count=len(rows)), names, _("Look"), "order_list", {"view": "answer"}
            )
        ]
    return [
        TodayCard(70, "bag", "act", _question(row), f"{row.name}  {row.title}", _("Ask"), "order", {"order_id": row.id})
        for row in rows
    ]


def _question(row: OrderRow) -> str:
    if row.decision == Decision.PRICE:
        return _("The price rose")
    if row.decision == Decision.STOCK:
        return _("Goods ran out")
    if row.decision == Decision.FROZEN:
        return _("A seller was stopped")
    if row.decision == Decision.UNPAID:
        return _("The child has not paid")
    return _("An order waited too long")


def _instead_cards(s: Session) -> list[TodayCard]:
    found = orders_with_substitutes(s, clock.now_ms() - _TELL_DAYS * DAY_MS)
    title = _("Something else comes instead: tell the villager")
    if len(found) > _SINGLE:
        names = _(", ").join(row.name for row, _titles in found[:4])
        return [TodayCard(42, "bag", "wait", title, names, _("Look"), "order_list", {"view": "open"})]
    return [
        TodayCard(
            42,
            "bag",
            "wait",
            title,
            "  ".join((row.name, _(", ").join(titles))),
            _("Look"),
            "order",
            {"order_id": row.id},
        )
        for row, titles in found
    ]


def _late_cards(s: Session) -> list[TodayCard]:
    late = names_of_late(s)
    if not late:
        return []
    title = ngettext(
        "{count} order has waited too long, days: {days}",
        "{count} orders have waited too long, days: {days}",
        len(late),
    ).format(count=len(late), days=days_of_latest(s))
    names = _(", ").join(late[:4])
    return [TodayCard(50, "bag", "wait", title, names, _("Look"), "order_list", {"view": "open"})]
