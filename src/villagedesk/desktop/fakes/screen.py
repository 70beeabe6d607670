"""Complaints about fakes: those that are open, the nearest deadline first, and those that are over."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.fakes.words import row_detail, state_pill
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
from villagedesk.i18n import _
from villagedesk.store.drafts import drafts
from villagedesk.store.fakes import FakeRow, fakes_in
from villagedesk.store.fakes.verbs import FORM


@dataclass(frozen=True)
class _Shown:
    rows: Sequence[FakeRow]
    unfinished: Sequence[tuple[str, str]]


class FakesScreen(Page):
    """``open(over=)``."""

    help_page = "fakes"
    follows = frozenset({"fake_report", "person", "draft"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.views = ChoiceButtons([Choice("open", ""), Choice("over", "")], value="open")
        self.unfinished = RowList()
        self.list = CardList("", hint="Enter")
        self.empty = EmptyState("shield")
        self.new = PrimaryButton("", "Ctrl+N")
        self.header.add_right(self.new)
        self.add(flow(self.views), self.unfinished, self.list, self.empty)
        self.body.setStretchFactor(self.list, 1)
        self.body.setStretchFactor(self.empty, 1)
        self.views.chosen.connect(lambda _view: self.refresh())
        self.list.taken.connect(lambda key: self.go("fake", report_id=str(key)))
        self.new.clicked.connect(lambda: self.go("fake_form"))

    def open(self, **_params: Any) -> None:
        self.refresh()

    def retranslate(self) -> None:
        self.header.set_title(_("Complaints about fakes"))
        self.list.setAccessibleName(_("Complaints"))
        self.new.set_text(_("I bought a fake"))
        self.views.set_texts([_("Open"), _("Over")])
        self.refresh()

    def refresh(self) -> None:
        """Read them again."""
        over = self.views.value() == "over"
        self.desk.tasks.read(self, lambda s: _look(s, over), self.show_all, latest="fakes")

    def show_all(self, shown: _Shown) -> None:
        """Show these, or say that there are none."""
        self.list.set_rows([_row(row) for row in shown.rows])
        self.list.setVisible(bool(shown.rows))
        self.empty.setVisible(not shown.rows)
        if self.views.value() == "over":
            self.empty.set_texts(_("No complaint is over yet"), _("What came of one is written down on its page."))
        else:
            self.empty.set_texts(
                _("No complaint is open"),
                _("Begin one on the page of the order or parcel, after scanning a label, or with Ctrl+N."),
            )
        self.unfinished.setVisible(bool(shown.unfinished))
        self.unfinished.set_rows(
            [
                UnfinishedCard(self.desk, "fake_form", FORM, key, name or _("A complaint"), self.refresh)
                for key, name in shown.unfinished
            ]
        )
        if shown.rows:
            self.offer_keys(self.list)


def _look(s: Session, over: bool) -> _Shown:
    unfinished = [(key, str(fields.get("title") or "")) for key, fields, _at in drafts(s.connection(), FORM)]
    return _Shown(fakes_in(s, over=over), unfinished)


def _row(row: FakeRow) -> CardRow:
    pill, kind = state_pill(row)
    return CardRow(row.id, row.title, row_detail(row), pill=pill, pill_kind=kind, icon="shield", icon_kind=kind)
