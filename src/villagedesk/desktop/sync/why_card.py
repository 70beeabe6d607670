"""The card that answers "why is this not sent?": what is the matter, what to do next, and what waits with it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.sync.look import Asked
from villagedesk.desktop.sync.reasons import what_is_the_matter, what_to_do
from villagedesk.desktop.sync.words import entity_word, heap_word
from villagedesk.desktop.widgets import Card, PlainButton, RowList, Text, row
from villagedesk.i18n import _


class WhyCard(Card):
    """Signals: ``closed()``: the operator has read it."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._title = Text("", "card", wrap=True)
        self._matter, self._next = Text("", wrap=True), Text("", wrap=True, strong=True)
        self._things = RowList(spacing=2)
        self.close_button = PlainButton("")
        super().__init__(
            self._title, self._matter, self._next, self._things, row(self.close_button, None), parent=parent
        )
        self.close_button.clicked.connect(self.closed)
        self._kind = ""
        self._asked: Asked | None = None
        self._next_at: int | None = None
        self.hide()

    def show_answer(self, asked: Asked, kind: str, next_at: int | None) -> None:
        """Show it; ``kind`` names the heap that was asked about, "" for a row."""
        self._asked, self._kind, self._next_at = asked, kind, next_at
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.close_button.set_text(_("Close"))
        asked = self._asked
        if asked is None:
            return
        what = (
            heap_word(self._kind) if self._kind else "  ".join(p for p in (entity_word(asked.entity), asked.about) if p)
        )
        self._title.setText(_("Why is this not sent? {what}").format(what=what))
        if not asked.why.is_here:
            self._title.setText(what)
        self._matter.setText(what_is_the_matter(asked.why))
        self._next.setText(what_to_do(asked.why, self._next_at))
        self._next.setVisible(bool(self._next.text()))
        self._things.set_rows(
            Text(
                "  ".join(p for p in (i18n.ago(at), entity_word(entity), about) if p), "small", tone="muted", wrap=True
            )
            for entity, about, at in asked.things
        )
        self._things.setVisible(bool(asked.things))
