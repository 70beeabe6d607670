"""The card of the van: when it came, how far it is unloaded, what was scanned last."""

from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.parcels.words import last_words, van_words
from villagedesk.desktop.widgets import Card, Columns, Pill, PlainButton, ProgressLine, Text, flow
from villagedesk.i18n import _
from villagedesk.store.parcels import Van


class VanCard(Card):
    """``button`` opens the page where it is unloaded; the van's own page hides it. Without ``bar`` it is one line."""

    def __init__(self, *, bar: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(spacing=6, parent=parent)
        self._van: Van | None = None
        self._title = Text("", "card", wrap=True)
        self._pill = Pill("", "wait")
        self._progress = ProgressLine(_("Van"))
        self._last = Text("", "small", tone="muted", wrap=True)
        self.button = PlainButton("", "F5", bind=False)
        self.body.addWidget(Columns(self._title, flow(self._pill, self.button), shares=(1, 0), wide=560, spacing=10))
        how_far = Columns(self._progress, self._last, shares=(3, 1), wide=620, spacing=10)
        self.body.addWidget(how_far)
        how_far.setVisible(bar)

    def show_van(self, van: Van | None) -> None:
        """Show a van; without one the card is not there."""
        self._van = van
        self.setVisible(van is not None)
        self.retranslate()

    def retranslate(self) -> None:
        """The same van in the language of the moment."""
        self.button.set_text(_("Receive"))
        van = self._van
        if van is None:
            return
        if van.began_at is not None:
            self._title.setText(_("The van came  {time}").format(time=i18n.time_text(van.began_at)))
        elif van.van_at is not None:
            self._title.setText(_("The van is expected  {time}").format(time=i18n.ago(van.van_at)))
        else:
            self._title.setText(_("Parcels are announced"))
        self._pill.set(van_words(van), "wait" if van.scanned < van.announced else "good")
        self._progress.set(van.scanned, van.announced)
        self._last.setText(last_words(van))
        self._last.setVisible(van.last is not None)
