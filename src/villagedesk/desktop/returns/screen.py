"""Returns and refunds: who gets money (red), what is asked for, what is with the courier, what is over."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.list_page import ListPage, begun
from villagedesk.desktop.returns.words import awaited_detail, awaited_money, owed_detail, row_detail, state_pill
from villagedesk.desktop.widgets import CardRow
from villagedesk.domain.returns import ReturnState
from villagedesk.i18n import _
from villagedesk.store.returns import Awaited, Owed, ReturnRow, awaited_refunds, owed_to_villagers, returns_in
from villagedesk.store.returns.lists import VIEWS
from villagedesk.store.returns.verbs import FORM

PAY, WAITS = "pay", "waits"


@dataclass(frozen=True)
class _Shown:
    owed: Sequence[Owed]
    awaited: Sequence[Awaited]
    rows: Sequence[ReturnRow]
    unfinished: Sequence[tuple[str, str]]


class ReturnsScreen(ListPage):
    """``open(view=)`` shows pay, waits, open, courier or over."""

    help_page = "returns"
    follows = frozenset({"return", "refund", "order", "parcel", "cash_entry", "person", "draft"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, (PAY, WAITS, *VIEWS), "back")

    def retranslate(self) -> None:
        self.header.set_title(_("Returns and refunds"))
        self.list.setAccessibleName(_("Returns"))
        words = [_("To pay out"), _("Platform's refund"), _("To go back"), _("With the courier"), _("Over")]
        self.views.set_texts(words)
        self.empty.set_texts(*_nothing(self.view()))
        self.refresh()

    def refresh(self) -> None:
        """Read what is chosen."""
        view = self.view()
        self.desk.tasks.read(self, lambda s: _look(s, view), self.show_all, latest="returns")

    def show_all(self, shown: _Shown) -> None:
        """Show these, or say that there are none."""
        rows = {
            PAY: [_owed_row(owed) for owed in shown.owed],
            WAITS: [_awaited_row(row) for row in shown.awaited],
        }.get(self.view(), [_return_row(row) for row in shown.rows])
        self.header.set_pills([(_("{count} to pay out").format(count=len(shown.owed)), "act")] if shown.owed else [])
        self.show_rows(rows)
        self.show_unfinished("return_form", FORM, shown.unfinished)

    def on_taken(self, key: object) -> None:
        if self.view() == PAY:
            self.go("payout", order_id=str(key))
        elif self.view() == WAITS:
            self.go("order", order_id=str(key))
        else:
            self.go("return", return_id=str(key))


def _look(s: Session, view: str) -> _Shown:
    unfinished = begun(s, FORM, "name", lambda name: name or _("A return"))
    awaited = awaited_refunds(s) if view == WAITS else []
    return _Shown(owed_to_villagers(s), awaited, returns_in(s, view) if view in VIEWS else [], unfinished)


def _owed_row(owed: Owed) -> CardRow:
    return CardRow(
        owed.order_id,
        owed.name,
        owed_detail(owed),
        i18n.money(owed.fen),
        icon="cash",
        icon_kind="act",
        pill=_("not paid out"),
        pill_kind="act",
    )


def _awaited_row(row: Awaited) -> CardRow:
    pill, kind = (_("overdue"), "act") if row.overdue else (_("at the platform"), "wait")
    return CardRow(
        row.order_id,
        row.name,
        awaited_detail(row),
        awaited_money(row),
        icon="back",
        icon_kind=kind,
        pill=pill,
        pill_kind=kind,
    )


def _return_row(row: ReturnRow) -> CardRow:
    pill, kind = state_pill(row)
    right = i18n.money(row.fen) if row.fen else ""
    icon = "cash" if row.state == ReturnState.REFUNDED and row.owed_fen else "back"
    return CardRow(row.id, row.name, row_detail(row), right, pill=pill, pill_kind=kind, icon=icon, icon_kind=kind)


def _nothing(view: str) -> tuple[str, str]:
    return {
        PAY: (
            _("Nobody waits for money"),
            _("When the platform gives money back, the villager appears here until he has it."),
        ),
        WAITS: (
            _("Nobody waits for the platform"),
            _("When paid goods go back with the driver, the villager appears here until the platform gives the money."),
        ),
        "open": (_("Nothing is to go back"), _("Begin a return on the page of its order or parcel.")),
        "courier": (_("Nothing is with the courier"), _("What the courier took appears here until the money is back.")),
        "over": (_("Nothing is over yet"), _("Returns that were paid out, refused or withdrawn appear here.")),
    }[view]
