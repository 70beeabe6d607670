"""The cards at the foot of the sync page: the line and its bytes, comparisons, copies, past syncs, what was decided."""

from typing import Any

from PySide6.QtWidgets import QWidget

from villagedesk.desktop.sync import facts
from villagedesk.desktop.sync.decisions import outcome_words, title_of
from villagedesk.desktop.widgets import Card, Columns, Pill, RowList, Text, column, flow
from villagedesk.i18n import _
from villagedesk.sync.drill_words import drill_words


class QuietCards(QWidget):
    """Nothing in it is pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = {name: Text("", "card") for name in ("line", "compared", "past", "decided")}
        self._line, self._used = Text("", wrap=True), Text("", wrap=True)
        self._note, self._copies = Text("", "small", tone="muted", wrap=True), Text("", "small", wrap=True)
        self._compared, self._past, self._decided = (RowList(spacing=4) for _at in range(3))
        titles = self._titles
        line = Card(titles["line"], self._line, self._used, self._note, spacing=6)
        compared = Card(titles["compared"], self._compared, self._copies, spacing=6)
        left = QWidget()
        left.setLayout(column(line, compared, None, spacing=12))
        self._decided_card = Card(titles["decided"], self._decided, spacing=6)
        right = QWidget()
        right.setLayout(column(Card(titles["past"], self._past, spacing=6), self._decided_card, None, spacing=12))
        self.setLayout(column(Columns(left, right, spacing=12)))
        self._found: Any = None
        self.retranslate()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        titles = self._titles
        titles["line"].setText(_("Line and bytes"))
        titles["compared"].setText(_("Compared with central"))
        titles["past"].setText(_("The last syncs"))
        titles["decided"].setText(_("Decided in the last 30 days"))
        self._note.setText(facts.used_note())

    def show_found(self, found: Any) -> None:
        """Show what was read (``Looked``)."""
        self._line.setText(facts.line_words(found.line))
        self._used.setText("  ".join(facts.used_words(found.today, found.month)))
        compared = [_told(*facts.compared_words(one, found.classes)) for one in found.agreements]
        self._compared.set_rows(compared or [Text(_("Not compared yet."), tone="muted")])
        self._copies.setText(f"{facts.copies_words(found.copies)} {drill_words(found.drill)}")
        self._past.set_rows([_past(one) for one in found.past] or [Text(_("None yet."), tone="muted")])
        self._decided_card.setVisible(bool(found.decided))
        self._decided.set_rows(_two_lines(title_of(one), outcome_words(one)) for one in found.decided)


def _told(what: str, pill: str, kind: str) -> QWidget:
    return flow(Text(what), Pill(pill, kind))


def _past(one: Any) -> QWidget:
    when, came, kind = facts.past_words(one)
    holder = QWidget()
    words = column(flow(Text(when, "small"), Pill(facts.past_pill(one), kind)), spacing=2)
    if came:
        words.addWidget(Text(came, "small", tone="muted", wrap=True))
    holder.setLayout(words)
    return holder


def _two_lines(title: str, detail: str) -> QWidget:
    holder = QWidget()
    holder.setLayout(column(Text(title, wrap=True), Text(detail, "small", tone="muted", wrap=True), spacing=0))
    return holder
