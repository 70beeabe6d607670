"""Complaints about fakes: those that are open, the nearest deadline first, and those that are over."""

from collections.abc import Sequence

from sqlmodel import Session

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.fakes.words import row_detail, state_pill
from villagedesk.desktop.list_page import ListPage, begun
from villagedesk.desktop.widgets import CardRow, PrimaryButton
from villagedesk.i18n import _
from villagedesk.store.fakes import FakeRow, fakes_in
from villagedesk.store.fakes.verbs import FORM

_Shown = tuple[Sequence[FakeRow], list[tuple[str, str]]]


class FakesScreen(ListPage):
    """``open(view=)`` shows open or over."""

    help_page = "fakes"
    follows = frozenset({"fake_report", "person", "draft"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, ("open", "over"), "shield")
        self.new = PrimaryButton("", "Ctrl+N")
        self.header.add_right(self.new)
        self.new.clicked.connect(lambda: self.go("fake_form"))

    def on_taken(self, key: object) -> None:
        self.go("fake", report_id=str(key))

    def retranslate(self) -> None:
        self.header.set_title(_("Complaints about fakes"))
        self.list.setAccessibleName(_("Complaints"))
        self.new.set_text(_("I bought a fake"))
        self.views.set_texts([_("Not finished"), _("Over")])
        if self.view() == "over":
            self.empty.set_texts(_("No complaint is over yet"), _("What came of one is written down on its page."))
        else:
            self.empty.set_texts(
                _("No complaint is open"),
                _("Begin one on the page of the order or parcel, after scanning a label, or with Ctrl+N."),
            )
        self.refresh()

    def refresh(self) -> None:
        """Read them again."""
        over = self.view() == "over"
        self.desk.tasks.read(self, lambda s: _look(s, over), self.show_all, latest="fakes")

    def show_all(self, shown: _Shown) -> None:
        """Show these, or say that there are none."""
        rows, unfinished = shown
        self.show_rows([_row(row) for row in rows])
        self.show_unfinished("fake_form", FORM, unfinished)


def _look(s: Session, over: bool) -> _Shown:
    return fakes_in(s, over=over), begun(s, FORM, "title", lambda title: title or _("A complaint"))


def _row(row: FakeRow) -> CardRow:
    pill, kind = state_pill(row)
    return CardRow(row.id, row.title, row_detail(row), pill=pill, pill_kind=kind, icon="shield", icon_kind=kind)
