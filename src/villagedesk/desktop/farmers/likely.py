"""The card that shows who on file may be the person in the form, and asks whether it is him."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.farmers.words import on_file_since, why_same
from villagedesk.desktop.widgets import Avatar, Card, Columns, Pill, PlainButton, RowList, Text, column, row
from villagedesk.i18n import _
from villagedesk.store.likely import Likeness

_MOST = 3


class LikelyCard(Card):
    """Hidden while there is nobody.

    Signals:
        same(person_id): "that is him".
        different(person_id): "somebody else".
    """

    same = Signal(str)
    different = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._title = Text("", "card", wrap=True)
        self._pill = Pill("", "wait")
        self._rows = RowList(spacing=14)
        self._found: Sequence[Likeness] = ()
        self.body.addLayout(row(self._title, None, self._pill))
        self.body.addWidget(self._rows)
        self.hide()
        self.retranslate()

    def set_people(self, found: Sequence[Likeness]) -> None:
        """Show these; nobody hides the card."""
        if list(found[:_MOST]) == list(self._found):
            return  # looking again must not take a button away from under the mouse
        self._found = list(found[:_MOST])
        self._rows.set_rows([self._row(one) for one in self._found])
        self.setVisible(bool(found))

    def people(self) -> Sequence[Likeness]:
        """Who is shown."""
        return self._found

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("Perhaps the same person"))
        self._pill.setText(_("Please check"))
        self._rows.set_rows([self._row(one) for one in self._found])

    def focus_first(self) -> None:
        """Put the focus on "same person" of the first, as soon as it can be seen."""
        QTimer.singleShot(0, self, self._focus)

    def _focus(self) -> None:
        button = self.findChild(PlainButton)
        if button is not None:
            button.setFocus()

    def _row(self, found: Likeness) -> QWidget:
        person = found.row
        words = column(
            Text(person.name, "card", wrap=True),
            Text(on_file_since(found), "small", tone="muted", wrap=True),
            Text(why_same(found), "small", tone="wait", wrap=True),
            spacing=0,
        )
        # One key each for the one who stands first; the next one moves up.
        keys = ("Ctrl+J", "Ctrl+D") if found is self._found[0] else ("", "")
        same, different = PlainButton(_("Same person"), keys[0]), PlainButton(_("Another person"), keys[1])
        same.setAccessibleName(_("{name} on file is the person in the form").format(name=person.name))
        different.setAccessibleName(_("{name} on file is somebody else").format(name=person.name))
        same.clicked.connect(lambda: self.same.emit(person.id))
        different.clicked.connect(lambda: self.different.emit(person.id))
        line = row(Avatar(person.name, 52), words, spacing=12)
        line.setStretch(1, 1)
        holder = QWidget()
        holder.setLayout(column(line, Columns(same, different, wide=250, spacing=10)))
        return holder
