"""Repairs: reports that run, what is due first in front, and those that are over."""

from sqlmodel import Session

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.list_page import ListPage, begun
from villagedesk.desktop.tickets.words import icon_of, row_detail, state_pill, title_of
from villagedesk.desktop.widgets import CardRow, PrimaryButton
from villagedesk.domain.tickets import TOPIC_WORDS
from villagedesk.i18n import _
from villagedesk.store.tickets import TicketRow, tickets
from villagedesk.store.tickets.verbs import FORM


class TicketsScreen(ListPage):
    """``open(view=)`` shows open or over."""

    help_page = "tickets"
    follows = frozenset({"ticket", "asset", "draft"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, ("open", "over"), "check")
        self.new = PrimaryButton("", "Ctrl+N")
        self.header.add_right(self.new)
        self.new.clicked.connect(lambda: self.go("ticket_form"))

    def on_taken(self, key: object) -> None:
        self.go("ticket", ticket_id=str(key))

    def retranslate(self) -> None:
        self.header.set_title(_("Repairs"))
        self.list.setAccessibleName(_("Repairs"))
        self.new.set_text(_("Something does not work"))
        self.views.set_texts([_("Not finished"), _("Over")])
        if self.view() == "over":
            self.empty.set_texts(_("Nothing was repaired yet."), "")
        else:
            self.empty.set_texts(
                _("Everything works."),
                _("When something does not: Ctrl+N shows first what you can do yourself."),
            )
        self.refresh()

    def refresh(self) -> None:
        """Read them again."""
        over = self.view() == "over"
        self.desk.tasks.read(self, lambda s: _look(s, over), self.show_all, latest="tickets")

    def show_all(self, shown: tuple[list[TicketRow], list[tuple[str, str]]]) -> None:
        """Show these, or say that there are none."""
        rows, unfinished = shown
        self.show_rows([_row(row) for row in rows])
        self.show_unfinished("ticket_form", FORM, unfinished)


def _look(s: Session, over: bool) -> tuple[list[TicketRow], list[tuple[str, str]]]:
    unfinished = begun(s, FORM, "topic", lambda topic: _(TOPIC_WORDS.get(topic, "")) or _("A report"))
    return tickets(s, over=over), unfinished


def _row(row: TicketRow) -> CardRow:
    pill, kind = state_pill(row)
    return CardRow(row.id, title_of(row), row_detail(row), pill=pill, pill_kind=kind, icon=icon_of(row.topic))
