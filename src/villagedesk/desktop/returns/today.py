"""What Today shows of money and goods that go back: whom the room owes, a seller who keeps the money, the courier."""

from sqlmodel import Session

from villagedesk import clock, i18n
from villagedesk.desktop.returns.words import awaited_money, awaited_since, left_words, reason_words
from villagedesk.desktop.today.cards import TodayCard
from villagedesk.domain.returns import ReturnState
from villagedesk.i18n import _, ngettext
from villagedesk.store.returns import Awaited, Owed, ReturnRow, awaited_refunds, owed_to_villagers, returns_in

_SINGLE = 3


def cards(s: Session) -> list[TodayCard]:
    """The cards, the most urgent first."""
    now = clock.now_ms()
    late = [row for row in returns_in(s, "courier") if row.refund_due is not None and row.refund_due < now]
    ready = [row for row in returns_in(s, "open") if row.state == ReturnState.APPROVED]
    waits = awaited_refunds(s)
    overdue = [row for row in waits if row.overdue]
    return [
        *_owed(owed_to_villagers(s)),
        *_late(late),
        *_awaited(overdue, 72, "act"),
        *_ready(ready),
        *_awaited([row for row in waits if not row.overdue], 35, "wait"),
    ]


def _owed(rows: list[Owed]) -> list[TodayCard]:
    """Red, and there every day until the villager has his money."""
    if len(rows) > _SINGLE:
        total = i18n.money(sum(row.fen for row in rows))
        title = ngettext("{count} villager gets money back", "{count} villagers get money back", len(rows))
        names = _(", ").join(row.name for row in rows[:3])
        detail = f"{names}  {total}"
        return [
            TodayCard(
                90, "cash", "act", title.format(count=len(rows)), detail, _("Pay cash"), "returns", {"view": "pay"}
            )
        ]
    return [
        TodayCard(
            90,
            "cash",
            "act",
            _("The refund is here, not paid out yet") if row.since else _("Money to give back"),
            "  ".join(part for part in (row.name, row.title, i18n.money(row.fen), _since(row)) if part),
            _("Pay cash"),
            "payout",
            {"order_id": row.order_id},
        )
        for row in rows
    ]


def _since(row: Owed) -> str:
    return _("came {time}").format(time=i18n.ago(row.since)) if row.since else ""


def _late(rows: list[ReturnRow]) -> list[TodayCard]:
    if len(rows) > _SINGLE:
        title = ngettext(
            "{count} seller has the goods and keeps the money",
            "{count} sellers have the goods and keep the money",
            len(rows),
        )
        names = _(", ").join(row.name for row in rows[:4])
        return [
            TodayCard(
                75, "back", "act", title.format(count=len(rows)), names, _("Look"), "returns", {"view": "courier"}
            )
        ]
    return [
        TodayCard(
            75,
            "back",
            "act",
            _("The seller has the goods and keeps the money"),
            "  ".join((row.name, row.title, left_words(row.refund_due or 0))),
            _("Look"),
            "return",
            {"return_id": row.id},
        )
        for row in rows
    ]


def _awaited(rows: list[Awaited], danger: int, kind: str) -> list[TodayCard]:
    """Paid goods that went back: amber while the platform has time, red when it has to be asked."""
    if len(rows) > _SINGLE:
        title = ngettext(
            "{count} villager waits for the platform's refund",
            "{count} villagers wait for the platform's refund",
            len(rows),
        )
        names = _(", ").join(row.name for row in rows[:4])
        return [
            TodayCard(
                danger, "back", kind, title.format(count=len(rows)), names, _("Look"), "returns", {"view": "waits"}
            )
        ]
    return [
        TodayCard(
            danger,
            "back",
            kind,
            _("The platform's refund is overdue: call the county office")
            if kind == "act"
            else _("Waits for the platform's refund"),
            "  ".join((row.name, row.title, awaited_money(row), awaited_since(row))),
            _("Look"),
            "order",
            {"order_id": row.order_id},
        )
        for row in rows
    ]


def _ready(rows: list[ReturnRow]) -> list[TodayCard]:
    if not rows:
        return []
    if len(rows) == 1:
        row = rows[0]
        detail = "  ".join((row.name, row.title, reason_words(row.reason)))
        params: dict[str, str] = {"return_id": row.id}
        return [
            TodayCard(
                45, "truck", "wait", _("A return may go to the courier"), detail, _("To the courier"), "return", params
            )
        ]
    title = ngettext("{count} return may go to the courier", "{count} returns may go to the courier", len(rows))
    names = _(", ").join(row.name for row in rows[:4])
    return [
        TodayCard(45, "truck", "wait", title.format(count=len(rows)), names, _("Look"), "returns", {"view": "open"})
    ]
