"""A page that is one list in a few views: what was begun and not finished, the rows, or a sentence that there are none."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import Session

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.unfinished_card import UnfinishedCard
from villagedesk.desktop.widgets import CardList, CardRow, Choice, ChoiceButtons, EmptyState, Page, RowList, flow
from villagedesk.store.drafts import drafts


class ListPage(Page):
    """``open(view=)`` shows one of the views.

    A subclass names its page's texts in ``retranslate`` (and calls this one, which reads), reads in ``refresh``, gives the
    rows to ``show_rows``, and opens the page of a row in ``on_taken``.
    """

    def __init__(self, desk: Desk, views: Sequence[str], icon: str) -> None:
        super().__init__(desk)
        self.views = ChoiceButtons([Choice(view, "") for view in views], value=views[0])
        self.unfinished = RowList()
        self.unfinished.hide()
        self.list = CardList("", hint="Enter")
        self.empty = EmptyState(icon)
        self.add(flow(self.views), self.unfinished, self.list, self.empty)
        self.body.setStretchFactor(self.list, 1)
        self.body.setStretchFactor(self.empty, 1)
        self.views.chosen.connect(lambda view: self.open(view=str(view)))
        self.list.taken.connect(self.on_taken)

    def open(self, view: str = "", **_more: Any) -> None:
        if view:
            self.views.set_value(view)
        self.retranslate()

    def view(self) -> str:
        """The view that is chosen."""
        return str(self.views.value())

    def on_taken(self, key: object) -> None:
        """A row was pressed; the page opens the one thing it stands for."""

    def show_rows(self, rows: Sequence[CardRow]) -> None:
        """Show these, or the sentence that there are none."""
        self.list.set_rows(rows)
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if rows:
            self.offer_keys(self.list)

    def show_unfinished(self, place: str, form: str, begun: Sequence[tuple[str, str]]) -> None:
        """The drafts of ``form``, each its key and name, which the page ``place`` goes on with."""
        self.unfinished.setVisible(bool(begun))
        self.unfinished.set_rows(
            [UnfinishedCard(self.desk, place, form, key, name, self.refresh) for key, name in begun]
        )


def begun(s: Session, form: str, field: str, name: Callable[[str], str]) -> list[tuple[str, str]]:
    """The drafts of a form, each its key and what it is called by one of its fields."""
    return [(key, name(str(fields.get(field) or ""))) for key, fields, _at in drafts(s.connection(), form)]
