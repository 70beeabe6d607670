"""Repairs: reports that run, what is due first in front, and those that are over."""

from typing import Any

from sqlmodel import Session

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.tickets.words import icon_of, row_detail, state_pill, title_of
from villagedesk.desktop.unfinished_card import UnfinishedCard
from villagedesk.desktop.widgets import (
    CardList,
    CardRow,
    Choice,
    ChoiceButtons,
    EmptyState,
    Page,
    PrimaryButton,
    RowList,
    flow,
)
from villagedesk.domain.tickets import TOPIC_WORDS
from villagedesk.i18n import _
from villagedesk.store.drafts import drafts
from villagedesk.store.tickets import TicketRow, tickets
from villagedesk.store.tickets.verbs import FORM


class TicketsScreen(Page):
    """``open()``."""

    help_page = "tickets"
    follows = frozenset({"ticket", "asset", "draft"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.views = ChoiceButtons([Choice("open", ""), Choice("over", "")], value="open")
        self.unfinished = RowList()
        self.list = CardList("", hint="Enter")
        self.empty = EmptyState("check")
        self.new = PrimaryButton("", "Ctrl+N")
        self.header.add_right(self.new)
        self.add(flow(self.views), self.unfinished, self.list, self.empty)
        self.body.setStretchFactor(self.list, 1)
        self.body.setStretchFactor(self.empty, 1)
        self.views.chosen.connect(lambda _view: self.refresh())
        self.list.taken.connect(lambda key: self.go("ticket", ticket_id=str(key)))
        self.new.clicked.connect(lambda: self.go("ticket_form"))

    def open(self, **_params: Any) -> None:
        self.refresh()

    def retranslate(self) -> None:
        self.header.set_title(_("Repairs"))
        self.list.setAccessibleName(_("Repairs"))
        self.new.set_text(_("Something does not work"))
        self.views.set_texts([_("Open"), _("Over")])
        self.refresh()

    def refresh(self) -> None:
        """Read them again."""
        over = self.views.value() == "over"
        self.desk.tasks.read(self, lambda s: _look(s, over), self.show_all, latest="tickets")

    def show_all(self, shown: tuple[list[TicketRow], list[tuple[str, str]]]) -> None:
        """Show these, or say that there are none."""
        rows, unfinished = shown
        self.list.set_rows([_row(row) for row in rows])
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if self.views.value() == "over":
            self.empty.set_texts(_("Nothing was repaired yet."), "")
        else:
            self.empty.set_texts(
                _("Everything works."),
                _("When something does not: Ctrl+N shows first what you can do yourself."),
            )
        self.unfinished.setVisible(bool(unfinished))
        self.unfinished.set_rows(
            [
                UnfinishedCard(
                    self.desk, "ticket_form", FORM, key, _(TOPIC_WORDS.get(topic, "")) or _("A report"), self.refresh
                )
                for key, topic in unfinished
            ]
        )
        if rows:
            self.offer_keys(self.list)


def _look(s: Session, over: bool) -> tuple[list[TicketRow], list[tuple[str, str]]]:
    unfinished = [(key, str(fields.get("topic") or "")) for key, fields, _at in drafts(s.connection(), FORM)]
    return tickets(s, over=over), unfinished


def _row(row: TicketRow) -> CardRow:
    pill, kind = state_pill(row)
    return CardRow(row.id, title_of(row), row_detail(row), pill=pill, pill_kind=kind, icon=icon_of(row.topic))
