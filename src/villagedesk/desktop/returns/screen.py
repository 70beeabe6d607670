"""Returns and refunds: who gets money (red), what is asked for, what is with the courier, what is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.returns.words import owed_detail, row_detail, state_pill
from villagedesk.desktop.unfinished_card import UnfinishedCard
from villagedesk.desktop.widgets import CardList, CardRow, Choice, ChoiceButtons, EmptyState, Page, RowList, flow
from villagedesk.domain.returns import ReturnState
from villagedesk.i18n import _
from villagedesk.store.drafts import drafts
from villagedesk.store.returns import Owed, ReturnRow, owed_to_villagers, returns_in
from villagedesk.store.returns.lists import VIEWS
from villagedesk.store.returns.verbs import FORM

PAY = "pay"


@dataclass(frozen=True)
class _Shown:
    owed: Sequence[Owed]
    rows: Sequence[ReturnRow]
    unfinished: Sequence[tuple[str, str]]


class ReturnsScreen(Page):
    """``open(view=)`` shows pay, open, courier or over."""

    help_page = "returns"
    follows = frozenset({"return", "refund", "order", "cash_entry", "person", "draft"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.views = ChoiceButtons([Choice(view, "") for view in (PAY, *VIEWS)], value=PAY)
        self.unfinished = RowList()
        self.list = CardList("", hint="Enter")
        self.empty = EmptyState("back")
        self.add(flow(self.views), self.unfinished, self.list, self.empty)
        self.body.setStretchFactor(self.list, 1)
        self.body.setStretchFactor(self.empty, 1)
        self.views.chosen.connect(lambda view: self.open(view=str(view)))
        self.list.taken.connect(self._on_taken)

    def open(self, view: str = "", **_more: Any) -> None:
        if view:
            self.views.set_value(view)
        self.retranslate()

    def retranslate(self) -> None:
        self.header.set_title(_("Returns and refunds"))
        self.list.setAccessibleName(_("Returns"))
        self.views.set_texts([_("To pay out"), _("To go back"), _("With the courier"), _("Over")])
        self.empty.set_texts(*_nothing(str(self.views.value())))
        self.refresh()

    def refresh(self) -> None:
        """Read what is chosen."""
        view = str(self.views.value())
        self.desk.tasks.read(self, lambda s: _look(s, view), self.show_all, latest="returns")

    def show_all(self, shown: _Shown) -> None:
        """Show these, or say that there are none."""
        paying = self.views.value() == PAY
        rows = [_owed_row(owed) for owed in shown.owed] if paying else [_return_row(row) for row in shown.rows]
        self.header.set_pills([(_("{count} to pay out").format(count=len(shown.owed)), "act")] if shown.owed else [])
        self.list.set_rows(rows)
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.unfinished.setVisible(bool(shown.unfinished))
        self.unfinished.set_rows(
            [
                UnfinishedCard(self.desk, "return_form", FORM, key, name or _("A return"), self.refresh)
                for key, name in shown.unfinished
            ]
        )
        if rows:
            self.offer_keys(self.list)

    def _on_taken(self, key: object) -> None:
        if self.views.value() == PAY:
            self.go("payout", order_id=str(key))
        else:
            self.go("return", return_id=str(key))


def _look(s: Session, view: str) -> _Shown:
    unfinished = [(key, str(fields.get("name") or "")) for key, fields, _at in drafts(s.connection(), FORM)]
    return _Shown(owed_to_villagers(s), [] if view == PAY else returns_in(s, view), unfinished)


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
        "open": (_("Nothing is to go back"), _("Begin a return on the page of its order or parcel.")),
        "courier": (_("Nothing is with the courier"), _("What the courier took appears here until the money is back.")),
        "over": (_("Nothing is over yet"), _("Returns that were paid out, refused or withdrawn appear here.")),
    }[view]
